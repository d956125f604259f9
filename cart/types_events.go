// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import "github.com/go-ecom/ecom/events"

// CartCreated is raised when a cart came to be: by CreateCart, or by the first
// thing that a buyer adds. Emptying a cart and adding to it again does not
// raise it. The Entity is shared by all handlers and not to be changed.
type CartCreated struct{ events.Created[*Cart] }

// EventType returns the platform's name of the event.
func (CartCreated) EventType() string { return "wix.ecom.v1.cart_created" }

// Detach implements events.Detacher.
func (e CartCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// CartUpdated is raised when a cart was changed. The Entity is shared by all
// handlers and not to be changed.
type CartUpdated struct{ events.Updated[*Cart] }

// EventType returns the platform's name of the event.
func (CartUpdated) EventType() string { return "wix.ecom.v1.cart_updated" }

// Detach implements events.Detacher.
func (e CartUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// CartDeleted is raised when a cart is gone. The event's entity id says which
// one.
type CartDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (CartDeleted) EventType() string { return "wix.ecom.v1.cart_deleted" }
