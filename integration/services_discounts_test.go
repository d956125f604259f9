// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"fmt"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/query"
)

// nowhere is the id of nothing.
const nowhere = "d0000000-0000-4000-8000-00000000ffff"

// strange are names that databases like to sort in orders of their own.
var strange = []string{"zebra", "Ärmel", "arm", "Zoo", "日本 'x' %_", "arm\tb"}

// ruleOf is a rule that takes a percentage off everything.
func ruleOf(name, percent string, x *discount.Extension) *discount.Rule {
	return &discount.Rule{Name: name, Extension: x, Discounts: discount.Discounts{Values: []discount.Discount{{
		SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
		Percentage:        discount.MustPercentage(percent),
	}}}}
}

// keepDiscounts leaves one rule, which the first two orders may use, and the
// coupons FEW, which two may use, and PLENTY.
func (w *scribe) keepDiscounts() {
	w.Helper()
	s := w.office.DiscountRules
	var made []*discount.Rule
	for _, name := range strange {
		r := ruleOf(name, "20", nil)
		r.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: w.clock.Now().Add(time.Hour * 24 * 365)}
		made = append(made, got(s.CreateDiscountRule(w.staff(), r))(w, "create rule"))
	}
	refused(s.CreateDiscountRule(w.staff(), ruleOf("too many", "1", nil)))(w, "one rule too many", discount.CodeMaxRulesReached)
	refused(s.CreateDiscountRule(w.staff(), &discount.Rule{}))(w, "create nothing", "")
	got(w.till.DiscountRules.GetDiscountRule(w.staff(), made[0].ID))(w, "get rule")
	refused(s.GetDiscountRule(w.staff(), nowhere))(w, "get no rule", discount.CodeRuleNotFound)
	for _, order := range []query.SortOrder{query.Asc, query.Desc} {
		if n := pages(w, "rules by name", w.till.DiscountRules.QueryDiscountRules, sorted("name", order)); n != len(strange) {
			w.Errorf("there are %d rules by name", n)
		}
	}
	r := query.Request{Filter: query.Filter{"name": query.Filter{"$startsWith": "arm"}}}
	got(s.QueryDiscountRules(w.staff(), r))(w, "rules by their first letters")
	got(s.QueryDiscountRules(w.staff(), query.Request{Paging: &query.Paging{Limit: 3, Offset: 2}}))(w, "rules by offset")
	limited := discount.Extension{UsageLimit: 2, UsageLimitPerUser: 1}
	u := discount.RuleUpdate{Revision: made[0].Revision, Name: patch.Set("For the first two"), ActiveTimeInfo: patch.Clear[discount.ActiveTimeInfo](), Extension: patch.Set(limited)}
	got(s.UpdateDiscountRule(w.staff(), made[0].ID, u))(w, "update rule")
	refused(w.till.DiscountRules.UpdateDiscountRule(w.staff(), made[0].ID, u))(w, "update rule by an old revision", discount.CodeRevisionMismatch)
	for _, r := range made[1:] {
		got(nothing(s.DeleteDiscountRule(w.staff(), r.ID)))(w, "delete rule")
	}
	refused(nothing(s.DeleteDiscountRule(w.staff(), made[1].ID)))(w, "delete rule again", discount.CodeRuleNotFound)
	w.keepCoupons()
}

