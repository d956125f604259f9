// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"errors"
	"maps"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Commit implements driver.Store: in one round trip, or in two when the batch
// has a Resolve. The first commits that use the name of a kind or of an index
// take one more.
func (s *Store) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	c, err := newCommitting(b)
	if err != nil {
		return driver.Receipt{}, err
	}
	attempt := func(net context.Context, q querier) error { return c.run(net, q, whole, &s.known) }
	if err = s.write(ctx, attempt); errors.Is(err, errBroken) {
		err = s.write(ctx, attempt) // nothing has happened so far
	}
	if err != nil {
		return driver.Receipt{}, err
	}
	s.forget(ctx)
	return driver.Receipt{Counts: c.result}, nil
}

// committing is the work of one Commit.
type committing struct {
	b      *driver.Batch
	lock   locking
	write  *writing // once Writes and Events are known
	result []int64
}

func newCommitting(b *driver.Batch) (*committing, error) {
	c := &committing{b: b, lock: newLocking(b)}
	if b.Resolve != nil {
		return c, nil
	}
	var err error
	c.write, err = newWriting(b)
	return c, err
}

// run commits the batch inside a frame.
func (c *committing) run(net context.Context, q querier, f frame, known *shared) error {
	names := newCatalog()
	c.lock.need(names)
	if c.b.Resolve == nil {
		c.write.need(names)
	}
	err := resolve(net, q, f, known, names)
	switch {
	case err != nil:
	case c.b.Resolve == nil:
		lock, write := statement{sqlLock, c.lock.args(names), c.receive}, statement{sql: sqlWrite, args: c.write.args(names)}
		err = f.once(net, q, []statement{lock, write}, c.announce()...)
	default:
		err = c.runTwice(net, q, f, known, names)
	}
	return c.explain(err)
}

// runTwice commits a batch that depends on its counts.
func (c *committing) runTwice(net context.Context, q querier, f frame, known *shared, names *catalog) error {
	err := f.open(net, q, statement{sqlLock, c.lock.args(names), c.receive})
	if err != nil {
		return err
	}
	if err = c.b.Resolve(c.result); err == nil {
		c.write, err = newWriting(c.b)
	}
	if err != nil {
		f.undo(net, q)
		return err
	}
	c.write.need(names)
	missing := names
	if known != nil {
		missing = known.lookup(names)
	}
	if !missing.empty() { // they are part of this transaction, since there may be no other connection
		if err = f.send(net, q, []statement{missing.statement()}, -1); err != nil {
			return err
		}
		maps.Copy(names.spaces, missing.spaces)
		maps.Copy(names.sites, missing.sites)
	}
	err = f.close(net, q, statement{sql: sqlWrite, args: c.write.args(names)}, c.announce()...)
	if err == nil && known != nil {
		known.learn(missing)
	}
	return err
}

const (
	sqlLock  = `select ecom_lock($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	sqlWrite = `select ecom_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`
)

// receive takes the new values of the counts.
func (c *committing) receive(rows pgx.Rows) (err error) {
	c.result, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]int64])
	return err
}

// announce returns what wakes those who wait for the batch's events. It is
// sent behind the commit: who notifies inside a transaction makes other
// commits wait until it is on disk.
func (c *committing) announce() []statement {
	var list []statement
	for _, site := range c.write.sites {
		list = append(list, statement{sql: sqlNotify, args: []any{payload(site)}})
	}
	return list
}

// explain makes errors that the functions raised those of the contract.
func (c *committing) explain(err error) error {
	code, about := raised(err)
	n, rest := split(about)
	switch code {
	case codeConflict:
		return c.lock.conflict(n, rest)
	case codeBound:
		return c.lock.bound(n, rest)
	case codeTaken:
		return c.write.taken(n, rest)
	case codeLate:
		return fault.Conflict
	}
	return err
}
