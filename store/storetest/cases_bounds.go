// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

func boundsCases() []testCase {
	return []testCase{
		{"limits", "a limit outside 1..MaxPage counts as the nearer of the two, in Find, Claim and Dead", limits},
		{"big-page", "a page of MaxPage records of many kilobytes comes back whole", bigPage},
		{"big-event", "events of a megabyte, and empty ones, come back as they were", bigEvent},
		{"long-names", "identifiers, ordering keys and names of subscriptions may have MaxKey bytes, and differ in the last", longNames},
		{"zones", "moments are the same in every zone, wherever a store is given one", zones},
	}
}

func limits(k *kit) {
	const n = driver.MaxPage + 5
	b := new(driver.Batch)
	k.claim("s")
	k.claim("t")
	for i := range n {
		b.Writes = append(b.Writes, create(name("id", i), "x", key(by, name("k", i))))
		b.Events = append(b.Events, k.event(name("k", i), 1, "done"))
	}
	k.do(b)
	keeper, kept := driver.As[driver.Keeper](k.store)
	for _, c := range []struct{ limit, expected int }{
		{0, 1}, {-1, 1}, {math.MinInt, 1}, {driver.MaxPage, driver.MaxPage}, {driver.MaxPage + 1, driver.MaxPage}, {math.MaxInt, driver.MaxPage},
	} {
		for _, index := range []string{by, ""} {
			found := 0
			for _, err := range k.store.Find(k.Context(), driver.Query{Site: site, Kind: things, Index: index, Limit: c.limit}) {
				k.must("Find()", err)
				found++
			}
			want(k, fmt.Sprintf("the number of records of a Find with the limit %d", c.limit), found, c.expected)
		}
		q := claiming(fmt.Sprint("s", c.limit))
		q.Since, q.Limit = epoch, c.limit
		events := k.claimAs(q)
		want(k, fmt.Sprintf("the number of events of a Claim with the limit %d", c.limit), len(events), c.expected)
	}
	if !kept {
		return
	}
	for range 2 {
		var all []driver.Settlement
		for _, e := range k.claim("s") {
			all = append(all, outcome("s", e, driver.Dead))
		}
		k.must("Settle()", k.store.Settle(k.Context(), all...))
	}
	for limit, expected := range map[int]int{0: 1, -1: 1, driver.MaxPage + 1: driver.MaxPage} {
		dead, err := keeper.Dead(k.Context(), site, "s", "", limit)
		k.must("Dead()", err)
		want(k, fmt.Sprintf("the number of events of Dead with the limit %d", limit), len(dead), expected)
	}
}

func bigPage(k *kit) {
	b := new(driver.Batch)
	doc := func(i int) string { return strings.Repeat(name("", i), 5000) }
	for i := range driver.MaxPage {
		b.Writes = append(b.Writes, create(name("id", i), doc(i), key(by, name("k", i))))
	}
	k.do(b)
	for _, q := range []driver.Query{{Index: by}, {Index: by, Reverse: true}, {Index: ""}} {
		found := k.find(q)
		want(k, "the number of records", len(found), driver.MaxPage)
		for i, r := range found {
			if q.Reverse {
				i = driver.MaxPage - 1 - i
			}
			if r.Ref.ID != name("id", i) || content(r.Doc) != doc(i) {
				k.Fatalf("record %d of a page is %s with %d bytes, want %s with %d", i, r.Ref.ID, len(content(r.Doc)), name("id", i), len(doc(i)))
			}
		}
	}
}

func bigEvent(k *kit) {
	k.claim("s")
	for _, doc := range []string{strings.Repeat("0123456789abcdef", 1<<16), "", "\x00\xff"} {
		e := k.event("a", int64(k.events), "done")
		e.Doc = text(doc)
		k.do(&driver.Batch{Events: []driver.Event{e}})
		got := k.one()
		if content(got.Stored) != doc {
			k.Errorf("an event of %d bytes came back with %d, or with others", len(doc), len(content(got.Stored)))
		}
		k.settle("s", got, driver.Done)
	}
}

