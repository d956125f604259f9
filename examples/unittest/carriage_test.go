// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package unittest_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom"
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

// 3. The rule in a shop: what a purchase costs with it.
func TestPurchase(t *testing.T) {
	t.Parallel()
	shop := ecomtest.NewShop(t, func(c *ecom.Config) { c.Fees = []fee.Provider{carriage} })
	if err := shop.Products.Put(catalog.Product{ID: "anvil", Name: "Anvil", Price: "210.00", Weight: "55"}); err != nil {
		t.Fatal(err)
	}
	o, err := shop.Buy(ecomtest.Visitor(t.Context(), 1), shop.Line("anvil", 2), shop.Line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	// 2 × 210.00 + 25.00, shipping 5.00, carriage 2 × 15.00.
	if got := o.PriceSummary.Total.FormattedAmount(); got != "$480.00" {
		t.Errorf("two anvils and a mug cost %s, want $480.00", got)
	}
}
