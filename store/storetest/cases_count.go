// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"math"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func countCases() []testCase {
	return []testCase{
		{"count-start", "a count that does not exist begins at Start; one that exists does not care", countStart},
		{"count-add", "a count changes by Delta, up and down, and the receipt has the new values in order", countAdd},
		{"count-readable", "Get gives a count's value, and a revision that rises by one with each change, from 1", countReadable},
		{"count-max", "a result above Max is a *driver.BoundError; Max itself is not", countMax},
		{"count-min", "a result below Min is a *driver.BoundError; Min itself is not", countMin},
		{"count-bounds-of-change", "bounds belong to the change, not to the count: both zero means none", countBoundsOfChange},
		{"count-overflow", "a result that int64 can't hold is a *driver.BoundError, never a wrapped number", countOverflow},
		{"count-in-turn", "several changes of one count in a batch apply one after the other, each within its bounds", countInTurn},
		{"count-set", "Set gives a count a value, within its bounds", countSet},
		{"count-set-expect", "Set with Expect demands the present value, Start when there is none, else fault.Conflict", countSetExpect},
		{"count-no-conflict", "changes of a count need no revision: they never conflict", countNoConflict},
	}
}

func countStart(k *kit) {
	c := driver.Count{Ref: number("n"), Start: 100, Delta: 1}
	wantAll(k, "Receipt.Counts", k.do(&driver.Batch{Counts: []driver.Count{c}}).Counts, []int64{101})
	c.Start = 500
	wantAll(k, "Receipt.Counts", k.do(&driver.Batch{Counts: []driver.Count{c}}).Counts, []int64{102})
	c.Ref, c.Delta = number("m"), 0
	wantAll(k, "Receipt.Counts", k.do(&driver.Batch{Counts: []driver.Count{c}}).Counts, []int64{500})
	want(k, "Get()", k.show(number("n"), number("m")), "n@2=102 m@1=500")
}

func countAdd(k *kit) {
	r := k.do(&driver.Batch{Counts: []driver.Count{add("a", 5), add("b", -3), add("c", 0)}})
	wantAll(k, "Receipt.Counts", r.Counts, []int64{5, -3, 0})
	r = k.do(&driver.Batch{Counts: []driver.Count{add("c", 1), add("b", 10), add("a", -6)}})
	wantAll(k, "Receipt.Counts", r.Counts, []int64{1, 7, -1})
}

func countReadable(k *kit) {
	for i := range int64(4) {
		want(k, "Get()", k.get(number("n"))[0].Count, i*10)
		want(k, "Get().Revision", k.get(number("n"))[0].Revision, i)
		k.do(&driver.Batch{Counts: []driver.Count{add("n", 10)}})
	}
	want(k, "Find()", k.ids(driver.Query{Kind: numbers}), "n")
	for _, r := range k.find(driver.Query{Kind: numbers}) {
		want(k, "Find()", brief(r), "n@4=40")
	}
}

// bound checks that a change is refused with a *driver.BoundError.
func (k *kit) bound(why string, c driver.Count, now, delta int64) {
	k.Helper()
	err := k.refusal(why, &driver.Batch{Counts: []driver.Count{c}, Writes: []driver.Write{create("never", "x")}}, fault.Limit)
	b, ok := errors.AsType[*driver.BoundError](err)
	if !ok {
		k.Errorf("Commit() %s = %T, want a *driver.BoundError", why, err)
		return
	}
	want(k, "BoundError", *b, driver.BoundError{Ref: c.Ref, Value: now, Delta: delta})
}

func countMax(k *kit) {
	c := driver.Count{Ref: number("n"), Delta: 3, Max: 6}
	for _, v := range []int64{3, 6} {
		wantAll(k, "Receipt.Counts", k.do(&driver.Batch{Counts: []driver.Count{c}}).Counts, []int64{v})
	}
	k.bound("above Max", c, 6, 3)
	c.Delta = 1
	k.bound("above Max by one", c, 6, 1)
	c.Ref, c.Start, c.Delta, c.Min, c.Max = number("m"), 10, 1, 1, 10
	k.bound("above Max from Start", c, 10, 1)
	want(k, "Get()", k.show(number("n"), number("m")), "n@2=6 m@none")
}

