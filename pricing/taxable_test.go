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

// The taxable amount is what has tax details, whether there is a rate or not, as
// in the platform's samples; fees that are never taxed have none. A tax on top of
// others is on these, too.
func TestTaxableAmount(t *testing.T) {
	t.Parallel()
	quebec, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "CA", Subdivision: "QC", Rates: []tax.RegionRate{
		{Rate: "0.05"}, {Rate: "0.09975", Compound: true, ExemptRates: []tax.ExemptRate{{TaxExemptGroupID: "school", TaxRate: "0"}}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, country, group           string
		taxable, second, secondNot, on string
	}{
		{"taxed", "CA", "", "119.99", "105.00", "0.00", "100.00 + 5.00"},
		{"no region", "US", "", "119.99", "", "", ""},
		{"exempt", "CA", "school", "119.99", "0.00", "105.00", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := pricing.New(pricing.Config{Currency: money.USD, Conversion: euros("0.92"), Tax: quebec})
			if err != nil {
				t.Fatal(err)
			}
			in := &pricing.Input{
				Lines: []pricing.Line{line("mug", 1, "100.00")}, ShippingPrice: new(usd("9.99")), CalculateTax: true, Explain: true, At: noon,
				ShippingAddress: &contact.Address{Country: tt.country, Subdivision: "QC"}, Buyer: pricing.Buyer{TaxExemptGroupID: tt.group},
			}
			in.Lines[0].AdditionalFees = []pricing.ItemFee{{Name: "never taxed", Price: usd("3.00")}, {Name: "taxed", Price: usd("10.00"), Taxable: true}}
			totals, err := c.Calculate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if err := pricing.Check(totals); err != nil {
				t.Error(err)
			}
			checkTrace(t, totals)
			if got := totals.TaxSummary.TaxableAmount.Amount.String(); got != tt.taxable {
				t.Errorf("taxSummary.taxableAmount = %s, want %s", got, tt.taxable)
			}
			list := totals.CalculatedLineItems[0].PricesBreakdown.TaxDetails.TaxBreakdown
			if tt.second == "" {
				if len(list) != 0 {
					t.Errorf("taxes %+v, want none", list)
				}
				return
			}
			b := list[1]
			if on, not := b.TaxableAmount.Amount.String(), b.NonTaxableAmount.Amount.String(); on != tt.second || not != tt.secondNot {
				t.Errorf("the second tax is on %s and not on %s, want %s and %s", on, not, tt.second, tt.secondNot)
			}
			if got := totals.Explanation.Step("lineItems[mug].taxDetails.taxBreakdown[1].taxableAmount").Formula; got != tt.on {
				t.Errorf("explained as %q, want %q", got, tt.on)
			}
		})
	}
}
