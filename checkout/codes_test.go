// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

const (
	ofCreate   = "createCheckout"
	ofUpdate   = "updateCheckout"
	ofOrder    = "createOrder"
	ofCharge   = "createOrderAndCharge"
	ofAdd      = "addToCheckout"
	ofRedirect = "markCheckoutAsCompletedAndRedirectToUrl"
)

// inputs are the codes of what is given to a checkout.
var inputs = []string{
	"SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", "INVALID_SELECTED_CARRIER_SERVICE_OPTION",
	"GIFT_CARD_NOT_FOUND", "GIFT_CARD_CODE_INVALID", "GIFT_CARD_IS_EMPTY", "GIFT_CARD_DISABLED", "GIFT_CARD_EXPIRED",
	"ERROR_COUPON_USAGE_EXCEEDED", "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", "ERROR_COUPON_IS_NOT_ACTIVE_YET", "ERROR_COUPON_HAS_EXPIRED",
	"ERROR_COUPON_DOES_NOT_EXIST",
}

// obstacles are the codes of what keeps a checkout from being ordered.
var obstacles = []string{
	"PAYMENT_ERROR", "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE", "SITE_NOT_ACCEPTING_PAYMENTS", "CHECKOUT_ALREADY_PAID",
	"CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "CALCULATION_ERROR", "REDEEM_GIFT_CARD_ERROR", "PARTIAL_OUT_OF_STOCK", "FULL_OUT_OF_STOCK",
	"EMPTY_CHECKOUT", "CHECKOUT_CHANGED", "SUBSCRIPTION_WITH_ZERO_TOTAL", "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", "SUBSCRIPTION_WITH_GIFT_CARD",
	"NO_SELECTED_CARRIER_SERVICE_OPTION", "NO_SAVE_PAYMENT_METHOD_CONFIRMATION", "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE",
	"MEMBERS_ONLY_ITEM", "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
}

// Every code of checkouts is provoked, in each method that the platform documents
// it for.
func TestCodes(t *testing.T) {
	t.Parallel()
	codes := codetest.List{
		Documented: map[string][]string{
			ofCreate:   append(slices.Clone(inputs), "SITE_MUST_ACCEPT_PAYMENTS"),
			ofUpdate:   inputs,
			ofAdd:      {"CHECKOUT_IS_COMPLETE"},
			ofOrder:    append(slices.Clone(obstacles), "VIOLATIONS_WITH_ERROR_SEVERITY", "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS"),
			ofCharge:   obstacles,
			ofRedirect: {"UNAUTHENTICATED_TOKEN"},
		},
		Own: []string{"COUPON_LOCKED", "GIFT_CARD_LOCKED", "GIFT_CARD_REDEEM_DISABLED", "PERMISSION_DENIED"},
		Never: map[string]string{
			"SITE_MUST_ACCEPT_PAYMENTS":               "a shop without a payment provider is paid by hand",
			"createOrder PAYMENT_ERROR":               "placing an order charges nobody",
			"createOrder SITE_NOT_ACCEPTING_PAYMENTS": "a shop without a payment provider is paid by hand",
		},
		Source: codetest.Source(t, ".", "WEB_URL"), // a format
	}
	codesOfInputs(t, &codes)
	codesOfGiftCards(t, &codes)
	codesOfGoods(t, &codes)
	codesOfOrders(t, &codes)
	codesOfPayments(t, &codes)
	codesOfLocks(t, &codes)
	codes.Done(t)
}

