// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// The largest prices that the platform takes.
const (
	maxPrice         = 1_000_000_000_000_000
	maxOverridePrice = 999_999_999
)

type amountLimits struct {
	most     int64
	scale    int32 // most decimal digits, -1 for as many as the currency has
	positive bool  // above zero rather than at least
}

// checkAmount records what is wrong with an amount; nil is right.
func checkAmount(c *fault.Checker, path string, a *money.Amount, l amountLimits) {
	if a == nil {
		return
	}
	switch {
	case l.positive && !a.IsPositive():
		c.Add(path, fault.RuleDecimalGT, "must be above 0", map[string]any{"threshold": "0"})
	case a.IsNegative():
		c.Add(path, fault.RuleDecimalGTE, "must be at least 0", map[string]any{"threshold": "0"})
	}
	d := a.Decimal()
	if most := decimal.New(l.most, 0); d.GreaterThan(most) {
		c.Add(path, fault.RuleDecimalLTE, "must be at most "+most.String(), map[string]any{"threshold": most.String()})
	}
	checkScale(c, path, d, l.scale)
}

// checkScale records a violation when d has more than limit decimal digits, not
// counting trailing zeros. A negative limit is none.
func checkScale(c *fault.Checker, path string, d decimal.Decimal, limit int32) {
	if limit >= 0 && !d.Equal(d.Truncate(limit)) {
		c.Add(path, fault.RuleDecimalMaxScale, "must have at most "+decimal.New(int64(limit), 0).String()+" decimal digits",
			map[string]any{"maxScale": limit})
	}
}
