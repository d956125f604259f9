// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

// FuzzParse reads shop files. A shop that is read can be used: a cart of it
// prices to totals that add up, or to an error that says why not.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"testdata/full.json", filepath.Join("..", "cmd", "ecom", "testdata", "shop.json")} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range []string{
		`{"currency": "USD", "discountRules": [null, {"trigger": {}}], "coupons": [null]}`,
		`{}`, `null`, `[]`, `{"currency": "JPY"}`, `{"currency": "CLF", "conversion": {"currency": "USD", "rate": "0.000000000000000001"}}`,
		`{"currency": "USD", "catalog": {"items": [{"id": "mug", "name": "Mug", "price": "1000000000000000"}]}}`,
		`{"currency": "USD", "rounding": {"mode": "UP", "point": "ORDER"}, "discountRules": [{"name": "r", "discounts": {"values": [{"fixedAmount": "0.005", "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}}]}`,
		`{"currency": "USD", "tax": {"regions": [{"country": "US", "rates": [{"rate": "1.1"}]}]}, "fees": [{"name": "f", "percentage": 101}], "unpaidOrderExpiry": "-1h"}`,
	} {
		f.Add([]byte(text))
	}
	at := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		shop, err := shopfile.Parse(data)
		if err != nil {
			return
		}
		price := money.Minor(999, shop.Currency)
		r := pricing.Request{LineItems: []pricing.RequestLine{{ID: "a", Quantity: 3, Price: &price}}, Explain: true}
		for i, p := range shop.Products.List() {
			if i < 5 {
				ref := shop.Products.Reference(p.ID)
				r.LineItems = append(r.LineItems, pricing.RequestLine{ID: "b" + p.ID, Quantity: i + 1, CatalogReference: &ref})
			}
		}
		if len(shop.Coupons) > 0 {
			r.CouponCode = shop.Coupons[0].Code
		}
		totals, err := shop.CalculateTotals(t.Context(), r, at)
		if err != nil {
			if class := fault.ClassOf(err); class != fault.Invalid && class != fault.Limit {
				t.Errorf("CalculateTotals() = %v, want an Invalid or Limit error", err)
			}
			return
		}
		if err := pricing.Check(totals); err != nil {
			t.Errorf("Check() = %v", err)
		}
		if err := totals.Explanation.Replay(); err != nil {
			t.Errorf("Replay() = %v", err)
		}
	})
}