// given provokes a code by what is given to a new checkout and to one that there
// is.
func given(t *testing.T, codes *codetest.List, s *ecomtest.Shop, class fault.Class, code string, r checkout.UpdateCheckoutRequest, option *pricing.SelectedCarrierServiceOption) {
	t.Helper()
	ctx := ann(t.Context())
	home := ecomtest.Home()
	q := request(s.Line("mug", 1))
	q.CouponCode, q.GiftCardCode = r.CouponCode, r.GiftCardCode
	q.CheckoutInfo.BuyerInfo.Email = "ann@example.com"
	q.CheckoutInfo.ShippingInfo = &checkout.ShippingInfo{ShippingDestination: &home, SelectedCarrierServiceOption: option}
	_, err := s.Checkouts.CreateCheckout(ctx, q)
	codes.Refused(t, ofCreate, class, code, err)

	q.CouponCode, q.GiftCardCode, q.CheckoutInfo.ShippingInfo.SelectedCarrierServiceOption = "", "", nil
	made, err := s.Checkouts.CreateCheckout(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Checkouts.UpdateCheckout(ctx, made.Checkout.ID, r)
	codes.Refused(t, ofUpdate, class, code, err)
	after, err := s.Checkouts.GetCheckout(ctx, made.Checkout.ID)
	if diff := differences(t, made.Checkout, after); err != nil || diff != "" {
		t.Errorf("%s: the checkout has changed: %v\n%s", code, err, diff)
	}
}

func codesOfInputs(t *testing.T, codes *codetest.List) {
	clock := ecomtest.NewClock().Now()
	half := discount.MustPercentage("50")
	s := ecomtest.NewShop(t, both(coupons, func(c *ecom.Config) {
		c.Coupons = append(c.Coupons,
			&discount.Coupon{Code: "LATER", PercentOffRate: half, StartTime: clock.Add(time.Hour)},
			&discount.Coupon{Code: "OVER", PercentOffRate: half, ExpirationTime: clock.Add(-time.Hour)})
	}))
	for _, code := range []string{"ONCE", "MINE"} {
		c := ready(ann(t.Context()), t, s, s.Line("plate", 1))
		update(ann(t.Context()), t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: code})
		o := place(ann(t.Context()), t, s, c.ID, nil)
		if err := pay(ann(t.Context()), s, o.ID); err != nil {
			t.Fatal(err)
		}
	}
	coupon := func(class fault.Class, want, code string) {
		t.Helper()
		given(t, codes, s, class, want, checkout.UpdateCheckoutRequest{CouponCode: code}, nil)
	}
	coupon(fault.NotFound, discount.CodeCouponDoesNotExist, "NONE")
	coupon(fault.State, discount.CodeCouponIsNotActiveYet, "LATER")
	coupon(fault.State, discount.CodeCouponHasExpired, "OVER")
	coupon(fault.Limit, discount.CodeCouponUsageExceeded, "ONCE")
	coupon(fault.Limit, discount.CodeCouponLimitPerCustomerReached, "MINE")
	given(t, codes, s, fault.NotFound, checkout.CodeOptionNotFound, ship("rocket"), &pricing.SelectedCarrierServiceOption{Code: "rocket"})
	given(t, codes, s, fault.Invalid, checkout.CodeInvalidOption, ship(""), &pricing.SelectedCarrierServiceOption{})
}

func codesOfGiftCards(t *testing.T, codes *codetest.List) {
	s := ecomtest.NewShop(t, sells(t, catalog.Product{ID: "voucher", Name: "Voucher", Price: "30.00", ItemType: string(item.PresetGiftCard)}))
	issue := func(code string) *giftcard.Card {
		t.Helper()
		c, err := s.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: code, Amount: dollars("10.00")})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	off, old := issue("CARD-OFF"), issue("CARD-OLD")
	issue("CARD-EMPTY")
	issue("CARD-GOOD")
	if _, err := s.GiftLedger.Disable(t.Context(), off.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.GiftLedger.Expire(t.Context(), old.ID, s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.GiftCards.RedeemGiftCard(t.Context(), giftcard.RedeemGiftCardRequest{Code: "CARD-EMPTY", Amount: dollars("10.00")}); err != nil {
		t.Fatal(err)
	}
	for code, card := range map[string]string{
		giftcard.CodeNotFound: "CARD-NONE", pricing.CodeGiftCardInvalid: "NONE", pricing.CodeGiftCardIsEmpty: "CARD-EMPTY",
		giftcard.CodeDisabled: "CARD-OFF", giftcard.CodeExpired: "CARD-OLD",
	} {
		class := fault.State
		if code == giftcard.CodeNotFound {
			class = fault.NotFound
		}
		given(t, codes, s, class, code, checkout.UpdateCheckoutRequest{GiftCardCode: card}, nil)
	}
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("voucher", 1))
	update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: "CARD-GOOD"})
	ordered(ctx, t, codes, s, c.ID, "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", nil)
}

// ordered provokes a code by ordering a checkout, without and with a charge.
func ordered(ctx context.Context, t *testing.T, codes *codetest.List, s *ecomtest.Shop, id checkout.ID, code string, o *checkout.CreateOrderOptions) {
	t.Helper()
	_, err := s.Checkouts.CreateOrder(ctx, id, o)
	codes.Refused(t, ofOrder, fault.State, code, err)
	_, err = s.Checkouts.CreateOrderAndCharge(ctx, id, "card", o)
	codes.Refused(t, ofCharge, fault.State, code, err)
}

