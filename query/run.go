// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"context"
	"iter"
	"slices"
)

// Source is where Run finds records of type T. All fields are required.
type Source[T any] struct {
	// Scan yields the records of a range, in the order of the index, for which
	// match is true. It shows match every record that it reads, once. match may
	// be shown what belongs to the store; it does not change or keep it. An
	// error ends the range.
	Scan func(ctx context.Context, s Scan, match func(T) bool) iter.Seq2[T, error]

	// Values appends the values of a field; see Getter.
	Values func(v T, path string, dst []Value) []Value

	// ID returns what identifies a record.
	ID func(v T) string
}

// Page is the answer to a Query.
type Page[T any] struct {
	Items   []T
	Cursors Cursors
	HasNext bool
	Offset  int
}

// Metadata returns what the platform sends beside the items of a page asked for
// by cursor.
func (p *Page[T]) Metadata() CursorPagingMetadata {
	return CursorPagingMetadata{Count: len(p.Items), Cursors: p.Cursors, HasNext: p.HasNext}
}

// PagingMetadata returns what the platform sends beside the items of a page that
// may have been asked for by offset.
func (p *Page[T]) PagingMetadata() PagingMetadata {
	return PagingMetadata{Count: len(p.Items), Offset: p.Offset, HasNext: p.HasNext, Cursors: p.Cursors}
}

// Run answers a Query with the records of a source. It is a *MissingIndexError
// when every way to do so would have to read more of them than Schema.MaxScan.
func Run[T any](ctx context.Context, q *Query, src Source[T]) (*Page[T], error) {
	found, err := race(ctx, q, src)
	if err != nil {
		return nil, err
	}
	found = found[min(q.Offset, len(found)):]
	more := len(found) > q.Limit
	found = found[:min(q.Limit, len(found))]
	if q.Backward {
		slices.Reverse(found)
	}
	return pageOf(q, found, more), nil
}

// pageOf makes the answer of the records found, in the order of the Query. more
// says whether there are others in the direction of reading.
func pageOf[T any](q *Query, found []entry[T], more bool) *Page[T] {
	page := &Page[T]{Items: make([]T, len(found)), Offset: q.Offset}
	for i := range found {
		page.Items[i] = found[i].value
	}
	if len(found) == 0 {
		return page
	}
	before, behind := q.After != nil, more
	if q.Backward {
		before, behind = more, true
	}
	page.HasNext = behind
	if behind {
		page.Cursors.Next = q.Cursor(found[len(found)-1].at, false)
	}
	if before {
		page.Cursors.Prev = q.Cursor(found[0].at, true)
	}
	return page
}
