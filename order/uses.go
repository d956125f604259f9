// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/store"
)

// WithOwnUses returns a context in which the uses that an order holds do not
// count, see discount.WithOwnUses: whoever changes the checkout of an order that
// waits for its payment has used its coupon, and its rules, already.
func WithOwnUses(ctx context.Context, r *Record) context.Context {
	return discount.WithOwnUses(ctx, func(context.Context) ([]discount.Use, error) { return r.Internal.Reservation.Held(), nil })
}

// Held returns the uses that are held. They are not to be changed.
func (r *Reservation) Held() []discount.Use {
	if !r.Taken {
		return nil
	}
	return r.Uses
}

// giveBackUses counts down the uses that are held.
func (r *Reservation) giveBackUses(tx *store.Tx) {
	for i := range r.Uses {
		r.Uses[i].GiveBack(tx)
		if r.Counted {
			r.Uses[i].Paid(tx, false)
		}
	}
	r.Counted = false
}

// dropUses gives back the uses for good: the order takes them no more.
func (r *Reservation) dropUses(tx *store.Tx) {
	if r.Taken {
		r.giveBackUses(tx)
	}
	r.Uses = nil
}

// countUses counts the uses of an order as paid ones while it is, and gives them
// back when all that was paid was refunded.
func countUses(tx *store.Tx, r *Record) {
	res := &r.Internal.Reservation
	if len(res.Uses) == 0 {
		return
	}
	status := r.Order.PaymentStatus
	if status == PaymentStatusFullyRefunded {
		res.dropUses(tx)
		return
	}
	paid := res.Taken && (status == PaymentStatusPaid || status == PaymentStatusPartiallyRefunded)
	if paid == res.Counted {
		return
	}
	for i := range res.Uses {
		res.Uses[i].Paid(tx, paid)
	}
	res.Counted = paid
}
