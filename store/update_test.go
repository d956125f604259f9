// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// increment adds one to a note's number.
func increment(id string) func(ctx context.Context, tx *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		n, err := notes.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		n.Number++
		notes.Put(tx, n)
		return nil
	}
}

func TestUpdateRunsAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a"})
	runs := 0
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		runs++
		if err := increment("a")(ctx, tx); err != nil {
			return err
		}
		if runs < 3 {
			update(t, s, increment("a")) // somebody else
		}
		return nil
	})
	n, err := notes.Get(t.Context(), s, "a")
	if err != nil || n.Number != 3 || runs != 3 {
		t.Errorf("Update() ran %d times and left %+v, %v; want 3 times and 3", runs, n, err)
	}
}

func TestUpdateGivesUp(t *testing.T) {
	t.Parallel()
	c := config()
	c.Attempts = 4
	s := openOn(t, memstore.New(memstore.Config{}), c)
	put(t, s, &note{ID: "a"})
	runs := 0
	err := s.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		runs++
		if err := increment("a")(ctx, tx); err != nil {
			return err
		}
		update(t, s, increment("a"))
		return nil
	})
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Class != fault.Conflict || e.Kind != "note" || e.ID != "a" || runs != 4 {
		t.Errorf("Update() = %v after %d runs, want a conflict of note a after 4", err, runs)
	}
}

func TestUpdateErrors(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx := t.Context()
	put(t, s, &note{ID: "a", Slug: "taken"})
	own := fault.New(fault.Conflict, "MINE", "a conflict of the function's own")
	runs := 0
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		runs++
		notes.Put(tx, &note{ID: "b"})
		return own
	}); err != error(own) || runs != 1 { //nolint:errorlint // the very error
		t.Errorf("Update() = %v after %d runs, want the function's error after one", err, runs)
	}
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "b"})
		tx.OnResolve(func() error { runs++; return own })
		return nil
	}); err != error(own) || runs != 2 { //nolint:errorlint // the very error
		t.Errorf("Update() = %v after %d runs, want the callback's error after one", err, runs-1)
	}
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		stock.Add(tx, "x", 1, store.Bounds{})
		tx.OnResolve(func() error { return own })
		return nil
	}); err != error(own) { //nolint:errorlint // the very error
		t.Errorf("Update() with counts = %v, want the callback's error", err)
	}
	err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "b", Slug: "taken"})
		return nil
	})
	e, ok := errors.AsType[*fault.Error](err)
	if u, found := errors.AsType[*driver.UniqueError](err); !ok || !found || e.Class != fault.Exists || e.Kind != "note" || e.ID != "b" || u.Index != "slug" || u.Taken != "a" {
		t.Errorf("Update() with a taken key = %#v", err)
	}
	err = s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		stock.Add(tx, "mug", -1, store.Bounds{Max: math.MaxInt64})
		return nil
	})
	e, ok = errors.AsType[*fault.Error](err)
	if _, found := errors.AsType[*driver.BoundError](err); !ok || !found || e.Class != fault.Limit || e.Kind != "stock" || e.ID != "mug" {
		t.Errorf("Update() out of bounds = %#v", err)
	}
	for _, id := range []string{"", strings.Repeat("x", driver.MaxKey+1)} {
		if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
			notes.Put(tx, &note{ID: id})
			return nil
		}); !errors.Is(err, fault.Invalid) {
			t.Errorf("Update() with an id of %d bytes = %v, want Invalid", len(id), err)
		}
	}
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "long", Slug: strings.Repeat("x", driver.MaxKey)})
		return nil
	}); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "slug") {
		t.Errorf("Update() with a long key = %v, want Invalid with the index", err)
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Update(canceled, increment("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("Update() with a canceled context = %v", err)
	}
	if got := find(t, s, store.Range{}); got != "a" {
		t.Errorf("the records after Updates that failed = %q, want a", got)
	}
}

func TestUpdateOfNothing(t *testing.T) {
	t.Parallel()
	d := &watched{Store: memstore.New(memstore.Config{})}
	s := openOn(t, d, config())
	called := false
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		tx.OnResolve(func() error { called = true; return nil })
		notes.Delete(tx, "missing")
		return nil
	})
	if d.commits != 0 || !called {
		t.Errorf("Update() of nothing made %d commits and called its callback: %v; want none, true", d.commits, called)
	}
}

// watched is a driver that counts commits and may break.
type watched struct {
	driver.Store
	commits int
	lose    func(n int) (before, after error) // what breaks at the n-th commit
}

// Commit implements driver.Store.
func (w *watched) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	w.commits++
	var before, after error
	if w.lose != nil {
		before, after = w.lose(w.commits)
	}
	if before != nil {
		return driver.Receipt{}, before
	}
	r, err := w.Store.Commit(ctx, b)
	if err == nil && after != nil {
		return driver.Receipt{}, after
	}
	return r, err
}

// Unwrap implements driver.Unwrapper.
func (w *watched) Unwrap() driver.Store { return w.Store }

