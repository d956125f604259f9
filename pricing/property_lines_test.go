// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"slices"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// clone returns a sale whose input can be changed.
func (s *sale) clone() sale {
	c := *s
	in := *s.in
	in.Lines, in.MerchantDiscounts = slices.Clone(in.Lines), slices.Clone(in.MerchantDiscounts)
	c.in, c.rules = &in, slices.Clone(s.rules)
	in.Explain = false
	return c
}

// byLine reports whether a coupon lowers every line by itself.
func byLine(c *discount.Coupon) bool {
	return c == nil || !c.LimitedToOneItem && c.BuyXGetY == nil && (c.MoneyOffAmount == nil || c.Scoped())
}

// Where nothing is allocated over lines, their order does not matter: neither to
// the sums nor to any line.
func checkOrderOfLines(t *rapid.T, s *sale, _ *pricing.Totals) {
	c := s.clone()
	c.cfg.Conversion = nil
	if c.cfg.Policy.Point == money.PointRate || c.cfg.Policy.Point == money.PointOrder {
		c.cfg.Policy.Point = money.PointLine
	}
	c.in.MerchantDiscounts = slices.DeleteFunc(c.in.MerchantDiscounts, func(m pricing.MerchantDiscount) bool { return m.Amount != nil })
	c.rules = slices.DeleteFunc(c.rules, byUnits) // TestUnitsInAnyOrder
	if !byLine(c.coupon) {
		c.coupon, c.in.CouponCode = nil, ""
	}
	first := calculate(t, &c)
	slices.Reverse(c.in.Lines)
	second := calculate(t, &c)
	if !same(first.PriceSummary, second.PriceSummary) {
		t.Errorf("reversed lines differ (-first +second):\n%s", cmp.Diff(encode(t, first.PriceSummary), encode(t, second.PriceSummary)))
	}
	for i := range first.CalculatedLineItems {
		l := &first.CalculatedLineItems[i]
		if other := second.Line(l.LineItemID); encode(t, l) != encode(t, other) {
			t.Errorf("line %s differs (-first +second):\n%s", l.LineItemID, cmp.Diff(encode(t, l), encode(t, other)))
		}
	}
}

// same reports whether two summaries are equal.
func same(a, b *pricing.PriceSummary) bool {
	return a.Subtotal.Equal(b.Subtotal) && a.Discount.Equal(b.Discount) && a.Shipping.Equal(b.Shipping) &&
		a.AdditionalFees.Equal(b.AdditionalFees) && a.Tax.Equal(b.Tax) && a.Total.Equal(b.Total)
}

// Splitting a line in two, or merging two into one, changes totals only as the
// policy allows. What is rounded per unit, taxes rounded per rate, and all that
// is rounded once for the order does not notice; what is rounded per line may
// change by less than one minor unit a figure. This holds of what treats all
// units alike: percentages and taxes.
func checkSplitLines(t *rapid.T, s *sale, _ *pricing.Totals) {
	c := s.clone()
	c.cfg.Conversion, c.coupon, c.rules, c.in.CouponCode, c.in.GiftCards = nil, nil, nil, "", nil
	for i := range c.in.Lines {
		l := &c.in.Lines[i]
		l.Discount, l.AdditionalFees, l.DepositAmount = nil, nil, money.Amount{}
		l.TaxIncluded, l.TaxRates = nil, c.in.Lines[0].TaxRates
		if l.PaymentOption == item.DepositOnline {
			l.PaymentOption = ""
		}
	}
	c.in.MerchantDiscounts = slices.DeleteFunc(c.in.MerchantDiscounts, func(m pricing.MerchantDiscount) bool {
		return m.Amount != nil || len(m.LineItemIDs) > 0 || c.cfg.Policy.Point == money.PointRate
	})
	whole := calculate(t, &c)
	var more []pricing.Line
	for i := range c.in.Lines {
		if l := &c.in.Lines[i]; l.Quantity > 1 {
			other := *l
			other.ID += "'"
			l.Quantity /= 2
			other.Quantity -= l.Quantity
			more = append(more, other)
		}
	}
	c.in.Lines = append(c.in.Lines, more...)
	parts := calculate(t, &c)
	if c.cfg.Policy.Point != money.PointLine {
		if !same(whole.PriceSummary, parts.PriceSummary) {
			t.Errorf("split lines differ under %v (-whole +parts):\n%s", c.cfg.Policy, cmp.Diff(encode(t, whole.PriceSummary), encode(t, parts.PriceSummary)))
		}
		return
	}
	// Each split adds a rounding to each discount and to the tax. What a discount
	// moves, the discounts and the tax after it move by at most as much again.
	bound := int64(len(more)) << (len(c.in.MerchantDiscounts) + 1)
	for _, pair := range [][2]money.MultiCurrencyPrice{
		{whole.PriceSummary.Discount, parts.PriceSummary.Discount},
		{whole.PriceSummary.Tax, parts.PriceSummary.Tax},
		{whole.PriceSummary.Total, parts.PriceSummary.Total},
	} {
		if d := minor(t, pair[0]) - minor(t, pair[1]); d > bound || -d > bound {
			t.Errorf("split into %d more lines, %s becomes %s, want at most %d minor units between them", len(more), pair[0].Amount, pair[1].Amount, bound)
		}
	}
	if !whole.PriceSummary.Subtotal.Equal(parts.PriceSummary.Subtotal) {
		t.Errorf("split lines cost %s, want %s", parts.PriceSummary.Subtotal.Amount, whole.PriceSummary.Subtotal.Amount)
	}
}
