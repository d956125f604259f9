// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/taxes"
)

// What one process changes, the next calculation of every process uses.
func TestChangesAreLiveInEveryProcess(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := memstore.New(memstore.Config{})
	on := func(c *ecom.Config) { c.Store = db }
	a, _ := newShop(t, on)
	b, _ := newShop(t, on)
	want := func(step, tax string) {
		t.Helper()
		for i, s := range []*ecomtest.Shop{a, b} {
			if got := taxOf(t, s, ny); got != tax {
				t.Errorf("%s: process %d taxes 100.00 by %s, want %s", step, i, got, tax)
			}
		}
	}
	want("nothing is kept", "0.00")
	whole := region(t, a, "US", "", "")
	want("a region without rates", "0.00")
	m := mapping(t, b, taxes.ProductsGroup, whole.ID, "0.05")
	want("a rate", "5.00")
	state := region(t, a, "US", "NY", "")
	want("a more specific region", "0.00")
	mapping(t, a, taxes.ProductsGroup, state.ID, "0.08875")
	want("and its rate", "8.88")
	if err := b.TaxRegions.DeleteTaxRegion(ctx, state.ID); err != nil {
		t.Fatal(err)
	}
	want("it is gone", "5.00")
	must(b.ManualTaxMappings.UpdateManualTaxMapping(ctx, m.ID, taxes.ManualTaxMappingUpdate{Revision: "1", TaxRate: patch.Set(plugin.MustParseRate("0.06"))}))(t)
	want("another rate", "6.00")
	if err := a.ManualTaxMappings.DeleteManualTaxMapping(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	want("no rate", "0.00")
}

// Groups, exempt groups and taxes on taxes, of goods and of shipping.
func TestRatesOfAll(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	here := region(t, s, "CA", "QC", "")
	books := must(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "Books"}))(t)
	exempt := must(s.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "Embassies"}))(t)
	free := []taxes.ExemptRate{{TaxExemptGroupID: exempt.ID}, {TaxExemptGroupID: noGUID}}
	must(s.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
		TaxGroupID: taxes.ProductsGroup, TaxRegionID: here.ID, Tax: taxes.Tax{TaxRate: 50_000, TaxName: "GST", ExemptRates: free},
		AdditionalTaxes: []taxes.Tax{{TaxRate: 100_000, TaxName: "PST", Compound: true}},
	}))(t)
	mapping(t, s, books.ID, here.ID, "0.01")
	mapping(t, s, taxes.ShippingGroup, here.ID, "0.2")
	at := contactOf("CA", "CA-QC")
	for _, tt := range []struct {
		name   string
		change func(*pricing.Input)
		want   string
	}{
		{"goods", nil, "15.50"}, // 5 + 10 % of 105
		{"books", func(in *pricing.Input) { in.Lines[0].TaxGroupID = books.ID }, "1.00"},
		{"a group that is gone", func(in *pricing.Input) { in.Lines[0].TaxGroupID = noGUID }, "15.50"},
		{"shipping", func(in *pricing.Input) { in.ShippingPrice = new(money.MustParse("10", money.USD)) }, "17.50"},
		{"exempt from one of two", func(in *pricing.Input) { in.Buyer.TaxExemptGroupID = exempt.ID }, "10.00"},
		{"an exempt group that is gone", func(in *pricing.Input) { in.Buyer.TaxExemptGroupID = noGUID }, "15.50"},
	} {
		got := price(t, s, at, tt.change)
		if got.PriceSummary.Tax.Amount.String() != tt.want {
			t.Errorf("%s: taxed by %s, want %s", tt.name, got.PriceSummary.Tax.Amount, tt.want)
		}
		if err := pricing.Check(got); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if err := s.TaxGroups.DeleteTaxGroup(ctx, books.ID); err != nil {
		t.Fatal(err)
	}
	if got := price(t, s, at, func(in *pricing.Input) { in.Lines[0].TaxGroupID = books.ID }); got.PriceSummary.Tax.Amount.String() != "15.50" {
		t.Errorf("items of a deleted group are taxed by %s, want those of the default one", got.PriceSummary.Tax.Amount)
	}
	left := must(s.ManualTaxMappings.ListManualTaxMappings(ctx))(t)
	if len(left) != 2 {
		t.Errorf("%d mappings are left of those of two groups", len(left))
	}
}

