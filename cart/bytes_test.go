// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// bytesStore keeps documents as bytes, as a database does, so that tests pass
// through the codecs.
type bytesStore struct{ driver.Store }

func newBytesStore() driver.Store { return bytesStore{memstore.New(memstore.Config{})} }

// encoded is a document that is kept as bytes.
type encoded struct{ driver.Source }

func (e encoded) Value() any {
	b, err := e.Encode()
	if err != nil {
		return err
	}
	return b
}

// Forgetful implements driver.Forgetful.
func (s bytesStore) Forgetful() {}

func (s bytesStore) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	own := *b
	own.Resolve = func(counts []int64) error {
		if b.Resolve != nil {
			if err := b.Resolve(counts); err != nil {
				return err
			}
		}
		for i := range own.Writes {
			if w := &own.Writes[i]; w.Doc != nil {
				w.Doc = encoded{w.Doc}
			}
		}
		return nil
	}
	return s.Store.Commit(ctx, &own)
}

func (s bytesStore) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := s.Store.Get(ctx, refs...)
	for i := range records {
		unwrap(&records[i].Doc)
	}
	return records, err
}

func (s bytesStore) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		for r, err := range s.Store.Find(ctx, q) {
			unwrap(&r.Doc)
			if !yield(r, err) {
				return
			}
		}
	}
}

func unwrap(d *driver.Doc) {
	if b, ok := d.Value.([]byte); ok {
		d.Value, d.Bytes = nil, append([]byte(nil), b...)
	}
}
