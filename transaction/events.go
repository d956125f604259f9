// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"slices"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/order"
)

// The events of an order's transactions. Every payload holds the transactions
// as they were committed, shared by all handlers of that commit: read them,
// don't change them.

// OrderTransactionsDetailsUpdated says that payments or refunds of an order
// were added or changed.
type OrderTransactionsDetailsUpdated struct {
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
	PaymentIDs        []PaymentID        `json:"paymentIds,omitzero"` // up to 100: those added or changed
	RefundIDs         []RefundID         `json:"refundIds,omitzero"`  // up to 300: those added or changed
}

// EventType returns the platform's name of the event.
func (OrderTransactionsDetailsUpdated) EventType() string {
	return "wix.ecom.v1.order_transactions_details_updated"
}

// Detach implements events.Detacher.
func (e OrderTransactionsDetailsUpdated) Detach(c *events.Copies) events.Payload {
	e.OrderTransactions = events.CopyOf(c, e.OrderTransactions)
	e.PaymentIDs, e.RefundIDs = slices.Clone(e.PaymentIDs), slices.Clone(e.RefundIDs)
	return e
}

// OrderTransactionsUpdated is the older twin of
// OrderTransactionsDetailsUpdated and is raised right before it.
type OrderTransactionsUpdated struct {
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
	PaymentIDs        []PaymentID        `json:"paymentIds,omitzero"`
	RefundIDs         []RefundID         `json:"refundIds,omitzero"`
}

// EventType returns the platform's name of the event.
func (OrderTransactionsUpdated) EventType() string { return "wix.ecom.v1.order_transactions_updated" }

// Detach implements events.Detacher.
func (e OrderTransactionsUpdated) Detach(c *events.Copies) events.Payload {
	e.OrderTransactions = events.CopyOf(c, e.OrderTransactions)
	e.PaymentIDs, e.RefundIDs = slices.Clone(e.PaymentIDs), slices.Clone(e.RefundIDs)
	return e
}

// OrderTransactionsRefundCompleted says that every transaction of a refund
// succeeded or failed. It is raised once for each refund.
type OrderTransactionsRefundCompleted struct {
	OrderID           order.ID           `json:"orderId"`
	Refund            *Refund            `json:"refund"`
	SideEffects       *RefundSideEffects `json:"sideEffects,omitzero"`
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
}

// EventType returns the platform's name of the event.
func (OrderTransactionsRefundCompleted) EventType() string {
	return "wix.ecom.v1.order_transactions_refund_completed"
}

// Detach implements events.Detacher.
func (e OrderTransactionsRefundCompleted) Detach(c *events.Copies) events.Payload {
	e.Refund, e.SideEffects = events.CopyOf(c, e.Refund), e.SideEffects.clone()
	e.OrderTransactions = events.CopyOf(c, e.OrderTransactions)
	return e
}

// RefundSideEffects is what whoever asked for a refund wanted done besides.
type RefundSideEffects struct {
	RestockInfo            *RestockInfo `json:"restockInfo,omitzero"`
	SendOrderRefundedEmail bool         `json:"sendOrderRefundedEmail"`
	CustomMessage          string       `json:"customMessage,omitzero"` // 1 to 1000 characters, for the mail
}

func (s *RefundSideEffects) clone() *RefundSideEffects {
	c := ptr.Copy(s)
	if c != nil && c.RestockInfo != nil {
		c.RestockInfo = &RestockInfo{Type: s.RestockInfo.Type, Items: slices.Clone(s.RestockInfo.Items)}
	}
	return c
}

// RestockInfo says which goods go back on the shelf.
type RestockInfo struct {
	Type  RestockType   `json:"type,omitzero"`
	Items []RestockItem `json:"items,omitzero"` // up to 300
}

// RestockItem is a number of units of a line put back on the shelf.
type RestockItem struct {
	LineItemID string `json:"lineItemId,omitzero"`
	Quantity   int    `json:"quantity"` // 1 to 100,000
}

// RestockType says how much goes back on the shelf.
type RestockType string

// The restock types.
const (
	RestockNoItems   RestockType = "NO_ITEMS"
	RestockAllItems  RestockType = "ALL_ITEMS"
	RestockSomeItems RestockType = "SOME_ITEMS"
)

// Valid reports whether t is one of them.
func (t RestockType) Valid() bool {
	return t == RestockNoItems || t == RestockAllItems || t == RestockSomeItems
}

// OrderTransactionsChargebackApproved says that a bank took money back.
type OrderTransactionsChargebackApproved struct {
	OrderID           order.ID           `json:"orderId"`
	PaymentID         PaymentID          `json:"paymentId"`
	Chargeback        *Chargeback        `json:"chargeback"`
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
}

// EventType returns the platform's name of the event.
func (OrderTransactionsChargebackApproved) EventType() string {
	return "wix.ecom.v1.order_transactions_chargeback_approved"
}

// Detach implements events.Detacher.
func (e OrderTransactionsChargebackApproved) Detach(c *events.Copies) events.Payload {
	e.Chargeback = ptr.Copy(e.Chargeback)
	e.OrderTransactions = events.CopyOf(c, e.OrderTransactions)
	return e
}

// OrderTransactionsChargebackReversed says that a bank gave money again.
type OrderTransactionsChargebackReversed struct {
	OrderID           order.ID           `json:"orderId"`
	PaymentID         PaymentID          `json:"paymentId"`
	Chargeback        *Chargeback        `json:"chargeback"`
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
}

// EventType returns the platform's name of the event.
func (OrderTransactionsChargebackReversed) EventType() string {
	return "wix.ecom.v1.order_transactions_chargeback_reversed"
}

// Detach implements events.Detacher.
func (e OrderTransactionsChargebackReversed) Detach(c *events.Copies) events.Payload {
	e.Chargeback = ptr.Copy(e.Chargeback)
	e.OrderTransactions = events.CopyOf(c, e.OrderTransactions)
	return e
}
