// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"fmt"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/taxes"
	"github.com/go-ecom/ecom/tips"
)

// settle keeps what is there before anybody buys: taxes, tips and a gift card.
func (w *walker) settle() {
	region := got(w.office.TaxRegions.CreateTaxRegion(w.staff(), taxes.TaxRegion{Country: "US"}))(w.scribe, "region")
	rate := got(w.office.ManualTaxMappings.CreateManualTaxMapping(w.staff(), taxes.ManualTaxMapping{
		TaxGroupID: taxes.ProductsGroup, TaxRegionID: region.ID, Tax: taxes.Tax{TaxRate: plugin.MustParseRate("0.08875"), TaxName: "tax"},
	}))(w.scribe, "rate")
	w.rates = append(w.rates, rate)
	got(w.office.TipSettings.CreateDefaultTipSettings(w.staff(), tips.Settings{
		TipType: tips.TypePercentage, Presets: []tips.Preset{{Value: tip.Value}}, AllowCustomerTip: true,
	}))(w.scribe, "tips")
	w.cards = append(w.cards, got(w.office.GiftLedger.Issue(w.staff(), giftcard.IssueRequest{Code: "GIFT-CARD-0", Amount: money.MustParse("60.00", money.USD)}))(w.scribe, "card"))
}

// changeTax changes the taxes, as they were known at some time.
func (w *walker) changeTax() {
	m := oneOf(w, w.rates...)
	u := taxes.ManualTaxMappingUpdate{Revision: m.Revision, TaxRate: patch.Set(plugin.MustParseRate(oneOf(w, "0", "0.07", "0.19")))}
	if changed, ok := tell(w.shop().ManualTaxMappings.UpdateManualTaxMapping(w.staff(), m.ID, u))(w, "change taxes"); ok {
		w.rates = append(w.rates, changed)
	}
}

// keepRule keeps a rule that few may use.
func (w *walker) keepRule() {
	x := discount.Extension{UsageLimit: w.chance.Int64N(3), UsageLimitPerUser: w.chance.Int64N(3), Priority: w.chance.IntN(3), Exclusive: w.chance.IntN(4) == 0}
	r, ok := tell(w.shop().DiscountRules.CreateDiscountRule(w.staff(), ruleOf(oneOf(w, strange...), oneOf(w, "5", "12.5"), &x)))(w, "keep rule")
	if ok {
		w.rules = append(w.rules, r)
	}
}

// changeRule changes or deletes a rule, as it was known at some time.
func (w *walker) changeRule() {
	if len(w.rules) == 0 {
		return
	}
	r, s := oneOf(w, w.rules...), w.shop().DiscountRules
	if w.chance.IntN(3) == 0 {
		tell(nothing(s.DeleteDiscountRule(w.staff(), r.ID)))(w, "delete rule")
		return
	}
	u := discount.RuleUpdate{Revision: r.Revision, Active: patch.Set(w.chance.IntN(4) > 0), Extension: patch.Set(discount.Extension{UsageLimit: w.chance.Int64N(4)})}
	if changed, ok := tell(s.UpdateDiscountRule(w.staff(), r.ID, u))(w, "change rule"); ok {
		w.rules = append(w.rules, changed)
	}
}

// keepCoupon keeps a coupon, or changes or deletes one.
func (w *walker) keepCoupon() {
	s := w.shop().Coupons
	if n := w.chance.IntN(3); n > 0 && len(w.coupons) > 0 {
		id := oneOf(w, w.coupons...)
		if n == 1 {
			tell(nothing(s.DeleteCoupon(w.staff(), id)))(w, "delete coupon")
		} else {
			tell(s.UpdateCoupon(w.staff(), id, discount.CouponUpdate{UsageLimit: patch.Set(w.chance.Int64N(3)), Code: patch.Set(oneOf(w, "C1", "c2"))}))(w, "change coupon")
		}
		return
	}
	k := &discount.Coupon{Code: oneOf(w, "C1", "C2", "C3"), Name: oneOf(w, strange...), UsageLimit: w.chance.Int64N(3), LimitPerCustomer: w.chance.Int64N(2)}
	if w.chance.IntN(2) == 0 {
		k.FreeShipping = true
	} else {
		k.MoneyOffAmount = discount.MustValue("2.5")
	}
	if made, ok := tell(s.CreateCoupon(w.staff(), k))(w, "keep coupon"); ok {
		w.coupons = append(w.coupons, made.ID)
	}
}

// keepCard issues the next gift card.
func (w *walker) keepCard() {
	code := fmt.Sprint("GIFT-CARD-", w.chance.IntN(3))
	amount := money.MustParse(oneOf(w, "5.00", "60.00"), money.USD)
	if c, ok := tell(w.shop().GiftLedger.Issue(w.staff(), giftcard.IssueRequest{Code: code, Amount: amount}))(w, "issue"); ok {
		w.cards = append(w.cards, c)
	}
}

func (w *walker) switchCard() {
	if len(w.cards) == 0 {
		return
	}
	l, id := w.shop().GiftLedger, oneOf(w, w.cards...).ID
	if w.chance.IntN(3) == 0 {
		tell(l.Disable(w.staff(), id))(w, "disable card")
		return
	}
	tell(l.Enable(w.staff(), id))(w, "enable card")
}

// receive puts goods on the shelf, or takes some off.
func (w *walker) receive() {
	tell(w.shop().Products.AdjustStock(w.staff(), "mug", w.chance.Int64N(8)-3))(w, "stock")
}

// search looks for what there is, by all kinds of fields.
func (w *walker) search() {
	s, order := w.shop(), oneOf(w, query.Asc, query.Desc)
	paged := func(field string) query.Request {
		r := sorted(field, order)
		r.CursorPaging = &query.CursorPaging{Limit: 1 + w.chance.IntN(4)}
		return r
	}
	tell(s.Orders.SearchOrders(w.staff(), paged(oneOf(w, "number", "createdDate", "updatedDate", "status", "priceSummary.total.amount"))))(w, "orders")
	filter := query.Request{Filter: query.Filter{"status": oneOf(w, "APPROVED", "CANCELED"), "paymentStatus": query.Filter{"$ne": oneOf(w, "PAID", "NOT_PAID")}}}
	tell(s.Orders.SearchOrders(w.staff(), filter))(w, "orders by status")
	tell(s.DiscountRules.QueryDiscountRules(w.staff(), paged(oneOf(w, "name", "active", "revision"))))(w, "rules")
	tell(s.Coupons.QueryCoupons(w.staff(), paged(oneOf(w, "specification.name", "specification.code", "dateCreated"))))(w, "coupons")
	tell(s.GiftLedger.Query(w.staff(), paged(oneOf(w, "createdDate", "expirationDate"))))(w, "cards")
	for _, c := range w.cards {
		tell(s.GiftLedger.Transactions(w.staff(), c.ID))(w, "what was drawn")
	}
}
