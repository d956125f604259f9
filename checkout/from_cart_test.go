// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
)

// fill adds to the current cart and makes a checkout of it.
func fill(ctx context.Context, t testing.TB, s *ecomtest.Shop, r cart.CreateCheckoutRequest, lines ...cart.LineItem) *checkout.Checkout {
	t.Helper()
	if len(lines) > 0 {
		if _, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: lines}); err != nil {
			t.Fatal(err)
		}
	}
	r.ChannelType = cart.ChannelWeb
	k, err := s.CurrentCart.CreateCheckoutFromCurrentCart(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Checkouts.GetCheckout(ctx, checkout.ID(k.CheckoutID))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func changeCart(ctx context.Context, t testing.TB, s *ecomtest.Shop, r cart.UpdateCartRequest) {
	t.Helper()
	if _, err := s.CurrentCart.UpdateCurrentCart(ctx, r); err != nil {
		t.Fatal(err)
	}
}

func TestCheckoutFromCart(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Member(t.Context(), 1)
	home, work := ecomtest.Home(), ecomtest.Home()
	work.Address.City = "Albany"
	if _, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 2)}}); err != nil {
		t.Fatal(err)
	}
	var u cart.UpdateCartRequest
	u.CouponCode = "SAVE10"
	u.CartInfo.BuyerNote, u.CartInfo.ContactInfo = patch.Set("from the cart"), patch.Set(home)
	u.CartInfo.OverrideCheckoutURL = patch.Set("https://example.com/cart")
	u.CartInfo.BuyerInfo.Email = patch.Set("cart@example.com")
	u.CartInfo.SelectedShippingOption = patch.Set(pricing.SelectedShippingOption{Code: "standard"})
	changeCart(ctx, t, s, u)
	c := fill(ctx, t, s, cart.CreateCheckoutRequest{BillingAddress: work.Address})
	if c.BuyerNote != "from the cart" || c.BuyerInfo.Email != "cart@example.com" || c.BuyerInfo.MemberID != actor.From(ctx).ID ||
		c.ShippingInfo.ShippingDestination.Address.City != "New York" || c.BillingInfo.Address.City != "Albany" ||
		c.BillingInfo.ContactDetails.FirstName != "Ann" || c.ShippingInfo.SelectedCarrierServiceOption.Code != "standard" {
		t.Errorf("the checkout is not what the cart says: %s", encode(t, c))
	}
	if got, want := figures(c.PriceSummary), "50.00+5.00+0.00-5.00+0.00=50.00"; got != want {
		t.Errorf("priceSummary = %s, want %s", got, want)
	}
	k, err := s.CurrentCart.GetCurrentCart(ctx)
	if err != nil || k.CheckoutID != string(c.ID) || c.CartID != k.ID || c.PurchaseFlowID != k.PurchaseFlowID {
		t.Errorf("cart %s and checkout %s do not know each other: %v", k.ID, c.ID, err)
	}
	if got, err := s.Checkouts.GetCheckoutByCartID(ctx, k.ID); err != nil || got.ID != c.ID {
		t.Errorf("GetCheckoutByCartID = %v, %v, want %s", got, err, c.ID)
	}
	_, err = s.Checkouts.GetCheckoutByCartID(ecomtest.Member(t.Context(), 2), k.ID)
	wantFault(t, "GetCheckoutByCartID of another's", err, fault.NotFound, "")
	_, err = s.Checkouts.GetCheckoutByCartID(ctx, "none")
	wantFault(t, "GetCheckoutByCartID(none)", err, fault.NotFound, "")
	if o := place(ctx, t, s, c.ID, nil); o.BuyerInfo.MemberID != actor.From(ctx).ID {
		t.Errorf("the order's buyer is %+v", o.BuyerInfo)
	}
}

// A checkout made from the same cart again has what the buyer filled in, the
// cart's goods, and what the cart has changed since.
func TestRefreshedCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	first := fill(ctx, t, s, cart.CreateCheckoutRequest{}, s.Line("mug", 1))
	filled := note("filled in")
	filled.CouponCode, filled.OverrideCheckoutURL = "SAVE10", "https://example.com/filled"
	filled.Checkout.BuyerInfo.Email = patch.Set("ann@example.com")
	filled.Checkout.BillingInfo = patch.Set(ecomtest.Home())
	filled.Checkout.ShippingInfo.ShippingDestination = patch.Set(ecomtest.Home())
	filled.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "standard"})
	before := update(ctx, t, s, first.ID, filled)

	if again := fill(ctx, t, s, cart.CreateCheckoutRequest{}); again.ID != first.ID {
		t.Fatalf("another checkout %s of the same cart", again.ID)
	} else if diff := differences(t, before, again); diff != "" {
		t.Errorf("refreshing a checkout of an unchanged cart changed it:\n%s", diff)
	}
	more := fill(ctx, t, s, cart.CreateCheckoutRequest{}, s.Line("plate", 2))
	if got, want := brief(more), "mug×1 plate×2"; got != want || more.ID != first.ID {
		t.Errorf("refreshed %s has %s, want %s", more.ID, got, want)
	}
	if more.BuyerNote != "filled in" || len(more.AppliedDiscounts) != 1 || more.BuyerInfo.Email != "ann@example.com" ||
		more.BillingInfo == nil || more.ShippingInfo.SelectedCarrierServiceOption == nil {
		t.Errorf("what was filled in is gone: %s", encode(t, more))
	}

	// What the cart changes wins; what the request says wins over both.
	var u cart.UpdateCartRequest
	u.CouponCode = "MINE"
	u.CartInfo.BuyerNote = patch.Set("from the cart")
	changeCart(ctx, t, s, u)
	albany := contact.Address{Country: "US", Subdivision: "US-NY", City: "Albany", AddressLine: "1 Road"}
	c := fill(ctx, t, s, cart.CreateCheckoutRequest{ShippingAddress: &albany, Email: "new@example.com"})
	if c.BuyerNote != "from the cart" || c.AppliedDiscounts[0].Coupon.Code != "MINE" || c.BuyerInfo.Email != "new@example.com" ||
		c.ShippingInfo.ShippingDestination.Address.City != "Albany" || c.ShippingInfo.ShippingDestination.ContactDetails.FirstName != "Ann" ||
		c.BillingInfo.Address.City != "New York" {
		t.Errorf("after the cart changed: %s", encode(t, c))
	}
	// Taken away from the cart, it is taken away from the checkout.
	if _, err := s.CurrentCart.RemoveCouponFromCurrentCart(ctx); err != nil {
		t.Fatal(err)
	}
	if c = fill(ctx, t, s, cart.CreateCheckoutRequest{}); len(c.AppliedDiscounts) != 0 || c.BuyerNote != "from the cart" {
		t.Errorf("after the cart's coupon went: %s", encode(t, c.AppliedDiscounts))
	}
}

