// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Store keeps its records in PostgreSQL. It is safe for concurrent use. It is
// a driver.Store with the abilities Resolver, Waker, Keeper, Lister and
// Snapshotter.
type Store struct {
	pool    *pgxpool.Pool
	own     bool // the pool is closed with the Store
	config  Config
	wakers  *wakers
	known   shared
	commits atomic.Uint64

	mu     sync.RWMutex // held for reading by calls that are under way
	closed atomic.Bool
}

var (
	_ driver.Store       = (*Store)(nil)
	_ driver.Resolver    = (*Store)(nil)
	_ driver.Waker       = (*Store)(nil)
	_ driver.Keeper      = (*Store)(nil)
	_ driver.Lister      = (*Store)(nil)
	_ driver.Snapshotter = (*Store)(nil)
)

// Close waits for calls that are under way, and closes the connections, unless
// the pool is the caller's.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.wakers.close()
	s.mu.Lock() // until all calls have ended
	defer s.mu.Unlock()
	if s.own {
		s.pool.Close()
	}
	return nil
}

var errClosed = fmt.Errorf("pgstore: the store is closed: %w", fault.Unavailable)

// enter begins a call, leave ends it.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.closed.Load() {
		return errClosed
	}
	s.mu.RLock()
	if s.closed.Load() {
		s.mu.RUnlock()
		return errClosed
	}
	return nil
}

func (s *Store) leave() { s.mu.RUnlock() }
