// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
)

// BenchmarkDispatch calls the handlers of an event that is ready. The floor
// calls as many functions in a slice.
func BenchmarkDispatch(b *testing.B) {
	n := 0
	ready := events.Envelope{
		ID: "event", Type: orderApproved{}.EventType(), EntityFQDN: "wix.ecom.v1.order", Slug: "approved",
		EntityID: "order", Sequence: 1, Time: moment, Payload: orderApproved{&order{}},
	}
	for _, handlers := range []int{1, 10} {
		b.Run(fmt.Sprintf("floor/handlers=%d", handlers), func(b *testing.B) {
			var list []func(context.Context, events.Event[orderApproved]) error
			for range handlers {
				list = append(list, func(context.Context, events.Event[orderApproved]) error { n++; return nil })
			}
			e, err := events.Decode[orderApproved](ready)
			if err != nil {
				b.Fatal(err)
			}
			ctx := b.Context()
			b.ReportAllocs()
			for b.Loop() {
				for _, fn := range list {
					if err := fn(ctx, e); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(fmt.Sprintf("handlers=%d", handlers), func(b *testing.B) {
			bus := events.NewBus(events.Config{})
			for i := range handlers {
				events.Subscribe(bus, fmt.Sprint(i), func(context.Context, events.Event[orderApproved]) error { n++; return nil })
			}
			dispatch := bus.Ready(b.Context(), ready)
			b.ReportAllocs()
			for b.Loop() {
				dispatch()
			}
		})
	}
}

// BenchmarkPublish is the whole way of an event from the store to its
// handlers: a place in line, its turn, the handlers.
func BenchmarkPublish(b *testing.B) {
	n := 0
	for _, handlers := range []int{0, 1, 10} {
		b.Run(fmt.Sprintf("handlers=%d", handlers), func(b *testing.B) {
			bus := events.NewBus(events.Config{})
			for i := range handlers {
				events.Subscribe(bus, fmt.Sprint(i), func(context.Context, events.Event[orderApproved]) error { n++; return nil })
			}
			evs := []store.Event{{
				ID: "event", Key: "order", Type: orderApproved{}.EventType(),
				Sequence: 1, Time: moment, Payload: orderApproved{&order{}},
			}}
			ctx := b.Context()
			b.ReportAllocs()
			for b.Loop() {
				if dispatch := bus.Enqueue(ctx, evs); dispatch != nil {
					dispatch()
				}
			}
		})
	}
}
