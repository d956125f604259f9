// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func keeperCases() []testCase {
	return []testCase{
		{"keeper-dead", "Dead lists what a subscription has given up, in the order of the log, in pages", withKeeper(keeperDead)},
		{"keeper-requeue", "Requeue makes dead events due again; what is not dead is fault.NotFound", withKeeper(keeperRequeue)},
		{"keeper-requeue-behind", "a requeued event waits for the lease of a later one of its key; that, run out, still settles", withKeeper(keeperRequeueBehind)},
		{"keeper-error-bytes", "the error of a dead event is any bytes, as many as there are", withKeeper(keeperErrorBytes)},
		{"keeper-rewind-time", "Rewind to a time makes the settled events from then on due again, the dead ones not", withKeeper(keeperRewindTime)},
		{"keeper-rewind-event", "Rewind to an event makes it and all behind it due again", withKeeper(keeperRewindEvent)},
		{"keeper-rewind-leases", "Rewind ends the leases given before", withKeeper(keeperRewindLeases)},
		{"keeper-rewind-fresh", "what Rewind makes due is as if never tried, settled or not; what is pending from before waits on for its retry", withKeeper(keeperRewindFresh)},
		{"keeper-subscriptions", "Subscriptions lists the subscriptions of a site with what is pending and dead", withKeeper(keeperSubscriptions)},
		{"keeper-unsubscribe", "Unsubscribe forgets a subscription; claimed again, it is new", withKeeper(keeperUnsubscribe)},
		{"keeper-trim", "Trim removes settled events from before a moment, and no others", withKeeper(keeperTrim)},
	}
}

// withKeeper runs a case on stores that are a driver.Keeper.
func withKeeper(fn func(k *kit, keeper driver.Keeper)) func(k *kit) {
	return func(k *kit) {
		if keeper, ok := driver.As[driver.Keeper](k.store); ok {
			fn(k, keeper)
		}
	}
}

func keeperDead(k *kit, keeper driver.Keeper) {
	k.claim("s")
	k.happen("c", "a", "b", "d")
	events := k.claim("s")
	for _, i := range []int{2, 0, 1} {
		k.settle("s", events[i], driver.Dead)
	}
	list := func(after string, limit int) string {
		dead, err := keeper.Dead(k.Context(), site, "s", after, limit)
		k.must("Dead()", err)
		var names []string
		for _, d := range dead {
			names = append(names, d.Key)
			want(k, "DeadEvent.Error", d.Error, "it failed")
			want(k, "DeadEvent.Attempt", d.Attempt, 1)
			want(k, "DeadEvent.Stored", content(d.Stored), "done "+d.Key+" 1")
		}
		return strings.Join(names, " ")
	}
	want(k, "Dead()", list("", 10), "c a b")
	want(k, "Dead() of 2", list("", 2), "c a")
	want(k, "Dead() behind a", list(events[1].ID, 2), "b")
	k.must("Requeue()", keeper.Requeue(k.Context(), site, "s", events[0].ID))
	want(k, "Dead() behind c, which is dead no more", list(events[0].ID, 2), "a b")
	want(k, "Dead() behind d, which never was", list(events[3].ID, 2), "")
	if _, err := keeper.Dead(k.Context(), site, "s", "unknown", 2); !errors.Is(err, fault.NotFound) {
		k.Errorf("Dead() behind an unknown event = %v, want %v", err, fault.NotFound)
	}
	dead, err := keeper.Dead(k.Context(), site, "unknown", "", 10)
	want(k, "Dead() of an unknown subscription", fmt.Sprint(len(dead), err), "0 <nil>")
}

