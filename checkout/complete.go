// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// MarkCheckoutAsCompleted ends a checkout whose order was made elsewhere. It
// needs a user, an app or the embedding program; doing it again changes
// nothing.
func (s *Service) MarkCheckoutAsCompleted(ctx context.Context, id ID) error {
	_, err := service.Mutate(ctx, s.env, "checkout.MarkCheckoutAsCompleted", id, func(ctx context.Context, tx *store.Tx) (struct{}, error) {
		var none struct{}
		if err := service.RequireAdmin(ctx); err != nil {
			return none, err
		}
		e, err := s.beginAlone(ctx, tx, id)
		if err != nil {
			return none, err
		}
		return none, e.complete(ctx)
	})
	return err
}

// OrderApproved implements order.Completer and transaction.Completer.
func (s *Service) OrderApproved(ctx context.Context, tx *store.Tx, checkoutID string) error {
	e, err := s.beginAlone(asProgram(ctx), tx, ID(checkoutID))
	if errors.Is(err, fault.NotFound) {
		return nil // an order that was made elsewhere may name a checkout of its own
	}
	if err != nil {
		return err
	}
	return e.complete(ctx)
}

// complete ends the checkout: its cart is nobody's current one any more.
func (e *edit) complete(ctx context.Context) error {
	c, in := &e.rec.Checkout, &e.rec.Internal
	if c.Completed {
		return nil
	}
	c.Completed = true
	c.UpdatedDate = e.tx.Now()
	in.Version++
	in.Ordered = in.Version
	records.Give(e.tx, e.rec)
	snap := records.Snapshot(e.tx, e.rec)
	events.Emit(e.tx, ctx, string(c.ID), func() events.Payload { return CheckoutCompleted{Checkout: &snap().Checkout} })
	if c.CartID == "" {
		return nil
	}
	return e.s.cfg.Carts.ReleaseCurrentCart(ctx, e.tx, c.CartID)
}
