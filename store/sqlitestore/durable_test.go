// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// openDisk opens a store on a disk that knows what was synced.
func openDisk(t testing.TB, d *disk, path string, c sqlitestore.Config) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.OpenVFS(t.Context(), path, d.name, c)
	if err != nil {
		t.Fatalf("OpenVFS() = %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return s
}

func ref(kind, id string) driver.Ref { return driver.Ref{Site: "main", Kind: kind, ID: id} }

// pair returns a batch of two records that hold the same, one count and one
// event: what must be there as a whole or not at all.
func pair(id string) *driver.Batch {
	b := &driver.Batch{
		ID: id,
		Writes: []driver.Write{
			{Ref: ref("left", id), Revision: 1, Doc: order, Keys: []driver.Key{{Index: "all", Key: []byte("same")}}},
			{Ref: ref("right", id), Revision: 1, Doc: order, Unique: []driver.Key{{Index: "one", Key: []byte(id)}}},
		},
		Counts: []driver.Count{{Ref: ref("number", "pairs"), Delta: 1}},
		Events: []driver.Event{{ID: "event " + id, Site: "main", Key: id, Sequence: 1, Type: "paired", Time: time.UnixMicro(1), Doc: document(id)}},
	}
	return b
}

func claiming(now int64) driver.Claim {
	return driver.Claim{Site: "main", Subscription: "s", Now: time.UnixMicro(now), Lease: time.Minute, Limit: driver.MaxPage}
}

// books is what was acknowledged.
type books struct {
	mu      sync.Mutex
	pairs   map[string]bool
	settled map[string]bool
}

func (b *books) note(in map[string]bool, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	in[id] = true
}

func (b *books) copy() (pairs, settled []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id := range b.pairs {
		pairs = append(pairs, id)
	}
	for id := range b.settled {
		settled = append(settled, id)
	}
	return pairs, settled
}

// check opens what is left of a store and looks whether all that was
// acknowledged is there, and nothing half.
func check(t *testing.T, path string, pairs, settled []string) {
	t.Helper()
	s := open(t, path, sqlitestore.Config{Synchronous: sqlitestore.Normal})
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	}()
	ctx := t.Context()
	found := make(map[string]bool)
	var after *driver.Position
	for {
		n := 0
		q := driver.Query{Site: "main", Kind: "left", Index: "all", After: after, Limit: driver.MaxPage}
		for r, err := range s.Find(ctx, q) {
			if err != nil {
				t.Fatalf("Find() = %v", err)
			}
			n++
			found[r.Ref.ID] = true
			after = &driver.Position{Key: r.Key, ID: r.Ref.ID}
		}
		if n < driver.MaxPage {
			break
		}
	}
	for _, id := range pairs {
		if !found[id] {
			t.Errorf("the acknowledged batch %s is lost", id)
		}
	}
	for id := range found {
		r, err := s.Get(ctx, ref("left", id), ref("right", id))
		if err != nil || r[0].Revision != 1 || r[1].Revision != 1 || string(r[1].Doc.Bytes) != string(order) {
			t.Errorf("batch %s is half there: %v", id, err)
		}
	}
	if len(pairs) > 0 {
		if _, done, err := s.Committed(ctx, pairs[0]); !done || err != nil {
			t.Errorf("Committed(%s) = %v, %v, want true", pairs[0], done, err)
		}
	}
	r, err := s.Get(ctx, ref("number", "pairs"))
	if err != nil || r[0].Count != int64(len(found)) {
		t.Errorf("%d pairs are counted, %v; %d are there", r[0].Count, err, len(found))
	}
	pending := make(map[string]bool)
	for {
		events, err := s.Claim(ctx, claiming(1<<50))
		if err != nil {
			t.Fatalf("Claim() = %v", err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			pending[e.Key] = true
			if !found[e.Key] {
				t.Errorf("there is an event of batch %s, which is not there", e.Key)
			}
		}
	}
	for _, id := range settled {
		if pending[id] {
			t.Errorf("the event of batch %s was settled, and is given again", id)
		}
	}
}

// Whenever the power is lost, what was acknowledged is there, and nothing is
// half there: whether all writes since the last sync are lost or some only.
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	path := file(t)
	s := openDisk(t, d, path, sqlitestore.Config{})
	if _, err := s.Claim(t.Context(), claiming(0)); err != nil {
		t.Fatal(err)
	}
	acknowledged := books{pairs: make(map[string]bool), settled: make(map[string]bool)}
	groups, syncs := s.Groups(), d.logSyncs.Load()
	const writers, each = 6, 20
	var wg sync.WaitGroup
	answers := make(chan struct{}) // receives when something was acknowledged
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				id := fmt.Sprintf("%d-%d", w, i)
				if _, err := s.Commit(context.Background(), pair(id)); err != nil {
					t.Errorf("Commit() = %v", err)
					return
				}
				acknowledged.note(acknowledged.pairs, id)
				answers <- struct{}{}
			}
		})
	}
	wg.Go(func() { // one that settles
		for range each {
			events, err := s.Claim(context.Background(), claiming(0))
			if err != nil {
				t.Errorf("Claim() = %v", err)
				return
			}
			for _, e := range events {
				err := s.Settle(context.Background(), driver.Settlement{Site: e.Site, Subscription: "s", EventID: e.ID, Lease: e.Lease})
				if err != nil {
					t.Errorf("Settle() = %v", err)
					return
				}
				acknowledged.note(acknowledged.settled, e.Key)
			}
			answers <- struct{}{}
		}
	})
	go func() { wg.Wait(); close(answers) }()
	rnd := rand.New(rand.NewPCG(1, 1))
	seed := uint64(0)
	for range answers {
		if rnd.IntN(8) > 0 {
			continue
		}
		seed++
		pairs, settled := acknowledged.copy()
		check(t, d.lose(t, path, none), pairs, settled)
		check(t, d.lose(t, path, some(seed)), pairs, settled)
	}
	pairs, settled := acknowledged.copy()
	if len(pairs) != writers*each {
		t.Errorf("%d batches were acknowledged, want %d", len(pairs), writers*each)
	}
	check(t, d.lose(t, path, none), pairs, settled)
	groups, syncs = s.Groups()-groups, d.logSyncs.Load()-syncs
	if syncs < int64(groups) || groups == 0 {
		t.Errorf("the log was synced %d times for %d groups of commits", syncs, groups)
	}
	if seed < 10 {
		t.Errorf("the power was lost %d times, want 10 at least", seed)
	}
}