// codesOfGoods are those of goods that cannot be bought so.
func codesOfGoods(t *testing.T, codes *codetest.List) {
	ctx := ecomtest.Visitor(t.Context(), 1)
	for code, tt := range map[string]struct {
		item  func(d *catalog.ItemData) // of the e-book
		lines []string
		then  func(s *ecomtest.Shop, c *checkout.Checkout)
	}{
		"MEMBERS_ONLY_ITEM":                   {item: func(d *catalog.ItemData) { d.MembersOnly = true }},
		"NO_SAVE_PAYMENT_METHOD_CONFIRMATION": {item: func(d *catalog.ItemData) { d.SavePaymentMethod = true }},
		"SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS": {
			item: func(d *catalog.ItemData) { d.SubscriptionOptionInfo = subscription() }, lines: []string{"ebook", "plate"},
		},
		"SUBSCRIPTION_WITH_ZERO_TOTAL": {item: func(d *catalog.ItemData) { d.SubscriptionOptionInfo, d.Price = subscription(), money.Zero(money.USD) }},
		"SUBSCRIPTION_WITH_GIFT_CARD": {
			item: func(d *catalog.ItemData) { d.SubscriptionOptionInfo = subscription() },
			then: func(s *ecomtest.Shop, c *checkout.Checkout) {
				if _, err := s.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: code, Amount: dollars("1.00")}); err != nil {
					t.Fatal(err)
				}
				update(ctx, t, s, c.ID, give(""))
			},
		},
		"COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD": {
			item: func(d *catalog.ItemData) { d.ItemType = item.Of(item.PresetGiftCard) },
			then: func(s *ecomtest.Shop, c *checkout.Checkout) {
				update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"})
			},
		},
		"FULL_OUT_OF_STOCK":    {lines: []string{"mug"}, then: func(s *ecomtest.Shop, _ *checkout.Checkout) { setStock(t, s, "mug", 0) }},
		"PARTIAL_OUT_OF_STOCK": {lines: []string{"mug", "plate"}, then: func(s *ecomtest.Shop, _ *checkout.Checkout) { setStock(t, s, "plate", 0) }},
		"EMPTY_CHECKOUT": {then: func(s *ecomtest.Shop, c *checkout.Checkout) {
			if _, err := s.Checkouts.RemoveLineItems(ctx, c.ID, []string{c.LineItems[0].ID}); err != nil {
				t.Fatal(err)
			}
		}},
		"NO_SELECTED_CARRIER_SERVICE_OPTION": {lines: []string{"mug"}, then: func(s *ecomtest.Shop, c *checkout.Checkout) {
			update(ctx, t, s, c.ID, patched(t, `{"checkout": {"shippingInfo": {"selectedCarrierServiceOption": null}}}`))
		}},
		"SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE": {lines: []string{"mug"}, then: func(s *ecomtest.Shop, c *checkout.Checkout) {
			abroad := ecomtest.Home()
			abroad.Address.Country, abroad.Address.Subdivision = "FR", ""
			var r checkout.UpdateCheckoutRequest
			r.Checkout.ShippingInfo.ShippingDestination = patch.Set(abroad)
			update(ctx, t, s, c.ID, r)
		}},
	} {
		s := ecomtest.NewShop(t, both(coupons, items(func(id string, d *catalog.ItemData) {
			if id == "ebook" && tt.item != nil {
				tt.item(d)
			}
		})))
		if tt.lines == nil {
			tt.lines = []string{"ebook"}
		}
		c := ready(ctx, t, s, s.Line(tt.lines[0], 1))
		for _, id := range tt.lines[1:] {
			c = ready(ctx, t, s, s.Line(id, 1))
		}
		if tt.then != nil {
			tt.then(s, c)
		}
		ordered(ctx, t, codes, s, c.ID, code, nil)
	}
}

