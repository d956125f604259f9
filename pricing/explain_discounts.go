// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

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
	case appliedExternal:
		return fmt.Sprintf("discount %q", e.r.external[a.index].name.Original)
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
	case appliedExternal:
		effect := e.r.external[a.index].effect
		return effect, effect.Type != ""
	default:
	}
	return discount.Effect{}, false
}

// together reports whether a discount is rounded once for all its lines.
func (e *explainer) together(k int) bool {
	effect, each := e.effect(k)
	return each && e.point == money.PointOrder && (effect.Type == discount.TypePercentage || effect.Den > 1)
}

// share explains a share of discount k in a line of which left is left.
func (e *explainer) share(figure string, k, share int, left int64) {
	line, off := int(e.r.shares[share].line), e.r.shares[share].amount
	f, from := &e.r.lines[line], tRef(e.lefts[share])
	effect, each := e.effect(k)
	step := Step{Figure: figure, Source: e.source(k)}
	switch {
	case e.r.applied[k].kind == appliedLine:
		given, _ := e.r.in.Lines[line].Discount.Bind(e.cur)
		step.Formula, step.How = "at most "+e.text(left), tMin(Term{Value: given.String()}, from)
		e.add(step, off)
		return
	case !each:
		step.Formula, step.Share = "its part of "+e.text(e.r.taken[k]), e.shareText(k, e.roomText(line, e.partOf(k, share)))
		step.How = e.shareOf(k, share)
		e.add(step, off)
		return
	}
	of := e.partOf(k, share)
	if effect.Type == discount.TypeQuantityBased {
		e.bundled(step, k, share, of)
		return
	}
	var exact decimal.Decimal
	step.Formula, exact = e.effectText(effect, e.major(of.amount), of.units)
	step.Formula += of.text(f.quantity)
	step.How = e.cutTerm(effect, of.from, of.units)
	where := "per line"
	switch {
	case e.point == money.PointUnit:
		where = "per unit"
		step.How = tUnits(of.from, of.units, e.cutTerm(effect, tUnit(), 1))
		if of.units > 1 {
			step.Formula = e.perUnit(figure, step.Source, of.from, of.amount, of.units, func(unit Term) Term {
				return e.cutTerm(effect, unit, 1)
			}, func(unit int64) unitFigure {
				text, unrounded := e.effectText(effect, e.major(unit), 1)
				return unitFigure{text, unrounded, cutOf(effect, unit, 1, e.mode)}
			}) + of.text(f.quantity)
			exact = e.major(off)
		}
	case e.together(k):
		where = "once for all lines"
		step.Share, step.How = e.shareText(k, e.text(of.amount)), e.shareOf(k, share)
		if e.full(effect, line, of) {
			step.How = e.roomTerm(line, of)
		}
	}
	if room, floored := e.room(line, of); floored {
		step.How = tMin(step.How, e.roomTerm(line, of))
		if exact.GreaterThan(e.major(room)) {
			step.Formula += ", at most " + e.text(room) + " above the floor price"
			exact = e.major(room)
		}
	}
	e.rounded(e.add(step, off), exact, where)
}

// effectText writes what an effect does to an amount of some units, and what
// that comes to exactly.
func (e *explainer) effectText(effect discount.Effect, base decimal.Decimal, quantity int64) (string, decimal.Decimal) {
	amount := e.fixed(base)
	value := decimal.New(effect.Num, 0).Div(decimal.New(effect.Den, 0))
	if effect.Type == discount.TypePercentage {
		return fmt.Sprintf("%s × %s %%", amount, value.Shift(2)), base.Mul(value)
	}
	value = value.Shift(-int32(e.cur.Digits()))
	exact := value.Mul(decimal.NewFromInt(quantity))
	if effect.Type == discount.TypeFixedAmount {
		return fmt.Sprintf("%s × %d, at most %s", value, quantity, amount), decimal.Min(exact, base)
	}
	return fmt.Sprintf("%s − %s × %d", amount, value, quantity), base.Sub(exact)
}

// valueTerm is the value of an effect: a fraction, or an amount.
func (e *explainer) valueTerm(effect discount.Effect) Term {
	if effect.Type == discount.TypePercentage {
		return tRatio(effect.Num, effect.Den)
	}
	return tValue(decimal.New(effect.Num, -int32(e.cur.Digits())).DivRound(decimal.New(effect.Den, 0), 24))
}

