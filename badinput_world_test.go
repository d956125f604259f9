// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/transaction"
)

// world is a shop in which much has happened, so that much can be asked for
// that must be refused.
type world struct {
	*ecomtest.Shop
	ann, bob, user context.Context // two visitors, and the program

	cart      cart.ID            // ann's
	line      string             // its only line: one mug
	checkout  *checkout.Checkout // made of it, ready to be ordered
	completed *checkout.Checkout // hers, done
	waiting   *order.Order       // hers: placed, not paid
	paid      *order.Order       // hers: three mugs, one handed over, one refunded
	payment   transaction.PaymentID
	parcel    fulfillment.ID
	canceled  *order.Order
	reserved  *order.Order // its money is authorized
	reserve   transaction.PaymentID
}

// must fails the test on an error.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newWorld(t testing.TB, change func(*ecom.Config)) *world {
	t.Helper()
	now := ecomtest.NewClock().Now()
	ten := discount.MustPercentage("10")
	w := &world{Shop: ecomtest.NewShop(t, func(c *ecom.Config) {
		products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
			{ID: "mug", Name: "Mug", Price: "25.00", Stock: new(int64(10)), Weight: "0.4"},
			{ID: "plate", Name: "Plate", Price: "8.50", Weight: "0.7"},
			{ID: "vase", Name: "Vase", Price: "80.00", Stock: new(int64(0)), Weight: "0.7"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		c.Catalog = products
		c.Coupons = []*discount.Coupon{
			{Code: "EXPIRED", PercentOffRate: ten, ExpirationTime: now.Add(-time.Hour)},
			{Code: "EARLY", PercentOffRate: ten, StartTime: now.Add(time.Hour)},
			{Code: "OFF", PercentOffRate: ten, Active: new(false)},
			{Code: "ONCE", PercentOffRate: ten, UsageLimit: 1},
			{Code: "MINE", PercentOffRate: ten, LimitPerCustomer: 1},
			{Code: "BIG", PercentOffRate: ten, MinimumSubtotal: discount.MustValue("1000")},
		}
		if change != nil {
			change(c)
		}
	})}
	w.ann, w.bob, w.user = ecomtest.Visitor(t.Context(), 1), ecomtest.Visitor(t.Context(), 2), t.Context()
	buy := func(opts *checkout.CreateOrderOptions, coupon string, lines ...cart.LineItem) *order.Order {
		t.Helper()
		c := must[*checkout.Checkout](t)(w.Checkout(w.ann, lines...))
		if coupon != "" {
			must[*checkout.Result](t)(w.Checkouts.UpdateCheckout(w.ann, c.ID, checkout.UpdateCheckoutRequest{CouponCode: coupon}))
		}
		placed := must[*checkout.CreateOrderResponse](t)(w.Checkouts.CreateOrder(w.ann, c.ID, opts))
		if err := w.CurrentCart.DeleteCurrentCart(w.ann); err != nil {
			t.Fatal(err)
		}
		return must[*order.Order](t)(w.Orders.GetOrder(w.user, placed.OrderID))
	}
	pay := func(o *order.Order) transaction.PaymentID {
		t.Helper()
		return must[*transaction.ChargeOrderResponse](t)(w.Billing.ChargeOrder(w.ann, charge(o.ID))).Payments[0].ID
	}
	w.paid = buy(nil, "ONCE", w.Line("mug", 3))
	w.payment = pay(w.paid)
	w.parcel = must[*fulfillment.CreateFulfillmentResponse](t)(w.Fulfillments.CreateFulfillment(w.user, w.paid.ID, fulfillment.Fulfillment{
		LineItems:    []fulfillment.LineItem{{ID: w.paid.LineItems[0].ID, Quantity: 1}},
		TrackingInfo: &fulfillment.TrackingInfo{TrackingNumber: "1Z"},
	})).FulfillmentID
	must[*transaction.RefundPaymentsResponse](t)(w.Billing.RefundPayments(w.user, transaction.RefundPaymentsRequest{
		OrderID: w.paid.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: w.payment}},
		RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: w.paid.LineItems[0].ID, Quantity: 1}}},
	}))
	w.reserved = buy(&checkout.CreateOrderOptions{DelayCapture: true}, "MINE", w.Line("plate", 1))
	w.reserve = pay(w.reserved)
	w.canceled = buy(nil, "", w.Line("plate", 1))
	must[*order.Order](t)(w.Orders.CancelOrder(w.user, w.canceled.ID, nil))
	w.completed = must[*checkout.Checkout](t)(w.Checkout(w.ann, w.Line("plate", 1)))
	if err := w.Checkouts.MarkCheckoutAsCompleted(w.user, w.completed.ID); err != nil {
		t.Fatal(err)
	}
	w.waiting = buy(nil, "", w.Line("plate", 2))
	w.checkout = must[*checkout.Checkout](t)(w.Checkout(w.ann, w.Line("mug", 1)))
	w.cart, w.line = w.checkout.CartID, w.checkout.LineItems[0].ID
	return w
}
