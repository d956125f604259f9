// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// FeeSource says who charges a fee.
type FeeSource string

// The sources.
const (
	FeeSourceUnknown       FeeSource = "UNKNOWN_ADDITIONAL_FEE_SOURCE"
	FeeSourceServicePlugin FeeSource = "SERVICE_PLUGIN"
	FeeSourceItem          FeeSource = "ITEM"
	FeeSourceManual        FeeSource = "MANUAL"
	FeeSourceShipping      FeeSource = "SHIPPING"
	FeeSourcePlatform      FeeSource = "PLATFORM"
)

// AdditionalFee is a charge beside goods and shipping.
type AdditionalFee struct {
	Code           string                   `json:"code,omitempty"`
	Name           string                   `json:"name"`
	Price          money.MultiCurrencyPrice `json:"price,omitzero"` // as shown
	TaxDetails     *ItemTaxFullDetails      `json:"taxDetails,omitempty"`
	ProviderAppID  string                   `json:"providerAppId,omitempty"`
	PriceBeforeTax money.MultiCurrencyPrice `json:"priceBeforeTax,omitzero"`
	PriceAfterTax  money.MultiCurrencyPrice `json:"priceAfterTax,omitzero"`
	LineItemIDs    []string                 `json:"lineItemIds"` // none: the whole order
	Source         FeeSource                `json:"source,omitempty"`
	TranslatedName string                   `json:"translatedName,omitempty"`
	TaxableAddress *item.TaxableAddress     `json:"taxableAddress,omitempty"`
}

// Clone returns a deep copy.
func (f AdditionalFee) Clone() AdditionalFee {
	f.TaxDetails = f.TaxDetails.Clone()
	f.LineItemIDs = slices.Clone(f.LineItemIDs)
	f.TaxableAddress = ptr.Copy(f.TaxableAddress)
	return f
}
