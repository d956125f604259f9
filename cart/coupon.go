// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/pricing"
)

// FindCoupon returns the coupon with a code, if it holds at a moment for a
// buyer. Otherwise the error bears the platform's code:
// ERROR_COUPON_DOES_NOT_EXIST (fault.NotFound), ERROR_COUPON_HAS_EXPIRED,
// ERROR_COUPON_IS_NOT_ACTIVE_YET, ERROR_COUPON_IS_DISABLED,
// ERROR_COUPON_USAGE_EXCEEDED, ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED.
// Whether it lowers anything in the cart is not looked at: that may still come.
func FindCoupon(ctx context.Context, coupons discount.Coupons, usage pricing.Usage, code string, b *contact.BuyerInfo, at time.Time) (*discount.Coupon, error) {
	found, err := coupons.Find(ctx, code)
	if err != nil {
		return nil, err
	}
	if err = found.CheckTime(at); err != nil {
		return nil, err
	}
	c := found.Coupon
	if usage == nil || !c.Limited() {
		return c, nil
	}
	uses, err := usage.Uses(ctx, []discount.Use{c.Use(discount.CustomerOf(b.MemberID, b.Email))})
	if err != nil {
		return nil, err
	}
	return c, found.CheckUses(uses[0])
}

// setCoupon gives the cart a coupon, in the place of the one it has.
func (e *edit) setCoupon(ctx context.Context, code string) error {
	c := &e.rec.Cart
	found, err := FindCoupon(e.s.withOwnUses(ctx, e.tx, c), e.s.cfg.Coupons, e.s.cfg.Usage, code, &c.BuyerInfo, e.tx.Now())
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
