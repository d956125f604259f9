// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

type shop struct {
	env          *service.Env
	orders       *order.Service
	fulfillments *fulfillment.Service
	events       *events.Recorder
}

func newShop(t *testing.T) *shop {
	t.Helper()
	var n atomic.Int64
	newID := func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n.Add(1)) }
	now := func() time.Time { return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC) }
	bus := events.NewBus(events.Config{})
	st, err := store.New(memstore.New(memstore.Config{}), store.Config{Now: now, NewID: newID, Publisher: bus})
	if err != nil {
		t.Fatal(err)
	}
	env := &service.Env{Store: st, Bus: bus, Now: now, NewID: newID, Logger: slog.New(slog.DiscardHandler), Site: service.Site{ID: "main", Currency: money.USD}}
	s := &shop{env: env, orders: order.NewService(env, nil)}
	s.fulfillments = fulfillment.NewService(env, s.orders)
	s.events = events.NewRecorder(bus, "recorder")
	return s
}

// place makes an order of two mugs and five plates to be shipped.
func (s *shop) place(t *testing.T, approved bool) order.ID {
	t.Helper()
	zero := money.PriceOf(money.Zero(money.USD), 0)
	rec := &order.Record{Order: order.Order{
		Currency: money.USD,
		LineItems: []order.LineItem{
			{ID: service.LineID(1), Quantity: 2, Price: zero, PriceBeforeDiscounts: zero, LineItemPrice: zero},
			{ID: service.LineID(2), Quantity: 5, Price: zero, PriceBeforeDiscounts: zero, LineItemPrice: zero},
		},
		ShippingInfo: &order.ShippingInformation{Title: "Standard"},
		PriceSummary: order.PriceSummary{Subtotal: zero, Shipping: zero, Tax: zero, Discount: zero, Total: zero, TotalAdditionalFees: zero},
	}}
	rec.Internal.Owner = actor.Visitor("v1")
	if err := s.env.Store.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return s.orders.Place(ctx, tx, rec, approved)
	}); err != nil {
		t.Fatal(err)
	}
	s.events.Reset()
	return rec.Order.ID
}

func (s *shop) status(t *testing.T, id order.ID) order.FulfillmentStatus {
	t.Helper()
	r, err := s.orders.Read(t.Context(), s.env.Store, id)
	if err != nil {
		t.Fatal(err)
	}
	return r.Order.FulfillmentStatus
}

func mugs(n int) fulfillment.Fulfillment {
	return fulfillment.Fulfillment{LineItems: []fulfillment.LineItem{{ID: service.LineID(1), Quantity: n}}}
}

func TestTwoParcelsFulfillAnOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.place(t, true)
	first := mugs(1)
	first.TrackingInfo = &fulfillment.TrackingInfo{TrackingNumber: "N 1", ShippingProvider: "fedex"}
	r, err := s.fulfillments.CreateFulfillment(t.Context(), id, first)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.OrderWithFulfillments.Fulfillments[0].TrackingInfo.TrackingLink; !strings.HasSuffix(got, "trackingnumber=N+1") {
		t.Errorf("link = %q, want one of fedex with the number", got)
	}
	if got := s.status(t, id); got != order.FulfillmentStatusPartiallyFulfilled {
		t.Errorf("status = %s after one of two parcels", got)
	}
	if _, err := s.fulfillments.CreateFulfillment(t.Context(), id, fulfillment.Fulfillment{}); err != nil {
		t.Fatal(err)
	}
	if got := s.status(t, id); got != order.FulfillmentStatusFulfilled {
		t.Errorf("status = %s after all units", got)
	}
	want := "wix.ecom.v1.fulfillments_updated wix.ecom.v1.order_fulfilled wix.ecom.v1.order_updated"
	if got := strings.Join(s.events.Types(), " "); got != want+" "+want {
		t.Errorf("events = %s, want twice %s", got, want)
	}
	var left *fulfillment.QuantityError
	if _, err := s.fulfillments.CreateFulfillment(t.Context(), id, mugs(1)); !errors.As(err, &left) || left.Left != 0 || !errors.Is(err, fault.Limit) {
		t.Errorf("a third mug of two: %v, want a QuantityError", err)
	}
	if _, err := s.fulfillments.DeleteFulfillment(t.Context(), id, r.FulfillmentID); err != nil {
		t.Fatal(err)
	}
	if got := s.status(t, id); got != order.FulfillmentStatusPartiallyFulfilled {
		t.Errorf("status = %s after a parcel was taken back", got)
	}
	list, err := s.fulfillments.ListFulfillmentsForSingleOrder(actor.With(t.Context(), actor.Visitor("v1")), id)
	if err != nil || len(list.Fulfillments) != 1 {
		t.Errorf("List() = %+v, %v, want one", list, err)
	}
}

