// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"context"
	"slices"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Budget is how long a provider may take before it is abandoned.
const Budget = 10 * time.Second

// MaxLineItems is the platform's limit of a request.
const MaxLineItems = 300

// CodeFailed is the code of the error with which an order is refused when a
// provider fails or is abandoned while the order is placed.
const CodeFailed = "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS"

// Provider may object to a cart or checkout. It is safe for concurrent use. It
// is asked about checkouts, and about carts if it is a CartValidator that says
// so; no violations mean that all is well.
//
// An ERROR about a cart keeps the buyer from going to checkout, one about a
// checkout keeps the order from being placed. A WARNING is only shown. While
// prices are computed, a provider that fails or is abandoned raises no
// violation; when an order is placed, the order is refused with CodeFailed.
type Provider interface {
	GetValidationViolations(ctx context.Context, r Request) (Response, error)
}

// CartValidator is an optional ability of providers: to be asked about carts
// too. Without it they are asked about checkouts only.
type CartValidator interface {
	ValidateInCart() bool
}

// ValidatesCarts reports whether p is to be asked about carts.
func ValidatesCarts(p Provider) bool {
	v, ok := p.(CartValidator)
	return ok && v.ValidateInCart()
}

// ProviderFunc is a Provider made of a function. It is asked about checkouts
// only.
type ProviderFunc func(ctx context.Context, r Request) (Response, error)

// GetValidationViolations calls f.
func (f ProviderFunc) GetValidationViolations(ctx context.Context, r Request) (Response, error) {
	return f(ctx, r)
}

// Request asks for objections.
type Request struct {
	SourceInfo     SourceInfo           `json:"sourceInfo"`
	ValidationInfo Info                 `json:"validationInfo"`
	ExtendedFields *item.ExtendedFields `json:"extendedFields,omitzero"`
}

// Clone returns a copy that shares nothing with r: each provider is given its
// own.
func (r Request) Clone() Request {
	i := &r.ValidationInfo
	i.BuyerDetails, i.GiftCard, i.ExternalReference = ptr.Copy(i.BuyerDetails), ptr.Copy(i.GiftCard), ptr.Copy(i.ExternalReference)
	i.BillingInfo, i.ShippingAddress = i.BillingInfo.Clone(), i.ShippingAddress.Clone()
	i.LineItems = ptr.CopyEach(i.LineItems, LineItem.clone)
	i.AppliedDiscounts = ptr.CopyEach(i.AppliedDiscounts, plugin.AppliedDiscount.Clone)
	i.Goods = ptr.Copy(i.Goods)
	if s := ptr.Copy(i.ShippingInfo); s != nil {
		if o := ptr.Copy(s.SelectedCarrierServiceOption); o != nil {
			o.Cost = ptr.Copy(o.Cost)
			o.DeliveryAllocations = ptr.CopyEach(o.DeliveryAllocations, func(a DeliveryAllocation) DeliveryAllocation {
				a.ApplicableLineItems.LineItemIDs = slices.Clone(a.ApplicableLineItems.LineItemIDs)
				return a
			})
			s.SelectedCarrierServiceOption = o
		}
		i.ShippingInfo = s
	}
	if i.CustomFields != nil {
		i.CustomFields = &CustomFields{item.CloneCustomFields(i.CustomFields.Fields)}
	}
	r.ExtendedFields = r.ExtendedFields.Clone()
	return r
}

func (l LineItem) clone() LineItem {
	l.CatalogReference = *l.CatalogReference.Clone()
	l.PhysicalProperties, l.PricesBreakdown = ptr.Copy(l.PhysicalProperties), ptr.Copy(l.PricesBreakdown)
	l.SubscriptionOptionInfo = l.SubscriptionOptionInfo.Clone()
	return l
}

// SourceInfo says what is asked about.
type SourceInfo struct {
	Source         Source `json:"source"`
	PurchaseFlowID string `json:"purchaseFlowId,omitempty"`
}

// Source is a stage of buying.
type Source string

// The stages.
const (
	SourceOther    Source = "OTHER"
	SourceCart     Source = "CART"
	SourceCheckout Source = "CHECKOUT"
)

// Info is the cart or checkout asked about, as far as it is known.
type Info struct {
	BuyerDetails       *BuyerDetails               `json:"buyerDetails,omitzero"`
	LineItems          []LineItem                  `json:"lineItems"` // up to 300
	GiftCard           *GiftCard                   `json:"giftCard,omitzero"`
	WeightUnit         item.WeightUnit             `json:"weightUnit,omitempty"`
	PriceSummary       PriceSummary                `json:"priceSummary,omitzero"`
	BillingInfo        *contact.AddressWithContact `json:"billingInfo,omitzero"`
	ShippingAddress    *contact.AddressWithContact `json:"shippingAddress,omitzero"`
	ShippingInfo       *ShippingInfo               `json:"shippingInfo,omitzero"`
	CustomFields       *CustomFields               `json:"customFields,omitzero"`
	AppliedDiscounts   []plugin.AppliedDiscount    `json:"appliedDiscounts,omitempty"` // up to 320
	ExternalReference  *plugin.ExternalReference   `json:"externalReference,omitzero"`
	Currency           money.Currency              `json:"currency,omitzero"`           // of all amounts
	ConversionCurrency money.Currency              `json:"conversionCurrency,omitzero"` // the buyer's
	PaymentCurrency    money.Currency              `json:"paymentCurrency,omitzero"`

	// Goods is what the goods cost after all discounts, as shown to the buyer.
	// Beside the platform's members; nil: the sum of the lines.
	Goods *money.Amount `json:"goods,omitzero"`
}

