// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// keeper is a memory store with a broken ability.
type keeper struct {
	*memstore.Store
	dead          func(list []driver.DeadEvent, err error) ([]driver.DeadEvent, error)
	requeue       func(ctx context.Context, site, name string, ids []string) error
	rewind        func(r driver.Rewind) driver.Rewind
	afterRewind   func(err error) error
	subscriptions func([]driver.Subscription) []driver.Subscription
	unsubscribe   func() error
	trim          func(before time.Time) time.Time
	committed     func(r driver.Receipt, ok bool) (driver.Receipt, bool)
	wake          func() <-chan struct{}
	sites         func([]string) []string
	snapshot      func(v driver.View) driver.View
	claim         func(events []driver.Event)
}

func kept(fn func(s *memstore.Store) keeper) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		m := s.(*memstore.Store)
		k := fn(m)
		k.Store = m
		return k
	}
}

// Dead implements driver.Keeper.
func (k keeper) Dead(ctx context.Context, site, name, after string, limit int) ([]driver.DeadEvent, error) {
	list, err := k.Store.Dead(ctx, site, name, after, limit)
	if k.dead != nil {
		return k.dead(list, err)
	}
	return list, err
}

// Requeue implements driver.Keeper.
func (k keeper) Requeue(ctx context.Context, site, name string, ids ...string) error {
	if k.requeue != nil {
		return k.requeue(ctx, site, name, ids)
	}
	return k.Store.Requeue(ctx, site, name, ids...)
}

// Rewind implements driver.Keeper.
func (k keeper) Rewind(ctx context.Context, r driver.Rewind) error {
	if k.rewind != nil {
		r = k.rewind(r)
	}
	err := k.Store.Rewind(ctx, r)
	if k.afterRewind != nil {
		err = k.afterRewind(err)
	}
	return err
}

// Subscriptions implements driver.Keeper.
func (k keeper) Subscriptions(ctx context.Context, site string) ([]driver.Subscription, error) {
	list, err := k.Store.Subscriptions(ctx, site)
	if k.subscriptions != nil {
		list = k.subscriptions(list)
	}
	return list, err
}

// Unsubscribe implements driver.Keeper.
func (k keeper) Unsubscribe(ctx context.Context, site, name string) error {
	if k.unsubscribe != nil {
		return k.unsubscribe()
	}
	return k.Store.Unsubscribe(ctx, site, name)
}

// Trim implements driver.Keeper.
func (k keeper) Trim(ctx context.Context, site string, before time.Time) (int, error) {
	if k.trim != nil {
		before = k.trim(before)
	}
	return k.Store.Trim(ctx, site, before)
}

// Committed implements driver.Resolver.
func (k keeper) Committed(ctx context.Context, id string) (driver.Receipt, bool, error) {
	r, ok, err := k.Store.Committed(ctx, id)
	if k.committed != nil {
		r, ok = k.committed(r, ok)
	}
	return r, ok, err
}

// Wake implements driver.Waker.
func (k keeper) Wake(ctx context.Context, site string) <-chan struct{} {
	if k.wake != nil {
		return k.wake()
	}
	return k.Store.Wake(ctx, site)
}

// Sites implements driver.Lister.
func (k keeper) Sites(ctx context.Context) ([]string, error) {
	list, err := k.Store.Sites(ctx)
	if k.sites != nil {
		list = k.sites(list)
	}
	return list, err
}

// Snapshot implements driver.Snapshotter.
func (k keeper) Snapshot(ctx context.Context) (driver.View, error) {
	v, err := k.Store.Snapshot(ctx)
	if err == nil && k.snapshot != nil {
		v = k.snapshot(v)
	}
	return v, err
}

// Claim implements driver.Store.
func (k keeper) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	events, err := k.Store.Claim(ctx, c)
	if k.claim != nil {
		k.claim(events)
	}
	return events, err
}

