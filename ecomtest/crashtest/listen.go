// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/order"
)

// The durable subscriptions. The first two are to all events.
const (
	steady   = "crashtest-steady"   // handles everything at once
	shaky    = "crashtest-shaky"    // fails now and then
	approval = "crashtest-approval" // only wants to know of sales
)

var errShaky = errors.New("not this time")

// listen subscribes. see is called with what a subscription has handled; trouble
// says whether handlers fail that may.
func (w *world) listen(trouble bool, see func(note)) {
	o := events.DurableOptions{
		Attempts: -1, MinBackoff: 5 * time.Millisecond, MaxBackoff: 50 * time.Millisecond, Timeout: 10 * time.Second, Batch: 100,
	}
	all := func(name string, fail func(events.Envelope) bool) {
		events.SubscribeDurableAll(w.shop.Events, name, func(_ context.Context, e events.Envelope) error {
			if trouble && fail(e) {
				return errShaky
			}
			see(note{Kind: noteSeen, Text: name, ID: e.ID, Key: e.EntityID, N: e.Sequence})
			return nil
		}, &o)
	}
	all(steady, func(events.Envelope) bool { return false })
	all(shaky, func(e events.Envelope) bool { return e.Attempt == 1 && unlucky(e.ID, 8) })
	events.SubscribeDurable(w.shop.Events, approval, func(_ context.Context, e events.Event[order.OrderApproved]) error {
		see(note{Kind: noteSeen, Text: approval, ID: e.ID, Key: e.EntityID, N: e.Sequence})
		return nil
	}, &o)
}

// wants reports whether a subscription is to see events of a type.
func wants(subscription, eventType string) bool {
	return subscription != approval || eventType == order.OrderApproved{}.EventType()
}

// seen is what a subscription has handled.
type seen struct {
	ids  map[string]bool
	last map[string]int64 // the sequence of the last event of each key that it handled for the first time
}

func newSeen() map[string]*seen {
	m := make(map[string]*seen)
	for _, name := range []string{steady, shaky, approval} {
		m[name] = &seen{ids: make(map[string]bool), last: make(map[string]int64)}
	}
	return m
}

// see takes note of a delivery. One that comes again may come in any order; for
// the first time the events of a key come in theirs, and none is passed over.
func (k *known) see(n note) {
	s := k.seen[n.Text]
	if s.ids[n.ID] {
		return
	}
	s.ids[n.ID] = true
	last := s.last[n.Key]
	if n.N <= last || n.Text != approval && n.N != last+1 {
		k.wrong("%s got event %d of %s after event %d", n.Text, n.N, n.Key, last)
	}
	s.last[n.Key] = n.N
}
