// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment_test

import (
	"testing"

	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
)

// A bulk call under one key creates what it is asked for, once.
func TestBulkCreateUnderKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var orders []fulfillment.BulkCreate
	for range 3 {
		orders = append(orders, fulfillment.BulkCreate{OrderID: s.place(t, true), Fulfillments: []fulfillment.Fulfillment{{}}})
	}
	ctx := idempotency.WithKey(t.Context(), "tonight")
	for range 2 {
		results, err := s.fulfillments.BulkCreateFulfillments(ctx, orders)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil || len(r.OrderWithFulfillments.Fulfillments) != 1 {
				t.Errorf("result %d = %+v, %v, want one fulfillment", i, r.OrderWithFulfillments, r.Err)
			}
			if got := s.status(t, orders[i].OrderID); got != order.FulfillmentStatusFulfilled {
				t.Errorf("order %d is %s, want FULFILLED", i, got)
			}
		}
	}
}
