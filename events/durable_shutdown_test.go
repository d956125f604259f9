// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// When Run ends nothing is begun, what is under way is finished and settled,
// and nothing stays leased.
func TestShutdown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New(memstore.Config{})
		p := start(t, d, events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "mail", func(ctx context.Context, e events.Event[orderApproved]) error {
			got.add("%s %d begins", e.EntityID, e.Sequence)
			<-time.After(5 * time.Second)
			got.add("%s %d ends, %v", e.EntityID, e.Sequence, ctx.Err())
			return nil
		}, &events.DurableOptions{Concurrency: 1, Batch: 3})
		p.run()
		p.emit("a", "b", "c", "d", "a")
		synctest.Wait()
		began := time.Now()
		p.end()
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("it took %v, want 5 s", took)
		}
		expect(t, &got, "a 1 begins", "a 1 ends, <nil>")
		next, err := d.Claim(t.Context(), driver.Claim{Site: "main", Subscription: "mail", Now: time.Now(), Lease: time.Minute, Limit: 10})
		if err != nil || len(next) != 4 {
			t.Errorf("Claim() = %d events, %v, want b, c, d and a", len(next), err)
		}
	})
}

// Handlers that take longer than the grace are interrupted: what they had is
// due again at once, however often it was tried.
func TestGrace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ grace, want time.Duration }{{0, 10 * time.Second}, {time.Second, time.Second}, {-1, 0}} {
		t.Run(tt.want.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := memstore.New(memstore.Config{})
				p := start(t, d, events.Config{Grace: tt.grace})
				var cause error
				events.SubscribeDurable(p.Bus, "mail", func(ctx context.Context, e events.Event[orderApproved]) error {
					<-ctx.Done()
					cause = context.Cause(ctx)
					return ctx.Err()
				}, &events.DurableOptions{Attempts: 1})
				p.run()
				p.emit("a")
				synctest.Wait()
				began := time.Now()
				p.end()
				if took := time.Since(began); took != tt.want {
					t.Errorf("it took %v, want %v", took, tt.want)
				}
				if cause == nil || !strings.Contains(cause.Error(), "shutting down") {
					t.Errorf("handlers are told %v", cause)
				}
				var got log
				second := start(t, d, events.Config{})
				events.SubscribeDurable(second.Bus, "mail", note(&got), nil)
				if err := second.Deliver(t.Context()); err != nil {
					t.Error(err)
				}
				expect(t, &got, "a 1")
			})
		})
	}
}

// What was handled is told to a store that comes back in time; otherwise it is
// delivered again, and Run does not wait for ever.
func TestShutdownWithoutStore(t *testing.T) {
	t.Parallel()
	for name, comesBack := range map[string]bool{"back in time": true, "away": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var lines bytes.Buffer
				d := memstore.New(memstore.Config{})
				faulty := ecomtest.Faults(d)
				p := start(t, faulty, events.Config{Logger: slog.New(slog.NewTextHandler(&lines, nil))})
				events.SubscribeDurable(p.Bus, "mail", func(context.Context, events.Event[orderApproved]) error {
					<-time.After(time.Second)
					return nil
				}, nil)
				p.run()
				p.emit("a")
				synctest.Wait()
				faulty.Crash()
				if comesBack {
					time.AfterFunc(2*time.Second, faulty.Restart)
				}
				began := time.Now()
				p.end()
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("it took %v", took)
				}
				list, err := d.Subscriptions(t.Context(), "main")
				if err != nil {
					t.Fatal(err)
				}
				left, want := list[0].Pending, 1
				if comesBack {
					want = 0
				}
				if left != want {
					t.Errorf("%d events are left, want %d", left, want)
				}
				if text := lines.String(); strings.Contains(text, "will be delivered again") == comesBack {
					t.Errorf("logged:\n%s", text)
				}
			})
		})
	}
}