func TestUpdateKeepsLines(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.place(t, true)
	f := mugs(2)
	f.TrackingInfo = &fulfillment.TrackingInfo{TrackingNumber: "1", ShippingProvider: "ups"}
	r, err := s.fulfillments.CreateFulfillment(t.Context(), id, f)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.fulfillments.UpdateFulfillment(t.Context(), id, r.FulfillmentID, fulfillment.Update{
		TrackingInfo: patch.Set(fulfillment.TrackingInfo{TrackingNumber: "2"}), Status: patch.Set(fulfillment.StatusInDelivery),
	})
	if err != nil {
		t.Fatal(err)
	}
	u := got.Fulfillments[0]
	if u.TrackingInfo.ShippingProvider != "ups" || !strings.HasSuffix(u.TrackingInfo.TrackingLink, "trackNums=2") || u.Status != fulfillment.StatusInDelivery || u.LineItems[0].Quantity != 2 {
		t.Errorf("updated = %+v %+v", u, u.TrackingInfo)
	}
	if _, err := s.fulfillments.UpdateFulfillment(t.Context(), id, r.FulfillmentID, fulfillment.Update{Status: patch.Set(fulfillment.Status("delivered"))}); len(fault.Violations(err)) != 1 {
		t.Errorf("an unknown status: %v, want a violation", err)
	}
	second := mugs(1)
	second.LineItems[0].ID = service.LineID(2)
	second.TrackingInfo = &fulfillment.TrackingInfo{TrackingNumber: "2"}
	if _, err := s.fulfillments.CreateFulfillment(t.Context(), id, second); fault.Code(err) != "TRACKING_NUMBER_ALREADY_EXISTS" || !errors.Is(err, fault.Exists) {
		t.Errorf("the same number again: %v, want TRACKING_NUMBER_ALREADY_EXISTS", err)
	}
	if got, err = s.fulfillments.UpdateFulfillment(t.Context(), id, r.FulfillmentID, fulfillment.Update{TrackingInfo: patch.Clear[fulfillment.TrackingInfo]()}); err != nil || got.Fulfillments[0].TrackingInfo != nil {
		t.Errorf("cleared = %+v, %v", got, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	waiting, id := s.place(t, false), s.place(t, true)
	if _, err := s.fulfillments.CreateFulfillment(t.Context(), waiting, mugs(1)); !errors.Is(err, fault.State) {
		t.Errorf("an order that waits for its payment: %v, want fault.State", err)
	}
	if _, err := s.fulfillments.CreateFulfillment(actor.With(t.Context(), actor.Visitor("v1")), id, mugs(1)); !errors.Is(err, fault.Denied) {
		t.Errorf("by a visitor: %v, want fault.Denied", err)
	}
	if _, err := s.fulfillments.ListFulfillmentsForSingleOrder(actor.With(t.Context(), actor.Visitor("v2")), id); !errors.Is(err, fault.NotFound) {
		t.Errorf("read by another visitor: %v, want fault.NotFound", err)
	}
	if _, err := s.fulfillments.CreateFulfillment(t.Context(), "nope", mugs(1)); fault.Code(err) != "ORDER_NOT_FOUND" {
		t.Errorf("unknown order: %v, want ORDER_NOT_FOUND", err)
	}
	unknown := mugs(1)
	unknown.LineItems[0].ID = service.LineID(9)
	if _, err := s.fulfillments.CreateFulfillment(t.Context(), id, unknown); fault.Code(err) != "LINE_ITEM_NOT_FOUND" {
		t.Errorf("unknown line: %v, want LINE_ITEM_NOT_FOUND", err)
	}
	res, err := s.fulfillments.BulkCreateFulfillments(t.Context(), []fulfillment.BulkCreate{
		{OrderID: id, Fulfillments: []fulfillment.Fulfillment{mugs(1), mugs(9)}}, {OrderID: id, Fulfillments: []fulfillment.Fulfillment{mugs(1)}},
	})
	if err != nil || res[0].Err == nil || res[1].Err != nil || len(res[1].OrderWithFulfillments.Fulfillments) != 1 {
		t.Errorf("bulk = %+v, %v, want the first refused as a whole", res, err)
	}
}

func TestRaceNeverFulfillsMoreThanWasBought(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.place(t, true)
	var wg sync.WaitGroup
	var done atomic.Int64
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := s.fulfillments.CreateFulfillment(t.Context(), id, mugs(1)); err == nil {
				done.Add(1)
			} else if !errors.Is(err, fault.Limit) && !errors.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if done.Load() != 2 {
		t.Errorf("%d mugs were handed over, want the 2 bought", done.Load())
	}
}
