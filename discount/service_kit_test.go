// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/pricing"
)

// off is a rule that takes percent off everything.
func off(name, percent string) *discount.Rule {
	return &discount.Rule{Name: name, Discounts: discount.Discounts{Values: []discount.Discount{{
		SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
		Percentage:        discount.MustPercentage(percent),
	}}}}
}

// bundle is a rule that sells three of anything for five.
func bundle(name string) *discount.Rule {
	r := off(name, "10")
	d := &r.Discounts.Values[0]
	d.Percentage, d.QuantityBased = nil, &discount.QuantityBased{Configurations: []discount.QuantityConfig{{Quantity: 3, Price: *discount.MustValue("5")}}}
	return r
}

// triggered is a rule that apps decide on.
func triggered(name string, apps ...string) *discount.Rule {
	r := off(name, "10")
	list := make([]discount.Trigger, len(apps))
	for i, app := range apps {
		list[i] = discount.Trigger{CustomTrigger: &discount.CustomTrigger{ID: "moon", AppID: app}}
	}
	if r.Trigger = &list[0]; len(list) > 1 {
		r.Trigger = &discount.Trigger{Or: &discount.Operator{Triggers: list}}
	}
	return r
}

// admins and buyers are who may, and who may not, keep discounts.
func admins(ctx context.Context) []context.Context {
	return []context.Context{ctx, actor.With(ctx, actor.User("u")), actor.With(ctx, actor.App("a"))}
}

func buyers(ctx context.Context) []context.Context {
	return []context.Context{ecomtest.Visitor(ctx, 1), ecomtest.Member(ctx, 1)}
}

// priceOf returns what one e-book of 5.00 costs now.
func priceOf(t *testing.T, s *ecomtest.Shop, edit func(*pricing.Request)) *pricing.Totals {
	t.Helper()
	req := pricing.Request{LineItems: []pricing.RequestLine{{ID: "1", Quantity: 1, CatalogReference: s.Line("ebook", 1).CatalogReference}}}
	if edit != nil {
		edit(&req)
	}
	totals, err := s.Totals.CalculateTotals(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

func wantPrice(t *testing.T, s *ecomtest.Shop, when, want string) {
	t.Helper()
	if got := priceOf(t, s, nil).PriceSummary.Total.Amount.String(); got != want {
		t.Errorf("%s: an e-book costs %s, want %s", when, got, want)
	}
}

func wantCode(t *testing.T, what string, err error, class fault.Class, code string) {
	t.Helper()
	if !errors.Is(err, class) || fault.Code(err) != code {
		t.Errorf("%s = %v, want %v with %s", what, err, class, code)
	}
}

// types returns the events about an entity, in order.
func types(s *ecomtest.Shop, id string) []string {
	var list []string
	for _, e := range s.Recorder.Events() {
		if e.EntityID == id {
			list = append(list, e.Type)
		}
	}
	return slices.Clip(list)
}

// fill puts an e-book into a buyer's cart.
func fill(t *testing.T, s *ecomtest.Shop, buyer context.Context) {
	t.Helper()
	_, err := s.CurrentCart.AddToCurrentCart(buyer, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("ebook", 1)}})
	if err != nil {
		t.Fatal(err)
	}
}

// giveCode gives a checkout a coupon.
func giveCode(ctx context.Context, s *ecomtest.Shop, id checkout.ID, code string) error {
	_, err := s.Checkouts.UpdateCheckout(ctx, id, checkout.UpdateCheckoutRequest{CouponCode: code})
	return err
}
