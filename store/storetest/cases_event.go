// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"math"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func eventCases() []testCase {
	return []testCase{
		{"event-as-committed", "a claimed event is what was committed: id, key, sequence, type, document, and time to the microsecond", eventAsCommitted},
		{"event-with-its-commit", "events are in the log when their batch was committed, and not when it failed", eventWithItsCommit},
		{"event-returns-copy", "changing the bytes of a claimed event must not change the log", eventReturnsCopy},
		{"lease-until", "a claimed event carries its attempt, a lease, and when that ends", leaseUntil},
	}
}

func eventAsCommitted(k *kit) {
	k.claim("s")
	times := []time.Time{
		epoch, epoch.Add(time.Microsecond), epoch.Add(999999 * time.Microsecond), time.UnixMicro(1).UTC(), time.UnixMicro(-1).UTC(),
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
	}
	for i, at := range times {
		e := k.event(name("key", i), int64(i+1), "wix.ecom.v1.order_approved")
		e.Time, e.Doc = at, text("a \x00 document "+name("", i))
		if i == 1 {
			e.Sequence = math.MaxInt64
		}
		k.do(&driver.Batch{Events: []driver.Event{e}})
		got := k.one()
		if !got.Time.Equal(at) || got.Time.Location() != time.UTC {
			k.Errorf("Event.Time = %v, want %v", got.Time, at)
		}
		want(k, "Event.ID", got.ID, e.ID)
		want(k, "Event.Site", got.Site, site)
		want(k, "Event.Key", got.Key, e.Key)
		want(k, "Event.Sequence", got.Sequence, e.Sequence)
		want(k, "Event.Type", got.Type, e.Type)
		want(k, "Event.Stored", content(got.Stored), string(e.Doc.(text)))
		k.settle("s", got, driver.Done)
	}
}

func eventWithItsCommit(k *kit) {
	k.do(&driver.Batch{Writes: []driver.Write{create("a", "A", key(code, "1"))}, Counts: []driver.Count{add("n", 1)}})
	k.claim("s")
	for why, b := range map[string]*driver.Batch{
		"a conflict":   writes(create("a", "A")),
		"a bound":      {Counts: []driver.Count{{Ref: number("n"), Delta: 1, Max: 1}}},
		"a unique key": writes(create("b", "B", key(code, "1"))),
		"a check":      {Checks: []driver.Check{{Ref: thing("a"), Revision: 9}}},
		"Resolve":      {Resolve: func([]int64) error { return fault.Invalid }},
	} {
		b.Events = []driver.Event{k.event("x", 1, "done"), k.event("y", 1, "done")}
		if k.try(b) == nil {
			k.Errorf("Commit() with %s that fails succeeded", why)
		}
		if events := k.claim("s"); len(events) != 0 {
			k.Errorf("Claim() after a commit that failed for %s = [%s], want nothing", why, named(events))
		}
	}
	k.do(&driver.Batch{Writes: []driver.Write{create("b", "B")}, Events: []driver.Event{k.event("x", 1, "done"), k.event("y", 1, "done")}})
	want(k, "Claim()", named(k.claim("s")), "x1 y1")
	want(k, "Get()", k.show(thing("b")), "b@1=B")
}

func eventReturnsCopy(k *kit) {
	k.claim("s")
	k.happen("a")
	for i := range 3 {
		events := k.claimAt("s", time.Duration(i)*2*lease)
		if len(events) != 1 {
			k.Fatalf("Claim() = [%s], want one event", named(events))
		}
		want(k, "the event's document", content(events[0].Stored), "done a 1")
		scribble(events[0].Stored.Bytes)
	}
}

func leaseUntil(k *kit) {
	k.claim("s")
	k.happen("a")
	leases := make(map[string]bool)
	for i := range 3 {
		at := time.Duration(i) * 2 * lease
		events := k.claimAt("s", at)
		if len(events) != 1 {
			k.Fatalf("Claim() = [%s], want one event", named(events))
		}
		e := events[0]
		want(k, "Event.Attempt", e.Attempt, i+1)
		if until := epoch.Add(at + lease); !e.Until.Equal(until) {
			k.Errorf("Event.Until = %v, want %v", e.Until, until)
		}
		if e.Lease == "" || leases[e.Lease] {
			k.Errorf("Event.Lease = %q, want a new one each time", e.Lease)
		}
		leases[e.Lease] = true
	}
}

func claimCases() []testCase {
	return []testCase{
		{"claim-starts-now", "a new subscription sees the events committed from its first claim on", claimStartsNow},
		{"claim-since", "a new subscription with Since also sees the events in the log with Time not before that", claimSince},
		{"claim-since-first-only", "Since matters to the first claim of a subscription only", claimSinceFirstOnly},
		{"claim-key-order", "events of one key are given in the order of their sequence, one at a time", claimKeyOrder},
		{"claim-across-keys", "events of other keys are given together, those longest in the log first", claimAcrossKeys},
		{"claim-limit", "a claim gives at most Limit events, and the next one goes on", claimLimit},
		{"claim-types", "a claim with Types gives only those; others do not hold back their key", claimTypes},
		{"claim-types-added", "a type that is added by a later claim is given from then on", claimTypesAdded},
		{"claim-subscriptions-apart", "each subscription has its own progress", claimSubscriptionsApart},
		{"claim-leased-not-given", "an event that is leased is not given to another claim", claimLeasedNotGiven},
		{"claim-late-key", "an event is given however long after others it was committed, and however low its sequence", claimLateKey},
	}
}

