// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Config says how a Store works. The zero Config is usable.
type Config struct {
	Site      string           // whose records; default "main"
	Now       func() time.Time // the clock; default time.Now
	NewID     func() string    // makes the ids of events and of Tx.NewID; default UUIDs of version 7
	Attempts  int              // how often Update runs its function before it gives up on a conflict; default 10
	Publisher Publisher        // gets the events of each commit; nil: nobody does
}

// Publisher is given the events of every commit.
type Publisher interface {
	// Enqueue takes the events of one commit. Commits that share an ordering
	// key are enqueued one after the other, in the order they were committed.
	// It must not call the store, and must not block: what takes time belongs
	// into dispatch, which is called on the committing goroutine as soon as
	// other commits can go on. A nil dispatch is not called. ctx is that of
	// the Update. Payloads may be part of what the store keeps: handlers get
	// copies.
	Enqueue(ctx context.Context, evs []Event) (dispatch func())
}

// Event is an event as it was committed.
type Event struct {
	ID       string    // unique
	Key      string    // the ordering key: the id of the entity
	Type     string    // such as "wix.ecom.v1.order_approved"
	Sequence int64     // rises by one with each event of the key, beginning at 1
	Time     time.Time // UTC, whole microseconds
	Payload  any       // what Emit built; not to be changed
}

// Store is one site's part of a driver.Store. It is safe for concurrent use.
type Store struct {
	driver    driver.Store
	site      string
	clock     func() time.Time
	newID     func() string
	attempts  int
	publisher Publisher

	prefix string // of batch ids, different for every Store
	shared *shared
	recent *recent // nil: every document is decoded
}

// shared is what a Store and its views have in common.
type shared struct {
	batches  atomic.Uint64
	revision atomic.Int64 // the highest given to a new record
	open     atomic.Bool  // no import is under way; see Ready
	lanes    lanes
	scratch  sync.Pool // of *scratch
	recent   recent
}

// New returns a Store on d. It reports an error when d is nil or the
// configuration makes no sense.
func New(d driver.Store, c Config) (*Store, error) {
	var errs []error
	if d == nil {
		errs = append(errs, errors.New("no driver"))
	}
	if !utf8.ValidString(c.Site) || strings.ContainsRune(c.Site, 0) || len(c.Site) > driver.MaxKey {
		errs = append(errs, fmt.Errorf("a site is UTF-8 without zero bytes, at most %d of them, not %.40q", driver.MaxKey, c.Site))
	}
	if c.Attempts < 0 {
		errs = append(errs, fmt.Errorf("negative attempts: %d", c.Attempts))
	}
	if len(errs) > 0 {
		return nil, &fault.Error{Op: "store.New", Class: fault.Invalid, Err: errors.Join(errs...)}
	}
	s := &Store{
		driver: d, site: c.Site, clock: c.Now, newID: c.NewID, attempts: c.Attempts, publisher: c.Publisher,
		prefix: uuid.NewString() + "-",
		shared: new(shared),
	}
	if s.site == "" {
		s.site = "main"
	}
	if s.clock == nil {
		s.clock = time.Now //nolint:forbidigo // the documented default
	}
	if s.newID == nil {
		s.newID = newUUID
	}
	if s.attempts == 0 {
		s.attempts = 10
	}
	s.recent = s.recentOf(d)
	return s, nil
}

func newUUID() string { return uuid.Must(uuid.NewV7()).String() }

// recentOf returns what is remembered of the documents of a driver.
func (s *Store) recentOf(d driver.Store) *recent {
	if _, ok := driver.As[driver.Forgetful](d); ok {
		return nil
	}
	return &s.shared.recent
}

// Close closes the driver. Calling it again does nothing.
func (s *Store) Close() error { return s.driver.Close() }

// Site returns whose records the Store reads and writes.
func (s *Store) Site() string { return s.site }

// Driver returns what the Store keeps its records in.
func (s *Store) Driver() driver.Store { return s.driver }

// With returns a view of the Store on another driver, such as one that joins
// the caller's SQL transaction. Events committed through the view are written
// to the log but not given to the Publisher, since it can't be known when, and
// whether, they come to be.
func (s *Store) With(d driver.Store) *Store {
	v := *s
	v.driver = d
	v.publisher = nil
	v.recent = s.recentOf(d)
	return &v
}

// Now returns the present time of the Store's clock, in UTC and whole
// microseconds.
func (s *Store) Now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// Update runs fn and then commits what it wrote, as a whole or not at all.
//
// When a record that fn depends on was changed meanwhile, fn runs again with a
// new Tx, at most Config.Attempts times in all; then the error is a
// fault.Conflict. So fn must have no effects but those on its Tx. An error
// from fn is returned as it is, and nothing is committed. A Tx that holds no
// writes commits nothing.
//
// The error of the commit is a *fault.Error: Conflict, Exists for a unique key
// (errors.As finds the *driver.UniqueError), Limit for a counter's bounds
// (*driver.BoundError), Unavailable when nothing happened, Unknown when nobody
// can tell. Events are dispatched before Update returns.
func (s *Store) Update(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	for attempt := 1; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return wrap("", "", err)
		}
		if err := s.Ready(ctx); err != nil {
			return err
		}
		tx := s.begin()
		if err := tx.run(ctx, fn); err != nil {
			tx.end()
			return err
		}
		dispatch, again, err := tx.commit(ctx)
		tx.end()
		if err == nil {
			if dispatch != nil {
				dispatch()
			}
			return nil
		}
		if !again || attempt >= s.attempts {
			return err
		}
	}
}

// Reader is where records are read from: a *Store, or a *Tx, which sees its
// own writes.
type Reader interface {
	base() *Store
	inside() *Tx // nil outside a Tx
}

func (s *Store) base() *Store { return s }
func (s *Store) inside() *Tx  { return nil }

func (s *Store) ref(kind, id string) driver.Ref { return driver.Ref{Site: s.site, Kind: kind, ID: id} }

// wrap names the subject of a driver's error, once.
func wrap(kind, id string, err error) error {
	if err == nil {
		return nil
	}
	if ref, ok := subject(err); ok {
		kind, id = ref.Kind, ref.ID
	}
	return &fault.Error{Kind: kind, ID: id, Class: fault.ClassOf(err), Err: err}
}

// subject returns which record a driver's error is about, when it says so.
func subject(err error) (driver.Ref, bool) {
	if e, ok := errors.AsType[*driver.UniqueError](err); ok {
		return e.Ref, true
	}
	if e, ok := errors.AsType[*driver.BoundError](err); ok {
		return e.Ref, true
	}
	if e, ok := errors.AsType[*driver.ConflictError](err); ok {
		return e.Ref, true
	}
	return driver.Ref{}, false
}
