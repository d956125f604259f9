// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store/driver"
)

// newShop returns a shop on a store, with taxes, shipping and a coupon. change
// may be nil.
func newShop(t testing.TB, db driver.Store, change func(*ecom.Config)) *ecomtest.Shop {
	t.Helper()
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", FullPrice: "30.00", Stock: new(int64(10)), Weight: "0.4"},
		{ID: "plate", Name: "Plate", Price: "8.50", Weight: "0.7"},
		{ID: "ebook", Name: "E-book", Price: "5.00", ItemType: string(item.PresetDigital)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	rates, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: "4.99", Countries: []string{"US"}, DeliveryTime: "3-5 days"},
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
	cfg := ecom.Config{
		Store: db, Currency: money.USD, Catalog: products, Shipping: []shipping.Service{rates.Service()}, Tax: taxes,
		Coupons:  []*discount.Coupon{{Code: "SAVE10", Name: "10 % off", PercentOffRate: discount.MustPercentage("10")}},
		Payments: paymenttest.New(paymenttest.Config{}), Logger: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&cfg)
	}
	shop, err := ecom.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &ecomtest.Shop{Shop: shop, Products: products}
}

// purchase is a whole one: a cart with three lines, a checkout with address and
// shipping, the order, its payment, its fulfillment, and reading it.
func purchase(ctx context.Context, s *ecomtest.Shop, buyer int, coupon string) (*order.Order, error) {
	visitor := ecomtest.Visitor(ctx, buyer)
	c, err := s.Checkout(visitor, s.Line("plate", 1), s.Line("ebook", 1), s.Line("mug", 1))
	if err != nil {
		return nil, err
	}
	if coupon != "" {
		if _, err = s.Checkouts.UpdateCheckout(visitor, c.ID, checkout.UpdateCheckoutRequest{CouponCode: coupon}); err != nil {
			return nil, err
		}
	}
	placed, err := s.Checkouts.CreateOrder(visitor, c.ID, nil)
	if err != nil {
		return nil, err
	}
	if _, err = s.Pay(visitor, placed.OrderID); err != nil {
		return nil, err
	}
	if _, err = s.Fulfillments.CreateFulfillment(ctx, placed.OrderID, fulfillment.Fulfillment{}); err != nil {
		return nil, err
	}
	return s.Orders.GetOrder(ctx, placed.OrderID)
}
