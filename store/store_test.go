// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

type note struct {
	ID     string
	Slug   string
	Tags   []string
	At     time.Time
	Number int64
}

func (n *note) RecordID() string { return n.ID }

func (n *note) Clone() *note {
	c := *n
	c.Tags = slices.Clone(n.Tags)
	return &c
}

var notes = store.Define("note", 1,
	store.Unique("slug", func(n *note) string { return n.Slug }),
	store.By("at", func(n *note) store.Part { return store.Time(n.At) }),
	store.ByAny("tag", func(n *note) (keys []store.Composite) {
		for _, t := range n.Tags {
			keys = append(keys, store.Composite{store.Text(t), store.Time(n.At)})
		}
		return keys
	}))

func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.New(memstore.New(memstore.Config{}), store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return s
}

func TestGetPut(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx := t.Context()
	if _, err := notes.Get(ctx, s, "a"); !errors.Is(err, fault.NotFound) {
		t.Fatalf("Get(missing) = %v, want %v", err, fault.NotFound)
	}
	n := &note{ID: "a", Slug: "first", Tags: []string{"x", "y"}}
	numbers := store.Counter{Kind: "number", Start: 100}
	err := s.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		r := numbers.Add(tx, "note", 1, store.Bounds{})
		notes.Put(tx, n)
		tx.OnResolve(func() error { n.Number = r.Value(); return nil })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := notes.ByUnique(ctx, s, "slug", "first")
	if err != nil || got.Number != 101 {
		t.Fatalf("ByUnique() = %+v, %v", got, err)
	}
	for v, err := range notes.Find(ctx, s, store.Range{Index: "tag", Prefix: []store.Part{store.Text("y")}}) {
		if err != nil || v.ID != "a" {
			t.Fatalf("Find() = %+v, %v", v, err)
		}
	}
}
