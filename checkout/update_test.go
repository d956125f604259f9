// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// patched decodes the wire form of an update.
func patched(t testing.TB, body string) checkout.UpdateCheckoutRequest {
	t.Helper()
	var r checkout.UpdateCheckoutRequest
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// What is absent stays, null clears, a value sets.
func TestUpdateCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	id := ready(ctx, t, s, s.Line("mug", 1)).ID
	const guid = "d0000000-0000-4000-8000-00000000000"
	c := update(t.Context(), t, s, id, patched(t, `{"overrideCheckoutUrl": "https://example.com", "checkout": {
		"buyerNote": "ring", "businessLocationId": "`+guid+`1", "taxExemptGroupId": "`+guid+`2", "buyerInfo": {"email": "b@example.com"},
		"customFields": [{"title": "size", "value": 7}], "extendedFields": {"namespaces": {"@a/b": {"c": 1}}},
		"customContentReference": {"appId": "`+guid+`3", "componentId": "`+guid+`4"}}}`))
	if c.BuyerNote != "ring" || c.BusinessLocationID != guid+"1" || c.TaxExemptGroupID != guid+"2" || c.BuyerInfo.Email != "b@example.com" ||
		len(c.CustomFields) != 1 || c.ExtendedFields == nil || c.CustomContentReference == nil {
		t.Errorf("after the update: %s", encode(t, c))
	}
	if c.BillingInfo == nil || c.ShippingInfo.ShippingDestination == nil || c.ShippingInfo.SelectedCarrierServiceOption.Code != "standard" {
		t.Errorf("what was absent is gone: %s", encode(t, c))
	}

	c = update(ctx, t, s, id, patched(t, `{"checkout": {"buyerNote": null, "businessLocationId": null, "taxExemptGroupId": null,
		"customFields": null, "extendedFields": null, "customContentReference": null, "membershipOptions": null, "billingInfo": null}}`))
	if c.BuyerNote != "" || c.BusinessLocationID != "" || c.TaxExemptGroupID != "" || c.CustomFields != nil || c.ExtendedFields != nil ||
		c.CustomContentReference != nil || c.BillingInfo != nil {
		t.Errorf("after clearing: %s", encode(t, c))
	}
	if c.BuyerInfo.Email != "b@example.com" || c.ShippingInfo.SelectedCarrierServiceOption == nil {
		t.Errorf("what was absent is gone: %s", encode(t, c))
	}
	// Shipping in parts, then as a whole.
	c = update(ctx, t, s, id, patched(t, `{"checkout": {"shippingInfo": {"selectedCarrierServiceOption": null}}}`))
	if c.ShippingInfo.SelectedCarrierServiceOption != nil || !c.PriceSummary.Shipping.Amount.IsZero() || c.ShippingInfo.ShippingDestination == nil {
		t.Errorf("after taking back the choice: %s", encode(t, c.ShippingInfo))
	}
	update(ctx, t, s, id, ship("standard"))
	c = update(ctx, t, s, id, patched(t, `{"checkout": {"shippingInfo": null}}`))
	if c.ShippingInfo != nil && (c.ShippingInfo.SelectedCarrierServiceOption != nil || c.ShippingInfo.ShippingDestination != nil) {
		t.Errorf("after clearing shippingInfo: %s", encode(t, c.ShippingInfo))
	}
}

