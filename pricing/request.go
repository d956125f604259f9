// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Request is the platform's request of calculate totals. Beside its members it
// may carry those from MerchantDiscounts on, with which a case can be stated
// without a shop around it. Amounts are in the shop's currency. Its JSON is read
// as ParseRequest does.
type Request struct {
	LineItems              []RequestLine            `json:"lineItems"`                        // up to 300
	CouponCode             string                   `json:"couponCode,omitempty"`             // or CouponID
	CouponID               string                   `json:"couponId,omitempty"`               // the code of a coupon that has no id of its own
	GiftCardCode           string                   `json:"giftCardCode,omitempty"`           // deprecated by the platform
	GiftCardRedeemAmount   *money.Amount            `json:"giftCardRedeemAmount,omitempty"`   // at most this of GiftCardCode
	GiftCards              []RequestGiftCard        `json:"giftCards,omitempty"`              // they pay after GiftCardCode, in this order; up to 5; one given twice pays once
	CalculationID          string                   `json:"calculationId,omitempty"`          // up to 100 characters; nothing depends on it
	ShippingAddress        *contact.Address         `json:"shippingAddress,omitempty"`        //
	BillingAddress         *contact.Address         `json:"billingAddress,omitempty"`         //
	SelectedShippingOption *SelectedShippingOption  `json:"selectedShippingOption,omitempty"` // nil: no shipping price
	BuyerEmail             string                   `json:"buyerEmail,omitempty"`             // counts uses of a coupon per customer
	BuyerPhone             string                   `json:"buyerPhone,omitempty"`             //
	MemberID               string                   `json:"memberId,omitempty"`               //
	SelectedMemberships    *SelectedMemberships     `json:"selectedMemberships,omitempty"`    // nil: a selection by default; empty: none
	MembershipSelection    *MembershipSelection     `json:"membershipSelection,omitempty"`    // or SelectedMemberships
	PurchaseFlowID         string                   `json:"purchaseFlowId,omitempty"`         // a GUID
	ExternalReferences     []item.ExternalReference `json:"externalReferences,omitempty"`     // up to 20
	BusinessLocationID     string                   `json:"businessLocationId,omitempty"`     // a GUID
	ExtendedFields         *item.ExtendedFields     `json:"extendedFields,omitempty"`         //

	MerchantDiscounts []MerchantDiscount `json:"merchantDiscounts,omitempty"` // taken in this order
	At                time.Time          `json:"at,omitzero"`                 // the moment it is priced for; zero: now
	ShippingPrice     *money.Amount      `json:"shippingPrice,omitempty"`     // in the place of what an option costs; needs neither option nor address
	ShippingTaxRate   *plugin.Rate       `json:"shippingTaxRate,omitempty"`   // in the place of the region's
	ShippingDiscount  *ShippingDiscount  `json:"shippingDiscount,omitempty"`
	TaxExemptGroupID  string             `json:"taxExemptGroupId,omitempty"` // the exempt group that the buyer is in; up to 100 characters

	Explain bool `json:"-"` // fill Totals.Explanation
}

// RequestLine is a line of a Request. One with a CatalogReference is priced by
// the catalog, and what is given beside overrides that; one without, or whose
// item the catalog does not have, by its own Price. Without an app id the
// reference is to the shop's own catalog.
type RequestLine struct {
	ID                   string                      `json:"id"`       // 1 to 100 characters, unique
	Quantity             int                         `json:"quantity"` // 1 to 100,000
	CatalogReference     *item.CatalogReference      `json:"catalogReference,omitempty"`
	ProductName          string                      `json:"productName,omitempty"` // up to 200 characters
	Price                *money.Amount               `json:"price,omitempty"`       // of one unit, with modifiers; required unless the catalog has the item
	FullPrice            *money.Amount               `json:"fullPrice,omitempty"`
	PhysicalProperties   *RequestPhysical            `json:"physicalProperties,omitempty"`
	SubscriptionSettings *item.SubscriptionSettings  `json:"subscriptionSettings,omitempty"`
	PaymentOption        item.PaymentOption          `json:"paymentOption,omitempty"`
	ServiceProperties    *item.ServiceProperties     `json:"serviceProperties,omitempty"`
	RootCatalogItemID    string                      `json:"rootCatalogItemId,omitempty"` // up to 36 characters
	DepositAmount        *money.Amount               `json:"depositAmount,omitempty"`
	DeliveryProfileID    string                      `json:"deliveryProfileId,omitempty"`
	ItemType             item.Type                   `json:"itemType,omitzero"` // default PHYSICAL
	TaxableAddress       *item.TaxableAddress        `json:"taxableAddress,omitempty"`
	AdditionalFees       []RequestFee                `json:"additionalFees,omitempty"` // up to 5
	ModifierGroups       []item.CatalogModifierGroup `json:"modifierGroups,omitempty"`

	TaxRate     *plugin.Rate  `json:"taxRate,omitempty"`     // a fraction such as 0.19, in the place of the regions'; or TaxRates
	TaxRates    []plugin.Rate `json:"taxRates,omitzero"`     // several; none, but not nil: untaxed
	TaxIncluded *bool         `json:"taxIncluded,omitempty"` // in the place of the shop's
	Discount    *money.Amount `json:"discount,omitempty"`    // off the whole line as shown, taken first
}

// RequestPhysical is what a line says of the physical properties of one unit.
type RequestPhysical struct {
	Weight    plugin.Decimal `json:"weight,omitempty"`    // in the shop's unit
	SKU       string         `json:"sku,omitempty"`       // up to 40 characters
	Shippable *bool          `json:"shippable,omitempty"` // default: what the catalog says, else whether the item is PHYSICAL
}

// RequestFee is a fee that comes with a line.
type RequestFee struct {
	Code       string             `json:"code,omitempty"` // up to 100 characters
	Name       string             `json:"name"`           // 1 to 50 characters
	Price      money.Amount       `json:"price"`          // of the whole line; required
	TaxDetails *RequestFeeDetails `json:"taxDetails,omitempty"`
}

// RequestFeeDetails says how a fee is taxed.
type RequestFeeDetails struct {
	Taxable    bool   `json:"taxable"`
	TaxGroupID string `json:"taxGroupId,omitempty"`
}

// RequestGiftCard is a gift card that pays.
type RequestGiftCard struct {
	Code         string        `json:"code"`                   // 8 to 20 characters
	RedeemAmount *money.Amount `json:"redeemAmount,omitempty"` // at most this; nil: as much as there is
}
