// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// rich is everything that a catalog can say of an item.
func rich() catalog.ItemData {
	return catalog.ItemData{
		ProductName: item.Translatable{Original: "Tasse"}, URL: "https://example.com/cup", ItemType: item.Of(item.PresetService),
		Price: *usd("20.00"), FullPrice: usd("24.00"), TaxGroupID: "food",
		DescriptionLines: []item.DescriptionLine{item.ColorLine("Color", "Black", "#000")},
		Media:            "wix:image://v1/cup.jpg/Cup#originWidth=600&originHeight=400",
		PhysicalProperties: &item.PhysicalProperties{
			Weight: decimal.RequireFromString("0.3"), SKU: "C1", Shippable: true,
		},
		SubscriptionOptionInfo: &item.SubscriptionOptionInfo{SubscriptionSettings: item.SubscriptionSettings{
			Frequency: item.FrequencyMonth, Interval: 1, AutoRenewal: true, FreeTrialPeriod: &item.FreeTrialPeriod{Frequency: item.FrequencyDay, Interval: 14},
		}},
		PaymentOption: item.DepositOnline, DepositAmount: usd("5.00"), ServiceProperties: &item.ServiceProperties{NumberOfParticipants: 2},
		RootCatalogItemID: "root", PriceDescription: new(item.Text("from 20")), DeliveryProfileID: contactID,
		ConsentRequiredPaymentPolicy: "I agree", PriceUndetermined: true, FixedQuantity: true, SavePaymentMethod: true,
		TaxableAddress: &item.TaxableAddress{AddressType: item.AddressBusiness}, Policies: []item.Policy{{Title: "Cancel", Content: "Any time."}},
		AdditionalFees: []catalog.AdditionalFee{{Code: "wrap", Name: "Wrap", Price: *usd("1.50"), TaxDetails: &catalog.TaxDetails{Taxable: true}}},
		MembersOnly:    true,
		ModifierGroups: []item.CatalogModifierGroup{{ID: "top", Name: item.Text("Toppings"), Modifiers: []item.CatalogModifier{
			{ID: "lid", Label: item.Text("Lid"), Quantity: 2, Price: *usd("1.25")}, {ID: "plain", Label: item.Text("Plain")},
		}}},
	}
}

func richShop(t must, data catalog.ItemData) *shop {
	s := newShop(t, options{})
	s.catalog.Catalog = catalog.Func(func(_ context.Context, r catalog.Request) (catalog.Response, error) {
		var out catalog.Response
		for _, ref := range r.CatalogReferences {
			out.CatalogItems = append(out.CatalogItems, catalog.Item{CatalogReference: ref.CatalogReference, Data: data})
		}
		return out, nil
	})
	return s
}

func TestLineIsAsTheCatalogSays(t *testing.T) {
	t.Parallel()
	data := rich()
	s := richShop(t, data)
	ctx := ann(t.Context())
	r, err := s.current.AddToCurrentCart(ctx, add(line("cup", 2)))
	if err != nil {
		t.Fatal(err)
	}
	l := r.Cart.LineItems[0]
	if l.ProductName.Translated != "Tasse" || l.URL.URL != "https://example.com/cup" || l.Image.ID != "cup.jpg" || l.Image.Width != 600 ||
		l.DescriptionLines[0].ColorInfo.Code != "#000" || l.PhysicalProperties.SKU != "C1" || l.ItemType.Preset != item.PresetService ||
		l.SubscriptionOptionInfo.SubscriptionSettings.Frequency != item.FrequencyMonth || l.PaymentOption != item.DepositOnline ||
		l.ServiceProperties.NumberOfParticipants != 2 || l.RootCatalogItemID != "root" || l.PriceDescription.Original != "from 20" ||
		l.DeliveryProfileID != contactID || l.TaxGroupID != "food" || l.ConsentRequiredPaymentPolicy != "I agree" || !l.PriceUndetermined ||
		!l.FixedQuantity || !l.SavePaymentMethod || l.TaxableAddress.AddressType != item.AddressBusiness || len(l.Policies) != 1 || !l.MembersOnly ||
		l.Availability.Status != item.Available || l.Availability.QuantityAvailable != nil || l.CustomLineItem {
		t.Errorf("the line is %s", encode(t, l))
	}
	for _, c := range []struct{ name, got, want string }{
		{"price", l.Price.Amount.String(), "20.00"},
		{"fullPrice", l.FullPrice.Amount.String(), "24.00"},
		{"lineItemPrice", l.LineItemPrice.Amount.String(), "40.00"},
		{"modifiersTotalPrice", l.ModifiersTotalPrice.FormattedAmount(), "$2.50"},
		{"a modifier", l.ModifierGroups[0].Modifiers[0].Price.FormattedAmount(), "$1.25"},
		{"a modifier without a price", l.ModifierGroups[0].Modifiers[1].Price.FormattedAmount(), "$0.00"},
		{"depositAmount", l.DepositAmount.FormattedAmount(), "$5.00"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %s, want %s", c.name, c.got, c.want)
		}
	}
	totals, err := s.current.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.CalculatedLineItems[0].PricesBreakdown.Modifiers.Amount.String(); got != "2.50" {
		t.Errorf("the modifiers of the calculated line = %s, want 2.50", got)
	}
	if len(totals.AdditionalFees) != 1 || totals.AdditionalFees[0].Code != "wrap" || totals.PriceSummary.AdditionalFees.Amount.String() != "1.50" {
		t.Errorf("the item's fees are %v, want the wrap for 1.50", totals.AdditionalFees)
	}

	// The answer of the catalog stays its own.
	l.DescriptionLines[0].ColorInfo.Code = "#fff"
	l.Policies[0].Title = "Other"
	l.ModifierGroups[0].Modifiers[0].ID = "other"
	l.PhysicalProperties.SKU = "other"
	l.SubscriptionOptionInfo.SubscriptionSettings.FreeTrialPeriod.Interval = 1
	if diff := cmp.Diff(encode(t, rich()), encode(t, data)); diff != "" {
		t.Errorf("the catalog's item changed (-want +got):\n%s", diff)
	}
}

