// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package boltstore_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/ecomtest/crashtest"
	"github.com/go-ecom/ecom/examples/custombackend/boltstore"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/storetest"
)

// place makes an empty folder and returns what opens a store in it.
func place(t testing.TB) func() driver.Store {
	path := filepath.Join(t.TempDir(), "shop.db")
	return func() driver.Store {
		t.Helper()
		s, err := boltstore.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) driver.Store { return place(t)() })
}

func TestDurable(t *testing.T) {
	t.Parallel()
	storetest.RunDurable(t, func(t *testing.T) func() driver.Store { return place(t) })
}

// TestCrash kills processes that sell on the store, again and again.
func TestCrash(t *testing.T) {
	crashtest.Run(t, crashtest.Config{
		Kills: 4, Commits: 60,
		Open: func(_ context.Context, path string) (driver.Store, error) {
			return boltstore.Open(filepath.Join(path, "shop.db"))
		},
	})
}

func FuzzModel(f *testing.F) {
	storetest.Fuzz(f, func(t *testing.T) driver.Store { return place(t)() })
}

func BenchmarkDriver(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) driver.Store { return place(b)() })
}

// TestBadFiles: what can't be opened is said, and is as it was.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	text := strings.Repeat("this is not a database\n", 1000)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := boltstore.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("Open() of a text = %v, %v, want an error that names it", s, err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != text {
		t.Errorf("a file that could not be opened has %d bytes now, %v", len(data), err)
	}
	if _, err := boltstore.Open(filepath.Join(t.TempDir(), "missing", "shop.db")); err == nil {
		t.Error("Open() in a folder that is not there succeeded")
	}
}

// TestSize holds the store to what is said of it: less than 400 lines of code.
func TestSize(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(src)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
				lines++
			}
		}
	}
	if lines == 0 || lines >= 400 {
		t.Errorf("the store has %d lines of code", lines)
	}
}
