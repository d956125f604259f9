// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package boltstore keeps a shop in a file, by the key-value library bbolt. It
// is a complete driver.Store, written to be read: docs/backend.md explains it
// step by step.
package boltstore

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/go-ecom/ecom/store/driver"
)

// Store is a shop in a file. It is safe for concurrent use, by one process.
type Store struct{ db *bbolt.DB }

// Open opens the store in a file, which is made when it is not there. It fails
// when another process has the file open.
func Open(path string) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return nil, fmt.Errorf("boltstore: %s: %w", path, err)
	}
	s := &Store{db}
	return s, s.update(context.Background(), func(t *tx) error {
		for _, name := range [][]byte{records, indexes, batches, logs, subs, work} {
			_, err := t.CreateBucketIfNotExists(name)
			t.note(err)
		}
		return nil
	})
}

// Close implements driver.Store. It waits for the calls that are under way.
func (s *Store) Close() error { return s.db.Close() }

// Commit implements driver.Store, step by step in the order that the contract
// demands. An error at any step undoes those before.
func (s *Store) Commit(ctx context.Context, b *driver.Batch) (receipt driver.Receipt, err error) {
	err = s.update(ctx, func(t *tx) error {
		if err = t.expect(b); err != nil {
			return err
		}
		if receipt.Counts, err = t.count(b.Counts); err != nil {
			return err
		}
		if b.Resolve != nil {
			if err = b.Resolve(receipt.Counts); err != nil {
				return err
			}
		}
		// Only now are documents, keys and events what they will be.
		if err = t.write(b.Writes); err != nil {
			return err
		}
		t.save(batches, key(b.ID), receipt.Counts)
		return t.log(b.Events)
	})
	return receipt, err
}

// expect compares what the batch expects with what is there.
func (t *tx) expect(b *driver.Batch) error {
	checks := append([]driver.Check(nil), b.Checks...)
	for _, w := range b.Writes {
		checks = append(checks, driver.Check{Ref: w.Ref, Revision: w.Expect})
	}
	for _, c := range checks {
		if r := t.read(c.Ref); r.Revision != c.Revision {
			return &driver.ConflictError{Ref: c.Ref, Want: c.Revision, Have: r.Revision}
		}
	}
	return nil
}

// count changes counts, one after the other.
func (t *tx) count(counts []driver.Count) ([]int64, error) {
	values := make([]int64, len(counts))
	for i, c := range counts {
		r := t.read(c.Ref)
		if r.Revision == 0 {
			r.Count = c.Start
		}
		value, err := c.Apply(r.Count)
		if err != nil {
			return nil, err
		}
		r.Revision, r.Count, values[i] = r.Revision+1, value, value
		t.put(c.Ref, &r)
	}
	return values, nil
}

// write puts and deletes documents. All old keys go before any new one comes,
// so that records of one batch can take keys over from each other.
func (t *tx) write(writes []driver.Write) error {
	for _, w := range writes {
		t.remove(w.Ref)
	}
	for _, w := range writes {
		if w.Delete {
			continue
		}
		for _, k := range w.Unique {
			if owner, taken := t.owner(w.Ref, k); taken {
				return &driver.UniqueError{Ref: w.Ref, Index: k.Index, Taken: owner}
			}
		}
		doc, err := w.Doc.Encode()
		if err != nil {
			return err
		}
		t.put(w.Ref, &record{Revision: w.Revision, Doc: doc, Keys: w.Keys, Unique: w.Unique})
	}
	return nil
}

// Committed implements driver.Resolver, which a store must have that can fail
// with fault.Unknown.
func (s *Store) Committed(ctx context.Context, batchID string) (r driver.Receipt, found bool, err error) {
	err = s.view(ctx, func(t *tx) { found = t.load(batches, key(batchID), &r.Counts) })
	return r, found, err
}
