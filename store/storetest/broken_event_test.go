// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func onClaim(fn func(ctx context.Context, s driver.Store, c driver.Claim) ([]driver.Event, error)) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{Store: s, claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) { return fn(ctx, s, c) }}
	}
}

// claiming returns stores that change each claim.
func claiming(fn func(c *driver.Claim)) func(driver.Store) driver.Store {
	return onClaim(func(ctx context.Context, s driver.Store, c driver.Claim) ([]driver.Event, error) {
		fn(&c)
		return s.Claim(ctx, c)
	})
}

// claimed returns stores that change what was claimed.
func claimed(fn func(c driver.Claim, events []driver.Event) []driver.Event) func(driver.Store) driver.Store {
	return onClaim(func(ctx context.Context, s driver.Store, c driver.Claim) ([]driver.Event, error) {
		events, err := s.Claim(ctx, c)
		return fn(c, events), err
	})
}

func onSettle(fn func(ctx context.Context, s driver.Store, x []driver.Settlement) error) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{Store: s, settle: func(ctx context.Context, x []driver.Settlement) error { return fn(ctx, s, x) }}
	}
}

// settling returns stores that change each settlement.
func settling(fn func(x *driver.Settlement)) func(driver.Store) driver.Store {
	return onSettle(func(ctx context.Context, s driver.Store, x []driver.Settlement) error {
		x = slices.Clone(x)
		for i := range x {
			fn(&x[i])
		}
		return s.Settle(ctx, x...)
	})
}

func brokenEvents() []brokenStore {
	return []brokenStore{
		{"keeps times of events to the millisecond", []string{"event-as-committed", "claim-since"}, altering(func(b *driver.Batch) {
			for i := range b.Events {
				b.Events[i].Time = b.Events[i].Time.Truncate(time.Millisecond)
			}
		})},
		{"gives times of events in another zone", []string{"event-as-committed"}, claimed(func(_ driver.Claim, events []driver.Event) []driver.Event {
			for i := range events {
				events[i].Time = events[i].Time.In(time.FixedZone("", 3600))
			}
			return events
		})},
		{"loses events", []string{"event-with-its-commit", "portable-events", "race-late-commit"}, altering(func(b *driver.Batch) {
			if len(b.Writes)+len(b.Counts) > 0 {
				b.Events = nil
				resolve := b.Resolve
				b.Resolve = func(counts []int64) error {
					_ = resolve // it would complete the events
					return nil
				}
			}
		})},
		{"writes events whatever becomes of the rest", []string{"event-with-its-commit", "all-or-nothing"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if _, err := s.Commit(ctx, &driver.Batch{Events: b.Events}); err != nil {
					return driver.Receipt{}, err
				}
				return s.Commit(ctx, &driver.Batch{Checks: b.Checks, Counts: b.Counts, Writes: b.Writes, Resolve: b.Resolve})
			})},
		{"does not count attempts", []string{"lease-until"}, claimed(func(_ driver.Claim, events []driver.Event) []driver.Event {
			for i := range events {
				events[i].Attempt = 1
			}
			return events
		})},
		{"begins with the first event", []string{"claim-starts-now"}, claiming(func(c *driver.Claim) { c.Since = c.Now.Add(-time.Hour) })},
		{"ignores Since", []string{"claim-since"}, claiming(func(c *driver.Claim) { c.Since = time.Time{} })},
		{"takes Since for after", []string{"claim-since"}, claiming(func(c *driver.Claim) {
			if !c.Since.IsZero() {
				c.Since = c.Since.Add(time.Microsecond)
			}
		})},
		{"begins again with each Since", []string{"claim-since-first-only"}, beginsAgain},
		{"gives several events of a key at once", []string{"claim-key-order", "claim-across-keys", "race-claim-once"}, keyed(
			func(e driver.Event) string { return strconv.FormatInt(e.Sequence, 10) + "/" + e.Key },
			func(key string) string { _, key, _ = strings.Cut(key, "/"); return key })},
		{"orders events by their ids", []string{"claim-across-keys"}, claimed(func(_ driver.Claim, events []driver.Event) []driver.Event {
			slices.SortFunc(events, func(a, b driver.Event) int { return strings.Compare(a.Key, b.Key) })
			return events
		})},
		{"ignores the limit of a claim", []string{"claim-limit"}, claiming(func(c *driver.Claim) { c.Limit = driver.MaxPage })},
		{"ignores Types", []string{"claim-types"}, claiming(func(c *driver.Claim) { c.Types = nil })},
		{"keeps to the first Types", []string{"claim-types-added"}, keepsTypes},
		{"has one subscription", []string{"claim-subscriptions-apart"}, func(s driver.Store) driver.Store {
			return &hooked{
				Store: s,
				claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
					c.Subscription = "s"
					return s.Claim(ctx, c)
				},
			}
		}},
		{"leases for no time", []string{"claim-leased-not-given", "claim-key-order", "claim-limit"}, claiming(func(c *driver.Claim) { c.Lease = 0 })},
		{"reads on from the last id", []string{"claim-late-key"}, readsOn},
		{"passes over what comes while it reads", []string{"race-late-commit"}, passesOver},
	}
}

