// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/go-ecom/ecom/fault"
)

// errClosed is the cause of what fails after Close.
var errClosed = fmt.Errorf("sqlitestore: closed: %w", fault.Unavailable)

// code returns SQLite's extended result code of an error, 0 when it is none of
// SQLite's.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// primary returns SQLite's result code of an error.
func primary(err error) int { return code(err) & 0xff }

// busy reports whether another connection holds what a statement needs.
func busy(err error) bool {
	p := primary(err)
	return p == sqlite3.SQLITE_BUSY || p == sqlite3.SQLITE_LOCKED
}

// taken reports whether a unique key is another one's.
func taken(err error) bool { return code(err) == sqlite3.SQLITE_CONSTRAINT_UNIQUE }

// classify gives an error of SQLite before COMMIT a class: nothing happened.
// Errors that have one are left alone.
func classify(err error) error {
	if err == nil {
		return nil
	}
	switch primary(err) {
	case 0:
		return err
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("sqlitestore: the database is locked by another process: %w: %w", fault.Unavailable, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("sqlitestore: the disk is full: %w: %w", fault.Unavailable, err)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("sqlitestore: the database may not be written: %w: %w", fault.Unavailable, err)
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM:
		return fmt.Errorf("sqlitestore: %w: %w", fault.Unavailable, err)
	case sqlite3.SQLITE_TOOBIG:
		return fmt.Errorf("sqlitestore: a document is too big: %w: %w", fault.Invalid, err)
	}
	return fmt.Errorf("sqlitestore: %w: %w", fault.Internal, err)
}

// classifyCommit gives an error of COMMIT a class. When the disk was full or
// the lock was gone, the transaction is certainly not in the file. When it
// could not be written or synced otherwise, it may be, and come back when the
// file is opened after a crash: see Store.Committed.
func classifyCommit(err error) error {
	switch primary(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CONSTRAINT:
		return classify(err)
	}
	return fmt.Errorf("sqlitestore: it is not known whether the commit happened: %w: %w", fault.Unknown, err)
}
