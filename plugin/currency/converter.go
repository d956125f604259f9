// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package currency

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// MaxAmounts is how many amounts ConvertCurrency takes.
const MaxAmounts = 100

// MaxDigits is how many digits a Value has; further decimals are cut off.
const MaxDigits = 17

// Value is a decimal number in the converter's form: 10.95 is "1095" with 2
// decimal places.
type Value struct {
	Value         string `json:"value"`
	DecimalPlaces int    `json:"decimalPlaces"`
}

// ValueOf returns d as a Value. Decimals beyond MaxDigits are cut off. A number
// with more digits before the point is a fault.Invalid error.
func ValueOf(d decimal.Decimal) (Value, error) {
	d, err := cut(d)
	if err != nil {
		return Value{}, err
	}
	return Value{Value: d.Coefficient().String(), DecimalPlaces: int(-d.Exponent())}, nil
}

// cut returns d without the decimals beyond MaxDigits, and without an exponent
// above 0.
func cut(d decimal.Decimal) (decimal.Decimal, error) {
	if d.Exponent() > MaxDigits {
		return d, tooLong()
	}
	if d.Exponent() > 0 {
		d = decimal.NewFromBigInt(d.BigInt(), 0)
	}
	if d.Truncate(0).NumDigits() > MaxDigits {
		return d, tooLong()
	}
	if excess := max(int32(d.NumDigits()), -d.Exponent()) - MaxDigits; excess > 0 {
		d = d.Truncate(max(-d.Exponent()-excess, 0))
	}
	return d, nil
}

func tooLong() error {
	var c fault.Checker
	c.Add("value", fault.RuleMaxLength, fmt.Sprintf("must have at most %d digits", MaxDigits), map[string]any{"threshold": MaxDigits})
	return c.Err()
}

// Decimal returns the number. Digits beyond MaxDigits are cut off where they are
// decimals, and refused where they are not.
func (v Value) Decimal() (decimal.Decimal, error) {
	var c fault.Checker
	digits := strings.TrimPrefix(v.Value, "-")
	if len(digits) == 0 || len(digits) > 100 || strings.Trim(digits, "0123456789") != "" {
		c.Add("value", fault.RuleFormat, "must be a whole number", nil)
	}
	c.Range("decimalPlaces", int64(v.DecimalPlaces), 0, 100)
	if err := c.Err(); err != nil {
		return decimal.Decimal{}, err
	}
	d, err := decimal.NewFromString(v.Value)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return cut(d.Shift(int32(-v.DecimalPlaces)))
}

// Currency is a currency and how it is written.
type Currency struct {
	Code   money.Currency `json:"code"`
	Symbol string         `json:"symbol"`
}

// Converted is amounts in another currency.
type Converted struct {
	Amounts       []Value   `json:"amounts"` // in the order of the request
	RateTimestamp time.Time `json:"rateTimestamp,omitzero"`
}

// ConversionRate is what one unit of a currency is worth in another.
type ConversionRate struct {
	Rate          Value     `json:"rate"`
	RateTimestamp time.Time `json:"rateTimestamp,omitzero"`
}

// Converter is the platform's service of conversions. It is safe for concurrent
// use.
type Converter struct {
	cfg ConverterConfig
}

// ConverterConfig is what a Converter depends on.
type ConverterConfig struct {
	Provider   Provider         // nil: nothing can be converted
	Currencies []money.Currency // those that are listed; default: all of ISO 4217
	Locale     money.Locale     // of symbols
	Mode       money.Mode       // how converted amounts are rounded

	// Call runs a call to the Provider within its budget. Default: directly.
	Call func(ctx context.Context, name string, budget time.Duration, p any, call func(context.Context) error) error
}

// NewConverter returns a Converter.
func NewConverter(cfg ConverterConfig) *Converter {
	if cfg.Call == nil {
		cfg.Call = func(ctx context.Context, _ string, _ time.Duration, _ any, call func(context.Context) error) error {
			return call(ctx)
		}
	}
	if cfg.Currencies == nil {
		cfg.Currencies = money.Currencies()
	}
	return &Converter{cfg}
}

