// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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

// properties hold of every shop and cart.
var properties = []struct {
	name  string
	check func(*rapid.T, *sale, *pricing.Totals)
}{
	{"twin", checkTwin},
	{"sum of parts", checkSums},
	{"currencies", checkCurrencies},
	{"discounts", checkDiscounts},
	{"floor prices", checkFloors},
	{"exclusive rules", checkExclusive},
	{"net and gross", checkNetAndGross},
	{"pure", checkPure},
	{"gift cards", checkGiftCards},
	{"skipped", checkSkipped},
	{"trace", func(t *rapid.T, _ *sale, totals *pricing.Totals) { checkTrace(t, totals) }},
	{"order of lines", checkOrderOfLines},
	{"split lines", checkSplitLines},
}

// All properties hold of random shops and carts, whatever the currency and the
// policy. "make properties" draws 20,000 of them, "make soak" 100,000; one of
// which a property does not hold is shown as files for "ecom price".
func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		s.drawAnswers(t)
		defer s.reproduce(t)
		s.in.Explain = true
		totals := calculate(t, &s)
		for _, p := range properties {
			if p.check(t, &s, totals); t.Failed() {
				t.Fatalf("the property %q does not hold", p.name)
			}
		}
	})
}

// Whole numbers with 128-bit intermediates and plain decimals come to the same
// figures, whatever the policy.
func checkTwin(t *rapid.T, s *sale, totals *pricing.Totals) {
	applies := totals.CalculationErrors == nil || totals.CalculationErrors.CouponCalculationError == nil
	want, got := s.twin(applies).figures(), figuresOf(totals)
	if !maps.Equal(want, got) {
		t.Errorf("Calculate() under %v differs from plain decimals (-want +got):\n%s", s.cfg.Policy, cmp.Diff(want, got))
	}
}

// The parts of every figure add up to it, in both currencies.
func checkSums(t *rapid.T, _ *sale, totals *pricing.Totals) {
	if err := pricing.Check(totals); err != nil {
		t.Errorf("Check() = %v", err)
	}
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
			&totals.TaxSummary.TotalTax, &totals.TaxSummary.TaxableAmount, &totals.TotalAfterGiftCard, &totals.PayNowTotalAfterGiftCard,
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
func checkCurrencies(t *rapid.T, _ *sale, totals *pricing.Totals) {
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
}

// No set of discounts takes more off a line than it costs, nor off shipping.
func checkDiscounts(t *rapid.T, s *sale, totals *pricing.Totals) {
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
}

// Net and tax are gross, and who sees a price with its tax pays exactly that.
func checkNetAndGross(t *rapid.T, s *sale, totals *pricing.Totals) {
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
}

// The same input gives the same output, whatever was priced before; nothing of
// the input is changed.
func checkPure(t *rapid.T, s *sale, totals *pricing.Totals) {
	again := calculate(t, s) // another calculator, with other seeds and scratch
	if diff := cmp.Diff(encode(t, totals), encode(t, again)); diff != "" {
		t.Errorf("the second Calculate() differs (-first +second):\n%s", diff)
	}
	if totals.Policy != s.cfg.Policy {
		t.Errorf("Policy = %v, want %v", totals.Policy, s.cfg.Policy)
	}
}

// Pricing changes nothing of its input, and what was priced before does not
// matter.
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
	})
}

func encode(t *rapid.T, v any) string {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
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

// Every rule and every discount given by hand took something off, or did not
// apply for a reason that is told.
func checkSkipped(t *rapid.T, s *sale, totals *pricing.Totals) {
	given, told := map[pricing.SkippedKind]int{}, map[pricing.SkippedKind]int{}
	given[pricing.SkippedRule], given[pricing.SkippedMerchantDiscount] = len(s.rules), len(s.in.MerchantDiscounts)
	if s.in.ShippingDiscount != nil {
		given[pricing.SkippedShippingDiscount] = 1
	}
	for i := range s.in.Lines {
		if s.in.Lines[i].Discount != nil {
			given[pricing.SkippedLineDiscount]++
		}
	}
	for _, k := range totals.Explanation.Skipped {
		told[k.Kind]++
		if _, ok := given[k.Kind]; k.Reason == "" || ok && k.Name == "" && k.ID == "" {
			t.Errorf("%+v says not what did not apply, or not why", k)
		}
	}
	if told[pricing.SkippedLineDiscount] < given[pricing.SkippedLineDiscount] { // those that apply are one discount
		told[pricing.SkippedMerchantDiscount]--
	}
	told[pricing.SkippedLineDiscount] = given[pricing.SkippedLineDiscount]
	for _, a := range totals.AppliedDiscounts {
		switch {
		case a.DiscountRule != nil:
			told[pricing.SkippedRule]++
		case a.MerchantDiscount != nil && a.DiscountType == pricing.DiscountTargetShipping:
			told[pricing.SkippedShippingDiscount]++
		case a.MerchantDiscount != nil:
			told[pricing.SkippedMerchantDiscount]++
		}
	}
	for kind, n := range given {
		if told[kind] != n {
			t.Errorf("%d of %d times a %s applies or is told of", told[kind], n, kind)
		}
	}
}

// Gift cards draw no more than they hold, than was asked for, and than there is
// to pay.
func checkGiftCards(t *rapid.T, s *sale, totals *pricing.Totals) {
	var drawn int64
	for i := range totals.GiftCards {
		amount := minor(t, totals.GiftCards[i].Amount)
		balance, _ := s.in.GiftCards[i].Balance.Minor()
		if amount > balance {
			t.Errorf("gift card %d of %d draws %d", i, balance, amount)
		}
		if asked := s.in.GiftCards[i].RequestedAmount; asked != nil {
			if m, _ := asked.Minor(); amount > m {
				t.Errorf("gift card %d draws %d, %d were asked for", i, amount, m)
			}
		}
		drawn += amount
	}
	if left := minor(t, totals.TotalAfterGiftCard); drawn+left != minor(t, totals.PriceSummary.Total) {
		t.Errorf("%d drawn and %d left of %s", drawn, left, totals.PriceSummary.Total.Amount)
	}
}
