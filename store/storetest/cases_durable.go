// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func durableCases() []testCase {
	return []testCase{
		{"durable-records", "records, counts, index keys and unique keys are there again when a store is opened again", durableRecords},
		{"durable-bytes", "names, keys, documents and events of any bytes, and of a megabyte, outlive the store that took them", durableBytes},
		{"durable-deletions", "what was deleted, replaced and refused stays away when a store is opened again", durableDeletions},
		{"durable-events", "events that are not settled are given when a store is opened again, in order, and settled ones are not", durableEvents},
		{"durable-leases", "leases and retry times go on when a store is opened again, and no lease is given twice", durableLeases},
		{"durable-dead", "dead events are there again, with their errors, and can be requeued", withKeeper(durableDead)},
		{"durable-keeping", "what was rewound, trimmed and unsubscribed stays so when a store is opened again", withKeeper(durableKeeping)},
		{"durable-batches", "Committed knows batches from before a store was opened again", durableBatches},
		{"durable-turns", "a store that is opened again and again forgets nothing of what came between", durableTurns},
		{"durable-model", "a store that is opened again now and then answers as a simple model of the contract does", durableModel},
		{"durable-close", "what was acknowledged while a store was being closed is there again, and nothing is half there", durableClose},
	}
}

// all renders whatever a store holds of the cases' kinds.
func (k *kit) all() string {
	k.Helper()
	var b strings.Builder
	b.WriteString(k.dump())
	if l, ok := driver.As[driver.Lister](k.store); ok {
		sites, err := l.Sites(k.Context())
		k.must("Sites()", err)
		fmt.Fprintf(&b, "sites %q\n", sites)
		for _, s := range sites {
			kinds, err := l.Kinds(k.Context(), s)
			k.must("Kinds()", err)
			fmt.Fprintf(&b, "%q: kinds %q\n", s, kinds)
		}
	}
	if keeper, ok := driver.As[driver.Keeper](k.store); ok {
		for _, s := range []string{site, elsesite} {
			subs, err := keeper.Subscriptions(k.Context(), s)
			k.must("Subscriptions()", err)
			fmt.Fprintf(&b, "%q: subscriptions %v\n", s, subs)
		}
	}
	if s, ok := driver.As[driver.Snapshotter](k.store); ok {
		v, err := s.Snapshot(k.Context())
		k.must("Snapshot()", err)
		b.WriteString(k.shown(v))
		k.must("View.Close()", v.Close())
	}
	return b.String()
}

// unchanged opens the store again and finds all as it was.
func (k *kit) unchanged() {
	k.Helper()
	before := k.all()
	k.again()
	want(k, "all that is stored, opened again,", k.all(), before)
}

func durableRecords(k *kit) {
	k.unchanged()
	there := create("a", "there", key(by, "1"), key(code, "c"))
	there.Ref.Site = elsesite
	k.do(&driver.Batch{
		Writes: []driver.Write{
			create("a", "A", key(by, "1"), key(by, "2"), key(tag, "x"), key(code, "c")), create("b", "B", key(by, "1")), create("c", "C"), there,
			{Ref: thing("d"), Revision: math.MaxInt64, Doc: text("D")},
		},
		Counts: []driver.Count{add("n", 5), add("n", -7), add("m", math.MaxInt64), {Ref: number("l"), Start: 9}},
	})
	k.unchanged()
	want(k, "Get()", k.show(thing("a"), thing("d"), number("n"), number("m"), number("l")),
		fmt.Sprintf("a@1=A d@%d=D n@2=-2 m@1=%d l@1=9", int64(math.MaxInt64), int64(math.MaxInt64)))
	want(k, "Find()", k.ids(driver.Query{Index: by}), "a b a")
	k.taken("of a key taken before", writes(create("x", "X", key(code, "c"))), "x", code)
	k.refused("of a record made before", writes(create("a", "A")), fault.Conflict)
	k.do(&driver.Batch{
		Writes: []driver.Write{change("a", 1, "AA", key(by, "3")), create("x", "X", key(code, "c"))}, Counts: []driver.Count{add("n", 1)},
		Checks: []driver.Check{{Ref: thing("b"), Revision: 1}},
	})
	k.unchanged()
	want(k, "Find()", k.ids(driver.Query{Index: by}), "b a")
	want(k, "Get()", k.show(thing("a"), number("n")), "a@2=AA n@3=-1")
}

