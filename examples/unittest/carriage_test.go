// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package unittest_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/examples/unittest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

// carriage charges 15.00 for each unit of more than 20.
var carriage = unittest.Carriage{Over: decimal.NewFromInt(20), PerUnit: money.MustParse("15.00", money.USD)}

func line(id, weight string, quantity int) fee.LineItem {
	return fee.LineItem{ID: id, Quantity: quantity, PhysicalProperties: &item.PhysicalProperties{Weight: decimal.RequireFromString(weight)}}
}

// 1. The rule alone.
func TestCarriage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []fee.LineItem
		want  string // "" for no fee
	}{
		{"nothing", nil, ""},
		{"light", []fee.LineItem{line("a", "19.9", 5)}, ""},
		{"exactly at the bound", []fee.LineItem{line("a", "20", 1)}, ""},
		{"heavy", []fee.LineItem{line("a", "20.1", 1)}, "15.00"},
		{"three heavy ones among others", []fee.LineItem{line("a", "35", 2), line("b", "1", 9), line("c", "21", 1)}, "45.00"},
		{"weightless", []fee.LineItem{{ID: "a", Quantity: 1}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resp, err := carriage.CalculateAdditionalFees(t.Context(), fee.Request{Currency: money.USD, LineItems: tt.lines})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, f := range resp.AdditionalFees {
				got += f.Price.String()
			}
			if got != tt.want {
				t.Errorf("CalculateAdditionalFees() charges %q, want %q", got, tt.want)
			}
		})
	}
}

// 2. The rule against its contract.
func TestContract(t *testing.T) {
	t.Parallel()
	plugintest.TestFees(t, carriage,
		fee.Request{Currency: money.USD},
		fee.Request{Currency: money.USD, LineItems: []fee.LineItem{line("a", "35", 2), line("b", "1", 1)}})
}

// 3. The rule in a shop: what a buyer is told before going to checkout.
func TestCarriageInAShop(t *testing.T) {
	t.Parallel()
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "anvil", Name: "Anvil", Price: "210.00", Weight: "55"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	clock := ecomtest.NewClock()
	shop, err := ecom.New(ecom.Config{
		Currency: money.USD, Catalog: products, Fees: []fee.Provider{carriage}, Now: clock.Now, NewID: ecomtest.IDs(),
	})
	if err != nil {
		t.Fatal(err)
	}
	buyer := actor.With(t.Context(), actor.Visitor("a0000000-0000-4000-8000-000000000001"))
	ref := products.Reference("anvil")
	if _, err := shop.CurrentCart.AddToCurrentCart(buyer, cart.AddToCartRequest{LineItems: []cart.LineItem{{CatalogReference: &ref, Quantity: 2}}}); err != nil {
		t.Fatal(err)
	}
	totals, err := shop.CurrentCart.EstimateCurrentCartTotals(buyer, cart.EstimateTotalsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.PriceSummary.Total.Amount.String(); got != "450.00" {
		t.Errorf("total = %s, want 2 × 210.00 and 2 × 15.00", got)
	}
}
