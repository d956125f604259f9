// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/currency"
)

// CodeConversionFailed is the code of the error beside totals that are not in the
// currency which the buyer chose, because nobody knows what it is worth.
const CodeConversionFailed = "CURRENCY_CONVERSION_FAILED"

// conversion finds the currency that the buyer sees beside the shop's. One that
// nothing can be converted into is an error beside the totals, which then have
// the shop's own.
func (p *pricer) conversion() error {
	to := p.in.ConversionCurrency
	if k := p.c.cfg.Conversion; to.IsZero() && k != nil {
		to = k.Currency
	}
	switch {
	case to.IsZero() || to == p.c.cfg.Currency:
		return nil
	case p.c.conv != nil && p.c.conv.to == to:
		p.r.conv = p.c.conv
		return nil
	}
	rate, err := p.c.rate(p.ctx, to)
	if ended := p.ctx.Err(); ended != nil {
		return ended
	}
	if err == nil {
		var v fault.Checker
		p.r.conv = newConversion(&v, p.c.cfg.Currency, Conversion{Currency: to, Rate: rate})
		err = v.Err()
	}
	if err != nil {
		p.r.conv = nil
		p.r.errors.OrderValidationErrors = append(p.r.errors.OrderValidationErrors, ApplicationError{
			Code: CodeConversionFailed, Description: message(err), Data: map[string]any{"currency": to.String(), "reason": fault.Code(err)},
		})
	}
	return nil
}

// rate asks what one unit of the shop's currency is worth.
func (c *Calculator) rate(ctx context.Context, to money.Currency) (decimal.Decimal, error) {
	if c.cfg.Rates == nil || !to.Valid() {
		return decimal.Decimal{}, currency.NoRate(c.cfg.Currency, to)
	}
	r, err := currency.Ask(ctx, c.cfg.Call, c.cfg.Rates, c.cfg.Currency, to)
	return r.Value, err
}

// Conversion returns the currency that the buyer sees beside the shop's, nil when
// there is none.
func (r *Result) Conversion() *Conversion {
	if r.conv == nil {
		return nil
	}
	return &Conversion{Currency: r.conv.to, Rate: r.conv.rate}
}

// Conversion is that of Result.
func (t *Totals) Conversion() *Conversion {
	if t.CheckoutConversionRate.IsZero() {
		return nil
	}
	return &Conversion{Currency: t.ConversionCurrency, Rate: t.CheckoutConversionRate.Decimal()}
}

// Show returns an amount of the shop as buyers see it, converted by itself: it is
// for unit prices, which nothing is added up from. The nil Conversion converts
// nothing.
func (c *Conversion) Show(a money.Amount, l money.Locale, m money.Mode) (money.MultiCurrencyPrice, error) {
	if c == nil {
		return money.MultiPrice(a, a, l), nil
	}
	converted, err := money.Convert(a, c.Rate, c.Currency, m)
	return money.MultiPrice(a, converted, l), err
}