func durableBytes(k *kit) {
	b := new(driver.Batch)
	k.claim("s")
	big := strings.Repeat("\x00\xff0123456789", 1<<16)
	for i, s := range oddStrings {
		b.Writes = append(b.Writes, create(s, s, key(by, s), key(code, s)))
		b.Counts = append(b.Counts, add(s, int64(i)))
		e := k.event(s, 1, "done")
		e.ID, e.Doc = "id"+s[:min(len(s), 64)], text(s)
		b.Events = append(b.Events, e)
	}
	e := k.event("big", 1, "done")
	e.Doc, e.Time = text(big), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	b.Events = append(b.Events, e)
	b.Writes = append(b.Writes, create("big", big))
	k.do(b)
	k.unchanged()
	for _, index := range []string{by, code} {
		want(k, "the number of records by "+index, len(k.find(driver.Query{Index: index})), len(oddStrings))
	}
	if content(k.get(thing("big"))[0].Doc) != big {
		k.Errorf("a document of %d bytes is another one when the store is opened again", len(big))
	}
	events := k.claim("s")
	want(k, "the number of events", len(events), len(b.Events))
	for i, e := range events[:min(len(events), len(b.Events))] {
		sent := b.Events[i]
		if e.ID != sent.ID || e.Key != sent.Key || !e.Time.Equal(sent.Time) || content(e.Stored) != string(sent.Doc.(text)) {
			k.Errorf("the event %q of key %q at %v is %q of key %q at %v when the store is opened again", sent.ID, sent.Key, sent.Time, e.ID, e.Key, e.Time)
		}
	}
}

func durableDeletions(k *kit) {
	k.do(writes(create("a", "A", key(by, "1"), key(code, "1")), create("b", "B", key(by, "2"), key(code, "2"))))
	k.again()
	k.do(writes(erase("a", 1), change("b", 1, "BB", key(by, "3"))))
	k.refused("that conflicts", writes(create("c", "C", key(by, "4")), create("b", "B")), fault.Conflict)
	k.refused("out of bounds", &driver.Batch{
		Counts: []driver.Count{{Ref: number("n"), Delta: 2, Max: 1}}, Writes: []driver.Write{create("d", "D", key(by, "5"))},
	}, fault.Limit)
	k.unchanged()
	want(k, "Get()", k.show(thing("a"), thing("b"), thing("c"), thing("d"), number("n")), "a@none b@2=BB c@none d@none n@none")
	want(k, "Find(by)", k.ids(driver.Query{Index: by}), "b")
	k.do(writes(create("e", "E", key(code, "1")), create("f", "F", key(code, "2"))))
}

func durableEvents(k *kit) {
	k.claim("s")
	k.happen("a", "a", "b", "a")
	k.settle("s", k.claim("s")[0], driver.Done)
	k.again()
	k.happen("b", "c")
	later := k.drain("s") // b1 is leased
	want(k, "all events, b1 aside, that is leased", named(later), "a2 c1 a3")
	k.again()
	want(k, "Claim() when the lease has run out", named(k.claimAt("s", lease)), "b1")
	k.again()
	c := claiming("new")
	c.Since = epoch
	k.claimAs(c)
	k.again()
	want(k, "Claim() of a subscription from the beginning", named(k.claimAt("new", lease)), "a1 b1 c1")
	k.happen("a")
	k.again()
	want(k, "Claim() of a sequence that goes on", named(k.claimAt("s", lease)), "a4")
}

