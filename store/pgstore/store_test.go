// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/storetest"
)

// open returns an empty store, which is closed before its schema is dropped.
func open(t testing.TB) *pgstore.Store {
	t.Helper()
	return openAt(t, pgtest.DSN(t))
}

// openAt returns a store on tables that may be there already.
func openAt(t testing.TB, dsn string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), dsn, pgstore.Config{})
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) driver.Store { return open(t) })
	storetest.RunDurable(t, func(t *testing.T) func() driver.Store {
		dsn := pgtest.DSN(t)
		return func() driver.Store { return openAt(t, dsn) }
	})
}

func FuzzStore(f *testing.F) {
	storetest.Fuzz(f, func(t *testing.T) driver.Store { return open(t) })
}

// pair is one database behind two Stores, as of two processes, which take
// turns.
type pair struct {
	*pgstore.Store
	other *pgstore.Store
	turn  *atomic.Uint64
}

func (p pair) next() *pgstore.Store {
	if p.turn.Add(1)%2 == 0 {
		return p.Store
	}
	return p.other
}

func (p pair) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	return p.next().Get(ctx, refs...)
}

func (p pair) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return p.next().Find(ctx, q)
}

func (p pair) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	return p.next().Commit(ctx, b)
}

func (p pair) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	return p.next().Claim(ctx, c)
}

func (p pair) Settle(ctx context.Context, s ...driver.Settlement) error {
	return p.next().Settle(ctx, s...)
}

func (p pair) Close() error { return errors.Join(p.other.Close(), p.Store.Close()) }

func TestTwoStoresAreOne(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) driver.Store {
		dsn := pgtest.DSN(t)
		return pair{openAt(t, dsn), openAt(t, dsn), new(atomic.Uint64)}
	})
}
