// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// txDriver is what a database's own transaction is to a shop: a driver that
// sees what it has written, on a store that sees none of it before Commit. It
// stands on a store that keeps values.
type txDriver struct {
	base driver.Store

	mu     sync.Mutex
	rows   map[driver.Ref]*written
	order  []driver.Ref // as they were first written
	events []driver.Event
}

// written is a record as the transaction has left it.
type written struct {
	driver.Record
	before driver.Record // as the store has it
	start  int64         // of a count
	count  bool
	keys   []driver.Key // the unique ones too
	unique []driver.Key
}

// begin returns a transaction on a store.
func begin(base driver.Store) *txDriver {
	return &txDriver{base: base, rows: make(map[driver.Ref]*written)}
}

// Get implements driver.Store.
func (t *txDriver) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.get(ctx, refs...)
}

func (t *txDriver) get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := t.base.Get(ctx, refs...)
	for i := range records {
		if w := t.rows[records[i].Ref]; w != nil {
			records[i] = w.Record
		}
	}
	return records, err
}

// Find implements driver.Store.
func (t *txDriver) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	t.mu.Lock()
	found, err := t.find(ctx, q)
	t.mu.Unlock()
	return func(yield func(driver.Record, error) bool) {
		for _, r := range found {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(driver.Record{}, err)
		}
	}
}

func (t *txDriver) find(ctx context.Context, q driver.Query) ([]driver.Record, error) {
	var found []driver.Record
	for all, page := false, q; !all && len(found) < q.Limit; {
		n := 0
		for r, err := range t.base.Find(ctx, page) {
			if err != nil {
				return nil, err
			}
			n++
			page.After = &driver.Position{Key: r.Key, ID: r.Ref.ID}
			if t.rows[r.Ref] == nil {
				found = append(found, r)
			}
		}
		all = n < page.Limit
	}
	order := func(aKey []byte, aID string, bKey []byte, bID string) int {
		c := cmp.Or(bytes.Compare(aKey, bKey), strings.Compare(aID, bID))
		if q.Reverse {
			return -c
		}
		return c
	}
	for ref, w := range t.rows {
		if ref.Site != q.Site || ref.Kind != q.Kind || w.Revision == 0 {
			continue
		}
		for _, k := range append([]driver.Key{{Key: []byte(ref.ID)}}, w.keys...) {
			if k.Index == q.Index && bytes.Compare(k.Key, q.From) >= 0 && (q.To == nil || bytes.Compare(k.Key, q.To) < 0) &&
				(q.After == nil || order(k.Key, ref.ID, q.After.Key, q.After.ID) > 0) {
				r := w.Record
				r.Key = k.Key
				found = append(found, r)
			}
		}
	}
	slices.SortFunc(found, func(a, b driver.Record) int { return order(a.Key, a.Ref.ID, b.Key, b.Ref.ID) })
	return found[:min(len(found), q.Limit)], nil
}

