// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// explained is what of a line a discount is for, and the figure that says so.
type explained struct {
	portion
	from Term
	part bool // it is not all of the line
}

// text says how many units of a line it is, if it is not all of it.
func (x *explained) text(quantity int64) string {
	switch {
	case !x.part:
		return ""
	case x.units == 1:
		return ", one unit"
	default:
		return fmt.Sprintf(", %d units of %d", x.units, quantity)
	}
}

// partOf returns what of its line share of discount k is for. Where that is a
// part of the line, the first call adds a step that says what it costs.
func (e *explainer) partOf(k, share int) explained {
	a, line, left := &e.r.applied[k], int(e.r.shares[share].line), e.leftOf(share)
	f := &e.r.lines[line]
	from := tRef(e.lefts[share])
	if a.parts < 0 {
		return explained{portion: portion{left, f.quantity}, from: from}
	}
	of := e.r.parts[int(a.parts)+share-int(a.start)]
	figure := fmt.Sprintf("%s.discounts[%d].of", e.names[line], k)
	if !e.listed[figure] {
		e.listed[figure] = true
		e.repeat(figure, e.unitsTerm(from, portion{left, f.quantity}, of), of.amount)
	}
	return explained{portion: of, from: tRef(figure), part: true}
}

// leftOf returns what was left of a line when it got a share.
func (e *explainer) leftOf(share int) int64 {
	if e.befores == nil {
		e.befores = make([]int64, len(e.r.shares))
		left := make([]int64, len(e.r.lines))
		for i := range left {
			left[i] = e.r.lines[i].base
		}
		for s := range e.r.shares {
			x := &e.r.shares[s]
			e.befores[s] = left[x.line]
			left[x.line] -= x.amount
		}
	}
	return e.befores[share]
}

// unitsTerm is what some units of a line cost, which share what is left of it:
// those that cost least, or else those that cost most.
func (e *explainer) unitsTerm(from Term, line, of portion) Term {
	each := tRoundBy(tOver(from, tCount(line.units)), e.minorUnit(), money.Down)
	dearer := tLess(from, tTimes(each, tCount(line.units))) // one minor unit for each unit that costs more
	more := tMin(tTimes(tCount(of.units), e.minorUnit()), dearer)
	cheap, odd := line.amount/line.units, line.amount%line.units
	if of.amount == cheap*of.units+max(of.units-(line.units-odd), 0) {
		cheaper := tTimes(tCount(of.units-line.units), e.minorUnit())
		more = tMax(tSum(cheaper, dearer), tCount(0))
	}
	return tSum(tTimes(each, tCount(of.units)), more)
}

// room returns what there is room for above the floor price of a line; false
// when it has none.
func (e *explainer) room(line int, of explained) (int64, bool) {
	if e.r.floors == nil || e.r.floors[line] == 0 {
		return of.amount, false
	}
	return max(of.amount-e.r.floors[line]*of.units, 0), true
}

// roomText writes what discounts may take off some units of a line.
func (e *explainer) roomText(line int, of explained) string {
	room, floored := e.room(line, of)
	if floored {
		return e.text(room) + " above the floor price"
	}
	return e.text(room)
}

// roomTerm is what discounts may take off some units of a line.
func (e *explainer) roomTerm(line int, of explained) Term {
	if _, floored := e.room(line, of); !floored {
		return of.from
	}
	return tMax(tLess(of.from, tTimes(e.input(e.r.floors[line]), tCount(of.units))), tCount(0))
}

// full reports whether a percentage, rounded once for all lines, takes all that
// there is room for off one of them.
func (e *explainer) full(effect discount.Effect, line int, of explained) bool {
	room, floored := e.room(line, of)
	return floored && effect.Type == discount.TypePercentage && lessProduct(room, effect.Den, of.amount, effect.Num)
}

// bundled explains a share of what bundles take off.
func (e *explainer) bundled(step Step, k, share int, of explained) {
	a := &e.r.applied[k]
	effect := a.rule.Effect
	var units int64
	for _, p := range e.r.parts[a.parts : a.parts+a.end-a.start] {
		units += p.units
	}
	count := units / effect.Bundle
	name := fmt.Sprintf("discounts[%d].of", k)
	if !e.listed[name] {
		terms := make([]Term, 0, a.end-a.start)
		for s := a.start; s < a.end; s++ {
			terms = append(terms, e.partOf(k, int(s)).from)
		}
		e.list(name, terms)
	}
	price := e.valueTerm(effect)
	if e.point != money.PointOrder {
		price = tRound(price)
	}
	list := e.weights(k)
	off := tRound(tLess(tSum(tList(name)), tTimes(tCount(count), price)))
	step.How = tShare(e.once(fmt.Sprintf("discounts[%d].sum", k), tMin(off, tSum(list))), share-int(a.start), list)
	text := decimal.New(effect.Num, -int32(e.cur.Digits())).Div(decimal.New(effect.Den, 0))
	step.Formula = fmt.Sprintf("its part of %s: %d × %d units for %s", e.text(e.r.taken[k]), count, effect.Bundle, text)
	step.Formula += of.text(e.r.lines[e.r.shares[share].line].quantity)
	step.Share = e.shareText(k, e.roomText(int(e.r.shares[share].line), of))
	e.add(step, e.r.shares[share].amount)
}
