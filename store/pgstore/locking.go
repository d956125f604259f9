// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// locking is the first part of a commit, as arguments of ecom_lock.
type locking struct {
	batch  []byte
	rows   []row
	counts []numbered

	buckets []int32
	alone   []bool
}

// row is a record to be locked.
type row struct {
	ref      driver.Ref
	revision int64 // that it must have
	write    bool  // it is going to be changed
}

// numbered is a count and its place in the batch.
type numbered struct {
	*driver.Count
	at int
}

func newLocking(b *driver.Batch) locking {
	l := locking{batch: []byte(b.ID)}
	for i := range b.Counts {
		l.counts = append(l.counts, numbered{&b.Counts[i], i})
	}
	slices.SortStableFunc(l.counts, func(a, b numbered) int { return compare(a.Ref, b.Ref) })
	for _, c := range b.Checks {
		l.rows = append(l.rows, row{c.Ref, c.Revision, false})
	}
	for i := range b.Writes {
		l.rows = append(l.rows, row{b.Writes[i].Ref, b.Writes[i].Expect, true})
	}
	// Of a record that is checked and written, the lock for writing comes
	// first: nobody can get that who has the other one, if two try.
	slices.SortStableFunc(l.rows, func(a, b row) int {
		if c := compare(a.ref, b.ref); c != 0 || a.write == b.write {
			return c
		}
		if a.write {
			return -1
		}
		return 1
	})
	l.reserve()
	return l
}

// compare is the one order in which everybody locks.
func compare(a, b driver.Ref) int {
	return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}

// buckets is how many locks stand for the names of records that don't exist.
// A transaction may hold all of them.
const buckets = 256

// reserve makes sure that what must not exist does not come into being
// meanwhile: who makes a record, or a count, shares the bucket of its name;
// who relies on there being none has it alone. That two make the same one the
// primary key prevents.
func (l *locking) reserve() {
	var alone [buckets]int8
	note := func(ref driver.Ref, how int8) {
		at := uint32(hash(ref.Site, ref.Kind, ref.ID)) % buckets //nolint:gosec // any bits will do
		alone[at] = max(alone[at], how)
	}
	for _, r := range l.rows {
		switch {
		case r.revision != 0:
		case r.write:
			note(r.ref, 1)
		default:
			note(r.ref, 2)
		}
	}
	for _, c := range l.counts {
		note(c.Ref, 1)
	}
	for i, how := range alone {
		if how > 0 {
			l.buckets, l.alone = append(l.buckets, int32(i)), append(l.alone, how == 2)
		}
	}
}

// hash returns a number for the names of something, the same in every process.
func hash(names ...string) int32 {
	h := fnv.New32a()
	for _, name := range names {
		_, _ = h.Write(strconv.AppendInt(nil, int64(len(name)), 10))
		_, _ = h.Write([]byte(name))
	}
	return int32(h.Sum32()) //nolint:gosec // any bits will do
}

// need adds the names of what is locked to a catalog.
func (l *locking) need(c *catalog) {
	for i := range l.rows {
		c.spaces[space{l.rows[i].ref.Site, l.rows[i].ref.Kind, ""}] = 0
	}
	for i := range l.counts {
		c.spaces[space{l.counts[i].Ref.Site, l.counts[i].Ref.Kind, ""}] = 0
	}
}

// args returns the arguments of ecom_lock.
func (l *locking) args(names *catalog) []any {
	number := func(ref *driver.Ref) int32 { return names.spaces[space{ref.Site, ref.Kind, ""}] }
	n, m := len(l.rows), len(l.counts)
	spaces, ids, revisions, writes := make([]int32, n), make([][]byte, n), make([]int64, n), make([]bool, n)
	for i := range l.rows {
		r := &l.rows[i]
		spaces[i], ids[i], revisions[i], writes[i] = number(&r.ref), []byte(r.ref.ID), r.revision, r.write
	}
	places, cSpaces, cIDs, cStarts := make([]int32, m), make([]int32, m), make([][]byte, m), make([]int64, m)
	lows, highs, sets, values := make([]int64, m), make([]int64, m), make([]bool, m), make([]int64, m)
	for i, c := range l.counts {
		places[i] = int32(c.at) + 1 //nolint:gosec // a batch does not have that many
		cSpaces[i], cIDs[i], cStarts[i] = number(&c.Ref), []byte(c.Ref.ID), c.Start
		lows[i], highs[i] = room(c.Count)
		sets[i], values[i] = c.Set, c.Delta
		if c.Set {
			values[i] = c.Value
		}
	}
	return []any{
		l.batch, some(l.buckets), some(l.alone), spaces, ids, revisions, writes,
		places, cSpaces, cIDs, cStarts, lows, highs, sets, values,
	}
}

// room returns between which values a count can change as it is to. When
// there are none, low is above high.
func room(c *driver.Count) (low, high int64) {
	low, high = math.MinInt64, math.MaxInt64 // of the result, at first
	if c.Min != 0 || c.Max != 0 {
		low, high = c.Min, c.Max
	}
	switch {
	case c.Set && (c.Value < low || c.Value > high):
		return 1, 0
	case c.Set && c.Expect != nil:
		return *c.Expect, *c.Expect
	case c.Set:
		return math.MinInt64, math.MaxInt64
	case c.Delta >= 0:
		low = max(low, math.MinInt64+c.Delta)
	default:
		high = min(high, math.MaxInt64+c.Delta)
	}
	if low > high {
		return 1, 0
	}
	return low - c.Delta, high - c.Delta
}

// conflict returns the error for row number n, which has another revision.
func (l *locking) conflict(n int, have string) error {
	revision, err := strconv.ParseInt(have, 10, 64)
	if n < 1 || n > len(l.rows) || err != nil {
		return fault.Conflict
	}
	r := l.rows[n-1]
	return &driver.ConflictError{Ref: r.ref, Want: r.revision, Have: revision}
}

// bound returns the error for count number n, which can't change.
func (l *locking) bound(n int, have string) error {
	value, err := strconv.ParseInt(have, 10, 64)
	if n < 1 || n > len(l.counts) || err != nil {
		return fault.Conflict
	}
	if _, err := l.counts[n-1].Apply(value); err != nil {
		return err
	}
	return fault.Conflict // it was another value when it was tried
}
