// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// A process that dies in the middle settles nothing: another one takes over
// when its leases are over, not before, and in order.
func TestCrashAndTakeOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		dying := ecomtest.Faults(d)
		first := start(t, dying, events.Config{})
		var died, got log
		events.SubscribeDurable(first.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
			if e.Sequence == 2 {
				dying.Crash() // with the event handled, and nobody told
			}
			died.add("%s %d", e.EntityID, e.Sequence)
			return nil
		}, nil)
		first.run()
		first.emit("a", "a", "a")
		synctest.Wait()
		expect(t, &died, "a 1", "a 2")

		second := start(t, d, events.Config{})
		events.SubscribeDurable(second.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
			got.add("%s %d, attempt %d", e.EntityID, e.Sequence, e.Attempt)
			return nil
		}, nil)
		second.run()
		pass(time.Minute - time.Second)
		expect(t, &got)
		pass(2 * time.Second)
		expect(t, &got, "a 2, attempt 2", "a 3, attempt 1")
		second.end()
		first.end()
	})
}

// A claim whose answer is lost leases events that nobody has: they come when
// the lease is over. A settlement whose answer is lost has happened: the event
// does not come again.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := ecomtest.Faults(ecomtest.Encoded(memstore.New(memstore.Config{})))
		p := start(t, d, events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
			got.add("%s %d, attempt %d", e.EntityID, e.Sequence, e.Attempt)
			return nil
		}, nil)
		p.run()
		d.OnClaim(1, context.DeadlineExceeded, true)
		p.emit("a")
		pass(59 * time.Second)
		expect(t, &got)
		pass(2 * time.Second)
		expect(t, &got, "a 1, attempt 2")

		d.OnSettle(1, context.DeadlineExceeded, true)
		p.emit("b", "c", "d", "b")
		pass(time.Hour)
		p.end()
		lines := got.all()
		slices.Sort(lines)
		want := []string{"a 1, attempt 2", "b 1, attempt 1", "b 2, attempt 1", "c 1, attempt 1", "d 1, attempt 1"}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("handled differently (-want +got):\n%s", diff)
		}
		if pending, dead := p.left(); pending != 0 || dead != 0 {
			t.Errorf("%d pending, %d dead, want none", pending, dead)
		}
	})
}

// thief is a driver that gives out a lease on b which is not good.
type thief struct {
	driver.Store
	settled []int // how many at a time
}

func (h *thief) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	list, err := h.Store.Claim(ctx, c)
	for i := range list {
		if list[i].Key == "b" && list[i].Attempt == 1 {
			list[i].Lease = "stolen"
		}
	}
	return list, err
}

func (h *thief) Settle(ctx context.Context, list ...driver.Settlement) error {
	if h.settled = append(h.settled, len(list)); len(h.settled) == 1 {
		<-time.After(5 * time.Second) // meanwhile the others end
	}
	return h.Store.Settle(ctx, list...)
}

// Of several settlements those hold whose leases are good.
func TestOneLeaseLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &thief{Store: memstore.New(memstore.Config{})}
		p := start(t, d, events.Config{})
		events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
			if e.EntityID != "first" {
				<-time.After(time.Second)
			}
			return nil
		}, nil)
		p.emit("first", "a", "b", "c")
		p.run()
		pass(time.Hour)
		p.end()
		if diff := cmp.Diff(map[events.Outcome]int{events.LeaseLost: 1, events.Handled: 4}, p.observed.outcomes()); diff != "" {
			t.Errorf("outcomes differ (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]int{1, 3, 1, 1, 1, 1}, d.settled); diff != "" {
			t.Errorf("settled at a time (-want +got):\n%s", diff)
		}
	})
}

// A handler that does not mind the end of its time keeps its event to itself in
// its own process, where its outcome counts; only its key waits.
func TestHandlerOutlivesLeaseAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		p := start(t, memstore.New(memstore.Config{}), events.Config{Logger: slog.New(slog.NewTextHandler(&lines, nil))})
		var got log
		events.SubscribeDurable(p.Bus, "mail", func(ctx context.Context, e events.Event[orderApproved]) error {
			got.add("%s %d", e.EntityID, e.Sequence)
			if e.EntityID == "slow" && e.Sequence == 1 {
				<-time.After(10 * time.Minute)
				if ctx.Err() == nil {
					t.Error("its context has not ended")
				}
				got.add("slow ends")
			}
			return nil
		}, &events.DurableOptions{Concurrency: 2, Attempts: 3})
		p.run()
		p.emit("slow", "slow")
		pass(5 * time.Minute)
		p.emit("a", "b", "c")
		pass(time.Minute)
		p.emit("a")
		pass(10 * time.Minute)
		p.end()
		lines2 := got.all()
		slices.Sort(lines2[1:4]) // together
		if diff := cmp.Diff([]string{"slow 1", "a 1", "b 1", "c 1", "a 2", "slow ends", "slow 2"}, lines2); diff != "" {
			t.Errorf("handled differently (-want +got):\n%s", diff)
		}
		if pending, dead := p.left(); pending != 0 || dead != 0 {
			t.Errorf("%d pending, %d dead, want none", pending, dead)
		}
		if text := lines.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "still running though its lease is over") {
			t.Errorf("logged, want one complaint:\n%s", text)
		}
	})
}

