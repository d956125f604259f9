// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func brokenUniques() []brokenStore {
	return []brokenStore{
		{"does not enforce unique keys", []string{"unique-taken", "unique-in-batch"}, completing(func(b *driver.Batch) {
			for i := range b.Writes {
				w := &b.Writes[i]
				w.Keys, w.Unique = slices.Concat(w.Keys, w.Unique), nil
			}
		})},
		{"does not say which key is taken", []string{"unique-taken"}, failing(func(_ *driver.Batch, err error) error {
			if errors.Is(err, fault.Exists) {
				return fault.Exists
			}
			return err
		})},
		{"says the wrong index is taken", []string{"unique-taken"}, failing(func(b *driver.Batch, err error) error {
			if u, ok := errors.AsType[*driver.UniqueError](err); ok {
				return &driver.UniqueError{Ref: u.Ref, Index: b.Writes[0].Unique[0].Index}
			}
			return err
		})},
		{"takes the same key twice from one batch", []string{"unique-in-batch"}, completing(func(b *driver.Batch) {
			seen := make(map[string]bool)
			for i := range b.Writes {
				b.Writes[i].Unique = slices.DeleteFunc(slices.Clone(b.Writes[i].Unique), func(k driver.Key) bool {
					again := seen[k.Index+string(k.Key)]
					seen[k.Index+string(k.Key)] = true
					return again
				})
			}
		})},
		{"takes a record's own key for taken", []string{"unique-kept"}, takenWhen(func(_ driver.Batch, w driver.Write, owner string) bool {
			return owner == w.Ref.ID && w.Expect > 1
		})},
		{"never frees the keys of what is deleted", []string{"unique-freed-by-delete"}, neverFrees},
		{"never frees the keys that a put leaves out", []string{"unique-freed-by-put"}, neverFrees},
		{"frees keys with the next batch only", []string{"unique-freed-by-delete", "unique-freed-by-put", "unique-swapped"}, takenWhen(
			func(_ driver.Batch, w driver.Write, owner string) bool { return owner != w.Ref.ID })},
		{"has one name for all unique indexes", []string{"unique-by-index"}, completing(func(b *driver.Batch) {
			for i := range b.Writes {
				b.Writes[i].Unique = slices.Clone(b.Writes[i].Unique)
				for j := range b.Writes[i].Unique {
					b.Writes[i].Unique[j].Index = "code"
				}
			}
		})},
		{"does not find by unique keys", []string{"unique-found"}, finding(func(q driver.Query, r []driver.Record) []driver.Record {
			if q.Index == "code" {
				return nil
			}
			return r
		})},
	}
}

// takenWhen returns stores that look, before the commit, who has the first
// unique key of each write.
func takenWhen(refuse func(b driver.Batch, w driver.Write, owner string) bool) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		for _, w := range b.Writes {
			id, err := owner(ctx, s, w)
			if err != nil {
				return driver.Receipt{}, err
			}
			if id != "" && refuse(*b, w, id) {
				return driver.Receipt{}, &driver.UniqueError{Ref: w.Ref, Index: w.Unique[0].Index, Taken: id}
			}
		}
		return s.Commit(ctx, b)
	})
}

// neverFrees returns a store in which a unique key belongs to its first
// record for ever.
func neverFrees(s driver.Store) driver.Store {
	var mu sync.Mutex
	owners := make(map[string]string)
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range b.Writes {
			for _, k := range w.Unique {
				if id, ok := owners[k.Index+string(k.Key)]; ok && id != w.Ref.ID {
					return driver.Receipt{}, &driver.UniqueError{Ref: w.Ref, Index: k.Index, Taken: id}
				}
			}
		}
		r, err := s.Commit(ctx, b)
		for _, w := range b.Writes {
			for _, k := range w.Unique {
				if err == nil {
					owners[k.Index+string(k.Key)] = w.Ref.ID
				}
			}
		}
		return r, err
	})(s)
}