func longNames(k *kit) {
	long := strings.Repeat("\xff", driver.MaxKey-1)
	for i, last := range []string{"a", "b", "\x00"} {
		s := long + last
		k.claim(s)
		e := k.event(s, 1, "done")
		e.ID = s
		k.do(&driver.Batch{
			ID: s, Writes: []driver.Write{create(s, last, key(by, s), key(code, s))},
			Counts: []driver.Count{add(s, int64(i)+1)}, Events: []driver.Event{e},
		})
	}
	for i, last := range []string{"a", "b", "\x00"} {
		s := long + last
		want(k, "a document with a long id", content(k.get(thing(s))[0].Doc), last)
		want(k, "a count with a long id", k.get(number(s))[0].Count, int64(i)+1)
		for _, index := range []string{by, code, ""} {
			found := k.find(driver.Query{Index: index, From: []byte(s), Limit: 1})
			want(k, "the number of records by a long key", len(found), 1)
			for _, r := range found {
				want(k, "a document by a long key", content(r.Doc), last)
			}
		}
		events := k.claim(s)
		want(k, "the number of events since a claim with a long name", len(events), 3-i)
		for _, e := range events {
			want(k, "the length of a long ordering key", len(e.Key), driver.MaxKey)
			want(k, "the id of an event", e.ID, e.Key)
			k.settle(s, e, driver.Done)
		}
	}
}

// abroad returns the same moment in another zone.
func abroad(t time.Time) time.Time { return t.In(time.FixedZone("far", -11*3600)) }

func zones(k *kit) {
	east := time.FixedZone("east", 14*3600)
	e := k.event("a", 1, "done")
	e.Time = epoch.In(east)
	k.do(&driver.Batch{Events: []driver.Event{e}})
	c := claiming("s")
	c.Since, c.Now = abroad(epoch.Add(time.Microsecond)), abroad(epoch)
	want(k, "Claim() since a moment after an event", named(k.claimAs(c)), "")
	c.Subscription, c.Since = "t", abroad(epoch)
	events := k.claimAs(c)
	if len(events) != 1 {
		k.Fatalf("Claim() since the moment of an event = [%s], want a1", named(events))
	}
	for what, t := range map[string][2]time.Time{"Time": {events[0].Time, epoch}, "Until": {events[0].Until, epoch.Add(lease)}} {
		if !t[0].Equal(t[1]) || t[0].Location() != time.UTC {
			k.Errorf("Event.%s = %v, want %v", what, t[0], t[1])
		}
	}
	c.Now = epoch.Add(lease - time.Microsecond).In(east)
	want(k, "Claim() before the lease has run out", named(k.claimAs(c)), "")
	c.Now = abroad(epoch.Add(lease))
	events = k.claimAs(c)
	if len(events) != 1 {
		k.Fatalf("Claim() when the lease has run out = [%s], want a1", named(events))
	}
	s := outcome("t", events[0], driver.Retry)
	s.RetryAt = epoch.Add(time.Hour).In(east)
	k.must("Settle()", k.store.Settle(k.Context(), s))
	c.Now = abroad(epoch.Add(time.Hour - time.Microsecond))
	want(k, "Claim() before the time to retry", named(k.claimAs(c)), "")
	c.Now = abroad(epoch.Add(time.Hour))
	events = k.claimAs(c)
	want(k, "Claim() at the time to retry", named(events), "a1")
	keeper, ok := driver.As[driver.Keeper](k.store)
	if !ok || len(events) != 1 {
		return
	}
	k.settle("t", events[0], driver.Done)
	for _, t := range []struct {
		since    time.Time
		expected string
	}{{epoch.Add(time.Microsecond).In(east), ""}, {abroad(epoch), "a1"}} {
		k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "t", Since: t.since}))
		want(k, fmt.Sprintf("all events since %v", t.since), named(k.drain("t")), t.expected)
	}
	for _, t := range []struct {
		before   time.Time
		expected int
	}{{epoch.In(east), 0}, {abroad(epoch.Add(time.Microsecond)), 1}} {
		n, err := keeper.Trim(k.Context(), site, t.before)
		k.must("Trim()", err)
		want(k, fmt.Sprintf("Trim() before %v", t.before), n, t.expected)
	}
}
