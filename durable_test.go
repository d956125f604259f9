// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
)

// What was sold reaches a durable subscriber that fails first, in the process
// that comes after a crash, and is kept for replay as long as configured.
func TestDurableSubscriber(t *testing.T) {
	t.Parallel()
	shop := ecomtest.NewShop(t, func(c *ecom.Config) { c.EventRetention = 48 * time.Hour })
	var sold []string
	fails := true
	subscribe := func(s *ecomtest.Shop) {
		events.SubscribeDurable(s.Events, "ship", func(_ context.Context, e events.Event[order.OrderApproved]) error {
			if fails {
				return errors.New("the warehouse does not answer")
			}
			sold = append(sold, e.Data.Order.PriceSummary.Total.FormattedAmount())
			return nil
		}, nil)
	}
	subscribe(shop)
	if _, err := shop.Buy(ecomtest.Visitor(t.Context(), 1), shop.Line("mug", 2)); err != nil {
		t.Fatal(err)
	}
	if err := shop.Events.Deliver(t.Context()); err == nil {
		t.Error("Deliver() = nil, want the handler's error")
	}
	if _, err := shop.Buy(ecomtest.Visitor(t.Context(), 2), shop.Line("mug", 1)); err != nil {
		t.Fatal(err)
	}
	fails = false
	next := shop.Twin()
	subscribe(next)
	next.Clock.Advance(time.Second)
	if err := next.Events.Deliver(t.Context()); err != nil {
		t.Error(err)
	}
	replay := func() {
		t.Helper()
		if err := next.Sweep(t.Context()); err != nil {
			t.Error(err)
		}
		if err := next.EventLog.ReplaySince(t.Context(), "ship", time.Time{}); err != nil {
			t.Error(err)
		}
		if err := next.Events.Deliver(t.Context()); err != nil {
			t.Error(err)
		}
	}
	next.Clock.Advance(47 * time.Hour)
	replay()
	next.Clock.Advance(time.Hour)
	replay()
	if diff := cmp.Diff([]string{"$55.00", "$30.00", "$55.00", "$30.00"}, sold); diff != "" {
		t.Errorf("sold and replayed (-want +got):\n%s", diff)
	}
}

// Run serves durable subscriptions, once at a time, and leaves nothing running.
func TestRunDurable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := ecomtest.NewShop(t, func(c *ecom.Config) { c.Now = time.Now })
		got := make(chan string, 1)
		events.SubscribeDurable(shop.Events, "ship", func(_ context.Context, e events.Event[order.OrderApproved]) error {
			got <- e.EntityID
			return nil
		}, nil)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- shop.Run(ctx) }()
		synctest.Wait()
		if err := shop.Run(t.Context()); !errors.Is(err, fault.State) {
			t.Errorf("second Run() = %v, want %v", err, fault.State)
		}
		o, err := shop.Buy(ecomtest.Visitor(t.Context(), 1), shop.Line("mug", 2))
		if err != nil {
			t.Fatal(err)
		}
		if id := <-got; id != string(o.ID) {
			t.Errorf("got order %s, want %s", id, o.ID)
		}
		stop()
		if err := <-over; !errors.Is(err, context.Canceled) {
			t.Errorf("Run() = %v, want %v", err, context.Canceled)
		}
	})
}
