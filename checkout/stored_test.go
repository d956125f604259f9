// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/memstore"
)

// What is kept as bytes is what was kept: figures, locale, the buyer's currency
// and what only the service knows.
func TestStoredAsBytes(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, both(coupons, func(c *ecom.Config) {
		c.Store = ecomtest.Encoded(memstore.New(memstore.Config{}))
		c.Locale = "de-DE"
		c.Conversion = &ecom.Conversion{Currency: money.JPY, Rate: decimal.RequireFromString("151.5")}
	}))
	ctx := ecomtest.Visitor(t.Context(), 1)
	id := ready(ctx, t, s, s.Line("mug", 2)).ID
	filled := note("filled in")
	filled.CouponCode = "SAVE10"
	c := update(ctx, t, s, id, filled)
	got, err := s.Checkouts.GetCheckout(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(t, c, got); diff != "" {
		t.Errorf("what was read differs from what was written:\n%s", diff)
	}
	total := got.PriceSummary.Total
	if a, b := total.FormattedAmount(), total.FormattedConvertedAmount(); a != "50,00\u00a0$" || b != "7.575\u00a0¥" {
		t.Errorf("total is %q, %q, want 50,00 $ and 7.575 ¥", a, b)
	}

	// Without a change there is none, from bytes too.
	n := len(s.Recorder.Of(string(id)))
	if again := fill(ctx, t, s, cart.CreateCheckoutRequest{}); again.ID != id || again.BuyerNote != "filled in" {
		t.Errorf("refreshed checkout is %s with note %q", again.ID, again.BuyerNote)
	}
	if _, err := s.Checkouts.RemoveGiftCard(ctx, id); err != nil {
		t.Fatal(err)
	}
	if now := len(s.Recorder.Of(string(id))); now != n {
		t.Errorf("%d events of changes that changed nothing", now-n)
	}

	// The order is held back for the checkout, and nothing is taken twice.
	o := place(ctx, t, s, id, nil)
	if again := place(ctx, t, s, id, nil); again.ID != o.ID {
		t.Errorf("another order %s", again.ID)
	}
	if _, err := s.Checkouts.UpdateLineItemsQuantity(ctx, id, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 10}}); err != nil {
		t.Fatal(err)
	}
	o = place(t.Context(), t, s, id, &checkout.CreateOrderOptions{PayOffline: true}) // by staff
	if o.LineItems[0].Quantity != 10 || o.Status != order.StatusApproved || stock(t, s, "mug") != 0 {
		t.Errorf("order of %d mugs is %s, %d are left", o.LineItems[0].Quantity, o.Status, stock(t, s, "mug"))
	}
}
