// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package pgstore keeps shops in PostgreSQL 15 or newer. Any number of
// processes may share one database: that is how a shop grows beyond one
// machine.
//
//	db, err := pgstore.Open(ctx, "postgres://shop@db.internal/shop", pgstore.Config{})
//	shop, err := ecom.New(ecom.Config{Store: db, Catalog: products})
//
// The tables live in the first schema of the connection's search_path, beside
// whatever else is there; their names begin with "ecom_". Open makes them and
// brings them up to date, also when many processes start at once. It needs
// the right to create tables there only when there is something to do.
//
// # Guarantees
//
// A commit is one transaction at the isolation level "read committed" and one
// round trip, or two when documents depend on counts. What was acknowledged
// is as safe as synchronous_commit makes it, which is on unless somebody
// turned it off. Commits, claims and settlements wait for each other only
// where they touch the same records, counts or ordering keys.
//
// When the server can't be reached, calls fail with fault.Unavailable, and
// work again when it can: a Store heals by itself. When the answer to a commit
// is lost, Commit gives fault.Unknown, and Committed finds out by the id of
// the batch what became of it; package store does that by itself. Get, Find
// and the first round trip of a commit are repeated once on another
// connection.
//
// # Connections
//
// The data source name may say how many connections there are at most
// (pool_max_conns) and everything else that package pgxpool understands. A
// Store needs sessions of its own: behind a pooler that hands out
// transactions, such as PgBouncer in its transaction mode, prepared
// statements have to be turned off (default_query_exec_mode=exec), and Wake,
// which listens, must reach the server directly, so give such a Store a name
// that leads there.
//
// Names of a site, a kind and an index together, and ids and keys each, have
// at most 2,600 bytes.
package pgstore
