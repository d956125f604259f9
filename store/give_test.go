// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
)

// TestGive: what is given is kept itself, as OnResolve leaves it, and is what
// the events of the commit share.
func TestGive(t *testing.T) {
	t.Parallel()
	s, p := openPublished(t)
	n := &note{ID: "a", Tags: []string{"x"}}
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		number := stock.Add(tx, "n", 41, store.Bounds{})
		notes.Give(tx, n)
		snapshot := notes.Snapshot(tx, n)
		tx.Emit("a", "created", func() any { return snapshot() })
		tx.OnResolve(func() error { n.Number = number.Value(); return nil })
		return nil
	})
	if p.payloads[0] != any(n) {
		t.Errorf("the event has a copy of what was given")
	}
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		kept, err := notes.Peek(ctx, tx, "a")
		if err != nil || kept != n || kept.Number != 41 {
			t.Errorf("Peek() = %+v, %v, want what was given", kept, err)
		}
		return err
	})
	if got, err := notes.Get(t.Context(), s, "a"); err != nil || got == n || got.Number != 41 {
		t.Errorf("Get() = %+v, %v, want a copy", got, err)
	}
}

// TestPeekAndGive changes a record member by member.
func TestPeekAndGive(t *testing.T) {
	t.Parallel()
	s, _ := openPublished(t)
	put(t, s, &note{ID: "a", Slug: "old", Tags: []string{"x"}})
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		old, err := notes.Peek(ctx, tx, "a")
		if err != nil {
			return err
		}
		now := *old
		now.Slug = "new"
		notes.Give(tx, &now)
		pending, err := notes.Peek(ctx, tx, "a")
		if err != nil || pending == &now || pending.Slug != "new" {
			t.Errorf("Peek() of what was given = %+v, %v, want a copy", pending, err)
		}
		if old.Slug != "old" {
			t.Errorf("what the store kept is %+v now", old)
		}
		notes.Delete(tx, "b")
		if _, err := notes.Peek(ctx, tx, "b"); !errors.Is(err, fault.NotFound) {
			t.Errorf("Peek() of what is deleted = %v, want NotFound", err)
		}
		return nil
	})
	if got, err := notes.ByUnique(t.Context(), s, "slug", "new"); err != nil || got.ID != "a" {
		t.Errorf("ByUnique() = %+v, %v", got, err)
	}
	err := s.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := notes.Peek(ctx, tx, "missing")
		return err
	})
	if !errors.Is(err, fault.NotFound) {
		t.Errorf("Peek() of nothing = %v, want NotFound", err)
	}
}

// TestPutAfterGive: what counts is what was said last.
func TestPutAfterGive(t *testing.T) {
	t.Parallel()
	s, _ := openPublished(t)
	given, n := &note{ID: "a", Slug: "given"}, &note{ID: "a", Slug: "put"}
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		notes.Give(tx, given)
		notes.Put(tx, n)
		return nil
	})
	n.Slug = "changed later"
	if got, err := notes.Get(t.Context(), s, "a"); err != nil || got.Slug != "put" {
		t.Errorf("Get() = %+v, %v, want a copy of what was put", got, err)
	}
}
