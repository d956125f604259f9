// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package pgtest finds a PostgreSQL server for tests, and starts throw-away
// ones that may be killed.
//
//	func TestMyShop(t *testing.T) {
//		db, err := pgstore.Open(t.Context(), pgtest.DSN(t), pgstore.Config{})
//		...
//	}
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Env is the environment variable that names the server for tests. When it is
// set, tests fail without that server; otherwise they look for one on this
// machine, and are skipped when there is none.
const Env = "ECOM_TEST_POSTGRES"

// places are where a server is looked for, the first that answers wins.
var places = []string{
	"postgres://postgres@127.0.0.1:5432/test?sslmode=disable",
	"postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable",
	"postgres://127.0.0.1:5432/postgres?sslmode=disable",
}

// patience is how long a server may take to answer.
const patience = 10 * time.Second

// DSN returns a data source name that leads to an empty schema of the test's
// own, which is dropped when the test is over. Connections must be closed by
// then; those that are not are cut.
func DSN(t testing.TB) string {
	t.Helper()
	server := Server(t)
	schema := "ecom_test_" + strings.ToLower(rand.Text())[:20]
	do(t, server, "create schema "+schema)
	t.Cleanup(func() { do(t, server, "drop schema "+schema+" cascade") })
	dsn, err := With(server, "search_path", schema)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return dsn
}

// With returns a data source name with a parameter set.
func With(dsn, name, value string) (string, error) {
	if !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		escaped := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value)
		return dsn + " " + name + "='" + escaped + "'", nil
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", errors.New("the data source name is not a URL")
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Server returns the data source name of the server for tests.
func Server(t testing.TB) string {
	t.Helper()
	dsn, err := Find()
	switch {
	case err != nil:
		t.Fatalf("pgtest: %v", err)
	case dsn == "":
		t.Skipf("pgtest: NO POSTGRES: nothing answers on 127.0.0.1:5432, and %s is not set", Env)
	}
	return dsn
}

// Find is Server for TestMain. It returns "" when there is no server, and an
// error when the one that Env names does not answer.
func Find() (string, error) {
	dsn := os.Getenv(Env)
	if dsn == "" {
		return find(), nil
	}
	if err := answers(dsn); err != nil {
		return "", fmt.Errorf("%s is set, and the server does not answer: %w", Env, err)
	}
	return dsn, nil
}

// find looks for a server once.
var find = sync.OnceValue(func() string {
	for _, dsn := range places {
		if answers(dsn) == nil {
			return dsn
		}
	}
	return ""
})

func answers(dsn string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func do(t testing.TB, dsn, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }() // nothing depends on it any more
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Errorf("pgtest: %s: %v", sql, err)
	}
}
