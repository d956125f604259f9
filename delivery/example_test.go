// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
)

func Example() {
	ctx := context.Background()
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{{ID: "mug", Name: "Mug", Price: "25.00", Weight: "0.4"}}})
	if err != nil {
		panic(err)
	}
	shop, err := ecom.New(ecom.Config{Currency: money.USD, Catalog: products})
	if err != nil {
		panic(err)
	}

	// The United States, and everything else.
	profile, err := shop.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "All goods", DeliveryRegions: []delivery.Region{
		{Name: "Domestic", Destinations: []delivery.Destination{{CountryCode: "US"}}},
		{Name: "Abroad", DeliveryCarriers: []delivery.Carrier{{
			AppID: delivery.BasicShipping, AdditionalCharges: []delivery.AdditionalCharge{{Description: "Customs papers", Amount: "2.50"}},
		}}},
	}})
	if err != nil {
		panic(err)
	}
	domestic, abroad := profile.DeliveryRegions[0].ID, profile.DeliveryRegions[1].ID

	// 4.99, free from 50.00 on; 19.00 abroad up to 5 kg.
	for _, option := range []delivery.ShippingOption{
		{Title: "Standard", DeliveryRegionIDs: []delivery.RegionID{domestic}, Rates: []delivery.ConditionalRates{
			{Amount: "4.99"},
			{Amount: "0", Conditions: []delivery.Condition{{Type: delivery.ByTotalPrice, Operator: delivery.GTE, Value: "50"}}},
		}},
		{Title: "Airmail", DeliveryRegionIDs: []delivery.RegionID{abroad}, Rates: []delivery.ConditionalRates{
			{Amount: "19.00", Conditions: []delivery.Condition{{Type: delivery.ByTotalWeight, Operator: delivery.LTE, Value: plugin.Decimal("5")}}},
		}},
	} {
		if _, err := shop.ShippingOptions.CreateShippingOption(ctx, option); err != nil {
			panic(err)
		}
	}

	mug := products.Reference("mug")
	for _, to := range []struct {
		country string
		mugs    int
	}{{"US", 1}, {"US", 2}, {"FR", 2}} {
		totals, err := shop.Totals.CalculateTotals(ctx, pricing.Request{
			LineItems:       []pricing.RequestLine{{ID: "1", CatalogReference: &mug, Quantity: to.mugs}},
			ShippingAddress: &contact.Address{Country: to.country},
		})
		if err != nil {
			panic(err)
		}
		for _, carrier := range totals.ShippingInfo.CarrierServiceOptions {
			for _, o := range carrier.ShippingOptions {
				fmt.Println(to.country, to.mugs, totals.ShippingInfo.Region.Name, o.Title, o.Cost.Price.FormattedAmount())
			}
		}
	}
	// Output:
	// US 1 Domestic Standard $4.99
	// US 2 Domestic Standard $0.00
	// FR 2 Abroad Airmail $21.50
}
