// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/pricing"
)

// FindCoupon returns the coupon with a code, if it holds at a moment for a
// buyer with an e-mail address. Otherwise the error bears the platform's code:
// ERROR_COUPON_DOES_NOT_EXIST (fault.NotFound), ERROR_COUPON_HAS_EXPIRED,
// ERROR_COUPON_IS_NOT_ACTIVE_YET, ERROR_COUPON_IS_DISABLED,
// ERROR_COUPON_USAGE_EXCEEDED, ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED.
// Whether it lowers anything in the cart is not looked at: that may still come.
func FindCoupon(ctx context.Context, coupons Coupons, usage pricing.Usage, code, email string, at time.Time) (*discount.Coupon, error) {
	var found *discount.CompiledCoupon
	if coupons != nil {
		found = coupons.Find(code)
	}
	if found == nil {
		return nil, fault.New(fault.NotFound, discount.CodeCouponDoesNotExist, "there is no such coupon")
	}
	if err := found.CheckTime(at); err != nil {
		return nil, err
	}
	c := found.Coupon
	if usage == nil || c.UsageLimit <= 0 && c.LimitPerCustomer <= 0 {
		return c, nil
	}
	total, own, err := usage.CouponUses(ctx, c.EffectiveID(), email)
	if err != nil {
		return nil, err
	}
	return c, found.CheckUses(total, own)
}

// setCoupon gives the cart a coupon, in the place of the one it has.
func (e *edit) setCoupon(ctx context.Context, code string) error {
	c := &e.rec.Cart
	found, err := FindCoupon(ctx, e.s.cfg.Coupons, e.s.cfg.Usage, code, c.BuyerInfo.Email, e.tx.Now())
	if err != nil {
		return err
	}
	coupon := Coupon{ID: found.EffectiveID(), Code: found.Code}
	for _, d := range c.AppliedDiscounts {
		if d.Coupon != nil && *d.Coupon == coupon {
			return nil
		}
	}
	e.dropCoupon()
	c.AppliedDiscounts = append(c.AppliedDiscounts, Discount{Coupon: &coupon})
	e.rec.Internal.CouponSet = e.tx.Now()
	return nil
}

// dropCoupon takes the coupon off the cart.
func (e *edit) dropCoupon() {
	var kept []Discount
	for _, d := range e.rec.Cart.AppliedDiscounts {
		if d.Coupon == nil {
			kept = append(kept, d)
		}
	}
	e.rec.Cart.AppliedDiscounts, e.rec.Internal.CouponSet = kept, time.Time{}
}
