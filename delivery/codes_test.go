// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/query"
)

const nowhere = "99999999-9999-4999-8999-999999999999"

// documented are the error codes of the platform's methods of these services, by
// method. Two are of things that do not exist here: shipping rules, which the
// delivery regions took the place of, and the app id of a carrier, which is how
// it is named (it is refused all the same).
var documented = map[string][]string{
	"createDeliveryProfile": {
		"DELIVERY_PROFILES_LIMIT_EXCEEDED", "DESTINATIONS_COLLISION", "SINGLE_DEFAULT_DELIVERY_PROFILE",
		"UNKNOWN_DELIVERY_CARRIER", "DELIVERY_CARRIER_MISSING_BACKUP_RATE", "SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY",
	},
	"updateDeliveryProfile": {"DELIVERY_REGION_CANNOT_BE_UPDATED", "DEFAULT_CANNOT_BE_UPDATED"},
	"addDeliveryRegion": {
		"DELIVERY_PROFILE_NOT_FOUND", "DESTINATIONS_COLLISION", "UNKNOWN_DELIVERY_CARRIER", "DELIVERY_CARRIER_MISSING_BACKUP_RATE",
		"SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY",
	},
	"updateDeliveryRegion": {
		"DELIVERY_PROFILE_NOT_FOUND", "DELIVERY_REGION_NOT_FOUND", "DESTINATIONS_COLLISION", "DELIVERY_CARRIER_CANNOT_BE_UPDATED",
		"SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY",
	},
	"getDeliveryProfileByDeliveryRegionId": {"DELIVERY_REGION_NOT_FOUND"},
	"removeDeliveryRegion":                 {"DELIVERY_PROFILE_NOT_FOUND", "DELIVERY_REGION_NOT_FOUND"},
	"addDeliveryCarrier": {
		"DELIVERY_REGION_NOT_FOUND", "CARRIER_ALREADY_EXISTS_IN_REGION", "DELIVERY_CARRIER_MISSING_BACKUP_RATE", "UNKNOWN_DELIVERY_CARRIER",
	},
	"removeDeliveryCarrier": {"DELIVERY_REGION_NOT_FOUND"},
	"updateDeliveryCarrier": {
		"DELIVERY_REGION_NOT_FOUND", "DELIVERY_CARRIER_NOT_FOUND", "UNKNOWN_DELIVERY_CARRIER", "APP_ID_CANNOT_BE_UPDATED",
	},
	"createShippingOption":          {"INVALID_QUANTITY_VALUE"},
	"updateShippingOption":          {"INVALID_QUANTITY_VALUE"},
	"createLocalDeliveryOption":     {"LIMIT_OF_OPTIONS_PER_EXTERNAL_ID_EXCEEDED"},
	"bulkCreateLocalDeliveryOption": {"LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED"},
	"createPickupLocation":          {"LOCATIONS_IN_DELIVERY_REGIONS_LIMIT_EXCEEDED", "LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED"},
	"bulkCreatePickupLocation":      {"LOCATIONS_IN_DELIVERY_REGIONS_LIMIT_EXCEEDED", "LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED"},
}

// ours is the method of the codes for what the platform has none for. It comes
// first: the limit of profiles leaves the shop full.
const ours = "beside the platform's"

// everywhere is a region with every country as a destination.
func everywhere() delivery.Region {
	r := delivery.Region{Name: "everywhere"}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			var c fault.Checker
			if contact.CheckCountry(&c, "", string([]rune{a, b})); c.OK() {
				r.Destinations = append(r.Destinations, delivery.Destination{CountryCode: string([]rune{a, b})})
			}
		}
	}
	return r
}