func brokenKeepers() []brokenStore {
	return []brokenStore{
		{"forgets dead events", []string{"keeper-dead"}, kept(func(*memstore.Store) keeper {
			return keeper{dead: func([]driver.DeadEvent, error) ([]driver.DeadEvent, error) { return nil, nil }}
		})},
		{"lists dead events in reverse", []string{"keeper-dead"}, kept(func(*memstore.Store) keeper {
			return keeper{dead: func(list []driver.DeadEvent, err error) ([]driver.DeadEvent, error) {
				slices.Reverse(list)
				return list, err
			}}
		})},
		{"requeues what is not dead", []string{"keeper-requeue"}, kept(func(s *memstore.Store) keeper {
			return keeper{requeue: func(ctx context.Context, site, name string, ids []string) error {
				for _, id := range ids {
					if err := s.Requeue(ctx, site, name, id); err != nil && !errors.Is(err, fault.NotFound) {
						return err
					}
				}
				return nil
			}}
		})},
		{"rewinds to the beginning", []string{"keeper-rewind-time", "keeper-rewind-event"}, kept(func(*memstore.Store) keeper {
			return keeper{rewind: func(r driver.Rewind) driver.Rewind {
				r.EventID, r.Since = "", time.Unix(0, 0)
				return r
			}}
		})},
		{"revives dead events when it rewinds", []string{"keeper-rewind-time"}, kept(func(s *memstore.Store) keeper {
			return keeper{rewind: func(r driver.Rewind) driver.Rewind {
				dead, err := s.Dead(context.Background(), r.Site, r.Subscription, "", driver.MaxPage)
				for _, d := range dead {
					err = errors.Join(err, s.Requeue(context.Background(), r.Site, r.Subscription, d.ID))
				}
				if err != nil {
					panic(err)
				}
				return r
			}}
		})},
		{"does not end leases when it rewinds", []string{"keeper-rewind-leases"}, kept(func(*memstore.Store) keeper {
			return keeper{
				rewind:      func(r driver.Rewind) driver.Rewind { r.Subscription = ""; return r },
				afterRewind: func(error) error { return nil },
			}
		})},
		{"goes on counting attempts when it rewinds", []string{"keeper-rewind-fresh"}, kept(func(*memstore.Store) keeper {
			rewound := 0
			return keeper{
				rewind: func(r driver.Rewind) driver.Rewind { rewound++; return r },
				claim: func(events []driver.Event) {
					for i := range events {
						events[i].Attempt += rewound
					}
				},
			}
		})},
		{"ends leases when it requeues", []string{"keeper-requeue-behind"}, kept(func(s *memstore.Store) keeper {
			return keeper{requeue: func(ctx context.Context, site, name string, ids []string) error {
				if err := s.Requeue(ctx, site, name, ids...); err != nil {
					return err
				}
				return s.Rewind(ctx, driver.Rewind{Site: site, Subscription: name, Since: time.Unix(1<<40, 0)})
			}}
		})},
		{"keeps errors as valid UTF-8", []string{"keeper-error-bytes"}, kept(func(*memstore.Store) keeper {
			return keeper{dead: func(list []driver.DeadEvent, err error) ([]driver.DeadEvent, error) {
				for i := range list {
					list[i].Error = strings.ToValidUTF8(list[i].Error, "?")
				}
				return list, err
			}}
		})},
		{"does not count what is pending", []string{"keeper-subscriptions"}, kept(func(*memstore.Store) keeper {
			return keeper{subscriptions: func(list []driver.Subscription) []driver.Subscription {
				for i := range list {
					list[i].Pending = 0
				}
				return list
			}}
		})},
		{"does not unsubscribe", []string{"keeper-unsubscribe", "context-ended-abilities", "use-after-close-abilities"}, kept(func(*memstore.Store) keeper {
			return keeper{unsubscribe: func() error { return nil }}
		})},
		{"trims too much", []string{"keeper-trim"}, kept(func(*memstore.Store) keeper {
			return keeper{trim: func(before time.Time) time.Time { return before.Add(time.Microsecond) }}
		})},
		{"takes every batch for committed", []string{"resolver"}, kept(func(*memstore.Store) keeper {
			return keeper{committed: func(r driver.Receipt, _ bool) (driver.Receipt, bool) { return r, true }}
		})},
		{"forgets receipts", []string{"resolver"}, kept(func(*memstore.Store) keeper {
			return keeper{committed: func(_ driver.Receipt, ok bool) (driver.Receipt, bool) { return driver.Receipt{}, ok }}
		})},
		{"closes what it wakes by", []string{"waker"}, kept(func(*memstore.Store) keeper {
			return keeper{wake: func() <-chan struct{} { c := make(chan struct{}); close(c); return c }}
		})},
		{"lists sites that are not there", []string{"lister"}, kept(func(*memstore.Store) keeper {
			return keeper{sites: func(list []string) []string { return append(list, fmt.Sprint(len(list))) }}
		})},
	}
}
