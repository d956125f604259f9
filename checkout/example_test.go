// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
)

// exampleT lets examples use shops for tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()           {}
func (exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// A checkout without a cart, such as for a "buy now" button.
func ExampleService_CreateCheckout() {
	shop := ecomtest.NewShop(exampleT{}, nil)
	ctx := ecomtest.Visitor(context.Background(), 1)
	made, err := shop.Checkouts.CreateCheckout(ctx, checkout.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, LineItems: []cart.LineItem{shop.Line("mug", 12)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range made.Checkout.LineItems {
		fmt.Println(l.Quantity, l.ProductName, l.LineItemPrice.FormattedAmount())
	}
	for _, a := range made.Adjustments {
		fmt.Println(a.Reason, a.Quantity, "of", a.Requested)
	}
	// Output:
	// 10 Mug $250.00
	// QUANTITY_REDUCED 10 of 12
}

// The buyer says where the goods go and how, and sees at once what that costs.
func ExampleService_UpdateCheckout() {
	shop := ecomtest.NewShop(exampleT{}, nil)
	ctx := ecomtest.Visitor(context.Background(), 1)
	made, err := shop.Checkouts.CreateCheckout(ctx, checkout.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, LineItems: []cart.LineItem{shop.Line("mug", 2)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var u checkout.UpdateCheckoutRequest
	u.Checkout.BuyerInfo.Email = patch.Set("ann@example.com")
	u.Checkout.BillingInfo = patch.Set(ecomtest.Home())
	u.Checkout.ShippingInfo.ShippingDestination = patch.Set(ecomtest.Home())
	u.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "standard"})
	updated, err := shop.Checkouts.UpdateCheckout(ctx, made.Checkout.ID, u)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := updated.Checkout.PriceSummary
	fmt.Println(s.Subtotal.FormattedAmount(), "+", s.Shipping.FormattedAmount(), "=", s.Total.FormattedAmount())

	u.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "rocket"})
	_, err = shop.Checkouts.UpdateCheckout(ctx, made.Checkout.ID, u)
	fmt.Println(fault.Code(err))
	// Output:
	// $50.00 + $5.00 = $55.00
	// SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND
}

func ExampleService_CreateOrder() {
	shop := ecomtest.NewShop(exampleT{}, nil)
	ctx := ecomtest.Visitor(context.Background(), 1)
	ready, err := shop.Checkout(ctx, shop.Line("mug", 2)) // with address and shipping
	if err != nil {
		fmt.Println(err)
		return
	}
	placed, err := shop.Checkouts.CreateOrder(ctx, ready.ID, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	o := placed.Order()
	fmt.Println("order", o.Number, o.Status, o.PriceSummary.Total.FormattedAmount())

	// Doing it again gives the same order, until it is paid.
	again, err := shop.Checkouts.CreateOrder(ctx, ready.ID, nil)
	fmt.Println(again.OrderID == placed.OrderID, err)
	if _, err := shop.Pay(ctx, placed.OrderID); err != nil {
		fmt.Println(err)
	}
	_, err = shop.Checkouts.CreateOrder(ctx, ready.ID, nil)
	fmt.Println(fault.Code(err), fault.Data(err)["orderId"] == string(placed.OrderID))
	// Output:
	// order 10001 INITIALIZED $55.00
	// true <nil>
	// CHECKOUT_ALREADY_PAID true
}

// What keeps an order from being placed is said by the platform's codes, and
// missing fields by their paths.
func ExampleService_CreateOrder_refused() {
	shop := ecomtest.NewShop(exampleT{}, nil)
	ctx := ecomtest.Visitor(context.Background(), 1)
	made, err := shop.Checkouts.CreateCheckout(ctx, checkout.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, LineItems: []cart.LineItem{shop.Line("mug", 1)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = shop.Checkouts.CreateOrder(ctx, made.Checkout.ID, nil)
	for _, v := range fault.Violations(err) {
		fmt.Println(v)
	}
	if err := shop.Products.SetStock(context.Background(), "mug", 0); err != nil {
		fmt.Println(err)
	}
	_, err = shop.Checkouts.CreateOrder(ctx, made.Checkout.ID, nil)
	fmt.Println(fault.Code(err), fault.Data(err)["lineItemIds"])
	// Output:
	// billingInfo.address: is required
	// shippingInfo.shippingDestination.address: is required
	// FULL_OUT_OF_STOCK [00000000-0000-0000-0000-000000000001]
}
