// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package driver

import "github.com/go-ecom/ecom/fault"

// Source is a document on its way into the store. A driver calls either
// method, or both, after Batch.Resolve and before Commit returns.
type Source interface {
	Value() any              // a value nobody will change
	Encode() ([]byte, error) // its encoding, for the driver to keep; an error aborts the batch and is returned as it is
}

// Batch is one atomic change. It happens as a whole, at one moment, or not at
// all: when any check fails, any expectation does not hold, any unique key is
// taken or any count leaves its bounds, nothing is changed.
//
// A driver may read a batch, not change it. One that wraps another driver and
// passes on a batch of its own keeps the slices Writes and Events, because
// Resolve completes their elements in place.
type Batch struct {
	ID     string  // unique; see Resolver
	Checks []Check // records read but not written
	Counts []Count // applied first, in order; a Ref may be in it more than once
	Writes []Write // at most one for each Ref
	Events []Event // appended to the log

	// Resolve, unless nil, is called with the new values of Counts before the
	// driver looks at anything in Writes and Events but their Refs,
	// expectations and number: documents and keys may depend on the counts.
	// It may be called again when a driver repeats an attempt; the last call
	// is the one that counts. An error from it aborts the batch and is
	// returned as it is. It does not block and does not call the store.
	Resolve func(counts []int64) error
}

// Check demands that a record still has a revision; 0 demands that it does not
// exist. What does not hold is fault.Conflict. All checks and expectations
// speak of the state before the batch.
type Check struct {
	Ref      Ref
	Revision int64
}

// Write puts or deletes one document. Expect is the revision it must have; 0
// means it must not exist. What does not hold is fault.Conflict. A put replaces
// all earlier keys of the document. No two of its keys are equal.
type Write struct {
	Ref      Ref
	Expect   int64
	Revision int64  // the revision it gets, above 0 and not Expect; not for Delete
	Delete   bool   //
	Doc      Source // nil for Delete
	Keys     []Key  // where Find finds it
	Unique   []Key  // keys that no other record of the kind in the site may have after the batch; Find finds it there too
}

// Key is an entry in an index of a kind. Keys compare byte by byte. An index
// is either unique or not.
type Key struct {
	Index string
	Key   []byte
}

// Count changes a number. Counts never conflict with each other; a result
// outside Min..Max, or of the range of int64, is a *BoundError. A count that
// does not exist begins at Start. The value is a record of its own: Get gives
// it, with a revision that rises by one with each change, from 1.
type Count struct {
	Ref   Ref
	Start int64

	Delta    int64 // added, unless Set
	Min, Max int64 // the result must lie within; both zero: not bounded

	Set    bool   // set to Value instead of adding
	Value  int64  //
	Expect *int64 // for Set: the value it must have now (Start when it does not exist), else fault.Conflict; nil: any
}

// Apply returns what the count becomes when it has the value now, which is
// Start for one that does not exist: a *BoundError when that can't be,
// fault.Conflict when Expect does not hold.
func (c *Count) Apply(now int64) (int64, error) {
	next, delta, fits := c.Value, c.Delta, true
	if c.Set {
		if c.Expect != nil && *c.Expect != now {
			return 0, fault.Conflict
		}
		delta = c.Value - now
	} else {
		next = now + delta
		fits = (next > now) == (delta > 0) || delta == 0
	}
	if !fits || (c.Min != 0 || c.Max != 0) && (next < c.Min || next > c.Max) {
		return 0, &BoundError{Ref: c.Ref, Value: now, Delta: delta}
	}
	return next, nil
}

// Receipt tells what a commit did.
type Receipt struct {
	Counts []int64 // the new values, in the order of Batch.Counts
}
