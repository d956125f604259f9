// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// byUnits reports whether a rule is for some units of lines: then the line of
// which it takes one of several that cost the same depends on their order.
func byUnits(r *discount.Rule) bool {
	e := r.Extension
	return r.Discounts.Values[0].QuantityBased != nil || e != nil && (e.BuyXGetY != nil || e.AppliesTo == discount.AppliesToLowestPricedItem)
}

// drawUnitSale draws a sale of which only a rule or a coupon takes something
// off, from some units of lines, rounded per unit.
func drawUnitSale(t *rapid.T) sale {
	s := drawSale(t)
	d := drawer{T: t, cur: s.cfg.Currency}
	s.cfg.Policy.Point, s.cfg.Conversion = money.PointUnit, nil
	s.in.MerchantDiscounts, s.in.ShippingDiscount = nil, nil
	for i := range s.in.Lines {
		s.in.Lines[i].Discount = nil
	}
	s.coupon, s.rules = nil, nil
	if d.seldom("by coupon") {
		s.coupon = &discount.Coupon{Code: "SAVE", BuyXGetY: &discount.CouponBuyXGetY{
			X: rapid.Int64Range(1, 4).Draw(t, "x"), Y: rapid.Int64Range(1, 4).Draw(t, "y"),
		}}
		return s
	}
	r := rapid.Custom(func(t *rapid.T) *discount.Rule { return drawer{T: t, cur: s.cfg.Currency}.rule(0) }).Filter(byUnits).Draw(t, "rule")
	r.Trigger = nil
	if r.Extension != nil { // of two units that cost the same one may have a floor price
		r.Extension.FloorPrices = nil
	}
	s.rules = []*discount.Rule{r}
	return s
}

func discountOf(t *rapid.T, s *sale) string {
	return calculate(t, s).PriceSummary.Discount.Amount.String()
}

// What a discount on some units comes to does not depend on the order of the
// lines.
func TestUnitsInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawUnitSale(t)
		want := discountOf(t, &s)
		s.in.Lines = rapid.Permutation(s.in.Lines).Draw(t, "another order")
		if got := discountOf(t, &s); got != want {
			t.Errorf("discount = %s in another order, want %s", got, want)
		}
	})
}

// Nor does it depend on whether units of an item are on one line or on two.
func TestUnitsOnSplitLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawUnitSale(t)
		want := discountOf(t, &s)
		var lines []pricing.Line
		for i, l := range s.in.Lines {
			n := rapid.IntRange(0, l.Quantity).Draw(t, fmt.Sprint("split ", i))
			rest := l
			l.Quantity, rest.Quantity = n, l.Quantity-n
			rest.ID += " rest"
			lines = append(lines, l, rest)
		}
		s.in.Lines = lines
		if got := discountOf(t, &s); got != want {
			t.Errorf("discount = %s on split lines, want %s", got, want)
		}
	})
}

// No stack of discounts sells an item below its floor price.
func checkFloors(t *rapid.T, s *sale, totals *pricing.Totals) {
	digits := int32(s.cfg.Currency.Digits())
	for i := range totals.CalculatedLineItems {
		l, floor := &s.in.Lines[i], int64(0)
		for _, r := range s.rules {
			if r.Extension != nil {
				floor = max(floor, r.Extension.FloorPrices[l.CatalogReference.CatalogItemID].Decimal().Shift(digits).Ceil().IntPart())
			}
		}
		p := totals.CalculatedLineItems[i].PricesBreakdown
		start := minor(t, p.PriceBeforeDiscounts) * int64(l.Quantity)
		if l.Discount != nil {
			own, _ := l.Discount.Minor()
			start = max(start-own, 0)
		}
		least := min(start, floor*int64(l.Quantity))
		if left := minor(t, p.LineItemPrice) - minor(t, p.TotalDiscount); left < least {
			t.Errorf("line %d costs %d, want at least %d", i, left, least)
		}
	}
}

// A line that an exclusive rule lowers is lowered by no other rule.
func checkExclusive(t *rapid.T, s *sale, totals *pricing.Totals) {
	exclusive := map[string]bool{}
	for _, r := range s.rules {
		exclusive[r.ID] = r.Extension != nil && r.Extension.Exclusive
	}
	by := map[string][]string{}
	for _, d := range totals.AppliedDiscounts {
		if d.DiscountRule == nil {
			continue
		}
		for _, line := range d.LineItemIDs {
			by[line] = append(by[line], d.DiscountRule.ID)
		}
	}
	for line, rules := range by {
		if len(rules) > 1 && slices.ContainsFunc(rules, func(id string) bool { return exclusive[id] }) {
			t.Errorf("line %s is lowered by %v, of which one is exclusive", line, rules)
		}
	}
}
