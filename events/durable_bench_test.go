// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// BenchmarkDurable delivers the events of a thousand entities, one for each. The
// floor claims and settles them a batch at a time, and does nothing else.
func BenchmarkDurable(b *testing.B) {
	const keys = 1000
	fill := func(b *testing.B) (*memstore.Store, *events.Bus) {
		b.Helper()
		d, bus := memstore.New(memstore.Config{Settled: keys}), events.NewBus(events.Config{})
		s, err := store.New(d, store.Config{Publisher: bus})
		if err != nil {
			b.Fatal(err)
		}
		bus.UseStore(s)
		for k := range keys {
			emit(b.Context(), b, s, fmt.Sprint(k), orderApproved{&order{ID: "o"}})
		}
		return d, bus
	}
	rewind := func(b *testing.B, d *memstore.Store) {
		b.Helper()
		b.StopTimer()
		if err := d.Rewind(b.Context(), driver.Rewind{Site: "main", Subscription: "mail", Since: time.Unix(0, 0)}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	perEvent := func(b *testing.B) {
		b.Helper()
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*keys), "ns/event")
	}
	b.Run("floor", func(b *testing.B) {
		d, _ := fill(b)
		claim := driver.Claim{Site: "main", Subscription: "mail", Now: time.Now(), Lease: time.Minute, Limit: 16}
		if _, err := d.Claim(b.Context(), claim); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for range b.N {
			rewind(b, d)
			for n := 0; n < keys; {
				list, err := d.Claim(b.Context(), claim)
				if err != nil {
					b.Fatal(err)
				}
				done := make([]driver.Settlement, len(list))
				for i, e := range list {
					done[i] = driver.Settlement{Site: "main", Subscription: "mail", EventID: e.ID, Lease: e.Lease}
				}
				if err = d.Settle(b.Context(), done...); err != nil {
					b.Fatal(err)
				}
				n += len(list)
			}
		}
		perEvent(b)
	})
	b.Run("deliver", func(b *testing.B) {
		d, bus := fill(b)
		events.SubscribeDurable(bus, "mail", func(context.Context, events.Event[orderApproved]) error { return nil }, nil)
		if err := bus.Deliver(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for range b.N {
			rewind(b, d)
			if err := bus.Deliver(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		perEvent(b)
	})
	b.Run("run", func(b *testing.B) {
		d, bus := fill(b)
		handled := make(chan struct{}, keys)
		events.SubscribeDurable(bus, "mail", func(context.Context, events.Event[orderApproved]) error {
			handled <- struct{}{}
			return nil
		}, nil)
		if err := bus.Deliver(b.Context()); err != nil {
			b.Fatal(err)
		}
		ctx, stop := context.WithCancel(b.Context())
		over := make(chan error, 1)
		go func() { over <- bus.Run(ctx) }()
		b.ReportAllocs()
		for range b.N {
			rewind(b, d)
			for range keys {
				<-handled
			}
		}
		perEvent(b)
		stop()
		if err := <-over; err == nil {
			b.Error("Run() = nil")
		}
	})
}
