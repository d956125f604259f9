// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// CodeCouponWithGiftCardPurchase is the platform's code for a coupon on a cart
// in which a gift card is bought.
const CodeCouponWithGiftCardPurchase = "CANNOT_REDEEM_COUPON_WHEN_PURCHASING_GIFT_CARD"

// unitOf returns the price of one of so many units, rounded for display.
func unitOf(amount, quantity int64, mode money.Mode) int64 {
	return money.RoundDiv(amount, quantity, mode)
}

// coupon applies the one coupon, or says why it does not hold.
func (p *pricer) coupon() error {
	if p.in.CouponCode == "" && p.in.CouponID == "" {
		return nil
	}
	var lines []int32
	cp, err := p.findCoupon()
	if err == nil {
		lines, err = p.couponLines(cp)
	}
	if err != nil {
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		p.r.errors.CouponCalculationError = DetailsOf(err)
		p.skip(SkippedCoupon, p.in.CouponID, p.in.CouponCode, message(err))
		return nil
	}
	p.r.coupon = cp
	a := applied{kind: appliedCoupon, target: DiscountTargetGlobal}
	if cp.Coupon.Scoped() || cp.Coupon.LimitedToOneItem || cp.BuyGet != nil {
		a.target = DiscountTargetSpecificItems
	}
	total, err := p.applyCoupon(a, cp, lines)
	if err != nil {
		return err
	}
	if total == 0 { // it holds, so it is shown
		if cp.Coupon.FreeShipping {
			a.target = DiscountTargetShipping
		}
		p.closeShares(a, len(p.r.shares), 0)
	}
	if cp.Coupon.FreeShipping {
		p.freeShip = len(p.r.applied) - 1
	}
	return nil
}

func (p *pricer) findCoupon() (*discount.CompiledCoupon, error) {
	if p.in.CouponCode != "" {
		return p.c.cfg.Coupons.Find(p.ctx, p.in.CouponCode)
	}
	return p.c.cfg.Coupons.FindID(p.ctx, p.in.CouponID)
}

func (p *pricer) applyCoupon(a applied, cp *discount.CompiledCoupon, lines []int32) (int64, error) {
	e := cp.Effect
	switch {
	case cp.Coupon.FreeShipping:
		return 0, nil
	case cp.BuyGet != nil:
		given, parts := p.given(cp.BuyGet, lines, lines)
		return p.takeOff(a, e, given, parts)
	case cp.Coupon.LimitedToOneItem:
		one, parts := p.lowest(lines)
		return p.takeOff(a, e, one, parts)
	case e.Type == discount.TypeFixedAmount && !cp.Coupon.Scoped():
		sum, _ := money.MulDivRound(e.Num, 1, e.Den, p.mode)
		return p.spread(a, sum, lines), nil
	default:
		return p.takeOff(a, e, lines, nil)
	}
}

// couponLines returns the lines in a coupon's scope, or why it does not hold.
func (p *pricer) couponLines(cp *discount.CompiledCoupon) ([]int32, error) {
	if err := cp.CheckTime(p.at); err != nil {
		return nil, err
	}
	if p.c.cfg.Usage != nil && cp.Coupon.Limited() {
		uses, err := p.c.cfg.usesOf(p.ctx, []discount.Use{cp.Coupon.Use(p.in.Buyer.customer())})
		if err != nil {
			return nil, err
		}
		if err := cp.CheckUses(uses[0]); err != nil {
			return nil, err
		}
	}
	var subtotal int64
	for i := range p.r.lines {
		if p.in.Lines[i].ItemType.Preset == item.PresetGiftCard {
			return nil, fault.New(fault.State, CodeCouponWithGiftCardPurchase, "a coupon cannot be used when a gift card is bought")
		}
		subtotal += p.r.lines[i].shown
	}
	if subtotal < cp.MinimumSubtotal {
		e := fault.New(fault.State, discount.CodeCouponNotApplicable, "the goods cost less than the coupon asks for")
		e.Data = map[string]any{"reason": "MIN_SUBTOTAL_NOT_REACHED", "requiredMinimumSubtotal": money.Minor(cp.MinimumSubtotal, p.c.cfg.Currency).String()}
		return nil, e
	}
	if cp.Coupon.FreeShipping && !cp.Coupon.Scoped() {
		return nil, nil
	}
	lines := p.everyLine()
	if cp.Coupon.Scoped() {
		lines = p.s.some[:0]
		views := p.views()
		for i := range views {
			if cp.Lowers(&views[i]) {
				lines = append(lines, int32(i))
			}
		}
		p.s.some = lines
	}
	var units int64
	for _, i := range lines {
		units += p.r.lines[i].quantity
	}
	if b := cp.BuyGet; b != nil && len(lines) > 0 && units < b.Quantity+b.Gets {
		e := fault.New(fault.State, discount.CodeCouponNotApplicable, "there is too little in the cart to buy some and be given others")
		e.Data = map[string]any{"reason": "MIN_LINE_ITEM_QUANTITY_NOT_REACHED", "requiredMinimumQuantity": b.Quantity + b.Gets}
		return nil, e
	}
	if len(lines) == 0 {
		e := fault.New(fault.State, discount.CodeCouponNotApplicable, "the coupon is for other goods")
		e.Data = map[string]any{"reason": "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"}
		return nil, e
	}
	return lines, nil
}
