// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
)

const (
	locationID = "33333333-3333-4333-8333-333333333333"
	contactID  = "44444444-4444-4444-8444-444444444444"
)

// fill gives the shop a cart of Ann's, with a mug and a shirt.
func fill(t *testing.T, s *shop) *cart.Cart {
	t.Helper()
	r, err := s.CreateCart(ann(t.Context()), cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1), line("shirt", 2)}})
	if err != nil {
		t.Fatalf("CreateCart() = %v", err)
	}
	s.events.take()
	return r.Cart
}

func TestUpdateCart(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{coupons: `[{"code":"TEN","percentOffRate":10}]`})
	ctx := ann(t.Context())
	c := fill(t, s)

	var req cart.UpdateCartRequest
	body := `{"cartInfo":{"id":"x","buyerNote":"Ring twice","buyerInfo":{"contactId":"` + contactID + `","email":"ann@example.com"},
		"contactInfo":{"address":{"country":"US","addressLine1":"1 Main St"}},"overrideCheckoutUrl":"https://example.com/pay",
		"selectedShippingOption":{"code":"standard"},"businessLocationId":"` + locationID + `",
		"extendedFields":{"namespaces":{"app":{"a":1}}}},"couponCode":"ten","lineItems":[{"quantity":1,"catalogReference":
		{"catalogItemId":"shirt","appId":"` + appID + `"}},{"quantity":1,"catalogReference":{"catalogItemId":"book","appId":"` + appID + `"}}]}`
	if err := json.Unmarshal([]byte(body), &req); err != nil {
		t.Fatal(err)
	}
	r, err := s.UpdateCart(ctx, c.ID, req)
	if err != nil {
		t.Fatalf("UpdateCart() = %v", err)
	}
	u := r.Cart
	// Lines given are added to those there are, not put in their place.
	if got, want := brief(u), "mug×1 shirt×3 book×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if u.BuyerNote != "Ring twice" || u.BuyerInfo.ContactID != contactID || u.BuyerInfo.Email != "ann@example.com" ||
		u.ContactInfo.Address.AddressLine != "1 Main St" || u.OverrideCheckoutURL != "https://example.com/pay" ||
		u.SelectedShippingOption.Code != "standard" || u.BusinessLocationID != locationID || u.ExtendedFields.Get("app", "a") != 1.0 ||
		u.CouponCode() != "TEN" || u.Revision != "2" || u.BuyerInfo.VisitorID != annID {
		t.Errorf("UpdateCart() = %+v", u)
	}

	evs := s.events.all()
	if len(evs) != 1 || evs[0].Type != "wix.ecom.v1.cart_updated" || evs[0].EntityID != string(c.ID) || evs[0].Sequence != 2 {
		t.Fatalf("events = %v, want the second of the cart, an update", evs)
	}
	data := evs[0].Payload.(cart.CartUpdated)
	want := []string{
		"appliedDiscounts", "businessLocationId", "buyerInfo.contactId", "buyerInfo.email", "buyerNote", "contactInfo",
		"extendedFields", "lineItems", "overrideCheckoutUrl", "revision", "selectedShippingOption",
	}
	modified := data.Modified()
	if diff := cmp.Diff(want, keys(modified)); diff != "" {
		t.Errorf("modified fields (-want +got):\n%s", diff)
	}
	if before := data.Previous.LineItems; len(before) != 2 || before[1].Quantity != 2 {
		t.Errorf("the event says there were %v, want two lines with two shirts", before)
	}
	if data.Entity.Revision != "2" || modified["buyerNote"] != nil || modified["revision"] != "1" {
		t.Errorf("the event says %+v, %v", data.Entity, modified)
	}

	// Clearing takes values away; what is not mentioned stays.
	req = cart.UpdateCartRequest{CartInfo: cart.CartUpdate{
		BuyerNote: patch.Clear[string](), ContactInfo: patch.Clear[contact.AddressWithContact](),
		SelectedShippingOption: patch.Clear[pricing.SelectedShippingOption](), ExtendedFields: patch.Clear[item.ExtendedFields](),
	}}
	if r, err = s.UpdateCart(ctx, c.ID, req); err != nil {
		t.Fatalf("UpdateCart() = %v", err)
	}
	if u = r.Cart; u.BuyerNote != "" || u.ContactInfo != nil || u.SelectedShippingOption != nil || u.ExtendedFields != nil ||
		u.CouponCode() != "TEN" || u.OverrideCheckoutURL == "" || u.BuyerInfo.Email == "" || len(u.LineItems) != 3 {
		t.Errorf("UpdateCart() with members cleared = %+v", u)
	}
	data = s.events.all()[0].Payload.(cart.CartUpdated)
	want = []string{"buyerNote", "contactInfo", "extendedFields", "revision", "selectedShippingOption"}
	modified = data.Modified()
	if diff := cmp.Diff(want, keys(modified)); diff != "" || modified["buyerNote"] != "Ring twice" {
		t.Errorf("modified fields (-want +got):\n%s\n%v", diff, modified)
	}

	if r, err = s.RemoveBusinessLocation(ctx, c.ID); err != nil || r.Cart.BusinessLocationID != "" {
		t.Errorf("RemoveBusinessLocation() = %+v, %v", r, err)
	}
}

