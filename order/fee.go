// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// AdditionalFee is something charged beside goods and shipping, such as gift
// wrapping.
type AdditionalFee struct {
	ID             string               `json:"id,omitzero"`    // a GUID; made when empty
	Code           string               `json:"code,omitzero"`  // 1 to 100 characters
	Name           string               `json:"name,omitzero"`  // 1 to 50 characters
	Price          money.Price          `json:"price,omitzero"` // as shown
	PriceBeforeTax money.Price          `json:"priceBeforeTax,omitzero"`
	PriceAfterTax  money.Price          `json:"priceAfterTax,omitzero"`
	TaxInfo        *LineItemTaxInfo     `json:"taxInfo,omitzero"`
	TaxDetails     *ItemTaxFullDetails  `json:"taxDetails,omitzero"` // deprecated form of TaxInfo
	ProviderAppID  string               `json:"providerAppId,omitzero"`
	LineItemIDs    []string             `json:"lineItemIds,omitzero"` // the lines it is for; none: the whole order
	Source         AdditionalFeeSource  `json:"source,omitzero"`
	TaxableAddress *item.TaxableAddress `json:"taxableAddress,omitzero"`
}
