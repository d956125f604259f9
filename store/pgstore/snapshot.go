// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Snapshot implements driver.Snapshotter: a transaction that only reads, on a
// connection of its own.
func (s *Store) Snapshot(ctx context.Context) (driver.View, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	v, err := s.snapshot(ctx)
	if err != nil {
		s.leave()
		return nil, unsent(ctx, err)
	}
	return v, nil
}

func (s *Store) snapshot(ctx context.Context) (*view, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	// Nothing is read before the first statement, so the moment is that of the
	// last one here. Whoever reads may take his time.
	_, err = conn.Exec(ctx, `begin isolation level repeatable read read only; set local idle_in_transaction_session_timeout = 0;
		select from ecom_schema`, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		conn.Release() // which closes it when it is inside a transaction
		return nil, err
	}
	return &view{store: s, conn: conn}, nil
}

// view is the store as it was at one moment. Close waits for it.
type view struct {
	store *Store
	conn  *pgxpool.Conn // nil when it is closed
}

// read runs a query of the view.
func (v *view) read(ctx context.Context, fn func(q querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if v.conn == nil {
		return errClosed
	}
	return unsent(ctx, fn(v.conn))
}

// Get implements driver.View.
func (v *view) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	var records []driver.Record
	err := v.read(ctx, func(q querier) (err error) {
		records, err = get(ctx, q, refs)
		return err
	})
	return records, err
}

// Find implements driver.View.
func (v *view) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return yielding(func() (records []driver.Record, err error) {
		err = v.read(ctx, func(on querier) (err error) {
			records, err = find(ctx, on, q)
			return err
		})
		return records, err
	})
}

// Sites implements driver.Lister.
func (v *view) Sites(ctx context.Context) ([]string, error) { return v.names(ctx, sqlSites) }

// Kinds implements driver.Lister.
func (v *view) Kinds(ctx context.Context, site string) ([]string, error) {
	return v.names(ctx, sqlKinds, []byte(site))
}

func (v *view) names(ctx context.Context, sql string, args ...any) ([]string, error) {
	var list []string
	err := v.read(ctx, func(q querier) (err error) {
		list, err = names(ctx, q, sql, args...)
		return err
	})
	return list, err
}

// Subscriptions implements driver.View.
func (v *view) Subscriptions(ctx context.Context, site string) ([]driver.Subscription, error) {
	var list []driver.Subscription
	err := v.read(ctx, func(q querier) (err error) {
		list, err = subscriptions(ctx, q, site)
		return err
	})
	return list, err
}

const (
	sqlPosition = `select e.position from ecom_site h join ecom_event e on e.site = h.num where h.name = $1 and e.id = $2`
	sqlLog      = `
select e.id, e.key, e.sequence, e.type, e.time, e.doc,
	array(select s.name from ecom_subscription s where s.site = e.site and exists (
		select from ecom_delivery d where d.sub = s.num and d.key = e.key and d.position = e.position) order by s.name),
	array(select s.name from ecom_subscription s where s.site = e.site and exists (
		select from ecom_dead d where d.sub = s.num and d.position = e.position) order by s.name)
from ecom_event e
where e.site = (select h.num from ecom_site h where h.name = $1) and e.position > $2
order by e.position limit $3`
)

// Log implements driver.View.
func (v *view) Log(ctx context.Context, site, after string, limit int) ([]driver.LogEntry, error) {
	var list []driver.LogEntry
	err := v.read(ctx, func(q querier) error {
		position, err := positionOf(ctx, q, site, after)
		if err != nil {
			return err
		}
		rows, err := q.Query(ctx, sqlLog, []byte(site), position, page(limit))
		if err != nil {
			return err
		}
		var row eventRow
		var pending, dead [][]byte
		_, err = pgx.ForEachRow(rows, append(row.dest(), &pending, &dead), func() error {
			list = append(list, driver.LogEntry{Event: row.event(site), Pending: texts(pending), Dead: texts(dead)})
			return nil
		})
		return err
	})
	return list, err
}

// positionOf returns where an event is in the log; "" is before all.
func positionOf(ctx context.Context, q querier, site, id string) (int64, error) {
	if id == "" {
		return 0, nil
	}
	rows, err := q.Query(ctx, sqlPosition, []byte(site), []byte(id))
	if err != nil {
		return 0, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("pgstore: no event %s in the log: %w", id, fault.NotFound)
	}
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

func texts(list [][]byte) []string {
	var names []string
	for _, name := range list {
		names = append(names, string(name))
	}
	return names
}

// Close implements driver.View.
func (v *view) Close() error {
	if v.conn == nil {
		return nil
	}
	conn := v.conn
	v.conn = nil
	defer v.store.leave()
	defer conn.Release()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	_, err := conn.Exec(ctx, "rollback")
	return unsent(ctx, err)
}
