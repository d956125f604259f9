// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"iter"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/driver"
)

// In returns a store that joins the caller's transaction, on a database whose
// tables Open or New has made, in the first schema of its search_path. What is
// committed to it comes to be when, and if, the caller commits; until then
// nobody else sees it, and records and counts that it changed are locked.
//
// Each Commit, Claim and Settle is a savepoint: one that fails leaves the
// transaction as it was, to go on or to give up. None is ever repeated. Those
// who wait for events are woken when the caller commits. Events that are
// claimed and settled in one transaction with what they cause are handled
// exactly once, as far as this database goes.
//
// The transaction has to be "read committed", as it is by default; anything
// else is fault.State. It is not committed, rolled back or closed. Close does
// nothing. When the caller's commit is over, calls fail. The store may be used
// by several goroutines, one after the other; but not while the caller uses
// tx.
//
//	view := shop.With(pgstore.In(tx))
func In(tx pgx.Tx) driver.Store { return &joined{tx: tx} }

// joined is a store inside the caller's transaction.
type joined struct {
	mu sync.Mutex // a connection does one thing at a time
	tx pgx.Tx
}

var _ driver.Lister = (*joined)(nil)

// run runs statements of one call.
func (j *joined) run(ctx context.Context, fn func(q querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return unsent(ctx, fn(j.tx))
}

// Get implements driver.Store.
func (j *joined) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	var records []driver.Record
	err := j.run(ctx, func(q querier) (err error) {
		records, err = get(ctx, q, refs)
		return err
	})
	return records, err
}

// Find implements driver.Store.
func (j *joined) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return yielding(func() (records []driver.Record, err error) {
		err = j.run(ctx, func(on querier) (err error) {
			records, err = find(ctx, on, q)
			return err
		})
		return records, err
	})
}

// Commit implements driver.Store.
func (j *joined) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	c, err := newCommitting(b)
	if err != nil {
		return driver.Receipt{}, err
	}
	if err := j.run(ctx, func(q querier) error { return c.run(ctx, q, part, nil) }); err != nil {
		return driver.Receipt{}, err
	}
	return driver.Receipt{Counts: c.result}, nil
}

// Claim implements driver.Store.
func (j *joined) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	var events []driver.Event
	err := j.run(ctx, func(q querier) (err error) {
		events, err = claim(ctx, q, part, &c)
		return err
	})
	return events, err
}

// Settle implements driver.Store.
func (j *joined) Settle(ctx context.Context, settlements ...driver.Settlement) error {
	return j.run(ctx, func(q querier) error { return settle(ctx, q, part, settlements) })
}

// Sites implements driver.Lister.
func (j *joined) Sites(ctx context.Context) ([]string, error) { return j.names(ctx, sqlSites) }

// Kinds implements driver.Lister.
func (j *joined) Kinds(ctx context.Context, site string) ([]string, error) {
	return j.names(ctx, sqlKinds, []byte(site))
}

func (j *joined) names(ctx context.Context, sql string, args ...any) ([]string, error) {
	var list []string
	err := j.run(ctx, func(q querier) (err error) {
		list, err = names(ctx, q, sql, args...)
		return err
	})
	return list, err
}

// Close implements driver.Store. The transaction is the caller's.
func (j *joined) Close() error { return nil }
