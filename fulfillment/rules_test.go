// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/internal/wiretest"
	"github.com/go-ecom/ecom/order"
)

func TestTake(t *testing.T) {
	t.Parallel()
	o := &order.Order{LineItems: []order.LineItem{{ID: "a", Quantity: 3}, {ID: "b", Quantity: 1}}}
	existing := []fulfillment.Fulfillment{{LineItems: []fulfillment.LineItem{{ID: "a", Quantity: 1}}}}
	type lines = []fulfillment.LineItem
	tests := []struct {
		name string
		want lines
		got  lines
		left int // of a QuantityError; -1: none
		code string
	}{
		{"some", lines{{ID: "a", Quantity: 2}}, lines{{ID: "a", Quantity: 2}}, -1, ""},
		{"all that are left", lines{{ID: "a"}, {ID: "b"}}, lines{{ID: "a", Quantity: 2}, {ID: "b", Quantity: 1}}, -1, ""},
		{"everything", nil, lines{{ID: "a", Quantity: 2}, {ID: "b", Quantity: 1}}, -1, ""},
		{"in two parts", lines{{ID: "a", Quantity: 1}, {ID: "a"}}, lines{{ID: "a", Quantity: 1}, {ID: "a", Quantity: 1}}, -1, ""},
		{"too many", lines{{ID: "a", Quantity: 3}}, nil, 2, fulfillment.CodeNotEnoughUnits},
		{"too many together", lines{{ID: "b", Quantity: 1}, {ID: "b", Quantity: 1}}, nil, 0, fulfillment.CodeNotEnoughUnits},
		{"none left", lines{{ID: "b"}, {ID: "b"}}, nil, 0, fulfillment.CodeNotEnoughUnits},
		{"another line", lines{{ID: "c"}}, nil, -1, fulfillment.CodeLineItemNotFound},
	}
	for _, tt := range tests {
		got, err := fulfillment.Take(o, existing, tt.want)
		if fault.Code(err) != tt.code {
			t.Errorf("%s: Take() = %v, want code %q", tt.name, err, tt.code)
		}
		if diff := cmp.Diff(tt.got, got); diff != "" {
			t.Errorf("%s: Take() (-want +got):\n%s", tt.name, diff)
		}
		if qe, ok := errors.AsType[*fulfillment.QuantityError](err); ok != (tt.left >= 0) || ok && (qe.Left != tt.left || !errors.Is(err, fault.Limit)) {
			t.Errorf("%s: Take() = %v, want %d left", tt.name, err, tt.left)
		}
	}
}

// Whatever is taken in whatever order, no line ever has more units handed over
// than were bought, and the last of them fulfill the order.
func TestTakeNeverExceedsWhatWasBought(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := &order.Order{ShippingInfo: &order.ShippingInformation{}}
		for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
			o.LineItems = append(o.LineItems, order.LineItem{ID: fmt.Sprint(i), Quantity: rapid.IntRange(1, 5).Draw(t, "quantity")})
		}
		var fs []fulfillment.Fulfillment
		for range rapid.IntRange(0, 6).Draw(t, "parcels") {
			var want []fulfillment.LineItem
			for range rapid.IntRange(0, 3).Draw(t, "picks") {
				want = append(want, fulfillment.LineItem{
					ID:       rapid.SampledFrom(o.LineItems).Draw(t, "line").ID,
					Quantity: rapid.IntRange(0, 4).Draw(t, "units"),
				})
			}
			got, err := fulfillment.Take(o, fs, want)
			if err == nil {
				fs = append(fs, fulfillment.Fulfillment{LineItems: got})
			}
		}
		done := fulfillment.Fulfilled(fs)
		all := true
		for _, l := range o.LineItems {
			if done[l.ID] > l.Quantity {
				t.Fatalf("%d of %d units of %s are handed over", done[l.ID], l.Quantity, l.ID)
			}
			all = all && done[l.ID] == l.Quantity
		}
		status := order.DeriveFulfillmentStatus(o, done)
		if all != (status == order.FulfillmentStatusFulfilled) {
			t.Fatalf("all handed over: %v, the order is %s", all, status)
		}
	})
}

func TestTrackingLink(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"fedex", "12345", "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=12345"},
		{"ups", "1Z 9", "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z+9"},
		{"usps", "94", "https://tools.usps.com/go/TrackConfirmAction.action?tLabels=94"},
		{"dhl", "00", "https://www.logistics.dhl/global-en/home/tracking.html?tracking-id=00"},
		{"FedEx", "12345", ""},
		{"fedex", "", ""},
		{"pigeon", "1", ""},
	} {
		if got := fulfillment.TrackingLink(tt[0], tt[1]); got != tt[2] {
			t.Errorf("TrackingLink(%s, %s) = %s, want %s", tt[0], tt[1], got, tt[2])
		}
	}
	own := &fulfillment.TrackingInfo{TrackingNumber: "1", ShippingProvider: "fedex", TrackingLink: "https://example.com/1"}
	if own.Complete(); own.TrackingLink != "https://example.com/1" {
		t.Errorf("a link of one's own became %s", own.TrackingLink)
	}
	if fulfillment.TrackingLink("canadaPost", "7") == "" {
		t.Error("canadaPost has no link")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	var c fault.Checker
	f := fulfillment.Fulfillment{
		TrackingInfo: &fulfillment.TrackingInfo{TrackingLink: "ftp://example.com"}, CustomInfo: &fulfillment.CustomInfo{},
		LineItems: []fulfillment.LineItem{{}, {ID: "a", Quantity: 100001}}, Status: "fulfilled",
	}
	f.Validate(&c, "fulfillment")
	var got []string
	for _, v := range fault.Violations(c.Err()) {
		got = append(got, v.Field+" "+string(v.Rule))
	}
	want := []string{
		"fulfillment ONE_OF_ALIGNMENT", "fulfillment.lineItems[0].id REQUIRED_FIELD", "fulfillment.lineItems[1].id FORMAT",
		"fulfillment.lineItems[1].quantity MAX", "fulfillment.status INVALID_ENUM_VALUE", "fulfillment.trackingInfo.trackingLink FORMAT",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Validate() (-want +got):\n%s", diff)
	}
}

func TestFulfillmentClonesAreDeep(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, &fulfillment.OrderWithFulfillments{}, (*fulfillment.OrderWithFulfillments).Clone)
	clonetest.Deep(t, &fulfillment.Fulfillment{}, (*fulfillment.Fulfillment).Clone)
	var o fulfillment.OrderWithFulfillments
	clonetest.Fill(&o)
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	wiretest.RoundTrip(t, data, &fulfillment.OrderWithFulfillments{}, nil)
}

func ExampleTrackingLink() {
	fmt.Println(fulfillment.TrackingLink("usps", "9400100000000000000000"))
	// Output:
	// https://tools.usps.com/go/TrackConfirmAction.action?tLabels=9400100000000000000000
}
