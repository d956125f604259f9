// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// DurableOptions say how a durable subscription is served by this process; all
// but Since may change from one start of the program to the next. The zero
// DurableOptions are good for most.
type DurableOptions struct {
	// Types are the wire names of the events wanted, for SubscribeDurableAll.
	// Default: all.
	Types []string
	// Since is where a subscription begins that the store does not know yet:
	// with the events of that time which are still in the log. Default: now,
	// the moment of subscribing.
	Since time.Time

	// Attempts is how often an event is tried before it goes to the dead
	// letters. Default 16, which with the default delays takes two to four
	// hours; negative: no limit. What a crash or a shutdown cut short counts.
	Attempts int
	// MinBackoff is the delay before the second attempt. Each further one is
	// twice as long, up to MaxBackoff; then a random part, up to half, is taken
	// off, so that what failed together is not tried together again. Default 1 s.
	MinBackoff time.Duration
	// MaxBackoff bounds the delays. Default 1 h.
	MaxBackoff time.Duration

	// Timeout is how long a handler may take: then its context ends. Default
	// 30 s.
	Timeout time.Duration
	// Lease is for how long an event is this process's alone. When it does not
	// say by then what became of the event, for instance because it crashed, the
	// next to ask gets it. More than Timeout; default twice that.
	Lease time.Duration

	// Concurrency is how many events, of different entities, are handled at a
	// time. Default 16.
	Concurrency int
	// Batch is how many events are taken from the store at most at a time and
	// held until they are settled. More than Concurrency saves calls to the
	// store when handlers are quick. At least Concurrency, at most 200; default
	// Concurrency.
	Batch int
}

// defaulted returns the options with their defaults filled in, or what is wrong
// with them.
func (o DurableOptions) defaulted() (DurableOptions, error) {
	var errs []error
	duration := func(name string, d *time.Duration, fallback time.Duration) {
		if *d < 0 {
			errs = append(errs, fmt.Errorf("negative %s", name))
		}
		if *d == 0 {
			*d = fallback
		}
	}
	duration("MinBackoff", &o.MinBackoff, time.Second)
	duration("MaxBackoff", &o.MaxBackoff, max(time.Hour, o.MinBackoff))
	duration("Timeout", &o.Timeout, 30*time.Second)
	duration("Lease", &o.Lease, 2*o.Timeout)
	if o.MaxBackoff >= 0 && o.MaxBackoff < o.MinBackoff {
		errs = append(errs, errors.New("MaxBackoff below MinBackoff"))
	}
	if o.Lease >= 0 && o.Lease <= o.Timeout {
		errs = append(errs, errors.New("a Lease that is not longer than Timeout"))
	}
	if o.Attempts == 0 {
		o.Attempts = 16
	}
	if o.Concurrency == 0 {
		o.Concurrency = 16
	}
	if o.Batch == 0 {
		o.Batch = o.Concurrency
	}
	if o.Concurrency < 0 || o.Batch < o.Concurrency || o.Batch > driver.MaxPage {
		errs = append(errs, fmt.Errorf("want 1 <= Concurrency <= Batch <= %d, have %d and %d", driver.MaxPage, o.Concurrency, o.Batch))
	}
	return o, errors.Join(errs...)
}

// durable is a durable subscription as this process serves it.
type durable struct {
	DurableOptions
	name   string
	wants  map[string]bool // the types; nil: all
	handle func(context.Context, *Envelope) error

	begun    atomic.Bool   // the store knows it
	signals  chan struct{} // of capacity 1: there may be something to do
	canceled chan struct{} // closed when it is canceled
}

