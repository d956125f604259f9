// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

// twin is the calculator once more, written down plainly on decimals from the
// description of the totals alone. It knows no plug-ins: rates come with the
// lines.
type twin struct {
	cur      money.Currency
	mode     money.Mode
	point    money.Point
	included bool
	rules    []*discount.Rule
	coupon   *discount.Coupon

	in    *pricing.Input
	lines []twinLine
	ship  twinCharge
	fees  []twinCharge
	cards []decimal.Decimal
}

type twinLine struct {
	quantity, unit, base, afterRules, shown, tax decimal.Decimal
	rates                                        []plugin.Rate
	rateTaxes                                    []decimal.Decimal
	included                                     bool
	due                                          string
	nowShown, nowTax, nowBase                    decimal.Decimal
}

type twinCharge struct {
	price, off, tax decimal.Decimal
	rates           []plugin.Rate
	rateTaxes       []decimal.Decimal
	included        bool
	due             string
}

var one = decimal.NewFromInt(1)

func (w *twin) round(d decimal.Decimal) decimal.Decimal {
	return money.Round(d, int32(w.cur.Digits()), w.mode)
}

func dec(a money.Amount) decimal.Decimal { return a.Decimal() }

// allocate is largest remainder, ties to the earlier.
func (w *twin) allocate(total decimal.Decimal, weights []decimal.Decimal, digits int32) []decimal.Decimal {
	sum := decimal.Zero
	for _, x := range weights {
		sum = sum.Add(x)
	}
	out := make([]decimal.Decimal, len(weights))
	if sum.IsZero() {
		return out
	}
	type rest struct {
		i    int
		rest decimal.Decimal
	}
	var rests []rest
	left := total
	for i, x := range weights {
		// Compared as total·x − floor·sum, which is exact.
		q, _ := total.Mul(x).QuoRem(sum, digits)
		out[i] = q
		left = left.Sub(q)
		rests = append(rests, rest{i, total.Mul(x).Sub(q.Mul(sum))})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return b.rest.Cmp(a.rest) })
	unit := decimal.New(1, -digits)
	for k := 0; left.IsPositive(); k++ {
		out[rests[k].i] = out[rests[k].i].Add(unit)
		left = left.Sub(unit)
	}
	return out
}

// apportion rounds exact amounts together: each is rounded down, and the units
// left go to those that lost most.
func (w *twin) apportion(exacts []decimal.Decimal) []decimal.Decimal {
	digits := int32(w.cur.Digits())
	sum := decimal.Zero
	out := make([]decimal.Decimal, len(exacts))
	order := make([]int, len(exacts))
	for i, e := range exacts {
		sum = sum.Add(e)
		out[i] = e.Truncate(digits)
		order[i] = i
	}
	// Quotients of 40 digits do not add up to a half exactly; 30 of them do.
	left := w.round(sum.Round(30))
	for i := range out {
		left = left.Sub(out[i])
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return exacts[b].Sub(out[b]).Round(30).Cmp(exacts[a].Sub(out[a]).Round(30))
	})
	unit := decimal.New(1, -digits)
	for k := 0; left.IsPositive(); k++ {
		out[order[k]] = out[order[k]].Add(unit)
		left = left.Sub(unit)
	}
	return out
}

