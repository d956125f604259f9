// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment_test

import (
	"testing"

	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/internal/wiretest"
)

func TestSamplesComeBack(t *testing.T) {
	t.Parallel()
	const file = "testdata/fulfillment-create.json"
	wiretest.RoundTrip(t, wiretest.Member(t, file, "request", "body", "fulfillment"), &fulfillment.Fulfillment{}, nil)
	wiretest.RoundTrip(t, wiretest.Member(t, file, "response", "orderWithFulfillments"), &fulfillment.OrderWithFulfillments{}, nil)
}

// The sample's link is the one that is made for its provider and number.
func TestSampleLink(t *testing.T) {
	t.Parallel()
	const want = "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=12345"
	if got := fulfillment.TrackingLink("fedex", "12345"); got != want {
		t.Errorf("TrackingLink(fedex, 12345) = %s, want %s", got, want)
	}
}
