// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
)

var (
	errTooMany = errors.New("too many records")
	errStopped = errors.New("another plan was faster")
)

// minTurn is how many records a plan reads at least before it is the turn of
// the next one.
const minTurn = 100

// race carries out the plans of a Query in turns, a page or so of records each,
// until one has the answer. How much each has to read shows only then: this way
// it is at most a few times what the best of them reads.
func race[T any](ctx context.Context, q *Query, src Source[T]) ([]entry[T], error) {
	plans := q.Plan()
	want := q.Offset + q.Limit + 1
	if len(plans) == 1 {
		r := runner[T]{q: q, src: src, plan: &plans[0], want: want}
		if err := r.run(ctx); err != nil {
			if errors.Is(err, errTooMany) {
				err = q.missing(r.read)
			}
			return nil, err
		}
		return r.found, nil
	}
	type racer struct {
		*runner[T]
		next func() (struct{}, bool)
	}
	racers := make([]racer, len(plans))
	for i := range plans {
		r := &runner[T]{q: q, src: src, plan: &plans[i], want: want, turn: cmp.Or(q.turn, max(minTurn, want))}
		next, stop := iter.Pull(r.turns(ctx))
		defer stop()
		racers[i] = racer{r, next}
	}
	read := 0
	for len(racers) > 0 {
		for i := 0; i < len(racers); i++ {
			r := racers[i]
			if _, more := r.next(); more {
				continue
			}
			if !errors.Is(r.err, errTooMany) {
				return r.found, r.err
			}
			read += r.read
			racers = slices.Delete(racers, i, i+1)
			i--
		}
	}
	return nil, q.missing(read)
}

type entry[T any] struct {
	at    Position
	value T
}

// runner carries out one plan.
type runner[T any] struct {
	q     *Query
	src   Source[T]
	plan  *Plan
	want  int         // how many matches are enough
	turn  int         // pause after so many records; 0: never
	pause func() bool // reports whether to go on
	read  int
	found []entry[T] // in the direction of reading
	err   error      // after the last turn

	until  *Position       // how far the range is read that is advanced; nil: to its next match
	least  int             // but at least until so many records were read
	sorted bool            // whether found[:want] is known to be the best so far
	past   bool            // whether what the range still has can't be better
	seen   map[string]bool // matches of which there may be others, by id

	current T      // the record that get is about
	get     Getter // r.values, made once
	room    []Value
}

// turns yields whenever it is time to pause, and ends when the plan is carried
// out: then found and err say how.
func (r *runner[T]) turns(ctx context.Context) iter.Seq[struct{}] {
	return func(yield func(struct{}) bool) {
		r.pause = func() bool { return yield(struct{}{}) }
		r.err = r.run(ctx)
	}
}

func (r *runner[T]) run(ctx context.Context) error {
	r.get, r.room = r.values, make([]Value, 0, 8)
	ranges := 0
	for i := range r.plan.Parts {
		ranges += len(r.plan.Parts[i].Ranges)
	}
	if r.plan.InMemorySort {
		return r.sort(ctx, ranges)
	}
	return r.merge(ctx, ranges)
}

// step is what the scan of a range comes to: a record that is wanted, or one at
// which to look around, at the end of a turn or far enough in the range.
type step[T any] struct {
	value  T
	wanted bool
}

// scan reads one range and stops with errTooMany beyond the bound.
func (r *runner[T]) scan(ctx context.Context, s Scan, want func(T) bool) iter.Seq2[step[T], error] {
	return func(yield func(step[T], error) bool) {
		var wanted, tooMany bool
		for v, err := range r.src.Scan(ctx, s, func(v T) bool {
			r.read++
			tooMany = r.read > r.q.lang.schema.MaxScan
			wanted = !tooMany && want(v)
			return wanted || tooMany || r.past || r.turn > 0 && r.read%r.turn == 0 || r.beyond(v)
		}) {
			if err == nil && tooMany {
				err = errTooMany
			}
			if !yield(step[T]{v, wanted}, err) || err != nil {
				return
			}
		}
	}
}

// rest lets the other plans have their turn, when it is time.
func (r *runner[T]) rest() error {
	if r.turn > 0 && r.read%r.turn == 0 && !r.pause() {
		return errStopped
	}
	return nil
}

// matches reports whether a record satisfies what a part leaves to be checked.
func (r *runner[T]) matches(part *Part, v T) bool {
	r.current = v
	return part.Residual.match(r.get, r.room)
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
	if n := len(r.found); r.plan.Repeats && n > 0 && r.found[n-1].at.ID == e.at.ID {
		return true
	}
	r.found = append(r.found, e)
	return len(r.found) < r.want
}

// head is where a range stands that is merged with others.
type head[T any] struct {
	entry entry[T] // the next one, or one that does not match
	match bool     // whether it matches: if not, all that do come behind it
	next  func() (step[T], error, bool)
}

// advance goes on to the next match, or as far as the place until. It is false
// at the end of the range.
func (h *head[T]) advance(r *runner[T], until *Position) (bool, error) {
	r.until, r.least = until, r.read+lookahead
	for {
		s, err, ok := h.next()
		if err != nil || !ok {
			return false, err
		}
		if h.match = s.wanted; s.wanted || r.beyond(s.value) {
			h.entry = entry[T]{r.position(s.value), s.value}
			return true, r.rest()
		}
		if err := r.rest(); err != nil {
			return false, err
		}
	}
}

