// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"hash/maphash"
	"math/bits"
	"unicode/utf8"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

const (
	maxLines    = 300
	maxQuantity = 100_000
)

// readLines checks the lines and takes their prices over as minor units.
func (p *pricer) readLines() error {
	in := p.in
	var v fault.Checker
	v.Size("lineItems", len(in.Lines), 0, maxLines)
	if len(in.Lines) > maxLines {
		return v.Err()
	}
	p.r.lines = make([]lineFigures, len(in.Lines))
	p.member = -1
	var ids idTable
	var sum int64
	for i := range in.Lines {
		l, f := &in.Lines[i], &p.r.lines[i]
		if !p.addID(&ids, i) {
			p.badID(&v, i)
		}
		if l.Quantity < 0 || l.Quantity > maxQuantity {
			v.Range(field(i, "quantity"), int64(l.Quantity), 0, maxQuantity)
			continue
		}
		f.quantity = int64(l.Quantity)
		f.unit = p.amount(&v, i, "price", l.Price)
		f.full = f.unit
		if l.FullPrice != (money.Amount{}) {
			f.full = p.amount(&v, i, "fullPrice", l.FullPrice)
		}
		if l.Modifiers != (money.Amount{}) {
			f.modifiers = p.amount(&v, i, "modifiers", l.Modifiers)
		}
		if l.DepositAmount != (money.Amount{}) {
			f.deposit = p.amount(&v, i, "depositAmount", l.DepositAmount)
		}
		hi, lo := bits.Mul64(uint64(f.unit), uint64(f.quantity))
		if hi != 0 || lo > uint64(p.c.limit) {
			return p.tooMuch(fault.Index("lineItems", i))
		}
		f.base = int64(lo)
		if sum += f.base; sum > p.c.limit {
			return p.tooMuch(fault.Index("lineItems", i))
		}
		f.shown, f.afterRules = f.base, f.base
		f.rates, f.comps = -1, -1
		f.included = p.c.cfg.TaxIncluded
		if l.TaxIncluded != nil {
			f.included = *l.TaxIncluded
		}
		if l.PaymentOption != "" && !l.PaymentOption.Valid() {
			l.PaymentOption.Validate(&v, field(i, "paymentOption"))
		}
		f.due = dueOf(l)
		// What few lines have is looked for once, here.
		p.owned = p.owned || l.Discount != nil
		p.charged = p.charged || len(l.AdditionalFees) > 0
		p.ships = p.ships || l.PhysicalProperties.Shippable && l.Quantity > 0
		if p.member < 0 && l.PaymentOption != "" && l.PaymentOption.ByMembership() {
			p.member = i
		}
	}
	return v.Err()
}

// dueOf returns when a line is paid.
func dueOf(l *Line) due {
	switch {
	case l.FreeTrial:
		return dueTrial
	case l.PaymentOption == item.DepositOnline && l.DepositAmount.IsPositive():
		return dueDeposit
	case l.PaymentOption == item.FullPaymentOffline, l.PaymentOption == item.MembershipOffline,
		l.PaymentOption == item.MembershipOnlineWithOfflineRemainder:
		return dueLater
	default:
		return dueNow
	}
}

// field returns the path of a member of a line.
func field(i int, name string) string { return fault.Join(fault.Index("lineItems", i), name) }

// amount returns a member of a line in minor units.
func (p *pricer) amount(v *fault.Checker, i int, name string, a money.Amount) int64 {
	if a.Currency() == p.c.cfg.Currency {
		if m, ok := a.Minor(); ok && m >= 0 && m <= p.c.limit {
			return m
		}
	}
	return p.minor(v, field(i, name), a)
}

// minor returns an amount of 0 or more in minor units of the shop's currency,
// or records why it is none.
func (p *pricer) minor(v *fault.Checker, path string, a money.Amount) int64 {
	if a == (money.Amount{}) {
		return 0
	}
	b, err := a.Bind(p.c.cfg.Currency)
	if err != nil {
		v.AddAll(path, err)
		return 0
	}
	m, ok := b.Minor()
	switch {
	case b.IsNegative():
		decimals.TooLow(v, path, 0)
	case !ok || m > p.c.limit:
		decimals.TooHigh(v, path, p.c.most())
	default:
		return m
	}
	return 0
}

// tooMuch is the error for sums beyond all bounds.
func (p *pricer) tooMuch(what string) error {
	return tooMuchOf(what, p.c.cfg.Currency, p.c.limit)
}

