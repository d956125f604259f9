// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// CodeShippingOptionNotFound is the platform's code for a chosen shipping
// option that no carrier offers.
const CodeShippingOptionNotFound = "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"

// shippingInfo is what a Result knows of shipping beside its figures.
type shippingInfo struct {
	needed    bool // something is to be shipped
	quotes    []quote
	parcels   []parcel // nil: the shop has no delivery profiles
	service   int      // of the option in effect; -1: none
	rate      int      // of that service
	requested bool
}

// quote is the answer of one carrier.
type quote struct {
	carrier string // the id of its service
	rates   []shipping.Rate
	prices  []int64   // with the additional charges
	parts   [][]piece // of rates that are put together for several parcels; nil: they bring everything
}

// selected returns the option in effect, or nil.
func (s *shippingInfo) selected() *shipping.Rate {
	if s.service < 0 {
		return nil
	}
	return &s.quotes[s.service].rates[s.rate]
}

// shipping finds the shipping price and takes its discounts off.
func (p *pricer) shipping() error {
	for i := range p.r.lines {
		p.goods += p.r.lines[i].shown
	}
	f := &p.r.shipping
	f.rates, f.comps, f.included = -1, -1, p.c.cfg.TaxIncluded
	p.r.ship.service, p.r.ship.needed = -1, p.ships
	switch {
	case p.in.ShippingPrice != nil:
		var v fault.Checker
		f.price = p.minor(&v, "shippingPrice", *p.in.ShippingPrice)
		if err := v.Err(); err != nil {
			return err
		}
	case p.in.CalculateShipping && p.ships:
		if err := p.quote(); err != nil {
			return err
		}
		p.choose(f)
		p.skipOptions()
	}
	return p.shippingDiscounts(f)
}

func (p *pricer) shippingDiscounts(f *chargeFigures) error {
	if p.freeShip >= 0 && f.price > 0 {
		f.discount = f.price
		p.r.shipOff[p.freeShip] = f.price
		p.r.applied[p.freeShip].target = DiscountTargetShipping
	}
	p.externalShipping(f)
	d := p.in.ShippingDiscount
	if d == nil {
		return nil
	}
	var v fault.Checker
	var off int64
	switch {
	case (d.Amount == nil) == (d.Percentage == nil):
		v.Add("shippingDiscount", fault.RuleRequiredOneOf, "must have exactly one of amount and percentage", nil)
	case d.Amount != nil:
		off = p.minor(&v, "shippingDiscount.amount", *d.Amount)
	default:
		e, err := d.Percentage.Effect()
		if err != nil {
			v.AddAll("shippingDiscount.percentage", err)
			break
		}
		off = p.cut(e, f.shown(), 1)
	}
	if off = min(off, f.shown()); off > 0 {
		f.discount += off
		p.closeShares(applied{kind: appliedShipping, target: DiscountTargetShipping}, len(p.r.shares), 0)
		p.r.shipOff[len(p.r.shipOff)-1] = off
	} else if p.in.Explain && v.Err() == nil {
		p.shippingTookNothing(SkippedShippingDiscount, "", reductionText(d.Amount, d.Percentage))
	}
	return v.Err()
}

// quote asks all carriers, side by side.
func (p *pricer) quote() error {
	if p.c.cfg.Router != nil {
		if routed, err := p.routed(); routed || err != nil {
			return err
		}
	}
	services := p.c.cfg.Shipping
	p.r.ship.quotes = make([]quote, len(services))
	if len(services) == 0 {
		return nil
	}
	errs := make([]error, len(services))
	reqs := make([]shipping.Request, len(services)) // each has its own
	for i := range reqs {
		reqs[i] = p.shippingRequest(nil, p.goods)
	}
	p.sideBySide(len(services), func(i int) shipping.Carrier { return services[i].Carrier }, func(i int) {
		p.r.ship.quotes[i], errs[i] = p.askCarrier("shipping "+services[i].Name, services[i].Carrier, reqs[i])
		p.r.ship.quotes[i].carrier = services[i].ID
	})
	if err := p.ctx.Err(); err != nil {
		return err
	}
	for i, err := range errs {
		if err != nil {
			p.carrierFailed(services[i].ID, err)
		}
	}
	return nil
}

