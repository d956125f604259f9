// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
)

// taxAddresses is where things are taxed.
type taxAddresses struct {
	shipping, billing, business *contact.Address
	usual                       item.AddressType // of what says nothing else
}

func (r *Result) taxAddresses() taxAddresses {
	a := taxAddresses{shipping: r.in.ShippingAddress, billing: r.in.BillingAddress, business: r.businessAddress(), usual: item.AddressShipping}
	if rate := r.ship.selected(); rate != nil && rate.Logistics.PickupDetails != nil {
		if at := rate.Logistics.PickupDetails.Address; at != nil {
			a.shipping = at
		}
	}
	if !r.ship.needed {
		if a.usual = item.AddressBilling; a.billing == nil {
			a.usual = item.AddressShipping
		}
	}
	return a
}

// kind returns at which address something is taxed.
func (a *taxAddresses) kind(own *item.TaxableAddress) item.AddressType {
	if own != nil && own.AddressType != "" {
		return own.AddressType
	}
	return a.usual
}

func (a *taxAddresses) at(kind item.AddressType) *contact.Address {
	switch kind {
	case item.AddressBusiness:
		return a.business
	case item.AddressBilling:
		return a.billing
	default:
		return a.shipping
	}
}

// findRates finds the rates of everything. A calculator that fails leaves all
// that needed it untaxed, with an error beside.
func (p *pricer) findRates() error {
	addresses := p.r.taxAddresses()
	q := taxQuery{p: p, addresses: addresses}
	q.table()
	for i := range p.in.Lines {
		l, f := &p.in.Lines[i], &p.r.lines[i]
		if l.TaxRates != nil {
			if err := q.own(l.TaxRates, &f.rates); err != nil {
				return at(field(i, "taxRates"), err)
			}
			continue
		}
		if f.quantity > 0 {
			q.line(l, f)
		}
	}
	ship := &p.r.shipping
	switch {
	case p.in.ShippingTaxRate != nil:
		if err := q.own([]plugin.Rate{*p.in.ShippingTaxRate}, &ship.rates); err != nil {
			return at("shippingTaxRate", err)
		}
	case ship.shown() > 0:
		q.charge("shipping", "Shipping", item.AddressShipping, "", true, ship)
	}
	for i := range p.r.fees {
		info, f := &p.r.feeInfo[i], &p.r.fees[i]
		switch {
		case !info.taxable:
		case info.taxRate != nil:
			if err := q.own([]plugin.Rate{*info.taxRate}, &f.rates); err != nil {
				return at(fault.Join(fault.Index("additionalFees", i), "taxRate"), err)
			}
		case f.shown() > 0:
			q.charge(fault.Index("additionalFees", i), info.name, addresses.kind(info.taxableAddress), info.taxGroupID, false, f)
		}
	}
	if q.err == nil {
		q.ask()
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if q.lost {
		return q.err
	}
	if q.err != nil {
		p.r.errors.TaxCalculationError = DetailsOf(q.err)
		p.untaxed()
	}
	return nil
}

// untaxed leaves everything untaxed that needs the calculator to be taxed.
func (p *pricer) untaxed() {
	for i := range p.r.lines {
		if p.in.Lines[i].TaxRates == nil {
			p.r.lines[i].rates = -1
		}
	}
	if p.in.ShippingTaxRate == nil {
		p.r.shipping.rates = -1
	}
	for i := range p.r.fees {
		if p.r.feeInfo[i].taxRate == nil {
			p.r.fees[i].rates = -1
		}
	}
}

// taxQuery gathers what a tax calculator is to be asked.
type taxQuery struct {
	p         *pricer
	addresses taxAddresses
	err       error
	lost      bool // err says that the shop's own store does not answer

	// regions is the calculator when it is one of these, or its table: they tell
	// the rates of one thing at once, without a request. A type that embeds them is
	// asked like any other, since it may have a CalculateTax of its own.
	regions *tax.Regions

	// What they said last; lines mostly have the same group.
	kind  item.AddressType
	group string
	rates int32
	known bool

	single   map[item.AddressType]tax.AddressIndex
	requests []tax.LineItem
	at       []contact.Address
	asked    []*int32
}

// table finds the table that rates are looked up in, if the calculator has one.
func (q *taxQuery) table() {
	c := q.p.c
	if q.regions, _ = c.cfg.Tax.(*tax.Regions); q.regions != nil {
		return
	}
	if t, ok := c.cfg.Tax.(tax.Tabler); ok {
		q.regions, q.err = ask(q.p.ctx, c, "tax", tax.Budget, c.cfg.Tax, t.Table)
		q.lost = storeFailed(c.cfg.Tax, q.err)
	}
}

// own gives a line the rates that it brings with it.
func (q *taxQuery) own(rates []plugin.Rate, out *int32) error {
	if len(rates) == 0 {
		return nil
	}
	r := q.p.r
	for i := len(r.rates) - 1; i >= 0; i-- {
		if own := r.rates[i].own; own != nil && slices.Equal(own, rates) {
			*out = int32(i)
			return nil
		}
	}
	for i, rate := range rates {
		if rate < 0 {
			var v fault.Checker
			decimals.TooLow(&v, fault.Index("", i), 0)
			return v.Err()
		}
	}
	s, err := ownRateSet(rates)
	if err != nil {
		return err
	}
	*out = int32(len(r.rates))
	r.rates = append(r.rates, s)
	return nil
}

// at returns the violations of err as those of a field.
func at(path string, err error) error {
	var v fault.Checker
	v.AddAll(path, err)
	return v.Err()
}

// line asks for the rates of a line.
func (q *taxQuery) line(l *Line, f *lineFigures) {
	kind := q.addresses.kind(l.TaxableAddress)
	if q.regions != nil {
		if q.known && kind == q.kind && l.TaxGroupID == q.group {
			f.rates = q.rates
			return
		}
		f.rates = q.lookUp(kind, l.TaxGroupID, false)
		q.kind, q.group, q.rates, q.known = kind, l.TaxGroupID, f.rates, true
		return
	}
	cur := q.p.c.cfg.Currency
	q.add(kind, tax.LineItem{
		ID: l.ID, ItemName: l.Name, Quantity: l.Quantity, Price: money.Minor(unitOf(f.shown, f.quantity, q.p.mode), cur),
		TotalPrice: money.Minor(f.shown, cur), ItemCode: l.PhysicalProperties.SKU, TaxGroupID: l.TaxGroupID, TaxIncludedInPrice: f.included,
	}, &f.rates)
}

// charge asks for the rates of shipping or of a fee.
func (q *taxQuery) charge(id, name string, kind item.AddressType, group string, shipping bool, f *chargeFigures) {
	if shipping && q.addresses.usual == item.AddressBilling {
		kind = q.addresses.usual
	}
	if q.regions != nil {
		f.rates = q.lookUp(kind, group, shipping)
		return
	}
	amount := money.Minor(f.shown(), q.p.c.cfg.Currency)
	q.add(kind, tax.LineItem{
		ID: id, ItemName: name, Quantity: 1, Price: amount, TotalPrice: amount, TaxGroupID: group,
		TaxIncludedInPrice: f.included, Shipping: shipping,
	}, &f.rates)
}

func (q *taxQuery) lookUp(kind item.AddressType, group string, shipping bool) int32 {
	return q.set(q.regions.Rates(q.addresses.at(kind), tax.Item{
		TaxGroupID: group, Shipping: shipping, TaxExemptGroupID: q.p.in.Buyer.TaxExemptGroupID,
	}))
}

// set returns the set of rates of a breakdown; -1 when there are none.
func (q *taxQuery) set(breakdown []tax.Breakdown) int32 {
	if len(breakdown) == 0 {
		return -1
	}
	r := q.p.r
	for i := range r.rates {
		if r.rates[i].of(breakdown) {
			return int32(i)
		}
	}
	s, err := newRateSet(breakdown)
	if err != nil {
		q.err = err
		return -1
	}
	r.rates = append(r.rates, s)
	return int32(len(r.rates) - 1)
}

// add puts something on the request, unless there is no address to tax it at.
func (q *taxQuery) add(kind item.AddressType, l tax.LineItem, out *int32) {
	a := q.addresses.at(kind)
	if a == nil || q.p.c.cfg.Tax == nil {
		return
	}
	index, ok := q.single[kind]
	if !ok {
		if q.single == nil {
			q.single = map[item.AddressType]tax.AddressIndex{}
		}
		index = tax.Single(len(q.at))
		q.single[kind] = index
		q.at = append(q.at, *a)
	}
	l.AddressIndex = index
	q.requests = append(q.requests, l)
	q.asked = append(q.asked, out)
}

// ask asks the calculator for everything that was gathered.
func (q *taxQuery) ask() {
	q.uniqueIDs()
	for start := 0; start < len(q.requests) && q.err == nil; start += tax.MaxLineItems {
		end := min(start+tax.MaxLineItems, len(q.requests))
		q.askSome(start, end)
	}
}

// uniqueIDs renames shipping and fees whose ids are those of lines.
func (q *taxQuery) uniqueIDs() {
	if len(q.requests) == 0 {
		return
	}
	ids := make(map[string]bool, len(q.requests))
	for i := range q.requests {
		for ids[q.requests[i].ID] {
			q.requests[i].ID += "+"
		}
		ids[q.requests[i].ID] = true
	}
}

func (q *taxQuery) askSome(start, end int) {
	c := q.p.c
	lines := q.requests[start:end]
	req := tax.Request{Currency: c.cfg.Currency, Addresses: q.at, LineItems: lines, TaxExemptGroupID: q.p.in.Buyer.TaxExemptGroupID}
	resp, err := ask(q.p.ctx, c, "tax", tax.Budget, c.cfg.Tax, func(ctx context.Context) (tax.Response, error) {
		resp, err := c.cfg.Tax.CalculateTax(ctx, req.Clone())
		if err != nil {
			return tax.Response{}, err
		}
		if err := tax.Check(req, resp); err != nil {
			return tax.Response{}, unusable(err)
		}
		return resp, nil
	})
	if err != nil {
		q.err = err
		return
	}
	if resp.Fallback != nil {
		q.p.r.fallback = resp.Fallback
	}
	byID := make(map[string][]tax.Breakdown, len(resp.LineItemTaxDetails))
	for i := range resp.LineItemTaxDetails {
		byID[resp.LineItemTaxDetails[i].ID] = resp.LineItemTaxDetails[i].TaxBreakdown
	}
	for i := range lines {
		breakdown := byID[lines[i].ID]
		if computed(breakdown) {
			*q.asked[start+i] = q.fixed(breakdown, &lines[i])
		} else {
			*q.asked[start+i] = q.set(breakdown)
		}
	}
}

// computed reports whether the calculator did more than name rates.
func computed(breakdown []tax.Breakdown) bool {
	for i := range breakdown {
		if breakdown[i].TaxAmount != nil || breakdown[i].TaxableAmount != nil {
			return true
		}
	}
	return false
}

// fixed returns the set of taxes whose amounts the calculator computed. They
// are rounded together, once.
func (q *taxQuery) fixed(breakdown []tax.Breakdown, l *tax.LineItem) int32 {
	digits := int32(q.p.c.cfg.Currency.Digits())
	s := rateSet{breakdown: breakdown, den: 1_000_000, weights: make([]int64, len(breakdown))}
	price, rates := l.TotalPrice.Decimal(), decimal.Zero
	for i := range breakdown {
		rates = rates.Add(breakdown[i].Rate.Decimal())
		s.num += int64(breakdown[i].Rate)
	}
	net := price
	if l.TaxIncludedInPrice {
		net = price.DivRound(rates.Add(decimal.NewFromInt(1)), 24)
	}
	sum, amounts := decimal.Zero, make([]decimal.Decimal, len(breakdown))
	for i := range breakdown {
		b := &breakdown[i]
		amount := net
		switch {
		case b.TaxAmount != nil:
			amount = b.TaxAmount.Decimal()
		case b.TaxableAmount != nil:
			amount = b.TaxableAmount.Decimal()
			fallthrough
		default:
			if b.Compound {
				amount = amount.Add(sum)
			}
			amount = amount.Mul(b.Rate.Decimal())
		}
		sum = sum.Add(amount)
		amounts[i] = amount
	}
	total := money.Round(sum.Shift(digits), 0, q.p.mode).BigInt()
	if !total.IsInt64() || total.Sign() < 0 {
		q.err = fault.New(fault.Internal, "", "the answer cannot be used: a tax is out of bounds")
		return -1
	}
	s.fixed = total.Int64()
	finest := digits + 4 // what a calculator may give
	if !sum.Shift(finest).BigInt().IsInt64() {
		finest = digits
	}
	for i := range amounts {
		s.weights[i] = amounts[i].Shift(finest).Round(0).IntPart()
	}
	q.p.r.rates = append(q.p.r.rates, s)
	return int32(len(q.p.r.rates) - 1)
}
