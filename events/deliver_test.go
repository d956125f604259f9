// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// Deliver does what is due now, in order, and what comes of it.
func TestDeliver(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler)})
	clock := ecomtest.NewClock()
	d := ecomtest.Faults(memstore.New(memstore.Config{}))
	s, err := store.New(d, store.Config{Publisher: b, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	b.UseStore(s)
	var got log
	events.SubscribeDurable(b, "approved", func(ctx context.Context, e events.Event[orderApproved]) error {
		got.add("approved %s, attempt %d", e.EntityID, e.Attempt)
		if e.EntityID == "bad" {
			return errFailed
		}
		emit(ctx, t, s, "cart", cartDeleted{})
		return nil
	}, nil)
	events.SubscribeDurable(b, "deleted", func(_ context.Context, e events.Event[cartDeleted]) error {
		got.add("deleted %d", e.Sequence)
		return nil
	}, nil)
	for _, key := range []string{"a", "bad", "b"} {
		emit(t.Context(), t, s, key, orderApproved{})
	}
	err = b.Deliver(t.Context())
	if he, ok := errors.AsType[*events.HandlerError](err); !ok || he.Subscription != "approved" || he.Event.EntityID != "bad" || !errors.Is(err, errFailed) {
		t.Errorf("Deliver() = %v, want the handler's error", err)
	}
	want := []string{"approved a, attempt 1", "approved bad, attempt 1", "approved b, attempt 1", "deleted 1", "deleted 2"}
	expect(t, &got, want...)
	if err = b.Deliver(t.Context()); err != nil {
		t.Errorf("Deliver() = %v, want nothing to do before the retry is due", err)
	}
	clock.Advance(time.Second)
	if err = b.Deliver(t.Context()); !errors.Is(err, errFailed) {
		t.Errorf("Deliver() = %v, want %v", err, errFailed)
	}
	expect(t, &got, append(want, "approved bad, attempt 2")...)

	d.Crash()
	if err = b.Deliver(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Deliver() = %v, want %v", err, fault.Unavailable)
	}
	d.Restart()
	emit(t.Context(), t, s, "a", orderApproved{})
	d.OnSettle(1, fault.Unavailable, false)
	if err = b.Deliver(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Deliver() = %v, want %v", err, fault.Unavailable)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err = b.Deliver(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Deliver() = %v, want %v", err, context.Canceled)
	}
}
