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

// tellDE is the story of a member in Berlin: the prices include the tax, and
// what she picked before she logged in joins what she had left in her cart.
func tellDE(ctx context.Context, w *world, s *store) error {
	w.say("\n# A member buys at %s\n", s.name)
	const visitorID = "5e7f1c7a-0000-4000-8000-000000000002"
	visitor := actor.With(ctx, actor.Visitor(visitorID))
	member := actor.With(ctx, actor.Member("3b9ac9ff-0000-4000-8000-000000000003"))

	// Last week she left something in her cart. Today she has not logged in yet.
	if _, err := s.CurrentCart.AddToCurrentCart(member, cart.AddToCartRequest{
		LineItems: []cart.LineItem{s.item("kaffee", 1), s.item("honig", 1)},
	}); err != nil {
		return err
	}
	w.clock.Advance(7 * 24 * time.Hour)
	if _, err := s.CurrentCart.AddToCurrentCart(visitor, cart.AddToCartRequest{
		LineItems: []cart.LineItem{s.item("kaffee", 2), s.item("notizbuch", 1), s.item("karten", 1)},
	}); err != nil {
		return err
	}
	if _, err := s.CurrentCart.UpdateCurrentCart(visitor, cart.UpdateCartRequest{CouponCode: "HALLO5"}); err != nil {
		return err
	}
	merged, err := s.CurrentCart.MergeVisitorCart(member, visitorID)
	if err != nil {
		return err
	}
	w.say("In the cart after logging in: %s.", listOf(merged.Cart.LineItems))

	// Checkout, with everything that is asked for in one go.
	made, err := s.CurrentCart.CreateCheckoutFromCurrentCart(member, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	if err != nil {
		return err
	}
	checkoutID := checkout.ID(made.CheckoutID)
	home := contact.AddressWithContact{
		Address:        &contact.Address{Country: "DE", City: "Berlin", PostalCode: "10961", AddressLine: "Bergmannstraße 27"},
		ContactDetails: &contact.Details{FirstName: "Erika", LastName: "Mustermann"},
	}
	var filled checkout.UpdateCheckoutRequest
	filled.Checkout.BuyerInfo.Email = patch.Set("erika@example.com")
	filled.Checkout.BillingInfo = patch.Set(home)
	filled.Checkout.ShippingInfo.ShippingDestination = patch.Set(home)
	filled.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "paket"})
	ready, err := s.Checkouts.UpdateCheckout(member, checkoutID, filled)
	if err != nil {
		return err
	}
	w.say("Shipping on offer: %s.", offersOf(ready.Checkout))

	// She orders and pays by card.
	w.clock.Advance(3 * time.Minute)
	placed, err := s.Checkouts.CreateOrder(member, checkoutID, nil)
	if err != nil {
		return err
	}
	paid, err := s.Billing.ChargeOrder(member, transaction.ChargeOrderRequest{
		OrderID: placed.OrderID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "tok_card"},
	})
	if err != nil {
		return err
	}

	// Two parcels; without lines a fulfillment takes all that is left.
	order, err := s.Orders.GetOrder(ctx, placed.OrderID)
	if err != nil {
		return err
	}
	coffee, cards := order.LineItems[0], order.LineItems[3]
	w.clock.Advance(20 * time.Hour)
	if _, err = s.Fulfillments.CreateFulfillment(ctx, order.ID, fulfillment.Fulfillment{
		LineItems:    []fulfillment.LineItem{{ID: coffee.ID, Quantity: 3}},
		TrackingInfo: &fulfillment.TrackingInfo{ShippingProvider: "dhl", TrackingNumber: "00340434292135100186"},
	}); err != nil {
		return err
	}
	w.clock.Advance(24 * time.Hour)
	if _, err = s.Fulfillments.CreateFulfillment(ctx, order.ID, fulfillment.Fulfillment{
		TrackingInfo: &fulfillment.TrackingInfo{ShippingProvider: "dhl", TrackingNumber: "00340434292135100193"},
	}); err != nil {
		return err
	}

	// She sends one coffee and the cards back, and the shop sells them again.
	w.clock.Advance(5 * 24 * time.Hour)
	if _, err = s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
		OrderID:        order.ID,
		PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
		RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{
			{LineItemID: coffee.ID, Quantity: 1}, {LineItemID: cards.ID, Quantity: 1},
		}},
		SideEffects: &transaction.SideEffects{Restock: &transaction.RestockSideEffects{LineItems: []transaction.RestockItem{
			{LineItemID: coffee.ID, Quantity: 1}, {LineItemID: cards.ID, Quantity: 1},
		}}},
	}); err != nil {
		return err
	}
	left, err := s.file.Products.Stock(ctx, "kaffee")
	if err != nil {
		return err
	}
	w.say("Coffee left in stock: %d packs.", left)
	return w.show(ctx, s, order.ID, german)
}
