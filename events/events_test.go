// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// order is an entity as payloads carry it.
type order struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

type orderCreated struct{ events.Created[*order] }

func (orderCreated) EventType() string { return "wix.ecom.v1.order_created" }

type orderUpdated struct{ events.Updated[*order] }

func (orderUpdated) EventType() string { return "wix.ecom.v1.order_updated" }

type orderApproved struct {
	Order *order `json:"order"`
}

func (orderApproved) EventType() string { return "wix.ecom.v1.order_approved" }

type draftOrderDeleted struct{ events.Deleted[*order] }

func (draftOrderDeleted) EventType() string { return "wix.ecom.v1.draft_order_deleted" }

type cartDeleted struct{ events.Gone }

func (cartDeleted) EventType() string { return "wix.ecom.v1.cart_deleted" }

// moment is when everything in these tests happens.
var moment = time.Date(2026, 3, 1, 12, 30, 0, 123_456_000, time.UTC)

// newStore returns a store that publishes to b, with ids and a clock that are
// the same in every run.
func newStore(tb testing.TB, b *events.Bus) *store.Store {
	tb.Helper()
	var mu sync.Mutex
	n := 0
	s, err := store.New(memstore.New(memstore.Config{}), store.Config{
		Now: func() time.Time { return moment },
		NewID: func() string {
			mu.Lock()
			defer mu.Unlock()
			n++
			return fmt.Sprintf("event-%d", n)
		},
		Publisher: b,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// emit commits payloads under one key.
func emit(ctx context.Context, tb testing.TB, s *store.Store, key string, payloads ...events.Payload) {
	tb.Helper()
	err := s.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, p := range payloads {
			events.Emit(tx, ctx, key, func() events.Payload { return p })
		}
		return nil
	})
	if err != nil {
		tb.Error(err)
	}
}

// log collects lines.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *log) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.lines...)
}

// failures is an Observer that keeps what it is told.
type failures struct {
	mu   sync.Mutex
	list []*events.HandlerError
}

func (f *failures) HandlerFailed(_ context.Context, err *events.HandlerError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, err)
}