// SubscribeDurable calls fn for every event of payload type T, also those that
// were committed by other processes or while no process was running: the
// package comment says how. The name is unique within the Bus, among all
// subscriptions; in the store it is what the subscription's progress is kept
// under, so another name is another subscription, and a process that is started
// anew goes on where the last one stopped. o may be nil.
//
// SubscribeDurable changes nothing in the store. Run and Deliver do the work,
// and the first of them makes the subscription known, as of the moment of
// subscribing.
//
// SubscribeDurable panics when the name is empty, taken or longer than 1,024
// bytes, when fn is nil, when the options make no sense, and when the Bus has no
// store (Bus.UseStore).
//
// After cancel has returned, this process begins no further delivery; one under
// way is finished. The subscription stays in the store, and what is committed
// waits for whoever subscribes under the name again; Log.Unsubscribe ends that.
// Calling cancel again does nothing.
func SubscribeDurable[T Payload](b *Bus, name string, fn func(context.Context, Event[T]) error, o *DurableOptions) (cancel func()) {
	check(name, fn == nil)
	if o != nil && o.Types != nil {
		panic(fmt.Sprintf("events: subscription %q: Types are for SubscribeDurableAll", name))
	}
	return b.subscribeDurable(name, []string{typeOf[T]()}, typed(fn), o)
}

// SubscribeDurableAll is SubscribeDurable for the events of all types, or of
// those in o.Types. The JSON of an Envelope is the event as it is on the wire.
// Its Payload is a Payload or Raw, whatever the store keeps: Decode reads both.
func SubscribeDurableAll(b *Bus, name string, fn func(context.Context, Envelope) error, o *DurableOptions) (cancel func()) {
	check(name, fn == nil)
	var types []string
	if o != nil {
		types = slices.Clone(o.Types)
	}
	return b.subscribeDurable(name, types, untyped(fn), o)
}

func (b *Bus) subscribeDurable(name string, types []string, handle func(context.Context, *Envelope) error, o *DurableOptions) (cancel func()) {
	d := &durable{name: name, handle: handle, signals: make(chan struct{}, 1), canceled: make(chan struct{})}
	if o != nil {
		d.DurableOptions = *o
	}
	var err error
	if d.DurableOptions, err = d.defaulted(); err != nil {
		panic(fmt.Sprintf("events: subscription %q: %v", name, err))
	}
	if len(name) > driver.MaxKey {
		panic(fmt.Sprintf("events: subscription %.40q… has a name of %d bytes; it may have %d", name, len(name), driver.MaxKey))
	}
	if d.Types = types; types != nil {
		d.wants = make(map[string]bool, len(types))
		for _, t := range types {
			d.wants[t] = true
		}
	}
	st := b.store.Load()
	if st == nil {
		panic(fmt.Sprintf("events: subscription %q is durable, but the bus has no store: call UseStore first", name))
	}
	if d.Since.IsZero() {
		d.Since = st.Now()
	}
	d.Since = d.Since.UTC().Truncate(time.Microsecond)
	b.change(name, func(t *table) *table { return newTable(t.subscriptions, append(slices.Clip(t.durable), d)) })
	b.noteChange()
	var once atomic.Bool
	return func() {
		if once.Swap(true) {
			return
		}
		close(d.canceled)
		b.change("", func(t *table) *table {
			return newTable(t.subscriptions, slices.DeleteFunc(slices.Clone(t.durable), func(o *durable) bool { return o == d }))
		})
		b.noteChange()
	}
}

// over reports whether the subscription was canceled.
func (d *durable) over() bool {
	select {
	case <-d.canceled:
		return true
	default:
		return false
	}
}

// signal says that there may be something to do.
func (d *durable) signal() {
	select {
	case d.signals <- struct{}{}:
	default:
	}
}

// signal tells the durable subscriptions of events that they may want.
func (t *table) signal(evs []store.Event) {
	for _, d := range t.durable {
		if len(d.signals) > 0 {
			continue // it is told already
		}
		if d.wants == nil || slices.ContainsFunc(evs, func(e store.Event) bool { return d.wants[e.Type] }) {
			d.signal()
		}
	}
}

// claim takes due events from the store.
func (d *durable) claim(ctx context.Context, st *store.Store, limit int) ([]driver.Event, error) {
	if err := st.Ready(ctx); err != nil {
		return nil, err
	}
	c := driver.Claim{
		Site: st.Site(), Subscription: d.name, Types: d.Types, Now: st.Now(), Lease: d.Lease, Limit: min(limit, driver.MaxPage),
	}
	if !d.begun.Load() {
		// Once it is known it begins, should an operator have it forgotten,
		// as a new one does: now.
		c.Since = d.Since
	}
	list, err := st.Driver().Claim(ctx, c)
	if err == nil {
		d.begun.Store(true)
	}
	return list, err
}
