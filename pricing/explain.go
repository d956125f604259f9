// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// Explain returns how every figure came about. It tells what did not apply only
// when the Input asked for an explanation.
//
// The steps are worked out from the figures when they are asked for, by going
// through the calculation once more: so they cost nothing otherwise.
func (r *Result) Explain() *Explanation {
	e := explainer{r: r, cur: r.calc.cfg.Currency, mode: r.calc.cfg.Policy.Mode, point: r.calc.cfg.Policy.Point}
	e.offs = make([][]int, len(r.lines))
	for k := range r.applied {
		for s := r.applied[k].start; s < r.applied[k].end; s++ {
			e.offs[r.shares[s].line] = append(e.offs[r.shares[s].line], int(s))
		}
	}
	for i := range r.lines {
		e.line(i)
	}
	e.discounts()
	e.shipping()
	for i := range r.fees {
		e.fee(i)
	}
	e.sums()
	e.payments()
	e.converted()
	return &Explanation{Currency: e.cur, Policy: r.calc.cfg.Policy, Steps: e.steps, Skipped: slices.Clone(r.skipped)}
}

// explainer retraces a calculation.
type explainer struct {
	r     *Result
	cur   money.Currency
	mode  money.Mode
	point money.Point
	offs  [][]int // by line: its shares of discounts, in order
	steps []Step
}

func (e *explainer) add(s Step, amount int64) *Step {
	s.Amount = money.Minor(amount, e.cur)
	e.steps = append(e.steps, s)
	return &e.steps[len(e.steps)-1]
}

func (e *explainer) text(minor int64) string { return money.Minor(minor, e.cur).String() }

// rounded notes that a figure was rounded, if it was.
func (e *explainer) rounded(s *Step, exact decimal.Decimal, where string) {
	amount := s.Amount.Decimal()
	if exact.Equal(amount) {
		return
	}
	s.Exact = plain(exact)
	s.Rounding = e.mode.String() + " " + where
}

// plain writes a decimal with at most eight digits behind the point.
func plain(d decimal.Decimal) string {
	if short := d.Truncate(8); !short.Equal(d) {
		return short.String() + "…"
	}
	return d.String()
}

// fixed is plain with at least the currency's digits.
func (e *explainer) fixed(d decimal.Decimal) string {
	if short := d.Truncate(int32(e.cur.Digits())); short.Equal(d) {
		return d.StringFixed(int32(e.cur.Digits()))
	}
	return plain(d)
}

// major returns minor units as an exact number of major ones.
func (e *explainer) major(minor int64) decimal.Decimal {
	return decimal.New(minor, -int32(e.cur.Digits()))
}

func (e *explainer) line(i int) {
	l, f := &e.r.in.Lines[i], &e.r.lines[i]
	at := func(name string) string { return "lineItems[" + l.ID + "]." + name }
	source := "the line"
	if l.CatalogReference.CatalogItemID != "" {
		source = "item " + l.CatalogReference.CatalogItemID
	}
	formula := "the price of one unit"
	if f.full != f.unit {
		formula += ", reduced from " + e.text(f.full)
	}
	e.add(Step{Figure: at("priceBeforeDiscounts"), Source: source, Formula: formula}, f.unit)
	e.add(Step{Figure: at("subtotal"), Formula: fmt.Sprintf("%s × %d", e.text(f.unit), f.quantity)}, f.base)
	left := f.base
	ruled := false
	for _, s := range e.offs[i] {
		k := e.discountOf(s)
		if !ruled && !e.r.applied[k].kind.beforeCoupon() {
			e.afterRules(at, f)
			ruled = true
		}
		e.share(at(fmt.Sprintf("discounts[%d]", k)), k, i, left, e.r.shares[s].amount)
		left -= e.r.shares[s].amount
	}
	if !ruled {
		e.afterRules(at, f)
	}
	if off := f.afterRules - f.shown; off > 0 {
		e.add(Step{Figure: at("totalDiscount"), Formula: e.text(f.afterRules) + " − " + e.text(f.shown)}, off)
	}
	e.taxOf(at("taxDetails"), f.shown, f.quantity, f.tax, f.rates, f.comps, f.included)
	e.netAndGross(at("totalPriceBeforeTax"), at("totalPriceAfterTax"), f.shown, f.tax, f.included)
	if f.due == dueDeposit {
		e.add(Step{Figure: at("payNow"), Source: "deposit", Formula: fmt.Sprintf("%s × %d, at most %s", e.text(f.deposit), f.quantity, e.text(f.shown))}, f.nowShown)
		s := e.add(Step{Figure: at("payNow.tax"), Formula: fmt.Sprintf("%s × %s ÷ %s", e.text(f.tax), e.text(f.nowShown), e.text(f.shown))}, f.nowTax)
		e.rounded(s, quotient(e.major(f.tax).Mul(e.major(f.nowShown)), e.major(f.shown)), "once")
	}
}

