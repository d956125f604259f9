// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// What the cases store: documents of one kind, counts of another.
const (
	site     = "main"
	elsesite = "other"
	things   = "thing"
	numbers  = "number"
)

// The indexes of things.
const (
	by   = "by"   // any number of keys
	tag  = "tag"  // any number of keys
	code = "code" // unique
	mark = "mark" // unique
)

// text is a document on its way into the store. It is its own driver.Source.
type text string

// Value implements driver.Source.
func (s text) Value() any { return s }

// Encode implements driver.Source.
func (s text) Encode() ([]byte, error) { return []byte(s), nil }

// content returns a document as it was stored.
func content(d driver.Doc) string {
	switch v := d.Value.(type) {
	case nil:
		return string(d.Bytes)
	case text:
		return string(v)
	default:
		return fmt.Sprintf("a foreign %T", v)
	}
}

func thing(id string) driver.Ref  { return driver.Ref{Site: site, Kind: things, ID: id} }
func number(id string) driver.Ref { return driver.Ref{Site: site, Kind: numbers, ID: id} }

// create returns the write of a new thing.
func create(id, doc string, keys ...driver.Key) driver.Write { return change(id, 0, doc, keys...) }

// change returns the write of a thing that has a revision.
func change(id string, expect int64, doc string, keys ...driver.Key) driver.Write {
	w := driver.Write{Ref: thing(id), Expect: expect, Revision: expect + 1, Doc: text(doc)}
	for _, key := range keys {
		if key.Index == code || key.Index == mark {
			w.Unique = append(w.Unique, key)
		} else {
			w.Keys = append(w.Keys, key)
		}
	}
	return w
}

// erase returns the deletion of a thing that has a revision.
func erase(id string, expect int64) driver.Write {
	return driver.Write{Ref: thing(id), Expect: expect, Delete: true}
}

// key returns an index entry.
func key(index, key string) driver.Key { return driver.Key{Index: index, Key: []byte(key)} }

// add returns a change of a number.
func add(id string, delta int64) driver.Count { return driver.Count{Ref: number(id), Delta: delta} }

// writes returns a batch of writes.
func writes(w ...driver.Write) *driver.Batch { return &driver.Batch{Writes: w} }

// try commits a batch and returns how that went.
func (k *kit) try(b *driver.Batch) error {
	_, err := k.commit(b)
	return err
}

func (k *kit) commit(b *driver.Batch) (driver.Receipt, error) {
	if b.ID == "" {
		k.batches++
		b.ID = "batch-" + strconv.Itoa(k.batches)
	}
	return k.store.Commit(k.Context(), b)
}

// do commits what must succeed.
func (k *kit) do(b *driver.Batch) driver.Receipt {
	k.Helper()
	r, err := k.commit(b)
	k.must("Commit()", err)
	return r
}

// get returns records.
func (k *kit) get(refs ...driver.Ref) []driver.Record {
	k.Helper()
	records, err := k.store.Get(k.Context(), refs...)
	k.must("Get()", err)
	if len(records) != len(refs) {
		k.Fatalf("Get() of %d refs gave %d records", len(refs), len(records))
	}
	return records
}

// show returns what is stored under refs, in short.
func (k *kit) show(refs ...driver.Ref) string {
	k.Helper()
	var list []string
	for _, r := range k.get(refs...) {
		list = append(list, brief(r))
	}
	return strings.Join(list, " ")
}

// brief renders a record: id@revision and document or count.
func brief(r driver.Record) string {
	switch {
	case r.Revision == 0:
		return r.Ref.ID + "@none"
	case r.Ref.Kind == numbers:
		return fmt.Sprintf("%s@%d=%d", r.Ref.ID, r.Revision, r.Count)
	}
	return fmt.Sprintf("%s@%d=%s", r.Ref.ID, r.Revision, content(r.Doc))
}

// find returns what a query yields.
func (k *kit) find(q driver.Query) []driver.Record {
	k.Helper()
	if q.Site == "" {
		q.Site = site
	}
	if q.Kind == "" {
		q.Kind = things
	}
	if q.Limit == 0 {
		q.Limit = driver.MaxPage
	}
	var list []driver.Record
	for r, err := range k.store.Find(k.Context(), q) {
		k.must("Find()", err)
		list = append(list, r)
	}
	return list
}

// ids returns the ids that a query yields.
func (k *kit) ids(q driver.Query) string {
	k.Helper()
	var list []string
	for _, r := range k.find(q) {
		list = append(list, r.Ref.ID)
	}
	return strings.Join(list, " ")
}

// dump renders all that the cases' kinds hold, to see whether anything has
// changed. Events are not in it.
func (k *kit) dump() string {
	k.Helper()
	var b strings.Builder
	for _, s := range []string{site, elsesite} {
		for _, kind := range []string{things, numbers} {
			for _, index := range []string{"", by, tag, code, mark} {
				if kind == numbers && index != "" {
					continue
				}
				for _, r := range k.find(driver.Query{Site: s, Kind: kind, Index: index}) {
					fmt.Fprintf(&b, "%s/%s/%s/%q: %s\n", s, kind, index, r.Key, brief(r))
				}
			}
		}
	}
	return b.String()
}

// refused commits a batch that must fail with a class and without effect.
func (k *kit) refused(why string, b *driver.Batch, class fault.Class) {
	k.Helper()
	_ = k.refusal(why, b, class)
}

// refusal is refused that returns the error.
func (k *kit) refusal(why string, b *driver.Batch, class fault.Class) error {
	k.Helper()
	before := k.dump()
	err := k.try(b)
	if !errors.Is(err, class) {
		k.Errorf("Commit() %s = %v, want %v", why, err, class)
	}
	if after := k.dump(); after != before {
		k.Errorf("Commit() %s failed and yet changed\n%s\nto\n%s", why, before, after)
	}
	return err
}
