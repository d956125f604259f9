// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
)

// A visitor fills a cart, changes it, empties it and fills it again.
func TestStoryOfACurrentCart(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())

	_, err := s.current.GetCurrentCart(ctx)
	wantCode(t, "GetCurrentCart() of nobody", err, fault.NotFound, cart.CodeNoCurrentCart)
	_, err = s.current.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
	wantCode(t, "EstimateCurrentCartTotals() of nobody", err, fault.NotFound, cart.CodeNoCurrentCart)

	r, err := s.current.AddToCurrentCart(ctx, add(line("mug", 2), line("shirt", 1)))
	if err != nil {
		t.Fatalf("AddToCurrentCart() = %v", err)
	}
	c := r.Cart
	if got, want := brief(c), "mug×2 shirt×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if c.BuyerInfo.VisitorID != annID || c.Revision != "1" || c.Currency.Code() != "USD" || c.PurchaseFlowID == "" {
		t.Errorf("the cart is %+v, want Ann's, in USD, at revision 1, with a purchase flow", c)
	}
	l := c.LineItems[0]
	if l.ID != "00000000-0000-0000-0000-000000000001" || l.ProductName.Original != "Mug" || l.PhysicalProperties.SKU != "M1" {
		t.Errorf("the line is %+v, want the mug as the catalog has it, as line 1", l)
	}
	if l.Price.FormattedAmount() != "$25.00" || l.LineItemPrice.Amount.String() != "50.00" || l.FullPrice.Amount.String() != "30.00" {
		t.Errorf("the line costs %v, %v, full price %v, want $25.00, 50.00, 30.00", l.Price.FormattedAmount(), l.LineItemPrice.Amount, l.FullPrice.Amount)
	}
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_created"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}

	// The same item again joins its line.
	if r, err = s.current.AddToCurrentCart(ctx, add(line("mug", 1), line("book", 1))); err != nil {
		t.Fatalf("AddToCurrentCart() = %v", err)
	}
	if got, want := brief(r.Cart), "mug×3 shirt×1 book×1"; got != want || r.Cart.ID != c.ID || r.Cart.Revision != "2" {
		t.Errorf("the cart %s holds %s at revision %s, want cart %s with %s at 2", r.Cart.ID, got, r.Cart.Revision, c.ID, want)
	}

	qs := []cart.LineItemQuantityUpdate{{ID: r.Cart.LineItems[1].ID, Quantity: 4}}
	if r, err = s.current.UpdateCurrentCartLineItemQuantity(ctx, qs); err != nil {
		t.Fatalf("UpdateCurrentCartLineItemQuantity() = %v", err)
	}
	if got, want := brief(r.Cart), "mug×3 shirt×4 book×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}

	// Emptied, it is the same cart; ids of lines are not used again.
	ids := []string{r.Cart.LineItems[0].ID, r.Cart.LineItems[1].ID, r.Cart.LineItems[2].ID}
	if r, err = s.current.RemoveLineItemsFromCurrentCart(ctx, ids); err != nil {
		t.Fatalf("RemoveLineItemsFromCurrentCart() = %v", err)
	}
	if len(r.Cart.LineItems) != 0 {
		t.Errorf("the emptied cart holds %s", brief(r.Cart))
	}
	s.events.take()
	if r, err = s.current.AddToCurrentCart(ctx, add(line("shirt", 1))); err != nil {
		t.Fatalf("AddToCurrentCart() = %v", err)
	}
	if r.Cart.ID != c.ID || r.Cart.LineItems[0].ID != "00000000-0000-0000-0000-000000000004" {
		t.Errorf("the cart filled again is %s with line %s, want %s with line 4", r.Cart.ID, r.Cart.LineItems[0].ID, c.ID)
	}
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_updated"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}

	if err := s.current.DeleteCurrentCart(ctx); err != nil {
		t.Fatalf("DeleteCurrentCart() = %v", err)
	}
	_, err = s.current.GetCurrentCart(ctx)
	wantCode(t, "GetCurrentCart() of a deleted one", err, fault.NotFound, cart.CodeNoCurrentCart)
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_deleted"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}
}
