// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Entity is what a kind's type must be able to do: say its identifier, which
// never changes, and make a copy that shares nothing changeable with it.
type Entity[T any] interface {
	*T
	RecordID() string
	Clone() *T
}

// Kind is one kind of record, with its indexes and its stored form. It is safe
// for concurrent use.
type Kind[T any, P Entity[T]] struct {
	name  string
	codec codec[T]
	index []index[T]
}

type index[T any] struct {
	name   string
	unique func(*T) string
	parts  []func(*T) Part
	many   func(*T) []Composite
}

// Option declares something about a kind.
type Option[T any] func(*declaration[T])

type declaration[T any] struct {
	kind  string
	codec codec[T]
	index []index[T]
}

// Define declares a kind. name is how it is stored and never changes; format
// is the number of its present stored form, from 1. It panics when the
// declaration contradicts itself.
func Define[T any, P Entity[T]](name string, format int, opts ...Option[T]) *Kind[T, P] {
	if name == "" || name == sequenceKind || name == importKind || format < 1 {
		panic(fmt.Sprintf("store: kind %q cannot be defined with format %d", name, format))
	}
	return define[T, P](name, format, opts...)
}

func define[T any, P Entity[T]](name string, format int, opts ...Option[T]) *Kind[T, P] {
	d := declaration[T]{kind: name, codec: codec[T]{format: format}}
	for _, o := range opts {
		o(&d)
	}
	d.codec.check(name)
	return &Kind[T, P]{name: name, codec: d.codec, index: d.index}
}

func (d *declaration[T]) add(x index[T]) {
	if x.name == "" {
		panic(fmt.Sprintf("store: kind %q declares an index without a name", d.kind))
	}
	for _, other := range d.index {
		if other.name == x.name {
			panic(fmt.Sprintf("store: kind %q declares index %q twice", d.kind, x.name))
		}
	}
	d.index = append(d.index, x)
}

// Unique declares an index in which no two records have the same key. Records
// with an empty key are not in it.
func Unique[T any](name string, key func(*T) string) Option[T] {
	return func(d *declaration[T]) { d.add(index[T]{name: name, unique: key}) }
}

// By declares an index with one key for each record, of one or more parts.
func By[T any](name string, parts ...func(*T) Part) Option[T] {
	return func(d *declaration[T]) { d.add(index[T]{name: name, parts: parts}) }
}

// ByAny declares an index with any number of keys for each record, such as the
// SKUs of its lines. A record is in it once for each different key.
func ByAny[T any](name string, keys func(*T) []Composite) Option[T] {
	return func(d *declaration[T]) { d.add(index[T]{name: name, many: keys}) }
}

// Name returns the kind's name.
func (k *Kind[T, P]) Name() string { return k.name }

// Put writes v when tx commits. It must still have the revision that tx read;
// when tx has not read it, there must be no such record. Neither v nor what it
// refers to may be changed between Put and the commit, but by OnResolve
// callbacks; the store keeps a copy.
func (k *Kind[T, P]) Put(tx *Tx, v *T) { k.put(tx, v, false) }

// Give is Put for a v that its caller has made or read and does not need any
// more: the store keeps v itself. From the commit on, neither v nor what it
// refers to may ever be changed, or given to somebody who could.
func (k *Kind[T, P]) Give(tx *Tx, v *T) { k.put(tx, v, true) }

func (k *Kind[T, P]) put(tx *Tx, v *T, given bool) {
	tx.mustBeOpen()
	if v == nil || P(v).RecordID() == "" {
		tx.fail(&fault.Error{Kind: k.name, Class: fault.Invalid, Message: "a record needs an id to be stored"})
		return
	}
	tx.checkID(k.name, P(v).RecordID())
	e := tx.entry(k.name, P(v).RecordID())
	e.write, e.remove, e.given, e.value, e.clone, e.ops = true, false, given, v, nil, k
}

// Delete deletes a record when tx commits. It must still have the revision
// that tx read; when tx has not read it, it is deleted whatever it is, if it
// exists.
func (k *Kind[T, P]) Delete(tx *Tx, id string) {
	tx.mustBeOpen()
	e := tx.entry(k.name, id)
	if e.write && !e.remove && !e.read { // put without having been read
		e.read = true
	}
	e.write, e.remove, e.given, e.value, e.clone, e.ops = true, true, false, nil, nil, k
}

// keyRoom is where the keys of a batch are made, one behind the other.
type keyRoom struct {
	keys  []driver.Key
	bytes []byte
}

// key takes the bytes from a position on as a key.
func (r *keyRoom) key(index string, from int) driver.Key {
	return driver.Key{Index: index, Key: r.bytes[from:len(r.bytes):len(r.bytes)]}
}

// keys implements kindOps.
func (k *Kind[T, P]) keys(value any, w *driver.Write, room *keyRoom) {
	v := value.(*T)
	start := len(room.keys)
	for i := range k.index {
		x := &k.index[i]
		from := len(room.bytes)
		switch {
		case x.unique != nil:
		case x.many != nil:
			for _, parts := range x.many(v) {
				from = len(room.bytes)
				room.bytes = appendKey(room.bytes, parts)
				room.keys = addKey(room.keys, start, room.key(x.name, from))
			}
		default:
			for _, part := range x.parts {
				room.bytes = part(v).append(room.bytes)
			}
			room.keys = append(room.keys, room.key(x.name, from))
		}
	}
	w.Keys = room.keys[start:len(room.keys):len(room.keys)]
	start = len(room.keys)
	for i := range k.index {
		x := &k.index[i]
		if x.unique == nil {
			continue
		}
		if key := x.unique(v); key != "" {
			from := len(room.bytes)
			room.bytes = Text(key).append(room.bytes)
			room.keys = append(room.keys, room.key(x.name, from))
		}
	}
	w.Unique = room.keys[start:len(room.keys):len(room.keys)]
}

// addKey appends a key unless it is there, from start on.
func addKey(keys []driver.Key, start int, key driver.Key) []driver.Key {
	for _, other := range keys[start:] {
		if other.Index == key.Index && string(other.Key) == string(key.Key) {
			return keys
		}
	}
	return append(keys, key)
}

// cloneValue implements kindOps.
func (k *Kind[T, P]) cloneValue(value any) any { return P(value.(*T)).Clone() }

// encodeValue implements kindOps.
func (k *Kind[T, P]) encodeValue(value any) ([]byte, error) {
	data, err := k.codec.marshal(value.(*T))
	if err != nil {
		return nil, &fault.Error{Kind: k.name, Class: fault.Internal, Err: err}
	}
	return data, nil
}
