// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

// codeViolations is the platform's code for what a validation objects to.
const codeViolations = "VIOLATIONS_WITH_ERROR_SEVERITY"

// CalculateTotals prices the goods of a request as a cart of the shop would.
// now is the moment for requests that name none.
//
// It is the method of the shop's Calculator, except that goods below the shop's
// minimum order are an entry of the answer's CalculationErrors, too.
func (s *Shop) CalculateTotals(ctx context.Context, r pricing.Request, now time.Time) (*pricing.Totals, error) {
	calc, err := s.Calculator()
	if err != nil {
		return nil, err
	}
	if r.At.IsZero() {
		r.At = now
	}
	t, err := calc.CalculateTotals(ctx, r)
	if err != nil {
		return nil, err
	}
	return t, s.object(ctx, t)
}

// object adds to the errors of t what the minimum order has against it.
func (s *Shop) object(ctx context.Context, t *pricing.Totals) error {
	if s.MinimumOrder == nil {
		return nil
	}
	goods := money.Zero(s.Currency)
	info := validation.Info{WeightUnit: t.WeightUnit, Currency: t.Currency, ConversionCurrency: t.ConversionCurrency, Goods: &goods}
	for i := range t.CalculatedLineItems {
		b := t.CalculatedLineItems[i].PricesBreakdown
		left, err := b.LineItemPrice.Amount.Sub(b.TotalDiscount.Amount)
		if err == nil {
			goods, err = goods.Add(left)
		}
		if err != nil {
			return err
		}
		info.LineItems = append(info.LineItems, validation.LineItem{ID: t.CalculatedLineItems[i].LineItemID})
	}
	resp, err := s.MinimumOrder.GetValidationViolations(ctx, validation.Request{
		SourceInfo: validation.SourceInfo{Source: validation.SourceOther}, ValidationInfo: info,
	})
	if err != nil {
		return err
	}
	for _, v := range resp.Violations {
		if v.Severity != validation.SeverityError {
			continue
		}
		if t.CalculationErrors == nil {
			t.CalculationErrors = new(pricing.CalculationErrors)
		}
		t.CalculationErrors.OrderValidationErrors = append(t.CalculationErrors.OrderValidationErrors,
			pricing.ApplicationError{Code: codeViolations, Description: v.Description})
	}
	return nil
}
