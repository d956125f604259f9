// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func resolveCases() []testCase {
	return []testCase{
		{"resolve-values", "Resolve is given the new values of the counts, in order, once they are known", resolveValues},
		{"resolve-documents", "documents may depend on the counts: they are looked at after Resolve", resolveDocuments},
		{"resolve-keys", "keys and unique keys may depend on the counts: they are looked at after Resolve", resolveKeys},
		{"resolve-events", "sequences, types and documents of events may depend on the counts: they are looked at after Resolve", resolveEvents},
		{"resolve-error", "an error of Resolve aborts the batch and is returned as it is", resolveError},
		{"resolve-not-called", "Resolve is not called when counts or expectations make the batch fail", resolveNotCalled},
		{"encode-error", "an error of Source.Encode, if it is called, aborts the batch and is returned as it is", encodeError},
		{"source-last-word", "what is stored is what the source gives after the last Resolve", sourceLastWord},
	}
}

func resolveValues(k *kit) {
	k.do(&driver.Batch{Counts: []driver.Count{add("b", 40)}})
	var last []int64
	b := &driver.Batch{Counts: []driver.Count{add("a", 1), add("b", 2), {Ref: number("c"), Set: true, Value: -9}}}
	b.Resolve = func(counts []int64) error { last = slices.Clone(counts); return nil }
	r := k.do(b)
	wantAll(k, "Resolve's counts", last, []int64{1, 42, -9})
	wantAll(k, "Receipt.Counts", r.Counts, last)

	called := false
	b = writes(create("x", "X"))
	b.Resolve = func(counts []int64) error { called = len(counts) == 0; return nil }
	k.do(b)
	want(k, "Resolve called with no counts", called, true)
}

// lateText is a document that is set by Resolve.
type lateText struct{ text }

func resolveDocuments(k *kit) {
	for i := range int64(3) {
		doc := &lateText{"too early"}
		b := writes(driver.Write{Ref: thing(name("order", int(i))), Revision: 1, Doc: doc})
		b.Counts = []driver.Count{{Ref: number("orders"), Start: 1000, Delta: 1}}
		b.Resolve = func(counts []int64) error {
			doc.text = text(strconv.FormatInt(counts[0], 10))
			return nil
		}
		k.do(b)
	}
	want(k, "Get()", k.show(thing("order0000"), thing("order0002")), "order0000@1=1001 order0002@1=1003")
}

func resolveKeys(k *kit) {
	for i := range 3 {
		b := writes(create(name("order", i), "x", key(by, "too early"), key(code, "too early")))
		b.Counts = []driver.Count{add("orders", 1)}
		b.Resolve = func(counts []int64) error {
			n := strconv.FormatInt(counts[0], 10)
			b.Writes[0].Keys = []driver.Key{key(by, n), key(tag, n)}
			b.Writes[0].Unique = []driver.Key{key(code, n)}
			return nil
		}
		k.do(b)
	}
	for _, index := range []string{by, tag, code} {
		want(k, "Find("+index+")", keysOf(k.find(driver.Query{Index: index})), "1 2 3")
	}
	b := writes(create("late", "x"))
	b.Resolve = func([]int64) error {
		b.Writes[0].Unique = []driver.Key{key(code, "2")}
		return nil
	}
	k.refused("with a taken key that Resolve made", b, fault.Exists)
}

func resolveEvents(k *kit) {
	k.claim("s")
	for range 2 {
		doc := &lateText{"too early"}
		e := k.event("a", 99, "too early")
		e.Doc = doc
		b := &driver.Batch{Counts: []driver.Count{add("a", 1)}, Events: []driver.Event{e}}
		b.Resolve = func(counts []int64) error {
			b.Events[0].Sequence, b.Events[0].Type = counts[0], "done"
			doc.text = text(strconv.FormatInt(counts[0], 10))
			return nil
		}
		k.do(b)
	}
	for i := range int64(2) {
		e := k.one()
		want(k, "Sequence", e.Sequence, i+1)
		want(k, "Type", e.Type, "done")
		want(k, "the event's document", content(e.Stored), strconv.FormatInt(i+1, 10))
		k.settle("s", e, driver.Done)
	}
}

func resolveError(k *kit) {
	broken := errors.New("resolve failed")
	b := k.full()
	b.Checks = nil
	b.Writes = b.Writes[:1]
	b.Resolve = func([]int64) error { return broken }
	before := k.dump()
	if err := k.try(b); !errors.Is(err, broken) {
		k.Errorf("Commit() = %v, want the error of Resolve", err)
	}
	want(k, "the state after an error of Resolve", k.dump(), before)
}

func resolveNotCalled(k *kit) {
	k.do(writes(create("a", "A")))
	for why, b := range map[string]*driver.Batch{
		"conflict": writes(create("a", "B")),
		"bound":    {Counts: []driver.Count{{Ref: number("n"), Delta: 2, Max: 1}}},
	} {
		b.Resolve = func([]int64) error {
			k.Errorf("Resolve was called for a batch with a %s", why)
			return nil
		}
		if k.try(b) == nil {
			k.Errorf("Commit() of a batch with a %s succeeded", why)
		}
	}
}

// brokenText is a document that can't be encoded.
type brokenText struct {
	text
	err error
}

// Encode implements driver.Source.
func (s brokenText) Encode() ([]byte, error) { return nil, s.err }

func encodeError(k *kit) {
	broken := errors.New("encode failed")
	k.claim("s")
	before := k.dump()
	b := writes(create("a", "A", key(code, "1")), driver.Write{Ref: thing("b"), Revision: 1, Doc: brokenText{"B", broken}})
	b.Events = []driver.Event{k.event("a", 1, "done")}
	if err := k.try(b); err != nil {
		if !errors.Is(err, broken) {
			k.Errorf("Commit() = %v, want the error of Encode", err)
		}
		want(k, "the state after an error of Encode", k.dump(), before)
		want(k, "the number of events after an error of Encode", len(k.claim("s")), 0)
	}
	before = k.dump()
	e := k.event("b", 1, "done")
	e.Doc = brokenText{"E", broken}
	b = writes(create("c", "C"))
	b.Events = []driver.Event{e}
	if err := k.try(b); err != nil {
		if !errors.Is(err, broken) {
			k.Errorf("Commit() = %v, want the error of the event's Encode", err)
		}
		want(k, "the state after an error of the event's Encode", k.dump(), before)
	}
}

func sourceLastWord(k *kit) {
	doc := &lateText{"first"}
	b := writes(driver.Write{Ref: thing("a"), Revision: 1, Doc: doc})
	rounds := 0
	b.Resolve = func([]int64) error {
		rounds++
		doc.text = text(name("round", rounds))
		return nil
	}
	k.do(b)
	want(k, "Get()", content(k.get(thing("a"))[0].Doc), name("round", rounds))
}
