// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// revisionOf returns the revision that a record has.
func revisionOf(ctx context.Context, s driver.Store, ref driver.Ref) int64 {
	records, err := s.Get(ctx, ref)
	if err != nil {
		return 0
	}
	return records[0].Revision
}

// expecting returns stores that expect what is there, of the writes chosen.
func expecting(choose func(w driver.Write) bool) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		d := duplicate(b)
		for i := range d.Writes {
			if choose(d.Writes[i]) {
				d.Writes[i].Expect = revisionOf(ctx, s, d.Writes[i].Ref)
			}
		}
		return s.Commit(ctx, d)
	})
}

func brokenCommits() []brokenStore {
	return []brokenStore{
		{"ignores the revision a put expects", []string{"expect-revision"}, expecting(func(w driver.Write) bool { return !w.Delete && w.Expect > 0 })},
		{"ignores that a put expects nothing", []string{"expect-absent"}, expecting(func(w driver.Write) bool { return w.Expect == 0 })},
		{"ignores the revision a deletion expects", []string{"expect-delete"}, expecting(func(w driver.Write) bool { return w.Delete })},
		{"ignores checks", []string{"check-revision", "check-absent"}, altering(func(b *driver.Batch) { b.Checks = nil })},
		{"ignores checks of what must not exist", []string{"check-absent"}, altering(func(b *driver.Batch) {
			b.Checks = slices.DeleteFunc(b.Checks, func(c driver.Check) bool { return c.Revision == 0 })
		})},
		{"checks what its writes have left", []string{"check-state-before"}, altering(func(b *driver.Batch) {
			for i := range b.Checks {
				for _, w := range b.Writes {
					if w.Ref == b.Checks[i].Ref {
						b.Checks[i].Revision += w.Expect - w.Revision
					}
				}
			}
		})},
		{"writes one by one", []string{"all-or-nothing", "unique-swapped"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				for i := range b.Writes {
					if _, err := s.Commit(ctx, &driver.Batch{Writes: b.Writes[i : i+1]}); err != nil {
						return driver.Receipt{}, err
					}
				}
				return s.Commit(ctx, &driver.Batch{Checks: b.Checks, Counts: b.Counts, Events: b.Events, Resolve: b.Resolve})
			})},
		{"counts before it checks", []string{"all-or-nothing"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				r, err := s.Commit(ctx, &driver.Batch{Counts: b.Counts, Resolve: b.Resolve})
				if err != nil {
					return r, err
				}
				_, err = s.Commit(ctx, &driver.Batch{Checks: b.Checks, Writes: b.Writes, Events: b.Events})
				return r, err
			})},
		{"remembers batches that failed", []string{"failed-then-good"}, remembersFailures},
		{"refuses big batches", []string{"big-batch"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if len(b.Writes) > 250 {
					return driver.Receipt{}, fault.Invalid
				}
				return s.Commit(ctx, b)
			})},
		{"refuses empty batches", []string{"empty-batch"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if len(b.Checks)+len(b.Counts)+len(b.Writes)+len(b.Events) == 0 {
					return driver.Receipt{}, fault.Invalid
				}
				return s.Commit(ctx, b)
			})},
		{"looks at bounds first", []string{"conflict-first"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				r, err := s.Commit(ctx, b)
				if errors.Is(err, fault.Conflict) && len(b.Counts) == 1 {
					return r, &driver.BoundError{Ref: b.Counts[0].Ref}
				}
				return r, err
			})},
		{"looks at unique keys before Resolve", []string{"unique-last"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				for _, w := range b.Writes {
					if u, err := owner(ctx, s, w); err != nil || u != "" && u != w.Ref.ID {
						return driver.Receipt{}, &driver.UniqueError{Ref: w.Ref, Index: w.Unique[0].Index}
					}
				}
				return s.Commit(ctx, b)
			})},
	}
}

// owner returns which record has the first unique key of a write.
func owner(ctx context.Context, s driver.Store, w driver.Write) (string, error) {
	if len(w.Unique) == 0 {
		return "", nil
	}
	key := w.Unique[0]
	records, err := page(ctx, s, driver.Query{
		Site: w.Ref.Site, Kind: w.Ref.Kind, Index: key.Index, From: key.Key, To: append(bytes.Clone(key.Key), 0), Limit: 1,
	})
	if err != nil || len(records) == 0 {
		return "", err
	}
	return records[0].Ref.ID, nil
}

// remembersFailures returns a store in which what a failed batch wanted to
// create can't be created any more.
func remembersFailures(s driver.Store) driver.Store {
	var mu sync.Mutex
	failed := make(map[driver.Ref]bool)
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range b.Writes {
			if failed[w.Ref] {
				return driver.Receipt{}, fault.Conflict
			}
		}
		r, err := s.Commit(ctx, b)
		for _, w := range b.Writes {
			failed[w.Ref] = err != nil
		}
		return r, err
	})(s)
}

