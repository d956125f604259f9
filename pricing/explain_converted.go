// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// convertedSuffix ends the names of figures in the buyer's currency.
const convertedSuffix = ".convertedAmount"

// converted explains the figures in the buyer's currency: the total and the
// discount are converted, their parts are shares of these; what nothing is added
// up from is converted by itself.
func (e *explainer) converted() {
	w := view{f: e.r.converted, cur: e.r.conv.to, suffix: convertedSuffix}
	alone := len(e.steps)
	for i := range alone {
		e.convertedAlone(w, e.steps[i].Figure, e.steps[i].Amount)
	}
	e.convertedDiscounts(w)
	e.convertedGross(w)
	for i := range w.f.lines {
		e.convertedLine(w, i)
	}
	if e.ships() {
		f := &w.f.shipping
		offs := []Term{w.ref(shippingCost + "shown")}
		var discounts []Term
		for k, off := range e.r.shipOff {
			if off > 0 {
				discounts = append(discounts, w.ref(fmt.Sprintf("%sdiscounts[%d]", shippingCost, k)))
			}
		}
		e.addIn(w, Step{Figure: shippingCost + "totalDiscount", How: tSum(discounts...)}, f.discount)
		e.addIn(w, Step{Figure: shippingCost + "price", How: tSum(append(offs, discounts...)...)}, f.price)
	}
	for i := range w.f.fees {
		e.addIn(w, Step{Figure: feePath(i) + "price", How: w.ref(feePath(i) + "shown")}, w.f.fees[i].price)
	}
	e.convertedApplied(w)
	e.sums(w)
	e.convertedCards(w)
}

// rate is what one unit of the shop's currency is worth.
func (e *explainer) rate() Term { return tValue(e.r.conv.rate) }

// conversionOf explains a figure that is converted by itself.
func (e *explainer) conversionOf(figure string, from, to int64) Step {
	c := e.r.conv
	s := Step{
		Figure: figure, Source: "conversion to " + c.to.Code(), Formula: fmt.Sprintf("%s × %s", e.text(from), c.rate),
		How: tRound(tTimes(tRef(figure), e.rate())),
	}
	exact := e.major(from).Mul(c.rate)
	if !exact.Equal(decimal.New(to, -int32(c.to.Digits()))) {
		s.Exact, s.Rounding = plain(exact), e.mode.String()+" once; its parts are allocated"
	}
	return s
}

// convertedAlone converts a figure that nothing is added up from.
func (e *explainer) convertedAlone(w view, figure string, amount money.Amount) {
	if !aloneFigure(figure) {
		return
	}
	from, _ := amount.Minor()
	to, _ := e.r.conv.of(from, e.mode)
	e.addIn(w, Step{Figure: figure, How: tRound(tTimes(tRef(figure), e.rate()))}, to)
}

// convertedDiscounts shares the converted discount out.
func (e *explainer) convertedDiscounts(w view) {
	var weights []Term
	type part struct {
		figure string
		amount int64
		index  int
	}
	var parts []part
	add := func(figure string, from, to int64) {
		if from == 0 { // has no weight and gets nothing
			return
		}
		parts = append(parts, part{figure, to, len(weights)})
		weights = append(weights, tRef(figure))
	}
	for k := range e.r.applied {
		a := &e.r.applied[k]
		for s := a.start; s < a.end; s++ {
			add(fmt.Sprintf("%s.discounts[%d]", e.names[e.r.shares[s].line], k), e.r.shares[s].amount, w.f.shares[s].amount)
		}
	}
	for k, off := range e.r.shipOff {
		add(fmt.Sprintf("%sdiscounts[%d]", shippingCost, k), off, w.f.shipOff[k])
	}
	if len(parts) == 0 {
		return
	}
	list := e.list("discounts.convertedAmount", weights)
	for _, p := range parts {
		e.addIn(w, Step{Figure: p.figure, How: tShare(w.ref("priceSummary.discount"), p.index, list)}, p.amount)
	}
}

