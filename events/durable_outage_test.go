// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// A store that fails is asked less and less often, complained about once, and
// gone on with when it answers.
func TestOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		d := &counted{Store: memstore.New(memstore.Config{})}
		faulty := ecomtest.Faults(d)
		p := start(t, faulty, events.Config{Logger: slog.New(slog.NewTextHandler(&lines, nil))})
		other := start(t, d, events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		faulty.Crash()
		p.run()
		pass(time.Hour)
		other.emit("a")
		if text := lines.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "the event store does not answer") {
			t.Errorf("logged in an hour:\n%s", text)
		}
		if d.claims != 0 {
			t.Errorf("%d claims came through", d.claims)
		}
		faulty.Restart()
		pass(10 * time.Second)
		expect(t, &got, "a 1")
		p.end()
		if text := lines.String(); strings.Count(text, "\n") != 2 || !strings.Contains(text, "the event store answers again") {
			t.Errorf("logged in all:\n%s", text)
		}
		if stalls := p.observed.stalls; len(stalls) != 2 || !errors.Is(stalls[0], fault.Unavailable) || stalls[1] != nil {
			t.Errorf("the observer was told %v", stalls)
		}
	})
}

// counted is a driver that counts claims.
type counted struct {
	driver.Store
	claims int
}

func (c *counted) Unwrap() driver.Store { return c.Store }

func (c *counted) Claim(ctx context.Context, x driver.Claim) ([]driver.Event, error) {
	c.claims++
	return c.Store.Claim(ctx, x)
}

// Nobody asks the store when there is nothing to do but for polling, and a clock
// that stands still makes nobody spin.
func TestIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &counted{Store: memstore.New(memstore.Config{})}
		b := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler)})
		clock := ecomtest.NewClock()
		s, err := store.New(d, store.Config{Publisher: b, Now: clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		b.UseStore(s)
		tries := 0
		events.SubscribeDurable(b, "mail", func(context.Context, events.Event[orderApproved]) error {
			tries++
			return errFailed
		}, nil)
		emit(t.Context(), t, s, "a", orderApproved{})
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- b.Run(ctx) }()
		pass(time.Hour) // the clock of the store stands still
		stop()
		if err := <-over; !errors.Is(err, context.Canceled) {
			t.Errorf("Run() = %v, want %v", err, context.Canceled)
		}
		if tries != 1 || d.claims > 2*3600+10 {
			t.Errorf("%d tries, %d claims in an hour, want 1 and about one for each second", tries, d.claims)
		}
	})
}
