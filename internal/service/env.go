// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package service is what all services stand on: the environment they share,
// mutations that commit once and are idempotent by key, and calls to plug-ins
// that cannot hang or break their caller.
package service

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
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
	Locale      money.Locale
	Language    string
	TaxIncluded bool
	Policy      money.Policy
	WeightUnit  item.WeightUnit
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
