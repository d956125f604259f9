// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

var (
	_ driver.Keeper = (*Store)(nil)
	_ driver.Waker  = (*Store)(nil)
	_ driver.Lister = (*Store)(nil)
)

// Subscriptions implements driver.Keeper.
func (s *Store) Subscriptions(ctx context.Context, siteName string) ([]driver.Subscription, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	if st := s.sites[siteName]; st != nil {
		return st.log.list(), nil
	}
	return nil, nil
}

// list returns the subscriptions by name.
func (g *log) list() []driver.Subscription {
	var list []driver.Subscription
	for _, name := range slices.Sorted(maps.Keys(g.subs)) {
		sub := g.subs[name]
		list = append(list, driver.Subscription{Name: name, Pending: sub.pending, Dead: len(sub.dead)})
	}
	return list
}

// Dead implements driver.Keeper.
func (s *Store) Dead(ctx context.Context, siteName, name, after string, limit int) ([]driver.DeadEvent, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	sub := s.subscription(siteName, name)
	if sub == nil {
		return nil, nil
	}
	list := slices.SortedFunc(maps.Values(sub.dead), func(a, b *delivery) int { return cmp.Compare(a.position, b.position) })
	if after != "" {
		from, err := s.sites[siteName].log.event(after)
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(d *delivery) bool { return d.position <= from.position })
	}
	var dead []driver.DeadEvent
	for _, d := range list[:min(within(limit), len(list))] {
		dead = append(dead, driver.DeadEvent{Event: d.event(), Error: d.failure})
	}
	return dead, nil
}

// Requeue implements driver.Keeper.
func (s *Store) Requeue(ctx context.Context, siteName, name string, eventIDs ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	sub := s.subscription(siteName, name)
	for _, id := range eventIDs {
		if sub == nil || sub.dead[id] == nil {
			return fmt.Errorf("memstore: no dead event %s: %w", id, fault.NotFound)
		}
	}
	for _, id := range eventIDs {
		if d := sub.dead[id]; d != nil {
			delete(sub.dead, id)
			sub.insert(&delivery{logged: d.logged})
		}
	}
	if sub != nil {
		s.wake(siteName)
	}
	return nil
}

// Rewind implements driver.Keeper.
func (s *Store) Rewind(ctx context.Context, r driver.Rewind) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	sub := s.subscription(r.Site, r.Subscription)
	if sub == nil {
		return fmt.Errorf("memstore: no subscription %s: %w", r.Subscription, fault.NotFound)
	}
	g := &s.site(r.Site).log
	from := g.first
	if r.EventID != "" {
		var err error
		if from, err = g.event(r.EventID); err != nil {
			return err
		}
	}
	for _, d := range sub.leased {
		sub.release(d)
	}
	pending := make(map[*logged]*delivery)
	for _, q := range sub.queues {
		for _, d := range q.deliveries {
			pending[d.logged] = d
		}
	}
	for l := from; l != nil; l = l.next {
		if sub.dead[l.ID] != nil || l.Time.Before(r.Since) {
			continue
		}
		if d := pending[l]; d != nil {
			*d = delivery{logged: l}
		} else {
			sub.add(l)
		}
	}
	for _, q := range sub.queues {
		sub.schedule(q)
	}
	s.wake(r.Site)
	return nil
}

// Unsubscribe implements driver.Keeper.
func (s *Store) Unsubscribe(ctx context.Context, siteName, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	sub := s.subscription(siteName, name)
	if sub == nil {
		return nil
	}
	g := &s.site(siteName).log
	delete(g.subs, name)
	for _, q := range sub.queues {
		for _, d := range q.deliveries {
			g.done(d.logged, s.settled)
		}
	}
	for _, d := range sub.dead {
		g.done(d.logged, s.settled)
	}
	return nil
}

// Trim implements driver.Keeper.
func (s *Store) Trim(ctx context.Context, siteName string, before time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return 0, err
	}
	if st := s.sites[siteName]; st != nil {
		return st.log.trim(before), nil
	}
	return 0, nil
}

// Wake implements driver.Waker.
func (s *Store) Wake(ctx context.Context, siteName string) <-chan struct{} {
	w := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.usable(ctx) != nil {
		close(w)
		return w
	}
	g := &s.site(siteName).log
	if g.wakers == nil {
		g.wakers = make(map[chan struct{}]struct{})
	}
	g.wakers[w] = struct{}{}
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, ok := g.wakers[w]; ok {
			delete(g.wakers, w)
			close(w)
		}
	})
	return w
}

func (s *Store) wake(siteName string) {
	for w := range s.sites[siteName].log.wakers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// Sites implements driver.Lister.
func (s *Store) Sites(ctx context.Context) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	var names []string
	for name, st := range s.sites {
		if st.log.position > 0 || len(st.filled()) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Kinds implements driver.Lister.
func (s *Store) Kinds(ctx context.Context, siteName string) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	if st := s.sites[siteName]; st != nil {
		return st.filled(), nil
	}
	return nil, nil
}

// filled returns the kinds of which there are records.
func (st *site) filled() []string {
	var names []string
	for name, k := range st.kinds {
		if len(k.records) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
