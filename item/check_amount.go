// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/money"
)

// The largest prices that the platform takes.
const (
	maxPrice         = decimals.MaxAmount
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
	d := a.Decimal()
	if l.positive && !a.IsPositive() {
		c.Add(path, fault.RuleDecimalGT, "must be above 0", map[string]any{"threshold": int64(0)})
	} else {
		decimals.Range(c, path, d, 0, l.most)
	}
	decimals.Scale(c, path, d, l.scale)
}
