// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// calculate prices a sale that was drawn.
func calculate(t *rapid.T, s *sale) *pricing.Totals {
	c, err := s.compile()
	if err != nil {
		t.Fatal(err)
	}
	totals, err := c.Calculate(context.Background(), s.in)
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

func minor(t *rapid.T, p money.MultiCurrencyPrice) int64 {
	m, ok := p.Amount.Minor()
	if !ok {
		t.Fatalf("%s has no count of minor units", p.Amount)
	}
	return m
}

// Whole numbers with 128-bit intermediates and plain decimals come to the same
// figures, whatever the policy.
func TestTwin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		totals := calculate(t, &s)
		applies := totals.CalculationErrors == nil || totals.CalculationErrors.CouponCalculationError == nil
		want := s.twin(applies).figures()
		if diff := cmp.Diff(want, figuresOf(totals)); diff != "" {
			t.Errorf("Calculate() under %v differs from plain decimals (-want +got):\n%s", s.cfg.Policy, diff)
		}
	})
}

// The parts of every figure add up to it, in both currencies.
func TestSumOfParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		if err := pricing.Check(calculate(t, &s)); err != nil {
			t.Errorf("Check() = %v", err)
		}
	})
}

// Check finds each figure that is off by one.
func TestCheckFindsWhatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		totals := calculate(t, &s)
		sums := []*money.MultiCurrencyPrice{
			&totals.PriceSummary.Subtotal, &totals.PriceSummary.Discount, &totals.PriceSummary.Shipping, &totals.PriceSummary.Tax,
			&totals.PriceSummary.AdditionalFees, &totals.PriceSummary.Total, &totals.PayNow.Total, &totals.PayLater.Tax,
			&totals.TaxSummary.TotalTax, &totals.TotalAfterGiftCard,
		}
		for i := range totals.CalculatedLineItems {
			p := totals.CalculatedLineItems[i].PricesBreakdown
			sums = append(sums, &p.TotalPriceAfterTax, &p.TotalPriceBeforeTax, &p.TaxDetails.TotalTax, &p.LineItemPrice, &p.TotalDiscount)
			for j := range p.TaxDetails.TaxBreakdown {
				sums = append(sums, &p.TaxDetails.TaxBreakdown[j].TaxAmount)
			}
		}
		p := rapid.SampledFrom(sums).Draw(t, "figure")
		more, err := p.Amount.Add(money.Minor(1, totals.Currency))
		if err != nil {
			t.Fatal(err)
		}
		p.Amount = more
		var ledger *pricing.LedgerError
		if err := pricing.Check(totals); !errors.As(err, &ledger) {
			t.Errorf("Check() = %v for a figure that is off by one, want a *LedgerError", err)
		}
	})
}

// Every value is in its currency, which bounds its digits, and none is
// negative.
func TestEveryValueIsInItsCurrency(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		totals := calculate(t, &s)
		n := 0
		prices.Visit(totals, nil, func(p *money.MultiCurrencyPrice) {
			n++
			if p.IsZero() {
				return // left out
			}
			if p.Amount.Currency() != totals.Currency || p.Converted.Currency() != totals.ConversionCurrency {
				t.Errorf("%s %s converted %s %s, want them in %s and %s", p.Amount, p.Amount.Currency(), p.Converted, p.Converted.Currency(),
					totals.Currency, totals.ConversionCurrency)
			}
			if p.Amount.IsNegative() || p.Converted.IsNegative() {
				t.Errorf("%s converted %s is negative", p.Amount, p.Converted)
			}
		})
		if n < 18 {
			t.Errorf("%d values found, want more", n)
		}
	})
}

// No set of discounts takes more off a line than it costs, nor off shipping.
func TestDiscountsNeverPassThePrice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		totals := calculate(t, &s)
		for i := range totals.CalculatedLineItems {
			p := totals.CalculatedLineItems[i].PricesBreakdown
			base := minor(t, p.PriceBeforeDiscounts) * int64(s.in.Lines[i].Quantity)
			after, off := minor(t, p.LineItemPrice), minor(t, p.TotalDiscount)
			if after < 0 || after > base || off < 0 || off > after {
				t.Errorf("line %d: base %d, after rules %d, coupon and merchant %d", i, base, after, off)
			}
		}
		for i := range totals.AppliedDiscounts {
			if a := totals.AppliedDiscounts[i].Amount(); a.Amount.IsNegative() {
				t.Errorf("discount %d takes %s off", i, a.Amount)
			}
		}
		if o := totals.ShippingInfo.SelectedCarrierServiceOption; o != nil && minor(t, o.Cost.TotalDiscount) > minor(t, o.Cost.Price) {
			t.Errorf("shipping of %s is reduced by %s", o.Cost.Price.Amount, o.Cost.TotalDiscount.Amount)
		}
	})
}

// Net and tax are gross, and who sees a price with its tax pays exactly that.
func TestNetAndTaxAreGross(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		totals := calculate(t, &s)
		for i := range totals.CalculatedLineItems {
			p := totals.CalculatedLineItems[i].PricesBreakdown
			net, tax, gross := minor(t, p.TotalPriceBeforeTax), minor(t, p.TaxDetails.TotalTax), minor(t, p.TotalPriceAfterTax)
			if net+tax != gross {
				t.Errorf("line %d: %d + %d = %d", i, net, tax, gross)
			}
			included := s.cfg.TaxIncluded
			if own := s.in.Lines[i].TaxIncluded; own != nil {
				included = *own
			}
			shown := minor(t, p.LineItemPrice) - minor(t, p.TotalDiscount)
			if included && gross != shown || !included && net != shown {
				t.Errorf("line %d: shown as %d, net %d, gross %d, tax included %t", i, shown, net, gross, included)
			}
		}
	})
}

