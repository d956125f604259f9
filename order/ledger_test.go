// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"errors"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
)

// computed returns an order whose figures add up: 3 × 10.00 less a rule's 3.00
// and a coupon's 2.00, taxed 2.50 on top in two taxes; shipping 5.00 less 1.00
// with 0.40 tax; gift wrap 2.00 with 0.20 tax.
func computed() *order.Order {
	return &order.Order{
		LineItems: []order.LineItem{{
			ID: "line", Quantity: 3, Price: usd("9.00"), PriceBeforeDiscounts: usd("10.00"), LineItemPrice: usd("27.00"),
			TotalDiscount: usd("2.00"), TotalPriceBeforeTax: usd("25.00"), TotalPriceAfterTax: usd("27.50"),
			TaxInfo: &order.LineItemTaxInfo{TaxAmount: usd("2.50"), TaxBreakdown: []order.LineItemTaxBreakdown{
				{TaxAmount: usd("2.00")}, {TaxAmount: usd("0.50")},
			}},
		}},
		ShippingInfo: &order.ShippingInformation{Cost: order.ShippingPrice{
			Price: usd("5.00"), Discount: usd("1.00"), TotalPriceBeforeTax: usd("4.00"), TotalPriceAfterTax: usd("4.40"),
			TaxInfo: &order.LineItemTaxInfo{TaxAmount: usd("0.40")},
		}},
		AdditionalFees: []order.AdditionalFee{{
			Price: usd("2.00"), PriceBeforeTax: usd("2.00"), PriceAfterTax: usd("2.20"), TaxInfo: &order.LineItemTaxInfo{TaxAmount: usd("0.20")},
		}},
		AppliedDiscounts: []order.AppliedDiscount{
			{DiscountRule: &order.DiscountRule{Amount: usd("3.00")}, LineItemDiscounts: []order.LineItemDiscount{{ID: "line", TotalDiscount: usd("3.00")}}},
			{Coupon: &order.Coupon{Amount: usd("2.00")}, LineItemDiscounts: []order.LineItemDiscount{{ID: "line", TotalDiscount: usd("2.00")}}},
			{Coupon: &order.Coupon{Amount: usd("1.00")}, DiscountType: order.DiscountTypeShipping},
		},
		PriceSummary: order.PriceSummary{
			Subtotal: usd("30.00"), Discount: usd("6.00"), Shipping: usd("5.00"), TotalAdditionalFees: usd("2.00"), Tax: usd("3.10"), Total: usd("34.10"),
		},
		TaxSummary: &order.TaxSummary{TotalTax: usd("3.10")},
		TaxInfo: &order.TaxInfo{TotalTax: usd("3.10"), TaxBreakdown: []order.TaxBreakdown{
			{AggregatedTaxAmount: usd("2.60")}, {AggregatedTaxAmount: usd("0.50")},
		}},
	}
}

func TestCheckLedger(t *testing.T) {
	t.Parallel()
	if err := order.CheckLedger(computed()); err != nil {
		t.Fatalf("CheckLedger() = %v, want nil", err)
	}
	if err := order.CheckPriceSummary(computed()); err != nil {
		t.Fatalf("CheckPriceSummary() = %v, want nil", err)
	}
	for figure, spoil := range map[string]func(*order.Order){
		"lineItems[0].taxInfo.taxAmount":        func(o *order.Order) { o.LineItems[0].TaxInfo.TaxBreakdown[0].TaxAmount = usd("1.99") },
		"lineItems[0].totalPriceAfterTax":       func(o *order.Order) { o.LineItems[0].TotalPriceAfterTax = usd("27.51") },
		"lineItems[0].totalPriceBeforeTax":      func(o *order.Order) { o.LineItems[0].LineItemPrice = usd("27.01") },
		"shippingInfo.cost.totalPriceAfterTax":  func(o *order.Order) { o.ShippingInfo.Cost.TotalPriceAfterTax = usd("4.41") },
		"shippingInfo.cost.totalPriceBeforeTax": func(o *order.Order) { o.ShippingInfo.Cost.Discount = usd("0.99") },
		"additionalFees[0].priceAfterTax":       func(o *order.Order) { o.AdditionalFees[0].PriceAfterTax = usd("2.21") },
		"priceSummary.subtotal":                 func(o *order.Order) { o.PriceSummary.Subtotal = usd("30.01") },
		"priceSummary.discount":                 func(o *order.Order) { o.PriceSummary.Discount = usd("5.99") },
		"priceSummary.shipping":                 func(o *order.Order) { o.PriceSummary.Shipping = usd("4.00") },
		"priceSummary.totalAdditionalFees":      func(o *order.Order) { o.PriceSummary.TotalAdditionalFees = usd("2.20") },
		"priceSummary.tax":                      func(o *order.Order) { o.PriceSummary.Tax = usd("3.11") },
		"priceSummary.total":                    func(o *order.Order) { o.PriceSummary.Total = usd("34.11") },
		"appliedDiscounts[1].amount":            func(o *order.Order) { o.AppliedDiscounts[1].Coupon.Amount = usd("2.01") },
		"taxSummary.totalTax":                   func(o *order.Order) { o.TaxSummary.TotalTax = usd("3.00") },
		"taxInfo.totalTax":                      func(o *order.Order) { o.TaxInfo.TaxBreakdown[1].AggregatedTaxAmount = usd("0.51") },
	} {
		o := computed()
		spoil(o)
		err := order.CheckLedger(o)
		le, ok := errors.AsType[*order.LedgerError](err)
		if !ok || !errors.Is(err, fault.Internal) || le.Figure != figure {
			t.Errorf("CheckLedger() with a wrong %s = %v", figure, err)
		}
	}
}

func TestCheckLedgerInclusive(t *testing.T) {
	t.Parallel()
	o := &order.Order{
		TaxIncludedInPrices: true,
		LineItems: []order.LineItem{{
			Quantity: 1, PriceBeforeDiscounts: usd("119.00"), LineItemPrice: usd("119.00"), TotalPriceBeforeTax: usd("100.00"), TotalPriceAfterTax: usd("119.00"),
			TaxInfo: &order.LineItemTaxInfo{TaxAmount: usd("19.00"), TaxIncludedInPrice: true},
		}},
		PriceSummary: order.PriceSummary{Subtotal: usd("119.00"), Tax: usd("19.00"), Total: usd("119.00")},
	}
	if err := order.CheckLedger(o); err != nil {
		t.Errorf("CheckLedger() = %v, want nil", err)
	}
	o.LineItems[0].TotalPriceBeforeTax = usd("99.99")
	if err := order.CheckLedger(o); err == nil {
		t.Error("CheckLedger() = nil for a net that is a cent short")
	}
}

func BenchmarkCheckLedger(b *testing.B) {
	o := computed()
	b.ReportAllocs()
	for b.Loop() {
		if err := order.CheckLedger(o); err != nil {
			b.Fatal(err)
		}
	}
}
