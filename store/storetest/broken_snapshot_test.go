// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// live is a view that shows what is there now.
type live struct{ *memstore.Store }

// Find implements driver.View.
func (l live) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	pause()
	return l.Store.Find(ctx, q)
}

// Log implements driver.View.
func (l live) Log(ctx context.Context, site, after string, limit int) ([]driver.LogEntry, error) {
	v, err := l.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return v.Log(ctx, site, after, limit)
}

// Close implements driver.View.
func (l live) Close() error { return nil }

// viewed is a view with a broken log or a broken end.
type viewed struct {
	driver.View
	log   func(entries []driver.LogEntry)
	close func() error
}

// Log implements driver.View.
func (v viewed) Log(ctx context.Context, site, after string, limit int) ([]driver.LogEntry, error) {
	entries, err := v.View.Log(ctx, site, after, limit)
	if v.log != nil {
		v.log(entries)
	}
	return entries, err
}

// Close implements driver.View.
func (v viewed) Close() error {
	if v.close != nil {
		return v.close()
	}
	return v.View.Close()
}

func brokenSnapshots() []brokenStore {
	log := func(fn func(entries []driver.LogEntry)) func(driver.Store) driver.Store {
		return kept(func(*memstore.Store) keeper {
			return keeper{snapshot: func(v driver.View) driver.View { return viewed{View: v, log: fn} }}
		})
	}
	return []brokenStore{
		{"shows what is there now", []string{"snapshot", "snapshot-one-moment", "snapshot-empty"}, kept(func(s *memstore.Store) keeper {
			return keeper{snapshot: func(driver.View) driver.View { return live{s} }}
		})},
		{"does not tell pending events", []string{"snapshot-log"}, log(func(entries []driver.LogEntry) {
			for i := range entries {
				entries[i].Pending = nil
			}
		})},
		{"takes dead events for pending", []string{"snapshot-log"}, log(func(entries []driver.LogEntry) {
			for i := range entries {
				entries[i].Pending, entries[i].Dead = append(entries[i].Pending, entries[i].Dead...), nil
			}
		})},
		{"closes the store with its views", []string{"snapshot-empty"}, kept(func(s *memstore.Store) keeper {
			return keeper{snapshot: func(v driver.View) driver.View { return viewed{View: v, close: s.Close} }}
		})},
	}
}
