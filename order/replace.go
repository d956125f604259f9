// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
)

// Replace brings an order that waits for its payment up to date with what its
// buyer has changed since, in the commit of tx. old, which tx has loaded, gets
// what r has, but keeps its id, its number, its dates and its history; its
// reservation is exchanged for that of r. It emits OrderUpdated and, when
// approve says so, OrderApproved before it.
//
// Of stock that is kept elsewhere, what r has more than old was taken by the
// caller, see Beyond.
func (s *Service) Replace(ctx context.Context, tx *store.Tx, old, r *Record, approve bool) error {
	s.exchange(tx, old, r)
	// What both are paid with stays in hand; the rest goes back.
	if err := s.unhold(ctx, tx, old, &r.Internal.Reservation.Prepaid); err != nil {
		return err
	}
	old.Internal.Reservation.Prepaid = Prepaid{}
	if err := s.Release(ctx, tx, old); err != nil {
		return err
	}
	was, internal := old.Order, r.Internal
	internal.Settled = old.Internal.Settled
	if old.Internal.GatewayOrderID != "" {
		internal.GatewayOrderID = old.Internal.GatewayOrderID
	}
	old.Order, old.Internal = r.Order, internal
	o := &old.Order
	o.ID, o.Number, o.CreatedDate, o.Activities = was.ID, was.Number, was.CreatedDate, was.Activities
	o.Status, o.CreatedBy, o.Archived, o.SeenByAHuman, o.Tags = was.Status, was.CreatedBy, was.Archived, was.SeenByAHuman, was.Tags
	o.FulfillmentStatus = DeriveFulfillmentStatus(o, nil)
	var evs []func(*Order) events.Payload
	if approve && Approve(o) {
		evs = append(evs, func(now *Order) events.Payload { return OrderApproved{Order: now} })
	}
	if err := CheckLedger(o); err != nil {
		return err
	}
	if err := s.Reserve(ctx, tx, old); err != nil {
		return err
	}
	totals, emit, err := PaymentTotals{}, func() {}, error(nil)
	if approve && !old.Internal.Reservation.Prepaid.IsZero() {
		if totals, emit, err = s.collect(ctx, tx, old); err != nil {
			return err
		}
	}
	if err := s.Rebalance(old, totals); err != nil {
		return err
	}
	if totals.Payments == 0 {
		o.PaymentStatus = was.PaymentStatus
	}
	s.Save(ctx, tx, old, evs...)
	emit()
	return nil
}

// exchange gives back what old holds elsewhere and r does not need; the rest is
// now held by r.
func (s *Service) exchange(tx *store.Tx, old, r *Record) {
	res := &old.Internal.Reservation
	if !res.Elsewhere || !r.Internal.Reservation.Elsewhere {
		return
	}
	if res.Taken {
		_, less := Beyond(old, r.Internal.Reservation.Stock)
		s.send(tx, old.Order.ID, less, verbGive, catalog.ReasonOrderEdited)
	}
	res.Stock = nil
}
