// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// fixed is a source that has given already.
type fixed struct {
	value any
	data  []byte
}

// Value implements driver.Source.
func (f fixed) Value() any { return f.value }

// Encode implements driver.Source.
func (f fixed) Encode() ([]byte, error) { return f.data, nil }

// fix takes a source's document at once.
func fix(s driver.Source) driver.Source {
	if s == nil {
		return nil
	}
	data, err := s.Encode()
	if err != nil {
		return s
	}
	return fixed{s.Value(), data}
}

// early returns stores that look at what fn takes before Resolve.
func early(fn func(from, to *driver.Batch)) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		before := duplicate(b)
		for i := range before.Writes {
			before.Writes[i].Doc = fix(before.Writes[i].Doc)
		}
		for i := range before.Events {
			before.Events[i].Doc = fix(before.Events[i].Doc)
		}
		frozen := driver.Batch{Writes: slices.Clone(before.Writes), Events: slices.Clone(before.Events)}
		d := duplicate(b)
		return s.Commit(ctx, then(d, func() error { fn(&frozen, d); return nil }))
	})
}

func brokenResolves() []brokenStore {
	return []brokenStore{
		{"gives Resolve the changes", []string{"resolve-values"}, altering(func(b *driver.Batch) {
			resolve := b.Resolve
			b.Resolve = func(counts []int64) error {
				deltas := make([]int64, len(counts))
				for i := range counts {
					deltas[i] = b.Counts[i].Delta
				}
				return resolve(deltas)
			}
		})},
		{"takes documents before Resolve", []string{"resolve-documents", "source-last-word", "portable-numbers"}, early(func(from, to *driver.Batch) {
			for i := range to.Writes {
				to.Writes[i].Doc = from.Writes[i].Doc
			}
		})},
		{"takes keys before Resolve", []string{"resolve-keys"}, early(func(from, to *driver.Batch) {
			for i := range to.Writes {
				to.Writes[i].Keys, to.Writes[i].Unique = from.Writes[i].Keys, from.Writes[i].Unique
			}
		})},
		{"takes events before Resolve", []string{"resolve-events", "portable-events"}, early(func(from, to *driver.Batch) {
			for i := range to.Events {
				to.Events[i].Doc, to.Events[i].Sequence = from.Events[i].Doc, from.Events[i].Sequence
			}
		})},
		{"ignores errors of Resolve", []string{"resolve-error", "all-or-nothing"}, altering(func(b *driver.Batch) {
			resolve := b.Resolve
			b.Resolve = func(counts []int64) error {
				_ = resolve(counts)
				return nil
			}
		})},
		{"hides errors of Resolve", []string{"resolve-error"}, failing(func(_ *driver.Batch, err error) error {
			if fault.ClassOf(err) == 0 {
				return fault.Internal
			}
			return err
		})},
		{"calls Resolve first", []string{"resolve-not-called"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if b.Resolve != nil {
					if err := b.Resolve(make([]int64, len(b.Counts))); err != nil {
						return driver.Receipt{}, err
					}
				}
				return s.Commit(ctx, b)
			})},
		{"stores nothing for what can't be encoded", []string{"encode-error"}, func(s driver.Store) driver.Store {
			return failing(func(_ *driver.Batch, err error) error {
				if fault.ClassOf(err) == 0 {
					return fault.Internal
				}
				return err
			})(encoded(s, true))
		}},
		{"resolves twice and keeps the first document", []string{"source-last-word"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				d := duplicate(b)
				return s.Commit(ctx, then(d, func() error {
					for i := range d.Writes {
						d.Writes[i].Doc = fix(d.Writes[i].Doc)
					}
					if b.Resolve == nil {
						return nil
					}
					return b.Resolve(make([]int64, len(b.Counts)))
				}))
			})},
	}
}
