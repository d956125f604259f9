// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

// Visitor returns a context in which the nth visitor is acting.
func Visitor(ctx context.Context, n int) context.Context {
	return actor.With(ctx, actor.Visitor(fmt.Sprintf("00000000-0000-4000-8001-%012d", n)))
}

// Member returns a context in which the nth member is acting.
func Member(ctx context.Context, n int) context.Context {
	return actor.With(ctx, actor.Member(fmt.Sprintf("00000000-0000-4000-8002-%012d", n)))
}

// Home returns an address in New York, with whom to find there.
func Home() contact.AddressWithContact {
	return contact.AddressWithContact{
		Address:        &contact.Address{Country: "US", Subdivision: "US-NY", City: "New York", PostalCode: "10001", AddressLine: "1 Main St"},
		ContactDetails: &contact.Details{FirstName: "Ann", LastName: "Lee"},
	}
}

// Checkout takes the buyer who is acting in ctx from a cart with these lines to
// a checkout that is ready to be ordered: with an e-mail address, Home as the
// address and, where something has to be shipped, the first way of shipping that
// is offered. What is in the buyer's cart already is bought with it.
//
// Under an idempotency key each of the calls that it takes has a key of its own,
// made of that key; so it may be repeated after it failed. The same holds for
// Order, Buy and Pay.
func (s *Shop) Checkout(ctx context.Context, lines ...cart.LineItem) (*checkout.Checkout, error) {
	if _, err := s.CurrentCart.AddToCurrentCart(within(ctx, "add"), cart.AddToCartRequest{LineItems: lines}); err != nil {
		return nil, err
	}
	made, err := s.CurrentCart.CreateCheckoutFromCurrentCart(within(ctx, "checkout"), cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	if err != nil {
		return nil, err
	}
	id := checkout.ID(made.CheckoutID)
	var filled checkout.UpdateCheckoutRequest
	filled.Checkout.BuyerInfo.Email = patch.Set(email(ctx))
	filled.Checkout.BillingInfo = patch.Set(Home())
	filled.Checkout.ShippingInfo.ShippingDestination = patch.Set(Home())
	r, err := s.Checkouts.UpdateCheckout(within(ctx, "fill"), id, filled)
	if err != nil {
		return nil, err
	}
	option, ok := firstOption(r.Checkout)
	if !ok {
		return r.Checkout, nil
	}
	var chosen checkout.UpdateCheckoutRequest
	chosen.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(option)
	if r, err = s.Checkouts.UpdateCheckout(within(ctx, "ship"), id, chosen); err != nil {
		return nil, err
	}
	return r.Checkout, nil
}

// within returns a context with a key for one step of what is done under a key.
func within(ctx context.Context, step string) context.Context {
	if key := idempotency.Key(ctx); key != "" {
		return idempotency.WithKey(ctx, key+"/"+step)
	}
	return ctx
}

// email returns the e-mail address of a buyer.
func email(ctx context.Context) string {
	id := actor.From(ctx).ID
	if id == "" {
		id = "ann"
	}
	return id + "@example.com"
}

// firstOption returns the first way of shipping that a checkout offers.
func firstOption(c *checkout.Checkout) (option pricing.SelectedShippingOption, ok bool) {
	if c.ShippingInfo == nil {
		return option, false
	}
	for _, carrier := range c.ShippingInfo.CarrierServiceOptions {
		for _, o := range carrier.ShippingOptions {
			return pricing.SelectedShippingOption{CarrierID: carrier.CarrierID, Code: o.Code}, true
		}
	}
	return option, false
}

// Order is Checkout, and orders. An order that has to be paid online waits for
// its payment.
func (s *Shop) Order(ctx context.Context, lines ...cart.LineItem) (*order.Order, error) {
	c, err := s.Checkout(ctx, lines...)
	if err != nil {
		return nil, err
	}
	placed, err := s.Checkouts.CreateOrder(within(ctx, "order"), c.ID, nil)
	if err != nil {
		return nil, err
	}
	return s.Orders.GetOrder(ctx, placed.OrderID)
}

// Buy is Order, and pays what is due by card. It returns the order as it is
// then.
func (s *Shop) Buy(ctx context.Context, lines ...cart.LineItem) (*order.Order, error) {
	o, err := s.Order(ctx, lines...)
	if err != nil || o.Status != order.StatusInitialized {
		return o, err
	}
	return s.Pay(ctx, o.ID)
}

// Pay pays what is due for an order by card, and returns the order as it is
// then.
func (s *Shop) Pay(ctx context.Context, id order.ID) (*order.Order, error) {
	_, err := s.Billing.ChargeOrder(within(ctx, "pay"), transaction.ChargeOrderRequest{
		OrderID: id, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"},
	})
	if err != nil {
		return nil, err
	}
	return s.Orders.GetOrder(ctx, id)
}
