// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// UseStore gives the Bus the store whose log durable subscriptions are fed
// from; commonly the one that publishes to it. It panics when there is one
// already.
func (b *Bus) UseStore(s *store.Store) {
	if s == nil || !b.store.CompareAndSwap(nil, s) {
		panic("events: a bus has one store")
	}
}

// errNoStore is the cause of what fails because UseStore was not called.
var errNoStore = errors.New("the bus has no store")

// Run serves the durable subscriptions, also those made and canceled while it
// runs, until ctx ends. It looks for events at once when this process commits
// some, when the store says so (driver.Waker), when a retry is due, and every
// Config.Poll. A store that fails is left alone for a while and asked again.
//
// When ctx has ended nothing further is begun, handlers under way may finish
// within Config.Grace, and what was handled is settled. When Run returns
// nothing that it started is running. The error is the cause of ctx's end. Run
// while another Run of the same Bus is under way is a fault.State; after it has
// returned, Run may be called again. Processes that share a store each have a
// Run of their own, and share the work.
func (b *Bus) Run(ctx context.Context) error {
	st := b.store.Load()
	if st == nil {
		return &fault.Error{Op: "events.Run", Class: fault.State, Err: errNoStore}
	}
	if !b.running.CompareAndSwap(false, true) {
		return &fault.Error{Op: "events.Run", Class: fault.State, Message: "the bus is being run already"}
	}
	defer b.running.Store(false)

	calls := valuesOf(ctx)
	handlers, interrupt := context.WithCancelCause(calls)
	defer interrupt(nil)
	var consumers sync.WaitGroup
	serve := func(d *durable) {
		c := &consumer{
			bus: b, store: st, sub: d, calls: calls, handlers: handlers,
			results: make(chan *Delivery, d.Concurrency), running: make(map[string]driver.Event), overdue: make(map[string]bool),
		}
		consumers.Go(func() { c.run(ctx) })
	}
	b.supervise(ctx, st, serve)

	grace := time.AfterFunc(max(b.grace, 0), func() { interrupt(errShutdown) })
	defer grace.Stop()
	consumers.Wait()
	return context.Cause(ctx)
}

// supervise has the subscriptions served that there are, and wakes them, until
// ctx ends.
func (b *Bus) supervise(ctx context.Context, st *store.Store, serve func(*durable)) {
	var wake <-chan struct{}
	if w, ok := driver.As[driver.Waker](st.Driver()); ok {
		wake = w.Wake(ctx, st.Site())
	}
	served := make(map[*durable]bool)
	for {
		list := b.table.Load().durable
		present := make(map[*durable]bool, len(list))
		for _, d := range list {
			if present[d] = true; !served[d] && ctx.Err() == nil {
				serve(d)
			}
		}
		served = present
		select {
		case <-ctx.Done():
			return
		case <-b.changed:
		case _, ok := <-wake:
			if !ok {
				wake = nil // the store is closed, or ctx has ended
			}
			for d := range served {
				d.signal()
			}
		}
	}
}

// noteChange tells Run that subscriptions came or went.
func (b *Bus) noteChange() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// Deliver delivers what is due now to the durable subscriptions, one event after
// the other on this goroutine, in the order of the subscriptions and of the log,
// until nothing is due: also what handlers commit meanwhile. It does without
// waiting what Run does all the time, for tests and for programs that are
// started by a timer. What failed is not tried again before its time has come by
// the clock of the store.
//
// The error joins what handlers returned, each a *HandlerError, and what ended
// Deliver early: an error of the store or of ctx.
func (b *Bus) Deliver(ctx context.Context) error {
	st := b.store.Load()
	if st == nil {
		return &fault.Error{Op: "events.Deliver", Class: fault.State, Err: errNoStore}
	}
	if idempotency.Key(ctx) != "" {
		ctx = idempotency.WithKey(ctx, "")
	}
	var errs []error
	for more := true; more; {
		more = false
		for _, d := range b.table.Load().durable {
			for !d.over() {
				x, err := b.deliverNext(ctx, st, d)
				if err != nil {
					return errors.Join(append(errs, fault.At("events.Deliver", err))...)
				}
				if x == nil {
					break
				}
				more = true
				if x.Err != nil {
					errs = append(errs, x.Err)
				}
			}
		}
	}
	return errors.Join(errs...)
}

// deliverNext delivers the first event that is due to a subscription. It
// returns nil when there is none.
func (b *Bus) deliverNext(ctx context.Context, st *store.Store, d *durable) (*Delivery, error) {
	list, err := d.claim(ctx, st, 1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var x *Delivery
	b.attend(ctx, st, d, list[0], func(done *Delivery) { x = done })
	calls, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	switch err = st.Driver().Settle(calls, x.settlement(st.Site())); {
	case errors.Is(err, fault.Conflict):
		x.Outcome, x.RetryAt = LeaseLost, time.Time{}
	case err != nil:
		return nil, err
	}
	b.settled(calls, x)
	return x, nil
}
