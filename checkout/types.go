// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// ID identifies a checkout.
type ID string

// Checkout is what a buyer is about to order: goods, addresses, the shipping
// that was chosen, and every figure that follows from them. Its JSON is the
// platform's wire form.
//
// Members marked "derived" are computed or recorded by the service; what a
// caller sends in them is not believed. All amounts are in Currency, converted
// ones in ConversionCurrency.
type Checkout struct {
	ID        ID         `json:"id,omitzero"`        // derived
	LineItems []LineItem `json:"lineItems,omitzero"` // derived: 1 to 300

	BillingInfo  *contact.AddressWithContact `json:"billingInfo,omitempty"`
	ShippingInfo *ShippingInfo               `json:"shippingInfo,omitempty"`
	BuyerNote    string                      `json:"buyerNote,omitzero"` // up to 1000 characters
	BuyerInfo    contact.BuyerInfo           `json:"buyerInfo,omitzero"` // only Email is the caller's: it can be changed but not taken away

	Currency           money.Currency `json:"currency,omitzero"`           // derived: the site's
	ConversionCurrency money.Currency `json:"conversionCurrency,omitzero"` // derived: the buyer's
	PaymentCurrency    money.Currency `json:"paymentCurrency,omitzero"`    // derived: in which it is charged

	PriceSummary      pricing.PriceSummary `json:"priceSummary,omitzero"`      // derived
	PayNow            pricing.PriceSummary `json:"payNow,omitzero"`            // derived: the least to pay for the order to be placed
	PayLater          pricing.PriceSummary `json:"payLater,omitzero"`          // derived: what is paid after that
	PayAfterFreeTrial pricing.PriceSummary `json:"payAfterFreeTrial,omitzero"` // derived: due when a subscription's free trial ends; absent without one

	CalculationErrors *pricing.CalculationErrors `json:"calculationErrors,omitempty"` // derived: what went wrong; any of it keeps an order from being placed
	GiftCard          *pricing.GiftCard          `json:"giftCard,omitempty"`          // derived
	AppliedDiscounts  []pricing.AppliedDiscount  `json:"appliedDiscounts,omitzero"`   // derived
	TaxSummary        *pricing.TaxSummary        `json:"taxSummary,omitempty"`        // derived
	AdditionalFees    []pricing.AdditionalFee    `json:"additionalFees,omitzero"`     // derived: up to 100
	MembershipOptions *pricing.MembershipOptions `json:"membershipOptions,omitempty"` // SelectedMemberships is the caller's, the rest derived
	Violations        []pricing.Violation        `json:"violations,omitzero"`         // derived: what validation plug-ins object to

	CustomFields       []item.CustomField   `json:"customFields,omitzero"`
	WeightUnit         item.WeightUnit      `json:"weightUnit,omitzero"`   // derived
	ChannelType        cart.ChannelType     `json:"channelType,omitzero"`  // derived: where it is bought
	SiteLanguage       string               `json:"siteLanguage,omitzero"` // derived
	BuyerLanguage      string               `json:"buyerLanguage,omitzero"`
	Completed          bool                 `json:"completed"`          // derived: paid, free of charge, approved to be paid offline, or marked
	TaxIncludedInPrice bool                 `json:"taxIncludedInPrice"` // derived: prices are shown with tax
	TaxExemptGroupID   string               `json:"taxExemptGroupId,omitzero"`
	CreatedBy          contact.CreatedBy    `json:"createdBy,omitzero"`   // derived
	CreatedDate        time.Time            `json:"createdDate,omitzero"` // derived
	UpdatedDate        time.Time            `json:"updatedDate,omitzero"` // derived
	CartID             cart.ID              `json:"cartId,omitzero"`      // the cart it was made from, if any
	PurchaseFlowID     string               `json:"purchaseFlowId,omitzero"`
	BusinessLocationID string               `json:"businessLocationId,omitzero"`
	ExtendedFields     *item.ExtendedFields `json:"extendedFields,omitempty"`

	CustomSettings         *CustomSettings         `json:"customSettings,omitempty"` // set when the checkout is created, never after
	CustomContentReference *CustomContentReference `json:"customContentReference,omitempty"`
	ExternalReference      *item.ExternalReference `json:"externalReference,omitempty"` // set when the checkout is created, never after
}

// RecordID returns the id, for the store.
func (c *Checkout) RecordID() string { return string(c.ID) }

// Line returns the line with an id, or nil. The pointer is into c.LineItems.
func (c *Checkout) Line(id string) *LineItem {
	for i := range c.LineItems {
		if c.LineItems[i].ID == id {
			return &c.LineItems[i]
		}
	}
	return nil
}

// Clone returns a copy that shares nothing changeable with c. The clone of nil
// is nil.
func (c *Checkout) Clone() *Checkout {
	if c == nil {
		return nil
	}
	d := *c
	d.LineItems = cloneLines(c.LineItems)
	d.BillingInfo = c.BillingInfo.Clone()
	d.ShippingInfo = c.ShippingInfo.Clone()
	d.CalculationErrors = c.CalculationErrors.Clone()
	d.GiftCard = c.GiftCard.Clone()
	d.AppliedDiscounts = ptr.CopyEach(c.AppliedDiscounts, pricing.AppliedDiscount.Clone)
	d.TaxSummary = c.TaxSummary.Clone()
	d.AdditionalFees = ptr.CopyEach(c.AdditionalFees, pricing.AdditionalFee.Clone)
	d.MembershipOptions = c.MembershipOptions.Clone()
	d.Violations = ptr.CopyEach(c.Violations, pricing.Violation.Clone)
	d.CustomFields = item.CloneCustomFields(c.CustomFields)
	d.ExtendedFields = c.ExtendedFields.Clone()
	d.CustomSettings = ptr.Copy(c.CustomSettings)
	d.CustomContentReference = ptr.Copy(c.CustomContentReference)
	d.ExternalReference = c.ExternalReference.Clone()
	return &d
}

// CustomSettings switch off parts of a checkout page.
type CustomSettings struct {
	LockGiftCard                    bool `json:"lockGiftCard"`   // the buyer cannot use gift cards
	LockCouponCode                  bool `json:"lockCouponCode"` // the buyer cannot use coupons
	DisabledPolicyAgreementCheckbox bool `json:"disabledPolicyAgreementCheckbox"`
	DisabledManualPayment           bool `json:"disabledManualPayment"` // the buyer cannot pay offline
}

// CustomContentReference says which component of which app shows more on the
// checkout page.
type CustomContentReference struct {
	AppID       string `json:"appId,omitzero"`
	ComponentID string `json:"componentId,omitzero"`
}
