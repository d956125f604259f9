// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/validation"
)

// Every code of carts is provoked. Coupons have those of checkouts, which the
// platform does not list for carts, though its storefront knows some of them.
func TestCodes(t *testing.T) {
	t.Parallel()
	const (
		create, update, more, out, current = "createCart", "updateCart", "addToCart", "createCheckout", "getCurrentCart"
	)
	codes := codetest.List{
		Documented: map[string][]string{
			create: {"CANT_ADD_SELECTED_MEMBERSHIP_FOR_NON_MEMBERSHIP_ITEM", "CANT_CREATE_CART_WITHOUT_ITEMS"},
			update: {
				"CAN_ONLY_UPDATE_CONTACT_ID_FOR_NOT_LOGGED_IN_CUSTOMER",
				"ERROR_COUPON_DOES_NOT_EXIST", "ERROR_COUPON_EXPIRED", "ERROR_COUPON_NOT_APPLICABLE",
			},
			more: {"CART_IS_ALREADY_ASSOCIATED_WITH_DIFFERENT_LOCATION"},
			out: {
				"LINE_ITEM_WITH_ZERO_QUANTITY", "SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT", "CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE",
				"CUSTOM_LINE_ITEM_MUST_HAVE_EXACTLY_ONE_PROPERTIES_TYPE",
			},
			current: {"OWNED_CART_NOT_FOUND"},
		},
		Own: []string{
			"EMPTY_CHECKOUT", "VIOLATIONS_WITH_ERROR_SEVERITY", "PERMISSION_DENIED",
			"ERROR_COUPON_HAS_EXPIRED", "ERROR_COUPON_IS_DISABLED", "ERROR_COUPON_IS_NOT_ACTIVE_YET",
			"ERROR_COUPON_USAGE_EXCEEDED", "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
		},
		Never: map[string]string{
			"ERROR_COUPON_EXPIRED":        "the storefront's name for ERROR_COUPON_HAS_EXPIRED, which is the one of checkouts",
			"ERROR_COUPON_NOT_APPLICABLE": "what is in the cart may still change: the totals say so",
		},
		Source: codetest.Source(t, "."),
	}
	admin := actor.With(t.Context(), actor.User(annID))
	web := cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}
	s := newShop(t, options{
		coupons: `[{"code":"OFF","active":false,"percentOffRate":10},{"code":"LATER","startTime":"2030-01-01T00:00:00Z","percentOffRate":10},
			{"code":"OVER","expirationTime":"2020-01-01T00:00:00Z","percentOffRate":10},{"code":"USED","usageLimit":3,"percentOffRate":10},
			{"code":"ONCE","limitPerCustomer":1,"percentOffRate":10}]`,
		usage:      uses{total: map[string]int64{"USED": 3}, own: map[string]int64{"ONCE " + bobID: 1}},
		validators: []validation.Provider{&objector{most: 5, severity: validation.SeverityError, inCart: true}},
	})
	made := func(req cart.CreateCartRequest) error { _, err := s.CreateCart(admin, req); return err }
	_, err := s.current.GetCurrentCart(bob(t.Context()))
	codes.Refused(t, current, fault.NotFound, cart.CodeNoCurrentCart, err)
	member := line("mug", 1)
	member.SelectedMembership = &cart.SelectedMembership{ID: "gold", AppID: appID}
	codes.Refused(t, create, fault.Invalid, cart.CodeNoMembershipItem, made(cart.CreateCartRequest{LineItems: []cart.LineItem{member}}))
	codes.Refused(t, create, fault.Invalid, cart.CodeCartWithoutItems, made(cart.CreateCartRequest{}))

	here := add(line("shirt", 1))
	here.BusinessLocationID = locationID
	if _, err := s.current.AddToCurrentCart(bob(t.Context()), here); err != nil {
		t.Fatal(err)
	}
	here.BusinessLocationID = contactID
	_, err = s.current.AddToCurrentCart(bob(t.Context()), here)
	codes.Refused(t, more, fault.State, cart.CodeOtherLocation, err)
	dear := line("shirt", 1)
	dear.CatalogOverrideFields = overriding("0.01")
	_, err = s.current.AddToCurrentCart(bob(t.Context()), add(dear))
	codes.Refused(t, more, fault.Denied, "PERMISSION_DENIED", err)

	change := func(req cart.UpdateCartRequest) error {
		_, err := s.current.UpdateCurrentCart(bob(t.Context()), req)
		return err
	}
	contact := cart.CartUpdate{BuyerInfo: cart.BuyerInfoUpdate{ContactID: patch.Set(contactID)}}
	codes.Refused(t, update, fault.State, cart.CodeContactOfMember, change(cart.UpdateCartRequest{CartInfo: contact}))
	for coupon, want := range map[string]struct {
		class fault.Class
		code  string
	}{
		"NONE": {fault.NotFound, discount.CodeCouponDoesNotExist}, "OFF": {fault.State, discount.CodeCouponIsDisabled},
		"LATER": {fault.State, discount.CodeCouponIsNotActiveYet}, "OVER": {fault.State, discount.CodeCouponHasExpired},
		"USED": {fault.Limit, discount.CodeCouponUsageExceeded}, "ONCE": {fault.Limit, discount.CodeCouponLimitPerCustomerReached},
	} {
		codes.Refused(t, update, want.class, want.code, change(cart.UpdateCartRequest{CouponCode: coupon}))
	}

	checkout := func(req cart.CreateCartRequest, then func(*cart.Cart)) error {
		t.Helper()
		r, err := s.CreateCart(admin, req)
		if err != nil {
			t.Fatal(err)
		}
		then(r.Cart)
		_, err = s.CreateCheckout(admin, r.Cart.ID, web)
		return err
	}
	of := func(l cart.LineItem) cart.CreateCartRequest {
		return cart.CreateCartRequest{LineItems: []cart.LineItem{l}}
	}
	asIs := func(*cart.Cart) {}
	codes.Refused(t, out, fault.State, cart.CodeViolations, checkout(of(line("shirt", 6)), asIs))
	codes.Refused(t, out, fault.State, cart.CodeEmpty, checkout(of(line("shirt", 1)), func(c *cart.Cart) {
		if _, err := s.RemoveLineItems(admin, c.ID, []string{c.LineItems[0].ID}); err != nil {
			t.Fatal(err)
		}
	}))
	codes.Refused(t, out, fault.State, cart.CodeZeroQuantity, checkout(of(line("mug", 1)), func(*cart.Cart) {
		if err := s.products.SetStock(t.Context(), "mug", 0); err != nil {
			t.Fatal(err)
		}
	}))
	deposit, both := usualCustom(), usualCustom()
	deposit.PaymentOption, deposit.DepositAmount = item.DepositOnline, usd("1.00")
	both.PhysicalProperties, both.ServiceProperties = &item.PhysicalProperties{}, &item.ServiceProperties{NumberOfParticipants: 2}
	for code, custom := range map[string]cart.CustomLineItem{cart.CodeCustomItemPayment: deposit, cart.CodeCustomItemProperties: both} {
		codes.Refused(t, out, fault.State, code, checkout(cart.CreateCartRequest{CustomLineItems: []cart.CustomLineItem{custom}}, asIs))
	}
	alone := cart.NewService(s.env, cart.Config{})
	_, err = alone.CreateCheckout(admin, "any", web)
	codes.Refused(t, out, fault.State, cart.CodeMustAcceptPayments, err)
	codes.Done(t)
}