func TestUpdateCheckoutIsChecked(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	before := ready(ctx, t, s, s.Line("mug", 1))
	id := before.ID
	for body, want := range map[string]string{
		`{}`:                                "checkout REQUIRED_FIELD",
		`{"checkout": {}}`:                  "checkout REQUIRED_FIELD",
		`{"checkout": {"buyerInfo": null}}`: "checkout.buyerInfo.email REQUIRED_FIELD",
		`{"checkout": {"buyerInfo": {"email": null}}}`:                                                                    "checkout.buyerInfo.email REQUIRED_FIELD",
		`{"checkout": {"buyerInfo": {"email": ""}}}`:                                                                      "checkout.buyerInfo.email REQUIRED_FIELD",
		`{"checkout": {"buyerInfo": {"email": "x"}}}`:                                                                     "checkout.buyerInfo.email FORMAT",
		`{"checkout": {"buyerInfo": {"contactId": "x"}}}`:                                                                 "checkout.buyerInfo.contactId FORMAT",
		`{"checkout": {"businessLocationId": "x"}}`:                                                                       "checkout.businessLocationId FORMAT",
		`{"checkout": {"taxExemptGroupId": "x"}}`:                                                                         "checkout.taxExemptGroupId FORMAT",
		`{"checkout": {"customFields": [{"value": 1}]}}`:                                                                  "checkout.customFields[0].title REQUIRED_FIELD",
		`{"checkout": {"customContentReference": {"appId":1}}}`:                                                           "",
		`{"checkout": {"billingInfo": {"address": {"country": "xx1"}}}}`:                                                  "checkout.billingInfo.address.country FORMAT",
		`{"checkout": {"shippingInfo": {"shippingDestination": {"address": {"country": "xx1"}}}}}`:                        "checkout.shippingInfo.shippingDestination.address.country FORMAT",
		`{"checkout": {"shippingInfo": {"selectedCarrierServiceOption": {}}}}`:                                            "checkout.shippingInfo.selectedCarrierServiceOption.code MIN_LENGTH",
		`{"checkout": {"membershipOptions": {"selectedMemberships": {"memberships": [{"id":"m","lineItemIds":["1"]}]}}}}`: "checkout.membershipOptions.selectedMemberships.memberships[0].appId REQUIRED_FIELD",
		`{"giftCardRedeemAmount": "1", "checkout": {"buyerNote": "x"}}`:                                                   "giftCardCode REQUIRED_FIELD",
		`{"checkout": {"buyerNote": "` + strings.Repeat("x", 1001) + `"}}`:                                                "checkout.buyerNote MAX_LENGTH",
	} {
		var r checkout.UpdateCheckoutRequest
		err := json.Unmarshal([]byte(body), &r)
		if want == "" {
			if err == nil {
				t.Errorf("Unmarshal(%s) was accepted", body)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Checkouts.UpdateCheckout(ctx, id, r)
		wantViolations(t, "UpdateCheckout("+body+")", err, want)
	}
	_, err := s.Checkouts.UpdateCheckout(ctx, id, ship("rocket"))
	wantFault(t, "UpdateCheckout(rocket)", err, fault.NotFound, "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND")
	_, err = s.Checkouts.UpdateCheckout(ctx, id, checkout.UpdateCheckoutRequest{CouponCode: "NOPE"})
	wantFault(t, "UpdateCheckout(coupon)", err, fault.NotFound, "ERROR_COUPON_DOES_NOT_EXIST")
	_, err = s.Checkouts.UpdateCheckout(ctx, id, checkout.UpdateCheckoutRequest{GiftCardCode: "NOPE-1234"})
	wantFault(t, "UpdateCheckout(gift card)", err, fault.NotFound, "GIFT_CARD_NOT_FOUND")
	_, err = s.Checkouts.UpdateCheckout(ctx, "none", note("x"))
	wantFault(t, "UpdateCheckout(none)", err, fault.NotFound, "")
	after, err := s.Checkouts.GetCheckout(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(t, before, after); diff != "" {
		t.Errorf("what was refused left a trace:\n%s", diff)
	}
}

// An option that was chosen before stays chosen when it is not offered any
// more: the checkout shows that, and other changes go on.
func TestOptionIsOfferedNoMore(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	id := ready(ctx, t, s, s.Line("mug", 1)).ID
	abroad := ecomtest.Home()
	abroad.Address.Country, abroad.Address.Subdivision = "FR", ""
	var r checkout.UpdateCheckoutRequest
	r.Checkout.ShippingInfo.ShippingDestination = patch.Set(abroad)
	c := update(ctx, t, s, id, r)
	if e := c.CalculationErrors; e == nil || e.SelectedShippingOptionError == nil {
		t.Errorf("calculationErrors = %s, want one about the option", encode(t, e))
	}
	_, err := s.Checkouts.CreateOrder(ctx, id, nil)
	wantFault(t, "CreateOrder", err, fault.State, "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE")
	update(ctx, t, s, id, note("still here"))
	_, err = s.Checkouts.UpdateCheckout(ctx, id, ship("standard"))
	wantFault(t, "choosing it again", err, fault.NotFound, "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND")
}

// A change that changes nothing has no event.
func TestNoChange(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	s.Clock.Advance(time.Hour)
	n := len(s.Recorder.Of(string(c.ID)))
	var same checkout.UpdateCheckoutRequest
	same.Checkout.BillingInfo = patch.Set(ecomtest.Home())
	for name, call := range map[string]func() (*checkout.Result, error){
		"RemoveCoupon":              func() (*checkout.Result, error) { return s.Checkouts.RemoveCoupon(ctx, c.ID) },
		"RemoveGiftCard":            func() (*checkout.Result, error) { return s.Checkouts.RemoveGiftCard(ctx, c.ID) },
		"RemoveOverrideCheckoutURL": func() (*checkout.Result, error) { return s.Checkouts.RemoveOverrideCheckoutURL(ctx, c.ID) },
		"RemoveLineItems":           func() (*checkout.Result, error) { return s.Checkouts.RemoveLineItems(ctx, c.ID, []string{"none"}) },
		"UpdateCheckout":            func() (*checkout.Result, error) { return s.Checkouts.UpdateCheckout(ctx, c.ID, same) },
		"UpdateLineItemsQuantity": func() (*checkout.Result, error) {
			return s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 1}})
		},
	} {
		res, err := call()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := differences(t, c, res.Checkout); diff != "" {
			t.Errorf("%s changed something:\n%s", name, diff)
		}
	}
	if now := len(s.Recorder.Of(string(c.ID))); now != n {
		t.Errorf("%d events of changes that changed nothing", now-n)
	}
}

