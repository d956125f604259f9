// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// handle is an opened store in a place in memory, which outlives it.
type handle struct {
	keeper
	mu     *sync.RWMutex
	closed *bool
}

// Commit implements driver.Store.
func (h handle) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if *h.closed {
		return driver.Receipt{}, fault.Unavailable
	}
	return h.keeper.Commit(ctx, b)
}

// Close implements driver.Store.
func (h handle) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	*h.closed = true
	return nil
}

// lasting returns a place in memory. Whenever a store is opened again there,
// reopened says how it comes back.
func lasting(reopened func(s *memstore.Store, times int) keeper) func() driver.Store {
	s, times := memstore.New(memstore.Config{}), 0
	return func() driver.Store {
		k := keeper{Store: s}
		if times > 0 && reopened != nil {
			k = reopened(s, times)
			k.Store = s
		}
		times++
		return handle{keeper: k, mu: new(sync.RWMutex), closed: new(bool)}
	}
}

// brokenPlace loses something between the end of a store and the next.
type brokenPlace struct {
	name     string
	caught   []string
	reopened func(s *memstore.Store, times int) keeper
}

func brokenPlaces() []brokenPlace {
	ctx := context.Background()
	after := func(fn func(s *memstore.Store, times int) error) func(*memstore.Store, int) keeper {
		return func(s *memstore.Store, times int) keeper {
			if err := fn(s, times); err != nil && !errors.Is(err, fault.NotFound) {
				panic(err)
			}
			return keeper{}
		}
	}
	loses := func(s *memstore.Store, refs ...driver.Ref) error {
		for _, ref := range refs {
			w := driver.Write{Ref: ref, Expect: revisionOf(ctx, s, ref), Delete: true}
			if w.Expect == 0 {
				continue
			}
			if _, err := s.Commit(ctx, &driver.Batch{Writes: []driver.Write{w}}); err != nil {
				return err
			}
		}
		return nil
	}
	thing := func(id string) driver.Ref { return driver.Ref{Site: "main", Kind: "thing", ID: id} }
	return []brokenPlace{
		{"forgets a record", []string{"durable-records"}, after(func(s *memstore.Store, _ int) error { return loses(s, thing("b")) })},
		{"forgets records with odd names", []string{"durable-bytes"}, after(func(s *memstore.Store, _ int) error {
			return loses(s, thing("\xff"), thing("\x00"))
		})},
		{"brings back what was deleted", []string{"durable-deletions"}, after(func(s *memstore.Store, times int) error {
			if times == 1 || revisionOf(ctx, s, thing("a")) > 0 {
				return nil
			}
			_, err := s.Commit(ctx, &driver.Batch{Writes: []driver.Write{{Ref: thing("a"), Revision: 1, Doc: raw("A")}}})
			return err
		})},
		{"forgets subscriptions", []string{"durable-events", "durable-turns"}, after(func(s *memstore.Store, _ int) error {
			return s.Unsubscribe(ctx, "main", "s")
		})},
		{"forgets leases", []string{"durable-leases"}, after(func(s *memstore.Store, _ int) error {
			return s.Rewind(ctx, driver.Rewind{Site: "main", Subscription: "s", Since: time.Unix(1<<40, 0)})
		})},
		{"forgets who is dead", []string{"durable-dead"}, after(func(s *memstore.Store, _ int) error {
			dead, err := s.Dead(ctx, "main", "s", "", driver.MaxPage)
			for _, d := range dead {
				err = errors.Join(err, s.Requeue(ctx, "main", "s", d.ID))
			}
			return err
		})},
		{"forgets what is settled", []string{"durable-keeping", "durable-events", "durable-turns"}, after(func(s *memstore.Store, _ int) error {
			return s.Rewind(ctx, driver.Rewind{Site: "main", Subscription: "s", Since: time.Unix(0, 0)})
		})},
		{"forgets batches", []string{"durable-batches"}, func(*memstore.Store, int) keeper {
			return keeper{committed: func(driver.Receipt, bool) (driver.Receipt, bool) { return driver.Receipt{}, false }}
		}},
		{"forgets who is dead in each site", []string{"durable-model"}, after(func(s *memstore.Store, _ int) error {
			for _, site := range []string{"site0000", "site0001", "site0002"} {
				for _, name := range []string{"s", "t"} {
					dead, err := s.Dead(ctx, site, name, "", driver.MaxPage)
					for _, d := range dead {
						err = errors.Join(err, s.Requeue(ctx, site, name, d.ID))
					}
					if err != nil {
						return err
					}
				}
			}
			return nil
		})},
		{"forgets a record the fifth time", []string{"durable-turns"}, after(func(s *memstore.Store, times int) error {
			if times < 5 {
				return nil
			}
			return loses(s, thing("id0000"))
		})},
		{"forgets half a batch", []string{"durable-close"}, after(func(s *memstore.Store, _ int) error { return loses(s, thing("3-3 twin")) })},
		{"forgets a whole batch", []string{"durable-close"}, after(func(s *memstore.Store, _ int) error {
			_, err := s.Claim(ctx, driver.Claim{Site: "main", Subscription: "s", Now: time.Unix(1<<40, 0), Lease: time.Hour, Limit: 1})
			return err
		})},
	}
}