// A region's own calculator is asked about what is taxed there, and only that;
// kept rates stand in when it fails.
func TestCalculators(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, good := newShop(t, nil)
	auto := region(t, s, "US", "", goodApp)
	kept := region(t, s, "DE", "", "")
	mapping(t, s, taxes.ProductsGroup, kept.ID, "0.19")
	standIn := mapping(t, s, taxes.ProductsGroup, auto.ID, "0.07")

	got := price(t, s, us, func(in *pricing.Input) {
		in.Lines = append(in.Lines, pricing.Line{ID: "b", Quantity: 1, Price: money.MustParse("100", money.USD), TaxableAddress: billing})
		in.Lines[0].TaxableAddress = &item.TaxableAddress{AddressType: item.AddressShipping}
		in.BillingAddress = &de
		in.Buyer.TaxExemptGroupID = noGUID
	})
	if a, b := got.Line("a").PricesBreakdown.TaxDetails, got.Line("b").PricesBreakdown.TaxDetails; a.TotalTax.Amount.String() != "20.00" || b.TotalTax.Amount.String() != "19.00" {
		t.Errorf("taxed by %s and %s, want 20.00 of the calculator and 19.00 that is kept", a.TotalTax.Amount, b.TotalTax.Amount)
	}
	if len(good.requests) != 1 {
		t.Fatalf("the calculator was asked %d times", len(good.requests))
	}
	r := good.requests[0]
	if len(r.LineItems) != 1 || r.LineItems[0].ID != "a" || r.LineItems[0].TaxRegionID != auto.ID || r.LineItems[0].TaxGroupID != taxes.ProductsGroup || r.TaxExemptGroupID != noGUID {
		t.Errorf("the calculator was asked %+v", r)
	}

	// Another calculator answers in another currency: that is no answer.
	must(s.TaxRegions.UpdateTaxRegion(ctx, auto.ID, taxes.TaxRegionUpdate{Revision: "1", AppID: patch.Set(badApp)}))(t)
	got = price(t, s, us, nil)
	d := got.TaxSummary.CalculationDetails
	if got.PriceSummary.Tax.Amount.String() != "7.00" || d == nil || d.RateType != pricing.RateTypeFallback ||
		d.AutoTaxFallbackDetails.FallbackReason != string(tax.AutoTaxFailed) || d.AutoTaxFallbackDetails.Error == nil {
		t.Errorf("with a calculator that fails: %s, %+v, want 7.00 by the rates that are kept", got.PriceSummary.Tax.Amount, d)
	}
	calculated := must(s.TaxCalculation.CalculateTax(ctx, requestOf(us, "100")))(t)
	if len(calculated.Errors) != 1 || calculated.Errors[0].Code != string(tax.AutoTaxFailed) {
		t.Errorf("CalculateTax() tells of %+v", calculated.Errors)
	}

	// Without kept rates nothing can stand in.
	if err := s.ManualTaxMappings.DeleteManualTaxMapping(ctx, standIn.ID); err != nil {
		t.Fatal(err)
	}
	got = price(t, s, us, nil)
	if e := got.CalculationErrors; e == nil || e.TaxCalculationError == nil || !got.PriceSummary.Tax.Amount.IsZero() {
		t.Errorf("with nothing to stand in: %s of tax and errors %+v", got.PriceSummary.Tax.Amount, e)
	}
	if _, err := s.TaxCalculation.CalculateTax(ctx, requestOf(us, "100")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("CalculateTax() = %v, want %v", err, fault.Unavailable)
	}
}

