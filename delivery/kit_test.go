// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

const (
	parcelID = "0a1b2c3d-0000-4000-8000-000000000001"
	freight  = "0a1b2c3d-0000-4000-8000-000000000002" // needs a backup rate
)

// answers are what a carrier of a test gives.
type answers struct {
	rates []shipping.Rate
	err   error
	asked []shipping.Request
}

func (a *answers) GetShippingRates(_ context.Context, r shipping.Request) (shipping.Response, error) {
	a.asked = append(a.asked, r)
	return shipping.Response{ShippingRates: a.rates}, a.err
}

// Inline keeps the questions in order.
func (a *answers) Inline() bool { return true }

func quoted(code, price string) shipping.Rate {
	return shipping.Rate{Code: code, Title: strings.ToUpper(code), Cost: shipping.Cost{Price: money.MustParse(price, money.USD), Currency: money.USD}}
}

// shop is a shop with two carriers beside its own, and a business in New York.
type shop struct {
	*ecomtest.Shop
	parcel, freight *answers
	without         bool // the next twin does not have the parcel carrier
}

func newShop(t *testing.T, change func(*ecom.Config)) *shop {
	t.Helper()
	s := &shop{parcel: new(answers), freight: new(answers)}
	s.Shop = ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Shipping = []shipping.Service{
			{ID: parcelID, Name: "Parcel", Carrier: s.parcel},
			{ID: freight, Name: "Freight", Carrier: s.freight, FallbackDefinitionMandatory: true},
		}
		c.BusinessAddress = &contact.Address{Country: "US", Geocode: &contact.Geocode{Latitude: 40.7484, Longitude: -73.9857}}
		if s.without {
			c.Shipping = c.Shipping[1:]
		}
		if change != nil {
			change(c)
		}
	})
	return s
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// profile makes a profile.
func (s *shop) profile(t *testing.T, name string, regions ...delivery.Region) *delivery.Profile {
	t.Helper()
	return must(s.DeliveryProfiles.CreateDeliveryProfile(t.Context(), delivery.Profile{Name: name, DeliveryRegions: regions}))(t)
}

// option makes a shipping option with one rate.
func (s *shop) option(t *testing.T, title, amount string, regions ...delivery.RegionID) *delivery.ShippingOption {
	t.Helper()
	return must(s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{
		Title: title, DeliveryRegionIDs: regions, Rates: []delivery.ConditionalRates{{Amount: plugin.Decimal(amount)}},
	}))(t)
}

func country(name string, codes ...string) delivery.Region {
	r := delivery.Region{Name: name}
	for _, code := range codes {
		r.Destinations = append(r.Destinations, delivery.Destination{CountryCode: code})
	}
	return r
}

// line is a line of things that cost 10.00 and weigh 0.5 kg each.
func line(id string, quantity int, profile delivery.ProfileID) pricing.RequestLine {
	return pricing.RequestLine{
		ID: id, Quantity: quantity, Price: new(money.MustParse("10.00", money.USD)), DeliveryProfileID: string(profile),
		PhysicalProperties: &pricing.RequestPhysical{Weight: "0.5"},
	}
}

func to(country, subdivision string) *contact.Address {
	return &contact.Address{Country: country, Subdivision: subdivision}
}

// totals prices lines that go to an address.
func (s *shop) totals(t *testing.T, address *contact.Address, choice string, lines ...pricing.RequestLine) *pricing.Totals {
	t.Helper()
	r := pricing.Request{LineItems: lines, ShippingAddress: address}
	if choice != "" {
		r.SelectedShippingOption = &pricing.SelectedShippingOption{Code: choice}
	}
	totals := must(s.Totals.CalculateTotals(t.Context(), r))(t)
	if err := pricing.Check(totals); err != nil {
		t.Errorf("the totals do not add up: %v", err)
	}
	return totals
}

// offered says in one line what is offered for lines that go to an address, and
// what went wrong.
func (s *shop) offered(t *testing.T, address *contact.Address, lines ...pricing.RequestLine) string {
	t.Helper()
	return offers(s.totals(t, address, "", lines...))
}

func offers(t *pricing.Totals) string {
	var out []string
	for _, c := range t.ShippingInfo.CarrierServiceOptions {
		for _, o := range c.ShippingOptions {
			text := o.Title + " " + o.Cost.Price.Amount.String()
			if o.Partial != nil {
				text += " partial"
			}
			out = append(out, text)
		}
	}
	if e := t.CalculationErrors; e != nil {
		if e.GeneralShippingCalculationError != nil {
			out = append(out, e.GeneralShippingCalculationError.Code())
		}
		if e.CarrierErrors != nil {
			for _, c := range e.CarrierErrors.Errors {
				out = append(out, fmt.Sprintf("%s of %.8s", c.Error.Code(), c.CarrierID))
			}
		}
		if e.SelectedShippingOptionError != nil {
			out = append(out, e.SelectedShippingOptionError.Code())
		}
	}
	return strings.Join(out, ", ")
}
