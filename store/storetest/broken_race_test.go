// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func brokenRaces() []brokenStore {
	return []brokenStore{
		{"looks first and writes then", []string{"race-no-lost-update", "race-create-once", "portable-update-again"}, looksFirst},
		{"looks for unique keys first and writes then", []string{"race-unique"}, func(s driver.Store) driver.Store {
			return takenWhen(func(_ driver.Batch, w driver.Write, owner string) bool {
				pause()
				return owner != w.Ref.ID
			})(pausing(completing(func(b *driver.Batch) {
				for i := range b.Writes {
					w := &b.Writes[i]
					w.Keys, w.Unique = slices.Concat(w.Keys, w.Unique), nil
				}
			})(s)))
		}},
		{"reads a count first and sets it then", []string{"race-counts"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				d := duplicate(b)
				for i := range d.Counts {
					c := &d.Counts[i]
					records, err := s.Get(ctx, c.Ref)
					if err != nil {
						return driver.Receipt{}, err
					}
					c.Set, c.Value = true, records[0].Count+c.Delta
				}
				pause()
				return s.Commit(ctx, d)
			})},
		{"checks first and writes then", []string{"race-checks", "race-checks-absent"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if len(b.Checks) == 0 {
					return s.Commit(ctx, b)
				}
				if _, err := s.Commit(ctx, &driver.Batch{Checks: b.Checks}); err != nil {
					return driver.Receipt{}, err
				}
				pause()
				d := duplicate(b)
				d.Checks = nil
				return s.Commit(ctx, d)
			})},
		{"gets records one by one", []string{"race-get-one-moment"}, onGet(
			func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error) {
				var all []driver.Record
				for _, ref := range refs {
					records, err := s.Get(ctx, ref)
					if err != nil {
						return nil, err
					}
					all = append(all, records...)
					pause()
				}
				return all, nil
			})},
		{"finds records one by one", []string{"race-find-one-moment", "race-unique-swap"}, onFind(
			func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
				var all []driver.Record
				limit := q.Limit
				for q.Limit = 1; len(all) < limit; pause() {
					records, err := page(ctx, s, q)
					if err != nil || len(records) == 0 {
						return all, err
					}
					all = append(all, records...)
					q.After = &driver.Position{Key: records[0].Key, ID: records[0].Ref.ID}
				}
				return all, nil
			})},
	}
}

// pause lets others go first.
func pause() {
	for range 20 {
		runtime.Gosched()
	}
}

// pausing returns a store that is slow to commit.
func pausing(s driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		pause()
		return s.Commit(ctx, b)
	})(s)
}

// looksFirst returns a store that looks at the revisions before the commit
// instead of in it.
func looksFirst(s driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		for _, w := range b.Writes {
			if revisionOf(ctx, s, w.Ref) != w.Expect {
				return driver.Receipt{}, fault.Conflict
			}
		}
		pause()
		for {
			d := duplicate(b)
			for i := range d.Writes {
				d.Writes[i].Expect = revisionOf(ctx, s, d.Writes[i].Ref)
			}
			r, err := s.Commit(ctx, d)
			if !errors.Is(err, fault.Conflict) {
				return r, err
			}
		}
	})(s)
}

// brokenNames are stores that don't tell names apart.
func brokenNames() []brokenStore {
	ids := func(fn func(string) string) func(driver.Store) driver.Store {
		return renaming(func(ref driver.Ref) driver.Ref { ref.ID = fn(ref.ID); return ref })
	}
	keys := func(fn func(string) string) func(driver.Store) driver.Store {
		return completing(func(b *driver.Batch) {
			for i := range b.Writes {
				for _, list := range []*[]driver.Key{&b.Writes[i].Keys, &b.Writes[i].Unique} {
					*list = slices.Clone(*list)
					for j := range *list {
						(*list)[j].Key = []byte(fn(string((*list)[j].Key)))
					}
				}
			}
		})
	}
	cut := func(s string) string { s, _, _ = strings.Cut(s, "\x00"); return s }
	return []brokenStore{
		{"folds the case of ids", []string{"odd-ids"}, ids(strings.ToLower)},
		{"trims ids", []string{"odd-ids"}, ids(func(s string) string { return strings.TrimRight(s, " ") })},
		{"folds the case of keys", []string{"odd-keys", "odd-unique-keys"}, keys(strings.ToLower)},
		{"cuts keys at a zero byte", []string{"odd-keys", "odd-unique-keys", "portable-texts"}, keys(cut)},
		{"cuts ordering keys at a zero byte", []string{"odd-event-keys"}, altering(func(b *driver.Batch) {
			for i := range b.Events {
				b.Events[i].Key = cut(b.Events[i].Key)
			}
		})},
		{"knows one site only", []string{"sites-apart"}, renaming(func(ref driver.Ref) driver.Ref { ref.Site = "main"; return ref })},
		{"knows one kind only", []string{"kinds-apart"}, renaming(func(ref driver.Ref) driver.Ref {
			if ref.Kind == "other" {
				ref.Kind = "thing"
			}
			return ref
		})},
	}
}

// renaming returns stores that store records under other names.
func renaming(fn func(driver.Ref) driver.Ref) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{
			Store: s,
			get: func(ctx context.Context, refs []driver.Ref) ([]driver.Record, error) {
				renamed := make([]driver.Ref, len(refs))
				for i := range refs {
					renamed[i] = fn(refs[i])
				}
				records, err := s.Get(ctx, renamed...)
				for i := range records {
					records[i].Ref = refs[i]
				}
				return records, err
			},
			find: func(ctx context.Context, q driver.Query) ([]driver.Record, error) {
				ref := fn(driver.Ref{Site: q.Site, Kind: q.Kind})
				q.Site, q.Kind = ref.Site, ref.Kind
				return page(ctx, s, q)
			},
			commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
				d := duplicate(b)
				for i := range d.Writes {
					d.Writes[i].Ref = fn(d.Writes[i].Ref)
				}
				for i := range d.Counts {
					d.Counts[i].Ref = fn(d.Counts[i].Ref)
				}
				return s.Commit(ctx, d)
			},
		}
	}
}
