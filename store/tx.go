// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Tx is one attempt of an Update: what it has read, and what it wants to
// write. It is not safe for concurrent use, and is over when the function it
// was given to returns: writing to it after that panics.
type Tx struct {
	s     *Store
	now   time.Time
	over  bool
	err   error // the first mistake of the caller, reported by the commit
	round int   // how often counts were resolved

	entries   []*entry
	byRef     map[refKey]*entry // once there are many
	counts    []count
	events    []*event
	callbacks []func() error
	committed []func()
	snapshots []snapshot
	batch     driver.Batch

	scratch *scratch // given back after the commit
}

// scratch is room for what most transactions need. It is used again by other
// transactions, so nothing in it outlives the commit.
type scratch struct {
	entries [4]*entry
	entry   [2]entry
	refs    [2]driver.Ref
	writes  [2]driver.Write
	counts  [4]driver.Count
	events  [6]driver.Event
	keys    [16]driver.Key
	bytes   []byte
}

// entry is what a Tx knows and wants of one record.
type entry struct {
	kind, id string
	revision int64      // as first read, 0: there was none
	read     bool       // revision is known
	loaded   bool       // doc is known
	doc      driver.Doc // as read
	guard    bool       // must still have revision at the commit
	write    bool       // is to be put or deleted
	remove   bool       // is to be deleted
	given    bool       // value is the store's own
	value    any        // to be put, a *T
	ops      kindOps    // of the kind

	tx    *Tx
	clone any // of value, for the store
	round int // in which clone was made

	encoded   []byte // as it was stored, if it was encoded
	encodedIn int    // which round
}

type refKey struct{ kind, id string }

// kindOps is what a Tx needs of a Kind, whatever its type.
type kindOps interface {
	keys(value any, w *driver.Write, room *keyRoom)
	cloneValue(value any) any
	encodeValue(value any) ([]byte, error)
}

// Value implements driver.Source.
func (e *entry) Value() any {
	if e.given {
		return e.value
	}
	if e.clone == nil || e.round != e.tx.round {
		e.clone, e.round = e.ops.cloneValue(e.value), e.tx.round
	}
	return e.clone
}

// Encode implements driver.Source.
func (e *entry) Encode() (data []byte, err error) {
	data, err = e.ops.encodeValue(e.value)
	e.encoded, e.encodedIn = data, e.tx.round
	return data, err
}

// stored remembers what was put as it is stored now.
func (e *entry) stored() {
	if s := e.tx.s; s.recent != nil && e.write && !e.remove && e.encoded != nil && e.encodedIn == e.tx.round {
		s.recent.remember(s.ref(e.kind, e.id), e.ops, e.encoded, e.Value())
	}
}

func (tx *Tx) base() *Store { return tx.s }
func (tx *Tx) inside() *Tx  { return tx }

// Now returns when this attempt began: UTC, whole microseconds, the same for
// the whole attempt.
func (tx *Tx) Now() time.Time { return tx.now }

// NewID returns a new identifier.
func (tx *Tx) NewID() string { return tx.s.newID() }

// Guard makes the commit fail with a conflict, and so run again, when the
// record has changed since this Tx first read it. A record that was not read
// must not exist. Records that are written are guarded anyway.
func (tx *Tx) Guard(kind, id string) {
	tx.mustBeOpen()
	tx.entry(kind, id).guard = true
}

// OnResolve has fn called when the new values of counters are known, before
// anything that was put is looked at: fn may use Result.Value to fill in
// numbers. It may be called more than once, and must then do the same again.
// It must not call the store. An error from it ends the Update and is returned
// as it is.
func (tx *Tx) OnResolve(fn func() error) {
	tx.mustBeOpen()
	tx.callbacks = append(tx.callbacks, fn)
}

// OnCommit has fn called when the commit has happened, before its events are
// dispatched. It is not called when the Tx commits nothing. fn must not block
// and must not call the store.
func (tx *Tx) OnCommit(fn func()) {
	tx.mustBeOpen()
	tx.committed = append(tx.committed, fn)
}