// beginsAgain returns a store in which Since matters each time.
func beginsAgain(s driver.Store) driver.Store {
	keeper, _ := driver.As[driver.Keeper](s)
	return onClaim(func(ctx context.Context, s driver.Store, c driver.Claim) ([]driver.Event, error) {
		if !c.Since.IsZero() {
			if err := keeper.Rewind(ctx, driver.Rewind{Site: c.Site, Subscription: c.Subscription, Since: c.Since}); err != nil &&
				!errors.Is(err, fault.NotFound) {
				return nil, err
			}
		}
		return s.Claim(ctx, c)
	})(s)
}

// keepsTypes returns a store in which the Types of the first claim stay.
func keepsTypes(s driver.Store) driver.Store {
	var mu sync.Mutex
	first := make(map[string][]string)
	return claiming(func(c *driver.Claim) {
		mu.Lock()
		defer mu.Unlock()
		if _, ok := first[c.Subscription]; !ok {
			first[c.Subscription] = c.Types
		}
		c.Types = first[c.Subscription]
	})(s)
}

// keyed returns stores that log events under other ordering keys.
func keyed(in func(driver.Event) string, out func(string) string) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{
			Store: s,
			commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
				d := duplicate(b)
				return s.Commit(ctx, then(d, func() error {
					for i := range d.Events {
						d.Events[i].Key = in(driver.Event{Key: b.Events[i].Key, Sequence: d.Events[i].Sequence})
					}
					return nil
				}))
			},
			claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
				events, err := s.Claim(ctx, c)
				for i := range events {
					events[i].Key = out(events[i].Key)
				}
				return events, err
			},
		}
	}
}

// holdsBackAll returns a store that logs all events under one key.
func holdsBackAll(s driver.Store) driver.Store {
	var mu sync.Mutex
	keys := make(map[string]string)
	return &hooked{
		Store: s,
		commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
			d := duplicate(b)
			mu.Lock()
			defer mu.Unlock()
			for i := range d.Events {
				keys[d.Events[i].ID] = d.Events[i].Key
				d.Events[i].Key = ""
			}
			return s.Commit(ctx, d)
		},
		claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
			events, err := s.Claim(ctx, c)
			mu.Lock()
			defer mu.Unlock()
			for i := range events {
				events[i].Key = keys[events[i].ID]
			}
			return events, err
		},
	}
}

// readsOn returns a store that gives only events with ids above the last.
func readsOn(s driver.Store) driver.Store {
	var mu sync.Mutex
	last := make(map[string]string)
	return claimed(func(c driver.Claim, events []driver.Event) []driver.Event {
		mu.Lock()
		defer mu.Unlock()
		events = slices.DeleteFunc(events, func(e driver.Event) bool { return e.ID <= last[c.Subscription] })
		for _, e := range events {
			last[c.Subscription] = max(last[c.Subscription], e.ID)
		}
		return events
	})(s)
}

