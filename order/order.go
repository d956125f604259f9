// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// ID identifies an order.
type ID string

// Order is what somebody bought: a snapshot of goods, prices and addresses as
// they were agreed, together with what has become of them since. Its JSON is
// the platform's wire form.
//
// Members marked "derived" follow from others or from what was done to the
// order; callers who send them with CreateOrder are not believed unless said
// otherwise. All amounts are in Currency.
type Order struct {
	ID     ID     `json:"id,omitzero"`     // derived
	Number string `json:"number,omitzero"` // derived: decimal digits, one more with each order of the site

	CreatedDate   time.Time `json:"createdDate,omitzero"`   // derived
	UpdatedDate   time.Time `json:"updatedDate,omitzero"`   // derived
	PurchasedDate time.Time `json:"purchasedDate,omitzero"` // when it was bought, for sales made elsewhere; never in the future

	LineItems []LineItem        `json:"lineItems,omitzero"` // 1 to 300
	BuyerInfo contact.BuyerInfo `json:"buyerInfo,omitzero"`

	Status            Status            `json:"status,omitzero"`
	PaymentStatus     PaymentStatus     `json:"paymentStatus,omitzero"`     // derived once there are payments
	FulfillmentStatus FulfillmentStatus `json:"fulfillmentStatus,omitzero"` // derived once there are fulfillments

	BuyerLanguage string          `json:"buyerLanguage,omitzero"` // default: the site's
	SiteLanguage  string          `json:"siteLanguage,omitzero"`  // derived
	WeightUnit    item.WeightUnit `json:"weightUnit,omitzero"`    // default: the site's
	Currency      money.Currency  `json:"currency,omitzero"`      // default: the site's

	CurrencyConversionDetails *CurrencyConversionDetails `json:"currencyConversionDetails,omitzero"`
	TaxIncludedInPrices       bool                       `json:"taxIncludedInPrices"`

	PriceSummary      PriceSummary   `json:"priceSummary,omitzero"`
	PayAfterFreeTrial *PriceSummary  `json:"payAfterFreeTrial,omitzero"` // due when a subscription's free trial ends
	BalanceSummary    BalanceSummary `json:"balanceSummary,omitzero"`    // derived

	BillingInfo   *contact.AddressWithContact `json:"billingInfo,omitzero"`
	ShippingInfo  *ShippingInformation        `json:"shippingInfo,omitzero"`
	RecipientInfo *contact.AddressWithContact `json:"recipientInfo,omitzero"` // who finally receives it

	BuyerNote string `json:"buyerNote,omitzero"` // up to 1000 characters
	Archived  bool   `json:"archived"`           // hidden from the merchant's main list, nothing more

	SeenByAHuman bool        `json:"seenByAHuman"`
	TaxInfo      *TaxInfo    `json:"taxInfo,omitzero"`
	TaxSummary   *TaxSummary `json:"taxSummary,omitzero"` // deprecated form of TaxInfo

	AppliedDiscounts []AppliedDiscount `json:"appliedDiscounts,omitzero"` // up to 320
	AdditionalFees   []AdditionalFee   `json:"additionalFees,omitzero"`   // up to 100
	Activities       []Activity        `json:"activities,omitzero"`       // derived: up to 1000, newest last

	AttributionSource AttributionSource `json:"attributionSource,omitzero"`
	CreatedBy         contact.CreatedBy `json:"createdBy,omitzero"` // derived
	ChannelInfo       ChannelInfo       `json:"channelInfo,omitzero"`

	CheckoutID     string `json:"checkoutId,omitzero"`     // at most one order has it
	PurchaseFlowID string `json:"purchaseFlowId,omitzero"` // the same over cart, checkout and order

	CustomFields     []item.CustomField   `json:"customFields,omitzero"`
	ExtendedFields   *item.ExtendedFields `json:"extendedFields,omitzero"`
	Tags             *item.Tags           `json:"tags,omitzero"`
	BusinessLocation *item.Location       `json:"businessLocation,omitzero"`

	PlatformFeeSummary *PlatformFeeSummary `json:"platformFeeSummary,omitzero"`
	Imported           bool                `json:"imported,omitzero"` // derived: brought in by ImportOrder
}

// ChannelInfo says where an order was placed.
type ChannelInfo struct {
	Type             ChannelType `json:"type,omitzero"`
	ExternalOrderID  string      `json:"externalOrderId,omitzero"`  // up to 100 characters
	ExternalOrderURL string      `json:"externalOrderUrl,omitzero"` // up to 300 characters
}

// CurrencyConversionDetails says from which currency the buyer's prices came.
type CurrencyConversionDetails struct {
	OriginalCurrency money.Currency  `json:"originalCurrency,omitzero"`
	ConversionRate   decimal.Decimal `json:"conversionRate,omitzero"` // above zero, when one rate made every amount
}