func keys(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func TestUpdateNamesEveryViolation(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	c := fill(t, s)
	_, err := s.UpdateCart(ann(t.Context()), c.ID, cart.UpdateCartRequest{CartInfo: cart.CartUpdate{
		BuyerNote:              patch.Set(strings.Repeat("ä", 1001)),
		BuyerInfo:              cart.BuyerInfoUpdate{ContactID: patch.Set("x"), Email: patch.Set("nobody")},
		ContactInfo:            patch.Set(contact.AddressWithContact{Address: &contact.Address{Country: "Atlantis"}}),
		OverrideCheckoutURL:    patch.Set(strings.Repeat("x", 1001)),
		SelectedShippingOption: patch.Set(pricing.SelectedShippingOption{CarrierID: "x"}),
		BusinessLocationID:     patch.Set("x"),
	}})
	want := []string{
		"cartInfo.buyerNote MAX_LENGTH", "cartInfo.buyerInfo.contactId FORMAT", "cartInfo.buyerInfo.email FORMAT",
		"cartInfo.contactInfo.address.country FORMAT", "cartInfo.overrideCheckoutUrl MAX_LENGTH",
		"cartInfo.selectedShippingOption.carrierId FORMAT", "cartInfo.selectedShippingOption.code MIN_LENGTH",
		"cartInfo.businessLocationId FORMAT",
	}
	if diff := cmp.Diff(want, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestContactOfAMember(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := bob(t.Context())
	if _, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1))); err != nil {
		t.Fatal(err)
	}
	update := func(f patch.Field[string]) error {
		_, err := s.current.UpdateCurrentCart(ctx, cart.UpdateCartRequest{CartInfo: cart.CartUpdate{BuyerInfo: cart.BuyerInfoUpdate{ContactID: f}}})
		return err
	}
	wantCode(t, "a contact for a member", update(patch.Set(contactID)), fault.State, cart.CodeContactOfMember)
	if err := update(patch.Clear[string]()); err != nil {
		t.Errorf("no contact for a member = %v", err)
	}
}

func TestBusinessLocation(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	at := func(id string) error {
		req := add(line("shirt", 1))
		req.BusinessLocationID = id
		_, err := s.current.AddToCurrentCart(ctx, req)
		return err
	}
	for _, id := range []string{"", locationID, locationID, ""} {
		if err := at(id); err != nil {
			t.Errorf("AddToCurrentCart() at %q = %v", id, err)
		}
	}
	wantCode(t, "another location", at(contactID), fault.State, cart.CodeOtherLocation)
}