func (e *explainer) afterRules(at func(string) string, f *lineFigures) {
	formula := "what is left after rules"
	if f.afterRules == f.base {
		formula = "no rule takes anything off"
	}
	e.add(Step{Figure: at("lineItemPrice"), Formula: formula}, f.afterRules)
	if f.afterRules != f.base {
		s := e.add(Step{Figure: at("price"), Formula: fmt.Sprintf("%s ÷ %d, for display", e.text(f.afterRules), f.quantity)}, f.price)
		e.rounded(s, quotient(e.major(f.afterRules), decimal.NewFromInt(f.quantity)), "once")
	}
}

// discountOf returns the discount that a share belongs to.
func (e *explainer) discountOf(share int) int {
	return slices.IndexFunc(e.r.applied, func(a applied) bool { return int(a.start) <= share && share < int(a.end) })
}

// source names a discount.
func (e *explainer) source(k int) string {
	a := &e.r.applied[k]
	switch a.kind {
	case appliedRule:
		return fmt.Sprintf("rule %q", a.rule.Rule.Name)
	case appliedCoupon:
		return "coupon " + e.r.coupon.Coupon.Code
	case appliedMerchant:
		return fmt.Sprintf("merchant discount %d", a.index+1)
	case appliedShipping:
		return "shipping discount"
	default:
		return "the line's own discount"
	}
}

// effect returns what a discount does; false when it is one sum for several
// lines.
func (e *explainer) effect(k int) (discount.Effect, bool) {
	a := &e.r.applied[k]
	switch a.kind {
	case appliedRule:
		return a.rule.Effect, true
	case appliedCoupon:
		c := e.r.coupon
		return c.Effect, c.Coupon.Scoped() || c.Coupon.LimitedToOneItem || c.Effect.Type != discount.TypeFixedAmount
	case appliedMerchant:
		if p := e.r.in.MerchantDiscounts[a.index].Percentage; p != nil {
			effect, err := p.Effect()
			return effect, err == nil
		}
	default:
	}
	return discount.Effect{}, false
}

// share explains what discount k takes off a line of which left is left.
func (e *explainer) share(figure string, k, i int, left, off int64) {
	f := &e.r.lines[i]
	effect, each := e.effect(k)
	step := Step{Figure: figure, Source: e.source(k)}
	switch {
	case e.r.applied[k].kind == appliedLine:
		step.Formula = "at most " + e.text(left)
		e.add(step, off)
		return
	case !each:
		step.Formula = "its part of " + e.text(e.r.taken[k])
		step.Share = e.shareText(k, left)
		e.add(step, off)
		return
	}
	quantity := f.quantity
	one := e.r.applied[k].kind == appliedCoupon && e.r.coupon.Coupon.LimitedToOneItem
	base := e.major(left)
	if one {
		base, quantity = quotient(base, decimal.NewFromInt(f.quantity)), 1
	}
	amount := e.fixed(base)
	value := decimal.New(effect.Num, 0).Div(decimal.New(effect.Den, 0))
	var exact decimal.Decimal
	switch effect.Type {
	case discount.TypePercentage:
		exact = base.Mul(value)
		step.Formula = fmt.Sprintf("%s × %s %%", amount, value.Shift(2))
	case discount.TypeFixedAmount:
		exact = value.Shift(-int32(e.cur.Digits())).Mul(decimal.NewFromInt(quantity))
		step.Formula = fmt.Sprintf("%s × %d, at most %s", value.Shift(-int32(e.cur.Digits())), quantity, amount)
		exact = decimal.Min(exact, base)
	default:
		exact = value.Shift(-int32(e.cur.Digits())).Mul(decimal.NewFromInt(quantity))
		step.Formula = fmt.Sprintf("%s − %s × %d", amount, value.Shift(-int32(e.cur.Digits())), quantity)
		exact = base.Sub(exact)
	}
	if one {
		step.Formula += ", one unit"
	}
	where := "per line"
	switch {
	case e.point == money.PointUnit:
		where = "per unit"
	case e.point == money.PointOrder && !one:
		where = "once for all lines"
		step.Share = e.shareText(k, left)
	}
	e.rounded(e.add(step, off), exact, where)
}