// Emit appends an event to the log of this commit. key is the ordering key:
// events of one key are numbered and delivered in the order of their commits.
// An empty eventType means that the payload has a method EventType that tells.
// payload is called after the OnResolve callbacks, once for each time they
// run; what it returns must not be changed by anybody, and may be part of what
// the store keeps: see Kind.Snapshot. Stores that keep encodings keep its JSON.
func (tx *Tx) Emit(key, eventType string, payload func() any) {
	tx.mustBeOpen()
	tx.checkID("event", key)
	tx.events = append(tx.events, &event{
		Event:   Event{ID: tx.s.newID(), Key: key, Type: eventType, Time: tx.now},
		payload: payload,
	})
}

// begin returns a new attempt.
func (s *Store) begin() *Tx {
	r, ok := s.shared.scratch.Get().(*scratch)
	if !ok {
		r = &scratch{bytes: make([]byte, 0, 256)}
	}
	return &Tx{s: s, now: s.Now(), scratch: r, entries: r.entries[:0]}
}

// end gives back what was lent to the Tx.
func (tx *Tx) end() {
	r := tx.scratch
	tx.scratch, tx.entries, tx.byRef, tx.batch = nil, nil, nil, driver.Batch{}
	*r = scratch{bytes: r.bytes[:0]}
	tx.s.shared.scratch.Put(r)
}

func (tx *Tx) run(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	defer func() { tx.over = true }()
	return fn(ctx, tx)
}

func (tx *Tx) mustBeOpen() {
	if tx.over {
		panic("store: a Tx was used after its Update function returned")
	}
}

// readable returns an error when the Tx is over.
func (tx *Tx) readable() error {
	if tx.over {
		return &fault.Error{Class: fault.Internal, Message: "read from a Tx after its Update function returned"}
	}
	return nil
}

// checkID makes the commit fail when an id is longer than drivers must take.
func (tx *Tx) checkID(kind, id string) {
	if len(id) > driver.MaxKey {
		tx.fail(&fault.Error{
			Kind: kind, Class: fault.Invalid, Message: fmt.Sprintf("an id has %d bytes; it may have %d", len(id), driver.MaxKey),
		})
	}
}

// fail makes the commit fail.
func (tx *Tx) fail(err error) {
	if tx.err == nil {
		tx.err = err
	}
}

// known returns the entry of a record, or nil when there is none yet.
func (tx *Tx) known(kind, id string) *entry {
	if tx.byRef != nil {
		return tx.byRef[refKey{kind, id}]
	}
	for _, e := range tx.entries {
		if e.id == id && e.kind == kind {
			return e
		}
	}
	return nil
}

// entry returns the entry of a record, a new one when there is none yet.
func (tx *Tx) entry(kind, id string) *entry {
	if e := tx.known(kind, id); e != nil {
		return e
	}
	var e *entry
	if n := len(tx.entries); n < len(tx.scratch.entry) {
		e = &tx.scratch.entry[n]
	} else {
		e = new(entry)
	}
	e.kind, e.id, e.tx = kind, id, tx
	tx.entries = append(tx.entries, e)
	switch {
	case tx.byRef != nil:
		tx.byRef[refKey{kind, id}] = e
	case len(tx.entries) > 16:
		tx.byRef = make(map[refKey]*entry, 64)
		for _, e := range tx.entries {
			tx.byRef[refKey{e.kind, e.id}] = e
		}
	}
	return e
}

// load makes the documents of entries known, reading what is not yet.
func (tx *Tx) load(ctx context.Context, kind string, ids ...string) error {
	if err := tx.readable(); err != nil {
		return err
	}
	refs := tx.scratch.refs[:0]
	for _, id := range ids {
		e := tx.known(kind, id)
		if e == nil || !e.loaded && !e.write {
			refs = append(refs, tx.s.ref(kind, id))
		}
	}
	for len(refs) > 0 {
		n := min(len(refs), driver.MaxPage)
		records, err := tx.s.driver.Get(ctx, refs[:n]...)
		if err != nil {
			return err
		}
		for i := range records {
			tx.remember(&records[i], true)
		}
		refs = refs[n:]
	}
	return nil
}

// remember notes that the Tx has read a record. The first revision read is the
// one that counts: what was decided on it must not overwrite anything newer.
// What was put before it was read was decided on there being no such record.
func (tx *Tx) remember(r *driver.Record, loaded bool) *entry {
	e := tx.entry(r.Ref.Kind, r.Ref.ID)
	if !e.read && !e.write {
		e.read, e.revision = true, r.Revision
	}
	if loaded && !e.loaded {
		e.loaded, e.doc = true, r.Doc
	}
	return e
}
