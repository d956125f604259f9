// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

var errFailed = errors.New("failed")

// Retries come when they are due, to the moment, however seldom the store is
// polled.
func TestRetryDelays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		chance float64
		want   []time.Duration
	}{
		{0, []time.Duration{0, 1 * time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}},
		{0.5, []time.Duration{0, 750 * time.Millisecond, 1500 * time.Millisecond, 3 * time.Second, 3750 * time.Millisecond, 3750 * time.Millisecond}},
	} {
		t.Run(fmt.Sprint(tt.chance), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := start(t, memstore.New(memstore.Config{}), events.Config{Poll: time.Hour, Chance: func() float64 { return tt.chance }})
				var got []time.Duration
				last := time.Now()
				events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
					if len(got)+1 != e.Attempt {
						t.Errorf("attempt %d is told to be %d", len(got)+1, e.Attempt)
					}
					got = append(got, time.Since(last))
					last = time.Now()
					return errFailed
				}, &events.DurableOptions{MaxBackoff: 5 * time.Second, Attempts: 6})
				p.run()
				p.emit("a")
				pass(time.Hour)
				p.end()
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("tried after other delays (-want +got):\n%s", diff)
				}
				if pending, dead := p.left(); pending != 0 || dead != 1 {
					t.Errorf("%d pending, %d dead, want 0, 1", pending, dead)
				}
			})
		})
	}
}

// Delays that would overflow are the longest.
func TestRetryDelayIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		const most = 1 << 62
		events.SubscribeDurable(p.Bus, "mail", func(context.Context, events.Event[orderApproved]) error { return errFailed },
			&events.DurableOptions{MinBackoff: most, MaxBackoff: most + 1})
		p.emit("a")
		if err := p.Deliver(t.Context()); !errors.Is(err, errFailed) {
			t.Fatal(err)
		}
		if got, want := p.observed.deliveries[0].RetryAt, time.Now().Add(most).Truncate(time.Microsecond); !got.Equal(want) {
			t.Errorf("retried at %v, want %v", got, want)
		}
	})
}

// Delays are spread within their bounds.
func TestRetryJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		source := rand.New(rand.NewPCG(1, 2))
		p := start(t, memstore.New(memstore.Config{}), events.Config{Chance: func() float64 {
			mu.Lock()
			defer mu.Unlock()
			return source.Float64()
		}})
		events.SubscribeDurable(p.Bus, "mail", func(context.Context, events.Event[orderApproved]) error { return errFailed },
			&events.DurableOptions{MinBackoff: time.Minute})
		for i := range 200 {
			p.emit(fmt.Sprint(i))
		}
		if err := p.Deliver(t.Context()); !errors.Is(err, errFailed) {
			t.Fatal(err)
		}
		low, high := time.Hour, time.Duration(0)
		for _, d := range p.observed.deliveries {
			delay := time.Until(d.RetryAt)
			low, high = min(low, delay), max(high, delay)
		}
		if low < 30*time.Second || low > 32*time.Second || high > time.Minute || high < 58*time.Second {
			t.Errorf("delays from %v to %v, want them to fill 30 s to 1 min", low, high)
		}
	})
}

// An event that fails holds back what comes behind it, and nothing else.
func TestFailureHoldsBackItsKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		var got, other log
		var mended atomic.Bool
		events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
			if e.EntityID == "bad" && !mended.Load() {
				return errFailed
			}
			got.add("%s %d", e.EntityID, e.Sequence)
			return nil
		}, nil)
		events.SubscribeDurable(p.Bus, "other", note(&other), &events.DurableOptions{Concurrency: 1})
		p.run()
		p.emit("bad", "good", "bad", "good")
		pass(10 * time.Second)
		expect(t, &got, "good 1", "good 2")
		expect(t, &other, "bad 1", "good 1", "bad 2", "good 2")
		mended.Store(true)
		pass(time.Minute)
		expect(t, &got, "good 1", "good 2", "bad 1", "bad 2")
		p.end()
	})
}

