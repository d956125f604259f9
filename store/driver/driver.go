// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package driver is the contract between package store and the places that
// keep its records. Implement Store to keep a shop in a database of your own,
// and prove the implementation with package storetest. Programs that only use
// a store never need this package.
//
// A driver stores opaque documents, the index keys that come with them, plain
// counts, and a log of events. It knows nothing of carts or orders. All
// clocks, identifiers and encodings come from the layer above.
//
// Identifiers, index keys, ordering keys and the names of subscriptions are
// any bytes, at most MaxKey of them, none too, told apart and sorted byte by
// byte. Sites, kinds, the names of indexes and the types of events are UTF-8
// without zero bytes, told apart byte by byte too. Times are moments in whole
// microseconds from the year 1 to 9999: given in any zone, given back in UTC.
//
// The contract is cut so that every call is short and complete. A driver on
// SQL needs no transaction that stays open between calls: Commit is one write
// transaction, in a database across a network at most two round trips (one
// that locks what is checked, written and counted, one that writes and
// commits).
package driver

import (
	"context"
	"iter"
)

const (
	// MaxPage is how many records or events a driver is asked for at once.
	MaxPage = 200

	// MaxKey is how many bytes an index key or an identifier has at most.
	MaxKey = 1024
)

// Store keeps the records of any number of sites. It is safe for concurrent
// use. Every method returns bare causes; those that callers tell apart are
// fault.Conflict, fault.Exists (as *UniqueError), fault.Limit (as
// *BoundError), fault.Unavailable (nothing happened) and fault.Unknown (a
// commit may have happened). A context that has ended gives its error and no
// effect. Whatever is returned belongs to the caller, except for Doc.Value.
// Whatever is passed in belongs to the caller again when the call returns,
// except for what a Source gave.
type Store interface {
	// Get returns the records of refs, at most MaxPage, in their order. A
	// missing record has Revision 0; that is no error. All are read at one
	// moment.
	Get(ctx context.Context, refs ...Ref) ([]Record, error)

	// Find yields the records in one key range of one index, in order of
	// (key, id). A record with several keys in the range is yielded once for
	// each. At most q.Limit are yielded. An error is yielded last. The driver
	// reads them fully, at one moment, before it yields the first, so the
	// caller may take its time and call the store.
	Find(ctx context.Context, q Query) iter.Seq2[Record, error]

	// Commit applies the batch, all or nothing. When that can't be, it reports
	// the first reason in this order: a check or a write's expectation that
	// does not hold (fault.Conflict), a count that can't change so
	// (*BoundError, or fault.Conflict for Count.Expect), an error of
	// Batch.Resolve, a unique key that is taken (*UniqueError). Only commits
	// that happen at the same time may blur the order. A commit that loses to
	// another one in any other way (deadlock, serialization) is fault.Conflict.
	Commit(ctx context.Context, b *Batch) (Receipt, error)

	// Claim leases due events of one durable subscription to the caller, those
	// longest in the log first.
	Claim(ctx context.Context, c Claim) ([]Event, error)

	// Settle says what became of claimed events, all or nothing. A settlement
	// of an event that is no longer leased under the settlement's lease,
	// because it was settled or claimed again, is fault.Conflict. A lease that
	// has merely run out still settles.
	Settle(ctx context.Context, s ...Settlement) error

	// Close releases what the store holds. It waits for calls that are under
	// way, or makes them fail; a commit is never left half done. Calling it
	// again does nothing; other calls after it give fault.Unavailable.
	Close() error
}

// Ref names a record: a document or a count. A kind holds either documents or
// counts, never both.
type Ref struct {
	Site string // whose shop
	Kind string // what it is, such as "order"
	ID   string // which one
}

// Record is a stored document or count.
type Record struct {
	Ref      Ref
	Revision int64  // 0: there is no such record
	Doc      Doc    // of a document
	Count    int64  // of a count
	Key      []byte // the index key that Find found it by
}

// Doc is a document as it was stored: Value by drivers that keep values, Bytes
// by drivers that keep encodings.
type Doc struct {
	Value any    // shared with the store: never changed by anybody
	Bytes []byte // the caller's own
}

// Query is a range of one index of one kind. The index "" is there without
// being declared: it has every record of the kind, counts too, and the key is
// the ID.
type Query struct {
	Site, Kind, Index string
	From              []byte    // first key; nil: from the beginning
	To                []byte    // first key beyond; nil: to the end
	Reverse           bool      // from the last to the first
	After             *Position // go on behind this entry, in the direction of reading; it may lie outside the range
	Limit             int       // 1..MaxPage; what lies outside counts as the nearer of them
}

// Position is a place in an index. The entry itself need not exist any more.
type Position struct {
	Key []byte
	ID  string
}
