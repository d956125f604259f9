// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/store/driver"
)

// Find implements driver.Store.
func (s *Store) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		records, err := s.page(ctx, &q)
		if err != nil {
			yield(driver.Record{}, err)
			return
		}
		for i := range records {
			if !yield(records[i], nil) {
				return
			}
		}
	}
}

// page reads what Find yields.
func (s *Store) page(ctx context.Context, q *driver.Query) ([]driver.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	st := s.sites[q.Site]
	if st == nil || st.kinds[q.Kind] == nil {
		return nil, nil
	}
	k := st.kinds[q.Kind]
	if q.Index == "" && k.index[""] == nil {
		s.mu.RUnlock()
		s.mu.Lock()
		k.build("")
		s.mu.Unlock()
		s.mu.RLock()
		if s.closed {
			return nil, errClosed
		}
	}
	t := k.index[q.Index]
	if t == nil {
		return nil, nil
	}
	limit := within(q.Limit)
	var records []driver.Record
	for it := range t.scan(q) {
		if records == nil {
			records = make([]driver.Record, 0, min(limit, t.size))
		}
		records = append(records, driver.Record{
			Ref:      driver.Ref{Site: q.Site, Kind: q.Kind, ID: it.rec.id},
			Revision: it.rec.revision, Doc: driver.Doc{Value: it.rec.value}, Count: it.rec.count, Key: []byte(it.key),
		})
		if len(records) == limit {
			break
		}
	}
	return records, nil
}

// build makes an index from the records, unless it is there. That of all
// records, "", is made when it is asked for and kept from then on, so a kind
// that is never listed does not pay for it.
func (k *kind) build(index string) {
	if k.index[index] != nil {
		return
	}
	var items []item
	for id, rec := range k.records {
		if index == "" {
			items = append(items, item{id, rec})
			continue
		}
		for _, p := range rec.keys {
			if p.index == index {
				items = append(items, item{p.key, rec})
			}
		}
	}
	slices.SortFunc(items, func(a, b item) int { return a.compare(b.key, b.rec.id) })
	t := new(tree)
	for _, it := range items {
		t.insert(it)
	}
	k.index[index] = t
}

// scan yields the items of a query's range in its direction.
func (t *tree) scan(q *driver.Query) iter.Seq[item] {
	from, to := string(q.From), string(q.To)
	if q.Reverse {
		return func(yield func(item) bool) {
			p := place{len(t.leaves), 0}
			if q.To != nil {
				p = t.find(to, "")
			}
			if q.After != nil {
				key := string(q.After.Key)
				if q.To == nil || key < to {
					p = t.find(key, q.After.ID)
				}
			}
			for {
				it, before, ok := t.prev(p)
				if !ok || strings.Compare(it.key, from) < 0 || !yield(it) {
					return
				}
				p = before
			}
		}
	}
	return func(yield func(item) bool) {
		p := t.find(from, "")
		if q.After != nil {
			if key := string(q.After.Key); key >= from {
				p = t.find(key, q.After.ID)
				if it, behind, ok := t.next(p); ok && it.compare(key, q.After.ID) == 0 {
					p = behind
				}
			}
		}
		for {
			it, behind, ok := t.next(p)
			if !ok || q.To != nil && it.key >= to || !yield(it) {
				return
			}
			p = behind
		}
	}
}
