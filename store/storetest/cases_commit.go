// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func commitCases() []testCase {
	return []testCase{
		{"expect-revision", "a put demands the revision it expects, else fault.Conflict", expectRevision},
		{"expect-absent", "a put that expects 0 demands that the record does not exist, else fault.Conflict", expectAbsent},
		{"expect-delete", "a deletion demands the revision it expects, else fault.Conflict", expectDelete},
		{"check-revision", "a check demands a revision, of counts too, else fault.Conflict", checkRevision},
		{"check-absent", "a check of revision 0 demands that the record does not exist, else fault.Conflict", checkAbsent},
		{"check-state-before", "checks and expectations speak of the state before the batch", checkStateBefore},
		{"all-or-nothing", "a batch that fails, for whatever reason, changes nothing", allOrNothing},
		{"failed-then-good", "a batch that failed does not stand in the way of the next one", failedThenGood},
	}
}

func expectRevision(k *kit) {
	k.do(writes(create("a", "A", key(by, "1"))))
	k.do(writes(change("a", 1, "AA", key(by, "2"))))
	for _, revision := range []int64{1, 3, 99} {
		k.refused("with a stale revision", writes(change("a", revision, "B", key(by, "3"))), fault.Conflict)
	}
	k.refused("of a missing record with a revision", writes(change("x", 1, "X")), fault.Conflict)
	k.do(writes(change("a", 2, "AAA", key(by, "4"))))
	want(k, "Get()", k.show(thing("a")), "a@3=AAA")
}

func expectAbsent(k *kit) {
	k.do(writes(create("a", "A")))
	k.refused("of a record that is there already", writes(create("a", "B")), fault.Conflict)
	k.do(writes(erase("a", 1)))
	k.do(writes(create("a", "C")))
	want(k, "Get()", k.show(thing("a")), "a@1=C")
}

func expectDelete(k *kit) {
	k.do(writes(create("a", "A", key(by, "1")), create("b", "B")))
	k.do(writes(change("a", 1, "AA", key(by, "1"))))
	k.refused("of a deletion with a stale revision", writes(erase("a", 1)), fault.Conflict)
	k.refused("of a deletion of what is not there", writes(erase("x", 1)), fault.Conflict)
	k.do(writes(erase("a", 2)))
	k.refused("of a second deletion", writes(erase("a", 2)), fault.Conflict)
	want(k, "Get()", k.show(thing("a"), thing("b")), "a@none b@1=B")
}

func checkRevision(k *kit) {
	k.do(&driver.Batch{Writes: []driver.Write{create("a", "A")}, Counts: []driver.Count{add("n", 5)}})
	k.do(writes(change("a", 1, "AA")))
	with := func(ref driver.Ref, revision int64) *driver.Batch {
		k.batches++
		return &driver.Batch{
			Checks: []driver.Check{{Ref: ref, Revision: revision}},
			Writes: []driver.Write{create(name("new", k.batches), "N")},
		}
	}
	k.refused("with a check of an old revision", with(thing("a"), 1), fault.Conflict)
	k.refused("with a check of a later revision", with(thing("a"), 3), fault.Conflict)
	k.refused("with a check of a record that is missing", with(thing("x"), 1), fault.Conflict)
	k.refused("with a check of a count's old revision", with(number("n"), 2), fault.Conflict)
	if err := k.try(with(thing("a"), 2)); err != nil {
		k.Errorf("Commit() with a check that holds = %v", err)
	}
	if err := k.try(with(number("n"), 1)); err != nil {
		k.Errorf("Commit() with a check of a count that holds = %v", err)
	}
	want(k, "Get()", k.show(thing("a"), number("n")), "a@2=AA n@1=5")
}

func checkAbsent(k *kit) {
	k.do(writes(create("a", "A")))
	k.refused("with a check that a record is missing that is not", &driver.Batch{
		Checks: []driver.Check{{Ref: thing("a")}}, Writes: []driver.Write{create("b", "B")},
	}, fault.Conflict)
	k.do(&driver.Batch{Checks: []driver.Check{{Ref: thing("x")}, {Ref: number("n")}}, Writes: []driver.Write{create("b", "B")}})
	k.do(writes(erase("a", 1)))
	k.do(&driver.Batch{Checks: []driver.Check{{Ref: thing("a")}}, Writes: []driver.Write{create("c", "C")}})
}

func checkStateBefore(k *kit) {
	k.do(writes(create("a", "A")))
	k.do(&driver.Batch{
		Checks: []driver.Check{{Ref: thing("a"), Revision: 1}, {Ref: thing("b")}, {Ref: number("n")}},
		Counts: []driver.Count{add("n", 1)},
		Writes: []driver.Write{create("b", "B"), change("a", 1, "AA")},
	})
	want(k, "Get()", k.show(thing("a"), thing("b"), number("n")), "a@2=AA b@1=B n@1=1")
	k.refused("with a check of a revision that the batch itself makes", &driver.Batch{
		Checks: []driver.Check{{Ref: thing("a"), Revision: 3}}, Writes: []driver.Write{change("a", 2, "AAA")},
	}, fault.Conflict)
}