// The calculator that a region names is not there any more.
func TestCalculatorTakenAway(t *testing.T) {
	t.Parallel()
	db := memstore.New(memstore.Config{})
	before, _ := newShop(t, func(c *ecom.Config) { c.Store = db })
	mapping(t, before, taxes.ProductsGroup, region(t, before, "US", "", goodApp).ID, "0.07")
	region(t, before, "DE", "", goodApp)
	after := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = db })
	got := price(t, after, us, nil)
	if d := got.TaxSummary.CalculationDetails; got.PriceSummary.Tax.Amount.String() != "7.00" || d == nil || d.AutoTaxFallbackDetails.FallbackReason != string(tax.AutoTaxDeactivated) {
		t.Errorf("taxed by %s, details %+v", got.PriceSummary.Tax.Amount, d)
	}
	if e := price(t, after, de, nil).CalculationErrors; e.TaxCalculationError.Code() != taxes.CodeCalculatorNotFound {
		t.Errorf("without kept rates: %+v", e)
	}
}

// A calculator that hangs is abandoned by its context.
func TestCanceledCalculation(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.TaxCalculators = []taxes.Calculator{{AppID: goodApp, DisplayName: "hangs", Calculator: tax.CalculatorFunc(func(ctx context.Context, _ tax.Request) (tax.Response, error) {
			cancel()
			<-ctx.Done()
			return tax.Response{}, ctx.Err()
		})}}
	})
	region(t, s, "US", "", goodApp)
	if _, err := s.TaxCalculation.CalculateTax(ctx, requestOf(us, "1")); !errors.Is(err, context.Canceled) {
		t.Errorf("CalculateTax() = %v, want %v", err, context.Canceled)
	}
}

// The figures of a calculation of its own.
func TestCalculateTax(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	state := region(t, s, "US", "NY", "")
	must(s.ManualTaxMappings.CreateManualTaxMapping(ctx, taxes.ManualTaxMapping{
		TaxGroupID: taxes.ProductsGroup, TaxRegionID: state.ID, Tax: taxes.Tax{TaxRate: 40_000, TaxName: "state", TaxType: "sales"},
		AdditionalTaxes: []taxes.Tax{{TaxRate: 45_000, TaxName: "city", JurisdictionType: tax.JurisdictionCity, Jurisdiction: "NYC"}},
	}))(t)
	mapping(t, s, taxes.ShippingGroup, state.ID, "0.1")
	inclusive := must(s.TaxRegions.CreateTaxRegion(ctx, taxes.TaxRegion{Country: "DE", TaxIncludedInPrice: true}))(t)
	mapping(t, s, taxes.ProductsGroup, inclusive.ID, "0.19")
	r := requestOf(ny, "9.99")
	r.ExternalID, r.LineItems[0].Quantity = noGUID, 3
	r.Addresses = append(r.Addresses, de)
	line := r.LineItems[0]
	line.ID, line.AddressIndex = "b", tax.AddressIndex{MultipleAddresses: &tax.MultipleAddresses{Origin: 0, Destination: 1}}
	r.LineItems = append(r.LineItems, line)
	line.ID, line.AppID, line.AddressIndex = "c", taxes.ShippingAppID, tax.Single(0)
	r.LineItems = append(r.LineItems, line)
	included := false
	line.ID, line.AppID, line.AddressIndex, line.TaxIncludedInPrice = "d", "", tax.Single(1), &included
	r.LineItems = append(r.LineItems, line)
	got := must(s.TaxCalculation.CalculateTax(ctx, r))(t)

	type figures struct {
		id, full, tax, taxable string
		included               bool
	}
	var lines []figures
	for _, d := range got.LineItemTaxDetails {
		lines = append(lines, figures{d.ID, d.TaxSummary.FullPrice.String(), d.TaxSummary.TaxAmount.String(), d.TaxSummary.TaxableAmount.String(), d.TaxIncludedInPrice})
	}
	want := []figures{
		{"a", "29.97", "2.55", "29.97", false}, // 8.5 %
		{"b", "29.97", "4.79", "25.18", true},  // the region's prices include it
		{"c", "29.97", "3.00", "29.97", false}, // of the shipping group
		{"d", "29.97", "5.69", "29.97", false}, // said so
	}
	if !slices.Equal(lines, want) {
		t.Errorf("lines are %+v, want %+v", lines, want)
	}
	sum := got.TaxSummary
	if sum.TotalAmount.String() != "131.12" || sum.TotalTax.String() != "16.03" || sum.TotalTaxableAmount.String() != "115.09" || sum.TotalTaxIncludedInPrice.String() != "4.79" {
		t.Errorf("the sums are %+v", sum)
	}
	total, parts := money.Zero(money.USD), []string{}
	for _, a := range sum.AggregatedTaxBreakdown {
		total = must(total.Add(a.AggregatedTaxAmount))(t)
		parts = append(parts, a.TaxName+" "+a.Jurisdiction+" "+a.Rate.String()+" "+a.AggregatedTaxAmount.String())
	}
	if !total.Equal(sum.TotalTax) || !slices.Equal(parts, []string{"state US-NY 0.04 1.20", "city NYC 0.045 1.35", "tax DE 0.19 10.48", "tax US-NY 0.1 3.00"}) {
		t.Errorf("the taxes are %q", parts)
	}
	if got.ExternalID != noGUID || got.LineItemTaxDetails[0].TaxSummary.AppID != taxes.ManualCalculator || len(got.Errors) != 0 {
		t.Errorf("the answer is %+v", got)
	}
	list := must(s.TaxCalculation.ListTaxCalculators(ctx))(t)
	if len(list) != 3 || list[0].AppID != taxes.ManualCalculator || list[1].UnsupportedCountries[0] != "FR" {
		t.Errorf("ListTaxCalculators() = %+v", list)
	}
}

