// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// conversion converts minor units of the shop's currency into those of the
// buyer's.
type conversion struct {
	from, to money.Currency
	rate     decimal.Decimal
	num, den int64 // minor units of to for one of from
}

// newConversion checks a conversion. Converting into the shop's own currency is
// none.
func newConversion(v *fault.Checker, from money.Currency, c Conversion) *conversion {
	if !c.Currency.Valid() {
		v.Add("conversion.currency", fault.RuleInvalidEnum, fmt.Sprintf("%s is not a currency", c.Currency), nil)
		return nil
	}
	if c.Rate.Sign() <= 0 {
		v.Add("conversion.rate", fault.RuleDecimalGT, "must be greater than 0", map[string]any{"threshold": 0})
		return nil
	}
	if c.Currency == from {
		return nil
	}
	shifted := c.Rate.Shift(int32(c.Currency.Digits() - from.Digits()))
	num, den, ok := fraction(shifted)
	if !ok {
		v.Add("conversion.rate", fault.RuleDecimalMaxScale, "must have at most 18 digits", map[string]any{"maxScale": 18})
		return nil
	}
	return &conversion{from: from, to: c.Currency, rate: c.Rate, num: num, den: den}
}

// fraction returns a decimal over a power of ten, and false when that takes
// more than 18 digits.
func fraction(d decimal.Decimal) (num, den int64, ok bool) {
	if d.Exponent() < -18 || d.NumDigits() > 18 || d.Exponent() > 18 {
		return 0, 0, false
	}
	num, den = d.CoefficientInt64(), 1
	for e := d.Exponent(); e < 0; e++ {
		den *= 10
	}
	for e := d.Exponent(); e > 0; e-- {
		var fits bool
		if num, fits = mul(num, 10); !fits {
			return 0, 0, false
		}
	}
	return num, den, true
}

// of converts one amount.
func (c *conversion) of(minor int64, mode money.Mode) (int64, bool) {
	return money.MulDivRound(minor, c.num, c.den, mode)
}

// convert returns the figures in another currency. The total and the discount
// are converted and rounded; their parts are allocated by what they are in the
// shop's currency, so that the converted figures add up, too. Unit prices,
// which nothing is added up from, are converted one by one. The path is that of a
// figure which is too great in the other currency, or "".
func (f *figures) convert(c *conversion, list []applied, mode money.Mode) (out *figures, tooGreat string) {
	out = &figures{
		lines: make([]lineFigures, len(f.lines)), shares: make([]share, len(f.shares)), taken: make([]int64, len(f.taken)),
		comps: make([]int64, len(f.comps)), shipOff: make([]int64, len(f.shipOff)), fees: make([]chargeFigures, len(f.fees)),
		shipping: f.shipping, cards: make([]int64, len(f.cards)),
	}
	copy(out.lines, f.lines)
	copy(out.fees, f.fees)
	copy(out.shares, f.shares)

	limit := sumLimit(c.to)
	total, ok := c.of(f.total.totalOf(), mode)
	if !ok || total > limit {
		return nil, "priceSummary.total"
	}
	discount, ok := c.of(f.total.discount, mode)
	if !ok || discount > limit {
		return nil, "priceSummary.discount"
	}
	out.convertDiscounts(f, discount)
	out.convertGross(f, total)
	out.addDiscounts(list)
	for i := range out.lines {
		l, from := &out.lines[i], &f.lines[i]
		conv := func(minor int64, name string) int64 {
			m, ok := c.of(minor, mode)
			if (!ok || m > limit) && tooGreat == "" {
				tooGreat = field(i, name)
			}
			return m
		}
		l.unit, l.full = conv(from.unit, "price"), conv(from.full, "fullPrice")
		l.modifiers, l.deposit = conv(from.modifiers, "modifiers"), conv(from.deposit, "depositAmount")
		if l.price = l.unit; from.price != from.unit {
			l.price = unitOf(l.afterRules, l.quantity, mode)
		}
		l.convertSplit(from)
	}
	out.summarize()
	out.convertCards(f)
	return out, tooGreat
}

// convertGross allocates the converted total to lines, shipping and fees, and
// each of these to its net price, its tax and the rates of that.
func (f *figures) convertGross(from *figures, total int64) {
	n := len(f.lines)
	weights := make([]int64, n+1+len(f.fees))
	for i := range from.lines {
		weights[i] = from.lines[i].gross()
	}
	weights[n] = from.shipping.gross()
	for i := range from.fees {
		weights[n+1+i] = from.fees[i].gross()
	}
	gross := money.Allocate(total, weights)
	if from.total.totalOf() == 0 {
		clear(gross)
	}
	for i := range f.lines {
		l := &f.lines[i]
		net, tax := part(gross[i], from.lines[i].net(), from.lines[i].tax)
		if l.tax, l.shown = tax, net; l.included {
			l.shown = gross[i]
		}
	}
	convertCharge(&f.shipping, &from.shipping, gross[n])
	for i := range f.fees {
		convertCharge(&f.fees[i], &from.fees[i], gross[n+1+i])
	}
	f.convertComponents(from)
}

