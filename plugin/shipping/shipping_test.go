// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/plugin/shipping"
)

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

// parcel asks for one line of goods at a price, of a weight.
func parcel(price, weight string, to *contact.Address) shipping.Request {
	return shipping.Request{
		Currency: money.USD, WeightUnit: item.WeightUnitKG, ShippingDestination: to,
		LineItems: []shipping.LineItem{{
			Name: "Mug", Quantity: 1, Price: usd(price),
			PhysicalProperties: &item.PhysicalProperties{Weight: decimal.RequireFromString(weight), Shippable: true},
		}},
	}
}

func options(t testing.TB, opts ...shipping.Option) *shipping.Options {
	t.Helper()
	o, err := shipping.New(shipping.Config{Currency: money.USD, Options: opts})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return o
}

// offered returns codes and prices of an answer.
func offered(t testing.TB, c shipping.Carrier, r shipping.Request) string {
	t.Helper()
	resp, err := c.GetShippingRates(context.Background(), r)
	if err != nil {
		return fault.Code(err)
	}
	if err := shipping.Check(r, resp); err != nil {
		t.Errorf("Check() = %v", err)
	}
	var s []string
	for _, rate := range resp.ShippingRates {
		s = append(s, rate.Code+" "+rate.Cost.Price.String())
	}
	return strings.Join(s, ", ")
}

func to(country, subdivision string) *contact.Address {
	return &contact.Address{Country: country, Subdivision: subdivision}
}