// convertedGross shares the converted total out, and each part of it over net
// price, tax and rates.
func (e *explainer) convertedGross(w view) {
	type part struct {
		path, net, gross string
		grossTo          int64
		netTo, taxTo     int64
		included         bool
		rates, comps     int32
	}
	var parts []part
	for i := range w.f.lines {
		f := &w.f.lines[i]
		parts = append(parts, part{e.names[i] + ".", "totalPriceBeforeTax", "totalPriceAfterTax", f.gross(), f.net(), f.tax, f.included, f.rates, f.comps})
	}
	if f := &w.f.shipping; e.ships() {
		parts = append(parts, part{shippingCost, "totalPriceBeforeTax", "totalPriceAfterTax", f.gross(), f.net(), f.tax, f.included, f.rates, f.comps})
	}
	for i := range w.f.fees {
		f := &w.f.fees[i]
		parts = append(parts, part{feePath(i), "priceBeforeTax", "priceAfterTax", f.gross(), f.net(), f.tax, f.included, f.rates, f.comps})
	}
	var weights []Term
	for _, p := range parts {
		weights = append(weights, tRef(p.path+p.gross))
	}
	if len(parts) == 0 {
		return
	}
	list := e.list("total.convertedAmount", weights)
	for k, p := range parts {
		tax := p.path + "taxDetails.totalTax"
		gross := w.ref(p.path + p.gross)
		e.addIn(w, Step{Figure: p.path + p.gross, How: tShare(w.ref("priceSummary.total"), k, list)}, p.grossTo)
		net := []Term{tRef(p.path + p.net), tRef(tax)}
		e.addIn(w, Step{Figure: p.path + p.net, How: tShare(gross, 0, net...)}, p.netTo)
		e.addIn(w, Step{Figure: tax, How: tLess(gross, w.ref(p.path+p.net))}, p.taxTo)
		shown := Step{Figure: p.path + "shown", How: w.ref(p.path + p.net)}
		amount := p.netTo
		if p.included {
			shown.How, amount = gross, p.grossTo
		}
		e.addIn(w, shown, amount)
		e.addIn(w, Step{Figure: p.path + "taxDetails.taxableAmount", How: w.ref(p.path + p.net)}, p.netTo)
		if p.rates >= 0 {
			e.convertedRates(w, p.path, p.net, p.netTo, p.taxTo, p.rates, p.comps)
		}
	}
}

// convertedRates shares a converted tax out over its rates.
func (e *explainer) convertedRates(w view, path, net string, netTo, taxTo int64, rates, comps int32) {
	set := &e.r.rates[rates]
	var weights []Term
	for j := range set.breakdown {
		weights = append(weights, tRef(fmt.Sprintf("%staxDetails.taxBreakdown[%d].taxAmount", path, j)))
	}
	total := w.ref(path + "taxDetails.totalTax")
	for j := range set.breakdown {
		b := &set.breakdown[j]
		at := fmt.Sprintf("%staxDetails.taxBreakdown[%d].", path, j)
		if comps < 0 {
			e.addIn(w, Step{Figure: at + "taxAmount", How: total}, taxTo)
		} else {
			e.addIn(w, Step{Figure: at + "taxAmount", How: tShare(total, j, weights...)}, w.f.comps[int(comps)+j])
		}
		on, off := taxedOf(b, e.taxedBase(w, path, taxedPart{w.ref(path + net), netTo, ""}, b, j, comps))
		for _, given := range [...]struct {
			name      string
			amount    *money.Amount
			otherwise Term
			to        int64
		}{
			{"taxableAmount", b.TaxableAmount, on.how, on.amount},
			{"nonTaxableAmount", b.NonTaxableAmount, off.how, off.amount},
		} {
			if given.amount != nil { // converted by itself
				from := money.Round(given.amount.Decimal(), int32(e.cur.Digits()), e.mode).Shift(int32(e.cur.Digits())).IntPart()
				to, _ := e.r.conv.of(from, e.mode)
				e.addIn(w, Step{Figure: at + given.name, How: tRound(tTimes(tRef(at+given.name), e.rate()))}, to)
				continue
			}
			e.addIn(w, Step{Figure: at + given.name, How: given.otherwise}, given.to)
		}
	}
}

// convertedLine puts the discounts of a line back onto what is left of it.
func (e *explainer) convertedLine(w view, i int) {
	f, from, name := &w.f.lines[i], &e.r.lines[i], e.names[i]
	left := w.ref(name + ".shown")
	var late, all []Term
	for _, s := range e.offs[i] {
		k := e.discountOf(s)
		t := w.ref(fmt.Sprintf("%s.discounts[%d]", name, k))
		all = append(all, t)
		if !e.r.applied[k].kind.beforeCoupon() {
			late = append(late, t)
		}
	}
	e.addIn(w, Step{Figure: name + ".totalDiscount", How: tSum(late...)}, f.afterRules-f.shown)
	e.addIn(w, Step{Figure: name + ".lineItemPrice", How: tSum(append([]Term{left}, late...)...)}, f.afterRules)
	e.addIn(w, Step{Figure: name + ".subtotal", How: tSum(append([]Term{left}, all...)...)}, f.base)
	if len(all) > 0 {
		e.addIn(w, Step{Figure: e.shown[i], How: left}, f.shown)
	}
	price := w.ref(name + ".priceBeforeDiscounts")
	if from.price != from.unit {
		price = tRound(tOver(w.ref(name+".lineItemPrice"), tCount(f.quantity)))
	}
	e.addIn(w, Step{Figure: name + ".price", How: price}, f.price)
	if f.due == dueDeposit {
		e.convertedDeposit(w, i)
	}
}

