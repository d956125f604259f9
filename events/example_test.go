// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// TableReserved is an event of one's own.
type TableReserved struct {
	Guests int `json:"guests"`
}

// EventType returns the name by which other programs know it.
func (TableReserved) EventType() string { return "bistro.v1.table_reserved" }

func ExampleSubscribe() {
	bus := events.NewBus(events.Config{})
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: bus})
	if err != nil {
		panic(err)
	}

	cancel := events.Subscribe(bus, "tell-kitchen", func(_ context.Context, e events.Event[TableReserved]) error {
		fmt.Printf("#%d table %s: %d guests, by %s\n", e.Sequence, e.EntityID, e.Data.Guests, e.Actor)
		return nil
	})
	defer cancel()

	ctx := actor.With(context.Background(), actor.Member("ann"))
	for guests := 2; guests <= 3; guests++ {
		err = db.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			events.Emit(tx, ctx, "window", func() events.Payload { return TableReserved{Guests: guests} })
			return nil
		})
		if err != nil {
			panic(err)
		}
	}
	// Output:
	// #1 table window: 2 guests, by member ann
	// #2 table window: 3 guests, by member ann
}

func ExampleSubscribeAll() {
	bus := events.NewBus(events.Config{})
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: bus})
	if err != nil {
		panic(err)
	}
	events.SubscribeAll(bus, "audit", func(_ context.Context, e events.Envelope) error {
		fmt.Println(e.EntityFQDN, e.EntityID, e.Slug)
		return nil
	})
	err = db.Update(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, "window", func() events.Payload { return TableReserved{Guests: 4} })
		return nil
	})
	if err != nil {
		panic(err)
	}
	// Output: bistro.v1.table window reserved
}

// counter counts failures by subscription.
type counter map[string]int

func (c counter) HandlerFailed(_ context.Context, err *events.HandlerError) { c[err.Subscription]++ }

// A handler that fails is reported; the commit stands.
func ExampleNewBus() {
	failed := make(counter)
	bus := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler), Observer: failed})
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: bus})
	if err != nil {
		panic(err)
	}
	events.Subscribe(bus, "tell-kitchen", func(context.Context, events.Event[TableReserved]) error {
		return errors.New("nobody there")
	})
	err = db.Update(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, "window", func() events.Payload { return TableReserved{Guests: 4} })
		return nil
	})
	fmt.Println(err, failed)
	// Output: <nil> map[tell-kitchen:1]
}

func ExampleNewRecorder() {
	bus := events.NewBus(events.Config{})
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: bus})
	if err != nil {
		panic(err)
	}
	recorder := events.NewRecorder(bus, "recorder")
	err = db.Update(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, "window", func() events.Payload { return TableReserved{Guests: 4} })
		return nil
	})
	if err != nil {
		panic(err)
	}
	fmt.Print(recorder)
	// Output: #1 bistro.v1.table_reserved window by program
}

// open returns a bus on a new store whose clock stands still until it is moved.
func open() (*events.Bus, *store.Store, *ecomtest.Clock) {
	bus := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler)})
	clock := ecomtest.NewClock()
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: bus, Now: clock.Now, NewID: ecomtest.IDs()})
	if err != nil {
		panic(err)
	}
	bus.UseStore(db)
	return bus, db, clock
}

// reserve commits an event.
func reserve(db *store.Store, table string, guests int) {
	err := db.Update(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, table, func() events.Payload { return TableReserved{Guests: guests} })
		return nil
	})
	if err != nil {
		panic(err)
	}
}

// A durable handler, tested without waiting: it fails once, and the event behind
// it waits.
func ExampleSubscribeDurable() {
	bus, db, clock := open()
	events.SubscribeDurable(bus, "tell-kitchen", func(_ context.Context, e events.Event[TableReserved]) error {
		if e.EntityID == "window" && e.Attempt == 1 && e.Sequence == 1 {
			return errors.New("nobody there")
		}
		fmt.Printf("#%d table %s: %d guests, attempt %d\n", e.Sequence, e.EntityID, e.Data.Guests, e.Attempt)
		return nil
	}, nil)
	reserve(db, "window", 2)
	reserve(db, "window", 3)
	reserve(db, "corner", 4)
	fmt.Println(bus.Deliver(context.Background()))
	clock.Advance(time.Second)
	fmt.Println(bus.Deliver(context.Background()))
	// Output:
	// #1 table corner: 4 guests, attempt 1
	// events: tell-kitchen: bistro.v1.table_reserved 00000000-0000-4000-8000-000000000001: nobody there
	// #1 table window: 2 guests, attempt 2
	// #2 table window: 3 guests, attempt 1
	// <nil>
}

// A webhook gets events of several types as they are on the wire.
func ExampleSubscribeDurableAll() {
	bus, db, _ := open()
	events.SubscribeDurableAll(bus, "webhook", func(_ context.Context, e events.Envelope) error {
		body, err := json.Marshal(e)
		if err != nil {
			return events.Permanent(err)
		}
		fmt.Println(string(body))
		return nil
	}, &events.DurableOptions{Types: []string{TableReserved{}.EventType()}, Timeout: 5 * time.Second})
	reserve(db, "window", 2)
	if err := bus.Deliver(context.Background()); err != nil {
		panic(err)
	}
	// Output: {"id":"00000000-0000-4000-8000-000000000001","entityFqdn":"bistro.v1.table","slug":"reserved","entityId":"window","eventTime":"2026-01-05T09:00:00.000Z","triggeredByAnonymizeRequest":false,"originatedFrom":"","entityEventSequence":"1","actionEvent":{"body":{"guests":2}}}
}

// A process works until its context ends.
func ExampleBus_Run() {
	bus, db, _ := open()
	ctx, stop := context.WithCancel(context.Background())
	events.SubscribeDurable(bus, "tell-kitchen", func(_ context.Context, e events.Event[TableReserved]) error {
		fmt.Println("table", e.EntityID)
		stop()
		return nil
	}, nil)
	reserve(db, "window", 2)
	fmt.Println(bus.Run(ctx))
	// Output:
	// table window
	// context canceled
}

// What nobody could handle is kept until somebody looks into it.
func ExampleLog() {
	ctx := context.Background()
	bus, db, _ := open()
	closed := true
	events.SubscribeDurable(bus, "tell-kitchen", func(_ context.Context, e events.Event[TableReserved]) error {
		if closed {
			return events.Permanent(errors.New("the kitchen is closed"))
		}
		fmt.Println("table", e.EntityID)
		return nil
	}, nil)
	reserve(db, "window", 2)
	if err := bus.Deliver(ctx); err == nil {
		panic("it was handled")
	}

	log := events.NewLog(db)
	list, err := log.Subscriptions(ctx)
	fmt.Println(list, err)
	var ids []string
	for letter, err := range log.AllDead(ctx, "tell-kitchen") {
		if err != nil {
			panic(err)
		}
		fmt.Println(letter.Event.EntityID, letter.Error)
		ids = append(ids, letter.Event.ID)
	}
	closed = false
	if err = log.Requeue(ctx, "tell-kitchen", ids...); err != nil {
		panic(err)
	}
	fmt.Println(bus.Deliver(ctx))
	if err = log.ReplayFrom(ctx, "tell-kitchen", ids[0]); err != nil {
		panic(err)
	}
	fmt.Println(bus.Deliver(ctx))
	// Output:
	// [{tell-kitchen 0 1}] <nil>
	// window the kitchen is closed
	// table window
	// <nil>
	// table window
	// <nil>
}
