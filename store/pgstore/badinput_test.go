// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// refused opens what can't be opened.
func refused(t *testing.T, dsn string, class fault.Class, text string) {
	t.Helper()
	s, err := pgstore.Open(t.Context(), dsn, pgstore.Config{})
	if err == nil {
		_ = s.Close()
	}
	if !errors.Is(err, class) || err != nil && !strings.Contains(err.Error(), text) {
		t.Errorf("Open() = %v, want %v and %q", err, class, text)
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Errorf("Open() = %v, which tells the password", err)
	}
}

func with(t *testing.T, dsn, name, value string) string {
	t.Helper()
	dsn, err := pgtest.With(dsn, name, value)
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	refused(t, "postgres://localhost:port/shop", fault.Invalid, "cannot parse")
	refused(t, "host=localhost password=hunter2 sslmode=perhaps", fault.Invalid, "sslmode")
	refused(t, with(t, dsn, "dbname", "no_such_database"), fault.Unavailable, "no_such_database")
	refused(t, with(t, dsn, "search_path", "no_such_schema"), fault.State, "search_path")
	refused(t, with(t, dsn, "default_transaction_read_only", "on"), fault.Unavailable, "read-only")

	// A port that nobody listens on: it was ours a moment ago.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	refused(t, "postgres://me:hunter2@"+addr+"/shop?sslmode=disable", fault.Unavailable, "refused")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pgstore.Open(ctx, dsn, pgstore.Config{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open() with a canceled context = %v, want %v", err, context.Canceled)
	}
	if _, err := pgstore.Open(t.Context(), dsn, pgstore.Config{Remember: time.Minute}); !errors.Is(err, fault.Invalid) {
		t.Errorf("Open() that remembers for a minute = %v, want %v", err, fault.Invalid)
	}
}

func TestOpenRefusesASchemaOfANewerVersion(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	openAt(t, dsn)
	execute(t, connect(t, dsn), "update ecom_schema set version = version + 1")
	refused(t, dsn, fault.State, "newer program")
}

// Many processes start at once on an empty schema.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	dsn := with(t, pgtest.DSN(t), "pool_max_conns", "1")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := pgstore.Open(t.Context(), dsn, pgstore.Config{})
			if err != nil {
				t.Errorf("Open() = %v", err)
				return
			}
			_ = s.Close()
		})
	}
	wg.Wait()
	commit(t, openAt(t, dsn), numberedAlone("1"))
}

// numberedAlone is numbered without a check of what must be there.
func numberedAlone(id string) *driver.Batch {
	b := numbered(id)
	b.Checks = nil
	return b
}

func TestRights(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	admin := connect(t, server.DSN("postgres"))
	for _, sql := range []string{
		"create role clerk login password 'correct'", "create schema shop", "grant usage on schema shop to clerk",
	} {
		execute(t, admin, sql)
	}
	clerk := with(t, with(t, server.DSN("postgres"), "user", "clerk"), "search_path", "shop")
	refused(t, with(t, clerk, "password", "hunter2"), fault.Unavailable, "password authentication failed")
	clerk = with(t, clerk, "password", "correct")
	refused(t, clerk, fault.State, "permission denied for schema shop")

	// Once somebody else has made the tables, the right to change rows will do.
	openAt(t, with(t, server.DSN("postgres"), "search_path", "shop"))
	refused(t, clerk, fault.State, "permission denied for table")
	execute(t, admin, "grant select, insert, update, delete on all tables in schema shop to clerk")
	execute(t, admin, "grant usage on all sequences in schema shop to clerk")
	s := openAt(t, clerk)
	claim(t, s, claiming())
	commit(t, s, numberedAlone("1"))
	if err := s.Settle(t.Context(), done(claim(t, s, claiming())...)...); err != nil {
		t.Errorf("Settle() = %v", err)
	}
	execute(t, admin, "revoke insert on shop.ecom_record from clerk")
	if _, err := s.Commit(t.Context(), numberedAlone("2")); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("Commit() without the right = %v, want permission denied", err)
	}
	if got := count(t, s); got != 999 {
		t.Errorf("the count is %d after a commit that failed, want 999", got)
	}
}

