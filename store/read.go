// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Get returns the record with an id. When there is none, the error is
// fault.NotFound. A Tx returns what it has put, and otherwise the same record
// every time.
func (k *Kind[T, P]) Get(ctx context.Context, r Reader, id string) (*T, error) {
	if tx := r.inside(); tx != nil {
		if err := tx.load(ctx, k.name, id); err != nil {
			return nil, wrap(k.name, id, err)
		}
		v, err := k.pending(tx.known(k.name, id))
		if v == nil && err == nil {
			err = k.missing(id)
		}
		return v, err
	}
	s := r.base()
	if err := s.Ready(ctx); err != nil {
		return nil, err
	}
	records, err := s.driver.Get(ctx, s.ref(k.name, id))
	if err != nil {
		return nil, wrap(k.name, id, err)
	}
	if records[0].Revision == 0 {
		return nil, k.missing(id)
	}
	return k.value(s, id, &records[0].Doc)
}

// GetGuarded is Get in a Tx whose commit will depend on the record being
// unchanged: see Tx.Guard. It guards a missing record too.
func (k *Kind[T, P]) GetGuarded(ctx context.Context, tx *Tx, id string) (*T, error) {
	tx.mustBeOpen()
	v, err := k.Get(ctx, tx, id)
	if e := tx.known(k.name, id); e != nil && e.read {
		e.guard = true
	}
	return v, err
}

// Peek returns the record with an id as Get does, but for change by replacing
// only: neither the value nor what it refers to may be changed or given out,
// since it may be what the store keeps. A shallow copy of it may be changed
// member by member and then be given to the store.
func (k *Kind[T, P]) Peek(ctx context.Context, tx *Tx, id string) (*T, error) {
	if err := tx.load(ctx, k.name, id); err != nil {
		return nil, wrap(k.name, id, err)
	}
	e := tx.known(k.name, id)
	if e.exists() && !e.write {
		return k.kept(tx.s, id, &e.doc)
	}
	v, err := k.pending(e)
	if v == nil && err == nil {
		err = k.missing(id)
	}
	return v, err
}

// GetAll returns the records with these ids, in their order; nil for each that
// does not exist. It reads up to driver.MaxPage of them at one moment.
func (k *Kind[T, P]) GetAll(ctx context.Context, r Reader, ids ...string) ([]*T, error) {
	list := make([]*T, len(ids))
	var err error
	if tx := r.inside(); tx != nil {
		if err = tx.load(ctx, k.name, ids...); err != nil {
			return nil, wrap(k.name, "", err)
		}
		for i, id := range ids {
			if list[i], err = k.pending(tx.known(k.name, id)); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	s := r.base()
	if err = s.Ready(ctx); err != nil {
		return nil, err
	}
	for from := 0; from < len(ids); from += driver.MaxPage {
		page := ids[from:min(from+driver.MaxPage, len(ids))]
		refs := make([]driver.Ref, len(page))
		for i, id := range page {
			refs[i] = s.ref(k.name, id)
		}
		records, err := s.driver.Get(ctx, refs...)
		if err != nil {
			return nil, wrap(k.name, "", err)
		}
		for i := range records {
			if records[i].Revision == 0 {
				continue
			}
			if list[from+i], err = k.value(s, page[i], &records[i].Doc); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// ByUnique returns the record that has a key in a unique index, or
// fault.NotFound. In a Tx it counts what the Tx has put and deleted.
func (k *Kind[T, P]) ByUnique(ctx context.Context, r Reader, index, key string) (*T, error) {
	x, err := k.indexOf(index)
	if err != nil {
		return nil, err
	}
	if x.unique == nil {
		return nil, &fault.Error{Kind: k.name, Class: fault.Internal, Message: fmt.Sprintf("index %q is not unique", index)}
	}
	tx := r.inside()
	if key == "" {
		return nil, k.missing(key)
	}
	if tx != nil {
		if err := tx.readable(); err != nil {
			return nil, wrap(k.name, key, err)
		}
		for _, e := range tx.entries {
			if e.kind == k.name && e.write && !e.remove && x.unique(e.value.(*T)) == key {
				return P(e.value.(*T)).Clone(), nil
			}
		}
	}
	s := r.base()
	if err := s.Ready(ctx); err != nil {
		return nil, err
	}
	from := Key(Text(key))
	q := driver.Query{Site: s.site, Kind: k.name, Index: index, From: from, To: beyond(from), Limit: 1}
	for record, err := range s.driver.Find(ctx, q) {
		if err != nil {
			return nil, wrap(k.name, key, err)
		}
		if tx == nil {
			return k.value(s, record.Ref.ID, &record.Doc)
		}
		if e := tx.known(k.name, record.Ref.ID); e != nil && e.write {
			break // deleted, or put with another key
		}
		v, err := k.pending(tx.remember(&record, true))
		if err == nil && (v == nil || x.unique(v) != key) {
			break // the Tx knows an earlier state, which did not have the key
		}
		return v, err
	}
	return nil, k.missing(key)
}

// pending returns the record of an entry as its Tx sees it, nil when it does
// not exist.
func (k *Kind[T, P]) pending(e *entry) (*T, error) {
	switch {
	case e.write && e.remove:
		return nil, nil
	case e.write:
		return P(e.value.(*T)).Clone(), nil
	case !e.exists():
		return nil, nil
	}
	return k.value(e.tx.s, e.id, &e.doc)
}

// exists reports whether there was a document when it was read.
func (e *entry) exists() bool {
	return e.revision != 0 && (e.doc.Value != nil || e.doc.Bytes != nil)
}

// value returns the caller's own copy of a document.
func (k *Kind[T, P]) value(s *Store, id string, d *driver.Doc) (*T, error) {
	v, err := k.kept(s, id, d)
	if err != nil {
		return nil, err
	}
	return P(v).Clone(), nil
}

// kept returns a document that is the store's own, and remembers it.
func (k *Kind[T, P]) kept(s *Store, id string, d *driver.Doc) (*T, error) {
	if v := k.recalled(s, id, d); v != nil {
		return v, nil
	}
	v, err := k.shared(id, d)
	if err == nil && d.Value == nil {
		s.recent.remember(s.ref(k.name, id), k, d.Bytes, v)
	}
	return v, err
}

// recalled returns a document that the driver keeps as bytes, nil when it is
// not remembered.
func (k *Kind[T, P]) recalled(s *Store, id string, d *driver.Doc) *T {
	if d.Value != nil {
		return nil
	}
	v, _ := s.recent.value(s.ref(k.name, id), k, d.Bytes).(*T)
	return v
}

// shared returns a document, which may be the store's own.
func (k *Kind[T, P]) shared(id string, d *driver.Doc) (*T, error) {
	if d.Value != nil {
		v, ok := d.Value.(*T)
		if !ok {
			return nil, &fault.Error{
				Kind: k.name, ID: id, Class: fault.Internal, Message: fmt.Sprintf("stored as %T", d.Value),
			}
		}
		return v, nil
	}
	v, err := k.codec.unmarshal(d.Bytes)
	if err != nil {
		return nil, &fault.Error{Kind: k.name, ID: id, Class: fault.Internal, Err: err}
	}
	return v, nil
}

func (k *Kind[T, P]) missing(id string) error {
	return &fault.Error{Kind: k.name, ID: id, Class: fault.NotFound}
}

func (k *Kind[T, P]) indexOf(name string) (*index[T], error) {
	for i := range k.index {
		if k.index[i].name == name {
			return &k.index[i], nil
		}
	}
	return nil, &fault.Error{Kind: k.name, Class: fault.Internal, Message: fmt.Sprintf("no index %q is declared", name)}
}
