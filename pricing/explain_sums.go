// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/go-ecom/ecom/money"
)

// view is the figures of a calculation in one of its currencies.
type view struct {
	f      *figures
	cur    money.Currency
	suffix string // of the names of its figures
}

// shop is the view in the shop's currency.
func (e *explainer) shop() view { return view{f: &e.r.figures, cur: e.cur} }

// addIn adds a step with a figure of a view.
func (e *explainer) addIn(w view, s Step, amount int64) {
	s.Figure += w.suffix
	s.Amount = money.Minor(amount, w.cur)
	e.steps = append(e.steps, s)
}

// ref is a figure of a view.
func (w view) ref(figure string) Term { return tRef(figure + w.suffix) }

// member is what makes up one member of a PriceSummary.
type member struct {
	terms []Term
	parts []int64
	none  string // what it is when there are no parts
}

func (m *member) add(t Term, amount int64) {
	m.terms = append(m.terms, t)
	if amount > 0 {
		m.parts = append(m.parts, amount)
	}
}

// summary gathers what makes up a PriceSummary.
type summary struct {
	subtotal, discount, shipping, fees, tax, onTop member
}

// sums explains the PriceSummaries and the TaxSummary of a view.
func (e *explainer) sums(w view) {
	all, now, later, trial := new(summary), new(summary), new(summary), new(summary)
	of := func(d due) *summary {
		switch d {
		case dueLater:
			return later
		case dueTrial:
			return trial
		default:
			return now
		}
	}
	var nets []Term
	for i := range w.f.lines {
		f := &w.f.lines[i]
		nets = append(nets, w.ref(e.names[i]+".totalPriceBeforeTax"))
		e.lineSums(w, i, all)
		if f.due == dueDeposit {
			e.depositSums(w, i, now, later)
		} else {
			e.lineSums(w, i, of(f.due))
		}
	}
	charge := func(s *summary, path string, f *chargeFigures, into *member, discounted bool) {
		into.add(w.ref(path+"price"), f.price)
		if discounted {
			s.discount.add(w.ref(path+"totalDiscount"), f.discount)
		}
		if f.rates >= 0 {
			s.addTax(w.ref(path+"taxDetails.totalTax"), f.tax, f.included)
		}
	}
	if ship := &w.f.shipping; e.ships() {
		charge(all, shippingCost, ship, &all.shipping, true)
		s := of(ship.due)
		charge(s, shippingCost, ship, &s.shipping, true)
		nets = append(nets, w.ref(shippingCost+"totalPriceBeforeTax"))
	}
	for i := range w.f.fees {
		f := &w.f.fees[i]
		charge(all, feePath(i), f, &all.fees, false)
		s := of(f.due)
		charge(s, feePath(i), f, &s.fees, false)
		if e.r.feeInfo[i].taxable {
			nets = append(nets, w.ref(feePath(i)+"priceBeforeTax"))
		}
	}
	var applied member // the discounts as buyers see them, in the place of each line's
	for k := range e.r.applied {
		applied.add(w.ref(fmt.Sprintf("appliedDiscounts[%d].amount", k)), w.f.taken[k]+w.f.shipOff[k])
	}
	all.discount = applied
	e.priceSummary(w, "priceSummary.", all, &w.f.total)
	e.addIn(w, Step{Figure: "taxSummary.totalTax", How: w.ref("priceSummary.tax")}, w.f.total.tax)
	e.addIn(w, Step{Figure: "taxSummary.taxableAmount", How: tSum(nets...)}, e.r.taxable(w.f))
	e.priceSummary(w, "payNow.", now, &w.f.now)
	e.priceSummary(w, "payLater.", later, &w.f.later)
	if e.trials() {
		e.priceSummary(w, "payAfterFreeTrial.", trial, &w.f.trial)
	}
}

// trials reports whether the Totals have a PayAfterFreeTrial.
func (e *explainer) trials() bool {
	for i := range e.r.lines {
		if e.r.lines[i].due == dueTrial {
			return true
		}
	}
	return false
}

func (s *summary) addTax(t Term, tax int64, included bool) {
	s.tax.add(t, tax)
	if !included {
		s.onTop.add(t, tax)
	}
}

// lineSums adds a line to a summary.
func (e *explainer) lineSums(w view, i int, s *summary) {
	f, name := &w.f.lines[i], e.names[i]
	s.subtotal.add(w.ref(name+".subtotal"), f.base)
	if len(e.offs[i]) > 0 {
		s.discount.add(tLess(w.ref(name+".subtotal"), w.ref(e.shown[i])), f.base-f.shown)
	}
	if f.rates >= 0 {
		s.addTax(w.ref(name+".taxDetails.totalTax"), f.tax, f.included)
	}
}

