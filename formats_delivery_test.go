// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/ecomtest"
)

// delivers makes one of everything that delivery keeps, with all its members.
func delivers(t *testing.T, s *ecomtest.Shop) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.App("11111111-1111-4111-8111-111111111111"))
	p, err := s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "All goods", DeliveryRegions: []delivery.Region{{
		Name: "Coasts", Destinations: []delivery.Destination{{CountryCode: "US", Subdivisions: []string{"US-CA", "US-NY"}}, {CountryCode: "CA"}},
		DeliveryCarriers: []delivery.Carrier{{
			AppID: delivery.BasicShipping, BackupRate: &delivery.BackupRate{Title: "Any way", Amount: "12.50", Active: true},
			AdditionalCharges: []delivery.AdditionalCharge{{Description: "Packing", Amount: "0.75"}},
		}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	fields := delivery.UpdateExtendedFieldsRequest{ID: string(p.ID), Namespace: "@app/ns", NamespaceData: map[string]any{"points": 3.0}}
	if _, err = s.DeliveryProfiles.UpdateExtendedFields(ctx, fields); err != nil {
		t.Fatal(err)
	}
	in := []delivery.RegionID{p.DeliveryRegions[0].ID}
	rates := []delivery.ConditionalRates{
		{Amount: "5.00", MultiplyByQuantity: true},
		{Amount: "0", Conditions: []delivery.Condition{{Type: delivery.ByTotalPrice, Operator: delivery.GTE, Value: "50"}}},
	}
	option, err := s.ShippingOptions.CreateShippingOption(ctx, delivery.ShippingOption{
		DeliveryRegionIDs: in, Title: "Standard", EstimatedDeliveryTime: "3 days", Rates: rates,
	})
	if err != nil {
		t.Fatal(err)
	}
	fields.ID = string(option.ID)
	if _, err = s.ShippingOptions.UpdateExtendedFields(ctx, fields); err != nil {
		t.Fatal(err)
	}
	if _, err = s.PickupLocations.CreatePickupLocation(ctx, delivery.PickupLocation{
		Name: "Shop", Address: ecomtest.Home().Address, DeliveryTime: "1 hour", Instructions: "Ring twice", Rates: rates, DeliveryRegionIDs: in,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err = s.LocalDeliveryOptions.CreateLocalDeliveryOption(ctx, delivery.LocalDeliveryOption{
		RadiusConfig: &delivery.RadiusConfig{Radius: "5.5", Address: &delivery.LocalDeliveryAddress{
			FormattedAddress: "1 Main St", Geocode: &contact.Geocode{Latitude: 40.5, Longitude: -74},
		}},
		AreaName: "Town", EstimatedDeliveryTime: "1 day", Destinations: []delivery.LocalDestination{{Code: "US", Subdivisions: []string{"US-NY"}}},
		DeliveryRegionIDs: in, Rates: rates, Rate: "3.00", MinimumFreeDeliveryOrderAmount: "50",
	}); err != nil {
		t.Fatal(err)
	}
}
