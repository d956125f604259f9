// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
)

// Whatever breaks while an order is placed, and wherever: either there is the
// order and its goods are taken, or there is none and they are not.
func TestCrashesElsewhere(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		for _, after := range []bool{false, true} {
			for _, step := range []string{"place", "change", "charge"} {
				t.Run(fmt.Sprintf("%s, commit %d, after %v", step, n+1, after), func(t *testing.T) {
					t.Parallel()
					crashElsewhere(t, step, func(s *ecomtest.Shop) { s.Store.CrashOnCommit(n+1, after) })
				})
			}
		}
	}
}

// crashElsewhere breaks something while an order is placed, changed or charged
// again, and checks that all is well after a restart.
func crashElsewhere(t *testing.T, step string, crash func(s *ecomtest.Shop)) {
	t.Helper()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 4))
	want := 4
	if step != "place" {
		o := place(ctx, t, s, c.ID, nil)
		if step == "charge" {
			s.Gateway.Script(paymenttest.Decline(""))
			wantFault(t, "a decline", pay(ctx, s, o.ID), fault.Declined, "PAYMENT_ERROR")
			sweep(t, s, 0)
		} else {
			want = 7
			if _, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: want}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	act := func(s *ecomtest.Shop, key string) error {
		ctx := idempotency.WithKey(ctx, key)
		if step == "charge" {
			k, err := s.Checkouts.GetCheckout(ctx, c.ID)
			if err != nil {
				return err
			}
			o, err := s.Checkouts.CreateOrder(idempotency.WithKey(ctx, ""), k.ID, nil)
			if err != nil {
				return err
			}
			return pay(ctx, s, o.OrderID)
		}
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		return err
	}
	crash(s)
	err := act(s, "key")
	s.Store.Restart()
	twin := s.Twin()
	sweep(t, twin, 10*time.Minute)
	// Nothing is lost: what is not in the warehouse is held by the order.
	o, orderErr := twin.Checkouts.CreateOrder(ctx, c.ID, nil)
	if orderErr != nil && fault.Code(orderErr) != "CHECKOUT_ALREADY_PAID" {
		t.Fatalf("first %v, then %v", err, orderErr)
	}
	if orderErr == nil {
		if err := act(twin, "key"); err != nil && step != "charge" {
			t.Errorf("the same call again = %v", err)
		}
	}
	if step == "charge" {
		if entries := s.Gateway.Ledger(); len(entries) > 1 {
			t.Errorf("charged %d times", len(entries))
		}
		if o != nil && twin.Store.Commits() > 0 {
			if err := pay(ctx, twin, o.OrderID); err != nil && fault.Code(err) != "ORDER_PAID" {
				t.Errorf("ChargeOrder after the crash = %v", err)
			}
		}
	}
	sweep(t, twin, 10*time.Minute)
	if got := w.level("mug"); got != 10-want {
		t.Errorf("level = %d, want %d; moved %q", got, 10-want, w.took())
	}
	orders := 0
	for _, e := range append(s.Recorder.Types(), twin.Recorder.Types()...) {
		if e == "wix.ecom.v1.order_created" {
			orders++
		}
	}
	if orders > 1 {
		t.Errorf("%d orders were announced", orders)
	}
}

// Commits whose outcome cannot be told, and those that lose to others.
func TestLostCommitsElsewhere(t *testing.T) {
	t.Parallel()
	for n := range 3 {
		for name, f := range map[string]ecomtest.Fault{
			"unavailable": ecomtest.Unavailable, "conflict": ecomtest.Conflicting, "answer lost": ecomtest.AnswerLost,
			"request lost": ecomtest.RequestLost, "canceled": ecomtest.Canceled,
		} {
			for _, silent := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s at commit %d, silent %v", name, n+1, silent), func(t *testing.T) {
					t.Parallel()
					crashElsewhere(t, "place", func(s *ecomtest.Shop) {
						s.Store.Silence(silent)
						s.Store.OnCommit(n+1, f)
					})
				})
			}
		}
	}
}

// The warehouse itself lets the shop down.
func TestWarehouseTrouble(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"fails", "panics", "hangs", "gives up"} {
		for _, effect := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, effect %v", name, effect), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					over := make(chan struct{})
					tr := troubles(catalog.Budget, over)[i]
					defer synctest.Wait()
					defer close(over)
					w := newWarehouse()
					s := storeOf(t, w)
					ctx := ecomtest.Visitor(t.Context(), 1)
					c := ready(ctx, t, s, s.Line("mug", 4))
					do := func(string) error { return tr.do(t.Context()) }
					if name == "gives up" {
						do = func(string) error { return context.DeadlineExceeded }
					}
					if effect {
						w.hook(nil, do)
					} else {
						w.hook(do, nil)
					}
					_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
					wantFault(t, "CreateOrder", err, fault.Unavailable, "")
					s.Clock.Advance(time.Minute)
					if err := s.Sweep(t.Context()); err == nil {
						t.Error("Sweep did not say that the warehouse fails")
					}
					w.hook(nil, nil)
					sweep(t, s, time.Minute)
					if n := w.level("mug"); n != 10 {
						t.Errorf("level = %d, want 10; moved %q", n, w.took())
					}
					place(ctx, t, s, c.ID, nil)
					if n := w.level("mug"); n != 6 {
						t.Errorf("level = %d, want 6", n)
					}
				})
			})
		}
	}
}

// Many buyers of the last ten, and one buyer many times.
func TestRacesElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	const buyers = 30
	var wg sync.WaitGroup
	var mu sync.Mutex
	sold := 0
	ids := make([]checkout.ID, buyers)
	for i := range ids {
		ids[i] = ready(ecomtest.Visitor(t.Context(), i), t, s, s.Line("mug", 1)).ID
	}
	for i, id := range ids {
		ctx := ecomtest.Visitor(t.Context(), i)
		for range 2 {
			wg.Go(func() {
				o, err := s.Checkouts.CreateOrder(ctx, id, nil)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && o.Order() != nil:
					sold++
				case fault.Code(err) != "FULL_OUT_OF_STOCK" && fault.Code(err) != "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS":
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	sweep(t, s, 10*time.Minute)
	orders := 0
	for _, e := range s.Recorder.Types() {
		if e == "wix.ecom.v1.order_created" {
			orders++
		}
	}
	if n := w.level("mug"); n != 10-orders || n < 0 || sold < orders {
		t.Errorf("%d left, %d orders, %d answers", n, orders, sold)
	}
}