func keeperRequeue(k *kit, keeper driver.Keeper) {
	k.claim("s")
	k.happen("a", "a", "b")
	first := k.claim("s")
	k.settle("s", first[0], driver.Dead)
	k.settle("s", first[1], driver.Done)
	for _, ids := range [][]string{{first[1].ID}, {"unknown"}, {first[0].ID, "unknown"}} {
		if err := keeper.Requeue(k.Context(), site, "s", ids...); !errors.Is(err, fault.NotFound) {
			k.Errorf("Requeue(%v) = %v, want %v", ids, err, fault.NotFound)
		}
	}
	k.must("Requeue()", keeper.Requeue(k.Context(), site, "s", first[0].ID))
	again := k.one()
	want(k, "Claim() after Requeue", named([]driver.Event{again}), "a1")
	want(k, "Event.Attempt", again.Attempt, 1)
	k.settle("s", again, driver.Done)
	want(k, "Claim()", named(k.claim("s")), "a2")
	k.must("Requeue() of nothing", keeper.Requeue(k.Context(), site, "s"))
	k.must("Requeue() of nothing in an unknown site", keeper.Requeue(k.Context(), "unknown", "s"))
	if err := keeper.Requeue(k.Context(), site, "s", first[0].ID); !errors.Is(err, fault.NotFound) {
		k.Errorf("Requeue() again = %v, want %v", err, fault.NotFound)
	}
}

func keeperRequeueBehind(k *kit, keeper driver.Keeper) {
	k.claim("s")
	k.happen("a", "a")
	first := k.one()
	k.settle("s", first, driver.Dead)
	second := k.one()
	k.must("Requeue()", keeper.Requeue(k.Context(), site, "s", first.ID))
	want(k, "Claim() while a later event is leased", named(k.claimAt("s", lease-time.Microsecond)), "")
	again := k.claimAt("s", lease)
	want(k, "Claim() when that lease has run out", named(again), "a1")
	k.settle("s", second, driver.Done)
	want(k, "Claim() while the requeued event is leased", named(k.claimAt("s", lease)), "")
	for _, e := range again {
		k.settle("s", e, driver.Done)
	}
	want(k, "Claim() when both are settled", named(k.claimAt("s", 9*lease)), "")
}

func keeperErrorBytes(k *kit, keeper driver.Keeper) {
	k.claim("s")
	texts := append(slices.Clone(oddStrings), strings.Repeat("it failed ", 1<<15))
	b := new(driver.Batch)
	for i := range texts {
		b.Events = append(b.Events, k.event(name("k", i), 1, "done"))
	}
	k.do(b)
	var all []driver.Settlement
	for i, e := range k.claim("s") {
		x := outcome("s", e, driver.Dead)
		x.Error = texts[i]
		all = append(all, x)
	}
	k.must("Settle()", k.store.Settle(k.Context(), all...))
	dead, err := keeper.Dead(k.Context(), site, "s", "", driver.MaxPage)
	k.must("Dead()", err)
	want(k, "the number of dead events", len(dead), len(texts))
	for i, d := range dead {
		if d.Error != texts[i] {
			k.Errorf("the error %.40q of %d bytes came back as %.40q of %d", texts[i], len(texts[i]), d.Error, len(d.Error))
		}
	}
}

// hourly commits events of two keys, an hour apart, and settles them.
func hourly(k *kit) []driver.Event {
	k.Helper()
	k.claim("s")
	for i, key := range []string{"a", "b", "a", "b"} {
		e := k.event(key, 0, "done")
		e.Time = epoch.Add(time.Duration(i) * time.Hour)
		k.must("Commit()", k.emit(e))
	}
	events := k.drain("s")
	want(k, "all events", named(events), "a1 b1 a2 b2")
	return events
}

func keeperRewindTime(k *kit, keeper driver.Keeper) {
	hourly(k)
	k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", Since: epoch.Add(time.Hour)}))
	want(k, "all events after Rewind", named(k.drain("s")), "b1 a2 b2")
	k.happen("c")
	k.settle("s", k.one(), driver.Dead)
	k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", Since: epoch}))
	want(k, "all events after Rewind, the dead one aside", named(k.drain("s")), "a1 b1 a2 b2")
	err := keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "unknown", Since: epoch})
	if !errors.Is(err, fault.NotFound) {
		k.Errorf("Rewind() of an unknown subscription = %v, want %v", err, fault.NotFound)
	}
}

