// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"
)

// notPriced is every published case that the command does not price alike, and
// why.
var notPriced = map[string]string{
	"medusa-totals-3": "the discount comes off the net of a price that includes tax; here it comes off the price as shown",
	"medusa-totals-6": "totals of fulfillments and returns are not part of a price",
}

type vector struct {
	ID                      string
	PricesIncludeTax        bool
	Items, Shipping         []vectorItem
	OrderDiscounts          []string
	ShippingDiscountPercent string
	Expected                map[string]any
}

type vectorItem struct {
	Qty                 int
	Price, TaxRate      string
	TaxIncluded         *bool
	Discount            string
	ItemDiscountPerUnit string
}

// Published cases, stated as requests and priced by the command.
func TestPublishedCases(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, suite := range []string{"totals_medusa", "tax_sylius"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "pricing", "testdata", "vectors", suite+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Cases []vector }
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		for _, v := range file.Cases {
			seen[v.ID] = true
			if notPriced[v.ID] != "" {
				continue
			}
			t.Run(v.ID, func(t *testing.T) {
				t.Parallel()
				v.price(t)
			})
		}
	}
	for id := range notPriced {
		if !seen[id] {
			t.Errorf("%s is listed as not priced, but there is no such case", id)
		}
	}
}

// price prices a case and compares what it expects.
func (v *vector) price(t *testing.T) {
	included := v.PricesIncludeTax
	request := map[string]any{}
	if len(v.Shipping) > 0 {
		s := v.Shipping[0]
		included = s.TaxIncluded != nil && *s.TaxIncluded
		request["shippingPrice"], request["shippingTaxRate"] = s.Price, fraction(t, s.TaxRate)
		switch {
		case s.Discount != "":
			request["shippingDiscount"] = map[string]any{"amount": s.Discount}
		case v.ShippingDiscountPercent != "":
			request["shippingDiscount"] = map[string]any{"percentage": json.Number(v.ShippingDiscountPercent)}
		}
	}
	var lines, discounts []any
	for i, item := range v.Items {
		line := map[string]any{"id": fmt.Sprint(i), "quantity": item.Qty, "price": item.Price, "taxRate": fraction(t, item.TaxRate)}
		if item.TaxIncluded != nil {
			line["taxIncluded"] = *item.TaxIncluded
		}
		if item.Discount != "" {
			line["discount"] = item.Discount
		}
		if item.ItemDiscountPerUnit != "" {
			line["discount"] = decimal.RequireFromString(item.ItemDiscountPerUnit).Mul(decimal.NewFromInt(int64(item.Qty))).String()
		}
		lines = append(lines, line)
	}
	for _, d := range v.OrderDiscounts {
		discounts = append(discounts, map[string]any{"amount": d})
	}
	request["lineItems"], request["merchantDiscounts"] = lines, discounts
	stdin, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "shop.json")
	if err := os.WriteFile(name, fmt.Appendf(nil, `{"currency": "USD", "taxIncludedInPrices": %v}`, included), 0o600); err != nil {
		t.Fatal(err)
	}
	got := ecom(string(stdin), "price", "--shop", name, "-")
	if got.status != exitOK {
		t.Fatalf("status %d: %s", got.status, got.stderr)
	}
	v.compare(t, got.stdout, included)
}

func (v *vector) compare(t *testing.T, stdout string, included bool) {
	type price struct{ Amount decimal.Decimal }
	var answer struct {
		PriceSummary        struct{ Total, Tax price }
		CalculatedLineItems []struct {
			PricesBreakdown struct {
				TotalPriceBeforeTax, TotalPriceAfterTax price
				TaxDetails                              *struct{ TotalTax price }
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatal(err)
	}
	figures := map[string]decimal.Decimal{"total": answer.PriceSummary.Total.Amount, "tax": answer.PriceSummary.Tax.Amount}
	switch {
	case v.Expected["taxAdded"] != nil && v.Expected["taxIncluded"] != nil: // one for the lines, one for shipping
	case included:
		figures["taxIncluded"] = answer.PriceSummary.Tax.Amount
	default:
		figures["taxAdded"] = answer.PriceSummary.Tax.Amount
	}
	compared := 0
	for name, got := range figures {
		text, ok := v.Expected[name].(string)
		if !ok {
			continue
		}
		compared++
		if want := decimal.RequireFromString(text).Round(2); !got.Equal(want) {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	if totals, ok := v.Expected["lineTotals"].([]any); ok {
		for i, text := range totals {
			want := decimal.RequireFromString(text.(string)).Round(2)
			if got := answer.CalculatedLineItems[i].PricesBreakdown.TotalPriceAfterTax.Amount; !got.Equal(want) {
				t.Errorf("line %d = %s, want %s", i, got, want)
			}
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// fraction returns a percentage as a fraction.
func fraction(t *testing.T, percent string) string {
	if percent == "" {
		return "0"
	}
	d, err := decimal.NewFromString(percent)
	if err != nil {
		t.Fatal(err)
	}
	return d.Shift(-2).String()
}
