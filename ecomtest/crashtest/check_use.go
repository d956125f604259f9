// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/query"
)

// use is one of the counts of uses.
type use struct{ kind, id string }

// useKinds are the kinds of these counts, as they are stored: of all uses, of
// those of each customer, and of those of orders that were paid.
var useKinds = map[discount.UseKind]struct{ all, byCustomer, paid string }{
	discount.UseOfCoupon: {"coupon-uses", "coupon-uses-customer", "coupon-uses-paid"},
	discount.UseOfRule:   {"discount-rule-uses", "discount-rule-uses-customer", "discount-rule-uses-paid"},
}

// holds notes a use that an order holds, and whether it is paid.
func (c *checker) holds(u *discount.Use, paid bool) {
	kinds := useKinds[u.Kind]
	c.uses[use{kinds.all, u.ID}]++
	for _, name := range u.Customer {
		c.uses[use{kinds.byCustomer, u.ID + "/" + name}]++
	}
	if paid {
		c.uses[use{kinds.paid, u.ID}]++
	}
}

// used compares every count of uses with the orders that hold them, and with
// its limit.
func (c *checker) used(ctx context.Context) error {
	rules, err := c.shop.DiscountRules.QueryDiscountRules(ctx, query.Request{})
	if err != nil {
		return err
	}
	ofRules := useKinds[discount.UseOfRule]
	for _, r := range rules.DiscountRules {
		if paid := c.uses[use{ofRules.paid, r.ID}]; r.UsageCount != paid {
			c.wrong("rule %s shows %d uses, %d orders that hold one are paid", r.ID, r.UsageCount, paid)
		}
	}
	for _, kinds := range useKinds {
		for _, kind := range []string{kinds.all, kinds.byCustomer, kinds.paid} {
			counts, err := c.counted(ctx, kind)
			if err != nil {
				return err
			}
			for id, n := range counts {
				u := use{kind, id}
				if n != c.uses[u] {
					c.wrong("%s of %s: %d uses are counted, orders hold %d", kind, id, n, c.uses[u])
				}
				if u == (use{useKinds[discount.UseOfCoupon].all, couponFew}) && n > fewUses || kind == ofRules.all && n > ruleUses || kind == ofRules.byCustomer && n > ruleUsesEach {
					c.wrong("%s of %s: there are %d uses, more than there may be", kind, id, n)
				}
				delete(c.uses, u)
			}
		}
	}
	for u, n := range c.uses {
		c.wrong("%s of %s: orders hold %d uses that are not counted", u.kind, u.id, n)
	}
	return nil
}
