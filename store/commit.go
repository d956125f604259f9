// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// sequenceKind is the kind of the counts that number events, one for each
// ordering key.
const sequenceKind = "event-sequence"

// resolveTime is how long a commit whose answer was lost is asked for.
const resolveTime = 10 * time.Second

// event is an event on its way into the log. It is its own driver.Source.
type event struct {
	Event
	payload func() any
}

// Value implements driver.Source.
func (e *event) Value() any { return e.Payload }

// Encode implements driver.Source. A payload may encode itself; its JSON is not
// read once more then, as json.Marshal would.
func (e *event) Encode() ([]byte, error) {
	if p, ok := e.Payload.(interface{ Encode() ([]byte, error) }); ok {
		return p.Encode()
	}
	return json.Marshal(e.Payload)
}

// commit writes what the Tx holds. again says that the function may run again
// because the commit did not happen and fresh data may help.
func (tx *Tx) commit(ctx context.Context) (dispatch func(), again bool, err error) {
	if tx.err != nil {
		return nil, false, tx.err
	}
	if err = tx.build(ctx); err != nil {
		return nil, false, err
	}
	b := &tx.batch
	if len(b.Counts) == 0 {
		if own := tx.complete(nil); own != nil {
			return nil, false, own
		}
		if len(b.Writes)+len(b.Checks) == 0 {
			return nil, false, nil
		}
	} else {
		b.Resolve = tx.resolve
	}
	if tx.s.publisher != nil && len(tx.events) > 0 {
		held, ended := tx.s.shared.lanes.lock(ctx, tx.events)
		if ended != nil {
			return nil, false, wrap("", "", ended)
		}
		defer held.unlock()
	}
	receipt, err := tx.s.driver.Commit(ctx, b)
	if errors.Is(err, fault.Unknown) {
		receipt, again, err = tx.ask(ctx, err)
	}
	if err != nil {
		if own, ok := errors.AsType[*resolveError](err); ok {
			return nil, false, own.err
		}
		return nil, again || errors.Is(err, fault.Conflict), wrap("", "", err)
	}
	if len(b.Counts) > 0 && !tx.resolvedTo(receipt.Counts) {
		if own := tx.complete(receipt.Counts); own != nil {
			return nil, false, own
		}
	}
	for _, e := range tx.entries {
		e.stored()
	}
	for _, fn := range tx.committed {
		fn()
	}
	if tx.s.publisher != nil && len(tx.events) > 0 {
		evs := make([]Event, len(tx.events))
		for i, e := range tx.events {
			evs[i] = e.Event
		}
		dispatch = tx.s.publisher.Enqueue(ctx, evs)
	}
	return dispatch, false, nil
}

// ask finds out what became of a batch whose commit gave fault.Unknown.
func (tx *Tx) ask(ctx context.Context, cause error) (driver.Receipt, bool, error) {
	r, ok := driver.As[driver.Resolver](tx.s.driver)
	if !ok {
		return driver.Receipt{}, false, cause
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resolveTime)
	defer cancel()
	receipt, committed, err := r.Committed(ctx, tx.batch.ID)
	switch {
	case err != nil:
		return driver.Receipt{}, false, errors.Join(cause, err)
	case committed:
		return receipt, false, nil
	default:
		return driver.Receipt{}, true, &fault.Error{Class: fault.Unavailable, Message: "the connection broke before the commit"}
	}
}

// build makes the batch, all but what depends on the counts.
func (tx *Tx) build(ctx context.Context) error {
	if err := tx.findBlindDeletes(ctx); err != nil {
		return err
	}
	b := &tx.batch
	b.ID = tx.s.batchID()
	b.Writes, b.Counts, b.Events = tx.scratch.writes[:0], tx.scratch.counts[:0], tx.scratch.events[:0]
	for _, e := range tx.entries {
		ref := tx.s.ref(e.kind, e.id)
		switch {
		case e.write && e.remove && e.revision == 0: // came and went, or never was
			if e.guard {
				b.Checks = append(b.Checks, driver.Check{Ref: ref})
			}
		case e.write && e.remove:
			b.Writes = append(b.Writes, driver.Write{Ref: ref, Expect: e.revision, Delete: true})
		case e.write:
			w := driver.Write{Ref: ref, Expect: e.revision, Revision: e.revision + 1, Doc: e}
			if e.revision == 0 {
				w.Revision = tx.s.firstRevision(tx.now)
			}
			b.Writes = append(b.Writes, w)
		case e.guard:
			b.Checks = append(b.Checks, driver.Check{Ref: ref, Revision: e.revision})
		}
	}
	for i := range tx.counts {
		b.Counts = append(b.Counts, tx.counts[i].Count)
	}
	for _, e := range tx.events {
		b.Events = append(b.Events, driver.Event{ID: e.ID, Site: tx.s.site, Key: e.Key, Type: e.Type, Time: e.Time, Doc: e})
		ref := tx.s.ref(sequenceKind, e.Key)
		at := slices.IndexFunc(b.Counts[len(tx.counts):], func(c driver.Count) bool { return c.Ref == ref })
		if at < 0 {
			b.Counts = append(b.Counts, driver.Count{Ref: ref, Delta: 1})
		} else {
			b.Counts[len(tx.counts)+at].Delta++
		}
	}
	return nil
}