func claimStartsNow(k *kit) {
	k.happen("a", "b")
	want(k, "the first Claim()", named(k.claim("s")), "")
	k.happen("a", "c")
	want(k, "Claim()", named(k.claim("s")), "a2 c1")
}

func claimSince(k *kit) {
	for i := range 5 {
		e := k.event(name("k", i), 1, "done")
		e.Time = epoch.Add(time.Duration(i) * time.Microsecond)
		k.do(&driver.Batch{Events: []driver.Event{e}})
	}
	c := claiming("s")
	c.Since = epoch.Add(2 * time.Microsecond)
	c.Now = epoch.Add(time.Second)
	want(k, "the first Claim() with Since", named(k.claimAs(c)), "k00021 k00031 k00041")
	k.happen("x")
	want(k, "the next Claim()", named(k.claimAs(c)), "x1")
}

func claimSinceFirstOnly(k *kit) {
	k.happen("a")
	k.claim("s")
	c := claiming("s")
	c.Since = epoch.Add(-time.Hour)
	want(k, "a later Claim() with Since", named(k.claimAs(c)), "")
}

func claimKeyOrder(k *kit) {
	k.claim("s")
	k.happen("a", "a", "a", "a")
	for i := range int64(4) {
		e := k.one()
		want(k, "Event.Sequence", e.Sequence, i+1)
		want(k, "Claim() while the key's first event is leased", named(k.claim("s")), "")
		k.settle("s", e, driver.Done)
	}
	want(k, "Claim() when all is settled", named(k.claim("s")), "")
	k.happen("a")
	want(k, "Event.Sequence", k.one().Sequence, 5)
}

func claimAcrossKeys(k *kit) {
	k.claim("s")
	k.happen("c", "a", "c", "b", "a")
	first := k.claim("s")
	want(k, "Claim()", named(first), "c1 a1 b1")
	k.settle("s", first[1], driver.Done)
	second := k.claim("s")
	want(k, "Claim() when a1 is settled", named(second), "a2")
	k.settle("s", first[0], driver.Done)
	k.settle("s", first[2], driver.Done)
	want(k, "Claim() when c1 and b1 are settled", named(k.claim("s")), "c2")
}

func claimLimit(k *kit) {
	k.claim("s")
	k.happen("a", "b", "c", "d", "e")
	c := claiming("s")
	c.Limit = 2
	want(k, "Claim() of 2", named(k.claimAs(c)), "a1 b1")
	want(k, "Claim() of 2", named(k.claimAs(c)), "c1 d1")
	want(k, "Claim() of 2", named(k.claimAs(c)), "e1")
	want(k, "Claim() of 2", named(k.claimAs(c)), "")
}

func claimTypes(k *kit) {
	k.claim("all")
	c := claiming("s")
	c.Types = []string{"approved", "paid"}
	k.claimAs(c)
	for _, t := range []string{"created", "approved", "updated", "paid"} {
		k.must("Commit()", k.emit(k.event("a", 0, t)))
	}
	k.must("Commit()", k.emit(k.event("b", 0, "updated")))
	for _, expected := range []string{"a2", "a4"} {
		events := k.claimAs(c)
		want(k, "Claim() of two types", named(events), expected)
		for _, e := range events {
			k.settle("s", e, driver.Done)
		}
	}
	want(k, "Claim() of two types", named(k.claimAs(c)), "")
	want(k, "all events", named(k.drain("all")), "a1 b1 a2 a3 a4")

	c = claiming("late")
	c.Types, c.Since = []string{"paid"}, epoch
	want(k, "Claim() of a new subscription of one type", named(k.claimAs(c)), "a4")
}

func claimTypesAdded(k *kit) {
	c := claiming("s")
	c.Types = []string{"approved"}
	k.claimAs(c)
	c.Types = []string{"approved", "paid"}
	k.claimAs(c)
	k.must("Commit()", k.emit(k.event("a", 0, "paid")))
	want(k, "Claim() of two types", named(k.claimAs(c)), "a1")
	c.Types = nil
	want(k, "the first Claim() of all types, a1 being leased", named(k.claimAs(c)), "")
	k.must("Commit()", k.emit(k.event("b", 0, "other")))
	want(k, "Claim() of all types", named(k.claimAs(c)), "b1")
}

func claimSubscriptionsApart(k *kit) {
	k.claim("s")
	k.claim("t")
	k.happen("a", "a")
	e := k.one()
	k.settle("s", e, driver.Done)
	want(k, "Claim() of another subscription", named(k.claim("t")), "a1")
	want(k, "Claim() of the first subscription", named(k.claim("s")), "a2")
	k.lost("of another subscription's lease", outcome("t", e, driver.Done))
}

func claimLeasedNotGiven(k *kit) {
	k.claim("s")
	k.happen("a", "b")
	want(k, "Claim()", named(k.claim("s")), "a1 b1")
	for _, at := range []time.Duration{0, time.Microsecond, lease - time.Microsecond} {
		want(k, fmt.Sprintf("Claim() %v later", at), named(k.claimAt("s", at)), "")
	}
	k.happen("c")
	want(k, "Claim()", named(k.claim("s")), "c1")
}

func claimLateKey(k *kit) {
	k.claim("s")
	for i := range int64(3) {
		k.do(&driver.Batch{Events: []driver.Event{k.event("busy", 100+i, "done")}})
	}
	want(k, "the events of a busy key", named(k.drain("s")), "busy100 busy101 busy102")
	late := k.event("late", 1, "done")
	late.Time = epoch.Add(-24 * time.Hour)
	late.ID = "a" // sorts before the others
	k.do(&driver.Batch{Events: []driver.Event{late}})
	want(k, "Claim() of an event that comes late", named(k.claim("s")), "late1")
}
