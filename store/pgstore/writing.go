// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"encoding/hex"
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// writing is the second part of a commit, as arguments of ecom_write.
type writing struct {
	writes []*driver.Write // in the order in which everybody writes
	docs   [][]byte
	ends   []int32 // how many entries there are up to a write

	// Entries in indexes, by the number of the write.
	owners []int32
	keys   []driver.Key
	single []bool

	events    []driver.Event
	eventDocs [][]byte
	sites     []string // of the events
}

// newWriting encodes what a batch writes.
func newWriting(b *driver.Batch) (*writing, error) {
	w := &writing{events: b.Events}
	for i := range b.Writes {
		w.writes = append(w.writes, &b.Writes[i])
	}
	slices.SortStableFunc(w.writes, func(a, b *driver.Write) int { return compare(a.Ref, b.Ref) })
	for i, x := range w.writes {
		var doc []byte
		if !x.Delete {
			var err error
			if doc, err = x.Doc.Encode(); err != nil {
				return nil, err
			}
			doc = some(doc)
			w.add(int32(i)+1, x.Keys, false)  //nolint:gosec // a batch does not have that many
			w.add(int32(i)+1, x.Unique, true) //nolint:gosec // as above
		}
		w.docs = append(w.docs, doc)
		w.ends = append(w.ends, int32(len(w.keys))) //nolint:gosec // as above
	}
	for i := range b.Events {
		doc, err := b.Events[i].Doc.Encode()
		if err != nil {
			return nil, err
		}
		w.eventDocs = append(w.eventDocs, some(doc))
		if !slices.Contains(w.sites, b.Events[i].Site) {
			w.sites = append(w.sites, b.Events[i].Site)
		}
	}
	return w, nil
}

func (w *writing) add(owner int32, keys []driver.Key, single bool) {
	for _, key := range keys {
		w.owners = append(w.owners, owner)
		w.keys = append(w.keys, key)
		w.single = append(w.single, single)
	}
}

// index returns the index that entry i is in.
func (w *writing) index(i int) space {
	ref := &w.writes[w.owners[i]-1].Ref
	return space{ref.Site, ref.Kind, w.keys[i].Index}
}

// need adds the names of what is written to a catalog.
func (w *writing) need(c *catalog) {
	for i := range w.keys {
		c.spaces[w.index(i)] = 0
	}
	for _, site := range w.sites {
		c.sites[site] = 0
	}
}

// args returns the arguments of ecom_write.
func (w *writing) args(names *catalog) []any {
	n, m, k := len(w.writes), len(w.events), len(w.keys)
	places, ids, expects, revisions := make([]int32, n), make([][]byte, n), make([]int64, n), make([]int64, n)
	begins := make([]int32, n)
	for i, x := range w.writes {
		places[i], ids[i], expects[i] = names.spaces[space{x.Ref.Site, x.Ref.Kind, ""}], []byte(x.Ref.ID), x.Expect
		if !x.Delete {
			revisions[i] = x.Revision
		}
		if i > 0 {
			begins[i] = w.ends[i-1]
		}
	}
	keys, indexes := make([][]byte, k), make([]int32, k)
	for i := range w.keys {
		keys[i], indexes[i] = some(w.keys[i].Key), names.spaces[w.index(i)]
	}
	lists := make([]int32, 0, len(w.sites))
	for _, site := range w.sites {
		lists = append(lists, hash(site))
	}
	slices.Sort(lists)
	eSites, eIDs, eKeys, eTypes := make([]int32, m), make([][]byte, m), make([][]byte, m), make([][]byte, m)
	sequences, times := make([]int64, m), make([]time.Time, m)
	for i := range w.events {
		e := &w.events[i]
		eSites[i], eIDs[i], eKeys[i], eTypes[i] = names.sites[e.Site], []byte(e.ID), []byte(e.Key), []byte(e.Type)
		sequences[i], times[i] = e.Sequence, e.Time
	}
	return []any{
		places, ids, expects, revisions, some(w.docs), begins, some(w.ends),
		some(w.owners), indexes, keys, some(w.single),
		lists, eSites, eIDs, eKeys, sequences, eTypes, times, some(w.eventDocs),
	}
}

// taken returns the error for the entry number n, whose key another record
// has.
func (w *writing) taken(n int, owner string) error {
	id, err := hex.DecodeString(owner)
	if n < 1 || n > len(w.keys) || err != nil {
		return fault.Exists
	}
	return &driver.UniqueError{Ref: w.writes[w.owners[n-1]-1].Ref, Index: w.keys[n-1].Index, Taken: string(id)}
}