// findBlindDeletes reads the revisions of records that are to be deleted but
// were never read.
func (tx *Tx) findBlindDeletes(ctx context.Context) error {
	var blind []*entry
	for _, e := range tx.entries {
		if e.write && e.remove && !e.read {
			blind = append(blind, e)
		}
	}
	for page := range slices.Chunk(blind, driver.MaxPage) {
		refs := make([]driver.Ref, len(page))
		for i, e := range page {
			refs[i] = tx.s.ref(e.kind, e.id)
		}
		records, err := tx.s.driver.Get(ctx, refs...)
		if err != nil {
			return wrap(page[0].kind, page[0].id, err)
		}
		for i, e := range page {
			e.read, e.revision = true, records[i].Revision
		}
	}
	return nil
}

// batchID returns a new identifier for a batch.
func (s *Store) batchID() string {
	var room [64]byte
	return string(strconv.AppendUint(append(room[:0], s.prefix...), s.shared.batches.Add(1), 36))
}

// firstRevision returns the revision of a record that is created: a new one
// each time, so that a record that was deleted and made again is not taken for
// the old one.
func (s *Store) firstRevision(now time.Time) int64 {
	for {
		last := s.shared.revision.Load()
		next := max(now.UnixMicro(), last+1)
		if s.shared.revision.CompareAndSwap(last, next) {
			return next
		}
	}
}

// resolveError carries an error of an OnResolve callback through the driver.
type resolveError struct{ err error }

func (e *resolveError) Error() string { return e.err.Error() }

// resolve is Batch.Resolve. Its errors are marked as not the driver's.
func (tx *Tx) resolve(values []int64) error {
	if err := tx.complete(values); err != nil {
		return &resolveError{err}
	}
	return nil
}

// complete gives out the results of counters, runs the callbacks, and
// completes the writes and events of the batch.
func (tx *Tx) complete(values []int64) error {
	tx.round++
	for i := range tx.counts {
		tx.counts[i].result.value = values[i]
	}
	for _, fn := range tx.callbacks {
		if err := fn(); err != nil {
			return err
		}
	}
	b := &tx.batch
	room := keyRoom{keys: tx.scratch.keys[:0], bytes: tx.scratch.bytes[:0]}
	at := 0
	for _, e := range tx.entries {
		if !e.write || e.remove && e.revision == 0 {
			continue
		}
		w := &b.Writes[at]
		at++
		if w.Delete {
			continue
		}
		e.ops.keys(e.value, w, &room)
		if err := checkKeys(w); err != nil {
			return err
		}
	}
	tx.scratch.bytes = room.bytes
	tx.number(values)
	for i, e := range tx.events {
		e.Payload = e.payload()
		if t, ok := e.Payload.(interface{ EventType() string }); ok && e.Type == "" {
			e.Type = t.EventType()
		}
		b.Events[i].Type, b.Events[i].Sequence = e.Type, e.Sequence
	}
	return nil
}

// checkKeys refuses keys that no driver need take.
func checkKeys(w *driver.Write) error {
	for _, list := range [...][]driver.Key{w.Keys, w.Unique} {
		for _, k := range list {
			if len(k.Key) > driver.MaxKey {
				return &fault.Error{
					Kind: w.Ref.Kind, ID: w.Ref.ID, Class: fault.Invalid,
					Message: fmt.Sprintf("a key of index %q has %d bytes; it may have %d", k.Index, len(k.Key), driver.MaxKey),
				}
			}
		}
	}
	return nil
}

// number gives the events their sequences: the counts hold the last of each
// key.
func (tx *Tx) number(values []int64) {
	b := &tx.batch
	for c := len(tx.counts); c < len(b.Counts); c++ {
		next := values[c] - b.Counts[c].Delta
		for _, e := range tx.events {
			if e.Key == b.Counts[c].Ref.ID {
				next++
				e.Sequence = next
			}
		}
	}
}

// resolvedTo reports whether the last resolve was given these values.
func (tx *Tx) resolvedTo(values []int64) bool {
	if tx.round == 0 {
		return false
	}
	for i := range tx.counts {
		if tx.counts[i].result.value != values[i] {
			return false
		}
	}
	b := &tx.batch
	for c := len(tx.counts); c < len(b.Counts); c++ {
		for _, e := range slices.Backward(tx.events) {
			if e.Key == b.Counts[c].Ref.ID {
				if e.Sequence != values[c] {
					return false
				}
				break
			}
		}
	}
	return true
}
