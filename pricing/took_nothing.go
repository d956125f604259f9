// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// tookNothing records a discount that somebody gave and that took nothing off
// some lines, and why.
func (p *pricer) tookNothing(kind SkippedKind, id, name string, lines []int32) {
	if p.in.Explain {
		p.skip(kind, id, name, p.whyNothing(lines))
	}
}

// whyNothing says why a discount takes nothing off lines.
func (p *pricer) whyNothing(lines []int32) string {
	if len(lines) == 0 {
		return "there are no lines that it is for"
	}
	left, room := false, false
	for _, i := range lines {
		f := &p.r.lines[i]
		left = left || f.shown > 0
		room = room || p.room(i, f.whole()) > 0
	}
	switch {
	case !left:
		return "nothing is left of the lines that it is for"
	case !room:
		return "the lines that it is for cost no more than their floor prices"
	default:
		return "what it takes off comes to " + money.Zero(p.c.cfg.Currency).String()
	}
}

// reductionText writes a discount that is an amount or a percentage.
func reductionText(a *money.Amount, percentage *discount.Percentage) string {
	if a != nil {
		return a.String()
	}
	return percentage.String() + " %"
}

// shippingTookNothing records a discount on shipping that took nothing off.
func (p *pricer) shippingTookNothing(kind SkippedKind, id, name string) {
	f := &p.r.shipping
	switch {
	case f.price == 0 && p.in.ShippingPrice == nil && p.r.ship.selected() == nil:
		p.skip(kind, id, name, "no shipping option is chosen")
	case f.price == 0:
		p.skip(kind, id, name, "shipping costs nothing")
	case f.shown() == 0:
		p.skip(kind, id, name, "nothing is left of the price of shipping")
	default:
		p.skip(kind, id, name, "what it takes off comes to "+money.Zero(p.c.cfg.Currency).String())
	}
}
