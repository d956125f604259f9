// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package ecom holds a whole shop in one process: carts, checkouts, orders,
// payments and refunds, fulfillments, discounts, and the events they raise. It
// follows the object model, method names, limits and error codes of the Wix
// eCommerce platform.
//
// New makes a Shop of a Config; only the currency and a catalog are required:
//
//	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: items})
//	shop, err := ecom.New(ecom.Config{Currency: money.USD, Catalog: products})
//
// A buyer is named in the context, and buys with three calls: add to the
// current cart, make a checkout of it, make an order of the checkout.
//
//	ctx = actor.With(ctx, actor.Visitor(id))
//	_, err = shop.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: lines})
//	k, err := shop.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
//	o, err := shop.Checkouts.CreateOrder(ctx, checkout.ID(k.CheckoutID), nil)
//
// # Who may do what
//
// Services look at the actor of the context, see package actor. Visitors and
// members reach their own carts, checkouts and orders, and nobody else's;
// users, apps and the embedding program, which is who acts when nobody is
// named, reach everything.
//
// # Errors
//
// Errors carry a class for errors.Is, such as fault.NotFound, the platform's
// code for fault.Code, and for fault.Invalid every field at fault for
// fault.Violations. What fails has changed nothing. What may have happened
// although nobody could tell is fault.Unknown.
//
// # Repetition and races
//
// A mutation called under an idempotency key (package idempotency) has one
// effect however often it is called. Two callers who change one thing at the
// same time are both heard, one after the other; what there is not enough of,
// be it stock, uses of a coupon or money to refund, goes to the first.
//
// # Background work
//
// Run sweeps: it settles payments whose outcome was lost, gives back what
// unpaid orders hold, and deletes what is past its time. A shop works without
// it.
package ecom
