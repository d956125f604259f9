// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"context"
	"iter"
	"slices"

	"github.com/go-ecom/ecom/store/driver"
)

// Encoded wraps a store that keeps values, such as the memory store, so that it
// keeps encodings: what is read was decoded from bytes, as it is with a
// database. A test that passes on both proves that nothing is lost on the way
// to the bytes and back.
func Encoded(d driver.Store) driver.Store {
	s := &encodedStore{d}
	k, keeps := driver.As[driver.Keeper](d)
	v, shows := driver.As[driver.Snapshotter](d)
	switch {
	case keeps && shows:
		return &struct {
			*encodedKeeper
			encodedSnapshotter
		}{&encodedKeeper{s, k}, encodedSnapshotter{v}}
	case keeps:
		return &encodedKeeper{s, k}
	case shows:
		return &struct {
			*encodedStore
			encodedSnapshotter
		}{s, encodedSnapshotter{v}}
	}
	return s
}

type encodedStore struct {
	driver.Store
}

// encodedKeeper is an encodedStore on a store that is a driver.Keeper.
type encodedKeeper struct {
	*encodedStore
	driver.Keeper
}

// Dead implements driver.Keeper.
func (s *encodedKeeper) Dead(ctx context.Context, site, subscription, after string, limit int) ([]driver.DeadEvent, error) {
	events, err := s.Keeper.Dead(ctx, site, subscription, after, limit)
	for i := range events {
		decoded(&events[i].Stored)
	}
	return events, err
}

// encodedSnapshotter is the driver.Snapshotter of an encodedStore.
type encodedSnapshotter struct {
	snapshotter driver.Snapshotter
}

// Snapshot implements driver.Snapshotter.
func (s encodedSnapshotter) Snapshot(ctx context.Context) (driver.View, error) {
	v, err := s.snapshotter.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return encodedView{v}, nil
}

// encodedView shows encodings.
type encodedView struct {
	driver.View
}

// Get implements driver.View.
func (v encodedView) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := v.View.Get(ctx, refs...)
	for i := range records {
		decoded(&records[i].Doc)
	}
	return records, err
}

// Find implements driver.View.
func (v encodedView) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return decodedAll(v.View.Find(ctx, q))
}

// Log implements driver.View.
func (v encodedView) Log(ctx context.Context, site, after string, limit int) ([]driver.LogEntry, error) {
	entries, err := v.View.Log(ctx, site, after, limit)
	for i := range entries {
		decoded(&entries[i].Stored)
	}
	return entries, err
}

// Forgetful implements driver.Forgetful.
func (s *encodedStore) Forgetful() {}

// Unwrap returns the store that was wrapped.
func (s *encodedStore) Unwrap() driver.Store { return s.Store }

// stored is what takes the place of a document's value.
type stored []byte

// Value implements driver.Source.
func (s stored) Value() any { return s }

// Encode implements driver.Source.
func (s stored) Encode() ([]byte, error) { return s, nil }

// encode returns the source that a document is replaced by. It is encoded at
// once, since Value can tell no error.
func encode(src driver.Source) (driver.Source, error) {
	if src == nil {
		return nil, nil
	}
	data, err := src.Encode()
	if err != nil {
		return nil, err
	}
	return stored(data), nil
}

// decoded gives a document its bytes.
func decoded(doc *driver.Doc) {
	if data, ok := doc.Value.(stored); ok {
		doc.Value, doc.Bytes = nil, slices.Clone(data)
	}
}

// Get implements driver.Store.
func (s *encodedStore) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := s.Store.Get(ctx, refs...)
	for i := range records {
		decoded(&records[i].Doc)
	}
	return records, err
}

// Find implements driver.Store.
func (s *encodedStore) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return decodedAll(s.Store.Find(ctx, q))
}

// decodedAll gives documents their bytes.
func decodedAll(records iter.Seq2[driver.Record, error]) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		for r, err := range records {
			decoded(&r.Doc)
			if !yield(r, err) {
				return
			}
		}
	}
}

// Commit implements driver.Store.
func (s *encodedStore) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	own := *b
	own.Writes, own.Events = slices.Clone(b.Writes), slices.Clone(b.Events)
	encodeAll := func() error {
		var err error
		for i := range own.Writes {
			own.Writes[i] = b.Writes[i]
			if own.Writes[i].Doc, err = encode(b.Writes[i].Doc); err != nil {
				return err
			}
		}
		for i := range own.Events {
			own.Events[i] = b.Events[i]
			if own.Events[i].Doc, err = encode(b.Events[i].Doc); err != nil {
				return err
			}
		}
		return nil
	}
	own.Resolve = func(counts []int64) error {
		if b.Resolve != nil {
			if err := b.Resolve(counts); err != nil {
				return err
			}
		}
		return encodeAll()
	}
	return s.Store.Commit(ctx, &own)
}

// Claim implements driver.Store.
func (s *encodedStore) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	events, err := s.Store.Claim(ctx, c)
	for i := range events {
		decoded(&events[i].Stored)
	}
	return events, err
}
