// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/internal/wiretest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
)

func TestSamplesComeBack(t *testing.T) {
	t.Parallel()
	type body struct {
		file, side string
		path       []string
		except     map[string]string
	}
	tests := []body{
		{"order-create.json", "request", []string{"request", "body", "order"}, map[string]string{
			"payment_status":            "an older spelling, read as paymentStatus",
			"lineItems[].item_type":     "an older spelling, read as itemType",
			"lineItems[].paymentPption": "a slip of the published body",
		}},
		{"order-create.json", "response", []string{"response", "order"}, nil},
		{"order-get.json", "response", []string{"response", "order"}, map[string]string{
			"cartId": "not declared",
			"payNow": "not declared",
		}},
	}
	// Bodies that are no orders.
	foreign := map[string]string{
		"legacy-stores-order-get.json": "an order of the retired Stores API: other members, other meanings",
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		held := slices.ContainsFunc(tests, func(tt body) bool { return tt.file == f.Name() })
		if _, known := foreign[f.Name()]; held == known {
			t.Errorf("testdata/%s must be held to or be listed as foreign", f.Name())
		}
	}
	for _, tt := range tests {
		t.Run(tt.file+" "+tt.side, func(t *testing.T) {
			t.Parallel()
			wiretest.RoundTrip(t, wiretest.Member(t, "testdata/"+tt.file, tt.path...), &order.Order{}, tt.except)
		})
	}
}

func TestOlderNamesAreRead(t *testing.T) {
	t.Parallel()
	var o order.Order
	body := wiretest.Member(t, "testdata/order-create.json", "request", "body", "order")
	if err := json.Unmarshal(body, &o); err != nil {
		t.Fatal(err)
	}
	if o.PaymentStatus != order.PaymentStatusNotPaid {
		t.Errorf("payment_status is read as %q, want NOT_PAID", o.PaymentStatus)
	}
	if got := o.LineItems[1].ItemType; got != item.Of(item.PresetService) {
		t.Errorf("item_type is read as %v, want SERVICE", got)
	}
	var a order.Activity
	if err := json.Unmarshal([]byte(`{"type":"ORDER_PLACED"}`), &a); err != nil {
		t.Fatal(err)
	}
	if a.ActivityType != order.ActivityTypeOrderPlaced {
		t.Errorf("type is read as %q, want ORDER_PLACED", a.ActivityType)
	}
	if err := json.Unmarshal([]byte(`{"type":"ORDER_PLACED","activityType":"ORDER_PAID"}`), &a); err != nil {
		t.Fatal(err)
	}
	if a.ActivityType != order.ActivityTypeOrderPaid {
		t.Errorf("activityType beside type is read as %q, want ORDER_PAID", a.ActivityType)
	}
}

func TestHugeExponentsAreRefused(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"lineItems":[{"taxInfo":{"taxRate":"1e999999999"}}]}`,
		`{"lineItems":[{"taxDetails":{"taxRate":1e-999999999}}]}`,
		`{"additionalFees":[{"taxInfo":{"taxBreakdown":[{"rate":"1e99999"}]}}]}`,
		`{"shippingInfo":{"cost":{"taxDetails":{"taxRate":"1e100"}}}}`,
		`{"taxInfo":{"taxBreakdown":[{"rate":"1e100"}]}}`,
		`{"currencyConversionDetails":{"conversionRate":"1e100"}}`,
		`{"priceSummary":{"total":{"amount":"1e999999999"}}}`,
	} {
		var o order.Order
		if err := json.Unmarshal([]byte(body), &o); err == nil {
			t.Errorf("Unmarshal(%s) = nil, want an error", body)
		}
	}
}