// sideBySide calls fn with 0 to n-1: at once where the carrier never blocks, the
// others at the same time.
func (p *pricer) sideBySide(n int, carrier func(i int) shipping.Carrier, fn func(i int)) {
	if n == 1 {
		fn(0)
		return
	}
	var wg sync.WaitGroup
	for i := range n {
		if c, ok := carrier(i).(interface{ Inline() bool }); !ok || !c.Inline() {
			wg.Go(func() { fn(i) })
		}
	}
	for i := range n {
		if c, ok := carrier(i).(interface{ Inline() bool }); ok && c.Inline() {
			fn(i)
		}
	}
	wg.Wait()
}

// askCarrier asks a carrier and prices its rates.
func (p *pricer) askCarrier(name string, carrier shipping.Carrier, req shipping.Request) (quote, error) {
	c := p.c
	return ask(p.ctx, c, name, shipping.Budget, carrier, func(ctx context.Context) (quote, error) {
		resp, err := carrier.GetShippingRates(ctx, req)
		if err != nil {
			return quote{}, err
		}
		if err := shipping.Check(req, resp); err != nil {
			return quote{}, unusable(err)
		}
		return c.readRates(resp)
	})
}

// asksForShipping reports whether the buyer has said anything of shipping.
// Before that, what fails for want of an address is no error.
func (p *pricer) asksForShipping() bool {
	return p.in.ShippingAddress != nil || p.in.SelectedShippingOption != nil
}

// carrierFailed reports a carrier that did not answer properly, once.
func (p *pricer) carrierFailed(id string, err error) {
	if !p.asksForShipping() {
		return
	}
	if p.r.errors.CarrierErrors == nil {
		p.r.errors.CarrierErrors = &CarrierErrors{}
	}
	list := &p.r.errors.CarrierErrors.Errors
	if !slices.ContainsFunc(*list, func(e CarrierError) bool { return e.CarrierID == id }) {
		*list = append(*list, CarrierError{CarrierID: id, Error: DetailsOf(err)})
	}
}

// readRates prices the rates of a carrier.
func (c *Calculator) readRates(resp shipping.Response) (quote, error) {
	q := quote{rates: resp.ShippingRates, prices: make([]int64, len(resp.ShippingRates))}
	for i := range resp.ShippingRates {
		total, err := resp.ShippingRates[i].Cost.Total()
		if err != nil {
			return quote{}, unusable(err)
		}
		m, ok := total.Minor()
		if !ok || m > c.limit {
			return quote{}, fault.New(fault.Internal, "", "the answer cannot be used: a price is too great")
		}
		q.prices[i] = m
	}
	return q, nil
}

// shippingRequest asks about some lines, or all when lines is nil, which cost
// goods as shown. What is not shippable is left out.
func (p *pricer) shippingRequest(lines []int, goods int64) shipping.Request {
	cur := p.c.cfg.Currency
	req := shipping.Request{
		ShippingDestination: p.in.ShippingAddress.Clone(), ShippingOrigin: p.r.businessAddress().Clone(), BuyerContactDetails: p.in.Buyer.Contact.Clone(),
		WeightUnit: p.c.cfg.WeightUnit, TaxIncludedInPrices: p.c.cfg.TaxIncluded, PurchaseFlowID: p.in.PurchaseFlowID,
		Currency: cur, Goods: p.shippingGoods(goods),
	}
	if s := p.in.SelectedShippingOption; s != nil {
		req.DeliveryPreferences = &shipping.DeliveryPreferences{PreferredCode: s.Code}
	}
	if lines == nil {
		for i := range p.in.Lines {
			if p.shippable(i) {
				req.LineItems = append(req.LineItems, p.shippingLine(i))
			}
		}
	}
	for _, i := range lines {
		req.LineItems = append(req.LineItems, p.shippingLine(i))
	}
	return req
}