// A server that has become read-only refuses commits, and answers questions.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	s := openAt(t, dsn)
	commit(t, s, numberedAlone("1"))
	readOnly := openAt(t, with(t, dsn, "default_transaction_read_only", "on"))
	if _, err := readOnly.Commit(t.Context(), numberedAlone("2")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Commit() = %v, want %v", err, fault.Unavailable)
	}
	if revision(t, readOnly, order("1")) != 1 {
		t.Error("the record can't be read")
	}
}

// hold locks the mug's count until the test lets go.
func hold(t *testing.T, dsn string) (letGo func()) {
	t.Helper()
	tx, err := connect(t, dsn).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	execute(t, tx, "lock table ecom_count in exclusive mode")
	return func() {
		if err := tx.Rollback(t.Context()); err != nil {
			t.Errorf("Rollback() = %v", err)
		}
	}
}

// Whatever ends a wait for a lock, nothing has happened, and the store goes on.
func TestWaitingComesToAnEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		setting string
		patient bool // the context does not end
		want    error
	}{
		"lock timeout":      {"lock_timeout", true, fault.Conflict},
		"statement timeout": {"statement_timeout", true, fault.Unavailable},
		"context":           {"", false, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := pgtest.DSN(t)
			witness := openAt(t, dsn)
			commit(t, witness, numberedAlone("1"))
			impatient := narrow(t, dsn)
			if c.setting != "" {
				impatient = with(t, impatient, c.setting, "2s")
			}
			s := openAt(t, impatient)
			letGo := hold(t, dsn)
			for i, batch := range []*driver.Batch{numberedAlone("2"), {ID: "one trip", Counts: purchase("2").Counts}} {
				ctx, cancel := t.Context(), func() {}
				if !c.patient {
					ctx, cancel = context.WithTimeout(ctx, 200*time.Millisecond)
				}
				if _, err := s.Commit(ctx, batch); !errors.Is(err, c.want) {
					t.Errorf("Commit() number %d = %v, want %v", i+1, err, c.want)
				}
				cancel()
				if _, committed, err := witness.Committed(t.Context(), batch.ID); committed || err != nil {
					t.Errorf("Committed() = %v, %v, want no", committed, err)
				}
			}
			letGo()
			b := numberedAlone("2")
			b.ID = "another attempt"
			commit(t, witness, b)
		})
	}
}

// When all connections are in use, callers wait as long as their contexts.
func TestPoolExhausted(t *testing.T) {
	t.Parallel()
	s := openAt(t, narrow(t, pgtest.DSN(t)))
	commit(t, s, numberedAlone("1"))
	view, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Commit(ctx, numberedAlone("2")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Commit() = %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := s.Get(ctx, order("1")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Get() = %v, want %v", err, context.DeadlineExceeded)
	}
	if err := view.Close(); err != nil {
		t.Fatal(err)
	}
	commit(t, s, numberedAlone("2"))
}

// The caller's pool stays open, and may be as strict as it likes.
func TestNewUsesThePoolOfItsCaller(t *testing.T) {
	t.Parallel()
	pool, err := pgxpool.New(t.Context(), with(t, pgtest.DSN(t), "default_transaction_isolation", "serializable"))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	s, err := pgstore.New(t.Context(), pool, pgstore.Config{})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	commit(t, s, numberedAlone("1"))
	if err := s.Close(); err != nil {
		t.Fatalf("Close() = %v", err)
	}
	if _, err := s.Commit(t.Context(), numberedAlone("2")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Commit() after Close = %v, want %v", err, fault.Unavailable)
	}
	if err := pool.Ping(t.Context()); err != nil {
		t.Errorf("Ping() after Close = %v", err)
	}
}

// Whoever waits for events is woken again when the connection was lost.
func TestWakeHeals(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	s := openAt(t, dsn)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	wake := s.Wake(ctx, "main")
	<-wake
	admin := connect(t, dsn)
	execute(t, admin, `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen ecom_' || 'ecom_event'::regclass::oid`)
	<-wake // it listens again; what was committed meanwhile is not passed over
	commit(t, s, numberedAlone("1"))
	<-wake
	another := s.Wake(ctx, "main")
	<-another // it can't know what was before
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range wake { // until it is closed
	}
	for range another {
	}
	if _, open := <-s.Wake(t.Context(), "main"); open {
		t.Error("Wake() after Close gave an open channel")
	}
}
