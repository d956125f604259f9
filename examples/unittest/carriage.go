// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package unittest has a rule of a shop's own and shows how to test it: alone,
// against its contract, and in a whole purchase.
package unittest

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/fee"
)

// Carriage is a fee provider: two people have to carry what is heavy, which
// costs PerUnit for every unit of more than Over.
type Carriage struct {
	Over    decimal.Decimal // in the shop's unit of weight
	PerUnit money.Amount    // in the shop's currency
}

// CalculateAdditionalFees charges one fee for all that is heavy.
func (c Carriage) CalculateAdditionalFees(_ context.Context, r fee.Request) (fee.Response, error) {
	resp := fee.Response{Currency: r.Currency}
	units := 0
	var lines []string
	for _, l := range r.LineItems {
		if l.PhysicalProperties != nil && l.PhysicalProperties.Weight.GreaterThan(c.Over) {
			units += l.Quantity
			lines = append(lines, l.ID)
		}
	}
	if units == 0 {
		return resp, nil
	}
	price, err := c.PerUnit.Mul(int64(units))
	if err != nil {
		return resp, err
	}
	resp.AdditionalFees = []fee.AdditionalFee{{
		Code: "carriage", Name: "Carriage of heavy goods", Price: price, LineItemIDs: lines,
		TaxDetails: &fee.TaxDetails{Taxable: true},
	}}
	return resp, nil
}