// More taxes than a summary tells apart still add up.
func TestManyTaxes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	here := region(t, s, "DE", "", "")
	r := requestOf(de, "10")
	r.LineItems = nil
	for i := range 10 {
		group := must(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "g"}))(t)
		var more []taxes.Tax
		for k := range 6 {
			more = append(more, taxes.Tax{TaxRate: plugin.Rate(10_000*i + 1000*k + 10_000)})
		}
		mapping(t, s, group.ID, here.ID, "0.5", more...)
		line := requestOf(de, "10").LineItems[0]
		line.ID, line.TaxGroupID = group.ID, group.ID
		r.LineItems = append(r.LineItems, line)
	}
	got := must(s.TaxCalculation.CalculateTax(ctx, r))(t).TaxSummary
	total := money.Zero(money.USD)
	for _, a := range got.AggregatedTaxBreakdown {
		total = must(total.Add(a.AggregatedTaxAmount))(t)
	}
	if len(got.AggregatedTaxBreakdown) != taxes.MaxAggregated || !total.Equal(got.TotalTax) {
		t.Errorf("%d taxes of %s, want %d of %s", len(got.AggregatedTaxBreakdown), total, taxes.MaxAggregated, got.TotalTax)
	}
}

// A revision that is not the newest changes nothing, and a key has one effect.
func TestRevisionsAndKeys(t *testing.T) {
	t.Parallel()
	s, _ := newShop(t, nil)
	ctx := idempotency.WithKey(t.Context(), "once")
	g := must(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "Books"}))(t)
	if again := must(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "Books"}))(t); again.ID != g.ID {
		t.Errorf("one key made %s and %s", g.ID, again.ID)
	}
	changed := must(s.TaxGroups.UpdateTaxGroup(t.Context(), g.ID, taxes.TaxGroupUpdate{Revision: "1", Name: patch.Set("Maps")}))(t)
	if changed.Revision != "2" || changed.Name != "Maps" {
		t.Errorf("changed to %+v", changed)
	}
	if _, err := s.TaxGroups.UpdateTaxGroup(t.Context(), g.ID, taxes.TaxGroupUpdate{Revision: "1", Name: patch.Set("x")}); !errors.Is(err, fault.Conflict) {
		t.Errorf("with the old revision: %v, want %v", err, fault.Conflict)
	}
	if got := must(s.TaxGroups.GetTaxGroup(t.Context(), g.ID))(t); got.Name != "Maps" {
		t.Errorf("it is %+v", got)
	}
	if _, err := s.TaxGroups.GetTaxGroup(t.Context(), noGUID); !errors.Is(err, fault.NotFound) {
		t.Errorf("GetTaxGroup() = %v, want %v", err, fault.NotFound)
	}
	if got := must(s.TaxGroups.GetTaxGroup(t.Context(), taxes.ProductsGroup))(t); got.Name != "Products" {
		t.Errorf("the default group is %+v", got)
	}
}

