// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"errors"
	"fmt"
)

// tx is a write transaction, with what has to be known once it is committed.
type tx struct {
	s       *Store
	c       *conn
	changed bool // anything
	fresh   []fresh
	woken   []string // sites with events to look for
}

// fresh is a space that was made or first seen in the transaction.
type fresh struct {
	space
	id int64
}

// mark is a place to which a tx can be reset.
type mark struct {
	fresh, woken int
	changed      bool
}

func (t *tx) mark() mark { return mark{len(t.fresh), len(t.woken), t.changed} }

func (t *tx) reset(m mark) {
	t.fresh, t.woken, t.changed = t.fresh[:m.fresh], t.woken[:m.woken], m.changed
}

// errPanic stands for the panic of a job, which its caller will see.
var errPanic = errors.New("sqlitestore: a job panicked")

// do runs a job. What it panics with is kept for its caller, who may be another
// goroutine than this one.
func (t *tx) do(j *job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			j.panic, err = p, errPanic
		}
	}()
	return classify(j.run(t))
}

// committed tells others what the transaction did.
func (t *tx) committed() {
	for _, f := range t.fresh {
		t.s.spaces.remember(f.space, f.id)
	}
	for _, site := range t.woken {
		t.s.wakers.wake(site)
	}
}

// find returns the number of a space, 0 when there is none.
func (t *tx) find(sp space) (int64, error) {
	if id := t.s.spaces.known(sp); id != 0 {
		return id, nil
	}
	for _, f := range t.fresh {
		if f.space == sp {
			return f.id, nil
		}
	}
	id, err := t.s.spaces.find(t.c, sp)
	if id != 0 && err == nil {
		t.fresh = append(t.fresh, fresh{sp, id})
	}
	return id, err
}

// space returns the number of a space, which is made when there is none.
func (t *tx) space(sp space) (int64, error) {
	id, err := t.find(sp)
	if id != 0 || err != nil {
		return id, err
	}
	r, err := t.c.exec(`INSERT INTO space (site, what, kind, name) VALUES (?, ?, ?, ?)`, sp.site, sp.what, sp.kind, sp.name)
	if err != nil {
		return 0, err
	}
	id, err = r.LastInsertId()
	if err != nil {
		return 0, fmt.Errorf("sqlitestore: the number of a space: %w", err)
	}
	t.fresh = append(t.fresh, fresh{sp, id})
	return id, nil
}
