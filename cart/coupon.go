// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
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

// CouponRefused returns why the totals that were computed with a coupon say that
// it does not hold: the error that FindCoupon gives for the shop's own. Without
// an answer of all who may know the coupon it is fault.Unavailable.
func CouponRefused(e *pricing.CalculationErrors) error {
	if e == nil || e.CouponCalculationError == nil {
		return nil
	}
	code := e.CouponCalculationError.Code()
	refused := &fault.Error{Class: fault.State, Code: code, Message: "the coupon does not hold"}
	if a := e.CouponCalculationError.ApplicationError; a != nil {
		refused.Message, refused.Data = a.Description, a.Data
	}
	switch code {
	case discount.CodeCouponNotApplicable, pricing.CodeCouponWithGiftCardPurchase:
		return nil // that may still change
	case discount.CodeCouponUsageExceeded, discount.CodeCouponLimitPerCustomerReached:
		refused.Class = fault.Limit
	case discount.CodeCouponDoesNotExist:
		if refused.Class = fault.NotFound; e.DiscountsCalculationError != nil {
			return fault.New(fault.Unavailable, "", "the programs that may know the coupon did not answer")
		}
	}
	return refused
}

// setCoupon gives the cart a coupon, in the place of the one it has.
func (e *edit) setCoupon(ctx context.Context, code string) error {
	c := &e.rec.Cart
	ctx = e.s.withOwnUses(ctx, e.tx, c)
	var coupon Coupon
	found, err := FindCoupon(ctx, e.s.cfg.Coupons, e.s.cfg.Usage, code, &c.BuyerInfo, e.tx.Now())
	switch {
	case err == nil:
		coupon = Coupon{ID: found.EffectiveID(), Code: found.Code}
	case e.s.cfg.ForeignCoupons && fault.Code(err) == discount.CodeCouponDoesNotExist:
		coupon, err = e.couponElsewhere(ctx, code)
	}
	if err != nil {
		return err
	}
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

// couponElsewhere returns the coupon that another program gives discounts for on
// what is in the cart.
func (e *edit) couponElsewhere(ctx context.Context, code string) (Coupon, error) {
	c := &e.rec.Cart
	code = strings.TrimSpace(code)
	t, err := e.s.picker.pricer.Calculate(ctx, &pricing.Input{
		Lines: e.rec.Goods().PricingLines(), CouponCode: code, Buyer: buyerOf(c), At: e.tx.Now(), PurchaseFlowID: c.PurchaseFlowID,
	})
	if err == nil {
		err = CouponRefused(t.CalculationErrors)
	}
	if err != nil {
		return Coupon{}, err
	}
	for _, d := range t.AppliedDiscounts {
		if d.Coupon != nil {
			return Coupon{ID: cmp.Or(d.Coupon.ID, d.Coupon.Code), Code: d.Coupon.Code}, nil
		}
	}
	return Coupon{ID: code, Code: code}, nil // it takes nothing off yet
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
