// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

var update = flag.Bool("update", false, "write the golden file anew")

// Each run prints the same, to the last byte, wherever the shops are kept.
func TestOutput(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "output.golden")
	if *update {
		var out bytes.Buffer
		if err := run(t.Context(), "memory", &out); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for name, store := range map[string]func(t *testing.T) string{
		"memory":   func(*testing.T) string { return "memory" },
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "shop.db") },
		"postgres": func(t *testing.T) string { return "postgres:" + pgtest.DSN(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := run(t.Context(), store(t), &out); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(out.Bytes(), want) {
				t.Errorf("the output differs from %s (refresh with -update):\n%s", golden, out.String())
			}
		})
	}
}

// A store with shops in it is refused, and nothing is printed.
func TestSecondRun(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]string{
		"sqlite":   "sqlite:" + filepath.Join(t.TempDir(), "shop.db"),
		"postgres": "postgres:" + pgtest.DSN(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := run(t.Context(), store, io.Discard); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			for range 2 {
				err := run(t.Context(), store, &out)
				if err == nil || !strings.Contains(err.Error(), "there are shops in it already: kontor-de, trailhead-us;") {
					t.Errorf("a second run: %v", err)
				}
			}
			if out.Len() > 0 {
				t.Errorf("it prints\n%s", &out)
			}
		})
	}
}

func TestUnknownStore(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "sqlite", "sqlite:", "postgres", "postgres:", "mysql:shop", "memory:x"} {
		if err := run(t.Context(), name, io.Discard); err == nil || !strings.Contains(err.Error(), "want memory, sqlite:FILE or postgres:DSN") {
			t.Errorf("-store %q: %v", name, err)
		}
	}
}
