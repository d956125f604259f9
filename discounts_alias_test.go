// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
)

// Whatever callers and handlers do with rules and coupons, the store and the
// rules that are kept compiled stay as they were committed.
func TestNobodyChangesKeptDiscounts(t *testing.T) {
	t.Parallel()
	f := &frozen{Store: memory(), records: make(map[driver.Ref]string), events: make(map[string]kept)}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = f })
	s.Recorder.Stop()
	events.SubscribeAll(s.Events, "scribbler", func(_ context.Context, e events.Envelope) error {
		if _, ok := e.Payload.(events.Detacher); !ok && e.Type != (discount.DiscountRuleDeleted{}).EventType() {
			t.Errorf("the payload of %s is not a Detacher", e.Type)
		}
		scribble(e.Payload)
		return nil
	})
	ctx := t.Context()
	holds := func(when string, rules int) {
		t.Helper()
		set, err := s.DiscountRules.Current(ctx)
		if err != nil || set.Len() != rules {
			t.Fatalf("%s: %d rules hold, %v, want %d", when, set.Len(), err, rules)
		}
		for _, r := range set.Rules() {
			if r.Rule.Name != "Spring" || r.Rule.Trigger.And.Triggers[0].SubtotalRange.Scopes[1].CustomFilter.Params["collectionIds"].([]string)[0] != "kitchen" {
				t.Errorf("%s: the rules hold %+v", when, r.Rule)
			}
		}
	}
	step := func(name string, gave, got any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(name, err)
		}
		f.check(t, name)
		scribble(gave)
		scribble(got)
		f.check(t, "scribbling on what "+name+" gave and got")
	}
	rule := storedRule(s.Clock.Now())
	rule.Extension.TimeWindows, rule.Extension.TimeZone = []discount.TimeWindow{{DayOfWeek: "MON", StartTime: "09:00", EndTime: "17:00"}}, "UTC"
	made, err := s.DiscountRules.CreateDiscountRule(ctx, rule)
	if err != nil {
		t.Fatal(err)
	}
	id := made.ID
	step("CreateDiscountRule", rule, made, nil)
	holds("created", 1)
	got, err := s.DiscountRules.GetDiscountRule(ctx, id)
	step("GetDiscountRule", nil, got, err)
	fresh := storedRule(s.Clock.Now())
	got, err = s.DiscountRules.UpdateDiscountRule(ctx, id, discount.RuleUpdate{
		Revision: 1, Trigger: patch.Set(*fresh.Trigger), Discounts: patch.Set(fresh.Discounts), Tags: patch.Set(*fresh.Tags),
		Extension: patch.Set(*fresh.Extension), ActiveTimeInfo: patch.Set(*fresh.ActiveTimeInfo),
	})
	step("UpdateDiscountRule", fresh, got, err)
	holds("updated", 1)
	page, err := s.DiscountRules.QueryDiscountRules(ctx, query.Request{})
	step("QueryDiscountRules", nil, page, err)
	err = s.DiscountRules.DeleteDiscountRule(ctx, id)
	step("DeleteDiscountRule", nil, nil, err)
	holds("deleted", 0)

	spec := &discount.Coupon{Code: "C", FixedPriceAmount: discount.MustValue("1"), Scope: &discount.CouponScope{CatalogItemIDs: []string{"mug"}}}
	c, err := s.Coupons.CreateCoupon(ctx, spec)
	if err != nil {
		t.Fatal(err)
	}
	id = c.ID
	step("CreateCoupon", spec, c, nil)
	found, err := s.Coupons.Find(ctx, "c")
	step("Find", nil, found.Coupon, err)
	scope := discount.CouponScope{CollectionIDs: []string{"kitchen"}}
	c, err = s.Coupons.UpdateCoupon(ctx, id, discount.CouponUpdate{Scope: patch.Set(scope)})
	step("UpdateCoupon", &scope, c, err)
	c, err = s.Coupons.GetCoupon(ctx, id)
	step("GetCoupon", nil, c, err)
	many, err := s.Coupons.QueryCoupons(ctx, query.Request{})
	step("QueryCoupons", nil, many, err)
	specs := []*discount.Coupon{{Code: "D", FreeShipping: true}}
	bulk, err := s.Coupons.BulkCreateCoupons(ctx, specs, true)
	step("BulkCreateCoupons", specs, bulk, err)
}
