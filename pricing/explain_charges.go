// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/go-ecom/ecom/plugin/shipping"
)

// shippingCost is the path of what shipping costs, with the dot.
const shippingCost = "shippingInfo.selectedCarrierServiceOption.cost."

// feePath is the path of a fee, with the dot.
func feePath(i int) string { return fmt.Sprintf("additionalFees[%d].", i) }

// ships reports whether the Totals have shipping with a cost.
func (e *explainer) ships() bool { return e.r.ship.selected() != nil || e.r.in.ShippingPrice != nil }

// shippingShown is what shipping costs after its discounts, as shown.
func (e *explainer) shippingShown() Term {
	return tLess(tRef(shippingCost+"price"), tRef(shippingCost+"totalDiscount"))
}

func (e *explainer) shipping() {
	e.shippingOptions()
	if !e.ships() {
		return
	}
	f, rate := &e.r.shipping, e.r.ship.selected()
	price := Step{Figure: shippingCost + "price", Source: "the request", Formula: "as given", How: e.input(f.price)}
	if rate != nil {
		price.Source, price.Formula = fmt.Sprintf("shipping option %s", rate.Code), "as the carrier quotes it"
		e.otherCharges("shippingInfo.selectedCarrierServiceOption.otherCharges[%d].cost.price", rate)
	}
	e.add(price, f.price)
	offs := e.shippingDiscounts()
	off := Step{Figure: shippingCost + "totalDiscount", How: tSum(offs...)}
	if f.discount > 0 {
		off.Formula = e.text(f.price) + " − " + e.text(f.shown())
	}
	e.add(off, f.discount)
	e.taxOf(taxed{
		path: shippingCost, net: "totalPriceBeforeTax", gross: "totalPriceAfterTax", from: e.shippingShown(),
		shown: f.shown(), quantity: 1, tax: f.tax, rates: f.rates, comps: f.comps, included: f.included,
	})
}

// shippingOptions explains what the options on offer cost.
func (e *explainer) shippingOptions() {
	n := 0
	for i := range e.r.ship.quotes {
		q := &e.r.ship.quotes[i]
		if len(q.rates) == 0 {
			continue
		}
		for j := range q.rates {
			path := fmt.Sprintf("shippingInfo.carrierServiceOptions[%d].shippingOptions[%d].cost.", n, j)
			e.repeat(path+"price", e.input(q.prices[j]), q.prices[j])
			e.otherCharges(path+"otherCharges[%d].price", &q.rates[j])
		}
		n++
	}
}

// otherCharges explains the charges inside the price of a rate.
func (e *explainer) otherCharges(path string, rate *shipping.Rate) {
	n := 0
	for _, c := range rate.Cost.AdditionalCharges {
		a, err := c.Price.Bind(e.cur)
		if err != nil {
			continue
		}
		m, _ := a.Minor()
		e.repeat(fmt.Sprintf(path, n), e.input(m), m)
		n++
	}
}

// shippingDiscounts explains what each discount takes off shipping.
func (e *explainer) shippingDiscounts() []Term {
	var offs []Term
	left := e.r.shipping.price
	for k, off := range e.r.shipOff {
		if off == 0 {
			continue
		}
		from := tLess(tRef(shippingCost+"price"), offs...)
		step := Step{Figure: fmt.Sprintf("%sdiscounts[%d]", shippingCost, k), Source: e.source(k), Formula: "all of it", How: from}
		var asked string
		if e.r.applied[k].kind == appliedExternal {
			x := &e.r.external[e.r.applied[k].index]
			if x.effect.Type == "" {
				step.Formula, step.How = "at most "+e.text(left), tMin(tRound(tValue(x.sum)), from)
			} else {
				formula, exact := e.effectText(x.effect, e.major(left), 1)
				step.Formula, step.How = formula, e.cutTerm(x.effect, from, 1)
				if !exact.Equal(e.major(off)) {
					asked = plain(exact)
				}
			}
		}
		if d := e.r.in.ShippingDiscount; d != nil && e.r.applied[k].kind == appliedShipping {
			switch {
			case d.Amount != nil:
				given, _ := d.Amount.Bind(e.cur)
				step.Formula, step.How = "at most "+e.text(left), tMin(Term{Value: given.String()}, from)
			default:
				if effect, err := d.Percentage.Effect(); err == nil {
					formula, exact := e.effectText(effect, e.major(left), 1)
					step.Formula, step.How = formula, e.cutTerm(effect, from, 1)
					if !exact.Equal(e.major(off)) {
						asked = plain(exact)
					}
				}
			}
		}
		if step.Exact = asked; asked != "" {
			step.Rounding = e.mode.String() + " once"
		}
		e.add(step, off)
		offs = append(offs, tRef(step.Figure))
		left -= off
	}
	return offs
}

func (e *explainer) fee(i int) {
	f, info := &e.r.fees[i], &e.r.feeInfo[i]
	price := Step{Figure: feePath(i) + "price", Source: "fee " + info.name, Formula: "as charged", How: e.input(f.price)}
	if info.source == FeeSourcePlatform {
		price = e.platformFee(price, info)
	}
	e.add(price, f.price)
	e.taxOf(taxed{
		path: feePath(i), net: "priceBeforeTax", gross: "priceAfterTax", from: tRef(feePath(i) + "price"),
		shown: f.shown(), quantity: 1, tax: f.tax, rates: f.rates, comps: f.comps, included: f.included,
	})
}
