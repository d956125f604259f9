// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"context"
	"errors"
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
// when it would have to read more of them than Schema.MaxScan.
func Run[T any](ctx context.Context, q *Query, src Source[T]) (*Page[T], error) {
	var found []entry[T]
	for _, p := range q.Plan() {
		r := runner[T]{q: q, src: src, plan: &p, want: q.Offset + q.Limit + 1, bound: q.lang.schema.MaxScan}
		if p.Probe > 0 {
			r.bound = p.Probe
		}
		err := r.run(ctx)
		if err != nil {
			if errors.Is(err, errTooMany) && p.Probe > 0 {
				continue
			}
			if errors.Is(err, errTooMany) {
				err = q.missing(r.read)
			}
			return nil, err
		}
		found = r.found
		break
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

var errTooMany = errors.New("too many records")

type entry[T any] struct {
	at    Position
	value T
}

// runner carries out one plan.
type runner[T any] struct {
	q     *Query
	src   Source[T]
	plan  *Plan
	want  int // how many matches are enough
	bound int // how many records may be read
	read  int
	found []entry[T] // in the direction of reading

	sorted bool // whether found[:want] is known to be the best so far
	seen   map[string]bool

	current T      // the record that get is about
	get     Getter // r.values, made once
	room    []Value
}

func (r *runner[T]) run(ctx context.Context) error {
	r.get, r.room = r.values, make([]Value, 0, 8)
	switch {
	case len(r.plan.Ranges) == 0:
		return nil
	case r.plan.InMemorySort:
		return r.sort(ctx)
	case len(r.plan.Ranges) == 1:
		for v, err := range r.scan(ctx, r.plan.Ranges[0], r.matches) {
			if err != nil || !r.take(entry[T]{r.position(v), v}) {
				return err
			}
		}
		return nil
	}
	return r.merge(ctx)
}

// scan reads one range and stops with errTooMany beyond the bound.
func (r *runner[T]) scan(ctx context.Context, rg Range, match func(T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		tooMany := false
		for v, err := range r.src.Scan(ctx, r.q.scan(r.plan, rg), func(v T) bool {
			r.read++
			tooMany = tooMany || r.read > r.bound
			return tooMany || match(v)
		}) {
			if err == nil && tooMany {
				err = errTooMany
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// matches is what the plan leaves to be checked.
func (r *runner[T]) matches(v T) bool {
	r.current = v
	return r.plan.Residual.match(r.get, r.room)
}

func (r *runner[T]) position(v T) Position {
	r.current = v
	return r.q.position(r.get, r.src.ID(v), r.room)
}

// values is the Getter of the current record.
func (r *runner[T]) values(path string, dst []Value) []Value {
	if path == r.q.lang.schema.ID {
		return append(dst, Text(r.src.ID(r.current)))
	}
	return r.src.Values(r.current, path, dst)
}

// compare orders positions in the direction of reading.
func (r *runner[T]) compare(a, b Position) int {
	if r.q.Backward {
		return r.q.Compare(b, a)
	}
	return r.q.Compare(a, b)
}

// take adds an entry, unless it is the last one again, and reports whether more
// are wanted.
func (r *runner[T]) take(e entry[T]) bool {
	if n := len(r.found); r.plan.Multi && n > 0 && r.found[n-1].at.ID == e.at.ID {
		return true
	}
	r.found = append(r.found, e)
	return len(r.found) < r.want
}

// merge reads several ranges at once, each in the order of the Query.
func (r *runner[T]) merge(ctx context.Context) error {
	type head struct {
		entry entry[T]
		next  func() (T, error, bool)
	}
	heads := make([]head, 0, len(r.plan.Ranges))
	for _, rg := range r.plan.Ranges {
		next, stop := iter.Pull2(r.scan(ctx, rg, r.matches))
		defer stop()
		v, err, ok := next()
		if err != nil {
			return err
		}
		if ok {
			heads = append(heads, head{entry[T]{r.position(v), v}, next})
		}
	}
	for len(heads) > 0 {
		first := 0
		for i := range heads {
			if r.compare(heads[i].entry.at, heads[first].entry.at) < 0 {
				first = i
			}
		}
		h := &heads[first]
		if !r.take(h.entry) {
			return nil
		}
		v, err, ok := h.next()
		switch {
		case err != nil:
			return err
		case ok:
			h.entry = entry[T]{r.position(v), v}
		default:
			heads = slices.Delete(heads, first, first+1)
		}
	}
	return nil
}

// sort reads all ranges and keeps the first matches that are wanted.
func (r *runner[T]) sort(ctx context.Context) error {
	if r.plan.Multi {
		r.seen = map[string]bool{}
	}
	for _, rg := range r.plan.Ranges {
		for v, err := range r.scan(ctx, rg, r.wanted) {
			if err != nil {
				return err
			}
			r.found = append(r.found, entry[T]{r.position(v), v})
			if len(r.found) >= 2*r.want+100 {
				r.trim()
			}
		}
	}
	r.trim()
	return nil
}

// wanted reports whether a record is one of the first matches found so far.
func (r *runner[T]) wanted(v T) bool {
	if r.seen != nil {
		id := r.src.ID(v)
		if r.seen[id] {
			return false
		}
		r.seen[id] = true
	}
	if !r.matches(v) {
		return false
	}
	if r.q.After == nil && !r.sorted {
		return true
	}
	at := r.position(v)
	if r.q.After != nil && r.compare(at, *r.q.After) <= 0 {
		return false
	}
	return !r.sorted || r.compare(at, r.found[r.want-1].at) < 0
}

func (r *runner[T]) trim() {
	slices.SortFunc(r.found, func(a, b entry[T]) int { return r.compare(a.at, b.at) })
	if len(r.found) >= r.want {
		clear(r.found[r.want:])
		r.found, r.sorted = r.found[:r.want], true
	}
}
