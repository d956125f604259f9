// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"iter"

	"github.com/go-ecom/ecom/money"
)

// Figures returns every amount of the totals that is set, by the name that an
// Explanation gives it; see Step. The deprecated giftCard, which repeats the
// first of GiftCards, is left out.
func (t *Totals) Figures() iter.Seq2[string, money.MultiCurrencyPrice] {
	return func(yield func(string, money.MultiCurrencyPrice) bool) {
		w := figureWalk{yield: yield}
		w.totals(t)
	}
}

// figureWalk goes through totals until somebody has enough.
type figureWalk struct {
	yield func(string, money.MultiCurrencyPrice) bool
	done  bool
}

func (w *figureWalk) see(name string, p money.MultiCurrencyPrice) {
	if !w.done && !p.IsZero() {
		w.done = !w.yield(name, p)
	}
}

func (w *figureWalk) totals(t *Totals) {
	for i := range t.CalculatedLineItems {
		l := &t.CalculatedLineItems[i]
		if p := l.PricesBreakdown; p != nil {
			w.line(linePath(l.LineItemID)+".", p)
		}
	}
	for k := range t.AppliedDiscounts {
		w.see(fmt.Sprintf("appliedDiscounts[%d].amount", k), t.AppliedDiscounts[k].Amount())
	}
	if t.ShippingInfo != nil {
		w.shipping(t.ShippingInfo)
	}
	for i := range t.AdditionalFees {
		f, path := &t.AdditionalFees[i], feePath(i)
		w.see(path+"price", f.Price)
		w.taxDetails(path, f.TaxDetails)
		w.see(path+"priceBeforeTax", f.PriceBeforeTax)
		w.see(path+"priceAfterTax", f.PriceAfterTax)
	}
	w.summary("priceSummary.", t.PriceSummary)
	if s := t.TaxSummary; s != nil {
		w.see("taxSummary.taxableAmount", s.TaxableAmount)
		w.see("taxSummary.totalTax", s.TotalTax)
	}
	w.summary("payNow.", t.PayNow)
	w.summary("payLater.", t.PayLater)
	w.summary("payAfterFreeTrial.", t.PayAfterFreeTrial)
	for i := range t.GiftCards {
		w.see(fmt.Sprintf("giftCards[%d].amount", i), t.GiftCards[i].Amount)
		w.see(fmt.Sprintf("giftCards[%d].requestedAmount", i), t.GiftCards[i].RequestedAmount)
	}
	w.see("totalAfterGiftCard", t.TotalAfterGiftCard)
	w.see("payNowTotalAfterGiftCard", t.PayNowTotalAfterGiftCard)
}

func (w *figureWalk) line(path string, p *LineItemPricesData) {
	w.see(path+"fullPrice", p.FullPrice)
	w.see(path+"modifiers", p.Modifiers)
	w.see(path+"depositAmount", p.DepositAmount)
	w.see(path+"priceBeforeDiscounts", p.PriceBeforeDiscounts)
	w.see(path+"lineItemPrice", p.LineItemPrice)
	w.see(path+"price", p.Price)
	w.see(path+"totalDiscount", p.TotalDiscount)
	w.taxDetails(path, p.TaxDetails)
	w.see(path+"totalPriceBeforeTax", p.TotalPriceBeforeTax)
	w.see(path+"totalPriceAfterTax", p.TotalPriceAfterTax)
}

func (w *figureWalk) taxDetails(path string, d *ItemTaxFullDetails) {
	if d == nil {
		return
	}
	w.see(path+"taxDetails.totalTax", d.TotalTax)
	w.see(path+"taxDetails.taxableAmount", d.TaxableAmount)
	for j := range d.TaxBreakdown {
		b, at := &d.TaxBreakdown[j], fmt.Sprintf("%staxDetails.taxBreakdown[%d].", path, j)
		w.see(at+"taxAmount", b.TaxAmount)
		w.see(at+"taxableAmount", b.TaxableAmount)
		w.see(at+"nonTaxableAmount", b.NonTaxableAmount)
	}
	for j := range d.RateBreakdown {
		w.see(fmt.Sprintf("%staxDetails.rateBreakdown[%d].tax", path, j), d.RateBreakdown[j].Tax)
	}
}

func (w *figureWalk) shipping(s *ShippingInformation) {
	for i := range s.CarrierServiceOptions {
		for j := range s.CarrierServiceOptions[i].ShippingOptions {
			cost := s.CarrierServiceOptions[i].ShippingOptions[j].Cost
			if cost == nil {
				continue
			}
			path := fmt.Sprintf("shippingInfo.carrierServiceOptions[%d].shippingOptions[%d].cost.", i, j)
			w.see(path+"price", cost.Price)
			for k := range cost.OtherCharges {
				w.see(fmt.Sprintf("%sotherCharges[%d].price", path, k), cost.OtherCharges[k].Price)
			}
		}
	}
	o := s.SelectedCarrierServiceOption
	if o == nil {
		return
	}
	for k := range o.OtherCharges {
		w.cost(fmt.Sprintf("shippingInfo.selectedCarrierServiceOption.otherCharges[%d].cost.", k), o.OtherCharges[k].Cost)
	}
	w.cost(shippingCost, o.Cost)
}

func (w *figureWalk) cost(path string, c *SelectedCarrierServiceOptionPrices) {
	if c == nil {
		return
	}
	w.see(path+"price", c.Price)
	w.see(path+"totalDiscount", c.TotalDiscount)
	w.taxDetails(path, c.TaxDetails)
	w.see(path+"totalPriceBeforeTax", c.TotalPriceBeforeTax)
	w.see(path+"totalPriceAfterTax", c.TotalPriceAfterTax)
}

func (w *figureWalk) summary(path string, s *PriceSummary) {
	if s == nil {
		return
	}
	w.see(path+"subtotal", s.Subtotal)
	w.see(path+"discount", s.Discount)
	w.see(path+"shipping", s.Shipping)
	w.see(path+"additionalFees", s.AdditionalFees)
	w.see(path+"tax", s.Tax)
	w.see(path+"total", s.Total)
}
