// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

var stock = store.Counter{Kind: "stock"}

func TestTxSeesItsWrites(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a", Slug: "old"}, &note{ID: "b", Slug: "bee"}, &note{ID: "c", Slug: "sea"})
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		a, err := notes.Get(ctx, tx, "a")
		if err != nil {
			return err
		}
		a.Slug = "new"
		notes.Put(tx, a)
		notes.Delete(tx, "b")
		notes.Put(tx, &note{ID: "d", Slug: "dee"})

		got, err := notes.Get(ctx, tx, "a")
		if err != nil || got.Slug != "new" || got == a {
			t.Errorf("Get() of what was put = %+v, %v, want a copy of it", got, err)
		}
		if _, err := notes.Get(ctx, tx, "b"); !errors.Is(err, fault.NotFound) {
			t.Errorf("Get() of what was deleted = %v, want NotFound", err)
		}
		list, err := notes.GetAll(ctx, tx, "a", "b", "c", "d", "e")
		if err != nil || list[0].Slug != "new" || list[1] != nil || list[2].Slug != "sea" || list[3].Slug != "dee" || list[4] != nil {
			t.Errorf("GetAll() = %v, %v", list, err)
		}
		for key, want := range map[string]string{"new": "a", "old": "", "bee": "", "sea": "c", "dee": "d", "nothing": ""} {
			got, err := notes.ByUnique(ctx, tx, "slug", key)
			switch {
			case want == "" && !errors.Is(err, fault.NotFound):
				t.Errorf("ByUnique(%s) = %+v, %v, want NotFound", key, got, err)
			case want != "" && (err != nil || got.ID != want):
				t.Errorf("ByUnique(%s) = %+v, %v, want %s", key, got, err, want)
			}
		}
		if got := find(t, tx, store.Range{}); got != "a b c" {
			t.Errorf("Find() in a Tx = %q, want what is committed", got)
		}
		return nil
	})
	if got := find(t, s, store.Range{Index: "slug"}); got != "d a c" {
		t.Errorf("Find() = %q, want d a c", got)
	}
}

func TestTxReadsTheSame(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a", Number: 1, Slug: "x"})
	runs := 0
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		first, err := notes.Get(ctx, tx, "a")
		if err != nil {
			return err
		}
		if runs++; runs == 1 {
			update(t, s, increment("a"))
		}
		again, err := notes.Get(ctx, tx, "a")
		if err != nil || again.Number != first.Number {
			t.Errorf("Get() again = %+v, %v, want what was read first, %+v", again, err, first)
		}
		byKey, err := notes.ByUnique(ctx, tx, "slug", "x")
		if err != nil || byKey.Number != first.Number {
			t.Errorf("ByUnique() = %+v, %v, want what was read first, %+v", byKey, err, first)
		}
		notes.Put(tx, byKey)
		return nil
	})
	if runs != 2 {
		t.Errorf("Update() of a record that changed meanwhile ran %d times, want 2", runs)
	}
}

func TestTxPutOfWhatFindGave(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a"}, &note{ID: "b"})
	runs := 0
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		runs++
		for n, err := range notes.Find(ctx, tx, store.Range{Index: "at"}) {
			if err != nil {
				return err
			}
			n.Number += 10
			notes.Put(tx, n)
		}
		if runs == 1 {
			update(t, s, increment("b"))
			if b, err := notes.Get(ctx, tx, "b"); err != nil || b.Number != 10 {
				t.Errorf("Get() of what was put = %+v, %v", b, err)
			}
		}
		return nil
	})
	list, err := notes.GetAll(t.Context(), s, "a", "b")
	if err != nil || runs != 2 || list[0].Number != 10 || list[1].Number != 11 {
		t.Errorf("after %d runs: %+v %+v, %v; want 10 and 11 after 2", runs, list[0], list[1], err)
	}
}

func TestTxFindThenGet(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a"})
	runs := 0
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		runs++
		var found *note
		for n, err := range notes.Find(ctx, tx, store.Range{Index: "at"}) {
			if err != nil {
				return err
			}
			found = n
		}
		if runs == 1 {
			update(t, s, increment("a"))
		}
		if _, err := notes.Get(ctx, tx, "a"); err != nil { // reads the later one
			return err
		}
		found.Slug = "decided on what Find gave"
		notes.Put(tx, found)
		return nil
	})
	if n, err := notes.Get(t.Context(), s, "a"); err != nil || n.Number != 1 || runs != 2 {
		t.Errorf("after %d runs: %+v, %v; want nothing lost after 2", runs, n, err)
	}
}

func TestTxPutUnread(t *testing.T) {
	t.Parallel()
	c := config()
	c.Attempts = 2
	s := openOn(t, memstore.New(memstore.Config{}), c)
	put(t, s, &note{ID: "a"})
	err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "a"})
		return nil
	})
	if !errors.Is(err, fault.Conflict) {
		t.Errorf("Update() that puts what is there without reading it = %v, want Conflict", err)
	}
}

