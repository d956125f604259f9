// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// held begins a commit that goes on when release is called; until then what is
// committed waits for it.
func held(t *testing.T, s *sqlitestore.Store) (release func()) {
	t.Helper()
	entered, leave, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	b := pair("held")
	b.Resolve = func([]int64) error {
		close(entered)
		<-leave
		return nil
	}
	go func() {
		defer close(done)
		if _, err := s.Commit(context.Background(), b); err != nil {
			t.Errorf("Commit() = %v", err)
		}
	}()
	<-entered
	return func() { close(leave); <-done }
}

// queued waits until n jobs wait for the writer.
func queued(s *sqlitestore.Store, n int) {
	for s.Queued() < n {
		runtime.Gosched()
	}
}

// Commits that wait are one group: one sync. One that fails, fails alone,
// however it fails, and the others see nothing of it.
func TestGroup(t *testing.T) {
	t.Parallel()
	s := open(t, file(t), sqlitestore.Config{})
	works(t, s, "before")
	release := held(t, s)
	groups := s.Groups()
	refusal := errors.New("refused")
	bad := map[string]*driver.Batch{}
	for _, why := range []string{"conflict", "unique", "limit", "resolve", "panic", "encode"} {
		b := pair(why)
		switch why {
		case "conflict":
			b.Checks = []driver.Check{{Ref: ref("left", "before"), Revision: 7}}
		case "unique":
			b.Writes[1].Unique[0].Key = []byte("before")
		case "limit":
			b.Counts = append(b.Counts, driver.Count{Ref: ref("number", "pairs"), Delta: -1000, Min: 0, Max: 1000})
		case "resolve":
			b.Resolve = func([]int64) error { return refusal }
		case "panic":
			b.Resolve = func([]int64) error { panic("oh no") }
		case "encode":
			b.Writes[1].Doc = failing{refusal}
		}
		bad[why] = b
	}
	want := map[string]error{
		"conflict": fault.Conflict, "unique": fault.Exists, "limit": fault.Limit, "resolve": refusal, "encode": refusal,
	}
	var wg sync.WaitGroup
	const good = 10
	for i := range good {
		wg.Go(func() {
			if _, err := s.Commit(context.Background(), pair(fmt.Sprint(i))); err != nil {
				t.Errorf("Commit() = %v", err)
			}
		})
	}
	for why, b := range bad {
		wg.Go(func() {
			defer func() {
				if p := recover(); (p == "oh no") != (why == "panic") {
					t.Errorf("Commit() with %s panicked with %v", why, p)
				}
			}()
			if _, err := s.Commit(context.Background(), b); !errors.Is(err, want[why]) {
				t.Errorf("Commit() with %s = %v, want %v", why, err, want[why])
			}
		})
	}
	queued(s, good+len(bad))
	release()
	wg.Wait()
	if n := s.Groups() - groups; n != 2 {
		t.Errorf("%d transactions were committed, want 2: the one that was under way and that of all who waited", n)
	}
	r, err := s.Get(t.Context(), ref("number", "pairs"), ref("left", "panic"), ref("left", "unique"), ref("left", "encode"))
	if err != nil || r[0].Count != good+2 || r[1].Revision+r[2].Revision+r[3].Revision != 0 {
		t.Errorf("Get() = %v, %v, want %d pairs and nothing of those that failed", r, err, good+2)
	}
}

type failing struct{ err error }

func (f failing) Value() any              { return nil }
func (f failing) Encode() ([]byte, error) { return nil, f.err }

// Who gives up waiting is out of the group; who leads the next one may give up
// too.
func TestGroupCancel(t *testing.T) {
	t.Parallel()
	s := open(t, file(t), sqlitestore.Config{})
	release := held(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan error)
	for i := range 5 {
		go func() {
			_, err := s.Commit(ctx, pair(fmt.Sprint("canceled", i)))
			answers <- err
		}()
	}
	queued(s, 5)
	cancel()
	for range 5 {
		if err := <-answers; !errors.Is(err, context.Canceled) {
			t.Errorf("Commit() = %v, want %v", err, context.Canceled)
		}
	}
	if n := s.Queued(); n != 0 {
		t.Errorf("%d jobs are in the queue, want none", n)
	}
	go func() {
		_, err := s.Commit(context.Background(), pair("stays"))
		answers <- err
	}()
	queued(s, 1)
	release()
	if err := <-answers; err != nil {
		t.Errorf("Commit() = %v", err)
	}
	r, err := s.Get(t.Context(), ref("number", "pairs"), ref("left", "stays"))
	if err != nil || r[0].Count != 2 || r[1].Revision != 1 {
		t.Errorf("Get() = %v, %v, want two pairs", r, err)
	}
}

