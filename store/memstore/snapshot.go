// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

var _ driver.Snapshotter = (*Store)(nil)

// Snapshot implements driver.Snapshotter. Commits wait while the records and
// the log are listed, which takes some tenths of a second for a million of
// them, and go on while the view is read. Documents are shared, not copied; an
// index is made when the view is first asked for it.
func (s *Store) Snapshot(ctx context.Context) (driver.View, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	v := &view{store: New(Config{}), logs: make(map[string]*viewLog, len(s.sites))}
	for name, st := range s.sites {
		v.store.sites[name] = st.freeze()
		v.logs[name] = st.log.freeze()
	}
	return v, nil
}

// freeze returns a copy of the records that stays as it is.
func (st *site) freeze() *site {
	frozen := &site{kinds: make(map[string]*kind, len(st.kinds))}
	frozen.log.position = st.log.position
	for name, k := range st.kinds {
		room := make([]record, 0, len(k.records))
		records := make(map[string]*record, len(k.records))
		for id, rec := range k.records {
			room = append(room, *rec)
			records[id] = &room[len(room)-1]
		}
		frozen.kinds[name] = &kind{records: records, index: make(map[string]*tree)}
	}
	return frozen
}

// viewLog is a log as it was.
type viewLog struct {
	entries       []driver.LogEntry
	at            map[string]int // by event id
	subscriptions []driver.Subscription
}

func (g *log) freeze() *viewLog {
	v := &viewLog{at: make(map[string]int), subscriptions: g.list()}
	for l := g.first; l != nil; l = l.next {
		v.at[l.ID] = len(v.entries)
		v.entries = append(v.entries, driver.LogEntry{Event: l.Event})
	}
	for _, name := range v.subscriptions {
		sub := g.subs[name.Name]
		for _, q := range sub.queues {
			for _, d := range q.deliveries {
				e := &v.entries[v.at[d.ID]]
				e.Pending = append(e.Pending, name.Name)
			}
		}
		for id := range sub.dead {
			e := &v.entries[v.at[id]]
			e.Dead = append(e.Dead, name.Name)
		}
	}
	return v
}

// view is a Store as it was: a store of its own that nobody commits to.
type view struct {
	store *Store
	logs  map[string]*viewLog
}

// Get implements driver.View.
func (v *view) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	return v.store.Get(ctx, refs...)
}

// Find implements driver.View.
func (v *view) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		if st := v.store.sites[q.Site]; st != nil {
			if k := st.kinds[q.Kind]; k != nil {
				k.build(q.Index)
			}
		}
		v.store.Find(ctx, q)(yield)
	}
}

// Sites implements driver.View.
func (v *view) Sites(ctx context.Context) ([]string, error) { return v.store.Sites(ctx) }

// Kinds implements driver.View.
func (v *view) Kinds(ctx context.Context, siteName string) ([]string, error) {
	return v.store.Kinds(ctx, siteName)
}

// Log implements driver.View.
func (v *view) Log(ctx context.Context, siteName, after string, limit int) ([]driver.LogEntry, error) {
	if err := v.store.usable(ctx); err != nil {
		return nil, err
	}
	var entries []driver.LogEntry
	g := v.logs[siteName]
	if g != nil {
		entries = g.entries
	}
	if after != "" {
		at, ok := 0, false
		if g != nil {
			at, ok = g.at[after]
		}
		if !ok {
			return nil, fmt.Errorf("memstore: no event %s in the log: %w", after, fault.NotFound)
		}
		entries = entries[at+1:]
	}
	entries = slices.Clone(entries[:min(within(limit), len(entries))])
	for i := range entries {
		entries[i].Pending, entries[i].Dead = slices.Clone(entries[i].Pending), slices.Clone(entries[i].Dead)
	}
	return entries, nil
}

// Subscriptions implements driver.View.
func (v *view) Subscriptions(ctx context.Context, siteName string) ([]driver.Subscription, error) {
	if err := v.store.usable(ctx); err != nil {
		return nil, err
	}
	if g := v.logs[siteName]; g != nil {
		return slices.Clone(g.subscriptions), nil
	}
	return nil, nil
}

// Close implements driver.View.
func (v *view) Close() error {
	v.logs = nil
	return v.store.Close()
}
