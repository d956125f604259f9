// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// LedgerError says which figure of an order is not the sum of its parts. It is
// a fault.Internal: totals that this module computed itself don't add up, and
// nothing is stored.
type LedgerError struct {
	Figure string       // path of the figure, such as "priceSummary.tax"
	Have   money.Amount // what it is
	Want   money.Amount // what its parts make
}

// Error implements error.
func (e *LedgerError) Error() string {
	return fmt.Sprintf("order ledger: %s is %s, its parts make %s", e.Figure, e.Have, e.Want)
}

// Unwrap returns fault.Internal.
func (e *LedgerError) Unwrap() error { return fault.Internal }

// CheckLedger verifies that every figure of an order is the sum of its parts,
// to the minor unit: each line's taxes, discounts and totals, those of
// shipping and of fees, and over them the price summary, the applied discounts
// and the tax breakdown. The first figure that is not gives a *LedgerError. It
// is meant for orders whose totals this module computed; callers' own totals
// are held to CheckPriceSummary alone.
func CheckLedger(o *Order) error {
	l := ledger{included: o.TaxIncludedInPrices}
	for i := range o.LineItems {
		l.line(i, &o.LineItems[i])
	}
	if o.ShippingInfo != nil {
		l.shipping(&o.ShippingInfo.Cost)
	}
	for i := range o.AdditionalFees {
		l.fee(i, &o.AdditionalFees[i])
	}
	l.summary(&o.PriceSummary)
	l.discounts(o)
	l.taxes(o)
	return l.err
}

// figure is the path of a figure, put together only when it is wrong.
type figure struct {
	part  string
	index int // -1: part is no list
	name  string
}

func (f figure) member(name string) figure {
	if f.name != "" {
		name = f.name + "." + name
	}
	return figure{f.part, f.index, name}
}

// String returns the path, such as "lineItems[0].taxInfo.taxAmount".
func (f figure) String() string {
	s := f.part
	if f.index >= 0 {
		s = fault.Index(s, f.index)
	}
	return fault.Join(s, f.name)
}

// ledger adds up what it is shown. After the first error it does nothing.
type ledger struct {
	included                                      bool
	subtotal, discount, tax, shipped, fees, total money.Amount
	err                                           error
}

// must records an error unless have equals the sum of parts.
func (l *ledger) must(f figure, have money.Amount, parts ...money.Amount) {
	if l.err != nil {
		return
	}
	want, err := sum(parts...)
	if err != nil {
		l.fail(f, err)
		return
	}
	switch c, err := compare(have, want); {
	case err != nil:
		l.fail(f, err)
	case c != 0:
		l.err = &LedgerError{f.String(), have, want}
	}
}

// add adds a to *t.
func (l *ledger) add(t *money.Amount, f figure, a money.Amount) {
	if l.err != nil {
		return
	}
	s, err := plus(*t, a)
	if err != nil {
		l.fail(f, err)
		return
	}
	*t = s
}

func (l *ledger) fail(f figure, err error) {
	l.err = &fault.Error{Class: fault.Internal, Message: "order ledger: " + f.String() + ": " + err.Error(), Err: err}
}

func (l *ledger) line(i int, li *LineItem) {
	if l.err != nil {
		return
	}
	at := figure{"lineItems", i, ""}.member
	before, err := li.PriceBeforeDiscounts.Amount.Mul(int64(li.Quantity))
	if err != nil {
		l.fail(at("priceBeforeDiscounts"), err)
		return
	}
	tax, included := l.taxOf(li.TaxInfo, at("taxInfo"))
	l.part(at("totalPriceBeforeTax"), at("totalPriceAfterTax"), li.TotalPriceBeforeTax.Amount, li.TotalPriceAfterTax.Amount, tax, included,
		li.LineItemPrice.Amount, li.TotalDiscount.Amount)
	l.add(&l.subtotal, at("priceBeforeDiscounts"), before)
	l.add(&l.discount, at("lineItemPrice"), before)
	l.add(&l.discount, at("lineItemPrice"), li.LineItemPrice.Amount.Neg())
	l.add(&l.discount, at("totalDiscount"), li.TotalDiscount.Amount)
}

func (l *ledger) shipping(c *ShippingPrice) {
	if l.err != nil {
		return
	}
	at := figure{"shippingInfo.cost", -1, ""}.member
	tax, included := l.taxOf(c.TaxInfo, at("taxInfo"))
	l.part(at("totalPriceBeforeTax"), at("totalPriceAfterTax"), c.TotalPriceBeforeTax.Amount, c.TotalPriceAfterTax.Amount, tax, included, c.Price.Amount, c.Discount.Amount)
	l.add(&l.shipped, at("price"), c.Price.Amount)
	l.add(&l.discount, at("discount"), c.Discount.Amount)
}

