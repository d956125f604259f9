// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"slices"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// LineItem is one line of a checkout: what is bought, how many of it, and what
// it costs. Unit prices are with modifiers. The totals of a line are
// authoritative; the unit prices are for display and need not multiply up to
// them. Everything but Quantity, CatalogReference, CatalogOverrideFields,
// TaxableAddress and ExtendedFields is derived.
type LineItem struct {
	ID               string                 `json:"id,omitzero"`                // counts up within the checkout, never used again
	Quantity         int                    `json:"quantity"`                   // 1 to 100,000; 0 when the catalog has none left
	CatalogReference *item.CatalogReference `json:"catalogReference,omitempty"` // nil: a custom item without one
	ProductName      item.Translatable      `json:"productName,omitzero"`
	URL              *item.PageURL          `json:"url,omitempty"`

	Price                money.MultiCurrencyPrice    `json:"price,omitzero"`                // unit, after catalog and rule discounts
	LineItemPrice        money.MultiCurrencyPrice    `json:"lineItemPrice,omitzero"`        // line, after catalog and rule discounts
	FullPrice            money.MultiCurrencyPrice    `json:"fullPrice,omitzero"`            // unit, before any discount
	PriceBeforeDiscounts money.MultiCurrencyPrice    `json:"priceBeforeDiscounts,omitzero"` // unit, after the catalog's own discount
	TotalPriceAfterTax   money.MultiCurrencyPrice    `json:"totalPriceAfterTax,omitzero"`   // line, gross, after everything
	TotalPriceBeforeTax  money.MultiCurrencyPrice    `json:"totalPriceBeforeTax,omitzero"`  // line, net, after everything
	TaxDetails           *pricing.ItemTaxFullDetails `json:"taxDetails,omitempty"`
	Discount             money.MultiCurrencyPrice    `json:"discount,omitzero"`            // line, the share of coupon and merchant discounts
	DepositAmount        money.MultiCurrencyPrice    `json:"depositAmount,omitzero"`       // unit, what of the price is paid up front
	ModifiersTotalPrice  money.MultiCurrencyPrice    `json:"modifiersTotalPrice,omitzero"` // unit, what modifiers cost; inside the prices

	DescriptionLines       []item.DescriptionLine       `json:"descriptionLines,omitzero"`
	Media                  *item.Image                  `json:"media,omitempty"`
	Availability           *item.Availability           `json:"availability,omitempty"`
	PhysicalProperties     *item.PhysicalProperties     `json:"physicalProperties,omitempty"`
	ItemType               item.Type                    `json:"itemType,omitzero"`
	SubscriptionOptionInfo *item.SubscriptionOptionInfo `json:"subscriptionOptionInfo,omitempty"`
	PaymentOption          item.PaymentOption           `json:"paymentOption,omitzero"`
	ServiceProperties      *item.ServiceProperties      `json:"serviceProperties,omitempty"`
	RootCatalogItemID      string                       `json:"rootCatalogItemId,omitzero"` // the true catalog id, where the reference's is another
	PriceDescription       *item.Translatable           `json:"priceDescription,omitempty"` // shown instead of a price of zero
	DeliveryProfileID      string                       `json:"deliveryProfileId,omitzero"`

	CustomLineItem               bool                        `json:"customLineItem,omitzero"` // not of a catalog
	ConsentRequiredPaymentPolicy string                      `json:"consentRequiredPaymentPolicy,omitzero"`
	CatalogOverrideFields        *item.CatalogOverrideFields `json:"catalogOverrideFields,omitempty"` // what an admin set in the place of the catalog's answer
	PriceUndetermined            bool                        `json:"priceUndetermined,omitzero"`
	FixedQuantity                bool                        `json:"fixedQuantity,omitzero"`     // the buyer cannot change the quantity
	SavePaymentMethod            bool                        `json:"savePaymentMethod,omitzero"` // the means of payment must be kept for later charges
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
	l.TaxDetails = l.TaxDetails.Clone()
	l.DescriptionLines = item.CloneDescriptionLines(l.DescriptionLines)
	l.Media = l.Media.Clone()
	l.Availability = l.Availability.Clone()
	l.PhysicalProperties = l.PhysicalProperties.Clone()
	l.SubscriptionOptionInfo = l.SubscriptionOptionInfo.Clone()
	l.ServiceProperties = l.ServiceProperties.Clone()
	l.PriceDescription = l.PriceDescription.Clone()
	l.CatalogOverrideFields = l.CatalogOverrideFields.Clone()
	l.TaxableAddress = l.TaxableAddress.Clone()
	l.ExtendedFields = l.ExtendedFields.Clone()
	l.Policies = slices.Clone(l.Policies)
	l.ModifierGroups = item.CloneModifierGroups(l.ModifierGroups)
	return l
}

func cloneLines(ls []LineItem) []LineItem { return ptr.CopyEach(ls, LineItem.Clone) }

// LineOf returns the line of a checkout that is the same as a line of a cart.
// The figures that only a checkout has are left for the calculation to fill
// in. It shares nothing with l.
func LineOf(l cart.LineItem) LineItem {
	l = l.Clone()
	return lineOf(&l)
}

// lineOf is LineOf sharing what l points to.
func lineOf(l *cart.LineItem) LineItem {
	return LineItem{
		ID: l.ID, Quantity: l.Quantity, CatalogReference: l.CatalogReference, ProductName: l.ProductName, URL: l.URL,
		Price: l.Price, LineItemPrice: l.LineItemPrice, FullPrice: l.FullPrice, PriceBeforeDiscounts: l.PriceBeforeDiscounts,
		DepositAmount: l.DepositAmount, ModifiersTotalPrice: l.ModifiersTotalPrice,
		DescriptionLines: l.DescriptionLines, Media: l.Image, Availability: l.Availability,
		PhysicalProperties: l.PhysicalProperties, ItemType: l.ItemType, SubscriptionOptionInfo: l.SubscriptionOptionInfo,
		PaymentOption: l.PaymentOption, ServiceProperties: l.ServiceProperties, RootCatalogItemID: l.RootCatalogItemID,
		PriceDescription: l.PriceDescription, DeliveryProfileID: l.DeliveryProfileID, CustomLineItem: l.CustomLineItem,
		ConsentRequiredPaymentPolicy: l.ConsentRequiredPaymentPolicy, CatalogOverrideFields: l.CatalogOverrideFields,
		PriceUndetermined: l.PriceUndetermined, FixedQuantity: l.FixedQuantity, SavePaymentMethod: l.SavePaymentMethod,
		TaxableAddress: l.TaxableAddress, ExtendedFields: l.ExtendedFields, Policies: l.Policies,
		MembersOnly: l.MembersOnly, ModifierGroups: l.ModifierGroups,
	}
}
