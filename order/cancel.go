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

// CancelOrderOptions say what else is to happen when an order is canceled. The
// zero value, and nil, ask for nothing.
type CancelOrderOptions struct {
	SendOrderCanceledEmail bool   `json:"sendOrderCanceledEmail"`
	CustomMessage          string `json:"customMessage,omitzero"` // 1 to 1000 characters, for the mail
	RestockAllItems        bool   `json:"restockAllItems"`        // put the goods back on the shelf
}

// cancelRequest is the request of CancelOrder.
type cancelRequest struct {
	ID ID `json:"id"`
	CancelOrderOptions
}

// CancelOrder calls an order off, for good. It gives no money back: payments,
// payment status and balance stay as they are, and so do fulfillments. Goods
// go back on the shelf when that is asked for, and always when the order was
// still waiting for its payment; uses of a coupon and of discount rules are given back. Mails are
// for those who subscribe to OrderCanceled, which carries the options.
//
// A PENDING or REJECTED order is a fault.State with ORDER_IS_PENDING or
// ORDER_IS_REJECTED, one with an authorized payment with
// ORDER_HAS_AUTHORIZED_TRANSACTION: void or capture it first. A canceled order
// is a fault.State with ORDER_CANCELED. Nothing is changed then.
//
// It raises OrderCanceled, then OrderUpdated. Only administrators may call it;
// it is idempotent by key.
func (s *Service) CancelOrder(ctx context.Context, id ID, opts *CancelOrderOptions) (*Order, error) {
	var o CancelOrderOptions
	if opts != nil {
		o = *opts
	}
	return service.Mutate(ctx, s.env, "order.CancelOrder", cancelRequest{id, o}, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var c fault.Checker
		c.Length("customMessage", o.CustomMessage, 0, 1000)
		if err := c.Err(); err != nil {
			return nil, err
		}
		r, err := s.Load(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if err := s.Cancel(ctx, tx, r, o); err != nil {
			return nil, err
		}
		return r.Order.Clone(), nil
	})
}

// Cancel cancels an order in tx, as CancelOrder does, and saves it.
func (s *Service) Cancel(ctx context.Context, tx *store.Tx, r *Record, opts CancelOrderOptions) error {
	o := &r.Order
	if err := CanCancel(o); err != nil {
		return err
	}
	if r.Internal.Charging {
		return &StateError{o.Status, StatusCanceled, CodeIsPending}
	}
	unpaid := o.Status == StatusInitialized
	o.Status = StatusCanceled
	AddActivity(o, Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: ActivityTypeOrderCanceled})
	if err := s.giveBack(ctx, tx, r, opts.RestockAllItems, unpaid); err != nil {
		return err
	}
	s.Save(ctx, tx, r, func(now *Order) events.Payload {
		return OrderCanceled{
			Order: now, RestockAllItems: opts.RestockAllItems,
			SendOrderCanceledEmail: opts.SendOrderCanceledEmail, CustomMessage: opts.CustomMessage,
		}
	})
	return nil
}

// giveBack gives back what a canceled order holds: its uses of a coupon and
// of discount rules, and its goods when they are to be restocked or were never sold.
func (s *Service) giveBack(ctx context.Context, tx *store.Tx, r *Record, restock, unpaid bool) error {
	res := &r.Internal.Reservation
	if restock {
		for i := range r.Order.LineItems {
			if l := &r.Order.LineItems[i]; l.CatalogReference != nil {
				l.RestockQuantity = max(l.RestockQuantity, l.Quantity)
			}
		}
	}
	if !res.Taken {
		return nil
	}
	if restock || unpaid {
		return s.Release(ctx, tx, r)
	}
	res.dropUses(tx)
	return nil
}
