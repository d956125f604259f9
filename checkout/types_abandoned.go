// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// AbandonedID identifies an abandoned checkout.
type AbandonedID string

// AbandonedStatus says whether the buyer came back.
type AbandonedStatus string

// The statuses of an abandoned checkout.
const (
	AbandonedStatusAbandoned AbandonedStatus = "ABANDONED"
	AbandonedStatusRecovered AbandonedStatus = "RECOVERED" // the purchase was completed after all
)

// Valid reports whether s is one of the statuses.
func (s AbandonedStatus) Valid() bool {
	return s == AbandonedStatusAbandoned || s == AbandonedStatusRecovered
}

// AbandonedCheckout is a snapshot of a checkout, or of a member's cart, that
// was left alone by a buyer who can be reached. Its JSON is the platform's
// wire form. Nobody creates one by hand.
type AbandonedCheckout struct {
	ID             AbandonedID       `json:"id,omitzero"`
	CreatedDate    time.Time         `json:"createdDate,omitzero"`
	UpdatedDate    time.Time         `json:"updatedDate,omitzero"`
	CheckoutID     ID                `json:"checkoutId,omitzero"` // "": it was left before the checkout
	CartID         cart.ID           `json:"cartId,omitzero"`
	Status         AbandonedStatus   `json:"status,omitzero"`
	BuyerLanguage  string            `json:"buyerLanguage,omitzero"`
	BuyerInfo      contact.BuyerInfo `json:"buyerInfo,omitzero"`
	ContactDetails *contact.Details  `json:"contactDetails,omitempty"`

	Currency           money.Currency           `json:"currency,omitzero"`
	ConversionCurrency money.Currency           `json:"conversionCurrency,omitzero"`
	TotalPrice         money.MultiCurrencyPrice `json:"totalPrice,omitzero"`    // after discounts, gift cards and tax
	SubtotalPrice      money.MultiCurrencyPrice `json:"subtotalPrice,omitzero"` // before them

	Activities            []AbandonedActivity       `json:"activities,omitzero"` // up to 20, newest last
	CheckoutRecoveredDate time.Time                 `json:"checkoutRecoveredDate,omitzero"`
	CheckoutURL           string                    `json:"checkoutUrl,omitzero"`      // leads the buyer back
	LineItems             []AbandonedLineItem       `json:"lineItems,omitzero"`        // 1 to 300
	AppliedDiscounts      []pricing.AppliedDiscount `json:"appliedDiscounts,omitzero"` // up to 100
}

// RecordID returns the id, for the store.
func (a *AbandonedCheckout) RecordID() string { return string(a.ID) }

// Clone returns a copy that shares nothing changeable with a. The clone of nil
// is nil.
func (a *AbandonedCheckout) Clone() *AbandonedCheckout {
	if a == nil {
		return nil
	}
	c := *a
	c.ContactDetails = a.ContactDetails.Clone()
	c.Activities = slices.Clone(a.Activities)
	c.LineItems = ptr.CopyEach(a.LineItems, AbandonedLineItem.Clone)
	c.AppliedDiscounts = ptr.CopyEach(a.AppliedDiscounts, pricing.AppliedDiscount.Clone)
	return &c
}

// AbandonedLineItem is what is kept of a line.
type AbandonedLineItem struct {
	ID                   string                   `json:"id,omitzero"`
	Quantity             int                      `json:"quantity"`
	CatalogReference     *item.CatalogReference   `json:"catalogReference,omitempty"`
	ProductName          item.Translatable        `json:"productName,omitzero"`
	Price                money.MultiCurrencyPrice `json:"price,omitzero"`                // unit, after catalog and rule discounts
	PriceBeforeDiscounts money.MultiCurrencyPrice `json:"priceBeforeDiscounts,omitzero"` // unit, after the catalog's own discount
	DescriptionLines     []item.DescriptionLine   `json:"descriptionLines,omitzero"`
	Image                *item.Image              `json:"image,omitempty"`
	PhysicalProperties   *item.PhysicalProperties `json:"physicalProperties,omitempty"`
}

// Clone returns a copy that shares nothing changeable with l.
func (l AbandonedLineItem) Clone() AbandonedLineItem {
	l.CatalogReference = l.CatalogReference.Clone()
	l.DescriptionLines = item.CloneDescriptionLines(l.DescriptionLines)
	l.Image = l.Image.Clone()
	l.PhysicalProperties = l.PhysicalProperties.Clone()
	return l
}

// AbandonedLineOf returns what is kept of a checkout's line. It shares nothing
// with l.
func AbandonedLineOf(l LineItem) AbandonedLineItem {
	return AbandonedLineItem{
		ID: l.ID, Quantity: l.Quantity, CatalogReference: l.CatalogReference, ProductName: l.ProductName,
		Price: l.Price, PriceBeforeDiscounts: l.PriceBeforeDiscounts, DescriptionLines: l.DescriptionLines,
		Image: l.Media, PhysicalProperties: l.PhysicalProperties,
	}.Clone()
}

// AbandonedActivity is something that was done to win the buyer back.
type AbandonedActivity struct {
	CreatedDate time.Time             `json:"createdDate,omitzero"`
	Type        AbandonedActivityType `json:"type,omitzero"`
}

// AbandonedActivityType is the kind of an activity.
type AbandonedActivityType string

// The kinds of activities.
const (
	AbandonedActivityScheduled         AbandonedActivityType = "SCHEDULED"
	AbandonedActivityEmailSent         AbandonedActivityType = "EMAIL_SENT"
	AbandonedActivityEmailNotSent      AbandonedActivityType = "EMAIL_NOT_SENT"
	AbandonedActivityNotificationSent  AbandonedActivityType = "NOTIFICATION_SENT"
	AbandonedActivityTaskCreated       AbandonedActivityType = "TASK_CREATED"
	AbandonedActivityAutomationSkipped AbandonedActivityType = "AUTOMATION_SKIPPED"
)

// Valid reports whether t is one of the kinds.
func (t AbandonedActivityType) Valid() bool {
	switch t {
	case AbandonedActivityScheduled, AbandonedActivityEmailSent, AbandonedActivityEmailNotSent,
		AbandonedActivityNotificationSent, AbandonedActivityTaskCreated, AbandonedActivityAutomationSkipped:
		return true
	}
	return false
}
