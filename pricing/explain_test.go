// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestExplanations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		shop func(*pricing.Config)
		in   *pricing.Input
	}{
		{"rule_coupon_shipping_fees", nil, func() *pricing.Input {
			in := newYork(line("mug", 3, "25.00"), line("tea", 2, "7.35"))
			in.Lines[1].TaxGroupID = "food"
			in.CouponCode = "save10"
			return in
		}()},
		{"inclusive_per_rate", func(c *pricing.Config) {
			c.TaxIncluded, c.Policy = true, money.Policy{Mode: money.HalfEven, Point: money.PointRate}
		}, func() *pricing.Input {
			in := newYork(line("a", 1, "19.70"), line("b", 2, "19.70"))
			for i := range in.Lines {
				in.Lines[i].TaxRates = []plugin.Rate{200_000}
			}
			return in
		}()},
		{"compound_deposit_gift_card", func(c *pricing.Config) { c.Conversion = euros("0.92") }, func() *pricing.Input {
			in := newYork(line("sofa", 2, "499.99"), line("class", 1, "80.00"))
			in.ShippingAddress = &contact.Address{Country: "CA", Subdivision: "QC"}
			in.SelectedShippingOption = nil
			in.Lines[0].PaymentOption, in.Lines[0].DepositAmount = item.DepositOnline, usd("100.00")
			in.Lines[1].PaymentOption = item.FullPaymentOffline
			in.MerchantDiscounts = []pricing.MerchantDiscount{{Percentage: discount.MustPercentage("7.5"), LineItemIDs: []string{"sofa"}}}
			in.GiftCards = []pricing.GiftCardInput{{ID: "g", ObfuscatedCode: "****5678", Balance: usd("50.00")}}
			return in
		}()},
		{"order_once_unit_left", func(c *pricing.Config) { c.Policy = money.Policy{Point: money.PointOrder} }, func() *pricing.Input {
			in := newYork(line("a", 1, "0.05"), line("b", 1, "0.05"), line("mug", 7, "3.33"))
			in.CouponCode = "OVER"
			in.MerchantDiscounts = []pricing.MerchantDiscount{{Percentage: discount.MustPercentage("10")}}
			return in
		}()},
		{"per_unit", func(c *pricing.Config) { c.Policy = money.Policy{Point: money.PointUnit} }, func() *pricing.Input {
			in := newYork(line("mug", 3, "3.33"))
			in.CouponCode = "CHEAPEST"
			in.SelectedShippingOption.Code = "drone"
			return in
		}()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := shop(t)
			if tt.shop != nil {
				c = shop(t, tt.shop)
			}
			tt.in.Explain = true
			totals, err := c.Calculate(t.Context(), tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if err := pricing.Check(totals); err != nil {
				t.Errorf("Check() = %v", err)
			}
			checkTrace(t, totals)
			golden(t, tt.name+".txt", totals.Explanation.Table())
		})
	}
}

// golden compares a text with a file in testdata, or rewrites that.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "explain", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}
