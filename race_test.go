// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
)

func visitor(n int) actor.Identity {
	return actor.Visitor(fmt.Sprintf("c0000000-0000-4000-8000-%012d", n))
}

// A thousand buyers want the last ten mugs.
func TestThousandBuyersOfTheLastTen(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	var wg sync.WaitGroup
	var sold atomic.Int64
	start := make(chan struct{})
	for i := range 1000 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ctx := as(t, visitor(i))
			id, err := s.checkout(ctx, "", s.line("mug", 1))
			<-start
			if err == nil {
				_, err = s.Checkouts.CreateOrder(ctx, id, nil)
			}
			switch {
			case err == nil:
				sold.Add(1)
			case fault.Code(err) == "FULL_OUT_OF_STOCK": // gone when it was ordered
			case fault.Code(err) == "EMPTY_CHECKOUT", fault.Code(err) == "LINE_ITEM_WITH_ZERO_QUANTITY": // gone before
			default:
				t.Error(err)
			}
		}()
	}
	close(start)
	wg.Wait()
	if sold.Load() != 10 {
		t.Errorf("sold %d mugs, want the ten there were", sold.Load())
	}
	if left, err := s.products.Stock(t.Context(), "mug"); err != nil || left != 0 {
		t.Errorf("stock = %d, %v, want 0", left, err)
	}
}

// All buyers have their checkouts ready before the first one orders.
func TestRaceForTheLastTen(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	const buyers = 200
	ids := make([]func() error, buyers)
	for i := range ids {
		ctx := as(t, visitor(i))
		id, err := s.checkout(ctx, "", s.line("mug", 1))
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = func() error {
			_, err := s.Checkouts.CreateOrder(ctx, id, nil)
			return err
		}
	}
	var wg sync.WaitGroup
	var sold atomic.Int64
	for _, order := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			switch err := order(); {
			case err == nil:
				sold.Add(1)
			case fault.Code(err) != "FULL_OUT_OF_STOCK":
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if sold.Load() != 10 {
		t.Errorf("sold %d mugs, want 10", sold.Load())
	}
	created := 0
	for _, typ := range s.events.Types() {
		if typ == "wix.ecom.v1.order_created" {
			created++
		}
	}
	if created != 10 {
		t.Errorf("%d orders were announced, want 10", created)
	}
}

func TestSameCheckoutOrderedAtOnceGivesOneOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := as(t, actor.Visitor(ann))
	id, err := s.checkout(ctx, "", s.line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	orders := make(map[order.ID]int)
	for i := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ctx := ctx
			if i%2 == 0 {
				ctx = idempotency.WithKey(ctx, "place")
			}
			o, err := s.Checkouts.CreateOrder(ctx, id, nil)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			orders[o.OrderID]++
		}()
	}
	wg.Wait()
	if len(orders) != 1 {
		t.Errorf("%d orders of one checkout: %v", len(orders), orders)
	}
	if left, _ := s.products.Stock(t.Context(), "mug"); left != 9 {
		t.Errorf("stock = %d, want 9", left)
	}
}

// One cart, many devices: checkouts and orders made at once end in one order.
func TestSameCartOrderedTwiceAtOnceGivesOneOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := as(t, actor.Visitor(ann))
	if _, err := s.CurrentCart.AddToCurrentCart(ctx, add(s.line("mug", 2))); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	orders := make(map[order.ID]bool)
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			id, err := s.checkout(ctx, "")
			if err != nil {
				t.Error(err)
				return
			}
			o, err := s.Checkouts.CreateOrder(ctx, id, nil)
			if err != nil && fault.Code(err) != "CHECKOUT_CHANGED" {
				t.Error(err)
				return
			}
			if err == nil {
				mu.Lock()
				orders[o.OrderID] = true
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	if len(orders) != 1 {
		t.Errorf("orders = %v, want one", orders)
	}
}

func TestCouponUsesNeverPassTheLimit(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	orders := make([]func() error, 20)
	for i := range orders {
		ctx := as(t, visitor(i))
		id, err := s.checkout(ctx, "ONCE", s.line("plate", 1))
		if err != nil {
			t.Fatal(err)
		}
		orders[i] = func() error {
			_, err := s.Checkouts.CreateOrder(ctx, id, nil)
			return err
		}
	}
	var wg sync.WaitGroup
	var used atomic.Int64
	for _, place := range orders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			switch err := place(); {
			case err == nil:
				used.Add(1)
			case fault.Code(err) != "CALCULATION_ERROR":
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if used.Load() != 1 {
		t.Errorf("the coupon was used %d times, want once", used.Load())
	}
}

func TestTwoAddsAtOnceBothLand(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(c *ecom.Config) {})
	ctx := as(t, actor.Visitor(ann))
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := s.CurrentCart.AddToCurrentCart(ctx, add(s.line("plate", 1))); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	c, err := s.CurrentCart.GetCurrentCart(ctx)
	if err != nil || len(c.LineItems) != 1 || c.LineItems[0].Quantity != 8 {
		t.Errorf("cart = %+v, %v, want one line of eight", c, err)
	}
}
