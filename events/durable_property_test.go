// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// step is something that happens in a world of processes that share a store.
type step struct {
	Do      string // commit, crash, shut down, lose a claim, lose a settlement, outage, wait
	Process int
	Key     int
	Wait    time.Duration
}

// script is a world's fate.
type script struct {
	Steps []step
	// Handlers is what the handlers of the nth event do, again and again.
	Handlers []behavior
}

// behavior is what handlers do with an event.
type behavior struct {
	Takes time.Duration
	Fails int // so many times
}

func scripts() *rapid.Generator[script] {
	steps := rapid.Custom(func(t *rapid.T) step {
		return step{
			Do: rapid.SampledFrom([]string{
				"commit", "commit", "commit", "commit", "crash", "shut down", "lose a claim", "lose a settlement", "outage", "wait", "wait",
			}).Draw(t, "do"),
			Process: rapid.IntRange(0, 2).Draw(t, "process"),
			Key:     rapid.IntRange(0, 4).Draw(t, "key"),
			Wait:    rapid.SampledFrom([]time.Duration{0, 1, time.Second, 10 * time.Second, time.Minute, time.Hour}).Draw(t, "wait"),
		}
	})
	behaviors := rapid.Custom(func(t *rapid.T) behavior {
		return behavior{
			// 40 s are more than its time, 70 s more than the lease.
			Takes: rapid.SampledFrom([]time.Duration{0, 0, 0, time.Second, 40 * time.Second, 70 * time.Second}).Draw(t, "takes"),
			Fails: rapid.SampledFrom([]int{0, 0, 0, 1, 3, 6}).Draw(t, "fails"),
		}
	})
	return rapid.Custom(func(t *rapid.T) script {
		return script{rapid.SliceOfN(steps, 1, 40).Draw(t, "steps"), rapid.SliceOfN(behaviors, 1, 10).Draw(t, "handlers")}
	})
}

// ledger is the store that all processes of a world share. It knows what is
// settled for good.
type ledger struct {
	driver.Store
	mu      sync.Mutex
	settled map[string]bool // by subscription and event
}

func (l *ledger) Unwrap() driver.Store { return l.Store }

func (l *ledger) Settle(ctx context.Context, list ...driver.Settlement) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.Store.Settle(ctx, list...)
	for _, s := range list {
		if err == nil && s.Outcome != driver.Retry {
			l.settled[s.Subscription+" "+s.EventID] = true
		}
	}
	return err
}

// world is some processes on one store, and what their handlers saw.
type world struct {
	t      *testing.T
	ledger *ledger
	script script

	mu     sync.Mutex
	number map[string]int                // of events, in the order in which they were seen
	seen   map[string]map[string][]int64 // by subscription and key: the sequences, each when it was seen first
	calls  map[string]int                // by subscription and event
	wrong  []string
}

// mortal is a process that may die, and be started again.
type mortal struct {
	*process
	faults *ecomtest.FaultyStore
}

func (w *world) start() *mortal {
	m := &mortal{faults: ecomtest.Faults(w.ledger)}
	m.process = start(w.t, m.faults, events.Config{Poll: time.Minute, Chance: func() float64 { return 0.5 }})
	events.SubscribeDurable(m.Bus, "patient", w.handler("patient"), &events.DurableOptions{Attempts: -1, MaxBackoff: time.Minute})
	events.SubscribeDurable(m.Bus, "hasty", w.handler("hasty"), &events.DurableOptions{Attempts: 4, Concurrency: 2, Batch: 5})
	m.run()
	return m
}

func (w *world) handler(name string) func(context.Context, events.Event[orderApproved]) error {
	return func(_ context.Context, e events.Event[orderApproved]) error {
		b := w.begin(name, e)
		<-time.After(b.Takes)
		if b.Fails > 0 {
			return errFailed
		}
		return nil
	}
}

