// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/strictjson"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

// CalculateTotalsRequest asks what goods cost. Its JSON is the request of the
// platform's method "calculate totals"; the members below the blank line are
// beside it. Amounts are in the shop's currency.
type CalculateTotalsRequest struct {
	LineItems              []LineItem                      `json:"lineItems"`             // up to 300
	CouponCode             string                          `json:"couponCode,omitzero"`   // or CouponID
	CouponID               string                          `json:"couponId,omitzero"`     // the code of a coupon that has no id of its own
	GiftCards              []GiftCardToRedeem              `json:"giftCards,omitzero"`    // they pay in this order
	GiftCardCode           string                          `json:"giftCardCode,omitzero"` // instead of GiftCards; deprecated by the platform
	GiftCardRedeemAmount   *money.Amount                   `json:"giftCardRedeemAmount,omitempty"`
	CalculationID          string                          `json:"calculationId,omitzero"` // 1 to 100 characters
	ShippingAddress        *contact.Address                `json:"shippingAddress,omitempty"`
	BillingAddress         *contact.Address                `json:"billingAddress,omitempty"`
	SelectedShippingOption *pricing.SelectedShippingOption `json:"selectedShippingOption,omitempty"` // nil: no shipping price
	BuyerEmail             string                          `json:"buyerEmail,omitzero"`
	BuyerPhone             string                          `json:"buyerPhone,omitzero"`
	MemberID               string                          `json:"memberId,omitzero"`
	SelectedMemberships    *pricing.SelectedMemberships    `json:"selectedMemberships,omitempty"`
	PurchaseFlowID         string                          `json:"purchaseFlowId,omitzero"`     // a GUID
	BusinessLocationID     string                          `json:"businessLocationId,omitzero"` // a GUID
	ExternalReferences     []item.ExternalReference        `json:"externalReferences,omitzero"` // up to 20
	ExtendedFields         *item.ExtendedFields            `json:"extendedFields,omitempty"`

	MerchantDiscounts []MerchantDiscount `json:"merchantDiscounts,omitzero"` // taken in this order
	At                time.Time          `json:"at,omitzero"`                // the moment it is priced for; zero: now
	ShippingPrice     *money.Amount      `json:"shippingPrice,omitempty"`    // in the place of what an option costs; needs neither option nor address
	ShippingTaxRate   *plugin.Rate       `json:"shippingTaxRate,omitempty"`  // in the place of the region's
	ShippingDiscount  *ShippingDiscount  `json:"shippingDiscount,omitempty"`

	// Explain asks for the answer's Explanation: how every figure came about.
	Explain bool `json:"-"`
}

// LineItem is one line to be priced.
type LineItem struct {
	ID                   string                      `json:"id"`                         // 1 to 100 characters, unique
	Quantity             *int                        `json:"quantity,omitempty"`         // 1 to 100,000; required
	CatalogReference     *item.CatalogReference      `json:"catalogReference,omitempty"` // prices the line; without an app id it is the shop's own catalog
	ProductName          string                      `json:"productName,omitzero"`       // up to 200 characters
	Price                *money.Amount               `json:"price,omitempty"`            // unit, with modifiers; required unless the catalog has the item, whose price it overrides
	FullPrice            *money.Amount               `json:"fullPrice,omitempty"`        // unit, before a discount that Price already has; default Price
	PhysicalProperties   *PhysicalProperties         `json:"physicalProperties,omitempty"`
	SubscriptionSettings *item.SubscriptionSettings  `json:"subscriptionSettings,omitempty"`
	PaymentOption        item.PaymentOption          `json:"paymentOption,omitzero"` // default FULL_PAYMENT_ONLINE
	ServiceProperties    *item.ServiceProperties     `json:"serviceProperties,omitempty"`
	RootCatalogItemID    string                      `json:"rootCatalogItemId,omitzero"` // 1 to 36 characters
	DepositAmount        *money.Amount               `json:"depositAmount,omitempty"`    // unit, for DEPOSIT_ONLINE
	DeliveryProfileID    string                      `json:"deliveryProfileId,omitzero"`
	ItemType             item.Type                   `json:"itemType,omitzero"` // default PHYSICAL
	TaxableAddress       *item.TaxableAddress        `json:"taxableAddress,omitempty"`
	AdditionalFees       []LineFee                   `json:"additionalFees,omitzero"` // up to 5
	ModifierGroups       []item.CatalogModifierGroup `json:"modifierGroups,omitzero"` // up to 25

	TaxRate     *plugin.Rate  `json:"taxRate,omitempty"`     // in the place of the region's rates; or TaxRates
	TaxRates    []plugin.Rate `json:"taxRates,omitzero"`     // empty: untaxed
	TaxIncluded *bool         `json:"taxIncluded,omitempty"` // in the place of the shop's
	Discount    *money.Amount `json:"discount,omitempty"`    // off the whole line as shown, taken first
}

