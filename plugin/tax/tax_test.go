// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/plugin/tax"
)

// shop taxes in the ways that configurations can ask for.
const shop = `{
	"groups": [{"id": "standard", "name": "Standard", "default": true}, {"id": "food", "name": "Food"}],
	"regions": [
		{"country": "US", "subdivision": "*", "rates": [{"name": "US", "rate": "0.01"}]},
		{"country": "US", "subdivision": "US-NY", "rates": [
			{"name": "NY sales tax", "rate": "0.08875", "taxGroupId": "standard", "shipping": true}]},
		{"country": "us", "subdivision": "tx", "rates": []},
		{"country": "DE", "rates": [
			{"name": "USt", "rate": "0.19", "taxGroupId": "standard", "shipping": true, "taxType": "VAT"},
			{"name": "USt 7", "rate": "0.07", "taxGroupId": "food"}]},
		{"country": "CA", "subdivision": "QC", "rates": [
			{"name": "GST", "rate": "0.05"}, {"name": "QST", "rate": "0.09975", "compound": true, "shipping": true}]}
	]}`

func regions(t testing.TB) *tax.Regions {
	t.Helper()
	var cfg tax.Config
	d := json.NewDecoder(strings.NewReader(shop))
	d.DisallowUnknownFields()
	if err := d.Decode(&cfg); err != nil {
		t.Fatalf("Decode() = %v", err)
	}
	r, err := tax.New(cfg)
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return r
}

func names(list []tax.Breakdown) string {
	var s []string
	for _, b := range list {
		s = append(s, b.TaxName+" "+b.Rate.String())
	}
	return strings.Join(s, ", ")
}

func TestRates(t *testing.T) {
	t.Parallel()
	r := regions(t)
	for _, tt := range []struct {
		name, country, subdivision, group string
		shipping                          bool
		want                              string
	}{
		{"whole country", "US", "", "", false, "US 0.01"},
		{"subdivision without a region of its own", "US", "US-CA", "", false, "US 0.01"},
		{"full name matches no subdivision", "US", "New York", "", false, "US 0.01"},
		{"subdivision with prefix", "US", "US-NY", "", false, "NY sales tax 0.08875"},
		{"subdivision without prefix", "US", "NY", "standard", false, "NY sales tax 0.08875"},
		{"odd case", "us", " us-ny ", "", false, "NY sales tax 0.08875"},
		{"the most specific region wins as a whole", "US", "NY", "food", false, ""},
		{"region without rates", "US", "US-TX", "", false, ""},
		{"subdivision of another country", "CA", "US-NY", "", false, ""},
		{"default group", "DE", "", "", false, "USt 0.19"},
		{"group", "DE", "DE-BE", "food", false, "USt 7 0.07"},
		{"unknown group falls back to the default", "DE", "", "gone", false, "USt 0.19"},
		{"rates of all groups", "CA", "CA-QC", "food", false, "GST 0.05, QST 0.09975"},
		{"no region", "CA", "CA-ON", "", false, ""},
		{"unknown country", "FR", "", "", false, ""},
		{"no country", "", "NY", "", false, ""},
		{"shipping", "DE", "", "", true, "USt 0.19"},
		{"shipping of a group without shipping tax", "DE", "", "food", true, ""},
		{"shipping, some rates", "CA", "QC", "", true, "QST 0.09975"},
		{"shipping, none", "US", "CA", "", true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := &contact.Address{Country: tt.country, Subdivision: tt.subdivision}
			if got := names(r.Rates(a, tax.Item{TaxGroupID: tt.group, Shipping: tt.shipping})); got != tt.want {
				t.Errorf("Rates(%s %s, %q, %t) = %s, want %s", tt.country, tt.subdivision, tt.group, tt.shipping, got, tt.want)
			}
		})
	}
	if got := r.Rates(nil, tax.Item{}); got != nil {
		t.Errorf("Rates(nil) = %v, want none", got)
	}
	var none *tax.Regions
	if got := none.Rates(&contact.Address{Country: "US"}, tax.Item{}); got != nil {
		t.Errorf("nil Rates() = %v, want none", got)
	}
}

func TestRatesSayWhoseTheyAre(t *testing.T) {
	t.Parallel()
	r := regions(t)
	want := []tax.Breakdown{{
		Jurisdiction: "DE", JurisdictionType: tax.JurisdictionCountry, Rate: plugin.MustParseRate("0.19"), TaxType: "VAT", TaxName: "USt",
	}}
	if diff := cmp.Diff(want, r.Rates(&contact.Address{Country: "DE"}, tax.Item{})); diff != "" {
		t.Errorf("Rates(DE) (-want +got):\n%s", diff)
	}
	want = []tax.Breakdown{{
		Jurisdiction: "US-NY", JurisdictionType: tax.JurisdictionState, Rate: plugin.MustParseRate("0.08875"), TaxName: "NY sales tax",
	}}
	if diff := cmp.Diff(want, r.Rates(&contact.Address{Country: "US", Subdivision: "NY"}, tax.Item{})); diff != "" {
		t.Errorf("Rates(NY) (-want +got):\n%s", diff)
	}
}