// A canceled context at any moment leaves all or nothing.
func TestCancelAnywhere(t *testing.T) {
	t.Parallel()
	s := open(t, file(t), sqlitestore.Config{Synchronous: sqlitestore.Normal})
	var mu sync.Mutex
	committed := 0
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 40 {
				ctx, cancel := context.WithCancel(context.Background())
				go func() {
					for range (w*7 + i*3) % 50 {
						runtime.Gosched()
					}
					cancel()
				}()
				_, err := s.Commit(ctx, pair(fmt.Sprint(w, "-", i)))
				if err == nil {
					mu.Lock()
					committed++
					mu.Unlock()
				} else if !errors.Is(err, context.Canceled) {
					t.Errorf("Commit() = %v, want %v", err, context.Canceled)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	n := 0
	for w := range 8 {
		for i := range 40 {
			id := fmt.Sprint(w, "-", i)
			r, err := s.Get(t.Context(), ref("left", id), ref("right", id))
			if err != nil || r[0].Revision != r[1].Revision {
				t.Errorf("Get() = %v, %v, want both or none", r, err)
			}
			n += int(r[0].Revision)
		}
	}
	if n != committed {
		t.Errorf("%d batches are there, %d were acknowledged", n, committed)
	}
	works(t, s, "after")
}

// A job that ends the goroutine it runs on, as a failing test does, takes
// nobody with it for good.
func TestGoexit(t *testing.T) {
	t.Parallel()
	s := open(t, file(t), sqlitestore.Config{})
	release := held(t, s)
	answers := make(chan error)
	go func() {
		defer close(answers)
		b := pair("exits")
		b.Resolve = func([]int64) error { runtime.Goexit(); return nil }
		_, err := s.Commit(context.Background(), b)
		answers <- err
	}()
	queued(s, 1)
	other := make(chan error)
	go func() {
		_, err := s.Commit(context.Background(), pair("other"))
		other <- err
	}()
	queued(s, 2)
	release()
	if err, ended := <-answers; ended && err == nil {
		t.Errorf("Commit() that never came to its end = %v", err)
	}
	if err := <-other; err != nil && !errors.Is(err, fault.Unavailable) {
		t.Errorf("Commit() beside it = %v, want %v", err, fault.Unavailable)
	}
	works(t, s, "after")
}

// What a batch that failed would have been the first of, it was not: neither
// for this process nor for others.
func TestFailedFirst(t *testing.T) {
	t.Parallel()
	path := file(t)
	s, other := open(t, path, sqlitestore.Config{}), open(t, path, sqlitestore.Config{})
	thing := func(kind string) *driver.Batch {
		return &driver.Batch{ID: kind, Writes: []driver.Write{{
			Ref: ref(kind, "a"), Revision: 1, Doc: document(kind), Keys: []driver.Key{{Index: "of " + kind, Key: []byte("k")}},
		}}}
	}
	for i := range 3 {
		b := thing(fmt.Sprint("failed", i))
		b.Counts = []driver.Count{{Ref: ref("count", "n"), Delta: 1}}
		b.Writes[0].Doc = failing{fault.Invalid}
		if _, err := s.Commit(t.Context(), b); !errors.Is(err, fault.Invalid) {
			t.Fatalf("Commit() = %v, want %v", err, fault.Invalid)
		}
		if _, err := other.Commit(t.Context(), thing(fmt.Sprint("good", i))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		failed, good := fmt.Sprint("failed", i), fmt.Sprint("good", i)
		for _, s := range []*sqlitestore.Store{s, other} {
			r, err := s.Get(t.Context(), ref(failed, "a"), ref(good, "a"), ref("count", "n"))
			if err != nil || r[0].Revision != 0 || string(r[1].Doc.Bytes) != good || r[2].Revision != 0 {
				t.Errorf("Get() = %v, %v, want %s alone", r, err, good)
			}
			for _, index := range []string{"", "of " + failed} {
				for r, err := range s.Find(t.Context(), driver.Query{Site: "main", Kind: failed, Index: index, Limit: 10}) {
					t.Errorf("Find() gives %v, %v of a batch that failed", r, err)
				}
			}
		}
	}
}
