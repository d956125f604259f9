// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
)

// RateError says that a conversion rate is not positive. It is of class
// fault.Invalid.
type RateError struct {
	Rate decimal.Decimal
}

// Error names the rate.
func (e *RateError) Error() string {
	return "money: the conversion rate " + plain(e.Rate) + " is not positive"
}

// Unwrap returns the fault with its violation.
func (e *RateError) Unwrap() error {
	return violation(fault.RuleDecimalGT, "must be greater than 0", map[string]any{"threshold": 0})
}

// Convert returns a in another currency: the amount times rate, rounded once to
// the digits of to. rate says how much of to one major unit of a's currency is
// worth, also when the two have different digits. It is a *RateError when rate
// is not positive, a *CurrencyError when a is unbound or to is none.
func Convert(a Amount, rate decimal.Decimal, to Currency, m Mode) (Amount, error) {
	if a.cur == 0 || to == 0 {
		return Amount{}, &CurrencyError{Op: "convert", A: a, B: Zero(to)}
	}
	if rate.Sign() <= 0 {
		return Amount{}, &RateError{Rate: rate}
	}
	// minor × coefficient × 10^shift, in minor units of to.
	shift := int64(rate.Exponent()) - int64(a.cur.Digits()) + int64(to.Digits())
	if a.wide == nil && shift <= 0 && shift >= -18 && rate.NumDigits() <= 18 {
		if units, ok := MulDivRound(a.minor, rate.CoefficientInt64(), powers[-shift], m); ok {
			return Amount{minor: units, cur: to}, nil
		}
	}

	product := new(big.Int).Mul(a.big(), rate.Coefficient())
	switch {
	case product.Sign() == 0:
	case shift > maxBits:
		return Amount{}, &RangeError{Op: "convert", A: a, B: plain(rate)}
	case shift >= 0:
		product.Mul(product, pow10(shift))
	default:
		// Beyond the digits of the product the quotient is 0 and the rest less than
		// half, whatever the divisor.
		product = divBig(product, pow10(min(-shift, int64(product.BitLen())+1)), m)
	}
	out := Amount{cur: to}
	if !out.setBig(product) {
		return Amount{}, &RangeError{Op: "convert", A: a, B: plain(rate)}
	}
	return out, nil
}
