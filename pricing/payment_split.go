// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/money"
)

// split finds out what of each line is due when the order is placed, and when
// shipping is due.
func (p *pricer) split() {
	for i := range p.r.lines {
		f := &p.r.lines[i]
		if f.due != dueDeposit {
			continue
		}
		deposit := f.shown
		if hi, lo := mul(f.deposit, f.quantity); lo {
			deposit = min(hi, f.shown)
		}
		if deposit == f.shown {
			f.due = dueNow // there is nothing left for later
			continue
		}
		f.nowShown = deposit
		f.nowTax, _ = money.MulDivRound(f.tax, deposit, f.shown, p.mode)
		f.nowBase, _ = money.MulDivRound(f.base, deposit, f.shown, p.mode)
	}
	p.r.shipping.due = p.orderDue()
}

// summarize adds everything up.
func (f *figures) summarize() {
	f.total, f.now, f.later, f.trial = sums{}, sums{}, sums{}, sums{}
	for i := range f.lines {
		l := &f.lines[i]
		onTop := l.tax
		nowOnTop := l.nowTax
		if l.included {
			onTop, nowOnTop = 0, 0
		}
		all := sums{subtotal: l.base, discount: l.base - l.shown, tax: l.tax, onTop: onTop}
		f.total.add(&all)
		if l.due != dueDeposit {
			f.of(l.due).add(&all)
			continue
		}
		now := sums{subtotal: l.nowBase, discount: l.nowBase - l.nowShown, tax: l.nowTax, onTop: nowOnTop}
		f.now.add(&now)
		all.sub(&now)
		f.later.add(&all)
	}
	ship := &f.shipping
	s := ship.sums()
	s.shipping = ship.price
	f.total.add(&s)
	f.of(ship.due).add(&s)
	for i := range f.fees {
		s := f.fees[i].sums()
		s.fees = f.fees[i].price
		f.total.add(&s)
		f.of(f.fees[i].due).add(&s)
	}
}

// sums returns the discount and taxes of a charge.
func (f *chargeFigures) sums() sums {
	s := sums{discount: f.discount, tax: f.tax, onTop: f.tax}
	if f.included {
		s.onTop = 0
	}
	return s
}

func (f *figures) of(d due) *sums {
	switch d {
	case dueLater:
		return &f.later
	case dueTrial:
		return &f.trial
	default:
		return &f.now
	}
}

func (s *sums) add(o *sums) {
	s.subtotal += o.subtotal
	s.shipping += o.shipping
	s.discount += o.discount
	s.fees += o.fees
	s.tax += o.tax
	s.onTop += o.onTop
}

func (s *sums) sub(o *sums) {
	s.subtotal -= o.subtotal
	s.shipping -= o.shipping
	s.discount -= o.discount
	s.fees -= o.fees
	s.tax -= o.tax
	s.onTop -= o.onTop
}

// bounds refuses totals beyond all bounds.
func (p *pricer) bounds() error {
	t := &p.r.total
	for _, s := range [...]struct {
		name   string
		amount int64
	}{
		{"priceSummary.subtotal", t.subtotal},
		{"priceSummary.tax", t.tax},
		{"priceSummary.shipping", t.shipping},
		{"priceSummary.additionalFees", t.fees},
		{"priceSummary.total", t.totalOf()},
	} {
		if s.amount > p.c.limit || s.amount < 0 {
			return p.tooMuch(s.name)
		}
	}
	return nil
}
