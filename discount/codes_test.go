// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

const (
	createRule = "createDiscountRule"
	updateRule = "updateDiscountRule"
	keep       = "coupons"
	find       = "eligible-discounts"
)

// documented are the error codes, and the names of rules, that the platform
// documents for discount rules and for coupons in carts. For keeping coupons it
// documents none.
var documented = map[string][]string{
	createRule: {
		"MAX_DISCOUNT_RULES_REACHED", "MAX_QUANTITY_BASED_DISCOUNTS_REACHED", "MAX_CUSTOM_TRIGGER_APPS_EXCEEDED",
		"INVALID_ACTIVE_TIME_RANGE", "INVALID_EMPTY_DISCOUNT", "INVALID_DISCOUNT_TYPE", "MISSING_SUBTOTAL_RANGE", "MISSING_ITEM_QUANTITY_RANGE",
		"INVALID_SUBTOTAL_RANGE", "INVALID_ITEM_QUANTITY_RANGE", "INVALID_TARGET_TYPE_FIELD", "OPERATOR_TOO_DEEPLY_NESTED", "INVALID_SCOPE_TYPE",
		"INVALID_TRIGGER_TYPE", "INVALID_SETTINGS_SUBJECT_TYPE", "INVALID_CUSTOMER_BUY_CONDITION", "INVALID_SCOPE",
		"DISCOUNT_TYPE_AND_DISCOUNT_VALUE_MISMATCH",
	},
	updateRule: {"DISCOUNT_RULE_NOT_FOUND", "REVISION_MISMATCH"},
	find: {
		"ERROR_COUPON_DOES_NOT_EXIST", "ERROR_COUPON_IS_DISABLED", "ERROR_COUPON_IS_NOT_ACTIVE_YET", "ERROR_COUPON_HAS_EXPIRED",
		"ERROR_COUPON_USAGE_EXCEEDED", "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", "ERROR_COUPON_NOT_APPLICABLE",
	},
}

// own are codes of things that the platform has no code for.
var own = []string{
	"COUPON_NOT_FOUND", "COUPON_CODE_ALREADY_EXISTS", "ALREADY_EXISTS",
	"ERROR_DISCOUNT_RULE_USAGE_EXCEEDED", "ERROR_DISCOUNT_RULE_LIMIT_PER_CUSTOMER_EXCEEDED",
}

// Every code of the package is provoked.
func TestCodes(t *testing.T) {
	t.Parallel()
	codes := codetest.List{
		Documented: documented, Own: own,
		Source: codetest.Source(t, ".", "SPECIFIC_ITEMS"), // the one target that rules have
	}
	codesOfRules(t, &codes)
	codesOfKeeping(t, &codes)
	codesOfCoupons(t, &codes)
	codesOfUses(t, &codes)
	codes.Done(t)
}

func codesOfRules(t *testing.T, codes *codetest.List) {
	ctx := t.Context()
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.DiscountRuleLimits = discount.RuleLimits{Rules: 3, QuantityBased: 1, CustomTriggerApps: 1}
	})
	create := func(r *discount.Rule) error { _, err := s.DiscountRules.CreateDiscountRule(ctx, r); return err }
	update := func(id string, revision int64) error {
		_, err := s.DiscountRules.UpdateDiscountRule(ctx, id, discount.RuleUpdate{Revision: revision, Name: patch.Set("x")})
		return err
	}
	for _, r := range []*discount.Rule{bundle("a"), triggered("b", moonApp)} {
		if err := create(r); err != nil {
			t.Fatal(err)
		}
	}
	codes.Refused(t, createRule, fault.Limit, discount.CodeMaxQuantityBasedReached, create(bundle("c")))
	codes.Refused(t, createRule, fault.Limit, discount.CodeMaxCustomTriggersExceeded, create(triggered("c", starApp)))
	last, err := s.DiscountRules.CreateDiscountRule(ctx, off("c", "10"))
	if err != nil {
		t.Fatal(err)
	}
	codes.Refused(t, createRule, fault.Limit, discount.CodeMaxRulesReached, create(off("d", "10")))
	codes.Refused(t, updateRule, fault.NotFound, discount.CodeRuleNotFound, update("00000000-0000-4000-8000-0000000000ff", 1))
	codes.Refused(t, updateRule, fault.Conflict, discount.CodeRevisionMismatch, update(last.ID, 2))

	noon := s.Clock.Now()
	range10 := subtotalFrom("10")
	range10.SubtotalRange.To = discount.MustValue("9")
	units3 := quantityFrom(3)
	units3.ItemQuantityRange.To = new(int64(2))
	nested := discount.Trigger{And: &discount.Operator{Triggers: []discount.Trigger{quantityFrom(1), {And: &discount.Operator{}}}}}
	trigger := func(tr discount.Trigger) func(*discount.Rule) { return func(r *discount.Rule) { r.Trigger = &tr } }
	value := func(edit func(*discount.Discount)) func(*discount.Rule) {
		return func(r *discount.Rule) { edit(&r.Discounts.Values[0]) }
	}
	scope := func(sc discount.Scope) func(*discount.Rule) {
		return value(func(d *discount.Discount) { d.SpecificItemsInfo.Scopes[0] = sc })
	}
	for rule, edit := range map[string]func(*discount.Rule){
		discount.RuleInvalidActiveTimeRange:     func(r *discount.Rule) { r.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: noon, End: noon} },
		discount.RuleInvalidEmptyDiscount:       func(r *discount.Rule) { r.Discounts.Values = nil },
		discount.RuleInvalidDiscountType:        value(func(d *discount.Discount) { d.Type = "HALF" }),
		discount.RuleMissingSubtotalRange:       trigger(discount.Trigger{Type: discount.TriggerSubtotalRange}),
		discount.RuleMissingItemQuantityRange:   trigger(discount.Trigger{Type: discount.TriggerItemQuantityRange}),
		discount.RuleInvalidSubtotalRange:       trigger(range10),
		discount.RuleInvalidItemQuantityRange:   trigger(units3),
		discount.RuleInvalidTargetTypeField:     value(func(d *discount.Discount) { d.TargetType = "ALL" }),
		discount.RuleOperatorTooDeeplyNested:    trigger(nested),
		discount.RuleInvalidScopeType:           scope(discount.Scope{Type: "SHOP"}),
		discount.RuleInvalidTriggerType:         trigger(discount.Trigger{Type: "MOON"}),
		discount.RuleInvalidSettingsSubjectType: func(r *discount.Rule) { r.Extension = &discount.Extension{AppliesTo: "NONE"} },
		discount.RuleInvalidCustomerBuy:         func(r *discount.Rule) { r.Extension = &discount.Extension{BuyXGetY: &discount.BuyXGetY{}} },
		discount.RuleInvalidScope:               scope(discount.Scope{Type: discount.ScopeCustomFilter}),
		discount.RuleTypeAndValueMismatch:       value(func(d *discount.Discount) { d.Type = discount.TypeFixedPrice }),
	} {
		r := off("x", "10")
		edit(r)
		codes.Broken(t, createRule, rule, create(r))
	}
}

