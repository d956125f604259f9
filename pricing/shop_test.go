// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

const appID = "215238eb-22a5-4c36-9e7b-e7c08025e04e"

// shop is a configuration in US dollars with one of everything.
func shop(t testing.TB, edit ...func(*pricing.Config)) *pricing.Calculator {
	t.Helper()
	carrier, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: "4.99", Countries: []string{"US"}, FreeAbove: "500"},
		{Code: "express", Title: "Express", Price: "14.99", Countries: []string{"US"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	regions, err := tax.New(tax.Config{
		Groups: []tax.Group{{ID: "goods", Name: "Goods", Default: true}, {ID: "food", Name: "Food"}},
		Regions: []tax.Region{
			{Country: "US", Subdivision: "US-NY", Rates: []tax.RegionRate{
				{TaxGroupID: "goods", Name: "State", Rate: "0.04", Shipping: true},
				{TaxGroupID: "goods", Name: "City", Rate: "0.045"},
				{TaxGroupID: "food", Name: "Food", Rate: "0.01"},
			}},
			{Country: "CA", Subdivision: "CA-QC", Rates: []tax.RegionRate{
				{Name: "GST", Rate: "0.05"}, {Name: "QST", Rate: "0.09975", Compound: true},
			}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	fees, err := fee.New(fee.Config{Currency: money.USD, Fees: []fee.Fee{
		{Code: "wrap", Name: "Gift wrap", Amount: "2.00", TaxGroupID: "goods"},
		{Code: "green", Name: "Climate", Percentage: "1"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	rules, err := discount.Compile([]*discount.Rule{
		percentRule("spring", "Spring sale", "15", scopeOf("mug")),
		percentRule("vip", "Big spenders", "5", allItems(), subtotalFrom("1000")),
		{ID: "old", Name: "Last year", ActiveTimeInfo: &discount.ActiveTimeInfo{End: noon.AddDate(-1, 0, 0)}, Discounts: percentage("50", allItems())},
	}, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	coupons, err := discount.CompileCoupons([]*discount.Coupon{
		{Code: "SAVE10", Name: "Ten off", MoneyOffAmount: discount.MustValue("10.00")},
		{Code: "BIG", PercentOffRate: discount.MustPercentage("20"), MinimumSubtotal: discount.MustValue("100")},
		{Code: "SHIPFREE", FreeShipping: true},
		{Code: "OVER", PercentOffRate: discount.MustPercentage("10"), ExpirationTime: noon.AddDate(0, 0, -1)},
		{Code: "SOON", PercentOffRate: discount.MustPercentage("10"), StartTime: noon.AddDate(0, 0, 1)},
		{Code: "OFF", PercentOffRate: discount.MustPercentage("10"), Active: new(bool)},
		{Code: "ONCE", PercentOffRate: discount.MustPercentage("10"), LimitPerCustomer: 1},
		{Code: "FEW", PercentOffRate: discount.MustPercentage("10"), UsageLimit: 5},
		{Code: "CHEAPEST", PercentOffRate: discount.MustPercentage("50"), LimitedToOneItem: true},
		{Code: "MUGS", MoneyOffAmount: discount.MustValue("2"), Scope: &discount.CouponScope{CatalogItemIDs: []string{"mug"}}},
		{Code: "NINE", FixedPriceAmount: discount.MustValue("9.99"), Scope: &discount.CouponScope{CatalogItemIDs: []string{"mug"}}},
	}, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	cfg := pricing.Config{
		Currency: money.USD, Locale: money.MustParseLocale("en-US"), Rules: rules, Coupons: coupons,
		Shipping: []shipping.Service{carrier.Service()}, Tax: regions, Fees: []pricing.Fees{{Provider: fees}},
		Now: func() time.Time { return noon },
	}
	for _, e := range edit {
		e(&cfg)
	}
	c, err := pricing.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func allItems() discount.Scope {
	return discount.Scope{CatalogItemFilter: &discount.CatalogItemFilter{CatalogAppID: appID}}
}

func scopeOf(ids ...string) discount.Scope {
	return discount.Scope{CatalogItemFilter: &discount.CatalogItemFilter{CatalogAppID: appID, CatalogItemIDs: ids}}
}

func percentage(percent string, scopes ...discount.Scope) discount.Discounts {
	return discount.Discounts{Values: []discount.Discount{{
		SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: scopes}, Percentage: discount.MustPercentage(percent),
	}}}
}

func percentRule(id, name, percent string, scope discount.Scope, triggers ...*discount.Trigger) *discount.Rule {
	r := &discount.Rule{ID: id, Name: name, Discounts: percentage(percent, scope)}
	if len(triggers) > 0 {
		r.Trigger = triggers[0]
	}
	return r
}

func subtotalFrom(from string) *discount.Trigger {
	return &discount.Trigger{SubtotalRange: &discount.SubtotalRange{From: discount.MustValue(from)}}
}

// line returns a line of a catalog's item that can be shipped.
func line(id string, quantity int, price string) pricing.Line {
	return pricing.Line{
		ID: id, Quantity: quantity, Price: usd(price), CatalogReference: item.CatalogReference{CatalogItemID: id, AppID: appID},
		PhysicalProperties: item.PhysicalProperties{Shippable: true},
	}
}

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

// newYork returns a cart that goes to New York by the standard option.
func newYork(lines ...pricing.Line) *pricing.Input {
	return &pricing.Input{
		Lines: lines, At: noon, ShippingAddress: &contact.Address{Country: "US", Subdivision: "US-NY"},
		SelectedShippingOption: &pricing.SelectedShippingOption{Code: "standard"},
		CalculateTax:           true, CalculateShipping: true, CalculateAdditionalFees: true,
	}
}

func euros(rate string) *pricing.Conversion {
	return &pricing.Conversion{Currency: money.EUR, Rate: decimal.RequireFromString(rate)}
}
