// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/go-ecom/ecom/fault"
)

// Open opens the store in a file, which is created when it is not there; its
// folder must exist. Any number of processes of one machine may have it open.
//
// What is wrong with the file is fault.Invalid (it holds something else, or
// was written by a newer version, or it is a folder), fault.NotFound (there is
// no such folder), fault.Denied (it may not be written) or fault.Unavailable
// (another process keeps it locked, the disk is full or broken). Nothing is
// changed then, and opening it again when the cause is gone works.
//
// A store in memory is memstore's: the path ":memory:" is fault.Invalid.
func Open(ctx context.Context, path string, c Config) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.setDefaults()
	dsn, err := locate(path)
	if err != nil {
		return nil, err
	}
	return open(ctx, dsn, path, c)
}

// open opens the store that a DSN of SQLite names.
func open(ctx context.Context, dsn, path string, c Config) (*Store, error) {
	s := &Store{config: c, dsn: dsn, views: make(map[*view]struct{})}
	s.spaces.ids = make(map[space]int64)
	err := s.patiently(ctx, func() (err error) {
		s.writer, err = s.connectWriter(ctx)
		if err != nil {
			return err
		}
		if err = s.writer.migrate(); err != nil {
			_ = s.writer.close()
		}
		return err
	})
	if err != nil {
		return nil, openError(path, err)
	}
	return s, nil
}

// locate returns the DSN of a file.
func locate(path string) (string, error) {
	switch {
	case path == "":
		return "", fmt.Errorf("sqlitestore: no path is given: %w", fault.Invalid)
	case path == ":memory:":
		return "", fmt.Errorf("sqlitestore: %q is no file; package memstore keeps a shop in memory: %w", path, fault.Invalid)
	case strings.ContainsRune(path, 0):
		return "", fmt.Errorf("sqlitestore: the path %q has a zero byte: %w", path, fault.Invalid)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("sqlitestore: %s: %w: %w", path, fault.Unavailable, err)
	}
	info, err := os.Stat(full)
	switch {
	case err == nil && info.IsDir():
		return "", fmt.Errorf("sqlitestore: %s is a folder: %w", path, fault.Invalid)
	case err == nil && !info.Mode().IsRegular():
		return "", fmt.Errorf("sqlitestore: %s is no regular file: %w", path, fault.Invalid)
	case errors.Is(err, fs.ErrPermission):
		return "", fmt.Errorf("sqlitestore: %s: %w: %w", path, fault.Denied, err)
	case err != nil:
		if _, err := os.Stat(filepath.Dir(full)); err != nil {
			return "", fmt.Errorf("sqlitestore: %s: its folder is not there: %w: %w", path, fault.NotFound, err)
		}
	}
	full = filepath.ToSlash(full)
	if !strings.HasPrefix(full, "/") {
		full = "/" + full
	}
	return (&url.URL{Scheme: "file", Path: full}).String() + "?", nil
}

// openError explains why a file can't be opened.
func openError(path string, err error) error {
	switch primary(err) {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("sqlitestore: %s is not a database, or a damaged one: %w: %w", path, fault.Invalid, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("sqlitestore: %s can't be opened for writing; the file and its folder must be writable: %w: %w",
			path, fault.Denied, err)
	case 0:
		return fmt.Errorf("sqlitestore: %s: %w", path, err)
	}
	return fmt.Errorf("%s: %w", path, classify(err))
}

// connectWriter opens the connection that writes.
func (s *Store) connectWriter(ctx context.Context) (*conn, error) {
	c, err := connect(ctx, s.dsn)
	if err != nil {
		return nil, err
	}
	level := "FULL"
	if s.config.Synchronous == Normal {
		level = "NORMAL"
	}
	// What is not ours must not be changed, and useWAL changes it.
	err = c.together(func() error {
		_, foreign := c.version()
		return foreign
	})
	if err == nil {
		err = c.script(`PRAGMA synchronous = ` + level + `; PRAGMA fullfsync = 1; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = ` + strconv.Itoa(logLimit))
	}
	if err == nil {
		err = c.useWAL()
	}
	if err != nil {
		_ = c.close()
		return nil, err
	}
	return c, nil
}

// useWAL makes the file one with a write-ahead log, unless it is.
func (c *conn) useWAL() error {
	s, err := c.raw.Prepare(`PRAGMA journal_mode = WAL`)
	if err != nil {
		return err
	}
	rows, err := s.Query(nil) //nolint:staticcheck // the driver has no other way without a context
	if err != nil {
		return errors.Join(err, s.Close())
	}
	r := make(row, 1)
	err = errors.Join(rows.Next(r), rows.Close(), s.Close())
	if mode, _ := r[0].(string); err == nil && mode != "wal" {
		err = fmt.Errorf("the file system can't share memory between processes, which a write-ahead log needs (%s): %w", mode, fault.Invalid)
	}
	return err
}

// patiently calls fn until it succeeds, or fails for another reason than that
// another process is in the way, or Config.Wait is over or the context ended.
func (s *Store) patiently(ctx context.Context, fn func() error) error {
	err := fn()
	if !busy(err) {
		return err
	}
	end := time.NewTimer(s.config.Wait)
	defer end.Stop()
	pause := time.Millisecond
	again := time.NewTimer(pause)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end.C:
			return err
		case <-again.C:
		}
		if err = fn(); !busy(err) {
			return err
		}
		pause = min(2*pause, 20*time.Millisecond)
		again.Reset(pause)
	}
}
