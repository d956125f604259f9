// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/taxes"
)

// keepTaxes keeps something of all that is known of taxes.
func keepTaxes(t *testing.T, s *ecomtest.Shop) {
	t.Helper()
	ctx := t.Context()
	group, err := s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "Books"})
	if err != nil {
		t.Fatal(err)
	}
	exempt, err := s.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "Embassies", Tags: []string{"b", "a"}})
	if err != nil {
		t.Fatal(err)
	}
	region, err := s.TaxRegions.CreateTaxRegion(ctx, taxes.TaxRegion{Country: "US", Subdivision: "US-NY", TaxIncludedInPrice: true})
	if err != nil {
		t.Fatal(err)
	}
	own := taxes.Tax{
		TaxRate: plugin.MustParseRate("0.04"), TaxType: "sales", TaxName: "NY sales tax", Jurisdiction: "New York", JurisdictionType: tax.JurisdictionState,
		ExemptRates: []taxes.ExemptRate{{TaxExemptGroupID: exempt.ID}},
	}
	city := taxes.Tax{TaxRate: plugin.MustParseRate("0.045"), TaxName: "NYC", JurisdictionType: tax.JurisdictionCity, Compound: true}
	if _, err := s.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
		TaxGroupID: group.ID, TaxRegionID: region.ID, Tax: own, AdditionalTaxes: []taxes.Tax{city},
	}); err != nil {
		t.Fatal(err)
	}
}
