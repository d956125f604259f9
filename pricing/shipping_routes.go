// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// CodePartialDelivery is the platform's code for a chosen shipping option that
// brings only some of the goods.
const CodePartialDelivery = "DELIVERY_METHOD_NOT_APPLIED_TO_ALL_LINE_ITEMS"

// parcel is the goods of one delivery profile.
type parcel struct {
	route shipping.Route
	lines []int // of the input
	goods int64 // what they cost, as shown
	slots []slot
}

// slot is one carrier of a parcel's region and what it gave.
type slot struct {
	carrier shipping.RouteCarrier
	quote   quote
	err     error
}

// routed asks the carriers of the regions that the goods go to. It returns false
// when the shop has no delivery profiles.
func (p *pricer) routed() (bool, error) {
	router := p.c.cfg.Router
	req := shipping.RouteRequest{ShippingDestination: p.in.ShippingAddress.Clone()}
	for i := range p.in.Lines {
		if id := p.in.Lines[i].DeliveryProfileID; p.shippable(i) && !slices.Contains(req.DeliveryProfileIDs, id) {
			req.DeliveryProfileIDs = append(req.DeliveryProfileIDs, id)
		}
	}
	routes, err := ask(p.ctx, p.c, "shipping routes", shipping.Budget, router, func(ctx context.Context) ([]shipping.Route, error) {
		return router.Route(ctx, req)
	})
	switch {
	case p.ctx.Err() != nil:
		return false, p.ctx.Err()
	case storeFailed(router, err):
		return false, err
	case err == nil && len(routes) == 0:
		return false, nil
	case err == nil && len(routes) != len(req.DeliveryProfileIDs):
		err = fault.New(fault.Internal, "", "the shipping routes are not those of the goods")
	}
	if err != nil {
		p.r.errors.GeneralShippingCalculationError = DetailsOf(err)
		return true, nil
	}
	parcels := p.pack(req.DeliveryProfileIDs, routes)
	p.askSlots(parcels)
	if err := p.ctx.Err(); err != nil {
		return true, err
	}
	p.reportParcels(parcels)
	p.r.ship.parcels = parcels
	if len(parcels) == 1 {
		for i := range parcels[0].slots {
			p.r.ship.quotes = append(p.r.ship.quotes, parcels[0].slots[i].quote)
		}
		return true, nil
	}
	p.merge(parcels)
	return true, nil
}

// shippable reports whether something of line i is to be shipped.
func (p *pricer) shippable(i int) bool {
	return p.in.Lines[i].PhysicalProperties.Shippable && p.r.lines[i].quantity > 0
}

// pack puts the goods of each delivery profile together.
func (p *pricer) pack(profiles []string, routes []shipping.Route) []parcel {
	var parcels []parcel
	at := make([]int, len(routes))
	for i := range routes {
		at[i] = slices.IndexFunc(parcels, func(c parcel) bool { return c.route.ProfileID == routes[i].ProfileID })
		if at[i] < 0 {
			at[i] = len(parcels)
			parcels = append(parcels, parcel{route: routes[i]})
		}
	}
	for i := range p.in.Lines {
		if !p.shippable(i) {
			continue
		}
		c := &parcels[at[slices.Index(profiles, p.in.Lines[i].DeliveryProfileID)]]
		c.lines = append(c.lines, i)
		c.goods += p.r.lines[i].shown
	}
	if len(parcels) == 1 {
		parcels[0].goods = p.goods // what is not shipped counts for thresholds, as without profiles
	}
	return parcels
}

