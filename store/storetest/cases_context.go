// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func contextCases() []testCase {
	return []testCase{
		{"context-ended", "a call whose context has ended gives the context's error and has no effect", contextEnded},
		{"context-ended-abilities", "abilities too give the context's error when it has ended, and have no effect", contextEndedAbilities},
		{"close-twice", "Close may be called again", closeTwice},
		{"use-after-close", "after Close every call gives fault.Unavailable", useAfterClose},
		{"use-after-close-abilities", "after Close abilities too give fault.Unavailable, and channels of Wake are closed", useAfterCloseAbilities},
		{"close-while-working", "Close in the middle of work lets calls finish or fail, and none hang or half happen", closeWhileWorking},
	}
}

// calls are one call of each method.
func (k *kit) calls(ctx context.Context) map[string]func() error {
	return map[string]func() error{
		"Get": func() error { _, err := k.store.Get(ctx, thing("a")); return err },
		"Find": func() error {
			for r, err := range k.store.Find(ctx, driver.Query{Site: site, Kind: things, Index: by, Limit: 10}) {
				if err != nil {
					return err
				}
				_ = r
			}
			return nil
		},
		"Commit": func() error {
			k.batches++
			_, err := k.store.Commit(ctx, &driver.Batch{
				ID: name("call", k.batches), Writes: []driver.Write{create("new", "x", key(by, "new"))},
				Counts: []driver.Count{add("n", 1)}, Events: []driver.Event{k.event("new", 1, "done")},
			})
			return err
		},
		"Claim":  func() error { _, err := k.store.Claim(ctx, claiming("s")); return err },
		"Settle": func() error { return k.store.Settle(ctx, outcome("s", k.event("a", 1, "done"), driver.Done)) },
	}
}

func contextEnded(k *kit) {
	k.do(writes(create("a", "A", key(by, "a"))))
	k.claim("s")
	k.happen("a")
	leased := k.one()
	k.happen("b")
	before := k.dump()
	ctx, cancel := context.WithCancel(k.Context())
	cancel()
	calls := k.calls(ctx)
	calls["Settle"] = func() error { return k.store.Settle(ctx, outcome("s", leased, driver.Done)) }
	for what, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			k.Errorf("%s() with a canceled context = %v, want %v", what, err, context.Canceled)
		}
	}
	want(k, "the state after calls with a canceled context", k.dump(), before)
	want(k, "Claim()", named(k.claim("s")), "b1")
	k.settle("s", leased, driver.Done)
}

// abilities are one call of each method of each ability that the store has,
// about subscription s and an event that it has given up.
func (k *kit) abilities(ctx context.Context, dead driver.Event) map[string]func() error {
	calls := make(map[string]func() error)
	if r, ok := driver.As[driver.Resolver](k.store); ok {
		calls["Committed"] = func() error { _, _, err := r.Committed(ctx, "batch-1"); return err }
	}
	if keeper, ok := driver.As[driver.Keeper](k.store); ok {
		calls["Subscriptions"] = func() error { _, err := keeper.Subscriptions(ctx, site); return err }
		calls["Dead"] = func() error { _, err := keeper.Dead(ctx, site, "s", "", 1); return err }
		calls["Requeue"] = func() error { return keeper.Requeue(ctx, site, "s", dead.ID) }
		calls["Rewind"] = func() error {
			return keeper.Rewind(ctx, driver.Rewind{Site: site, Subscription: "s", Since: epoch})
		}
		calls["Unsubscribe"] = func() error { return keeper.Unsubscribe(ctx, site, "s") }
		calls["Trim"] = func() error { _, err := keeper.Trim(ctx, site, epoch.Add(time.Hour)); return err }
	}
	if l, ok := driver.As[driver.Lister](k.store); ok {
		calls["Sites"] = func() error { _, err := l.Sites(ctx); return err }
		calls["Kinds"] = func() error { _, err := l.Kinds(ctx, site); return err }
	}
	if s, ok := driver.As[driver.Snapshotter](k.store); ok {
		calls["Snapshot"] = func() error {
			v, err := s.Snapshot(ctx)
			if err == nil {
				err = v.Close()
			}
			return err
		}
	}
	return calls
}

// given commits events a1, a2, a3 and b1, of which a subscription s settles a1,
// gives up a2, and leaves b1 leased.
func (k *kit) given() (dead, leased driver.Event) {
	k.Helper()
	k.claim("s")
	k.happen("a", "a", "a", "b")
	first := k.claim("s")
	k.settle("s", first[0], driver.Done)
	dead = k.one()
	k.settle("s", dead, driver.Dead)
	return dead, first[1]
}

