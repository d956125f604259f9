// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func lateCases() []testCase {
	return []testCase{
		{"late-commit", "an event is given though its commit began before, and ended after, others whose events were given", lateCommit},
		{"late-subscription", "a new subscription sees the events of commits that were under way at its first claim and ended after it", lateSubscription},
		{"late-context", "a commit whose context ends while it waits for another one gives the context's error and has no effect", lateContext},
		{"race-lease-expiry", "of those whose leases of an event have run out one after the other, one settles it", raceLeaseExpiry},
	}
}

// patience is how long a commit lets others overtake it. Where commits happen
// one after the other they can't, and that is no fault.
const patience = 100 * time.Millisecond

// overtaken commits an event of the key "late" and runs fn between the moment
// when its sequence is known and its commit. It reports whether fn came to its
// end by then; when overtaken returns, it has in any case.
func (k *kit) overtaken(fn func()) bool {
	k.Helper()
	e := k.event("late", 0, "done")
	b := &driver.Batch{
		ID:     "batch of " + e.ID,
		Counts: []driver.Count{{Ref: sequence(e.Key), Delta: 1}},
		Events: []driver.Event{e},
	}
	ctx, cancel := context.WithTimeout(k.Context(), patience)
	defer cancel()
	begin := sync.OnceValue(func() <-chan struct{} { return k.background(fn) })
	before := false
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[0]
		select {
		case <-begin():
			before = true
		case <-ctx.Done():
		}
		return nil
	}
	k.do(b)
	<-begin()
	return before
}

// quietly claims in the background of a case, where a case can't be ended.
func (k *kit) quietly(c driver.Claim) []driver.Event {
	events, err := k.store.Claim(k.Context(), c)
	if err != nil {
		k.Errorf("Claim() = %v", err)
	}
	return events
}

func lateCommit(k *kit) {
	k.claim("s")
	seen := make(map[string]int)
	for range 3 {
		k.overtaken(func() {
			for range 3 {
				if err := k.emitSlowly(k.event("early", 0, "done")); err != nil {
					k.Errorf("Commit() beside another one = %v", err)
				}
				for _, e := range k.quietly(claiming("s")) {
					seen[e.Key]++
					if err := k.store.Settle(k.Context(), outcome("s", e, driver.Done)); err != nil {
						k.Errorf("Settle() beside a commit = %v", err)
					}
				}
			}
		})
		for _, e := range k.drain("s") {
			seen[e.Key]++
		}
	}
	want(k, "the number of events of commits that were overtaken", seen["late"], 3)
	want(k, "the number of events of commits that overtook", seen["early"], 9)
}

func lateSubscription(k *kit) {
	k.happen("a")
	for round := range 3 {
		c := claiming(name("s", round))
		if !k.overtaken(func() { k.quietly(c) }) {
			continue // which of the two was first can't be told
		}
		k.happen("a")
		want(k, "all events from then on", named(k.drain(c.Subscription)), fmt.Sprintf("late%d a%d", round+1, k.get(sequence("a"))[0].Count))
	}
}

func lateContext(k *kit) {
	done := 0
	for round := range 3 {
		ctx, cancel := context.WithCancel(k.Context())
		id := name("id", round)
		var err error
		begun := make(chan struct{})
		waiting := func() {
			close(begun)
			_, err = k.store.Commit(ctx, &driver.Batch{
				ID: id, Counts: []driver.Count{add("n", 1)}, Writes: []driver.Write{create(id, "x", key(by, id))},
			})
		}
		var ended <-chan struct{}
		b := &driver.Batch{Counts: []driver.Count{add("n", 1)}}
		b.Resolve = func([]int64) error {
			if ended == nil {
				ended = k.background(waiting)
				<-begun
				wait, stop := context.WithTimeout(k.Context(), patience/5)
				defer stop()
				<-wait.Done() // it does wait for this commit by now, if it ever does
				cancel()
			}
			return nil
		}
		k.do(b)
		<-ended
		done++
		effect := 0
		switch {
		case err == nil:
			effect = 1
		case errors.Is(err, fault.Unknown):
			if r, ok := driver.As[driver.Resolver](k.store); ok {
				_, committed, unknown := r.Committed(k.Context(), id)
				k.must("Committed()", unknown)
				if committed {
					effect = 1
				}
			}
		case !errors.Is(err, context.Canceled):
			k.Errorf("Commit() whose context ended while it waited = %v, want %v", err, context.Canceled)
		}
		done += effect
		want(k, "the number of records of a commit that gave "+class(err), len(k.find(driver.Query{Index: by, From: []byte(id), To: []byte(id + "+")})), effect)
		want(k, "the count", k.get(number("n"))[0].Count, int64(done))
	}
}

func raceLeaseExpiry(k *kit) {
	const events = 20
	k.claim("s")
	for i := range events {
		k.happen(name("k", i%4))
	}
	var mu sync.Mutex
	settled := make(map[string]int)
	attempts := make(map[string]int)
	rest := func() int { mu.Lock(); defer mu.Unlock(); return events - len(settled) }
	k.together(func(w int) {
		for round := 0; round < 10000 && rest() > 0; round++ {
			c := claiming("s")
			// To every claim all leases that were given before have run out.
			mu.Lock()
			attempts["claims"]++
			c.Now = epoch.Add(2 * lease * time.Duration(attempts["claims"]))
			mu.Unlock()
			c.Limit = 2
			for _, e := range k.quietly(c) {
				err := k.store.Settle(k.Context(), outcome("s", e, driver.Done))
				if err != nil && !errors.Is(err, fault.Conflict) {
					k.Errorf("Settle() = %v, want %v", err, fault.Conflict)
				}
				if err == nil {
					mu.Lock()
					settled[e.ID]++
					mu.Unlock()
				}
			}
		}
	})
	for id, n := range settled {
		want(k, "the number of settlements of "+id+" that succeeded", n, 1)
	}
	want(k, "the number of events settled", len(settled), events)
	want(k, "Claim()", named(k.claimAt("s", 1e6*time.Hour)), "")
}