func keeperRewindEvent(k *kit, keeper driver.Keeper) {
	events := hourly(k)
	k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", EventID: events[2].ID}))
	want(k, "all events after Rewind", named(k.drain("s")), "a2 b2")
	err := keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", EventID: "unknown"})
	if !errors.Is(err, fault.NotFound) {
		k.Errorf("Rewind() to an unknown event = %v, want %v", err, fault.NotFound)
	}
}

func keeperRewindLeases(k *kit, keeper driver.Keeper) {
	k.claim("s")
	k.happen("a", "a")
	e := k.one()
	k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", Since: epoch}))
	k.lost("with a lease from before Rewind", outcome("s", e, driver.Done))
	want(k, "Claim() after Rewind", named(k.drain("s")), "a1 a2")
}

func keeperRewindFresh(k *kit, keeper driver.Keeper) {
	k.claim("s")
	for i, key := range []string{"early", "late", "done"} {
		e := k.event(key, 0, "done")
		e.Time = epoch.Add(time.Duration(i) * time.Hour)
		k.must("Commit()", k.emit(e))
	}
	events := k.claim("s")
	k.retry(events[0], 9*time.Hour)
	k.retry(events[1], 9*time.Hour)
	k.settle("s", events[2], driver.Done)
	k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", EventID: events[1].ID}))
	again := k.claim("s")
	want(k, "Claim() after Rewind", named(again), "late1 done1")
	for _, e := range again {
		want(k, "Event.Attempt of "+e.Key, e.Attempt, 1)
	}
	earlier := k.claimAt("s", 9*time.Hour)
	if len(earlier) != 3 {
		k.Fatalf("Claim() at the time to retry = [%s], want three events", named(earlier))
	}
	want(k, "Event.Attempt of an event from before", earlier[0].Attempt, 2)
	want(k, "Event.Attempt of an event that was claimed after Rewind", earlier[1].Attempt, 2)
}

func keeperSubscriptions(k *kit, keeper driver.Keeper) {
	k.claim("t")
	k.claim("s")
	k.happen("a", "a", "b")
	k.settle("s", k.claim("s")[0], driver.Dead)
	got, err := keeper.Subscriptions(k.Context(), site)
	k.must("Subscriptions()", err)
	wantAll(k, "Subscriptions()", got, []driver.Subscription{{Name: "s", Pending: 2, Dead: 1}, {Name: "t", Pending: 3}})
	got, err = keeper.Subscriptions(k.Context(), elsesite)
	k.must("Subscriptions()", err)
	want(k, "the number of subscriptions of another site", len(got), 0)
}

func keeperUnsubscribe(k *kit, keeper driver.Keeper) {
	k.claim("s")
	k.happen("a", "b")
	e := k.claim("s")[0]
	k.must("Unsubscribe()", keeper.Unsubscribe(k.Context(), site, "s"))
	k.must("Unsubscribe() again", keeper.Unsubscribe(k.Context(), site, "s"))
	k.lost("of a subscription that is no more", outcome("s", e, driver.Done))
	want(k, "Claim() of a new subscription", named(k.claimAt("s", 9*lease)), "")
	k.happen("c")
	want(k, "Claim()", named(k.claim("s")), "c1")
}

func keeperTrim(k *kit, keeper driver.Keeper) {
	k.claim("s")
	for i, key := range []string{"a", "b", "c", "d"} {
		e := k.event(key, 0, "done")
		e.Time = epoch.Add(time.Duration(i) * time.Hour)
		k.must("Commit()", k.emit(e))
	}
	events := k.claim("s")
	k.settle("s", events[0], driver.Done)
	k.settle("s", events[1], driver.Dead)
	k.settle("s", events[3], driver.Done) // c stays pending
	trim := func(before time.Time, expected int) {
		n, err := keeper.Trim(k.Context(), site, before)
		k.must("Trim()", err)
		want(k, "Trim()", n, expected)
	}
	trim(epoch, 0)
	trim(epoch.Add(3*time.Hour), 1)
	trim(epoch.Add(3*time.Hour), 0)
	c := claiming("new")
	c.Since = epoch
	want(k, "Claim() of a new subscription", named(k.claimAs(c)), "b1 c1 d1")
}
