// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// revisionOf returns the revision that a record has.
func revisionOf(ctx context.Context, s driver.Store, ref driver.Ref) int64 {
	records, err := s.Get(ctx, ref)
	if err != nil {
		return 0
	}
	return records[0].Revision
}

// expecting returns stores that expect what is there, of the writes chosen.
func expecting(choose func(w driver.Write) bool) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		d := duplicate(b)
		for i := range d.Writes {
			if choose(d.Writes[i]) {
				d.Writes[i].Expect = revisionOf(ctx, s, d.Writes[i].Ref)
			}
		}
		return s.Commit(ctx, d)
	})
}

func brokenCommits() []brokenStore {
	return []brokenStore{
		{"ignores the revision a put expects", []string{"expect-revision"}, expecting(func(w driver.Write) bool { return !w.Delete && w.Expect > 0 })},
		{"ignores that a put expects nothing", []string{"expect-absent"}, expecting(func(w driver.Write) bool { return w.Expect == 0 })},
		{"ignores the revision a deletion expects", []string{"expect-delete"}, expecting(func(w driver.Write) bool { return w.Delete })},
		{"ignores checks", []string{"check-revision", "check-absent"}, altering(func(b *driver.Batch) { b.Checks = nil })},
		{"ignores checks of what must not exist", []string{"check-absent"}, altering(func(b *driver.Batch) {
			b.Checks = slices.DeleteFunc(b.Checks, func(c driver.Check) bool { return c.Revision == 0 })
		})},
		{"checks what its writes have left", []string{"check-state-before"}, altering(func(b *driver.Batch) {
			for i := range b.Checks {
				for _, w := range b.Writes {
					if w.Ref == b.Checks[i].Ref {
						b.Checks[i].Revision += w.Expect - w.Revision
					}
				}
			}
		})},
		{"writes one by one", []string{"all-or-nothing", "unique-swapped"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				for i := range b.Writes {
					if _, err := s.Commit(ctx, &driver.Batch{Writes: b.Writes[i : i+1]}); err != nil {
						return driver.Receipt{}, err
					}
				}
				return s.Commit(ctx, &driver.Batch{Checks: b.Checks, Counts: b.Counts, Events: b.Events, Resolve: b.Resolve})
			})},
		{"counts before it checks", []string{"all-or-nothing"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				r, err := s.Commit(ctx, &driver.Batch{Counts: b.Counts, Resolve: b.Resolve})
				if err != nil {
					return r, err
				}
				_, err = s.Commit(ctx, &driver.Batch{Checks: b.Checks, Writes: b.Writes, Events: b.Events})
				return r, err
			})},
		{"remembers batches that failed", []string{"failed-then-good"}, remembersFailures},
		{"refuses big batches", []string{"big-batch"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if len(b.Writes) > 250 {
					return driver.Receipt{}, fault.Invalid
				}
				return s.Commit(ctx, b)
			})},
		{"refuses empty batches", []string{"empty-batch"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if len(b.Checks)+len(b.Counts)+len(b.Writes)+len(b.Events) == 0 {
					return driver.Receipt{}, fault.Invalid
				}
				return s.Commit(ctx, b)
			})},
		{"looks at bounds first", []string{"conflict-first"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				r, err := s.Commit(ctx, b)
				if errors.Is(err, fault.Conflict) && len(b.Counts) == 1 {
					return r, &driver.BoundError{Ref: b.Counts[0].Ref}
				}
				return r, err
			})},
		{"looks at unique keys before Resolve", []string{"unique-last"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				for _, w := range b.Writes {
					if u, err := owner(ctx, s, w); err != nil || u != "" && u != w.Ref.ID {
						return driver.Receipt{}, &driver.UniqueError{Ref: w.Ref, Index: w.Unique[0].Index}
					}
				}
				return s.Commit(ctx, b)
			})},
	}
}

// owner returns which record has the first unique key of a write.
func owner(ctx context.Context, s driver.Store, w driver.Write) (string, error) {
	if len(w.Unique) == 0 {
		return "", nil
	}
	key := w.Unique[0]
	records, err := page(ctx, s, driver.Query{
		Site: w.Ref.Site, Kind: w.Ref.Kind, Index: key.Index, From: key.Key, To: append(bytes.Clone(key.Key), 0), Limit: 1,
	})
	if err != nil || len(records) == 0 {
		return "", err
	}
	return records[0].Ref.ID, nil
}

// remembersFailures returns a store in which what a failed batch wanted to
// create can't be created any more.
func remembersFailures(s driver.Store) driver.Store {
	var mu sync.Mutex
	failed := make(map[driver.Ref]bool)
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range b.Writes {
			if failed[w.Ref] {
				return driver.Receipt{}, fault.Conflict
			}
		}
		r, err := s.Commit(ctx, b)
		for _, w := range b.Writes {
			failed[w.Ref] = err != nil
		}
		return r, err
	})(s)
}

