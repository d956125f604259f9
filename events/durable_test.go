// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// note returns a handler that notes what it gets.
func note(got *log) func(context.Context, events.Event[orderApproved]) error {
	return func(_ context.Context, e events.Event[orderApproved]) error {
		got.add("%s %d", e.EntityID, e.Sequence)
		return nil
	}
}

// expect compares what was noted.
func expect(t *testing.T, got *log, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got.all()); diff != "" {
		t.Errorf("handled differently (-want +got):\n%s", diff)
	}
}

// A process that starts again gets what was committed while none was running,
// and nothing twice.
func TestDurableResumes(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(driver.Store) driver.Store{
		"values": func(d driver.Store) driver.Store { return d },
		"bytes":  ecomtest.Encoded,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := wrap(memstore.New(memstore.Config{}))
				var got log
				inOrder := &events.DurableOptions{Concurrency: 1}
				first := start(t, d, events.Config{})
				first.emit("before")
				pass(time.Microsecond)
				events.SubscribeDurable(first.Bus, "mail", note(&got), inOrder)
				first.emit("a") // between subscribing and running
				first.run()
				first.emit("b", "a")
				synctest.Wait()
				expect(t, &got, "a 1", "b 1", "a 2")
				first.end()
				first.emit("c", "a")

				second := start(t, d, events.Config{})
				events.SubscribeDurable(second.Bus, "mail", note(&got), inOrder)
				second.run()
				expect(t, &got, "a 1", "b 1", "a 2", "c 1", "a 3")
				second.end()
				if pending, dead := second.left(); pending != 0 || dead != 0 {
					t.Errorf("%d pending, %d dead, want none", pending, dead)
				}
			})
		})
	}
}

// A handler is told everything about the event, as if it had been subscribed in
// the process.
func TestDurableEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		var got, direct events.Event[orderApproved]
		events.Subscribe(p.Bus, "direct", func(_ context.Context, e events.Event[orderApproved]) error {
			direct = e
			return nil
		})
		events.SubscribeDurable(p.Bus, "durable", func(_ context.Context, e events.Event[orderApproved]) error {
			got = e
			if e.Attempt < 2 {
				return errors.New("once more")
			}
			return nil
		}, nil)
		emit(actor.With(t.Context(), actor.Member("m")), t, p.store, "o", orderApproved{&order{ID: "o"}})
		p.run()
		pass(time.Minute)
		p.end()
		direct.Attempt = 2
		if diff := cmp.Diff(direct, got); diff != "" || got.ID == "" {
			t.Errorf("event differs (-direct +durable):\n%s", diff)
		}
	})
}

// Only the types asked for are delivered, and signal that there is work.
func TestDurableTypes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		var some, all log
		take := func(l *log) func(context.Context, events.Envelope) error {
			return func(_ context.Context, e events.Envelope) error {
				l.add("%s", e.Slug)
				return nil
			}
		}
		events.SubscribeDurableAll(p.Bus, "some", take(&some), &events.DurableOptions{
			Types: []string{cartDeleted{}.EventType(), orderCreated{}.EventType()},
		})
		events.SubscribeDurableAll(p.Bus, "all", take(&all), nil)
		p.run()
		emit(t.Context(), t, p.store, "o", orderCreated{}, orderApproved{}, cartDeleted{})
		synctest.Wait()
		expect(t, &some, "created", "deleted")
		expect(t, &all, "created", "approved", "deleted")
		p.end()
	})
}

// A subscription that is new may begin in the past; one that is known goes on.
func TestDurableSince(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		p.emit("a")
		pass(time.Hour)
		since := time.Now()
		p.emit("b")
		var got log
		o := &events.DurableOptions{Since: since}
		cancel := events.SubscribeDurable(p.Bus, "mail", note(&got), o)
		if err := p.Deliver(t.Context()); err != nil {
			t.Error(err)
		}
		expect(t, &got, "b 1")
		cancel()
		o.Since = time.Unix(0, 0)
		events.SubscribeDurable(p.Bus, "mail", note(&got), o)
		if err := p.Deliver(t.Context()); err != nil {
			t.Error(err)
		}
		expect(t, &got, "b 1")
	})
}

