// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
)

// ChangedBetween yields the carts that were last changed from one moment up to,
// not including, another, the oldest first. It is for what looks after carts
// that were left alone, and asks for no actor.
func (s *Service) ChangedBetween(ctx context.Context, from, to time.Time) iter.Seq2[*Cart, error] {
	return func(yield func(*Cart, error) bool) {
		q := store.Range{Index: indexUpdated, To: []store.Part{store.Time(to)}}
		if !from.IsZero() {
			q.From = []store.Part{store.Time(from)}
		}
		for r, err := range records.Find(ctx, s.env.Store, q) {
			if err == nil {
				err = s.format(r)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(&r.Cart, nil) {
				return
			}
		}
	}
}

// DeleteInactiveCarts deletes the carts that nobody has changed for as long as
// Config.Retention says, and returns how many. A cart that is changed meanwhile
// stays.
func (s *Service) DeleteInactiveCarts(ctx context.Context) (int, error) {
	n := 0
	before := s.env.Time().Add(-s.cfg.Retention)
	for c, err := range s.ChangedBetween(ctx, time.Time{}, before) {
		if err != nil {
			return n, err
		}
		deleted, err := s.deleteInactive(ctx, c.ID, before)
		if err != nil {
			return n, err
		}
		if deleted {
			n++
		}
	}
	return n, nil
}

// deleteInactive deletes a cart unless it was changed since.
func (s *Service) deleteInactive(ctx context.Context, id ID, before time.Time) (bool, error) {
	deleted := false
	err := s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		deleted = false
		r, readErr := records.Get(ctx, tx, string(id))
		if errors.Is(readErr, fault.NotFound) {
			return nil
		}
		if readErr != nil || !r.Cart.UpdatedDate.Before(before) {
			return readErr
		}
		deleted = true
		return s.delete(ctx, tx, r)
	})
	return deleted && err == nil, err
}
