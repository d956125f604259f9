// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import "github.com/go-ecom/ecom/events"

// CheckoutCreated is raised when a checkout was begun, from a cart or without
// one. The Entity is shared by all handlers and not to be changed.
type CheckoutCreated struct{ events.Created[*Checkout] }

// EventType returns the platform's name of the event.
func (CheckoutCreated) EventType() string { return "wix.ecom.v1.checkout_created" }

// Detach implements events.Detacher.
func (e CheckoutCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// CheckoutUpdated is raised when a checkout was changed. The Entity is shared by
// all handlers and not to be changed.
type CheckoutUpdated struct{ events.Updated[*Checkout] }

// EventType returns the platform's name of the event.
func (CheckoutUpdated) EventType() string { return "wix.ecom.v1.checkout_updated" }

// Detach implements events.Detacher.
func (e CheckoutUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// CheckoutCompleted is raised when the order made from a checkout was paid, is
// free of charge or was approved to be paid offline, or when the checkout was
// marked as completed.
type CheckoutCompleted struct {
	Checkout *Checkout `json:"checkout"` // shared by all handlers, not to be changed
}

// EventType returns the platform's name of the event.
func (CheckoutCompleted) EventType() string { return "wix.ecom.v1.checkout_completed" }

// Detach implements events.Detacher.
func (e CheckoutCompleted) Detach(c *events.Copies) events.Payload {
	e.Checkout = events.CopyOf(c, e.Checkout)
	return e
}

// CheckoutDeleted is raised when a checkout is gone. The event's entity id says
// which one.
type CheckoutDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (CheckoutDeleted) EventType() string { return "wix.ecom.v1.checkout_deleted" }

// AbandonedCheckoutCreated is raised when a checkout, or a member's cart, was
// found abandoned. The Entity is shared by all handlers and not to be changed.
type AbandonedCheckoutCreated struct {
	events.Created[*AbandonedCheckout]
}

// EventType returns the platform's name of the event.
func (AbandonedCheckoutCreated) EventType() string { return "wix.ecom.v1.abandoned_checkout_created" }

// Detach implements events.Detacher.
func (e AbandonedCheckoutCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// AbandonedCheckoutUpdated is raised when an abandoned checkout was changed,
// such as by a new activity. The Entity is shared by all handlers and not to be
// changed.
type AbandonedCheckoutUpdated struct {
	events.Updated[*AbandonedCheckout]
}

// EventType returns the platform's name of the event.
func (AbandonedCheckoutUpdated) EventType() string { return "wix.ecom.v1.abandoned_checkout_updated" }

// Detach implements events.Detacher.
func (e AbandonedCheckoutUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// AbandonedCheckoutRecovered is raised when the buyer completed the purchase
// after all.
type AbandonedCheckoutRecovered struct {
	AbandonedCheckout *AbandonedCheckout `json:"abandonedCheckout"` // shared by all handlers, not to be changed
}

// EventType returns the platform's name of the event.
func (AbandonedCheckoutRecovered) EventType() string {
	return "wix.ecom.v1.abandoned_checkout_recovered"
}

// Detach implements events.Detacher.
func (e AbandonedCheckoutRecovered) Detach(c *events.Copies) events.Payload {
	e.AbandonedCheckout = events.CopyOf(c, e.AbandonedCheckout)
	return e
}

// AbandonedCheckoutDeleted is raised when an abandoned checkout is gone. The
// Entity is what it last was.
type AbandonedCheckoutDeleted struct {
	events.Deleted[*AbandonedCheckout]
}

// EventType returns the platform's name of the event.
func (AbandonedCheckoutDeleted) EventType() string { return "wix.ecom.v1.abandoned_checkout_deleted" }

// Detach implements events.Detacher.
func (e AbandonedCheckoutDeleted) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}
