// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

func usd(text string) *money.Amount { return new(money.MustParse(text, money.USD)) }

// request is a request for a checkout of these lines.
func request(lines ...cart.LineItem) checkout.CreateCheckoutRequest {
	return checkout.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, LineItems: lines}
}

func TestCreateCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	home := ecomtest.Home()
	r := request(s.Line("mug", 2), s.Line("plate", 1), s.Line("mug", 1))
	r.CouponCode, r.OverrideCheckoutURL = "save10", "https://example.com/pay"
	r.CheckoutInfo = checkout.Checkout{
		ID: "mine", Completed: true, Currency: money.EUR, // derived: not believed
		BuyerNote: "ring twice", BillingInfo: &home,
		ShippingInfo: &checkout.ShippingInfo{
			ShippingDestination:          &home,
			SelectedCarrierServiceOption: &pricing.SelectedCarrierServiceOption{Code: "standard"},
		},
		BuyerInfo:         contact.BuyerInfo{Email: "ann@example.com", MemberID: "someone"},
		CustomFields:      []item.CustomField{{Title: "gift", Value: true}},
		ExternalReference: &item.ExternalReference{AppID: "d0000000-0000-4000-8000-000000000001", ResourceID: "42"},
	}
	res, err := s.Checkouts.CreateCheckout(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	c := res.Checkout
	if got, want := brief(c), "mug×3 plate×1"; got != want {
		t.Errorf("lines = %s, want %s", got, want)
	}
	// Three mugs and a plate, 10 % off, shipping.
	if got, want := figures(c.PriceSummary), "83.50+5.00+0.00-8.35+0.00=80.15"; got != want {
		t.Errorf("priceSummary = %s, want %s", got, want)
	}
	if got := c.PriceSummary.Total.FormattedAmount(); got != "$80.15" {
		t.Errorf("formatted total = %s, want $80.15", got)
	}
	who := actor.From(ctx)
	if c.ID == "mine" || c.Completed || c.Currency != money.USD || c.BuyerInfo.MemberID != "" || c.BuyerInfo.VisitorID != who.ID || c.CreatedBy.VisitorID != who.ID {
		t.Errorf("derived members were believed: %+v", c)
	}
	if !c.CreatedDate.Equal(s.Clock.Now()) || c.UpdatedDate != c.CreatedDate {
		t.Errorf("created %v, updated %v, want %v", c.CreatedDate, c.UpdatedDate, s.Clock.Now())
	}
	got, err := s.Checkouts.GetCheckout(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(t, c, got); diff != "" {
		t.Errorf("GetCheckout differs from what was answered:\n%s", diff)
	}
	if url, err := s.Checkouts.GetCheckoutURL(ctx, c.ID); err != nil || url != "https://example.com/pay" {
		t.Errorf("GetCheckoutURL = %q, %v, want the override", url, err)
	}
	if _, err := s.Checkouts.RemoveOverrideCheckoutURL(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	if url, err := s.Checkouts.GetCheckoutURL(ctx, c.ID); err != nil || url != "/checkout?checkoutId="+string(c.ID) {
		t.Errorf("GetCheckoutURL = %q, %v, want the shop's own page", url, err)
	}
	o := place(ctx, t, s, c.ID, nil)
	if o.ChannelInfo.ExternalOrderID != "42" || o.BuyerNote != "ring twice" || o.CustomFields[0].Title != "gift" {
		t.Errorf("the order lacks what the checkout said: %+v", o)
	}
}

// Whom a checkout belongs to, and who reaches it.
func TestOwners(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ann, bob, member := ecomtest.Visitor(t.Context(), 1), ecomtest.Visitor(t.Context(), 2), ecomtest.Member(t.Context(), 1)
	user, app := actor.With(t.Context(), actor.User("u")), actor.With(t.Context(), actor.App("a"))
	for _, tt := range []struct {
		name       string
		by         context.Context
		reach, not []context.Context
	}{
		{"visitor's", ann, []context.Context{ann, user, app, t.Context()}, []context.Context{bob, member}},
		{"member's", member, []context.Context{member, user}, []context.Context{ann}},
		{"user's", user, []context.Context{user, app, t.Context()}, []context.Context{ann, member}},
		{"nobody's", t.Context(), []context.Context{user, app, t.Context()}, []context.Context{ann, member}},
	} {
		res, err := s.Checkouts.CreateCheckout(tt.by, request(s.Line("ebook", 1)))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		id := res.Checkout.ID
		for _, ctx := range tt.reach {
			if _, err := s.Checkouts.GetCheckout(ctx, id); err != nil {
				t.Errorf("GetCheckout of %s by %s = %v", tt.name, actor.From(ctx), err)
			}
			if _, err := s.Checkouts.UpdateCheckout(ctx, id, note("by "+actor.From(ctx).String())); err != nil {
				t.Errorf("UpdateCheckout of %s by %s = %v", tt.name, actor.From(ctx), err)
			}
		}
		for _, ctx := range tt.not {
			_, err := s.Checkouts.GetCheckout(ctx, id)
			wantFault(t, "GetCheckout of "+tt.name, err, fault.NotFound, "")
			_, err = s.Checkouts.UpdateCheckout(ctx, id, note("no"))
			wantFault(t, "UpdateCheckout of "+tt.name, err, fault.NotFound, "")
			_, err = s.Checkouts.CreateOrder(ctx, id, nil)
			wantFault(t, "CreateOrder of "+tt.name, err, fault.NotFound, "")
			_, err = s.Checkouts.GetCheckoutURL(ctx, id)
			wantFault(t, "GetCheckoutURL of "+tt.name, err, fault.NotFound, "")
		}
	}
}

// What only admins may ask for.
func TestOverridesNeedAdmins(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	cheap := s.Line("mug", 1)
	cheap.CatalogOverrideFields = &item.CatalogOverrideFields{Price: usd("1.00")}
	custom := cart.CustomLineItem{Quantity: 1, Price: usd("3.00"), ProductName: item.Text("Wrapping"), ItemType: item.Of(item.PresetService)}
	ctx := ecomtest.Member(t.Context(), 1)
	own, err := s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	id := own.Checkout.ID
	for name, call := range map[string]func(context.Context) error{
		"create with an override": func(ctx context.Context) error {
			_, err := s.Checkouts.CreateCheckout(ctx, request(cheap))
			return err
		},
		"create with a custom line": func(ctx context.Context) error {
			r := request()
			r.CustomLineItems = []cart.CustomLineItem{custom}
			_, err := s.Checkouts.CreateCheckout(ctx, r)
			return err
		},
		"add an override": func(ctx context.Context) error {
			_, err := s.Checkouts.AddToCheckout(ctx, id, []cart.LineItem{cheap}, nil)
			return err
		},
		"update with a custom line": func(ctx context.Context) error {
			_, err := s.Checkouts.UpdateCheckout(ctx, id, checkout.UpdateCheckoutRequest{CustomLineItems: []cart.CustomLineItem{custom}})
			return err
		},
		"mark as completed": func(ctx context.Context) error { return s.Checkouts.MarkCheckoutAsCompleted(ctx, id) },
	} {
		wantFault(t, name+" as a member", call(ctx), fault.Denied, "PERMISSION_DENIED")
		if name != "mark as completed" {
			if err := call(actor.With(t.Context(), actor.App("a"))); err != nil {
				t.Errorf("%s as an app = %v", name, err)
			}
		}
	}
	c, err := s.Checkouts.GetCheckout(ctx, id)
	// The mug, one at another price, and the wrapping.
	if err != nil || c.PriceSummary.Subtotal.Amount.String() != "29.00" {
		t.Errorf("subtotal = %s, %v, want 29.00", c.PriceSummary.Subtotal.Amount, err)
	}
}

func TestCreateCheckoutIsChecked(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	many := make([]cart.LineItem, 301)
	for i := range many {
		many[i] = s.Line("mug", 1)
	}
	long := strings.Repeat("ä", 1001)
	bad := request(s.Line("mug", 0), s.Line("mug", -1), s.Line("mug", 100_001), cart.LineItem{Quantity: 1})
	bad.ChannelType = "MOON"
	bad.OverrideCheckoutURL = long
	bad.CheckoutInfo = checkout.Checkout{
		BuyerNote: long, BuyerInfo: contact.BuyerInfo{Email: "nobody", ContactID: "x"}, BusinessLocationID: "x", TaxExemptGroupID: "x",
		CustomFields:           []item.CustomField{{Title: "ok"}, {}, {Title: strings.Repeat("t", 501)}},
		ExternalReference:      &item.ExternalReference{ResourceID: strings.Repeat("r", 101)},
		CustomContentReference: &checkout.CustomContentReference{AppID: "x", ComponentID: "y"},
		BillingInfo:            &contact.AddressWithContact{Address: &contact.Address{Country: "Germany"}},
		ShippingInfo: &checkout.ShippingInfo{
			ShippingDestination:          &contact.AddressWithContact{ContactDetails: &contact.Details{FirstName: long}},
			SelectedCarrierServiceOption: &pricing.SelectedCarrierServiceOption{CarrierID: "x"},
		},
		MembershipOptions: &pricing.MembershipOptions{SelectedMemberships: &pricing.SelectedMemberships{
			Memberships: []pricing.SelectedMembership{{}},
		}},
	}
	before := s.Store.Commits()
	_, err := s.Checkouts.CreateCheckout(ctx, bad)
	wantViolations(
		t, "CreateCheckout(bad)", err,
		"lineItems[0].quantity MIN", "lineItems[1].quantity MIN", "lineItems[2].quantity MAX", "lineItems[3].catalogReference REQUIRED_FIELD",
		"channelType INVALID_ENUM_VALUE", "overrideCheckoutUrl MAX_LENGTH",
		"checkoutInfo.buyerNote MAX_LENGTH", "checkoutInfo.buyerInfo.email FORMAT", "checkoutInfo.buyerInfo.contactId FORMAT",
		"checkoutInfo.businessLocationId FORMAT", "checkoutInfo.taxExemptGroupId FORMAT",
		"checkoutInfo.customFields[1].title REQUIRED_FIELD", "checkoutInfo.customFields[2].title MAX_LENGTH",
		"checkoutInfo.externalReference.appId REQUIRED_FIELD", "checkoutInfo.externalReference.resourceId MAX_LENGTH",
		"checkoutInfo.customContentReference.appId FORMAT", "checkoutInfo.customContentReference.componentId FORMAT",
		"checkoutInfo.billingInfo.address.country FORMAT",
		"checkoutInfo.shippingInfo.shippingDestination.contactDetails.firstName MAX_LENGTH",
		"checkoutInfo.shippingInfo.selectedCarrierServiceOption.carrierId FORMAT",
		"checkoutInfo.shippingInfo.selectedCarrierServiceOption.code MIN_LENGTH",
		"checkoutInfo.membershipOptions.selectedMemberships.memberships[0].id MIN_LENGTH",
		"checkoutInfo.membershipOptions.selectedMemberships.memberships[0].appId REQUIRED_FIELD",
		"checkoutInfo.membershipOptions.selectedMemberships.memberships[0].lineItemIds MIN_SIZE",
	)
	_, err = s.Checkouts.CreateCheckout(ctx, request(many...))
	wantViolations(t, "CreateCheckout(301 lines)", err, "lineItems MAX_SIZE")
	_, err = s.Checkouts.CreateCheckout(ctx, request())
	wantViolations(t, "CreateCheckout(nothing)", err, "lineItems MIN_SIZE")

	// Amounts of custom lines.
	custom := func(price string) cart.CustomLineItem {
		l := cart.CustomLineItem{Quantity: 1, ProductName: item.Text("x"), ItemType: item.Of(item.PresetService), Price: new(money.Amount)}
		if err := l.Price.UnmarshalJSON([]byte(`"` + price + `"`)); err != nil {
			t.Fatal(err)
		}
		return l
	}
	r := request(s.Line("mug", 1))
	r.CustomLineItems = []cart.CustomLineItem{custom("-1"), custom("1.234"), custom("9999999999999999"), {Quantity: 1}}
	_, err = s.Checkouts.CreateCheckout(t.Context(), r)
	wantViolations(
		t, "CreateCheckout(custom lines)", err,
		"customLineItems[0].price DECIMAL_GTE", "customLineItems[1].price DECIMAL_MAX_SCALE", "customLineItems[2].price DECIMAL_LTE",
		"customLineItems[3].price REQUIRED_FIELD",
	)

	for amount, rule := range map[string]string{"abc": "FORMAT", "1e999999999": "FORMAT", "-1": "DECIMAL_GTE", "1.2345": "DECIMAL_MAX_SCALE", "9999999999999999": "DECIMAL_LTE"} {
		r := request(s.Line("mug", 1))
		r.GiftCardCode, r.GiftCardRedeemAmount = "GIFT", amount
		_, err := s.Checkouts.CreateCheckout(ctx, r)
		wantViolations(t, "CreateCheckout(redeem "+amount+")", err, "giftCardRedeemAmount "+rule)
	}
	for code, want := range map[string]struct {
		class fault.Class
		code  string
	}{
		"NOPE": {fault.NotFound, "ERROR_COUPON_DOES_NOT_EXIST"},
	} {
		r := request(s.Line("mug", 1))
		r.CouponCode = code
		_, err := s.Checkouts.CreateCheckout(ctx, r)
		wantFault(t, "CreateCheckout(coupon "+code+")", err, want.class, want.code)
	}
	r = request(s.Line("mug", 1))
	r.GiftCardCode = "GIFT-1234"
	_, err = s.Checkouts.CreateCheckout(ctx, r)
	wantFault(t, "CreateCheckout(gift card)", err, fault.NotFound, "GIFT_CARD_NOT_FOUND")
	home := ecomtest.Home()
	r = request(s.Line("mug", 1))
	r.CheckoutInfo.ShippingInfo = &checkout.ShippingInfo{
		ShippingDestination: &home, SelectedCarrierServiceOption: &pricing.SelectedCarrierServiceOption{Code: "rocket"},
	}
	_, err = s.Checkouts.CreateCheckout(ctx, r)
	wantFault(t, "CreateCheckout(rocket)", err, fault.NotFound, "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND")
	_, err = s.Checkouts.CreateCheckout(ctx, request(s.Line("gone", 1)))
	wantFault(t, "CreateCheckout(unknown item)", err, fault.State, "FULL_OUT_OF_STOCK")
	if n := s.Store.Commits(); n != before {
		t.Errorf("%d commits although everything was refused", n-before)
	}
}

// What a checkout cannot have in full, it has in part, and says so.
func TestAdjustments(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	res, err := s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 12), s.Line("nothing", 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := []cart.AdjustmentReason{cart.AdjustmentQuantityReduced, cart.AdjustmentItemNotFound}
	var got []cart.AdjustmentReason
	for _, a := range res.Adjustments {
		got = append(got, a.Reason)
	}
	if diff := cmp.Diff(want, got); diff != "" || brief(res.Checkout) != "mug×10" {
		t.Errorf("checkout has %s, adjustments (-want +got):\n%s", brief(res.Checkout), diff)
	}
	id, line := res.Checkout.ID, res.Checkout.LineItems[0].ID
	res, err = s.Checkouts.UpdateLineItemsQuantity(ctx, id, []cart.LineItemQuantityUpdate{{ID: line, Quantity: 100_000}})
	if err != nil || brief(res.Checkout) != "mug×10" || len(res.Adjustments) != 1 {
		t.Errorf("UpdateLineItemsQuantity = %+v, %v, want ten and an adjustment", res, err)
	}
	_, err = s.Checkouts.UpdateLineItemsQuantity(ctx, id, []cart.LineItemQuantityUpdate{{ID: "other", Quantity: 1}})
	wantFault(t, "UpdateLineItemsQuantity(other)", err, fault.NotFound, "")
	_, err = s.Checkouts.UpdateLineItemsQuantity(ctx, id, []cart.LineItemQuantityUpdate{{ID: line}, {Quantity: 100_001}})
	wantViolations(t, "UpdateLineItemsQuantity", err, "lineItems[0].quantity MIN", "lineItems[1].id REQUIRED_FIELD", "lineItems[1].quantity MAX")
	_, err = s.Checkouts.UpdateLineItemsQuantity(ctx, id, nil)
	wantViolations(t, "UpdateLineItemsQuantity()", err, "lineItems MIN_SIZE")
	many := make([]cart.LineItem, 101)
	for i := range many {
		many[i] = s.Line("mug", 1)
	}
	_, err = s.Checkouts.AddToCheckout(ctx, id, many, nil)
	wantViolations(t, "AddToCheckout(101)", err, "lineItems MAX_SIZE")
	_, err = s.Checkouts.RemoveLineItems(ctx, id, []string{""})
	wantViolations(t, "RemoveLineItems", err, "lineItemIds[0] REQUIRED_FIELD")
}

// The 301st line does not fit, whatever it is added by.
func TestThreeHundredLines(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	lines := make([]cart.CustomLineItem, 300)
	for i := range lines {
		lines[i] = cart.CustomLineItem{Quantity: 1, Price: usd("1.00"), ProductName: item.Text("x"), ItemType: item.Of(item.PresetService)}
	}
	r := request()
	r.CustomLineItems = lines
	res, err := s.Checkouts.CreateCheckout(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	id := res.Checkout.ID
	_, err = s.Checkouts.AddToCheckout(t.Context(), id, []cart.LineItem{s.Line("mug", 1)}, nil)
	wantViolations(t, "AddToCheckout(301st)", err, "lineItems MAX_SIZE")
	_, err = s.Checkouts.UpdateCheckout(t.Context(), id, checkout.UpdateCheckoutRequest{LineItems: []cart.LineItem{s.Line("mug", 1)}})
	wantViolations(t, "UpdateCheckout(301st)", err, "lineItems MAX_SIZE")
	r.LineItems = []cart.LineItem{s.Line("mug", 1)}
	_, err = s.Checkouts.CreateCheckout(t.Context(), r)
	wantViolations(t, "CreateCheckout(301st)", err, "lineItems MAX_SIZE")
}

func TestCreateCheckoutOnce(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := idempotency.WithKey(ecomtest.Visitor(t.Context(), 1), "key")
	first, err := s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(t, first, again); diff != "" {
		t.Errorf("the same request under the same key got another answer:\n%s", diff)
	}
	_, err = s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 2)))
	wantFault(t, "the key for another request", err, fault.Conflict, "IDEMPOTENCY_KEY_REUSED")
}
