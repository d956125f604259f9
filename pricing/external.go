// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/discounts"
)

// maxApplied is how many discounts a cart shows at most.
const maxApplied = 320

// external is what another program takes off: a percentage of each of some lines
// or of shipping, or one sum off them together.
type external struct {
	name     item.Translatable
	id       string
	code     string // of the coupon that it is given for; ""
	shipping bool
	lines    []int32         // nil: all
	effect   discount.Effect // of a percentage; else of Type ""
	sum      decimal.Decimal // major units, before rounding
}

// external takes off what providers of discounts give.
func (p *pricer) external() error {
	if len(p.c.cfg.Discounts) == 0 || len(p.in.Lines) == 0 {
		return nil
	}
	req := p.discountsRequest()
	for _, provider := range p.c.cfg.Discounts {
		given, err := ask(p.ctx, p.c, "discounts", discounts.Budget, provider, func(ctx context.Context) ([]external, error) {
			resp, err := provider.GetEligibleDiscounts(ctx, req)
			if err != nil {
				return nil, err
			}
			if bad := discounts.Check(req, resp); bad != nil {
				return nil, unusable(bad)
			}
			return p.c.externals(req, &resp)
		})
		if err != nil {
			if p.ctx.Err() != nil {
				return p.ctx.Err()
			}
			p.externalFailed(err)
			continue
		}
		if err := p.takeExternals(given); err != nil {
			return err
		}
	}
	return nil
}

// externalFailed records why a provider gives no discounts. One that refuses the
// coupon says why it does not hold, unless the shop has it: then what others
// think of its code does not matter.
func (p *pricer) externalFailed(err error) {
	switch code := fault.Code(err); code {
	case discount.CodeCouponDoesNotExist, discount.CodeCouponIsDisabled, discount.CodeCouponIsNotActiveYet, discount.CodeCouponHasExpired,
		discount.CodeCouponUsageExceeded, discount.CodeCouponLimitPerCustomerReached:
		if p.in.CouponCode == "" {
			break
		}
		if p.unknownCoupon() && code != discount.CodeCouponDoesNotExist {
			p.r.errors.CouponCalculationError = DetailsOf(err)
		}
		return
	}
	p.discountsFailed(err)
}

// unknownCoupon reports whether the shop has no coupon with the code given.
func (p *pricer) unknownCoupon() bool {
	return p.in.CouponCode != "" && p.r.errors.CouponCalculationError.Code() == discount.CodeCouponDoesNotExist
}

func (p *pricer) discountsRequest() discounts.Request {
	r := discounts.Request{
		LineItems: make([]discounts.LineItem, len(p.in.Lines)), PurchaseFlowID: p.in.PurchaseFlowID,
		BuyerEmail: p.in.Buyer.Email, Currency: p.c.cfg.Currency,
	}
	if p.in.CouponCode != "" {
		r.CouponCodes = []string{p.in.CouponCode}
	}
	for i := range p.in.Lines {
		l := &p.in.Lines[i]
		r.LineItems[i] = discounts.LineItem{
			ID: l.ID, Quantity: l.Quantity, CatalogReference: *l.CatalogReference.Clone(), Price: money.Minor(p.r.lines[i].unit, p.c.cfg.Currency),
		}
	}
	return r
}

// externals takes an answer apart into what is taken off.
func (c *Calculator) externals(req discounts.Request, resp *discounts.Response) ([]external, error) {
	byID := make(map[string]int32, len(req.LineItems))
	for i := range req.LineItems {
		byID[req.LineItems[i].ID] = int32(i)
	}
	var out []external
	for i := range resp.Discounts {
		d := &resp.Discounts[i]
		x := external{name: d.Name, id: d.ExternalID}
		if d.Source == discounts.SourceCoupon {
			x.code = d.CouponOptions.Code
		}
		switch d.TargetType {
		case discounts.TargetGlobal:
			out = append(out, x.rated(&d.GlobalDiscounts.Rate))
		case discounts.TargetShipping:
			x.shipping = true
			out = append(out, x.rated(&d.ShippingDiscounts.Rate))
		default:
			for j := range d.LineItemsDiscounts.LineItems {
				l := &d.LineItemsDiscounts.LineItems[j]
				x.lines = []int32{byID[l.ID]}
				out = append(out, x.rated(&l.Rate))
			}
		}
		if len(out) > maxApplied {
			return nil, unusable(fault.New(fault.Limit, "", fmt.Sprintf("it has more than %d discounts", maxApplied)))
		}
	}
	return out, nil
}

