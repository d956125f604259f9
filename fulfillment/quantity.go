// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import (
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
)

// The codes of what cannot be fulfilled. The platform documents none.
const (
	CodeLineItemNotFound    = "LINE_ITEM_NOT_FOUND"
	CodeNotEnoughUnits      = "NOT_ENOUGH_UNITS_TO_FULFILL"
	CodeFulfillmentNotFound = "FULFILLMENT_NOT_FOUND"
	CodeTrackingNumberTaken = "TRACKING_NUMBER_ALREADY_EXISTS"
)

// QuantityError says that a line has fewer units left than are to be handed
// over. It is a fault.Limit.
type QuantityError struct {
	LineItemID string
	Want       int // units asked for; 0: all that are left
	Left       int // units in no fulfillment yet
}

// Error implements error.
func (e *QuantityError) Error() string {
	if e.Want == 0 {
		return fmt.Sprintf("line item %s has no units left to fulfill", e.LineItemID)
	}
	return fmt.Sprintf("line item %s has %d units left to fulfill, not %d", e.LineItemID, e.Left, e.Want)
}

// Unwrap returns the fault.Limit error with the code.
func (e *QuantityError) Unwrap() error {
	return &fault.Error{
		Class: fault.Limit, Code: CodeNotEnoughUnits,
		Data: map[string]any{"lineItemId": e.LineItemID, "quantity": e.Want, "availableQuantity": e.Left},
	}
}

// Fulfilled returns how many units of each line are in fulfillments, by line
// id.
func Fulfilled(fs []Fulfillment) map[string]int {
	n := make(map[string]int)
	for i := range fs {
		for _, l := range fs[i].LineItems {
			n[l.ID] += l.Quantity
		}
	}
	return n
}

// statuses returns the states of fulfillments, each once: what searches by
// fulfillmentStatusesAggregate.statuses find.
func statuses(fs []Fulfillment) []string {
	var out []string
	for i := range fs {
		if st := string(fs[i].Status); st != "" && !slices.Contains(out, st) {
			out = append(out, st)
		}
	}
	return out
}

// Left returns how many units of a line are in no fulfillment yet. An order
// edited after it was fulfilled may have fewer units than were handed over:
// then none are left.
func Left(l *order.LineItem, fulfilled map[string]int) int {
	return max(l.Quantity-fulfilled[l.ID], 0)
}

// Take returns the lines of a new fulfillment with their quantities filled in:
// a quantity of 0 becomes all units left. No lines at all means every unit
// left of every line. A line that the order does not have is a fault.NotFound;
// too few units are a *QuantityError. A line named twice takes its units one
// after the other.
func Take(o *order.Order, existing []Fulfillment, lines []LineItem) ([]LineItem, error) {
	done := Fulfilled(existing)
	if len(lines) == 0 {
		var all []LineItem
		for i := range o.LineItems {
			if n := Left(&o.LineItems[i], done); n > 0 {
				all = append(all, LineItem{o.LineItems[i].ID, n})
			}
		}
		if len(all) == 0 {
			id := ""
			if len(o.LineItems) > 0 {
				id = o.LineItems[0].ID
			}
			return nil, &QuantityError{LineItemID: id}
		}
		return all, nil
	}
	taken := make([]LineItem, len(lines))
	for i, want := range lines {
		l := find(o, want.ID)
		if l == nil {
			return nil, fault.Missing("line item", want.ID, CodeLineItemNotFound)
		}
		left := Left(l, done)
		n := want.Quantity
		if n == 0 {
			n = left
		}
		if n < 1 || n > left {
			return nil, &QuantityError{LineItemID: want.ID, Want: want.Quantity, Left: left}
		}
		done[want.ID] += n
		taken[i] = LineItem{want.ID, n}
	}
	return taken, nil
}

func find(o *order.Order, lineID string) *order.LineItem {
	for i := range o.LineItems {
		if o.LineItems[i].ID == lineID {
			return &o.LineItems[i]
		}
	}
	return nil
}