func brokenCounts() []brokenStore {
	each := func(fn func(c *driver.Count)) func(driver.Store) driver.Store {
		return altering(func(b *driver.Batch) {
			for i := range b.Counts {
				fn(&b.Counts[i])
			}
		})
	}
	return []brokenStore{
		{"forgets Start", []string{"count-start", "portable-numbers"}, each(func(c *driver.Count) { c.Start = 0 })},
		{"takes Start each time", []string{"count-start"}, each(func(c *driver.Count) {
			if c.Start > 0 && !c.Set {
				c.Set, c.Value = true, c.Start+c.Delta
			}
		})},
		{"takes the sign off changes", []string{"count-add"}, each(func(c *driver.Count) { c.Delta = max(c.Delta, -c.Delta) })},
		{"keeps its receipts to itself", []string{"count-add"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				_, err := s.Commit(ctx, b)
				return driver.Receipt{Counts: make([]int64, len(b.Counts))}, err
			})},
		{"gives counts no revision", []string{"count-readable"}, onGet(
			func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error) {
				records, err := s.Get(ctx, refs...)
				for i := range records {
					if records[i].Count != 0 {
						records[i].Revision = 1
					}
				}
				return records, err
			})},
		{"ignores Max", []string{"count-max"}, each(func(c *driver.Count) {
			if c.Max != 0 {
				c.Max = math.MaxInt64
			}
		})},
		{"ignores Min", []string{"count-min"}, each(func(c *driver.Count) { c.Min = math.MinInt64; c.Max = max(c.Max, 1) })},
		{"excludes the bounds", []string{"count-max", "count-min"}, each(func(c *driver.Count) {
			if c.Max != 0 && c.Max < 100 {
				c.Max--
			}
			if c.Min != 0 || c.Max != 0 {
				c.Min++
			}
		})},
		{"keeps a count in its first bounds", []string{"count-bounds-of-change"}, keepsBounds},
		{"wraps around", []string{"count-overflow"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				d := duplicate(b)
				for i := range d.Counts {
					records, err := s.Get(ctx, d.Counts[i].Ref)
					if err != nil {
						return driver.Receipt{}, err
					}
					if c := &d.Counts[i]; !c.Set && len(d.Counts) == 1 && c.Max == 0 {
						c.Set, c.Value = true, records[0].Count+c.Delta
					}
				}
				return s.Commit(ctx, d)
			})},
		{"applies each count once", []string{"count-in-turn"}, altering(func(b *driver.Batch) {
			seen := make(map[driver.Ref]bool)
			for i := range b.Counts {
				if c := &b.Counts[i]; seen[c.Ref] {
					c.Delta = 0
				} else {
					seen[c.Ref] = true
				}
			}
		})},
		{"adds when it should set", []string{"count-set"}, each(func(c *driver.Count) {
			if c.Set {
				c.Set, c.Delta = false, c.Value/2
			}
		})},
		{"sets out of bounds", []string{"count-set"}, each(func(c *driver.Count) {
			if c.Set {
				c.Min, c.Max = 0, 0
			}
		})},
		{"ignores the value that Set expects", []string{"count-set-expect"}, each(func(c *driver.Count) { c.Expect = nil })},
		{"expects nothing of a new count", []string{"count-set-expect"}, each(func(c *driver.Count) {
			if c.Expect != nil && *c.Expect == 0 {
				c.Expect = nil
			}
		})},
		{"lets counts conflict", []string{"count-no-conflict"}, letsCountsConflict},
	}
}

// keepsBounds returns a store in which the first bounds of a count stay.
func keepsBounds(s driver.Store) driver.Store {
	var mu sync.Mutex
	bounds := make(map[driver.Ref][2]int64)
	return altering(func(b *driver.Batch) {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Counts {
			c := &b.Counts[i]
			if _, ok := bounds[c.Ref]; !ok {
				bounds[c.Ref] = [2]int64{c.Min, c.Max}
			}
			c.Min, c.Max = bounds[c.Ref][0], bounds[c.Ref][1]
		}
	})(s)
}

// letsCountsConflict returns a store that refuses every third change.
func letsCountsConflict(s driver.Store) driver.Store {
	var mu sync.Mutex
	n := 0
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		mu.Lock()
		n++
		refuse := n%3 == 0
		mu.Unlock()
		if refuse && len(b.Counts) > 0 {
			return driver.Receipt{}, fault.Conflict
		}
		return s.Commit(ctx, b)
	})(s)
}
