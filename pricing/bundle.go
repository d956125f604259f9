// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math/bits"
	"slices"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// bundles makes bundles of the units of some lines, those that cost most first,
// and takes off what they cost more than the price of a bundle; what is left
// over keeps its price. The lines share that in proportion to what there is room
// for, which is what their units in bundles cost. The price of a bundle is a figure of its own, rounded once;
// at money.PointOrder, what all bundles take off is.
func (p *pricer) bundles(a applied, e discount.Effect, lines []int32) int64 {
	groups := p.unitGroups(lines)
	slices.SortFunc(groups, dearestFirst)
	num, den := e.Num, e.Den
	if p.point != money.PointOrder {
		num, _ = money.MulDivRound(num, 1, den, p.mode)
		den = 1
	}
	taken := resize(p.s.taken, len(p.r.lines))
	clear(taken)
	p.s.taken = taken
	b := bundler{size: e.Bundle, num: num, den: den}
	for _, u := range groups {
		for u.count > 0 && !b.dear {
			b.add(&u, taken)
		}
	}
	if b.count == 0 {
		return 0
	}
	// What is left open was counted, but is in no bundle.
	for _, u := range b.open {
		taken[u.line].units -= u.count
		taken[u.line].amount -= u.price * u.count
	}
	parts, all := p.s.parts[:0], lines
	lines = p.s.lines32[:0]
	weights, left := p.s.weights[:0], int64(0)
	for _, i := range all {
		if taken[i].units > 0 {
			room := p.room(i, taken[i])
			left += room
			lines, parts, weights = append(lines, i), append(parts, taken[i]), append(weights, room)
		}
	}
	p.s.lines32, p.s.parts, p.s.weights = lines, parts, weights
	cuts := resize(p.s.cuts, len(lines))
	p.s.cuts = cuts
	off := min(b.off(p.mode), left)
	if off == 0 {
		return 0
	}
	money.AllocateInto(cuts, off, weights)
	return p.takeCuts(a, lines, cuts, nil, parts)
}

// bundler puts units into bundles of a size, which cost num/den minor units.
type bundler struct {
	size, num, den int64

	open  []unitGroup // the units of the bundle that is not full
	units int64       // how many these are
	sum   int64       // what they cost

	count, total int64 // the bundles that are full, and what their units cost
	dear         bool  // a bundle costs no less than its units: so do all after it
}

// add puts units of a group into bundles: those that fill the open one, or as
// many whole bundles as there are, or what begins a new one.
func (b *bundler) add(u *unitGroup, taken []portion) {
	n, whole := min(u.count, b.size-b.units), int64(1)
	if b.units == 0 && u.count >= b.size {
		whole = u.count / b.size
		n = whole * b.size
	}
	u.count -= n
	taken[u.line].units += n
	taken[u.line].amount += u.price * n
	b.open = append(b.open, unitGroup{line: u.line, price: u.price, count: n})
	b.units += n
	b.sum += u.price * n
	if b.units < b.size {
		return
	}
	if !lessProduct(b.num, whole, b.sum, b.den) {
		b.dear = true
		return
	}
	b.count += whole
	b.total += b.sum
	b.open, b.units, b.sum = b.open[:0], 0, 0
}

// off returns what all bundles take off, rounded once.
func (b *bundler) off(mode money.Mode) int64 {
	hi, lo := bits.Mul64(uint64(b.count), uint64(b.num))
	price, part := bits.Div64(hi, lo, uint64(b.den)) // less than total
	off := b.total - int64(price)
	if part == 0 {
		return off
	}
	// off - part/den is rounded; what is even about off - 1 matters to some modes.
	off--
	return off&^1 + money.RoundDiv((off&1)*b.den+b.den-int64(part), b.den, mode)
}
