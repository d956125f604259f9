// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// A visitor who is known as a member logs in: both carts become one.
func TestStoryOfALogin(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{coupons: `[{"code":"OLD","percentOffRate":10},{"code":"NEW","percentOffRate":20}]`})
	visitor, member := ann(t.Context()), bob(t.Context())

	if _, err := s.current.AddToCurrentCart(member, add(line("mug", 6), line("book", 1))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.current.UpdateCurrentCart(member, cart.UpdateCartRequest{CouponCode: "OLD"}); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Hour)
	if _, err := s.current.AddToCurrentCart(visitor, add(line("shirt", 2), line("mug", 6))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.current.UpdateCurrentCart(visitor, cart.UpdateCartRequest{
		CouponCode: "NEW",
		CartInfo: cart.CartUpdate{
			BuyerNote:   patch.Set("by the door"),
			ContactInfo: patch.Set(contact.AddressWithContact{Address: &contact.Address{Country: "US"}}),
		},
	}); err != nil {
		t.Fatal(err)
	}
	mine, err := s.current.GetCurrentCart(member)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := s.current.GetCurrentCart(visitor)
	if err != nil {
		t.Fatal(err)
	}
	s.events.take()

	r, err := s.current.MergeVisitorCart(member, annID)
	if err != nil {
		t.Fatalf("MergeVisitorCart() = %v", err)
	}
	c := r.Cart
	if got, want := brief(c), "mug×10 book×1 shirt×2"; got != want || c.ID != mine.ID || c.BuyerInfo.MemberID != bobID {
		t.Errorf("cart %s of %+v holds %s, want %s of the member's with %s", c.ID, c.BuyerInfo, got, mine.ID, want)
	}
	if c.CouponCode() != "NEW" || c.BuyerNote != "by the door" || c.ContactInfo.Address.Country != "US" {
		t.Errorf("the cart has coupon %s, note %q, contact %+v", c.CouponCode(), c.BuyerNote, c.ContactInfo)
	}
	if diff := cmp.Diff([]string{"QUANTITY_REDUCED mug: 10 of 12"}, adjusted(r)); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_deleted", "wix.ecom.v1.cart_updated"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}
	_, err = s.GetCart(t.Context(), theirs.ID)
	wantCode(t, "the visitor's cart", err, fault.NotFound, "")
	_, err = s.current.GetCurrentCart(visitor)
	wantCode(t, "the visitor's current cart", err, fault.NotFound, cart.CodeNoCurrentCart)

	// Again there is nothing left to do.
	again, err := s.current.MergeVisitorCart(member, annID)
	if err != nil || again.Cart.Revision != c.Revision || brief(again.Cart) != brief(c) || len(s.events.take()) != 0 {
		t.Errorf("MergeVisitorCart() again = %+v, %v, want no change", again, err)
	}
}

func TestMergeIntoNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	visitor, member := ann(t.Context()), bob(t.Context())

	_, err := s.current.MergeVisitorCart(member, annID)
	wantCode(t, "a merge of nothing into nothing", err, fault.NotFound, cart.CodeNoCurrentCart)
	was, err := s.current.AddToCurrentCart(visitor, add(line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []actor.Identity{{}, actor.Visitor(bobID), actor.User(bobID)} {
		_, err = s.current.MergeVisitorCart(actor.With(t.Context(), who), annID)
		wantCode(t, "a merge by "+who.String(), err, fault.Denied, "PERMISSION_DENIED")
	}
	_, err = s.current.MergeVisitorCart(member, "")
	if diff := cmp.Diff([]string{"visitorId REQUIRED_FIELD"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	s.events.take()
	r, err := s.current.MergeVisitorCart(member, annID)
	if err != nil {
		t.Fatalf("MergeVisitorCart() = %v", err)
	}
	if brief(r.Cart) != "mug×1" || r.Cart.BuyerInfo.MemberID != bobID || r.Cart.PurchaseFlowID != was.Cart.PurchaseFlowID || r.Cart.Revision != "1" {
		t.Errorf("the member's new cart is %+v, want the mug, in the visitor's purchase flow", r.Cart)
	}
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_deleted", "wix.ecom.v1.cart_created"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}
}

// The member's own coupon stays when it is the newer one.
func TestMergeKeepsTheNewerCoupon(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ visitor, member, want string }{
		{"", "", ""},
		{"A", "", "A"},
		{"", "B", "B"},
		{"A", "B", "B"}, // the member's is set later
	} {
		t.Run(c.visitor+"+"+c.member, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, options{coupons: `[{"code":"A","percentOffRate":10},{"code":"B","percentOffRate":20}]`})
			visitor, member := ann(t.Context()), bob(t.Context())
			if _, err := s.current.AddToCurrentCart(visitor, add(line("mug", 1))); err != nil {
				t.Fatal(err)
			}
			if _, err := s.current.UpdateCurrentCart(visitor, cart.UpdateCartRequest{CouponCode: c.visitor}); err != nil {
				t.Fatal(err)
			}
			s.clock.Advance(time.Minute)
			if _, err := s.current.AddToCurrentCart(member, add(line("mug", 1))); err != nil {
				t.Fatal(err)
			}
			if _, err := s.current.UpdateCurrentCart(member, cart.UpdateCartRequest{CouponCode: c.member}); err != nil {
				t.Fatal(err)
			}
			r, err := s.current.MergeVisitorCart(member, annID)
			if err != nil || r.Cart.CouponCode() != c.want {
				t.Errorf("the merged cart has coupon %q, %v, want %q", r.Cart.CouponCode(), err, c.want)
			}
		})
	}
}

// What does not fit into 300 lines is left out, and said.
func TestMergeOfFullCarts(t *testing.T) {
	t.Parallel()
	var items []catalog.Product
	for i := range 302 {
		items = append(items, catalog.Product{ID: fmt.Sprintf("item%d", i), Name: "Item", Price: "1.00"})
	}
	s := newShop(t, options{items: items})
	visitor, member := ann(t.Context()), bob(t.Context())
	for from := 0; from < 300; from += 100 {
		var lines []cart.LineItem
		for i := range 100 {
			lines = append(lines, line(fmt.Sprintf("item%d", from+i), 1))
		}
		if _, err := s.current.AddToCurrentCart(member, add(lines...)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.current.AddToCurrentCart(visitor, add(line("item300", 1), line("item0", 2), line("item301", 1))); err != nil {
		t.Fatal(err)
	}
	r, err := s.current.MergeVisitorCart(member, annID)
	if err != nil {
		t.Fatalf("MergeVisitorCart() = %v", err)
	}
	if len(r.Cart.LineItems) != 300 || r.Cart.LineItems[0].Quantity != 3 {
		t.Errorf("the cart has %d lines, %d units of the first", len(r.Cart.LineItems), r.Cart.LineItems[0].Quantity)
	}
	if diff := cmp.Diff([]string{"TOO_MANY_LINES item300: 0 of 1", "TOO_MANY_LINES item301: 0 of 1"}, adjusted(r)); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
}

// Overrides and custom items that an admin gave the visitor go along.
func TestMergeTakesWhatAdminsGave(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	visitor, member, admin := ann(t.Context()), bob(t.Context()), actor.With(t.Context(), actor.App(appID))
	r, err := s.current.AddToCurrentCart(visitor, add(line("shirt", 1)))
	if err != nil {
		t.Fatal(err)
	}
	cheap := line("mug", 2)
	cheap.CatalogOverrideFields = overriding("1.00")
	custom := cart.CustomLineItem{Quantity: 1, Price: usd("2.00"), ItemType: usualCustom().ItemType, ProductName: usualCustom().ProductName}
	if _, err := s.AddToCart(admin, r.Cart.ID, cart.AddToCartRequest{LineItems: []cart.LineItem{cheap}, CustomLineItems: []cart.CustomLineItem{custom}}); err != nil {
		t.Fatal(err)
	}
	if r, err = s.current.MergeVisitorCart(member, annID); err != nil {
		t.Fatalf("MergeVisitorCart() = %v", err)
	}
	if got, want := brief(r.Cart), "shirt×1 mug×2 Card×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if got := r.Cart.LineItems[1].LineItemPrice.Amount.String(); got != "2.00" {
		t.Errorf("the mugs cost %s, want 2.00", got)
	}
}