// codesOfOrders are those of plug-ins that object, and of prices that change.
func codesOfOrders(t *testing.T, codes *codetest.List) {
	ctx := ecomtest.Visitor(t.Context(), 1)
	var answer validation.Response
	var trouble error
	s := ecomtest.NewShop(t, both(coupons, func(c *ecom.Config) {
		c.Validators = []validation.Provider{validation.ProviderFunc(func(context.Context, validation.Request) (validation.Response, error) {
			return answer, trouble
		})}
	}))
	c := ready(ctx, t, s, s.Line("plate", 1))
	answer.Violations = []validation.Violation{violation(validation.SeverityError)}
	_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	codes.Refused(t, ofOrder, fault.State, "VIOLATIONS_WITH_ERROR_SEVERITY", err)
	answer.Violations, trouble = nil, fault.New(fault.Unavailable, "", "away")
	_, err = s.Checkouts.CreateOrder(ctx, c.ID, nil)
	codes.Refused(t, ofOrder, fault.State, validation.CodeFailed, err)
	trouble = nil

	for i, price := range []string{"9.00", "9.50"} {
		put(t, s, catalog.Product{ID: "plate", Name: "Plate", Price: plugin.Decimal(price)})
		if i == 0 {
			_, err = s.Checkouts.CreateOrder(ctx, c.ID, nil)
			codes.Refused(t, ofOrder, fault.Conflict, "CHECKOUT_CHANGED", err)
		} else {
			_, err = s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
			codes.Refused(t, ofCharge, fault.Conflict, "CHECKOUT_CHANGED", err)
		}
	}
	update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	bob := ecomtest.Visitor(t.Context(), 2)
	other := ready(bob, t, s, s.Line("plate", 1))
	update(bob, t, s, other.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	place(bob, t, s, other.ID, nil)
	ordered(ctx, t, codes, s, c.ID, "CALCULATION_ERROR", nil)
}

// codesOfPayments are those of money that does not come, or has come already.
func codesOfPayments(t *testing.T, codes *codetest.List) {
	ctx := ecomtest.Visitor(t.Context(), 1)
	s := ecomtest.NewShop(t, nil)
	c := ready(ctx, t, s, s.Line("plate", 1))
	ordered(ctx, t, codes, s, c.ID, "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE", &checkout.CreateOrderOptions{PayOffline: true})
	s.Gateway.Script(paymenttest.Decline(""))
	_, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	codes.Refused(t, ofCharge, fault.Declined, "PAYMENT_ERROR", err)
	o := place(ctx, t, s, c.ID, nil)
	s.Gateway.Script(paymenttest.Pending())
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	ordered(ctx, t, codes, s, c.ID, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", nil)

	paid := ready(ecomtest.Visitor(t.Context(), 2), t, s, s.Line("ebook", 1))
	if _, err := s.Checkouts.CreateOrderAndCharge(ecomtest.Visitor(t.Context(), 2), paid.ID, "card", nil); err != nil {
		t.Fatal(err)
	}
	ordered(ecomtest.Visitor(t.Context(), 2), t, codes, s, paid.ID, "CHECKOUT_ALREADY_PAID", nil)
	_, err = s.Checkouts.AddToCheckout(ecomtest.Visitor(t.Context(), 2), paid.ID, nil, nil)
	codes.Refused(t, ofAdd, fault.State, "CHECKOUT_IS_COMPLETE", err)
	_, err = s.Checkouts.MarkCheckoutAsCompletedAndRedirectToURL(ctx, "not a token")
	codes.Refused(t, ofRedirect, fault.Unauthenticated, "UNAUTHENTICATED_TOKEN", err)

	byHand := ecomtest.NewShop(t, func(c *ecom.Config) { c.Payments = nil })
	unpaid := ready(ctx, t, byHand, byHand.Line("plate", 1))
	_, err = byHand.Checkouts.CreateOrderAndCharge(ctx, unpaid.ID, "card", nil)
	codes.Refused(t, ofCharge, fault.State, "SITE_NOT_ACCEPTING_PAYMENTS", err)
	if have, err := byHand.Checkouts.GetCheckout(ctx, unpaid.ID); err != nil || have.Completed {
		t.Errorf("the checkout that nobody can pay is %+v, %v, want one to go on with", have, err)
	}

	p := withCard(t, true, "30.00", nil)
	card := ready(ctx, t, p.Shop, p.Line("plate", 1))
	update(ctx, t, p.Shop, card.ID, give(""))
	refuse := func(context.Context, func() error) error {
		return giftcard.Refuse(giftcard.CodeInsufficientFunds, "there is not enough")
	}
	p.away.Script("Redeem", refuse, refuse)
	ordered(ctx, t, codes, p.Shop, card.ID, checkout.CodeRedeemGiftCard, nil)
}

// codesOfLocks are those of what buyers may not change.
func codesOfLocks(t *testing.T, codes *codetest.List) {
	ctx := ecomtest.Visitor(t.Context(), 1)
	s := ecomtest.NewShop(t, coupons)
	r := request(s.Line("mug", 1))
	r.CheckoutInfo.CustomSettings = &checkout.CustomSettings{LockCouponCode: true, LockGiftCard: true}
	made, err := s.Checkouts.CreateCheckout(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	try := func(s *ecomtest.Shop, r checkout.UpdateCheckoutRequest) error {
		_, err := s.Checkouts.UpdateCheckout(ctx, made.Checkout.ID, r)
		return err
	}
	codes.Refused(t, ofUpdate, fault.State, "COUPON_LOCKED", try(s, checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"}))
	codes.Refused(t, ofUpdate, fault.State, checkout.CodeGiftCardLocked, try(s, give("")))
	codes.Refused(t, ofUpdate, fault.Denied, "PERMISSION_DENIED", try(s, patched(t, `{"checkout": {"taxExemptGroupId": "00000000-0000-4000-8000-000000000001"}}`)))
	off := ecomtest.NewShop(t, func(c *ecom.Config) { c.DisableGiftCards = true })
	if made, err = off.Checkouts.CreateCheckout(ctx, request(off.Line("mug", 1))); err != nil {
		t.Fatal(err)
	}
	codes.Refused(t, ofUpdate, fault.State, checkout.CodeGiftCardsDisabled, try(off, give("")))
}