// The same input gives the same output, whatever was priced before; nothing of
// the input is changed.
func TestPure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, other := drawSale(t), drawSale(t)
		c, err := s.compile()
		if err != nil {
			t.Fatal(err)
		}
		before := encode(t, s.in)
		first, err := c.Calculate(context.Background(), s.in)
		if err != nil {
			t.Fatal(err)
		}
		if other.cfg.Currency == s.cfg.Currency {
			if _, err := c.Calculate(context.Background(), other.in); err != nil {
				t.Fatal(err)
			}
		}
		second, err := c.Calculate(context.Background(), s.in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(encode(t, first), encode(t, second)); diff != "" {
			t.Errorf("the second Calculate() differs (-first +second):\n%s", diff)
		}
		if diff := cmp.Diff(before, encode(t, s.in)); diff != "" {
			t.Errorf("Calculate() changed its input (-before +after):\n%s", diff)
		}
		if first.Policy != s.cfg.Policy {
			t.Errorf("Policy = %v, want %v", first.Policy, s.cfg.Policy)
		}
	})
}

func encode(t *rapid.T, v any) string {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Where nothing is allocated, the order of the lines does not matter.
func TestOrderOfLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		s.cfg.Conversion = nil
		s.cfg.Policy.Point = rapid.SampledFrom([]money.Point{money.PointLine, money.PointUnit}).Draw(t, "point without allocation")
		s.in.MerchantDiscounts = slices.DeleteFunc(s.in.MerchantDiscounts, func(m pricing.MerchantDiscount) bool { return m.Amount != nil })
		if s.coupon != nil && (s.coupon.LimitedToOneItem || s.coupon.MoneyOffAmount != nil && !s.coupon.Scoped()) {
			s.coupon = nil
		}
		first := calculate(t, &s)
		slices.Reverse(s.in.Lines)
		second := calculate(t, &s)
		if diff := cmp.Diff(encode(t, first.PriceSummary), encode(t, second.PriceSummary)); diff != "" {
			t.Errorf("reversed lines differ (-first +second):\n%s", diff)
		}
		for i := range first.CalculatedLineItems {
			l := &first.CalculatedLineItems[i]
			if diff := cmp.Diff(encode(t, l), encode(t, second.Line(l.LineItemID))); diff != "" {
				t.Errorf("line %s differs (-first +second):\n%s", l.LineItemID, diff)
			}
		}
	})
}

// Totals are a snapshot: what happens afterwards to the rules, the coupons and
// the input they were made from does not reach them, nor does it reach the
// calculator.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		c, err := s.compile()
		if err != nil {
			t.Fatal(err)
		}
		s.in.Explain = true
		totals, err := c.Calculate(context.Background(), s.in)
		if err != nil {
			t.Fatal(err)
		}
		want := encode(t, totals)
		for _, r := range s.rules {
			d := &r.Discounts.Values[0]
			*d = discount.Discount{SpecificItemsInfo: d.SpecificItemsInfo, Percentage: discount.MustPercentage("99")}
			d.SpecificItemsInfo.Scopes = []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}
			r.Trigger, r.Name = nil, "changed"
		}
		if s.coupon != nil {
			s.coupon.PercentOffRate = discount.MustPercentage("99")
		}
		again, err := c.Calculate(context.Background(), s.in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, encode(t, again)); diff != "" {
			t.Errorf("changing rules after they were compiled changes totals:\n%s", diff)
		}
		clone := totals.Clone()
		for i := range s.in.Lines {
			s.in.Lines[i] = pricing.Line{ID: fmt.Sprint("changed ", i)}
		}
		for i := range s.in.MerchantDiscounts {
			s.in.MerchantDiscounts[i].LineItemIDs = []string{"changed"}
		}
		if diff := cmp.Diff(want, encode(t, totals)); diff != "" {
			t.Errorf("changing the input changes totals:\n%s", diff)
		}
		if diff := cmp.Diff(want, encode(t, clone)); diff != "" {
			t.Errorf("Clone() differs:\n%s", diff)
		}
	})
}

// An explanation has a step for each line's figures, and its amounts are those
// of the totals.
func TestExplanationMatches(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		s.in.Explain = true
		totals := calculate(t, &s)
		e := totals.Explanation
		same := func(figure string, p money.MultiCurrencyPrice) {
			step := e.Step(figure)
			if step == nil {
				t.Errorf("no step for %s", figure)
				return
			}
			if !step.Amount.Equal(p.Amount) {
				t.Errorf("%s = %s, want %s", figure, step.Amount, p.Amount)
			}
		}
		for i := range totals.CalculatedLineItems {
			l := &totals.CalculatedLineItems[i]
			at := "lineItems[" + l.LineItemID + "]."
			same(at+"lineItemPrice", l.PricesBreakdown.LineItemPrice)
			same(at+"totalPriceBeforeTax", l.PricesBreakdown.TotalPriceBeforeTax)
			same(at+"totalPriceAfterTax", l.PricesBreakdown.TotalPriceAfterTax)
		}
		for i := range totals.AppliedDiscounts {
			same(fmt.Sprintf("appliedDiscounts[%d].amount", i), totals.AppliedDiscounts[i].Amount())
		}
		same("priceSummary.subtotal", totals.PriceSummary.Subtotal)
		same("priceSummary.discount", totals.PriceSummary.Discount)
		same("priceSummary.tax", totals.PriceSummary.Tax)
		same("priceSummary.total", totals.PriceSummary.Total)
		if applied := len(totals.AppliedDiscounts); len(e.Skipped)+applied < len(s.rules) {
			t.Errorf("%d of %d rules skipped and %d discounts applied, want each rule among them", len(e.Skipped), len(s.rules), applied)
		}
	})
}
