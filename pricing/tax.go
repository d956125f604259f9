// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// tax finds the rates of lines, shipping and fees, and computes their taxes on
// what is left of them after all discounts.
func (p *pricer) tax() error {
	if !p.in.CalculateTax {
		return nil
	}
	if err := p.findRates(); err != nil {
		return err
	}
	if p.point == money.PointRate || p.point == money.PointOrder {
		if err := p.taxTogether(); err != nil {
			return err
		}
	} else if err := p.taxEach(); err != nil {
		return err
	}
	p.breakDown()
	return nil
}

// taxEach rounds the tax of each line, of shipping and of each fee, or of each
// unit of a line.
func (p *pricer) taxEach() error {
	unit := p.point == money.PointUnit
	for i := range p.r.lines {
		f := &p.r.lines[i]
		if f.rates < 0 || f.shown == 0 {
			continue
		}
		s := &p.r.rates[f.rates]
		div := s.divisor(f.included)
		var ok bool
		switch {
		case s.fixed >= 0:
			f.tax, ok = s.fixed, true
		case unit:
			each, more := f.shown/f.quantity, f.shown%f.quantity
			f.tax, ok = money.MulDivRound(each, s.num, div, p.mode)
			f.tax *= f.quantity - more
			if more > 0 {
				t, ok2 := money.MulDivRound(each+1, s.num, div, p.mode)
				f.tax += t * more
				ok = ok && ok2
			}
		default:
			f.tax, ok = money.MulDivRound(f.shown, s.num, div, p.mode)
		}
		if !ok || f.tax > p.c.limit || f.tax < 0 {
			return p.tooMuch(fault.Index("lineItems", i))
		}
		if f.included && f.tax > f.shown {
			f.tax = f.shown
		}
	}
	if err := p.taxCharge(&p.r.shipping, "shipping"); err != nil {
		return err
	}
	for i := range p.r.fees {
		if err := p.taxCharge(&p.r.fees[i], fault.Index("additionalFees", i)); err != nil {
			return err
		}
	}
	return nil
}

func (p *pricer) taxCharge(f *chargeFigures, what string) error {
	if f.rates < 0 || f.shown() == 0 {
		return nil
	}
	s := &p.r.rates[f.rates]
	ok := true
	if f.tax = s.fixed; f.tax < 0 {
		f.tax, ok = money.MulDivRound(f.shown(), s.num, s.divisor(f.included), p.mode)
	}
	if !ok || f.tax > p.c.limit {
		return p.tooMuch(what)
	}
	if f.included {
		f.tax = min(f.tax, f.shown())
	}
	return nil
}

// breakDown shares each tax out over its rates.
func (p *pricer) breakDown() {
	if !slices.ContainsFunc(p.r.rates, func(s rateSet) bool { return len(s.weights) > 1 }) {
		return
	}
	for i := range p.r.lines {
		f := &p.r.lines[i]
		if f.rates >= 0 {
			f.comps = p.components(f.tax, &p.r.rates[f.rates])
		}
	}
	if f := &p.r.shipping; f.rates >= 0 {
		f.comps = p.components(f.tax, &p.r.rates[f.rates])
	}
	for i := range p.r.fees {
		if f := &p.r.fees[i]; f.rates >= 0 {
			f.comps = p.components(f.tax, &p.r.rates[f.rates])
		}
	}
}

// components allocates a tax over its rates, and returns where.
func (p *pricer) components(total int64, s *rateSet) int32 {
	n := len(s.weights)
	if n < 2 {
		return -1
	}
	if p.r.comps == nil {
		p.r.comps = make([]int64, 0, n*(len(p.r.lines)+1))
	}
	at := len(p.r.comps)
	for range n {
		p.r.comps = append(p.r.comps, 0)
	}
	if total > 0 {
		money.AllocateInto(p.r.comps[at:], total, s.weights)
	}
	return int32(at)
}