// Bulk methods tell what became of each item, and queries find what is kept.
func TestBulkAndQueries(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	res := must(s.TaxRegions.BulkCreateTaxRegion(ctx, []taxes.TaxRegion{{Country: "US"}, {Country: "US"}, {Country: "Mars"}, {Country: "DE"}}, true))(t)
	if m := res.BulkActionMetadata; m.TotalSuccesses != 2 || m.TotalFailures != 2 || res.Results[1].ItemMetadata.Error.Code != taxes.CodeRegionExists ||
		res.Results[2].ItemMetadata.Error.Code != "INVALID_ARGUMENT" || res.Results[3].Item.Country != "DE" || res.Results[3].ItemMetadata.OriginalIndex != 3 {
		t.Errorf("BulkCreateTaxRegion() = %+v", res)
	}
	made := must(s.ManualTaxMappings.BulkCreateManualTaxMapping(ctx, []taxes.ManualTaxMapping{
		{TaxGroupID: taxes.ProductsGroup, TaxRegionID: res.Results[0].Item.ID, Tax: taxes.Tax{TaxRate: 1}}, {TaxGroupID: noGUID, TaxRegionID: res.Results[0].Item.ID},
	}, false))(t)
	if made.BulkActionMetadata.TotalSuccesses != 1 || made.Results[0].Item != nil || made.Results[1].ItemMetadata.Error.Code != taxes.CodeMappingGroupNotFound {
		t.Errorf("BulkCreateManualTaxMapping() = %+v", made)
	}
	id := made.Results[0].ItemMetadata.ID
	changed := must(s.ManualTaxMappings.BulkUpdateManualTaxMapping(ctx, []taxes.MaskedMapping{{id, taxes.ManualTaxMappingUpdate{Revision: "1", TaxName: patch.Set("x")}}}, true))(t)
	if changed.Results[0].Item.TaxName != "x" || changed.Results[0].Item.TaxRate != 1 {
		t.Errorf("BulkUpdateManualTaxMapping() = %+v", changed)
	}
	if got := must(s.ManualTaxMappings.QueryManualTaxMappings(ctx, queryOf(`{"filter": {"taxGroupId": "`+taxes.ProductsGroup+`"}}`)))(t); len(got.ManualTaxMappings) != 1 || got.ManualTaxMappings[0].ID != id {
		t.Errorf("QueryManualTaxMappings() = %+v", got)
	}
	gone := must(s.ManualTaxMappings.BulkDeleteManualTaxMapping(ctx, []string{id, id}))(t)
	if gone.BulkActionMetadata.TotalSuccesses != 1 || gone.BulkActionMetadata.TotalFailures != 1 {
		t.Errorf("BulkDeleteManualTaxMapping() = %+v", gone)
	}
	got := must(s.TaxRegions.QueryTaxRegions(ctx, queryOf(`{"filter": {"country": {"$in": ["US", "DE"]}}, "sort": [{"fieldName": "country"}], "cursorPaging": {"limit": 1}}`)))(t)
	if len(got.TaxRegions) != 1 || got.TaxRegions[0].Country != "DE" || !got.PagingMetadata.HasNext {
		t.Errorf("QueryTaxRegions() = %+v", got)
	}
	apps := must(s.TaxGroups.ListDefaultTaxGroupsByAppIDs(ctx, []string{taxes.ShippingAppID, noGUID}))(t)
	if apps.Results[0].TaxGroup.ID != taxes.ShippingGroup || apps.Results[1].TaxGroupMetadata.Success || len(must(s.TaxGroups.ListDefaultTaxGroups(ctx))(t)) != 2 {
		t.Errorf("ListDefaultTaxGroupsByAppIDs() = %+v", apps)
	}
	e := must(s.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "x", Tags: []string{"b", "a", "b"}}))(t)
	e = must(s.TaxExemptGroups.UpdateTaxExemptGroupTags(ctx, e.ID, []string{"c"}, []string{"a"}))(t)
	if !slices.Equal(e.Tags, []string{"b", "c"}) {
		t.Errorf("the tags are %q", e.Tags)
	}
	if got := must(s.TaxExemptGroups.QueryTaxExemptGroups(ctx, queryOf(`{"filter": {"tags": {"$hasSome": ["c"]}}}`)))(t); len(got.TaxExemptGroups) != 1 {
		t.Errorf("QueryTaxExemptGroups() = %+v", got)
	}
}