// lookahead is how many records of a range without match are read at a time.
const lookahead = 8

// nowhere is a place before all others.
var nowhere = new(Position)

// beyond reports whether a record stands behind the place up to which a range
// is read.
func (r *runner[T]) beyond(v T) bool {
	return r.until != nil && r.read >= r.least && (r.until == nowhere || r.compare(r.position(v), *r.until) > 0)
}

// merge reads several ranges at once, each in the order of the Query. None is
// read much farther than the others, since it may have no match at all.
func (r *runner[T]) merge(ctx context.Context, ranges int) error {
	heads := make([]*head[T], 0, ranges)
	for i := range r.plan.Parts {
		part := &r.plan.Parts[i]
		match := func(v T) bool { return r.matches(part, v) }
		for _, rg := range part.Ranges {
			next, stop := iter.Pull2(r.scan(ctx, r.q.scan(r.plan, part, rg, r.share(part, ranges)), match))
			defer stop()
			h := &head[T]{next: next}
			var until *Position
			if ranges > 1 {
				until = nowhere
			}
			ok, err := h.advance(r, until)
			if err != nil {
				return err
			}
			if ok {
				heads = append(heads, h)
			}
		}
	}
	for len(heads) > 0 {
		first, second := r.leaders(heads)
		h := heads[first]
		if h.match && !r.take(h.entry) {
			return nil
		}
		var until *Position
		if second >= 0 {
			until = &heads[second].entry.at
		}
		ok, err := h.advance(r, until)
		if err != nil {
			return err
		}
		if !ok {
			heads = slices.Delete(heads, first, first+1)
		}
	}
	return nil
}

// leaders returns the head that is before all others, and the one that is before
// all but that; -1 when there is but one.
func (r *runner[T]) leaders(heads []*head[T]) (first, second int) {
	second = -1
	for i := 1; i < len(heads); i++ {
		at := heads[i].entry.at
		switch {
		case r.compare(at, heads[first].entry.at) < 0:
			first, second = i, first
		case second < 0 || r.compare(at, heads[second].entry.at) < 0:
			second = i
		}
	}
	return first, second
}

// share returns about how many records one of several ranges in order will be
// read for: its share, and some more where not all of them match.
func (r *runner[T]) share(part *Part, ranges int) int {
	n := r.want
	if ranges > 1 {
		n = n/ranges + 1
	}
	if part.Residual.Op != 0 {
		n += n / 8
	}
	return n
}

// sort reads all ranges and keeps the first matches that are wanted.
func (r *runner[T]) sort(ctx context.Context, ranges int) error {
	if r.plan.Repeats {
		r.seen = map[string]bool{}
	}
	page := 0
	if r.plan.Lead > 0 {
		page = r.want
	}
	if r.turn > 0 {
		page = r.turn / ranges
	}
	for i := range r.plan.Parts {
		part := &r.plan.Parts[i]
		for _, rg := range part.Ranges {
			if err := r.keep(ctx, part, rg, page); err != nil {
				return err
			}
		}
	}
	r.trim()
	return nil
}

// keep keeps what is wanted of one range.
func (r *runner[T]) keep(ctx context.Context, part *Part, rg Range, page int) error {
	r.past = false
	want := func(v T) bool { return r.wanted(part, v) }
	for s, err := range r.scan(ctx, r.q.scan(r.plan, part, rg, page), want) {
		if err != nil {
			return err
		}
		if r.past {
			return nil
		}
		if s.wanted {
			r.found = append(r.found, entry[T]{r.position(s.value), s.value})
			if n := len(r.found); n >= 2*r.want+100 || n >= r.want && !r.sorted && r.plan.Lead > 0 {
				r.trim()
			}
		}
		if err := r.rest(); err != nil {
			return err
		}
	}
	return nil
}

// wanted reports whether a record is one of the first matches found so far.
func (r *runner[T]) wanted(part *Part, v T) bool {
	if r.plan.Lead > 0 && r.sorted && r.leads(v) {
		r.past = true
		return false
	}
	if !r.matches(part, v) {
		return false
	}
	if r.seen != nil {
		id := r.src.ID(v)
		if r.seen[id] {
			return false
		}
		r.seen[id] = true
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

// leads reports whether a record, and so all behind it, comes after what is
// wanted by the fields alone that the ranges have the order of.
func (r *runner[T]) leads(v T) bool {
	at, last := r.position(v), r.found[r.want-1].at
	for i, o := range r.q.Sort[:r.plan.Lead] {
		if c := Compare(at.Values[i], last.Values[i]); c != 0 {
			return (c > 0) == (o.Desc == r.q.Backward)
		}
	}
	return false
}

func (r *runner[T]) trim() {
	slices.SortFunc(r.found, func(a, b entry[T]) int { return r.compare(a.at, b.at) })
	if len(r.found) >= r.want {
		clear(r.found[r.want:])
		r.found, r.sorted = r.found[:r.want], true
	}
}
