// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"slices"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// PricingLines returns the lines as the calculator takes them. They share
// with g what neither changes.
func (g *Goods) PricingLines() []pricing.Line {
	lines := make([]pricing.Line, len(g.Lines))
	for i := range g.Lines {
		l, f := &g.Lines[i], &g.Facts[i]
		p := &lines[i]
		*p = pricing.Line{
			ID: l.ID, Quantity: l.Quantity, RootCatalogItemID: l.RootCatalogItemID, Name: l.ProductName.Original,
			Price: l.PriceBeforeDiscounts.Amount, FullPrice: l.FullPrice.Amount, Modifiers: l.ModifiersTotalPrice.Amount,
			ItemType: l.ItemType, PaymentOption: l.PaymentOption, DepositAmount: l.DepositAmount.Amount,
			DeliveryProfileID: l.DeliveryProfileID, TaxGroupID: l.TaxGroupID, TaxableAddress: l.TaxableAddress,
			Collections: f.Collections, ServiceProperties: l.ServiceProperties,
		}
		if l.CatalogReference != nil {
			p.CatalogReference = *l.CatalogReference
		}
		if l.PhysicalProperties != nil {
			p.PhysicalProperties = *l.PhysicalProperties
		}
		if s := l.SubscriptionOptionInfo; s != nil {
			p.Subscription, p.FreeTrial = true, s.SubscriptionSettings.FreeTrialPeriod != nil
		}
		for _, fee := range f.Fees {
			out := pricing.ItemFee{Code: fee.Code, Name: fee.Name, Price: fee.Price}
			if t := fee.TaxDetails; t != nil {
				out.Taxable, out.TaxGroupID = t.Taxable, t.TaxGroupID
			}
			p.AdditionalFees = append(p.AdditionalFees, out)
		}
	}
	return lines
}

// SetPrices fills in the prices of the lines from a calculation of them.
func (g *Goods) SetPrices(t *pricing.Totals) {
	for i := range g.Lines {
		l := &g.Lines[i]
		c := lineOf(t, i, l.ID)
		if c == nil || c.PricesBreakdown == nil {
			continue
		}
		b := c.PricesBreakdown
		l.Price, l.FullPrice = b.Price, b.FullPrice
		l.setUnitPrice(b.PriceBeforeDiscounts)
		l.LineItemPrice = b.LineItemPrice
	}
}

// setUnitPrice takes over what a calculation says of a unit. Where a membership
// pays it says what is left of the price; the next calculation, which may be
// without, needs the whole, which is not converted then.
func (l *LineItem) setUnitPrice(p money.MultiCurrencyPrice) {
	if whole := l.PriceBeforeDiscounts.Amount; l.PaymentOption.ByMembership() && !p.Amount.Equal(whole) {
		p = money.MultiCurrencyPrice{Amount: whole}
	}
	l.PriceBeforeDiscounts = p
}

// lineOf returns the calculated line with an id, most likely the ith.
func lineOf(t *pricing.Totals, i int, id string) *pricing.CalculatedLineItem {
	if i < len(t.CalculatedLineItems) && t.CalculatedLineItems[i].LineItemID == id {
		return &t.CalculatedLineItems[i]
	}
	return t.Line(id)
}

// Shippable reports whether anything of g is to be shipped.
func (g *Goods) Shippable() bool {
	for i := range g.Lines {
		l := &g.Lines[i]
		if l.Quantity > 0 && (l.PhysicalProperties == nil && l.ItemType.Preset == item.PresetPhysical ||
			l.PhysicalProperties != nil && l.PhysicalProperties.Shippable) {
			return true
		}
	}
	return false
}

// SelectedMemberships returns the memberships that the lines say they are paid
// with, nil when none does.
func (g *Goods) SelectedMemberships() *pricing.SelectedMemberships {
	var sel *pricing.SelectedMemberships
	for i := range g.Lines {
		m := g.Lines[i].SelectedMembership
		if m == nil || m.ID == "" {
			continue
		}
		if sel == nil {
			sel = new(pricing.SelectedMemberships)
		}
		at := slices.IndexFunc(sel.Memberships, func(s pricing.SelectedMembership) bool { return s.ID == m.ID && s.AppID == m.AppID })
		if at < 0 {
			at = len(sel.Memberships)
			sel.Memberships = append(sel.Memberships, pricing.SelectedMembership{ID: m.ID, AppID: m.AppID})
		}
		sel.Memberships[at].LineItemIDs = append(sel.Memberships[at].LineItemIDs, g.Lines[i].ID)
	}
	return sel
}