func TestQuantities(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	c := fill(t, s)
	mug, shirt := c.LineItems[0].ID, c.LineItems[1].ID
	r, err := s.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: mug, Quantity: 12}, {ID: shirt, Quantity: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := brief(r.Cart), "mug×10 shirt×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if diff := cmp.Diff([]string{"QUANTITY_REDUCED mug: 10 of 12"}, adjusted(r)); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}

	_, err = s.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: "nothing", Quantity: 1}})
	wantCode(t, "a quantity of no line", err, fault.NotFound, "")
	_, err = s.UpdateLineItemsQuantity(ctx, c.ID, nil)
	if diff := cmp.Diff([]string{"lineItems MIN_SIZE"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	_, err = s.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: mug}, {ID: mug, Quantity: 100_001}, {Quantity: 1}})
	want := []string{"lineItems[0].quantity MIN", "lineItems[1].id VALIDATION", "lineItems[1].quantity MAX", "lineItems[2].id REQUIRED_FIELD"}
	if diff := cmp.Diff(want, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}

	_, err = s.RemoveLineItems(ctx, c.ID, nil)
	if diff := cmp.Diff([]string{"lineItemIds MIN_SIZE"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	if r, err = s.RemoveLineItems(ctx, c.ID, []string{mug, "nothing"}); err != nil || brief(r.Cart) != "shirt×1" {
		t.Errorf("RemoveLineItems() = %v, %v, want shirt×1", r, err)
	}
	// Removing what is not there changes nothing.
	revision := r.Cart.Revision
	if r, err = s.RemoveLineItems(ctx, c.ID, []string{mug}); err != nil || r.Cart.Revision != revision {
		t.Errorf("RemoveLineItems() of what is gone = revision %s, %v, want %s", r.Cart.Revision, err, revision)
	}
}

func TestFixedQuantity(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	admin := actor.With(t.Context(), actor.User(annID))
	fixed := cart.CustomLineItem{Quantity: 1, Price: usd("1.00"), ItemType: item.Of(item.PresetService), FixedQuantity: true}
	r, err := s.CreateCart(admin, cart.CreateCartRequest{CustomLineItems: []cart.CustomLineItem{fixed}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateLineItemsQuantity(admin, r.Cart.ID, []cart.LineItemQuantityUpdate{{ID: r.Cart.LineItems[0].ID, Quantity: 2}}); err != nil {
		t.Errorf("an admin cannot change a fixed quantity: %v", err)
	}
	// Users are no buyers; a visitor's own cart gets the item by an admin.
	v, err := s.CreateCart(ann(t.Context()), cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}})
	if err != nil {
		t.Fatal(err)
	}
	if r, err = s.AddToCart(admin, v.Cart.ID, cart.AddToCartRequest{CustomLineItems: []cart.CustomLineItem{fixed}}); err != nil {
		t.Fatal(err)
	}
	_, err = s.UpdateLineItemsQuantity(ann(t.Context()), v.Cart.ID, []cart.LineItemQuantityUpdate{{ID: r.Cart.LineItems[1].ID, Quantity: 2}})
	if diff := cmp.Diff([]string{"lineItems[0].quantity FIELD_NOT_ALLOWED"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestOwnership(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	c := fill(t, s)
	if _, err := s.GetCart(actor.With(t.Context(), actor.App(appID)), c.ID); err != nil {
		t.Errorf("GetCart() by an app = %v", err)
	}
	if _, err := s.GetCart(t.Context(), c.ID); err != nil {
		t.Errorf("GetCart() by the program = %v", err)
	}
	for _, who := range []actor.Identity{actor.Visitor(bobID), actor.Member(annID), actor.Visitor("")} {
		ctx := actor.With(t.Context(), who)
		for what, call := range map[string]func() error{
			"GetCart":         func() error { _, err := s.GetCart(ctx, c.ID); return err },
			"UpdateCart":      func() error { _, err := s.UpdateCart(ctx, c.ID, cart.UpdateCartRequest{}); return err },
			"AddToCart":       func() error { _, err := s.AddToCart(ctx, c.ID, add(line("mug", 1))); return err },
			"RemoveLineItems": func() error { _, err := s.RemoveLineItems(ctx, c.ID, []string{c.LineItems[0].ID}); return err },
			"UpdateLineItemsQuantity": func() error {
				_, err := s.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 1}})
				return err
			},
			"RemoveCoupon":           func() error { _, err := s.RemoveCoupon(ctx, c.ID); return err },
			"RemoveBusinessLocation": func() error { _, err := s.RemoveBusinessLocation(ctx, c.ID); return err },
			"EstimateTotals":         func() error { _, err := s.EstimateTotals(ctx, c.ID, cart.EstimateTotalsRequest{}); return err },
			"CreateCheckout": func() error {
				_, err := s.CreateCheckout(ctx, c.ID, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
				return err
			},
			"DeleteCart": func() error { return s.DeleteCart(ctx, c.ID) },
		} {
			err := call()
			wantCode(t, what+"() by "+who.String(), err, fault.NotFound, "")
			if e, ok := err.(*fault.Error); !ok || e.Op != "cart."+what { //nolint:errorlint // the outermost error names the operation
				t.Errorf("%s() = %v, want an error of cart.%s", what, err, what)
			}
		}
	}
	// A cart of nobody in particular is no buyer's.
	r, err := s.CreateCart(t.Context(), cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.GetCart(ann(t.Context()), r.Cart.ID)
	wantCode(t, "GetCart() of nobody's", err, fault.NotFound, "")
}

// Apps and the program have no current cart.
func TestCurrentCartNeedsSomebody(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	for _, who := range []actor.Identity{{}, actor.App(appID)} {
		ctx := actor.With(t.Context(), who)
		_, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1)))
		wantCode(t, "AddToCurrentCart() by "+who.String(), err, fault.Denied, "PERMISSION_DENIED")
		_, err = s.current.GetCurrentCart(ctx)
		wantCode(t, "GetCurrentCart() by "+who.String(), err, fault.Denied, "PERMISSION_DENIED")
	}
	for _, who := range []actor.Identity{actor.Visitor(""), actor.Member(""), actor.User("")} {
		ctx := actor.With(t.Context(), who)
		_, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1)))
		wantCode(t, "AddToCurrentCart() by "+who.String(), err, fault.Unauthenticated, "")
		_, err = s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}})
		wantCode(t, "CreateCart() by "+who.String(), err, fault.Unauthenticated, "")
	}
	// A visitor and a member with one id are two buyers.
	if _, err := s.current.AddToCurrentCart(ann(t.Context()), add(line("mug", 1))); err != nil {
		t.Fatal(err)
	}
	_, err := s.current.GetCurrentCart(actor.With(t.Context(), actor.Member(annID)))
	wantCode(t, "GetCurrentCart()", err, fault.NotFound, cart.CodeNoCurrentCart)
}

