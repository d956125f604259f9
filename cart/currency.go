// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/currency"
	"github.com/go-ecom/ecom/pricing"
)

// Currency returns which currency to show beside the shop's: the one that the
// buyer chose with currency.With, else the one that was shown before; zero for
// what the shop shows to all. Where rates are not live it is always that.
func (p *Picker) Currency(ctx context.Context, before money.Currency) money.Currency {
	if !p.env.Site.LiveRates {
		return 0
	}
	if chosen := currency.From(ctx); !chosen.IsZero() {
		return chosen
	}
	if before == p.env.Site.Currency {
		return 0
	}
	return before
}

// Show converts what the calculator does not price, deposits and modifiers, and
// returns the currency that is shown.
func (p *Picker) Show(g *Goods, c *pricing.Conversion) (money.Currency, error) {
	site := &p.env.Site
	var failed error
	show := func(price *money.MultiCurrencyPrice) {
		if price.IsZero() || failed != nil {
			return
		}
		*price, failed = c.Show(price.Amount, site.Locale, site.Policy.Mode)
	}
	for i := range g.Lines {
		l := &g.Lines[i]
		show(&l.DepositAmount)
		show(&l.ModifiersTotalPrice)
		l.ModifierGroups = item.CloneModifierGroups(l.ModifierGroups)
		for j := range l.ModifierGroups {
			for k := range l.ModifierGroups[j].Modifiers {
				show(&l.ModifierGroups[j].Modifiers[k].Price)
			}
		}
	}
	if c == nil {
		return site.Currency, failed
	}
	return c.Currency, failed
}