// askSlots asks every carrier about every parcel, side by side.
func (p *pricer) askSlots(parcels []parcel) {
	type question struct {
		to      *slot
		name    string
		carrier shipping.Carrier
		req     shipping.Request
		quote   quote
		err     error
	}
	var asked []question
	for i := range parcels {
		c := &parcels[i]
		if c.route.Region == nil {
			continue
		}
		c.slots = make([]slot, len(c.route.Carriers))
		for j := range c.slots {
			s := &c.slots[j]
			s.carrier = c.route.Carriers[j]
			s.quote.carrier = s.carrier.ID
			for k := range p.c.cfg.Shipping {
				if service := &p.c.cfg.Shipping[k]; service.ID == s.carrier.ID {
					asked = append(asked, question{to: s, name: "shipping " + service.Name, carrier: service.Carrier, req: p.shippingRequest(c.lines, c.goods)})
				}
			}
			if own := s.carrier.Carrier; own != nil {
				asked = append(asked, question{to: s, name: "shipping " + s.carrier.ID, carrier: own, req: p.shippingRequest(c.lines, c.goods)})
			}
		}
	}
	p.sideBySide(len(asked), func(i int) shipping.Carrier { return asked[i].carrier }, func(i int) {
		q := &asked[i]
		q.quote, q.err = p.askCarrier(q.name, q.carrier, q.req)
	})
	for i := range asked {
		q := &asked[i]
		q.to.add(q.quote)
		if q.err != nil && q.to.err == nil {
			q.to.err = q.err
		}
	}
	for i := range parcels {
		for j := range parcels[i].slots {
			p.finish(&parcels[i].slots[j])
		}
	}
}

// add adds rates to a slot; of two with one code, the earlier counts.
func (s *slot) add(q quote) {
	for i := range q.rates {
		if !slices.ContainsFunc(s.quote.rates, func(r shipping.Rate) bool { return r.Code == q.rates[i].Code }) {
			s.quote.rates = append(s.quote.rates, q.rates[i])
			s.quote.prices = append(s.quote.prices, q.prices[i])
		}
	}
}

// finish puts the backup rate into a slot without rates, and the region's charges
// into every rate.
func (p *pricer) finish(s *slot) {
	if len(s.quote.rates) == 0 {
		if s.carrier.Backup == nil {
			return
		}
		s.quote.rates = []shipping.Rate{{
			Code: shipping.BackupCode, Title: s.carrier.Backup.Title,
			Cost: shipping.Cost{Price: s.carrier.Backup.Price, Currency: p.c.cfg.Currency},
		}}
	}
	if len(s.carrier.Charges) > 0 {
		for i := range s.quote.rates {
			cost := &s.quote.rates[i].Cost // of a copy of the carrier's rate
			cost.AdditionalCharges = slices.Concat(cost.AdditionalCharges, s.carrier.Charges)
		}
	}
	rates := s.quote.rates
	q, err := p.c.readRates(shipping.Response{ShippingRates: rates})
	s.quote.rates, s.quote.prices = q.rates, q.prices
	if err == nil {
		return
	}
	if s.quote.rates = nil; s.err == nil {
		s.err = err
	}
}

// reportParcels reports what kept goods from being offered any rate.
func (p *pricer) reportParcels(parcels []parcel) {
	missing := ""
	for i := range parcels {
		c := &parcels[i]
		if c.route.Region == nil && missing == "" {
			missing = c.route.Missing
		}
		for j := range c.slots {
			s := &c.slots[j]
			if s.err == nil {
				continue
			}
			if len(s.quote.rates) > 0 && s.quote.rates[0].Code == shipping.BackupCode {
				p.skip(SkippedCarrier, s.carrier.ID, "", "it failed, its backup rate stands in: "+message(s.err))
				continue
			}
			p.carrierFailed(s.carrier.ID, s.err)
		}
	}
	if missing != "" && p.asksForShipping() && p.r.errors.CarrierErrors == nil {
		p.r.errors.GeneralShippingCalculationError = DetailsOf(shipping.PartialAddress(missing))
	}
}

// shippingGoods returns the sum that carriers are told of.
func (p *pricer) shippingGoods(goods int64) *money.Amount {
	a := money.Minor(goods, p.c.cfg.Currency)
	return &a
}