// tooMuchOf is the error for a figure in a currency that passes a limit in minor
// units.
func tooMuchOf(what string, c money.Currency, limit int64) error {
	most := majorUnits(limit, c)
	return &fault.Error{
		Class: fault.Limit, Message: fmt.Sprintf("%s: comes to more than %d %s", what, most, c),
		Violations: []fault.Violation{{
			Field: what, Rule: fault.RuleDecimalLTE, Description: fmt.Sprintf("must be at most %d %s", most, c),
			Data: map[string]any{"threshold": most},
		}},
	}
}

// idTable finds ids that occur twice, by open addressing.
type idTable [1024]uint16 // a power of two, well above maxLines

// addID puts the id of a line in the table. It returns false when the id is
// missing, too long or there already.
func (p *pricer) addID(t *idTable, i int) bool {
	id := p.in.Lines[i].ID
	if id == "" || len(id) > 100 {
		return false
	}
	at := maphash.String(p.c.seed, id) % uint64(len(t))
	for ; t[at] != 0; at = (at + 1) % uint64(len(t)) {
		if p.in.Lines[t[at]-1].ID == id {
			return false
		}
	}
	t[at] = uint16(i + 1)
	return true
}

// badID records what is wrong with the id of a line.
func (p *pricer) badID(v *fault.Checker, i int) {
	id := p.in.Lines[i].ID
	if n := utf8.RuneCountInString(id); n == 0 || n > 100 {
		v.Length(field(i, "id"), id, 1, 100)
		return
	}
	for j := range i {
		if p.in.Lines[j].ID == id {
			v.Add(field(i, "id"), fault.RuleValidation, fmt.Sprintf("%.100q is the id of another line", id), nil)
			return
		}
	}
}

// views returns the lines as scopes see them.
func (p *pricer) views() []discount.Line {
	s := p.s
	if p.viewed {
		return s.lines
	}
	s.lines = resize(s.lines, len(p.r.lines))
	for i := range p.in.Lines {
		l, f := &p.in.Lines[i], &p.r.lines[i]
		s.lines[i] = discount.Line{
			AppID: l.CatalogReference.AppID, ItemID: l.CatalogReference.CatalogItemID, RootItemID: l.RootCatalogItemID,
			Collections: l.Collections, Quantity: f.quantity, Subtotal: f.base,
		}
	}
	p.viewed = true
	return s.lines
}

// everyLine returns the indices of all lines.
func (p *pricer) everyLine() []int32 {
	n := len(p.r.lines)
	for len(p.s.all) < n {
		p.s.all = append(p.s.all, int32(len(p.s.all)))
	}
	return p.s.all[:n]
}

// lineDiscounts takes each line's own discount off.
func (p *pricer) lineDiscounts() error {
	if !p.owned {
		return nil
	}
	var v fault.Checker
	start, total := len(p.r.shares), int64(0)
	for i := range p.in.Lines {
		if p.in.Lines[i].Discount == nil {
			continue
		}
		off := min(p.amount(&v, i, "discount", *p.in.Lines[i].Discount), p.r.lines[i].shown)
		if off > 0 {
			p.r.lines[i].shown -= off
			total += off
			p.addShare(int32(i), off)
		} else {
			p.tookNothing(SkippedLineDiscount, p.in.Lines[i].ID, "", []int32{int32(i)})
		}
	}
	if total > 0 {
		p.closeShares(applied{kind: appliedLine, target: DiscountTargetSpecificItems}, start, total)
	}
	return v.Err()
}

func (p *pricer) addShare(line int32, amount int64) {
	if p.r.shares == nil {
		discounts := len(p.in.MerchantDiscounts)
		if p.in.CouponCode != "" || p.in.CouponID != "" {
			discounts++
		}
		p.r.shares = make([]share, 0, max(discounts*len(p.r.lines), 8))
	}
	p.r.shares = append(p.r.shares, share{line, amount})
}

// addPart records what of a line the last share is for, if not all of it.
func (p *pricer) addPart(parts []portion, k int) {
	if parts != nil {
		p.r.parts = append(p.r.parts, parts[k])
		p.parted = true
	}
}

// dropShares forgets the shares from start on, which come to nothing.
func (p *pricer) dropShares(start int) {
	if p.parted {
		p.r.parts = p.r.parts[:len(p.r.parts)-(len(p.r.shares)-start)]
		p.parted = false
	}
	p.r.shares = p.r.shares[:start]
}

// closeShares makes the shares from start on those of one discount.
func (p *pricer) closeShares(a applied, start int, total int64) {
	a.start, a.end, a.parts = int32(start), int32(len(p.r.shares)), -1
	if p.parted {
		a.parts = int32(len(p.r.parts) - (len(p.r.shares) - start))
	}
	p.parted = false
	p.r.applied = append(p.r.applied, a)
	p.r.taken = append(p.r.taken, total)
	p.r.shipOff = append(p.r.shipOff, 0)
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, max(n, 2*cap(s)))
	}
	return s[:n]
}
