// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/store"
)

// ExpireUnpaid gives back the stock and coupons that orders created before a
// moment hold back while they wait for their payment, and returns how many it
// did so for. The orders stay: one that is paid after all takes its goods
// again, if they are still there. An order with a payment under way is left
// alone.
func (s *Service) ExpireUnpaid(ctx context.Context, before time.Time) (int, error) {
	ctx = actor.With(ctx, actor.Identity{})
	q := store.Range{Index: indexStatus, Prefix: []store.Part{store.Text(string(StatusInitialized))}, To: []store.Part{store.Time(before)}}
	n := 0
	for r, err := range records.Find(ctx, s.env.Store, q) {
		if err != nil {
			return n, err
		}
		if !expirable(r) {
			continue
		}
		released := false
		id := r.Order.ID
		if err := s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			released = false
			now, err := s.Load(ctx, tx, id)
			if err != nil || !expirable(now) {
				return err
			}
			if err := s.Release(ctx, tx, now); err != nil {
				return err
			}
			s.Keep(tx, now)
			released = true
			return nil
		}); err != nil {
			return n, err
		}
		if released {
			n++
		}
	}
	return n, nil
}

// expirable reports whether an order holds something back that it may not get
// paid for.
func expirable(r *Record) bool {
	return r.Order.Status == StatusInitialized && r.Internal.Reservation.Taken && !r.Internal.Charging &&
		!r.Order.BalanceSummary.Pending.Amount.IsPositive()
}
