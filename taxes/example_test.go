// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/taxes"
)

// must1 is for examples, which have nobody to tell of errors.
func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newExampleShop() *ecom.Shop {
	products := must1(catalog.New(catalog.Config{Currency: money.EUR}))
	return must1(ecom.New(ecom.Config{Currency: money.EUR, Catalog: products}))
}

// A shop that sells to Germany: books are taxed less than all else, and
// embassies owe nothing.
func ExampleServices() {
	ctx := context.Background()
	shop := newExampleShop()
	germany := must1(shop.TaxRegions.CreateTaxRegion(ctx, taxes.TaxRegion{Country: "DE"}))
	books := must1(shop.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "Books"}))
	embassies := must1(shop.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "Embassies"}))
	exempt := []taxes.ExemptRate{{TaxExemptGroupID: embassies.ID}}
	for group, rate := range map[string]string{taxes.ProductsGroup: "0.19", taxes.ShippingGroup: "0.19", books.ID: "0.07"} {
		must1(shop.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
			TaxGroupID: group, TaxRegionID: germany.ID,
			Tax: taxes.Tax{TaxRate: plugin.MustParseRate(rate), TaxName: "USt", ExemptRates: exempt},
		}))
	}
	in := &pricing.Input{
		Lines: []pricing.Line{
			{ID: "pen", Quantity: 1, Price: money.MustParse("10", money.EUR)},
			{ID: "atlas", Quantity: 1, Price: money.MustParse("30", money.EUR), TaxGroupID: books.ID},
		},
		ShippingAddress: &contact.Address{Country: "DE"}, CalculateTax: true,
	}
	fmt.Println("tax:", must1(shop.Totals.Calculate(ctx, in)).PriceSummary.Tax.Amount)
	in.Buyer.TaxExemptGroupID = embassies.ID
	fmt.Println("tax of an embassy:", must1(shop.Totals.Calculate(ctx, in)).PriceSummary.Tax.Amount)
	// Output:
	// tax: 4.00
	// tax of an embassy: 0.00
}

func ExampleCalculation_CalculateTax() {
	ctx := context.Background()
	shop := newExampleShop()
	france := must1(shop.TaxRegions.CreateTaxRegion(ctx, taxes.TaxRegion{Country: "FR", TaxIncludedInPrice: true}))
	must1(shop.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
		TaxGroupID: taxes.ProductsGroup, TaxRegionID: france.ID, Tax: taxes.Tax{TaxRate: plugin.MustParseRate("0.2"), TaxName: "TVA"},
	}))
	got := must1(shop.TaxCalculation.CalculateTax(ctx, taxes.CalculateTaxRequest{
		Currency: money.EUR, Addresses: []contact.Address{{Country: "FR"}},
		LineItems: []taxes.LineItem{{ID: "cheese", Quantity: 3, Price: money.MustParse("4", money.EUR), AddressIndex: tax.Single(0)}},
	}))
	for _, t := range got.TaxSummary.AggregatedTaxBreakdown {
		fmt.Println(t.TaxName, t.Jurisdiction, t.Rate, t.AggregatedTaxAmount)
	}
	fmt.Println(got.TaxSummary.TotalAmount, "with tax")
	// Output:
	// TVA FR 0.2 2.00
	// 12.00 with tax
}
