// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) driver.Store { return memstore.New(memstore.Config{}) })
}

func FuzzModel(f *testing.F) {
	storetest.Fuzz(f, func(*testing.T) driver.Store { return memstore.New(memstore.Config{}) })
}

func BenchmarkDriver(b *testing.B) {
	storetest.Bench(b, func(*testing.B) driver.Store { return memstore.New(memstore.Config{}) })
}

func ExampleNew() {
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Site: "example"})
	fmt.Println(db.Site(), err, db.Close())
	// Output: example <nil> <nil>
}

// events commits n events and returns the store.
func events(t *testing.T, c memstore.Config, n int) *memstore.Store {
	t.Helper()
	s := memstore.New(c)
	for i := range n {
		_, err := s.Commit(t.Context(), &driver.Batch{ID: fmt.Sprint(i), Events: []driver.Event{
			{ID: fmt.Sprint(i), Site: "main", Key: fmt.Sprint(i % 7), Sequence: int64(i), Doc: doc("x"), Time: time.Unix(int64(i), 0)},
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

type doc string

func (d doc) Value() any              { return d }
func (d doc) Encode() ([]byte, error) { return []byte(d), nil }

func TestSettledEventsAreBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ settled, want int }{{0, 1000}, {10, 10}, {-1, 0}} {
		s := events(t, memstore.Config{Settled: c.settled}, 1500)
		claim := driver.Claim{Site: "main", Subscription: "s", Since: time.Unix(-1, 0), Now: time.Unix(0, 0), Limit: 200, Lease: time.Minute}
		got := 0
		for {
			list, err := s.Claim(t.Context(), claim)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			got += len(list)
			for _, e := range list {
				if err := s.Settle(t.Context(), driver.Settlement{Site: "main", Subscription: "s", EventID: e.ID, Lease: e.Lease}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got != c.want {
			t.Errorf("with Settled %d, %d of 1500 events were kept, want %d", c.settled, got, c.want)
		}
	}
}

func TestPendingEventsAreKept(t *testing.T) {
	t.Parallel()
	s := memstore.New(memstore.Config{Settled: -1})
	claim := driver.Claim{Site: "main", Subscription: "s", Now: time.Unix(0, 0), Limit: 200, Lease: time.Minute}
	if _, err := s.Claim(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if _, err := s.Commit(t.Context(), &driver.Batch{Events: []driver.Event{{ID: fmt.Sprint(i), Site: "main", Key: fmt.Sprint(i), Doc: doc("x")}}}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.Claim(t.Context(), claim)
	if err != nil || len(list) != 50 {
		t.Fatalf("Claim() = %d events, %v, want 50", len(list), err)
	}
	if n, err := s.Trim(t.Context(), "main", time.Unix(99, 0)); n != 0 || err != nil {
		t.Errorf("Trim() of pending events = %d, %v, want 0", n, err)
	}
}

func TestBatchesAreBounded(t *testing.T) {
	t.Parallel()
	s := memstore.New(memstore.Config{Batches: 10})
	for i := range 25 {
		if _, err := s.Commit(t.Context(), &driver.Batch{ID: fmt.Sprint(i), Counts: []driver.Count{{Ref: driver.Ref{ID: "n"}, Delta: 1}}}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 25 {
		r, ok, err := s.Committed(t.Context(), fmt.Sprint(i))
		if err != nil || ok != (i >= 15) || ok && r.Counts[0] != int64(i+1) {
			t.Errorf("Committed(%d) = %v, %v, %v", i, r, ok, err)
		}
	}
}

// TestWakeEndsWithClose: a channel of Wake does not outlive the store.
func TestWakeEndsWithClose(t *testing.T) {
	t.Parallel()
	s := memstore.New(memstore.Config{})
	wake := s.Wake(t.Context(), "main")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, open := <-wake; open {
		t.Error("Wake() after Close received")
	}
	if _, open := <-s.Wake(t.Context(), "main"); open {
		t.Error("Wake() of a closed store received")
	}
}
