// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// sqlFile runs statements on a file and returns a function that closes it.
func sqlFile(t *testing.T, path string, texts ...string) (end func()) {
	t.Helper()
	connector, err := sqlite.NewConnector("file://" + path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := connector.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		s, err := c.Prepare(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if _, err := s.Exec(nil); err != nil { //nolint:staticcheck // the driver has no other way without arguments
			t.Fatalf("%s: %v", text, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

// refused opens a store, which must fail with a class and a text.
func refused(t *testing.T, path string, class fault.Class, text string) {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), path, sqlitestore.Config{Wait: time.Millisecond})
	if err == nil {
		t.Errorf("Open(%q) succeeded, want %v", path, class)
		_ = s.Close()
		return
	}
	if !errors.Is(err, class) || !strings.Contains(err.Error(), text) {
		t.Errorf("Open(%q) = %v, want %v and %q", path, err, class, text)
	}
}

// works saves something and looks whether it is there.
func works(t *testing.T, s *sqlitestore.Store, id string) {
	t.Helper()
	if _, err := s.Commit(t.Context(), pair(id)); err != nil {
		t.Errorf("Commit() = %v", err)
	}
	if r, err := s.Get(t.Context(), ref("right", id)); err != nil || r[0].Revision != 1 {
		t.Errorf("Get() = %v, %v, want what was committed", r, err)
	}
}

func TestOpenRefusesPaths(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, c := range []struct {
		path  string
		class fault.Class
		text  string
	}{
		{"", fault.Invalid, "no path"},
		{":memory:", fault.Invalid, "memstore"},
		{folder, fault.Invalid, "is a folder"},
		{os.DevNull, fault.Invalid, "no regular file"},
		{filepath.Join(folder, "none", "shop.db"), fault.NotFound, "its folder is not there"},
		{filepath.Join(folder, "a\x00b"), fault.Invalid, "zero byte"},
	} {
		refused(t, c.path, c.class, c.text)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlitestore.Open(ctx, file(t), sqlitestore.Config{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open() with a canceled context = %v, want %v", err, context.Canceled)
	}
	if left, err := os.ReadDir(folder); len(left) != 0 || err != nil {
		t.Errorf("the folder has %v, %v, want nothing", left, err)
	}
}

func TestOpenTakesAnyName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"a b.db", "a?mode=memory", "a#b", "100%.db", "%41", "file:x", "ä", "a&vfs=none", ";"} {
		s := open(t, filepath.Join(folder, name), sqlitestore.Config{})
		works(t, s, "a")
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			t.Errorf("a store named %q is not in a file of that name: %v", name, err)
		}
	}
}

// What is not a store is left as it is.
func TestOpenRefusesFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(path string)
		text string
	}{
		{"text", func(path string) {
			_ = os.WriteFile(path, bytes.Repeat([]byte("This is a letter. "), 1000), 0o600)
		}, "not a database"},
		{"short text", func(path string) { _ = os.WriteFile(path, []byte("hello"), 0o600) }, "not a database"},
		{"damaged", func(path string) {
			works(t, open(t, path, sqlitestore.Config{}), "a")
			sqlFile(t, path, `PRAGMA wal_checkpoint(TRUNCATE)`)()
			f, _ := os.OpenFile(path, os.O_WRONLY, 0)
			_, _ = f.WriteAt(bytes.Repeat([]byte{0xa5}, 4000), 20)
			_ = f.Close()
		}, "damaged"},
		{"another program's", func(path string) { sqlFile(t, path, `CREATE TABLE orders (id)`)() }, "another program"},
		{"another program's, marked", func(path string) { sqlFile(t, path, `PRAGMA application_id = 7`)() }, "another program"},
		{"newer", func(path string) {
			s, err := sqlitestore.Open(t.Context(), path, sqlitestore.Config{})
			if err != nil {
				t.Fatal(err)
			}
			works(t, s, "a")
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			sqlFile(t, path, `PRAGMA user_version = 99`)()
		}, "newer program"},
	} {
		path := file(t)
		c.make(path)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, path, fault.Invalid, c.text)
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: Open() failed and changed the file: %v", c.name, err)
		}
	}
}