// passesOver returns a store that loses the third event it should give.
func passesOver(s driver.Store) driver.Store {
	var mu sync.Mutex
	n := 0
	return claimed(func(_ driver.Claim, events []driver.Event) []driver.Event {
		mu.Lock()
		defer mu.Unlock()
		return slices.DeleteFunc(events, func(driver.Event) bool { n++; return n == 3 })
	})(s)
}

func brokenSettlements() []brokenStore {
	return []brokenStore{
		{"leases for ever", []string{"lease-runs-out", "event-returns-copy", "lease-until"}, claiming(func(c *driver.Claim) { c.Lease *= 1000 })},
		{"refuses leases that have run out", []string{"lease-run-out-settles"}, refusesRunOut},
		{"settles with any lease", []string{"lease-lost", "settle-all-or-nothing"}, settlesAnyway},
		{"takes a lost lease for settled", []string{"lease-lost", "settle-once", "settle-unknown"}, onSettle(
			func(ctx context.Context, s driver.Store, x []driver.Settlement) error {
				if err := s.Settle(ctx, x...); !errors.Is(err, fault.Conflict) {
					return err
				}
				return nil
			})},
		{"settles one by one", []string{"settle-all-or-nothing"}, onSettle(
			func(ctx context.Context, s driver.Store, x []driver.Settlement) error {
				for i := range x {
					if err := s.Settle(ctx, x[i]); err != nil {
						return err
					}
				}
				return nil
			})},
		{"never retries", []string{"retry-not-before", "retry-holds-its-key"}, settling(func(x *driver.Settlement) {
			if x.Outcome == driver.Retry {
				x.Outcome = driver.Done
			}
		})},
		{"retries at once", []string{"retry-not-before"}, settling(func(x *driver.Settlement) { x.RetryAt = time.Time{} })},
		{"holds back all keys", []string{"retry-holds-its-key", "claim-across-keys"}, holdsBackAll},
		{"never gives up", []string{"dead-frees-its-key"}, settling(func(x *driver.Settlement) {
			if x.Outcome == driver.Dead {
				x.Outcome = driver.Retry
			}
		})},
	}
}

// refusesRunOut returns a store in which a lease is lost when its time is over.
func refusesRunOut(s driver.Store) driver.Store {
	var mu sync.Mutex
	var now time.Time
	until := make(map[string]time.Time)
	return &hooked{
		Store: s,
		claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
			events, err := s.Claim(ctx, c)
			mu.Lock()
			defer mu.Unlock()
			now = c.Now
			for _, e := range events {
				until[e.Lease] = e.Until
			}
			return events, err
		},
		settle: func(ctx context.Context, x []driver.Settlement) error {
			mu.Lock()
			defer mu.Unlock()
			for i := range x {
				if until[x[i].Lease].Before(now) {
					return fault.Conflict
				}
			}
			return s.Settle(ctx, x...)
		},
	}
}

// settlesAnyway returns a store that settles whatever lease it is given.
func settlesAnyway(s driver.Store) driver.Store {
	var mu sync.Mutex
	leases := make(map[string]string)
	return &hooked{
		Store: s,
		claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
			events, err := s.Claim(ctx, c)
			mu.Lock()
			defer mu.Unlock()
			for _, e := range events {
				leases[c.Subscription+e.ID] = e.Lease
			}
			return events, err
		},
		settle: func(ctx context.Context, x []driver.Settlement) error {
			mu.Lock()
			defer mu.Unlock()
			x = slices.Clone(x)
			for i := range x {
				x[i].Lease = leases[x[i].Subscription+x[i].EventID]
			}
			return s.Settle(ctx, x...)
		},
	}
}
