// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import "context"

// Rules is where the rules of a shop come from. It is asked for each cart that
// is priced, so it must be quick, and safe for concurrent use. A *RuleSet is one
// that never changes.
type Rules interface {
	// Current returns the rules as they are now, those that are switched off or
	// outside of their windows too; nil for none.
	Current(ctx context.Context) (*RuleSet, error)
}

// Coupons finds the coupons of a shop. It must be safe for concurrent use. A
// *CouponSet is one that never changes.
type Coupons interface {
	// Find returns the coupon with a code, whether it holds or not. Upper and
	// lower case and space around the code are the same. Where there is none the
	// error is a fault.NotFound with ERROR_COUPON_DOES_NOT_EXIST.
	Find(ctx context.Context, code string) (*CompiledCoupon, error)
	// FindID is Find by the coupon's id.
	FindID(ctx context.Context, id string) (*CompiledCoupon, error)
}

// Current implements Rules: the set itself, which never changes.
func (s *RuleSet) Current(context.Context) (*RuleSet, error) { return s, nil }

// Find implements Coupons.
func (s *CouponSet) Find(_ context.Context, code string) (*CompiledCoupon, error) {
	if s == nil {
		return nil, noCoupon()
	}
	return found(s.byCode[CodeKey(code)])
}

// FindID implements Coupons.
func (s *CouponSet) FindID(_ context.Context, id string) (*CompiledCoupon, error) {
	if s == nil {
		return nil, noCoupon()
	}
	return found(s.byID[id])
}

func found(c *CompiledCoupon) (*CompiledCoupon, error) {
	if c == nil {
		return nil, noCoupon()
	}
	return c, nil
}