func TestNoDefaultGroup(t *testing.T) {
	t.Parallel()
	r, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "DE", Rates: []tax.RegionRate{
		{Name: "A", TaxGroupID: "a", Rate: "0.19"}, {Name: "all", Rate: "0.01"},
	}}}})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	a := &contact.Address{Country: "DE"}
	for group, want := range map[string]string{"": "all 0.01", "a": "A 0.19, all 0.01", "b": "all 0.01"} {
		if got := names(r.Rates(a, tax.Item{TaxGroupID: group})); got != want {
			t.Errorf("Rates(%q) = %s, want %s", group, got, want)
		}
	}
}

func TestRatesDoNotAllocate(t *testing.T) {
	r := regions(t)
	a := &contact.Address{Country: "US", Subdivision: "US-NY"}
	if n := testing.AllocsPerRun(100, func() { _ = r.Rates(a, tax.Item{TaxGroupID: "standard"}) }); n != 0 {
		t.Errorf("Rates allocates %v times, want 0", n)
	}
}

func violations(err error) []string {
	var out []string
	for _, v := range fault.Violations(err) {
		rule := string(v.Rule)
		if v.RuleName != "" {
			rule = v.RuleName
		}
		out = append(out, v.Field+" "+rule)
	}
	return out
}

func TestConfigViolations(t *testing.T) {
	t.Parallel()
	many := make([]tax.RegionRate, 8)
	for i := range many {
		many[i].Rate = "0.01"
	}
	err := tax.Config{
		Groups: []tax.Group{{ID: "a", Default: true}, {ID: "a"}, {Default: true}},
		Regions: []tax.Region{
			{Rates: []tax.RegionRate{{Rate: "19"}, {}, {Rate: "abc"}, {Rate: "-0.1"}, {Rate: "0.0000001", JurisdictionType: "TOWN"}}},
			{Country: "USA"},
			{Country: "US", Subdivision: "CA-ON"},
			{Country: "DE"},
			{Country: "de", Subdivision: "*"},
			{Country: "FR", Rates: many},
		},
	}.Validate()
	want := []string{
		"groups[1].id ALREADY_EXISTS",
		"groups[2].id REQUIRED_FIELD",
		"groups[2].default VALIDATION",
		"regions[0].country REQUIRED_FIELD",
		"regions[0].rates[0].rate DECIMAL_LTE",
		"regions[0].rates[1].rate REQUIRED_FIELD",
		"regions[0].rates[2].rate FORMAT",
		"regions[0].rates[3].rate DECIMAL_GTE",
		"regions[0].rates[4].rate DECIMAL_MAX_SCALE",
		"regions[0].rates[4].jurisdictionType INVALID_ENUM_VALUE",
		"regions[1].country FORMAT",
		"regions[2].subdivision INVALID_SUBDIVISION_FORMAT",
		"regions[4] ALREADY_EXISTS",
		"regions[5].rates MAX_SIZE",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Validate() (-want +got):\n%s", diff)
	}
}

func request() tax.Request {
	return tax.Request{
		Currency:  money.USD,
		Addresses: []contact.Address{{Country: "US", Subdivision: "US-NY"}, {Country: "DE"}},
		LineItems: []tax.LineItem{
			{ID: "1", Quantity: 2, Price: money.MustParse("10.00", money.USD), TotalPrice: money.MustParse("20.00", money.USD), AddressIndex: tax.Single(0)},
			{ID: "2", Quantity: 1, TotalPrice: money.MustParse("5.00", money.USD), TaxGroupID: "food", AddressIndex: tax.AddressIndex{
				MultipleAddresses: &tax.MultipleAddresses{Origin: 0, Destination: 1},
			}},
			{ID: "shipping", Quantity: 1, TotalPrice: money.MustParse("4.99", money.USD), AddressIndex: tax.Single(1), Shipping: true},
		},
	}
}

