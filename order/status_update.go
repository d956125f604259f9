// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// statusRequest is the request of UpdateOrderStatus.
type statusRequest struct {
	OrderID ID     `json:"orderId"`
	Status  Status `json:"status"`
}

// UpdateOrderStatus moves an order to another status, as far as Transition
// allows it; what it does not is a fault.State with STATUS_NOT_SUPPORTED,
// UNSUPPORTED_TRANSITION or STATUS_ALREADY_SET. An order that is approved takes
// again what it had given back, or fails with a fault.Limit when that is gone,
// and its checkout is completed; one that is rejected gives it back; one that is
// canceled is canceled as by CancelOrder without options.
//
// It raises OrderApproved or OrderCanceled, then OrderFulfilled when the
// fulfillment status follows, then OrderUpdated. Only administrators may call
// it; it is idempotent by key.
func (s *Service) UpdateOrderStatus(ctx context.Context, id ID, to Status) (*Order, error) {
	const op = "order.UpdateOrderStatus"
	updated, err := service.Mutate(ctx, s.env, op, statusRequest{id, to}, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		r, err := s.Load(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if err := Transition(r.Order.Status, to); err != nil {
			return nil, err
		}
		if err := s.move(ctx, tx, r, to); err != nil {
			return nil, err
		}
		return r.Order.Clone(), nil
	})
	return updated, fault.At(op, Shortage(err))
}

// move takes an order to a status that it may go to, and saves it.
func (s *Service) move(ctx context.Context, tx *store.Tx, r *Record, to Status) error {
	o := &r.Order
	note := func(t ActivityType) {
		AddActivity(o, Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: t})
	}
	var evs []func(*Order) events.Payload
	emit := func() {}
	switch to {
	case StatusCanceled:
		return s.Cancel(ctx, tx, r, CancelOrderOptions{})
	case StatusApproved:
		before := o.FulfillmentStatus
		Approve(o)
		if !r.Internal.Reservation.Taken {
			DropPrepaid(r)
		}
		if err := s.Reserve(ctx, tx, r); err != nil {
			return err
		}
		if !r.Internal.Reservation.Prepaid.IsZero() {
			totals, emitted, err := s.collect(ctx, tx, r)
			if err != nil {
				return err
			}
			if err := s.Rebalance(r, totals); err != nil {
				return err
			}
			emit = emitted
		}
		if s.completer != nil && o.CheckoutID != "" {
			if err := s.completer.OrderApproved(ctx, tx, o.CheckoutID); err != nil {
				return err
			}
		}
		evs = append(evs, func(now *Order) events.Payload { return OrderApproved{Order: now} })
		if o.FulfillmentStatus != before {
			evs = append(evs, func(now *Order) events.Payload {
				return OrderFulfilled{Order: now, PreviousFulfillmentStatus: before, NewFulfillmentStatus: now.FulfillmentStatus}
			})
		}
	case StatusPending:
		o.Status = to
		note(ActivityTypeOrderPending)
	case StatusRejected:
		o.Status = to
		note(ActivityTypeOrderRejected)
		if err := s.Release(ctx, tx, r); err != nil {
			return err
		}
	case StatusInitialized:
		o.Status = to
	}
	s.Save(ctx, tx, r, evs...)
	emit()
	return nil
}
