// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
)

// Usage tells how often coupons and discount rules were used. It is asked only
// about those that are limited and would apply otherwise. A *discount.Usage is
// one.
type Usage interface {
	// Uses returns how often each of some coupons or rules was used, in their
	// order: by anybody, and by the customers that the uses name. When it fails
	// none of them applies, and the error is told in the CalculationErrors.
	Uses(ctx context.Context, of []discount.Use) ([]discount.Uses, error)
}

// usesOf asks the Usage, which must be there.
func (c *Config) usesOf(ctx context.Context, of []discount.Use) ([]discount.Uses, error) {
	uses, err := c.Usage.Uses(ctx, of)
	if err == nil && len(uses) != len(of) {
		err = fault.New(fault.Internal, "", "the uses are not those asked for")
	}
	return uses, err
}

// customer returns under which names the buyer's uses are counted.
func (b *Buyer) customer() discount.Customer { return discount.CustomerOf(b.MemberID, b.Email) }

// uses returns the uses that an order of what was priced stands for: of the
// coupon, if it holds, and of the rules that took something off and are counted.
func (r *Result) uses() []discount.Use {
	var uses []discount.Use
	for i := range r.applied {
		switch a := &r.applied[i]; {
		case a.kind == appliedCoupon:
			uses = append(uses, r.coupon.Coupon.Use(r.in.Buyer.customer()))
		case a.kind == appliedRule && a.rule.Counted():
			uses = append(uses, a.rule.Rule.Use(r.in.Buyer.customer()))
		}
	}
	return uses
}
