// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import "strconv"

const (
	// logLimit is how many bytes of the write-ahead log are left of one that
	// has grown larger, when it begins anew.
	logLimit = 16 << 20

	// logFrames is how many pages the log may have before readers are made to
	// leave it.
	logFrames = 8192

	// checkEvery is after how many groups the log is looked at.
	checkEvery = 64

	// checkWait is how many milliseconds readers are waited for.
	checkWait = 100
)

// checkpoint keeps the log from growing for ever. SQLite moves what is in it to
// the database by itself, but begins anew only when it finds nobody reading,
// which never happens where many read. Here readers that come are kept off the
// log, and those that are there waited for, a moment only: an open Snapshot
// stays for longer. It fails nothing that was committed.
func (s *Store) checkpoint(c *conn) {
	if s.writes%checkEvery != 0 {
		return
	}
	r, err := c.row(`PRAGMA wal_checkpoint(PASSIVE)`)
	if err != nil || r == nil || r.int(1) < logFrames {
		return
	}
	if _, err := c.number(`PRAGMA busy_timeout = ` + strconv.Itoa(checkWait)); err == nil {
		_, _ = c.row(`PRAGMA wal_checkpoint(RESTART)`)
		_, _ = c.number(`PRAGMA busy_timeout = 0`)
	}
}
