// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// model is the contract in its simplest form: maps and lists.
type model struct {
	docs   map[driver.Ref]modelDoc
	counts map[driver.Ref]modelCount
	log    []driver.Event // of all sites, with Stored
	subs   map[modelName]*modelSub

	batches map[string][]int64 // the receipts of those that were committed
}

type modelDoc struct {
	revision     int64
	doc          string
	keys, unique []driver.Key
}

type modelCount struct{ revision, value int64 }

func newModel() *model {
	return &model{
		docs: make(map[driver.Ref]modelDoc), counts: make(map[driver.Ref]modelCount), subs: make(map[modelName]*modelSub),
		batches: make(map[string][]int64),
	}
}

func (m *model) revision(ref driver.Ref) int64 {
	if d, ok := m.docs[ref]; ok {
		return d.revision
	}
	return m.counts[ref].revision
}

// commit does what Store.Commit should do.
func (m *model) commit(b *driver.Batch) ([]int64, error) {
	for _, c := range b.Checks {
		if m.revision(c.Ref) != c.Revision {
			return nil, fault.Conflict
		}
	}
	for _, w := range b.Writes {
		if m.revision(w.Ref) != w.Expect {
			return nil, fault.Conflict
		}
	}
	counts := make(map[driver.Ref]modelCount)
	var results []int64
	for _, c := range b.Counts {
		now, ok := counts[c.Ref]
		if !ok {
			now = m.counts[c.Ref]
		}
		if now.revision == 0 {
			now.value = c.Start
		}
		next, err := modelStep(c, now.value)
		if err != nil {
			return nil, err
		}
		counts[c.Ref] = modelCount{now.revision + 1, next}
		results = append(results, next)
	}
	if b.Resolve != nil {
		if err := b.Resolve(results); err != nil {
			return nil, err
		}
	}
	docs := make(map[driver.Ref]modelDoc)
	for ref, d := range m.docs {
		docs[ref] = d
	}
	for _, w := range b.Writes {
		delete(docs, w.Ref)
		if !w.Delete {
			docs[w.Ref] = modelDoc{w.Revision, string(w.Doc.(text)), w.Keys, w.Unique}
		}
	}
	if !allUnique(docs) {
		return nil, fault.Exists
	}
	m.docs = docs
	for ref, c := range counts {
		m.counts[ref] = c
	}
	for _, e := range b.Events {
		e.Stored.Bytes = []byte(e.Doc.(text))
		m.log = append(m.log, e)
	}
	m.batches[b.ID] = results
	return results, nil
}

func modelStep(c driver.Count, now int64) (int64, error) {
	next := c.Value
	if c.Set {
		if c.Expect != nil && *c.Expect != now {
			return 0, fault.Conflict
		}
	} else {
		if c.Delta > 0 && now > math.MaxInt64-c.Delta || c.Delta < 0 && now < math.MinInt64-c.Delta {
			return 0, fault.Limit
		}
		next = now + c.Delta
	}
	if (c.Min != 0 || c.Max != 0) && (next < c.Min || next > c.Max) {
		return 0, fault.Limit
	}
	return next, nil
}

func allUnique(docs map[driver.Ref]modelDoc) bool {
	taken := make(map[string]bool)
	for ref, d := range docs {
		for _, u := range d.unique {
			key := ref.Site + "\x00" + ref.Kind + "\x00" + u.Index + "\x00" + string(u.Key)
			if taken[key] {
				return false
			}
			taken[key] = true
		}
	}
	return true
}

// entry is one entry of an index.
type entry struct {
	key, id string
	record  driver.Record
}

func (e entry) compare(key, id string) int {
	return cmp.Or(cmp.Compare(e.key, key), cmp.Compare(e.id, id))
}

// find does what Store.Find should do.
func (m *model) find(q driver.Query) []driver.Record {
	var list []entry
	put := func(key []byte, r driver.Record) {
		if bytes.Compare(key, q.From) >= 0 && (q.To == nil || bytes.Compare(key, q.To) < 0) {
			r.Key = key
			list = append(list, entry{string(key), r.Ref.ID, r})
		}
	}
	for ref, d := range m.docs {
		if ref.Site != q.Site || ref.Kind != q.Kind {
			continue
		}
		r := driver.Record{Ref: ref, Revision: d.revision, Doc: driver.Doc{Bytes: []byte(d.doc)}}
		if q.Index == "" {
			put([]byte(ref.ID), r)
		}
		for _, k := range slices.Concat(d.keys, d.unique) {
			if k.Index == q.Index {
				put(k.Key, r)
			}
		}
	}
	for ref, c := range m.counts {
		if ref.Site == q.Site && ref.Kind == q.Kind && q.Index == "" {
			put([]byte(ref.ID), driver.Record{Ref: ref, Revision: c.revision, Count: c.value})
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return a.compare(b.key, b.id) })
	if q.Reverse {
		slices.Reverse(list)
	}
	if q.After != nil {
		list = slices.DeleteFunc(list, func(e entry) bool {
			c := e.compare(string(q.After.Key), q.After.ID)
			return c == 0 || (c < 0) != q.Reverse
		})
	}
	var records []driver.Record
	for _, e := range list[:min(len(list), q.Limit)] {
		records = append(records, e.record)
	}
	return records
}
