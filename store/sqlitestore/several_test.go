// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
	"github.com/go-ecom/ecom/store/storetest"
)

// twins are two stores on one file, as two processes have them. Each call goes
// to the other one than the last.
type twins struct {
	*sqlitestore.Store // abilities
	other              *sqlitestore.Store
	calls              atomic.Int64
}

func openTwins(t testing.TB) *twins {
	t.Helper()
	path := file(t)
	c := sqlitestore.Config{Synchronous: sqlitestore.Normal, Wait: time.Minute, Poll: time.Millisecond}
	return &twins{Store: open(t, path, c), other: open(t, path, c)}
}

func (s *twins) next() *sqlitestore.Store {
	if s.calls.Add(1)%2 == 0 {
		return s.Store
	}
	return s.other
}

func (s *twins) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	return s.next().Get(ctx, refs...)
}

func (s *twins) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return s.next().Find(ctx, q)
}

func (s *twins) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	return s.next().Commit(ctx, b)
}

func (s *twins) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	return s.next().Claim(ctx, c)
}

func (s *twins) Settle(ctx context.Context, list ...driver.Settlement) error {
	return s.next().Settle(ctx, list...)
}

func (s *twins) Close() error { return errors.Join(s.Store.Close(), s.other.Close()) }

// Two processes on one file keep the contract together.
func TestConformanceTwins(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) driver.Store { return openTwins(t) })
}

// Of several processes that open a new file at once, one makes the tables.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	path := file(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := sqlitestore.Open(context.Background(), path, sqlitestore.Config{Wait: time.Minute})
			if err != nil {
				t.Errorf("Open() = %v", err)
				return
			}
			if _, err := s.Commit(context.Background(), pair(fmt.Sprint(i))); err != nil {
				t.Errorf("Commit() = %v", err)
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close() = %v", err)
			}
		})
	}
	wg.Wait()
	s := open(t, path, sqlitestore.Config{})
	if r, err := s.Get(t.Context(), ref("number", "pairs")); err != nil || r[0].Count != 8 {
		t.Errorf("Get() = %v, %v, want 8 pairs", r, err)
	}
}

// A commit of one process wakes who waits in another.
func TestWakeAcross(t *testing.T) {
	t.Parallel()
	s := openTwins(t)
	ctx, cancel := context.WithCancel(t.Context())
	wake := s.other.Wake(ctx, "main")
	for i := range 3 {
		if _, err := s.Store.Commit(t.Context(), pair(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		if _, open := <-wake; !open {
			t.Fatal("the channel of Wake was closed")
		}
	}
	cancel()
	for range wake { // until it is closed
	}
	again := s.other.Wake(t.Context(), "main")
	if err := s.other.Close(); err != nil {
		t.Fatal(err)
	}
	for range again { // until it is closed
	}
}
