// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// newEnv returns the environment of a process that keeps its shop on d.
func newEnv(t testing.TB, d driver.Store) *service.Env {
	t.Helper()
	clock, ids := ecomtest.NewClock(), ecomtest.IDs()
	bus := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler)})
	s, err := store.New(d, store.Config{Now: clock.Now, NewID: ids, Publisher: bus})
	if err != nil {
		t.Fatal(err)
	}
	return &service.Env{
		Store: s, Bus: bus, Now: clock.Now, NewID: ids, Logger: slog.New(slog.DiscardHandler),
		Site: service.Site{ID: "main", Currency: money.USD, Locale: money.MustParseLocale("en-US")},
	}
}

func memory() driver.Store { return memstore.New(memstore.Config{}) }

func TestEnvTime(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3600)
	e := &service.Env{Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 6789, zone) }}
	if got, want := e.Time(), time.Date(2026, 1, 2, 2, 4, 5, 6000, time.UTC); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("Time() = %v, want %v", got, want)
	}
}

func TestSiteConverted(t *testing.T) {
	t.Parallel()
	s := service.Site{Currency: money.USD}
	if got := s.Converted(); got != money.USD {
		t.Errorf("Converted() = %s, want USD", got)
	}
	s.Conversion = &service.Conversion{Currency: money.EUR, Rate: decimal.NewFromInt(1)}
	if got := s.Converted(); got != money.EUR {
		t.Errorf("Converted() = %s, want EUR", got)
	}
}

func TestActors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		who        actor.Identity
		admin      bool
		ownVisitor bool // reaches what belongs to visitor v
		ownNobody  bool // reaches what belongs to nobody
	}{
		{actor.Identity{}, true, true, true},
		{actor.User("u"), true, true, true},
		{actor.App("a"), true, true, true},
		{actor.Visitor("v"), false, true, false},
		{actor.Visitor("w"), false, false, false},
		{actor.Member("v"), false, false, false},
	} {
		ctx := actor.With(t.Context(), tt.who)
		err := service.RequireAdmin(ctx)
		if tt.admin != (err == nil) {
			t.Errorf("RequireAdmin(%s) = %v", tt.who, err)
		}
		if !tt.admin && (!errors.Is(err, fault.Denied) || fault.Code(err) != "PERMISSION_DENIED") {
			t.Errorf("RequireAdmin(%s) = %v, want %v with PERMISSION_DENIED", tt.who, err, fault.Denied)
		}
		if got := service.Owns(ctx, actor.Visitor("v")); got != tt.ownVisitor {
			t.Errorf("Owns(%s, visitor v) = %v, want %v", tt.who, got, tt.ownVisitor)
		}
		if got := service.Owns(ctx, actor.Identity{}); got != tt.ownNobody {
			t.Errorf("Owns(%s, nobody) = %v, want %v", tt.who, got, tt.ownNobody)
		}
	}
}

func TestLineID(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		1:   "00000000-0000-0000-0000-000000000001",
		10:  "00000000-0000-0000-0000-000000000010",
		300: "00000000-0000-0000-0000-000000000300",
	} {
		if got := service.LineID(n); got != want {
			t.Errorf("LineID(%d) = %s, want %s", n, got, want)
		}
	}
}

// observer writes down what it is told.
type observer struct{ log []string }

type observed struct{}

func (o *observer) Start(ctx context.Context, op string) (context.Context, func(error)) {
	o.log = append(o.log, "start "+op)
	return context.WithValue(ctx, observed{}, op), func(err error) {
		if err != nil {
			op += ": " + err.Error()
		}
		o.log = append(o.log, "end "+op)
	}
}

func TestObserver(t *testing.T) {
	t.Parallel()
	env, o := newEnv(t, memory()), &observer{}
	env.Observer = o
	call := func(op string, err error) {
		_, _ = service.Mutate(t.Context(), env, op, 0, func(ctx context.Context, _ *store.Tx) (int, error) {
			if got := ctx.Value(observed{}); got != op {
				t.Errorf("the context of %s has %v of the observer", op, got)
			}
			return 1, err
		})
	}
	call("a.Good", nil)
	call("a.Bad", errors.New("boom"))
	func() {
		defer func() { _ = recover() }()
		_, _ = service.Mutate(t.Context(), env, "a.Panic", 0, func(context.Context, *store.Tx) (int, error) { panic("oh") })
	}()
	want := "start a.Good\nend a.Good\nstart a.Bad\nend a.Bad: a.Bad: boom\nstart a.Panic\nend a.Panic: the call did not return"
	if got := strings.Join(o.log, "\n"); got != want {
		t.Errorf("the observer was told\n%s\nwant\n%s", got, want)
	}
}
