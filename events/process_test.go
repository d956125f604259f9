// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// eventIDs counts the events of all processes of all tests: no two are alike.
var eventIDs atomic.Int64

// ids makes the ids of a process's events.
type ids struct {
	sync.Mutex
	last string
}

func (i *ids) next() string {
	i.Lock()
	defer i.Unlock()
	i.last = fmt.Sprintf("event-%06d", eventIDs.Add(1))
	return i.last
}

// process is what one process has: a bus and a store of its own, on a driver
// that it may share with others. It is used in a bubble of synctest, whose
// clock it has.
type process struct {
	*events.Bus
	store    *store.Store
	log      *events.Log
	observed *observed
	ids      *ids

	t    *testing.T
	stop context.CancelFunc
	over chan error
}

// start returns a process on d. Unless the configuration says otherwise delays
// are not spread, so that times are exact.
func start(t *testing.T, d driver.Store, c events.Config) *process {
	t.Helper()
	p := &process{t: t, observed: new(observed), ids: new(ids)}
	if c.Chance == nil {
		c.Chance = func() float64 { return 0 }
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Observer = p.observed
	p.Bus = events.NewBus(c)
	var err error
	p.store, err = store.New(d, store.Config{Publisher: p.Bus, NewID: p.ids.next})
	if err != nil {
		t.Fatal(err)
	}
	p.UseStore(p.store)
	p.log = events.NewLog(p.store)
	return p
}

// run has the process work in the background until end.
func (p *process) run() {
	ctx, stop := context.WithCancel(p.t.Context())
	p.stop, p.over = stop, make(chan error, 1)
	go func() { p.over <- p.Run(ctx) }()
	synctest.Wait()
}

// end shuts the process down and waits until it is gone.
func (p *process) end() {
	p.t.Helper()
	p.stop()
	if err := <-p.over; !errors.Is(err, context.Canceled) {
		p.t.Errorf("Run() = %v, want %v", err, context.Canceled)
	}
}

// emit commits an orderApproved for each key, one after the other.
func (p *process) emit(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		emit(p.t.Context(), p.t, p.store, key, orderApproved{&order{ID: key}})
	}
}

// left returns how many events the subscription "mail" has to get and how many it
// has given up.
func (p *process) left() (pending, dead int) {
	p.t.Helper()
	list, err := p.log.Subscriptions(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	for _, s := range list {
		if s.Name == "mail" {
			return s.Pending, s.Dead
		}
	}
	p.t.Fatal("there is no subscription mail")
	return 0, 0
}

// pass lets time pass until everything that happens meanwhile has happened.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// observed is what a DurableObserver is told.
type observed struct {
	mu         sync.Mutex
	failed     []*events.HandlerError
	deliveries []events.Delivery
	stalls     []error
}

func (o *observed) HandlerFailed(_ context.Context, err *events.HandlerError) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = append(o.failed, err)
}

func (o *observed) Delivered(_ context.Context, d events.Delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deliveries = append(o.deliveries, d)
}

func (o *observed) Stalled(_ context.Context, _ string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stalls = append(o.stalls, err)
}

// outcomes returns how often each outcome was observed.
func (o *observed) outcomes() map[events.Outcome]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := make(map[events.Outcome]int)
	for _, d := range o.deliveries {
		n[d.Outcome]++
	}
	return n
}
