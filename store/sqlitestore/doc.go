// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package sqlitestore keeps a shop in a file, by SQLite, without cgo.
//
// A commit that was acknowledged is on the disk and survives the loss of power
// (Config.Synchronous: Full, the default); what failed leaves no trace. Commits
// that happen at the same time share one sync of the disk, so many writers get
// more done than one; each is still a transaction of its own. Readers neither
// wait for writers nor keep them waiting.
//
// # Files
//
// Beside the file FILE there are FILE-wal, where commits go first, and
// FILE-shm, by which processes find them, as long as any process has the store
// open. All three belong together: never copy, move or remove one of them while
// the store is open. A copy of a store in use is made by "sqlite3 FILE '.backup
// COPY'", or from a Snapshot.
//
// # Several processes
//
// Any number of processes of one machine may have a file open. One writes at a
// time; the others wait, at most Config.Wait. Events that another process
// commits are noticed within Config.Poll. Network file systems are not
// supported: processes share memory and locks, which those do not get right.
// When one machine is not enough, use a server: package pgstore.
package sqlitestore
