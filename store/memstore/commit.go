// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"context"

	"github.com/go-ecom/ecom/store/driver"
)

// Commit implements driver.Store.
func (s *Store) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return driver.Receipt{}, err
	}
	c := commit{s: s, b: b}
	c.targets, c.docs = c.roomTargets[:0], c.roomDocs[:0]
	if b.Resolve == nil {
		c.take() // copying need not keep others waiting
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return driver.Receipt{}, errClosed
	}
	if err := ctx.Err(); err != nil {
		return driver.Receipt{}, err
	}
	s.commits++
	defer c.undo() // unless it was applied; also when a source panics
	if err := c.try(); err != nil {
		return driver.Receipt{}, err
	}
	c.apply()
	s.batches.add(b.ID, c.counts)
	return driver.Receipt{Counts: c.counts}, nil
}

// commit is the work of one Commit, done under the write lock.
type commit struct {
	s       *Store
	b       *driver.Batch
	targets []*record // of the writes; nil: does not exist yet
	counts  []int64
	undone  []undo
	docs    []any // of the writes
	events  []any // of the events

	// Room for what most batches need.
	roomTargets [2]*record
	roomDocs    [2]any
}

// undo is the state of a count before the commit.
type undo struct {
	rec      *record
	revision int64
	count    int64
}

// take fetches the documents.
func (c *commit) take() {
	for i := range c.b.Writes {
		var doc any
		if !c.b.Writes[i].Delete {
			doc = c.b.Writes[i].Doc.Value()
		}
		c.docs = append(c.docs, doc)
	}
	if len(c.b.Events) > 0 {
		c.events = make([]any, len(c.b.Events))
		for i := range c.b.Events {
			c.events[i] = c.b.Events[i].Doc.Value()
		}
	}
}

// try finds out whether the batch can happen. Only counts are changed.
func (c *commit) try() error {
	for i := range c.b.Checks {
		check := &c.b.Checks[i]
		if err := expect(&check.Ref, c.s.record(&check.Ref), check.Revision); err != nil {
			return err
		}
	}
	for i := range c.b.Writes {
		w := &c.b.Writes[i]
		rec := c.s.record(&w.Ref)
		if err := expect(&w.Ref, rec, w.Expect); err != nil {
			return err
		}
		if rec != nil {
			rec.writing = c.s.commits
		}
		c.targets = append(c.targets, rec)
	}
	if err := c.count(); err != nil {
		return err
	}
	if c.b.Resolve != nil {
		if err := c.b.Resolve(c.counts); err != nil {
			return err
		}
		c.take()
	}
	return c.unique()
}

func expect(ref *driver.Ref, rec *record, revision int64) error {
	var have int64
	if rec != nil {
		have = rec.revision
	}
	if have != revision {
		return &driver.ConflictError{Ref: *ref, Want: revision, Have: have}
	}
	return nil
}

// count changes the counts, noting how they were.
func (c *commit) count() error {
	if len(c.b.Counts) == 0 {
		return nil
	}
	c.counts = make([]int64, 0, len(c.b.Counts))
	c.undone = make([]undo, 0, len(c.b.Counts))
	for i := range c.b.Counts {
		n := &c.b.Counts[i]
		k := c.s.kind(n.Ref.Site, n.Ref.Kind)
		rec := k.records[n.Ref.ID]
		now := n.Start
		if rec != nil {
			now = rec.count
		}
		next, err := n.Apply(now)
		if err != nil {
			return err
		}
		if rec == nil {
			rec = &record{id: n.Ref.ID}
			k.add(rec)
		}
		c.undone = append(c.undone, undo{rec, rec.revision, rec.count})
		rec.revision++
		rec.count = next
		c.counts = append(c.counts, next)
	}
	return nil
}

// undo sets the counts back.
func (c *commit) undo() {
	for i := len(c.undone) - 1; i >= 0; i-- {
		u := &c.undone[i]
		u.rec.revision, u.rec.count = u.revision, u.count
		if u.revision == 0 {
			c.s.kind(c.b.Counts[i].Ref.Site, c.b.Counts[i].Ref.Kind).remove(u.rec)
		}
	}
}

// unique finds out whether a unique key is taken: by a record that is not
// written in this batch, or by another write of it.
func (c *commit) unique() error {
	type claim struct{ site, kind, index, key string }
	var taken map[claim]string
	total := 0
	for i := range c.b.Writes {
		total += len(c.b.Writes[i].Unique)
	}
	for i := range c.b.Writes {
		w := &c.b.Writes[i]
		if w.Delete || len(w.Unique) == 0 {
			continue
		}
		k := c.s.kind(w.Ref.Site, w.Ref.Kind)
		for _, u := range w.Unique {
			if other := k.tree(u.Index).owner(u.Key); other != nil && other.writing != c.s.commits {
				return &driver.UniqueError{Ref: w.Ref, Index: u.Index, Taken: other.id}
			}
			if total == 1 {
				continue
			}
			if taken == nil {
				taken = make(map[claim]string, total)
			}
			cl := claim{w.Ref.Site, w.Ref.Kind, u.Index, string(u.Key)}
			if id, ok := taken[cl]; ok && id != w.Ref.ID {
				return &driver.UniqueError{Ref: w.Ref, Index: u.Index, Taken: id}
			}
			taken[cl] = w.Ref.ID
		}
	}
	return nil
}

// owner returns the record that has a unique key.
func (t *tree) owner(key []byte) *record {
	p := t.find(string(key), "")
	if it, _, ok := t.next(p); ok && it.key == string(key) {
		return it.rec
	}
	return nil
}

// apply makes the changes, which can't fail any more.
func (c *commit) apply() {
	for i := range c.b.Writes {
		w, rec := &c.b.Writes[i], c.targets[i]
		k := c.s.kind(w.Ref.Site, w.Ref.Kind)
		if w.Delete {
			if rec != nil {
				rec.place(k, nil, nil)
				k.remove(rec)
			}
			continue
		}
		if rec == nil {
			rec = &record{id: w.Ref.ID}
			k.add(rec)
		}
		rec.revision, rec.value = w.Revision, c.docs[i]
		rec.place(k, w.Keys, w.Unique)
	}
	for i := range c.b.Events {
		c.s.append(&c.b.Events[i], c.events[i])
	}
	c.undone = nil
}

// place gives a record its index entries, leaving alone those it has already.
func (rec *record) place(k *kind, keys, unique []driver.Key) {
	if rec.same(keys, unique) {
		return
	}
	for _, p := range rec.keys {
		p.tree.remove(p.key, rec.id)
	}
	if len(keys)+len(unique) == 0 {
		rec.keys = nil
		return
	}
	rec.keys = make([]placed, 0, len(keys)+len(unique))
	for _, list := range [...][]driver.Key{keys, unique} {
		for _, key := range list {
			p := placed{index: key.Index, tree: k.tree(key.Index), key: string(key.Key)}
			p.tree.insert(item{p.key, rec})
			rec.keys = append(rec.keys, p)
		}
	}
}

func (rec *record) same(keys, unique []driver.Key) bool {
	if len(rec.keys) != len(keys)+len(unique) {
		return false
	}
	for i := range rec.keys {
		p := &rec.keys[i]
		var key *driver.Key
		if i < len(keys) {
			key = &keys[i]
		} else {
			key = &unique[i-len(keys)]
		}
		if p.index != key.Index || p.key != string(key.Key) {
			return false
		}
	}
	return true
}