// depositSums adds a line that is paid in two parts to what is due now and
// later.
func (e *explainer) depositSums(w view, i int, now, later *summary) {
	f, name := &w.f.lines[i], e.names[i]
	base, nowBase := w.ref(name+".subtotal"), w.ref(name+".payNow.subtotal")
	now.subtotal.add(nowBase, f.nowBase)
	later.subtotal.add(tLess(base, nowBase), f.base-f.nowBase)
	off, nowOff := tLess(base, w.ref(e.shown[i])), tLess(nowBase, w.ref(name+".payNow"))
	now.discount.add(nowOff, f.nowBase-f.nowShown)
	later.discount.add(tLess(off, nowOff), f.base-f.shown-f.nowBase+f.nowShown)
	if f.rates >= 0 {
		tax, nowTax := w.ref(name+".taxDetails.totalTax"), w.ref(name+".payNow.tax")
		now.addTax(nowTax, f.nowTax, f.included)
		later.addTax(tLess(tax, nowTax), f.tax-f.nowTax, f.included)
	}
}

// priceSummary explains a PriceSummary. Only what is due at once, if all is, is
// not told a second time.
func (e *explainer) priceSummary(w view, path string, s *summary, t *sums) {
	quiet := w.suffix != "" || path != "priceSummary." && (*t == sums{} || e.r.now == e.r.total)
	s.shipping.none, s.fees.none = "nothing", "nothing"
	for _, m := range [...]struct {
		name   string
		member *member
		amount int64
	}{
		{"subtotal", &s.subtotal, t.subtotal},
		{"discount", &s.discount, t.discount},
		{"shipping", &s.shipping, t.shipping},
		{"additionalFees", &s.fees, t.fees},
		{"tax", &s.tax, t.tax},
	} {
		step := Step{Figure: path + m.name, How: tSum(m.member.terms...)}
		if !quiet {
			step.Formula = e.texts(m.member.parts)
			if m.name == "shipping" && t.shipping > 0 {
				step.Formula = "before its discount"
			}
		}
		if w.suffix != "" && path+m.name == "priceSummary.discount" {
			step = e.conversionOf(step.Figure, e.r.total.discount, t.discount)
		}
		e.addIn(w, step, m.amount)
	}
	total := Step{
		Figure: path + "total",
		How: tSum(tLess(w.ref(path+"subtotal"), w.ref(path+"discount")), w.ref(path+"shipping"), w.ref(path+"additionalFees"),
			tSum(s.onTop.terms...)),
	}
	switch {
	case w.suffix != "" && path == "priceSummary.":
		total = e.conversionOf(total.Figure, e.r.total.totalOf(), t.totalOf())
	case !quiet || w.suffix == "" && path == "payNow.":
		total.Formula = e.totalText(t)
	}
	e.addIn(w, total, t.totalOf())
}

// totalText writes what a total is made of.
func (e *explainer) totalText(t *sums) string {
	formula := fmt.Sprintf("%s − %s + %s + %s + %s", e.text(t.subtotal), e.text(t.discount), e.text(t.shipping), e.text(t.fees), e.text(t.onTop))
	if inside := t.tax - t.onTop; inside > 0 {
		formula += fmt.Sprintf(" (%s of the tax is inside the prices)", e.text(inside))
	}
	return formula
}

// giftCards explains what gift cards pay.
func (e *explainer) giftCards() {
	r := e.r
	var paid []Term
	var drawn int64
	due := tSum(tRef("payNow.total"), tRef("payLater.total"))
	left := r.now.totalOf() + r.later.totalOf()
	for i, amount := range r.cards {
		g := &r.in.GiftCards[i]
		path := fmt.Sprintf("giftCards[%d].", i)
		balance, _ := g.Balance.Bind(e.cur)
		step := Step{
			Figure: path + "amount", Source: "gift card " + g.ObfuscatedCode,
			Formula: fmt.Sprintf("at most %s of %s", balance, e.text(left)),
		}
		bounds := []Term{{Value: balance.String()}, tLess(due, paid...)}
		if g.RequestedAmount != nil {
			asked, _ := g.RequestedAmount.Bind(e.cur)
			m, _ := asked.Minor()
			e.repeat(path+"requestedAmount", e.input(m), m)
			bounds = append(bounds, tRef(path+"requestedAmount"))
			step.Formula += ", and " + asked.String() + " as asked for"
		}
		step.How = tMin(bounds...)
		e.add(step, amount)
		paid = append(paid, tRef(path+"amount"))
		left -= amount
		drawn += amount
	}
	after := Step{Figure: "totalAfterGiftCard", How: tLess(tRef("priceSummary.total"), paid...)}
	nowAfter := Step{Figure: "payNowTotalAfterGiftCard", How: tMax(tLess(tRef("payNow.total"), paid...), tCount(0))}
	if len(r.cards) > 0 {
		after.Formula = e.text(r.total.totalOf()) + " − " + e.text(drawn)
		nowAfter.Formula = e.text(r.now.totalOf()) + " − " + e.text(r.cardsNow)
	}
	e.add(after, r.total.totalOf()-drawn)
	e.add(nowAfter, r.now.totalOf()-r.cardsNow)
	e.cash(drawn)
}
