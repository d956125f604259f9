// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// Explain returns how every figure came about. It tells what did not apply only
// when the Input asked for an explanation.
//
// The steps are worked out from the figures when they are asked for, by going
// through the calculation once more: so they cost nothing otherwise.
func (r *Result) Explain() *Explanation {
	e := newExplainer(r)
	for i := range r.lines {
		e.line(i)
	}
	e.discounts()
	e.shipping()
	for i := range r.fees {
		e.fee(i)
	}
	e.taxes()
	e.sums(e.shop())
	e.giftCards()
	out := &Explanation{Currency: e.cur, Policy: r.calc.cfg.Policy, Skipped: slices.Clone(r.skipped)}
	if c := r.conv; c != nil {
		out.ConversionCurrency = c.to
		e.converted()
	}
	out.Steps, out.Lists = e.steps, e.lists
	return out
}

// explainer retraces a calculation. Whoever adds a figure to the Totals adds its
// step here:
//
//	e.add(Step{Figure: …, Source: …, Formula: …, How: tTimes(tRef(…), tCount(q))}, minor)
//
// How must be made of inputs and of other figures, not of what the calculator
// found out: tests replay it.
type explainer struct {
	r     *Result
	cur   money.Currency
	mode  money.Mode
	point money.Point
	names []string // by line: its path
	offs  [][]int  // by line: its shares of discounts, in order
	lefts []string // by share: the figure that it is taken off
	shown []string // by line: the figure that is left after all discounts
	steps []Step

	befores []int64 // by share: what was left of the line; nil: not yet known

	buckets []taxBucket // what is taxed together; nil: not yet known
	lists   []List
	listed  map[string]bool // by name
}

func newExplainer(r *Result) *explainer {
	e := &explainer{r: r, cur: r.calc.cfg.Currency, mode: r.calc.cfg.Policy.Mode, point: r.calc.cfg.Policy.Point, listed: map[string]bool{}}
	n := len(r.lines)
	e.names, e.offs, e.shown = make([]string, n), make([][]int, n), make([]string, n)
	for i := range r.lines {
		e.names[i] = linePath(r.in.Lines[i].ID)
		e.shown[i] = e.names[i] + ".subtotal"
	}
	e.lefts = make([]string, len(r.shares))
	for k := range r.applied {
		for s := r.applied[k].start; s < r.applied[k].end; s++ {
			i := r.shares[s].line
			e.lefts[s] = e.shown[i]
			if r.shares[s].amount > 0 {
				e.offs[i] = append(e.offs[i], int(s))
				e.shown[i] = fmt.Sprintf("%s.afterDiscounts[%d]", e.names[i], k)
			}
		}
	}
	return e
}

// linePath returns the path of a line with an id.
func linePath(id string) string {
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return "lineItems[" + strconv.Quote(id) + "]"
		}
	}
	return "lineItems[" + id + "]"
}

// add adds a step whose figure is in the shop's currency.
func (e *explainer) add(s Step, amount int64) *Step {
	s.Amount = money.Minor(amount, e.cur)
	e.steps = append(e.steps, s)
	return &e.steps[len(e.steps)-1]
}

// repeat adds a step that tells people nothing new.
func (e *explainer) repeat(figure string, how Term, amount int64) {
	e.add(Step{Figure: figure, How: how}, amount)
}

// list adds a list.
func (e *explainer) list(name string, terms []Term) Term {
	e.lists = append(e.lists, List{Name: name, Of: terms})
	e.listed[name] = true
	return tList(name)
}

// input is an amount that the calculation is given.
func (e *explainer) input(minor int64) Term { return Term{Value: e.text(minor)} }

func (e *explainer) text(minor int64) string { return money.Minor(minor, e.cur).String() }

// texts writes a sum: "1.00 + 2.50".
func (e *explainer) texts(parts []int64) string {
	if len(parts) == 0 {
		return "nothing"
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = e.text(p)
	}
	return strings.Join(texts, " + ")
}

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

// quotient divides with more digits than anything is shown with.
func quotient(a, b decimal.Decimal) decimal.Decimal {
	if b.IsZero() {
		return decimal.Zero
	}
	return a.DivRound(b, 24)
}
