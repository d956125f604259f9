// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
)

// What handlers commit is delivered after the handlers of the present event.
func TestNestedCommitsAreQueued(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	var got log
	events.Subscribe(b, "first", func(ctx context.Context, e events.Event[orderApproved]) error {
		got.add("first begins")
		emit(ctx, t, s, e.EntityID, cartDeleted{})
		emit(ctx, t, s, "other", cartDeleted{})
		got.add("first ends")
		return nil
	})
	events.Subscribe(b, "second", func(context.Context, events.Event[orderApproved]) error {
		got.add("second")
		return nil
	})
	events.Subscribe(b, "nested", func(ctx context.Context, e events.Event[cartDeleted]) error {
		got.add("nested %s %d", e.EntityID, e.Sequence)
		if e.EntityID == "other" && e.Sequence == 1 {
			emit(ctx, t, s, "other", cartDeleted{})
			got.add("nested ends")
		}
		return nil
	})
	emit(t.Context(), t, s, "o", orderApproved{})
	want := []string{"first begins", "first ends", "second", "nested o 2", "nested other 1", "nested ends", "nested other 2"}
	if diff := cmp.Diff(want, got.all()); diff != "" {
		t.Errorf("handlers ran differently (-want +got):\n%s", diff)
	}
}

// The event of another goroutine waits until that before it is handled, and
// its committer with it; other keys do not.
func TestOneEventOfAKeyAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := events.NewBus(events.Config{})
		s := newStore(t, b)
		var got log
		release := make(chan struct{})
		events.Subscribe(b, "slow", func(_ context.Context, e events.Event[orderApproved]) error {
			got.add("begin %s %d", e.EntityID, e.Sequence)
			if e.EntityID == "o" && e.Sequence == 1 {
				<-release
			}
			got.add("end %s %d", e.EntityID, e.Sequence)
			return nil
		})
		var wg sync.WaitGroup
		commit := func(key string) {
			wg.Go(func() {
				emit(t.Context(), t, s, key, orderApproved{})
				got.add("committed %s", key)
			})
			synctest.Wait()
		}
		commit("o")
		commit("o")
		commit("other")
		close(release)
		wg.Wait()
		lines := got.all()
		want := []string{"begin o 1", "begin other 1", "end other 1", "committed other", "end o 1"}
		if diff := cmp.Diff(want, lines[:len(want)]); diff != "" {
			t.Errorf("handlers ran differently (-want +got):\n%s", diff)
		}
		rest := slices.DeleteFunc(lines[len(want):], func(l string) bool { return l == "committed o" })
		if diff := cmp.Diff([]string{"begin o 2", "end o 2"}, rest); diff != "" {
			t.Errorf("handlers ran differently (-want +got):\n%s", diff)
		}
	})
}

// Handlers of two keys that commit under each other's key do not wait for each
// other.
func TestCrossingKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := events.NewBus(events.Config{})
		s := newStore(t, b)
		both := make(chan struct{})
		var meet sync.WaitGroup
		meet.Add(2)
		go func() { meet.Wait(); close(both) }()
		events.Subscribe(b, "cross", func(ctx context.Context, e events.Event[orderApproved]) error {
			meet.Done()
			<-both
			other := map[string]string{"a": "b", "b": "a"}[e.EntityID]
			emit(ctx, t, s, other, cartDeleted{})
			return nil
		})
		r := events.NewRecorder(b, "recorder")
		var wg sync.WaitGroup
		wg.Go(func() { emit(t.Context(), t, s, "a", orderApproved{}) })
		wg.Go(func() { emit(t.Context(), t, s, "b", orderApproved{}) })
		wg.Wait()
		for _, key := range []string{"a", "b"} {
			if got := sequences(r.Of(key)); !slices.Equal(got, []int64{1, 2}) {
				t.Errorf("key %s got %v, want [1 2]", key, got)
			}
		}
	})
}

// The same with two shops whose handlers call each other.
func TestCrossingBuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var buses [2]*events.Bus
		var stores [2]*store.Store
		var recorders [2]*events.Recorder
		var meet sync.WaitGroup
		meet.Add(2)
		both := make(chan struct{})
		go func() { meet.Wait(); close(both) }()
		for i := range buses {
			buses[i] = events.NewBus(events.Config{})
			stores[i] = newStore(t, buses[i])
		}
		for i, b := range buses {
			events.Subscribe(b, "cross", func(ctx context.Context, e events.Event[orderApproved]) error {
				meet.Done()
				<-both
				emit(ctx, t, stores[1-i], e.EntityID, cartDeleted{})
				return nil
			})
			recorders[i] = events.NewRecorder(b, "recorder")
		}
		var wg sync.WaitGroup
		for _, s := range stores {
			wg.Go(func() { emit(t.Context(), t, s, "o", orderApproved{}) })
		}
		wg.Wait()
		for i, r := range recorders {
			if got := sequences(r.Events()); !slices.Equal(got, []int64{1, 2}) {
				t.Errorf("bus %d got %v, want [1 2]", i, got)
			}
		}
	})
}

