// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// benchShop has a cart of Ann's with a number of lines.
func benchShop(b *testing.B, lines int) (*shop, *cart.Cart) {
	b.Helper()
	var items []catalog.Product
	var req cart.CreateCartRequest
	for i := range lines {
		id := fmt.Sprintf("item%d", i)
		items = append(items, catalog.Product{ID: id, Name: "Item", Price: "9.99", SKU: "S", Weight: "0.5"})
		req.LineItems = append(req.LineItems, line(id, 1))
	}
	s := newShop(b, options{items: items, direct: true})
	r, err := s.CreateCart(ann(b.Context()), req)
	if err != nil {
		b.Fatal(err)
	}
	return s, r.Cart
}

func BenchmarkUpdateLineItemsQuantity(b *testing.B) {
	for _, lines := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			s, c := benchShop(b, lines)
			ctx := ann(b.Context())
			one := []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID}}
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n++
				one[0].Quantity = n%1000 + 1
				if _, err := s.UpdateLineItemsQuantity(ctx, c.ID, one); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEstimateTotals(b *testing.B) {
	for _, lines := range []int{10, 100} {
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			s, c := benchShop(b, lines)
			ctx := ann(b.Context())
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.EstimateTotals(ctx, c.ID, cart.EstimateTotalsRequest{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkClone(b *testing.B) {
	_, c := benchShop(b, 10)
	b.ReportAllocs()
	for b.Loop() {
		_ = c.Clone()
	}
}