func TestUpdateUnknown(t *testing.T) {
	t.Parallel()
	lost := fmt.Errorf("the connection broke: %w", fault.Unknown)
	for name, c := range map[string]struct {
		before, after error
		runs          int
	}{
		"committed":     {nil, lost, 1},
		"not committed": {lost, nil, 2},
	} {
		d := &watched{Store: memstore.New(memstore.Config{})}
		d.lose = func(n int) (error, error) {
			if n == 1 {
				return c.before, c.after
			}
			return nil, nil
		}
		published := new(published)
		conf := config()
		conf.Publisher = published
		s := openOn(t, d, conf)
		runs := 0
		var result *store.Result
		update(t, s, func(_ context.Context, tx *store.Tx) error {
			runs++
			notes.Put(tx, &note{ID: "a"})
			result = stock.Add(tx, "mug", 5, store.Bounds{})
			tx.Emit("a", "created", func() any { return "payload" })
			return nil
		})
		n, ok, err := stock.Get(t.Context(), s, "mug")
		if runs != c.runs || n != 5 || !ok || err != nil || result.Value() != 5 {
			t.Errorf("%s: Update() ran %d times and left %d, %v, %v; want %d times and 5", name, runs, n, ok, err, c.runs)
		}
		if got := published.String(); got != "a1:created" {
			t.Errorf("%s: published %q, want a1:created", name, got)
		}
	}
}

func TestUpdateStaysUnknown(t *testing.T) {
	t.Parallel()
	lost := fmt.Errorf("the connection broke: %w", fault.Unknown)
	d := &watched{Store: memstore.New(memstore.Config{}), lose: func(int) (error, error) { return nil, lost }}
	blind := struct{ driver.Store }{d} // has no Resolver
	s := openOn(t, blind, config())
	err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "a"})
		return nil
	})
	if !errors.Is(err, fault.Unknown) || d.commits != 1 {
		t.Errorf("Update() = %v after %d commits, want Unknown after one", err, d.commits)
	}
	d.lose = func(int) (error, error) { return lost, nil }
	s = openOn(t, &closedResolver{d}, config())
	if err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "b"})
		return nil
	}); !errors.Is(err, fault.Unknown) {
		t.Errorf("Update() with a Resolver that fails = %v, want Unknown", err)
	}
}

// closedResolver is a driver whose Resolver can't be reached.
type closedResolver struct{ driver.Store }

// Committed implements driver.Resolver.
func (closedResolver) Committed(context.Context, string) (driver.Receipt, bool, error) {
	return driver.Receipt{}, false, fault.Unavailable
}

func TestUpdateRetriesUnavailableNever(t *testing.T) {
	t.Parallel()
	d := &watched{Store: memstore.New(memstore.Config{}), lose: func(int) (error, error) { return fault.Unavailable, nil }}
	s := openOn(t, d, config())
	err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "a"})
		return nil
	})
	if !errors.Is(err, fault.Unavailable) || d.commits != 1 {
		t.Errorf("Update() = %v after %d commits, want Unavailable after one", err, d.commits)
	}
}

func TestUpdatePanics(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a"})
	for name, fn := range map[string]func(tx *store.Tx){
		"function": func(*store.Tx) { panic("boom") },
		"callback": func(tx *store.Tx) { tx.OnResolve(func() error { panic("boom") }) },
		"payload":  func(tx *store.Tx) { tx.Emit("a", "created", func() any { panic("boom") }) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a panic in the %s was swallowed", name)
				}
			}()
			_ = s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
				notes.Put(tx, &note{ID: "b"})
				stock.Add(tx, "mug", 1, store.Bounds{})
				fn(tx)
				return nil
			})
		}()
	}
	if _, ok, err := stock.Get(t.Context(), s, "mug"); ok || err != nil {
		t.Errorf("after panics the count is there: %v, %v", ok, err)
	}
	update(t, s, increment("a")) // nothing is locked
	if got := find(t, s, store.Range{}); got != "a" {
		t.Errorf("the records after panics = %q, want a", got)
	}
}

func TestTxIsOver(t *testing.T) {
	t.Parallel()
	s := open(t)
	var over *store.Tx
	update(t, s, func(_ context.Context, tx *store.Tx) error { over = tx; return nil })
	for name, use := range map[string]func(){
		"Put":       func() { notes.Put(over, &note{ID: "a"}) },
		"Delete":    func() { notes.Delete(over, "a") },
		"Guard":     func() { over.Guard("note", "a") },
		"Emit":      func() { over.Emit("a", "x", func() any { return nil }) },
		"OnResolve": func() { over.OnResolve(func() error { return nil }) },
		"Add":       func() { stock.Add(over, "a", 1, store.Bounds{}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s on a Tx that is over did not panic", name)
				}
			}()
			use()
		}()
	}
	if _, err := notes.Get(t.Context(), over, "a"); !errors.Is(err, fault.Internal) {
		t.Errorf("Get() on a Tx that is over = %v, want Internal", err)
	}
}
