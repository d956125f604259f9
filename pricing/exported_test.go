// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"testing"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// A price that is shown with tax stays what the buyer pays wherever the goods go:
// only what of it is tax follows the region. A price shown without tax gets that
// of the region on top.
func TestPricesOfExportedGoods(t *testing.T) {
	t.Parallel()
	regions, err := tax.New(tax.Config{Regions: []tax.Region{
		{Country: "DE", Rates: []tax.RegionRate{{Rate: "0.19"}}}, {Country: "HU", Rates: []tax.RegionRate{{Rate: "0.27"}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := pricing.New(pricing.Config{Currency: money.EUR, TaxIncluded: true, Tax: regions})
	if err != nil {
		t.Fatal(err)
	}
	for country, want := range map[string]struct{ inside, onTop, total string }{
		"DE": {"19.00", "19.00", "238.00"},
		"HU": {"25.30", "27.00", "246.00"},
		"US": {"0.00", "0.00", "219.00"},
	} {
		without := false
		totals, err := c.Calculate(t.Context(), &pricing.Input{
			Lines: []pricing.Line{
				{ID: "with", Quantity: 1, Price: money.MustParse("119", money.EUR)},
				{ID: "without", Quantity: 1, Price: money.MustParse("100", money.EUR), TaxIncluded: &without},
			},
			ShippingAddress: &contact.Address{Country: country}, CalculateTax: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		with, on := totals.Line("with").PricesBreakdown, totals.Line("without").PricesBreakdown
		if with.TotalPriceAfterTax.Amount.String() != "119.00" || with.TaxDetails.TotalTax.Amount.String() != want.inside ||
			on.TaxDetails.TotalTax.Amount.String() != want.onTop || totals.PriceSummary.Total.Amount.String() != want.total {
			t.Errorf("%s: 119 with tax costs %s with %s of tax, 100 without has %s on top, in all %s, want %+v", country,
				with.TotalPriceAfterTax.Amount, with.TaxDetails.TotalTax.Amount, on.TaxDetails.TotalTax.Amount, totals.PriceSummary.Total.Amount, want)
		}
		if err := pricing.Check(totals); err != nil {
			t.Errorf("%s: %v", country, err)
		}
	}
}
