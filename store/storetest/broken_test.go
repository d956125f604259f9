// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// brokenStore breaks a rule.
type brokenStore struct {
	name   string   // what it does
	caught []string // the cases of the rules it breaks
	make   func(s driver.Store) driver.Store
}

func broken() []brokenStore {
	return slices.Concat(brokenReads(), brokenFinds(), brokenCommits(), brokenCounts(), brokenResolves(), brokenUniques(),
		brokenEvents(), brokenSettlements(), brokenKeepers(), brokenLives(), brokenRaces(), brokenNames(),
		brokenLate(), brokenBounds(), brokenSnapshots())
}

func onGet(fn func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error)) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{Store: s, get: func(ctx context.Context, refs []driver.Ref) ([]driver.Record, error) { return fn(ctx, s, refs) }}
	}
}

func onFind(fn func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error)) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{Store: s, find: func(ctx context.Context, q driver.Query) ([]driver.Record, error) { return fn(ctx, s, q) }}
	}
}

// asking returns stores that change each query.
func asking(fn func(q *driver.Query)) func(driver.Store) driver.Store {
	return onFind(func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
		fn(&q)
		return page(ctx, s, q)
	})
}

// finding returns stores that change what they found.
func finding(fn func(q driver.Query, records []driver.Record) []driver.Record) func(driver.Store) driver.Store {
	return onFind(func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
		records, err := page(ctx, s, q)
		return fn(q, records), err
	})
}

func onCommit(fn func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error)) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return &hooked{Store: s, commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) { return fn(ctx, s, b) }}
	}
}

// altering returns stores that change each batch.
func altering(fn func(b *driver.Batch)) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		d := duplicate(b)
		fn(d)
		return s.Commit(ctx, d)
	})
}

// completing returns stores that change each batch after its Resolve.
func completing(fn func(b *driver.Batch)) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		d := duplicate(b)
		return s.Commit(ctx, then(d, func() error { fn(d); return nil }))
	})
}

// failing returns stores that change the errors of Commit.
func failing(fn func(b *driver.Batch, err error) error) func(driver.Store) driver.Store {
	return onCommit(func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
		r, err := s.Commit(ctx, b)
		if err != nil {
			err = fn(b, err)
		}
		return r, err
	})
}

func brokenReads() []brokenStore {
	return []brokenStore{
		{"calls a missing record an error", []string{"get-missing"}, onGet(
			func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error) {
				records, err := s.Get(ctx, refs...)
				for _, r := range records {
					if r.Revision == 0 {
						return nil, fault.NotFound
					}
				}
				return records, err
			})},
		{"returns records in the order of their ids", []string{"get-in-order"}, onGet(
			func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error) {
				refs = slices.SortedFunc(slices.Values(refs), func(a, b driver.Ref) int { return cmp.Compare(a.ID, b.ID) })
				return s.Get(ctx, refs...)
			})},
		{"returns at most 100 records", []string{"get-many"}, onGet(
			func(ctx context.Context, s driver.Store, refs []driver.Ref) ([]driver.Record, error) {
				return s.Get(ctx, refs[:min(len(refs), 100)]...)
			})},
		{
			"returns the bytes it keeps",
			[]string{"get-returns-copy", "find-returns-copy", "event-returns-copy"},
			func(s driver.Store) driver.Store { return encoded(s, false) },
		},
		{"keeps the keys it was given", []string{"commit-copies-keys"}, keepsKeys},
		{"encodes when it reads", []string{"portable-put-copies"}, encodesLate},
		{"cuts documents at 64 kB", []string{"big-document"}, keepingText(func(s string) string { return s[:min(len(s), 1<<16)] })},
		{"keeps valid UTF-8 only", []string{"document-bytes"}, keepingText(func(s string) string { return strings.ToValidUTF8(s, "?") })},
		{"forgets the last change", []string{"put-replaces", "model"}, altering(func(b *driver.Batch) {
			for i := range b.Writes {
				if w := &b.Writes[i]; w.Expect > 0 && !w.Delete {
					w.Ref.ID += " of the next generation"
					w.Expect = 0
				}
			}
		})},
		{"keeps the old keys of what is put", []string{"put-replaces", "find-many-keys", "after-deleted"}, keepsOldKeys},
		{"forgets deletions", []string{"delete"}, onCommit(
			func(ctx context.Context, s driver.Store, b *driver.Batch) (driver.Receipt, error) {
				if len(b.Writes) > 0 && b.Writes[0].Delete {
					return driver.Receipt{}, nil
				}
				return s.Commit(ctx, b)
			})},
		{"makes up its own revisions", []string{"put-gets-revision", "portable-recreated"}, altering(func(b *driver.Batch) {
			for i := range b.Writes {
				b.Writes[i].Revision = b.Writes[i].Expect + 1
			}
		})},
	}
}

