// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

// FulfillmentsUpdated says that a fulfillment of an order was created, changed
// or deleted. It holds all of the order's fulfillments as they were committed,
// shared by all handlers of that commit: read them, don't change them.
type FulfillmentsUpdated struct {
	OrderWithFulfillments *OrderWithFulfillments `json:"entity"`

	// ModifiedFields maps the path of each member that changed to the value it
	// had before.
	ModifiedFields map[string]any `json:"modifiedFields,omitempty"`
}

// EventType returns the platform's name of the event.
func (FulfillmentsUpdated) EventType() string { return "wix.ecom.v1.fulfillments_updated" }

// UpdatedBody returns the fulfillments as they are now and the old values of
// what changed.
func (e FulfillmentsUpdated) UpdatedBody() (any, map[string]any) {
	return e.OrderWithFulfillments, e.ModifiedFields
}
