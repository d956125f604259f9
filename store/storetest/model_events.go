// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// modelName names a subscription.
type modelName struct{ site, name string }

// modelSub is a subscription: how far it is with each event, by id. Of those
// that are not in it nothing has been done yet.
type modelSub struct {
	types []string
	work  map[string]modelWork
}

type modelWork struct {
	settled, dead bool
	attempt       int
	lease         string // "": none
	until         time.Time
	retryAt       time.Time
	failure       string
}

func (w modelWork) open() bool { return !w.settled && !w.dead }

// of returns the events of a site.
func (m *model) of(site string) []driver.Event {
	return slices.DeleteFunc(slices.Clone(m.log), func(e driver.Event) bool { return e.Site != site })
}

// claim does what Store.Claim should do, but for the leases, which it can't
// know.
func (m *model) claim(c driver.Claim) []driver.Event {
	s := m.subs[modelName{c.Site, c.Subscription}]
	if s == nil {
		s = &modelSub{types: c.Types, work: make(map[string]modelWork)}
		for _, e := range m.of(c.Site) {
			if c.Since.IsZero() || e.Time.Before(c.Since) {
				s.work[e.ID] = modelWork{settled: true}
			}
		}
		m.subs[modelName{c.Site, c.Subscription}] = s
	}
	busy := make(map[string]bool)
	for _, e := range m.of(c.Site) {
		if w := s.work[e.ID]; w.open() && w.lease != "" && w.until.After(c.Now) {
			busy[e.Key] = true
		}
	}
	seen := make(map[string]bool)
	var claimed []driver.Event
	for _, e := range m.of(c.Site) {
		w := s.work[e.ID]
		if seen[e.Key] || !w.open() || s.types != nil && !slices.Contains(s.types, e.Type) {
			continue
		}
		seen[e.Key] = true
		if busy[e.Key] || w.retryAt.After(c.Now) || len(claimed) == c.Limit {
			continue
		}
		e.Attempt, e.Until = w.attempt+1, c.Now.Add(c.Lease)
		claimed = append(claimed, e)
	}
	return claimed
}

// lend notes a lease that the store has given.
func (m *model) lend(subscription string, e driver.Event) {
	m.subs[modelName{e.Site, subscription}].work[e.ID] = modelWork{attempt: e.Attempt, lease: e.Lease, until: e.Until}
}

// settle does what Store.Settle should do.
func (m *model) settle(list []driver.Settlement) error {
	used := make(map[string]bool)
	for _, x := range list {
		s := m.subs[modelName{x.Site, x.Subscription}]
		if s == nil || s.work[x.EventID].lease != x.Lease || used[x.Lease] {
			return fault.Conflict
		}
		used[x.Lease] = true
	}
	for _, x := range list {
		s := m.subs[modelName{x.Site, x.Subscription}]
		w := modelWork{attempt: s.work[x.EventID].attempt, failure: x.Error}
		switch x.Outcome {
		case driver.Retry:
			w.retryAt = x.RetryAt
		case driver.Dead:
			w.dead = true
		default:
			w.settled = true
		}
		s.work[x.EventID] = w
	}
	return nil
}

// index returns where an event is in a list, or -1.
func index(list []driver.Event, id string) int {
	return slices.IndexFunc(list, func(e driver.Event) bool { return e.ID == id })
}

// dead does what Keeper.Dead should do, with the errors in the leases.
func (m *model) dead(site, name, after string, limit int) ([]driver.Event, error) {
	s := m.subs[modelName{site, name}]
	if s == nil {
		return nil, nil
	}
	list := m.of(site)
	if after != "" {
		at := index(list, after)
		if at < 0 {
			return nil, fault.NotFound
		}
		list = list[at+1:]
	}
	var dead []driver.Event
	for _, e := range list {
		if w := s.work[e.ID]; w.dead && len(dead) < limit {
			e.Attempt, e.Lease = w.attempt, w.failure
			dead = append(dead, e)
		}
	}
	return dead, nil
}

// requeue does what Keeper.Requeue should do.
func (m *model) requeue(site, name string, ids ...string) error {
	s := m.subs[modelName{site, name}]
	for _, id := range ids {
		if s == nil || !s.work[id].dead {
			return fault.NotFound
		}
	}
	for _, id := range ids {
		delete(s.work, id)
	}
	return nil
}

// rewind does what Keeper.Rewind should do.
func (m *model) rewind(r driver.Rewind) error {
	s := m.subs[modelName{r.Site, r.Subscription}]
	list := m.of(r.Site)
	from := 0
	if r.EventID != "" {
		from = index(list, r.EventID)
	}
	if s == nil || from < 0 {
		return fault.NotFound
	}
	for i, e := range list {
		w, known := s.work[e.ID]
		w.lease, w.until = "", time.Time{}
		switch {
		case w.dead || !known:
		case i >= from && !e.Time.Before(r.Since):
			delete(s.work, e.ID)
		default:
			s.work[e.ID] = w
		}
	}
	return nil
}

// trim does what Keeper.Trim should do.
func (m *model) trim(site string, before time.Time) int {
	n := len(m.log)
	m.log = slices.DeleteFunc(m.log, func(e driver.Event) bool {
		if e.Site != site || !e.Time.Before(before) {
			return false
		}
		for name, s := range m.subs {
			if name.site == site && !s.work[e.ID].settled {
				return false
			}
		}
		return true
	})
	return n - len(m.log)
}
