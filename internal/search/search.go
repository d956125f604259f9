// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package search answers queries of package query with the records of a
// store.Kind.
package search

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// Values appends the values that a record has in a field to dst: none when the
// field is missing or empty. See query.Getter. The record belongs to the store:
// it is neither changed nor kept.
type Values[T any] func(v *T, path string, dst []query.Value) []query.Value

// Run returns the page that q asks for. Every index of the query's Schema must be
// one of the kind's, its parts made of the same fields in the same order: texts
// by store.Text (folded by query.Fold where the field ignores case), numbers by
// store.Int, moments by store.Time, booleans by store.Bool.
func Run[T any, P store.Entity[T]](ctx context.Context, r store.Reader, k *store.Kind[T, P], q *query.Query, values Values[T]) (*query.Page[*T], error) {
	return query.Run(ctx, q, query.Source[*T]{
		Values: values,
		ID:     func(v *T) string { return P(v).RecordID() },
		Scan: func(ctx context.Context, s query.Scan, match func(*T) bool) iter.Seq2[*T, error] {
			return func(yield func(*T, error) bool) {
				for e, err := range k.Select(ctx, r, rangeOf(s), match) {
					if !yield(e.Value, err) {
						return
					}
				}
			}
		},
	})
}

// rangeOf says what to read in terms of the store.
func rangeOf(s query.Scan) store.Range {
	r := store.Range{
		Index: s.Index, Prefix: parts(s.Fields, s.Range.Prefix),
		Above: s.Range.Above, Through: s.Range.Through, Reverse: s.Reverse, Page: s.Want,
	}
	if s.Index == "" && len(r.Prefix) > 0 { // ids have no prefix: they are keys as they are
		r.From, r.To, r.Through, r.Prefix = r.Prefix, r.Prefix, true, nil
	}
	next := len(s.Range.Prefix)
	if s.Range.From != nil {
		r.From = []store.Part{part(s.Fields[next], *s.Range.From)}
	}
	if s.Range.To != nil {
		r.To = []store.Part{part(s.Fields[next], *s.Range.To)}
	}
	switch {
	case s.After == nil:
	case s.Index == "": // the key of all records is the id itself
		r.After = &store.Position{Key: []byte(s.After.ID), ID: s.After.ID}
	default:
		r.After = &store.Position{Key: store.Key(parts(s.Fields, s.After.Values)...), ID: s.After.ID}
	}
	return r
}

func parts(fields []*query.Field, vs []query.Value) []store.Part {
	out := make([]store.Part, len(vs))
	for i, v := range vs {
		out[i] = part(fields[i], v)
	}
	return out
}

// part returns what stands in an index for a value of a field, or for none.
func part(f *query.Field, v query.Value) store.Part {
	switch f.Type {
	case query.TypeNumber:
		n, _ := v.Int()
		return store.Int(n)
	case query.TypeTime:
		return store.Time(v.Time())
	case query.TypeBool:
		return store.Bool(v.Bool())
	default:
		return store.Text(v.Text())
	}
}