// begin notes a call, and returns what it is to do.
func (w *world) begin(name string, e events.Event[orderApproved]) behavior {
	w.ledger.mu.Lock()
	settled := w.ledger.settled[name+" "+e.ID]
	w.ledger.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if settled {
		w.wrong = append(w.wrong, fmt.Sprintf("%s got %s %d again", name, e.EntityID, e.Sequence))
	}
	if _, ok := w.number[e.ID]; !ok {
		w.number[e.ID] = len(w.number)
	}
	id := name + " " + e.ID
	if w.calls[id]++; w.calls[id] == 1 {
		w.seen[name][e.EntityID] = append(w.seen[name][e.EntityID], e.Sequence)
	}
	b := w.script.Handlers[w.number[e.ID]%len(w.script.Handlers)]
	b.Fails -= w.calls[id] - 1
	return b
}

// play runs the script and returns what is wrong in the end.
func (w *world) play() []string {
	processes := []*mortal{w.start(), w.start(), w.start()}
	committed := make(map[string]int64)
	var gone []*mortal
	for _, s := range w.script.Steps {
		m := processes[s.Process]
		switch s.Do {
		case "commit":
			key := fmt.Sprint("key ", s.Key)
			processes[(s.Process+1)%3].faults.Restart() // somebody can
			processes[(s.Process+1)%3].emit(key)
			committed[key]++
		case "crash":
			m.faults.Crash()
			m.stop()
			gone = append(gone, m)
			processes[s.Process] = w.start()
		case "shut down":
			m.faults.Restart()
			m.end()
			processes[s.Process] = w.start()
		case "lose a claim":
			m.faults.OnClaim(1, fault.Unavailable, s.Key%2 == 0)
		case "lose a settlement":
			m.faults.OnSettle(1, fault.Unavailable, s.Key%2 == 0)
		case "outage":
			m.faults.Crash()
		}
		pass(s.Wait)
	}
	for _, m := range processes {
		m.faults.Restart()
	}
	for range 48 {
		pass(time.Hour)
		if list, err := processes[0].log.Subscriptions(w.t.Context()); err == nil && list[0].Pending+list[1].Pending == 0 {
			break
		}
	}
	for _, m := range processes {
		m.end()
	}
	for _, m := range gone {
		if err := <-m.over; !errors.Is(err, context.Canceled) {
			w.wrong = append(w.wrong, fmt.Sprintf("a process that crashed ended with %v", err))
		}
	}
	return append(w.wrong, w.missing(processes[0].log, committed)...)
}

// missing compares what was seen with what was committed.
func (w *world) missing(l *events.Log, committed map[string]int64) (wrong []string) {
	list, err := l.Subscriptions(w.t.Context())
	if err != nil || len(list) != 2 || list[0].Pending != 0 || list[1].Pending != 0 || list[1].Dead != 0 {
		wrong = append(wrong, fmt.Sprintf("in the end there are %+v, %v, want nothing pending and nothing given up by the patient", list, err))
	}
	dead := make(map[string][]int64)
	for letter, err := range l.AllDead(w.t.Context(), "hasty") {
		if err != nil {
			return append(wrong, err.Error())
		}
		dead[letter.Event.EntityID] = append(dead[letter.Event.EntityID], letter.Event.Sequence)
	}
	for name, seen := range w.seen {
		for _, key := range slices.Sorted(maps.Keys(committed)) {
			if got := seen[key]; !slices.IsSorted(got) {
				wrong = append(wrong, fmt.Sprintf("%s saw %s in the order %v", name, key, got))
			}
			for n := int64(1); n <= committed[key]; n++ {
				if !slices.Contains(seen[key], n) && (name == "patient" || !slices.Contains(dead[key], n)) {
					wrong = append(wrong, fmt.Sprintf("%s has not seen %s %d", name, key, n))
				}
			}
		}
	}
	return wrong
}

// Whatever fails, crashes, is lost or takes too long: every subscription sees
// every event, those of a key in their order, and none after it was settled.
func TestDurableProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := scripts().Draw(rt, "script")
		var wrong []string
		synctest.Test(t, func(t *testing.T) {
			w := &world{
				t: t, script: s, ledger: &ledger{Store: memstore.New(memstore.Config{}), settled: make(map[string]bool)},
				number: make(map[string]int), calls: make(map[string]int),
				seen: map[string]map[string][]int64{"patient": {}, "hasty": {}},
			}
			wrong = w.play()
		})
		for _, text := range wrong {
			rt.Error(text)
		}
	})
}
