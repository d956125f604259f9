// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
)

// Bench measures a store by benchmarks that are the same for every store: what
// orders do to it, with documents of 8 kB, five keys and a unique one. What has
// to be there before is written in few commits; "claim-settle" commits, claims
// and settles ten events. open returns a new, empty store; Bench closes it.
func Bench(b *testing.B, open func(b *testing.B) driver.Store) {
	b.Helper()
	for _, bm := range []struct {
		name string
		run  func(b *testing.B, s driver.Store)
	}{
		{"get", benchGet},
		{"get-unique", benchGetUnique},
		{"put", benchPut},
		{"create", benchCreate},
		{"create-parallel", benchCreateParallel},
		{"count", benchCount},
		{"count-parallel", benchCountParallel},
		{"page", benchPage},
		{"claim-settle", benchClaimSettle},
	} {
		b.Run(bm.name, func(b *testing.B) {
			s := open(b)
			b.Cleanup(func() {
				if err := s.Close(); err != nil {
					b.Errorf("Close() = %v", err)
				}
			})
			b.ReportAllocs()
			bm.run(b, s)
		})
	}
}

// order is a document of the size of an order with ten lines.
var order = text(strings.Repeat("0123456789abcdef", 500))

// orderWrite returns a write such as an order makes.
func orderWrite(id string, n int, expect int64) driver.Write {
	w := driver.Write{Ref: thing(id), Expect: expect, Revision: expect + 1, Doc: order}
	at := fmt.Sprintf("%016d", n)
	for _, index := range []string{"created", "updated", "status", "email", "member"} {
		w.Keys = append(w.Keys, key(index, index+at))
	}
	w.Unique = []driver.Key{key(code, id)}
	return w
}

// orderBatch returns a batch such as the placing of an order makes.
func orderBatch(id string, n int) *driver.Batch {
	b := &driver.Batch{
		ID:     "batch " + id,
		Counts: []driver.Count{{Ref: number("orders"), Delta: 1}, {Ref: number("sequence" + id), Delta: 1}},
		Writes: []driver.Write{orderWrite(id, n, 0)},
		Events: []driver.Event{{ID: "event " + id, Site: site, Key: id, Type: "created", Time: epoch, Doc: order}},
	}
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[1]
		return nil
	}
	return b
}

func commit(b *testing.B, s driver.Store, batch *driver.Batch) {
	if _, err := s.Commit(b.Context(), batch); err != nil {
		b.Fatalf("Commit() = %v", err)
	}
}

// fill stores n orders.
func fill(b *testing.B, s driver.Store, n int) {
	const each = 100
	for start := 0; start < n; start += each {
		batch := &driver.Batch{ID: fmt.Sprint("fill ", start)}
		for i := range each {
			batch.Writes = append(batch.Writes, orderWrite(name("id", start+i), start+i, 0))
		}
		commit(b, s, batch)
	}
}

func benchGetUnique(b *testing.B, s driver.Store) {
	fill(b, s, 1000)
	i := 0
	for b.Loop() {
		at := []byte(name("id", i%1000))
		found := 0
		for r, err := range s.Find(b.Context(), driver.Query{Site: site, Kind: things, Index: code, From: at, Limit: 1}) {
			if err != nil || r.Ref.ID != string(at) {
				b.Fatalf("Find() = %v, %v, want %s", r.Ref, err, at)
			}
			found++
		}
		if found != 1 {
			b.Fatalf("Find() gave %d records, want 1", found)
		}
		i++
	}
}

func benchGet(b *testing.B, s driver.Store) {
	fill(b, s, 1000)
	refs := make([]driver.Ref, 1000)
	for i := range refs {
		refs[i] = thing(name("id", i))
	}
	i := 0
	for b.Loop() {
		if r, err := s.Get(b.Context(), refs[i%1000]); err != nil || r[0].Revision == 0 {
			b.Fatalf("Get() = %v, %v", r, err)
		}
		i++
	}
}

func benchPut(b *testing.B, s driver.Store) {
	commit(b, s, &driver.Batch{ID: "first", Writes: []driver.Write{orderWrite("a", 0, 0)}})
	revision := int64(1)
	for b.Loop() {
		commit(b, s, &driver.Batch{ID: strconv.FormatInt(revision, 36), Writes: []driver.Write{orderWrite("a", int(revision), revision)}})
		revision++
	}
}

func benchCreate(b *testing.B, s driver.Store) {
	i := 0
	for b.Loop() {
		commit(b, s, orderBatch(strconv.Itoa(i), i))
		i++
	}
}

func benchCreateParallel(b *testing.B, s driver.Store) {
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(n.Add(1))
			if _, err := s.Commit(b.Context(), orderBatch(strconv.Itoa(i), i)); err != nil {
				b.Errorf("Commit() = %v", err)
				return
			}
		}
	})
}

func benchCount(b *testing.B, s driver.Store) {
	i := 0
	for b.Loop() {
		commit(b, s, &driver.Batch{ID: strconv.Itoa(i), Counts: []driver.Count{add("n", 1)}})
		i++
	}
}

func benchCountParallel(b *testing.B, s driver.Store) {
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			batch := &driver.Batch{ID: strconv.FormatInt(n.Add(1), 10), Counts: []driver.Count{add("n", 1)}}
			if _, err := s.Commit(b.Context(), batch); err != nil {
				b.Errorf("Commit() = %v", err)
				return
			}
		}
	})
}

func benchPage(b *testing.B, s driver.Store) {
	fill(b, s, 2000)
	q := driver.Query{Site: site, Kind: things, Index: "status", Reverse: true, Limit: 50}
	for b.Loop() {
		n := 0
		for _, err := range s.Find(b.Context(), q) {
			if err != nil {
				b.Fatalf("Find() = %v", err)
			}
			n++
		}
		if n != 50 {
			b.Fatalf("Find() gave %d records, want 50", n)
		}
	}
}

func benchClaimSettle(b *testing.B, s driver.Store) {
	if _, err := s.Claim(b.Context(), claiming("s")); err != nil {
		b.Fatalf("Claim() = %v", err)
	}
	i := 0
	for b.Loop() {
		batch := &driver.Batch{ID: strconv.Itoa(i)}
		for range 10 {
			id := strconv.Itoa(i)
			batch.Events = append(batch.Events, driver.Event{ID: id, Site: site, Key: id, Sequence: 1, Type: "created", Time: epoch, Doc: order})
			i++
		}
		commit(b, s, batch)
		events, err := s.Claim(b.Context(), claiming("s"))
		if err != nil || len(events) != 10 {
			b.Fatalf("Claim() = %d events, %v, want 10", len(events), err)
		}
		settlements := make([]driver.Settlement, len(events))
		for j, e := range events {
			settlements[j] = outcome("s", e, driver.Done)
		}
		if err := s.Settle(b.Context(), settlements...); err != nil {
			b.Fatalf("Settle() = %v", err)
		}
	}
}
