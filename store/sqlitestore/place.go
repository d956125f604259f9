// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/go-ecom/ecom/store/driver"
)

// placement is where a document stands in indexes: sorted, and encoded as it
// is kept with the document.
type placement struct {
	places  []place
	encoded []byte
}

// place is one entry of an index.
type place struct {
	space  int64
	key    []byte
	single bool   // no other record may have it
	index  string // its name, when it comes from a write
}

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.space, o.space), bytes.Compare(p.key, o.key))
}

// place finds out where a write will stand.
func (c *commit) place(w *driver.Write) (placement, error) {
	var p placement
	if w.Delete {
		return p, nil
	}
	p.places = make([]place, 0, len(w.Keys)+len(w.Unique))
	size := 0
	for i, list := range [...][]driver.Key{w.Keys, w.Unique} {
		for _, k := range list {
			sp, err := c.space(index(w.Ref.Site, w.Ref.Kind, k.Index))
			if err != nil {
				return p, err
			}
			p.places = append(p.places, place{space: sp, key: k.Key, single: i == 1, index: k.Index})
			size += 2*binary.MaxVarintLen64 + len(k.Key)
		}
	}
	slices.SortFunc(p.places, place.compare)
	p.encoded = make([]byte, 0, size)
	for _, e := range p.places {
		length := uint64(len(e.key)) << 1
		if e.single {
			length++
		}
		p.encoded = binary.AppendUvarint(p.encoded, uint64(e.space))
		p.encoded = binary.AppendUvarint(p.encoded, length)
		p.encoded = append(p.encoded, e.key...)
	}
	return p, nil
}

// decodePlaces is the reverse of placement.encoded.
func decodePlaces(b []byte) []place {
	var list []place
	for len(b) > 0 {
		space, n := binary.Uvarint(b)
		b = b[max(n, 0):]
		length, m := binary.Uvarint(b)
		size := length >> 1
		if n <= 0 || m <= 0 || size > uint64(len(b)-m) {
			return list // damaged: what stands behind can't be found
		}
		b = b[m:]
		list = append(list, place{space: int64(space), key: b[:size:size], single: length&1 == 1})
		b = b[size:]
	}
	return list
}

// missing yields the places of a that are not in b. Both are sorted.
func missing(a, b []place, fn func(place) error) error {
	for _, p := range a {
		for len(b) > 0 && b[0].compare(p) < 0 {
			b = b[1:]
		}
		if len(b) > 0 && b[0].compare(p) == 0 && b[0].single == p.single {
			continue
		}
		if err := fn(p); err != nil {
			return err
		}
	}
	return nil
}

const (
	sqlRemoveEntry = `DELETE FROM entry WHERE space = ? AND key = ? AND name = ?`
	sqlAddEntry    = `INSERT INTO entry (space, key, name, record, single) VALUES (?, ?, ?, ?, ?)`
	sqlOwner       = `SELECT name FROM entry WHERE space = ? AND key = ? AND single = 1`
)

// remove removes the entries that a record loses.
func (c *commit) remove(w *driver.Write, t *target) error {
	if bytes.Equal(t.placed, t.to.encoded) {
		return nil
	}
	return missing(decodePlaces(t.placed), t.to.places, func(p place) error {
		return c.c.run(sqlRemoveEntry, p.space, p.key, w.Ref.ID)
	})
}

// add adds the entries that a record gains.
func (c *commit) add(w *driver.Write, t *target) error {
	if bytes.Equal(t.placed, t.to.encoded) {
		return nil
	}
	return missing(t.to.places, decodePlaces(t.placed), func(p place) error {
		key := p.key
		if key == nil {
			key = []byte{}
		}
		err := c.c.run(sqlAddEntry, p.space, key, w.Ref.ID, t.id, p.single)
		if !p.single || !taken(err) {
			return err
		}
		owner, err := c.c.row(sqlOwner, p.space, key)
		if err != nil {
			return err
		}
		taken := &driver.UniqueError{Ref: w.Ref, Index: p.index}
		if owner != nil {
			taken.Taken = owner.text(0)
		}
		return taken
	})
}
