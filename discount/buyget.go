// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"math"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// BuyGet is a compiled "buy X get Y": for every so many units bought some
// others are given, that is, lowered by what the rule or coupon takes off.
type BuyGet struct {
	Quantity int64 // units to be bought each time; 0 when it is a spend
	Spend    int64 // minor units to be spent each time; 0 when it is a quantity
	Gets     int64 // units given each time
	Limit    int64 // how many times at most

	scopes scopeSet // what counts as bought
}

const maxUnits = 1_000_000_000

// compileBuyGet compiles what a rule says of buying and getting; own are the
// scopes of its discount.
func compileBuyGet(b *BuyXGetY, own []Scope, c money.Currency) *BuyGet {
	g := &BuyGet{Quantity: b.Buys.MinimumQuantity, Gets: b.Gets.Quantity, Limit: b.Limit, scopes: compileScopes(orScopes(b.Buys.Scopes, own))}
	if b.Buys.MinimumSpend != nil {
		g.Spend, _ = bounds(b.Buys.MinimumSpend, nil, c)
	}
	if g.Limit == 0 {
		g.Limit = math.MaxInt64
	}
	return g
}

// orScopes returns the scopes, or others in their place where there are none.
func orScopes(scopes, others []Scope) []Scope {
	if len(scopes) == 0 {
		return others
	}
	return scopes
}

func (b *BuyXGetY) validate(c *fault.Checker, path string) {
	at := func(field string) string { return fault.Join(path, field) }
	wrong := func(field, what string) { c.AddOther(at(field), RuleInvalidCustomerBuy, what) }
	switch q, s := b.Buys.MinimumQuantity, b.Buys.MinimumSpend; {
	case (q != 0) == (s != nil):
		wrong("buys", "must have exactly one of minimumQuantity and minimumSpend")
	case s != nil:
		s.check(c, at("buys.minimumSpend"), "0", maxMoney, 4, true)
	case q < 0 || q > maxUnits:
		wrong("buys.minimumQuantity", "must be from 1 to 1000000000")
	}
	if n := b.Gets.Quantity; n < 1 || n > maxUnits {
		wrong("gets.quantity", "must be from 1 to 1000000000")
	}
	if b.Limit < 0 {
		wrong("limit", "must be at least 1")
	}
	validateScopes(c, at("buys.scopes"), b.Buys.Scopes, 0)
	validateScopes(c, at("gets.scopes"), b.Gets.Scopes, 0)
}

func (b *CouponBuyXGetY) compile() *BuyGet {
	return &BuyGet{Quantity: b.X, Gets: b.Y, Limit: math.MaxInt64}
}

func (b *CouponBuyXGetY) validate(c *fault.Checker, path string) {
	c.Range(fault.Join(path, "x"), b.X, 1, maxUnits)
	c.Range(fault.Join(path, "y"), b.Y, 1, maxUnits)
}