func TestOpenTakesEmptyFile(t *testing.T) {
	t.Parallel()
	path := file(t)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	works(t, open(t, path, sqlitestore.Config{}), "a")
}

// Whoever may not write is told so; when it may, all is well.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for _, mode := range []struct{ folder, file os.FileMode }{{0o755, 0o444}, {0o555, 0o644}, {0o555, 0}} {
		path := file(t)
		folder := filepath.Dir(path)
		s, err := sqlitestore.Open(t.Context(), path, sqlitestore.Config{})
		if err != nil {
			t.Fatal(err)
		}
		works(t, s, "a")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for name, m := range map[string]os.FileMode{path: mode.file, folder: mode.folder} {
			if err := os.Chmod(name, m); err != nil {
				t.Fatal(err)
			}
		}
		unprivileged(t, func() { refused(t, path, fault.Denied, "writable") })
		for name, m := range map[string]os.FileMode{path: 0o644, folder: 0o755} {
			if err := os.Chmod(name, m); err != nil {
				t.Fatal(err)
			}
		}
		s = open(t, path, sqlitestore.Config{})
		if r, err := s.Get(t.Context(), ref("right", "a")); err != nil || r[0].Revision != 1 {
			t.Errorf("Get() = %v, %v, want what was committed", r, err)
		}
		works(t, s, "b")
	}
}

// While another process writes, commits wait, and fail without a trace when
// that takes too long.
func TestLocked(t *testing.T) {
	t.Parallel()
	path := file(t)
	s := open(t, path, sqlitestore.Config{Wait: 20 * time.Millisecond})
	works(t, s, "before")
	unlock := sqlFile(t, path, `BEGIN IMMEDIATE`)
	if _, err := s.Commit(t.Context(), pair("a")); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "locked") {
		t.Errorf("Commit() = %v, want %v", err, fault.Unavailable)
	}
	if _, err := s.Claim(t.Context(), claiming(0)); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Claim() = %v, want %v", err, fault.Unavailable)
	}
	if r, err := s.Get(t.Context(), ref("right", "a"), ref("right", "before")); err != nil || r[0].Revision != 0 || r[1].Revision != 1 {
		t.Errorf("Get() = %v, %v, want what was committed before", r, err)
	}
	patient := open(t, path, sqlitestore.Config{Wait: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := patient.Commit(ctx, pair("a")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Commit() = %v, want %v", err, context.DeadlineExceeded)
	}
	waited := make(chan error)
	go func() {
		_, err := patient.Commit(context.Background(), pair("waited"))
		waited <- err
	}()
	unlock()
	if err := <-waited; err != nil {
		t.Errorf("Commit() that waited = %v", err)
	}
	works(t, s, "a")

	for _, s := range []*sqlitestore.Store{s, patient} {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	unlock = sqlFile(t, path, `PRAGMA locking_mode = EXCLUSIVE`, `BEGIN EXCLUSIVE`)
	refused(t, path, fault.Unavailable, "locked")
	unlock()
	works(t, open(t, path, sqlitestore.Config{}), "after")
}

// A full disk fails what needs room, and nothing else.
func TestFull(t *testing.T) {
	t.Parallel()
	s := open(t, file(t), sqlitestore.Config{})
	works(t, s, "before")
	if err := s.LimitPages(t.Context(), 1); err != nil { // as small as it is
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), pair("a")); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "full") {
		t.Errorf("Commit() on a full disk = %v, want %v", err, fault.Unavailable)
	}
	failures := make(chan error)
	for _, id := range []string{"b", "c", "d", "e"} {
		go func() {
			_, err := s.Commit(context.Background(), pair(id))
			failures <- err
		}()
	}
	for range 4 {
		if err := <-failures; !errors.Is(err, fault.Unavailable) {
			t.Errorf("Commit() on a full disk = %v, want %v", err, fault.Unavailable)
		}
	}
	r, err := s.Get(t.Context(), ref("number", "pairs"), ref("left", "a"), ref("right", "before"))
	if err != nil || r[0].Count != 1 || r[1].Revision != 0 || r[2].Revision != 1 {
		t.Errorf("Get() = %v, %v, want what was committed before", r, err)
	}
	if err := s.LimitPages(t.Context(), 1<<30); err != nil {
		t.Fatal(err)
	}
	works(t, s, "a")
}
