// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// Round returns d rounded to a number of decimal places; negative places round
// to tens, hundreds and so on. A d without more places is returned as it is.
func Round(d decimal.Decimal, places int32, m Mode) decimal.Decimal {
	drop := -int64(places) - int64(d.Exponent())
	if drop <= 0 {
		return d
	}
	digits := d.NumDigits()
	if digits <= 18 && drop <= 18 {
		return decimal.New(RoundDiv(d.CoefficientInt64(), powers[drop], m), -places)
	}
	// One digit more than d has is as good as any: the quotient is 0 and the rest
	// less than half.
	drop = min(drop, int64(digits)+1)
	return decimal.NewFromBigInt(divBig(d.Coefficient(), pow10(drop), m), -places)
}

// RoundTo returns d rounded to a multiple of step, such as 0.05 for cash. The
// sign of step does not matter; a step of zero returns d as it is.
func RoundTo(d, step decimal.Decimal, m Mode) decimal.Decimal {
	if step.IsZero() {
		return d
	}
	num, den := d.Coefficient(), step.Abs().Coefficient()
	switch shift := int64(d.Exponent()) - int64(step.Exponent()); {
	case shift > 0:
		num.Mul(num, pow10(shift))
	case shift < 0:
		den.Mul(den, pow10(-shift))
	}
	return decimal.NewFromBigInt(divBig(num, den, m), 0).Mul(step.Abs())
}

// divBig returns num ÷ den, rounded, for a positive den.
func divBig(num, den *big.Int, m Mode) *big.Int {
	q, r := new(big.Int).QuoRem(num, den, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	// away asks only how the rest compares with half of the divisor, and whether
	// the quotient is odd: 1, 2 or 3 quarters say as much.
	rest := uint64(2 + new(big.Int).Lsh(r, 1).CmpAbs(den))
	if away(uint64(q.Bit(0)), rest, 4, num.Sign() < 0, m) {
		q.Add(q, big.NewInt(int64(num.Sign())))
	}
	return q
}

// powers are the powers of ten that fit an int64; nothing writes them.
var powers = [...]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}