func durableLeases(k *kit) {
	k.claim("s")
	k.happen("a", "a", "b", "c")
	first := k.claim("s")
	k.retry(first[1], time.Hour)
	k.again()
	want(k, "Claim() of what is leased and what is to be retried", named(k.claimAt("s", lease-time.Microsecond)), "")
	k.settle("s", first[2], driver.Done)
	k.lost("again, of an event to be retried", outcome("s", first[1], driver.Done))
	second := k.claimAt("s", lease)
	want(k, "Claim() when leases have run out", named(second), "a1")
	k.again()
	k.lost("with a lease from before a later one", outcome("s", first[0], driver.Done))
	leases := map[string]bool{first[0].Lease: true, first[1].Lease: true, first[2].Lease: true}
	for i := range 3 {
		k.again()
		events := k.claimAt("s", time.Duration(i+1)*10*time.Hour)
		want(k, "Claim() when all can be claimed", named(events), "a1 b1")
		for _, e := range events {
			want(k, "Event.Attempt of "+e.Key, e.Attempt, map[string]int{"a": 3, "b": 2}[e.Key]+i)
			if leases[e.Lease] {
				k.Errorf("the lease %q was given twice", e.Lease)
			}
			leases[e.Lease] = true
		}
		if i < 2 {
			continue
		}
		for _, e := range events {
			k.settle("s", e, driver.Done)
		}
	}
	k.again()
	want(k, "Claim() behind what was settled", named(k.claimAt("s", 99*time.Hour)), "a2")
}

func durableDead(k *kit, _ driver.Keeper) {
	k.claim("s")
	k.happen("a", "a", "b")
	for _, e := range k.claim("s") {
		k.settle("s", e, driver.Dead)
	}
	k.unchanged()
	keeper, ok := driver.As[driver.Keeper](k.store)
	if !ok {
		k.Fatalf("a store that is opened again has lost an ability")
	}
	dead, err := keeper.Dead(k.Context(), site, "s", "", 9)
	k.must("Dead()", err)
	if len(dead) != 2 {
		k.Fatalf("Dead() = %d events, want 2", len(dead))
	}
	for i, expected := range []string{"a", "b"} {
		d := dead[i]
		want(k, "a dead event", fmt.Sprint(d.Key, " ", d.Attempt, " ", d.Error, " ", content(d.Stored)), expected+" 1 it failed done "+expected+" 1")
	}
	k.must("Requeue()", keeper.Requeue(k.Context(), site, "s", dead[0].ID))
	k.unchanged()
	want(k, "all events after Requeue", named(k.drain("s")), "a1 a2")
}

