// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// LineItem is one line of a cart: what was picked, how many of it, and what
// its catalog says of it. Unit prices are with modifiers.
//
// When a line is added, callers give Quantity, CatalogReference and, if they
// wish, SelectedMembership, TaxableAddress and ExtendedFields; admins may give
// CatalogOverrideFields. Everything else is derived.
type LineItem struct {
	ID               string                 `json:"id,omitzero"`                // counts up within the cart, never used again
	Quantity         int                    `json:"quantity"`                   // 1 to 100,000; 0 when the catalog has none left
	CatalogReference *item.CatalogReference `json:"catalogReference,omitempty"` // nil: a custom item without one
	ProductName      item.Translatable      `json:"productName,omitzero"`
	URL              *item.PageURL          `json:"url,omitempty"`

	Price                money.MultiCurrencyPrice `json:"price,omitzero"`                // unit, after catalog and rule discounts
	FullPrice            money.MultiCurrencyPrice `json:"fullPrice,omitzero"`            // unit, before any discount
	PriceBeforeDiscounts money.MultiCurrencyPrice `json:"priceBeforeDiscounts,omitzero"` // unit, after the catalog's own discount
	LineItemPrice        money.MultiCurrencyPrice `json:"lineItemPrice,omitzero"`        // line, after catalog and rule discounts
	DepositAmount        money.MultiCurrencyPrice `json:"depositAmount,omitzero"`        // unit, what of the price is paid up front
	ModifiersTotalPrice  money.MultiCurrencyPrice `json:"modifiersTotalPrice,omitzero"`  // unit, what modifiers cost; inside the prices

	DescriptionLines       []item.DescriptionLine       `json:"descriptionLines,omitzero"`
	Image                  *item.Image                  `json:"image,omitempty"`
	Availability           *item.Availability           `json:"availability,omitempty"`
	PhysicalProperties     *item.PhysicalProperties     `json:"physicalProperties,omitempty"`
	ItemType               item.Type                    `json:"itemType,omitzero"`
	SubscriptionOptionInfo *item.SubscriptionOptionInfo `json:"subscriptionOptionInfo,omitempty"`
	PaymentOption          item.PaymentOption           `json:"paymentOption,omitzero"`
	ServiceProperties      *item.ServiceProperties      `json:"serviceProperties,omitempty"`
	RootCatalogItemID      string                       `json:"rootCatalogItemId,omitzero"` // the true catalog id, where the reference's is another
	PriceDescription       *item.Translatable           `json:"priceDescription,omitempty"` // shown instead of a price of zero
	SelectedMembership     *SelectedMembership          `json:"selectedMembership,omitempty"`
	DeliveryProfileID      string                       `json:"deliveryProfileId,omitzero"`
	TaxGroupID             string                       `json:"taxGroupId,omitzero"` // "": the default group

	CustomLineItem               bool                        `json:"customLineItem,omitzero"` // not of a catalog
	ConsentRequiredPaymentPolicy string                      `json:"consentRequiredPaymentPolicy,omitzero"`
	PriceUndetermined            bool                        `json:"priceUndetermined,omitzero"`
	FixedQuantity                bool                        `json:"fixedQuantity,omitzero"`          // the buyer cannot change the quantity
	CatalogOverrideFields        *item.CatalogOverrideFields `json:"catalogOverrideFields,omitempty"` // what an admin set in the place of the catalog's answer
	SavePaymentMethod            bool                        `json:"savePaymentMethod,omitzero"`      // the means of payment must be kept for later charges
	TaxableAddress               *item.TaxableAddress        `json:"taxableAddress,omitempty"`
	ExtendedFields               *item.ExtendedFields        `json:"extendedFields,omitempty"`
	Policies                     []item.Policy               `json:"policies,omitzero"`    // up to 5
	MembersOnly                  bool                        `json:"membersOnly,omitzero"` // only somebody logged in may buy it
	ModifierGroups               []item.ModifierGroup        `json:"modifierGroups,omitzero"`
}

// Clone returns a copy that shares nothing changeable with l.
func (l LineItem) Clone() LineItem {
	l.CatalogReference = l.CatalogReference.Clone()
	l.URL = l.URL.Clone()
	l.DescriptionLines = item.CloneDescriptionLines(l.DescriptionLines)
	l.Image = l.Image.Clone()
	l.Availability = l.Availability.Clone()
	l.PhysicalProperties = l.PhysicalProperties.Clone()
	l.SubscriptionOptionInfo = l.SubscriptionOptionInfo.Clone()
	l.ServiceProperties = l.ServiceProperties.Clone()
	l.PriceDescription = l.PriceDescription.Clone()
	l.SelectedMembership = ptr.Copy(l.SelectedMembership)
	l.CatalogOverrideFields = l.CatalogOverrideFields.Clone()
	l.TaxableAddress = l.TaxableAddress.Clone()
	l.ExtendedFields = l.ExtendedFields.Clone()
	l.Policies = slices.Clone(l.Policies)
	l.ModifierGroups = item.CloneModifierGroups(l.ModifierGroups)
	return l
}

