// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/internal/wiretest"
)

// A cart that the platform's documentation published, decoded and encoded
// again, has every declared member with an equal value.
func TestSample(t *testing.T) {
	t.Parallel()
	wiretest.RoundTrip(t, wiretest.Member(t, "testdata/cart-get.json", "cart"), new(cart.Cart), map[string]string{
		"lineItems[].couponScopes": "not declared: what a coupon covers is the discount engine's own knowledge",
		"subtotal":                 "not declared: totals are estimated, not kept",
		"inSync":                   "not declared: a checkout is refreshed from its cart when it is asked for",
	})
}

func TestClone(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(cart.Cart), (*cart.Cart).Clone)
	clonetest.Deep(t, new(cart.LineItem), func(l *cart.LineItem) *cart.LineItem { return new(l.Clone()) })
	clonetest.Deep(t, new(cart.CustomLineItem), func(l *cart.CustomLineItem) *cart.CustomLineItem { return new(l.Clone()) })
	clonetest.Deep(t, new(cart.Goods), func(g *cart.Goods) *cart.Goods { return new(g.Clone()) })
	if got := (*cart.Cart)(nil).Clone(); got != nil {
		t.Errorf("the clone of nil is %v", got)
	}
}

func TestCartFinds(t *testing.T) {
	t.Parallel()
	c := cart.Cart{LineItems: []cart.LineItem{{ID: "a"}, {ID: "b"}}, AppliedDiscounts: []cart.Discount{{}, {Coupon: &cart.Coupon{Code: "TEN"}}}}
	if c.Line("b") != &c.LineItems[1] || c.Line("c") != nil {
		t.Errorf("Line() = %v, %v, want the second line and nil", c.Line("b"), c.Line("c"))
	}
	if got := c.CouponCode(); got != "TEN" {
		t.Errorf("CouponCode() = %q, want TEN", got)
	}
}

func TestChannelType(t *testing.T) {
	t.Parallel()
	for c, want := range map[cart.ChannelType]bool{cart.ChannelWeb: true, cart.ChannelPOS: true, cart.ChannelUnspecified: false, "": false, "web": false} {
		if got := c.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", c, got, want)
		}
	}
}