// A handler that commits with a context of its own does not wait for itself.
func TestForeignContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := events.NewBus(events.Config{})
		s := newStore(t, b)
		var got log
		events.Subscribe(b, "approved", func(context.Context, events.Event[orderApproved]) error {
			emit(context.Background(), t, s, "o", cartDeleted{})     // its key is under way
			emit(context.Background(), t, s, "other", cartDeleted{}) // its key is free
			emit(context.Background(), t, s, "late", cartDeleted{})  // its key has an event in the queue
			got.add("approved")
			return nil
		})
		events.Subscribe(b, "deleted", func(ctx context.Context, e events.Event[cartDeleted]) error {
			got.add("deleted %s %d", e.EntityID, e.Sequence)
			if e.EntityID == "o" && e.Sequence == 2 {
				emit(ctx, t, s, "o", cartDeleted{}) // again as it should be
				got.add("deleted ends")
			}
			return nil
		})
		err := s.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			events.Emit(tx, ctx, "o", func() events.Payload { return orderApproved{} })
			events.Emit(tx, ctx, "late", func() events.Payload { return cartDeleted{} })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"deleted other 1", "approved", "deleted o 2", "deleted ends",
			"deleted late 1", "deleted late 2", "deleted o 3",
		}
		if diff := cmp.Diff(want, got.all()); diff != "" {
			t.Errorf("handlers ran differently (-want +got):\n%s", diff)
		}
	})
}

// Goroutines that a handler leaves behind commit on their own.
func TestContextOutlivesHandler(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	var kept context.Context
	events.Subscribe(b, "approved", func(ctx context.Context, _ events.Event[orderApproved]) error {
		kept = ctx
		return nil
	})
	r := events.NewRecorder(b, "recorder")
	emit(t.Context(), t, s, "o", orderApproved{})
	emit(kept, t, s, "o", cartDeleted{})
	if got := sequences(r.Events()); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("recorded %v, want [1 2]", got)
	}
}

// Whatever goroutines commit, and whatever handlers commit in their turn, each
// handler gets the events of each key one by one, in order, and all of them.
func TestOrderProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := events.NewBus(events.Config{})
		s := newStore(t, b)
		keys := rapid.IntRange(1, 4).Draw(rt, "keys")
		draw := func(what string, most int) [][]int { // commits, each with the keys of its events
			return rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, keys-1), 1, 3), 1, most).Draw(rt, what)
		}
		plan := make([][][]int, rapid.IntRange(1, 4).Draw(rt, "goroutines"))
		for i := range plan {
			plan[i] = draw("commits", 6)
		}
		nested := draw("nested", 3)
		foreign := rapid.Bool().Draw(rt, "handlers use a context of their own")
		handlers := rapid.IntRange(1, 3).Draw(rt, "handlers")

		commit := func(ctx context.Context, keys []int, p events.Payload) {
			err := s.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
				for _, k := range keys {
					events.Emit(tx, ctx, fmt.Sprint(k), func() events.Payload { return p })
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		events.Subscribe(b, "nesting", func(ctx context.Context, e events.Event[orderApproved]) error {
			if foreign {
				ctx = context.Background()
			}
			commit(ctx, nested[int(e.Sequence)%len(nested)], cartDeleted{})
			return nil
		})
		var mu sync.Mutex
		seen := make([]map[string][]int64, handlers)
		busy := make(map[string]bool)
		for h := range seen {
			seen[h] = make(map[string][]int64)
			events.SubscribeAll(b, fmt.Sprint(h), func(_ context.Context, e events.Envelope) error {
				mu.Lock()
				if busy[e.EntityID] {
					t.Errorf("two events of key %s at a time", e.EntityID)
				}
				busy[e.EntityID] = true
				seen[h][e.EntityID] = append(seen[h][e.EntityID], e.Sequence)
				mu.Unlock()
				mu.Lock()
				busy[e.EntityID] = false
				mu.Unlock()
				return nil
			})
		}
		var wg sync.WaitGroup
		for _, commits := range plan {
			wg.Go(func() {
				for _, keys := range commits {
					commit(t.Context(), keys, orderApproved{})
				}
			})
		}
		wg.Wait()

		sent := 0
		for _, commits := range plan {
			for _, keys := range commits {
				sent += len(keys)
			}
		}
		for h := range seen {
			got := 0
			for key, list := range seen[h] {
				for i, n := range list {
					if n != int64(i)+1 {
						rt.Fatalf("handler %d got %v of key %s", h, list, key)
					}
				}
				got += len(list)
			}
			if got < 2*sent {
				rt.Fatalf("handler %d got %d events, want %d and at least as many nested ones", h, got, sent)
			}
		}
	})
}

func sequences(list []events.Envelope) []int64 {
	var got []int64
	for i := range list {
		got = append(got, list[i].Sequence)
	}
	return got
}
