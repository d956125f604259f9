// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

func TestNew(t *testing.T) {
	t.Parallel()
	_, err := pricing.New(pricing.Config{
		WeightUnit: "STONE", Policy: money.Policy{Mode: 99, Point: 99}, Conversion: &pricing.Conversion{Currency: money.EUR},
	})
	want := []string{
		"currency REQUIRED_FIELD", "weightUnit INVALID_ENUM_VALUE", "rounding.mode INVALID_ENUM_VALUE", "rounding.point INVALID_ENUM_VALUE",
		"conversion.rate DECIMAL_GT",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("New() differs (-want +got):\n%s", diff)
	}
}

// violations returns what an error names, as "field rule".
func violations(err error) []string {
	var list []string
	for _, v := range fault.Violations(err) {
		list = append(list, v.Field+" "+string(v.Rule))
	}
	return list
}

func TestMalformedInput(t *testing.T) {
	t.Parallel()
	minus := money.MustParse("-1", money.USD)
	in := newYork(line("a", -1, "1.00"), line("b", 1, "1.00"), line("b", 1, "1.00"), line("", 100_001, "1.00"))
	in.Lines[1].Price, in.Lines[1].FullPrice, in.Lines[1].PaymentOption = money.MustParse("1.234", 0), money.MustParse("1", money.EUR), "BARTER"
	in.Lines[2].Price = minus
	want := []string{
		"lineItems[0].quantity MIN", "lineItems[1].price DECIMAL_MAX_SCALE", "lineItems[1].fullPrice VALIDATION", "lineItems[1].paymentOption INVALID_ENUM_VALUE",
		"lineItems[2].id VALIDATION", "lineItems[2].price DECIMAL_GTE", "lineItems[3].id MIN_LENGTH", "lineItems[3].quantity MAX",
	}
	_, err := shop(t).Calculate(t.Context(), in)
	if diff := cmp.Diff(want, violations(err)); diff != "" || fault.ClassOf(err) != fault.Invalid {
		t.Errorf("Calculate() = %v differs (-want +got):\n%s", err, diff)
	}
}

func TestMalformedDiscounts(t *testing.T) {
	t.Parallel()
	in := newYork(line("a", 1, "1.00"))
	five := usd("5.00")
	in.MerchantDiscounts = []pricing.MerchantDiscount{
		{}, {Amount: &five, Percentage: discount.MustPercentage("5")}, {Percentage: discount.MustPercentage("101")}, {Amount: &five, LineItemIDs: []string{"z"}},
	}
	want := []string{
		"merchantDiscounts[0] REQUIRED_ONE_OF_FIELD", "merchantDiscounts[1] REQUIRED_ONE_OF_FIELD", "merchantDiscounts[2].percentage DECIMAL_LTE",
		"merchantDiscounts[3].lineItemIds[0] VALIDATION",
	}
	_, err := shop(t).Calculate(t.Context(), in)
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Calculate() differs (-want +got):\n%s", diff)
	}
}

// Sums beyond all bounds are refused and name what they are of; nothing wraps
// around.
func TestBounds(t *testing.T) {
	t.Parallel()
	huge := "1000000000000000"
	tests := []struct {
		name string
		edit func(*pricing.Input)
		want string
	}{
		{"price", func(in *pricing.Input) { in.Lines[0].Price = usd("1000000000000000.01") }, "lineItems[0].price"},
		{"line", func(in *pricing.Input) { in.Lines[0].Price, in.Lines[0].Quantity = usd(huge), 100_000 }, "lineItems[0]"},
		{"cart", func(in *pricing.Input) { in.Lines[0].Price, in.Lines[1].Price = usd(huge), usd("0.01") }, "lineItems[1]"},
		{"tax", func(in *pricing.Input) {
			in.Lines[0].Price, in.Lines[1].Price, in.Lines[0].TaxRates = usd("999999999999999"), usd("0"), []plugin.Rate{1_000_000_000_000}
		}, "lineItems[0]"},
		{"total", func(in *pricing.Input) {
			in.Lines[0].Price, in.Lines[1].Price, in.Lines[0].TaxRates = usd(huge), usd("0"), []plugin.Rate{100_000}
		}, "priceSummary.total"},
		{"too fine rates", func(in *pricing.Input) {
			in.Lines[0].TaxRates = []plugin.Rate{1 << 62, 1 << 62}
		}, "lineItems[0].taxRates"},
	}
	for _, point := range []money.Point{money.PointLine, money.PointUnit, money.PointRate, money.PointOrder} {
		c, err := pricing.New(pricing.Config{Currency: money.USD, Policy: money.Policy{Point: point}})
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			t.Run(point.String()+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				in := &pricing.Input{CalculateTax: true, At: noon, Lines: []pricing.Line{{ID: "a", Quantity: 1, Price: usd("1")}, {ID: "b", Quantity: 1, Price: usd("1")}}}
				tt.edit(in)
				_, err := c.Calculate(t.Context(), in)
				if class := fault.ClassOf(err); class != fault.Limit && class != fault.Invalid {
					t.Fatalf("Calculate() = %v, want a Limit or Invalid error", err)
				}
				named := strings.Contains(err.Error(), tt.want) || tt.name == "tax" && strings.Contains(err.Error(), "tax")
				if !named {
					t.Errorf("Calculate() = %v, want it to name %s", err, tt.want)
				}
			})
		}
	}
	t.Run("conversion", func(t *testing.T) {
		t.Parallel()
		c, err := pricing.New(pricing.Config{Currency: money.USD, Conversion: euros("999999999999")})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Calculate(t.Context(), &pricing.Input{At: noon, Lines: []pricing.Line{{ID: "a", Quantity: 1, Price: usd(huge)}}})
		if !errors.Is(err, fault.Limit) {
			t.Errorf("Calculate() = %v, want a Limit error", err)
		}
	})
	t.Run("the greatest sums pass", func(t *testing.T) {
		t.Parallel()
		c, err := pricing.New(pricing.Config{Currency: money.USD})
		if err != nil {
			t.Fatal(err)
		}
		in := &pricing.Input{CalculateTax: true, At: noon, Lines: []pricing.Line{{ID: "a", Quantity: 1, Price: usd("800000000000000"), TaxRates: []plugin.Rate{190_000}}}}
		in.MerchantDiscounts = []pricing.MerchantDiscount{{Percentage: discount.MustPercentage("0.000000001")}}
		totals, err := c.Calculate(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := totals.PriceSummary.Total.Amount.String(); got != "951999999990480.00" {
			t.Errorf("total = %s, want 951999999990480.00", got)
		}
	})
}

func TestMembershipsAreReported(t *testing.T) {
	t.Parallel()
	in := newYork(line("class", 1, "80.00"))
	in.Lines[0].PaymentOption = item.Membership
	totals, err := shop(t).Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.CalculationErrors.MembershipError.Code(); got != pricing.CodeMembershipNotFound {
		t.Errorf("membership error %q, want %q", got, pricing.CodeMembershipNotFound)
	}
}
