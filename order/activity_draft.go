// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// DraftOrderChangesApplied says that an order was edited.
type DraftOrderChangesApplied struct {
	DraftOrderID string        `json:"draftOrderId,omitzero"`
	Reason       string        `json:"reason,omitzero"` // up to 200 characters
	Changes      []OrderChange `json:"changes,omitzero"`
}

// OrderChange is one change that an edit made. Exactly one member is set.
type OrderChange struct {
	LineItemChanged            *LineItemChanges           `json:"lineItemChanged,omitzero"`
	LineItemAdded              *ManagedLineItem           `json:"lineItemAdded,omitzero"`
	LineItemRemoved            *ManagedLineItem           `json:"lineItemRemoved,omitzero"`
	DiscountAdded              *ManagedAmount             `json:"discountAdded,omitzero"`
	DiscountRemoved            *ManagedAmount             `json:"discountRemoved,omitzero"`
	AdditionalFeeAdded         *ManagedAmount             `json:"additionalFeeAdded,omitzero"`
	AdditionalFeeRemoved       *ManagedAmount             `json:"additionalFeeRemoved,omitzero"`
	TotalPriceChanged          *TotalPriceChange          `json:"totalPriceChanged,omitzero"`
	ShippingInformationChanged *ShippingInformationChange `json:"shippingInformationChanged,omitzero"`
}

// LineItemChanges says how a line changed.
type LineItemChanges struct {
	ID       string                  `json:"id,omitzero"`
	Name     item.Translatable       `json:"name,omitzero"`
	Quantity *LineItemQuantityChange `json:"quantity,omitzero"`
	Price    *LineItemPriceChange    `json:"price,omitzero"`
}

// LineItemQuantityChange says how a line's quantity changed.
type LineItemQuantityChange struct {
	OriginalQuantity int                `json:"originalQuantity"`
	NewQuantity      int                `json:"newQuantity"`
	Diff             int                `json:"diff"` // at least 1
	DeltaType        QuantityChangeType `json:"deltaType,omitzero"`
}

// QuantityChangeType is the direction of a LineItemQuantityChange.
type QuantityChangeType string

// The directions.
const (
	QuantityIncreased QuantityChangeType = "QUANTITY_INCREASED"
	QuantityDecreased QuantityChangeType = "QUANTITY_DECREASED"
)

// LineItemPriceChange says how a line's price changed.
type LineItemPriceChange struct {
	OriginalPrice money.Price `json:"originalPrice,omitzero"`
	NewPrice      money.Price `json:"newPrice,omitzero"`
}

// ManagedLineItem is a line that was added or removed.
type ManagedLineItem struct {
	ID       string            `json:"id,omitzero"`
	Name     item.Translatable `json:"name,omitzero"`
	Quantity int               `json:"quantity"`
}

// ManagedAmount is a discount or a fee that was added or removed.
type ManagedAmount struct {
	ID                string            `json:"id,omitzero"`
	Name              item.Translatable `json:"name,omitzero"`
	AffectedLineItems []LineItemAmount  `json:"affectedLineItems,omitzero"`
	TotalAmount       money.Price       `json:"totalAmount,omitzero"`
}

// LineItemAmount is one line's share of a ManagedAmount.
type LineItemAmount struct {
	ID     string            `json:"id,omitzero"`
	Name   item.Translatable `json:"name,omitzero"`
	Amount money.Price       `json:"amount,omitzero"`
}

// TotalPriceChange says how the order's total changed.
type TotalPriceChange struct {
	OriginalTotal money.Price `json:"originalTotal,omitzero"`
	NewTotal      money.Price `json:"newTotal,omitzero"`
}

// ShippingInformationChange says how shipping changed. A nil side means there
// was, or is, none.
type ShippingInformationChange struct {
	OriginalShippingInfo *ShippingTotal `json:"originalShippingInfo,omitzero"`
	NewShippingInfo      *ShippingTotal `json:"newShippingInfo,omitzero"`
}

// ShippingTotal names a shipping option and its price.
type ShippingTotal struct {
	Total         money.Price `json:"total,omitzero"`
	ShippingTitle string      `json:"shippingTitle,omitzero"` // up to 250 characters
}
