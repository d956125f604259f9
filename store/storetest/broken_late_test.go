// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

var errStale = errors.New("the counts have changed")

// overlapping returns a sound store whose commits go on beside each other
// until the last moment, as those of a database with many writers do.
func overlapping(s driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		for {
			guess, err := foresee(ctx, s, b)
			if err != nil || b.Resolve == nil {
				return s.Commit(ctx, b)
			}
			if err := b.Resolve(guess); err != nil {
				return driver.Receipt{}, err
			}
			d := *b
			d.Resolve = func(counts []int64) error {
				if !slices.Equal(counts, guess) {
					return errStale
				}
				return nil
			}
			r, err := s.Commit(ctx, &d)
			if !errors.Is(err, errStale) {
				return r, err
			}
		}
	})(s)
}

// foresee returns what the counts of a batch will be if it is committed now,
// or an error when it can't be.
func foresee(ctx context.Context, s driver.Store, b *driver.Batch) ([]int64, error) {
	for _, w := range b.Writes {
		if revisionOf(ctx, s, w.Ref) != w.Expect {
			return nil, fault.Conflict
		}
	}
	for _, c := range b.Checks {
		if revisionOf(ctx, s, c.Ref) != c.Revision {
			return nil, fault.Conflict
		}
	}
	now := make(map[driver.Ref]int64)
	results := make([]int64, len(b.Counts))
	for i := range b.Counts {
		c := &b.Counts[i]
		if _, ok := now[c.Ref]; !ok {
			records, err := s.Get(ctx, c.Ref)
			if err != nil {
				return nil, err
			}
			if now[c.Ref] = records[0].Count; records[0].Revision == 0 {
				now[c.Ref] = c.Start
			}
		}
		next, err := c.Apply(now[c.Ref])
		if err != nil {
			return nil, err
		}
		now[c.Ref], results[i] = next, next
	}
	return results, nil
}

// numbering returns stores that number events when their commits begin, and
// pass over those that a claim finds too low.
func numbering(pass func(number int, last, first map[string]int, subscription string) bool) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		var mu sync.Mutex
		begun := 0
		numbers := make(map[string]int) // of events, by id
		last := make(map[string]int)    // that was given, by subscription
		first := make(map[string]int)   // that was to come when a subscription began
		s = overlapping(s)
		return &hooked{
			Store: s,
			commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
				mu.Lock()
				for _, e := range b.Events {
					begun++
					numbers[e.ID] = begun
				}
				mu.Unlock()
				return s.Commit(ctx, b)
			},
			claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
				events, err := s.Claim(ctx, c)
				mu.Lock()
				defer mu.Unlock()
				if _, ok := first[c.Subscription]; !ok {
					first[c.Subscription] = begun + 1
				}
				events = slices.DeleteFunc(events, func(e driver.Event) bool { return pass(numbers[e.ID], last, first, c.Subscription) })
				for _, e := range events {
					last[c.Subscription] = max(last[c.Subscription], numbers[e.ID])
				}
				return events, err
			},
		}
	}
}

func brokenLate() []brokenStore {
	return []brokenStore{
		{"reads on from the last position", []string{"late-commit"}, numbering(
			func(number int, last, _ map[string]int, s string) bool { return number < last[s] })},
		{"begins a subscription at a position", []string{"late-subscription"}, numbering(
			func(number int, _, first map[string]int, s string) bool { return number < first[s] })},
		{"gives a canceled commit up too late", []string{"late-context"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if err := ctx.Err(); err != nil {
					return driver.Receipt{}, err
				}
				r, err := s.Commit(context.WithoutCancel(ctx), b)
				if ctx.Err() != nil {
					err = ctx.Err()
				}
				return r, err
			})},
		{"settles what others have settled", []string{"race-lease-expiry"}, onSettle(
			func(ctx context.Context, s driver.Store, x []driver.Settlement) error {
				pause()
				if err := s.Settle(ctx, x...); !errors.Is(err, fault.Conflict) {
					return err
				}
				return nil
			})},
		{"looks at bounds first and adds then", []string{"race-count-bounds"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if _, err := foresee(ctx, s, b); err != nil {
					return s.Commit(ctx, b)
				}
				pause()
				d := duplicate(b)
				for i := range d.Counts {
					d.Counts[i].Min, d.Counts[i].Max = 0, 0
				}
				return s.Commit(ctx, d)
			})},
		{"lets batches of counts conflict", []string{"race-counts-crosswise"}, letsCountsConflict},
		{"counts one after the other", []string{"race-all-or-nothing"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				var all driver.Receipt
				for i := range b.Counts {
					r, err := s.Commit(ctx, &driver.Batch{Counts: b.Counts[i : i+1]})
					if err != nil {
						return r, err
					}
					all.Counts = append(all.Counts, r.Counts...)
				}
				d := duplicate(b)
				d.Counts = nil
				_, err := s.Commit(ctx, d)
				return all, err
			})},
	}
}