// keepsKeys returns a store that keeps the bytes of the keys it was given.
func keepsKeys(s driver.Store) driver.Store {
	var mu sync.Mutex
	kept := make(map[string][]byte)
	return &hooked{
		Store: s,
		commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
			r, err := s.Commit(ctx, b)
			mu.Lock()
			defer mu.Unlock()
			for _, w := range b.Writes {
				for _, k := range w.Keys {
					kept[string(k.Key)] = k.Key
				}
			}
			return r, err
		},
		find: func(ctx context.Context, q driver.Query) ([]driver.Record, error) {
			records, err := page(ctx, s, q)
			mu.Lock()
			defer mu.Unlock()
			for i := range records {
				if k, ok := kept[string(records[i].Key)]; ok {
					records[i].Key = bytes.Clone(k)
				}
			}
			return records, err
		},
	}
}

// late is a source that is kept instead of what it gives.
type late struct{ driver.Source }

// Value implements driver.Source.
func (l late) Value() any { return l }

// encodesLate returns a store that keeps sources and encodes them when they
// are read.
func encodesLate(s driver.Store) driver.Store {
	return &hooked{
		Store: s,
		commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
			d := duplicate(b)
			return s.Commit(ctx, then(d, func() error {
				for i := range d.Writes {
					d.Writes[i].Doc = late{d.Writes[i].Doc}
				}
				return nil
			}))
		},
		get: func(ctx context.Context, refs []driver.Ref) ([]driver.Record, error) {
			records, err := s.Get(ctx, refs...)
			for i := range records {
				if l, ok := records[i].Doc.Value.(late); ok {
					data, err := l.Encode()
					if err != nil {
						return nil, err
					}
					records[i].Doc = driver.Doc{Bytes: data}
				}
			}
			return records, err
		},
	}
}

// keepingText returns stores that keep encodings, changed.
func keepingText(fn func(string) string) func(driver.Store) driver.Store {
	return func(s driver.Store) driver.Store {
		return encoded(completing(func(b *driver.Batch) {
			for i := range b.Writes {
				if r, ok := b.Writes[i].Doc.(raw); ok {
					b.Writes[i].Doc = raw(fn(string(r)))
				}
			}
		})(s), true)
	}
}

// keepsOldKeys returns a store in which records keep all keys they ever had.
func keepsOldKeys(s driver.Store) driver.Store {
	var mu sync.Mutex
	had := make(map[driver.Ref][]driver.Key)
	return completing(func(b *driver.Batch) {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Writes {
			w := &b.Writes[i]
			for _, k := range w.Keys {
				same := func(o driver.Key) bool { return o.Index == k.Index && bytes.Equal(o.Key, k.Key) }
				if !slices.ContainsFunc(had[w.Ref], same) {
					had[w.Ref] = append(had[w.Ref], driver.Key{Index: k.Index, Key: bytes.Clone(k.Key)})
				}
			}
			if !w.Delete {
				w.Keys = had[w.Ref]
			}
		}
	})(s)
}

