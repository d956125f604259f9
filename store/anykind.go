// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// AnyKind is a *Kind of any type, or a Counter: what is to be known of it to
// write its records down and to read them again. Nobody else implements it.
type AnyKind interface {
	// Name returns how the kind is stored.
	Name() string
	// Format returns the number of the present stored form, from 1; 0 for
	// counts.
	Format() int

	recode(id string, d *driver.Doc) ([]byte, error)
	restore(id string, data []byte) (*restored, error)
}

// Format returns the number of the present stored form.
func (k *Kind[T, P]) Format() int { return k.codec.format }

// Name returns Kind.
func (c Counter) Name() string { return c.Kind }

// Format returns 0: numbers have no form.
func (Counter) Format() int { return 0 }

// recode returns the present stored form of a document.
func (k *Kind[T, P]) recode(id string, d *driver.Doc) ([]byte, error) {
	v, err := k.shared(id, d)
	if err != nil {
		return nil, err
	}
	data, err := k.codec.marshal(v)
	if err != nil {
		return nil, &fault.Error{Kind: k.name, ID: id, Class: fault.Internal, Err: err}
	}
	return data, nil
}

// restore decodes a document of any format.
func (k *Kind[T, P]) restore(id string, data []byte) (*restored, error) {
	v, err := k.codec.unmarshal(data)
	if err != nil {
		return nil, &fault.Error{Kind: k.name, ID: id, Class: fault.Invalid, Err: err}
	}
	if got := P(v).RecordID(); got != id {
		return nil, &fault.Error{Kind: k.name, ID: id, Class: fault.Invalid, Message: fmt.Sprintf("the document is that of %q", got)}
	}
	return &restored{ops: k, value: v}, nil
}

func (c Counter) recode(id string, _ *driver.Doc) ([]byte, error) { return nil, c.noDocument(id) }

func (c Counter) restore(id string, _ []byte) (*restored, error) { return nil, c.noDocument(id) }

func (c Counter) noDocument(id string) error {
	return &fault.Error{Kind: c.Kind, ID: id, Class: fault.Invalid, Message: "a count has no document"}
}

// restored is a document that was read from an export, on its way into a
// store. It is its own driver.Source.
type restored struct {
	ops   kindOps
	value any
}

// Value implements driver.Source.
func (r *restored) Value() any { return r.value }

// Encode implements driver.Source.
func (r *restored) Encode() ([]byte, error) { return r.ops.encodeValue(r.value) }

// byName returns kinds by their names, with those that every store has.
func byName(kinds []AnyKind) (map[string]AnyKind, error) {
	known := map[string]AnyKind{sequenceKind: Counter{Kind: sequenceKind}}
	for _, k := range kinds {
		if other, ok := known[k.Name()]; ok && (other.Format() != k.Format() || k.Format() > 0 && other != k) {
			return nil, &fault.Error{Class: fault.Invalid, Kind: k.Name(), Message: "two different kinds have this name"}
		}
		known[k.Name()] = k
	}
	return known, nil
}

// sorted returns kinds in the order of their names.
func sorted(kinds map[string]AnyKind) []AnyKind {
	return slices.SortedFunc(maps.Values(kinds), func(a, b AnyKind) int { return cmp.Compare(a.Name(), b.Name()) })
}
