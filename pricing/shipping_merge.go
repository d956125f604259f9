// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"
	"strings"

	"github.com/go-ecom/ecom/plugin/shipping"
)

// CodeCombined is the code of the shipping option that brings the goods of
// several delivery profiles, each by its own cheapest way, where no option of
// one carrier brings all of them.
const CodeCombined = "combined"

// piece is a rate of a parcel that an option consists of.
type piece struct {
	parcel  int
	carrier string
	code    string
}

// offer is an option for some or all of several parcels.
type offer struct {
	carrier string
	rate    shipping.Rate
	price   int64
	parts   []piece
}

// merge makes one list of the rates of several parcels. Rates of one carrier and
// code are one option, which costs what they cost together. Where none of these
// brings everything, the cheapest rate of each parcel (pickup aside) is one
// option, CodeCombined; and where there is no such either, all are offered as
// they are, as partial options.
func (p *pricer) merge(parcels []parcel) {
	offers := p.sameOffers(parcels)
	whole := slices.DeleteFunc(slices.Clone(offers), func(o offer) bool { return len(o.parts) < len(parcels) })
	if len(whole) == 0 {
		if o, ok := p.cheapest(parcels); ok {
			whole = append(whole, o)
		}
	}
	if len(whole) == 0 {
		whole = offers
	}
	ship := &p.r.ship
	for i := range whole {
		o := &whole[i]
		at := slices.IndexFunc(ship.quotes, func(q quote) bool { return q.carrier == o.carrier })
		if at < 0 {
			at = len(ship.quotes)
			ship.quotes = append(ship.quotes, quote{carrier: o.carrier})
		}
		q := &ship.quotes[at]
		q.rates, q.prices, q.parts = append(q.rates, o.rate), append(q.prices, o.price), append(q.parts, o.parts)
	}
}

// sameOffers puts rates of one carrier and code together, in the order in which
// they are met.
func (p *pricer) sameOffers(parcels []parcel) []offer {
	type key struct{ carrier, code string }
	at := map[key]int{}
	var offers []offer
	for i := range parcels {
		for j := range parcels[i].slots {
			q := &parcels[i].slots[j].quote
			for k := range q.rates {
				id := key{q.carrier, q.rates[k].Code}
				n, ok := at[id]
				if !ok {
					n = len(offers)
					at[id] = n
					offers = append(offers, offer{carrier: q.carrier})
				}
				offers[n].add(p.c.limit, i, q.carrier, &q.rates[k], q.prices[k])
			}
		}
	}
	return offers
}

// cheapest brings every parcel by its cheapest rate.
func (p *pricer) cheapest(parcels []parcel) (offer, bool) {
	var o offer
	for i := range parcels {
		var best *quote
		rate := -1
		for j := range parcels[i].slots {
			q := &parcels[i].slots[j].quote
			for k := range q.rates {
				if q.rates[k].Logistics.PickupDetails == nil && (best == nil || q.prices[k] < best.prices[rate]) {
					best, rate = q, k
				}
			}
		}
		if best == nil {
			return offer{}, false
		}
		if o.carrier == "" {
			o.carrier = best.carrier
		}
		o.add(p.c.limit, i, best.carrier, &best.rates[rate], best.prices[rate])
	}
	o.rate.Code = CodeCombined
	return o, len(o.parts) == len(parcels)
}

// add adds a rate of a parcel to an option, unless the price gets too great.
func (o *offer) add(limit int64, parcel int, carrier string, rate *shipping.Rate, price int64) {
	if o.price > limit-price {
		return
	}
	o.price += price
	o.parts = append(o.parts, piece{parcel: parcel, carrier: carrier, code: rate.Code})
	if len(o.parts) == 1 {
		o.rate = *rate
		o.rate.Cost.AdditionalCharges = slices.Clone(rate.Cost.AdditionalCharges)
		return
	}
	o.rate.Cost.AdditionalCharges = append(o.rate.Cost.AdditionalCharges, rate.Cost.AdditionalCharges...)
	if !slices.Contains(strings.Split(o.rate.Title, " + "), rate.Title) {
		o.rate.Title = clip(o.rate.Title+" + "+rate.Title, 250)
	}
	if o.rate.Logistics.DeliveryTime != rate.Logistics.DeliveryTime {
		o.rate.Logistics.DeliveryTime = ""
	}
	if o.rate.Logistics.Instructions != rate.Logistics.Instructions {
		o.rate.Logistics.Instructions = ""
	}
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// partial reports whether a rate of a quote brings only some of the goods.
func (s *shippingInfo) partial(q *quote, rate int) bool {
	return q.parts != nil && len(q.parts[rate]) < len(s.parcels)
}

// partialMember is partial as the wire has it: absent unless it is so.
func (s *shippingInfo) partialMember(q *quote, rate int) *bool {
	if !s.partial(q, rate) {
		return nil
	}
	return new(true)
}

// allocations says how a rate of several parcels brings each of them; nil where
// there is only one.
func (w *projector) allocations(q *quote, rate int) []DeliveryAllocation {
	if q.parts == nil {
		return nil
	}
	out := make([]DeliveryAllocation, len(q.parts[rate]))
	for i, part := range q.parts[rate] {
		c := &w.r.ship.parcels[part.parcel]
		ids := make([]string, len(c.lines))
		for j, line := range c.lines {
			ids[j] = w.r.in.Lines[line].ID
		}
		out[i] = DeliveryAllocation{
			DeliveryCarrier: &Carrier{AppID: part.carrier, Code: part.code}, DeliveryRegion: regionOf(c.route.Region),
			ApplicableLineItems: &ApplicableLineItems{LineItemIDs: ids},
		}
	}
	return out
}

func regionOf(r *shipping.Region) *Region {
	if r == nil {
		return nil
	}
	return &Region{ID: r.ID, Name: r.Name}
}

// region returns the first region that goods go to.
func (s *shippingInfo) region() *Region {
	for i := range s.parcels {
		if r := s.parcels[i].route.Region; r != nil {
			return regionOf(r)
		}
	}
	return nil
}
