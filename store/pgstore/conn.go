// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/fault"
)

// querier is what statements are sent to: a connection or a transaction.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// read runs what changes nothing, on a connection of the pool. When that one
// turns out to be broken it runs once more, on another one.
func (s *Store) read(ctx context.Context, fn func(q querier) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	err := s.readOnce(ctx, fn)
	if errors.Is(err, fault.Unavailable) && ctx.Err() == nil {
		err = s.readOnce(ctx, fn)
	}
	return err
}

func (s *Store) readOnce(ctx context.Context, fn func(q querier) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return unsent(ctx, err)
	}
	defer conn.Release()
	return unsent(ctx, fn(conn))
}

// write runs what changes something, on a connection of the pool. fn must not
// be cut off, or nobody would know whether the change came to be: when ctx
// ends the server is asked to cancel the statement, and has a short time to
// answer. net is ctx without its end.
func (s *Store) write(ctx context.Context, fn func(net context.Context, q querier) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return unsent(ctx, err)
	}
	defer conn.Release()
	if ctx.Done() == nil {
		return fn(ctx, conn)
	}
	net, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	asked := make(chan struct{})
	unwatch := context.AfterFunc(ctx, func() {
		defer close(asked)
		cancel(net, abandon, conn)
	})
	err = fn(net, conn)
	if !unwatch() {
		// The server may still be about to cancel whatever comes next on this
		// connection.
		abandon()
		<-asked
		_ = conn.Conn().Close(net)
		if errors.Is(err, fault.Unavailable) {
			err = ctx.Err()
		}
	}
	return err
}

// How a statement is cut short.
const (
	grace    = 5 * time.Second        // how long it may still take after its context has ended
	insisted = 100 * time.Millisecond // how often the server is asked to cancel it
)

// cancel asks the server to cancel what the connection is doing, until net
// ends, and abandons the connection after the grace. To ask once is not
// enough: the server forgets about it when there was nothing to cancel.
func cancel(net context.Context, abandon context.CancelFunc, conn *pgxpool.Conn) {
	over := time.NewTimer(grace)
	defer over.Stop()
	for {
		_ = conn.Conn().PgConn().CancelRequest(net) // that it fails is what the grace is for
		select {
		case <-net.Done():
			return
		case <-over.C:
			abandon()
			return
		case <-time.After(insisted):
		}
	}
}

// exec runs a statement that changes something and returns nothing, as a
// transaction of its own.
func (s *Store) exec(ctx context.Context, sql string, args ...any) error {
	return s.write(ctx, func(net context.Context, q querier) error {
		return whole.once(net, q, []statement{{sql: sql, args: args}})
	})
}
