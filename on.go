// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"

	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

// The methods of this file subscribe to what shops most often want to know,
// under the names that such events have borne for long. They are
// events.Subscribe with the payload taken out: what holds there holds here. The
// name is unique in the shop; the function returned ends the subscription.

// OnNewOrder calls fn for every sale: an order that was approved, because it
// was paid, costs nothing or is to be paid offline.
func (s *Shop) OnNewOrder(name string, fn func(context.Context, *order.Order) error) (cancel func()) {
	return events.Subscribe(s.Events, name, func(ctx context.Context, e events.Event[order.OrderApproved]) error {
		return fn(ctx, e.Data.Order)
	})
}

// OnOrderPaid calls fn for every order that is paid in full.
func (s *Shop) OnOrderPaid(name string, fn func(context.Context, *order.Order) error) (cancel func()) {
	return events.Subscribe(s.Events, name, func(ctx context.Context, e events.Event[order.OrderPaymentStatusUpdated]) error {
		if e.Data.Order.PaymentStatus != order.PaymentStatusPaid {
			return nil
		}
		return fn(ctx, e.Data.Order)
	})
}

// OnOrderCanceled calls fn for every order that is canceled.
func (s *Shop) OnOrderCanceled(name string, fn func(context.Context, order.OrderCanceled) error) (cancel func()) {
	return events.Subscribe(s.Events, name, func(ctx context.Context, e events.Event[order.OrderCanceled]) error {
		return fn(ctx, e.Data)
	})
}

// OnOrderRefunded calls fn for every refund that is over, whether it succeeded
// or failed.
func (s *Shop) OnOrderRefunded(name string, fn func(context.Context, transaction.OrderTransactionsRefundCompleted) error) (cancel func()) {
	return events.Subscribe(s.Events, name, func(ctx context.Context, e events.Event[transaction.OrderTransactionsRefundCompleted]) error {
		return fn(ctx, e.Data)
	})
}

// OnCartCompleted calls fn for every checkout whose order became a sale.
func (s *Shop) OnCartCompleted(name string, fn func(context.Context, *checkout.Checkout) error) (cancel func()) {
	return events.Subscribe(s.Events, name, func(ctx context.Context, e events.Event[checkout.CheckoutCompleted]) error {
		return fn(ctx, e.Data.Checkout)
	})
}
