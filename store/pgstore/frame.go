// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/go-ecom/ecom/fault"
)

// frame is what goes around statements that happen as a whole or not at all.
type frame struct {
	begin, commit string
	rollback      string
	final         bool // commit makes it durable, so a lost answer leaves everything open
}

// whole is a transaction of its own, part a part of the caller's.
var (
	whole = frame{
		begin: "begin isolation level read committed", commit: "commit",
		rollback: "rollback", final: true,
	}
	part = frame{
		begin: "savepoint ecom", commit: "release savepoint ecom",
		rollback: "rollback to savepoint ecom; release savepoint ecom",
	}
)

// statement is a statement and what is done with its answer.
type statement struct {
	sql  string
	args []any
	use  func(rows pgx.Rows) error // nil: nothing
}

// once runs statements in one round trip. What comes after them is no part of
// the transaction and may fail.
func (f frame) once(net context.Context, q querier, inside []statement, after ...statement) error {
	list := append([]statement{{sql: f.begin}}, inside...)
	list = append(list, statement{sql: f.commit})
	return f.send(net, q, append(list, after...), len(inside)+1)
}

// open begins and runs a statement, in one round trip. Unless it fails, close
// has to follow, or undo.
func (f frame) open(net context.Context, q querier, inside statement) error {
	return f.send(net, q, []statement{{sql: f.begin}, inside}, -1)
}

// close runs a statement and commits, in one round trip.
func (f frame) close(net context.Context, q querier, inside statement, after ...statement) error {
	return f.send(net, q, append([]statement{inside, {sql: f.commit}}, after...), 1)
}

// errBroken says that the connection broke before anything could have
// happened.
var errBroken = fmt.Errorf("pgstore: the connection broke: %w", fault.Unavailable)

// send sends statements, of which the one numbered last commits; -1: none.
func (f frame) send(net context.Context, q querier, list []statement, last int) error {
	b := new(pgx.Batch)
	for _, s := range list {
		b.Queue(s.sql, s.args...)
	}
	results := q.SendBatch(net, b)
	var err error
	done := 0
	for ; done < len(list) && err == nil; done++ {
		err = consume(results, list[done].use)
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	switch {
	case err == nil, last >= 0 && done > last+1: // what comes behind the commit may fail
		return nil
	case answered(err):
		f.undo(net, q)
		return refusal(err)
	case last < 0 || !f.final:
		return fmt.Errorf("%w: %w", errBroken, err)
	default:
		return sent(err)
	}
}

// consume gives use the next answer.
func consume(results pgx.BatchResults, use func(rows pgx.Rows) error) error {
	if use == nil {
		_, err := results.Exec()
		return err
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	err = use(rows)
	rows.Close()
	if cause := rows.Err(); cause != nil {
		return cause
	}
	return err
}

// undo leaves everything as it was before open. It is not prepared: a
// transaction that has failed lets nothing be prepared.
func (f frame) undo(net context.Context, q querier) {
	_, _ = q.Exec(net, f.rollback, pgx.QueryExecModeSimpleProtocol) // a connection that does not is not used again
}

// answered reports whether the server itself said no, so that nothing has
// happened.
func answered(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Severity != "FATAL" && e.Severity != "PANIC"
}
