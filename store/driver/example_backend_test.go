// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package driver_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Small is a complete driver. It is slow, since it looks at everything each
// time, but it keeps the whole contract.
type Small struct {
	mu     sync.Mutex
	closed bool
	rows   map[driver.Ref]row
	log    []driver.Event // in the order of their commits
	subs   map[subscriber]*progress
	leases int
}

// row is a document or a count.
type row struct {
	revision, count int64
	doc             []byte
	unique          []driver.Key
	all             []driver.Key // where Find finds it, the unique ones too
}

type subscriber struct{ site, name string }

// progress is how far a subscription is, by the ids of events.
type progress struct {
	settled map[string]bool
	tried   map[string]try
}

type try struct {
	attempt      int
	lease        string
	until, retry time.Time
}

// OpenSmall returns an empty store.
func OpenSmall() *Small {
	return &Small{rows: make(map[driver.Ref]row), subs: make(map[subscriber]*progress)}
}

// enter takes the lock, unless the call has to fail.
func (s *Small) enter(ctx context.Context) error {
	s.mu.Lock()
	err := ctx.Err()
	if s.closed {
		err = fault.Unavailable
	}
	if err != nil {
		s.mu.Unlock()
	}
	return err
}

// Get implements driver.Store.
func (s *Small) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	records := make([]driver.Record, len(refs))
	for i, ref := range refs {
		records[i] = s.record(ref, nil)
	}
	return records, nil
}

// record returns a copy of a row.
func (s *Small) record(ref driver.Ref, key []byte) driver.Record {
	r := s.rows[ref]
	return driver.Record{
		Ref: ref, Revision: r.revision, Count: r.count, Key: bytes.Clone(key),
		Doc: driver.Doc{Bytes: bytes.Clone(r.doc)},
	}
}

// Find implements driver.Store.
func (s *Small) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		records, err := s.page(ctx, q)
		if err != nil {
			yield(driver.Record{}, err)
			return
		}
		for _, r := range records { // the lock is free by now
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *Small) page(ctx context.Context, q driver.Query) ([]driver.Record, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	direction := 1
	if q.Reverse {
		direction = -1
	}
	order := func(aKey []byte, aID string, bKey []byte, bID string) int {
		return direction * cmp.Or(bytes.Compare(aKey, bKey), strings.Compare(aID, bID))
	}
	type entry struct {
		key []byte
		ref driver.Ref
	}
	var found []entry
	for ref, r := range s.rows {
		if ref.Site != q.Site || ref.Kind != q.Kind {
			continue
		}
		for _, k := range r.all {
			if k.Index == q.Index && bytes.Compare(k.Key, q.From) >= 0 && (q.To == nil || bytes.Compare(k.Key, q.To) < 0) &&
				(q.After == nil || order(k.Key, ref.ID, q.After.Key, q.After.ID) > 0) {
				found = append(found, entry{k.Key, ref})
			}
		}
	}
	slices.SortFunc(found, func(a, b entry) int { return order(a.key, a.ref.ID, b.key, b.ref.ID) })
	var records []driver.Record
	for _, e := range found[:min(len(found), q.Limit)] {
		records = append(records, s.record(e.ref, e.key))
	}
	return records, nil
}

// Commit implements driver.Store: it changes a copy of everything, and keeps
// that when nothing went wrong.
func (s *Small) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	if err := s.enter(ctx); err != nil {
		return driver.Receipt{}, err
	}
	defer s.mu.Unlock()
	for _, c := range b.Checks {
		if have := s.rows[c.Ref].revision; have != c.Revision {
			return driver.Receipt{}, &driver.ConflictError{Ref: c.Ref, Want: c.Revision, Have: have}
		}
	}
	for _, w := range b.Writes {
		if have := s.rows[w.Ref].revision; have != w.Expect {
			return driver.Receipt{}, &driver.ConflictError{Ref: w.Ref, Want: w.Expect, Have: have}
		}
	}
	rows := maps.Clone(s.rows)
	receipt := driver.Receipt{Counts: make([]int64, len(b.Counts))}
	for i, c := range b.Counts {
		value, err := step(rows[c.Ref], c)
		if err != nil {
			return driver.Receipt{}, err
		}
		rows[c.Ref] = row{revision: rows[c.Ref].revision + 1, count: value, all: entries(c.Ref.ID)}
		receipt.Counts[i] = value
	}
	if b.Resolve != nil {
		if err := b.Resolve(receipt.Counts); err != nil {
			return driver.Receipt{}, err
		}
	}
	for _, w := range b.Writes {
		delete(rows, w.Ref)
	}
	for _, w := range b.Writes {
		if w.Delete {
			continue
		}
		doc, err := w.Doc.Encode()
		if err != nil {
			return driver.Receipt{}, err
		}
		if err := taken(rows, w); err != nil {
			return driver.Receipt{}, err
		}
		unique := clone(w.Unique)
		rows[w.Ref] = row{revision: w.Revision, doc: doc, unique: unique, all: entries(w.Ref.ID, slices.Concat(clone(w.Keys), unique)...)}
	}
	log := s.log
	for _, e := range b.Events {
		doc, err := e.Doc.Encode()
		if err != nil {
			return driver.Receipt{}, err
		}
		e.Doc, e.Stored = nil, driver.Doc{Bytes: doc}
		log = append(log, e)
	}
	s.rows, s.log = rows, log
	return receipt, nil
}