// full returns a batch that touches everything.
func (k *kit) full() *driver.Batch {
	return &driver.Batch{
		Checks: []driver.Check{{Ref: thing("checked"), Revision: 1}},
		Counts: []driver.Count{add("n", 1), add("fresh", 1), {Ref: number("n"), Set: true, Value: 50}},
		Writes: []driver.Write{
			create("new", "new", key(by, "2"), key(code, "new")),
			change("old", 1, "changed", key(by, "3"), key(code, "changed")),
			erase("gone", 1),
		},
		Events: []driver.Event{k.event("old", 1, "changed")},
	}
}

func allOrNothing(k *kit) {
	k.do(&driver.Batch{
		Counts: []driver.Count{add("n", 5)},
		Writes: []driver.Write{
			create("checked", "checked"), create("old", "old", key(by, "1"), key(code, "old")),
			create("gone", "gone", key(by, "1"), key(code, "gone")), create("other", "other", key(code, "taken")),
		},
	})
	k.claim("s")
	broken := errors.New("resolve failed")
	for _, c := range []struct {
		why   string
		class fault.Class
		spoil func(b *driver.Batch)
	}{
		{"with a check that fails", fault.Conflict, func(b *driver.Batch) { b.Checks = append(b.Checks, driver.Check{Ref: thing("other")}) }},
		{"with a last write that fails", fault.Conflict, func(b *driver.Batch) { b.Writes = append(b.Writes, create("other", "x")) }},
		{"with a last deletion that fails", fault.Conflict, func(b *driver.Batch) { b.Writes = append(b.Writes, erase("other", 9)) }},
		{"with a count out of bounds", fault.Limit, func(b *driver.Batch) {
			b.Counts = append(b.Counts, driver.Count{Ref: number("n"), Delta: 1, Max: 50})
		}},
		{"with a count of another value", fault.Conflict, func(b *driver.Batch) {
			six := int64(6)
			b.Counts = append(b.Counts, driver.Count{Ref: number("n"), Set: true, Expect: &six})
		}},
		{"with a unique key that is taken", fault.Exists, func(b *driver.Batch) {
			b.Writes = append(b.Writes, create("last", "x", key(code, "taken")))
		}},
		{"with a Resolve that fails", 0, func(b *driver.Batch) { b.Resolve = func([]int64) error { return broken } }},
	} {
		b := k.full()
		c.spoil(b)
		if c.class != 0 {
			k.refused(c.why, b, c.class)
		} else {
			before := k.dump()
			if err := k.try(b); !errors.Is(err, broken) {
				k.Errorf("Commit() %s = %v, want its error", c.why, err)
			}
			want(k, "the state after Commit() "+c.why, k.dump(), before)
		}
		want(k, "the number of events after Commit() "+c.why, len(k.claim("s")), 0)
	}
	k.do(k.full())
	want(k, "the number of events after a commit", len(k.claim("s")), 1)
}

func failedThenGood(k *kit) {
	b := writes(create("a", "A", key(code, "c")), change("x", 1, "X"))
	k.refused("with a write that fails", b, fault.Conflict)
	k.do(writes(create("a", "A", key(code, "c")), create("x", "X")))
	want(k, "Get()", k.show(thing("a"), thing("x")), "a@1=A x@1=X")
}

func orderCases() []testCase {
	return []testCase{
		{"conflict-first", "of several reasons to fail, a check or expectation comes before a count, and that before a unique key", conflictFirst},
		{"unique-last", "a unique key is looked at after Resolve, so an error of Resolve comes first", uniqueLast},
	}
}

func conflictFirst(k *kit) {
	k.do(writes(create("a", "A", key(code, "c"))))
	bound := driver.Count{Ref: number("n"), Delta: 2, Max: 1}
	taken := create("b", "B", key(code, "c"))
	k.refused("with a stale write, a bound and a taken key", &driver.Batch{
		Counts: []driver.Count{bound}, Writes: []driver.Write{taken, change("a", 7, "x")},
	}, fault.Conflict)
	k.refused("with a failing check, a bound and a taken key", &driver.Batch{
		Checks: []driver.Check{{Ref: thing("a"), Revision: 7}}, Counts: []driver.Count{bound}, Writes: []driver.Write{taken},
	}, fault.Conflict)
	k.refused("with a bound and a taken key", &driver.Batch{
		Counts: []driver.Count{bound}, Writes: []driver.Write{taken},
	}, fault.Limit)
}

func uniqueLast(k *kit) {
	k.do(writes(create("a", "A", key(code, "c"))))
	broken := errors.New("resolve failed")
	b := writes(create("b", "B", key(code, "c")))
	b.Resolve = func([]int64) error { return broken }
	if err := k.try(b); !errors.Is(err, broken) {
		k.Errorf("Commit() with a failing Resolve and a taken key = %v, want Resolve's error", err)
	}
}