func durableKeeping(k *kit, _ driver.Keeper) {
	keeper := func() driver.Keeper {
		keeper, ok := driver.As[driver.Keeper](k.store)
		if !ok {
			k.Fatalf("a store that is opened again has lost an ability")
		}
		return keeper
	}
	hourly(k) // a1 b1 a2 b2, settled
	k.claim("gone")
	k.must("Rewind()", keeper().Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", Since: epoch.Add(2 * time.Hour)}))
	k.must("Unsubscribe()", keeper().Unsubscribe(k.Context(), site, "gone"))
	n, err := keeper().Trim(k.Context(), site, epoch.Add(time.Hour))
	k.must("Trim()", err)
	want(k, "Trim()", n, 1)
	k.unchanged()
	want(k, "all events after Rewind", named(k.drain("s")), "a2 b2")
	k.again()
	subs, err := keeper().Subscriptions(k.Context(), site)
	k.must("Subscriptions()", err)
	wantAll(k, "Subscriptions()", subs, []driver.Subscription{{Name: "s"}})
	c := claiming("new")
	c.Since = epoch
	want(k, "Claim() of what was not trimmed", named(k.claimAs(c)), "b1 a2")
}

func durableBatches(k *kit) {
	if _, ok := driver.As[driver.Resolver](k.store); !ok {
		return
	}
	k.do(&driver.Batch{ID: "good", Writes: []driver.Write{create("a", "A")}, Counts: []driver.Count{add("n", 4), add("m", 2)}})
	k.refused("of a record that is there", &driver.Batch{ID: "bad", Writes: []driver.Write{create("a", "A")}}, fault.Conflict)
	k.again()
	r, ok := driver.As[driver.Resolver](k.store)
	if !ok {
		k.Fatalf("a store that is opened again has lost an ability")
	}
	receipt, done, err := r.Committed(k.Context(), "good")
	k.must("Committed()", err)
	want(k, "Committed() of a committed batch", done, true)
	wantAll(k, "Receipt.Counts", receipt.Counts, []int64{4, 2})
	_, done, err = r.Committed(k.Context(), "bad")
	k.must("Committed()", err)
	want(k, "Committed() of a batch that failed", done, false)
}

func durableTurns(k *kit) {
	k.claim("s")
	const turns = 12
	for i := range turns {
		b := writes(create(name("id", i), "x", key(by, name("k", turns-i))))
		if i > 2 {
			b.Writes = append(b.Writes, erase(name("id", i-2), int64(i%2)+1))
		}
		if i > 0 && i%2 == 0 {
			b.Writes = append(b.Writes, change(name("id", i-1), 1, "xx", key(by, name("k", turns-i+1))))
		}
		b.Counts = append(b.Counts, add("n", 1))
		k.do(b)
		k.happen("a")
		k.settle("s", k.one(), driver.Done)
		k.unchanged()
	}
	want(k, "Find()", k.ids(driver.Query{Index: ""}), "id0000 id0010 id0011")
	want(k, "Get()", k.show(number("n")), fmt.Sprintf("n@%d=%d", turns, turns))
	k.happen("a")
	want(k, "Claim()", named(k.claim("s")), fmt.Sprint("a", turns+1))
}

func durableModel(k *kit) {
	for seed := range uint64(3) {
		k.play(name("site", int(seed)), script(2000+seed, 1500), true)
	}
}

func durableClose(k *kit) {
	const workers = 6
	k.claim("s")
	var mu sync.Mutex
	acknowledged := make(map[string]bool)
	begun := make(chan struct{}, workers)
	var ended []<-chan struct{}
	store := k.store
	for w := range workers {
		ended = append(ended, k.background(func() {
			for i := range 100000 {
				if i == 5 {
					begun <- struct{}{}
				}
				id := fmt.Sprintf("%d-%d", w, i)
				_, err := store.Commit(k.Context(), &driver.Batch{
					ID: id, Counts: []driver.Count{add("n", 1)},
					Writes: []driver.Write{create(id, "x", key(by, id), key(code, id)), create(id+" twin", "x", key(tag, id))},
					Events: []driver.Event{{ID: id, Site: site, Key: id, Sequence: 1, Type: "done", Time: epoch, Doc: text("x")}},
				})
				if err != nil {
					if !errors.Is(err, fault.Unavailable) && !errors.Is(err, fault.Unknown) {
						k.Errorf("Commit() while the store is closed = %v, want %v", err, fault.Unavailable)
					}
					return
				}
				mu.Lock()
				acknowledged[id] = true
				mu.Unlock()
			}
		}))
	}
	for range workers {
		<-begun
	}
	k.must("Close()", store.Close())
	for _, c := range ended {
		<-c
	}
	k.again()
	stored := int64(0)
	found := make(map[string]int)
	for _, index := range []string{by, code, tag} {
		for _, r := range k.pages(driver.Query{Index: index, Limit: driver.MaxPage}, nil) {
			found[string(r.Key)]++
		}
	}
	for range 100000 {
		events := k.claim("s")
		for _, e := range events {
			found[e.ID]++
		}
		if len(events) == 0 {
			break
		}
	}
	for id, n := range found {
		want(k, "the parts of batch "+id+" that are there", n, 4)
		stored++
	}
	want(k, "the count of all batches", k.get(number("n"))[0].Count, stored)
	for id := range acknowledged {
		if found[id] == 0 {
			k.Errorf("the acknowledged batch %s is lost", id)
		}
	}
}
