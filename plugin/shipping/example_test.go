// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping_test

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
)

func ExampleOptions() {
	options, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: "4.99", Countries: []string{"US"}, FreeAbove: "50", DeliveryTime: "3-5 days"},
		{Code: "parcel", Title: "Parcel", ByWeight: []shipping.Tier{{UpTo: "1", Price: "3.99"}, {Price: "9.99"}}},
		{Code: "pickup", Title: "Pickup", Pickup: true},
	}})
	if err != nil {
		panic(err)
	}
	resp, err := options.GetShippingRates(context.Background(), shipping.Request{
		Currency:            money.USD,
		ShippingDestination: &contact.Address{Country: "US", Subdivision: "US-NY"},
		LineItems: []shipping.LineItem{{
			Name: "Mug", Quantity: 2, Price: money.MustParse("25.00", money.USD),
			PhysicalProperties: &item.PhysicalProperties{Weight: decimal.RequireFromString("0.6"), Shippable: true},
		}},
	})
	if err != nil {
		panic(err)
	}
	for _, rate := range resp.ShippingRates {
		fmt.Println(rate.Code, rate.Cost.Price)
	}
	// Output:
	// standard 0.00
	// parcel 9.99
	// pickup 0.00
}

func ExampleCarrierFunc() {
	// A carrier that needs a postal code.
	carrier := shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
		if r.ShippingDestination == nil || r.ShippingDestination.PostalCode == "" {
			return shipping.Response{}, shipping.MissingPostalCode()
		}
		return shipping.Response{ShippingRates: []shipping.Rate{{
			Code: "express", Title: "Express",
			Cost: shipping.Cost{Price: money.MustParse("19.00", r.Currency), Currency: r.Currency},
		}}}, nil
	})
	_, err := carrier.GetShippingRates(context.Background(), shipping.Request{Currency: money.USD})
	fmt.Println(fault.Code(err))
	// Output:
	// MISSING_POSTAL_CODE
}

func ExampleCached() {
	asked := 0
	slow := shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
		asked++
		return shipping.Response{ShippingRates: []shipping.Rate{{
			Code: "express", Title: "Express", Cost: shipping.Cost{Price: money.MustParse("19.00", r.Currency), Currency: r.Currency},
		}}}, nil
	})
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	carrier := shipping.Cached(slow, shipping.CacheConfig{Now: func() time.Time { return now }})
	for _, passes := range []time.Duration{0, 9 * time.Minute, 2 * time.Minute} {
		now = now.Add(passes)
		if _, err := carrier.GetShippingRates(context.Background(), shipping.Request{Currency: money.USD}); err != nil {
			panic(err)
		}
		fmt.Println(asked)
	}
	// Output:
	// 1
	// 1
	// 2
}