// ListCurrencies returns the currencies by their codes.
func (c *Converter) ListCurrencies(context.Context) ([]Currency, error) {
	list := make([]Currency, len(c.cfg.Currencies))
	for i, cur := range c.cfg.Currencies {
		list[i] = Currency{cur, c.cfg.Locale.Symbol(cur)}
	}
	return list, nil
}

// GetConversionRate returns what one unit of from is worth in to: 1 of a currency
// in itself. CONVERSION_RATE_NOT_FOUND.
func (c *Converter) GetConversionRate(ctx context.Context, from, to money.Currency) (*ConversionRate, error) {
	const op = "currency.GetConversionRate"
	r, err := c.rate(ctx, from, to)
	if err != nil {
		return nil, fault.At(op, err)
	}
	v, err := ValueOf(r.Value)
	return &ConversionRate{v, r.Timestamp}, fault.At(op, err)
}

// ConvertCurrency converts 1 to 100 amounts, each by itself and rounded to the
// minor unit. CONVERSION_RATE_NOT_FOUND.
func (c *Converter) ConvertCurrency(ctx context.Context, from, to money.Currency, amounts []Value) (*Converted, error) {
	const op = "currency.ConvertCurrency"
	var v fault.Checker
	if !v.Size("amounts", len(amounts), 1, MaxAmounts) {
		return nil, fault.At(op, v.Err())
	}
	exact := make([]decimal.Decimal, len(amounts))
	for i := range amounts {
		var err error
		exact[i], err = amounts[i].Decimal()
		v.AddAll(fault.Index("amounts", i), err)
	}
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	r, err := c.rate(ctx, from, to)
	if err != nil {
		return nil, fault.At(op, err)
	}
	out := &Converted{Amounts: make([]Value, len(amounts)), RateTimestamp: r.Timestamp}
	for i := range exact {
		out.Amounts[i], err = ValueOf(money.Round(exact[i].Mul(r.Value), int32(to.Digits()), c.cfg.Mode))
		v.AddAll(fault.Index("amounts", i), err)
	}
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	return out, nil
}

func (c *Converter) rate(ctx context.Context, from, to money.Currency) (Rate, error) {
	var v fault.Checker
	for _, c := range [...]struct {
		path string
		cur  money.Currency
	}{{"from", from}, {"to", to}} {
		if !c.cur.Valid() {
			v.Add(c.path, fault.RuleInvalidEnum, "is not a currency of ISO 4217", nil)
		}
	}
	switch err := v.Err(); {
	case err != nil:
		return Rate{}, err
	case from == to:
		return Rate{Value: decimal.NewFromInt(1)}, nil
	case c.cfg.Provider == nil:
		return Rate{}, NoRate(from, to)
	}
	return Ask(ctx, c.cfg.Call, c.cfg.Provider, from, to)
}

// Ask asks a provider through call, and refuses what nothing can be converted by.
func Ask(ctx context.Context, call func(ctx context.Context, name string, budget time.Duration, p any, call func(context.Context) error) error,
	p Provider, from, to money.Currency,
) (Rate, error) {
	answer := make(chan Rate, 1) // of a call that was abandoned nobody reads
	err := call(ctx, "conversion rates", Budget, p, func(ctx context.Context) error {
		r, err := p.Rate(ctx, from, to)
		if err != nil {
			return err
		}
		if err := Check(r); err != nil {
			return fault.New(fault.Internal, "", "the answer cannot be used: "+err.Error())
		}
		answer <- r
		return nil
	})
	if err != nil {
		return Rate{}, err
	}
	select {
	case r := <-answer:
		return r, nil
	default:
		return Rate{}, fault.New(fault.Internal, "", "conversion rates were not asked for")
	}
}