func TestCoupons(t *testing.T) {
	t.Parallel()
	now := ecomtest.NewClock().Now()
	fifty, err := discount.ParseValue("50")
	if err != nil {
		t.Fatal(err)
	}
	s := ecomtest.NewShop(t, both(coupons, func(c *ecom.Config) {
		ten := discount.MustPercentage("10")
		c.Coupons = append(
			c.Coupons,
			&discount.Coupon{Code: "EARLY", PercentOffRate: ten, StartTime: now.Add(time.Hour)},
			&discount.Coupon{Code: "LATE", PercentOffRate: ten, ExpirationTime: now.Add(-time.Hour)},
			&discount.Coupon{Code: "OFF", PercentOffRate: ten, Active: new(false)},
			&discount.Coupon{Code: "BIG", PercentOffRate: ten, MinimumSubtotal: &fifty},
		)
	}))
	ctx := ecomtest.Visitor(t.Context(), 1)
	id := ready(ctx, t, s, s.Line("mug", 1)).ID
	coupon := func(code string) error {
		_, err := s.Checkouts.UpdateCheckout(ctx, id, checkout.UpdateCheckoutRequest{CouponCode: code})
		return err
	}
	wantFault(t, "EARLY", coupon("EARLY"), fault.State, "ERROR_COUPON_IS_NOT_ACTIVE_YET")
	wantFault(t, "LATE", coupon("LATE"), fault.State, "ERROR_COUPON_HAS_EXPIRED")
	wantFault(t, "OFF", coupon("OFF"), fault.State, "ERROR_COUPON_IS_DISABLED")

	// One that may hold later is kept, and keeps the order from being placed
	// until it does.
	if err := coupon("BIG"); err != nil {
		t.Fatal(err)
	}
	_, err = s.Checkouts.CreateOrder(ctx, id, nil)
	wantFault(t, "CreateOrder below the minimum", err, fault.State, "CALCULATION_ERROR")
	if _, err := s.Checkouts.AddToCheckout(ctx, id, []cart.LineItem{s.Line("mug", 1)}, nil); err != nil {
		t.Fatal(err)
	}
	c, err := s.Checkouts.GetCheckout(ctx, id)
	if err != nil || figures(c.PriceSummary) != "50.00+5.00+0.00-5.00+0.00=50.00" {
		t.Errorf("with two mugs: %s, %v", figures(c.PriceSummary), err)
	}
	// Another takes its place.
	if err := coupon("SAVE10"); err != nil {
		t.Fatal(err)
	}
	if c, err = s.Checkouts.GetCheckout(ctx, id); err != nil || len(c.AppliedDiscounts) != 1 || c.AppliedDiscounts[0].Coupon.Code != "SAVE10" {
		t.Errorf("discounts = %s, %v, want SAVE10 alone", encode(t, c.AppliedDiscounts), err)
	}
	res, err := s.Checkouts.RemoveCoupon(ctx, id)
	if err != nil || len(res.Checkout.AppliedDiscounts) != 0 {
		t.Errorf("RemoveCoupon = %s, %v", encode(t, res), err)
	}
}

