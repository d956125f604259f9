// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"strings"

	"github.com/go-ecom/ecom/money"
)

func (e *explainer) discounts() {
	for k := range e.r.applied {
		a := &e.r.applied[k]
		var parts []int64
		for _, s := range e.r.shares[a.start:a.end] {
			parts = append(parts, s.amount)
		}
		formula := e.sum(parts)
		if off := e.r.shipOff[k]; off > 0 {
			formula = "off shipping"
		}
		e.add(Step{Figure: fmt.Sprintf("appliedDiscounts[%d].amount", k), Source: e.source(k), Formula: formula}, e.r.taken[k]+e.r.shipOff[k])
	}
}

// sum writes a sum: "1.00 + 2.50".
func (e *explainer) sum(parts []int64) string {
	if len(parts) == 0 {
		return "nothing"
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = e.text(p)
	}
	return strings.Join(texts, " + ")
}

func (e *explainer) shipping() {
	f := &e.r.shipping
	rate := e.r.ship.selected()
	const at = "shippingInfo.selectedCarrierServiceOption.cost."
	switch {
	case rate != nil:
		e.add(Step{Figure: at + "price", Source: fmt.Sprintf("shipping option %s", rate.Code), Formula: "as the carrier quotes it"}, f.price)
	case e.r.in.ShippingPrice != nil:
		e.add(Step{Figure: at + "price", Source: "the request", Formula: "as given"}, f.price)
	default:
		return
	}
	if f.discount > 0 {
		e.add(Step{Figure: at + "totalDiscount", Formula: e.text(f.price) + " − " + e.text(f.shown())}, f.discount)
	}
	e.taxOf(at+"taxDetails", f.shown(), 1, f.tax, f.rates, f.comps, f.included)
	e.netAndGross(at+"totalPriceBeforeTax", at+"totalPriceAfterTax", f.shown(), f.tax, f.included)
}

func (e *explainer) fee(i int) {
	f, info := &e.r.fees[i], &e.r.feeInfo[i]
	at := fmt.Sprintf("additionalFees[%d].", i)
	e.add(Step{Figure: at + "price", Source: "fee " + info.name, Formula: "as charged"}, f.price)
	e.taxOf(at+"taxDetails", f.price, 1, f.tax, f.rates, f.comps, f.included)
	e.netAndGross(at+"priceBeforeTax", at+"priceAfterTax", f.price, f.tax, f.included)
}

func (e *explainer) sums() {
	var bases, offs, taxes, fees []int64
	for i := range e.r.lines {
		f := &e.r.lines[i]
		bases = append(bases, f.base)
		if f.base > f.shown {
			offs = append(offs, f.base-f.shown)
		}
		if f.tax > 0 {
			taxes = append(taxes, f.tax)
		}
	}
	ship := &e.r.shipping
	if ship.discount > 0 {
		offs = append(offs, ship.discount)
	}
	if ship.tax > 0 {
		taxes = append(taxes, ship.tax)
	}
	for i := range e.r.fees {
		f := &e.r.fees[i]
		fees = append(fees, f.price)
		if f.tax > 0 {
			taxes = append(taxes, f.tax)
		}
	}
	t := &e.r.total
	e.add(Step{Figure: "priceSummary.subtotal", Formula: e.sum(bases)}, t.subtotal)
	e.add(Step{Figure: "priceSummary.discount", Formula: e.sum(offs)}, t.discount)
	e.add(Step{Figure: "priceSummary.shipping", Formula: "before its discount"}, t.shipping)
	e.add(Step{Figure: "priceSummary.additionalFees", Formula: e.sum(fees)}, t.fees)
	e.add(Step{Figure: "priceSummary.tax", Formula: e.sum(taxes)}, t.tax)
	e.add(Step{Figure: "priceSummary.total", Formula: e.total(t)}, t.totalOf())
}

// total writes what a total is made of.
func (e *explainer) total(t *sums) string {
	formula := fmt.Sprintf("%s − %s + %s + %s + %s", e.text(t.subtotal), e.text(t.discount), e.text(t.shipping), e.text(t.fees), e.text(t.onTop))
	if inside := t.tax - t.onTop; inside > 0 {
		formula += fmt.Sprintf(" (%s of the tax is inside the prices)", e.text(inside))
	}
	return formula
}

func (e *explainer) payments() {
	r := e.r
	e.add(Step{Figure: "payNow.total", Formula: e.total(&r.now)}, r.now.totalOf())
	if r.later.totalOf() > 0 {
		e.add(Step{Figure: "payLater.total", Formula: e.total(&r.later)}, r.later.totalOf())
	}
	if r.trial.totalOf() > 0 {
		e.add(Step{Figure: "payAfterFreeTrial.total", Formula: e.total(&r.trial)}, r.trial.totalOf())
	}
	left := r.total.totalOf()
	for i, amount := range r.cards {
		e.add(Step{
			Figure: fmt.Sprintf("giftCards[%d].amount", i), Source: "gift card " + r.in.GiftCards[i].ObfuscatedCode,
			Formula: fmt.Sprintf("at most %s of %s", r.in.GiftCards[i].Balance, e.text(left)),
		}, amount)
		left -= amount
	}
	if len(r.cards) > 0 {
		e.add(Step{Figure: "totalAfterGiftCard", Formula: e.text(r.total.totalOf()) + " − " + e.text(r.total.totalOf()-left)}, left)
		e.add(Step{Figure: "payNowTotalAfterGiftCard", Formula: e.text(r.now.totalOf()) + " − " + e.text(r.cardsNow)}, r.now.totalOf()-r.cardsNow)
	}
}

// converted explains the total in the buyer's currency; its parts are
// allocated.
func (e *explainer) converted() {
	c, b := e.r.calc.conv, e.r.converted
	if c == nil {
		return
	}
	for _, s := range [...]struct {
		figure       string
		from, result int64
	}{
		{"priceSummary.total.convertedAmount", e.r.total.totalOf(), b.total.totalOf()},
		{"priceSummary.discount.convertedAmount", e.r.total.discount, b.total.discount},
	} {
		step := e.add(Step{Figure: s.figure, Source: "conversion to " + c.to.Code(), Formula: fmt.Sprintf("%s × %s", e.text(s.from), c.rate)}, 0)
		step.Amount = money.Minor(s.result, c.to)
		e.rounded(step, e.major(s.from).Mul(c.rate), "once; its parts are allocated")
	}
}
