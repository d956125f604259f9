// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/taxes"
)

// services is the one method of the list: the platform documents the codes by
// service.
const services = "taxes"

// documented is every error code that the platform documents for these services.
var documented = []string{
	"ILLEGAL_UPDATE_ON_SYSTEM_DEFINED_TAX_GROUP",
	"ALREADY_EXISTS", "CALCULATOR_ID_NOT_FOUND", "CALCULATOR_IS_NOT_SUPPORTED_FOR_THIS_TAX_REGION",
	"INVALID_SUBDIVISION_FORMAT", "SUBDIVISIONS_NOT_SUPPORTED_FOR_COUNTRY",
	"TAX_REGION_ID_NOT_FOUND", "TAX_GROUP_ID_NOT_FOUND", "MANUAL_TAX_MAPPING_ALREADY_EXISTS", "EMPTY_ASSIGN_AND_UNASSIGN_LISTS",
	"INVALID_LINE_ITEM_ADDRESS_INDEX", "MISSING_TAXABLE_ADDRESS", "MISSING_COUNTRY_IN_ADDRESS", "MISSING_SUBDIVISION_IN_ADDRESS",
}

// Every documented code is provoked, and what provokes it changes nothing.
func TestCodes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	crowded, _ := newShop(t, nil)
	here := region(t, s, "US", "NY", "")
	other := region(t, s, "DE", "", "")
	group := must(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "Books"}))(t)
	first := mapping(t, s, group.ID, here.ID, "0.1")
	second := mapping(t, s, taxes.ProductsGroup, here.ID, "0.1")
	exempt := must(s.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "Embassies"}))(t)

	create := func(r taxes.TaxRegion) error { return errorOf(s.TaxRegions.CreateTaxRegion(ctx, r)) }
	move := func(u taxes.TaxRegionUpdate) error {
		u.Revision = "1"
		return errorOf(s.TaxRegions.UpdateTaxRegion(ctx, other.ID, u))
	}
	rate := taxes.Tax{TaxRate: plugin.MustParseRate("0.2")}
	mapped := func(m taxes.ManualTaxMapping) error {
		return errorOf(s.ManualTaxMappings.CreateManualTaxMapping(ctx, m))
	}
	calculate := func(index tax.AddressIndex, addresses ...contact.Address) error {
		return errorOf(s.TaxCalculation.CalculateTax(ctx, taxes.CalculateTaxRequest{
			Currency: money.USD, Addresses: addresses, LineItems: []taxes.LineItem{{ID: "a", Quantity: 1, Price: money.MustParse("1", money.USD), AddressIndex: index}},
		}))
	}
	multiple := func(origin, destination int) tax.AddressIndex {
		return tax.AddressIndex{MultipleAddresses: &tax.MultipleAddresses{Origin: origin, Destination: destination}}
	}
	before := export(t, s)
	codes := codetest.List{
		Documented: map[string][]string{services: documented},
		Own: []string{
			"TAX_GROUP_NOT_FOUND", "TAX_REGION_NOT_FOUND", "MANUAL_TAX_MAPPING_NOT_FOUND", "TAX_EXEMPT_GROUP_NOT_FOUND", "REVISION_MISMATCH",
			"LIMIT_EXCEEDED", "INVALID_ARGUMENT",
		},
		Source: codetest.Source(t, "."),
	}
	for _, tt := range []struct {
		name, code string
		class      fault.Class
		err        error
	}{
		{"update of a system group", taxes.CodeSystemGroup, fault.State, errorOf(s.TaxGroups.UpdateTaxGroup(ctx, taxes.ProductsGroup, taxes.TaxGroupUpdate{Revision: "1", Name: patch.Set("x")}))},
		{"deletion of a system group", taxes.CodeSystemGroup, fault.State, s.TaxGroups.DeleteTaxGroup(ctx, taxes.ShippingGroup)},
		{"region twice", taxes.CodeRegionExists, fault.Exists, create(taxes.TaxRegion{Country: "us", Subdivision: "us-ny"})},
		{"region moved onto another", taxes.CodeRegionExists, fault.Exists, move(taxes.TaxRegionUpdate{Country: patch.Set("US"), Subdivision: patch.Set("NY")})},
		{"unknown calculator", taxes.CodeCalculatorNotFound, fault.Invalid, create(taxes.TaxRegion{Country: "CA", AppID: noGUID})},
		{"unknown calculator later", taxes.CodeCalculatorNotFound, fault.Invalid, move(taxes.TaxRegionUpdate{AppID: patch.Set(noGUID)})},
		{"country of no calculator", taxes.CodeCalculatorNotSupported, fault.State, create(taxes.TaxRegion{Country: "FR", AppID: goodApp})},
		{"country of no calculator later", taxes.CodeCalculatorNotSupported, fault.State, move(taxes.TaxRegionUpdate{Country: patch.Set("FR"), AppID: patch.Set(goodApp)})},
		{"name of a subdivision", taxes.CodeInvalidSubdivision, fault.Invalid, create(taxes.TaxRegion{Country: "US", Subdivision: "New York"})},
		{"subdivision of another country", taxes.CodeInvalidSubdivision, fault.Invalid, create(taxes.TaxRegion{Country: "US", Subdivision: "CA-ON"})},
		{"name of a subdivision later", taxes.CodeInvalidSubdivision, fault.Invalid, move(taxes.TaxRegionUpdate{Subdivision: patch.Set("Bavaria")})},
		{"subdivision of Poland", taxes.CodeSubdivisionsNotSupported, fault.Invalid, create(taxes.TaxRegion{Country: "PL", Subdivision: "14"})},
		{"subdivision of Poland later", taxes.CodeSubdivisionsNotSupported, fault.Invalid, move(taxes.TaxRegionUpdate{Country: patch.Set("PL"), Subdivision: patch.Set("14")})},
		{"mapping of no region", taxes.CodeMappingRegionNotFound, fault.NotFound, mapped(taxes.ManualTaxMapping{TaxGroupID: group.ID, TaxRegionID: noGUID, Tax: rate})},
		{"mapping of no group", taxes.CodeMappingGroupNotFound, fault.NotFound, mapped(taxes.ManualTaxMapping{TaxGroupID: noGUID, TaxRegionID: here.ID, Tax: rate})},
		{"mapping moved to no group", taxes.CodeMappingGroupNotFound, fault.NotFound, errorOf(s.ManualTaxMappings.UpdateManualTaxMapping(ctx, first.ID, taxes.ManualTaxMappingUpdate{Revision: "1", TaxGroupID: patch.Set(noGUID)}))},
		{"mapping twice", taxes.CodeMappingExists, fault.Exists, mapped(taxes.ManualTaxMapping{TaxGroupID: group.ID, TaxRegionID: here.ID, Tax: rate})},
		{"mapping moved onto another", taxes.CodeMappingExists, fault.Exists, errorOf(s.ManualTaxMappings.UpdateManualTaxMapping(ctx, second.ID, taxes.ManualTaxMappingUpdate{Revision: "1", TaxGroupID: patch.Set(group.ID)}))},
		{"no such group", "TAX_GROUP_NOT_FOUND", fault.NotFound, errorOf(s.TaxGroups.GetTaxGroup(ctx, noGUID))},
		{"no such region", "TAX_REGION_NOT_FOUND", fault.NotFound, errorOf(s.TaxRegions.GetTaxRegion(ctx, noGUID))},
		{"no such mapping", "MANUAL_TAX_MAPPING_NOT_FOUND", fault.NotFound, errorOf(s.ManualTaxMappings.GetManualTaxMapping(ctx, noGUID))},
		{"no such exempt group", "TAX_EXEMPT_GROUP_NOT_FOUND", fault.NotFound, errorOf(s.TaxExemptGroups.GetTaxExemptGroup(ctx, noGUID))},
		{"stale", "REVISION_MISMATCH", fault.Conflict, errorOf(s.TaxGroups.UpdateTaxGroup(ctx, group.ID, taxes.TaxGroupUpdate{Revision: "9", Name: patch.Set("x")}))},
		{"no tags", taxes.CodeEmptyTags, fault.Invalid, errorOf(s.TaxExemptGroups.UpdateTaxExemptGroupTags(ctx, exempt.ID, nil, nil))},
		{"index of no address", tax.CodeInvalidAddressIndex, fault.Invalid, calculate(tax.Single(1), ny)},
		{"destination of no address", tax.CodeInvalidAddressIndex, fault.Invalid, calculate(multiple(0, 2), ny, de)},
		{"origin of no address", tax.CodeInvalidAddressIndex, fault.Invalid, calculate(multiple(-1, 0), ny)},
		{"no index", tax.CodeMissingAddress, fault.Invalid, calculate(tax.AddressIndex{}, ny)},
		{"no country", tax.CodeMissingCountry, fault.Invalid, calculate(tax.Single(0), contact.Address{City: "Rome"})},
		{"no subdivision", tax.CodeMissingSubdivision, fault.Invalid, calculate(tax.Single(0), us)},
	} {
		t.Run(tt.name, func(t *testing.T) { codes.Refused(t, services, tt.class, tt.code, tt.err) })
	}
	bulk, err := s.TaxRegions.BulkCreateTaxRegion(ctx, []taxes.TaxRegion{{}}, false)
	if err != nil {
		t.Fatal(err)
	}
	codes.Told(t, services, "INVALID_ARGUMENT", bulk.Results[0].ItemMetadata.Error.Code)
	for i := 0; err == nil && i <= taxes.MaxExemptGroups; i++ { // in a shop of their own
		_, err = crowded.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "more"})
	}
	codes.Refused(t, services, fault.Limit, "LIMIT_EXCEEDED", err)
	codes.Done(t)
	if after := export(t, s); after != before {
		t.Error("what was refused has changed something")
	}
}

