// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// generation is part of the names of data sets. It changes with bigOrder, and
// with what the stores make of it.
const generation = 1

// dataFolder is where data sets are kept, so that the next run has them:
// ECOM_BENCH_DIR, or one among the temporary files.
func dataFolder(b *testing.B) string {
	dir := cmp.Or(os.Getenv("ECOM_BENCH_DIR"), filepath.Join(os.TempDir(), "ecom-bench"))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	return dir
}

// dropping says that data sets are not kept after the run.
func dropping() bool { return os.Getenv("ECOM_BENCH_DROP") != "" }

// keptFrom is how many orders are worth to be kept for the next run.
const keptFrom = 10_000

// complete fills a store up to n orders, from where an earlier run was stopped.
func complete(b *testing.B, d driver.Store, n int) {
	batches := (n + batch - 1) / batch
	done := sort.Search(batches, func(i int) bool {
		rs, err := d.Get(b.Context(), driver.Ref{Site: site, Kind: "order", ID: guid('o', uint64(i*batch))})
		if err != nil {
			b.Fatal(err)
		}
		return rs[0].Revision == 0
	})
	start := time.Now()
	fill(b.Context(), b, d, done*batch, n, func(i int) *order.Record { return bigOrder(i, n) })
	if done < batches {
		b.Logf("%d orders written in %v", n-done*batch, time.Since(start).Round(time.Second))
	}
}

func closing(t testing.TB, what interface{ Close() error }) {
	t.Cleanup(func() {
		if err := what.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
}

func openMemory(t testing.TB) driver.Store {
	d := memstore.New(memstore.Config{})
	closing(t, d)
	return d
}

func openSQLite(t testing.TB, path string, c sqlitestore.Config) driver.Store {
	d, err := sqlitestore.Open(t.Context(), path, c)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, d)
	return d
}

func openPostgres(t testing.TB, dsn string) driver.Store {
	d, err := pgstore.Open(t.Context(), dsn, pgstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	closing(t, d)
	return d
}

func filledMemory(b *testing.B, n int) (driver.Store, statement) {
	d := openMemory(b)
	fill(b.Context(), b, d, 0, n, func(i int) *order.Record { return bigOrder(i, n) })
	return d, nil
}

func filledSQLite(b *testing.B, n int) (driver.Store, statement) {
	dir := b.TempDir()
	if n >= keptFrom {
		dir = dataFolder(b)
	}
	path := filepath.Join(dir, fmt.Sprintf("orders-%d-%d.sqlite", n, generation))
	if dropping() {
		b.Cleanup(func() {
			if err := os.Remove(path); err != nil {
				b.Error(err)
			}
		})
	}
	d := openSQLite(b, path, sqlitestore.Config{Synchronous: sqlitestore.Normal})
	complete(b, d, n)

	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	closing(b, db)
	db.SetMaxOpenConns(1)
	st, err := db.PrepareContext(b.Context(), `SELECT doc FROM entry CROSS JOIN record ON record.id = entry.record
WHERE entry.space = (SELECT id FROM space WHERE site = CAST(?1 AS BLOB) AND kind = CAST('order' AS BLOB) AND name = CAST(?2 AS BLOB))
AND entry.key >= ?3 AND (entry.key, entry.name) < (?4, ?5)
ORDER BY entry.key DESC, entry.name DESC LIMIT ?6`)
	if err != nil {
		b.Fatal(err)
	}
	closing(b, st)
	return d, func(ctx context.Context, k keys) (docs [][]byte, err error) {
		rows, err := st.QueryContext(ctx, site, k.index, k.from, k.end().Key, []byte(k.end().ID), pageSize+1)
		if err != nil {
			return nil, err
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			var doc []byte
			if err := rows.Scan(&doc); err != nil {
				return nil, err
			}
			docs = append(docs, doc)
		}
		return docs, rows.Err()
	}
}

func filledPostgres(b *testing.B, n int) (driver.Store, statement) {
	dsn := ""
	if n >= keptFrom {
		dsn = keptSchema(b, fmt.Sprintf("ecom_bench_%d_%d", n, generation))
	} else {
		dsn = pgtest.DSN(b)
	}
	d := openPostgres(b, dsn)
	complete(b, d, n)

	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		b.Fatal(err)
	}
	// As the store has it: one plan, made for tables of any size, counted or not.
	for name, value := range map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_bitmapscan": "off"} {
		cfg.ConnConfig.RuntimeParams[name] = value
	}
	pool, err := pgxpool.NewWithConfig(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	text := fmt.Sprintf(`select r.doc from (
	select k.key, k.id from ecom_key k
	where k.space = (select num from ecom_space where site = $1 and kind = 'order' and name = $2)
		and k.key >= $3 and (k.key, k.id) < ($4, $5)
	order by k.key desc, k.id desc limit %d) k
cross join lateral (select r.doc from ecom_record r
	where r.space = (select num from ecom_space where site = $1 and kind = 'order' and name = '') and r.id = k.id offset 0) r
order by k.key desc, k.id desc`, pageSize+1)
	return d, func(ctx context.Context, k keys) ([][]byte, error) {
		rows, err := pool.Query(ctx, text, []byte(site), []byte(k.index), k.from, k.end().Key, []byte(k.end().ID))
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowTo[[]byte])
	}
}

// keptSchema returns a data source name that leads to a schema which is there
// in the next run, too.
func keptSchema(b *testing.B, schema string) string {
	server := pgtest.Server(b)
	exec := func(ctx context.Context, text string) {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = conn.Close(ctx) }() // nothing depends on it any more
		if _, err := conn.Exec(ctx, text); err != nil {
			b.Fatal(err)
		}
	}
	exec(b.Context(), "create schema if not exists "+schema)
	if dropping() {
		b.Cleanup(func() { exec(context.Background(), "drop schema "+schema+" cascade") })
	}
	dsn, err := pgtest.With(server, "search_path", schema)
	if err != nil {
		b.Fatal(err)
	}
	return dsn
}