// Once a checkout is over, the cart's next one is another.
func TestNextCheckoutOfCart(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	mug := s.Line("mug", 1)

	t.Run("completed", func(t *testing.T) {
		c := ready(ctx, t, s, mug)
		id := c.CartID
		if err := s.Checkouts.MarkCheckoutAsCompleted(t.Context(), c.ID); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(time.Minute)
		k, err := s.Carts.CreateCheckout(ctx, id, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
		if err != nil || k.CheckoutID == string(c.ID) {
			t.Fatalf("CreateCheckout = %v, %v, want another checkout", k, err)
		}
		if latest, err := s.Checkouts.GetCheckoutByCartID(ctx, id); err != nil || string(latest.ID) != k.CheckoutID {
			t.Errorf("GetCheckoutByCartID = %v, %v, want the latest", latest, err)
		}
	})
	t.Run("canceled", func(t *testing.T) {
		c := ready(ctx, t, s, mug)
		o := place(ctx, t, s, c.ID, nil)
		if _, err := s.Orders.CancelOrder(t.Context(), o.ID, nil); err != nil {
			t.Fatal(err)
		}
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder of a canceled order's checkout", err, fault.State, order.CodeCanceled)
		if got := fault.Data(err)["orderId"]; got != string(o.ID) {
			t.Errorf("orderId = %v, want %s", got, o.ID)
		}
		next := ready(ctx, t, s)
		if next.ID == c.ID || brief(next) != "mug×1" {
			t.Fatalf("next checkout is %s with %s, want another with the cart's mug", next.ID, brief(next))
		}
		if again := place(ctx, t, s, next.ID, nil); again.ID == o.ID {
			t.Error("the canceled order was returned")
		}
	})
}

// Carts and checkouts still have what their own order holds back.
func TestOwnReservation(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 8))
	update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	o := place(ctx, t, s, c.ID, nil)
	if n := stock(t, s, "mug"); n != 2 {
		t.Fatalf("stock = %d, want 2", n)
	}
	if got := update(ctx, t, s, c.ID, note("the order is waiting")); brief(got) != "mug×8" {
		t.Errorf("the checkout has %s, want the eight that its order holds", brief(got))
	}
	var u cart.UpdateCartRequest
	u.CartInfo.BuyerNote = patch.Set("so is the cart")
	changeCart(ctx, t, s, u)
	k, err := s.CurrentCart.GetCurrentCart(ctx)
	if err != nil || k.LineItems[0].Quantity != 8 {
		t.Errorf("the cart has %d, %v, want eight", k.LineItems[0].Quantity, err)
	}
	// Two more are there, a third is not.
	res, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 11}})
	if err != nil || brief(res.Checkout) != "mug×10" || len(res.Adjustments) != 1 {
		t.Fatalf("UpdateLineItemsQuantity(11) = %v, %v, want ten and an adjustment", res, err)
	}
	// The coupon can be taken off and on again: its one use is the order's.
	if _, err := s.Checkouts.RemoveCoupon(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	again := place(ctx, t, s, c.ID, nil)
	if again.ID != o.ID || again.LineItems[0].Quantity != 10 || again.Number != o.Number || stock(t, s, "mug") != 0 {
		t.Errorf("order %s has %d, stock %d; want the same order with ten, and none left", again.ID, again.LineItems[0].Quantity, stock(t, s, "mug"))
	}
	// Others see what is left.
	bob := ecomtest.Visitor(t.Context(), 2)
	_, err = s.Checkouts.CreateCheckout(bob, request(s.Line("mug", 1)))
	wantFault(t, "another buyer", err, fault.State, "FULL_OUT_OF_STOCK")
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	if n := stock(t, s, "mug"); n != 0 {
		t.Errorf("stock = %d, want 0", n)
	}
}

// A checkout by an admin from a visitor's cart is the visitor's.
func TestAdminMakesCheckoutOfVisitorsCart(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	res, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 1)}})
	if err != nil {
		t.Fatal(err)
	}
	user := actor.With(t.Context(), actor.User("u"))
	k, err := s.Carts.CreateCheckout(user, res.Cart.ID, cart.CreateCheckoutRequest{ChannelType: cart.ChannelPOS})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Checkouts.GetCheckout(ctx, checkout.ID(k.CheckoutID))
	if err != nil || c.BuyerInfo.VisitorID != actor.From(ctx).ID || c.CreatedBy.UserID != "u" || c.ChannelType != cart.ChannelPOS {
		t.Errorf("GetCheckout by the visitor = %s, %v", encode(t, c), err)
	}
}
