// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// What was given and takes nothing off is told of, with the reason.
func TestTookNothing(t *testing.T) {
	t.Parallel()
	percent := func(p string, lines ...string) pricing.MerchantDiscount {
		return pricing.MerchantDiscount{Percentage: discount.MustPercentage(p), LineItemIDs: lines}
	}
	amount := func(a string, lines ...string) pricing.MerchantDiscount {
		return pricing.MerchantDiscount{Amount: new(usd(a)), LineItemIDs: lines}
	}
	off := func(a string) *pricing.ShippingDiscount { return &pricing.ShippingDiscount{Amount: new(usd(a))} }
	floor := percentRule("f", "floor", "50", scopeOf("mug"))
	floor.Extension = &discount.Extension{FloorPrices: map[string]discount.Value{"mug": *discount.MustValue("5.00")}}
	dearer := percentRule("d", "dearer", "50", scopeOf("mug"))
	dearer.Discounts.Values[0] = discount.Discount{FixedPrice: discount.MustValue("30"), SpecificItemsInfo: dearer.Discounts.Values[0].SpecificItemsInfo}
	const nothing = "what it takes off comes to 0.00"
	for _, tt := range []struct {
		name  string
		price string // of the mug; "": there is no line
		rules []*discount.Rule
		in    pricing.Input
		want  []string
	}{
		{"something is taken", "10.00", nil, pricing.Input{MerchantDiscounts: []pricing.MerchantDiscount{percent("10"), amount("1.00")}}, nil},
		{"too little for a cent", "0.04", nil, pricing.Input{MerchantDiscounts: []pricing.MerchantDiscount{percent("10")}}, []string{"merchant discount 1: 10 %: " + nothing}},
		{"an amount of nothing", "10.00", nil, pricing.Input{MerchantDiscounts: []pricing.MerchantDiscount{percent("10"), amount("0.00")}}, []string{"merchant discount 2: 0.00: " + nothing}},
		{
			"all is taken already", "10.00", nil,
			pricing.Input{MerchantDiscounts: []pricing.MerchantDiscount{amount("20.00"), percent("10", "mug")}},
			[]string{"merchant discount 2: 10 %: nothing is left of the lines that it is for"},
		},
		{
			"the floor is reached", "10.00",
			[]*discount.Rule{floor},
			pricing.Input{MerchantDiscounts: []pricing.MerchantDiscount{amount("2.00"), percent("10")}},
			[]string{
				"merchant discount 1: 2.00: the lines that it is for cost no more than their floor prices",
				"merchant discount 2: 10 %: the lines that it is for cost no more than their floor prices",
			},
		},
		{"an empty cart", "", nil, pricing.Input{MerchantDiscounts: []pricing.MerchantDiscount{percent("10")}}, []string{"merchant discount 1: 10 %: there are no lines that it is for"}},
		{"a rule whose price is higher", "10.00", []*discount.Rule{dearer}, pricing.Input{}, []string{"rule dearer: it takes nothing off what is left of the lines in its scope"}},
		{"shipping that is not chosen", "10.00", nil, pricing.Input{ShippingDiscount: off("1.00")}, []string{"shipping discount 1.00: no shipping option is chosen"}},
		{"shipping for free", "10.00", nil, pricing.Input{ShippingPrice: new(usd("0.00")), ShippingDiscount: off("1.00")}, []string{"shipping discount 1.00: shipping costs nothing"}},
		{
			"too little of shipping", "10.00", nil,
			pricing.Input{ShippingPrice: new(usd("0.04")), ShippingDiscount: &pricing.ShippingDiscount{Percentage: discount.MustPercentage("10")}},
			[]string{"shipping discount 10 %: " + nothing},
		},
		{
			"shipping that a coupon makes free", "10.00", nil,
			pricing.Input{CouponCode: "SHIPFREE", ShippingPrice: new(usd("5.00")), ShippingDiscount: off("1.00")},
			[]string{"shipping discount 1.00: nothing is left of the price of shipping"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			coupons, err := discount.CompileCoupons([]*discount.Coupon{{Code: "SHIPFREE", FreeShipping: true}}, money.USD)
			if err != nil {
				t.Fatal(err)
			}
			c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: compileRules(t, money.USD, tt.rules...), Coupons: coupons})
			if err != nil {
				t.Fatal(err)
			}
			in := tt.in
			in.At, in.Explain = noon, true
			if tt.price != "" {
				in.Lines = []pricing.Line{line("mug", 1, tt.price)}
			}
			totals, err := c.Calculate(t.Context(), &in)
			if err != nil {
				t.Fatal(err)
			}
			checkTrace(t, totals)
			var got []string
			for _, s := range totals.Explanation.Skipped {
				got = append(got, fmt.Sprintf("%s %s: %s", s.Kind, s.Name, s.Reason))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("told of (-want +got):\n%s", diff)
			}
			for _, k := range tt.want {
				if text := k[strings.LastIndex(k, ": ")+2:]; !strings.Contains(totals.Explanation.Table(), text) {
					t.Errorf("the table does not say %q:\n%s", text, totals.Explanation.Table())
				}
			}
		})
	}
}

// A line whose own discount takes nothing off is told of, too.
func TestLineDiscountTookNothing(t *testing.T) {
	t.Parallel()
	c, err := pricing.New(pricing.Config{Currency: money.USD})
	if err != nil {
		t.Fatal(err)
	}
	in := &pricing.Input{Lines: []pricing.Line{line("mug", 1, "0.00"), line("tea", 1, "2.00")}, At: noon, Explain: true}
	for i := range in.Lines {
		in.Lines[i].Discount = new(usd("1.00"))
	}
	totals, err := c.Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := []pricing.Skipped{{Kind: pricing.SkippedLineDiscount, ID: "mug", Reason: "nothing is left of the lines that it is for"}}
	if diff := cmp.Diff(want, totals.Explanation.Skipped); diff != "" {
		t.Errorf("told of (-want +got):\n%s", diff)
	}
}
