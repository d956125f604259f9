// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/taxes"
	"github.com/go-ecom/ecom/tips"
)

// keepTaxes leaves a tax of 8.875 % in New York, of which embassies are exempt.
func (w *scribe) keepTaxes() {
	w.Helper()
	s, till := w.office, w.till
	var groups []*taxes.TaxGroup
	for _, name := range strange {
		groups = append(groups, got(s.TaxGroups.CreateTaxGroup(w.staff(), taxes.TaxGroup{Name: name}))(w, "create tax group"))
	}
	got(till.TaxGroups.GetTaxGroup(w.staff(), groups[0].ID))(w, "get tax group")
	pages(w, "tax groups", till.TaxGroups.QueryTaxGroups, sorted("name", query.Asc))
	pages(w, "tax groups, newest first", till.TaxGroups.QueryTaxGroups, query.Request{})
	u := taxes.TaxGroupUpdate{Revision: groups[0].Revision, Name: patch.Set("Books")}
	got(s.TaxGroups.UpdateTaxGroup(w.staff(), groups[0].ID, u))(w, "update tax group")
	refused(till.TaxGroups.UpdateTaxGroup(w.staff(), groups[0].ID, u))(w, "update tax group by an old revision", "REVISION_MISMATCH")
	refused(s.TaxGroups.UpdateTaxGroup(w.staff(), taxes.ProductsGroup, u))(w, "update the shop's own", taxes.CodeSystemGroup)
	got(nothing(s.TaxGroups.DeleteTaxGroup(w.staff(), groups[5].ID)))(w, "delete tax group")
	refused(s.TaxGroups.GetTaxGroup(w.staff(), groups[5].ID))(w, "get a tax group that is gone", "TAX_GROUP_NOT_FOUND")
	got(s.TaxGroups.ListDefaultTaxGroups(w.staff()))(w, "default tax groups")

	exempt := got(s.TaxExemptGroups.CreateTaxExemptGroup(w.staff(), taxes.TaxExemptGroup{Name: "Embassies", Tags: []string{"b", "a"}}))(w, "create exempt group")
	for _, name := range strange[:2] {
		got(s.TaxExemptGroups.CreateTaxExemptGroup(w.staff(), taxes.TaxExemptGroup{Name: name}))(w, "create exempt group")
	}
	got(s.TaxExemptGroups.UpdateTaxExemptGroupTags(w.staff(), exempt.ID, []string{"c"}, []string{"a"}))(w, "tags of an exempt group")
	refused(s.TaxExemptGroups.UpdateTaxExemptGroup(w.staff(), exempt.ID, taxes.TaxExemptGroupUpdate{Revision: exempt.Revision, Name: patch.Set("x")}))(w, "update exempt group by an old revision", "REVISION_MISMATCH")
	pages(w, "exempt groups", till.TaxExemptGroups.QueryTaxExemptGroups, query.Request{})

	bulk := got(s.TaxRegions.BulkCreateTaxRegion(w.staff(), []taxes.TaxRegion{
		{Country: "US", Subdivision: "NY"}, {Country: "US", Subdivision: "US-NY"}, {Country: "DE", TaxIncludedInPrice: true}, {Country: "XX"}, {Country: "FR"}, {Country: "CH", Subdivision: "ZH"},
	}, true))(w, "create tax regions, some wrong")
	if m := bulk.BulkActionMetadata; m.TotalSuccesses != 3 {
		w.Errorf("of tax regions, three of which are right: %+v", m)
	}
	ny, de, fr := bulk.Results[0].Item, bulk.Results[2].Item, bulk.Results[4].Item
	refused(s.TaxRegions.CreateTaxRegion(w.staff(), taxes.TaxRegion{Country: "FR"}))(w, "create a region again", taxes.CodeRegionExists)
	to := taxes.TaxRegionUpdate{Revision: fr.Revision, Country: patch.Set("IT")}
	got(s.TaxRegions.UpdateTaxRegion(w.staff(), fr.ID, to))(w, "update region")
	refused(s.TaxRegions.UpdateTaxRegion(w.staff(), fr.ID, to))(w, "update region by an old revision", "REVISION_MISMATCH")
	refused(s.TaxRegions.UpdateTaxRegion(w.staff(), fr.ID, taxes.TaxRegionUpdate{Revision: "2", Country: patch.Set("DE")}))(w, "move a region onto another", taxes.CodeRegionExists)
	pages(w, "regions", till.TaxRegions.QueryTaxRegions, sorted("country", query.Desc))

	w.keepRates(groups, exempt, ny, de)
	got(nothing(s.TaxRegions.DeleteTaxRegion(w.staff(), de.ID)))(w, "delete region")
	got(till.ManualTaxMappings.ListManualTaxMappings(w.staff()))(w, "mappings that are left")
}

