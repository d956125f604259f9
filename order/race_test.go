// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
)

// atOnce runs fn n times at once and returns how often it succeeded; every
// other error must be of the class.
func atOnce(t *testing.T, n int, class fault.Class, fn func(i int) error) int {
	t.Helper()
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, class):
			t.Errorf("a loser's error is %v, want %v", err, class)
		}
	}
	return won
}

func TestOneOrderPerCheckout(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	won := atOnce(t, 8, fault.Exists, func(int) error {
		o := mugs()
		o.CheckoutID = member
		_, err := s.orders.CreateOrder(context.Background(), o, nil)
		return err
	})
	if won != 1 || s.left(t) != 8 {
		t.Errorf("%d orders of one checkout, %d mugs left; want 1 and 8", won, s.left(t))
	}
}

func TestStockIsNotOversold(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	won := atOnce(t, 9, fault.Limit, func(int) error {
		_, err := s.orders.CreateOrder(context.Background(), mugs(), nil)
		return err
	})
	if won != 5 || s.left(t) != 0 {
		t.Errorf("%d orders of two mugs, %d of ten left; want 5 and 0", won, s.left(t))
	}
}

func TestOneCancelWins(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	won := atOnce(t, 8, fault.State, func(int) error {
		_, err := s.orders.CancelOrder(context.Background(), o.ID, &order.CancelOrderOptions{RestockAllItems: true})
		return err
	})
	if won != 1 || s.left(t) != 10 {
		t.Errorf("canceled %d times, %d mugs left; want once and 10", won, s.left(t))
	}
	if got := s.raised(); got != "canceled updated" {
		t.Errorf("raised %s", got)
	}
}

func TestTwinsWithOneKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ids := make([]order.ID, 8)
	won := atOnce(t, len(ids), fault.Internal, func(i int) error {
		o, err := s.orders.CreateOrder(idempotency.WithKey(context.Background(), "key"), mugs(), nil)
		if err == nil {
			ids[i] = o.ID
		}
		return err
	})
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("one key made orders %s and %s", ids[0], id)
		}
	}
	if won != len(ids) || s.left(t) != 8 {
		t.Errorf("%d of %d calls answered, %d mugs left; want all and 8", won, len(ids), s.left(t))
	}
}

// Whatever is done to orders in whatever sequence: stock is on the shelf or
// held by an order that may still be sold, statuses move only as they may, and
// what is refused changes nothing.
func TestNoSequenceBreaksOrders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := newShop(t)
		ctx := context.Background()
		var ids []order.ID
		status := map[order.ID]order.Status{}
		sold := map[order.ID]int64{} // units that are not on the shelf
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			if len(ids) == 0 || rapid.IntRange(0, 3).Draw(rt, "create") == 0 {
				o := mugs()
				o.Status = rapid.SampledFrom([]order.Status{order.StatusInitialized, order.StatusApproved, order.StatusPending}).Draw(rt, "status")
				got, err := s.orders.CreateOrder(ctx, o, nil)
				if err != nil {
					if s.left(t) >= 2 || !errors.Is(err, fault.Limit) {
						rt.Fatalf("CreateOrder() = %v with %d mugs left", err, s.left(t))
					}
					continue
				}
				ids, status[got.ID], sold[got.ID] = append(ids, got.ID), got.Status, 2
				continue
			}
			id := rapid.SampledFrom(ids).Draw(rt, "order")
			before, err := s.orders.GetOrder(ctx, id)
			if err != nil {
				rt.Fatal(err)
			}
			s.events.Reset()
			var after *order.Order
			to := order.StatusCanceled
			restock := rapid.Bool().Draw(rt, "restock")
			if rapid.Bool().Draw(rt, "cancel") {
				after, err = s.orders.CancelOrder(ctx, id, &order.CancelOrderOptions{RestockAllItems: restock})
			} else {
				restock = false
				to = rapid.SampledFrom(statuses).Draw(rt, "to")
				after, err = s.orders.UpdateOrderStatus(ctx, id, to)
			}
			allowed := order.Transition(status[id], to) == nil
			if (err == nil) != allowed {
				rt.Fatalf("%s to %s: %v, want allowed: %v", status[id], to, err, allowed)
			}
			if err != nil {
				now, _ := s.orders.GetOrder(ctx, id)
				if now.Status != before.Status || now.UpdatedDate != before.UpdatedDate || s.raised() != "" {
					rt.Fatalf("a refused change had an effect")
				}
				continue
			}
			if restock || to == order.StatusRejected || to == order.StatusCanceled && status[id] == order.StatusInitialized {
				sold[id] = 0
			}
			if status[id] = to; after.Status != to {
				rt.Fatalf("status is %s, want %s", after.Status, to)
			}
		}
		left := s.left(t)
		for _, n := range sold {
			left += n
		}
		if left != 10 {
			rt.Fatalf("%d mugs are on the shelf or sold, want 10", left)
		}
	})
}