// refusals are calls, by method, that are refused, each with another code.
func refusals(t *testing.T, s *shop) map[string]map[string]func() error {
	t.Helper()
	ctx := t.Context()
	def := s.profile(t, "default", country("home", "US"), delivery.Region{Name: "rest"})
	home := def.DeliveryRegions[0].ID
	bad := func(regions ...delivery.Region) func() error {
		return func() error {
			_, err := s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "bad", DeliveryRegions: regions})
			return err
		}
	}
	add := func(id delivery.ProfileID, r delivery.Region) func() error {
		return func() error {
			_, err := s.DeliveryProfiles.AddDeliveryRegion(ctx, delivery.AddDeliveryRegionRequest{DeliveryProfileID: id, DeliveryRegion: r})
			return err
		}
	}
	update := func(id delivery.ProfileID, region delivery.RegionID, u delivery.RegionUpdate) func() error {
		return func() error {
			_, err := s.DeliveryProfiles.UpdateDeliveryRegion(ctx, delivery.UpdateDeliveryRegionRequest{DeliveryProfileID: id, DeliveryRegionID: region, DeliveryRegion: u})
			return err
		}
	}
	remove := func(id delivery.ProfileID, region delivery.RegionID) func() error {
		return func() error {
			_, err := s.DeliveryProfiles.RemoveDeliveryRegion(ctx, delivery.RemoveDeliveryRegionRequest{DeliveryProfileID: id, DeliveryRegionID: region})
			return err
		}
	}
	carrier := func(region delivery.RegionID, k delivery.Carrier) func() error {
		return func() error {
			_, err := s.DeliveryProfiles.AddDeliveryCarrier(ctx, region, k)
			return err
		}
	}
	change := func(region delivery.RegionID, id string, u delivery.CarrierUpdate) func() error {
		return func() error {
			_, err := s.DeliveryProfiles.UpdateDeliveryCarrier(ctx, region, id, u)
			return err
		}
	}
	with := func(ids ...string) delivery.Region {
		r := country("x", "FR")
		for _, id := range ids {
			r.DeliveryCarriers = append(r.DeliveryCarriers, delivery.Carrier{AppID: id})
		}
		return r
	}
	swiss := country("x", "CH")
	swiss.Destinations[0].Subdivisions = []string{"CH-ZH"}
	ofRevision := func(u delivery.ProfileUpdate) func() error {
		u.Revision = 1
		return func() error {
			_, err := s.DeliveryProfiles.UpdateDeliveryProfile(ctx, def.ID, u)
			return err
		}
	}
	half := []delivery.ConditionalRates{{Amount: "1", Conditions: []delivery.Condition{{Type: delivery.ByTotalQuantity, Operator: delivery.GTE, Value: "1.5"}}}}
	option := s.option(t, "Standard", "5.00", home)
	dest := func(ds ...delivery.Destination) delivery.RegionUpdate {
		return delivery.RegionUpdate{Destinations: patch.Set(ds)}
	}
	return map[string]map[string]func() error{
		"createDeliveryProfile": {
			"DESTINATIONS_COLLISION":               bad(country("a", "US", "CA"), country("b", "CA")),
			"UNKNOWN_DELIVERY_CARRIER":             bad(with(nowhere)),
			"DELIVERY_CARRIER_MISSING_BACKUP_RATE": bad(with(freight)),
			"SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY": bad(swiss),
			"SINGLE_DEFAULT_DELIVERY_PROFILE": func() error {
				_, err := s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "second", Default: true})
				return err
			},
			"DELIVERY_PROFILES_LIMIT_EXCEEDED": func() error {
				for range delivery.MaxProfiles - 1 {
					must(s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "more"}))(t)
				}
				_, err := s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "too many"})
				return err
			},
		},
		"updateDeliveryProfile": {
			"DELIVERY_REGION_CANNOT_BE_UPDATED": ofRevision(delivery.ProfileUpdate{DeliveryRegions: patch.Set([]delivery.Region{})}),
			"DEFAULT_CANNOT_BE_UPDATED":         ofRevision(delivery.ProfileUpdate{Default: patch.Set(false)}),
		},
		"addDeliveryRegion": {
			"DELIVERY_PROFILE_NOT_FOUND":           add(nowhere, country("x", "FR")),
			"DESTINATIONS_COLLISION":               add(def.ID, delivery.Region{Name: "another rest"}),
			"UNKNOWN_DELIVERY_CARRIER":             add(def.ID, with(nowhere)),
			"DELIVERY_CARRIER_MISSING_BACKUP_RATE": add(def.ID, with(freight)),
			"SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY": add(def.ID, swiss),
		},
		"updateDeliveryRegion": {
			"DELIVERY_PROFILE_NOT_FOUND":         update(nowhere, home, delivery.RegionUpdate{}),
			"DELIVERY_REGION_NOT_FOUND":          update(def.ID, nowhere, delivery.RegionUpdate{}),
			"DESTINATIONS_COLLISION":             update(def.ID, home, dest()),
			"DELIVERY_CARRIER_CANNOT_BE_UPDATED": update(def.ID, home, delivery.RegionUpdate{DeliveryCarriers: patch.Set([]delivery.Carrier{})}),
			"SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY": update(def.ID, home,
				dest(delivery.Destination{CountryCode: "at", Subdivisions: []string{"AT-9"}})),
		},
		"getDeliveryProfileByDeliveryRegionId": {
			"DELIVERY_REGION_NOT_FOUND": func() error {
				_, err := s.DeliveryProfiles.GetDeliveryProfileByDeliveryRegionID(ctx, nowhere)
				return err
			},
		},
		"removeDeliveryRegion": {
			"DELIVERY_PROFILE_NOT_FOUND": remove(nowhere, home),
			"DELIVERY_REGION_NOT_FOUND":  remove(def.ID, nowhere),
		},
		"addDeliveryCarrier": {
			"DELIVERY_REGION_NOT_FOUND":            carrier(nowhere, delivery.Carrier{AppID: parcelID}),
			"CARRIER_ALREADY_EXISTS_IN_REGION":     carrier(home, delivery.Carrier{AppID: delivery.Pickup}),
			"DELIVERY_CARRIER_MISSING_BACKUP_RATE": carrier(home, delivery.Carrier{AppID: freight}),
			"UNKNOWN_DELIVERY_CARRIER":             carrier(home, delivery.Carrier{AppID: nowhere}),
		},
		"removeDeliveryCarrier": {
			"DELIVERY_REGION_NOT_FOUND": func() error {
				_, err := s.DeliveryProfiles.RemoveDeliveryCarrier(ctx, nowhere, parcelID)
				return err
			},
		},
		"updateDeliveryCarrier": {
			"DELIVERY_REGION_NOT_FOUND":  change(nowhere, parcelID, delivery.CarrierUpdate{}),
			"DELIVERY_CARRIER_NOT_FOUND": change(home, parcelID, delivery.CarrierUpdate{}),
			"APP_ID_CANNOT_BE_UPDATED":   change(home, delivery.Pickup, delivery.CarrierUpdate{AppID: patch.Set(parcelID)}),
			"UNKNOWN_DELIVERY_CARRIER":   func() error { return uninstalled(t, s, home) },
		},
		"createShippingOption": {
			"INVALID_QUANTITY_VALUE": func() error {
				_, err := s.ShippingOptions.CreateShippingOption(ctx, delivery.ShippingOption{Title: "x", Rates: half})
				return err
			},
		},
		"updateShippingOption": {
			"INVALID_QUANTITY_VALUE": func() error {
				_, err := s.ShippingOptions.UpdateShippingOption(ctx, option.ID, delivery.ShippingOptionUpdate{Revision: 1, Rates: patch.Set(half)})
				return err
			},
		},
		ours: {
			"DEFAULT_CANNOT_BE_DELETED": func() error { return s.DeliveryProfiles.DeleteDeliveryProfile(ctx, def.ID) },
			"REVISION_MISMATCH": func() error {
				return only(s.DeliveryProfiles.UpdateDeliveryProfile(ctx, def.ID, delivery.ProfileUpdate{Revision: 9, Name: patch.Set("x")}))
			},
			"SHIPPING_OPTION_NOT_FOUND":            func() error { return only(s.ShippingOptions.GetShippingOption(ctx, nowhere)) },
			"PICKUP_LOCATION_NOT_FOUND":            func() error { return only(s.PickupLocations.GetPickupLocation(ctx, nowhere)) },
			"LOCAL_DELIVERY_OPTION_NOT_FOUND":      func() error { return only(s.LocalDeliveryOptions.GetLocalDeliveryOption(ctx, nowhere)) },
			"DELIVERY_DESTINATIONS_LIMIT_EXCEEDED": bad(everywhere()), // beside those that the default profile has
			"INVALID_SUBDIVISION_FORMAT":           bad(delivery.Region{Name: "x", Destinations: []delivery.Destination{{CountryCode: "US", Subdivisions: []string{"CA-ON"}}}}),
		},
		"createLocalDeliveryOption":     {"LIMIT_OF_OPTIONS_PER_EXTERNAL_ID_EXCEEDED": func() error { return crowdLocal(t, s, home, false) }},
		"bulkCreateLocalDeliveryOption": {"LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED": func() error { return crowdLocal(t, s, home, true) }},
		"createPickupLocation": {
			"LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED": func() error { return crowdPickup(t, s, false, home) },
			"LOCATIONS_IN_DELIVERY_REGIONS_LIMIT_EXCEEDED":  func() error { return crowdPickup(t, s, false) },
		},
		"bulkCreatePickupLocation": {
			"LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED": func() error { return crowdPickup(t, s, true, home) },
			"LOCATIONS_IN_DELIVERY_REGIONS_LIMIT_EXCEEDED":  func() error { return crowdPickup(t, s, true) },
		},
	}
}

