// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// TaxInfo is the tax of a whole order.
type TaxInfo struct {
	TotalTax     money.Price    `json:"totalTax,omitzero"`
	TaxBreakdown []TaxBreakdown `json:"taxBreakdown,omitzero"` // up to 50: the lines' taxes added up by name
	TaxExempt    bool           `json:"taxExempt,omitzero"`
}

// TaxBreakdown is one tax of an order, added up over lines, shipping and fees.
type TaxBreakdown struct {
	TaxName             string           `json:"taxName,omitzero"`
	TaxType             string           `json:"taxType,omitzero"`
	Jurisdiction        string           `json:"jurisdiction,omitzero"`
	JurisdictionType    JurisdictionType `json:"jurisdictionType,omitzero"`
	Rate                decimal.Decimal  `json:"rate"` // a fraction: 0.19 is 19 %
	AggregatedTaxAmount money.Price      `json:"aggregatedTaxAmount,omitzero"`
}

// TaxSummary is the deprecated form of TaxInfo.
type TaxSummary struct {
	TotalTax money.Price `json:"totalTax,omitzero"`
}

// LineItemTaxInfo is the tax of one line, of shipping or of a fee.
type LineItemTaxInfo struct {
	TaxAmount          money.Price            `json:"taxAmount,omitzero"`
	TaxableAmount      money.Price            `json:"taxableAmount,omitzero"`
	TaxRate            decimal.Decimal        `json:"taxRate"` // a fraction of up to 6 decimals: 0.19 is 19 %
	TaxGroupID         string                 `json:"taxGroupId,omitzero"`
	TaxIncludedInPrice bool                   `json:"taxIncludedInPrice"`
	TaxBreakdown       []LineItemTaxBreakdown `json:"taxBreakdown,omitzero"` // up to 7; adds up to TaxAmount
}

// LineItemTaxBreakdown is one of several taxes on a line.
type LineItemTaxBreakdown struct {
	Jurisdiction     string           `json:"jurisdiction,omitzero"`
	JurisdictionType JurisdictionType `json:"jurisdictionType,omitzero"`
	Rate             decimal.Decimal  `json:"rate"` // a fraction of up to 6 decimals
	TaxAmount        money.Price      `json:"taxAmount,omitzero"`
	TaxType          string           `json:"taxType,omitzero"`
	TaxName          string           `json:"taxName,omitzero"`
	TaxableAmount    money.Price      `json:"taxableAmount,omitzero"`
	NonTaxableAmount money.Price      `json:"nonTaxableAmount,omitzero"`
}

// ItemTaxFullDetails is the deprecated form of LineItemTaxInfo.
type ItemTaxFullDetails struct {
	TaxableAmount money.Price     `json:"taxableAmount,omitzero"`
	TaxRate       decimal.Decimal `json:"taxRate"` // a fraction of up to 6 decimals
	TotalTax      money.Price     `json:"totalTax,omitzero"`
}