// keepRates gives groups their rates in two regions.
func (w *scribe) keepRates(groups []*taxes.TaxGroup, exempt *taxes.TaxExemptGroup, ny, de *taxes.TaxRegion) {
	w.Helper()
	s := w.office.ManualTaxMappings
	rate := func(group, region, r string) taxes.ManualTaxMapping {
		return taxes.ManualTaxMapping{TaxGroupID: group, TaxRegionID: region, Tax: taxes.Tax{
			TaxRate: plugin.MustParseRate(r), TaxName: "tax", JurisdictionType: tax.JurisdictionState, ExemptRates: []taxes.ExemptRate{{TaxExemptGroupID: exempt.ID}},
		}}
	}
	goods := got(s.CreateManualTaxMapping(w.staff(), rate(taxes.ProductsGroup, ny.ID, "0.05")))(w, "create mapping")
	refused(s.CreateManualTaxMapping(w.staff(), rate(taxes.ProductsGroup, ny.ID, "0.06")))(w, "create a mapping again", taxes.CodeMappingExists)
	bulk := got(s.BulkCreateManualTaxMapping(w.staff(), []taxes.ManualTaxMapping{
		rate(taxes.ShippingGroup, ny.ID, "0.08875"), rate(groups[0].ID, ny.ID, "0"), rate(groups[0].ID, de.ID, "0.07"), rate(taxes.ProductsGroup, de.ID, "0.19"),
		rate(groups[5].ID, ny.ID, "0.1"), rate(groups[0].ID, nowhere, "0.1"), rate(groups[0].ID, de.ID, "0.2"), rate(groups[1].ID, ny.ID, "2"),
	}, true))(w, "create mappings, some wrong")
	if m := bulk.BulkActionMetadata; m.TotalSuccesses != 4 {
		w.Errorf("of mappings, four of which are right: %+v", m)
	}
	city := taxes.Tax{TaxRate: plugin.MustParseRate("0.04875"), TaxName: "city", JurisdictionType: tax.JurisdictionCity, ExemptRates: []taxes.ExemptRate{{TaxExemptGroupID: exempt.ID}}}
	u := taxes.ManualTaxMappingUpdate{Revision: goods.Revision, TaxRate: patch.Set(plugin.MustParseRate("0.04")), AdditionalTaxes: patch.Set([]taxes.Tax{city})}
	got(s.UpdateManualTaxMapping(w.staff(), goods.ID, u))(w, "update mapping")
	refused(s.UpdateManualTaxMapping(w.staff(), goods.ID, u))(w, "update mapping by an old revision", "REVISION_MISMATCH")
	got(s.BulkUpdateManualTaxMapping(w.staff(), []taxes.MaskedMapping{
		{ID: bulk.Results[1].Item.ID, ManualTaxMapping: taxes.ManualTaxMappingUpdate{Revision: "1", TaxName: patch.Set("none")}}, {ID: goods.ID, ManualTaxMapping: u},
	}, true))(w, "update mappings, one by an old revision")
	pages(w, "mappings", w.till.ManualTaxMappings.QueryManualTaxMappings, query.Request{})
	got(w.till.TaxCalculation.CalculateTax(w.staff(), taxes.CalculateTaxRequest{
		Currency: money.USD, Addresses: []contact.Address{*ecomtest.Home().Address, {Country: "DE"}},
		LineItems: []taxes.LineItem{
			{ID: "a", Quantity: 3, Price: money.MustParse("9.99", money.USD), AddressIndex: tax.AddressIndex{SingleAddress: new(0)}},
			{ID: "b", Quantity: 1, Price: money.MustParse("19.90", money.USD), TaxGroupID: groups[0].ID, AddressIndex: tax.AddressIndex{SingleAddress: new(1)}},
		},
	}))(w, "calculate taxes")
	got(s.BulkDeleteManualTaxMapping(w.staff(), []string{bulk.Results[3].Item.ID, nowhere}))(w, "delete mappings")
	got(nothing(s.DeleteManualTaxMapping(w.staff(), bulk.Results[1].Item.ID)))(w, "delete mapping")
}

// keepTips leaves settings that suggest 10 % and 12.5 %.
func (w *scribe) keepTips() {
	w.Helper()
	s := w.office.TipSettings
	suggest := tips.Settings{TipType: tips.TypePercentage, Presets: []tips.Preset{{Value: "10"}, {Value: "12.5", Default: true}}, AllowCustomerTip: true}
	refused(w.till.Tips.UpdateTipChoice(w.buyer(1), nowhere, tips.Choice{TipType: tips.TypePercentage, Value: "10"}))(w, "tip before there are settings", tips.CodeSettingsNotFound)
	first := got(s.CreateDefaultTipSettings(w.staff(), suggest))(w, "create default settings")
	refused(s.CreateDefaultTipSettings(w.staff(), suggest))(w, "create default settings again", tips.CodeDefaultExists)
	second := got(s.CreateTipSettings(w.staff(), suggest))(w, "create settings")
	third := got(s.CreateTipSettings(w.staff(), suggest))(w, "create settings")
	u := tips.SettingsUpdate{Revision: second.Revision, TipType: patch.Set(tips.TypeAmount)}
	got(s.UpdateTipSettings(w.staff(), second.ID, u))(w, "update settings")
	refused(s.UpdateTipSettings(w.staff(), second.ID, u))(w, "update settings by an old revision", "REVISION_MISMATCH")
	pages(w, "settings", w.till.TipSettings.QueryTipSettings, query.Request{})
	got(nothing(s.DeleteTipSettings(w.staff(), third.ID)))(w, "delete settings")
	refused(nothing(s.DeleteTipSettings(w.staff(), first.ID)))(w, "delete default settings", tips.CodeDefaultStays)
	got(w.till.Tips.PreviewTip(actor.With(w.staff(), actor.Member("m")), tips.PreviewTipRequest{
		LineItemInfo: []tips.LineItemInfo{{Price: "9.99", Quantity: 3, StaffMemberIDs: []string{"ann", "bob"}}}, TipChoice: tips.Choice{TipType: tips.TypePercentage, Value: "12.5"},
	}))(w, "preview")
}