// PhysicalProperties are those of one unit of an item.
type PhysicalProperties struct {
	Weight    plugin.Decimal `json:"weight,omitzero"`     // in the shop's unit
	SKU       string         `json:"sku,omitzero"`        // up to 40 characters
	Shippable *bool          `json:"shippable,omitempty"` // default: whether the item is PHYSICAL
}

// LineFee is a fee that comes with a line.
type LineFee struct {
	Code       string        `json:"code,omitzero"` // up to 100 characters
	Name       string        `json:"name"`          // 1 to 50 characters
	Price      *money.Amount `json:"price"`         // for the whole line
	TaxDetails *TaxDetails   `json:"taxDetails,omitempty"`
}

// TaxDetails says how a fee is taxed.
type TaxDetails struct {
	Taxable    bool   `json:"taxable"`
	TaxGroupID string `json:"taxGroupId,omitzero"` // "": the default group
}

// GiftCardToRedeem is a gift card that is to pay.
type GiftCardToRedeem struct {
	Code         string        `json:"code"`                   // 8 to 20 characters
	RedeemAmount *money.Amount `json:"redeemAmount,omitempty"` // at most this; nil: as much as there is
}

// MerchantDiscount is a discount given by hand: exactly one of Amount and
// Percentage.
type MerchantDiscount struct {
	Amount      *money.Amount        `json:"amount,omitempty"`     // spread over the lines in proportion to what is left of them
	Percentage  *discount.Percentage `json:"percentage,omitempty"` // of what is left of each line
	LineItemIDs []string             `json:"lineItemIds,omitzero"` // only these lines; none: all
}

// ShippingDiscount is a discount on shipping: exactly one of Amount and
// Percentage.
type ShippingDiscount struct {
	Amount     *money.Amount        `json:"amount,omitempty"`
	Percentage *discount.Percentage `json:"percentage,omitempty"`
}

// ParseRequest reads a request in amounts of a currency; money.Currency(0)
// leaves them without one. Keys that it does not know are passed over. Data that
// is not JSON is an error that tells the line and the column. Everything else
// that is wrong is an Invalid error with one violation for each problem, by its
// path.
func ParseRequest(data []byte, c money.Currency) (*CalculateTotalsRequest, error) {
	var shape, values fault.Checker
	r := new(CalculateTotalsRequest)
	if err := strictjson.Decode(data, r, &shape, strictjson.Options{IgnoreUnknown: true}); err != nil {
		return nil, err
	}
	r.validate(&values, c)
	if err := strictjson.Further(&shape, &values); err != nil {
		return nil, err
	}
	return r, nil
}

// Validate returns an Invalid error that names everything wrong with a request
// in amounts of a currency, or nil.
func (r *CalculateTotalsRequest) Validate(c money.Currency) error {
	var v fault.Checker
	r.validate(&v, c)
	return v.Err()
}
