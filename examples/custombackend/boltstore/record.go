// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"

	"github.com/go-ecom/ecom/store/driver"
)

// record is a document or a count.
type record struct {
	Revision     int64
	Count        int64        `json:",omitempty"`
	Doc          []byte       `json:",omitempty"`
	Keys, Unique []driver.Key `json:",omitempty"`
}

// entry is what an index has of a record. Names are bytes here, because JSON
// has no strings that are not UTF-8.
type entry struct{ Key, ID []byte }

func (t *tx) read(ref driver.Ref) (r record) {
	t.load(records, key(ref.Site, ref.Kind, ref.ID), &r)
	return r
}

func (t *tx) given(ref driver.Ref, key []byte) driver.Record {
	r := t.read(ref)
	return driver.Record{Ref: ref, Revision: r.Revision, Count: r.Count, Doc: driver.Doc{Bytes: r.Doc}, Key: key}
}

// put stores a record and its index entries.
func (t *tx) put(ref driver.Ref, r *record) {
	t.save(records, key(ref.Site, ref.Kind, ref.ID), r)
	for _, k := range r.entries(ref) {
		t.save(indexes, place(ref, k), entry{k.Key, []byte(ref.ID)})
	}
}

// remove deletes a record and its index entries, if there is one.
func (t *tx) remove(ref driver.Ref) {
	old := t.read(ref)
	for _, k := range old.entries(ref) {
		t.note(t.Bucket(indexes).Delete(place(ref, k)))
	}
	t.note(t.Bucket(records).Delete(key(ref.Site, ref.Kind, ref.ID)))
}

// entries returns where a record is found: by its keys, and by its id.
func (r *record) entries(ref driver.Ref) []driver.Key {
	return append(append([]driver.Key{{Key: []byte(ref.ID)}}, r.Keys...), r.Unique...)
}

// place returns the key of an index entry.
func place(ref driver.Ref, k driver.Key) []byte {
	return key(ref.Site, ref.Kind, k.Index, string(k.Key), ref.ID)
}

// owner returns the id of the record that has a unique key.
func (t *tx) owner(ref driver.Ref, k driver.Key) (id string, taken bool) {
	var e entry
	start := key(ref.Site, ref.Kind, k.Index, string(k.Key))
	at, data := t.Bucket(indexes).Cursor().Seek(start)
	if taken = bytes.HasPrefix(at, start); taken {
		t.note(json.Unmarshal(data, &e))
	}
	return string(e.ID), taken
}

// Get implements driver.Store.
func (s *Store) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	list := make([]driver.Record, len(refs))
	return list, s.view(ctx, func(t *tx) {
		for i, ref := range refs {
			list[i] = t.given(ref, nil)
		}
	})
}

// Find implements driver.Store.
func (s *Store) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		var page []driver.Record
		if err := s.view(ctx, func(t *tx) { page = t.page(&q) }); err != nil {
			yield(driver.Record{}, err)
			return
		}
		for _, r := range page { // the transaction is over: the caller may take its time
			if !yield(r, nil) {
				return
			}
		}
	}
}

// page reads a range of the keys of one bucket.
func (t *tx) page(q *driver.Query) (page []driver.Record) {
	index := key(q.Site, q.Kind, q.Index)
	in := func(parts ...string) []byte { return append(bytes.Clone(index), key(parts...)...) }
	from, to := index, beyond(index)
	if q.From != nil {
		from = in(string(q.From))
	}
	if q.To != nil {
		to = in(string(q.To))
	}
	if q.After != nil {
		after := in(string(q.After.Key), q.After.ID)
		if q.Reverse && bytes.Compare(after, to) < 0 {
			to = after
		} else if !q.Reverse && bytes.Compare(after, from) >= 0 {
			from = beyond(after)
		}
	}
	cursor := t.Bucket(indexes).Cursor()
	step := cursor.Next
	at, data := cursor.Seek(from)
	if q.Reverse {
		step = cursor.Prev
		if at, _ = cursor.Seek(to); at == nil {
			at, data = cursor.Last()
		} else {
			at, data = cursor.Prev()
		}
	}
	for at != nil && bytes.Compare(at, from) >= 0 && bytes.Compare(at, to) < 0 && len(page) < within(q.Limit) {
		var e entry
		t.note(json.Unmarshal(data, &e))
		page = append(page, t.given(driver.Ref{Site: q.Site, Kind: q.Kind, ID: string(e.ID)}, e.Key))
		at, data = step()
	}
	return page
}

// beyond returns the first key behind all that begin with a key. Keys end in 1.
func beyond(key []byte) []byte {
	key = bytes.Clone(key)
	key[len(key)-1]++
	return key
}

// within returns the nearest limit that is one.
func within(limit int) int { return min(max(limit, 1), driver.MaxPage) }
