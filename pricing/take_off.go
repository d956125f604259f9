// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math/bits"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// takeOff takes an effect off some lines, or parts of them, and returns how much
// that is. a is recorded unless it is nothing.
func (p *pricer) takeOff(a applied, e discount.Effect, lines []int32, parts []portion) (int64, error) {
	if p.point == money.PointOrder && (e.Type == discount.TypePercentage || e.Den > 1) {
		return p.takeOffOnce(a, e, lines, parts)
	}
	start, total := len(p.r.shares), int64(0)
	for k, i := range lines {
		of := p.part(parts, k, i)
		if of.amount == 0 {
			continue
		}
		var off int64
		if p.point == money.PointUnit {
			off = p.unitCuts(e, of.amount, of.units)
		} else {
			off = p.cut(e, of.amount, of.units)
		}
		if off = min(off, p.room(i, of)); off > 0 {
			p.r.lines[i].shown -= off
			total += off
			p.addShare(i, off)
			p.addPart(parts, k)
		}
	}
	if total > 0 {
		p.closeShares(a, start, total)
	}
	return total, nil
}

// cut returns what an effect takes off an amount of so many units: never more
// than the amount.
func (p *pricer) cut(e discount.Effect, amount, quantity int64) int64 {
	return cutOf(e, amount, quantity, p.mode)
}

func cutOf(e discount.Effect, amount, quantity int64, mode money.Mode) int64 {
	switch e.Type {
	case discount.TypePercentage:
		off, _ := money.MulDivRound(amount, e.Num, e.Den, mode)
		return min(off, amount)
	case discount.TypeFixedAmount:
		off, ok := money.MulDivRound(e.Num, quantity, e.Den, mode)
		if !ok {
			return amount
		}
		return min(off, amount)
	default: // discount.TypeFixedPrice
		price, ok := money.MulDivRound(e.Num, quantity, e.Den, mode)
		if !ok {
			return 0
		}
		return max(amount-price, 0)
	}
}

// unitCuts is cut for each unit on its own. The units share amount as evenly
// as whole minor units allow.
func (p *pricer) unitCuts(e discount.Effect, amount, quantity int64) int64 {
	each, more := amount/quantity, amount%quantity
	off := p.cut(e, each, 1) * (quantity - more)
	if more > 0 {
		off += p.cut(e, each+1, 1) * more
	}
	return off
}

// takeOffOnce rounds what an effect takes off all lines together, once. A
// percentage is allocated to the lines by what is left of them; a sum by what
// it would exactly take off each, so that none loses more than it has.
func (p *pricer) takeOffOnce(a applied, e discount.Effect, lines []int32, parts []portion) (int64, error) {
	weights := resize(p.s.weights, len(lines))
	cuts := resize(p.s.cuts, len(lines))
	p.s.weights, p.s.cuts = weights, cuts
	if e.Type == discount.TypePercentage {
		p.percentOnce(e, lines, parts, weights, cuts)
		return p.takeCuts(a, lines, cuts, weights, parts), nil
	}
	var sum int64 // in units of 1/e.Den
	for k, i := range lines {
		of := p.part(parts, k, i)
		off, ok := exactCut(e, of.amount, of.units)
		if ok && p.floors != nil {
			off = min(off, p.room(i, of)*e.Den) // the product is at most amount × Den
		}
		if sum += off; !ok || sum < 0 {
			return 0, p.tooMuch(field(int(i), "price"))
		}
		cuts[k], weights[k] = off/e.Den, off%e.Den
	}
	left := money.RoundDiv(sum, e.Den, p.mode)
	for _, whole := range cuts {
		left -= whole
	}
	for ; left > 0; left-- {
		best := 0
		for k := range weights {
			if weights[k] > weights[best] {
				best = k
			}
		}
		cuts[best]++
		weights[best] = -1
	}
	return p.takeCuts(a, lines, cuts, weights, parts), nil
}

// percentOnce shares a percentage of all lines that have room for it, rounded
// once, by what is left of them. The others lose what they have room for.
func (p *pricer) percentOnce(e discount.Effect, lines []int32, parts []portion, weights, cuts []int64) {
	var left int64
	for k, i := range lines {
		of := p.part(parts, k, i)
		weights[k] = of.amount
		if p.floors != nil && lessProduct(p.room(i, of), e.Den, of.amount, e.Num) {
			weights[k] = 0
		}
		left += weights[k]
	}
	clear(cuts)
	if total, _ := money.MulDivRound(left, e.Num, e.Den, p.mode); total > 0 {
		money.AllocateInto(cuts, min(total, left), weights)
	}
	if p.floors == nil {
		return
	}
	for k, i := range lines {
		of := p.part(parts, k, i)
		if weights[k] == 0 {
			cuts[k] = p.room(i, of)
		}
	}
}

// exactCut returns what a sum takes off an amount, in units of 1/e.Den.
func exactCut(e discount.Effect, amount, quantity int64) (int64, bool) {
	hi, whole := bits.Mul64(uint64(amount), uint64(e.Den))
	high, part := bits.Mul64(uint64(e.Num), uint64(quantity))
	if hi != 0 || whole > 1<<62 {
		return 0, false
	}
	if e.Type == discount.TypeFixedAmount {
		if high != 0 || part > whole {
			part = whole
		}
		return int64(part), true
	}
	if high != 0 || part >= whole {
		return 0, true
	}
	return int64(whole - part), true
}

// takeCuts takes given amounts off lines and records them, but never more than
// there is room for. A line with a weight of its own in them is recorded with a
// share of 0, too, and so is a part of one: without it the shares of the others
// could not be explained. weights and parts may be nil.
func (p *pricer) takeCuts(a applied, lines []int32, cuts, weights []int64, parts []portion) int64 {
	start, total := len(p.r.shares), int64(0)
	for k, i := range lines {
		off := cuts[k]
		if p.floors != nil {
			off = min(off, p.room(i, p.part(parts, k, i)))
		}
		if off > 0 || parts != nil || weights != nil && weights[k] != 0 {
			p.r.lines[i].shown -= off
			total += off
			p.addShare(i, off)
			p.addPart(parts, k)
		}
	}
	if total > 0 {
		p.closeShares(a, start, total)
	} else {
		p.dropShares(start)
	}
	return total
}

// spread takes one sum off lines in proportion to what there is room for, which
// is what is left of them, and returns how much that was.
func (p *pricer) spread(a applied, sum int64, lines []int32) int64 {
	weights := resize(p.s.weights, len(lines))
	cuts := resize(p.s.cuts, len(lines))
	p.s.weights, p.s.cuts = weights, cuts
	var left int64
	for k, i := range lines {
		weights[k] = p.room(i, p.r.lines[i].whole())
		left += weights[k]
	}
	if sum = min(sum, left); sum == 0 {
		return 0
	}
	money.AllocateInto(cuts, sum, weights)
	return p.takeCuts(a, lines, cuts, weights, nil)
}
