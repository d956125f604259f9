// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package currency is the contract of those who know what currencies are worth:
// Provider. Table is one whose rates are given; Cached remembers the answers of
// another. Converter is the platform's service of conversions.
package currency

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// Budget is how long a provider may take before it is abandoned.
const Budget = 3 * time.Second

// CodeNoRate is the code of the error for currencies that cannot be converted.
const CodeNoRate = "CONVERSION_RATE_NOT_FOUND"

// Rate is what one unit of a currency is worth in another.
type Rate struct {
	Value     decimal.Decimal // more than 0, with up to 18 digits
	Timestamp time.Time       // since when; zero: not known
}

// Provider knows what currencies are worth. It is safe for concurrent use. An
// error, an abandoned call and a rate that Check refuses leave buyers with the
// shop's own currency and an error among those of the calculation.
type Provider interface {
	// Rate returns what one unit of from is worth in to, which is another
	// currency. That there is none is a fault.NotFound with CodeNoRate.
	Rate(ctx context.Context, from, to money.Currency) (Rate, error)
}

// ProviderFunc is a Provider made of a function.
type ProviderFunc func(ctx context.Context, from, to money.Currency) (Rate, error)

// Rate calls f.
func (f ProviderFunc) Rate(ctx context.Context, from, to money.Currency) (Rate, error) {
	return f(ctx, from, to)
}

// Check refuses rates that nothing can be converted by.
func Check(r Rate) error {
	var c fault.Checker
	switch {
	case r.Value.Sign() <= 0:
		c.Add("rate", fault.RuleDecimalGT, "must be more than 0", map[string]any{"threshold": 0})
	case r.Value.NumDigits() > 18 || r.Value.Exponent() < -18 || r.Value.Exponent() > 18:
		c.Add("rate", fault.RuleDecimalMaxScale, "must have at most 18 digits", map[string]any{"maxScale": 18})
	}
	return c.Err()
}

// NoRate is the error for currencies that cannot be converted.
func NoRate(from, to money.Currency) error {
	return fault.New(fault.NotFound, CodeNoRate, fmt.Sprintf("%s cannot be converted into %s", from, to))
}

type chosen struct{}

// With returns a context in which a buyer sees prices in a currency: carts and
// checkouts that are changed with it show it beside the shop's own.
func With(ctx context.Context, c money.Currency) context.Context {
	return context.WithValue(ctx, chosen{}, c)
}

// From returns the currency that a buyer sees prices in; zero: none was chosen.
func From(ctx context.Context) money.Currency {
	c, _ := ctx.Value(chosen{}).(money.Currency)
	return c
}
