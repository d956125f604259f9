// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/internal/wiretest"
)

// Bodies that the platform's documentation published, decoded and encoded
// again, have every declared member with an equal value.
func TestSamples(t *testing.T) {
	t.Parallel()
	wiretest.RoundTrip(t, wiretest.Member(t, "testdata/checkout-get.json", "checkout"), new(checkout.Checkout), map[string]string{
		"lineItems[].couponScopes":             "not declared: what a coupon covers is the discount engine's own knowledge",
		"lineItems[].descriptionLines[].color": "not declared: repeats colorInfo.original",
	})
	wiretest.RoundTrip(t, wiretest.Member(t, "testdata/abandoned-checkout-get.json", "abandonedCheckout"), new(checkout.AbandonedCheckout), nil)
}

func TestClone(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(checkout.Checkout), (*checkout.Checkout).Clone)
	clonetest.Deep(t, new(checkout.LineItem), func(l *checkout.LineItem) *checkout.LineItem { return new(l.Clone()) })
	clonetest.Deep(t, new(checkout.AbandonedCheckout), (*checkout.AbandonedCheckout).Clone)
	if a, b := (*checkout.Checkout)(nil).Clone(), (*checkout.AbandonedCheckout)(nil).Clone(); a != nil || b != nil {
		t.Errorf("the clones of nil are %v and %v", a, b)
	}
}

// A checkout's line says the same as the cart's, but for the members that only
// one of them has.
func TestLineOf(t *testing.T) {
	t.Parallel()
	var l cart.LineItem
	clonetest.Fill(&l)
	from, to := members(t, l), members(t, checkout.LineOf(l))
	to["image"] = to["media"]
	for _, name := range []string{"media"} {
		delete(to, name)
	}
	for _, name := range []string{"selectedMembership", "taxGroupId"} { // of carts alone
		delete(from, name)
	}
	if diff := cmp.Diff(from, to); diff != "" {
		t.Errorf("LineOf() (-cart +checkout):\n%s", diff)
	}
}

// What is kept of an abandoned line is equal to it.
func TestAbandonedLineOf(t *testing.T) {
	t.Parallel()
	var l checkout.LineItem
	clonetest.Fill(&l)
	from, to := members(t, l), members(t, checkout.AbandonedLineOf(l))
	from["image"] = from["media"]
	if len(to) != 9 {
		t.Errorf("AbandonedLineOf() has %d members, want 9", len(to))
	}
	for name, v := range to {
		if diff := cmp.Diff(from[name], v); diff != "" {
			t.Errorf("%s (-line +abandoned):\n%s", name, diff)
		}
	}
}

func members(t *testing.T, v any) map[string]any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEventTypes(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]events.Payload{
		"wix.ecom.v1.checkout_created":             checkout.CheckoutCreated{},
		"wix.ecom.v1.checkout_updated":             checkout.CheckoutUpdated{},
		"wix.ecom.v1.checkout_completed":           checkout.CheckoutCompleted{},
		"wix.ecom.v1.checkout_deleted":             checkout.CheckoutDeleted{},
		"wix.ecom.v1.abandoned_checkout_created":   checkout.AbandonedCheckoutCreated{},
		"wix.ecom.v1.abandoned_checkout_updated":   checkout.AbandonedCheckoutUpdated{},
		"wix.ecom.v1.abandoned_checkout_recovered": checkout.AbandonedCheckoutRecovered{},
		"wix.ecom.v1.abandoned_checkout_deleted":   checkout.AbandonedCheckoutDeleted{},
	} {
		if got := e.EventType(); got != want {
			t.Errorf("%T.EventType() = %s, want %s", e, got, want)
		}
	}
}

func TestAbandonedEnums(t *testing.T) {
	t.Parallel()
	for s, want := range map[checkout.AbandonedStatus]bool{
		checkout.AbandonedStatusAbandoned: true, checkout.AbandonedStatusRecovered: true, "": false, "LOST": false,
	} {
		if got := s.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", s, got, want)
		}
	}
	for a, want := range map[checkout.AbandonedActivityType]bool{
		checkout.AbandonedActivityScheduled: true, checkout.AbandonedActivityAutomationSkipped: true, "": false, "CALLED": false,
	} {
		if got := a.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", a, got, want)
		}
	}
}
