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
	cp := p.c.cfg.Coupons.Find(p.in.CouponCode)
	if p.in.CouponCode == "" {
		cp = p.c.cfg.Coupons.FindID(p.in.CouponID)
	}
	lines, err := p.couponLines(cp)
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
	if cp.Coupon.Scoped() || cp.Coupon.LimitedToOneItem {
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

func (p *pricer) applyCoupon(a applied, cp *discount.CompiledCoupon, lines []int32) (int64, error) {
	e := cp.Effect
	switch {
	case cp.Coupon.FreeShipping:
		return 0, nil
	case cp.Coupon.LimitedToOneItem:
		return p.takeOffOne(a, e, lines), nil
	case e.Type == discount.TypeFixedAmount && !cp.Coupon.Scoped():
		sum, _ := money.MulDivRound(e.Num, 1, e.Den, p.mode)
		return p.spread(a, sum, lines), nil
	default:
		return p.takeOff(a, e, lines)
	}
}

// couponLines returns the lines in a coupon's scope, or why it does not hold.
func (p *pricer) couponLines(cp *discount.CompiledCoupon) ([]int32, error) {
	if cp == nil {
		return nil, fault.New(fault.NotFound, discount.CodeCouponDoesNotExist, "there is no such coupon")
	}
	if err := cp.CheckTime(p.at); err != nil {
		return nil, err
	}
	if k := cp.Coupon; p.c.cfg.Usage != nil && (k.UsageLimit > 0 || k.LimitPerCustomer > 0) {
		total, mine, err := p.c.cfg.Usage.CouponUses(p.ctx, k.EffectiveID(), p.in.Buyer.Email)
		if err != nil {
			return nil, err
		}
		if err := cp.CheckUses(total, mine); err != nil {
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
	if len(lines) == 0 {
		e := fault.New(fault.State, discount.CodeCouponNotApplicable, "the coupon is for other goods")
		e.Data = map[string]any{"reason": "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"}
		return nil, e
	}
	return lines, nil
}

// takeOffOne takes an effect off one unit of the line whose units cost least;
// of several, the first.
func (p *pricer) takeOffOne(a applied, e discount.Effect, lines []int32) int64 {
	best := -1
	for k, i := range lines {
		f := &p.r.lines[i]
		if f.shown == 0 || f.quantity == 0 {
			continue
		}
		if best < 0 || cheaper(f, &p.r.lines[lines[best]]) {
			best = k
		}
	}
	if best < 0 {
		return 0
	}
	f := &p.r.lines[lines[best]]
	var off int64
	switch {
	case p.point == money.PointUnit:
		off = p.cut(e, f.shown/f.quantity, 1)
	case e.Type == discount.TypePercentage:
		// A validated percentage has at most 11 digits behind the point, so this
		// product stays far below 2^63.
		off, _ = money.MulDivRound(f.shown, e.Num, e.Den*f.quantity, p.mode)
	default:
		off = p.cut(e, unitOf(f.shown, f.quantity, p.mode), 1)
	}
	return p.takeCuts(a, lines[best:best+1], []int64{min(off, f.shown)})
}

// cheaper reports whether a unit of f costs less than one of g.
func cheaper(f, g *lineFigures) bool {
	return lessProduct(f.shown, g.quantity, g.shown, f.quantity)
}
