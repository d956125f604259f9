// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"cmp"
	"slices"

	"github.com/go-ecom/ecom/discount"
)

// portion is some units of a line and what is left of them.
type portion struct {
	amount, units int64
}

// whole returns all of a line.
func (l *lineFigures) whole() portion { return portion{l.shown, l.quantity} }

// part returns what of the kth of some lines a discount is for: its part, or
// all of it where there are no parts.
func (p *pricer) part(parts []portion, k int, line int32) portion {
	if parts != nil {
		return parts[k]
	}
	return p.r.lines[line].whole()
}

// room returns what discounts may take off some units of a line: all that is
// left of them above the floor price.
func (p *pricer) room(line int32, of portion) int64 {
	if p.floors == nil {
		return of.amount
	}
	return max(of.amount-p.floors[line]*of.units, 0)
}

// readFloors looks up the floor prices of the lines.
func (p *pricer) readFloors() {
	if !p.set.Floors() {
		return
	}
	views := p.views()
	for i := range views {
		// One above the price keeps it as much as one that is the price, and
		// that times the quantity is no more than the line's amount.
		floor := min(p.set.Floor(&views[i], p.at), p.r.lines[i].unit)
		if floor > 0 && p.floors == nil {
			p.floors = make([]int64, len(views))
			p.r.floors = p.floors
		}
		if floor > 0 {
			p.floors[i] = floor
		}
	}
}

// unitGroup is units of one line that cost the same.
type unitGroup struct {
	line         int32
	price, count int64
	bought       bool // they count as bought, too
}

// unitGroups returns the units of lines that cost something, in line order.
func (p *pricer) unitGroups(lines []int32) []unitGroup {
	groups := p.s.groups[:0]
	for _, i := range lines {
		f := &p.r.lines[i]
		if f.shown == 0 {
			continue
		}
		each, more := f.shown/f.quantity, f.shown%f.quantity
		if each > 0 {
			groups = append(groups, unitGroup{line: i, price: each, count: f.quantity - more})
		}
		if more > 0 {
			groups = append(groups, unitGroup{line: i, price: each + 1, count: more})
		}
	}
	p.s.groups = groups
	return groups
}

func cheapestFirst(a, b unitGroup) int {
	return cmp.Or(cmp.Compare(a.price, b.price), cmp.Compare(a.line, b.line))
}

func dearestFirst(a, b unitGroup) int {
	return cmp.Or(cmp.Compare(b.price, a.price), cmp.Compare(a.line, b.line))
}

// lowest returns the line with the unit that costs least, as the only one of
// some lines, and that unit. Of several the first; none when nothing is left of
// the lines.
func (p *pricer) lowest(lines []int32) ([]int32, []portion) {
	groups := p.unitGroups(lines)
	if len(groups) == 0 {
		return nil, nil
	}
	least := slices.MinFunc(groups, cheapestFirst)
	p.s.lines32 = append(p.s.lines32[:0], least.line)
	p.s.parts = append(p.s.parts[:0], portion{least.price, 1})
	return p.s.lines32, p.s.parts
}

// given returns the lines of which units are given to whoever bought others,
// and which units: those that cost least, each time as many as there are for
// both, since a unit that is bought is not also given.
func (p *pricer) given(g *discount.BuyGet, bought, lines []int32) ([]int32, []portion) {
	groups := p.unitGroups(lines)
	var units, spend, alone, both int64 // bought, what they cost; that can only be given, that can be either
	for _, i := range bought {
		units += p.r.lines[i].quantity
		spend += p.r.lines[i].base
	}
	for k := range groups {
		u := &groups[k]
		_, u.bought = slices.BinarySearch(bought, u.line)
		if u.bought {
			both += u.count
		} else {
			alone += u.count
		}
	}
	slices.SortFunc(groups, cheapestFirst)

	times := min(g.Limit, (alone+both)/g.Gets)
	var spare int64 // how many of the units that can be either are left to be given
	if g.Quantity > 0 {
		times = min(times, units/g.Quantity, (units+alone)/(g.Quantity+g.Gets))
		spare = units - times*g.Quantity
	} else {
		times = p.timesSpent(groups, g, min(times, spend/g.Spend), spend, alone)
		spare = p.unitsFor(groups, spend-times*g.Spend)
	}
	if times == 0 {
		return nil, nil
	}
	return p.take(groups, times*g.Gets, spare)
}

// timesSpent returns how often the spend is reached, at most so many times,
// when what is given of the units that can be either is not spent: as little of
// it as can be.
func (p *pricer) timesSpent(groups []unitGroup, g *discount.BuyGet, most, spend, alone int64) int64 {
	low, high := int64(0), most
	for low < high {
		mid := low + (high-low+1)/2
		if p.unitsFor(groups, spend-mid*g.Spend) >= mid*g.Gets-alone {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// unitsFor returns how many of the units that can be either are given, cheapest
// first, without their prices before discounts passing a sum.
func (p *pricer) unitsFor(groups []unitGroup, sum int64) int64 {
	var n int64
	for k := range groups {
		u := &groups[k]
		if !u.bought {
			continue
		}
		take := u.count
		if price := p.r.lines[u.line].unit; price > 0 {
			take = min(take, sum/price)
			sum -= take * price
		}
		n += take
		if take < u.count {
			break
		}
	}
	return n
}

// take returns so many of the units in their order, of those that are bought,
// too, only some.
func (p *pricer) take(groups []unitGroup, units, spare int64) ([]int32, []portion) {
	taken := resize(p.s.taken, len(p.r.lines))
	clear(taken)
	p.s.taken = taken
	for k := range groups {
		u := &groups[k]
		n := min(u.count, units)
		if u.bought {
			n = min(n, spare)
			spare -= n
		}
		units -= n
		taken[u.line].units += n
		taken[u.line].amount += n * u.price
	}
	lines, parts := p.s.lines32[:0], p.s.parts[:0]
	for i := range taken {
		if taken[i].units > 0 {
			lines, parts = append(lines, int32(i)), append(parts, taken[i])
		}
	}
	p.s.lines32, p.s.parts = lines, parts
	return lines, parts
}
