// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"fmt"
	"math"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// The platform's codes for coupons that do not hold.
const (
	CodeCouponDoesNotExist            = "ERROR_COUPON_DOES_NOT_EXIST"
	CodeCouponIsDisabled              = "ERROR_COUPON_IS_DISABLED"
	CodeCouponIsNotActiveYet          = "ERROR_COUPON_IS_NOT_ACTIVE_YET"
	CodeCouponHasExpired              = "ERROR_COUPON_HAS_EXPIRED"
	CodeCouponUsageExceeded           = "ERROR_COUPON_USAGE_EXCEEDED"
	CodeCouponLimitPerCustomerReached = "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"
	CodeCouponNotApplicable           = "ERROR_COUPON_NOT_APPLICABLE"
)

// CouponSet is coupons made ready to be found and applied. It is immutable and
// safe for concurrent use. A nil CouponSet has no coupons.
type CouponSet struct {
	byCode map[string]*CompiledCoupon
	byID   map[string]*CompiledCoupon
}

// CompiledCoupon is one coupon of a CouponSet.
type CompiledCoupon struct {
	Coupon          *Coupon // the set's own copy; not to be changed
	Effect          Effect  // of Type "" for free shipping
	MinimumSubtotal int64   // minor units; the least int64 when there is none
	BuyGet          *BuyGet // of buy X get Y, whose Effect makes units free; else nil

	scopes scopeSet
}

// CompileCoupons checks coupons and makes them ready for carts in a currency.
// The error names every violation by path, as "[0].percentOffRate".
func CompileCoupons(coupons []*Coupon, c money.Currency) (*CouponSet, error) {
	var v fault.Checker
	set := &CouponSet{byCode: make(map[string]*CompiledCoupon, len(coupons)), byID: make(map[string]*CompiledCoupon, len(coupons))}
	for i, cp := range coupons {
		path := fault.Index("", i)
		if cp == nil {
			v.Required(path, false)
			continue
		}
		cp.validate(&v, path)
		key := CodeKey(cp.Code)
		if set.byCode[key] != nil && key != "" {
			v.AddOther(fault.Join(path, "code"), "ALREADY_EXISTS", fmt.Sprintf("there is another coupon %.20q", cp.Code))
		}
		if cp.ID != "" && set.byID[cp.ID] != nil {
			v.AddOther(fault.Join(path, "id"), "ALREADY_EXISTS", fmt.Sprintf("there is another coupon with the id %.50q", cp.ID))
		}
		compiled := &CompiledCoupon{Coupon: cp.Clone()}
		set.byCode[key], set.byID[cp.EffectiveID()] = compiled, compiled
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	for _, cp := range set.byCode {
		cp.compile(c)
	}
	return set, nil
}

func (cp *CompiledCoupon) compile(c money.Currency) {
	k := cp.Coupon
	switch {
	case k.PercentOffRate != nil:
		cp.Effect = percentEffect(*k.PercentOffRate)
	case k.MoneyOffAmount != nil:
		cp.Effect = amountEffect(TypeFixedAmount, *k.MoneyOffAmount, c)
	case k.FixedPriceAmount != nil:
		cp.Effect = amountEffect(TypeFixedPrice, *k.FixedPriceAmount, c)
	case k.BuyXGetY != nil:
		cp.Effect = Effect{Type: TypePercentage, Num: 1, Den: 1}
		cp.BuyGet = k.BuyXGetY.compile()
	}
	cp.MinimumSubtotal = math.MinInt64
	if k.MinimumSubtotal != nil {
		cp.MinimumSubtotal, _ = bounds(k.MinimumSubtotal, nil, c)
	}
	cp.scopes = scopeSet{every: !k.Scoped()}
	if k.Scoped() {
		for _, id := range k.Scope.CatalogItemIDs {
			cp.scopes.keys = append(cp.scopes.keys, scopeKey{id: id})
		}
		for _, id := range k.Scope.CollectionIDs {
			cp.scopes.keys = append(cp.scopes.keys, scopeKey{id: id, kind: keyCollection})
		}
		cp.scopes.normalize()
	}
}

// Len returns the number of coupons.
func (s *CouponSet) Len() int {
	if s == nil {
		return 0
	}
	return len(s.byCode)
}

func noCoupon() error {
	return fault.New(fault.NotFound, CodeCouponDoesNotExist, "there is no such coupon")
}

// Lowers reports whether the coupon's scope has a line in it.
func (cp *CompiledCoupon) Lowers(l *Line) bool { return cp.scopes.contains(l) }

// CheckTime returns why the coupon does not hold at a moment, or nil: an error
// with the platform's code for one that is switched off, not yet valid or
// expired.
func (cp *CompiledCoupon) CheckTime(at time.Time) error {
	k := cp.Coupon
	switch {
	case !k.IsActive():
		return fault.New(fault.State, CodeCouponIsDisabled, "the coupon is switched off")
	case !k.StartTime.IsZero() && at.Before(k.StartTime):
		return fault.New(fault.State, CodeCouponIsNotActiveYet, "the coupon is not valid yet")
	case !k.ExpirationTime.IsZero() && !at.Before(k.ExpirationTime):
		return fault.New(fault.State, CodeCouponHasExpired, "the coupon has expired")
	default:
		return nil
	}
}

// Limited reports whether the coupon can be used so many times only, by all
// buyers or by one.
func (c *Coupon) Limited() bool { return c.UsageLimit > 0 || c.LimitPerCustomer > 0 }

// Use returns a use of the coupon by a customer.
func (c *Coupon) Use(customer Customer) Use {
	return Use{Kind: UseOfCoupon, ID: c.EffectiveID(), Customer: customer, Limit: c.UsageLimit, LimitPerCustomer: c.LimitPerCustomer}
}

// CheckUses returns why the coupon does not hold for somebody after so many
// uses, or nil.
func (cp *CompiledCoupon) CheckUses(u Uses) error {
	k := cp.Coupon
	switch {
	case k.UsageLimit > 0 && u.Total >= k.UsageLimit:
		return fault.New(fault.Limit, CodeCouponUsageExceeded, "the coupon was used as often as it may be")
	case k.LimitPerCustomer > 0 && u.ByBuyer >= k.LimitPerCustomer:
		return fault.New(fault.Limit, CodeCouponLimitPerCustomerReached, "the customer used the coupon as often as one may")
	default:
		return nil
	}
}
