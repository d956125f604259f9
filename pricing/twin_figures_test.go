// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

func (w *twin) taxes() {
	type entry struct {
		base     decimal.Decimal
		quantity decimal.Decimal
		rates    []twinRate
		included bool
		tax      *decimal.Decimal
		shares   *[]decimal.Decimal
	}
	var all []entry
	for i := range w.lines {
		l := &w.lines[i]
		all = append(all, entry{l.shown, l.quantity, l.rates, l.included, &l.tax, &l.rateTaxes})
	}
	all = append(all, entry{w.ship.price.Sub(w.ship.off), one, w.ship.rates, w.ship.included, &w.ship.tax, &w.ship.rateTaxes})
	for i := range w.fees {
		f := &w.fees[i]
		all = append(all, entry{f.price, one, f.rates, f.included, &f.tax, &f.rateTaxes})
	}
	switch w.point {
	case money.PointLine:
		for _, e := range all {
			*e.tax = w.round(exactTax(e.base, e.rates, e.included))
		}
	case money.PointUnit:
		for _, e := range all {
			if e.base.IsPositive() {
				*e.tax = w.units(e.base, e.quantity, func(u decimal.Decimal) decimal.Decimal {
					return w.round(exactTax(u, e.rates, e.included))
				})
			}
		}
	default:
		type group struct {
			entries []entry
			base    decimal.Decimal
			rates   []twinRate
			inc     bool
		}
		var groups []*group
		for _, e := range all {
			if len(e.rates) == 0 || e.base.IsZero() {
				continue
			}
			k := slices.IndexFunc(groups, func(g *group) bool { return g.inc == e.included && effective(g.rates).Equal(effective(e.rates)) })
			if k < 0 {
				k = len(groups)
				groups = append(groups, &group{rates: e.rates, inc: e.included})
			}
			groups[k].entries = append(groups[k].entries, e)
			groups[k].base = groups[k].base.Add(e.base)
		}
		totals := make([]decimal.Decimal, len(groups))
		for k, g := range groups {
			totals[k] = exactTax(g.base, g.rates, g.inc)
		}
		if w.point == money.PointRate {
			for k := range totals {
				totals[k] = w.round(totals[k])
			}
		} else {
			totals = w.apportion(totals)
		}
		for k, g := range groups {
			var weights []decimal.Decimal
			for _, e := range g.entries {
				weights = append(weights, e.base)
			}
			for i, share := range w.allocate(totals[k], weights, int32(w.cur.Digits())) {
				*g.entries[i].tax = share
			}
		}
	}
	for _, e := range all {
		*e.shares = w.allocate(*e.tax, parts(e.rates), int32(w.cur.Digits()))
	}
}

func (w *twin) dues() {
	order := ""
	rank := map[string]int{"now": 1, "later": 2, "trial": 3}
	for i := range w.lines {
		l := &w.lines[i]
		if l.due == "deposit" {
			deposit := decimal.Min(dec(w.in.Lines[i].DepositAmount).Mul(l.quantity), l.shown)
			if deposit.Equal(l.shown) {
				l.due = "now"
			} else {
				l.nowShown = deposit
				l.nowTax = w.quo(l.tax.Mul(deposit), l.shown)
				l.nowBase = w.quo(l.base.Mul(deposit), l.shown)
			}
		}
		if d := whole(l.due); order == "" || rank[d] < rank[order] {
			order = d
		}
	}
	if order == "" {
		order = "now"
	}
	w.ship.due = order
	for i := range w.fees {
		if w.fees[i].due == "of the order" {
			w.fees[i].due = order
		}
	}

	sums := w.summary()
	left := sums["now.total"].Add(sums["later.total"])
	for _, g := range w.in.GiftCards {
		a := decimal.Min(dec(g.Balance), left)
		if g.RequestedAmount != nil {
			a = decimal.Min(a, dec(*g.RequestedAmount))
		}
		w.cards = append(w.cards, a)
		left = left.Sub(a)
	}
}

// summary adds everything up, by "total", "now", "later" and "trial".
func (w *twin) summary() map[string]decimal.Decimal {
	out := map[string]decimal.Decimal{}
	add := func(due, member string, d decimal.Decimal) {
		for _, k := range []string{"summary." + member, due + "." + member} {
			out[k] = out[k].Add(d)
		}
	}
	goods := func(due string, base, shown, tax decimal.Decimal, included bool) {
		add(due, "subtotal", base)
		add(due, "discount", base.Sub(shown))
		add(due, "tax", tax)
		add(due, "total", shown)
		if !included {
			add(due, "total", tax)
		}
	}
	for i := range w.lines {
		l := &w.lines[i]
		if l.due != "deposit" {
			goods(l.due, l.base, l.shown, l.tax, l.included)
			continue
		}
		goods("now", l.nowBase, l.nowShown, l.nowTax, l.included)
		goods("later", l.base.Sub(l.nowBase), l.shown.Sub(l.nowShown), l.tax.Sub(l.nowTax), l.included)
	}
	charge := func(member string, c *twinCharge) {
		add(c.due, member, c.price)
		add(c.due, "discount", c.off)
		add(c.due, "tax", c.tax)
		add(c.due, "total", c.price.Sub(c.off))
		if !c.included {
			add(c.due, "total", c.tax)
		}
	}
	charge("shipping", &w.ship)
	for i := range w.fees {
		charge("additionalFees", &w.fees[i])
	}
	return out
}

