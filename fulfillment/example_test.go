// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
)

// exampleT lets examples use shops for tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()           {}
func (exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// An order leaves in two parcels.
func ExampleService_CreateFulfillment() {
	ctx := context.Background()
	shop := ecomtest.NewShop(exampleT{}, nil)
	o, err := shop.Buy(ecomtest.Visitor(ctx, 1), shop.Line("mug", 3))
	if err != nil {
		fmt.Println(err)
		return
	}
	first, err := shop.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{
		LineItems:    []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: 2}},
		TrackingInfo: &fulfillment.TrackingInfo{TrackingNumber: "1Z12345E0291980793", ShippingProvider: "ups"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(first.OrderWithFulfillments.Fulfillment(first.FulfillmentID).TrackingInfo.TrackingLink)
	show(shop, o.ID)

	// Two more are not left; what is left goes without naming it.
	_, err = shop.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{
		LineItems: []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: 2}},
	})
	fmt.Println(fault.Code(err), errors.Is(err, fault.Limit))
	if _, err := shop.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{}); err != nil {
		fmt.Println(err)
	}
	show(shop, o.ID)
	// Output:
	// https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z12345E0291980793
	// PARTIALLY_FULFILLED
	// NOT_ENOUGH_UNITS_TO_FULFILL true
	// FULFILLED
}

// The number of the parcel becomes known later.
func ExampleService_UpdateFulfillment() {
	ctx := context.Background()
	shop := ecomtest.NewShop(exampleT{}, nil)
	o, err := shop.Buy(ecomtest.Visitor(ctx, 1), shop.Line("mug", 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := shop.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := shop.Fulfillments.UpdateFulfillment(ctx, o.ID, made.FulfillmentID, fulfillment.Update{
		TrackingInfo: patch.Set(fulfillment.TrackingInfo{TrackingNumber: "9400100000000000000000", ShippingProvider: "usps"}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Fulfillments[0].TrackingInfo.TrackingNumber)

	// Taken back, its units can be handed over again.
	if _, err := shop.Fulfillments.DeleteFulfillment(ctx, o.ID, made.FulfillmentID); err != nil {
		fmt.Println(err)
	}
	show(shop, o.ID)
	// Output:
	// 9400100000000000000000
	// NOT_FULFILLED
}

// show prints how far the order is.
func show(shop *ecomtest.Shop, id order.ID) {
	o, err := shop.Orders.GetOrder(context.Background(), id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(o.FulfillmentStatus)
}
