// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

// figures is what a part of an order cost: a line, shipping or a fee. They keep
//
//	total = subtotal − discount + tax, the tax left out when it is inside the price
type figures struct {
	subtotal money.Amount // as shown, before discounts
	discount money.Amount // everything taken off
	tax      money.Amount
	total    money.Amount // what the buyer paid
	included bool         // the tax is inside the price
}

// cut returns the figures of the units from..from+n of whole. Each figure but
// the total is cut by itself; the total is what they make.
func (f figures) cut(from, n, whole int64, m money.Mode) (figures, error) {
	c := figures{included: f.included}
	var err error
	if c.subtotal, err = slice(f.subtotal, from, n, whole, m); err != nil {
		return c, err
	}
	if c.discount, err = slice(f.discount, from, n, whole, m); err != nil {
		return c, err
	}
	if c.tax, err = slice(f.tax, from, n, whole, m); err != nil {
		return c, err
	}
	a := adder{}
	a.add(&c.total, c.subtotal)
	a.sub(&c.total, c.discount)
	if !c.included {
		a.add(&c.total, c.tax)
	}
	return c, a.err
}

// cutAmount returns the figures of the amount from..from+n of the total.
func (f figures) cutAmount(from, n money.Amount, m money.Mode) (figures, error) {
	c := figures{included: f.included, total: n}
	low, ok1 := from.Minor()
	units, ok2 := n.Minor()
	whole, ok3 := f.total.Minor()
	if !ok1 || !ok2 || !ok3 {
		return c, &fault.Error{Class: fault.Invalid, Message: "the amount is too large to be divided"}
	}
	var err error
	if c.tax, err = slice(f.tax, low, units, whole, m); err != nil {
		return c, err
	}
	if c.discount, err = slice(f.discount, low, units, whole, m); err != nil {
		return c, err
	}
	a := adder{}
	a.add(&c.subtotal, c.total)
	a.add(&c.subtotal, c.discount)
	if !c.included {
		a.sub(&c.subtotal, c.tax)
	}
	return c, a.err
}

// plus adds g to f.
func (f *figures) plus(g figures) error {
	a := adder{}
	a.add(&f.subtotal, g.subtotal)
	a.add(&f.discount, g.discount)
	a.add(&f.tax, g.tax)
	a.add(&f.total, g.total)
	return a.err
}

// parts is what an order's total is made of.
type parts struct {
	currency money.Currency
	lines    []figures // by index in the order
	fees     []figures // by index in the order
	shipping *figures  // nil when nothing is shipped
}

// partsOf takes an order's total apart. What the lines, shipping and fees do
// not explain, in orders whose totals their creator made, is spread over the
// lines as discount: the parts always make the total.
func partsOf(o *order.Order) (parts, error) {
	p := parts{currency: o.Currency}
	if p.currency.IsZero() {
		p.currency = o.PriceSummary.Total.Amount.Currency()
	}
	rest, a := o.PriceSummary.Total.Amount, adder{}
	for i := range o.LineItems {
		f, err := lineFigures(o, &o.LineItems[i])
		if err != nil {
			return p, err
		}
		a.sub(&rest, f.total)
		p.lines = append(p.lines, f)
	}
	for i := range o.AdditionalFees {
		fee := &o.AdditionalFees[i]
		f, err := partFigures(o, fee.Price.Amount, money.Amount{}, fee.PriceAfterTax.Amount, fee.TaxInfo, fee.TaxDetails)
		if err != nil {
			return p, err
		}
		a.sub(&rest, f.total)
		p.fees = append(p.fees, f)
	}
	if s := o.ShippingInfo; s != nil {
		c := &s.Cost
		f, err := partFigures(o, c.Price.Amount, c.Discount.Amount, c.TotalPriceAfterTax.Amount, c.TaxInfo, c.TaxDetails)
		if err != nil {
			return p, err
		}
		a.sub(&rest, f.total)
		p.shipping = &f
	}
	if a.err != nil {
		return p, a.err
	}
	all, err := p.spread(rest)
	if err != nil {
		return p, err
	}
	for _, f := range all {
		if err := f.bound(); err != nil {
			return p, err
		}
	}
	return p, nil
}

