// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// encodings is a store that keeps documents as bytes.
type encodings struct{ driver.Store }

func newEncodings() driver.Store { return encodings{memstore.New(memstore.Config{})} }

// bytesOf is a document on its way into encodings.
type bytesOf struct{ driver.Source }

// Value implements driver.Source.
func (e bytesOf) Value() any {
	data, err := e.Encode()
	if err != nil {
		panic(err)
	}
	return data
}

// Commit implements driver.Store.
func (s encodings) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	own := *b
	own.Writes = slices.Clone(b.Writes)
	own.Resolve = func(counts []int64) error {
		if b.Resolve != nil {
			if err := b.Resolve(counts); err != nil {
				return err
			}
		}
		for i, w := range b.Writes {
			if w.Doc != nil {
				w.Doc = bytesOf{w.Doc}
			}
			own.Writes[i] = w
		}
		return nil
	}
	return s.Store.Commit(ctx, &own)
}

// Get implements driver.Store.
func (s encodings) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := s.Store.Get(ctx, refs...)
	for i := range records {
		asBytes(&records[i].Doc)
	}
	return records, err
}

// Find implements driver.Store.
func (s encodings) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		for r, err := range s.Store.Find(ctx, q) {
			asBytes(&r.Doc)
			if !yield(r, err) {
				return
			}
		}
	}
}

func asBytes(d *driver.Doc) {
	if data, ok := d.Value.([]byte); ok {
		*d = driver.Doc{Bytes: bytes.Clone(data)}
	}
}

// forgetful is a store all of whose documents are decoded.
type forgetful struct{ driver.Store }

func (forgetful) Forgetful()             {}
func (f forgetful) Unwrap() driver.Store { return f.Store }

// counted returns a kind of notes and how often it decoded one.
func counted(opts ...store.Option[note]) (kind *store.Kind[note, *note], decoded *atomic.Int64) {
	decoded = new(atomic.Int64)
	kind = store.Define("note", 1, append(opts, store.Codec(
		func(n *note) ([]byte, error) { return json.Marshal(n) },
		func(_ int, data []byte) (*note, error) {
			decoded.Add(1)
			n := new(note)
			return n, json.Unmarshal(data, n)
		}))...)
	return kind, decoded
}

func read(t *testing.T, kind *store.Kind[note, *note], s *store.Store, id string) *note {
	t.Helper()
	n, err := kind.Get(t.Context(), s, id)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func putAs(t *testing.T, kind *store.Kind[note, *note], s *store.Store, n *note) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		if _, err := kind.Get(ctx, tx, n.ID); err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
		kind.Put(tx, n)
		return nil
	})
}

// TestRecent: what was written or read is not decoded again, whatever way it is
// read; what it is read into belongs to the reader.
func TestRecent(t *testing.T) {
	t.Parallel()
	kind, decoded := counted()
	d := newEncodings()
	s := openOn(t, d, config())
	putAs(t, kind, s, &note{ID: "a", Tags: []string{"x"}})
	for range 3 {
		n := read(t, kind, s, "a")
		if n.Tags[0] != "x" {
			t.Fatalf("Get() = %+v, which a reader changed", n)
		}
		n.Tags[0] = "changed by a reader"
	}
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		kept, err := kind.Peek(ctx, tx, "a")
		if err != nil {
			return err
		}
		if again, err := kind.Peek(ctx, tx, "a"); again != kept || err != nil {
			t.Errorf("Peek() = %p, then %p, %v, want what the store keeps", kept, again, err)
		}
		list, err := kind.GetAll(ctx, tx, "a", "b")
		if err != nil || list[0] == kept || list[0].Tags[0] != "x" || list[1] != nil {
			t.Errorf("GetAll() = %+v, %v", list, err)
		}
		return err
	})
	for n, err := range kind.Find(t.Context(), s, store.Range{}) {
		if err != nil || n.Tags[0] != "x" {
			t.Errorf("Find() = %+v, %v", n, err)
		}
	}
	if n := decoded.Load(); n != 0 {
		t.Errorf("%d documents were decoded, want none", n)
	}

	other := openOn(t, d, config())
	for range 3 {
		read(t, kind, other, "a").Tags[0] = "changed by a reader"
	}
	if n := decoded.Load(); n != 1 {
		t.Errorf("another process decoded %d times, want once", n)
	}
	strict := openOn(t, forgetful{d}, config())
	read(t, kind, strict, "a")
	read(t, kind, s.With(forgetful{d}), "a")
	putAs(t, kind, strict, read(t, kind, strict, "a"))
	read(t, kind, strict, "a")
	if n := decoded.Load(); n != 1+5 {
		t.Errorf("%d documents of a forgetful store were decoded, want 5", n-1)
	}
}