// shareText says of what something is a share, by which weight.
func (e *explainer) shareText(k int, weight int64) string {
	a := &e.r.applied[k]
	if a.end-a.start == 1 {
		return ""
	}
	return fmt.Sprintf("%s of what is left of the lines, largest remainder of %s", e.text(weight), e.text(e.r.taken[k]))
}

// rateText writes the rates of a set: "8.875 %" or "5 % + 9.975 % on top".
func rateText(s *rateSet) string {
	parts := make([]string, len(s.breakdown))
	for j := range s.breakdown {
		b := &s.breakdown[j]
		parts[j] = b.Rate.Decimal().Shift(2).String() + " %"
		if b.TaxName != "" {
			parts[j] += " " + b.TaxName
		}
		if b.Compound && j > 0 {
			parts[j] += " on top of these"
		}
	}
	return strings.Join(parts, " + ")
}

func (e *explainer) taxOf(figure string, shown, quantity, tax int64, rates, comps int32, included bool) {
	if rates < 0 {
		return
	}
	s := &e.r.rates[rates]
	step := Step{Figure: figure + ".totalTax", Source: "tax " + rateText(s)}
	base := e.major(shown)
	num, den := decimal.New(s.num, 0), decimal.New(s.divisor(included), 0)
	exact := quotient(base.Mul(num), den)
	percent := quotient(num, decimal.New(s.den, 0)).Shift(2)
	switch {
	case s.fixed >= 0:
		step.Formula = "as the tax calculator computed it"
		exact = e.major(tax)
	case included:
		step.Formula = fmt.Sprintf("%s − %s ÷ %s", e.text(shown), e.text(shown), plain(percent.Shift(-2).Add(decimal.NewFromInt(1))))
	default:
		step.Formula = fmt.Sprintf("%s × %s %%", e.text(shown), plain(percent))
	}
	where := "per line"
	switch {
	case e.point == money.PointUnit && quantity > 1:
		where = "per unit"
	case e.point == money.PointRate:
		where = "per rate"
		step.Share = fmt.Sprintf("%s of all that has this rate", e.text(shown))
	case e.point == money.PointOrder:
		where = "once for the order"
		step.Share = fmt.Sprintf("%s of all that has this rate", e.text(shown))
	}
	e.rounded(e.add(step, tax), exact, where)
	if comps < 0 {
		return
	}
	for j := range s.weights {
		e.add(Step{
			Figure: fmt.Sprintf("%s.taxBreakdown[%d].taxAmount", figure, j), Source: "tax " + s.breakdown[j].Rate.Decimal().Shift(2).String() + " %",
			Formula: "its part of " + e.text(tax),
			Share:   fmt.Sprintf("%s of %s", s.breakdown[j].Rate, s.rate()),
		}, e.r.comps[int(comps)+j])
	}
}

func (e *explainer) netAndGross(net, gross string, shown, tax int64, included bool) {
	if included {
		e.add(Step{Figure: net, Formula: e.text(shown) + " − " + e.text(tax)}, shown-tax)
		e.add(Step{Figure: gross, Formula: "the price includes the tax"}, shown)
		return
	}
	e.add(Step{Figure: net, Formula: "what is left after all discounts"}, shown)
	e.add(Step{Figure: gross, Formula: e.text(shown) + " + " + e.text(tax)}, shown+tax)
}

// quotient divides with more digits than anything is shown with.
func quotient(a, b decimal.Decimal) decimal.Decimal {
	if b.IsZero() {
		return decimal.Zero
	}
	return a.DivRound(b, 24)
}