// Commit implements driver.Store: as a savepoint does, it changes the
// transaction or leaves it as it was.
func (t *txDriver) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var receipt driver.Receipt
	checks := slices.Clone(b.Checks)
	for _, w := range b.Writes {
		checks = append(checks, driver.Check{Ref: w.Ref, Revision: w.Expect})
	}
	before := make(map[driver.Ref]driver.Record)
	remember := func(ref driver.Ref) error {
		records, err := t.get(ctx, ref)
		if err == nil {
			before[ref] = records[0]
		}
		return err
	}
	for _, c := range checks {
		if err := remember(c.Ref); err != nil {
			return receipt, err
		}
		if have := before[c.Ref].Revision; have != c.Revision {
			return receipt, &driver.ConflictError{Ref: c.Ref, Want: c.Revision, Have: have}
		}
	}
	counts := make(map[driver.Ref]int64)
	for _, c := range b.Counts {
		now, seen := counts[c.Ref]
		if !seen {
			if err := remember(c.Ref); err != nil {
				return receipt, err
			}
			if now = before[c.Ref].Count; before[c.Ref].Revision == 0 {
				now = c.Start
			}
		}
		next, err := c.Apply(now)
		if err != nil {
			return receipt, err
		}
		counts[c.Ref] = next
		receipt.Counts = append(receipt.Counts, next)
	}
	if b.Resolve != nil {
		if err := b.Resolve(receipt.Counts); err != nil {
			return receipt, err
		}
	}
	for _, w := range b.Writes {
		for _, k := range w.Unique {
			q := driver.Query{Site: w.Ref.Site, Kind: w.Ref.Kind, Index: k.Index, From: k.Key, To: append(slices.Clone(k.Key), 0), Limit: 2}
			taken, err := t.find(ctx, q)
			if err != nil {
				return receipt, err
			}
			for _, r := range taken {
				if r.Ref != w.Ref && !slices.ContainsFunc(b.Writes, func(o driver.Write) bool { return o.Ref == r.Ref }) {
					return receipt, &driver.UniqueError{Ref: w.Ref, Index: k.Index, Taken: r.Ref.ID}
				}
			}
		}
	}
	for _, c := range b.Counts {
		w := t.row(c.Ref, before[c.Ref])
		w.count, w.start, w.Count = true, c.Start, counts[c.Ref]
		w.Revision++
	}
	for _, x := range b.Writes {
		w := t.row(x.Ref, before[x.Ref])
		w.Revision, w.Doc, w.keys, w.unique = 0, driver.Doc{}, nil, nil
		if !x.Delete {
			w.Revision, w.Doc.Value, w.unique = x.Revision, x.Doc.Value(), copied(x.Unique)
			w.keys = append(copied(x.Keys), w.unique...)
		}
	}
	for _, e := range b.Events {
		e.Doc = document{e.Doc.Value()}
		t.events = append(t.events, e)
	}
	return receipt, nil
}

// row returns what the transaction has written of a record.
func (t *txDriver) row(ref driver.Ref, before driver.Record) *written {
	w := t.rows[ref]
	if w == nil {
		w = &written{Record: before, before: before}
		t.rows[ref] = w
		t.order = append(t.order, ref)
	}
	return w
}

// copied returns keys that outlive the batch.
func copied(keys []driver.Key) []driver.Key {
	keys = slices.Clone(keys)
	for i := range keys {
		keys[i].Key = bytes.Clone(keys[i].Key)
	}
	return keys
}

// document is a document that the transaction has kept.
type document struct{ value any }

// Value implements driver.Source.
func (k document) Value() any { return k.value }

// Encode implements driver.Source.
func (document) Encode() ([]byte, error) { return nil, fault.Internal }

// commit makes what was written the store's, unless somebody has changed any
// of it meanwhile.
func (t *txDriver) commit(ctx context.Context) error {
	b := &driver.Batch{ID: "transaction", Events: t.events}
	for _, ref := range t.order {
		w := t.rows[ref]
		switch {
		case w.count:
			before := w.before.Count
			if w.before.Revision == 0 {
				before = w.start
			}
			b.Counts = append(b.Counts, driver.Count{Ref: ref, Start: w.start, Set: true, Value: w.Count, Expect: &before})
		case w.Revision == 0 && w.before.Revision == 0: // came and went
		case w.Revision == 0:
			b.Writes = append(b.Writes, driver.Write{Ref: ref, Expect: w.before.Revision, Delete: true})
		default:
			keys := slices.DeleteFunc(slices.Clone(w.keys), func(k driver.Key) bool {
				return slices.ContainsFunc(w.unique, func(u driver.Key) bool { return u.Index == k.Index })
			})
			b.Writes = append(b.Writes, driver.Write{
				Ref: ref, Expect: w.before.Revision, Revision: w.Revision, Doc: document{w.Doc.Value}, Keys: keys, Unique: w.unique,
			})
		}
	}
	_, err := t.base.Commit(ctx, b)
	return err
}

// Claim implements driver.Store: subscriptions are none of a transaction's.
func (t *txDriver) Claim(context.Context, driver.Claim) ([]driver.Event, error) {
	return nil, fault.Unavailable
}

// Settle implements driver.Store.
func (t *txDriver) Settle(context.Context, ...driver.Settlement) error { return fault.Unavailable }

// Close implements driver.Store.
func (t *txDriver) Close() error { return nil }
