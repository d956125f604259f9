// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-ecom/ecom/store"
)

// Config says how a Bus works. The zero Config is usable.
type Config struct {
	Logger   *slog.Logger // told of handlers that fail; default slog.Default
	Observer Observer     // told of them too; nil: nobody. It may be a DurableObserver

	// Poll is how often Run asks the store for events of each durable
	// subscription when nothing tells it to. It finds what other processes
	// committed, gave back or left behind. Default 1 s.
	Poll time.Duration
	// Grace is how long handlers of durable subscriptions may go on when the
	// context of Run has ended; then theirs ends too. Default 10 s; negative:
	// not at all.
	Grace time.Duration
	// Chance returns numbers of at least 0 and less than 1, which spread
	// retries. It is called by many goroutines. Default: random ones.
	Chance func() float64
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
	poll     time.Duration
	grace    time.Duration
	chance   func() float64

	table   atomic.Pointer[table]       // never changed, only replaced
	store   atomic.Pointer[store.Store] // nil: there are no durable subscriptions
	changed chan struct{}               // of capacity 1: durable subscriptions came or went
	running atomic.Bool                 // Run is under way

	subscribing sync.Mutex // held while table is replaced

	mu    sync.Mutex      // guards lanes and the places of deliveries in them
	lanes map[string]lane // the keys that have deliveries waiting or under way
}

// NewBus returns a Bus without subscribers.
func NewBus(c Config) *Bus {
	b := &Bus{
		logger: c.Logger, observer: c.Observer, poll: c.Poll, grace: c.Grace, chance: c.Chance,
		changed: make(chan struct{}, 1), lanes: make(map[string]lane),
	}
	if b.poll <= 0 {
		b.poll = time.Second
	}
	if b.grace == 0 {
		b.grace = 10 * time.Second
	}
	if b.chance == nil {
		b.chance = rand.Float64 //nolint:forbidigo // the documented default
	}
	b.table.Store(new(table))
	return b
}

// table says who gets what.
type table struct {
	subscriptions []*subscription            // in the order in which they were made
	durable       []*durable                 // likewise
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
	check(name, fn == nil)
	return b.subscribe(name, typeOf[T](), typed(fn))
}

// SubscribeAll is Subscribe for the events of all types.
func SubscribeAll(b *Bus, name string, fn func(context.Context, Envelope) error) (cancel func()) {
	check(name, fn == nil)
	return b.subscribe(name, "", untyped(fn))
}

// check panics when a subscription lacks something.
func check(name string, noHandler bool) {
	if noHandler {
		panic(fmt.Sprintf("events: subscription %q has no handler", name))
	}
	if name == "" {
		panic("events: a subscription has no name")
	}
}

// typed makes a handler of one payload type a handler of any. What it can't
// read now it can't read later.
func typed[T Payload](fn func(context.Context, Event[T]) error) func(context.Context, *Envelope) error {
	return func(ctx context.Context, env *Envelope) error {
		e, err := decode[T](env)
		if err != nil {
			return Permanent(err)
		}
		return fn(ctx, e)
	}
}

func untyped(fn func(context.Context, Envelope) error) func(context.Context, *Envelope) error {
	return func(ctx context.Context, env *Envelope) error { return fn(ctx, *env) }
}

func (b *Bus) subscribe(name, typ string, handle func(context.Context, *Envelope) error) (cancel func()) {
	s := &subscription{name: name, typ: typ, handle: handle}
	b.change(name, func(t *table) *table { return newTable(append(slices.Clip(t.subscriptions), s), t.durable) })
	return func() {
		if s.canceled.Swap(true) {
			return
		}
		b.change("", func(t *table) *table {
			return newTable(slices.DeleteFunc(slices.Clone(t.subscriptions), func(o *subscription) bool { return o == s }), t.durable)
		})
	}
}

// change replaces the table. It panics when name is wanted and can't be had.
func (b *Bus) change(name string, next func(*table) *table) {
	b.subscribing.Lock()
	defer b.subscribing.Unlock()
	t := b.table.Load()
	if name != "" && t.has(name) {
		panic(fmt.Sprintf("events: there are two subscriptions %q", name))
	}
	b.table.Store(next(t))
}

// has reports whether a name is taken.
func (t *table) has(name string) bool {
	return slices.ContainsFunc(t.subscriptions, func(s *subscription) bool { return s.name == name }) ||
		slices.ContainsFunc(t.durable, func(d *durable) bool { return d.name == name })
}

func newTable(subs []*subscription, durables []*durable) *table {
	t := &table{subscriptions: subs, durable: durables, byType: make(map[string][]*subscription)}
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
