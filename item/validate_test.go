// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

func long(n int) string { return strings.Repeat("é", n) }

func amount(s string) *money.Amount { return ptr(money.MustParse(s, 0)) }

func TestValidate(t *testing.T) {
	t.Parallel()
	const guid = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
	line := item.PlainLine
	tests := []struct {
		name  string
		check func(c *fault.Checker)
		want  string
	}{
		{"reference", func(c *fault.Checker) {
			(&item.CatalogReference{CatalogItemID: long(36), AppID: "a"}).Validate(c, "r")
		}, ""},
		{"empty reference", func(c *fault.Checker) { (&item.CatalogReference{}).Validate(c, "r") }, "r.catalogItemId REQUIRED_FIELD; r.appId REQUIRED_FIELD"},
		{"long id", func(c *fault.Checker) {
			(&item.CatalogReference{CatalogItemID: long(37), AppID: "a"}).Validate(c, "r")
		}, "r.catalogItemId MAX_LENGTH"},

		{"name at its limits", func(c *fault.Checker) {
			(&item.Translatable{Original: long(200), Translated: long(400)}).Validate(c, "n", item.UseProductName)
		}, ""},
		{"name beyond", func(c *fault.Checker) {
			(&item.Translatable{Original: long(201), Translated: long(401)}).Validate(c, "n", item.UseLabel)
		}, "n.original MAX_LENGTH; n.translated MAX_LENGTH"},
		{"no name", func(c *fault.Checker) { (&item.Translatable{}).Validate(c, "n", item.UseProductName) }, "n.original REQUIRED_FIELD"},
		{"price description", func(c *fault.Checker) {
			(&item.Translatable{Original: long(101)}).Validate(c, "p", item.UsePriceDescription)
		}, "p.original MAX_LENGTH"},
		{"title", func(c *fault.Checker) { (&item.Translatable{Original: long(151)}).Validate(c, "t", item.UseTitle) }, "t.original MAX_LENGTH"},
		{"description may be empty", func(c *fault.Checker) { (&item.Translatable{}).Validate(c, "d", item.UseDescription) }, ""},
		{"rule name", func(c *fault.Checker) {
			(&item.Translatable{Original: long(257)}).Validate(c, "d", item.UseDiscountRuleName)
		}, "d.original MAX_LENGTH"},
		{"membership name", func(c *fault.Checker) {
			(&item.Translatable{Original: long(101)}).Validate(c, "m", item.UseMembershipName)
		}, "m.original MAX_LENGTH"},

		{"lines", func(c *fault.Checker) {
			item.ValidateDescriptionLines(c, "l", []item.DescriptionLine{line(long(100), long(600)), item.ColorLine("Color", "Black", "#000")}, 2)
		}, ""},
		{"lines beyond", func(c *fault.Checker) {
			item.ValidateDescriptionLines(c, "l", []item.DescriptionLine{line(long(101), long(601)), {LineType: "X"}, {PlainText: &item.Translatable{}, ColorInfo: &item.Color{Original: long(501)}}}, 2)
		}, "l MAX_SIZE; l[0].name.original MAX_LENGTH; l[0].plainText.original MAX_LENGTH; l[0].plainText.translated MAX_LENGTH; " +
			"l[1] REQUIRED_ONE_OF_FIELD; l[1].lineType INVALID_ENUM_VALUE; l[2].colorInfo.original MAX_LENGTH; l[2] ONE_OF_ALIGNMENT"},

		{"physical", func(c *fault.Checker) {
			(&item.PhysicalProperties{SKU: long(40), Weight: decimal.NewFromInt(3)}).Validate(c, "p")
		}, ""},
		{"physical beyond", func(c *fault.Checker) {
			(&item.PhysicalProperties{SKU: long(41), Weight: decimal.NewFromInt(-1)}).Validate(c, "p")
		}, "p.sku MAX_LENGTH; p.weight MIN"},

		{"type", func(c *fault.Checker) { item.Of(item.PresetGiftCard).Validate(c, "t") }, ""},
		{"custom type", func(c *fault.Checker) { item.Type{Custom: "tour"}.Validate(c, "t") }, ""},
		{"no type", func(c *fault.Checker) { item.Type{}.Validate(c, "t") }, "t REQUIRED_ONE_OF_FIELD"},
		{"both types", func(c *fault.Checker) { item.Type{Preset: "X", Custom: "y"}.Validate(c, "t") }, "t ONE_OF_ALIGNMENT; t.preset INVALID_ENUM_VALUE"},

		{"payment option", func(c *fault.Checker) {
			item.PaymentOption("").Validate(c, "o")
			item.MembershipOffline.Validate(c, "o")
		}, ""},
		{"no payment option", func(c *fault.Checker) { item.PaymentOption("CASH").Validate(c, "o") }, "o INVALID_ENUM_VALUE"},

		{"subscription", func(c *fault.Checker) {
			(&item.SubscriptionSettings{Frequency: item.FrequencyDay, Interval: 7, BillingCycles: 1, FreeTrialPeriod: &item.FreeTrialPeriod{Frequency: item.FrequencyWeek, Interval: 999}}).Validate(c, "s")
			(&item.SubscriptionSettings{Frequency: item.FrequencyMonth, AutoRenewal: true, BillingCycles: -1}).Validate(c, "s")
		}, ""},
		{"subscription beyond", func(c *fault.Checker) {
			(&item.SubscriptionOptionInfo{
				SubscriptionSettings: item.SubscriptionSettings{Frequency: item.FrequencyDay, Interval: 6, BillingCycles: -1, FreeTrialPeriod: &item.FreeTrialPeriod{Frequency: "X"}},
				Title:                &item.Translatable{}, Description: &item.Translatable{Original: long(501)},
			}).Validate(c, "s")
		}, "s.subscriptionSettings.interval MIN; s.subscriptionSettings.billingCycles MIN; s.subscriptionSettings.freeTrialPeriod.frequency INVALID_ENUM_VALUE; " +
			"s.subscriptionSettings.freeTrialPeriod.interval MIN; s.title.original REQUIRED_FIELD; s.description.original MAX_LENGTH"},
		{"daily by default", func(c *fault.Checker) {
			(&item.SubscriptionSettings{Frequency: item.FrequencyDay}).Validate(c, "s")
		}, "s.interval MIN"},
		{"long interval, no unit", func(c *fault.Checker) {
			(&item.SubscriptionSettings{Interval: 3651}).Validate(c, "s")
		}, "s.frequency REQUIRED_FIELD; s.interval MAX"},

		{"service", func(c *fault.Checker) {
			(&item.ServiceProperties{NumberOfParticipants: 10000}).Validate(c, "s")
			(&item.ServiceProperties{}).Validate(c, "s")
		}, ""},
		{"service beyond", func(c *fault.Checker) { (&item.ServiceProperties{NumberOfParticipants: 10001}).Validate(c, "s") }, "s.numberOfParticipants MAX"},

		{"taxable address", func(c *fault.Checker) {
			(&item.TaxableAddress{AddressType: item.AddressBilling}).Validate(c, "a")
			(&item.TaxableAddress{}).Validate(c, "a")
		}, ""},
		{"taxable elsewhere", func(c *fault.Checker) { (&item.TaxableAddress{AddressType: "HOME"}).Validate(c, "a") }, "a.addressType INVALID_ENUM_VALUE"},

		{"policies", func(c *fault.Checker) {
			item.ValidatePolicies(c, "p", []item.Policy{{Title: long(29), Content: long(3000)}})
		}, ""},
		{"policies beyond", func(c *fault.Checker) {
			item.ValidatePolicies(c, "p", []item.Policy{{Title: long(30)}, {Content: long(3001)}, {Content: "x"}, {Content: "x"}, {Content: "x"}, {Content: "x"}})
		}, "p MAX_SIZE; p[0].title MAX_LENGTH; p[0].content REQUIRED_FIELD; p[1].content MAX_LENGTH"},

		{"modifiers", func(c *fault.Checker) {
			item.ValidateModifierGroups(c, "m", []item.CatalogModifierGroup{{ID: "g", Name: item.Text("n"), Modifiers: []item.CatalogModifier{{ID: "m", Label: item.Text("l"), Price: *amount("0.125")}}}})
		}, ""},
		{"modifiers beyond", func(c *fault.Checker) {
			item.ValidateModifierGroups(c, "m", []item.CatalogModifierGroup{{ID: long(37)}, {ID: "g", Name: item.Text("n"), Modifiers: []item.CatalogModifier{{Quantity: 100001, Price: *amount("-0.1255")}}}})
		}, "m[0].id MAX_LENGTH; m[0].name.original REQUIRED_FIELD; m[0].modifiers MIN_SIZE; m[1].modifiers[0].id REQUIRED_FIELD; m[1].modifiers[0].quantity MAX; " +
			"m[1].modifiers[0].label.original REQUIRED_FIELD; m[1].modifiers[0].price DECIMAL_GTE; m[1].modifiers[0].price DECIMAL_MAX_SCALE"},
		{"modifiers of an order", func(c *fault.Checker) {
			item.ValidateModifierGroups(c, "m", make([]item.OrderModifierGroup, 11)[:0])
			g := item.OrderModifierGroup{ID: "g", Name: item.Text("n")}
			for range 11 {
				g.Modifiers = append(g.Modifiers, item.OrderModifier{ID: "m", Label: item.Text("l")})
			}
			item.ValidateModifierGroups(c, "m", []item.OrderModifierGroup{g})
		}, "m[0].modifiers MAX_SIZE"},
		{"price of a modifier", func(c *fault.Checker) {
			item.ValidateModifierGroups(c, "m", []item.ModifierGroup{{ID: "g", Name: item.Text("n"), Modifiers: []item.Modifier{{
				ID: "m", Label: item.Text("l"), Price: money.MultiCurrencyPrice{Amount: *amount("1000000000000000.1")},
			}}}})
		}, "m[0].modifiers[0].price.amount DECIMAL_LTE"},

		{"overrides", func(c *fault.Checker) { overrides().Validate(c, "o") }, ""},
		{"overrides at their limits", func(c *fault.Checker) {
			(&item.CatalogOverrideFields{Price: amount("0"), FullPrice: amount("999999999"), DepositAmount: amount("0.001"), InventoryAppID: guid}).Validate(c, "o")
		}, ""},
		{"overrides beyond", func(c *fault.Checker) {
			(&item.CatalogOverrideFields{
				Price: amount("-1"), FullPrice: amount("999999999.5"), DepositAmount: amount("0"), InventoryAppID: "x",
				ProductName: &item.Translatable{}, PaymentOption: &item.PaymentOptionValue{Value: "X"},
				PhysicalProperties: &item.PhysicalProperties{SKU: long(41)}, DescriptionLines: make([]item.DescriptionLine, 21),
			}).Validate(c, "o")
		}, "o.productName.original REQUIRED_FIELD; o.price DECIMAL_GTE; o.fullPrice DECIMAL_LTE; o.descriptionLines MAX_SIZE; " +
			strings.Repeat("o.descriptionLines[#] REQUIRED_ONE_OF_FIELD; ", 21) +
			"o.physicalProperties.sku MAX_LENGTH; o.paymentOption.value INVALID_ENUM_VALUE; o.depositAmount DECIMAL_GT; o.inventoryAppId FORMAT"},
		{"override digits", func(c *fault.Checker) {
			(&item.CatalogOverrideFields{Price: amount("1.0010"), FullPrice: amount("1.0001")}).Validate(c, "o")
		}, "o.fullPrice DECIMAL_MAX_SCALE"},

		{"digital file", func(c *fault.Checker) {
			(&item.DigitalFile{FileID: long(100), Link: "https://example.com/f?x=1"}).Validate(c, "f")
		}, ""},
		{"digital file beyond", func(c *fault.Checker) { (&item.DigitalFile{Link: "ftp://x"}).Validate(c, "f") }, "f.fileId REQUIRED_FIELD; f.link FORMAT"},

		{"decimal quantity", func(c *fault.Checker) {
			(&item.DecimalQuantity{MeasurementUnit: "KG", Value: decimal.RequireFromString("0.7500")}).Validate(c, "q")
			(&item.DecimalQuantity{OtherUnit: long(50), Value: decimal.RequireFromString("1")}).Validate(c, "q")
		}, ""},
		{"decimal quantity beyond", func(c *fault.Checker) {
			(&item.DecimalQuantity{MeasurementUnit: "STONE", OtherUnit: long(51), Value: decimal.RequireFromString("0.00001"), Description: &item.Translatable{}}).Validate(c, "q")
			(&item.DecimalQuantity{Value: decimal.RequireFromString("-1")}).Validate(c, "q")
			(&item.DecimalQuantity{MeasurementUnit: "KG", Value: decimal.RequireFromString("1000000000000001")}).Validate(c, "q")
		}, "q ONE_OF_ALIGNMENT; q.measurementUnit INVALID_ENUM_VALUE; q.otherUnit MAX_LENGTH; q.value DECIMAL_MAX_SCALE; q.description.original REQUIRED_FIELD; " +
			"q REQUIRED_ONE_OF_FIELD; q.value DECIMAL_GT; q.value DECIMAL_LTE"},

		{"locations", func(c *fault.Checker) {
			item.ValidateLocations(c, "l", []item.LocationAndQuantity{{ID: guid, Quantity: 2}, {ID: guid, Quantity: 1}}, 3)
		}, ""},
		{"locations beyond", func(c *fault.Checker) {
			item.ValidateLocations(c, "l", []item.LocationAndQuantity{{Quantity: 100001}, {ID: "x", AppID: "y", Quantity: 0}}, 3)
			(&item.Location{Name: long(501)}).Validate(c, "b")
		}, "l[0].id REQUIRED_FIELD; l[0].quantity MAX; l[1].id FORMAT; l[1].appId FORMAT; l[1].quantity MIN; l VALIDATION; b.id REQUIRED_FIELD; b.name MAX_LENGTH"},

		{"tags", func(c *fault.Checker) {
			(&item.Tags{Tags: &item.TagList{TagIDs: []string{long(5)}}}).Validate(c, "t")
		}, ""},
		{"tags beyond", func(c *fault.Checker) {
			(&item.Tags{PrivateTags: &item.TagList{TagIDs: make([]string, 101)}, Tags: &item.TagList{TagIDs: []string{"a", long(6)}}}).Validate(c, "t")
		}, "t.privateTags.tagIds MAX_SIZE; t.tags.tagIds[1] MAX_LENGTH"},

		{"custom fields", func(c *fault.Checker) {
			item.ValidateCustomFields(c, "f", []item.CustomField{{Title: long(500)}, {TranslatedTitle: long(501)}})
		}, "f[1].title REQUIRED_FIELD; f[1].translatedTitle MAX_LENGTH"},
		{"external reference", func(c *fault.Checker) {
			(&item.ExternalReference{AppID: guid, ResourceID: long(100)}).Validate(c, "x")
			(&item.ExternalReference{AppID: "app", ResourceID: long(101)}).Validate(c, "y")
			(&item.ExternalReference{}).Validate(c, "z")
		}, "y.appId FORMAT; y.resourceId MAX_LENGTH; z.appId REQUIRED_FIELD"},
	}
	for _, tt := range tests {
		var c fault.Checker
		tt.check(&c)
		want := tt.want
		for i := 0; strings.Contains(want, "#"); i++ {
			want = strings.Replace(want, "#", decimal.NewFromInt(int64(i)).String(), 1)
		}
		if got := violations(&c); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"215238eb-22a5-4c36-9e7b-e7c08025e04e": true,
		"215238EB-22A5-4C36-9E7B-E7C08025E04E": true,
		"00000000-0000-0000-0000-000000000001": true,
		"215238eb22a54c369e7be7c08025e04e":     false,
		"215238eb-22a5-4c36-9e7b-e7c08025e04g": false,
		"215238eb-22a5-4c36-9e7b_e7c08025e04e": false,
		"":                                     false,
	} {
		if got := item.ValidGUID(s); got != want {
			t.Errorf("ValidGUID(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{
		"https://example.com": true, "http://example.com/x": true, "ftp://example.com": false, "/x": false, "https://": false, "%": false,
	} {
		if got := item.ValidWebURL(s); got != want {
			t.Errorf("ValidWebURL(%q) = %v, want %v", s, got, want)
		}
	}
	if !item.WeightUnitKG.Valid() || item.WeightUnitUnspecified.Valid() || item.WeightUnit("").Valid() {
		t.Error("WeightUnit.Valid() is wrong")
	}
	if item.PaymentOption("").OrDefault() != item.FullPaymentOnline || item.Membership.OrDefault() != item.Membership {
		t.Error("PaymentOption.OrDefault() is wrong")
	}
	if !item.MembershipOffline.ByMembership() || item.DepositOnline.ByMembership() {
		t.Error("PaymentOption.ByMembership() is wrong")
	}
}