func TestDeleteCart(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	r, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	other := fill(t, s)
	if err := s.DeleteCart(ctx, other.ID); err != nil {
		t.Fatal(err)
	}
	if c, err := s.current.GetCurrentCart(ctx); err != nil || c.ID != r.Cart.ID {
		t.Errorf("after another cart was deleted GetCurrentCart() = %v, %v", c, err)
	}
	if err := s.DeleteCart(ctx, r.Cart.ID); err != nil {
		t.Fatal(err)
	}
	_, err = s.current.GetCurrentCart(ctx)
	wantCode(t, "GetCurrentCart()", err, fault.NotFound, cart.CodeNoCurrentCart)
	wantCode(t, "DeleteCart() again", s.DeleteCart(ctx, r.Cart.ID), fault.NotFound, "")
	// The next one is a new cart.
	again, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1)))
	if err != nil || again.Cart.ID == r.Cart.ID || again.Cart.Revision != "1" {
		t.Errorf("AddToCurrentCart() = %+v, %v, want a new cart", again, err)
	}
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		o    options
	}{{"values", options{}}, {"bytes", options{driver: newBytesStore()}}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, c.o)
			ctx := idempotency.WithKey(ann(t.Context()), "key")
			first, err := s.current.AddToCurrentCart(ctx, add(line("mug", 11)))
			if err != nil {
				t.Fatal(err)
			}
			again, err := s.current.AddToCurrentCart(ctx, add(line("mug", 11)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(encode(t, first), encode(t, again)); diff != "" {
				t.Errorf("the answer to a repetition differs (-first +again):\n%s", diff)
			}
			if got, want := s.events.take(), []string{"wix.ecom.v1.cart_created"}; !cmp.Equal(got, want) {
				t.Errorf("events = %v, want %v", got, want)
			}
			_, err = s.current.AddToCurrentCart(ctx, add(line("mug", 1)))
			if fault.ClassOf(err) != fault.Conflict {
				t.Errorf("the key for another request = %v, want %v", err, fault.Conflict)
			}
			// The key belongs to one method and one actor.
			if _, err = s.current.AddToCurrentCart(idempotency.WithKey(bob(t.Context()), "key"), add(line("mug", 1))); err != nil {
				t.Errorf("the key of another actor = %v", err)
			}
			if err = s.current.DeleteCurrentCart(ctx); err != nil {
				t.Errorf("the key for another method = %v", err)
			}
			if err = s.current.DeleteCurrentCart(ctx); err != nil {
				t.Errorf("a deletion repeated with its key = %v", err)
			}
		})
	}
}

func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What is returned belongs to the caller; what is told to handlers to nobody.
func TestReturnedCartIsTheCallers(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	var seen *cart.Cart
	cancel := events.Subscribe(s.env.Bus, "keep", func(_ context.Context, e events.Event[cart.CartCreated]) error {
		seen = e.Data.Entity
		return nil
	})
	defer cancel()
	req := add(cart.LineItem{Quantity: 1, CatalogReference: &item.CatalogReference{CatalogItemID: "mug", AppID: appID, Options: item.Object{"a": "b"}}})
	r, err := s.current.AddToCurrentCart(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	want := encode(t, r.Cart)
	req.LineItems[0].CatalogReference.Options["a"] = "c"
	r.Cart.LineItems[0].CatalogReference.Options["a"] = "d"
	r.Cart.LineItems[0].PhysicalProperties.SKU = "other"
	r.Cart.LineItems[0].Quantity = 9
	got, err := s.current.GetCurrentCart(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, encode(t, got)); diff != "" {
		t.Errorf("the stored cart changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, encode(t, seen)); diff != "" {
		t.Errorf("the handler's cart changed (-want +got):\n%s", diff)
	}
}

func TestDatesAndRevision(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	c := fill(t, s)
	if !c.CreatedDate.Equal(s.clock.Now()) || !c.UpdatedDate.Equal(c.CreatedDate) || c.Revision != "1" {
		t.Errorf("the new cart is of %v, %v, revision %s", c.CreatedDate, c.UpdatedDate, c.Revision)
	}
	s.clock.Advance(time.Minute)
	r, err := s.AddToCart(ctx, c.ID, add(line("book", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if u := r.Cart; !u.CreatedDate.Equal(c.CreatedDate) || u.UpdatedDate.Sub(c.UpdatedDate) != time.Minute || u.Revision != "2" {
		t.Errorf("the changed cart is of %v, %v, revision %s", u.CreatedDate, u.UpdatedDate, u.Revision)
	}
}