// A caller's taxable address wins over the catalog's; overrides over all of it.
func TestOverrides(t *testing.T) {
	t.Parallel()
	s := richShop(t, rich())
	l := line("cup", 1)
	l.TaxableAddress = &item.TaxableAddress{AddressType: item.AddressBilling}
	l.CatalogOverrideFields = &item.CatalogOverrideFields{
		ProductName: &item.Translatable{Original: "Mine"}, Price: usd("9.00"), FullPrice: usd("11.00"),
		DescriptionLines:   []item.DescriptionLine{item.PlainLine("Size", "L")},
		PhysicalProperties: &item.PhysicalProperties{SKU: "X"}, Image: &item.Image{URL: "https://example.com/x.jpg"},
		PaymentOption: &item.PaymentOptionValue{Value: item.FullPaymentOffline}, DepositAmount: usd("2.00"), SavePaymentMethod: new(false),
	}
	r, err := s.CreateCart(actor.With(t.Context(), actor.App(appID)), cart.CreateCartRequest{LineItems: []cart.LineItem{l}})
	if err != nil {
		t.Fatal(err)
	}
	got := r.Cart.LineItems[0]
	if got.ProductName.Translated != "Mine" || got.Price.Amount.String() != "9.00" || got.FullPrice.Amount.String() != "11.00" ||
		got.DescriptionLines[0].PlainText.Original != "L" || got.PhysicalProperties.SKU != "X" || got.Image.URL != "https://example.com/x.jpg" ||
		got.PaymentOption != item.FullPaymentOffline || got.DepositAmount.Amount.String() != "2.00" || got.SavePaymentMethod ||
		got.TaxableAddress.AddressType != item.AddressBilling {
		t.Errorf("the overridden line is %s", encode(t, got))
	}
}

// Shippable goods are physical ones of which there are any.
func TestShippable(t *testing.T) {
	t.Parallel()
	physical, digital := item.Of(item.PresetPhysical), item.Of(item.PresetDigital)
	for _, c := range []struct {
		name string
		line cart.LineItem
		want bool
	}{
		{"physical", cart.LineItem{Quantity: 1, ItemType: physical}, true},
		{"physical, not shippable", cart.LineItem{Quantity: 1, ItemType: physical, PhysicalProperties: &item.PhysicalProperties{}}, false},
		{"physical, none left", cart.LineItem{ItemType: physical}, false},
		{"digital", cart.LineItem{Quantity: 1, ItemType: digital}, false},
		{"digital, shippable", cart.LineItem{Quantity: 1, ItemType: digital, PhysicalProperties: &item.PhysicalProperties{Shippable: true}}, true},
	} {
		g := cart.Goods{Lines: []cart.LineItem{c.line}, Facts: make([]cart.Facts, 1)}
		if got := g.Shippable(); got != c.want {
			t.Errorf("Shippable() of %s = %v, want %v", c.name, got, c.want)
		}
	}
}

// An answer that makes no sense changes nothing.
func TestNonsensicalCatalog(t *testing.T) {
	t.Parallel()
	data := rich()
	data.Price = *usd("-1.00")
	s := richShop(t, data)
	_, err := s.current.AddToCurrentCart(ann(t.Context()), add(line("cup", 1)))
	if diff := cmp.Diff([]string{"catalogItems[0].data.price DECIMAL_GTE"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	wantCode(t, "AddToCurrentCart()", err, fault.Unavailable, "")
}
