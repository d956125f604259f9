// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/driver"
)

// play takes a shop through every kind of change and returns what each call
// returned.
func play(t *testing.T, s *shop) []any {
	t.Helper()
	var out []any
	note := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("step %d: %v", len(out), err)
		}
		out = append(out, v)
	}
	admin := actor.With(t.Context(), actor.User(bobID))
	visitor, member := ann(t.Context()), bob(t.Context())
	r, err := s.current.AddToCurrentCart(visitor, add(line("mug", 2), line("trip", 1)))
	note(r, err)
	cheap := line("mug", 1)
	cheap.CatalogOverrideFields = overriding("1.50")
	r, err = s.AddToCart(admin, r.Cart.ID, cart.AddToCartRequest{LineItems: []cart.LineItem{cheap}, CustomLineItems: []cart.CustomLineItem{usualCustom()}})
	note(r, err)
	r, err = s.current.UpdateCurrentCart(visitor, cart.UpdateCartRequest{CouponCode: "TEN", CartInfo: cart.CartUpdate{
		ContactInfo:            patch.Set(contact.AddressWithContact{Address: &contact.Address{Country: "US"}}),
		SelectedShippingOption: patch.Set(pricing.SelectedShippingOption{Code: "standard"}),
	}})
	note(r, err)
	totals, err := s.current.EstimateCurrentCartTotals(visitor, cart.EstimateTotalsRequest{})
	note(totals, err)
	made, err := s.current.CreateCheckoutFromCurrentCart(visitor, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	note(made, err)
	c, err := s.GetCartByCheckoutID(visitor, made.CheckoutID)
	note(c, err)
	s.clock.Advance(1234567 * time.Microsecond)
	r, err = s.current.MergeVisitorCart(member, annID)
	note(r, err)
	c, err = s.current.GetCurrentCart(member)
	note(c, err)
	return out
}

// Carts kept as bytes come back as they were, formatted texts included.
func TestStoredForm(t *testing.T) {
	t.Parallel()
	o := options{rules: kitchenRule, coupons: `[{"code":"TEN","percentOffRate":10}]`, conversion: "0.92"}
	values := newShop(t, o)
	o.driver = newBytesStore()
	bytes := newShop(t, o)
	want, got := play(t, values), play(t, bytes)
	for i := range want {
		if diff := cmp.Diff(encode(t, want[i]), encode(t, got[i])); diff != "" {
			t.Errorf("answer %d differs when carts are kept as bytes (-values +bytes):\n%s", i, diff)
		}
	}
	if diff := cmp.Diff(values.events.take(), bytes.events.take()); diff != "" {
		t.Errorf("events (-values +bytes):\n%s", diff)
	}
}

// What is stored has no formatted texts, and amounts are exact.
func TestStoredFormHasNoFormattedTexts(t *testing.T) {
	t.Parallel()
	d := newBytesStore()
	s := newShop(t, options{driver: d})
	c := fill(t, s)
	records, err := d.Get(t.Context(), driver.Ref{Site: "main", Kind: "cart", ID: string(c.ID)})
	if err != nil || len(records) != 1 {
		t.Fatalf("Get() = %v, %v", records, err)
	}
	doc := string(records[0].Doc.Bytes)
	if strings.Contains(doc, "formatted") || strings.Contains(doc, "$") || !strings.Contains(doc, `"amount":"25.00"`) {
		t.Errorf("the stored cart is %s", doc)
	}
	var stored struct {
		Format int
		Entity struct{ Internal struct{ Last int } }
	}
	if err := json.Unmarshal(records[0].Doc.Bytes, &stored); err != nil || stored.Format != 1 || stored.Entity.Internal.Last != 2 {
		t.Errorf("the stored cart is %+v, %v, want format 1 with the last line id given out", stored, err)
	}
}

func TestDeleteInactiveCarts(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	old, err := s.current.AddToCurrentCart(ann(t.Context()), add(line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(24 * time.Hour)
	if _, err = s.current.AddToCurrentCart(bob(t.Context()), add(line("mug", 1))); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(old.Cart.UpdatedDate.Add(cart.DefaultRetention))
	s.events.take()
	if n, err := s.DeleteInactiveCarts(t.Context()); n != 0 || err != nil {
		t.Errorf("DeleteInactiveCarts() in time = %d, %v, want 0", n, err)
	}
	s.clock.Advance(time.Microsecond)
	if n, err := s.DeleteInactiveCarts(t.Context()); n != 1 || err != nil {
		t.Errorf("DeleteInactiveCarts() = %d, %v, want 1", n, err)
	}
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_deleted"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}
	_, err = s.current.GetCurrentCart(ann(t.Context()))
	wantCode(t, "GetCurrentCart() of the inactive", err, fault.NotFound, cart.CodeNoCurrentCart)
	if _, err = s.current.GetCurrentCart(bob(t.Context())); err != nil {
		t.Errorf("GetCurrentCart() of the active = %v", err)
	}
	// The buyer begins anew.
	if r, err := s.current.AddToCurrentCart(ann(t.Context()), add(line("mug", 1))); err != nil || r.Cart.ID == old.Cart.ID {
		t.Errorf("AddToCurrentCart() = %+v, %v, want a new cart", r, err)
	}
}

// A change decided on an old state of the cart is decided again on the new one,
// and the catalog is not asked again for what is the same.
func TestConflictIsDecidedAgain(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	if _, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1))); err != nil {
		t.Fatal(err)
	}
	s.catalog.meddle(func() {
		if _, err := s.current.AddToCurrentCart(ctx, add(line("shirt", 1))); err != nil {
			t.Errorf("the other add = %v", err)
		}
	})
	r, err := s.current.AddToCurrentCart(ctx, add(line("book", 1)))
	if err != nil {
		t.Fatalf("AddToCurrentCart() = %v", err)
	}
	if got, want := brief(r.Cart), "mug×1 shirt×1 book×1"; got != want || r.Cart.Revision != "3" {
		t.Errorf("the cart holds %s at revision %s, want %s at 3", got, r.Cart.Revision, want)
	}
	if got := len(s.catalog.asked); got != 1 {
		t.Errorf("the second attempt asked the catalog for %d items, want the shirt alone", got)
	}

	// A purchase that is completed meanwhile: what is added goes into a new cart.
	s.catalog.meddle(func() {
		if err := s.env.Store.Update(ctx, releasing(s, r.Cart.ID)); err != nil {
			t.Errorf("ReleaseCurrentCart() = %v", err)
		}
	})
	next, err := s.current.AddToCurrentCart(ctx, add(line("shirt", 5)))
	if err != nil {
		t.Fatalf("AddToCurrentCart() = %v", err)
	}
	if got, want := brief(next.Cart), "shirt×5"; got != want || next.Cart.ID == r.Cart.ID {
		t.Errorf("the cart %s holds %s, want a new one with %s", next.Cart.ID, got, want)
	}
}