func brokenFinds() []brokenStore {
	byID := func(a, b driver.Record) int { return cmp.Compare(a.Ref.ID, b.Ref.ID) }
	return []brokenStore{
		{"orders by id", []string{"odd-keys", "find-many-keys"}, finding(func(_ driver.Query, r []driver.Record) []driver.Record {
			slices.SortStableFunc(r, byID)
			return r
		})},
		{"finds in no order", []string{"find-order"}, finding(func(_ driver.Query, r []driver.Record) []driver.Record {
			if len(r) > 2 {
				r[0], r[1] = r[1], r[0]
			}
			return r
		})},
		{"orders the same keys by no id", []string{"find-same-key"}, finding(func(_ driver.Query, r []driver.Record) []driver.Record {
			slices.SortStableFunc(r, func(a, b driver.Record) int {
				return cmp.Or(bytes.Compare(a.Key, b.Key), -byID(a, b))
			})
			return r
		})},
		{"ignores From", []string{"find-from", "model"}, asking(func(q *driver.Query) { q.From = nil })},
		{"ignores To", []string{"find-to"}, asking(func(q *driver.Query) { q.To = nil })},
		{"includes To", []string{"find-to", "find-prefix-keys"}, asking(func(q *driver.Query) {
			if q.To != nil {
				q.To = append(bytes.Clone(q.To), 0)
			}
		})},
		{"takes an empty To for none", []string{"find-to"}, asking(func(q *driver.Query) {
			if len(q.To) == 0 {
				q.To = nil
			}
		})},
		{"ignores Reverse", []string{"find-reverse"}, asking(func(q *driver.Query) { q.Reverse = false })},
		{"reads backwards by turning a page round", []string{"find-limit", "find-many"}, onFind(
			func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
				reverse := q.Reverse
				q.Reverse = false
				records, err := page(ctx, s, q)
				if reverse {
					slices.Reverse(records)
				}
				return records, err
			})},
		{"ignores Limit", []string{"find-limit"}, asking(func(q *driver.Query) { q.Limit = driver.MaxPage })},
		{"finds each record once", []string{"find-many-keys"}, finding(func(_ driver.Query, r []driver.Record) []driver.Record {
			seen := make(map[string]bool)
			return slices.DeleteFunc(r, func(r driver.Record) bool {
				again := seen[r.Ref.ID]
				seen[r.Ref.ID] = true
				return again
			})
		})},
		{"has no index of all records", []string{"find-all"}, asking(func(q *driver.Query) {
			if q.Index == "" {
				q.Index = "none"
			}
		})},
		{"folds the names of indexes", []string{"find-index-apart"}, onFind(
			func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
				if q.Index != "by" {
					return page(ctx, s, q)
				}
				var all []driver.Record
				for _, index := range []string{"by", "BY"} {
					q.Index = index
					records, err := page(ctx, s, q)
					if err != nil {
						return nil, err
					}
					all = append(all, records...)
				}
				return all, nil
			})},
		{"strips zero bytes from bounds", []string{"find-prefix-keys"}, asking(func(q *driver.Query) {
			q.From, q.To = bytes.TrimRight(q.From, "\x00"), bytes.TrimRight(q.To, "\x00")
		})},
		{"reads while it yields", []string{"find-stop"}, func(s driver.Store) driver.Store { return lazy{s} }},
		{"ignores After", []string{"after", "after-outside"}, asking(func(q *driver.Query) { q.After = nil })},
		{"includes After", []string{"after"}, asking(func(q *driver.Query) {
			if q.After != nil && !q.Reverse {
				q.After = &driver.Position{Key: q.After.Key, ID: strings.TrimRight(q.After.ID, q.After.ID)}
			}
		})},
		{"goes on behind the key of After", []string{"after-same-key", "pages"}, onFind(
			func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
				if q.After != nil && !q.Reverse {
					q.After = &driver.Position{Key: q.After.Key, ID: strings.Repeat("\xff", 99)}
				}
				return page(ctx, s, q)
			})},
		{"needs the entry of After", []string{"after-deleted"}, onFind(
			func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
				if q.After != nil {
					probe := q
					probe.From, probe.To, probe.After, probe.Reverse, probe.Limit = q.After.Key, nil, nil, false, driver.MaxPage
					records, err := page(ctx, s, probe)
					if !slices.ContainsFunc(records, func(r driver.Record) bool { return r.Ref.ID == q.After.ID && bytes.Equal(r.Key, q.After.Key) }) {
						return nil, err
					}
				}
				return page(ctx, s, q)
			})},
		{"takes After for From", []string{"after-outside"}, asking(func(q *driver.Query) {
			if q.After != nil && !q.Reverse {
				q.From = nil
			}
		})},
		{"pages by offset", []string{"pages-under-writes"}, pagesByOffset},
		{"pages without the id", []string{"portable-pages"}, finding(func(q driver.Query, r []driver.Record) []driver.Record {
			if q.After != nil && len(r) > 1 {
				return r[1:]
			}
			return r
		})},
		{"keeps times in keys to the millisecond", []string{"portable-times"}, completing(func(b *driver.Batch) {
			for i := range b.Writes {
				for j := range b.Writes[i].Keys {
					k := &b.Writes[i].Keys[j]
					if n := len(k.Key); n >= 2 {
						k.Key = append(bytes.Clone(k.Key[:n-2]), 0, 0)
					}
				}
			}
		})},
	}
}