// bound keeps the discount of a part from being more than its price, as it is
// where less was paid than the tax comes to: what is too much of it lowers the
// tax instead. So no slice of a part is less than nothing.
func (f *figures) bound() error {
	if f.included {
		return nil
	}
	much, a := f.discount, adder{}
	a.sub(&much, f.subtotal)
	if a.err == nil && much.IsPositive() {
		a.sub(&f.discount, much)
		a.sub(&f.tax, much)
	}
	return a.err
}

// spread gives rest to the lines in proportion to their totals, and returns all
// parts. What is to be taken off and is more than the lines come to is taken
// off everything.
func (p *parts) spread(rest money.Amount) ([]*figures, error) {
	all := make([]*figures, 0, len(p.lines)+len(p.fees)+1)
	goods, a := money.Zero(p.currency), adder{}
	for i := range p.lines {
		all = append(all, &p.lines[i])
		a.add(&goods, p.lines[i].total)
	}
	for i := range p.fees {
		all = append(all, &p.fees[i])
	}
	if p.shipping != nil {
		all = append(all, p.shipping)
	}
	if rest.IsZero() {
		return all, a.err
	}
	a.add(&goods, rest)
	to := all
	if a.err == nil && !goods.IsNegative() {
		to = all[:len(p.lines)]
	}
	weights := make([]int64, len(to))
	for i, f := range to {
		weights[i], _ = f.total.Minor()
	}
	for i, share := range rest.Allocate(weights) {
		a.add(&to[i].total, share)
		a.sub(&to[i].discount, share)
	}
	return all, a.err
}

func lineFigures(o *order.Order, l *order.LineItem) (figures, error) {
	unit := l.PriceBeforeDiscounts.Amount
	if unit == (money.Amount{}) {
		unit = l.Price.Amount
	}
	shown, err := unit.Mul(int64(l.Quantity))
	if err != nil {
		return figures{}, err
	}
	price := l.LineItemPrice.Amount
	if price == (money.Amount{}) {
		if price, err = l.Price.Amount.Mul(int64(l.Quantity)); err != nil {
			return figures{}, err
		}
	}
	a, discount := adder{}, money.Amount{}
	a.add(&discount, shown)
	a.sub(&discount, price)
	a.add(&discount, l.TotalDiscount.Amount)
	if a.err != nil {
		return figures{}, a.err
	}
	return partFigures(o, shown, discount, l.TotalPriceAfterTax.Amount, l.TaxInfo, l.TaxDetails)
}

// partFigures returns the figures of a part that is shown at a price and of
// which discount is said to be taken off. Where the gross total is known it
// decides: the discount is then what leads to it.
func partFigures(o *order.Order, shown, discount, gross money.Amount, ti *order.LineItemTaxInfo, td *order.ItemTaxFullDetails) (figures, error) {
	f := figures{subtotal: shown, discount: discount, total: gross, included: o.TaxIncludedInPrices}
	switch {
	case ti != nil:
		f.tax, f.included = ti.TaxAmount.Amount, ti.TaxIncludedInPrice
	case td != nil:
		f.tax = td.TotalTax.Amount
	}
	a := adder{}
	net := shown
	a.sub(&net, discount)
	if o.TaxIncludedInPrices && !f.included && gross != (money.Amount{}) && gross.Equal(net) {
		f.included = true // the flag was left out
	}
	if gross == (money.Amount{}) {
		f.total = net
		if !f.included {
			a.add(&f.total, f.tax)
		}
		return f, a.err
	}
	f.discount = money.Amount{}
	a.add(&f.discount, shown)
	if !f.included {
		a.add(&f.discount, f.tax)
	}
	a.sub(&f.discount, gross)
	return f, a.err
}
