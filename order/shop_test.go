// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// shop is what the tests of this package run on.
type shop struct {
	env    *service.Env
	orders *order.Service
	events *events.Recorder
	shelf  *shelf
	clock  atomic.Int64 // seconds after the beginning
}

// begin is when every test begins.
var begin = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// shelf is stock of ten units of each item.
type shelf struct{ counter store.Counter }

func (s *shelf) Take(_ context.Context, tx *store.Tx, units []order.Units) error {
	for _, u := range units {
		s.counter.Add(tx, u.CatalogReference.CatalogItemID, -u.Quantity, store.Bounds{Min: 0, Max: 10})
	}
	return nil
}

func (s *shelf) Return(_ context.Context, tx *store.Tx, units []order.Units) error {
	for _, u := range units {
		s.counter.Add(tx, u.CatalogReference.CatalogItemID, u.Quantity, store.Bounds{Min: 0, Max: 10})
	}
	return nil
}

// left returns how many mugs are on the shelf.
func (s *shop) left(t testing.TB) int64 {
	t.Helper()
	n, _, err := s.shelf.counter.Get(context.Background(), s.env.Store, "mug")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func newShop(t testing.TB) *shop {
	t.Helper()
	return newShopOn(t, memstore.New(memstore.Config{}))
}

// newShopOn returns a shop that keeps its records in d.
func newShopOn(t testing.TB, d driver.Store) *shop {
	t.Helper()
	locale, err := money.ParseLocale("en-US")
	if err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	s := &shop{shelf: &shelf{store.Counter{Kind: "stock", Start: 10}}}
	newID := func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n.Add(1)) }
	now := func() time.Time { return begin.Add(time.Duration(s.clock.Load()) * time.Second) }
	bus := events.NewBus(events.Config{})
	st, err := store.New(d, store.Config{Now: now, NewID: newID, Publisher: bus})
	if err != nil {
		t.Fatal(err)
	}
	s.env = &service.Env{
		Secret: []byte("key"),
		Store:  st, Bus: bus, Now: now, NewID: newID, Logger: slog.New(slog.DiscardHandler),
		Site: service.Site{ID: "main", Currency: money.USD, Locale: locale, Language: "en", WeightUnit: item.WeightUnitKG},
	}
	s.orders = order.NewService(s.env, s.shelf)
	s.events = events.NewRecorder(bus, "recorder")
	return s
}

// raised returns the slugs of the events since the last call.
func (s *shop) raised() string {
	var slugs []string
	for _, e := range s.events.Events() {
		slugs = append(slugs, e.Slug)
	}
	s.events.Reset()
	return strings.Join(slugs, " ")
}

func usd(text string) money.Price { return money.PriceOf(money.MustParse(text, money.USD), 0) }

const member = "0a6c3b1e-5c0f-4f6e-9a57-2f4f7d0d1c01"

// mugs returns an order of a caller's own: two mugs at 10.00, shipped for 5.00.
func mugs() *order.Order {
	return &order.Order{
		LineItems: []order.LineItem{{
			ProductName: item.Text("Mug"), Quantity: 2, ItemType: item.Of(item.PresetPhysical), Price: usd("10.00"),
			CatalogReference: &item.CatalogReference{CatalogItemID: "mug", AppID: "catalog"},
		}},
		BuyerInfo:    contact.BuyerInfo{MemberID: member, Email: "Jane@Example.com"},
		PriceSummary: order.PriceSummary{Subtotal: usd("20.00"), Shipping: usd("5.00"), Total: usd("25.00")},
		ShippingInfo: &order.ShippingInformation{Title: "Standard", Cost: order.ShippingPrice{Price: usd("5.00")}},
		BillingInfo: &contact.AddressWithContact{
			Address:        &contact.Address{Country: "US", City: "New York"},
			ContactDetails: &contact.Details{FirstName: "Jane", LastName: "Doe"},
		},
		ChannelInfo: order.ChannelInfo{Type: order.ChannelTypeWeb},
		Status:      order.StatusApproved,
	}
}

// create creates an order, changed by fns first.
func (s *shop) create(t testing.TB, fns ...func(*order.Order)) *order.Order {
	t.Helper()
	o := mugs()
	for _, fn := range fns {
		fn(o)
	}
	got, err := s.orders.CreateOrder(context.Background(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.events.Reset()
	return got
}

// sample returns the order of a published request.
func sample(t testing.TB) *order.Order {
	t.Helper()
	data, err := os.ReadFile("testdata/order-create.json")
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Request struct {
			Body struct {
				Order *order.Order `json:"order"`
			} `json:"body"`
		} `json:"request"`
	}
	if err := json.Unmarshal(data, &body); err != nil {
		t.Fatal(err)
	}
	return body.Request.Body.Order
}