// What a merchant locked, only a merchant changes.
func TestLockedCoupon(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	r := request(s.Line("mug", 1))
	r.CheckoutInfo.CustomSettings = &checkout.CustomSettings{LockCouponCode: true}
	res, err := s.Checkouts.CreateCheckout(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	id := res.Checkout.ID
	with := checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"}
	_, err = s.Checkouts.UpdateCheckout(ctx, id, with)
	wantFault(t, "a buyer's coupon", err, fault.State, "COUPON_LOCKED")
	user := actor.With(t.Context(), actor.User("u"))
	if _, err := s.Checkouts.UpdateCheckout(user, id, with); err != nil {
		t.Fatal(err)
	}
	_, err = s.Checkouts.RemoveCoupon(ctx, id)
	wantFault(t, "a buyer's removal", err, fault.State, "COUPON_LOCKED")
	if res, err = s.Checkouts.RemoveCoupon(user, id); err != nil || len(res.Checkout.AppliedDiscounts) != 0 {
		t.Errorf("RemoveCoupon by a user = %v", err)
	}
	if !res.Checkout.CustomSettings.LockCouponCode {
		t.Error("custom settings are gone")
	}
}

// Every change of a completed checkout is refused.
func TestCompletedCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	if err := s.Checkouts.MarkCheckoutAsCompleted(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Checkouts.MarkCheckoutAsCompleted(t.Context(), c.ID); err != nil {
		t.Errorf("marking again = %v", err)
	}
	wantFault(t, "marking an unknown one", s.Checkouts.MarkCheckoutAsCompleted(t.Context(), "none"), fault.NotFound, "")
	completed := 0
	for _, e := range s.Recorder.Of(string(c.ID)) {
		if e.Type == "wix.ecom.v1.checkout_completed" {
			completed++
		}
	}
	if completed != 1 {
		t.Errorf("completed %d times, want once", completed)
	}
	_, err := s.CurrentCart.GetCurrentCart(ctx)
	wantFault(t, "the current cart", err, fault.NotFound, cart.CodeNoCurrentCart)
	n := s.Store.Commits()
	for name, call := range map[string]func() error{
		"UpdateCheckout": func() error { _, err := s.Checkouts.UpdateCheckout(ctx, c.ID, note("x")); return err },
		"AddToCheckout": func() error {
			_, err := s.Checkouts.AddToCheckout(ctx, c.ID, []cart.LineItem{s.Line("plate", 1)}, nil)
			return err
		},
		"UpdateLineItemsQuantity": func() error {
			_, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 2}})
			return err
		},
		"RemoveLineItems": func() error {
			_, err := s.Checkouts.RemoveLineItems(ctx, c.ID, []string{c.LineItems[0].ID})
			return err
		},
		"RemoveCoupon":              func() error { _, err := s.Checkouts.RemoveCoupon(ctx, c.ID); return err },
		"RemoveGiftCard":            func() error { _, err := s.Checkouts.RemoveGiftCard(ctx, c.ID); return err },
		"RemoveOverrideCheckoutURL": func() error { _, err := s.Checkouts.RemoveOverrideCheckoutURL(ctx, c.ID); return err },
	} {
		wantFault(t, name, call(), fault.State, "CHECKOUT_IS_COMPLETE")
	}
	_, err = s.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.State, "CHECKOUT_ALREADY_PAID")
	if s.Store.Commits() != n {
		t.Error("what was refused was committed")
	}
}

// The last line may go: then there is nothing to order.
func TestEmptyCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	res, err := s.Checkouts.RemoveLineItems(ctx, c.ID, []string{c.LineItems[0].ID})
	if err != nil || len(res.Checkout.LineItems) != 0 || !res.Checkout.PriceSummary.Total.Amount.IsZero() {
		t.Fatalf("RemoveLineItems = %s, %v, want an empty checkout", encode(t, res), err)
	}
	_, err = s.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.State, "EMPTY_CHECKOUT")
	if _, err := s.Checkouts.AddToCheckout(ctx, c.ID, []cart.LineItem{s.Line("plate", 1)}, nil); err != nil {
		t.Fatal(err)
	}
	place(ctx, t, s, c.ID, nil)
}

// Buyers cannot change fixed quantities, merchants can.
func TestFixedQuantity(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, items(func(_ string, d *catalog.ItemData) { d.FixedQuantity = true }))
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	two := []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 2}}
	_, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, two)
	wantViolations(t, "UpdateLineItemsQuantity", err, "lineItems[0].quantity FIELD_NOT_ALLOWED")
	if _, err := s.Checkouts.UpdateLineItemsQuantity(t.Context(), c.ID, two); err != nil {
		t.Error(err)
	}
}