// TestTxPutThenFind: a record that a Tx makes does not replace one that it
// finds afterwards.
func TestTxPutThenFind(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a", Number: 1})
	err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		notes.Put(tx, &note{ID: "a", Number: 2})
		if got := find(t, tx, store.Range{}); got != "a" {
			t.Errorf("Find() = %q, want a", got)
		}
		return nil
	})
	if !errors.Is(err, fault.Conflict) {
		t.Errorf("Update() that makes a record that is there = %v, want %v", err, fault.Conflict)
	}
	if got, err := notes.Get(t.Context(), s, "a"); err != nil || got.Number != 1 {
		t.Errorf("Get() = %+v, %v, want it as it was", got, err)
	}
}

// TestTxByUniqueKeepsToWhatWasRead: what a Tx has read once, or not found, stays
// so in it, by whatever key it is asked for.
func TestTxByUniqueKeepsToWhatWasRead(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a", Slug: "old"})
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		for id, missing := range map[string]bool{"a": false, "b": true} {
			if _, err := notes.Get(ctx, tx, id); errors.Is(err, fault.NotFound) != missing {
				t.Errorf("Get(%s) = %v", id, err)
			}
		}
		update(t, s, func(ctx context.Context, other *store.Tx) error {
			a, err := notes.Get(ctx, other, "a")
			if err != nil {
				return err
			}
			a.Slug = "new"
			notes.Put(other, a)
			notes.Put(other, &note{ID: "b", Slug: "bee"})
			return nil
		})
		for _, slug := range []string{"new", "bee"} {
			if got, err := notes.ByUnique(ctx, tx, "slug", slug); !errors.Is(err, fault.NotFound) {
				t.Errorf("ByUnique(%s) of what came after it was read = %+v, %v, want %v", slug, got, err, fault.NotFound)
			}
		}
		return nil
	})
}

// held is a driver whose first commit waits.
type held struct {
	driver.Store
	once           sync.Once
	begun, release chan struct{}
}

// Commit implements driver.Store.
func (h *held) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	h.once.Do(func() { close(h.begun); <-h.release })
	return h.Store.Commit(ctx, b)
}

// TestWaitingEnds: who waits for another commit of the same key waits no longer
// than the context lasts.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	d := &held{Store: memstore.New(memstore.Config{}), begun: make(chan struct{}), release: make(chan struct{})}
	s := openOn(t, d, store.Config{Publisher: new(published)})
	emit := func(ctx context.Context) error {
		return s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
			tx.Emit("key", "typed", func() any { return nil })
			tx.Emit("other", "typed", func() any { return nil })
			return nil
		})
	}
	first := make(chan error, 1)
	go func() { first <- emit(context.WithoutCancel(t.Context())) }()
	<-d.begun
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() { second <- emit(ctx) }()
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("Update() whose context ended while it waited = %v, want %v", err, context.Canceled)
	}
	close(d.release)
	if err := <-first; err != nil {
		t.Errorf("Update() that others waited for = %v", err)
	}
	if err := emit(t.Context()); err != nil {
		t.Errorf("Update() afterwards = %v", err)
	}
}

func TestTxDelete(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a"}, &note{ID: "b"}, &note{ID: "c", Slug: "c"})
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		notes.Delete(tx, "a")       // unread
		notes.Delete(tx, "missing") // not there
		notes.Put(tx, &note{ID: "x"})
		notes.Delete(tx, "x") // came and went
		if _, err := notes.Get(ctx, tx, "b"); err != nil {
			return err
		}
		notes.Delete(tx, "b") // read
		c, err := notes.Get(ctx, tx, "c")
		if err != nil {
			return err
		}
		notes.Delete(tx, "c") // and back again
		c.Slug = "again"
		notes.Put(tx, c)
		return nil
	})
	if got := find(t, s, store.Range{}); got != "c" {
		t.Errorf("the records = %q, want c", got)
	}
	if c, err := notes.ByUnique(t.Context(), s, "slug", "again"); err != nil || c.ID != "c" {
		t.Errorf("ByUnique() = %v, %v, want c", c, err)
	}
	runs := 0
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		runs++
		if _, err := notes.Get(ctx, tx, "c"); err != nil {
			return err
		}
		if runs == 1 {
			update(t, s, increment("c"))
		}
		notes.Delete(tx, "c")
		return nil
	})
	if runs != 2 {
		t.Errorf("Update() that deletes what changed meanwhile ran %d times, want 2", runs)
	}
	var many []*note
	for i := range driver.MaxPage + 5 {
		many = append(many, &note{ID: fmt.Sprint(i)})
	}
	put(t, s, many...)
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		for _, n := range many {
			notes.Delete(tx, n.ID)
		}
		return nil
	})
	if got := find(t, s, store.Range{}); got != "" {
		t.Errorf("the records after many deletions = %q, want none", got)
	}
}