// SelectedMembership is the membership that pays for a line whose payment
// option is MEMBERSHIP or MEMBERSHIP_OFFLINE.
type SelectedMembership struct {
	ID    string `json:"id,omitzero"`    // 1 to 100 characters
	AppID string `json:"appId,omitzero"` // who provides the membership
}

// CustomLineItem is a line that is put in without a catalog. Only admins may
// do so.
type CustomLineItem struct {
	ID       string        `json:"id,omitzero"`     // deprecated; CatalogReference keeps one identity over carts
	Quantity int           `json:"quantity"`        // 1 to 100,000
	Price    *money.Amount `json:"price,omitempty"` // unit, in the site's currency; required unless the line is merged into one there is

	ProductName      item.Translatable      `json:"productName,omitzero"`
	CatalogReference *item.CatalogReference `json:"catalogReference,omitempty"` // gives the item an identity; no catalog is asked
	ItemType         item.Type              `json:"itemType,omitzero"`
	FullPrice        *money.Amount          `json:"fullPrice,omitempty"` // unit, before a discount that Price already has; default Price
	PriceDescription *item.Translatable     `json:"priceDescription,omitempty"`
	DescriptionLines []item.DescriptionLine `json:"descriptionLines,omitzero"` // up to 10
	Media            *item.Image            `json:"media,omitempty"`
	URL              *item.PageURL          `json:"url,omitempty"`

	QuantityAvailable  *int                        `json:"quantityAvailable,omitempty"` // up to 100,000; nil: without limit
	PhysicalProperties *item.PhysicalProperties    `json:"physicalProperties,omitempty"`
	TaxGroupID         string                      `json:"taxGroupId,omitzero"`
	TaxableAddress     *item.TaxableAddress        `json:"taxableAddress,omitempty"`
	PaymentOption      item.PaymentOption          `json:"paymentOption,omitzero"`  // default FULL_PAYMENT_ONLINE
	DepositAmount      *money.Amount               `json:"depositAmount,omitempty"` // unit, for DEPOSIT_ONLINE
	ServiceProperties  *item.ServiceProperties     `json:"serviceProperties,omitempty"`
	RootCatalogItemID  string                      `json:"rootCatalogItemId,omitzero"` // up to 36 characters
	DeliveryProfileID  string                      `json:"deliveryProfileId,omitzero"`
	PriceUndetermined  bool                        `json:"priceUndetermined,omitzero"`
	FixedQuantity      bool                        `json:"fixedQuantity,omitzero"`
	MembersOnly        bool                        `json:"membersOnly,omitzero"`
	Policies           []item.Policy               `json:"policies,omitzero"`       // up to 5
	ModifierGroups     []item.CatalogModifierGroup `json:"modifierGroups,omitzero"` // their prices are inside Price

	ConsentRequiredPaymentPolicy string `json:"consentRequiredPaymentPolicy,omitzero"` // up to 1000 characters
	SavePaymentMethod            bool   `json:"savePaymentMethod,omitzero"`
}

// Clone returns a copy that shares nothing changeable with l.
func (l CustomLineItem) Clone() CustomLineItem {
	l.Price = ptr.Copy(l.Price)
	l.CatalogReference = l.CatalogReference.Clone()
	l.FullPrice = ptr.Copy(l.FullPrice)
	l.PriceDescription = l.PriceDescription.Clone()
	l.DescriptionLines = item.CloneDescriptionLines(l.DescriptionLines)
	l.Media = l.Media.Clone()
	l.URL = l.URL.Clone()
	l.QuantityAvailable = ptr.Copy(l.QuantityAvailable)
	l.PhysicalProperties = l.PhysicalProperties.Clone()
	l.TaxableAddress = l.TaxableAddress.Clone()
	l.DepositAmount = ptr.Copy(l.DepositAmount)
	l.ServiceProperties = l.ServiceProperties.Clone()
	l.Policies = slices.Clone(l.Policies)
	l.ModifierGroups = item.CloneModifierGroups(l.ModifierGroups)
	return l
}
