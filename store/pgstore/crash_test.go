// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package pgstore_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// The server is killed under load, and started again: every acknowledged
// commit is there, those whose answer was lost are what Committed says, and
// the store goes on by itself.
func TestServerIsKilled(t *testing.T) {
	t.Parallel()
	const crashes, sellers, before = 3, 6, 20
	server := pgtest.Start(t)
	s := openAt(t, server.DSN("postgres"))
	claim(t, s, claiming())
	left := int64(1000)
	for crash := range crashes {
		left -= sell(t, s, server, crash, sellers, before)
		if got := count(t, s); got != left {
			t.Fatalf("crash %d: the count is %d, want %d", crash, got, left)
		}
	}
	if n := int64(len(drain(t, s))); n != 1000-left {
		t.Errorf("%d events, want one for each of %d purchases", n, 1000-left)
	}
}

// sell lets goroutines purchase until the server is killed, starts it again,
// and returns how many purchases there are.
func sell(t *testing.T, s *pgstore.Store, server *pgtest.Instance, crash, sellers, before int) int64 {
	t.Helper()
	type purchased struct {
		id  string
		err error
	}
	results := make(chan purchased)
	warm := make(chan struct{}, sellers)
	var wg sync.WaitGroup
	for seller := range sellers {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprint(crash, "-", seller, "-", i)
				b := numbered(id)
				if i%2 == 0 {
					b = purchase(id)
				}
				b.Checks = nil
				_, err := s.Commit(t.Context(), b)
				results <- purchased{id, err}
				if err != nil {
					warm <- struct{}{}
					return
				}
				if i == before {
					warm <- struct{}{}
				}
			}
		})
	}
	down := make(chan struct{})
	go func() {
		for range sellers {
			<-warm
		}
		server.Kill()
		close(down)
		for range sellers { // the failures
			<-warm
		}
	}()
	go func() { wg.Wait(); close(results) }()
	var all []purchased
	for r := range results {
		all = append(all, r)
	}
	<-down
	server.Restart()
	there := int64(0)
	for _, r := range all {
		committed := r.err == nil
		switch {
		case errors.Is(r.err, fault.Unknown):
			var err error
			if _, committed, err = s.Committed(t.Context(), "batch "+r.id); err != nil {
				t.Fatalf("Committed() = %v", err)
			}
		case r.err != nil && !errors.Is(r.err, fault.Unavailable):
			t.Errorf("Commit() while the server is killed = %v, want %v or %v", r.err, fault.Unavailable, fault.Unknown)
		}
		if got := revision(t, s, order(r.id)) == 1; got != committed {
			t.Errorf("order %s is there: %v, want %v after %v", r.id, got, committed, r.err)
		}
		if committed {
			there++
		}
	}
	return there
}

// drain claims and settles all events.
func drain(t *testing.T, s *pgstore.Store) map[string]bool {
	t.Helper()
	seen := make(map[string]bool)
	for {
		events := claim(t, s, claiming())
		if len(events) == 0 {
			return seen
		}
		for _, e := range events {
			if seen[e.ID] {
				t.Errorf("the event %s is there twice", e.ID)
			}
			seen[e.ID] = true
		}
		if err := s.Settle(t.Context(), done(events...)...); err != nil {
			t.Fatalf("Settle() = %v", err)
		}
	}
}
