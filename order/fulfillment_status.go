// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

// DeriveFulfillmentStatus returns the fulfillment status of an order of whose
// lines the given numbers of units have been handed over, by line id. An
// approved order without shipping information is fulfilled from the start.
func DeriveFulfillmentStatus(o *Order, fulfilled map[string]int) FulfillmentStatus {
	if AutoFulfilled(o) {
		return FulfillmentStatusFulfilled
	}
	some, all := false, len(o.LineItems) > 0
	for i := range o.LineItems {
		l := &o.LineItems[i]
		n := fulfilled[l.ID]
		some = some || n > 0
		all = all && n >= l.Quantity
	}
	switch {
	case all:
		return FulfillmentStatusFulfilled
	case some:
		return FulfillmentStatusPartiallyFulfilled
	}
	return FulfillmentStatusNotFulfilled
}

// AutoFulfilled reports whether the order counts as handed over because it is
// approved and has no shipping information.
func AutoFulfilled(o *Order) bool {
	return o.ShippingInfo == nil && o.Status == StatusApproved
}
