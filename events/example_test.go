// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/go-ecom/ecom/actor"
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