// Each change raises the platform's event, with what it was before.
func TestEvents(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, _ := newShop(t, nil)
	rec := events.NewRecorder(s.Events, "all")
	r := region(t, s, "DE", "", "")
	m := mapping(t, s, taxes.ProductsGroup, r.ID, "0.19")
	must(s.TaxRegions.UpdateTaxRegion(ctx, r.ID, taxes.TaxRegionUpdate{Revision: "1", TaxIncludedInPrice: patch.Set(true)}))(t)
	must(s.ManualTaxMappings.UpdateManualTaxMapping(ctx, m.ID, taxes.ManualTaxMappingUpdate{Revision: "1", TaxRate: patch.Set(plugin.Rate(70_000))}))(t)
	if err := s.TaxRegions.DeleteTaxRegion(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	g := must(s.TaxGroups.CreateTaxGroup(ctx, taxes.TaxGroup{Name: "a"}))(t)
	must(s.TaxGroups.UpdateTaxGroup(ctx, g.ID, taxes.TaxGroupUpdate{Revision: "1", Name: patch.Set("b")}))(t)
	if err := s.TaxGroups.DeleteTaxGroup(ctx, g.ID); err != nil {
		t.Fatal(err)
	}
	e := must(s.TaxExemptGroups.CreateTaxExemptGroup(ctx, taxes.TaxExemptGroup{Name: "a"}))(t)
	must(s.TaxExemptGroups.UpdateTaxExemptGroup(ctx, e.ID, taxes.TaxExemptGroupUpdate{Revision: "1", Name: patch.Set("b")}))(t)
	must(s.TaxExemptGroups.UpdateTaxExemptGroupTags(ctx, e.ID, []string{"x"}, nil))(t)
	if err := s.TaxExemptGroups.DeleteTaxExemptGroup(ctx, e.ID); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, ev := range rec.Events() {
		got = append(got, ev.Type)
		if u, ok := ev.Payload.(taxes.ManualTaxMappingUpdated); ok && u.Modified()["taxRate"] != "0.19" {
			t.Errorf("%s was modified: %v", ev.Type, u.Modified())
		}
	}
	want := []string{
		"tax_region_created", "manual_tax_mapping_created", "tax_region_updated", "manual_tax_mapping_updated", "tax_region_deleted", "manual_tax_mapping_deleted",
		"tax_group_created", "tax_group_updated", "tax_group_deleted",
		"tax_exempt_group_created", "tax_exempt_group_updated", "tax_exempt_group_updated", "tax_exempt_group_tags_modified", "tax_exempt_group_deleted",
	}
	for i := range want {
		want[i] = "wix.billing.v1." + want[i]
	}
	if !slices.Equal(got, want) {
		t.Errorf("events are %q, want %q", got, want)
	}
}

// A program with a calculator of its own keeps it.
func TestOwnCalculator(t *testing.T) {
	t.Parallel()
	own := new(asked)
	s, _ := newShop(t, func(c *ecom.Config) { c.Tax = own })
	mapping(t, s, taxes.ProductsGroup, region(t, s, "US", "", "").ID, "0.07")
	if got := taxOf(t, s, us); got != "20.00" {
		t.Errorf("taxed by %s, want 20.00 of the program's own calculator", got)
	}
	if got := must(s.TaxCalculation.CalculateTax(t.Context(), requestOf(us, "100")))(t); got.TaxSummary.TotalTax.String() != "20.00" {
		t.Errorf("CalculateTax() taxes by %s, want 20.00", got.TaxSummary.TotalTax)
	}
}
