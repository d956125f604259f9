// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func contextCases() []testCase {
	return []testCase{
		{"context-ended", "a call whose context has ended gives the context's error and has no effect", contextEnded},
		{"close-twice", "Close may be called again", closeTwice},
		{"use-after-close", "after Close every call gives fault.Unavailable", useAfterClose},
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

func closeWhileWorking(k *kit) {
	const workers = 8
	var started []<-chan struct{}
	failures := make(chan error, workers)
	begun := make(chan struct{}, workers)
	for w := range workers {
		started = append(started, k.background(func() {
			for i := range 100000 {
				if i == 3 {
					begun <- struct{}{}
				}
				id := fmt.Sprintf("%d-%d", w, i)
				_, err := k.store.Commit(k.Context(), &driver.Batch{
					ID: id, Writes: []driver.Write{create(id, "x", key(by, id))}, Counts: []driver.Count{add("n", 1)},
				})
				if err == nil {
					_, err = k.store.Get(k.Context(), thing(id), number("n"))
				}
				if err != nil {
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