// Another process takes the event when the lease is over; the late settlement
// does no harm.
func TestHandlerOutlivesLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		var got log
		var processes [2]*process
		for i := range processes {
			p := start(t, d, events.Config{Poll: []time.Duration{time.Hour, time.Second}[i]}) // the second asks first
			events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
				got.add("%s %d in %d", e.EntityID, e.Sequence, i)
				if i == 0 {
					<-time.After(90 * time.Second)
				}
				return nil
			}, nil)
			processes[i] = p
		}
		processes[0].run()
		processes[0].emit("a")
		synctest.Wait()
		processes[1].run()
		pass(45 * time.Second)
		processes[1].emit("a")
		pass(10 * time.Minute)
		expect(t, &got, "a 1 in 0", "a 1 in 1", "a 2 in 1")
		if diff := cmp.Diff(map[events.Outcome]int{events.LeaseLost: 1}, processes[0].observed.outcomes()); diff != "" {
			t.Errorf("outcomes differ (-want +got):\n%s", diff)
		}
		processes[0].end()
		processes[1].end()
	})
}

// An event with which every process dies is given up.
func TestCrashLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		crashes := 0
		for range 5 {
			dying := ecomtest.Faults(d)
			p := start(t, dying, events.Config{})
			events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
				crashes++
				dying.Crash()
				return nil
			}, &events.DurableOptions{Attempts: 3})
			if crashes == 0 {
				p.emit("bad")
			}
			p.run()
			pass(time.Minute)
			p.end()
		}
		p := start(t, d, events.Config{})
		dead, err := p.log.Dead(t.Context(), "mail", "", 0)
		if err != nil || crashes != 3 || len(dead) != 1 || !strings.Contains(dead[0].Error, "given out too often") {
			t.Errorf("after %d crashes Dead() = %+v, %v, want it given up after 3", crashes, dead, err)
		}
	})
}

// hooked is a driver whose commits wait before they become visible.
type hooked struct {
	driver.Store
	before func(b *driver.Batch)
}

func (h *hooked) Unwrap() driver.Store { return h.Store }

func (h *hooked) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	h.before(b)
	return h.Store.Commit(ctx, b)
}

// An event of an early time that becomes visible late is not passed over.
func TestLateCommit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		release := make(chan struct{})
		late := start(t, &hooked{d, func(*driver.Batch) { <-release }}, events.Config{})
		p := start(t, d, events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		p.run()
		var wg sync.WaitGroup
		wg.Go(func() { late.emit("late") })
		synctest.Wait()
		pass(time.Hour)
		p.emit("prompt")
		synctest.Wait()
		expect(t, &got, "prompt 1")
		close(release)
		wg.Wait()
		synctest.Wait() // the store wakes the other process
		expect(t, &got, "prompt 1", "late 1")
		p.end()
	})
}

// sleepy is a driver without abilities: nothing wakes anybody.
type sleepy struct{ driver.Store }

// What another process commits is found by polling when the store wakes nobody.
func TestPolling(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &sleepy{memstore.New(memstore.Config{})}
		p, other := start(t, d, events.Config{Poll: 10 * time.Second}), start(t, d, events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		p.run()
		other.emit("a")
		pass(10*time.Second - 1)
		expect(t, &got)
		pass(1)
		expect(t, &got, "a 1")
		p.emit("b") // its own it knows at once
		synctest.Wait()
		expect(t, &got, "a 1", "b 1")
		p.end()
	})
}

// Three processes share the work; none does it all, and nothing is done twice.
func TestProcessesShareTheWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		const keys, each = 1000, 3
		var mu sync.Mutex
		seen := make(map[string][]int64)
		var did [3]int
		var processes [3]*process
		for i := range processes {
			p := start(t, d, events.Config{})
			events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
				<-time.After(10 * time.Millisecond)
				mu.Lock()
				defer mu.Unlock()
				seen[e.EntityID] = append(seen[e.EntityID], e.Sequence)
				did[i]++
				return nil
			}, nil)
			p.run()
			processes[i] = p
		}
		for range each {
			for k := range keys {
				processes[0].emit(fmt.Sprint(k))
			}
		}
		pass(time.Minute)
		for _, p := range processes {
			p.end()
		}
		for k, got := range seen {
			if !slices.Equal(got, []int64{1, 2, 3}) {
				t.Errorf("key %s was handled in the order %v", k, got)
			}
		}
		if len(seen) != keys {
			t.Errorf("%d keys were seen, want %d", len(seen), keys)
		}
		for i, n := range did {
			if n < keys*each/10 {
				t.Errorf("process %d did %d of %d", i, n, keys*each)
			}
		}
	})
}