// BuyerDetails is who buys.
type BuyerDetails struct {
	Email     string `json:"email,omitempty"`
	ContactID string `json:"contactId,omitempty"`
}

// LineItem is a line of the cart, as validators are told of it.
type LineItem struct {
	ID                     string                       `json:"id,omitempty"`
	Quantity               int                          `json:"quantity"` // may be 0
	CatalogReference       item.CatalogReference        `json:"catalogReference,omitzero"`
	ProductName            item.Translatable            `json:"productName,omitzero"`
	Price                  money.MultiCurrencyPrice     `json:"price,omitzero"` // of one unit
	PhysicalProperties     *item.PhysicalProperties     `json:"physicalProperties,omitzero"`
	ItemType               item.Type                    `json:"itemType,omitzero"`
	SubscriptionOptionInfo *item.SubscriptionOptionInfo `json:"subscriptionOptionInfo,omitzero"`
	PricesBreakdown        *LinePrices                  `json:"pricesBreakdown,omitzero"`
}

// LinePrices are the prices of a line.
type LinePrices struct {
	TotalPriceAfterTax   money.MultiCurrencyPrice `json:"totalPriceAfterTax,omitzero"`
	TotalPriceBeforeTax  money.MultiCurrencyPrice `json:"totalPriceBeforeTax,omitzero"`
	TotalDiscount        money.MultiCurrencyPrice `json:"totalDiscount,omitzero"`
	Price                money.MultiCurrencyPrice `json:"price,omitzero"`
	PriceBeforeDiscounts money.MultiCurrencyPrice `json:"priceBeforeDiscounts,omitzero"`
	LineItemPrice        money.MultiCurrencyPrice `json:"lineItemPrice,omitzero"`
	FullPrice            money.MultiCurrencyPrice `json:"fullPrice,omitzero"`
}

// GiftCard is the gift card that pays.
type GiftCard struct {
	ObfuscatedCode string                   `json:"obfuscatedCode"`
	Amount         money.MultiCurrencyPrice `json:"amount,omitzero"`
	AppID          string                   `json:"appId,omitempty"`
}

// PriceSummary is the totals.
type PriceSummary struct {
	Subtotal       money.MultiCurrencyPrice `json:"subtotal,omitzero"`
	Shipping       money.MultiCurrencyPrice `json:"shipping,omitzero"`
	Tax            money.MultiCurrencyPrice `json:"tax,omitzero"`
	Discount       money.MultiCurrencyPrice `json:"discount,omitzero"`
	Total          money.MultiCurrencyPrice `json:"total,omitzero"`
	AdditionalFees money.MultiCurrencyPrice `json:"additionalFees,omitzero"`
}

// ShippingInfo is the shipping that the buyer has chosen so far.
type ShippingInfo struct {
	SelectedCarrierServiceOption *SelectedOption `json:"selectedCarrierServiceOption,omitzero"`
}

// SelectedOption is a chosen shipping rate.
type SelectedOption struct {
	Code                string               `json:"code"`
	Title               string               `json:"title,omitempty"`
	Cost                *SelectedCost        `json:"cost,omitzero"`
	DeliveryAllocations []DeliveryAllocation `json:"deliveryAllocations,omitempty"` // who brings which lines, where several do
	Partial             bool                 `json:"partial,omitempty"`             // it brings only some of the goods
}

// DeliveryAllocation says which carrier brings which lines.
type DeliveryAllocation struct {
	DeliveryCarrier     DeliveryCarrier     `json:"deliveryCarrier,omitzero"`
	DeliveryRegion      DeliveryRegion      `json:"deliveryRegion,omitzero"`
	ApplicableLineItems ApplicableLineItems `json:"applicableLineItems,omitzero"`
}

// DeliveryCarrier is a carrier and its code of a rate.
type DeliveryCarrier struct {
	AppID string `json:"appId,omitempty"`
	Code  string `json:"code,omitempty"`
}

// DeliveryRegion is where the goods go.
type DeliveryRegion struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// ApplicableLineItems names lines.
type ApplicableLineItems struct {
	LineItemIDs []string `json:"lineItemIds,omitempty"`
}

// SelectedCost is the price of a chosen shipping rate.
type SelectedCost struct {
	Price               money.MultiCurrencyPrice `json:"price,omitzero"`
	TotalDiscount       money.MultiCurrencyPrice `json:"totalDiscount,omitzero"`
	TotalPriceBeforeTax money.MultiCurrencyPrice `json:"totalPriceBeforeTax,omitzero"`
	TotalPriceAfterTax  money.MultiCurrencyPrice `json:"totalPriceAfterTax,omitzero"`
}

// CustomFields are the answers that the buyer gave in the checkout's form.
type CustomFields struct {
	Fields []item.CustomField `json:"fields,omitempty"` // up to 50
}
