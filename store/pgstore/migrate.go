// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"embed"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/fault"
)

// migrations are the steps that make the schema: number n leads from version
// n-1 to n. A step that was released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version that this package works with.
const newest = 3

// oldest is the first release of the server that has what is needed.
const oldest = 15

// migrate brings the schema up to date. Of processes that start at once one
// does it and the others wait.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return unsent(ctx, fmt.Errorf("pgstore: %w", err))
	}
	defer conn.Release()
	schema, version, err := inspect(ctx, conn)
	if err != nil || version == newest {
		return err
	}
	if err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error { return upgrade(ctx, tx) }); err != nil {
		return unable(ctx, fmt.Errorf("pgstore: making the tables in schema %s: %w", schema, err))
	}
	return nil
}

// upgrade takes the steps that are missing.
func upgrade(ctx context.Context, tx pgx.Tx) error {
	// Whoever waits here does it for as long as the steps take.
	_, err := tx.Exec(ctx, `set local lock_timeout = 0; set local statement_timeout = 0; select pg_advisory_xact_lock(hashtextextended('ecom ' || current_schema(), 0))`,
		pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return err
	}
	_, version, err := inspect(ctx, tx)
	if err != nil || version == newest {
		return err
	}
	for n := version + 1; n <= newest; n++ {
		var step []byte
		if step, err = migrations.ReadFile(fmt.Sprintf("migrations/%d.sql", n)); err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, string(step), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`
		create table if not exists ecom_schema (version int not null);
		delete from ecom_schema;
		insert into ecom_schema values (%d);`, newest), pgx.QueryExecModeSimpleProtocol)
	return err
}

// inspect returns the schema that the tables belong to and their version, 0
// when there are none.
func inspect(ctx context.Context, q querier) (schema string, version int, err error) {
	var server int
	var name *string
	var exists bool
	// Not to_regclass: it may remember what was before a wait for a lock.
	err = q.QueryRow(ctx, `select current_setting('server_version_num')::int, current_schema(), exists (
		select from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relname = 'ecom_schema' and n.nspname = current_schema())`).Scan(&server, &name, &exists)
	switch {
	case err != nil:
		return "", 0, unable(ctx, fmt.Errorf("pgstore: %w", err))
	case server < oldest*10000:
		return "", 0, fmt.Errorf("pgstore: the server is PostgreSQL %d; %d or newer is needed: %w", server/10000, oldest, fault.State)
	case name == nil:
		return "", 0, fmt.Errorf("pgstore: search_path names no schema that exists: %w", fault.State)
	case !exists:
		return *name, 0, nil
	}
	if err := q.QueryRow(ctx, "select version from ecom_schema").Scan(&version); err != nil {
		return "", 0, unable(ctx, fmt.Errorf("pgstore: schema %s: %w", *name, err))
	}
	if version > newest {
		return "", 0, fmt.Errorf("pgstore: the tables in schema %s are of version %d, made by a newer program; this one knows versions up to %d: %w",
			*name, version, newest, fault.State)
	}
	return *name, version, nil
}

// unable is unsent for what has to be mended by somebody, such as rights that
// are missing.
func unable(ctx context.Context, err error) error {
	err = unsent(ctx, err)
	if ctx.Err() == nil && fault.ClassOf(err) == 0 {
		return fmt.Errorf("%w: %w", err, fault.State)
	}
	return err
}
