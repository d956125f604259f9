// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"path/filepath"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// kept is a place where a shop can be kept.
type kept struct {
	name string
	open func(t testing.TB) driver.Store // an empty one, which is closed with the test
}

// everywhere is all of them.
var everywhere = []kept{
	{"memory", func(testing.TB) driver.Store { return memstore.New(memstore.Config{}) }},
	{"sqlite", func(t testing.TB) driver.Store { return openSQLite(t, sqlitestore.Full) }},
	{"postgres", func(t testing.TB) driver.Store { return openPostgres(t, pgtest.DSN(t)) }},
}

func openSQLite(t testing.TB, synchronous sqlitestore.Synchronous) driver.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "shop.db"), sqlitestore.Config{Synchronous: synchronous})
	if err != nil {
		t.Fatal(err)
	}
	closeWith(t, s)
	return s
}

func openPostgres(t testing.TB, dsn string) driver.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), dsn, pgstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	closeWith(t, s)
	return s
}

func closeWith(t testing.TB, s driver.Store) {
	t.Helper()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
}
