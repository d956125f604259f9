// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

// A platform fee raises the total where the buyer bears it; its shares by line
// add up either way.
func TestPlatformFee(t *testing.T) {
	t.Parallel()
	for charge, want := range map[pricing.PlatformCharge]struct{ total, fees string }{
		pricing.PassOn:   {"86.16", "2.66"},
		pricing.Absorbed: {"83.50", "0.00"},
	} {
		t.Run(string(charge), func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, func(c *ecom.Config) {
				c.PlatformFee = &pricing.PlatformFee{Name: "Marketplace", PercentageRate: plugin.MustParseRate("0.0339"), ChargeType: charge}
			})
			o, err := s.Order(ecomtest.Visitor(t.Context(), 1), s.Line("mug", 2), s.Line("plate", 1), s.Line("ebook", 4))
			if err != nil {
				t.Fatal(err)
			}
			if o.PriceSummary.Total.Amount.String() != want.total || o.PriceSummary.TotalAdditionalFees.Amount.String() != want.fees {
				t.Errorf("total %s with fees of %s, want %s with %s", o.PriceSummary.Total.Amount, o.PriceSummary.TotalAdditionalFees.Amount, want.total, want.fees)
			}
			f := o.PlatformFeeSummary
			sum := money.Zero(money.USD)
			for i := range f.Fees {
				if sum, err = sum.Add(f.Fees[i].Amount.Amount); err != nil {
					t.Fatal(err)
				}
				if f.Fees[i].LineItemID != o.LineItems[i].ID || f.Fees[i].PercentageRate.String() != "0.0339" {
					t.Errorf("fee %d is %+v", i, f.Fees[i])
				}
			}
			if len(f.Fees) != 3 || !sum.Equal(f.Total.Amount) || f.Total.Amount.String() != "2.66" {
				t.Errorf("%d fees of %s, in all %s", len(f.Fees), sum, f.Total.Amount)
			}
			borne := map[pricing.PlatformCharge]money.Price{pricing.PassOn: f.TotalPassOn, pricing.Absorbed: f.TotalAbsorbed}[charge]
			if !borne.Amount.Equal(f.Total.Amount) {
				t.Errorf("%s is %s of %s", charge, borne.Amount, f.Total.Amount)
			}
		})
	}
}
