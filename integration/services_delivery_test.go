// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/query"
)

// keepDelivery leaves a profile that ships to the United States for 5.00, or
// for nothing above 50.00, with a place to pick goods up and local delivery.
func (w *scribe) keepDelivery() {
	w.Helper()
	s := w.office.DeliveryProfiles
	first := got(s.CreateDeliveryProfile(w.staff(), delivery.Profile{Name: "All goods", DeliveryRegions: []delivery.Region{
		{Name: "Home", Destinations: []delivery.Destination{{CountryCode: "US"}}}, {Name: "Elsewhere"},
	}}))(w, "create profile")
	var made []*delivery.Profile
	for _, name := range strange {
		made = append(made, got(s.CreateDeliveryProfile(w.staff(), delivery.Profile{Name: name}))(w, "create profile"))
	}
	refused(s.CreateDeliveryProfile(w.staff(), delivery.Profile{Name: "twin", Default: true}))(w, "create a second default profile", delivery.CodeSingleDefault)
	got(w.till.DeliveryProfiles.GetDeliveryProfile(w.staff(), first.ID))(w, "get profile")
	pages(w, "profiles by name", w.till.DeliveryProfiles.QueryDeliveryProfiles, sorted("name", query.Asc))
	u := delivery.ProfileUpdate{Revision: made[0].Revision, Name: patch.Set("Bulky goods")}
	got(s.UpdateDeliveryProfile(w.staff(), made[0].ID, u))(w, "update profile")
	refused(s.UpdateDeliveryProfile(w.staff(), made[0].ID, u))(w, "update profile by an old revision", delivery.CodeRevisionMismatch)
	for _, p := range made[2:] {
		got(nothing(s.DeleteDeliveryProfile(w.staff(), p.ID)))(w, "delete profile")
	}
	refused(nothing(s.DeleteDeliveryProfile(w.staff(), first.ID)))(w, "delete the default profile", delivery.CodeDefaultCannotBeDeleted)
	refused(s.GetDeliveryProfile(w.staff(), made[2].ID))(w, "get a profile that is gone", delivery.CodeProfileNotFound)

	north := got(s.AddDeliveryRegion(w.staff(), delivery.AddDeliveryRegionRequest{
		DeliveryProfileID: first.ID, DeliveryRegion: delivery.Region{Name: "North", Destinations: []delivery.Destination{{CountryCode: "CA"}, {CountryCode: "GL"}}},
	}))(w, "add region").DeliveryRegions[2]
	refused(s.AddDeliveryRegion(w.staff(), delivery.AddDeliveryRegionRequest{
		DeliveryProfileID: first.ID, DeliveryRegion: delivery.Region{Name: "Twin", Destinations: []delivery.Destination{{CountryCode: "US", Subdivisions: []string{"US-NY"}}}},
	}))(w, "add a region that overlaps", delivery.CodeDestinationsCollision)
	got(s.UpdateDeliveryCarrier(w.staff(), first.DeliveryRegions[0].ID, delivery.BasicShipping, delivery.CarrierUpdate{
		AdditionalCharges: patch.Set([]delivery.AdditionalCharge{{Description: "Packing", Amount: "0.75"}}),
	}))(w, "update carrier")
	got(s.RemoveDeliveryRegion(w.staff(), delivery.RemoveDeliveryRegionRequest{DeliveryProfileID: first.ID, DeliveryRegionID: north.ID}))(w, "remove region")
	w.keepShippingOptions(first.DeliveryRegions[0].ID, first.DeliveryRegions[1].ID)
	w.keepPlaces(first.DeliveryRegions[0].ID)
	got(w.till.DeliveryProfiles.GetDeliveryDestinationProperties(w.staff()))(w, "destinations")
	got(w.till.DeliveryProfiles.ListDeliveryCarriers(w.staff(), first.ID, []string{delivery.BasicShipping, delivery.Pickup, delivery.LocalDelivery}))(w, "carriers")
}

func (w *scribe) keepShippingOptions(home, elsewhere delivery.RegionID) {
	w.Helper()
	s := w.office.ShippingOptions
	option := func(title string, amount plugin.Decimal, in ...delivery.RegionID) *delivery.ShippingOption {
		return got(s.CreateShippingOption(w.staff(), delivery.ShippingOption{Title: title, DeliveryRegionIDs: in, Rates: []delivery.ConditionalRates{{Amount: amount}}}))(w, "create option")
	}
	standard := option("Standard", "9.99", home)
	var made []*delivery.ShippingOption
	for _, name := range strange {
		made = append(made, option(name, "30", elsewhere))
	}
	refused(s.CreateShippingOption(w.staff(), delivery.ShippingOption{Title: "x", DeliveryRegionIDs: []delivery.RegionID{nowhere}, Rates: standard.Rates}))(w, "create an option nowhere", delivery.CodeRegionNotFound)
	u := delivery.ShippingOptionUpdate{Revision: standard.Revision, Rates: patch.Set([]delivery.ConditionalRates{
		{Amount: "5.00"}, {Amount: "0", Conditions: []delivery.Condition{{Type: delivery.ByTotalPrice, Operator: delivery.GTE, Value: "50"}}},
	})}
	got(s.UpdateShippingOption(w.staff(), standard.ID, u))(w, "update option")
	refused(s.UpdateShippingOption(w.staff(), standard.ID, u))(w, "update option by an old revision", delivery.CodeRevisionMismatch)
	got(w.till.ShippingOptions.GetShippingOption(w.staff(), standard.ID))(w, "get option")
	pages(w, "options by title", w.till.ShippingOptions.QueryShippingOptions, sorted("title", query.Desc))
	moved := got(s.AddDeliveryRegion(w.staff(), made[0].ID, home, made[0].Revision))(w, "offer option in another region")
	got(s.RemoveDeliveryRegion(w.staff(), made[0].ID, elsewhere, moved.Revision))(w, "offer option no more")
	for _, o := range made[1:] {
		got(nothing(s.DeleteShippingOption(w.staff(), o.ID)))(w, "delete option")
	}
	refused(nothing(s.DeleteShippingOption(w.staff(), made[1].ID)))(w, "delete option again", delivery.CodeShippingOptionNotFound)
}

