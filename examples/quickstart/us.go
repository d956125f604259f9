// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

// tellUS is the story of a visitor in New York: tax comes on top of the prices,
// the goods arrive in two parcels, and one of them chipped.
func tellUS(ctx context.Context, w *world, s *store) error {
	w.say("# A visitor buys at %s\n", s.name)
	buyer := actor.With(ctx, actor.Visitor("5e7f1c7a-0000-4000-8000-000000000001"))

	// She fills her cart and gives a coupon.
	added, err := s.CurrentCart.AddToCurrentCart(buyer, cart.AddToCartRequest{
		LineItems: []cart.LineItem{s.item("mug", 3), s.item("lantern", 1), s.item("maps", 1), s.item("headlamp", 1)},
	})
	if err != nil {
		return err
	}
	w.say("In the cart: %s.", listOf(added.Cart.LineItems))
	if _, err = s.CurrentCart.UpdateCurrentCart(buyer, cart.UpdateCartRequest{CouponCode: "welcome10"}); err != nil {
		return err
	}

	// She goes to checkout, and says who she is and where it goes.
	w.clock.Advance(4 * time.Minute)
	made, err := s.CurrentCart.CreateCheckoutFromCurrentCart(buyer, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	if err != nil {
		return err
	}
	checkoutID := checkout.ID(made.CheckoutID)
	home := contact.AddressWithContact{
		Address:        &contact.Address{Country: "US", Subdivision: "US-NY", City: "New York", PostalCode: "10019", AddressLine: "11 W 53rd St"},
		ContactDetails: &contact.Details{FirstName: "Jane", LastName: "Doe", Phone: "+1 212 555 0134"},
	}
	var filled checkout.UpdateCheckoutRequest
	filled.Checkout.BuyerInfo.Email = patch.Set("jane@example.com")
	filled.Checkout.BillingInfo = patch.Set(home)
	filled.Checkout.ShippingInfo.ShippingDestination = patch.Set(home)
	offered, err := s.Checkouts.UpdateCheckout(buyer, checkoutID, filled)
	if err != nil {
		return err
	}
	w.say("Shipping on offer: %s.", offersOf(offered.Checkout))
	var chosen checkout.UpdateCheckoutRequest
	chosen.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "ground"})
	if _, err = s.Checkouts.UpdateCheckout(buyer, checkoutID, chosen); err != nil {
		return err
	}

	// She orders and pays by card.
	placed, err := s.Checkouts.CreateOrder(buyer, checkoutID, nil)
	if err != nil {
		return err
	}
	w.clock.Advance(time.Minute)
	paid, err := s.Billing.ChargeOrder(buyer, transaction.ChargeOrderRequest{
		OrderID: placed.OrderID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "tok_card"},
	})
	if err != nil {
		return err
	}

	// The shop sends what is on the shelf, and the lantern two days later.
	order, err := s.Orders.GetOrder(ctx, placed.OrderID)
	if err != nil {
		return err
	}
	mugs, lantern, maps, headlamp := order.LineItems[0], order.LineItems[1], order.LineItems[2], order.LineItems[3]
	w.clock.Advance(24 * time.Hour)
	if _, err = s.Fulfillments.CreateFulfillment(ctx, order.ID, fulfillment.Fulfillment{
		LineItems: []fulfillment.LineItem{
			{ID: mugs.ID, Quantity: 3}, {ID: maps.ID, Quantity: 1}, {ID: headlamp.ID, Quantity: 1},
		},
		TrackingInfo: &fulfillment.TrackingInfo{ShippingProvider: "ups", TrackingNumber: "1Z999AA10123456784"},
	}); err != nil {
		return err
	}
	w.clock.Advance(48 * time.Hour)
	if _, err = s.Fulfillments.CreateFulfillment(ctx, order.ID, fulfillment.Fulfillment{
		LineItems:    []fulfillment.LineItem{{ID: lantern.ID, Quantity: 1}},
		TrackingInfo: &fulfillment.TrackingInfo{ShippingProvider: "fedex", TrackingNumber: "770012345678"},
	}); err != nil {
		return err
	}

	// One mug arrived chipped: its share of the price and the tax goes back.
	w.clock.Advance(72 * time.Hour)
	if _, err = s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
		OrderID:        order.ID,
		PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
		RefundItems:    &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: mugs.ID, Quantity: 1}}},
		CustomerReason: "arrived chipped",
	}); err != nil {
		return err
	}
	return w.show(ctx, s, order.ID, english)
}