func countMin(k *kit) {
	c := driver.Count{Ref: number("n"), Start: 6, Delta: -3, Max: math.MaxInt64}
	for _, v := range []int64{3, 0} {
		wantAll(k, "Receipt.Counts", k.do(&driver.Batch{Counts: []driver.Count{c}}).Counts, []int64{v})
	}
	k.bound("below Min", c, 0, -3)
	c.Delta = -1
	k.bound("below Min by one", c, 0, -1)
	c.Ref, c.Start, c.Min, c.Max = number("m"), -5, -5, -1
	k.bound("below Min from Start", c, -5, -1)
	c.Delta = 5
	k.bound("above a Max that is below zero", c, -5, 5)
	want(k, "Get()", k.show(number("n"), number("m")), "n@2=0 m@none")
}

func countBoundsOfChange(k *kit) {
	k.do(&driver.Batch{Counts: []driver.Count{{Ref: number("n"), Delta: 5, Min: 1, Max: 5}}})
	r := k.do(&driver.Batch{Counts: []driver.Count{add("n", 100)}})
	wantAll(k, "Receipt.Counts without bounds", r.Counts, []int64{105})
	k.bound("that stays out of bounds", driver.Count{Ref: number("n"), Delta: -1, Min: 1, Max: 5}, 105, -1)
	r = k.do(&driver.Batch{Counts: []driver.Count{{Ref: number("n"), Delta: -100, Min: 1, Max: 5}}})
	wantAll(k, "Receipt.Counts back in bounds", r.Counts, []int64{5})
}

func countOverflow(k *kit) {
	k.do(&driver.Batch{Counts: []driver.Count{add("n", math.MaxInt64), add("m", math.MinInt64)}})
	k.bound("above the greatest number", add("n", 1), math.MaxInt64, 1)
	k.bound("below the least number", add("m", -1), math.MinInt64, -1)
	k.bound("far above the greatest number", add("n", math.MaxInt64), math.MaxInt64, math.MaxInt64)
	r := k.do(&driver.Batch{Counts: []driver.Count{add("n", math.MinInt64), add("m", math.MaxInt64)}})
	wantAll(k, "Receipt.Counts", r.Counts, []int64{-1, -1})
}

func countInTurn(k *kit) {
	r := k.do(&driver.Batch{Counts: []driver.Count{add("n", 1), add("m", 7), add("n", 2), add("n", -4)}})
	wantAll(k, "Receipt.Counts", r.Counts, []int64{1, 7, 3, -1})
	want(k, "Get()", k.show(number("n"), number("m")), "n@3=-1 m@1=7")
	k.refused("that leaves its bounds and comes back", &driver.Batch{Counts: []driver.Count{
		{Ref: number("m"), Delta: 4, Max: 10}, {Ref: number("m"), Delta: -4, Max: 10},
	}}, fault.Limit)
	r = k.do(&driver.Batch{Counts: []driver.Count{
		{Ref: number("m"), Delta: -4, Max: 10}, {Ref: number("m"), Delta: 7, Max: 10},
	}})
	wantAll(k, "Receipt.Counts", r.Counts, []int64{3, 10})
}

func countSet(k *kit) {
	set := func(v int64) driver.Count { return driver.Count{Ref: number("n"), Set: true, Value: v, Delta: 99} }
	for _, v := range []int64{7, 0, -7, math.MaxInt64} {
		wantAll(k, "Receipt.Counts", k.do(&driver.Batch{Counts: []driver.Count{set(v)}}).Counts, []int64{v})
		want(k, "Get()", k.get(number("n"))[0].Count, v)
	}
	k.do(&driver.Batch{Counts: []driver.Count{set(5)}})
	c := set(11)
	c.Min, c.Max = 1, 10
	k.bound("to a value above Max", c, 5, 6)
	c.Value = 0
	k.bound("to a value below Min", c, 5, -5)
	c.Value = 10
	k.do(&driver.Batch{Counts: []driver.Count{c}})
}

func countSetExpect(k *kit) {
	set := func(now, v int64) *driver.Batch {
		return &driver.Batch{Counts: []driver.Count{{Ref: number("n"), Start: 3, Set: true, Value: v, Expect: &now}}}
	}
	k.refused("of a new count with another value expected", set(0, 9), fault.Conflict)
	k.do(set(3, 9))
	k.refused("with an old value expected", set(3, 10), fault.Conflict)
	k.do(set(9, 10))
	want(k, "Get()", k.show(number("n")), "n@2=10")
}

func countNoConflict(k *kit) {
	b := &driver.Batch{Counts: []driver.Count{add("n", 1)}}
	for range 5 {
		b.ID = ""
		k.do(b)
	}
	want(k, "Get()", k.show(number("n")), "n@5=5")
}
