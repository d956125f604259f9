// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"fmt"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// log is what happened in a site, with the subscriptions to it. Entries are a
// linked list, so that settled ones can be taken out of its middle.
type log struct {
	first, last *logged
	position    uint64    // of the last entry
	settled     []*logged // roughly from the oldest; those with open work again are passed over
	subs        map[string]*subscription
	wakers      map[chan struct{}]struct{}
}

// logged is an event in the log.
type logged struct {
	driver.Event
	prev, next *logged
	position   uint64
	open       int  // subscriptions for which it is pending or dead
	queued     bool // in log.settled
}

// append adds an event to the log of its site.
func (s *Store) append(e *driver.Event, doc any) {
	g := &s.site(e.Site).log
	g.position++
	l := &logged{Event: *e, prev: g.last, position: g.position}
	l.Time, l.Doc, l.Stored = l.Time.UTC(), nil, driver.Doc{Value: doc}
	if g.last == nil {
		g.first = l
	} else {
		g.last.next = l
	}
	g.last = l
	for _, sub := range g.subs {
		sub.add(l)
	}
	if l.open == 0 {
		g.settle(l, s.settled)
	}
	for w := range g.wakers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// settle notes that no subscription has work with an entry any more, and
// forgets the oldest of those when there are more than keep.
func (g *log) settle(l *logged, keep int) {
	if !l.queued {
		l.queued = true
		g.settled = append(g.settled, l)
	}
	for len(g.settled) > keep {
		old := g.settled[0]
		g.settled[0] = nil
		g.settled = g.settled[1:]
		old.queued = false
		if old.open == 0 {
			g.remove(old)
		}
	}
}

// done is settle for an entry that one subscription has finished with.
func (g *log) done(l *logged, keep int) {
	if l.open--; l.open == 0 {
		g.settle(l, keep)
	}
}

// event returns an event of the log.
func (g *log) event(id string) (*logged, error) {
	for l := g.first; l != nil; l = l.next {
		if l.ID == id {
			return l, nil
		}
	}
	return nil, fmt.Errorf("memstore: no event %s in the log: %w", id, fault.NotFound)
}

func (g *log) remove(l *logged) {
	if l.prev == nil {
		g.first = l.next
	} else {
		l.prev.next = l.next
	}
	if l.next == nil {
		g.last = l.prev
	} else {
		l.next.prev = l.prev
	}
}

// trim removes settled entries from before a moment.
func (g *log) trim(before time.Time) int {
	n := 0
	kept := g.settled[:0]
	for _, l := range g.settled {
		switch {
		case l.open > 0:
			l.queued = false
		case l.Time.Before(before):
			g.remove(l)
			n++
		default:
			kept = append(kept, l)
		}
	}
	clear(g.settled[len(kept):])
	g.settled = kept
	return n
}
