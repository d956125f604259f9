// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"
)

func (e *explainer) line(i int) {
	f, name := &e.r.lines[i], e.names[i]
	e.unitPrices(i)
	e.add(Step{
		Figure: name + ".subtotal", Formula: fmt.Sprintf("%s × %d", e.text(f.unit), f.quantity),
		How: tTimes(tRef(name+".priceBeforeDiscounts"), tCount(f.quantity)),
	}, f.base)
	left, ruled := f.base, false
	var late []Term // coupon and merchant discounts
	for _, s := range e.offs[i] {
		k := e.discountOf(s)
		if !ruled && !e.r.applied[k].kind.beforeCoupon() {
			e.afterRules(i, e.lefts[s])
			ruled = true
		}
		figure := fmt.Sprintf("%s.discounts[%d]", name, k)
		e.share(figure, k, s, left)
		left -= e.r.shares[s].amount
		e.repeat(fmt.Sprintf("%s.afterDiscounts[%d]", name, k), tLess(tRef(e.lefts[s]), tRef(figure)), left)
		if ruled {
			late = append(late, tRef(figure))
		}
	}
	if !ruled {
		e.afterRules(i, e.shown[i])
	}
	off := Step{Figure: name + ".totalDiscount", How: tSum(late...)}
	if f.afterRules > f.shown {
		off.Formula = e.text(f.afterRules) + " − " + e.text(f.shown)
	}
	e.add(off, f.afterRules-f.shown)
	e.taxOf(taxed{
		path: name + ".", net: "totalPriceBeforeTax", gross: "totalPriceAfterTax", from: tRef(e.shown[i]),
		shown: f.shown, quantity: f.quantity, tax: f.tax, rates: f.rates, comps: f.comps, included: f.included, line: true,
	})
	if f.due == dueDeposit {
		e.deposit(i)
	}
}

// unitPrices explains what a unit costs, which the calculation is given.
func (e *explainer) unitPrices(i int) {
	l, f, name := &e.r.in.Lines[i], &e.r.lines[i], e.names[i]
	source := "the line"
	switch id := l.CatalogReference.CatalogItemID; {
	case id != "" && l.Name != "":
		source = fmt.Sprintf("item %s, %q", id, l.Name)
	case id != "":
		source = "item " + id
	case l.Name != "":
		source = fmt.Sprintf("the line %q", l.Name)
	}
	formula := "the price of one unit"
	if f.covered {
		formula = "what a membership leaves of the price of one unit"
		if id := e.r.paidBy(l.ID); id != "" {
			formula = "what membership " + id + " leaves of the price of one unit"
		}
	}
	if f.full != f.unit {
		if f.full > f.unit {
			formula += ", reduced from " + e.text(f.full)
		}
		e.repeat(name+".fullPrice", e.input(f.full), f.full)
	} else {
		e.repeat(name+".fullPrice", tRef(name+".priceBeforeDiscounts"), f.full)
	}
	if f.modifiers > 0 {
		formula += ", of which " + e.text(f.modifiers) + " are for modifiers"
		e.repeat(name+".modifiers", e.input(f.modifiers), f.modifiers)
	}
	if f.deposit > 0 {
		e.repeat(name+".depositAmount", e.input(f.deposit), f.deposit)
	}
	e.add(Step{Figure: name + ".priceBeforeDiscounts", Source: source, Formula: formula, How: e.input(f.unit)}, f.unit)
}

// afterRules explains what rules leave of a line, which is what another figure
// says.
func (e *explainer) afterRules(i int, left string) {
	f, name := &e.r.lines[i], e.names[i]
	formula := "what is left after rules"
	if f.afterRules == f.base {
		formula = "no rule takes anything off"
	}
	e.add(Step{Figure: name + ".lineItemPrice", Formula: formula, How: tRef(left)}, f.afterRules)
	if f.afterRules == f.base || f.quantity == 0 {
		e.repeat(name+".price", tRef(name+".priceBeforeDiscounts"), f.price)
		return
	}
	s := e.add(Step{
		Figure: name + ".price", Formula: fmt.Sprintf("%s ÷ %d, for display", e.text(f.afterRules), f.quantity),
		How: tRound(tOver(tRef(name+".lineItemPrice"), tCount(f.quantity))),
	}, f.price)
	e.rounded(s, quotient(e.major(f.afterRules), decimal.NewFromInt(f.quantity)), "once")
}

// deposit explains what of a line is due now.
func (e *explainer) deposit(i int) {
	f, name := &e.r.lines[i], e.names[i]
	now, shown := tRef(name+".payNow"), tRef(e.shown[i])
	e.add(Step{
		Figure: name + ".payNow", Source: "deposit", Formula: fmt.Sprintf("%s × %d, at most %s", e.text(f.deposit), f.quantity, e.text(f.shown)),
		How: tMin(tTimes(tRef(name+".depositAmount"), tCount(f.quantity)), shown),
	}, f.nowShown)
	for _, part := range [...]struct {
		member, of string
		all, now   int64
	}{
		{".payNow.tax", ".taxDetails.totalTax", f.tax, f.nowTax},
		{".payNow.subtotal", ".subtotal", f.base, f.nowBase},
	} {
		s := e.add(Step{
			Figure: name + part.member, Formula: fmt.Sprintf("%s × %s ÷ %s", e.text(part.all), e.text(f.nowShown), e.text(f.shown)),
			How: tRound(tOver(tTimes(tRef(name+part.of), now), shown)),
		}, part.now)
		e.rounded(s, quotient(e.major(part.all).Mul(e.major(f.nowShown)), e.major(f.shown)), "once")
	}
}
