// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

// shop is a shop for tests, with what it was made of.
type shop struct {
	*ecom.Shop
	products *catalog.Products
	gateway  *paymenttest.Gateway
	clock    *ecomtest.Clock
	events   *events.Recorder
}

// newShop returns a shop that sells mugs (25.00, ten in stock), plates (8.50)
// and an e-book (5.00), with NY sales tax, two ways of shipping, one rule and
// two coupons. change may be nil.
func newShop(t testing.TB, change func(*ecom.Config)) *shop {
	t.Helper()
	ten := int64(10)
	digital := catalog.Product{ID: "ebook", Name: "E-Book", Price: "5.00", ItemType: "DIGITAL"}
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", FullPrice: "30.00", Stock: &ten, Weight: "0.4"},
		{ID: "plate", Name: "Plate", Price: "8.50", Weight: "0.7"},
		digital,
	}})
	if err != nil {
		t.Fatal(err)
	}
	rates, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: "4.99", Countries: []string{"US"}, DeliveryTime: "3-5 days"},
		{Code: "express", Title: "Express", Price: "14.99", Countries: []string{"US"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{
		Country: "US", Subdivision: "US-NY", Rates: []tax.RegionRate{{Name: "NY sales tax", Rate: "0.08875", Shipping: true}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{products: products, gateway: paymenttest.New(paymenttest.Config{}), clock: ecomtest.NewClock()}
	ten10 := discount.MustPercentage("10")
	cfg := ecom.Config{
		Currency: money.USD, Catalog: products, Shipping: []shipping.Service{rates.Service()}, Tax: taxes, Payments: s.gateway,
		Coupons: []*discount.Coupon{
			{Code: "SAVE10", Name: "10 % off", PercentOffRate: ten10},
			{Code: "ONCE", Name: "once", PercentOffRate: ten10, UsageLimit: 1},
		},
		Now: s.clock.Now, NewID: ecomtest.IDs(), Logger: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&cfg)
	}
	if s.Shop, err = ecom.New(cfg); err != nil {
		t.Fatal(err)
	}
	s.events = events.NewRecorder(s.Events, "recorder")
	return s
}

const (
	ann = "a0000000-0000-4000-8000-000000000001"
	bob = "b0000000-0000-4000-8000-000000000002"
)

func as(t testing.TB, id actor.Identity) context.Context {
	if t == nil {
		return actor.With(context.Background(), id)
	}
	return actor.With(t.Context(), id)
}

func (s *shop) line(id string, quantity int) cart.LineItem {
	ref := s.products.Reference(id)
	return cart.LineItem{CatalogReference: &ref, Quantity: quantity}
}

func add(lines ...cart.LineItem) cart.AddToCartRequest {
	return cart.AddToCartRequest{LineItems: lines}
}

func newYork() *contact.Address {
	return &contact.Address{Country: "US", Subdivision: "US-NY", City: "New York", PostalCode: "10001", AddressLine: "11 W 53rd St"}
}

// checkout takes the buyer of ctx from a cart with these lines to a checkout
// that can be ordered.
func (s *shop) checkout(ctx context.Context, coupon string, lines ...cart.LineItem) (checkout.ID, error) {
	if _, err := s.CurrentCart.AddToCurrentCart(ctx, add(lines...)); err != nil {
		return "", err
	}
	k, err := s.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	if err != nil {
		return "", err
	}
	id := checkout.ID(k.CheckoutID)
	_, err = s.Checkouts.UpdateCheckout(ctx, id, details(coupon))
	return id, err
}

// details is what a buyer fills in.
func details(coupon string) checkout.UpdateCheckoutRequest {
	to := contact.AddressWithContact{Address: newYork(), ContactDetails: &contact.Details{FirstName: "Ann", LastName: "Lee"}}
	r := checkout.UpdateCheckoutRequest{CouponCode: coupon}
	r.Checkout.BillingInfo = patch.Set(to)
	r.Checkout.ShippingInfo.ShippingDestination = patch.Set(to)
	r.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "standard"})
	r.Checkout.BuyerInfo.Email = patch.Set("ann@example.com")
	return r
}

// buy takes the buyer of ctx all the way to an order that waits for its
// payment.
func (s *shop) buy(ctx context.Context, lines ...cart.LineItem) (order.ID, error) {
	id, err := s.checkout(ctx, "", lines...)
	if err != nil {
		return "", err
	}
	o, err := s.Checkouts.CreateOrder(ctx, id, nil)
	if err != nil {
		return "", err
	}
	return o.OrderID, nil
}

func charge(id order.ID) transaction.ChargeOrderRequest {
	return transaction.ChargeOrderRequest{OrderID: id, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"}}
}
