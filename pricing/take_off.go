// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math/bits"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// takeOff takes an effect off some lines and returns how much that is. a is
// recorded unless it is nothing.
func (p *pricer) takeOff(a applied, e discount.Effect, lines []int32) (int64, error) {
	if p.point == money.PointOrder && (e.Type == discount.TypePercentage || e.Den > 1) {
		return p.takeOffOnce(a, e, lines)
	}
	start, total := len(p.r.shares), int64(0)
	for _, i := range lines {
		f := &p.r.lines[i]
		if f.shown == 0 {
			continue
		}
		var off int64
		if p.point == money.PointUnit {
			off = p.unitCuts(e, f.shown, f.quantity)
		} else {
			off = p.cut(e, f.shown, f.quantity)
		}
		if off > 0 {
			f.shown -= off
			total += off
			p.addShare(i, off)
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
	switch e.Type {
	case discount.TypePercentage:
		off, _ := money.MulDivRound(amount, e.Num, e.Den, p.mode)
		return min(off, amount)
	case discount.TypeFixedAmount:
		off, ok := money.MulDivRound(e.Num, quantity, e.Den, p.mode)
		if !ok {
			return amount
		}
		return min(off, amount)
	default: // discount.TypeFixedPrice
		price, ok := money.MulDivRound(e.Num, quantity, e.Den, p.mode)
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
func (p *pricer) takeOffOnce(a applied, e discount.Effect, lines []int32) (int64, error) {
	weights := resize(p.s.weights, len(lines))
	cuts := resize(p.s.cuts, len(lines))
	p.s.weights, p.s.cuts = weights, cuts
	if e.Type == discount.TypePercentage {
		var left int64
		for k, i := range lines {
			weights[k] = p.r.lines[i].shown
			left += weights[k]
		}
		total, _ := money.MulDivRound(left, e.Num, e.Den, p.mode)
		if total = min(total, left); total == 0 {
			return 0, nil
		}
		money.AllocateInto(cuts, total, weights)
		return p.takeCuts(a, lines, cuts), nil
	}
	var sum int64 // in units of 1/e.Den
	for k, i := range lines {
		f := &p.r.lines[i]
		off, ok := exactCut(e, f.shown, f.quantity)
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
	return p.takeCuts(a, lines, cuts), nil
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

// takeCuts takes given amounts off lines and records them.
func (p *pricer) takeCuts(a applied, lines []int32, cuts []int64) int64 {
	start, total := len(p.r.shares), int64(0)
	for k, i := range lines {
		if cuts[k] > 0 {
			p.r.lines[i].shown -= cuts[k]
			total += cuts[k]
			p.addShare(i, cuts[k])
		}
	}
	if total > 0 {
		p.closeShares(a, start, total)
	}
	return total
}

// spread takes one sum off lines in proportion to what is left of them, and
// returns how much was left to take.
func (p *pricer) spread(a applied, sum int64, lines []int32) int64 {
	weights := resize(p.s.weights, len(lines))
	cuts := resize(p.s.cuts, len(lines))
	p.s.weights, p.s.cuts = weights, cuts
	var left int64
	for k, i := range lines {
		weights[k] = p.r.lines[i].shown
		left += weights[k]
	}
	if sum = min(sum, left); sum == 0 {
		return 0
	}
	money.AllocateInto(cuts, sum, weights)
	return p.takeCuts(a, lines, cuts)
}