func brokenCounts() []brokenStore {
	each := func(fn func(c *driver.Count)) func(driver.Store) driver.Store {
		return altering(func(b *driver.Batch) {
			for i := range b.Counts {
				fn(&b.Counts[i])
			}
		})
	}
	return []brokenStore{
		{"forgets Start", []string{"count-start", "portable-numbers"}, each(func(c *driver.Count) { c.Start = 0 })},
		{"takes Start each time", []string{"count-start"}, each(func(c *driver.Count) {
			if c.Start > 0 && !c.Set {
				c.Set, c.Value = true, c.Start+c.Delta
			}
		})},
		{"takes the sign off changes", []string{"count-add"}, each(func(c *driver.Count) { c.Delta = max(c.Delta, -c.Delta) })},
		{"keeps its receipts to itself", []string{"count-add"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				_, err := s.Commit(ctx, b)
				return driver.Receipt{Counts: make([]int64, len(b.Counts))}, err
			})},
		{"gives counts no revision", []string{"count-readable"}, onGet(
			func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error) {
				records, err := s.Get(ctx, refs...)
				for i := range records {
					if records[i].Count != 0 {
						records[i].Revision = 1
					}
				}
				return records, err
			})},
		{"ignores Max", []string{"count-max"}, each(func(c *driver.Count) {
			if c.Max != 0 {
				c.Max = math.MaxInt64
			}
		})},
		{"ignores Min", []string{"count-min"}, each(func(c *driver.Count) { c.Min = math.MinInt64; c.Max = max(c.Max, 1) })},
		{"excludes the bounds", []string{"count-max", "count-min"}, each(func(c *driver.Count) {
			if c.Max != 0 && c.Max < 100 {
				c.Max--
			}
			if c.Min != 0 || c.Max != 0 {
				c.Min++
			}
		})},
		{"keeps a count in its first bounds", []string{"count-bounds-of-change"}, keepsBounds},
		{"wraps around", []string{"count-overflow"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				d := duplicate(b)
				for i := range d.Counts {
					records, err := s.Get(ctx, d.Counts[i].Ref)
					if err != nil {
						return driver.Receipt{}, err
					}
					if c := &d.Counts[i]; !c.Set && len(d.Counts) == 1 && c.Max == 0 {
						c.Set, c.Value = true, records[0].Count+c.Delta
					}
				}
				return s.Commit(ctx, d)
			})},
		{"applies each count once", []string{"count-in-turn"}, altering(func(b *driver.Batch) {
			seen := make(map[driver.Ref]bool)
			for i := range b.Counts {
				if c := &b.Counts[i]; seen[c.Ref] {
					c.Delta = 0
				} else {
					seen[c.Ref] = true
				}
			}
		})},
		{"adds when it should set", []string{"count-set"}, each(func(c *driver.Count) {
			if c.Set {
				c.Set, c.Delta = false, c.Value/2
			}
		})},
		{"sets out of bounds", []string{"count-set"}, each(func(c *driver.Count) {
			if c.Set {
				c.Min, c.Max = 0, 0
			}
		})},
		{"ignores the value that Set expects", []string{"count-set-expect"}, each(func(c *driver.Count) { c.Expect = nil })},
		{"expects nothing of a new count", []string{"count-set-expect"}, each(func(c *driver.Count) {
			if c.Expect != nil && *c.Expect == 0 {
				c.Expect = nil
			}
		})},
		{"lets counts conflict", []string{"count-no-conflict"}, letsCountsConflict},
	}
}

// keepsBounds returns a store in which the first bounds of a count stay.
func keepsBounds(s driver.Store) driver.Store {
	var mu sync.Mutex
	bounds := make(map[driver.Ref][2]int64)
	return altering(func(b *driver.Batch) {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Counts {
			c := &b.Counts[i]
			if _, ok := bounds[c.Ref]; !ok {
				bounds[c.Ref] = [2]int64{c.Min, c.Max}
			}
			c.Min, c.Max = bounds[c.Ref][0], bounds[c.Ref][1]
		}
	})(s)
}

// letsCountsConflict returns a store that refuses every third change.
func letsCountsConflict(s driver.Store) driver.Store {
	var mu sync.Mutex
	n := 0
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		mu.Lock()
		n++
		refuse := n%3 == 0
		mu.Unlock()
		if refuse && len(b.Counts) > 0 {
			return driver.Receipt{}, fault.Conflict
		}
		return s.Commit(ctx, b)
	})(s)
}

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
		{"checks first and writes then", []string{"race-checks"}, onCommit(
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
		{"finds records one by one", []string{"race-find-one-moment"}, onFind(
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
