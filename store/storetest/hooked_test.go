// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"bytes"
	"context"
	"iter"
	"slices"

	"github.com/go-ecom/ecom/store/driver"
)

// hooked is a store some of whose methods were replaced.
type hooked struct {
	driver.Store
	get    func(ctx context.Context, refs []driver.Ref) ([]driver.Record, error)
	find   func(ctx context.Context, q driver.Query) ([]driver.Record, error)
	commit func(ctx context.Context, b *driver.Batch) (driver.Receipt, error)
	claim  func(ctx context.Context, c driver.Claim) ([]driver.Event, error)
	settle func(ctx context.Context, s []driver.Settlement) error
	close  func() error
}

// Get implements driver.Store.
func (h *hooked) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	if h.get != nil {
		return h.get(ctx, refs)
	}
	return h.Store.Get(ctx, refs...)
}

// Find implements driver.Store.
func (h *hooked) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	if h.find == nil {
		return h.Store.Find(ctx, q)
	}
	return func(yield func(driver.Record, error) bool) {
		records, err := h.find(ctx, q)
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(driver.Record{}, err)
		}
	}
}

// Commit implements driver.Store.
func (h *hooked) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	if h.commit != nil {
		return h.commit(ctx, b)
	}
	return h.Store.Commit(ctx, b)
}

// Claim implements driver.Store.
func (h *hooked) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	if h.claim != nil {
		return h.claim(ctx, c)
	}
	return h.Store.Claim(ctx, c)
}

// Settle implements driver.Store.
func (h *hooked) Settle(ctx context.Context, s ...driver.Settlement) error {
	if h.settle != nil {
		return h.settle(ctx, s)
	}
	return h.Store.Settle(ctx, s...)
}

// Close implements driver.Store.
func (h *hooked) Close() error {
	if h.close != nil {
		return h.close()
	}
	return h.Store.Close()
}

// page returns what Find yields.
func page(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
	var records []driver.Record
	for r, err := range s.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

// duplicate returns a batch like b that may be changed, but for the order and
// number of its writes and events. Its Resolve calls that of b and takes over
// what that completed.
func duplicate(b *driver.Batch) *driver.Batch {
	d := *b
	d.Checks, d.Counts = slices.Clone(b.Checks), slices.Clone(b.Counts)
	d.Writes, d.Events = slices.Clone(b.Writes), slices.Clone(b.Events)
	d.Resolve = func(counts []int64) error {
		if b.Resolve != nil {
			if err := b.Resolve(counts); err != nil {
				return err
			}
		}
		for i := range b.Writes {
			d.Writes[i].Doc, d.Writes[i].Keys, d.Writes[i].Unique = b.Writes[i].Doc, b.Writes[i].Keys, b.Writes[i].Unique
		}
		for i := range b.Events {
			d.Events[i].Doc, d.Events[i].Sequence, d.Events[i].Type = b.Events[i].Doc, b.Events[i].Sequence, b.Events[i].Type
		}
		return nil
	}
	return &d
}

// then has fn run after a batch's Resolve.
func then(d *driver.Batch, fn func() error) *driver.Batch {
	resolve := d.Resolve
	d.Resolve = func(counts []int64) error {
		if err := resolve(counts); err != nil {
			return err
		}
		return fn()
	}
	return d
}

// raw is an encoded document. It is its own driver.Source.
type raw []byte

// Value implements driver.Source.
func (r raw) Value() any { return r }

// Encode implements driver.Source.
func (r raw) Encode() ([]byte, error) { return r, nil }

// encoded returns a store that keeps the encodings of documents in s. When
// copies is false, it gives out the bytes that it keeps.
func encoded(s driver.Store, copies bool) driver.Store {
	out := func(d driver.Doc) driver.Doc {
		r, ok := d.Value.(raw)
		if !ok {
			return driver.Doc{}
		}
		if copies {
			return driver.Doc{Bytes: bytes.Clone(r)}
		}
		return driver.Doc{Bytes: r}
	}
	return &hooked{
		Store: s,
		get: func(ctx context.Context, refs []driver.Ref) ([]driver.Record, error) {
			records, err := s.Get(ctx, refs...)
			for i := range records {
				records[i].Doc = out(records[i].Doc)
			}
			return records, err
		},
		find: func(ctx context.Context, q driver.Query) ([]driver.Record, error) {
			records, err := page(ctx, s, q)
			for i := range records {
				records[i].Doc = out(records[i].Doc)
			}
			return records, err
		},
		commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
			d := duplicate(b)
			return s.Commit(ctx, then(d, func() error {
				for i := range d.Writes {
					if d.Writes[i].Delete {
						continue
					}
					data, err := d.Writes[i].Doc.Encode()
					if err != nil {
						return err
					}
					d.Writes[i].Doc = raw(data)
				}
				for i := range d.Events {
					data, err := d.Events[i].Doc.Encode()
					if err != nil {
						return err
					}
					d.Events[i].Doc = raw(data)
				}
				return nil
			}))
		},
		claim: func(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
			events, err := s.Claim(ctx, c)
			for i := range events {
				events[i].Stored = out(events[i].Stored)
			}
			return events, err
		},
	}
}
