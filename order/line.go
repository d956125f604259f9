// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// LineItem is one line of an order. The totals of a line are authoritative;
// the unit prices are for display and need not multiply up to them.
type LineItem struct {
	ID               string                 `json:"id,omitzero"` // a GUID; made when empty
	ProductName      item.Translatable      `json:"productName,omitzero"`
	CatalogReference *item.CatalogReference `json:"catalogReference,omitzero"` // nil: a custom item
	Quantity         int                    `json:"quantity"`                  // 1 to 100,000
	ItemType         item.Type              `json:"itemType,omitzero"`

	Price                money.Price `json:"price,omitzero"`                // unit price after the line's own discounts
	PriceBeforeDiscounts money.Price `json:"priceBeforeDiscounts,omitzero"` // unit price; default: Price
	LineItemPrice        money.Price `json:"lineItemPrice,omitzero"`        // quantity × PriceBeforeDiscounts less discount rules
	TotalDiscount        money.Price `json:"totalDiscount,omitzero"`        // coupon and merchant discounts of the whole line
	TotalPriceBeforeTax  money.Price `json:"totalPriceBeforeTax,omitzero"`  // net, after everything
	TotalPriceAfterTax   money.Price `json:"totalPriceAfterTax,omitzero"`   // gross, after everything
	DepositAmount        money.Price `json:"depositAmount,omitzero"`        // a unit's deposit, for DEPOSIT_ONLINE

	PaymentOption item.PaymentOption  `json:"paymentOption,omitzero"` // default FULL_PAYMENT_ONLINE
	TaxInfo       *LineItemTaxInfo    `json:"taxInfo,omitzero"`
	TaxDetails    *ItemTaxFullDetails `json:"taxDetails,omitzero"` // deprecated form of TaxInfo

	DescriptionLines   []item.DescriptionLine   `json:"descriptionLines,omitzero"` // up to 20
	Image              *item.Image              `json:"image,omitzero"`
	PhysicalProperties *item.PhysicalProperties `json:"physicalProperties,omitzero"`
	DigitalFile        *item.DigitalFile        `json:"digitalFile,omitzero"` // required of DIGITAL items
	FulfillerID        string                   `json:"fulfillerId,omitzero"` // "": fulfilled by the shop itself

	RefundQuantity  int `json:"refundQuantity"`           // units refunded so far
	RestockQuantity int `json:"restockQuantity,omitzero"` // units put back on the shelf so far

	SubscriptionInfo  *SubscriptionInfo          `json:"subscriptionInfo,omitzero"`
	PriceDescription  *item.Translatable         `json:"priceDescription,omitzero"` // shown instead of a price of zero
	Locations         []item.LocationAndQuantity `json:"locations,omitzero"`        // up to 5; together at most Quantity
	TaxableAddress    *item.TaxableAddress       `json:"taxableAddress,omitzero"`
	PriceUndetermined bool                       `json:"priceUndetermined,omitzero"`
	FixedQuantity     bool                       `json:"fixedQuantity,omitzero"`
	DecimalQuantity   *item.DecimalQuantity      `json:"decimalQuantity,omitzero"`
	ExtendedFields    *item.ExtendedFields       `json:"extendedFields,omitzero"`
	ModifierGroups    []ModifierGroup            `json:"modifierGroups,omitzero"` // up to 10
}

// ModifierGroup is a set of choices that change an item and its price.
type ModifierGroup struct {
	ID        string            `json:"id,omitzero"` // 1 to 36 characters
	Name      item.Translatable `json:"name,omitzero"`
	Modifiers []ItemModifier    `json:"modifiers,omitzero"` // 1 to 10
}

// ItemModifier is one choice of a group.
type ItemModifier struct {
	ID       string             `json:"id,omitzero"` // 1 to 36 characters
	Quantity int                `json:"quantity,omitzero"`
	Label    item.Translatable  `json:"label,omitzero"`
	Details  *item.Translatable `json:"details,omitzero"`
	Price    money.Price        `json:"price,omitzero"`
}

// SubscriptionInfo says which subscription a line belongs to.
type SubscriptionInfo struct {
	ID                            string                     `json:"id,omitzero"` // of the subscription contract
	CycleNumber                   int                        `json:"cycleNumber,omitzero"`
	SubscriptionOptionTitle       string                     `json:"subscriptionOptionTitle,omitzero"`       // deprecated
	SubscriptionOptionDescription string                     `json:"subscriptionOptionDescription,omitzero"` // deprecated
	SubscriptionSettings          *item.SubscriptionSettings `json:"subscriptionSettings,omitzero"`
	ChargesDescription            string                     `json:"chargesDescription,omitzero"` // up to 1000 characters
}