// keepPlaces leaves one pickup location and one local delivery option.
func (w *scribe) keepPlaces(home delivery.RegionID) {
	w.Helper()
	s, in := w.office.PickupLocations, []delivery.RegionID{home}
	var list []delivery.PickupLocation
	for _, name := range strange {
		list = append(list, delivery.PickupLocation{Name: name, Address: ecomtest.Home().Address, DeliveryRegionIDs: in})
	}
	list = append(list, delivery.PickupLocation{Name: "without address"})
	made := got(s.BulkCreatePickupLocation(w.staff(), list))(w, "create pickup locations, one wrong").PickupLocations
	u := delivery.PickupLocationUpdate{ID: made[0].ID, Revision: made[0].Revision, Name: patch.Set("Shop"), Rates: patch.Set([]delivery.ConditionalRates{{Amount: "1.00"}})}
	got(s.BulkUpdatePickupLocation(w.staff(), []delivery.PickupLocationUpdate{u, u}))(w, "update pickup location twice by one revision")
	pages(w, "pickup locations", w.till.PickupLocations.QueryPickupLocation, query.Request{})
	got(s.BulkDeletePickupLocation(w.staff(), []delivery.PickupLocationID{made[1].ID, made[2].ID, made[1].ID, made[3].ID}))(w, "delete pickup locations")
	got(nothing(s.DeletePickupLocation(w.staff(), made[4].ID)))(w, "delete pickup location")
	refused(s.GetPickupLocation(w.staff(), made[4].ID))(w, "get a pickup location that is gone", delivery.CodePickupLocationNotFound)
	got(nothing(w.office.DeliveryProfiles.SetDeliveryCarrierActiveStatus(w.staff(), delivery.Pickup, string(made[5].ID), false)))(w, "switch a pickup location off")

	l := w.office.LocalDeliveryOptions
	bulk := got(l.BulkCreateLocalDeliveryOption(w.staff(), []delivery.LocalDeliveryOption{
		{AreaName: "Town", DeliveryRegionIDs: in, ZipConfig: &delivery.ZipCodeConfig{ZipCodes: []string{"100*"}}, Rates: []delivery.ConditionalRates{{Amount: "3.00", MultiplyByQuantity: true}}},
		{AreaName: "Around", DeliveryRegionIDs: in, RadiusConfig: &delivery.RadiusConfig{Radius: "5.5", Address: &delivery.LocalDeliveryAddress{Geocode: &contact.Geocode{Latitude: 40.5, Longitude: -74}}}},
		{AreaName: "Nowhere", DeliveryRegionIDs: []delivery.RegionID{nowhere}},
		{AreaName: "City", DeliveryRegionIDs: in, CityConfig: &delivery.CityConfig{CityItems: []delivery.CityItem{{CityName: "New York", Country: "US"}}}, Rate: "2.50"},
	}))(w, "create local delivery, one nowhere").LocalDeliveryOptions
	change := delivery.LocalDeliveryOptionUpdate{ID: bulk[0].ID, Revision: bulk[0].Revision, AreaName: patch.Set(strange[1])}
	got(l.UpdateLocalDeliveryOption(w.staff(), bulk[0].ID, change))(w, "update local delivery")
	refused(l.UpdateLocalDeliveryOption(w.staff(), bulk[0].ID, change))(w, "update local delivery by an old revision", delivery.CodeRevisionMismatch)
	pages(w, "local delivery", w.till.LocalDeliveryOptions.QueryLocalDeliveryOptions, query.Request{})
	got(w.till.LocalDeliveryOptions.ListLocalDeliveryOptions(w.staff(), home))(w, "local delivery of a region")
	got(l.BulkDeleteLocalDeliveryOption(w.staff(), []delivery.LocalDeliveryOptionID{bulk[1].ID, bulk[1].ID}))(w, "delete local delivery")
	got(nothing(l.DeleteLocalDeliveryOption(w.staff(), bulk[2].ID)))(w, "delete local delivery")
	refused(l.GetLocalDeliveryOption(w.staff(), bulk[2].ID))(w, "get local delivery that is gone", delivery.CodeLocalDeliveryOptionNotFound)
}
