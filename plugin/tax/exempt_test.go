// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/plugin/tax"
)

// Buyers of an exempt group owe the rates of that group, where the rate of the
// region has one; all others owe the rate.
func TestExemptRates(t *testing.T) {
	t.Parallel()
	r, err := tax.New(tax.Config{
		Groups: []tax.Group{{ID: "goods", Default: true}},
		Regions: []tax.Region{{Country: "CA", Rates: []tax.RegionRate{
			{Name: "GST", Rate: "0.05", ExemptRates: []tax.ExemptRate{{"embassy", "0"}, {"farm", "0.01"}}},
			{Name: "PST", Rate: "0.07", TaxGroupID: "goods", Shipping: true, ExemptRates: []tax.ExemptRate{{"embassy", "0.0"}}},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		item   tax.Item
		want   string
		exempt []bool
	}{
		{tax.Item{}, "GST 0.05, PST 0.07", []bool{false, false}},
		{tax.Item{TaxExemptGroupID: "embassy"}, "GST 0, PST 0", []bool{true, true}},
		{tax.Item{TaxExemptGroupID: "farm"}, "GST 0.01, PST 0.07", []bool{true, false}},
		{tax.Item{TaxExemptGroupID: "unknown"}, "GST 0.05, PST 0.07", []bool{false, false}},
		{tax.Item{TaxExemptGroupID: "embassy", Shipping: true}, "PST 0", []bool{true}},
		{tax.Item{TaxExemptGroupID: "farm", Shipping: true, TaxGroupID: "goods"}, "PST 0.07", []bool{false}},
	} {
		got := r.Rates(&contact.Address{Country: "CA"}, tt.item)
		var exempt []bool
		for _, b := range got {
			exempt = append(exempt, b.Exempt)
		}
		if names(got) != tt.want || !cmp.Equal(exempt, tt.exempt) {
			t.Errorf("Rates(%+v) = %s, exempt %v, want %s, %v", tt.item, names(got), exempt, tt.want, tt.exempt)
		}
	}

	req := request()
	req.Addresses[0] = contact.Address{Country: "CA"}
	req.TaxExemptGroupID = "embassy"
	resp, err := r.CalculateTax(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if got := names(resp.LineItemTaxDetails[0].TaxBreakdown); got != "GST 0, PST 0" {
		t.Errorf("CalculateTax() taxes an exempt buyer by %s", got)
	}
}

func TestExemptRatesViolations(t *testing.T) {
	t.Parallel()
	err := tax.Config{Regions: []tax.Region{{Country: "DE", Rates: []tax.RegionRate{
		{Rate: "0.1", ExemptRates: []tax.ExemptRate{{"a", "0"}, {"a", "1.1"}, {"", ""}, {"b", "-0.1"}, {"c", "0.0000001"}, {"d", "x"}}},
		{Rate: "0.1", ExemptRates: make([]tax.ExemptRate, 51)},
	}}}}.Validate()
	want := []string{
		"regions[0].rates[0].exemptRates[1].taxExemptGroupId ALREADY_EXISTS",
		"regions[0].rates[0].exemptRates[1].taxRate DECIMAL_LTE",
		"regions[0].rates[0].exemptRates[2].taxExemptGroupId REQUIRED_FIELD",
		"regions[0].rates[0].exemptRates[2].taxRate REQUIRED_FIELD",
		"regions[0].rates[0].exemptRates[3].taxRate DECIMAL_GTE",
		"regions[0].rates[0].exemptRates[4].taxRate DECIMAL_MAX_SCALE",
		"regions[0].rates[0].exemptRates[5].taxRate FORMAT",
		"regions[0].rates[1].exemptRates MAX_SIZE",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Validate() (-want +got):\n%s", diff)
	}
}