func TestSubscribeDurablePanics(t *testing.T) {
	t.Parallel()
	handler := func(context.Context, events.Event[orderApproved]) error { return nil }
	for _, tt := range []struct {
		name string
		do   func(b *events.Bus)
		want string
	}{
		{"twice", func(b *events.Bus) {
			events.SubscribeDurable(b, "mail", handler, nil)
			events.SubscribeDurable(b, "mail", handler, nil)
		}, `events: there are two subscriptions "mail"`},
		{"like one in the process", func(b *events.Bus) {
			events.Subscribe(b, "mail", handler)
			events.SubscribeDurable(b, "mail", handler, nil)
		}, `events: there are two subscriptions "mail"`},
		{"one in the process like it", func(b *events.Bus) {
			events.SubscribeDurable(b, "mail", handler, nil)
			events.Subscribe(b, "mail", handler)
		}, `events: there are two subscriptions "mail"`},
		{"no name", func(b *events.Bus) { events.SubscribeDurable(b, "", handler, nil) }, "events: a subscription has no name"},
		{"long name", func(b *events.Bus) {
			events.SubscribeDurable(b, fmt.Sprintf("%01025d", 0), handler, nil)
		}, `events: subscription "0000000000000000000000000000000000000000"… has a name of 1025 bytes; it may have 1024`},
		{"no handler", func(b *events.Bus) {
			events.SubscribeDurable[orderApproved](b, "mail", nil, nil)
		}, `events: subscription "mail" has no handler`},
		{"no handler of all", func(b *events.Bus) { events.SubscribeDurableAll(b, "mail", nil, nil) }, `events: subscription "mail" has no handler`},
		{"types of one type", func(b *events.Bus) {
			events.SubscribeDurable(b, "mail", handler, &events.DurableOptions{Types: []string{"x"}})
		}, `events: subscription "mail": Types are for SubscribeDurableAll`},
		{"options", func(b *events.Bus) {
			events.SubscribeDurable(b, "mail", handler, &events.DurableOptions{
				MinBackoff: time.Hour, MaxBackoff: time.Minute, Timeout: time.Minute, Lease: time.Minute, Concurrency: 5, Batch: 4,
			})
		}, "events: subscription \"mail\": MaxBackoff below MinBackoff\na Lease that is not longer than Timeout\n" +
			"want 1 <= Concurrency <= Batch <= 200, have 5 and 4"},
		{"negative", func(b *events.Bus) {
			events.SubscribeDurable(b, "mail", handler, &events.DurableOptions{MinBackoff: -1, MaxBackoff: -1, Timeout: -1, Lease: -1})
		}, "events: subscription \"mail\": negative MinBackoff\nnegative MaxBackoff\nnegative Timeout\nnegative Lease"},
		{"two stores", func(b *events.Bus) { b.UseStore(newStore(t, b)) }, "events: a bus has one store"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := events.NewBus(events.Config{})
			b.UseStore(newStore(t, b))
			defer func() {
				if got := recover(); got != tt.want {
					t.Errorf("panic %v, want %v", got, tt.want)
				}
			}()
			tt.do(b)
		})
	}
	t.Run("no store", func(t *testing.T) {
		t.Parallel()
		defer func() {
			if got := recover(); got != `events: subscription "mail" is durable, but the bus has no store: call UseStore first` {
				t.Errorf("panic %v", got)
			}
		}()
		events.SubscribeDurable(events.NewBus(events.Config{}), "mail", handler, nil)
	})
}

// A bus is run once at a time, and with a store.
func TestRunTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		p.run() // nobody has subscribed
		if err := p.Run(t.Context()); !errors.Is(err, fault.State) {
			t.Errorf("second Run() = %v, want %v", err, fault.State)
		}
		p.end()
		p.run()
		p.end()
		b := events.NewBus(events.Config{})
		if err := b.Run(t.Context()); !errors.Is(err, fault.State) {
			t.Errorf("Run() without a store = %v, want %v", err, fault.State)
		}
		if err := b.Deliver(t.Context()); !errors.Is(err, fault.State) {
			t.Errorf("Deliver() without a store = %v, want %v", err, fault.State)
		}
	})
}

// Subscriptions may come and go while the bus runs.
func TestSubscribeWhileRunning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		p.run()
		var got log
		cancel := events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		synctest.Wait()
		p.emit("a")
		synctest.Wait()
		cancel()
		cancel()
		p.emit("b")
		pass(time.Minute)
		expect(t, &got, "a 1")
		if pending, _ := p.left(); pending != 1 {
			t.Errorf("%d events wait, want 1", pending)
		}
		events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		synctest.Wait()
		expect(t, &got, "a 1", "b 1")
		p.end()
	})
}