func TestCalculateTax(t *testing.T) {
	t.Parallel()
	r := regions(t)
	plugintest.TestCalculator(t, r, request())
	resp, err := r.CalculateTax(t.Context(), request())
	if err != nil {
		t.Fatalf("CalculateTax() = %v", err)
	}
	for i, want := range []string{"NY sales tax 0.08875", "USt 7 0.07", "USt 0.19"} {
		if got := names(resp.LineItemTaxDetails[i].TaxBreakdown); got != want {
			t.Errorf("line %d is taxed by %s, want %s", i, got, want)
		}
	}
	bad := request()
	bad.LineItems[0].AddressIndex = tax.AddressIndex{}
	if _, err := r.CalculateTax(t.Context(), bad); fault.Code(err) != tax.CodeInvalidAddressIndex || !errors.Is(err, fault.Invalid) {
		t.Errorf("CalculateTax(no index) = %v, want %s", err, tax.CodeInvalidAddressIndex)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	amount := func(text string) *money.Amount { return new(money.MustParse(text, 0)) }
	detail := func(id string, bs ...tax.Breakdown) tax.LineItemTaxDetails {
		return tax.LineItemTaxDetails{ID: id, TaxBreakdown: bs}
	}
	r := request()
	r.LineItems[1].TaxIncludedInPrice = true
	good := tax.Response{Currency: money.USD, LineItemTaxDetails: []tax.LineItemTaxDetails{
		detail("2", tax.Breakdown{TaxAmount: amount("0.3271"), TaxableAmount: amount("4.6729")}), detail("1"), detail("shipping"),
	}}
	if err := tax.Check(r, good); err != nil {
		t.Errorf("Check(good) = %v", err)
	}
	bad := tax.Response{Currency: money.EUR, LineItemTaxDetails: []tax.LineItemTaxDetails{
		detail("1", make([]tax.Breakdown, 8)...),
		detail("1"),
		detail("2", tax.Breakdown{TaxAmount: amount("3")}, tax.Breakdown{TaxAmount: amount("3")}),
		detail("3", tax.Breakdown{TaxAmount: amount("-1"), TaxName: strings.Repeat("x", 201), JurisdictionType: "X"}),
	}}
	r.LineItems[2].ID = "3"
	r.LineItems = append(r.LineItems, tax.LineItem{ID: "4"})
	want := []string{
		"currency VALIDATION",
		"lineItemTaxDetails[0].taxBreakdown MAX_SIZE",
		"lineItemTaxDetails[1].id VALIDATION",
		"lineItemTaxDetails[2].taxBreakdown VALIDATION",
		"lineItemTaxDetails[3].taxBreakdown[0].jurisdictionType INVALID_ENUM_VALUE",
		"lineItemTaxDetails[3].taxBreakdown[0].taxName MAX_LENGTH",
		"lineItemTaxDetails[3].taxBreakdown[0].taxAmount VALIDATION",
		"lineItemTaxDetails VALIDATION",
	}
	if diff := cmp.Diff(want, violations(tax.Check(r, bad))); diff != "" {
		t.Errorf("Check(bad) (-want +got):\n%s", diff)
	}
}

func TestWireForm(t *testing.T) {
	t.Parallel()
	resp, err := regions(t).CalculateTax(t.Context(), request())
	if err != nil {
		t.Fatalf("CalculateTax() = %v", err)
	}
	resp.LineItemTaxDetails = resp.LineItemTaxDetails[:1]
	data, err := json.Marshal(resp)
	if err != nil {
		t.Fatalf("Marshal() = %v", err)
	}
	const want = `{"currency":"USD","lineItemTaxDetails":[{"id":"1","quantity":2,"taxBreakdown":[` +
		`{"jurisdiction":"US-NY","jurisdictionType":"STATE","rate":"0.08875","taxName":"NY sales tax"}]}]}`
	if string(data) != want {
		t.Errorf("Marshal() = %s, want %s", data, want)
	}
}

func FuzzRates(f *testing.F) {
	r := regions(f)
	f.Add("US", "US-NY", "standard", false)
	f.Add("us", "ny", "", true)
	f.Fuzz(func(t *testing.T, country, subdivision, group string, shipping bool) {
		a := &contact.Address{Country: country, Subdivision: subdivision}
		it := tax.Item{TaxGroupID: group, Shipping: shipping}
		got := r.Rates(a, it)
		if again := r.Rates(a.Normalized(), it); names(again) != names(got) {
			t.Errorf("Rates(%q, %q) = %s, but %s once the address is normalized", country, subdivision, names(got), names(again))
		}
	})
}

func BenchmarkRates(b *testing.B) {
	r := regions(b)
	a := &contact.Address{Country: "US", Subdivision: "US-NY"}
	b.ReportAllocs()
	for b.Loop() {
		_ = r.Rates(a, tax.Item{TaxGroupID: "standard"})
	}
}

func TestRequestClone(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(tax.Request), func(r *tax.Request) *tax.Request { return new(r.Clone()) })
}