// rated returns the discount at a rate.
func (x external) rated(r *discounts.Rate) external {
	v := r.Value()
	if r.Type != discounts.RatePercentage {
		x.sum = v
		return x
	}
	x.effect = discount.Effect{Type: discount.TypePercentage, Num: 0, Den: 1}
	if e, err := discount.PercentageOf(v).Effect(); err == nil { // else it is 0
		x.effect = e
	}
	return x
}

// takeExternals takes discounts off the lines, and leaves those off shipping for
// when its price is known.
func (p *pricer) takeExternals(given []external) error {
	for i := range given {
		x := &given[i]
		if x.code != "" {
			if !p.unknownCoupon() && !p.couponElsewhere || discount.CodeKey(x.code) != discount.CodeKey(p.in.CouponCode) {
				continue
			}
			p.r.errors.CouponCalculationError, p.couponElsewhere = nil, true
		}
		p.r.external = append(p.r.external, *x)
		if x.shipping {
			continue
		}
		a := applied{kind: appliedExternal, index: int32(len(p.r.external) - 1), target: DiscountTargetSpecificItems}
		lines := x.lines
		if lines == nil {
			a.target, lines = DiscountTargetGlobal, p.everyLine()
		}
		if x.effect.Type != "" {
			off, err := p.takeOff(a, x.effect, lines, nil)
			if err != nil {
				return err
			}
			if off == 0 {
				p.tookNothing(SkippedDiscount, x.id, x.name.Original, lines)
			}
			continue
		}
		if p.spread(a, p.majorOf(x.sum), lines) == 0 {
			p.tookNothing(SkippedDiscount, x.id, x.name.Original, lines)
		}
	}
	return nil
}

// majorOf returns a sum of major units, rounded, in minor ones: at most all that
// a cart can cost.
func (p *pricer) majorOf(d decimal.Decimal) int64 {
	n := money.Round(d, int32(p.c.cfg.Currency.Digits()), p.mode).Shift(int32(p.c.cfg.Currency.Digits())).BigInt()
	if !n.IsInt64() {
		return p.c.limit
	}
	return min(n.Int64(), p.c.limit)
}

// externalShipping takes discounts that providers give off shipping.
func (p *pricer) externalShipping(f *chargeFigures) {
	for i := range p.r.external {
		x := &p.r.external[i]
		if !x.shipping {
			continue
		}
		off := p.majorOf(x.sum)
		if x.effect.Type != "" {
			off = p.cut(x.effect, f.shown(), 1)
		}
		if off = min(off, f.shown()); off > 0 {
			f.discount += off
			p.closeShares(applied{kind: appliedExternal, index: int32(i), target: DiscountTargetShipping}, len(p.r.shares), 0)
			p.r.shipOff[len(p.r.shipOff)-1] = off
		} else {
			p.shippingTookNothing(SkippedDiscount, x.id, x.name.Original)
		}
	}
}

// applied is the discount as the answer shows it.
func (x *external) applied(amount money.MultiCurrencyPrice) AppliedDiscount {
	if x.code != "" {
		return AppliedDiscount{Coupon: &AppliedCoupon{ID: x.id, Code: x.code, Name: x.name.Original, Amount: amount}}
	}
	return AppliedDiscount{DiscountRule: &AppliedRule{ID: x.id, Name: x.name, Amount: amount}}
}
