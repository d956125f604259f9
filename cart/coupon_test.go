// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
)

// uses says how often coupons were used, by coupon and by customer.
type uses struct {
	total map[string]int64
	own   map[string]int64
	err   error
}

func (u uses) Uses(_ context.Context, of []discount.Use) ([]discount.Uses, error) {
	list := make([]discount.Uses, len(of))
	for i, use := range of {
		list[i].Total = u.total[use.ID]
		for _, name := range use.Customer {
			list[i].ByBuyer = max(list[i].ByBuyer, u.own[use.ID+" "+name])
		}
	}
	return list, u.err
}

func TestCoupon(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{
		coupons: `[{"id":"c1","code":"TEN","percentOffRate":10},{"id":"c2","code":"FIVE","moneyOffAmount":"5.00"},
			{"code":"OFF","active":false,"percentOffRate":10},{"code":"LATER","startTime":"2030-01-01T00:00:00Z","percentOffRate":10},
			{"code":"OVER","expirationTime":"2020-01-01T00:00:00Z","percentOffRate":10},
			{"code":"USED","usageLimit":3,"percentOffRate":10},{"code":"ONCE","limitPerCustomer":1,"percentOffRate":10}]`,
		usage: uses{total: map[string]int64{"USED": 3}, own: map[string]int64{"ONCE ann@example.com": 1}},
	})
	ctx := ann(t.Context())
	c := fill(t, s)
	set := func(code string) (*cart.Result, error) {
		return s.UpdateCart(ctx, c.ID, cart.UpdateCartRequest{CouponCode: code})
	}
	r, err := set(" ten ")
	if err != nil {
		t.Fatalf("UpdateCart() = %v", err)
	}
	want := []cart.Discount{{Coupon: &cart.Coupon{ID: "c1", Code: "TEN"}}}
	if diff := cmp.Diff(want, r.Cart.AppliedDiscounts); diff != "" {
		t.Errorf("applied discounts (-want +got):\n%s", diff)
	}
	// The coupon does not lower what the line costs before it.
	if got := r.Cart.LineItems[0].LineItemPrice.Amount.String(); got != "25.00" {
		t.Errorf("the line costs %s, want 25.00", got)
	}
	for _, refused := range []struct {
		code, want string
		class      fault.Class
	}{
		{"NONE", "ERROR_COUPON_DOES_NOT_EXIST", fault.NotFound},
		{"OFF", "ERROR_COUPON_IS_DISABLED", fault.State},
		{"LATER", "ERROR_COUPON_IS_NOT_ACTIVE_YET", fault.State},
		{"OVER", "ERROR_COUPON_HAS_EXPIRED", fault.State},
		{"USED", "ERROR_COUPON_USAGE_EXCEEDED", fault.Limit},
	} {
		_, err := set(refused.code)
		wantCode(t, "coupon "+refused.code, err, refused.class, refused.want)
	}
	if r, err = set("ONCE"); err != nil || r.Cart.CouponCode() != "ONCE" {
		t.Errorf("a coupon for each customer, of one not known = %v", err)
	}
	// A new coupon takes the place of the old one, and the same changes nothing.
	if r, err = set("FIVE"); err != nil || r.Cart.CouponCode() != "FIVE" || len(r.Cart.AppliedDiscounts) != 1 {
		t.Errorf("another coupon = %+v, %v", r, err)
	}
	revision := r.Cart.Revision
	if r, err = set("five"); err != nil || r.Cart.Revision != revision {
		t.Errorf("the same coupon = revision %s, %v, want %s", r.Cart.Revision, err, revision)
	}
	if r, err = s.RemoveCoupon(ctx, c.ID); err != nil || r.Cart.CouponCode() != "" || len(r.Cart.AppliedDiscounts) != 0 {
		t.Errorf("RemoveCoupon() = %+v, %v", r, err)
	}
	s.events.take()
	if r, err = s.RemoveCoupon(ctx, c.ID); err != nil || len(s.events.take()) != 0 {
		t.Errorf("RemoveCoupon() of none = %+v, %v, want no change", r, err)
	}

	// With an e-mail address the customer is known.
	req := cart.UpdateCartRequest{CouponCode: "ONCE"}
	if err := req.CartInfo.BuyerInfo.Email.UnmarshalJSON([]byte(`"ann@example.com"`)); err != nil {
		t.Fatal(err)
	}
	_, err = s.UpdateCart(ctx, c.ID, req)
	wantCode(t, "a coupon for each customer, used", err, fault.Limit, "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED")
	if got, err := s.GetCart(ctx, c.ID); err != nil || got.BuyerInfo.Email != "" {
		t.Errorf("a refused update left %+v, %v", got, err)
	}
}

func TestCouponOfANewCart(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{coupons: `[{"code":"TEN","percentOffRate":10}]`})
	ctx := ann(t.Context())
	r, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}, CouponCode: "TEN"})
	if err != nil || r.Cart.CouponCode() != "TEN" {
		t.Errorf("CreateCart() = %+v, %v", r, err)
	}
	_, err = s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}, CouponCode: "NO"})
	wantCode(t, "CreateCart() with a bad code", err, fault.NotFound, "ERROR_COUPON_DOES_NOT_EXIST")
}

func TestFindCoupon(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	_, err := cart.FindCoupon(t.Context(), couponsOf(t, ""), nil, "ANY", new(contact.BuyerInfo), at)
	wantCode(t, "FindCoupon() in a shop without coupons", err, fault.NotFound, "ERROR_COUPON_DOES_NOT_EXIST")
	set := couponsOf(t, `[{"code":"LIMITED","usageLimit":1,"percentOffRate":10}]`)
	boom := errors.New("boom")
	if _, err = cart.FindCoupon(t.Context(), set, uses{err: boom}, "LIMITED", new(contact.BuyerInfo), at); !errors.Is(err, boom) {
		t.Errorf("FindCoupon() without its uses = %v, want %v", err, boom)
	}
	if c, err := cart.FindCoupon(t.Context(), set, nil, "LIMITED", new(contact.BuyerInfo), at); err != nil || c.Code != "LIMITED" {
		t.Errorf("FindCoupon() = %v, %v", c, err)
	}
}