func (w *scribe) keepCoupons() {
	w.Helper()
	s := w.office.Coupons
	few := got(s.CreateCoupon(w.staff(), &discount.Coupon{Code: "Few", Name: strange[1], MoneyOffAmount: discount.MustValue("1.5000"), UsageLimit: 1}))(w, "create coupon")
	refused(s.CreateCoupon(w.staff(), &discount.Coupon{Code: "fEW", Name: "twin", FreeShipping: true}))(w, "create the same code", discount.CodeCouponCodeExists)
	var list []*discount.Coupon
	for i, name := range append(strange, strange...) {
		list = append(list, &discount.Coupon{Code: fmt.Sprint("CODE", i%9), Name: name, PercentOffRate: discount.MustPercentage("5")})
	}
	bulk := got(s.BulkCreateCoupons(w.staff(), list, true))(w, "create coupons, some twice")
	if m := bulk.BulkActionMetadata; m.TotalSuccesses != 9 || m.TotalFailures != 3 {
		w.Errorf("of 12 coupons with 9 codes: %+v", m)
	}
	pages(w, "coupons by name", w.till.Coupons.QueryCoupons, sorted("specification.name", query.Asc))
	pages(w, "coupons by code", w.till.Coupons.QueryCoupons, sorted("specification.code", query.Desc))
	got(s.QueryCoupons(w.staff(), query.Request{Filter: query.Filter{"specification.code": "few"}}))(w, "coupon by code")
	got(s.UpdateCoupon(w.staff(), few.ID, discount.CouponUpdate{UsageLimit: patch.Set(int64(2)), LimitPerCustomer: patch.Set(int64(1))}))(w, "update coupon")
	refused(s.UpdateCoupon(w.staff(), few.ID, discount.CouponUpdate{Code: patch.Set("code1")}))(w, "take another's code", discount.CodeCouponCodeExists)
	got(w.till.Coupons.GetCoupon(w.staff(), few.ID))(w, "get coupon")
	var ids []string
	for i := range bulk.Results[:8] {
		ids = append(ids, bulk.Results[i].Item.ID)
	}
	got(s.BulkDeleteCoupons(w.staff(), append(ids, nowhere, ids[0])))(w, "delete coupons")
	got(nothing(s.DeleteCoupon(w.staff(), bulk.Results[8].Item.ID)))(w, "delete coupon")
	refused(s.GetCoupon(w.staff(), ids[0]))(w, "get a coupon that is gone", discount.CodeCouponNotFound)
	got(s.CreateCoupon(w.staff(), &discount.Coupon{Code: "CODE1", Name: "plenty", PercentOffRate: discount.MustPercentage("5")}))(w, "create with a code that was given back")
}

// keepGiftCards leaves GIFT-1234 with 30.00 and GIFT-NEVER, which pays nothing.
func (w *scribe) keepGiftCards() {
	w.Helper()
	l, till := w.office.GiftLedger, w.till.GiftCards
	issue := func(code, amount string, more giftcard.IssueRequest) *giftcard.Card {
		more.Code, more.Amount = code, money.MustParse(amount, money.USD)
		return got(l.Issue(w.staff(), more))(w, "issue "+code)
	}
	card := issue("GIFT-1234", "30.00", giftcard.IssueRequest{PIN: "77"})
	never := issue("GIFT-NEVER", "5.00", giftcard.IssueRequest{ExternalID: "x"})
	made := issue("", "0.01", giftcard.IssueRequest{ExpirationDate: w.clock.Now().Add(time.Hour)})
	refused(l.Issue(w.staff(), giftcard.IssueRequest{Code: " gift-1234", Amount: money.MustParse("1", money.USD)}))(w, "issue a code again", giftcard.CodeTaken)
	got(till.GetGiftCard(w.staff(), made.Code, nil))(w, "get a card by the code that was made")
	refused(till.GetGiftCard(w.staff(), card.Code, nil))(w, "get a card without its PIN", giftcard.CodeNotFound)
	redeem := giftcard.RedeemGiftCardRequest{
		Code: card.Code, Amount: money.MustParse("12.34", money.USD), OrderID: "by hand", Options: giftcard.Options{PIN: "77"},
	}
	id := got(till.RedeemGiftCard(w.staff(), redeem))(w, "redeem")
	refused(w.office.GiftCards.RedeemGiftCard(w.staff(), redeem))(w, "redeem again", giftcard.CodeAlreadyRedeemed)
	redeem.OrderID, redeem.Amount = "another", money.MustParse("17.67", money.USD)
	refused(till.RedeemGiftCard(w.staff(), redeem))(w, "redeem too much", giftcard.CodeInsufficientFunds)
	got(l.Get(w.staff(), card.ID))(w, "card in between")
	got(nothing(till.VoidTransaction(w.staff(), id)))(w, "void")
	refused(nothing(till.VoidTransaction(w.staff(), id)))(w, "void again", giftcard.CodeAlreadyVoided)
	got(l.Transactions(w.staff(), card.ID))(w, "transactions")
	got(l.Disable(w.staff(), never.ID))(w, "disable")
	got(l.Expire(w.staff(), made.ID, w.clock.Now()))(w, "expire")
	refused(l.Disable(w.staff(), nowhere))(w, "disable no card", giftcard.CodeNotFound)
	if n := pages(w, "cards by end", w.till.GiftLedger.Query, sorted("expirationDate", query.Asc)); n != 3 {
		w.Errorf("there are %d cards", n)
	}
	got(l.Query(w.staff(), query.Request{Filter: query.Filter{"disabled": true}}))(w, "disabled cards")
}
