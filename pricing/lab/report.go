// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"cmp"
	"slices"

	"github.com/go-ecom/ecom/money"
)

// maxListed is how many single lines a Report keeps of each kind; it counts all.
const maxListed = 100

// Report adds comparisons up. Its zero value is ready. It is not safe for
// concurrent use.
type Report struct {
	Carts   int64 `json:"carts"`   // that were priced
	Changed int64 `json:"changed"` // of these, with a total that differs
	Failed  int64 `json:"failed"`  // that could not be read or priced

	Totals     []Sum     `json:"totals"`            // of the figures that differ in any cart
	Discounts  []Usage   `json:"discounts"`         // rules first, then coupons, by id
	Overlaps   []Overlap `json:"overlaps"`          // likewise
	Deepest    *Stack    `json:"deepest,omitempty"` // the first of those with most discounts; nil when no two meet
	Free       Lines     `json:"free"`              // given away
	UnderFloor Lines     `json:"underFloor"`        // sold for less than their floor price
}

// Sum is one figure of all carts.
type Sum struct {
	Figure     string       `json:"figure"`
	Changed    int64        `json:"changed"` // carts in which it differs
	From       money.Amount `json:"from"`    // of those, added up
	To         money.Amount `json:"to"`
	Difference money.Amount `json:"difference"`
}

// Usage is what one discount does before and after.
type Usage struct {
	Discount
	Before Use `json:"before"`
	After  Use `json:"after"`
}

// Use is in how many carts a discount takes something off, and how much.
type Use struct {
	Carts  int64        `json:"carts"`
	Amount money.Amount `json:"amount,omitzero"`
}

// Overlap is two discounts that lower the same lines, afterwards.
type Overlap struct {
	First  Discount `json:"first"` // taken before Second
	Second Discount `json:"second"`
	Lines  int64    `json:"lines"` // how often
}

// Lines is some lines: all are counted, the first 100 listed.
type Lines struct {
	Count int64 `json:"count"`
	Lines []Low `json:"lines"`
}

func (l *Lines) add(lows []Low) {
	l.Count += int64(len(lows))
	if room := maxListed - len(l.Lines); room > 0 {
		l.Lines = append(l.Lines, lows[:min(room, len(lows))]...)
	}
}

// Add adds a cart. low is what of it is sold under its floor.
func (r *Report) Add(c *Comparison, low []Low) {
	r.Carts++
	if len(c.Changes) > 0 {
		r.Changed++
	}
	for i := range c.Changes {
		r.sum(&c.Changes[i])
	}
	for _, t := range c.Before {
		u := r.usage(t.Discount)
		u.Before.add(t.Amount)
	}
	for _, t := range c.After {
		u := r.usage(t.Discount)
		u.After.add(t.Amount)
	}
	for i := range c.Stacks {
		r.stack(&c.Stacks[i])
	}
	r.Free.add(c.Free)
	r.UnderFloor.add(low)
}

func (u *Use) add(a money.Amount) {
	u.Carts++
	u.Amount = plus(u.Amount, a)
}

// plus adds amounts of one currency; the zero Amount is nothing.
func plus(a, b money.Amount) money.Amount {
	if a == (money.Amount{}) {
		return b
	}
	sum, err := a.Add(b)
	if err != nil {
		return a
	}
	return sum
}

func (r *Report) sum(c *Change) {
	i := slices.IndexFunc(r.Totals, func(s Sum) bool { return s.Figure == c.Figure })
	if i < 0 {
		i = len(r.Totals)
		r.Totals = append(r.Totals, Sum{Figure: c.Figure})
	}
	s := &r.Totals[i]
	s.Changed++
	s.From, s.To, s.Difference = plus(s.From, c.From), plus(s.To, c.To), plus(s.Difference, c.Difference)
}

func (r *Report) usage(d Discount) *Usage {
	i, ok := slices.BinarySearchFunc(r.Discounts, d, func(u Usage, d Discount) int { return compare(u.Discount, d) })
	if !ok {
		r.Discounts = slices.Insert(r.Discounts, i, Usage{Discount: d})
	}
	return &r.Discounts[i]
}

// compare orders discounts: rules before coupons, then by id; rules of a file may
// have none and are told apart by their names.
func compare(a, b Discount) int {
	return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name))
}

func (r *Report) stack(s *Stack) {
	if r.Deepest == nil || len(s.Discounts) > len(r.Deepest.Discounts) {
		deepest := *s
		r.Deepest = &deepest
	}
	for i, first := range s.Discounts {
		for _, second := range s.Discounts[i+1:] {
			r.overlap(first, second)
		}
	}
}

func (r *Report) overlap(first, second Discount) {
	i, ok := slices.BinarySearchFunc(r.Overlaps, Overlap{First: first, Second: second}, func(a, b Overlap) int {
		return cmp.Or(compare(a.First, b.First), compare(a.Second, b.Second))
	})
	if !ok {
		r.Overlaps = slices.Insert(r.Overlaps, i, Overlap{First: first, Second: second})
	}
	r.Overlaps[i].Lines++
}
