// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"github.com/go-ecom/ecom/item"
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
			Collections: f.Collections,
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
		l.Price, l.FullPrice, l.PriceBeforeDiscounts = b.Price, b.FullPrice, b.PriceBeforeDiscounts
		l.LineItemPrice = b.LineItemPrice
	}
}

func (l *LineItem) setPrices(p pricing.LinePrices) {
	l.Price, l.FullPrice, l.PriceBeforeDiscounts, l.LineItemPrice = p.Price, p.FullPrice, p.PriceBeforeDiscounts, p.LineItemPrice
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