// With Normal the end of the history may be lost, but nothing is half there.
func TestPowerLossNormal(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	path := file(t)
	s := openDisk(t, d, path, sqlitestore.Config{Synchronous: sqlitestore.Normal})
	before := d.logSyncs.Load()
	for i := range 60 {
		if _, err := s.Commit(t.Context(), pair(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		if i%20 == 0 {
			check(t, d.lose(t, path, some(uint64(i))), nil, nil)
			check(t, d.lose(t, path, none), nil, nil)
		}
	}
	if syncs := d.logSyncs.Load() - before; syncs > 30 {
		t.Errorf("the log was synced %d times for 60 commits, want few", syncs)
	}
}

// A commit whose sync fails is in doubt, and stays out when it is asked for.
func TestSyncFails(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	path := file(t)
	s := openDisk(t, d, path, sqlitestore.Config{})
	commit := func(id string) error {
		_, err := s.Commit(t.Context(), pair(id))
		return err
	}
	if err := commit("first"); err != nil {
		t.Fatal(err)
	}
	d.failSync.Store(sqlite3.SQLITE_IOERR_FSYNC)
	if err := commit("doubtful"); !errors.Is(err, fault.Unknown) {
		t.Fatalf("Commit() whose sync fails = %v, want %v", err, fault.Unknown)
	}
	if _, _, err := s.Committed(t.Context(), "doubtful"); err == nil {
		t.Error("Committed() knows what can't be known as long as nothing can be synced")
	}
	d.failSync.Store(0)
	if _, done, err := s.Committed(t.Context(), "doubtful"); done || err != nil {
		t.Errorf("Committed() = %v, %v, want no", done, err)
	}
	check(t, d.lose(t, path, all), []string{"first"}, nil)
	if r, err := s.Get(t.Context(), ref("left", "doubtful")); err != nil || r[0].Revision != 0 {
		t.Errorf("Get() = revision %d, %v, want none", r[0].Revision, err)
	}
	if err := commit("doubtful"); !errors.Is(err, fault.Conflict) {
		t.Errorf("Commit() of a batch that was refused = %v, want %v", err, fault.Conflict)
	}
	if err := commit("last"); err != nil {
		t.Errorf("Commit() when the disk works again = %v", err)
	}
	lost := d.lose(t, path, all)
	check(t, lost, []string{"first", "last"}, nil)
	reopened := open(t, lost, sqlitestore.Config{})
	if r, err := reopened.Get(t.Context(), ref("left", "doubtful")); err != nil || r[0].Revision != 0 {
		t.Errorf("after power loss Get() = revision %d, %v, want none", r[0].Revision, err)
	}
}

// What can't be written did not happen, or is in doubt, and leaves no trace.
func TestWriteFails(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	path := file(t)
	s := openDisk(t, d, path, sqlitestore.Config{})
	for why, rc := range map[string]int32{"full": sqlite3.SQLITE_FULL, "broken": sqlite3.SQLITE_IOERR_WRITE} {
		d.failWrite.Store(rc)
		_, err := s.Commit(t.Context(), pair(why))
		class := fault.Unavailable
		if rc == sqlite3.SQLITE_IOERR_WRITE {
			class = fault.Unknown
		}
		if !errors.Is(err, class) {
			t.Errorf("Commit() on a disk that is %s = %v, want %v", why, err, class)
		}
		d.failWrite.Store(0)
		if _, done, err := s.Committed(t.Context(), why); done || err != nil {
			t.Errorf("Committed() = %v, %v, want no", done, err)
		}
		if _, err := s.Commit(t.Context(), pair("then "+why)); err != nil {
			t.Errorf("Commit() when the disk works again = %v", err)
		}
	}
	check(t, d.lose(t, path, none), []string{"then full", "then broken"}, nil)
	check(t, d.lose(t, path, all), []string{"then full", "then broken"}, nil)
}