func codesOfKeeping(t *testing.T, codes *codetest.List) {
	s := ecomtest.NewShop(t, nil)
	made, err := s.Coupons.CreateCoupon(t.Context(), tenOff("TEN"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Coupons.CreateCoupon(t.Context(), tenOff("ten"))
	codes.Refused(t, keep, fault.Exists, discount.CodeCouponCodeExists, err)
	_, err = s.Coupons.GetCoupon(t.Context(), made.ID+"x")
	codes.Refused(t, keep, fault.NotFound, discount.CodeCouponNotFound, err)
	_, err = discount.CompileCoupons([]*discount.Coupon{tenOff("TEN"), tenOff("ten")}, money.USD)
	codes.Broken(t, "configuration", "ALREADY_EXISTS", err)
}

func codesOfCoupons(t *testing.T, codes *codetest.List) {
	s := ecomtest.NewShop(t, nil)
	now := s.Clock.Now()
	ann := ecomtest.Member(t.Context(), 1)
	for _, tt := range []struct {
		code   string
		class  fault.Class
		coupon *discount.Coupon // nil for none
		used   bool
	}{
		{discount.CodeCouponDoesNotExist, fault.NotFound, nil, false},
		{discount.CodeCouponIsDisabled, fault.State, &discount.Coupon{Active: new(false)}, false},
		{discount.CodeCouponIsNotActiveYet, fault.State, &discount.Coupon{StartTime: now.Add(time.Hour)}, false},
		{discount.CodeCouponHasExpired, fault.State, &discount.Coupon{ExpirationTime: now.Add(-time.Hour)}, false},
		{discount.CodeCouponUsageExceeded, fault.Limit, &discount.Coupon{UsageLimit: 1}, true},
		{discount.CodeCouponLimitPerCustomerReached, fault.Limit, &discount.Coupon{LimitPerCustomer: 1}, true},
	} {
		if tt.coupon != nil {
			tt.coupon.Code, tt.coupon.PercentOffRate = tt.code[13:min(33, len(tt.code))], discount.MustPercentage("10")
			if _, err := s.Coupons.CreateCoupon(t.Context(), tt.coupon); err != nil {
				t.Fatal(err)
			}
		} else {
			tt.coupon = &discount.Coupon{Code: "NONE"}
		}
		give := func() error {
			_, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: tt.coupon.Code})
			return err
		}
		fill(t, s, ann)
		if tt.used {
			if err := give(); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Buy(ann); err != nil {
				t.Fatal(err)
			}
			fill(t, s, ann)
		}
		codes.Refused(t, find, tt.class, tt.code, give())
	}
	mugs := tenOff("MUGS")
	mugs.Scope = &discount.CouponScope{CatalogItemIDs: []string{"mug"}}
	if _, err := s.Coupons.CreateCoupon(t.Context(), mugs); err != nil {
		t.Fatal(err)
	}
	totals := priceOf(t, s, func(r *pricing.Request) { r.CouponCode = "MUGS" })
	codes.Told(t, find, discount.CodeCouponNotApplicable, totals.CalculationErrors.CouponCalculationError.Code())
}

// Rules that were used as often as they may be just do not apply any more. Only
// whoever comes second with the last use is told.
func codesOfUses(t *testing.T, codes *codetest.List) {
	s, err := store.New(ecomtest.NewShop(t, nil).Store, store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	take := func(u discount.Use) error {
		return s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error { u.Take(tx); return nil })
	}
	for code, u := range map[string]discount.Use{
		discount.CodeRuleUsageExceeded:           {Kind: discount.UseOfRule, ID: "a", Limit: 1},
		discount.CodeRuleLimitPerCustomerReached: {Kind: discount.UseOfRule, ID: "b", LimitPerCustomer: 1, Customer: discount.CustomerOf("ann", "")},
	} {
		if err := take(u); err != nil {
			t.Fatal(err)
		}
		err := take(u)
		if e := discount.Exceeded(err); e != nil {
			err = e
		}
		codes.Refused(t, "use", fault.Limit, code, err)
	}
}
