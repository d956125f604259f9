// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Input is everything that one calculation depends on beside the shop's
// Config. The calculator reads it and never changes or keeps it.
type Input struct {
	Lines []Line // at most 300; ids unique

	CouponCode        string             // the one coupon; "" for none
	CouponID          string             // instead of CouponCode
	MerchantDiscounts []MerchantDiscount // taken in this order, each off what is left
	GiftCards         []GiftCardInput    // pay the total, in this order
	GiftCardErrors    []GiftCardFailure  // why gift cards that the buyer gave are not among GiftCards

	SelectedShippingOption *SelectedShippingOption // nil: no shipping price
	ShippingAddress        *contact.Address        // where goods go
	BillingAddress         *contact.Address        // taxes what is not shipped
	BusinessAddress        *contact.Address        // taxes what says so; shipping origin
	Buyer                  Buyer
	SelectedMemberships    *SelectedMemberships // which memberships pay for which lines; nil: a selection by default; empty: none
	BusinessLocationID     string
	HeldMemberships        []MembershipUse // charged for these lines already, unless the selection says otherwise

	// ConversionCurrency is the one that the buyer sees beside the shop's. Zero is
	// the Config's; the shop's own is none.
	ConversionCurrency money.Currency

	At             time.Time // the moment it is priced for: windows of rules and coupons; zero: now
	PurchaseFlowID string

	// ShippingPrice is charged whatever the lines are, in the place of what a
	// carrier asks. It needs neither address nor option and raises no error.
	ShippingPrice *money.Amount
	// ShippingTaxRate taxes shipping in the place of the region's rate.
	ShippingTaxRate *plugin.Rate
	// ShippingDiscount is taken off the shipping price.
	ShippingDiscount *ShippingDiscount

	CalculateTax            bool // ask for tax; lines with TaxRates are taxed only then too
	CalculateShipping       bool // ask carriers
	CalculateAdditionalFees bool // ask fee providers
	Explain                 bool // fill Totals.Explanation
}

// Line is one line to be priced. Prices are per unit, in the shop's currency,
// with modifiers, and include tax where the shop's prices do.
type Line struct {
	ID                 string // 1 to 100 characters, unique
	Quantity           int    // 0 to 100,000
	CatalogReference   item.CatalogReference
	ServiceProperties  *item.ServiceProperties
	RootCatalogItemID  string // the true catalog id where the reference's is another
	Name               string
	Price              money.Amount // after the catalog's own discount, before all others
	FullPrice          money.Amount // before it; Price when not set
	Modifiers          money.Amount // what of Price is for modifiers; 0 when not set
	PhysicalProperties item.PhysicalProperties
	ItemType           item.Type
	PaymentOption      item.PaymentOption // default FULL_PAYMENT_ONLINE
	DepositAmount      money.Amount       // per unit, for DEPOSIT_ONLINE
	DeliveryProfileID  string
	TaxGroupID         string // "" for the default group
	TaxableAddress     *item.TaxableAddress
	Collections        []string // the collections that the item is in, for scopes
	AdditionalFees     []ItemFee
	FreeTrial          bool // the line is paid after a free trial
	Subscription       bool // the line is paid repeatedly; Price is that of one cycle

	TaxRates    []plugin.Rate // in the place of the regions' rates; empty but not nil: untaxed
	TaxIncluded *bool         // in the place of the shop's
	Discount    *money.Amount // off the whole line as shown, taken before everything else
}

// ItemFee is a fee that an item brings with it.
type ItemFee struct {
	Code       string
	Name       string
	Price      money.Amount // for the whole line, as shown
	Taxable    bool
	TaxGroupID string
}

// Buyer is who buys, as far as it matters to prices.
type Buyer struct {
	Email            string // counts uses of coupons and rules per customer, as MemberID does
	MemberID         string
	ContactID        string
	Phone            string
	Contact          *contact.Details
	TaxExemptGroupID string
}

// MerchantDiscount is a discount given by hand: exactly one of Amount and
// Percentage.
type MerchantDiscount struct {
	Amount      *money.Amount        `json:"amount,omitempty"`      // spread over the lines in proportion to what is left of them
	Percentage  *discount.Percentage `json:"percentage,omitempty"`  // of what is left of each line
	LineItemIDs []string             `json:"lineItemIds,omitempty"` // only these lines; none means all
}

// ShippingDiscount is a discount on shipping: exactly one of Amount and
// Percentage.
type ShippingDiscount struct {
	Amount     *money.Amount        `json:"amount,omitempty"`
	Percentage *discount.Percentage `json:"percentage,omitempty"`
}

// GiftCardFailure is a gift card that cannot pay.
type GiftCardFailure struct {
	ObfuscatedCode string
	Err            error // with the platform's code, if there is one
}

// GiftCardInput is a gift card that was found valid.
type GiftCardInput struct {
	ID              string
	ObfuscatedCode  string
	AppID           string
	ExternalID      string
	Balance         money.Amount  // what may be drawn, in the shop's currency
	RequestedAmount *money.Amount // at most this; nil for as much as there is
}
