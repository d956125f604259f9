// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

func scalar(t *testing.T, dsn, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatalf("Connect() = %v", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var s string
	if err := conn.QueryRow(t.Context(), sql).Scan(&s); err != nil {
		t.Fatalf("%s = %v", sql, err)
	}
	return s
}

func TestDSNLeadsToASchemaOfItsOwn(t *testing.T) {
	t.Parallel()
	var dsn, schema string
	t.Run("test", func(t *testing.T) {
		dsn = pgtest.DSN(t)
		schema = scalar(t, dsn, "select current_schema()")
		if other := scalar(t, pgtest.DSN(t), "select current_schema()"); other == schema {
			t.Errorf("two tests share the schema %s", schema)
		}
	})
	if got := scalar(t, pgtest.Server(t), "select count(*)::text from pg_namespace where nspname = '"+schema+"'"); got != "0" {
		t.Errorf("the schema %s is still there after its test", schema)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"postgres://me@db/shop?sslmode=disable", "postgres://me@db/shop?search_path=it%27s&sslmode=disable"},
		{"host=db user=me", `host=db user=me search_path='it\'s'`},
	} {
		if got, err := pgtest.With(c[0], "search_path", "it's"); got != c[1] || err != nil {
			t.Errorf("With(%q) = %q, %v, want %q", c[0], got, err, c[1])
		}
	}
}

// What was committed is there after the server was killed.
func TestInstanceIsKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	dsn := server.DSN("postgres")
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "create table t as select 'kept' as v"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		server.Kill()
		server.Kill() // it is down already
		if err := conn.Ping(t.Context()); err == nil {
			t.Error("a connection is still alive when the server was killed")
		}
		server.Restart()
		server.Restart() // it is up already
		if got := scalar(t, dsn, "select v from t"); got != "kept" {
			t.Errorf("the row is %q, want kept", got)
		}
	}
}
