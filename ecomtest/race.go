// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/go-ecom/ecom/store/driver"
)

// Race is one run of a story of Interleave.
type Race struct {
	t       *testing.T
	chooser chooser
	choices []int // that were made, where there was one to make

	mu      sync.Mutex
	waiting []*stop
	over    bool          // nobody has to stop any more
	moved   chan struct{} // somebody stopped or finished
}

// racer is one of the functions that race.
type racer struct {
	race   *Race
	number int
	fresh  atomic.Bool // has called nothing since it went on
}

// stop is where a racer waits for its turn.
type stop struct {
	*racer
	turn chan struct{}
}

type racerKey struct{}

// Store wraps the store on which the functions race. Calls that are made
// outside of Run go straight through.
func (r *Race) Store(d driver.Store) driver.Store { return &racingStore{d} }

// Run runs the functions at the same time, though only one of them at any
// moment: each stops between any two store calls that it makes with the context
// it is given, and another one may be chosen to go on. Run returns when
// all have returned. Goroutines that a function starts belong to it, when they
// use its context.
func (r *Race) Run(fns ...func(ctx context.Context)) {
	r.over, r.moved = false, make(chan struct{}, 1)
	running := len(fns)
	for i, fn := range fns {
		p := &racer{race: r, number: i}
		go func() {
			defer func() {
				r.mu.Lock()
				running--
				r.mu.Unlock()
				r.move()
			}()
			p.stop()
			fn(context.WithValue(r.t.Context(), racerKey{}, p))
		}()
	}
	last := -1
	for {
		synctest.Wait() // until everybody has stopped, or waits for somebody else
		r.mu.Lock()
		slices.SortStableFunc(r.waiting, func(a, b *stop) int { return cmp.Compare(a.number, b.number) })
		n := len(r.waiting)
		if running == 0 {
			r.finish()
		}
		r.mu.Unlock()
		switch {
		case r.over:
			return
		case n == 0:
			<-r.moved // they wait for the clock, which moves on now
		default:
			last = r.next(last)
		}
	}
}

// finish lets goroutines go that the functions have left behind.
func (r *Race) finish() {
	r.over = true
	for _, s := range r.waiting {
		close(s.turn)
	}
	r.waiting = nil
}

// next lets somebody go on, and returns who.
func (r *Race) next(last int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := 0
	if n := len(r.waiting); n > 1 {
		i = r.chooser.choose(n, slices.IndexFunc(r.waiting, func(s *stop) bool { return s.number == last }))
		r.choices = append(r.choices, i)
	}
	s := r.waiting[i]
	r.waiting = slices.Delete(r.waiting, i, i+1)
	s.fresh.Store(true)
	close(s.turn)
	select {
	case <-r.moved:
	default:
	}
	return s.number
}

func (r *Race) move() {
	select {
	case r.moved <- struct{}{}:
	default:
	}
}

// stop waits for the racer's turn.
func (p *racer) stop() {
	s := &stop{p, make(chan struct{})}
	p.race.mu.Lock()
	if p.race.over {
		p.race.mu.Unlock()
		return
	}
	p.race.waiting = append(p.race.waiting, s)
	p.race.mu.Unlock()
	p.race.move()
	<-s.turn
}

// before stops the racer of ctx, unless it has just been stopped.
func before(ctx context.Context) {
	p, ok := ctx.Value(racerKey{}).(*racer)
	if !ok {
		return
	}
	if !p.fresh.Load() {
		p.stop()
	}
	p.fresh.Store(false)
}

// after stops the racer of ctx.
func after(ctx context.Context) {
	if p, ok := ctx.Value(racerKey{}).(*racer); ok {
		p.stop()
	}
}

// racingStore is a store at whose calls racers stop.
type racingStore struct {
	driver.Store
}

// Unwrap returns the store that was wrapped.
func (s *racingStore) Unwrap() driver.Store { return s.Store }

// Get implements driver.Store.
func (s *racingStore) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	before(ctx)
	defer after(ctx)
	return s.Store.Get(ctx, refs...)
}

// Find implements driver.Store.
func (s *racingStore) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		before(ctx)
		type found struct {
			driver.Record
			error
		}
		var page []found
		for record, err := range s.Store.Find(ctx, q) {
			page = append(page, found{record, err})
		}
		after(ctx)
		for _, f := range page {
			if !yield(f.Record, f.error) {
				return
			}
		}
	}
}

// Commit implements driver.Store. A commit with events is not stopped at: the
// portable layer holds back others that are about the same entity meanwhile.
// There is a stop after the read before it and before the call after it.
func (s *racingStore) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	if len(b.Events) == 0 {
		before(ctx)
		return s.Store.Commit(ctx, b)
	}
	if p, ok := ctx.Value(racerKey{}).(*racer); ok {
		p.fresh.Store(false)
	}
	return s.Store.Commit(ctx, b)
}
