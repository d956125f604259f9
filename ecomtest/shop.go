// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"log/slog"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/store/memstore"
)

// Shop is a shop for tests, with what it is made of.
type Shop struct {
	*ecom.Shop

	Clock    *Clock               // of the shop
	Gateway  *paymenttest.Gateway // its payment provider; Script says what it answers
	Products *catalog.Products    // its catalog, unless the test brought one of its own
	Store    *FaultyStore         // where everything is kept; nothing goes wrong until it is told to
	Recorder *events.Recorder     // of every event since the shop was made

	t      testing.TB
	change func(*ecom.Config)
	ids    func() string
}

// NewShop returns a shop that sells in dollars, without taxes:
//
//	mug     $25.00, ten in stock
//	plate   $8.50
//	ebook   $5.00, nothing to ship
//
// and ships to the United States for $5.00. change may be nil; otherwise it
// changes the configuration before the shop is made, and may replace anything
// in it.
func NewShop(t testing.TB, change func(*ecom.Config)) *Shop {
	t.Helper()
	s := &Shop{Clock: NewClock(), Gateway: paymenttest.New(paymenttest.Config{}), t: t, change: change, ids: IDs()}
	s.open(nil)
	return s
}

// Twin returns the shop as another process has it, or as it is after a restart:
// on the same store, with the same clock, ids and gateway, but with nothing else
// in memory; what is recorded is what is committed by the twin. The
// configuration is made and changed anew.
func (s *Shop) Twin() *Shop {
	s.t.Helper()
	twin := *s
	twin.open(s.Store)
	return &twin
}

// open makes the shop, on d unless that is nil.
func (s *Shop) open(d *FaultyStore) {
	s.t.Helper()
	cfg := s.config()
	if s.change != nil {
		s.change(&cfg)
	}
	if s.Store = d; d == nil {
		if cfg.Store == nil {
			cfg.Store = memstore.New(memstore.Config{})
		}
		s.Store = Faults(cfg.Store)
	}
	cfg.Store = s.Store
	s.Products, _ = catalog.As[*catalog.Products](cfg.Catalog)
	var err error
	if s.Shop, err = ecom.New(cfg); err != nil {
		s.t.Fatal(err)
	}
	s.Recorder = events.NewRecorder(s.Events, "ecomtest")
}

// config is the configuration before it is changed.
func (s *Shop) config() ecom.Config {
	s.t.Helper()
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", Stock: new(int64(10)), Weight: "0.4"},
		{ID: "plate", Name: "Plate", Price: "8.50", Weight: "0.7"},
		{ID: "ebook", Name: "E-book", Price: "5.00", ItemType: string(item.PresetDigital)},
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	rates, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: "5.00", Countries: []string{"US"}},
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	return ecom.Config{
		Currency: money.USD, Catalog: products, Shipping: []shipping.Service{rates.Service()}, Payments: s.Gateway,
		Now: s.Clock.Now, NewID: s.ids, Chance: func() float64 { return 0 }, Logger: slog.New(slog.DiscardHandler),
	}
}

// Line returns a line of a cart: a number of units of a product.
func (s *Shop) Line(productID string, quantity int) cart.LineItem {
	ref := item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: productID}
	if s.Products != nil {
		ref = s.Products.Reference(productID)
	}
	return cart.LineItem{CatalogReference: &ref, Quantity: quantity}
}
