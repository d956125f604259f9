// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fulfillment"
)

// BenchmarkPurchase is the nine steps of a purchase: a cart, three adds, a
// checkout, address and shipping, the order, its payment, its fulfillment, and
// reading it. Run it with -cpu 1 for what one core does, the garbage collector
// included.
func BenchmarkPurchase(b *testing.B) {
	b.Run("store=memory", func(b *testing.B) {
		s := newShop(b, func(c *ecom.Config) { c.NewID, c.Now = nil, nil })
		s.events.Stop()
		n := 0
		b.ReportAllocs()
		for b.Loop() {
			n++
			if err := s.purchase(visitor(n)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "purchases/s")
	})
}

func (s *shop) purchase(who actor.Identity) error {
	ctx := actor.With(context.Background(), who)
	for _, item := range []string{"plate", "ebook", "plate"} {
		if _, err := s.CurrentCart.AddToCurrentCart(ctx, add(s.line(item, 1))); err != nil {
			return err
		}
	}
	id, err := s.buy(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Billing.ChargeOrder(ctx, charge(id)); err != nil {
		return err
	}
	if _, err := s.Fulfillments.CreateFulfillment(context.Background(), id, fulfillment.Fulfillment{}); err != nil {
		return err
	}
	_, err = s.Orders.GetOrder(ctx, id)
	return err
}