func contextEndedAbilities(k *kit) {
	dead, leased := k.given()
	ctx, cancel := context.WithCancel(k.Context())
	cancel()
	for what, call := range k.abilities(ctx, dead) {
		if err := call(); !errors.Is(err, context.Canceled) {
			k.Errorf("%s() with a canceled context = %v, want %v", what, err, context.Canceled)
		}
	}
	if w, ok := driver.As[driver.Waker](k.store); ok {
		for range w.Wake(ctx, site) { // until it is closed
		}
	}
	k.settle("s", leased, driver.Done)
	want(k, "all events that were pending", named(k.drain("s")), "a3")
	if keeper, ok := driver.As[driver.Keeper](k.store); ok {
		list, err := keeper.Dead(k.Context(), site, "s", "", 9)
		k.must("Dead()", err)
		want(k, "the number of dead events", len(list), 1)
		n, err := keeper.Trim(k.Context(), site, epoch.Add(time.Hour))
		k.must("Trim()", err)
		want(k, "Trim()", n, 3)
	}
}

func closeTwice(k *kit) {
	k.do(writes(create("a", "A")))
	for i := range 3 {
		if err := k.store.Close(); err != nil {
			k.Errorf("Close() number %d = %v, want no error", i+1, err)
		}
	}
}

func useAfterClose(k *kit) {
	k.do(writes(create("a", "A")))
	calls := k.calls(k.Context())
	k.must("Close()", k.store.Close())
	for what, call := range calls {
		if err := call(); !errors.Is(err, fault.Unavailable) {
			k.Errorf("%s() after Close = %v, want %v", what, err, fault.Unavailable)
		}
	}
}

func useAfterCloseAbilities(k *kit) {
	dead, _ := k.given()
	calls := k.abilities(k.Context(), dead)
	var wake <-chan struct{}
	w, ok := driver.As[driver.Waker](k.store)
	if ok {
		wake = w.Wake(k.Context(), site)
	}
	k.must("Close()", k.store.Close())
	for what, call := range calls {
		if err := call(); !errors.Is(err, fault.Unavailable) {
			k.Errorf("%s() after Close = %v, want %v", what, err, fault.Unavailable)
		}
	}
	if ok {
		for range wake { // until it is closed
		}
		for range w.Wake(k.Context(), site) {
		}
	}
}

func closeWhileWorking(k *kit) {
	const workers = 8
	k.claim("s")
	var started []<-chan struct{}
	failures := make(chan error, workers)
	begun := make(chan struct{}, workers)
	for w := range workers {
		started = append(started, k.background(func() {
			for i := range 100000 {
				if i == 3 {
					begun <- struct{}{}
				}
				if err := k.work(w, i); err != nil {
					failures <- err
					return
				}
			}
			failures <- nil
		}))
	}
	for range workers {
		<-begun
	}
	k.must("Close()", k.store.Close())
	for _, done := range started {
		<-done
	}
	for range workers {
		if err := <-failures; !errors.Is(err, fault.Unavailable) && !errors.Is(err, fault.Unknown) {
			k.Errorf("a call while the store is closed = %v, want %v", err, fault.Unavailable)
		}
	}
}

// work is what a worker does in one round, whatever there is to do.
func (k *kit) work(worker, round int) error {
	id := fmt.Sprintf("%d-%d", worker, round)
	_, err := k.store.Commit(k.Context(), &driver.Batch{
		ID: id, Writes: []driver.Write{create(id, "x", key(by, id))}, Counts: []driver.Count{add("n", 1)},
		Events: []driver.Event{{ID: id, Site: site, Key: id, Sequence: 1, Type: "done", Time: epoch, Doc: text("x")}},
	})
	if err != nil {
		return err
	}
	switch worker % 3 {
	case 0:
		_, err = k.store.Get(k.Context(), thing(id), number("n"))
	case 1:
		for _, e := range k.store.Find(k.Context(), driver.Query{Site: site, Kind: things, Index: by, Limit: 20}) {
			err = errors.Join(err, e)
		}
	default:
		c := claiming("s")
		c.Limit = 2
		var events []driver.Event
		if events, err = k.store.Claim(k.Context(), c); err == nil {
			for _, e := range events {
				err = errors.Join(err, k.store.Settle(k.Context(), outcome("s", e, driver.Done)))
			}
		}
	}
	return err
}