// What is dead no longer holds back its key; requeued it does again, and is as
// if never tried.
func TestDeadAndRequeue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		var got log
		var mended atomic.Bool
		events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
			if e.Sequence == 1 && !mended.Load() {
				return fmt.Errorf("no good: %w", errFailed)
			}
			got.add("%s %d, attempt %d", e.EntityID, e.Sequence, e.Attempt)
			return nil
		}, &events.DurableOptions{Attempts: 3})
		p.run()
		p.emit("a", "a")
		pass(2 * time.Second)
		expect(t, &got)
		pass(time.Second)
		expect(t, &got, "a 2, attempt 1")
		dead, err := p.log.Dead(t.Context(), "mail", "", 0)
		if err != nil || len(dead) != 1 || dead[0].Event.Sequence != 1 || dead[0].Event.Attempt != 3 || dead[0].Error != "no good: failed" {
			t.Fatalf("Dead() = %+v, %v", dead, err)
		}
		mended.Store(true)
		if err = p.log.Requeue(t.Context(), "mail", dead[0].Event.ID); err != nil {
			t.Fatal(err)
		}
		p.emit("a")
		pass(time.Second)
		expect(t, &got, "a 2, attempt 1", "a 1, attempt 1", "a 3, attempt 1")
		p.end()
		if diff := cmp.Diff(map[events.Outcome]int{events.Handled: 3, events.Retried: 2, events.Dead: 1}, p.observed.outcomes()); diff != "" {
			t.Errorf("outcomes differ (-want +got):\n%s", diff)
		}
	})
}

// Panics and ends of goroutines are errors like others; what is marked
// permanent is not tried again.
func TestHandlerFailures(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]struct {
		do   func() error
		want string
		dead bool
	}{
		"error":     {func() error { return errFailed }, "failed", false},
		"panic":     {func() error { panic("oh") }, "panic: oh", false},
		"goexit":    {func() error { runtime.Goexit(); return nil }, "the handler called runtime.Goexit", false},
		"permanent": {func() error { return fmt.Errorf("no: %w", events.Permanent(errFailed)) }, "no: failed", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var lines bytes.Buffer
				p := start(t, memstore.New(memstore.Config{}), events.Config{Logger: slog.New(slog.NewTextHandler(&lines, nil))})
				var got log
				events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
					if e.Attempt == 1 && e.Sequence == 1 {
						return fail.do()
					}
					got.add("%d", e.Sequence)
					return nil
				}, nil)
				p.run()
				p.emit("a", "a")
				pass(time.Minute)
				p.end()
				want, outcome, level := []string{"1", "2"}, events.Retried, "WARN"
				if fail.dead {
					want, outcome, level = []string{"2"}, events.Dead, "ERROR"
				}
				expect(t, &got, want...)
				d := p.observed.deliveries[0]
				if d.Outcome != outcome || d.Err.Err.Error() != fail.want || d.Event.EntityID != "a" || d.Subscription != "mail" {
					t.Errorf("delivery was %+v, want %v because of %q", d, outcome, fail.want)
				}
				if failed := p.observed.failed; len(failed) != 1 || failed[0] != d.Err || failed[0].Event.Attempt != 1 {
					t.Errorf("HandlerFailed was told of %v, want %v", failed, d.Err)
				}
				if text := lines.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "level="+level) || !strings.Contains(text, "attempt=1") {
					t.Errorf("logged:\n%s", text)
				}
			})
		})
	}
	if events.Permanent(nil) != nil {
		t.Error("Permanent(nil) is not nil")
	}
}

// garbler is a driver whose log can't be read.
type garbler struct{ driver.Store }

func (g *garbler) Unwrap() driver.Store { return g.Store }

func (g *garbler) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	list, err := g.Store.Claim(ctx, c)
	for i := range list {
		list[i].Stored = driver.Doc{Bytes: []byte(`{"format":9,"actionEvent":{}}`)}
		if list[i].Key == "wrong" {
			list[i].Stored = driver.Doc{Bytes: []byte(`{"format":1,"actionEvent":{"body":{"order":7}}}`)}
		}
	}
	return list, err
}

