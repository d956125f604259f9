// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package decimals holds decimal numbers and amounts to their bounds, and says
// in one way what lies outside of them.
package decimals

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// MaxAmount is the greatest amount that the platform takes.
const MaxAmount = 1_000_000_000_000_000

var maxAmount = decimal.NewFromInt(MaxAmount)

// Amount records a violation when a is less than 0 or more than MaxAmount, and
// reports whether it is neither.
func Amount(c *fault.Checker, path string, a money.Amount) bool {
	switch {
	case a.IsNegative():
		TooLow(c, path, 0)
	case a.Decimal().GreaterThan(maxAmount):
		TooHigh(c, path, MaxAmount)
	default:
		return true
	}
	return false
}

// Range records a violation when d lies outside low..high, and reports whether
// it does not.
func Range(c *fault.Checker, path string, d decimal.Decimal, low, high int64) bool {
	switch {
	case d.LessThan(decimal.NewFromInt(low)):
		TooLow(c, path, low)
	case d.GreaterThan(decimal.NewFromInt(high)):
		TooHigh(c, path, high)
	default:
		return true
	}
	return false
}

// TooLow records that what stands at path is less than low.
func TooLow(c *fault.Checker, path string, low int64) {
	c.Add(path, fault.RuleDecimalGTE, fmt.Sprintf("must be at least %d", low), map[string]any{"threshold": low})
}

// TooHigh records that what stands at path is more than high.
func TooHigh(c *fault.Checker, path string, high int64) {
	c.Add(path, fault.RuleDecimalLTE, fmt.Sprintf("must be at most %d", high), map[string]any{"threshold": high})
}

// maxExponent is how many digits are counted: no field may have as many.
const maxExponent = 64

// Scale records a violation when d has more than most decimal digits, not
// counting trailing zeros, and reports whether it has not. A negative most is
// no bound.
func Scale(c *fault.Checker, path string, d decimal.Decimal, most int32) bool {
	e := -d.Exponent()
	if most < 0 || e <= most || e <= maxExponent && d.Equal(d.Truncate(most)) {
		return true
	}
	c.Add(path, fault.RuleDecimalMaxScale, fmt.Sprintf("must have at most %d decimal digits", most), map[string]any{"maxScale": most})
	return false
}