func (l *ledger) fee(i int, f *AdditionalFee) {
	if l.err != nil {
		return
	}
	at := figure{"additionalFees", i, ""}.member
	tax, included := l.taxOf(f.TaxInfo, at("taxInfo"))
	l.part(at("priceBeforeTax"), at("priceAfterTax"), f.PriceBeforeTax.Amount, f.PriceAfterTax.Amount, tax, included, f.Price.Amount, money.Amount{})
	l.add(&l.fees, at("price"), f.Price.Amount)
}

// taxOf returns a part's tax and whether it is inside the price, after
// checking its breakdown.
func (l *ledger) taxOf(t *LineItemTaxInfo, f figure) (money.Amount, bool) {
	if t == nil {
		return money.Amount{}, l.included
	}
	if len(t.TaxBreakdown) > 0 {
		parts := make([]money.Amount, len(t.TaxBreakdown))
		for i := range t.TaxBreakdown {
			parts[i] = t.TaxBreakdown[i].TaxAmount.Amount
		}
		l.must(f.member("taxAmount"), t.TaxAmount.Amount, parts...)
	}
	return t.TaxAmount.Amount, t.TaxIncludedInPrice
}

// part checks one line, shipping or fee: gross is net plus tax, and what is
// shown, less its discount, is gross or net. Totals never set are left alone.
func (l *ledger) part(netAt, grossAt figure, net, gross, tax money.Amount, included bool, shown, discount money.Amount) {
	l.must(grossAt, gross, net, tax)
	if included {
		l.must(grossAt, gross, shown, discount.Neg())
	} else {
		l.must(netAt, net, shown, discount.Neg())
	}
	if l.err == nil && gross.IsNegative() {
		l.err = &LedgerError{grossAt.String(), gross, money.Zero(gross.Currency())}
	}
	l.add(&l.tax, grossAt, tax)
	l.add(&l.total, grossAt, gross)
}

func (l *ledger) summary(s *PriceSummary) {
	l.must(figure{"priceSummary.subtotal", -1, ""}, s.Subtotal.Amount, l.subtotal)
	l.must(figure{"priceSummary.discount", -1, ""}, s.Discount.Amount, l.discount)
	l.must(figure{"priceSummary.shipping", -1, ""}, s.Shipping.Amount, l.shipped)
	l.must(figure{"priceSummary.totalAdditionalFees", -1, ""}, s.TotalAdditionalFees.Amount, l.fees)
	l.must(figure{"priceSummary.tax", -1, ""}, s.Tax.Amount, l.tax)
	l.must(figure{"priceSummary.total", -1, ""}, s.Total.Amount, l.total)
}

// discounts checks that the applied discounts make up the discount, and each
// one's shares its amount.
func (l *ledger) discounts(o *Order) {
	if l.err != nil {
		return
	}
	amounts := make([]money.Amount, len(o.AppliedDiscounts))
	for i := range o.AppliedDiscounts {
		d := &o.AppliedDiscounts[i]
		amounts[i] = d.Amount()
		if len(d.LineItemDiscounts) == 0 {
			continue
		}
		shares := make([]money.Amount, len(d.LineItemDiscounts))
		for j := range d.LineItemDiscounts {
			shares[j] = d.LineItemDiscounts[j].TotalDiscount.Amount
		}
		l.must(figure{"appliedDiscounts", i, "amount"}, amounts[i], shares...)
	}
	l.must(figure{"priceSummary.discount", -1, ""}, o.PriceSummary.Discount.Amount, amounts...)
}

// taxes checks the tax of the whole order in both of its forms.
func (l *ledger) taxes(o *Order) {
	if o.TaxSummary != nil {
		l.must(figure{"taxSummary.totalTax", -1, ""}, o.TaxSummary.TotalTax.Amount, l.tax)
	}
	if o.TaxInfo == nil {
		return
	}
	l.must(figure{"taxInfo.totalTax", -1, ""}, o.TaxInfo.TotalTax.Amount, l.tax)
	if len(o.TaxInfo.TaxBreakdown) == 0 {
		return
	}
	parts := make([]money.Amount, len(o.TaxInfo.TaxBreakdown))
	for i := range o.TaxInfo.TaxBreakdown {
		parts[i] = o.TaxInfo.TaxBreakdown[i].AggregatedTaxAmount.Amount
	}
	l.must(figure{"taxInfo.totalTax", -1, ""}, o.TaxInfo.TotalTax.Amount, parts...)
}
