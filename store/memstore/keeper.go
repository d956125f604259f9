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
	var list []driver.Subscription
	if st := s.sites[siteName]; st != nil {
		for _, name := range slices.Sorted(maps.Keys(st.log.subs)) {
			sub := st.log.subs[name]
			list = append(list, driver.Subscription{Name: name, Pending: sub.pending, Dead: len(sub.dead)})
		}
	}
	return list, nil
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
		at := slices.IndexFunc(list, func(d *delivery) bool { return d.ID == after })
		if at < 0 {
			return nil, fmt.Errorf("memstore: no dead event %s: %w", after, fault.NotFound)
		}
		list = list[at+1:]
	}
	var dead []driver.DeadEvent
	for _, d := range list[:min(max(limit, 1), len(list))] {
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
	s.wake(siteName)
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
	for r.EventID != "" && from != nil && from.ID != r.EventID {
		from = from.next
	}
	if r.EventID != "" && from == nil {
		return fmt.Errorf("memstore: no event %s in the log: %w", r.EventID, fault.NotFound)
	}
	pending := make(map[*logged]bool)
	for _, d := range sub.leased {
		sub.release(d)
	}
	for _, q := range sub.queues {
		for _, d := range q.deliveries {
			pending[d.logged] = true
			d.retryAt = time.Time{}
		}
		sub.schedule(q)
	}
	for l := from; l != nil; l = l.next {
		if sub.dead[l.ID] == nil && !pending[l] && !l.Time.Before(r.Since) {
			sub.add(l)
		}
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
