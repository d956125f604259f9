// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/driver"
)

// The races that a shop must win, on each store: what memory proves with every
// order of store calls has to hold where the database decides.
func TestRaces(t *testing.T) {
	t.Parallel()
	for _, s := range everywhere {
		for name, race := range map[string]func(*testing.T, driver.Store){
			"the last ten": raceForTheLastTen, "one checkout": raceOfOneCheckout, "the last coupon": raceForTheLastCoupon,
		} {
			t.Run(s.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				race(t, s.open(t))
			})
		}
	}
}

// once runs fn for each of n goroutines at the same time, and returns how often
// there was no error. Errors have one of the codes, or fail the test.
func once(t *testing.T, n int, fn func(i int) error, codes ...string) int {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	start, good := make(chan struct{}), 0
	for i := range n {
		wg.Go(func() {
			<-start
			err := fn(i)
			for errors.Is(err, fault.Conflict) && fault.Code(err) == "" {
				err = fn(i) // so many at once that the shop gave up: try again
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				good++
				return
			}
			for _, code := range codes {
				if fault.Code(err) == code {
					return
				}
			}
			t.Errorf("%d: %v", i, err)
		})
	}
	close(start)
	wg.Wait()
	return good
}

// checkouts returns as many of these, by visitors of their own.
func checkouts(t *testing.T, s *ecomtest.Shop, n int, product, coupon string) []checkout.ID {
	t.Helper()
	ids := make([]checkout.ID, n)
	for i := range ids {
		ctx := ecomtest.Visitor(t.Context(), i)
		c, err := s.Checkout(ctx, s.Line(product, 1))
		if err == nil && coupon != "" {
			_, err = s.Checkouts.UpdateCheckout(ctx, c.ID, checkout.UpdateCheckoutRequest{CouponCode: coupon})
		}
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = c.ID
	}
	return ids
}

func raceForTheLastTen(t *testing.T, db driver.Store) {
	s := newShop(t, db, nil)
	ids := checkouts(t, s, 40, "mug", "")
	sold := once(t, len(ids), func(i int) error {
		_, err := s.Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), i), ids[i], nil)
		return err
	}, "FULL_OUT_OF_STOCK")
	if sold != 10 {
		t.Errorf("sold %d mugs, want the ten there were", sold)
	}
	if left, err := s.Products.Stock(t.Context(), "mug"); err != nil || left != 0 {
		t.Errorf("stock = %d, %v, want 0", left, err)
	}
}

func raceOfOneCheckout(t *testing.T, db driver.Store) {
	s := newShop(t, db, nil)
	id := checkouts(t, s, 1, "mug", "")[0]
	var mu sync.Mutex
	orders := make(map[order.ID]int)
	once(t, 16, func(i int) error {
		ctx := ecomtest.Visitor(t.Context(), 0)
		if i%2 == 0 {
			ctx = idempotency.WithKey(ctx, "place")
		}
		o, err := s.Checkouts.CreateOrder(ctx, id, nil)
		if err == nil {
			mu.Lock()
			defer mu.Unlock()
			orders[o.OrderID]++
		}
		return err
	})
	if len(orders) != 1 {
		t.Errorf("orders of one checkout: %v", orders)
	}
	if left, err := s.Products.Stock(t.Context(), "mug"); err != nil || left != 9 {
		t.Errorf("stock = %d, %v, want 9", left, err)
	}
}

func raceForTheLastCoupon(t *testing.T, db driver.Store) {
	s := newShop(t, db, func(c *ecom.Config) {
		c.Coupons = []*discount.Coupon{{Code: "ONCE", PercentOffRate: discount.MustPercentage("10"), UsageLimit: 1}}
	})
	ids := checkouts(t, s, 12, "plate", "ONCE")
	used := once(t, len(ids), func(i int) error {
		_, err := s.Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), i), ids[i], nil)
		return err
	}, "CALCULATION_ERROR")
	if used != 1 {
		t.Errorf("the coupon was used %d times, want once", used)
	}
}