// uninstalled returns the error for a carrier that the shop had once.
func uninstalled(t *testing.T, s *shop, region delivery.RegionID) error {
	t.Helper()
	must(s.DeliveryProfiles.AddDeliveryCarrier(t.Context(), region, delivery.Carrier{AppID: parcelID}))(t)
	saved := *s.parcel
	s.without = true
	_, err := s.Twin().DeliveryProfiles.UpdateDeliveryCarrier(t.Context(), region, parcelID, delivery.CarrierUpdate{AdditionalCharges: patch.Set([]delivery.AdditionalCharge{})})
	s.without, *s.parcel = false, saved
	return err
}

// crowdLocal makes as many local delivery options as there may be in a region,
// and returns the error for one more.
func crowdLocal(t *testing.T, s *shop, region delivery.RegionID, bulk bool) error {
	t.Helper()
	one := delivery.LocalDeliveryOption{DeliveryRegionIDs: []delivery.RegionID{region}}
	all := make([]delivery.LocalDeliveryOption, delivery.MaxOptionsPerRegion)
	for i := range all {
		all[i] = one
	}
	r := must(s.LocalDeliveryOptions.BulkCreateLocalDeliveryOption(t.Context(), all))(t)
	if len(r.LocalDeliveryOptions) != len(all) {
		t.Fatalf("made %d options of %d: %v", len(r.LocalDeliveryOptions), len(all), r.Errors)
	}
	defer func() {
		var ids []delivery.LocalDeliveryOptionID
		for _, o := range r.LocalDeliveryOptions {
			ids = append(ids, o.ID)
		}
		if errs := must(s.LocalDeliveryOptions.BulkDeleteLocalDeliveryOption(t.Context(), ids))(t); len(errs) > 0 {
			t.Error(errs)
		}
	}()
	if !bulk {
		_, err := s.LocalDeliveryOptions.CreateLocalDeliveryOption(t.Context(), one)
		return err
	}
	again := must(s.LocalDeliveryOptions.BulkCreateLocalDeliveryOption(t.Context(), all[:1]))(t)
	return again.Errors[0].Error
}

