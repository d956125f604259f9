// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
)

// PriceSummary is the sums of a cart, checkout or order, or of what of it is
// paid at one time. Total is Subtotal - Discount + Shipping + AdditionalFees
// and that part of Tax which was not inside a price.
type PriceSummary struct {
	Subtotal       money.MultiCurrencyPrice `json:"subtotal,omitzero"`       // goods after the catalog's own discount, before all others; as shown
	Shipping       money.MultiCurrencyPrice `json:"shipping,omitzero"`       // before its discount; as shown
	Tax            money.MultiCurrencyPrice `json:"tax,omitzero"`            // all tax, inside prices or on top
	Discount       money.MultiCurrencyPrice `json:"discount,omitzero"`       // all that was taken off goods and shipping
	Total          money.MultiCurrencyPrice `json:"total,omitzero"`          // what there is to pay, before gift cards
	AdditionalFees money.MultiCurrencyPrice `json:"additionalFees,omitzero"` // as shown
}

// IsZero reports whether nothing is set at all; sums of 0.00 are set.
func (s PriceSummary) IsZero() bool {
	return s.Subtotal.IsZero() && s.Shipping.IsZero() && s.Tax.IsZero() &&
		s.Discount.IsZero() && s.Total.IsZero() && s.AdditionalFees.IsZero()
}

// Clone returns a copy.
func (s *PriceSummary) Clone() *PriceSummary { return ptr.Copy(s) }

// TaxSummary is the tax of everything: lines, shipping and fees.
type TaxSummary struct {
	TaxableAmount      money.MultiCurrencyPrice `json:"taxableAmount,omitzero"` // the sum of those of all tax details
	TotalTax           money.MultiCurrencyPrice `json:"totalTax,omitzero"`      // equals PriceSummary.Tax
	CalculationDetails *TaxCalculationDetails   `json:"calculationDetails,omitempty"`
}

// Clone returns a deep copy.
func (s *TaxSummary) Clone() *TaxSummary {
	c := ptr.Copy(s)
	if c != nil {
		c.CalculationDetails = c.CalculationDetails.Clone()
	}
	return c
}

// RateType says where the rates of a tax calculation came from.
type RateType string

// The rate types.
const (
	RateTypeNoTaxCollected RateType = "NO_TAX_COLLECTED"
	RateTypeManual         RateType = "MANUAL_RATE"
	RateTypeAuto           RateType = "AUTO_RATE"
	RateTypeFallback       RateType = "FALLBACK_RATE"
)

// TaxCalculationDetails says how tax was calculated. The platform deprecates
// it and still sends it.
type TaxCalculationDetails struct {
	RateType               RateType                `json:"rateType,omitempty"`
	ManualRateReason       string                  `json:"manualRateReason,omitempty"` // GLOBAL_SETTING_TO_MANUAL or REGION_SETTING_TO_MANUAL
	AutoTaxFallbackDetails *AutoTaxFallbackDetails `json:"autoTaxFallbackDetails,omitempty"`
}

// Clone returns a deep copy.
func (d *TaxCalculationDetails) Clone() *TaxCalculationDetails {
	c := ptr.Copy(d)
	if c != nil && c.AutoTaxFallbackDetails != nil {
		f := *c.AutoTaxFallbackDetails
		f.Error = f.Error.Clone()
		c.AutoTaxFallbackDetails = &f
	}
	return c
}

// taxFallback returns the details of a calculation for which other rates stood
// in, or nil.
func (r *Result) taxFallback() *TaxCalculationDetails {
	f := r.fallback
	if f == nil {
		return nil
	}
	d := &AutoTaxFallbackDetails{FallbackReason: string(f.Reason)}
	if f.Err != nil {
		d.Error = &ApplicationError{Code: fault.Code(f.Err), Description: message(f.Err)}
	}
	return &TaxCalculationDetails{RateType: RateTypeFallback, AutoTaxFallbackDetails: d}
}

// AutoTaxFallbackDetails says why a fallback rate was used.
type AutoTaxFallbackDetails struct {
	FallbackReason string            `json:"fallbackReason,omitempty"` // AUTO_TAX_FAILED or AUTO_TAX_DEACTIVATED
	Error          *ApplicationError `json:"error,omitempty"`
}
