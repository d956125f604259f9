// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
)

// platformFees returns what the platform takes of an order, line by line, or nil
// when that is nothing. What the buyer bears is what the checkout charges for it.
func (d *drafter) platformFees(c *Checkout, f *pricing.PlatformFee, site *service.Site) *order.PlatformFeeSummary {
	weights, goods := make([]int64, len(c.LineItems)), int64(0)
	for i := range c.LineItems {
		l := &c.LineItems[i]
		shown, _ := l.LineItemPrice.Amount.Minor()
		off, _ := l.Discount.Amount.Minor()
		weights[i] = shown - off
		goods += weights[i]
	}
	if goods <= 0 {
		return nil
	}
	total, ok := f.Of(goods, site.Policy.Mode)
	if f.ChargeType == pricing.PassOn {
		total = 0
		for i := range c.AdditionalFees {
			if c.AdditionalFees[i].Source == pricing.FeeSourcePlatform {
				m, _ := c.AdditionalFees[i].Price.Amount.Minor()
				total += m
			}
		}
	}
	if !ok || total == 0 {
		return nil
	}
	price := func(minor int64) money.Price { return money.PriceOf(money.Minor(minor, c.Currency), d.locale) }
	s := &order.PlatformFeeSummary{Total: price(total), TotalPassOn: price(total), TotalAbsorbed: price(0)}
	if f.ChargeType == pricing.Absorbed {
		s.TotalPassOn, s.TotalAbsorbed = s.TotalAbsorbed, s.TotalPassOn
	}
	name := item.Text(f.Name)
	for i, share := range money.Allocate(total, weights) {
		s.Fees = append(s.Fees, order.PlatformFee{
			Name: &name, Amount: price(share), LineItemID: c.LineItems[i].ID,
			ChargeType: order.ChargeType(f.ChargeType), PercentageRate: f.PercentageRate.Decimal(),
		})
	}
	return s
}
