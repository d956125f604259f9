// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// connect returns a connection of the caller's own.
func connect(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatalf("Connect() = %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func execute(t testing.TB, q interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, sql string,
) {
	t.Helper()
	rows, err := q.Query(t.Context(), sql)
	if err == nil {
		rows.Close()
		err = rows.Err()
	}
	if err != nil {
		t.Fatalf("%s = %v", sql, err)
	}
}

// inside returns a store, and another one that joins a transaction.
func inside(t *testing.T, options pgx.TxOptions) (*pgstore.Store, driver.Store, pgx.Tx) {
	t.Helper()
	dsn := pgtest.DSN(t)
	s := openAt(t, dsn)
	settings(t, s)
	conn := connect(t, dsn)
	execute(t, conn, "create table mine (v text)")
	tx, err := conn.BeginTx(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) })
	return s, pgstore.In(tx), tx
}

func revision(t *testing.T, s driver.Store, ref driver.Ref) int64 {
	t.Helper()
	r, err := s.Get(t.Context(), ref)
	if err != nil {
		t.Fatalf("Get() = %v", err)
	}
	return r[0].Revision
}

func TestInIsCommittedByItsCaller(t *testing.T) {
	t.Parallel()
	s, in, tx := inside(t, pgx.TxOptions{})
	claim(t, s, claiming())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	wake := s.Wake(ctx, "main")
	<-wake // the connection listens

	execute(t, tx, "insert into mine values ('x')")
	commit(t, in, purchase("1"))
	if r := commit(t, in, numbered("2")); r.Counts[0] != 998 {
		t.Errorf("Counts = %v, want 998 of the mug", r.Counts)
	}
	if err := in.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	if revision(t, in, order("1")) != 1 || revision(t, s, order("1")) != 0 {
		t.Error("the record is to be seen inside the transaction, and not outside")
	}
	if events := claim(t, s, claiming()); len(events) != 0 {
		t.Errorf("Claim() before the commit = %v, want nothing", events)
	}
	select {
	case <-wake:
		t.Error("somebody was woken before the commit")
	default:
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-wake
	if events := claim(t, s, claiming()); len(events) != 2 {
		t.Errorf("Claim() after the commit = %v, want two events", events)
	}
	if revision(t, s, order("1")) != 1 || revision(t, s, order("2")) != 1 {
		t.Error("what was committed inside is not there")
	}
	if _, err := in.Commit(t.Context(), purchase("3")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Commit() after the transaction = %v, want %v", err, fault.Unavailable)
	}
	if _, err := in.Get(t.Context(), order("3")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Get() after the transaction = %v, want %v", err, fault.Unavailable)
	}
}

func TestInIsTakenBackByItsCaller(t *testing.T) {
	t.Parallel()
	s, in, tx := inside(t, pgx.TxOptions{})
	execute(t, tx, "savepoint mine")
	commit(t, in, purchase("1"))
	execute(t, tx, "rollback to savepoint mine")
	if revision(t, in, order("1")) != 0 {
		t.Error("the record is there after the caller's rollback to a savepoint")
	}
	commit(t, in, purchase("1")) // also the names of indexes are new again
	commit(t, in, purchase("2"))
	if revision(t, in, order("1")) != 1 {
		t.Error("the record is not there")
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if revision(t, s, order("1")) != 0 || count(t, s) != 1000 {
		t.Error("something is there after the caller's rollback")
	}
	commit(t, s, numbered("1"))
}

// A batch that fails leaves the transaction to go on with.
func TestInFailsAlone(t *testing.T) {
	t.Parallel()
	s, in, tx := inside(t, pgx.TxOptions{})
	commit(t, in, purchase("1"))
	refused := errors.New("refused")
	late := numbered("2")
	late.Resolve = func([]int64) error { return refused }
	taken := purchase("3")
	taken.Writes[0].Unique[0].Key = []byte("checkout 1")
	bound := purchase("4")
	bound.Counts[0].Delta = -5000
	for _, c := range []struct {
		batch *driver.Batch
		want  error
	}{{purchase("1"), fault.Conflict}, {late, refused}, {taken, fault.Exists}, {bound, fault.Limit}} {
		if _, err := in.Commit(t.Context(), c.batch); !errors.Is(err, c.want) {
			t.Errorf("Commit(%s) = %v, want %v", c.batch.ID, err, c.want)
		}
	}
	execute(t, tx, "insert into mine values ('still works')")
	commit(t, in, purchase("5"))
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := count(t, s); got != 998 {
		t.Errorf("the count is %d, want 998: of six batches two happened", got)
	}
}

// Claimed and settled in one transaction with their effects, events are
// handled exactly once.
func TestInClaimsAndSettles(t *testing.T) {
	t.Parallel()
	s, in, tx := inside(t, pgx.TxOptions{})
	claim(t, s, claiming())
	commit(t, s, numbered("1"))
	events := claim(t, in, claiming())
	if len(events) != 1 {
		t.Fatalf("Claim() = %v, want one event", events)
	}
	if others := claim(t, s, claiming()); len(others) != 0 {
		t.Errorf("Claim() of what another transaction has claimed = %v", others)
	}
	if err := in.Settle(t.Context(), done(events...)...); err != nil {
		t.Fatal(err)
	}
	if err := in.Settle(t.Context(), done(events...)...); !errors.Is(err, fault.Conflict) {
		t.Errorf("Settle() again = %v, want %v", err, fault.Conflict)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if others := claim(t, s, claiming()); len(others) != 0 {
		t.Errorf("Claim() of what is settled = %v", others)
	}
}

func TestInRefusesOtherIsolation(t *testing.T) {
	t.Parallel()
	for _, level := range []pgx.TxIsoLevel{pgx.RepeatableRead, pgx.Serializable} {
		_, in, _ := inside(t, pgx.TxOptions{IsoLevel: level})
		for range 2 {
			if _, err := in.Commit(t.Context(), purchase("1")); !errors.Is(err, fault.State) {
				t.Errorf("Commit() in a %s transaction = %v, want %v", level, err, fault.State)
			}
		}
		if _, err := in.Get(t.Context(), order("1")); err != nil {
			t.Errorf("Get() afterwards = %v", err)
		}
	}
}

func TestInFailsInAFailedTransaction(t *testing.T) {
	t.Parallel()
	s, in, tx := inside(t, pgx.TxOptions{})
	if _, err := tx.Exec(t.Context(), "select 1 / 0"); err == nil {
		t.Fatal("1 / 0 did not fail")
	}
	if _, err := in.Commit(t.Context(), purchase("1")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Commit() = %v, want %v", err, fault.Unavailable)
	}
	if _, err := in.Get(t.Context(), order("1")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Get() = %v, want %v", err, fault.Unavailable)
	}
	if revision(t, s, order("1")) != 0 {
		t.Error("the record is there")
	}
}
