// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/store/driver"
)

// Get implements driver.Store.
func (s *Store) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records := make([]driver.Record, len(refs))
	err := s.read(ctx, func(c *conn) error {
		if len(refs) == 1 {
			return s.get(c, refs, records)
		}
		return c.together(func() error { return s.get(c, refs, records) })
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

const sqlGet = `SELECT revision, value, doc FROM record WHERE space = ? AND name = ?`

// get fills in the records of refs.
func (s *Store) get(c *conn, refs []driver.Ref, into []driver.Record) error {
	for i, ref := range refs {
		into[i] = driver.Record{Ref: ref}
		sp, err := s.spaces.lookUp(c, records(ref.Site, ref.Kind))
		if err != nil {
			return err
		}
		if sp == 0 {
			continue
		}
		r, err := c.row(sqlGet, sp, ref.ID)
		if err != nil {
			return err
		}
		if r != nil {
			into[i].Revision, into[i].Count, into[i].Doc.Bytes = r.int(0), r.int(1), r.bytes(2)
		}
	}
	return nil
}

// Find implements driver.Store.
func (s *Store) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		var page []driver.Record
		err := s.read(ctx, func(c *conn) (err error) {
			page, err = s.page(c, &q)
			return err
		})
		yieldAll(page, err, yield)
	}
}

// yieldAll yields a page, or the error that came instead.
func yieldAll(page []driver.Record, err error, yield func(driver.Record, error) bool) {
	if err != nil {
		yield(driver.Record{}, err)
		return
	}
	for i := range page {
		if !yield(page[i], nil) {
			return
		}
	}
}