// convertedDeposit splits a converted line as the line was.
func (e *explainer) convertedDeposit(w view, i int) {
	f, name := &w.f.lines[i], e.names[i]
	now, shown := tRef(name+".payNow"), tRef(e.shown[i])
	e.addIn(w, Step{Figure: name + ".payNow", How: tShare(w.ref(name+".shown"), 0, now, tLess(shown, now))}, f.nowShown)
	tax, nowTax := tRef(name+".taxDetails.totalTax"), tRef(name+".payNow.tax")
	e.addIn(w, Step{Figure: name + ".payNow.tax", How: tShare(w.ref(name+".taxDetails.totalTax"), 0, nowTax, tLess(tax, nowTax))}, f.nowTax)
	off, nowOff := tLess(tRef(name+".subtotal"), shown), tLess(tRef(name+".payNow.subtotal"), now)
	offTo := tLess(w.ref(name+".subtotal"), w.ref(name+".shown"))
	e.addIn(w, Step{
		Figure: name + ".payNow.subtotal",
		How:    tSum(w.ref(name+".payNow"), tShare(offTo, 0, nowOff, tLess(off, nowOff))),
	}, f.nowBase)
}

// convertedApplied adds the converted shares of each discount up.
func (e *explainer) convertedApplied(w view) {
	for k := range e.r.applied {
		a := &e.r.applied[k]
		var terms []Term
		for _, s := range e.r.shares[a.start:a.end] {
			if s.amount > 0 {
				terms = append(terms, w.ref(fmt.Sprintf("%s.discounts[%d]", e.names[s.line], k)))
			}
		}
		if e.r.shipOff[k] > 0 {
			terms = append(terms, w.ref(fmt.Sprintf("%sdiscounts[%d]", shippingCost, k)))
		}
		e.addIn(w, Step{Figure: fmt.Sprintf("appliedDiscounts[%d].amount", k), How: tSum(terms...)}, w.f.taken[k]+w.f.shipOff[k])
	}
}

// convertedCards converts what gift cards pay of each part with that part, and
// shares it out over the cards.
func (e *explainer) convertedCards(w view) {
	r := e.r
	var drawn []Term
	var drawnTo int64
	if len(r.cards) > 0 {
		weights := make([]Term, 0, len(r.cards))
		for i := range r.cards {
			weights = append(weights, tRef(fmt.Sprintf("giftCards[%d].amount", i)))
		}
		list := e.list("giftCards.convertedAmount", weights)
		now := tLess(tRef("payNow.total"), tRef("payNowTotalAfterGiftCard"))
		later := tLess(tSum(weights...), now)
		e.addIn(w, Step{Figure: "giftCards.payNow", How: tShare(w.ref("payNow.total"), 0, now, tRef("payNowTotalAfterGiftCard"))}, w.f.cardsNow)
		e.addIn(w, Step{
			Figure: "giftCards.payLater", How: tShare(w.ref("payLater.total"), 0, later, tLess(tRef("payLater.total"), later)),
		}, w.f.drawn()-w.f.cardsNow)
		both := tSum(w.ref("giftCards.payNow"), w.ref("giftCards.payLater"))
		for i := range r.cards {
			figure := fmt.Sprintf("giftCards[%d].amount", i)
			e.addIn(w, Step{Figure: figure, How: tShare(both, i, list)}, w.f.cards[i])
			drawn = append(drawn, w.ref(figure))
			drawnTo += w.f.cards[i]
		}
	}
	e.addIn(w, Step{Figure: "totalAfterGiftCard", How: tLess(w.ref("priceSummary.total"), drawn...)}, w.f.total.totalOf()-drawnTo)
	nowAfter := w.ref("payNow.total")
	if len(r.cards) > 0 {
		nowAfter = tLess(nowAfter, w.ref("giftCards.payNow"))
	}
	e.addIn(w, Step{Figure: "payNowTotalAfterGiftCard", How: nowAfter}, w.f.now.totalOf()-w.f.cardsNow)
}

// aloneFigure reports whether a figure is converted by itself.
func aloneFigure(figure string) bool {
	for _, suffix := range [...]string{
		".priceBeforeDiscounts", ".fullPrice", ".modifiers", ".depositAmount", ".requestedAmount",
	} {
		if strings.HasSuffix(figure, suffix) {
			return true
		}
	}
	return strings.HasPrefix(figure, "shippingInfo.carrierServiceOptions") || strings.HasPrefix(figure, "shippingInfo.selectedCarrierServiceOption.otherCharges")
}