func (w *twin) run() {
	for i := range w.in.Lines {
		l := &w.in.Lines[i]
		q := decimal.NewFromInt(int64(l.Quantity))
		t := twinLine{quantity: q, unit: dec(l.Price), base: dec(l.Price).Mul(q), rates: l.TaxRates, included: w.included, due: "now"}
		if l.TaxIncluded != nil {
			t.included = *l.TaxIncluded
		}
		switch {
		case l.FreeTrial:
			t.due = "trial"
		case l.PaymentOption == item.FullPaymentOffline:
			t.due = "later"
		case l.PaymentOption == item.DepositOnline && l.DepositAmount.IsPositive():
			t.due = "deposit"
		}
		t.shown = t.base
		w.lines = append(w.lines, t)
	}
	took := func(line int, amount decimal.Decimal) {
		if !amount.IsPositive() {
			return
		}
		w.lines[line].shown = w.lines[line].shown.Sub(amount)
	}
	for i := range w.in.Lines {
		if d := w.in.Lines[i].Discount; d != nil {
			took(i, decimal.Min(dec(*d), w.lines[i].shown))
		}
	}
	for _, r := range w.rules {
		if w.triggered(r.Trigger) {
			for i, off := range w.effect(r.Discounts.Values[0], w.inScope(r.Discounts.Values[0].SpecificItemsInfo.Scopes)) {
				took(i, off)
			}
		}
	}
	for i := range w.lines {
		w.lines[i].afterRules = w.lines[i].shown
	}
	if w.coupon != nil {
		for i, off := range w.couponCuts() {
			took(i, off)
		}
	}
	for _, m := range w.in.MerchantDiscounts {
		var chosen []int
		for i := range w.in.Lines {
			if len(m.LineItemIDs) == 0 || slices.Contains(m.LineItemIDs, w.in.Lines[i].ID) {
				chosen = append(chosen, i)
			}
		}
		var cuts map[int]decimal.Decimal
		if m.Amount != nil {
			cuts = w.spread(dec(*m.Amount), chosen)
		} else {
			cuts = w.effect(discount.Discount{Type: discount.TypePercentage, Percentage: m.Percentage}, chosen)
		}
		for _, i := range chosen {
			took(i, cuts[i])
		}
	}
	w.charges()
	w.taxes()
	w.dues()
}

func (w *twin) charges() {
	w.ship = twinCharge{included: w.included}
	if w.in.ShippingPrice != nil {
		w.ship.price = dec(*w.in.ShippingPrice)
	}
	if w.in.ShippingTaxRate != nil {
		w.ship.rates = []plugin.Rate{*w.in.ShippingTaxRate}
	}
	if w.coupon != nil && w.coupon.FreeShipping {
		w.ship.off = w.ship.price
	}
	if d := w.in.ShippingDiscount; d != nil {
		left := w.ship.price.Sub(w.ship.off)
		var off decimal.Decimal
		if d.Amount != nil {
			off = decimal.Min(dec(*d.Amount), left)
		} else {
			off = w.round(left.Mul(d.Percentage.Decimal()).Shift(-2))
		}
		w.ship.off = w.ship.off.Add(off)
	}
	for i := range w.in.Lines {
		for _, f := range w.in.Lines[i].AdditionalFees {
			w.fees = append(w.fees, twinCharge{price: dec(f.Price), included: w.included, due: whole(w.lines[i].due)})
		}
	}
}

func whole(due string) string {
	if due == "deposit" {
		return "now"
	}
	return due
}

func (w *twin) inScope(scopes []discount.Scope) []int {
	var in []int
	for i := range w.in.Lines {
		l := &w.in.Lines[i]
		if len(scopes) == 0 {
			in = append(in, i)
			continue
		}
		for _, s := range scopes {
			ref := l.CatalogReference
			ok := false
			switch {
			case ref.CatalogItemID == "":
			case s.CustomFilter != nil:
				for _, id := range s.CustomFilter.Params["collectionIds"].([]string) {
					ok = ok || slices.Contains(l.Collections, id)
				}
			case len(s.CatalogItemFilter.CatalogItemIDs) == 0:
				ok = true
			default:
				ok = slices.Contains(s.CatalogItemFilter.CatalogItemIDs, ref.CatalogItemID)
			}
			if ok {
				in = append(in, i)
				break
			}
		}
	}
	return in
}

