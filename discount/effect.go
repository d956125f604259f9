// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// Effect is what a compiled rule or coupon does to a line, in whole numbers:
// Num/Den is the fraction taken off for TypePercentage, and a count of minor
// units of the currency for one unit of an item for TypeFixedAmount and
// TypeFixedPrice, and for Bundle units together for TypeQuantityBased.
type Effect struct {
	Type   Type
	Num    int64 // 0 or more
	Den    int64 // a power of ten; more than 0
	Bundle int64 // 2 or more for TypeQuantityBased, else 0
}

// percentEffect returns the effect of a validated percentage.
func percentEffect(p Percentage) Effect {
	num, den := ratio(p.d.Shift(-2))
	return Effect{Type: TypePercentage, Num: num, Den: den}
}

// amountEffect returns the effect of a validated sum.
func amountEffect(kind Type, v Value, c money.Currency) Effect {
	num, den := ratio(v.d.Shift(int32(c.Digits())))
	return Effect{Type: kind, Num: num, Den: den}
}

// ratio returns d as a fraction over a power of ten, with the least one that
// holds it. Sums too great for an int64 lie beyond all prices: they become the
// greatest.
func ratio(d decimal.Decimal) (num, den int64) {
	den = 1
	coef, exp := d.Coefficient(), d.Exponent()
	ten := big.NewInt(10)
	for ; exp > 0; exp-- {
		coef.Mul(coef, ten)
	}
	var q, r big.Int
	for ; exp < 0; exp++ {
		q.QuoRem(coef, ten, &r)
		if r.Sign() != 0 {
			break
		}
		coef.Set(&q)
	}
	for ; exp < 0; exp++ {
		den *= 10
	}
	if !coef.IsInt64() {
		return math.MaxInt64, 1
	}
	return coef.Int64(), den
}

// bounds returns the least and the greatest count of minor units within a
// range of sums.
func bounds(from, to *Value, c money.Currency) (low, high int64) {
	low, high = math.MinInt64, math.MaxInt64
	if from != nil {
		low = clampInt(from.d.Shift(int32(c.Digits())).Ceil())
	}
	if to != nil {
		high = clampInt(to.d.Shift(int32(c.Digits())).Floor())
	}
	return low, high
}

func clampInt(d decimal.Decimal) int64 {
	if i := d.BigInt(); i.IsInt64() {
		return i.Int64()
	}
	return math.MaxInt64
}

// Effect returns what taking the percentage off does. A percentage that is not
// above 0 and at most 100 is an Invalid error.
func (p Percentage) Effect() (Effect, error) {
	var c fault.Checker
	p.check(&c, "", "0", "100", 9, true)
	if err := c.Err(); err != nil {
		return Effect{}, err
	}
	return percentEffect(p), nil
}
