// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

func leaseCases() []testCase {
	return []testCase{
		{"lease-runs-out", "an event is given again when its lease has run out unsettled", leaseRunsOut},
		{"lease-run-out-settles", "a lease that has run out still settles, unless the event was claimed again", leaseRunOutSettles},
		{"lease-lost", "a settlement with a lease that was lost to another claim is fault.Conflict and does nothing", leaseLost},
		{"settle-once", "an event is settled once: a second settlement is fault.Conflict", settleOnce},
		{"settle-all-or-nothing", "several settlements happen all or not at all", settleAllOrNothing},
		{"settle-unknown", "settling what was never claimed is fault.Conflict", settleUnknown},
		{"retry-not-before", "an event to be retried is given again when its time has come, not before", retryNotBefore},
		{"retry-holds-its-key", "an event to be retried holds back its own key, and no other", retryHoldsItsKey},
		{"dead-frees-its-key", "an event that was given up is not given again, and no longer holds back its key", deadFreesItsKey},
	}
}

func leaseRunsOut(k *kit) {
	k.claim("s")
	k.happen("a", "a", "b")
	first := k.claim("s")
	want(k, "Claim()", named(first), "a1 b1")
	k.settle("s", first[1], driver.Done)
	want(k, "Claim() before the lease has run out", named(k.claimAt("s", lease-time.Microsecond)), "")
	again := k.claimAt("s", lease)
	want(k, "Claim() when the lease has run out", named(again), "a1")
	want(k, "Event.ID", again[0].ID, first[0].ID)
	k.settle("s", again[0], driver.Done)
	want(k, "Claim()", named(k.claimAt("s", lease)), "a2")
}

func leaseRunOutSettles(k *kit) {
	k.claim("s")
	k.happen("a", "a")
	e := k.one()
	want(k, "Claim() of another subscription, later", named(k.claimAt("t", 3*lease)), "")
	k.settle("s", e, driver.Done)
	want(k, "Claim()", named(k.claimAt("s", 3*lease)), "a2")
}

func leaseLost(k *kit) {
	k.claim("s")
	k.happen("a", "a")
	old := k.one()
	events := k.claimAt("s", 2*lease)
	if len(events) != 1 {
		k.Fatalf("Claim() when the lease has run out = [%s], want a1", named(events))
	}
	for _, o := range []driver.Outcome{driver.Done, driver.Retry, driver.Dead} {
		k.lost("with a lost lease", outcome("s", old, o))
	}
	want(k, "Claim() while the new lease lasts", named(k.claimAt("s", 2*lease)), "")
	k.settle("s", events[0], driver.Done)
	want(k, "Claim()", named(k.claimAt("s", 2*lease)), "a2")
}

func settleOnce(k *kit) {
	k.claim("s")
	k.happen("a", "b", "c", "a")
	for i, e := range k.claim("s") {
		first := []driver.Outcome{driver.Done, driver.Retry, driver.Dead}[i]
		k.settle("s", e, first)
		k.lost(fmt.Sprintf("again after outcome %d", first), outcome("s", e, driver.Done))
	}
	want(k, "Claim()", named(k.claim("s")), "b1 a2")
}

func settleAllOrNothing(k *kit) {
	k.claim("s")
	k.happen("a", "b", "c")
	e := k.claim("s")
	if len(e) != 3 {
		k.Fatalf("Claim() = [%s], want three events", named(e))
	}
	wrong := e[2]
	wrong.Lease += "x"
	k.lost("of which the last has no lease", outcome("s", e[0], driver.Done), outcome("s", e[1], driver.Dead), outcome("s", wrong, driver.Done))
	k.lost("of which two are of the same event", outcome("s", e[0], driver.Done), outcome("s", e[1], driver.Dead), outcome("s", e[0], driver.Done))
	k.must("Settle()", k.store.Settle(k.Context(),
		outcome("s", e[0], driver.Done), outcome("s", e[1], driver.Done), outcome("s", e[2], driver.Done)))
	want(k, "Claim()", named(k.claimAt("s", 2*lease)), "")
	k.must("Settle() of nothing", k.store.Settle(k.Context()))
}

func settleUnknown(k *kit) {
	k.claim("s")
	k.happen("a")
	e := k.event("a", 1, "done")
	e.Lease = "none"
	k.lost("of an unknown event", outcome("s", e, driver.Done))
	k.lost("of an unknown subscription", outcome("t", e, driver.Done))
	pending := k.one()
	pending.Site = elsesite
	k.lost("of another site", outcome("s", pending, driver.Done))
}

func retryNotBefore(k *kit) {
	k.claim("s")
	k.happen("a")
	k.retry(k.one(), time.Hour)
	for _, at := range []time.Duration{0, lease, time.Hour - time.Microsecond} {
		want(k, fmt.Sprintf("Claim() %v later", at), named(k.claimAt("s", at)), "")
	}
	events := k.claimAt("s", time.Hour)
	want(k, "Claim() at the time to retry", named(events), "a1")
	want(k, "Event.Attempt", events[0].Attempt, 2)
	k.settle("s", events[0], driver.Done)
	want(k, "Claim()", named(k.claimAt("s", 9*time.Hour)), "")
}

func retryHoldsItsKey(k *kit) {
	k.claim("s")
	k.happen("bad", "good", "bad", "good", "other")
	var seen []driver.Event
	for range 20 {
		events := k.claim("s")
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if e.Key == "bad" {
				k.retry(e, time.Hour)
			} else {
				k.settle("s", e, driver.Done)
				seen = append(seen, e)
			}
		}
	}
	want(k, "what was handled beside a failing key", named(seen), "good1 other1 good2")
	want(k, "Claim() at the time to retry", named(k.claimAt("s", time.Hour)), "bad1")
}

func deadFreesItsKey(k *kit) {
	k.claim("s")
	k.happen("a", "a", "a")
	k.settle("s", k.one(), driver.Dead)
	e := k.one()
	want(k, "Event.Sequence behind a dead event", e.Sequence, 2)
	k.settle("s", e, driver.Done)
	want(k, "Claim()", named(k.claimAt("s", 99*time.Hour)), "a3")
}
