// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// counting is a carrier that charges one cent more each time it is asked.
type counting struct {
	asked atomic.Int64
	err   error
	bad   bool
}

func (c *counting) GetShippingRates(_ context.Context, r shipping.Request) (shipping.Response, error) {
	n := c.asked.Add(1)
	rate := shipping.Rate{Code: "a", Cost: shipping.Cost{Price: money.Minor(n, r.Currency), Currency: r.Currency}}
	if c.bad {
		rate.Code = ""
	}
	return shipping.Response{ShippingRates: []shipping.Rate{rate}}, c.err
}

func cacheRequest() shipping.Request {
	total := money.Minor(2000, money.USD)
	return shipping.Request{
		Currency: money.USD, PurchaseFlowID: "flow", ShippingDestination: &contact.Address{Country: "US", PostalCode: "10001"},
		LineItems: []shipping.LineItem{{Name: "Mug", Quantity: 2, Price: money.Minor(1000, money.USD), TotalPrice: &total, PhysicalProperties: &item.PhysicalProperties{Shippable: true}}},
	}
}

// An answer holds for ten minutes, unless anything that the carrier is told
// changes.
func TestCached(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	c := new(counting)
	cached := shipping.Cached(c, shipping.CacheConfig{Now: func() time.Time { return now }})
	price := func(r shipping.Request) string {
		t.Helper()
		resp, err := cached.GetShippingRates(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return resp.ShippingRates[0].Cost.Price.String()
	}
	if a, b := price(cacheRequest()), price(cacheRequest()); a != "0.01" || b != a {
		t.Errorf("asked %s and %s, want the same answer", a, b)
	}
	for name, change := range map[string]func(r *shipping.Request){
		"quantity":      func(r *shipping.Request) { r.LineItems[0].Quantity = 3 },
		"discount":      func(r *shipping.Request) { r.LineItems[0].TotalPrice = new(money.Minor(1999, money.USD)) },
		"another line":  func(r *shipping.Request) { r.LineItems = append(r.LineItems, r.LineItems[0]) },
		"postal code":   func(r *shipping.Request) { r.ShippingDestination.PostalCode = "10002" },
		"no address":    func(r *shipping.Request) { r.ShippingDestination = nil },
		"origin":        func(r *shipping.Request) { r.ShippingOrigin = &contact.Address{Country: "US"} },
		"geocode":       func(r *shipping.Request) { r.ShippingDestination.Geocode = &contact.Geocode{Latitude: 1} },
		"buyer":         func(r *shipping.Request) { r.BuyerContactDetails = &contact.Details{Phone: "1"} },
		"currency":      func(r *shipping.Request) { r.Currency = money.KWD },
		"goods":         func(r *shipping.Request) { r.Goods = new(money.Minor(1, money.USD)) },
		"weight unit":   func(r *shipping.Request) { r.WeightUnit = item.WeightUnitLB },
		"purchase flow": func(r *shipping.Request) { r.PurchaseFlowID = "another" },
		"preference":    func(r *shipping.Request) { r.DeliveryPreferences = &shipping.DeliveryPreferences{PreferredCode: "a"} },
	} {
		before := c.asked.Load()
		r := cacheRequest()
		change(&r)
		if _, err := cached.GetShippingRates(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if c.asked.Load() != before+1 {
			t.Errorf("%s: not asked anew", name)
		}
	}
	if got := price(cacheRequest()); got != "0.01" {
		t.Errorf("the first answer is %s now", got)
	}
	now = now.Add(shipping.DefaultCacheFor - 1)
	if got := price(cacheRequest()); got != "0.01" {
		t.Errorf("right before ten minutes: %s", got)
	}
	now = now.Add(1)
	if got := price(cacheRequest()); got == "0.01" {
		t.Error("after ten minutes: the same answer")
	}
}

// What fails, or can't be used, is asked for again.
func TestCachedFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]*counting{"error": {err: shipping.MissingPostalCode()}, "nonsense": {bad: true}} {
		cached := shipping.Cached(c, shipping.CacheConfig{Now: time.Now})
		for range 2 {
			_, _ = cached.GetShippingRates(t.Context(), cacheRequest())
		}
		if n := c.asked.Load(); n != 2 {
			t.Errorf("%s: asked %d times, want 2", name, n)
		}
	}
}

// The answers asked for last are kept, and nobody can change them.
func TestCachedBounds(t *testing.T) {
	t.Parallel()
	c := new(counting)
	cached := shipping.Cached(c, shipping.CacheConfig{Now: func() time.Time { return time.Time{} }, Size: 2})
	ask := func(flow string) string {
		r := cacheRequest()
		r.PurchaseFlowID = flow
		resp, err := cached.GetShippingRates(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(flow, resp.ShippingRates[0].Cost.Price)
	}
	var got []string
	for _, flow := range []string{"a", "b", "a", "c", "a", "b"} { // c puts b out
		got = append(got, ask(flow))
	}
	if s := fmt.Sprint(got); s != "[a0.01 b0.02 a0.01 c0.03 a0.01 b0.04]" {
		t.Errorf("answers are %s", s)
	}
	if w, ok := cached.(interface{ Unwrap() shipping.Carrier }); !ok || w.Unwrap() != shipping.Carrier(c) {
		t.Error("Unwrap() is not the carrier")
	}
}

// Many may ask at once.
func TestCachedConcurrently(t *testing.T) {
	t.Parallel()
	c := new(counting)
	cached := shipping.Cached(c, shipping.CacheConfig{Now: func() time.Time { return time.Time{} }, Size: 3})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 50 {
				r := cacheRequest()
				r.PurchaseFlowID = fmt.Sprint((i + j) % 5)
				if _, err := cached.GetShippingRates(t.Context(), r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := c.asked.Load(); n < 5 || n > 400 {
		t.Errorf("asked %d times", n)
	}
}
