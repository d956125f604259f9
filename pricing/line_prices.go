// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// CalculatedLineItem is one line of the answer.
type CalculatedLineItem struct {
	LineItemID      string               `json:"lineItemId"`
	PricesBreakdown *LineItemPricesData  `json:"pricesBreakdown,omitempty"`
	PaymentOption   item.PaymentOption   `json:"paymentOption,omitempty"`
	TaxableAddress  *item.TaxableAddress `json:"taxableAddress,omitempty"`
}

// Clone returns a deep copy.
func (l CalculatedLineItem) Clone() CalculatedLineItem {
	l.PricesBreakdown = l.PricesBreakdown.Clone()
	l.TaxableAddress = ptr.Copy(l.TaxableAddress)
	return l
}

// LineItemPricesData is every figure of one line. Unit prices are with
// modifiers; line totals are authoritative, the unit Price is for display.
type LineItemPricesData struct {
	TotalPriceAfterTax   money.MultiCurrencyPrice `json:"totalPriceAfterTax,omitzero"`   // line, gross, after everything
	TotalPriceBeforeTax  money.MultiCurrencyPrice `json:"totalPriceBeforeTax,omitzero"`  // line, net, after everything
	TaxDetails           *ItemTaxFullDetails      `json:"taxDetails,omitempty"`          //
	TotalDiscount        money.MultiCurrencyPrice `json:"totalDiscount,omitzero"`        // line, the share of coupon and merchant discounts
	Price                money.MultiCurrencyPrice `json:"price,omitzero"`                // unit, after catalog and rule discounts
	PriceBeforeDiscounts money.MultiCurrencyPrice `json:"priceBeforeDiscounts,omitzero"` // unit, after the catalog's own discount
	LineItemPrice        money.MultiCurrencyPrice `json:"lineItemPrice,omitzero"`        // line, after catalog and rule discounts
	FullPrice            money.MultiCurrencyPrice `json:"fullPrice,omitzero"`            // unit, before any discount
	Modifiers            money.MultiCurrencyPrice `json:"modifiers,omitzero"`            // unit, what modifiers cost; inside the prices
	DepositAmount        money.MultiCurrencyPrice `json:"depositAmount,omitzero"`        // unit, what of the price is paid up front
}

// LinePrices are the prices of a line before coupons, merchant discounts and
// tax.
type LinePrices struct {
	Price                money.MultiCurrencyPrice // unit, after catalog and rule discounts
	PriceBeforeDiscounts money.MultiCurrencyPrice // unit, after the catalog's own discount
	LineItemPrice        money.MultiCurrencyPrice // line, after catalog and rule discounts
	FullPrice            money.MultiCurrencyPrice // unit, before any discount
}

// LinePrices returns prices of the ith line of the Input, without all the other
// figures that Totals makes.
func (r *Result) LinePrices(i int) LinePrices {
	w := r.projector()
	a, b := &w.a.lines[i], &w.b.lines[i]
	return LinePrices{
		Price: w.price(a.price, b.price), PriceBeforeDiscounts: w.price(a.unit, b.unit),
		LineItemPrice: w.price(a.afterRules, b.afterRules), FullPrice: w.price(a.full, b.full),
	}
}

// Clone returns a deep copy.
func (p *LineItemPricesData) Clone() *LineItemPricesData {
	c := ptr.Copy(p)
	if c != nil {
		c.TaxDetails = c.TaxDetails.Clone()
	}
	return c
}
