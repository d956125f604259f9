// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/idempotency"
)

func TestSubscribe(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	var got log
	events.Subscribe(b, "approved", func(_ context.Context, e events.Event[orderApproved]) error {
		got.add("approved: %s", e.Data.Order.ID)
		return nil
	})
	events.SubscribeAll(b, "all", func(_ context.Context, e events.Envelope) error {
		got.add("all: %s %d", e.Type, e.Sequence)
		return nil
	})
	events.Subscribe(b, "created", func(_ context.Context, e events.Event[orderCreated]) error {
		got.add("created: %s", e.Data.Entity.ID)
		return nil
	})
	events.Subscribe(b, "approved later", func(_ context.Context, e events.Event[orderApproved]) error {
		got.add("approved later: %s", e.Data.Order.ID)
		return nil
	})

	o := &order{ID: "o"}
	emit(t.Context(), t, s, "o", orderCreated{events.Created[*order]{Entity: o}}, orderApproved{o})
	emit(t.Context(), t, s, "c", cartDeleted{})
	want := []string{
		"all: wix.ecom.v1.order_created 1", "created: o",
		"approved: o", "all: wix.ecom.v1.order_approved 2", "approved later: o",
		"all: wix.ecom.v1.cart_deleted 1",
	}
	if diff := cmp.Diff(want, got.all()); diff != "" {
		t.Errorf("handlers ran differently (-want +got):\n%s", diff)
	}
}

func TestEventSaysWhatHappened(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	var got events.Event[orderApproved]
	events.Subscribe(b, "approved", func(_ context.Context, e events.Event[orderApproved]) error {
		got = e
		return nil
	})
	o := &order{ID: "o"}
	emit(actor.With(t.Context(), actor.Member("m")), t, s, "o", orderApproved{o})
	want := events.Event[orderApproved]{
		ID: "event-1", EntityID: "o", EntityFQDN: "wix.ecom.v1.order", Slug: "approved",
		Sequence: 1, Time: moment, Actor: actor.Member("m"), Data: orderApproved{o},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event differs (-want +got):\n%s", diff)
	}
}

// A commit that fails publishes nothing.
func TestNothingWithoutCommit(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	r := events.NewRecorder(b, "recorder")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Update(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Update() = %v, want %v", err, context.Canceled)
	}
	if got := r.Events(); got != nil {
		t.Errorf("Events() = %v, want none", got)
	}
}

func TestSubscribePanics(t *testing.T) {
	t.Parallel()
	handler := func(context.Context, events.Event[orderApproved]) error { return nil }
	for _, tt := range []struct {
		name string
		do   func(b *events.Bus)
		want string
	}{
		{"twice", func(b *events.Bus) {
			events.Subscribe(b, "mail", handler)
			events.Subscribe(b, "mail", handler)
		}, `events: there are two subscriptions "mail"`},
		{"twice with all", func(b *events.Bus) {
			events.Subscribe(b, "mail", handler)
			events.NewRecorder(b, "mail")
		}, `events: there are two subscriptions "mail"`},
		{"no name", func(b *events.Bus) { events.Subscribe(b, "", handler) }, "events: a subscription has no name"},
		{"no handler", func(b *events.Bus) { events.Subscribe[orderApproved](b, "mail", nil) }, `events: subscription "mail" has no handler`},
		{"no handler of all", func(b *events.Bus) { events.SubscribeAll(b, "mail", nil) }, `events: subscription "mail" has no handler`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if got := recover(); got != tt.want {
					t.Errorf("panic %v, want %v", got, tt.want)
				}
			}()
			tt.do(events.NewBus(events.Config{}))
		})
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	var got log
	subscribe := func(name string) func() {
		return events.Subscribe(b, name, func(_ context.Context, e events.Event[orderApproved]) error {
			got.add("%s %d", name, e.Sequence)
			return nil
		})
	}
	first := subscribe("first")
	subscribe("second")
	emit(t.Context(), t, s, "o", orderApproved{})
	first()
	first()
	emit(t.Context(), t, s, "o", orderApproved{})
	again := subscribe("first") // the name is free
	emit(t.Context(), t, s, "o", orderApproved{})
	first() // is over, and not the new one's
	emit(t.Context(), t, s, "o", orderApproved{})
	again()
	want := []string{"first 1", "second 1", "second 2", "second 3", "first 3", "second 4", "first 4"}
	if diff := cmp.Diff(want, got.all()); diff != "" {
		t.Errorf("handlers ran differently (-want +got):\n%s", diff)
	}
}

// A handler may cancel itself and others that have not had their turn, and may
// subscribe; the new one gets what is committed from then on.
func TestCancelAndSubscribeInHandler(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	var got log
	var self, other func()
	self = events.Subscribe(b, "self", func(context.Context, events.Event[orderApproved]) error {
		got.add("self")
		self()
		other()
		events.Subscribe(b, "new", func(context.Context, events.Event[orderApproved]) error {
			got.add("new")
			return nil
		})
		return nil
	})
	other = events.Subscribe(b, "other", func(context.Context, events.Event[orderApproved]) error {
		got.add("other")
		return nil
	})
	emit(t.Context(), t, s, "o", orderApproved{}, orderApproved{})
	got.add("-")
	emit(t.Context(), t, s, "o", orderApproved{})
	if diff := cmp.Diff([]string{"self", "-", "new"}, got.all()); diff != "" {
		t.Errorf("handlers ran differently (-want +got):\n%s", diff)
	}
}

func TestHandlerContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	called := false
	events.Subscribe(b, "approved", func(ctx context.Context, _ events.Event[orderApproved]) error {
		called = true
		if at, ok := ctx.Deadline(); ok {
			t.Errorf("Deadline() = %v, want none", at)
		}
		if ctx.Done() != nil || ctx.Err() != nil || context.Cause(ctx) != nil {
			t.Errorf("Done, Err, Cause = %v, %v, %v, want none", ctx.Done(), ctx.Err(), context.Cause(ctx))
		}
		if got := idempotency.Key(ctx); got != "" {
			t.Errorf("Key() = %q, want none", got)
		}
		if got := ctx.Value(key{}); got != "value" {
			t.Errorf("Value() = %v, want the caller's", got)
		}
		if got := actor.From(ctx); got != actor.Member("m") {
			t.Errorf("actor = %v, want the caller's", got)
		}
		return nil
	})
	ctx := context.WithValue(t.Context(), key{}, "value")
	ctx = idempotency.WithKey(actor.With(ctx, actor.Member("m")), "once")
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	events.SubscribeAll(b, "cancel", func(context.Context, events.Envelope) error {
		cancel() // the caller gives up: nothing to those after it
		return nil
	})
	emit(ctx, t, s, "o", orderApproved{}, orderApproved{})
	if !called {
		t.Error("the handler was not called")
	}
}

// brokenObserver panics or ends the goroutine that tells it something.
type brokenObserver struct{ do func() }

func (o brokenObserver) HandlerFailed(context.Context, *events.HandlerError) { o.do() }

func TestFailuresTouchNobodyElse(t *testing.T) {
	t.Parallel()
	cause := errors.New("no paper")
	for _, tt := range []struct {
		name    string
		handler func() error
		want    string
		stack   bool
	}{
		{"error", func() error { return cause }, "no paper", false},
		{"panic", func() error { panic("no paper") }, "panic: no paper", true},
		{"panic with an error", func() error { panic(cause) }, "panic: no paper", true},
		{"panic with nil", func() error { panic(nil) }, "panic: panic called with nil argument", true}, //nolint:govet // what is tested
		{"end of goroutine", func() error { runtime.Goexit(); return nil }, "the handler called runtime.Goexit", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var printed bytes.Buffer
			var told failures
			b := events.NewBus(events.Config{Logger: slog.New(slog.NewTextHandler(&printed, nil)), Observer: &told})
			s := newStore(t, b)
			var got log
			note := func(name string) func(context.Context, events.Envelope) error {
				return func(_ context.Context, e events.Envelope) error {
					got.add("%s %s %d", name, e.EntityID, e.Sequence)
					return nil
				}
			}
			events.SubscribeAll(b, "before", note("before"))
			events.Subscribe(b, "printer", func(context.Context, events.Event[orderApproved]) error { return tt.handler() })
			events.SubscribeAll(b, "after", note("after"))

			ended := make(chan bool)
			go func() {
				returned := false
				defer func() { ended <- returned }()
				emit(t.Context(), t, s, "o", orderApproved{}, orderApproved{})
				returned = true
			}()
			if returned := <-ended; returned != (tt.name != "end of goroutine") {
				t.Errorf("the caller returned: %t", returned)
			}
			emit(t.Context(), t, s, "o", cartDeleted{}) // the lane is free

			want := []string{"before o 1", "after o 1", "before o 2", "after o 2", "before o 3", "after o 3"}
			if diff := cmp.Diff(want, got.all()); diff != "" {
				t.Errorf("handlers ran differently (-want +got):\n%s", diff)
			}
			if len(told.list) != 2 {
				t.Fatalf("the observer was told of %d failures, want 2", len(told.list))
			}
			err := told.list[1]
			if err.Subscription != "printer" || err.Event.Sequence != 2 || err.Err.Error() != tt.want || (err.Stack != nil) != tt.stack {
				t.Errorf("told of %q, %v, %q, stack %t; want %q, 2, %q, stack %t", err.Subscription, err.Event.Sequence, err.Err, err.Stack != nil, "printer", tt.want, tt.stack)
			}
			if want := "events: printer: wix.ecom.v1.order_approved " + err.Event.ID + ": " + tt.want; err.Error() != want {
				t.Errorf("Error() = %q, want %q", err.Error(), want)
			}
			if strings.Contains(tt.name, "error") && !errors.Is(err, cause) {
				t.Errorf("%v does not wrap its cause", err)
			}
			if n := strings.Count(printed.String(), "event handler failed"); n != 2 {
				t.Errorf("logged %d failures, want 2:\n%s", n, &printed)
			}
			if !strings.Contains(printed.String(), "subscription=printer") {
				t.Errorf("log does not name the handler:\n%s", &printed)
			}
		})
	}
}

func TestBrokenObserver(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		observer func()
	}{
		{"panic", func() { panic("observer") }},
		{"end of goroutine", runtime.Goexit},
	} {
		for _, handler := range []struct {
			name string
			fail func() error
		}{
			{"error", func() error { return errors.New("no paper") }},
			{"panic", func() error { panic("no paper") }},
			{"end of goroutine", func() error { runtime.Goexit(); return nil }},
		} {
			t.Run(tt.name+" after "+handler.name, func(t *testing.T) {
				t.Parallel()
				b := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler), Observer: brokenObserver{tt.observer}})
				s := newStore(t, b)
				events.SubscribeAll(b, "printer", func(context.Context, events.Envelope) error { return handler.fail() })
				r := events.NewRecorder(b, "recorder")
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					emit(t.Context(), t, s, "o", orderApproved{}, orderApproved{})
				}()
				<-ended
				if got := len(r.Events()); got != 2 {
					t.Errorf("%d events came to the next handler, want 2", got)
				}
			})
		}
	}
}
