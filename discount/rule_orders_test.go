// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/memstore"
)

// UsageCount counts the orders that were paid, and used the rule.
func TestUsageCount(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	r, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("Ten", "10"))
	if err != nil {
		t.Fatal(err)
	}
	want := func(when string, n int64) {
		t.Helper()
		if got, err := s.DiscountRules.GetDiscountRule(t.Context(), r.ID); err != nil || got.UsageCount != n || got.Revision != 1 {
			t.Errorf("%s: %+v, %v, want %d uses", when, got, err, n)
		}
	}
	ann := ecomtest.Visitor(t.Context(), 1)
	waiting, err := s.Order(ann, s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	want("while an order waits for its payment", 0)
	if _, err = s.Pay(ann, waiting.ID); err != nil {
		t.Fatal(err)
	}
	want("paid", 1)
	sold, err := s.Buy(ecomtest.Visitor(t.Context(), 2), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	want("paid twice", 2)
	if _, err := s.Orders.CancelOrder(t.Context(), sold.ID, nil); err != nil {
		t.Fatal(err)
	}
	want("canceled", 1)
	if !slices.Contains(types(s, r.ID), "wix.ecom.discounts.v1.discount_rule_created") || len(types(s, r.ID)) != 1 {
		t.Errorf("events = %v, want that of the creation", types(s, r.ID))
	}
}

// Orders are snapshots: what becomes of a rule does not change them, and uses
// of it are given back though it is gone.
func TestOrdersOutliveRules(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	limited := off("Ten", "10")
	limited.Extension = &discount.Extension{UsageLimit: 5}
	r, err := s.DiscountRules.CreateDiscountRule(t.Context(), limited)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Buy(ecomtest.Visitor(t.Context(), 1), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DiscountRules.DeleteDiscountRule(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	now, err := s.Orders.GetOrder(t.Context(), o.ID)
	if err != nil || now.PriceSummary.Total.Amount.String() != "4.50" || now.AppliedDiscounts[0].DiscountRule.ID != r.ID {
		t.Errorf("the order = %+v, %v", now, err)
	}
	if _, err := s.Orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{}); err != nil {
		t.Error(err)
	}
}

// A checkout that was shown at another price tells so before it is ordered.
func TestRuleChangedBeforeTheOrder(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ann := ecomtest.Visitor(t.Context(), 1)
	c, err := s.Checkout(ann, s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Twin().DiscountRules.CreateDiscountRule(t.Context(), off("Ten", "10")); err != nil {
		t.Fatal(err)
	}
	_, err = s.Checkouts.CreateOrder(ann, c.ID, nil)
	wantCode(t, "CreateOrder()", err, fault.Conflict, "CHECKOUT_CHANGED")
	placed, err := s.Checkouts.CreateOrder(ann, c.ID, &checkout.CreateOrderOptions{})
	if err != nil || placed.Order().PriceSummary.Total.Amount.String() != "4.50" {
		t.Errorf("CreateOrder() again = %+v, %v, want 4.50", placed, err)
	}
}

// A view of the shop has the rules of its own transaction, and nobody else does.
func TestRulesInAView(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	if _, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("Ten", "10")); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, s, "in the shop", "4.50")
	other := memstore.New(memstore.Config{}) // stands for a transaction in which nothing is there yet
	v := s.With(other)
	view := &ecomtest.Shop{Shop: v, Products: s.Products}
	wantPrice(t, view, "in the view", "5.00")
	if _, err := v.DiscountRules.CreateDiscountRule(t.Context(), off("Twenty", "20")); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, view, "in the view, changed", "4.00")
	wantPrice(t, s, "in the shop still", "4.50")
}

// Exports carry the rules, their limits and their uses.
func TestDiscountsAreExported(t *testing.T) {
	t.Parallel()
	limit := func(c *ecom.Config) { c.DiscountRuleLimits.Rules = 1 }
	s, to := ecomtest.NewShop(t, limit), ecomtest.NewShop(t, limit)
	wantPrice(t, to, "before the import", "5.00")
	r, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("Ten", "10"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Coupons.CreateCoupon(t.Context(), &discount.Coupon{Code: "HALF", PercentOffRate: discount.MustPercentage("50")}); err != nil {
		t.Fatal(err)
	}
	ann := ecomtest.Visitor(t.Context(), 1)
	fill(t, s, ann)
	if _, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: "HALF"}); err != nil {
		t.Fatal(err)
	}
	if o, err := s.Buy(ann, s.Line("ebook", 1)); err != nil || o.PriceSummary.Total.Amount.String() != "4.50" {
		t.Fatalf("Buy() = %+v, %v", o, err)
	}
	var export strings.Builder
	if _, err := s.Export(t.Context(), &export, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := to.Import(t.Context(), strings.NewReader(export.String()), nil); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, to, "imported", "4.50")
	got, err := to.DiscountRules.GetDiscountRule(t.Context(), r.ID)
	if err != nil || got.UsageCount != 1 {
		t.Errorf("GetDiscountRule() = %+v, %v, want one use", got, err)
	}
	_, err = to.DiscountRules.CreateDiscountRule(t.Context(), off("Second", "10"))
	wantCode(t, "a second rule", err, fault.Limit, discount.CodeMaxRulesReached)
	for c, err := range to.Coupons.All(t.Context(), query.Request{}) {
		if err != nil || c.NumberOfUsages != 1 || c.Specification.Code != "HALF" {
			t.Errorf("All() = %+v, %v", c, err)
		}
	}
}