// step returns what a count becomes.
func step(r row, c driver.Count) (int64, error) {
	now := r.count
	if r.revision == 0 {
		now = c.Start
	}
	if c.Set {
		if c.Expect != nil && *c.Expect != now {
			return 0, fault.Conflict
		}
		c.Delta = c.Value - now
	}
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if c.Min != 0 || c.Max != 0 {
		low, high = c.Min, c.Max
	}
	next := now + c.Delta
	wrapped := !c.Set && (c.Delta > 0) != (next > now) && c.Delta != 0
	if wrapped || next < low || next > high {
		return 0, &driver.BoundError{Ref: c.Ref, Value: now, Delta: c.Delta}
	}
	return next, nil
}

// taken returns an error when a unique key of a write is taken.
func taken(rows map[driver.Ref]row, w driver.Write) error {
	for ref, r := range rows {
		if ref.Site != w.Ref.Site || ref.Kind != w.Ref.Kind {
			continue
		}
		for _, have := range r.unique {
			for _, k := range w.Unique {
				if k.Index == have.Index && bytes.Equal(k.Key, have.Key) {
					return &driver.UniqueError{Ref: w.Ref, Index: k.Index, Taken: ref.ID}
				}
			}
		}
	}
	return nil
}

// clone returns a copy of keys, which are the caller's.
func clone(keys []driver.Key) []driver.Key {
	keys = slices.Clone(keys)
	for i := range keys {
		keys[i].Key = bytes.Clone(keys[i].Key)
	}
	return keys
}

// entries returns where Find finds a record: by its keys, and by its id.
func entries(id string, keys ...driver.Key) []driver.Key {
	return append(keys, driver.Key{Key: []byte(id)})
}

// Claim implements driver.Store.
func (s *Small) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	p := s.subs[subscriber{c.Site, c.Subscription}]
	if p == nil {
		p = &progress{settled: make(map[string]bool), tried: make(map[string]try)}
		for _, e := range s.log {
			p.settled[e.ID] = c.Since.IsZero() || e.Time.Before(c.Since)
		}
		s.subs[subscriber{c.Site, c.Subscription}] = p
	}
	var claimed []driver.Event
	seen := make(map[string]bool)
	for _, e := range s.log {
		if e.Site != c.Site || p.settled[e.ID] || seen[e.Key] || c.Types != nil && !slices.Contains(c.Types, e.Type) {
			continue
		}
		seen[e.Key] = true // the first of its key: nothing behind it is due
		t := p.tried[e.ID]
		if t.until.After(c.Now) || t.retry.After(c.Now) || len(claimed) == c.Limit {
			continue
		}
		s.leases++
		t = try{attempt: t.attempt + 1, lease: strconv.Itoa(s.leases), until: c.Now.Add(c.Lease)}
		p.tried[e.ID] = t
		e.Attempt, e.Lease, e.Until = t.attempt, t.lease, t.until
		e.Stored.Bytes = bytes.Clone(e.Stored.Bytes)
		claimed = append(claimed, e)
	}
	return claimed, nil
}

// Settle implements driver.Store.
func (s *Small) Settle(ctx context.Context, list ...driver.Settlement) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for _, x := range list {
		p := s.subs[subscriber{x.Site, x.Subscription}]
		if p == nil || x.Lease == "" || p.tried[x.EventID].lease != x.Lease {
			return fault.Conflict
		}
	}
	for _, x := range list {
		p := s.subs[subscriber{x.Site, x.Subscription}]
		p.settled[x.EventID] = x.Outcome != driver.Retry
		p.tried[x.EventID] = try{attempt: p.tried[x.EventID].attempt, retry: x.RetryAt}
	}
	return nil
}

// Close implements driver.Store.
func (s *Small) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// text is a document on its way into the store.
type text string

func (t text) Value() any              { return t }
func (t text) Encode() ([]byte, error) { return []byte(t), nil }

// A complete driver, which package storetest finds no fault with.
func Example_backend() {
	ctx := context.Background()
	db := OpenSmall()
	mug := driver.Ref{Site: "main", Kind: "product", ID: "mug"}
	stock := driver.Ref{Site: "main", Kind: "stock", ID: "mug"}
	receipt, err := db.Commit(ctx, &driver.Batch{
		ID:     "1",
		Counts: []driver.Count{{Ref: stock, Start: 10, Delta: -3, Max: math.MaxInt64}},
		Writes: []driver.Write{{
			Ref: mug, Revision: 1, Doc: text("A mug"), Keys: []driver.Key{{Index: "name", Key: []byte("mug")}},
		}},
	})
	fmt.Println(receipt.Counts, err)
	for r, err := range db.Find(ctx, driver.Query{Site: "main", Kind: "product", Index: "name", Limit: 10}) {
		fmt.Println(r.Ref.ID, r.Revision, string(r.Doc.Bytes), err)
	}
	_, err = db.Commit(ctx, &driver.Batch{ID: "2", Counts: []driver.Count{{Ref: stock, Delta: -8, Max: math.MaxInt64}}})
	fmt.Println(err)
	// Output:
	// [7] <nil>
	// mug 1 A mug <nil>
	// count stock mug is 7 and cannot change by -8
}
