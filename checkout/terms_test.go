// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/tax"
)

// A shop that is opened anew by other terms prices what was left open by
// these, and says so.
func TestTermsOfAReopenedShop(t *testing.T) {
	t.Parallel()
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "US", Rates: []tax.RegionRate{{Name: "tax", Rate: "0.1"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	included, policy := true, money.Policy{Mode: money.Down}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Tax, c.TaxIncludedInPrices, c.Rounding = taxes, included, policy })
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	if !c.TaxIncludedInPrice || c.PriceSummary.Tax.Amount.String() != "2.27" {
		t.Fatalf("tax of the first checkout is %s, included: %t, want 2.27, included", c.PriceSummary.Tax.Amount, c.TaxIncludedInPrice)
	}

	included, policy = false, money.Policy{Mode: money.Up}
	s = s.Twin()
	kart, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("plate", 1)}})
	if err != nil || kart.Cart.TaxIncludedInPrices {
		t.Errorf("AddToCurrentCart() = %+v, %v, want a cart without tax in its prices", kart, err)
	}
	r, err := s.Checkouts.AddToCheckout(ctx, c.ID, []cart.LineItem{s.Line("plate", 1)}, nil)
	if err != nil || r.Checkout.TaxIncludedInPrice || r.Checkout.PriceSummary.Tax.Amount.String() != "3.35" {
		t.Fatalf("AddToCheckout() = %+v, %v, want 3.35 tax on top", r, err)
	}
	o := place(ctx, t, s, c.ID, nil)
	if o.TaxIncludedInPrices || o.PriceSummary.Tax.Amount.String() != "3.35" {
		t.Errorf("tax of the order is %s, included: %t, want 3.35 on top", o.PriceSummary.Tax.Amount, o.TaxIncludedInPrices)
	}
}
