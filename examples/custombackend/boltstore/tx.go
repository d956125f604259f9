// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package boltstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
)

// The buckets of the file, and what their keys are made of.
var (
	records = []byte("records") // site, kind, id: a record
	indexes = []byte("indexes") // site, kind, index, key, id: an entry
	batches = []byte("batches") // batch: its counts
	logs    = []byte("logs")    // site, position: an event
	subs    = []byte("subs")    // site, subscription: where it began
	work    = []byte("work")    // site, subscription, event: a delivery
)

// key makes a key of several parts, which sorts as they do, and can't be
// mistaken for a key of other parts, whatever bytes they hold.
func key(parts ...string) []byte {
	list := make([]store.Part, len(parts))
	for i, p := range parts {
		list[i] = store.Text(p)
	}
	return store.Key(list...)
}

// tx is a transaction. It remembers the first error of its reads and writes,
// which makes it fail in the end.
type tx struct {
	*bbolt.Tx
	err error
}

func (t *tx) note(err error) {
	if t.err == nil {
		t.err = err
	}
}

// load reads what is under a key, if there is anything.
func (t *tx) load(bucket, key []byte, v any) (found bool) {
	data := t.Bucket(bucket).Get(key)
	if data != nil {
		t.note(json.Unmarshal(data, v))
	}
	return data != nil
}

func (t *tx) save(bucket, key []byte, v any) {
	data, err := json.Marshal(v)
	t.note(err)
	t.note(t.Bucket(bucket).Put(key, data))
}

// next returns the next number of a bucket.
func (t *tx) next(bucket []byte) uint64 {
	n, err := t.Bucket(bucket).NextSequence()
	t.note(err)
	return n
}

// update runs fn in a transaction that writes; there is one at a time. When it
// fails nothing has happened.
func (s *Store) update(ctx context.Context, fn func(t *tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	inner, err := s.db.Begin(true)
	if err != nil {
		return fmt.Errorf("boltstore: %w: %w", fault.Unavailable, err)
	}
	defer inner.Rollback()              //nolint:errcheck // after Commit it does nothing
	t := &tx{Tx: inner, err: ctx.Err()} // it may have ended while we waited
	if t.err == nil {
		t.note(fn(t))
	}
	if t.err != nil {
		return t.err
	}
	if err := t.Commit(); err != nil { // what is on the disk, only the disk knows
		return fmt.Errorf("boltstore: %w: %w", fault.Unknown, err)
	}
	return nil
}

// view runs fn on everything as it is at one moment.
func (s *Store) view(ctx context.Context, fn func(t *tx)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.db.View(func(inner *bbolt.Tx) error {
		t := &tx{Tx: inner}
		fn(t)
		return t.err
	})
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		err = fmt.Errorf("boltstore: closed: %w", fault.Unavailable)
	}
	return err
}
