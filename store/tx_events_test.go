// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// published is a Publisher that takes down what it is given.
type published struct {
	mu         sync.Mutex
	list       []string
	payloads   []any
	dispatched int
}

// Enqueue implements store.Publisher.
func (p *published) Enqueue(_ context.Context, evs []store.Event) func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range evs {
		p.list = append(p.list, fmt.Sprintf("%s%d:%s", e.Key, e.Sequence, e.Type))
		p.payloads = append(p.payloads, e.Payload)
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.dispatched++
	}
}

// String renders what was published.
func (p *published) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.list, " ")
}

func openPublished(t *testing.T) (*store.Store, *published) {
	t.Helper()
	p := new(published)
	c := config()
	c.Publisher = p
	return openOn(t, memstore.New(memstore.Config{}), c), p
}

// typed is a payload that knows its type.
type typed struct{ of *note }

// EventType tells the type.
func (typed) EventType() string { return "typed" }

func TestEmit(t *testing.T) {
	t.Parallel()
	s, p := openPublished(t)
	n := &note{ID: "a", Tags: []string{"x"}}
	d := s.Driver()
	claim := driver.Claim{Site: "main", Subscription: "s", Now: epoch, Lease: time.Hour, Limit: 10}
	if _, err := d.Claim(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		number := stock.Add(tx, "n", 41, store.Bounds{})
		notes.Put(tx, n)
		snapshot := notes.Snapshot(tx, n)
		again := notes.Snapshot(tx, n)
		tx.Emit("a", "created", func() any { return snapshot() })
		tx.Emit("b", "created", func() any { return "b" })
		tx.Emit("a", "", func() any { return typed{again()} })
		tx.OnResolve(func() error { n.Number = number.Value() + 1; return nil })
		return nil
	})
	n.Tags[0] = "changed later"
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		tx.Emit("a", "done", func() any { return nil })
		return nil
	})
	if got, want := p.String(), "a1:created b1:created a2:typed a3:done"; got != want {
		t.Errorf("published %q, want %q", got, want)
	}
	if p.dispatched != 2 {
		t.Errorf("dispatched %d times, want 2", p.dispatched)
	}
	first, ok := p.payloads[0].(*note)
	last, _ := p.payloads[2].(typed)
	if !ok || first.Number != 42 || first.Tags[0] != "x" || first != last.of {
		t.Errorf("payloads = %+v and %+v, want one snapshot as it was committed", p.payloads[0], p.payloads[2])
	}
	logged, err := d.Claim(t.Context(), claim)
	if err != nil || len(logged) != 2 || logged[0].Key != "a" || logged[0].Type != "created" || logged[0].Sequence != 1 ||
		!logged[0].Time.Equal(epoch.Truncate(time.Microsecond)) || logged[0].ID == "" {
		t.Errorf("the log = %+v, %v", logged, err)
	}
}

func TestEmitOfFailure(t *testing.T) {
	t.Parallel()
	s, p := openPublished(t)
	put(t, s, &note{ID: "a", Slug: "x"})
	err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "b", Slug: "x"})
		tx.Emit("b", "created", func() any { return nil })
		return nil
	})
	if !errors.Is(err, fault.Exists) || p.String() != "" || p.dispatched != 0 {
		t.Errorf("Update() = %v, published %q; want Exists and nothing", err, p)
	}
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		tx.Emit("b", "created", func() any { return nil })
		return nil
	})
	if got := p.String(); got != "b1:created" {
		t.Errorf("published %q, want b1:created: a commit that failed takes no number", got)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	s, p := openPublished(t)
	d := &watched{Store: s.Driver()}
	view := s.With(d)
	update(t, view, func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "a"})
		tx.Emit("a", "created", func() any { return nil })
		return nil
	})
	if d.commits != 1 || p.String() != "" || view.Site() != s.Site() {
		t.Errorf("With(): %d commits, published %q; want one through the driver, nothing published", d.commits, p)
	}
	if got := find(t, s, store.Range{}); got != "a" {
		t.Errorf("Find() = %q, want a", got)
	}
}

// chain is a Publisher whose dispatch makes further changes.
type chain struct {
	published
	then func()
}

// Enqueue implements store.Publisher.
func (c *chain) Enqueue(ctx context.Context, evs []store.Event) func() {
	done := c.published.Enqueue(ctx, evs)
	return func() { done(); c.then() }
}

func TestDispatchMayUpdate(t *testing.T) {
	t.Parallel()
	p := new(chain)
	c := config()
	c.Publisher = p
	s := openOn(t, memstore.New(memstore.Config{}), c)
	emit := func(_ context.Context, tx *store.Tx) error {
		tx.Emit("a", "done", func() any { return nil })
		return nil
	}
	left := 3
	p.then = func() {
		if left--; left > 0 {
			update(t, s, emit) // the same key: its lane is free by now
		}
	}
	update(t, s, emit)
	if got := p.String(); got != "a1:done a2:done a3:done" {
		t.Errorf("published %q, want three events", got)
	}
}

func TestEventsInOrder(t *testing.T) {
	t.Parallel()
	s, p := openPublished(t)
	const workers, each = 8, 50
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				err := s.Update(context.Background(), func(_ context.Context, tx *store.Tx) error {
					tx.Emit(fmt.Sprint("k", i%3), "done", func() any { return nil })
					tx.Emit(fmt.Sprint("k", w%3), "done", func() any { return nil })
					return nil
				})
				if err != nil {
					t.Errorf("Update() = %v", err)
				}
			}
		})
	}
	wg.Wait()
	next := make(map[string]int)
	for _, e := range p.list {
		key := e[:2]
		next[key]++
		if want := fmt.Sprintf("%s%d:done", key, next[key]); e != want {
			t.Fatalf("published %s, want %s", e, want)
		}
	}
	if total := next["k0"] + next["k1"] + next["k2"]; total != 2*workers*each {
		t.Errorf("published %d events, want %d", total, 2*workers*each)
	}
}
