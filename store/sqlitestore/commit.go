// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"

	"github.com/go-ecom/ecom/store/driver"
)

// Commit implements driver.Store. Commits that happen at once share one sync
// of the disk.
func (s *Store) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	c := commit{b: b}
	if err := s.write(ctx, c.run); err != nil {
		return driver.Receipt{}, err
	}
	return driver.Receipt{Counts: c.counts}, nil
}

// commit is the work of one Commit. It may run again, from its beginning.
type commit struct {
	*tx
	b       *driver.Batch
	targets []target // of the writes
	counts  []int64
}

// target is what a write replaces.
type target struct {
	id       int64 // of the record; 0: there is none
	revision int64
	placed   []byte    // where it stands, as encoded
	to       placement // where it will stand
}

func (c *commit) run(t *tx) error {
	c.tx, c.targets, c.counts = t, make([]target, len(c.b.Writes)), nil
	for _, step := range [...]func() error{c.expect, c.count, c.resolve, c.clear, c.put, c.append, c.remember} {
		if err := step(); err != nil {
			return err
		}
	}
	t.changed = true
	return nil
}

const (
	sqlRevision = `SELECT revision FROM record WHERE space = ? AND name = ?`
	sqlTarget   = `SELECT revision, id, keys FROM record WHERE space = ? AND name = ?`
)

// expect compares what is stored with the checks, and with what the writes
// expect.
func (c *commit) expect() error {
	for i := range c.b.Checks {
		check := &c.b.Checks[i]
		if _, err := c.stored(sqlRevision, &check.Ref, check.Revision); err != nil {
			return err
		}
	}
	for i := range c.b.Writes {
		w := &c.b.Writes[i]
		r, err := c.stored(sqlTarget, &w.Ref, w.Expect)
		if err != nil {
			return err
		}
		if r != nil {
			c.targets[i] = target{revision: r.int(0), id: r.int(1), placed: r.bytes(2)}
		}
	}
	return nil
}

// stored returns the row of a record, nil when there is none. Another revision
// than that expected is a conflict.
func (c *commit) stored(text string, ref *driver.Ref, revision int64) (row, error) {
	sp, err := c.find(records(ref.Site, ref.Kind))
	if err != nil {
		return nil, err
	}
	var r row
	if sp != 0 {
		if r, err = c.c.row(text, sp, ref.ID); err != nil {
			return nil, err
		}
	}
	var have int64
	if r != nil {
		have = r.int(0)
	}
	if have != revision {
		return nil, &driver.ConflictError{Ref: *ref, Want: revision, Have: have}
	}
	return r, nil
}

// resolve completes the batch by the new values of the counts.
func (c *commit) resolve() error {
	if c.b.Resolve == nil {
		return nil
	}
	return c.b.Resolve(c.counts)
}

// clear removes the entries that records lose. It comes before anything is
// added, since the keys that the batch frees are free.
func (c *commit) clear() error {
	for i := range c.b.Writes {
		w, t := &c.b.Writes[i], &c.targets[i]
		var err error
		if t.to, err = c.place(w); err != nil {
			return err
		}
		if t.id == 0 {
			continue
		}
		if err := c.remove(w, t); err != nil {
			return err
		}
		if w.Delete {
			if err := c.c.run(`DELETE FROM record WHERE id = ?`, t.id); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	sqlInsert = `INSERT INTO record (space, name, revision, keys, doc) VALUES (?, ?, ?, ?, ?)`
	sqlUpdate = `UPDATE record SET revision = ?, keys = ?, doc = ? WHERE id = ?`
)

// put stores the documents, with the entries that they gain.
func (c *commit) put() error {
	for i := range c.b.Writes {
		w, t := &c.b.Writes[i], &c.targets[i]
		if w.Delete {
			continue
		}
		doc, err := encode(w.Doc)
		if err != nil {
			return err
		}
		if t.id != 0 {
			err = c.c.run(sqlUpdate, w.Revision, t.to.encoded, doc, t.id)
		} else {
			t.id, err = c.insert(w, t, doc)
		}
		if err == nil {
			err = c.add(w, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *commit) insert(w *driver.Write, t *target, doc []byte) (int64, error) {
	sp, err := c.space(records(w.Ref.Site, w.Ref.Kind))
	if err != nil {
		return 0, err
	}
	r, err := c.c.exec(sqlInsert, sp, w.Ref.ID, w.Revision, t.to.encoded, doc)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// encode returns a document to be stored, never nil.
func encode(doc driver.Source) ([]byte, error) {
	b, err := doc.Encode()
	if b == nil {
		b = []byte{}
	}
	return b, err
}

const (
	sqlEventDoc = `INSERT INTO eventdoc (doc) VALUES (?)`
	sqlEvent    = `INSERT INTO event (log, position, id, key, sequence, type, time) VALUES (?, ?, ?, ?, ?, ?, ?)`
)

// append adds the events to the log.
func (c *commit) append() error {
	for i := range c.b.Events {
		e := &c.b.Events[i]
		sp, err := c.space(log(e.Site))
		if err != nil {
			return err
		}
		if _, err = c.space(history(e.Site)); err != nil {
			return err
		}
		doc, err := encode(e.Doc)
		if err != nil {
			return err
		}
		r, err := c.c.exec(sqlEventDoc, doc)
		if err != nil {
			return err
		}
		position, err := r.LastInsertId()
		if err != nil {
			return err
		}
		if err := c.c.run(sqlEvent, sp, position, e.ID, e.Key, e.Sequence, e.Type, e.Time.UnixMicro()); err != nil {
			return err
		}
		c.woken = append(c.woken, e.Site)
	}
	return nil
}
