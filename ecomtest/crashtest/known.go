// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"fmt"

	"github.com/go-ecom/ecom/store/driver"
)

// known is what the shop has acknowledged, and what was found in its log.
type known struct {
	sales    map[job]*sale
	arrivals map[job]*arrival
	events   map[string]happened // that were published, by id
	broken   []error             // that was learned at once

	log  map[string]happened       // all events of the log, by id
	keys map[string][]driver.Event // the same by ordering key, without documents
	seen map[string]*seen          // by durable subscription

	redemptions int // of gift cards, that were found in the end
	lowered     int // orders that the limited rule has lowered, likewise
}

// sale is what a purchase has come to.
type sale struct {
	order, number     string
	payments, refunds map[string]string // amounts by id
	redeemed          map[string]string // likewise, of orders that were placed before
	parcels           map[string]bool
	placed, canceled  bool
	tip               string // the purchase that it is of
}

// arrival is goods that were added to the stock.
type arrival struct {
	product      string
	units        int64
	acknowledged bool
}

// happened is what identifies an event.
type happened struct {
	key  string
	seq  int64
	kind string
}

func newKnown() *known {
	return &known{
		sales: make(map[job]*sale), arrivals: make(map[job]*arrival), events: make(map[string]happened),
		log: make(map[string]happened), keys: make(map[string][]driver.Event), seen: newSeen(),
	}
}

// learn takes note of what a process says. What is done again must come to the
// same.
func (k *known) learn(n note) {
	switch {
	case n.Kind == noteEvent:
		k.published(n.ID, happened{n.Key, n.N, n.Text})
		return
	case n.Kind == noteSeen:
		k.see(n)
		return
	case n.Kind == noteStart && n.Key != "":
		if k.arrivals[n.Job] == nil {
			k.arrivals[n.Job] = &arrival{product: n.Key, units: n.N}
		}
		return
	case n.Kind == noteDelivered:
		k.arrivals[n.Job].acknowledged = true
		return
	}
	s := k.sales[n.Job]
	if s == nil {
		s = &sale{payments: make(map[string]string), refunds: make(map[string]string), redeemed: make(map[string]string), parcels: make(map[string]bool)}
		k.sales[n.Job] = s
	}
	switch n.Kind { //nolint:exhaustive // the others tell nothing that lasts
	case noteOrder:
		if s.placed && (s.order != n.ID || s.number != n.Text) {
			k.wrong("order %s, number %s, was acknowledged; doing it again gave order %s, number %s", s.order, s.number, n.ID, n.Text)
		}
		s.placed, s.order, s.number = true, n.ID, n.Text
	case notePaid:
		s.payments[n.ID] = n.Text
	case noteRefunded:
		s.refunds[n.ID] = n.Text
	case noteRedeemed:
		s.redeemed[n.ID] = n.Text
	case noteFulfilled:
		s.parcels[n.ID] = true
	case noteCanceled:
		s.canceled = true
	case noteTip:
		s.tip = n.ID
	}
}

// published takes note of an event, which is published once.
func (k *known) published(id string, h happened) {
	if old, ok := k.events[id]; ok {
		k.wrong("event %s was published as %v and as %v", id, old, h)
	}
	k.events[id] = h
}

// wrong notes what is wrong whatever the store says.
func (k *known) wrong(format string, args ...any) {
	k.broken = append(k.broken, fmt.Errorf(format, args...))
}

// count adds what is known to a report.
func (k *known) count(r *Report) {
	r.Redeemed += k.redemptions
	r.Lowered += k.lowered
	for _, s := range k.sales {
		if s.placed {
			r.Orders++
		}
		r.Payments += len(s.payments)
		r.Refunds += len(s.refunds)
		r.Parcels += len(s.parcels)
		if s.canceled {
			r.Canceled++
		}
		if s.tip != "" {
			r.Tips++
		}
	}
	for _, a := range k.arrivals {
		if a.acknowledged {
			r.Arrivals++
		}
	}
}
