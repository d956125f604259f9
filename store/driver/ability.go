// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"iter"
	"time"

	"github.com/go-ecom/ecom/internal/ability"
)

// Resolver is an optional ability of stores whose connection can break in the
// middle of a commit: it tells, by the batch's ID, whether the batch was
// committed. The answer is final: a batch of which it said no can't come to be
// committed afterwards. A store that can return fault.Unknown from Commit must
// have it, and must remember batches for at least an hour.
type Resolver interface {
	Committed(ctx context.Context, batchID string) (Receipt, bool, error)
}

// Waker is an optional ability that saves polling.
type Waker interface {
	// Wake returns a channel that receives when events of a site may have been
	// committed, by whichever process, since the last time it did. It is
	// closed when ctx ends or the store is closed. It says nothing of leases
	// that run out and retry times that come.
	Wake(ctx context.Context, site string) <-chan struct{}
}

// Keeper is an optional ability: looking after the log and its durable
// subscriptions.
type Keeper interface {
	// Subscriptions returns the subscriptions of a site, by name.
	Subscriptions(ctx context.Context, site string) ([]Subscription, error)

	// Dead returns events that a subscription has given up, in the order of
	// the log: the first limit of them (as Query.Limit) behind the event with
	// the ID after, dead or not, or from the beginning when that is "". An
	// event that is not in the log is fault.NotFound.
	Dead(ctx context.Context, site, subscription, after string, limit int) ([]DeadEvent, error)

	// Requeue makes dead events due again, as if never tried: they hold back
	// what comes behind them. What is not dead is fault.NotFound, and nothing
	// is done.
	Requeue(ctx context.Context, site, subscription string, eventIDs ...string) error

	// Rewind makes settled events due again. An unknown subscription or event
	// is fault.NotFound.
	Rewind(ctx context.Context, r Rewind) error

	// Unsubscribe forgets a subscription, with what is pending and dead for
	// it. A later Claim of the name makes a new one.
	Unsubscribe(ctx context.Context, site, subscription string) error

	// Trim removes events with Time before a moment that are settled for every
	// subscription and dead for none, and returns how many.
	Trim(ctx context.Context, site string, before time.Time) (int, error)
}

// Lister is an optional ability: saying what there is, for exports.
type Lister interface {
	Sites(ctx context.Context) ([]string, error)              // that have records or had events, in order
	Kinds(ctx context.Context, site string) ([]string, error) // of which the site has records, in order
}

// Snapshotter is an optional ability: showing everything as it is at one
// moment, for exports.
type Snapshotter interface {
	// Snapshot returns a view of the store as it is now, whatever is committed
	// while it is read. Commits go on beside it.
	Snapshot(ctx context.Context) (View, error)
}

// View is a store as it was at one moment. It is for one goroutine, and is to
// be closed.
type View interface {
	Get(ctx context.Context, refs ...Ref) ([]Record, error)     // as Store.Get
	Find(ctx context.Context, q Query) iter.Seq2[Record, error] // as Store.Find
	Lister

	// Log returns events of a site in the order of the log, and who still has
	// work with them: the first limit of them (as Query.Limit) behind the event
	// with the ID after, or from the beginning when that is "". An unknown
	// event is fault.NotFound.
	Log(ctx context.Context, site, after string, limit int) ([]LogEntry, error)

	// Subscriptions is as Keeper.Subscriptions.
	Subscriptions(ctx context.Context, site string) ([]Subscription, error)

	Close() error
}

// LogEntry is an event of the log, with what durable subscriptions have still
// to do with it.
type LogEntry struct {
	Event            // with Stored
	Pending []string // the subscriptions that have not settled it, by name
	Dead    []string // the subscriptions that have given it up, by name
}

// Forgetful is an optional ability of stores that are to be read as a process
// that has just started reads them, as those of tests are: each document that is
// given as bytes is decoded, even if it is still known what the bytes stand for.
type Forgetful interface {
	Forgetful() // does nothing
}

// Unwrapper is implemented by drivers that wrap another one, so that optional
// abilities are found through any number of wrappers.
type Unwrapper interface {
	Unwrap() Store
}

// As returns the ability T of s, or of the first driver it wraps that has it.
func As[T any](s Store) (T, bool) { return ability.As[T](s) }