// TestRecentOfOthers: what another process writes is seen at once, also when a
// record comes to have a revision again that it had before.
func TestRecentOfOthers(t *testing.T) {
	t.Parallel()
	d := newEncodings()
	one, two := openOn(t, d, config()), openOn(t, d, config())
	kind, _ := counted()
	for i := range 20 {
		want := strconv.Itoa(i)
		putAs(t, kind, one, &note{ID: "a", Slug: want})
		if got := read(t, kind, two, "a").Slug; got != want {
			t.Fatalf("the other process reads %q, want %q", got, want)
		}
		one, two = two, one
		if i%5 == 4 { // made again by somebody whose clock stands still
			update(t, two, func(_ context.Context, tx *store.Tx) error { kind.Delete(tx, "a"); return nil })
			if _, err := kind.Get(t.Context(), one, "a"); !errors.Is(err, fault.NotFound) {
				t.Fatalf("Get() after Delete = %v, want fault.NotFound", err)
			}
			one = openOn(t, d, config())
		}
	}
}

// TestRecentRefused: a commit that did not happen leaves no trace, and what was
// to be given belongs to its owner again.
func TestRecentRefused(t *testing.T) {
	t.Parallel()
	kind, _ := counted(store.Unique("slug", func(n *note) string { return n.Slug }))
	s := openOn(t, newEncodings(), config())
	putAs(t, kind, s, &note{ID: "a", Slug: "taken", Tags: []string{"x"}})
	putAs(t, kind, s, &note{ID: "b", Tags: []string{"y"}})
	n := read(t, kind, s, "b")
	err := s.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := kind.Get(ctx, tx, "b"); err != nil {
			return err
		}
		n.Slug, n.Tags = "taken", []string{"z"}
		kind.Give(tx, n)
		return nil
	})
	if !errors.Is(err, fault.Exists) {
		t.Fatalf("Update() = %v, want fault.Exists", err)
	}
	n.Tags[0] = "mine again"
	if got := read(t, kind, s, "b"); got.Slug != "" || got.Tags[0] != "y" {
		t.Errorf("Get() = %+v, want what was before", got)
	}
	n.Slug, n.Tags = "", []string{"y"} // the bytes that are stored
	putAs(t, kind, s, n)
	n.Tags[0] = "still mine"
	if got := read(t, kind, s, "b"); got.Tags[0] != "y" {
		t.Errorf("Get() = %+v, which its writer changed after the commit", got)
	}
}

// TestRecentKinds: two kinds of one name do not see each other's values.
func TestRecentKinds(t *testing.T) {
	t.Parallel()
	s := openOn(t, newEncodings(), config())
	kind, _ := counted()
	putAs(t, kind, s, &note{ID: "a", Slug: "old"})
	newer := store.Define("note", 2, store.Upgrade[note](1, func(data []byte) ([]byte, error) {
		return []byte(strings.Replace(string(data), "old", "new", 1)), nil
	}))
	if got := read(t, newer, s, "a").Slug; got != "new" {
		t.Errorf("Slug = %q, want that of the upgrade", got)
	}
	if got := read(t, kind, s, "a").Slug; got != "old" {
		t.Errorf("Slug = %q, want that of the older kind", got)
	}
}

// TestRecentIsBounded: more documents than are remembered, and one that is too
// large, are read as they are.
func TestRecentIsBounded(t *testing.T) {
	t.Parallel()
	s := openOn(t, newEncodings(), config())
	kind, decoded := counted()
	const size, count = 100_000, 150 // 15 MB
	text := strings.Repeat("x", size)
	for i := range count {
		putAs(t, kind, s, &note{ID: strconv.Itoa(i), Slug: text + strconv.Itoa(i)})
	}
	for i := range count {
		if got := read(t, kind, s, strconv.Itoa(i)).Slug; got != text+strconv.Itoa(i) {
			t.Fatalf("note %d has another text", i)
		}
	}
	if n := decoded.Load(); n < count/3 {
		t.Errorf("%d of %d documents were decoded: too much is remembered", n, count)
	}
	decoded.Store(0)
	putAs(t, kind, s, &note{ID: "large", Slug: strings.Repeat(text, 10)})
	read(t, kind, s, "large")
	read(t, kind, s, "large")
	if n := decoded.Load(); n != 2 {
		t.Errorf("a document of 1 MB was decoded %d times, want twice", n)
	}
}

// TestRecentAtOnce: many read and write one record, through two processes; every
// reader sees a whole state, and never one that is older than what it has seen.
func TestRecentAtOnce(t *testing.T) {
	t.Parallel()
	d := newEncodings()
	stores := []*store.Store{openOn(t, d, config()), openOn(t, d, config())}
	kind, _ := counted()
	putAs(t, kind, stores[0], &note{ID: "a", Slug: "0"})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			s, last := stores[i%2], int64(0)
			for range 50 {
				err := s.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					n, err := kind.Get(ctx, tx, "a")
					if err != nil {
						return err
					}
					n.Number++
					n.Slug, n.Tags = fmt.Sprint(n.Number), append(n.Tags[:0], fmt.Sprint(n.Number))
					kind.Give(tx, n)
					return nil
				})
				if err != nil && !errors.Is(err, fault.Conflict) {
					t.Error(err)
				}
				n, err := kind.Get(t.Context(), s, "a")
				if err != nil || n.Number < last || n.Slug != fmt.Sprint(n.Number) {
					t.Errorf("Get() = %+v, %v, after number %d", n, err, last)
					return
				}
				last = n.Number
				n.Slug, n.Tags[0] = "mine", "mine"
			}
		})
	}
	wg.Wait()
}
