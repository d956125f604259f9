// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import "github.com/go-ecom/ecom/events"

// The events of orders. Every payload holds the order as it was committed,
// shared by all handlers of that commit: read it, don't change it; Clone gives
// a copy to change.

// OrderCreated says that an order exists, in whatever status: an order that
// waits for its payment is created too. OrderApproved is the sale.
type OrderCreated struct{ events.Created[*Order] }

// EventType returns the platform's name of the event.
func (OrderCreated) EventType() string { return "wix.ecom.v1.order_created" }

// Detach implements events.Detacher.
func (e OrderCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// OrderUpdated says that an order changed in any way.
type OrderUpdated struct{ events.Updated[*Order] }

// EventType returns the platform's name of the event.
func (OrderUpdated) EventType() string { return "wix.ecom.v1.order_updated" }

// Detach implements events.Detacher.
func (e OrderUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// OrderApproved says that an order became a sale.
type OrderApproved struct {
	Order *Order `json:"order"`
}

// EventType returns the platform's name of the event.
func (OrderApproved) EventType() string { return "wix.ecom.v1.order_approved" }

// Detach implements events.Detacher.
func (e OrderApproved) Detach(c *events.Copies) events.Payload {
	e.Order = events.CopyOf(c, e.Order)
	return e
}

// OrderCanceled says that an order was called off, and what the canceler asked
// for. Nothing is refunded by it.
type OrderCanceled struct {
	Order                  *Order `json:"order"`
	RestockAllItems        bool   `json:"restockAllItems"`
	SendOrderCanceledEmail bool   `json:"sendOrderCanceledEmail"`
	CustomMessage          string `json:"customMessage,omitzero"` // for the mail
}

// EventType returns the platform's name of the event.
func (OrderCanceled) EventType() string { return "wix.ecom.v1.order_canceled" }

// Detach implements events.Detacher.
func (e OrderCanceled) Detach(c *events.Copies) events.Payload {
	e.Order = events.CopyOf(c, e.Order)
	return e
}

// OrderPaymentStatusUpdated says that an order's payment status changed.
type OrderPaymentStatusUpdated struct {
	Order                 *Order        `json:"order"`
	PreviousPaymentStatus PaymentStatus `json:"previousPaymentStatus"`
}

// EventType returns the platform's name of the event.
func (OrderPaymentStatusUpdated) EventType() string {
	return "wix.ecom.v1.order_payment_status_updated"
}

// Detach implements events.Detacher.
func (e OrderPaymentStatusUpdated) Detach(c *events.Copies) events.Payload {
	e.Order = events.CopyOf(c, e.Order)
	return e
}

// OrderFulfilled says that an order's fulfillment status changed, in either
// direction.
type OrderFulfilled struct {
	Order                     *Order            `json:"order"`
	PreviousFulfillmentStatus FulfillmentStatus `json:"previousFulfillmentStatus"`
	NewFulfillmentStatus      FulfillmentStatus `json:"newFulfillmentStatus"`
	Action                    string            `json:"action,omitzero"` // what caused it, such as "FULFILLMENT_CREATED"
}

// EventType returns the platform's name of the event.
func (OrderFulfilled) EventType() string { return "wix.ecom.v1.order_fulfilled" }

// Detach implements events.Detacher.
func (e OrderFulfilled) Detach(c *events.Copies) events.Payload {
	e.Order = events.CopyOf(c, e.Order)
	return e
}

// OrderImported says that an order was brought in from elsewhere, or replaced.
type OrderImported struct {
	Order *Order `json:"order"`
}

// EventType returns the platform's name of the event.
func (OrderImported) EventType() string { return "wix.ecom.v1.order_imported" }

// Detach implements events.Detacher.
func (e OrderImported) Detach(c *events.Copies) events.Payload {
	e.Order = events.CopyOf(c, e.Order)
	return e
}

// OrderImportedOrderDeleted says that an imported order was deleted.
type OrderImportedOrderDeleted struct {
	Order *Order `json:"order"`
}

// EventType returns the platform's name of the event.
func (OrderImportedOrderDeleted) EventType() string {
	return "wix.ecom.v1.order_imported_order_deleted"
}

// Detach implements events.Detacher.
func (e OrderImportedOrderDeleted) Detach(c *events.Copies) events.Payload {
	e.Order = events.CopyOf(c, e.Order)
	return e
}