func TestArea(t *testing.T) {
	t.Parallel()
	const price = plugin.Decimal("5")
	for _, tt := range []struct {
		name         string
		countries    []string
		subdivisions []string
		to           *contact.Address
		want         string
	}{
		{"everywhere", nil, nil, to("FR", ""), "s 5.00"},
		{"everywhere, no address", nil, nil, nil, "s 5.00"},
		{"country", []string{"US", "CA"}, nil, to("CA", ""), "s 5.00"},
		{"country in odd case", []string{" us "}, nil, to("Us", ""), "s 5.00"},
		{"other country", []string{"US"}, nil, to("FR", ""), ""},
		{"country, no address", []string{"US"}, nil, nil, "PARTIAL_ADDRESS"},
		{"country, address without country", []string{"US"}, nil, to("", "NY"), "PARTIAL_ADDRESS"},
		{"subdivision with prefix", []string{"US"}, []string{"US-NY"}, to("US", "NY"), "s 5.00"},
		{"subdivision without prefix", []string{"US"}, []string{"ny"}, to("US", "US-NY"), "s 5.00"},
		{"other subdivision", []string{"US"}, []string{"US-NY"}, to("US", "US-CA"), ""},
		{"subdivision, address without", []string{"US"}, []string{"US-NY"}, to("US", ""), "PARTIAL_ADDRESS"},
		{"prefix restricts its country only", []string{"US", "CA"}, []string{"US-NY"}, to("CA", "CA-ON"), "s 5.00"},
		{"no prefix restricts all countries", []string{"US", "CA"}, []string{"NY"}, to("CA", "CA-ON"), ""},
		{"subdivisions alone", nil, []string{"US-NY"}, to("US", "NY"), "s 5.00"},
		{"subdivisions alone, other country", nil, []string{"US-NY"}, to("DE", "NY"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := options(t, shipping.Option{Code: "s", Title: "S", Price: price, Countries: tt.countries, Subdivisions: tt.subdivisions})
			if got := offered(t, o, parcel("10", "1", tt.to)); got != tt.want {
				t.Errorf("offered %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPartialAddressOnlyWithoutAnswer(t *testing.T) {
	t.Parallel()
	o := options(t,
		shipping.Option{Code: "us", Title: "US", Price: "5", Countries: []string{"US"}},
		shipping.Option{Code: "any", Title: "Any", Price: "9"})
	if got, want := offered(t, o, parcel("10", "1", nil)), "any 9.00"; got != want {
		t.Errorf("offered %q, want %q", got, want)
	}
	o = options(t, shipping.Option{Code: "us", Title: "US", Price: "5", Countries: []string{"US"}})
	_, err := o.GetShippingRates(t.Context(), parcel("10", "1", &contact.Address{City: "Boston"}))
	if !errors.Is(err, fault.Invalid) || len(fault.Violations(err)) != 1 || fault.Violations(err)[0].Field != "shippingDestination.country" {
		t.Errorf("GetShippingRates() = %v, want a violation of shippingDestination.country", err)
	}
}

func TestByWeight(t *testing.T) {
	t.Parallel()
	tiers := []shipping.Tier{{UpTo: "1", Price: "4.99"}, {UpTo: "2.5", Price: "7.99"}, {Price: "9.99"}}
	o := options(t,
		shipping.Option{Code: "all", Title: "All", ByWeight: tiers},
		shipping.Option{Code: "light", Title: "Light", ByWeight: tiers[:1]})
	for weight, want := range map[string]string{
		"0": "all 4.99, light 4.99", "1": "all 4.99, light 4.99", "1.000001": "all 7.99", "2.5": "all 7.99", "100": "all 9.99",
	} {
		if got := offered(t, o, parcel("10", weight, nil)); got != want {
			t.Errorf("%s kg: offered %q, want %q", weight, got, want)
		}
	}
	r := parcel("10", "0.5", nil)
	r.LineItems[0].Quantity = 3
	if got, want := offered(t, o, r), "all 7.99"; got != want {
		t.Errorf("3 x 0.5 kg: offered %q, want %q", got, want)
	}
	r = parcel("10", "2.2", nil)
	r.WeightUnit = item.WeightUnitLB
	if got, want := offered(t, o, r), "all 4.99, light 4.99"; got != want {
		t.Errorf("2.2 lb: offered %q, want %q", got, want)
	}
	r = parcel("10", "2.21", nil)
	r.WeightUnit = item.WeightUnitLB
	if got, want := offered(t, o, r), "all 7.99"; got != want {
		t.Errorf("2.21 lb: offered %q, want %q", got, want)
	}
}

func TestFreeAbove(t *testing.T) {
	t.Parallel()
	o := options(t, shipping.Option{Code: "s", Title: "S", Price: "4.99", FreeAbove: "50"})
	for price, want := range map[string]string{"49.99": "s 4.99", "50.00": "s 0.00", "50.01": "s 0.00"} {
		if got := offered(t, o, parcel(price, "1", nil)); got != want {
			t.Errorf("goods of %s: offered %q, want %q", price, got, want)
		}
	}
	r := parcel("60.00", "1", nil)
	r.Goods = new(usd("49.99"))
	if got, want := offered(t, o, r), "s 4.99"; got != want {
		t.Errorf("goods of 60.00 discounted to 49.99: offered %q, want %q", got, want)
	}
	r = parcel("60.00", "1", nil)
	r.LineItems[0].TotalPrice = new(usd("10.00"))
	if got, want := offered(t, o, r), "s 4.99"; got != want {
		t.Errorf("line total of 10.00: offered %q, want %q", got, want)
	}
}

func TestWhatIsShippable(t *testing.T) {
	t.Parallel()
	o := options(t, shipping.Option{Code: "s", Title: "S", ByWeight: []shipping.Tier{{UpTo: "1", Price: "4.99"}}})
	r := parcel("10", "5", nil)
	r.LineItems[0].PhysicalProperties.Shippable = false
	if got := offered(t, o, r); got != "" {
		t.Errorf("nothing shippable: offered %q, want nothing", got)
	}
	r.LineItems = append(r.LineItems, shipping.LineItem{Name: "Card", Quantity: 1, Price: usd("1.00")})
	if got, want := offered(t, o, r), "s 4.99"; got != want {
		t.Errorf("what is not shippable weighs nothing: offered %q, want %q", got, want)
	}
}

func TestPickup(t *testing.T) {
	t.Parallel()
	o := options(t, shipping.Option{Code: "p", Title: "Pickup", Pickup: true, DeliveryTime: "1 hour", Instructions: "Ring."})
	r := parcel("10", "1", nil)
	r.ShippingOrigin = &contact.Address{Country: "US", City: "Boston"}
	resp, err := o.GetShippingRates(t.Context(), r)
	if err != nil {
		t.Fatalf("GetShippingRates() = %v", err)
	}
	want := shipping.Logistics{DeliveryTime: "1 hour", Instructions: "Ring.", PickupDetails: &shipping.PickupDetails{
		Address: r.ShippingOrigin, PickupMethod: shipping.StorePickup,
	}}
	if diff := cmp.Diff(want, resp.ShippingRates[0].Logistics); diff != "" {
		t.Errorf("Logistics (-want +got):\n%s", diff)
	}
	if got := resp.ShippingRates[0].Cost.Price; !got.IsZero() {
		t.Errorf("pickup costs %s, want 0", got)
	}
}

func TestCurrency(t *testing.T) {
	t.Parallel()
	o := options(t, shipping.Option{Code: "s", Title: "S", Price: "4.99"})
	r := parcel("10", "1", nil)
	r.Currency = money.EUR
	if _, err := o.GetShippingRates(t.Context(), r); fault.Code(err) != shipping.CodeGenericError {
		t.Errorf("GetShippingRates(EUR) = %v, want %s", err, shipping.CodeGenericError)
	}
	r.Currency = 0
	resp, err := o.GetShippingRates(t.Context(), r)
	if err != nil || resp.ShippingRates[0].Cost.Currency != money.USD {
		t.Errorf("GetShippingRates(no currency) = %+v, %v, want USD", resp, err)
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
	err := shipping.Config{WeightUnit: "STONE", Options: []shipping.Option{
		{},
		{Code: "a", Title: "A", Price: "x", Countries: []string{"", "Germany"}},
		{Code: "a", Title: "A", Price: "1", ByWeight: []shipping.Tier{{Price: "1"}, {UpTo: "2"}, {UpTo: "1", Price: "-1"}}},
		{Code: "b", Title: "B", Price: "1", FreeAbove: "free", Countries: []string{"US"}, Subdivisions: []string{"CA-ON", ""}},
	}}.Validate()
	want := []string{
		"currency REQUIRED_FIELD",
		"weightUnit INVALID_ENUM_VALUE",
		"[0].code MIN_LENGTH",
		"[0].title MIN_LENGTH",
		"[0] REQUIRED_ONE_OF_FIELD",
		"[1].price FORMAT",
		"[1].countries[0] REQUIRED_FIELD",
		"[1].countries[1] FORMAT",
		"[2] ONE_OF_ALIGNMENT",
		"[2].byWeight[0].upTo REQUIRED_FIELD",
		"[2].byWeight[1].price REQUIRED_FIELD",
		"[2].byWeight[2].price DECIMAL_GTE",
		"[2].byWeight[2].upTo DECIMAL_GT",
		"[2].code ALREADY_EXISTS",
		"[3].freeAbove FORMAT",
		"[3].subdivisions[0] INVALID_SUBDIVISION_FORMAT",
		"[3].subdivisions[1] REQUIRED_FIELD",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Validate() (-want +got):\n%s", diff)
	}
	var c fault.Checker
	c.AddAll("shipping", err)
	if got, want := violations(c.Err())[5], "shipping[1].price FORMAT"; got != want {
		t.Errorf("in a shop file: %q, want %q", got, want)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	cost := func(price string, cur money.Currency) shipping.Cost {
		return shipping.Cost{Price: money.MustParse(price, 0), Currency: cur}
	}
	bad := shipping.Response{ShippingRates: []shipping.Rate{
		{Code: "a", Cost: cost("1", money.USD)},
		{Code: "a", Title: strings.Repeat("x", 251), Cost: cost("-1", money.USD)},
		{Cost: cost("1.999", money.USD)},
		{Code: "d", Cost: cost("1", money.EUR)},
		{Code: "e", Cost: shipping.Cost{Currency: money.USD, AdditionalCharges: []shipping.AdditionalCharge{{Price: usd("-1")}}}},
	}}
	want := []string{
		"shippingRates[1].code VALIDATION",
		"shippingRates[1].title MAX_LENGTH",
		"shippingRates[1].cost.price DECIMAL_GTE",
		"shippingRates[2].code MIN_LENGTH",
		"shippingRates[2].cost.price DECIMAL_MAX_SCALE",
		"shippingRates[3].cost.currency VALIDATION",
		"shippingRates[4].cost.additionalCharges[0].price DECIMAL_GTE",
	}
	if diff := cmp.Diff(want, violations(shipping.Check(parcel("1", "1", nil), bad))); diff != "" {
		t.Errorf("Check() (-want +got):\n%s", diff)
	}
}

func TestCostTotal(t *testing.T) {
	t.Parallel()
	c := shipping.Cost{Price: money.MustParse("4.99", 0), Currency: money.USD, AdditionalCharges: []shipping.AdditionalCharge{
		{Type: shipping.ChargeHandlingFee, Price: money.MustParse("1.01", 0)}, {Type: shipping.ChargeInsurance, Price: usd("2.00")},
	}}
	if got, err := c.Total(); err != nil || got.String() != "8.00" {
		t.Errorf("Total() = %s, %v, want 8.00", got, err)
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	a := options(t, shipping.Option{Code: "s", Title: "A", Price: "1"}, shipping.Option{Code: "a", Title: "A", Price: "2"})
	b := options(t, shipping.Option{Code: "s", Title: "B", Price: "3"}, shipping.Option{Code: "b", Title: "B", Price: "4"})
	down := shipping.CarrierFunc(func(context.Context, shipping.Request) (shipping.Response, error) {
		return shipping.Response{}, fault.Unavailable
	})
	broken := shipping.CarrierFunc(func(context.Context, shipping.Request) (shipping.Response, error) { panic("broken") })
	r := parcel("10", "1", nil)
	for _, tt := range []struct {
		name   string
		joined shipping.Carrier
		inline bool
		want   string
	}{
		{"inline", shipping.Join(a, b), true, "s 1.00, a 2.00, b 4.00"},
		{"one is down", shipping.Join(down, a, broken, b), false, "s 1.00, a 2.00, b 4.00"},
		{"none", shipping.Join(), true, ""},
	} {
		if got := offered(t, tt.joined, r); got != tt.want {
			t.Errorf("%s: offered %q, want %q", tt.name, got, tt.want)
		}
		if got := tt.joined.(interface{ Inline() bool }).Inline(); got != tt.inline {
			t.Errorf("%s: Inline() = %t, want %t", tt.name, got, tt.inline)
		}
	}
	if _, err := shipping.Join(down, broken).GetShippingRates(t.Context(), r); !errors.Is(err, fault.Unavailable) {
		t.Errorf("all down: %v, want %v", err, fault.Unavailable)
	}
	if _, err := shipping.Join(broken).GetShippingRates(t.Context(), r); !errors.Is(err, fault.Internal) {
		t.Errorf("panic: %v, want %v", err, fault.Internal)
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	o := options(t,
		shipping.Option{Code: "us", Title: "US", Price: "5", Countries: []string{"US"}},
		shipping.Option{Code: "pickup", Title: "Pickup", Pickup: true, Countries: []string{"US"}})
	plugintest.TestCarrier(t, o, parcel("10", "1", to("US", "NY")), parcel("10", "1", nil), parcel("10", "1", to("FR", "")))
}

// The platform's own request is read, with either name of its address lines.
func TestReadsPlatformRequest(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/request.json")
	if err != nil {
		t.Fatal(err)
	}
	var r shipping.Request
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatalf("Unmarshal() = %v", err)
	}
	r.Currency = money.USD
	o, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "ny", Title: "New York", Subdivisions: []string{"US-NY"}, ByWeight: []shipping.Tier{{UpTo: "0.19", Price: "4"}}, FreeAbove: "100.01"},
	}})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	if got, want := offered(t, o, r), "ny 4.00"; got != want {
		t.Errorf("offered %q, want %q", got, want)
	}
	if r.ShippingDestination.AddressLine != "1 Main Street" || r.ShippingOrigin.AddressLine != "2 Side Street" {
		t.Errorf("address lines %q and %q, want 1 Main Street and 2 Side Street", r.ShippingDestination.AddressLine, r.ShippingOrigin.AddressLine)
	}
	if got := r.LineItems[0].CatalogReference.Options["variantId"]; got != "9d1bc95e-d6ed-4546-b89b-c61e334e2d5e" {
		t.Errorf("variantId = %v", got)
	}
}

func FuzzArea(f *testing.F) {
	f.Add("US", "US-NY", "US", "NY")
	f.Add("", "NY", "us", "us-ny")
	f.Fuzz(func(t *testing.T, country, subdivision, toCountry, toSubdivision string) {
		opt := shipping.Option{Code: "s", Title: "S", Price: "1"}
		if country != "" {
			opt.Countries = []string{country}
		}
		if subdivision != "" {
			opt.Subdivisions = []string{subdivision}
		}
		o, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{opt}})
		if err != nil {
			return
		}
		a := to(toCountry, toSubdivision)
		got := offered(t, o, parcel("1", "1", a))
		if again := offered(t, o, parcel("1", "1", a.Normalized())); again != got {
			t.Errorf("%q %q: offered %q, but %q once the address is normalized", toCountry, toSubdivision, got, again)
		}
	})
}
