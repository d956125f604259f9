// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// BenchmarkPurchase is a whole purchase on each store, beside its floor: the
// bare database with as many commits of the same rows. The goal is 0.25 times
// the floor's rate with SQLite NORMAL, 0.4 times with FULL. Run it with -cpu 1
// for what one core does.
func BenchmarkPurchase(b *testing.B) {
	for _, s := range everywhere {
		b.Run("store="+s.name, func(b *testing.B) { benchPurchase(b, s.open(b)) })
	}
	b.Run("store=sqlite-normal", func(b *testing.B) { benchPurchase(b, openSQLite(b, sqlitestore.Normal)) })
	b.Run("floor=sqlite", func(b *testing.B) { benchFloor(b, bareSQLite(b, "full")) })
	b.Run("floor=sqlite-normal", func(b *testing.B) { benchFloor(b, bareSQLite(b, "normal")) })
	b.Run("floor=postgres", func(b *testing.B) { benchFloor(b, barePostgres(b)) })
}

func benchPurchase(b *testing.B, db driver.Store) {
	shop := newShop(b, db, nil)
	if err := shop.Products.SetStock(b.Context(), "mug", 100_000); err != nil {
		b.Fatal(err)
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		if _, err := purchase(b.Context(), shop, n, ""); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "purchases/s")
}

// benchFloor does with a bare database what a purchase does.
func benchFloor(b *testing.B, commit func(purchase int, rows *rows) error) {
	all := record(b)
	n := 0
	for b.Loop() {
		n++
		for i := range all {
			if err := commit(n, &all[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "purchases/s")
	b.ReportMetric(float64(len(all)), "commits/purchase")
}

// rows is what a commit writes.
type rows struct {
	writes []row
	counts []string
	events [][]byte
}

type row struct {
	name string
	doc  []byte // nil: deleted
	keys [][]byte
}

// record returns the commits of one purchase.
func record(b *testing.B) []rows {
	b.Helper()
	r := &recorder{Store: memstore.New(memstore.Config{})}
	shop := newShop(b, r, nil)
	for n := range 2 { // the second one finds everything prepared
		r.commits = nil
		if _, err := purchase(b.Context(), shop, n, ""); err != nil {
			b.Fatal(err)
		}
	}
	return r.commits
}

// recorder is a store that remembers what was committed.
type recorder struct {
	driver.Store
	mu      sync.Mutex
	commits []rows
}

// Commit implements driver.Store.
func (r *recorder) Commit(ctx context.Context, batch *driver.Batch) (driver.Receipt, error) {
	receipt, err := r.Store.Commit(ctx, batch)
	if err != nil {
		return receipt, err
	}
	var made rows
	for _, w := range batch.Writes {
		one := row{name: w.Ref.Kind + "/" + w.Ref.ID}
		if !w.Delete {
			if one.doc, err = w.Doc.Encode(); err != nil {
				return receipt, err
			}
		}
		for _, list := range [][]driver.Key{w.Keys, w.Unique} {
			for _, k := range list {
				one.keys = append(one.keys, append([]byte(k.Index+"/"), k.Key...))
			}
		}
		made.writes = append(made.writes, one)
	}
	for _, c := range batch.Counts {
		made.counts = append(made.counts, c.Ref.Kind+"/"+c.Ref.ID)
	}
	for _, e := range batch.Events {
		doc, err := e.Doc.Encode()
		if err != nil {
			return receipt, err
		}
		made.events = append(made.events, doc)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.commits = append(r.commits, made)
	return receipt, nil
}

// Unwrap returns the store that was wrapped.
func (r *recorder) Unwrap() driver.Store { return r.Store }

// bareSQLite returns what commits rows to a file, with prepared statements and
// nothing compared.
func bareSQLite(b *testing.B, synchronous string) func(int, *rows) error {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous("+synchronous+")")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() }) // only rows that nobody wants
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{
		"create table record (id integer primary key, purchase, name, doc, unique (purchase, name))",
		"create table entry (key, record, primary key (key, record)) without rowid",
		"create table count (purchase, name, value, primary key (purchase, name)) without rowid",
		"create table event (id integer primary key, doc)",
	} {
		if _, err := conn.ExecContext(b.Context(), text); err != nil {
			b.Fatal(err)
		}
	}
	prepare := func(text string) *sql.Stmt {
		s, err := conn.PrepareContext(b.Context(), text)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	begin, commit := prepare("begin immediate"), prepare("commit")
	put := prepare("insert into record (purchase, name, doc) values (?, ?, ?) on conflict (purchase, name) do update set doc = excluded.doc returning id")
	remove := prepare("delete from entry where key = ? and record = ?")
	enter := prepare("insert or replace into entry (key, record) values (?, ?)")
	count := prepare("insert into count (purchase, name, value) values (?, ?, 1) on conflict do update set value = value + 1")
	log := prepare("insert into event (doc) values (?)")
	return func(n int, rows *rows) error {
		_, err := begin.ExecContext(b.Context())
		do := func(s *sql.Stmt, args ...any) {
			if err == nil {
				_, err = s.ExecContext(b.Context(), args...)
			}
		}
		for _, name := range rows.counts {
			do(count, n, name)
		}
		for _, w := range rows.writes {
			var id int64
			if err == nil {
				err = put.QueryRowContext(b.Context(), n, w.name, w.doc).Scan(&id)
			}
			for _, k := range w.keys {
				do(remove, k, id)
				do(enter, k, id)
			}
		}
		for _, doc := range rows.events {
			do(log, doc)
		}
		do(commit)
		return err
	}
}

// barePostgres is bareSQLite with a server, in one round trip for each commit.
func barePostgres(b *testing.B) func(int, *rows) error {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), pgtest.DSN(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close(context.Background()) }) // only rows that nobody wants
	for _, text := range []string{
		"create table record (purchase int, name text, doc bytea, primary key (purchase, name))",
		"create table entry (key bytea, purchase int, name text, primary key (key, purchase, name))",
		"create table count (purchase int, name text, value bigint, primary key (purchase, name))",
		"create table event (id bigserial primary key, doc bytea)",
	} {
		if _, err := conn.Exec(b.Context(), text); err != nil {
			b.Fatal(err)
		}
	}
	return func(n int, rows *rows) error {
		var batch pgx.Batch
		batch.Queue("begin")
		for _, name := range rows.counts {
			batch.Queue("insert into count (purchase, name, value) values ($1, $2, 1) on conflict (purchase, name) do update set value = count.value + 1", n, name)
		}
		for _, w := range rows.writes {
			batch.Queue("insert into record (purchase, name, doc) values ($1, $2, $3) on conflict (purchase, name) do update set doc = excluded.doc", n, w.name, w.doc)
			batch.Queue("delete from entry where purchase = $1 and name = $2 and key = any($3::bytea[])", n, w.name, w.keys)
			batch.Queue("insert into entry (key, purchase, name) select k, $1, $2 from unnest($3::bytea[]) k", n, w.name, w.keys)
		}
		for _, doc := range rows.events {
			batch.Queue("insert into event (doc) values ($1)", doc)
		}
		batch.Queue("commit")
		return conn.SendBatch(b.Context(), &batch).Close()
	}
}