// crowdPickup makes as many pickup locations as there may be in a region, or in
// the whole shop, and returns the error for one more.
func crowdPickup(t *testing.T, s *shop, bulk bool, regions ...delivery.RegionID) error {
	t.Helper()
	one := delivery.PickupLocation{Name: "Shop", Address: to("US", "NY"), DeliveryRegionIDs: regions}
	most := delivery.MaxPickupLocations
	if len(regions) > 0 {
		most = delivery.MaxOptionsPerRegion
	}
	all := slices.Repeat([]delivery.PickupLocation{one}, delivery.MaxBulk)
	var made []delivery.PickupLocationID
	for len(made) < most {
		r := must(s.PickupLocations.BulkCreatePickupLocation(t.Context(), all))(t)
		if len(r.Errors) > 0 {
			t.Fatal(r.Errors[0].Error)
		}
		for _, l := range r.PickupLocations {
			made = append(made, l.ID)
		}
	}
	defer func() {
		for ids := range slices.Chunk(made, delivery.MaxBulk) {
			if errs := must(s.PickupLocations.BulkDeletePickupLocation(t.Context(), ids))(t); len(errs) > 0 {
				t.Error(errs)
			}
		}
	}()
	if !bulk {
		_, err := s.PickupLocations.CreatePickupLocation(t.Context(), one)
		return err
	}
	return must(s.PickupLocations.BulkCreatePickupLocation(t.Context(), all[:1]))(t).Errors[0].Error
}