func (w *twin) triggered(t *discount.Trigger) bool {
	switch {
	case t == nil:
		return true
	case t.And != nil:
		for i := range t.And.Triggers {
			if !w.triggered(&t.And.Triggers[i]) {
				return false
			}
		}
		return true
	case t.Or != nil:
		for i := range t.Or.Triggers {
			if w.triggered(&t.Or.Triggers[i]) {
				return true
			}
		}
		return false
	case t.SubtotalRange != nil:
		sum := decimal.Zero
		for _, i := range w.inScope(t.SubtotalRange.Scopes) {
			sum = sum.Add(w.lines[i].base)
		}
		r := t.SubtotalRange
		return (r.From == nil || sum.GreaterThanOrEqual(r.From.Decimal())) && (r.To == nil || sum.LessThanOrEqual(r.To.Decimal()))
	default:
		var sum int64
		for _, i := range w.inScope(t.ItemQuantityRange.Scopes) {
			sum += int64(w.in.Lines[i].Quantity)
		}
		r := t.ItemQuantityRange
		return (r.From == nil || sum >= *r.From) && (r.To == nil || sum <= *r.To)
	}
}

// exact returns what a discount takes off an amount of some units, unrounded.
func exact(d discount.Discount, amount, quantity decimal.Decimal) decimal.Decimal {
	switch {
	case d.Percentage != nil:
		return amount.Mul(d.Percentage.Decimal()).Shift(-2)
	case d.FixedAmount != nil:
		return decimal.Min(d.FixedAmount.Decimal().Mul(quantity), amount)
	default:
		return decimal.Max(amount.Sub(d.FixedPrice.Decimal().Mul(quantity)), decimal.Zero)
	}
}

// rounded is exact with what the discount says rounded.
func (w *twin) rounded(d discount.Discount, amount, quantity decimal.Decimal) decimal.Decimal {
	switch {
	case d.Percentage != nil:
		return decimal.Min(w.round(exact(d, amount, quantity)), amount)
	case d.FixedAmount != nil:
		return decimal.Min(w.round(d.FixedAmount.Decimal().Mul(quantity)), amount)
	default:
		return decimal.Max(amount.Sub(w.round(d.FixedPrice.Decimal().Mul(quantity))), decimal.Zero)
	}
}

// units calls fn for the units of a line: as even as whole minor units allow.
func (w *twin) units(amount, quantity decimal.Decimal, fn func(unit decimal.Decimal) decimal.Decimal) decimal.Decimal {
	digits := int32(w.cur.Digits())
	each, rest := amount.QuoRem(quantity, digits)
	more := rest.Shift(digits)
	sum := fn(each).Mul(quantity.Sub(more))
	if more.IsPositive() {
		sum = sum.Add(fn(each.Add(decimal.New(1, -digits))).Mul(more))
	}
	return sum
}

func (w *twin) effect(d discount.Discount, lines []int) map[int]decimal.Decimal {
	cuts := map[int]decimal.Decimal{}
	if w.point == money.PointOrder {
		sum := decimal.Zero
		weights := make([]decimal.Decimal, len(lines))
		for k, i := range lines {
			weights[k] = exact(d, w.lines[i].shown, w.lines[i].quantity)
			sum = sum.Add(weights[k])
		}
		shares := w.apportion(weights)
		if d.Percentage != nil {
			for k, i := range lines {
				weights[k] = w.lines[i].shown
			}
			shares = w.allocate(w.round(sum), weights, int32(w.cur.Digits()))
		}
		for k, i := range lines {
			cuts[i] = shares[k]
		}
		return cuts
	}
	for _, i := range lines {
		l := &w.lines[i]
		switch {
		case l.shown.IsZero():
		case w.point == money.PointUnit:
			cuts[i] = w.units(l.shown, l.quantity, func(u decimal.Decimal) decimal.Decimal { return w.rounded(d, u, one) })
		default:
			cuts[i] = w.rounded(d, l.shown, l.quantity)
		}
	}
	return cuts
}