// What this version can't read goes to the dead letters, which say why, and is
// delivered by one that can.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		old := start(t, &garbler{d}, events.Config{})
		var got log
		events.SubscribeDurable(old.Bus, "mail", note(&got), nil)
		old.run()
		old.emit("newer", "wrong")
		pass(time.Minute)
		old.end()
		expect(t, &got)
		var ids []string
		for letter, err := range old.log.AllDead(t.Context(), "mail") {
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"newer": "stored in format 9; this version reads up to 1", "wrong": "cannot unmarshal number"}[letter.Event.EntityID]
			if !strings.Contains(letter.Error, want) || letter.Event.Slug != "approved" {
				t.Errorf("dead letter %+v, want one about %q", letter, want)
			}
			ids = append(ids, letter.Event.ID)
		}
		if p := old.observed.deliveries[0].Event; p.ID == "" || p.EntityFQDN != "wix.ecom.v1.order" || p.Attempt != 1 {
			t.Errorf("the observer was told of %+v", p)
		}
		now := start(t, d, events.Config{})
		events.SubscribeDurable(now.Bus, "mail", note(&got), &events.DurableOptions{Concurrency: 1})
		if err := now.log.Requeue(t.Context(), "mail", ids...); err != nil {
			t.Fatal(err)
		}
		if err := now.Deliver(t.Context()); err != nil {
			t.Error(err)
		}
		expect(t, &got, "newer 1", "wrong 1")
	})
}

// Texts of errors are cut to what every store can keep.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		events.SubscribeDurable(p.Bus, "mail", func(context.Context, events.Event[orderApproved]) error {
			return events.Permanent(errors.New("a\x00b\xff" + strings.Repeat("é", 1e6)))
		}, nil)
		p.emit("a")
		if err := p.Deliver(t.Context()); err == nil {
			t.Error("Deliver() = nil, want the handler's error")
		}
		dead, err := p.log.Dead(t.Context(), "mail", "", 1)
		if err != nil {
			t.Fatal(err)
		}
		if text := dead[0].Error; !strings.HasPrefix(text, "a\uFFFDb\uFFFDéé") || !strings.HasSuffix(text, "… (2000004 bytes)") || len(text) > 4100 {
			t.Errorf("dead because of %.30q… of %d bytes", text, len(text))
		}
	})
}

// Events that handlers commit are delivered like others, and after them.
func TestEmittingHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "chain", func(ctx context.Context, e events.Event[orderApproved]) error {
			if e.Sequence < 5 {
				emit(ctx, t, p.store, e.EntityID, orderApproved{e.Data.Order})
			}
			got.add("%d", e.Sequence)
			return nil
		}, nil)
		p.run()
		p.emit("a")
		synctest.Wait() // no time passes
		expect(t, &got, "1", "2", "3", "4", "5")
		p.end()
	})
}

// Events of different keys are handled at the same time, as many as asked for;
// those of one key never.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	for _, batch := range []int{3, 7, 50} {
		t.Run(fmt.Sprint(batch), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := start(t, memstore.New(memstore.Config{}), events.Config{})
				var mu sync.Mutex
				var most int
				running := make(map[string]bool)
				order := make(map[string][]int64)
				events.SubscribeDurable(p.Bus, "mail", func(_ context.Context, e events.Event[orderApproved]) error {
					mu.Lock()
					if running[e.EntityID] {
						t.Errorf("two handlers of %s at a time", e.EntityID)
					}
					running[e.EntityID] = true
					most = max(most, len(running))
					order[e.EntityID] = append(order[e.EntityID], e.Sequence)
					mu.Unlock()
					<-time.After(time.Second)
					mu.Lock()
					delete(running, e.EntityID)
					mu.Unlock()
					return nil
				}, &events.DurableOptions{Concurrency: 3, Batch: batch})
				p.run()
				for range 5 {
					p.emit("a", "b", "c", "d", "e", "f")
				}
				pass(10*time.Second - 1) // thirty events of a second, three at a time
				mu.Lock()
				if len(order) != 6 || most != 3 {
					t.Errorf("%d keys, %d at a time, want 6, 3", len(order), most)
				}
				mu.Unlock()
				pass(1)
				p.end()
				for key, got := range order {
					if !slices.Equal(got, []int64{1, 2, 3, 4, 5}) {
						t.Errorf("%s was handled in the order %v", key, got)
					}
				}
				if pending, _ := p.left(); pending != 0 {
					t.Errorf("%d events are left, want none after 10 s", pending)
				}
			})
		})
	}
}
