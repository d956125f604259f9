// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"context"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes for stock that can't move. The errors are fault.Limit.
const (
	CodeDecrementNotPossible = "DECREMENT_NOT_POSSIBLE"
	CodeIncrementNotPossible = "INCREMENT_NOT_POSSIBLE"
)

// Inventory is an optional ability of catalogs that keep stock elsewhere: to
// move it. It is safe for concurrent use. Each call is all or nothing, and has
// one effect for each InventoryRequest.Key, however often it is made: the shop
// repeats it after a crash or a lost answer. A call that was refused has had no
// effect, and may have one when it is repeated.
type Inventory interface {
	// Decrement takes stock. When there is too little of any item and
	// RestrictInventoryValue is set, it takes nothing and returns a fault.Limit
	// error with CodeDecrementNotPossible; the order is refused then.
	Decrement(ctx context.Context, r InventoryRequest) error

	// Increment gives stock back. It does not look at levels.
	Increment(ctx context.Context, r InventoryRequest) error
}

// TxInventory is an optional ability of catalogs that keep stock in the shop's
// own store: to move it in the commit of an order. Items of other catalogs are
// passed over.
type TxInventory interface {
	// Take takes stock when tx commits. When there is too little of any item
	// and RestrictInventoryValue is set, the commit fails as a whole with a
	// fault.Limit error; see Shortage.
	Take(ctx context.Context, tx *store.Tx, r InventoryRequest) error

	// Return gives stock back when tx commits.
	Return(ctx context.Context, tx *store.Tx, r InventoryRequest) error
}

// InventoryRequest asks to move stock for an order.
type InventoryRequest struct {
	Items                  []InventoryItem `json:"items"`                  // 1 to 300
	RestrictInventoryValue bool            `json:"restrictInventoryValue"` // stock may not fall below zero; for taking only
	OrderID                string          `json:"orderId"`                // the order need not exist yet

	// Key names the movement: 1 to 255 characters, the same on every repetition
	// and another for every other movement. One order may move stock several
	// times for the same reason. It is beside the platform's members; empty for
	// stock that moves in the shop's own store.
	Key string `json:"key,omitempty"`

	Reason Reason `json:"reason"`
}

// InventoryItem is an item and how many of it.
type InventoryItem struct {
	CatalogReference item.CatalogReference `json:"catalogReference"`
	LocationID       string                `json:"locationId,omitempty"`
	Quantity         int                   `json:"quantity"` // 1 to 100,000
	SubscriptionItem bool                  `json:"subscriptionItem,omitempty"`
}

// Reason is why stock moves.
type Reason string

// The reasons.
const (
	ReasonOrderPlaced   Reason = "ORDER_PLACED"
	ReasonOrderPaid     Reason = "ORDER_PAID"
	ReasonOrderCanceled Reason = "ORDER_CANCELED"
	ReasonOrderRefunded Reason = "ORDER_REFUNDED"
	ReasonOrderEdited   Reason = "ORDER_EDITED"
	ReasonOrderRejected Reason = "ORDER_REJECTED"
)
