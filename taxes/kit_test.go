// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/taxes"
)

// The calculators that the shops of these tests know beside their own.
const (
	goodApp = "d0000000-0000-4000-8000-000000000001"
	badApp  = "d0000000-0000-4000-8000-000000000002"
	noGUID  = "00000000-0000-4000-8000-00000000ffff" // of nothing
)

// asked is a calculator that taxes everything by 20 % and remembers requests.
type asked struct{ requests []tax.Request }

func (a *asked) CalculateTax(_ context.Context, r tax.Request) (tax.Response, error) {
	a.requests = append(a.requests, r.Clone())
	resp := tax.Response{Currency: r.Currency}
	for _, l := range r.LineItems {
		resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, tax.LineItemTaxDetails{ID: l.ID, Quantity: l.Quantity, TaxBreakdown: []tax.Breakdown{
			{TaxName: "auto", Rate: plugin.MustParseRate("0.2")},
		}})
	}
	return resp, nil
}

// otherCurrency answers in another currency than it was asked in.
func otherCurrency(_ context.Context, r tax.Request) (tax.Response, error) {
	resp := tax.Response{Currency: money.EUR}
	for _, l := range r.LineItems {
		resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, tax.LineItemTaxDetails{ID: l.ID})
	}
	return resp, nil
}

func newShop(t testing.TB, change func(*ecom.Config)) (*ecomtest.Shop, *asked) {
	t.Helper()
	good := new(asked)
	return ecomtest.NewShop(t, func(c *ecom.Config) {
		c.TaxCalculators = []taxes.Calculator{
			{AppID: goodApp, DisplayName: "Good", UnsupportedCountries: []string{"FR"}, Calculator: good},
			{AppID: badApp, DisplayName: "Bad", Calculator: tax.CalculatorFunc(otherCurrency)},
		}
		if change != nil {
			change(c)
		}
	}), good
}

// must returns v, or ends the test.
func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func region(t testing.TB, s *ecomtest.Shop, country, subdivision, app string) *taxes.TaxRegion {
	t.Helper()
	return must(s.TaxRegions.CreateTaxRegion(t.Context(), taxes.TaxRegion{Country: country, Subdivision: subdivision, AppID: app}))(t)
}

func mapping(t testing.TB, s *ecomtest.Shop, group, region, rate string, more ...taxes.Tax) *taxes.ManualTaxMapping {
	t.Helper()
	return must(s.ManualTaxMappings.CreateManualTaxMapping(t.Context(), taxes.ManualTaxMapping{
		TaxGroupID: group, TaxRegionID: region, Tax: taxes.Tax{TaxRate: plugin.MustParseRate(rate), TaxName: "tax"}, AdditionalTaxes: more,
	}))(t)
}

// price prices one item of 100.00 that is sold to an address.
func price(t testing.TB, s *ecomtest.Shop, a contact.Address, change func(*pricing.Input)) *pricing.Totals {
	t.Helper()
	in := &pricing.Input{
		Lines:           []pricing.Line{{ID: "a", Quantity: 1, Price: money.MustParse("100", money.USD)}},
		ShippingAddress: &a, CalculateTax: true,
	}
	if change != nil {
		change(in)
	}
	return must(s.Totals.Calculate(t.Context(), in))(t)
}

func taxOf(t testing.TB, s *ecomtest.Shop, a contact.Address) string {
	t.Helper()
	return price(t, s, a, nil).PriceSummary.Tax.Amount.String()
}

var (
	ny = contact.Address{Country: "US", Subdivision: "US-NY"}
	us = contact.Address{Country: "US"}
	de = contact.Address{Country: "DE"}
)

// errorOf returns the error of a call with one result.
func errorOf[T any](_ T, err error) error { return err }

// export returns everything that the shop keeps.
func export(t testing.TB, s *ecomtest.Shop) string {
	t.Helper()
	var b strings.Builder
	if _, err := s.Export(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func queryOf(body string) query.Request {
	var r query.Request
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		panic(err)
	}
	return r
}

func contactOf(country, subdivision string) contact.Address {
	return contact.Address{Country: country, Subdivision: subdivision}
}

var billing = &item.TaxableAddress{AddressType: item.AddressBilling}

// requestOf asks about one item at an address.
func requestOf(a contact.Address, price string) taxes.CalculateTaxRequest {
	return taxes.CalculateTaxRequest{
		Currency: money.USD, Addresses: []contact.Address{a},
		LineItems: []taxes.LineItem{{ID: "a", Quantity: 1, Price: money.MustParse(price, money.USD), AddressIndex: tax.Single(0)}},
	}
}