// Malformed requests name every violation.
func TestViolations(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	long := string(make([]byte, 201))
	for _, tt := range []struct {
		name string
		err  error
		want []string
	}{
		{"group", errorOf(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{})), []string{"taxGroup.name"}},
		{"region", errorOf(s.TaxRegions.CreateTaxRegion(ctx, taxes.TaxRegion{Country: "USA", AppID: "x"})), []string{"taxRegion.country", "taxRegion.appId"}},
		{"region without country", errorOf(s.TaxRegions.CreateTaxRegion(ctx, taxes.TaxRegion{})), []string{"taxRegion.country"}},
		{"no revision", errorOf(s.TaxRegions.UpdateTaxRegion(ctx, noGUID, taxes.TaxRegionUpdate{})), []string{"taxRegion.revision"}},
		{"mapping", errorOf(s.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
			TaxRegionID: "x", Tax: taxes.Tax{
				TaxRate: 1_000_001, TaxName: long, TaxType: long, Jurisdiction: long, JurisdictionType: "TOWN",
				ExemptRates: []taxes.ExemptRate{{"", -1}, {noGUID, 0}, {noGUID, 0}},
			}, AdditionalTaxes: []taxes.Tax{{TaxRate: -1}, {ExemptRates: make([]taxes.ExemptRate, 51)}},
		})), []string{
			"manualTaxMapping.taxGroupId", "manualTaxMapping.taxRegionId", "manualTaxMapping.taxRate", "manualTaxMapping.taxType",
			"manualTaxMapping.taxName", "manualTaxMapping.jurisdiction", "manualTaxMapping.jurisdictionType",
			"manualTaxMapping.exemptRates[0].taxExemptGroupId", "manualTaxMapping.exemptRates[0].taxRate", "manualTaxMapping.exemptRates[2].taxExemptGroupId",
			"manualTaxMapping.additionalTaxes[0].taxRate", "manualTaxMapping.additionalTaxes[1].exemptRates",
		}},
		{"more taxes than a line may have", errorOf(s.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
			TaxGroupID: noGUID, TaxRegionID: noGUID, AdditionalTaxes: make([]taxes.Tax, 7),
		})), []string{"manualTaxMapping.additionalTaxes"}},
		{"exempt group", errorOf(s.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: long, Tags: []string{""}})), []string{"taxExemptGroup.name", "taxExemptGroup.tags[0]"}},
		{"tags", errorOf(s.TaxExemptGroups.UpdateTaxExemptGroupTags(ctx, noGUID, make([]string, 101), []string{long})), []string{"assignTags", "unassignTags[0]"}},
		{"bulk of nothing", errorOf(s.TaxRegions.BulkCreateTaxRegion(ctx, nil, false)), []string{"taxRegions"}},
		{"bulk of too much", errorOf(s.TaxRegions.BulkCreateTaxRegion(ctx, make([]taxes.TaxRegion, 101), false)), []string{"taxRegions"}},
		{"apps", errorOf(s.TaxGroups.ListDefaultTaxGroupsByAppIDs(ctx, make([]string, 301))), []string{"appIds"}},
		{"app", errorOf(s.TaxGroups.ListDefaultTaxGroupsByAppIDs(ctx, []string{""})), []string{"appIds[0]"}},
		{"calculation", errorOf(s.TaxCalculation.CalculateTax(ctx, taxes.CalculateTaxRequest{
			ExternalID: "x", Addresses: make([]contact.Address, 4), LineItems: make([]taxes.LineItem, 301),
		})), []string{"externalId", "currency", "addresses", "lineItems"}},
		{"lines", errorOf(s.TaxCalculation.CalculateTax(ctx, taxes.CalculateTaxRequest{
			Currency: money.USD, Addresses: []contact.Address{{Country: "USA"}}, LineItems: []taxes.LineItem{{TaxGroupID: "x", AppID: "y", ItemName: long + long, ItemCode: long}},
		})), []string{"addresses[0].country", "lineItems[0].itemName", "lineItems[0].itemCode", "lineItems[0].quantity", "lineItems[0].taxGroupId", "lineItems[0].appId"}},
		{"query", errorOf(s.TaxGroups.QueryTaxGroups(ctx, queryOf(`{"filter": {"color": "red"}}`))), []string{"query.filter.color"}},
		{"configuration", taxes.Config{Calculators: []taxes.Calculator{{}, {AppID: taxes.ManualCalculator, DisplayName: "x", Calculator: new(asked)}}}.Check(), []string{
			"[0].AppID", "[0].DisplayName", "[0].Calculator", "[1].AppID",
		}},
	} {
		var got []string
		for _, v := range fault.Violations(tt.err) {
			got = append(got, v.Field)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v has violations of %q, want %q", tt.name, tt.err, got, tt.want)
		}
	}
}

// Buyers neither change nor see what the shop knows of taxes.
func TestOnlyAdministrators(t *testing.T) {
	t.Parallel()
	s, _ := newShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	for name, err := range map[string]error{
		"create": errorOf(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "x"})),
		"get":    errorOf(s.TaxRegions.GetTaxRegion(ctx, noGUID)),
		"query":  errorOf(s.ManualTaxMappings.QueryManualTaxMappings(ctx, queryOf(`{}`))),
		"list":   errorOf(s.TaxGroups.ListDefaultTaxGroups(ctx)),
		"bulk":   errorOf(s.ManualTaxMappings.BulkDeleteManualTaxMapping(ctx, []string{noGUID})),
		"delete": s.TaxExemptGroups.DeleteTaxExemptGroup(ctx, noGUID),
		"calc":   errorOf(s.TaxCalculation.CalculateTax(ctx, taxes.CalculateTaxRequest{})),
	} {
		if !errors.Is(err, fault.Denied) {
			t.Errorf("%s by a visitor: %v, want %v", name, err, fault.Denied)
		}
	}
}