// lazy is a store that reads records one by one while it yields them.
type lazy struct{ driver.Store }

// Find implements driver.Store.
func (l lazy) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		next := q
		next.Limit = 1
		for range q.Limit {
			records, err := page(ctx, l.Store, next)
			if err != nil {
				yield(driver.Record{}, err)
				return
			}
			if len(records) == 0 || !yield(records[0], nil) {
				return
			}
			next.After = &driver.Position{Key: records[0].Key, ID: records[0].Ref.ID}
		}
	}
}

// pagesByOffset returns a store that takes After for the number of entries
// that were read.
func pagesByOffset(s driver.Store) driver.Store {
	var mu sync.Mutex
	read := make(map[string]int)
	return onFind(func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
		mu.Lock()
		defer mu.Unlock()
		offset := 0
		if q.After != nil {
			offset = read[string(q.After.Key)+q.After.ID]
		}
		all := q
		all.After, all.Limit = nil, driver.MaxPage
		var records []driver.Record
		for len(records) < offset+q.Limit {
			more, err := page(ctx, s, all)
			if err != nil {
				return nil, err
			}
			records = append(records, more...)
			if len(more) < driver.MaxPage {
				break
			}
			last := more[len(more)-1]
			all.After = &driver.Position{Key: last.Key, ID: last.Ref.ID}
		}
		records = records[min(offset, len(records)):min(offset+q.Limit, len(records))]
		for i, r := range records {
			read[string(r.Key)+r.Ref.ID] = offset + i + 1
		}
		return records, nil
	})(s)
}

func brokenLives() []brokenStore {
	closed := errors.New("closed")
	return []brokenStore{
		{"ignores canceled contexts", []string{"context-ended"}, func(s driver.Store) driver.Store {
			return &hooked{
				Store: s,
				commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
					return s.Commit(context.WithoutCancel(ctx), b)
				},
			}
		}},
		{"notices canceled contexts when all is done", []string{"context-ended"}, func(s driver.Store) driver.Store {
			return &hooked{
				Store: s,
				settle: func(ctx context.Context, x []driver.Settlement) error {
					if err := s.Settle(context.WithoutCancel(ctx), x...); err != nil {
						return err
					}
					return ctx.Err()
				},
			}
		}},
		{"closes once", []string{"close-twice"}, func(s driver.Store) driver.Store {
			var mu sync.Mutex
			done := false
			return &hooked{Store: s, close: func() error {
				mu.Lock()
				defer mu.Unlock()
				if done {
					return closed
				}
				done = true
				return s.Close()
			}}
		}},
		{"does not close", []string{"use-after-close"}, func(s driver.Store) driver.Store {
			return &hooked{Store: s, close: func() error { return nil }}
		}},
		{"has an error of its own for what is closed", []string{"use-after-close", "close-while-working"}, func(s driver.Store) driver.Store {
			own := func(err error) error {
				if errors.Is(err, fault.Unavailable) {
					return closed
				}
				return err
			}
			return &hooked{
				Store: s,
				get: func(ctx context.Context, refs []driver.Ref) ([]driver.Record, error) {
					records, err := s.Get(ctx, refs...)
					return records, own(err)
				},
				commit: func(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
					r, err := s.Commit(ctx, b)
					return r, own(err)
				},
			}
		}},
	}
}
