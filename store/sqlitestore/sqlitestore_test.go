// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"path/filepath"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
	"github.com/go-ecom/ecom/store/storetest"
)

// file returns the path of a store that is not there yet.
func file(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "shop.db")
}

// open opens a store.
func open(t testing.TB, path string, c sqlitestore.Config) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), path, c)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) driver.Store { return open(t, file(t), sqlitestore.Config{}) })
}

func TestConformanceNormal(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) driver.Store {
		return open(t, file(t), sqlitestore.Config{Synchronous: sqlitestore.Normal})
	})
}

func FuzzModel(f *testing.F) {
	storetest.Fuzz(f, func(t *testing.T) driver.Store {
		return open(t, file(t), sqlitestore.Config{Synchronous: sqlitestore.Normal})
	})
}

// What is stored is there when the file is opened again.
func TestConformanceDurable(t *testing.T) {
	t.Parallel()
	storetest.RunDurable(t, func(t *testing.T) func() driver.Store {
		path := file(t)
		return func() driver.Store {
			s, err := sqlitestore.Open(t.Context(), path, sqlitestore.Config{})
			if err != nil {
				t.Fatalf("Open() = %v", err)
			}
			return s
		}
	})
}
