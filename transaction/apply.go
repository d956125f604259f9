// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

// change is what of an order's transactions a commit adds or changes.
type change struct {
	payments  []PaymentID
	refunds   []RefundID
	completed []OrderTransactionsRefundCompleted // refunds that are over now, without their transactions

	// unreserved approves an order that has given back its reservation without
	// taking it again, because nothing is left: money that was paid is recorded
	// all the same.
	unreserved bool
}

// apply writes an order's changed transactions with tx, and what follows from
// them: the order's payment status and balance, its approval, its checkout's
// completion, and the events of all that in the platform's order.
func (s *Service) apply(ctx context.Context, tx *store.Tx, o *order.Record, t *record, c change) error {
	before := o.Order.PaymentStatus
	totals, err := Totals(&t.OrderTransactions)
	if err != nil {
		return err
	}
	approved := false
	if totals.Paid.IsPositive() || totals.Authorized.IsPositive() {
		if approved = order.Approve(&o.Order); approved {
			if !o.Internal.Reservation.Taken {
				order.DropPrepaid(o)
			}
			if !c.unreserved {
				if err := s.orders.Reserve(ctx, tx, o); err != nil {
					return err
				}
			}
			if s.completer != nil && o.Order.CheckoutID != "" {
				if err := s.completer.OrderApproved(ctx, tx, o.Order.CheckoutID); err != nil {
					return err
				}
			}
		}
	}

	if approved && !o.Internal.Reservation.Prepaid.IsZero() {
		collected, err := s.collect(o, t, tx)
		if err != nil {
			return err
		}
		c.payments = append(slices.Clone(c.payments), collected...)
		if totals, err = Totals(&t.OrderTransactions); err != nil {
			return err
		}
	}
	if err := s.orders.Rebalance(o, totals); err != nil {
		return err
	}
	if err := checkBounds(&t.OrderTransactions); err != nil {
		return err
	}
	noteStatus(&o.Order, before, tx)
	o.Internal.PaymentMethods = methods(&t.OrderTransactions)

	records.Put(tx, t)
	s.emitUpdated(ctx, tx, t, c.payments, c.refunds)
	snap := records.Snapshot(tx, t)
	emit := func(build func() events.Payload) { events.Emit(tx, ctx, string(o.Order.ID), build) }
	for _, done := range c.completed {
		emit(func() events.Payload {
			done.OrderTransactions = &snap().OrderTransactions
			return done
		})
	}
	var evs []func(*order.Order) events.Payload
	if o.Order.PaymentStatus != before {
		evs = append(evs, func(now *order.Order) events.Payload {
			return order.OrderPaymentStatusUpdated{Order: now, PreviousPaymentStatus: before}
		})
	}
	if approved {
		evs = append(evs, func(now *order.Order) events.Payload { return order.OrderApproved{Order: now} })
	}
	s.orders.Save(ctx, tx, o, evs...)
	return nil
}

// noteStatus appends to the order's history that it is now paid, in part or
// whole.
func noteStatus(o *order.Order, before order.PaymentStatus, tx *store.Tx) {
	if o.PaymentStatus == before {
		return
	}
	a := order.Activity{CreatedDate: tx.Now()}
	switch o.PaymentStatus {
	case order.PaymentStatusPaid:
		a.ActivityType = order.ActivityTypeOrderPaid
	case order.PaymentStatusPartiallyPaid:
		a.ActivityType = order.ActivityTypeOrderPartiallyPaid
	case order.PaymentStatusUnspecified, order.PaymentStatusNotPaid, order.PaymentStatusPartiallyRefunded, order.PaymentStatusFullyRefunded,
		order.PaymentStatusPending, order.PaymentStatusPendingMerchant, order.PaymentStatusCanceled, order.PaymentStatusDeclined:
		return
	}
	a.ID = tx.NewID()
	order.AddActivity(o, a)
}
