// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Claim implements driver.Store.
func (s *Store) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	g := &s.site(c.Site).log
	sub := g.subs[c.Subscription]
	if sub == nil {
		sub = g.subscribe(&c)
	}
	wanted := func(t string) bool { return c.Types == nil || slices.Contains(c.Types, t) }
	settled := func(l *logged) { g.done(l, s.settled) }
	sub.wake(c.Now)
	var claimed []driver.Event
	for len(claimed) < within(c.Limit) {
		d := sub.next(c.Now, wanted, settled)
		if d == nil {
			break
		}
		s.leases++
		sub.lend(d, strconv.FormatUint(s.leases, 36), c.Now.Add(c.Lease).UTC())
		claimed = append(claimed, d.event())
	}
	return claimed, nil
}

// subscribe makes the subscription that a claim names for the first time.
func (g *log) subscribe(c *driver.Claim) *subscription {
	sub := newSubscription()
	if !c.Since.IsZero() {
		for l := g.first; l != nil; l = l.next {
			if !l.Time.Before(c.Since) {
				sub.add(l)
			}
		}
	}
	if g.subs == nil {
		g.subs = make(map[string]*subscription)
	}
	g.subs[c.Subscription] = sub
	return sub
}

// event returns a delivery as it is given out.
func (d *delivery) event() driver.Event {
	e := d.Event
	e.Attempt, e.Lease, e.Until = d.attempt, d.lease, d.until
	return e
}

// Settle implements driver.Store.
func (s *Store) Settle(ctx context.Context, settlements ...driver.Settlement) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	out := make([]*delivery, len(settlements))
	for i := range settlements {
		x := &settlements[i]
		sub := s.subscription(x.Site, x.Subscription)
		if sub != nil {
			out[i] = sub.leased[x.EventID]
		}
		if out[i] == nil || out[i].lease != x.Lease || slices.Contains(out[:i], out[i]) {
			return fmt.Errorf("memstore: the lease of event %s is over: %w", x.EventID, fault.Conflict)
		}
	}
	for i := range settlements {
		x := &settlements[i]
		g := &s.site(x.Site).log
		g.subs[x.Subscription].settle(g, out[i], x, s.settled)
	}
	return nil
}

// settle applies one settlement.
func (sub *subscription) settle(g *log, d *delivery, x *driver.Settlement, keep int) {
	switch d.failure = x.Error; x.Outcome {
	case driver.Retry:
		d.retryAt = x.RetryAt
		sub.release(d)
		sub.schedule(sub.queues[d.Key])
	case driver.Dead:
		sub.drop(d)
		sub.dead[d.ID] = d
	default:
		sub.drop(d)
		g.done(d.logged, keep)
	}
}

func (s *Store) subscription(siteName, name string) *subscription {
	if st := s.sites[siteName]; st != nil {
		return st.log.subs[name]
	}
	return nil
}

// within returns the nearest limit that is one.
func within(limit int) int { return min(max(limit, 1), driver.MaxPage) }

// usable is what calls under the lock begin with.
func (s *Store) usable(ctx context.Context) error {
	if s.closed {
		return errClosed
	}
	return ctx.Err()
}
