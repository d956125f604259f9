// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"cmp"
	"context"
	"iter"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// firstPage is how many records a range without limit reads at first, unless it
// says so. Whoever wants more than a screenful gets larger pages.
const firstPage = 64

// Range is a part of an index: the keys that begin with Prefix and, counted
// from there, lie between From and To.
type Range struct {
	Index    string    // "": all records, in the order of their ids
	Prefix   []Part    // all keys have these first
	From, To []Part    // from the first that begins with From, up to, not including, those that begin with To; nil: no bound
	Above    bool      // leave out the keys that begin with From
	Through  bool      // take in the keys that begin with To
	Reverse  bool      // from the last to the first
	After    *Position // go on behind this entry, in the direction of reading
	Limit    int       // at most so many; 0: all
	Page     int       // about how many records will be wanted, for the first page that is read; 0: not known
}

// Entry is what Entries yields.
type Entry[T any] struct {
	Value    *T       // the caller's own
	Position Position // where it stands in the index; to go on behind it
}

// Find yields the committed records of a range, in the order of the index and
// then of their ids. It reads page by page: what is changed meanwhile may be
// seen in either state. An error ends it.
func (k *Kind[T, P]) Find(ctx context.Context, r Reader, q Range) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for e, err := range k.Entries(ctx, r, q) {
			if !yield(e.Value, err) {
				return
			}
		}
	}
}

// Entries is Find with the position of each record, for cursors.
func (k *Kind[T, P]) Entries(ctx context.Context, r Reader, q Range) iter.Seq2[Entry[T], error] {
	return k.Select(ctx, r, q, nil)
}

// Select is Entries for the records that match, at most q.Limit of them. match
// is shown records that belong to the store: it must not change or keep them.
func (k *Kind[T, P]) Select(ctx context.Context, r Reader, q Range, match func(*T) bool) iter.Seq2[Entry[T], error] {
	return func(yield func(Entry[T], error) bool) {
		if err := k.check(&q); err != nil {
			yield(Entry[T]{}, err)
			return
		}
		s, tx := r.base(), r.inside()
		if tx != nil {
			if err := tx.readable(); err != nil {
				yield(Entry[T]{}, wrap(k.name, "", err))
				return
			}
		}
		if err := s.Ready(ctx); err != nil {
			yield(Entry[T]{}, err)
			return
		}
		dq, ok := q.query(s.site, k.name)
		if !ok {
			return
		}
		left := q.Limit
		dq.Limit = min(cmp.Or(max(q.Page, 0), left, firstPage), driver.MaxPage)
		for {
			n := 0
			var last Position
			for record, err := range s.driver.Find(ctx, dq) {
				if err != nil {
					yield(Entry[T]{}, wrap(k.name, "", err))
					return
				}
				n++
				last = Position{Key: record.Key, ID: record.Ref.ID}
				if tx != nil {
					tx.remember(&record, false)
				}
				v, err := k.matching(s, &record, match)
				if err != nil {
					yield(Entry[T]{}, err)
					return
				}
				if v == nil {
					continue
				}
				if !yield(Entry[T]{Value: v, Position: last}, nil) {
					return
				}
				if left--; left == 0 {
					return
				}
			}
			if n < dq.Limit {
				return
			}
			dq.After = &last
			if dq.Limit = min(2*dq.Limit, driver.MaxPage); match == nil && left > 0 {
				dq.Limit = min(left, dq.Limit)
			}
		}
	}
}

// matching returns the caller's copy of a record, nil when it does not match.
// What is decoded is not remembered: a search may read more than anybody will
// ask for again.
func (k *Kind[T, P]) matching(s *Store, r *driver.Record, match func(*T) bool) (*T, error) {
	v, err := k.recalled(s, r.Ref.ID, &r.Doc), error(nil)
	own := v == nil && r.Doc.Value == nil
	if v == nil {
		v, err = k.shared(r.Ref.ID, &r.Doc)
	}
	if err != nil || match != nil && !match(v) {
		return nil, err
	}
	if !own {
		v = P(v).Clone()
	}
	return v, nil
}

// check returns an error when the kind does not have the range's index.
func (k *Kind[T, P]) check(q *Range) error {
	if q.Index != "" {
		_, err := k.indexOf(q.Index)
		return err
	}
	if len(q.Prefix) > 0 || len(q.From) > 1 || len(q.To) > 1 {
		return &fault.Error{Kind: k.name, Class: fault.Internal, Message: "ids are one Text"}
	}
	return nil
}

// query translates the range for the driver. It is not ok when nothing can be
// in the range.
func (q *Range) query(site, kind string) (dq driver.Query, ok bool) {
	dq = driver.Query{Site: site, Kind: kind, Index: q.Index, Reverse: q.Reverse, After: q.After}
	if q.Index == "" {
		dq.From, dq.To = q.ids()
		return dq, true
	}
	prefix := Key(q.Prefix...)
	prefix = prefix[:len(prefix):len(prefix)]
	dq.From = appendKey(prefix, q.From)
	if q.Above && len(q.From) > 0 {
		if dq.From = beyond(dq.From); dq.From == nil {
			return dq, false
		}
	}
	switch {
	case len(q.To) == 0:
		dq.To = beyond(prefix)
	case q.Through:
		dq.To = beyond(appendKey(prefix, q.To))
	default:
		dq.To = appendKey(prefix, q.To)
	}
	return dq, true
}

// ids returns the bounds of a range of ids, which stand in their index as they
// are.
func (q *Range) ids() (from, to []byte) {
	if len(q.From) > 0 {
		from = []byte(q.From[0].s)
		if q.Above {
			from = append(from, 0)
		}
	}
	if len(q.To) > 0 {
		to = append([]byte{}, q.To[0].s...)
		if q.Through {
			to = append(to, 0)
		}
	}
	return from, to
}
