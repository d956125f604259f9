// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package currency

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// Table is a Provider whose rates are given: what one unit of a base currency is
// worth in each other one. Others are converted by way of the base. It never
// changes and is safe for concurrent use.
type Table struct {
	base  money.Currency
	rates map[money.Currency]decimal.Decimal
	at    time.Time
}

// crossDigits is to how many digits a rate by way of the base is computed.
const crossDigits = 12

// NewTable returns a table. at is since when the rates hold; zero: not known.
func NewTable(base money.Currency, rates map[money.Currency]decimal.Decimal, at time.Time) (*Table, error) {
	var c fault.Checker
	if !base.Valid() {
		c.Add("base", fault.RuleInvalidEnum, "is not a currency", nil)
	}
	t := &Table{base: base, rates: map[money.Currency]decimal.Decimal{}, at: at}
	for cur, rate := range rates {
		path := "rates." + cur.String()
		if !cur.Valid() {
			c.Add(path, fault.RuleInvalidEnum, "is not a currency", nil)
		}
		c.AddAll(path, Check(Rate{Value: rate}))
		t.rates[cur] = rate
	}
	t.rates[base] = decimal.NewFromInt(1)
	return t, c.Err()
}

// Inline returns true: a Table never blocks.
func (t *Table) Inline() bool { return true }

// Rate returns the rate of two currencies; one by way of the base has 12 digits.
func (t *Table) Rate(_ context.Context, from, to money.Currency) (Rate, error) {
	a, ok1 := t.rates[from]
	b, ok2 := t.rates[to]
	if !ok1 || !ok2 {
		return Rate{}, NoRate(from, to)
	}
	if from == t.base {
		return Rate{b, t.at}, nil
	}
	value := b.DivRound(a, crossDigits)
	if places := int32(value.NumDigits()) + value.Exponent(); places > 0 { // digits before the point
		value = b.DivRound(a, max(crossDigits-places, 0))
	}
	if value.Sign() <= 0 {
		return Rate{}, NoRate(from, to)
	}
	for value.Exponent() < 0 && value.Equal(value.Truncate(-value.Exponent()-1)) { // zeros at the end
		value = value.Truncate(-value.Exponent() - 1)
	}
	return Rate{value, t.at}, nil
}
