// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/discounts"
)

// club is another program, which knows the coupons CLUB, 1.00 off, and NOTHING,
// which holds and gives nothing, and why it must refuse others.
type club struct{ refuses map[string]error }

func (k *club) GetEligibleDiscounts(_ context.Context, r discounts.Request) (discounts.Response, error) {
	if len(r.CouponCodes) == 0 {
		return discounts.Response{}, nil
	}
	code := r.CouponCodes[0]
	rate := discounts.Rate{Type: discounts.RateFixedAmount, FixedAmountValue: "1.00"}
	switch discount.CodeKey(code) {
	case discount.CodeKey("CLUB"):
	case discount.CodeKey("NOTHING"):
		rate.FixedAmountValue = "0"
	default:
		return discounts.Response{}, k.refuses[code]
	}
	return discounts.Response{Discounts: []discounts.Discount{{
		TargetType: discounts.TargetGlobal, GlobalDiscounts: &discounts.BaseDiscounts{Rate: rate}, Source: discounts.SourceCoupon,
		CouponOptions: &discounts.CouponOptions{Code: code}, Name: item.Text("The club"), ExternalID: "club-1",
	}}}, nil
}

func withClub(t testing.TB) (*ecomtest.Shop, *club) {
	t.Helper()
	k := &club{refuses: map[string]error{}}
	return ecomtest.NewShop(t, both(coupons, func(c *ecom.Config) { c.Discounts = []discounts.Provider{k} })), k
}

// A coupon of another program lowers the cart, the checkout and the order.
func TestCouponElsewhere(t *testing.T) {
	t.Parallel()
	s, _ := withClub(t)
	ctx := ecomtest.Visitor(t.Context(), 1)
	if _, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("ebook", 1)}}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := s.CurrentCart.UpdateCurrentCart(ctx, cart.UpdateCartRequest{CouponCode: " club "})
		if err != nil {
			t.Fatal(err)
		}
		if d := r.Cart.AppliedDiscounts; len(d) != 1 || *d[0].Coupon != (cart.Coupon{ID: "club-1", Code: "club"}) {
			t.Errorf("the cart has %+v", d)
		}
	}
	totals, err := s.CurrentCart.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
	if err != nil || totals.PriceSummary.Total.Amount != dollars("4.00") || totals.CalculationErrors.Any() {
		t.Errorf("the cart costs %+v, %v", totals, err)
	}
	made, err := s.Checkout(ctx)
	if err != nil || made.PriceSummary.Total.Amount != dollars("4.00") || made.CalculationErrors.Any() {
		t.Fatalf("the checkout is %s, %v", encode(t, made), err)
	}
	o := place(ctx, t, s, made.ID, nil)
	if got := o.PriceSummary.Total.Amount; got != dollars("4.00") || o.AppliedDiscounts[0].Coupon.Code != "club" {
		t.Errorf("the order costs %s with %s", got, encode(t, o.AppliedDiscounts))
	}
}

// Checkouts take such coupons, too, in the place of the shop's, and the other way
// round.
func TestCouponElsewhereOfCheckouts(t *testing.T) {
	t.Parallel()
	s, _ := withClub(t)
	ctx := ecomtest.Visitor(t.Context(), 1)
	made, err := s.Checkouts.CreateCheckout(t.Context(), checkout.CreateCheckoutRequest{
		LineItems: []cart.LineItem{s.Line("ebook", 1)}, CouponCode: "CLUB", ChannelType: cart.ChannelWeb,
	})
	if err != nil || made.Checkout.PriceSummary.Total.Amount != dollars("4.00") {
		t.Fatalf("CreateCheckout() = %+v, %v", made, err)
	}
	c := ready(ctx, t, s, s.Line("ebook", 1))
	for _, tt := range []struct{ code, want string }{{"SAVE10", "4.50"}, {"CLUB", "4.00"}, {"NOTHING", "5.00"}, {"save10", "4.50"}} {
		if c = update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: tt.code}); c.PriceSummary.Total.Amount != dollars(tt.want) || c.CalculationErrors.Any() {
			t.Errorf("with %s it costs %s, %+v, want %s", tt.code, c.PriceSummary.Total.Amount, c.CalculationErrors, tt.want)
		}
	}
}

// What the other program refuses, and what nobody knows, is refused with the
// platform's codes, and changes nothing.
func TestCouponElsewhereCodes(t *testing.T) {
	t.Parallel()
	s, k := withClub(t)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("ebook", 1))
	c = update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"})
	if _, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("ebook", 1)}}); err != nil {
		t.Fatal(err)
	}
	k.refuses["DOWN"] = errors.New("down")
	for code, tt := range map[string]struct {
		class fault.Class
		code  string
	}{
		"OLD":               {fault.State, discount.CodeCouponHasExpired},
		"OFF":               {fault.State, discount.CodeCouponIsDisabled},
		"LATER":             {fault.State, discount.CodeCouponIsNotActiveYet},
		"USED":              {fault.Limit, discount.CodeCouponUsageExceeded},
		"EACH":              {fault.Limit, discount.CodeCouponLimitPerCustomerReached},
		"NONE":              {fault.NotFound, discount.CodeCouponDoesNotExist},
		"THIS NOBODY KNOWS": {fault.NotFound, discount.CodeCouponDoesNotExist},
		"DOWN":              {fault.Unavailable, ""},
	} {
		if tt.code != "" && tt.code != discount.CodeCouponDoesNotExist {
			k.refuses[code] = fault.New(tt.class, tt.code, "no")
		}
		_, err := s.Checkouts.UpdateCheckout(ctx, c.ID, checkout.UpdateCheckoutRequest{CouponCode: code})
		wantFault(t, "a checkout with "+code, err, tt.class, tt.code)
		_, err = s.CurrentCart.UpdateCurrentCart(ctx, cart.UpdateCartRequest{CouponCode: code})
		wantFault(t, "a cart with "+code, err, tt.class, tt.code)
	}
	after, err := s.Checkouts.GetCheckout(ctx, c.ID)
	if diff := differences(t, c, after); err != nil || diff != "" {
		t.Errorf("the checkout changed: %v\n%s", err, diff)
	}
}