// figures returns every figure by a name.
func (w *twin) figures() map[string]string {
	digits := int32(w.cur.Digits())
	out := map[string]string{}
	put := func(name string, d decimal.Decimal) { out[name] = d.StringFixed(digits) }
	sums := w.summary()
	for _, part := range []string{"summary", "now", "later", "trial"} {
		for _, m := range []string{"subtotal", "shipping", "tax", "discount", "total", "additionalFees"} {
			put(part+"."+m, sums[part+"."+m])
		}
	}
	taxable := decimal.Zero
	for i := range w.lines {
		l := &w.lines[i]
		name := fmt.Sprintf("line%d.", i)
		put(name+"lineItemPrice", l.afterRules)
		put(name+"totalDiscount", l.afterRules.Sub(l.shown))
		put(name+"tax", l.tax)
		put(name+"unit", l.unit)
		if l.shown.Equal(l.base) && l.afterRules.Equal(l.base) || l.quantity.IsZero() {
			put(name+"price", l.unit)
		} else {
			put(name+"price", w.quo(l.afterRules, l.quantity))
		}
		if l.included {
			put(name+"after", l.shown)
			put(name+"before", l.shown.Sub(l.tax))
		} else {
			put(name+"after", l.shown.Add(l.tax))
			put(name+"before", l.shown)
		}
		net := l.shown
		if l.included {
			net = net.Sub(l.tax)
		}
		taxable = taxable.Add(net)
		for j := range l.rates {
			put(fmt.Sprintf("%srate%d", name, j), l.rateTaxes[j])
			on := net
			for i := 0; l.rates[j].compound && i < j; i++ {
				on = on.Add(l.rateTaxes[i])
			}
			put(fmt.Sprintf("%srate%d.on or not", name, j), on)
		}
	}
	for _, c := range append([]twinCharge{w.ship}, w.fees...) {
		switch {
		case !c.taxable:
		case c.included:
			taxable = taxable.Add(c.price.Sub(c.off).Sub(c.tax))
		default:
			taxable = taxable.Add(c.price.Sub(c.off))
		}
	}
	put("taxable", taxable)
	put("shipping.tax", w.ship.tax)
	put("shipping.discount", w.ship.off)
	after, now := sums["summary.total"], sums["now.total"]
	for i, c := range w.cards {
		put(fmt.Sprintf("card%d", i), c)
		after, now = after.Sub(c), decimal.Max(now.Sub(c), decimal.Zero)
	}
	put("after", after)
	put("nowAfter", now)
	for i := range w.fees {
		put(fmt.Sprintf("fee%d", i), w.fees[i].price)
		put(fmt.Sprintf("fee%d.tax", i), w.fees[i].tax)
	}
	if !w.cash.Step.IsZero() {
		put("cash", money.RoundTo(after, dec(w.cash.Step), w.cash.Mode).Sub(after))
	}
	return out
}

// figuresOf returns the same of totals.
func figuresOf(t *pricing.Totals) map[string]string {
	out := map[string]string{}
	put := func(name string, p money.MultiCurrencyPrice) { out[name] = p.Amount.String() }
	for name, s := range map[string]*pricing.PriceSummary{"summary": t.PriceSummary, "now": t.PayNow, "later": t.PayLater, "trial": t.PayAfterFreeTrial} {
		if s == nil {
			zero := money.PriceOf(money.Zero(t.Currency), 0)
			z := money.MultiPrice(zero.Amount, zero.Amount, 0)
			s = &pricing.PriceSummary{Subtotal: z, Shipping: z, Tax: z, Discount: z, Total: z, AdditionalFees: z}
		}
		put(name+".subtotal", s.Subtotal)
		put(name+".shipping", s.Shipping)
		put(name+".tax", s.Tax)
		put(name+".discount", s.Discount)
		put(name+".total", s.Total)
		put(name+".additionalFees", s.AdditionalFees)
	}
	for i := range t.CalculatedLineItems {
		p := t.CalculatedLineItems[i].PricesBreakdown
		name := fmt.Sprintf("line%d.", i)
		put(name+"lineItemPrice", p.LineItemPrice)
		put(name+"totalDiscount", p.TotalDiscount)
		put(name+"tax", p.TaxDetails.TotalTax)
		put(name+"unit", p.PriceBeforeDiscounts)
		put(name+"price", p.Price)
		put(name+"after", p.TotalPriceAfterTax)
		put(name+"before", p.TotalPriceBeforeTax)
		for j := range p.TaxDetails.TaxBreakdown {
			b := &p.TaxDetails.TaxBreakdown[j]
			put(fmt.Sprintf("%srate%d", name, j), b.TaxAmount)
			on, err := b.TaxableAmount.Amount.Add(b.NonTaxableAmount.Amount)
			if err != nil {
				panic(err)
			}
			out[fmt.Sprintf("%srate%d.on or not", name, j)] = on.String()
		}
	}
	put("taxable", t.TaxSummary.TaxableAmount)
	zero := money.Zero(t.Currency).String()
	out["shipping.tax"], out["shipping.discount"] = zero, zero
	if o := t.ShippingInfo.SelectedCarrierServiceOption; o != nil {
		put("shipping.tax", o.Cost.TaxDetails.TotalTax)
		put("shipping.discount", o.Cost.TotalDiscount)
	}
	for i := range t.GiftCards {
		put(fmt.Sprintf("card%d", i), t.GiftCards[i].Amount)
	}
	put("after", t.TotalAfterGiftCard)
	put("nowAfter", t.PayNowTotalAfterGiftCard)
	for i := range t.AdditionalFees {
		f := &t.AdditionalFees[i]
		put(fmt.Sprintf("fee%d", i), f.Price)
		out[fmt.Sprintf("fee%d.tax", i)] = zero
		if f.TaxDetails != nil {
			put(fmt.Sprintf("fee%d.tax", i), f.TaxDetails.TotalTax)
		}
	}
	if !t.CashRoundingAdjustment.IsZero() {
		out["cash"] = t.CashRoundingAdjustment.Amount.String()
	}
	return out
}