// cutTerm is what an effect takes off an amount of some units, rounded.
func (e *explainer) cutTerm(effect discount.Effect, from Term, quantity int64) Term {
	v := e.valueTerm(effect)
	switch effect.Type {
	case discount.TypePercentage:
		return tMin(tRound(tTimes(from, v)), from)
	case discount.TypeFixedAmount:
		return tMin(tRound(tTimes(v, tCount(quantity))), from)
	default:
		return tMax(tLess(from, tRound(tTimes(v, tCount(quantity)))), tCount(0))
	}
}

// exactTerm is cutTerm unrounded.
func (e *explainer) exactTerm(effect discount.Effect, from Term, quantity int64) Term {
	v := e.valueTerm(effect)
	switch effect.Type {
	case discount.TypePercentage:
		return tTimes(from, v)
	case discount.TypeFixedAmount:
		return tMin(tTimes(v, tCount(quantity)), from)
	default:
		return tMax(tLess(from, tTimes(v, tCount(quantity))), tCount(0))
	}
}

func (e *explainer) minorUnit() Term { return tValue(decimal.New(1, -int32(e.cur.Digits()))) }

// shareOf is a share of what a discount takes off several lines together.
func (e *explainer) shareOf(k, share int) Term {
	list, index := e.weights(k), share-int(e.r.applied[k].start)
	effect, each := e.effect(k)
	if each && effect.Type != discount.TypePercentage {
		return tApportion(index, list)
	}
	all := tSum(list)
	var sum Term
	if each {
		sum = tMin(tRound(tTimes(all, e.valueTerm(effect))), all)
	} else {
		sum = tMin(e.sumOf(k), all)
	}
	return tShare(e.once(fmt.Sprintf("discounts[%d].sum", k), sum), index, list)
}

// once returns a term that several steps need, so that it is computed once.
func (e *explainer) once(name string, t Term) Term {
	if !e.listed[name] {
		e.list(name, []Term{t})
	}
	return tList(name)
}

// weights is the list by which a discount is shared out over lines.
func (e *explainer) weights(k int) Term {
	name := fmt.Sprintf("discounts[%d]", k)
	if !e.listed[name] {
		a := &e.r.applied[k]
		terms := make([]Term, 0, a.end-a.start)
		for s := a.start; s < a.end; s++ {
			terms = append(terms, e.weight(k, int(s)))
		}
		e.list(name, terms)
	}
	return tList(name)
}

// weight is that by which a line takes part in a discount.
func (e *explainer) weight(k, share int) Term {
	line := int(e.r.shares[share].line)
	of := e.partOf(k, share)
	effect, each := e.effect(k)
	switch {
	case !each, effect.Type == discount.TypeQuantityBased:
		return e.roomTerm(line, of)
	case effect.Type != discount.TypePercentage:
		exact := e.exactTerm(effect, of.from, of.units)
		if _, floored := e.room(line, of); floored {
			return tMin(exact, e.roomTerm(line, of))
		}
		return exact
	case e.full(effect, line, of):
		return tCount(0) // it loses what there is room for, whatever the others do
	default:
		return of.from
	}
}

// sumOf is the sum that a discount is to take off.
func (e *explainer) sumOf(k int) Term {
	a := &e.r.applied[k]
	if a.kind == appliedCoupon {
		return tRound(e.valueTerm(e.r.coupon.Effect))
	}
	if a.kind == appliedExternal {
		return tRound(tValue(e.r.external[a.index].sum))
	}
	given, _ := e.r.in.MerchantDiscounts[a.index].Amount.Bind(e.cur)
	return Term{Value: given.String()}
}

// shareText says of what something is a share, by which weight.
func (e *explainer) shareText(k int, weight string) string {
	a := &e.r.applied[k]
	if a.end-a.start == 1 {
		return ""
	}
	return fmt.Sprintf("%s of what is left of the lines, largest remainder of %s", weight, e.text(e.r.taken[k]))
}

// discounts explains what each discount takes off in all.
func (e *explainer) discounts() {
	for k := range e.r.applied {
		a := &e.r.applied[k]
		var parts []int64
		var terms []Term
		for _, s := range e.r.shares[a.start:a.end] {
			if s.amount > 0 {
				parts = append(parts, s.amount)
				terms = append(terms, tRef(fmt.Sprintf("%s.discounts[%d]", e.names[s.line], k)))
			}
		}
		formula := e.texts(parts)
		if e.r.shipOff[k] > 0 {
			formula = "off shipping"
			terms = append(terms, tRef(fmt.Sprintf("%sdiscounts[%d]", shippingCost, k)))
		}
		e.add(Step{Figure: fmt.Sprintf("appliedDiscounts[%d].amount", k), Source: e.source(k), Formula: formula, How: tSum(terms...)}, e.r.taken[k]+e.r.shipOff[k])
	}
}