func (w *twin) spread(amount decimal.Decimal, lines []int) map[int]decimal.Decimal {
	weights := make([]decimal.Decimal, len(lines))
	sum := decimal.Zero
	for k, i := range lines {
		weights[k] = w.lines[i].shown
		sum = sum.Add(weights[k])
	}
	cuts := map[int]decimal.Decimal{}
	for k, share := range w.allocate(decimal.Min(amount, sum), weights, int32(w.cur.Digits())) {
		cuts[lines[k]] = share
	}
	return cuts
}

func (w *twin) couponCuts() map[int]decimal.Decimal {
	c := w.coupon
	var lines []int
	for i := range w.in.Lines {
		if !c.Scoped() || slices.Contains(c.Scope.CatalogItemIDs, w.in.Lines[i].CatalogReference.CatalogItemID) {
			lines = append(lines, i)
		}
	}
	d := discount.Discount{Percentage: c.PercentOffRate, FixedAmount: c.MoneyOffAmount, FixedPrice: c.FixedPriceAmount}
	switch {
	case c.FreeShipping:
		return nil
	case c.LimitedToOneItem:
		best := -1
		for _, i := range lines {
			l := &w.lines[i]
			if l.shown.IsZero() {
				continue
			}
			if best < 0 || l.shown.Mul(w.lines[best].quantity).LessThan(w.lines[best].shown.Mul(l.quantity)) {
				best = i
			}
		}
		if best < 0 {
			return nil
		}
		l := &w.lines[best]
		unit := w.quo(l.shown, l.quantity)
		if w.point == money.PointUnit {
			unit, _ = l.shown.QuoRem(l.quantity, int32(w.cur.Digits()))
			return map[int]decimal.Decimal{best: w.rounded(d, unit, one)}
		}
		if d.Percentage != nil {
			// Rounded once: a part of the line, not of the rounded unit.
			off := w.quo(l.shown.Mul(d.Percentage.Decimal()).Shift(-2), l.quantity)
			return map[int]decimal.Decimal{best: decimal.Min(off, l.shown)}
		}
		return map[int]decimal.Decimal{best: decimal.Min(w.rounded(d, unit, one), l.shown)}
	case c.MoneyOffAmount != nil && !c.Scoped():
		return w.spread(w.round(c.MoneyOffAmount.Decimal()), lines)
	default:
		return w.effect(d, lines)
	}
}

// quo divides and rounds once.
func (w *twin) quo(a, b decimal.Decimal) decimal.Decimal { return w.round(a.DivRound(b, 40)) }

// effective returns what rates come to of the net price.
func effective(rates []plugin.Rate) decimal.Decimal {
	sum := decimal.Zero
	for _, r := range rates {
		sum = sum.Add(r.Decimal())
	}
	return sum
}

// exactTax returns the tax on a price, unrounded but for 40 digits.
func exactTax(base decimal.Decimal, rates []plugin.Rate, included bool) decimal.Decimal {
	r := effective(rates)
	if included {
		return base.Mul(r).DivRound(one.Add(r), 40)
	}
	return base.Mul(r)
}

func (w *twin) taxes() {
	type entry struct {
		base     decimal.Decimal
		quantity decimal.Decimal
		rates    []plugin.Rate
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
			rates   []plugin.Rate
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
		var weights []decimal.Decimal
		for _, r := range e.rates {
			weights = append(weights, r.Decimal())
		}
		*e.shares = w.allocate(*e.tax, weights, int32(w.cur.Digits()))
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
		for j := range l.rates {
			put(fmt.Sprintf("%srate%d", name, j), l.rateTaxes[j])
		}
	}
	put("shipping.tax", w.ship.tax)
	put("shipping.discount", w.ship.off)
	after, now := sums["summary.total"], sums["now.total"]
	for i, c := range w.cards {
		put(fmt.Sprintf("card%d", i), c)
		after, now = after.Sub(c), decimal.Max(now.Sub(c), decimal.Zero)
	}
	put("after", after)
	put("nowAfter", now)
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
			put(fmt.Sprintf("%srate%d", name, j), p.TaxDetails.TaxBreakdown[j].TaxAmount)
		}
	}
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
	return out
}
