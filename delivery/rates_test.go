// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin"
)

func when(amount plugin.Decimal, ks ...delivery.Condition) delivery.ConditionalRates {
	return delivery.ConditionalRates{Amount: amount, Conditions: ks}
}

func is(t delivery.ConditionType, o delivery.LogicalOperator, v plugin.Decimal) delivery.Condition {
	return delivery.Condition{Type: t, Operator: o, Value: v}
}

// Of the rates that hold the lowest is charged; when none does, the option is
// not offered. Units cost 10.00 and weigh 0.5 kg.
func TestConditionalRates(t *testing.T) {
	t.Parallel()
	each := when("1.25")
	each.MultiplyByQuantity = true
	for name, tt := range map[string]struct {
		rates    []delivery.ConditionalRates
		quantity int
		want     string // "" when it is not offered
	}{
		"always":            {[]delivery.ConditionalRates{when("5.00")}, 1, "5.00"},
		"lowest":            {[]delivery.ConditionalRates{when("5.00"), when("3.00"), when("4.00")}, 1, "3.00"},
		"weight EQ":         {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalWeight, delivery.EQ, "1.5"))}, 3, "5.00"},
		"weight not EQ":     {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalWeight, delivery.EQ, "1.5"))}, 2, ""},
		"weight GT":         {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalWeight, delivery.GT, "1.5"))}, 3, ""},
		"weight GTE":        {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalWeight, delivery.GTE, "1.500"))}, 3, "5.00"},
		"price LT":          {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalPrice, delivery.LT, "30"))}, 3, ""},
		"price LTE":         {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalPrice, delivery.LTE, "30"))}, 3, "5.00"},
		"quantity GTE":      {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalQuantity, delivery.GTE, "3"))}, 3, "5.00"},
		"quantity LT":       {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalQuantity, delivery.LT, "3"))}, 3, ""},
		"both":              {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalQuantity, delivery.GTE, "2"), is(delivery.ByTotalPrice, delivery.LT, "30"))}, 2, "5.00"},
		"only one of them":  {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalQuantity, delivery.GTE, "2"), is(delivery.ByTotalPrice, delivery.LT, "30"))}, 3, ""},
		"free above":        {[]delivery.ConditionalRates{when("5.00"), when("0", is(delivery.ByTotalPrice, delivery.GTE, "50"))}, 5, "0.00"},
		"not free below":    {[]delivery.ConditionalRates{when("5.00"), when("0", is(delivery.ByTotalPrice, delivery.GTE, "50"))}, 4, "5.00"},
		"minimum":           {[]delivery.ConditionalRates{when("5.00", is(delivery.ByTotalPrice, delivery.GTE, "20"))}, 1, ""},
		"for each unit":     {[]delivery.ConditionalRates{each}, 4, "5.00"},
		"each, or the lump": {[]delivery.ConditionalRates{each, when("6.00")}, 5, "6.00"},
		"a great many":      {[]delivery.ConditionalRates{{Amount: "999999999", MultiplyByQuantity: true}}, 100_000, "99999999900000.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, nil)
			p := s.profile(t, "default", delivery.Region{Name: "world"})
			must(s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{
				Title: "Post", Rates: tt.rates, DeliveryRegionIDs: []delivery.RegionID{p.DeliveryRegions[0].ID},
			}))(t)
			want := tt.want
			if want != "" {
				want = "Post " + want
			}
			if got := s.offered(t, to("DE", ""), line("a", tt.quantity, "")); got != want {
				t.Errorf("offered %q, want %q", got, want)
			}
		})
	}
}

// Conditions see what is shipped and what the goods cost, not what is downloaded.
func TestLoad(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(c *ecom.Config) { c.WeightUnit = item.WeightUnitLB })
	p := s.profile(t, "default", delivery.Region{Name: "world"})
	must(s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{
		Title: "Post", DeliveryRegionIDs: []delivery.RegionID{p.DeliveryRegions[0].ID}, Rates: []delivery.ConditionalRates{
			when("7.00", is(delivery.ByTotalWeight, delivery.EQ, "1"), is(delivery.ByTotalQuantity, delivery.EQ, "2"), is(delivery.ByTotalPrice, delivery.EQ, "30")),
		},
	}))(t)
	book := line("b", 1, "")
	book.PhysicalProperties.Shippable = new(false)
	if got := s.offered(t, to("DE", ""), line("a", 2, ""), book); got != "Post 7.00" {
		t.Errorf("offered %q, want the post", got)
	}
	if got := s.offered(t, to("DE", ""), book); got != "" {
		t.Errorf("offered %q for what is not shipped", got)
	}
}

