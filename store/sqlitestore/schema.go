// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

// applicationID marks a database file as ours ("ecom").
const applicationID = 0x65636f6d

// migrations are the versions of the schema: the first makes version 1 of an
// empty file, each other one the next of the one before. What was released
// is never changed.
//
// Identifiers and keys are BLOBs, which compare byte by byte.
//
//   - space gives a number to each thing that has a part of a table for itself:
//     the log of a site, the records of a kind, an index of a kind. They are
//     never removed, so that connections may remember them.
//   - record holds documents (doc, keys) and counts (value). keys repeats where
//     the document stands in entry, so that a change touches the entries that
//     change, and needs no index to find the others.
//   - entry is every index of every kind, in the order in which Find reads. Keys
//     that no other record may have are kept so by a partial index.
//   - batch holds the receipts of the last hours, by the hour of their commit.
//   - event is the log, in the order of the commits; eventdoc its documents,
//     apart, so that reading on in the log does not read them. Positions are
//     never used again.
//   - subscription is how far a subscription has looked at the log. Of what it
//     has passed, queue holds the first pending event of each key: behind it
//     all of the key are pending up to the cursor, except for the dead and the
//     gaps. at is when it may be claimed; due is the same, or the beginning of
//     time once that has come: so what can be claimed is one range, in the
//     order of the log, however much waits. lease is 0 when the event is not out.
//   - behind holds the same of events that were tried, and then an earlier one
//     of their key came to be pending again.
//   - gap is a range of events of a key that are settled although an earlier
//     one is pending (again). It comes of requeued and rewound events.
//   - dead holds the events that a subscription has given up.
var migrations = []string{`
CREATE TABLE space (
	id   INTEGER PRIMARY KEY,
	what INTEGER NOT NULL,
	site BLOB NOT NULL,
	kind BLOB NOT NULL,
	name BLOB NOT NULL,
	UNIQUE (site, what, kind, name)
) STRICT;

CREATE TABLE record (
	id       INTEGER PRIMARY KEY,
	space    INTEGER NOT NULL,
	name     BLOB NOT NULL,
	revision INTEGER NOT NULL CHECK (revision > 0),
	value    INTEGER,
	keys     BLOB,
	doc      BLOB,
	UNIQUE (space, name)
) STRICT;

CREATE TABLE entry (
	space  INTEGER NOT NULL,
	key    BLOB NOT NULL,
	name   BLOB NOT NULL,
	record INTEGER NOT NULL,
	single INTEGER NOT NULL,
	PRIMARY KEY (space, key, name)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX entry_single ON entry (space, key) WHERE single = 1;

CREATE TABLE batch (
	hour   INTEGER NOT NULL,
	id     BLOB NOT NULL,
	counts BLOB,
	PRIMARY KEY (hour, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE eventdoc (
	position INTEGER PRIMARY KEY AUTOINCREMENT,
	doc      BLOB NOT NULL
) STRICT;

CREATE TABLE event (
	log      INTEGER NOT NULL,
	position INTEGER NOT NULL,
	id       BLOB NOT NULL UNIQUE,
	key      BLOB NOT NULL,
	sequence INTEGER NOT NULL,
	type     BLOB NOT NULL,
	time     INTEGER NOT NULL,
	PRIMARY KEY (log, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX event_key ON event (log, key, position);

CREATE TABLE subscription (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	log    INTEGER NOT NULL,
	name   BLOB NOT NULL,
	cursor INTEGER NOT NULL,
	leases INTEGER NOT NULL DEFAULT 0,
	UNIQUE (log, name)
) STRICT;

CREATE TABLE queue (
	subscription INTEGER NOT NULL,
	key          BLOB NOT NULL,
	position     INTEGER NOT NULL,
	due          INTEGER NOT NULL,
	at           INTEGER NOT NULL,
	attempt      INTEGER NOT NULL,
	lease        INTEGER NOT NULL,
	PRIMARY KEY (subscription, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_due ON queue (subscription, due, position);

CREATE TABLE behind (
	subscription INTEGER NOT NULL,
	position     INTEGER NOT NULL,
	at           INTEGER NOT NULL,
	attempt      INTEGER NOT NULL,
	lease        INTEGER NOT NULL,
	PRIMARY KEY (subscription, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE gap (
	subscription INTEGER NOT NULL,
	key          BLOB NOT NULL,
	low          INTEGER NOT NULL,
	high         INTEGER NOT NULL CHECK (high >= low),
	PRIMARY KEY (subscription, key, low)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead (
	subscription INTEGER NOT NULL,
	position     INTEGER NOT NULL,
	attempt      INTEGER NOT NULL,
	error        BLOB NOT NULL,
	PRIMARY KEY (subscription, position)
) STRICT, WITHOUT ROWID;
`}