func (p *pricer) shippingLine(i int) shipping.LineItem {
	cur := p.c.cfg.Currency
	l, f := &p.in.Lines[i], &p.r.lines[i]
	physical := l.PhysicalProperties
	before, total, totalBefore := money.Minor(f.unit, cur), money.Minor(f.shown, cur), money.Minor(f.base, cur)
	included := f.included
	return shipping.LineItem{
		Name: l.Name, Quantity: l.Quantity, CatalogReference: *l.CatalogReference.Clone(), PhysicalProperties: &physical,
		Price: money.Minor(unitOf(f.shown, f.quantity, p.mode), cur), PriceBeforeDiscount: &before,
		TotalPrice: &total, TotalPriceBeforeDiscount: &totalBefore, TaxIncludedInPrice: &included,
	}
}

// choose puts the chosen option into effect. When it is not on offer, the
// first that is stands in for it, and the choice is reported as failed.
func (p *pricer) choose(f *chargeFigures) {
	want := p.in.SelectedShippingOption
	if want == nil {
		return
	}
	s := &p.r.ship
	for pass := range 2 {
		for i := range s.quotes {
			if pass == 0 && want.CarrierID != "" && want.CarrierID != s.quotes[i].carrier {
				continue
			}
			for j := range s.quotes[i].rates {
				if pass == 0 && s.quotes[i].rates[j].Code != want.Code {
					continue
				}
				s.service, s.rate, s.requested = i, j, pass == 0
				f.price = s.quotes[i].prices[j]
				switch {
				case pass == 1:
					p.notOffered(want.Code)
				case s.partial(&s.quotes[i], j):
					p.chosePartial(want.Code)
				}
				return
			}
		}
	}
	p.notOffered(want.Code)
}

func (p *pricer) notOffered(code string) {
	p.choiceFailed(CodeShippingOptionNotFound, "the chosen shipping option is not offered", code)
}

func (p *pricer) chosePartial(code string) {
	p.choiceFailed(CodePartialDelivery, "the chosen shipping option brings only some of the goods", code)
}

// choiceFailed reports what is wrong with the chosen option, unless what is
// wrong with a carrier or the address was reported: then that is why.
func (p *pricer) choiceFailed(code, text, option string) {
	if e := p.r.errors; e.CarrierErrors != nil || e.GeneralShippingCalculationError != nil {
		return
	}
	p.r.errors.SelectedShippingOptionError = &Details{ApplicationError: &ApplicationError{
		Code: code, Description: text, Data: map[string]any{"code": option},
	}}
}

// skipOptions tells why the options on offer that were not chosen do not apply.
func (p *pricer) skipOptions() {
	if !p.in.Explain {
		return
	}
	s := &p.r.ship
	for i := range s.quotes {
		for j := range s.quotes[i].rates {
			if i == s.service && j == s.rate {
				continue
			}
			rate := &s.quotes[i].rates[j]
			p.skip(SkippedShippingOption, rate.Code, rate.Title, "it was not chosen")
		}
	}
	if want := p.in.SelectedShippingOption; want != nil && !s.requested {
		p.skip(SkippedShippingOption, want.Code, "", "no carrier offers it")
	}
	if e := p.r.errors.CarrierErrors; e != nil {
		for i := range e.Errors {
			p.skip(SkippedCarrier, e.Errors[i].CarrierID, "", "it failed: "+e.Errors[i].Error.text())
		}
	}
}

// businessAddress returns where the shop is, or nil.
func (r *Result) businessAddress() *contact.Address {
	if r.in.BusinessAddress != nil {
		return r.in.BusinessAddress
	}
	return r.calc.cfg.BusinessAddress
}