// convertCharge leaves in price what is shown after the discount.
func convertCharge(f, from *chargeFigures, gross int64) {
	net, tax := part(gross, from.net(), from.tax)
	if f.tax, f.price = tax, net; f.included {
		f.price = gross
	}
}

// convertComponents allocates each tax to its rates.
func (f *figures) convertComponents(from *figures) {
	one := func(at int32, tax int64, end int) {
		if at >= 0 && tax > 0 {
			money.AllocateInto(f.comps[at:end], tax, from.comps[at:end])
		}
	}
	// Components lie in the order of lines, shipping, fees; so the end of one is
	// the start of the next.
	end := len(f.comps)
	for i := len(f.fees) - 1; i >= 0; i-- {
		one(f.fees[i].comps, f.fees[i].tax, end)
		if f.fees[i].comps >= 0 {
			end = int(f.fees[i].comps)
		}
	}
	one(f.shipping.comps, f.shipping.tax, end)
	if f.shipping.comps >= 0 {
		end = int(f.shipping.comps)
	}
	for i := len(f.lines) - 1; i >= 0; i-- {
		one(f.lines[i].comps, f.lines[i].tax, end)
		if f.lines[i].comps >= 0 {
			end = int(f.lines[i].comps)
		}
	}
}

// convertDiscounts allocates the converted discount to all its shares.
func (f *figures) convertDiscounts(from *figures, total int64) {
	if from.total.discount == 0 {
		return
	}
	weights := make([]int64, 0, len(from.shares)+len(from.shipOff))
	for i := range from.shares {
		weights = append(weights, from.shares[i].amount)
	}
	weights = append(weights, from.shipOff...)
	cuts := money.Allocate(total, weights)
	for i := range f.shares {
		f.shares[i].amount = cuts[i]
	}
	copy(f.shipOff, cuts[len(f.shares):])
}

// addDiscounts puts the discounts back onto what is left after them.
func (f *figures) addDiscounts(list []applied) {
	for i := range f.lines {
		l := &f.lines[i]
		l.afterRules, l.base = l.shown, l.shown
	}
	for i := range list {
		a := &list[i]
		f.taken[i] = 0
		for _, s := range f.shares[a.start:a.end] {
			l := &f.lines[s.line]
			l.base += s.amount
			if !a.kind.beforeCoupon() {
				l.afterRules += s.amount
			}
			f.taken[i] += s.amount
		}
	}
	f.shipping.discount = 0
	for _, off := range f.shipOff {
		f.shipping.discount += off
	}
	f.shipping.price += f.shipping.discount
}

// convertSplit splits the converted line as the line was.
func (l *lineFigures) convertSplit(from *lineFigures) {
	if l.due != dueDeposit {
		return
	}
	l.nowShown, _ = part(l.shown, from.nowShown, from.shown-from.nowShown)
	l.nowTax, _ = part(l.tax, from.nowTax, from.tax-from.nowTax)
	nowOff, allOff := from.nowBase-from.nowShown, from.base-from.shown
	off, _ := part(l.base-l.shown, nowOff, allOff-nowOff)
	l.nowBase = l.nowShown + off
}

// drawn returns what all gift cards pay.
func (f *figures) drawn() (sum int64) {
	for _, amount := range f.cards {
		sum += amount
	}
	return sum
}

// convertCards converts what gift cards pay.
func (f *figures) convertCards(from *figures) {
	if len(from.cards) == 0 {
		return
	}
	drawn := from.drawn()
	// What cards pay of each part is converted with it, and then shared out over
	// the cards: so what is left of each part is its own.
	f.cardsNow, _ = part(f.now.totalOf(), from.cardsNow, from.now.totalOf()-from.cardsNow)
	cardsLater := drawn - from.cardsNow
	later, _ := part(f.later.totalOf(), cardsLater, from.later.totalOf()-cardsLater)
	if drawn > 0 {
		money.AllocateInto(f.cards, f.cardsNow+later, from.cards)
	}
}

// part splits a sum in two by weights; nothing is split into nothing.
func part(sum, a, b int64) (int64, int64) {
	if a == 0 {
		return 0, sum
	}
	if b == 0 {
		return sum, 0
	}
	var dst, weights [2]int64
	weights[0], weights[1] = a, b
	money.AllocateInto(dst[:], sum, weights[:])
	return dst[0], dst[1]
}
