// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package memstore keeps a shop in memory. It is the embedded default: quick,
// complete, and gone when the program ends. Documents are kept as values and
// never encoded.
package memstore

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Config says what a Store remembers. The zero Config is usable.
type Config struct {
	// Batches is how many committed batches Committed knows; default 4096.
	Batches int

	// Settled is how many events without work left are kept for each site, for
	// subscriptions that are to begin in the past and for Rewind; default
	// 1000, negative: none. Trim removes them sooner.
	Settled int
}

// Store is a driver.Store in memory, safe for concurrent use. Commits happen
// one after the other; reads go on beside each other.
type Store struct {
	mu      sync.RWMutex
	closed  bool
	sites   map[string]*site
	commits uint64 // how many there were
	leases  uint64 // how many were given
	batches history
	settled int
}

var (
	_ driver.Store    = (*Store)(nil)
	_ driver.Resolver = (*Store)(nil)
)

// site holds the records and events of one shop.
type site struct {
	kinds map[string]*kind
	log   log
}

// kind holds the records of one kind.
type kind struct {
	records map[string]*record
	index   map[string]*tree // by name; "" once it was asked for
}

// record is a document or a count.
type record struct {
	id       string
	revision int64
	value    any
	count    int64
	keys     []placed // where it stands in the indexes
	writing  uint64   // the commit that is writing it
}

// placed is an index entry of a record.
type placed struct {
	index string
	tree  *tree
	key   string
}

// New returns an empty Store.
func New(c Config) *Store {
	if c.Batches <= 0 {
		c.Batches = 4096
	}
	if c.Settled == 0 {
		c.Settled = 1000
	}
	return &Store{sites: make(map[string]*site), batches: history{size: c.Batches}, settled: max(c.Settled, 0)}
}

// errClosed is the cause of what fails after Close.
var errClosed = fmt.Errorf("memstore: closed: %w", fault.Unavailable)

// Get implements driver.Store.
func (s *Store) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	records := make([]driver.Record, len(refs))
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, errClosed
	}
	for i := range refs {
		r := &records[i]
		r.Ref = refs[i]
		if rec := s.record(&refs[i]); rec != nil {
			r.Revision, r.Doc.Value, r.Count = rec.revision, rec.value, rec.count
		}
	}
	return records, nil
}

// Close implements driver.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	for _, st := range s.sites {
		for w := range st.log.wakers {
			delete(st.log.wakers, w)
			close(w)
		}
	}
	s.sites, s.batches = nil, history{}
	return nil
}

// Committed implements driver.Resolver. Batches that were committed too long
// ago are forgotten, which is harmless: Commit never leaves it open whether it
// happened.
func (s *Store) Committed(ctx context.Context, batchID string) (driver.Receipt, bool, error) {
	if err := ctx.Err(); err != nil {
		return driver.Receipt{}, false, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return driver.Receipt{}, false, errClosed
	}
	r, ok := s.batches.get(batchID)
	return r, ok, nil
}

func (s *Store) record(ref *driver.Ref) *record {
	if st := s.sites[ref.Site]; st != nil {
		if k := st.kinds[ref.Kind]; k != nil {
			return k.records[ref.ID]
		}
	}
	return nil
}

func (s *Store) site(name string) *site {
	st := s.sites[name]
	if st == nil {
		st = &site{kinds: make(map[string]*kind)}
		s.sites[name] = st
	}
	return st
}

func (s *Store) kind(siteName, name string) *kind {
	st := s.site(siteName)
	k := st.kinds[name]
	if k == nil {
		k = &kind{records: make(map[string]*record), index: make(map[string]*tree)}
		st.kinds[name] = k
	}
	return k
}

// add makes a record known.
func (k *kind) add(rec *record) {
	k.records[rec.id] = rec
	if all := k.index[""]; all != nil {
		all.insert(item{rec.id, rec})
	}
}

// remove makes a record unknown.
func (k *kind) remove(rec *record) {
	delete(k.records, rec.id)
	if all := k.index[""]; all != nil {
		all.remove(rec.id, rec.id)
	}
}

// tree returns an index, a new one when there is none yet.
func (k *kind) tree(index string) *tree {
	t := k.index[index]
	if t == nil {
		t = new(tree)
		k.index[index] = t
	}
	return t
}
