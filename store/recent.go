// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"bytes"
	"sync"

	"github.com/go-ecom/ecom/store/driver"
)

const (
	// recentSize is how many bytes of encoded documents a generation of recent
	// has. There are two, and the values take about twice as much again.
	recentSize = 4 << 20

	// recentLargest is how large a document may be to be remembered at all.
	recentLargest = recentSize / 16
)

// recent remembers the documents that were written or read last where they are
// stored as bytes, so that who reads one again need not decode it. What the
// driver reads decides: a value is given only for the very bytes that it was
// encoded as or decoded from, by the same Kind. So it does not matter who else
// writes, and nothing need be forgotten.
//
// It has two generations: when the young one is full it becomes the old one,
// and what was not asked for since the last time is forgotten. A nil *recent
// remembers nothing.
type recent struct {
	mu         sync.Mutex
	young, old map[driver.Ref]remembered
	size       int // of young
}

// remembered is a document and its value, neither of which is ever changed.
type remembered struct {
	ops   kindOps
	bytes []byte
	value any
}

// value returns what the bytes of a document stand for, nil when that is not
// known.
func (r *recent) value(ref driver.Ref, ops kindOps, data []byte) any {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	d, ok := r.young[ref]
	if !ok {
		if d, ok = r.old[ref]; ok {
			delete(r.old, ref)
			r.put(ref, d)
		}
	}
	r.mu.Unlock()
	if d.ops != ops || !bytes.Equal(d.bytes, data) {
		return nil
	}
	return d.value
}

// remember notes what the bytes of a document stand for. From then on the value
// belongs to the store; of the bytes it keeps a copy.
func (r *recent) remember(ref driver.Ref, ops kindOps, data []byte, value any) {
	if r == nil || len(data) > recentLargest {
		return
	}
	d := remembered{ops, bytes.Clone(data), value}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.old, ref)
	r.put(ref, d)
}

// put adds a document to the young generation.
func (r *recent) put(ref driver.Ref, d remembered) {
	if other, ok := r.young[ref]; ok {
		r.size -= len(other.bytes)
	}
	if r.young == nil || r.size+len(d.bytes) > recentSize {
		r.young, r.old, r.size = make(map[driver.Ref]remembered), r.young, 0
	}
	r.young[ref] = d
	r.size += len(d.bytes)
}
