// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fee

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Budget is how long a provider may take before it is abandoned.
const Budget = 3 * time.Second

// The platform's limits.
const (
	MaxLineItems = 300 // of a request
	MaxFees      = 100 // of an answer
)

// Provider puts additional fees on a cart. It is safe for concurrent use. It is
// asked whenever a cart or checkout is priced with fees.
//
// A provider that fails, is abandoned, or gives an answer that Check refuses
// charges no fees: the buyer goes on without. Fees in another currency than
// the shop's are dropped likewise, all of them. The shop adds the tax.
type Provider interface {
	CalculateAdditionalFees(ctx context.Context, r Request) (Response, error)
}

// ProviderFunc is a Provider made of a function.
type ProviderFunc func(ctx context.Context, r Request) (Response, error)

// CalculateAdditionalFees calls f.
func (f ProviderFunc) CalculateAdditionalFees(ctx context.Context, r Request) (Response, error) {
	return f(ctx, r)
}

// Request asks for the fees of a cart.
type Request struct {
	LineItems          []LineItem               `json:"lineItems"` // up to 300
	ShippingAddress    *contact.Address         `json:"shippingAddress,omitzero"`
	BuyerDetails       *BuyerDetails            `json:"buyerDetails,omitzero"`
	AppliedDiscounts   []plugin.AppliedDiscount `json:"appliedDiscounts,omitempty"` // up to 320
	ShippingInfo       *ShippingInfo            `json:"shippingInfo,omitzero"`
	PurchaseFlowID     string                   `json:"purchaseFlowId,omitempty"`
	BusinessLocationID string                   `json:"businessLocationId,omitempty"`
	Subtotal           *money.Amount            `json:"subtotal,omitzero"` // the lines' Price times Quantity; nil: not told
	ExtendedFields     *item.ExtendedFields     `json:"extendedFields,omitzero"`

	// Currency is the shop's, the one of all amounts. The platform sends it
	// beside the request.
	Currency money.Currency `json:"currency,omitzero"`

	// Goods is what the goods cost after all discounts, as shown to the buyer:
	// what percentages are of. Beside the platform's members; nil: Subtotal, or
	// the sum of the lines.
	Goods *money.Amount `json:"goods,omitzero"`
}

// LineItem is a line of the cart, as fee providers are told of it.
type LineItem struct {
	ID                 string                      `json:"id"` // 1 to 100 characters
	Quantity           int                         `json:"quantity"`
	CatalogReference   item.CatalogReference       `json:"catalogReference,omitzero"`
	ProductName        string                      `json:"productName,omitempty"` // up to 200 characters
	Price              money.Amount                `json:"price"`                 // of one unit
	PhysicalProperties *item.PhysicalProperties    `json:"physicalProperties,omitzero"`
	DepositAmount      *money.Amount               `json:"depositAmount,omitzero"`
	ModifierGroups     []item.CatalogModifierGroup `json:"modifierGroups,omitempty"` // up to 25
}

// BuyerDetails is who buys.
type BuyerDetails struct {
	ContactDetails *contact.Details `json:"contactDetails,omitzero"`
}

// ShippingInfo is the shipping that the buyer has chosen so far.
type ShippingInfo struct {
	SelectedCarrierServiceOption *SelectedOption `json:"selectedCarrierServiceOption,omitzero"`
}

// SelectedOption is a chosen shipping rate.
type SelectedOption struct {
	Code  string        `json:"code"`
	Title string        `json:"title,omitempty"`
	Cost  *SelectedCost `json:"cost,omitzero"`
}

// SelectedCost is the price of a chosen shipping rate.
type SelectedCost struct {
	Price         money.Amount  `json:"price"`
	TotalDiscount *money.Amount `json:"totalDiscount,omitzero"`
}

// Response is the fees of a cart.
type Response struct {
	AdditionalFees []AdditionalFee `json:"additionalFees"` // up to 100
	Currency       money.Currency  `json:"currency"`       // the request's, or the fees are dropped
}

// AdditionalFee is one fee.
type AdditionalFee struct {
	Code           string       `json:"code,omitempty"`           // 1 to 100 characters, the same in every answer
	Name           string       `json:"name"`                     // 1 to 50 characters
	TranslatedName string       `json:"translatedName,omitempty"` // up to 50 characters; default Name
	Price          money.Amount `json:"price"`                    // not negative; without tax, or with it where the shop's prices include tax
	TaxDetails     *TaxDetails  `json:"taxDetails,omitzero"`      // nil: not taxed
	LineItemIDs    []string     `json:"lineItemIds,omitempty"`    // the lines it is for; none: the whole order
}

// TaxDetails says how a fee is taxed.
type TaxDetails struct {
	Taxable        bool                 `json:"taxable"`
	TaxGroupID     string               `json:"taxGroupId,omitempty"` // empty: the default group
	TaxableAddress *item.TaxableAddress `json:"taxableAddress,omitzero"`

	// TaxRate taxes the fee in the place of the region's rates. Beside the
	// platform's members.
	TaxRate *plugin.Rate `json:"taxRate,omitempty"`
}

// GoodsTotal returns Goods, Subtotal, or the sum of the lines.
func (r *Request) GoodsTotal() (money.Amount, error) {
	switch {
	case r.Goods != nil:
		return r.Goods.Bind(r.Currency)
	case r.Subtotal != nil:
		return r.Subtotal.Bind(r.Currency)
	}
	sum := money.Zero(r.Currency)
	for i := range r.LineItems {
		price, err := r.LineItems[i].Price.Bind(r.Currency)
		if err == nil {
			price, err = price.Mul(int64(r.LineItems[i].Quantity))
		}
		if err == nil {
			sum, err = sum.Add(price)
		}
		if err != nil {
			return money.Amount{}, err
		}
	}
	return sum, nil
}
