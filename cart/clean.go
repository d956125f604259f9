// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"errors"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
)

// DeleteInactiveCarts deletes the carts that nobody has changed for as long as
// Config.Retention says, and returns how many. A cart that is changed meanwhile
// stays.
func (s *Service) DeleteInactiveCarts(ctx context.Context) (int, error) {
	n := 0
	before := s.env.Time().Add(-s.cfg.Retention)
	for r, err := range records.Find(ctx, s.env.Store, store.Range{Index: indexUpdated, To: []store.Part{store.Time(before)}}) {
		if err != nil {
			return n, err
		}
		deleted, err := s.deleteInactive(ctx, r.Cart.ID, before)
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
