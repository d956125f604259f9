// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import "github.com/go-ecom/ecom/internal/service"

// FulfillmentsUpdated says that a fulfillment of an order was created, changed
// or deleted. It holds all of the order's fulfillments as they were committed,
// shared by all handlers of that commit: read them, don't change them.
type FulfillmentsUpdated struct {
	OrderWithFulfillments *OrderWithFulfillments `json:"entity"` // as they are now
	Previous              *OrderWithFulfillments `json:"-"`      // as they were before; nil when read from the log
}

// EventType returns the platform's name of the event.
func (FulfillmentsUpdated) EventType() string { return "wix.ecom.v1.fulfillments_updated" }

// ModifiedFields returns, for the path of each member that changed, the value
// it had before; nil for members that were not there.
func (e FulfillmentsUpdated) ModifiedFields() map[string]any {
	if e.Previous == nil {
		return nil
	}
	return service.ModifiedFields(e.Previous, e.OrderWithFulfillments)
}

// UpdatedBody returns the fulfillments as they are now and the old values of
// what changed.
func (e FulfillmentsUpdated) UpdatedBody() (any, map[string]any) {
	return e.OrderWithFulfillments, e.ModifiedFields()
}