func TestTxGuard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		read func(ctx context.Context, tx *store.Tx) error
		runs int
	}{
		"plain Get":  {func(ctx context.Context, tx *store.Tx) error { _, err := notes.Get(ctx, tx, "a"); return err }, 1},
		"GetGuarded": {func(ctx context.Context, tx *store.Tx) error { _, err := notes.GetGuarded(ctx, tx, "a"); return err }, 2},
		"Guard": {func(ctx context.Context, tx *store.Tx) error {
			_, err := notes.Get(ctx, tx, "a")
			tx.Guard("note", "a")
			return err
		}, 2},
	} {
		s := open(t)
		put(t, s, &note{ID: "a"})
		runs := 0
		update(t, s, func(ctx context.Context, tx *store.Tx) error {
			runs++
			if err := c.read(ctx, tx); err != nil {
				return err
			}
			if runs == 1 {
				update(t, s, increment("a"))
			}
			notes.Put(tx, &note{ID: "decided"})
			return nil
		})
		if runs != c.runs {
			t.Errorf("%s: Update() ran %d times, want %d", name, runs, c.runs)
		}
	}
	s := open(t)
	runs := 0
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		runs++
		if _, err := notes.GetGuarded(ctx, tx, "a"); err == nil {
			return nil
		}
		put(t, s, &note{ID: "a"})
		notes.Put(tx, &note{ID: "since there was no a"})
		return nil
	})
	if got := find(t, s, store.Range{}); runs != 2 || got != "a" {
		t.Errorf("Update() guarded by what is missing ran %d times and left %q, want 2 and a", runs, got)
	}
}

func TestCounters(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx := t.Context()
	numbers := store.Counter{Kind: "number", Start: 10000}
	if n, ok, err := numbers.Get(ctx, s, "order"); n != 10000 || ok || err != nil {
		t.Errorf("Get() = %d, %v, %v, want Start, false", n, ok, err)
	}
	var first, second *store.Result
	n := &note{ID: "a"}
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		first = numbers.Add(tx, "order", 1, store.Bounds{})
		second = numbers.Add(tx, "order", 2, store.Bounds{Min: 1, Max: 20000})
		notes.Put(tx, n)
		tx.OnResolve(func() error {
			n.Number, n.Slug = second.Value(), fmt.Sprint("no-", second.Value())
			return nil
		})
		if v, _, err := numbers.Get(ctx, tx, "order"); v != 10000 || err != nil {
			t.Errorf("Get() in the Tx = %d, %v, want what is committed", v, err)
		}
		if first.Value() != 0 {
			t.Errorf("Value() before the commit = %d, want 0", first.Value())
		}
		return nil
	})
	if first.Value() != 10001 || second.Value() != 10003 {
		t.Errorf("Value() = %d and %d, want 10001 and 10003", first.Value(), second.Value())
	}
	if got, err := notes.ByUnique(ctx, s, "slug", "no-10003"); err != nil || got.Number != 10003 {
		t.Errorf("ByUnique() = %+v, %v, want the numbered record", got, err)
	}
	var set *store.Result
	expect := int64(10003)
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		set = numbers.Set(tx, "order", 7, &expect)
		return nil
	})
	if v, ok, err := numbers.Get(ctx, s, "order"); v != 7 || !ok || err != nil || set.Value() != 7 {
		t.Errorf("Get() after Set = %d, %v, %v, want 7", v, ok, err)
	}
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		numbers.Set(tx, "order", 8, &expect)
		return nil
	}); !errors.Is(err, fault.Conflict) {
		t.Errorf("Set() with an old value expected = %v, want Conflict", err)
	}
}

func TestTxClock(t *testing.T) {
	t.Parallel()
	s := open(t)
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		if want := time.Date(2030, 1, 2, 3, 4, 5, 678901000, time.UTC); tx.Now() != want {
			t.Errorf("Now() = %v, want %v", tx.Now(), want)
		}
		if a, b := tx.NewID(), tx.NewID(); a != "id-1" || b != "id-2" {
			t.Errorf("NewID() = %s, %s, want id-1, id-2", a, b)
		}
		return nil
	})
}

func TestManyRecordsInOneTx(t *testing.T) {
	t.Parallel()
	s := open(t)
	const n = 100
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		for i := range n {
			notes.Put(tx, &note{ID: fmt.Sprint(i), Slug: fmt.Sprint("s", i)})
		}
		return nil
	})
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			v, err := notes.Get(ctx, tx, fmt.Sprint(i))
			if err != nil {
				return err
			}
			v.Slug = fmt.Sprint("s", n-1-i) // all swap
			notes.Put(tx, v)
		}
		return nil
	})
	for i := range n {
		if v, err := notes.ByUnique(t.Context(), s, "slug", fmt.Sprint("s", i)); err != nil || v.ID != fmt.Sprint(n-1-i) {
			t.Fatalf("ByUnique(s%d) = %+v, %v, want %d", i, v, err, n-1-i)
		}
	}
}