// Every code is provoked, each documented one by its method, and no other.
func TestDocumentedCodes(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	calls := refusals(t, s)
	codes := codetest.List{
		Documented: documented, Own: slices.Collect(maps.Keys(calls[ours])),
		Source: codetest.Source(t, ".", "UNSPECIFIED_LENGTH_UNIT"), // which the platform sends for none
	}
	for _, method := range slices.Sorted(maps.Keys(calls)) {
		for _, code := range slices.Sorted(maps.Keys(calls[method])) {
			if method != ours && !slices.Contains(documented[method], code) {
				t.Errorf("%s does not document %s", method, code)
			}
			before := len(s.Recorder.Events())
			err := calls[method][code]()
			if fault.Code(err) == "" {
				codes.Broken(t, method, code, err)
			} else {
				codes.Told(t, method, code, fault.Code(err))
			}
			if after := len(s.Recorder.Events()); after != before && code != "DELIVERY_PROFILES_LIMIT_EXCEEDED" && code != "UNKNOWN_DELIVERY_CARRIER" {
				t.Errorf("%s: what was refused with %s raised %d events", method, code, after-before)
			}
		}
	}
	codes.Done(t)
}

// Buyers can't see or change any of it, but where the shop delivers to.
func TestOnlyAdministrators(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	p := s.profile(t, "default", country("home", "US"))
	ctx := ecomtest.Visitor(t.Context(), 1)
	for name, call := range map[string]func() error{
		"CreateDeliveryProfile": func() error { return only(s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "x"})) },
		"GetDeliveryProfile":    func() error { return only(s.DeliveryProfiles.GetDeliveryProfile(ctx, p.ID)) },
		"QueryDeliveryProfiles": func() error { return only(s.DeliveryProfiles.QueryDeliveryProfiles(ctx, query.Request{})) },
		"DeleteDeliveryProfile": func() error { return s.DeliveryProfiles.DeleteDeliveryProfile(ctx, p.ID) },
		"byRegion": func() error {
			return only(s.DeliveryProfiles.GetDeliveryProfileByDeliveryRegionID(ctx, p.DeliveryRegions[0].ID))
		},
		"ListInstalled":        func() error { return only(s.DeliveryProfiles.ListInstalledDeliveryCarriers(ctx)) },
		"CreateShippingOption": func() error { return only(s.ShippingOptions.CreateShippingOption(ctx, delivery.ShippingOption{})) },
		"QueryShippingOptions": func() error { return only(s.ShippingOptions.QueryShippingOptions(ctx, query.Request{})) },
		"GetShippingOption":    func() error { return only(s.ShippingOptions.GetShippingOption(ctx, nowhere)) },
		"CreatePickupLocation": func() error { return only(s.PickupLocations.CreatePickupLocation(ctx, delivery.PickupLocation{})) },
		"BulkDeletePickup": func() error {
			return only(s.PickupLocations.BulkDeletePickupLocation(ctx, []delivery.PickupLocationID{nowhere}))
		},
		"ListLocalDelivery": func() error { return only(s.LocalDeliveryOptions.ListLocalDeliveryOptions(ctx, nowhere)) },
		"UpdateLocalDelivery": func() error {
			return only(s.LocalDeliveryOptions.UpdateLocalDeliveryOption(ctx, nowhere, delivery.LocalDeliveryOptionUpdate{}))
		},
	} {
		if err := call(); !errors.Is(err, fault.Denied) {
			t.Errorf("%s: %v, want denied", name, err)
		}
	}
	where := must(s.DeliveryProfiles.GetDeliveryDestinationProperties(ctx))(t)
	if len(where.Countries) != 0 {
		t.Errorf("countries = %+v, want none: nobody brings anything there", where.Countries)
	}
}

func only[T any](_ T, err error) error { return err }

