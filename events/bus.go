// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// Config says how a Bus works. The zero Config is usable.
type Config struct {
	Logger   *slog.Logger // told of handlers that fail; default slog.Default
	Observer Observer     // told of them too; nil: nobody
}

// Observer is told what becomes of events, for metrics.
type Observer interface {
	// HandlerFailed is called when a handler returned an error, panicked or
	// ended its goroutine. It is called on the goroutine of the handler, by
	// many goroutines at a time.
	HandlerFailed(ctx context.Context, err *HandlerError)
}

// Bus hands events to their subscribers. It is a store.Publisher: a Store that
// has it as such publishes whatever it commits. It is safe for concurrent use.
type Bus struct {
	logger   *slog.Logger // nil: slog.Default at the time
	observer Observer

	table atomic.Pointer[table] // never changed, only replaced

	subscribing sync.Mutex // held while table is replaced

	mu    sync.Mutex      // guards lanes and the places of deliveries in them
	lanes map[string]lane // the keys that have deliveries waiting or under way
}

// NewBus returns a Bus without subscribers.
func NewBus(c Config) *Bus {
	b := &Bus{logger: c.Logger, observer: c.Observer, lanes: make(map[string]lane)}
	b.table.Store(new(table))
	return b
}

// table says who gets what.
type table struct {
	subscriptions []*subscription            // in the order in which they were made
	byType        map[string][]*subscription // of the types that have subscriptions of their own, with those of all types among them
	all           []*subscription            // of every other type
}

// subscription is one handler.
type subscription struct {
	name     string
	typ      string // "": every type
	handle   func(context.Context, *Envelope) error
	canceled atomic.Bool
}

// of returns the subscriptions that get events of a type.
func (t *table) of(eventType string) []*subscription {
	if subs, ok := t.byType[eventType]; ok {
		return subs
	}
	return t.all
}

// Subscribe calls fn for every event of payload type T that is committed from
// now on; the package comment says how. The name is unique within the Bus, and
// what failures are reported under. Subscribe panics when the name is empty or
// taken, or fn is nil.
//
// After cancel has returned, fn is not called again, though a call under way
// on another goroutine may not have ended; the name is free. Handlers may
// subscribe and cancel, themselves too; calling cancel again does nothing.
func Subscribe[T Payload](b *Bus, name string, fn func(context.Context, Event[T]) error) (cancel func()) {
	if fn == nil {
		panic(fmt.Sprintf("events: subscription %q has no handler", name))
	}
	return b.subscribe(name, typeOf[T](), func(ctx context.Context, env *Envelope) error {
		data, ok := env.Payload.(T)
		if !ok {
			var err error
			if data, err = dataOf[T](env); err != nil {
				return err
			}
		}
		return fn(ctx, Event[T]{
			ID: env.ID, EntityID: env.EntityID, EntityFQDN: env.EntityFQDN, Slug: env.Slug,
			Sequence: env.Sequence, Time: env.Time, Actor: env.Actor, Data: data,
		})
	})
}

// SubscribeAll is Subscribe for the events of all types.
func SubscribeAll(b *Bus, name string, fn func(context.Context, Envelope) error) (cancel func()) {
	if fn == nil {
		panic(fmt.Sprintf("events: subscription %q has no handler", name))
	}
	return b.subscribe(name, "", func(ctx context.Context, env *Envelope) error { return fn(ctx, *env) })
}

func (b *Bus) subscribe(name, typ string, handle func(context.Context, *Envelope) error) (cancel func()) {
	if name == "" {
		panic("events: a subscription has no name")
	}
	s := &subscription{name: name, typ: typ, handle: handle}
	b.subscribing.Lock()
	defer b.subscribing.Unlock()
	old := b.table.Load().subscriptions
	if slices.ContainsFunc(old, func(o *subscription) bool { return o.name == name }) {
		panic(fmt.Sprintf("events: there are two subscriptions %q", name))
	}
	b.table.Store(newTable(append(slices.Clip(old), s)))
	return func() {
		if s.canceled.Swap(true) {
			return
		}
		b.subscribing.Lock()
		defer b.subscribing.Unlock()
		old := b.table.Load().subscriptions
		b.table.Store(newTable(slices.DeleteFunc(slices.Clone(old), func(o *subscription) bool { return o == s })))
	}
}

func newTable(subs []*subscription) *table {
	t := &table{subscriptions: subs, byType: make(map[string][]*subscription)}
	for _, s := range subs {
		if s.typ != "" {
			t.byType[s.typ] = nil
		}
	}
	for _, s := range subs {
		if s.typ != "" {
			t.byType[s.typ] = append(t.byType[s.typ], s)
			continue
		}
		t.all = append(t.all, s)
		for typ := range maps.Keys(t.byType) {
			t.byType[typ] = append(t.byType[typ], s)
		}
	}
	return t
}