// Where local delivery goes.
func TestLocalDeliveryAreas(t *testing.T) {
	t.Parallel()
	at := func(lat, lon float64) *contact.Address {
		return &contact.Address{Country: "US", Subdivision: "US-NY", Geocode: &contact.Geocode{Latitude: lat, Longitude: lon}}
	}
	zip := func(country, code string) *contact.Address {
		return &contact.Address{Country: country, Subdivision: "NY", PostalCode: code}
	}
	zips := func(codes ...string) delivery.LocalDeliveryOption {
		return delivery.LocalDeliveryOption{ZipConfig: &delivery.ZipCodeConfig{ZipCodes: codes}}
	}
	around := func(radius delivery.Number, unit delivery.LengthUnit, from *contact.Geocode) delivery.LocalDeliveryOption {
		c := &delivery.RadiusConfig{Radius: radius, LengthUnit: unit}
		if from != nil {
			c.Address = &delivery.LocalDeliveryAddress{Geocode: from}
		}
		return delivery.LocalDeliveryOption{RadiusConfig: c}
	}
	square := delivery.LocalDeliveryOption{CustomAreaConfig: &delivery.CustomAreaConfig{Geocodes: []contact.Geocode{
		{Latitude: 40, Longitude: -75}, {Latitude: 42, Longitude: -75}, {Latitude: 41, Longitude: -74.5}, {Latitude: 42, Longitude: -73}, {Latitude: 40, Longitude: -73},
	}}}
	city := func(name, subdivision, country string) delivery.LocalDeliveryOption {
		return delivery.LocalDeliveryOption{CityConfig: &delivery.CityConfig{CityItems: []delivery.CityItem{{CityName: name, Subdivision: subdivision, Country: country}}}}
	}
	inCity := &contact.Address{Country: "US", Subdivision: "US-NY", City: " new york"}
	only := delivery.LocalDeliveryOption{Destinations: []delivery.LocalDestination{{Code: "us", Subdivisions: []string{"ny"}}}}
	for name, tt := range map[string]struct {
		option delivery.LocalDeliveryOption
		to     *contact.Address
		want   bool
	}{
		"everywhere":                  {delivery.LocalDeliveryOption{}, to("FR", ""), true},
		"destination":                 {only, to("US", "US-NY"), true},
		"other subdivision":           {only, to("US", "CA"), false},
		"other country":               {only, to("CA", "NY"), false},
		"whole code":                  {zips("10002", "10001"), zip("US", "10001"), true},
		"other code":                  {zips("10002"), zip("US", "10001"), false},
		"no code":                     {zips("10002"), zip("US", ""), false},
		"further digits":              {zips("10001"), zip("US", "10001-1234"), true},
		"further digits elsewhere":    {zips("10001"), zip("DE", "10001-1234"), false},
		"beginning":                   {zips("100*"), zip("US", "10099"), true},
		"other beginning":             {zips("100*"), zip("US", "10199"), false},
		"letters and blanks":          {zips("sw1a *"), zip("GB", "SW1A1AA"), true},
		"span begins":                 {zips("10001-10010"), zip("US", "10001"), true},
		"span ends":                   {zips("10001-10010"), zip("US", "10010"), true},
		"behind the span":             {zips("10001-10010"), zip("US", "10011"), false},
		"longer than the span":        {zips("10001-10010"), zip("IN", "100050"), false},
		"span of further digits":      {zips("10001-10010"), zip("US", "10005-0001"), true},
		"hyphen that is no span":      {zips("00-950"), zip("PL", "00-950"), true},
		"within the radius":           {around("2", "", nil), at(40.7580, -73.9855), true},               // 1.07 km
		"outside of the radius":       {around("1", "", nil), at(40.7580, -73.9855), false},              //
		"miles":                       {around("0.7", delivery.Miles, nil), at(40.7580, -73.9855), true}, // 0.66 miles
		"other centre":                {around("1", delivery.Kilometres, &contact.Geocode{Latitude: 40.7580, Longitude: -73.9855}), at(40.7580, -73.9855), true},
		"over the date line":          {around("50", "", &contact.Geocode{Latitude: 0, Longitude: 179.9}), at(0, -179.9), true},
		"nobody knows where":          {around("50", "", nil), to("US", "NY"), false},
		"inside of the polygon":       {square, at(40.5, -74), true},
		"outside":                     {square, at(39, -74), false},
		"in its dent":                 {square, at(41.8, -74.5), false},
		"polygon, nobody knows":       {square, to("US", "NY"), false},
		"city":                        {city("New York", "", "US"), inCity, true},
		"city of the subdivision":     {city("New York", "NY", "US"), inCity, true},
		"city of another":             {city("New York", "US-TX", "US"), inCity, false},
		"city of that name elsewhere": {city("New York", "", "GB"), inCity, false},
		"no city":                     {city("New York", "", "US"), to("US", "NY"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, nil)
			p := s.profile(t, "default", delivery.Region{Name: "world"})
			o := tt.option
			o.AreaName, o.Rate, o.DeliveryRegionIDs = "Courier", "3.00", []delivery.RegionID{p.DeliveryRegions[0].ID}
			must(s.LocalDeliveryOptions.CreateLocalDeliveryOption(t.Context(), o))(t)
			want := ""
			if tt.want {
				want = "Courier 3.00"
			}
			if got := s.offered(t, tt.to, line("a", 1, "")); got != want {
				t.Errorf("offered %q, want %q", got, want)
			}
		})
	}
}

// The deprecated way to say two rates.
func TestLocalDeliveryRate(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	p := s.profile(t, "default", delivery.Region{Name: "world"})
	o := must(s.LocalDeliveryOptions.CreateLocalDeliveryOption(t.Context(), delivery.LocalDeliveryOption{
		Rate: "4.00", MinimumFreeDeliveryOrderAmount: "30", DeliveryRegionIDs: []delivery.RegionID{p.DeliveryRegions[0].ID},
	}))(t)
	for quantity, want := range map[int]string{2: "Local delivery 4.00", 3: "Local delivery 0.00"} {
		if got := s.offered(t, to("US", ""), line("a", quantity, "")); got != want {
			t.Errorf("offered %q for %d, want %q", got, quantity, want)
		}
	}
	list := must(s.LocalDeliveryOptions.ListLocalDeliveryOptions(t.Context(), p.DeliveryRegions[0].ID))(t)
	if len(list) != 1 || list[0].ID != o.ID {
		t.Errorf("listed %+v, want the option", list)
	}
}
