// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
)

// ItemTaxFullDetails is the tax of a line, of shipping or of a fee.
type ItemTaxFullDetails struct {
	TaxableAmount money.MultiCurrencyPrice `json:"taxableAmount,omitzero"` // net, also where there is no rate, as on the platform
	TaxRate       plugin.Rate              `json:"taxRate"`                // what the rates come to together
	TotalTax      money.MultiCurrencyPrice `json:"totalTax,omitzero"`
	RateBreakdown []TaxRateBreakdown       `json:"rateBreakdown,omitzero"` // deprecated form of TaxBreakdown
	TaxBreakdown  []TaxBreakdown           `json:"taxBreakdown,omitempty"`
}

// Clone returns a deep copy.
func (d *ItemTaxFullDetails) Clone() *ItemTaxFullDetails {
	c := ptr.Copy(d)
	if c != nil {
		c.RateBreakdown = slices.Clone(c.RateBreakdown)
		c.TaxBreakdown = slices.Clone(c.TaxBreakdown)
	}
	return c
}

// TaxRateBreakdown is the share of one rate, in the deprecated form.
type TaxRateBreakdown struct {
	Name string                   `json:"name"`
	Rate plugin.Rate              `json:"rate"`
	Tax  money.MultiCurrencyPrice `json:"tax,omitzero"`
}

// TaxBreakdown is the share of one rate. The taxAmounts of a breakdown add up
// to the total tax. What a tax that is on top of others is on, or is not on for
// an exempt buyer, has the taxAmounts before it in it.
type TaxBreakdown struct {
	Jurisdiction     string                   `json:"jurisdiction,omitempty"`
	NonTaxableAmount money.MultiCurrencyPrice `json:"nonTaxableAmount,omitzero"`
	Rate             plugin.Rate              `json:"rate"`
	TaxAmount        money.MultiCurrencyPrice `json:"taxAmount,omitzero"`
	TaxableAmount    money.MultiCurrencyPrice `json:"taxableAmount,omitzero"`
	TaxType          string                   `json:"taxType,omitempty"`
	TaxName          string                   `json:"taxName,omitempty"`
	JurisdictionType tax.JurisdictionType     `json:"jurisdictionType,omitempty"`
}
