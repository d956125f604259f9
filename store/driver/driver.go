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
package driver

import (
	"context"
	"iter"
	"time"
)

// MaxPage is how many records or events a driver is asked for at once.
const MaxPage = 200

// Store keeps the records of any number of sites. It is safe for concurrent
// use. Every method returns bare causes; those that callers tell apart are
// fault.NotFound, fault.Conflict, fault.Exists (as *UniqueError), fault.Limit
// (as *BoundError), fault.Unavailable (nothing happened) and fault.Unknown
// (a commit may have happened). A canceled context gives its error and no
// effect. Whatever is returned belongs to the caller, except for Doc.Value.
type Store interface {
	// Get returns the records of refs, in their order. A missing record has
	// Revision 0; that is no error. All are read at one moment.
	Get(ctx context.Context, refs ...Ref) ([]Record, error)

	// Find yields the records in one key range of one index, in order of
	// (key, id). A record with several keys in the range is yielded once for
	// each. At most q.Limit are yielded. The driver reads them fully before it
	// yields the first, so the caller may take its time and call the store.
	Find(ctx context.Context, q Query) iter.Seq2[Record, error]

	// Commit applies the batch, all or nothing.
	Commit(ctx context.Context, b *Batch) (Receipt, error)

	// Claim leases due events of one durable subscription to the caller.
	Claim(ctx context.Context, c Claim) ([]Event, error)

	// Settle says what became of claimed events, all or nothing. A settlement
	// whose lease has been lost to another claim is fault.Conflict.
	Settle(ctx context.Context, s ...Settlement) error

	// Close releases what the store holds. Calling it again does nothing;
	// other calls after it give fault.Unavailable.
	Close() error
}

// Ref names a record: a document or a count.
type Ref struct {
	Site string // whose shop
	Kind string // what it is, such as "order"
	ID   string // which one; any text, compared byte by byte
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

// Source is a document on its way into the store. A driver calls either
// method, or both, after Batch.Resolve.
type Source interface {
	Value() any              // a value nobody will change
	Encode() ([]byte, error) // its encoding
}

// Batch is one atomic change. It happens as a whole, at one moment, or not at
// all: when any check fails, any expectation does not hold, any unique key is
// taken or any count leaves its bounds, nothing is changed.
type Batch struct {
	ID     string  // unique; see Resolver
	Checks []Check // records read but not written
	Counts []Count // applied first, in order
	Writes []Write // at most one for each Ref
	Events []Event // appended to the log

	// Resolve, unless nil, is called with the new values of Counts before the
	// driver looks at anything in Writes and Events but their Refs,
	// expectations and number: documents and keys may depend on the counts.
	// It may be called again when a driver repeats an attempt. An error from
	// it aborts the batch and is returned as it is. It does not block.
	Resolve func(counts []int64) error
}

// Check demands that a record still has a revision; 0 demands that it does not
// exist. What does not hold is fault.Conflict.
type Check struct {
	Ref      Ref
	Revision int64
}

// Write puts or deletes one document. Expect is the revision it must have; 0
// means it must not exist. What does not hold is fault.Conflict. A put replaces
// all earlier keys of the document.
type Write struct {
	Ref      Ref
	Expect   int64
	Revision int64  // the revision it gets; not for Delete
	Delete   bool   //
	Doc      Source // nil for Delete
	Keys     []Key  // where Find finds it
	Unique   []Key  // keys that no other record of the kind in the site may have; Find finds it there too
}

// Key is an entry in an index of a kind. Keys compare byte by byte.
type Key struct {
	Index string
	Key   []byte
}

// Count changes a number. Counts never conflict with each other; a result
// outside Min..Max is a *BoundError. A count that does not exist begins at
// Start. The value is a record of its own: Get gives it, with a revision that
// rises by one with each change.
type Count struct {
	Ref   Ref
	Start int64

	Delta    int64 // added, unless Set
	Min, Max int64 // the result must lie within; both zero: not bounded

	Set    bool   // set to Value instead of adding
	Value  int64  //
	Expect *int64 // for Set: the value it must have now (Start when it does not exist), else fault.Conflict; nil: any
}

// Event is an entry of the log.
type Event struct {
	ID       string    // unique
	Site     string    //
	Key      string    // the ordering key: events of one key are delivered in the order of Sequence
	Sequence int64     // rises with each event of the key
	Type     string    // such as "wix.ecom.v1.order_approved"
	Time     time.Time // UTC, whole microseconds
	Doc      Source    // on the way in

	// On the way out, from Claim:
	Stored  Doc       // the document
	Attempt int       // 1 on first delivery
	Lease   string    // to be given back in the Settlement
	Until   time.Time // when the lease ends
}

// Receipt tells what a commit did.
type Receipt struct {
	Counts []int64 // the new values, in the order of Batch.Counts
}

// Query is a range of one index of one kind.
type Query struct {
	Site, Kind, Index string
	From              []byte    // first key; nil: from the beginning
	To                []byte    // first key beyond; nil: to the end
	Reverse           bool      // from the last to the first
	After             *Position // go on behind this entry, in the direction of reading
	Limit             int       // 1..MaxPage
}

// Position is a place in an index. The entry itself need not exist any more.
type Position struct {
	Key []byte
	ID  string
}

// Claim asks for due events of a durable subscription. An event is due when it
// is the first of its key that the subscription has not settled, it is not
// leased, and its retry time has come. So a failing event holds back only its
// own key, and no event is passed over however late its commit became visible.
//
// The first Claim of a name creates the subscription: it will see the events
// committed from then on, or, with Since, those with Time not before Since
// that are still in the log.
type Claim struct {
	Site         string
	Subscription string
	Types        []string      // only these; nil: all. Others count as settled
	Since        time.Time     // for the first Claim only
	Now          time.Time     //
	Lease        time.Duration // how long the events are the caller's
	Limit        int           // 1..MaxPage; at most one event of a key is given
}

// Settlement is the outcome of one claimed event.
type Settlement struct {
	Site         string
	Subscription string
	EventID      string
	Lease        string    // from the claimed Event
	Outcome      Outcome   //
	RetryAt      time.Time // for Retry
	Error        string    // for Retry and Dead: why
}

// Outcome says what became of a claimed event.
type Outcome uint8

// The outcomes.
const (
	Done  Outcome = iota // handled
	Retry                // to be delivered again, not before RetryAt
	Dead                 // given up: kept for inspection, no longer holding back its key
)

// Resolver is an optional ability of stores whose connection can break in the
// middle of a commit: it tells, by the batch's ID, whether the batch was
// committed. A store that can return fault.Unknown from Commit must have it,
// and must remember batches for at least an hour.
type Resolver interface {
	Committed(ctx context.Context, batchID string) (Receipt, bool, error)
}

// Unwrapper is implemented by drivers that wrap another one, so that optional
// abilities are found through any number of wrappers.
type Unwrapper interface {
	Unwrap() Store
}

// As returns the ability T of s, or of the first driver it wraps that has it.
func As[T any](s Store) (T, bool) {
	for s != nil {
		if t, ok := s.(T); ok {
			return t, true
		}
		u, ok := s.(Unwrapper)
		if !ok {
			break
		}
		s = u.Unwrap()
	}
	var none T
	return none, false
}