// What is malformed is refused as a whole, with every violation by its path.
func TestViolations(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(c *ecom.Config) { c.BusinessAddress = nil })
	rate := func(amount plugin.Decimal, ks ...delivery.Condition) delivery.ConditionalRates {
		return delivery.ConditionalRates{Amount: amount, Conditions: ks}
	}
	for name, tt := range map[string]struct {
		call func() error
		want []string
	}{
		"profile": {func() error {
			return only(s.DeliveryProfiles.CreateDeliveryProfile(t.Context(), delivery.Profile{DeliveryRegions: []delivery.Region{
				{Name: "", Destinations: []delivery.Destination{{CountryCode: "XX"}, {CountryCode: "US", Subdivisions: []string{"CA-ON", ""}}}},
				{Name: "b", DeliveryCarriers: []delivery.Carrier{
					{AppID: ""},
					{AppID: parcelID, BackupRate: &delivery.BackupRate{Amount: "1.999"}, AdditionalCharges: []delivery.AdditionalCharge{{Amount: "-1"}, {}}},
				}},
			}}))
		}, []string{
			"deliveryProfile.name", "deliveryProfile.deliveryRegions[0].name", "deliveryProfile.deliveryRegions[0].destinations[0].countryCode",
			"deliveryProfile.deliveryRegions[0].destinations[1].subdivisions[0]", "deliveryProfile.deliveryRegions[0].destinations[1].subdivisions[1]",
			"deliveryProfile.deliveryRegions[1].deliveryCarriers[0].appId",
			"deliveryProfile.deliveryRegions[1].deliveryCarriers[1].backupRate.amount",
			"deliveryProfile.deliveryRegions[1].deliveryCarriers[1].additionalCharges[0].amount",
			"deliveryProfile.deliveryRegions[1].deliveryCarriers[1].additionalCharges[1].amount",
		}},
		"shipping option": {func() error {
			return only(s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{Rates: []delivery.ConditionalRates{
				rate(""), rate("1e9"), rate("1.001"), rate("1", delivery.Condition{Type: "BY_MOOD", Operator: "NE"}),
				rate("1", delivery.Condition{Type: delivery.ByTotalWeight, Operator: delivery.EQ, Value: "0.1234567"}),
			}}))
		}, []string{
			"shippingOption.title", "shippingOption.rates[0].amount", "shippingOption.rates[1].amount", "shippingOption.rates[2].amount",
			"shippingOption.rates[3].conditions[0].type", "shippingOption.rates[3].conditions[0].operator",
			"shippingOption.rates[3].conditions[0].value", "shippingOption.rates[4].conditions[0].value",
		}},
		"no rates": {func() error {
			return only(s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{Title: "x"}))
		}, []string{"shippingOption.rates"}},
		"pickup": {func() error {
			return only(s.PickupLocations.CreatePickupLocation(t.Context(), delivery.PickupLocation{}))
		}, []string{"pickupLocation.name", "pickupLocation.address"}},
		"no element": {func() error { return only(s.PickupLocations.BulkCreatePickupLocation(t.Context(), nil)) }, []string{"pickupLocations"}},
		"local": {func() error {
			return only(s.LocalDeliveryOptions.CreateLocalDeliveryOption(t.Context(), delivery.LocalDeliveryOption{
				ZipConfig:        &delivery.ZipCodeConfig{ZipCodes: []string{" ", "1*2", "20000-10000"}},
				RadiusConfig:     &delivery.RadiusConfig{Radius: "0.05", LengthUnit: "LEAGUE"},
				CustomAreaConfig: &delivery.CustomAreaConfig{Geocodes: []contact.Geocode{{Latitude: 91}, {}, {Longitude: -181}}},
				CityConfig:       &delivery.CityConfig{CityItems: []delivery.CityItem{{Country: "US"}}},
				Destinations:     []delivery.LocalDestination{{}},
			}))
		}, []string{
			"localDeliveryOption.destinations[0].code", "localDeliveryOption.zipConfig.zipCodes[0]", "localDeliveryOption.zipConfig.zipCodes[1]",
			"localDeliveryOption.zipConfig.zipCodes[2]", "localDeliveryOption.radiusConfig.radius", "localDeliveryOption.radiusConfig.lengthUnit",
			"localDeliveryOption.radiusConfig.address.geocode", "localDeliveryOption.customAreaConfig.geocodes[0].latitude",
			"localDeliveryOption.customAreaConfig.geocodes[2].longitude", "localDeliveryOption.cityConfig.cityItems[0].cityName", "localDeliveryOption",
		}},
		"revision": {func() error {
			return only(s.ShippingOptions.UpdateShippingOption(t.Context(), nowhere, delivery.ShippingOptionUpdate{}))
		}, []string{"shippingOption.revision"}},
	} {
		err := tt.call()
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
			continue
		}
		var got []string
		for _, v := range fault.Violations(err) {
			got = append(got, v.Field)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: violations of %q, want %q", name, got, tt.want)
		}
	}
}
