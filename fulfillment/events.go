// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import "github.com/go-ecom/ecom/events"

// FulfillmentsUpdated says that a fulfillment of an order was created, changed
// or deleted. Its Entity holds all of the order's fulfillments as they were
// committed, shared by all handlers of that commit: read them, don't change
// them.
type FulfillmentsUpdated struct {
	events.Updated[*OrderWithFulfillments]
}

// EventType returns the platform's name of the event.
func (FulfillmentsUpdated) EventType() string { return "wix.ecom.v1.fulfillments_updated" }

// Detach implements events.Detacher.
func (e FulfillmentsUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}
