// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"
)

// Amount is an exact sum of money: a count of the minor units of a currency.
//
// The zero Amount is no amount at all: it has no currency, is numerically zero
// and adds as nothing. An amount read from JSON or text before its currency is
// known is unbound; see Bind.
type Amount struct {
	minor int64    // the count of units, while wide is nil
	cur   Currency // 0: unbound, or no amount
	scale uint8    // unbound: how many decimal digits were read
	set   bool     // unbound: tells a 0 that was read from no amount
	wide  *big.Int // the count of units where int64 cannot hold it; never written
}

// maxBits bounds the count of units of any amount.
const maxBits = 127

// New returns the amount of d in c. It is a *ScaleError when d has more digits
// than c, not counting trailing zeros, and a *RangeError beyond 2^127 minor
// units. With no currency the amount is unbound, with at most 9 decimal digits.
func New(d decimal.Decimal, c Currency) (Amount, error) {
	digits := int32(c.Digits())
	if c == 0 {
		digits = min(max(-d.Exponent(), 0), maxFractionDigits)
	}
	if d.NumDigits() <= 18 {
		coef := d.CoefficientInt64()
		if coef == 0 {
			return Amount{cur: c, scale: unboundScale(c, digits), set: c == 0}, nil
		}
		shift := int64(d.Exponent()) + int64(digits)
		for ; shift < 0 && coef%10 == 0; shift++ {
			coef /= 10
		}
		for ; shift > 0 && coef <= math.MaxInt64/10 && coef >= math.MinInt64/10; shift-- {
			coef *= 10
		}
		switch {
		case shift < 0:
			return Amount{}, &ScaleError{Value: d, Currency: c}
		case shift == 0:
			return Amount{minor: coef, cur: c, scale: unboundScale(c, digits), set: c == 0}, nil
		}
	}
	return newWide(d, c, digits)
}

// newWide is New for numbers that take more than an int64 on the way.
func newWide(d decimal.Decimal, c Currency, digits int32) (Amount, error) {
	coef := d.Coefficient()
	shift := int64(d.Exponent()) + int64(digits)
	switch {
	case shift < -int64(d.NumDigits()): // more zeros to take away than there are digits
		return Amount{}, &ScaleError{Value: d, Currency: c}
	case shift < 0:
		var rest big.Int
		coef.QuoRem(coef, pow10(-shift), &rest)
		if rest.Sign() != 0 {
			return Amount{}, &ScaleError{Value: d, Currency: c}
		}
	case shift > maxBits:
		return Amount{}, &RangeError{Op: "new", B: plain(d)}
	case shift > 0:
		coef.Mul(coef, pow10(shift))
	}
	a := Amount{cur: c, scale: unboundScale(c, digits), set: c == 0}
	if !a.setBig(coef) {
		return Amount{}, &RangeError{Op: "new", B: plain(d)}
	}
	return a, nil
}

// Minor returns the amount of a count of minor units of c: Minor(2500, USD) is
// 25.00 USD. With no currency it is the unbound whole number.
func Minor(units int64, c Currency) Amount {
	return Amount{minor: units, cur: c, set: c == 0}
}

// Zero returns nothing in c. Zero(0) is the zero Amount.
func Zero(c Currency) Amount { return Amount{cur: c} }

// Bound reports whether the amount has a currency.
func (a Amount) Bound() bool { return a.cur != 0 }

// Bind gives an unbound amount its currency. It is a *ScaleError when the amount
// has more digits than c, not counting trailing zeros. No amount becomes zero; an
// amount of the same currency stays itself, one of another currency and no
// currency to bind to are a *CurrencyError.
func (a Amount) Bind(c Currency) (Amount, error) {
	if a.cur == c && c != 0 {
		return a, nil
	}
	if a.cur != 0 || c == 0 {
		return Amount{}, &CurrencyError{Op: "bind", A: a, B: Zero(c)}
	}
	if a.wide != nil {
		return New(a.Decimal(), c)
	}
	minor := a.minor
	shift := c.Digits() - int(a.scale)
	for ; shift < 0; shift++ {
		if minor%10 != 0 {
			return Amount{}, &ScaleError{Value: a.Decimal(), Currency: c}
		}
		minor /= 10
	}
	for ; shift > 0; shift-- {
		if minor > math.MaxInt64/10 || minor < math.MinInt64/10 {
			return New(a.Decimal(), c)
		}
		minor *= 10
	}
	return Amount{minor: minor, cur: c}, nil
}

// Currency returns the currency, 0 while unbound.
func (a Amount) Currency() Currency { return a.cur }

// Minor returns the count of minor units, and false when it does not fit an
// int64 or the amount is unbound.
func (a Amount) Minor() (int64, bool) { return a.minor, a.wide == nil && !a.set }

// Decimal returns the exact value in major units. It allocates.
func (a Amount) Decimal() decimal.Decimal {
	if a.wide != nil {
		return decimal.NewFromBigInt(a.wide, -int32(a.digits()))
	}
	return decimal.New(a.minor, -int32(a.digits()))
}

// Sign returns -1, 0 or 1.
func (a Amount) Sign() int {
	switch {
	case a.wide != nil:
		return a.wide.Sign()
	case a.minor < 0:
		return -1
	case a.minor > 0:
		return 1
	}
	return 0
}

// IsZero reports whether the amount is numerically zero, whatever its currency.
// So omitzero on a member of type Amount leaves zero amounts out, too.
func (a Amount) IsZero() bool { return a.minor == 0 && a.wide == nil }

// IsNegative reports whether the amount is below zero.
func (a Amount) IsNegative() bool { return a.Sign() < 0 }

// IsPositive reports whether the amount is above zero.
func (a Amount) IsPositive() bool { return a.Sign() > 0 }

// absent reports whether a is no amount: nothing read, no currency.
func (a Amount) absent() bool { return a.cur == 0 && !a.set }

// digits returns how many decimal digits the count of units has.
func (a Amount) digits() int {
	if a.cur != 0 {
		return a.cur.Digits()
	}
	return int(a.scale)
}

// big returns the count of units. The caller does not write it.
func (a Amount) big() *big.Int {
	if a.wide != nil {
		return a.wide
	}
	return big.NewInt(a.minor)
}

// setBig makes units the count, in the one form it may have. It keeps units. It
// reports whether units is in range.
func (a *Amount) setBig(units *big.Int) bool {
	if units.IsInt64() {
		a.minor, a.wide = units.Int64(), nil
		return true
	}
	a.minor, a.wide = 0, units
	return units.BitLen() <= maxBits
}

func unboundScale(c Currency, digits int32) uint8 {
	if c != 0 {
		return 0
	}
	return uint8(digits)
}

func pow10(n int64) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil)
}
