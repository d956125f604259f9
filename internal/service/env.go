// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package service is what all services stand on: the environment they share,
// mutations that commit once and are idempotent by key, and calls to plug-ins
// that cannot hang or break their caller.
package service

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Env is what every service of a shop shares. All fields but Observer are set.
type Env struct {
	Store    *store.Store
	Bus      *events.Bus
	Now      func() time.Time
	NewID    func() string
	Logger   *slog.Logger
	Observer Observer // may be nil
	Site     Site

	// Secret signs what goes out and comes back: cursors of searches, tokens.
	Secret []byte

	flights flights
	of      *Env // the shop's own, of which this is a view

	mu    sync.Mutex
	kinds map[string]store.AnyKind
}

// Observer is told of every mutation, for metrics and traces.
type Observer interface {
	// Start is called before the operation op begins. The context it returns
	// is used for the call; the function it returns is called with the
	// outcome. Both may be used from many goroutines.
	Start(ctx context.Context, op string) (context.Context, func(error))
}

// Site is how a shop computes and presents.
type Site struct {
	ID          string
	Currency    money.Currency
	Conversion  *Conversion // nil: buyers see the site's currency
	LiveRates   bool        // buyers may choose a currency, whose rate is known to the calculator
	Locale      money.Locale
	Language    string
	TaxIncluded bool
	Policy      money.Policy

	CashRounding money.CashRounding // zero: cash is paid to the minor unit

	WeightUnit item.WeightUnit
}

// Conversion is the buyer's currency and what one unit of the site's currency
// is worth in it.
type Conversion struct {
	Currency money.Currency
	Rate     decimal.Decimal
}

// Converted returns the buyer's currency: the conversion's, or the site's own.
func (s *Site) Converted() money.Currency {
	if s.Conversion != nil {
		return s.Conversion.Currency
	}
	return s.Currency
}

// observe tells the Observer that op begins, and returns what to tell the
// outcome to.
func (e *Env) observe(ctx context.Context, op string) (context.Context, func(error)) {
	if e.Observer == nil {
		return ctx, func(error) {}
	}
	return e.Observer.Start(ctx, op)
}

// Time returns the present moment as records keep it: UTC, whole microseconds.
func (e *Env) Time() time.Time { return e.Now().UTC().Truncate(time.Microsecond) }

// With returns an environment in which a shop works on another driver, such as
// one that joins the caller's transaction. It has flights of its own: to wait
// for a call outside the transaction, which may wait for the transaction, would
// be for ever.
func (e *Env) With(d driver.Store) *Env {
	return &Env{
		Store: e.Store.With(d), Bus: e.Bus, Now: e.Now, NewID: e.NewID, Logger: e.Logger, Observer: e.Observer, Site: e.Site, Secret: e.Secret,
		of: e.own(),
	}
}

// own returns the shop's own environment.
func (e *Env) own() *Env {
	if e.of != nil {
		return e.of
	}
	return e
}

// Keep notes kinds that are kept in the shop's store, for exports of it. Every
// service says what it keeps when it is made.
func (e *Env) Keep(kinds ...store.AnyKind) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kinds == nil {
		e.kinds = map[string]store.AnyKind{answers.Name(): answers}
	}
	for _, k := range kinds {
		e.kinds[k.Name()] = k
	}
}

// Kinds returns what is kept in the shop's store, by name.
func (e *Env) Kinds() []store.AnyKind {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.SortedFunc(maps.Values(e.kinds), func(a, b store.AnyKind) int { return cmp.Compare(a.Name(), b.Name()) })
}

// RefuseOutside returns the fault.State error by which a view refuses what
// calls outside parties between two commits, nil where it can be done.
func (e *Env) RefuseOutside() error {
	if e.of == nil {
		return nil
	}
	return fault.New(fault.State, "", "calls outside parties, whose work no rollback takes back: call it on the shop itself, once the transaction is committed")
}

type viewKey struct{}

// within returns the context for plug-ins that a view calls, in which
// StoreWithin finds it.
func (e *Env) within(ctx context.Context) context.Context {
	if e.of == nil && ctx.Value(viewKey{}) == nil {
		return ctx
	}
	return context.WithValue(ctx, viewKey{}, e)
}

// StoreWithin returns where a plug-in that keeps something in the shop's store
// finds it when it is called with ctx: the store of the view that called it, or
// the shop's own.
func (e *Env) StoreWithin(ctx context.Context) *store.Store {
	if v, ok := ctx.Value(viewKey{}).(*Env); ok && v.own() == e.own() {
		return v.Store
	}
	return e.Store
}

// RequireAdmin refuses visitors and members.
func RequireAdmin(ctx context.Context) error {
	if id := actor.From(ctx); !id.Admin() {
		return fault.New(fault.Denied, "PERMISSION_DENIED", fmt.Sprintf("%s may not do this", id))
	}
	return nil
}

// Owns reports whether the actor of ctx may reach what belongs to owner.
func Owns(ctx context.Context, owner actor.Identity) bool {
	id := actor.From(ctx)
	return id.Admin() || id == owner
}

// LineID returns the id of the nth line of a cart, checkout or order, counted
// from 1, in the form that the platform gives such ids.
func LineID(n int) string {
	return fmt.Sprintf("00000000-0000-0000-0000-%012d", n)
}
