// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// ID identifies a cart.
type ID string

// Cart is what somebody has picked so far. Its JSON is the platform's wire
// form. Totals are not part of a cart: see Service.EstimateTotals.
//
// Members marked "derived" are computed or recorded by the service; what a
// caller sends in them is not believed. All amounts are in Currency, converted
// ones in ConversionCurrency.
type Cart struct {
	ID        ID         `json:"id,omitzero"`        // derived
	LineItems []LineItem `json:"lineItems,omitzero"` // derived: up to 300, in the order in which they were added

	BuyerNote   string                      `json:"buyerNote,omitzero"` // up to 1000 characters
	BuyerInfo   contact.BuyerInfo           `json:"buyerInfo,omitzero"` // the ids follow from who created the cart; ContactID and Email are the caller's
	ContactInfo *contact.AddressWithContact `json:"contactInfo,omitempty"`

	Currency            money.Currency  `json:"currency,omitzero"`           // derived: the site's
	ConversionCurrency  money.Currency  `json:"conversionCurrency,omitzero"` // derived: the buyer's
	PaymentCurrency     money.Currency  `json:"paymentCurrency,omitzero"`    // derived: in which it is charged
	BuyerLanguage       string          `json:"buyerLanguage,omitzero"`      // derived
	SiteLanguage        string          `json:"siteLanguage,omitzero"`       // derived
	TaxIncludedInPrices bool            `json:"taxIncludedInPrices"`         // derived: prices are shown with tax
	WeightUnit          item.WeightUnit `json:"weightUnit,omitzero"`         // derived

	CheckoutID       string     `json:"checkoutId,omitzero"`       // derived: the checkout made from the cart last
	AppliedDiscounts []Discount `json:"appliedDiscounts,omitzero"` // derived: the coupon, set by code
	PurchaseFlowID   string     `json:"purchaseFlowId,omitzero"`   // derived: the same over cart, checkout and order

	CreatedDate time.Time `json:"createdDate,omitzero"` // derived
	UpdatedDate time.Time `json:"updatedDate,omitzero"` // derived
	Revision    string    `json:"revision,omitzero"`    // derived: a decimal number, one more with every change

	OverrideCheckoutURL    string                          `json:"overrideCheckoutUrl,omitzero"` // up to 1000 characters: leads to a checkout page of the caller's own
	SelectedShippingOption *pricing.SelectedShippingOption `json:"selectedShippingOption,omitempty"`
	BusinessLocationID     string                          `json:"businessLocationId,omitzero"`
	ExtendedFields         *item.ExtendedFields            `json:"extendedFields,omitempty"`
}

// Line returns the line with an id, or nil. The pointer is into c.LineItems.
func (c *Cart) Line(id string) *LineItem {
	for i := range c.LineItems {
		if c.LineItems[i].ID == id {
			return &c.LineItems[i]
		}
	}
	return nil
}

// CouponCode returns the code of the cart's coupon, or "".
func (c *Cart) CouponCode() string {
	for _, d := range c.AppliedDiscounts {
		if d.Coupon != nil {
			return d.Coupon.Code
		}
	}
	return ""
}

// Clone returns a copy that shares nothing changeable with c. The clone of nil
// is nil.
func (c *Cart) Clone() *Cart {
	if c == nil {
		return nil
	}
	d := *c
	d.LineItems = ptr.CopyEach(c.LineItems, LineItem.Clone)
	d.ContactInfo = c.ContactInfo.Clone()
	d.AppliedDiscounts = ptr.CopyEach(c.AppliedDiscounts, Discount.Clone)
	d.SelectedShippingOption = ptr.Copy(c.SelectedShippingOption)
	d.ExtendedFields = c.ExtendedFields.Clone()
	return &d
}

// Discount is a discount that a cart carries, without what it takes off. At
// most one of its members is set.
type Discount struct {
	Coupon           *Coupon           `json:"coupon,omitempty"`
	MerchantDiscount *MerchantDiscount `json:"merchantDiscount,omitempty"`
}

// Clone returns a copy that shares nothing changeable with d.
func (d Discount) Clone() Discount {
	return Discount{Coupon: ptr.Copy(d.Coupon), MerchantDiscount: ptr.Copy(d.MerchantDiscount)}
}

// Coupon is the coupon of a cart.
type Coupon struct {
	ID   string `json:"id,omitzero"`
	Code string `json:"code,omitzero"`
}

// MerchantDiscount is a discount that the merchant gave.
type MerchantDiscount struct {
	Amount money.MultiCurrencyPrice `json:"amount,omitzero"`
}
