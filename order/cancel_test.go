// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

func TestCancelOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	s.clock.Add(60)
	got, err := s.orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{
		RestockAllItems: true, SendOrderCanceledEmail: true, CustomMessage: "Sorry",
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != order.StatusCanceled || got.PaymentStatus != o.PaymentStatus || got.FulfillmentStatus != o.FulfillmentStatus {
		t.Errorf("statuses are %s %s %s, want CANCELED and the rest as it was", got.Status, got.PaymentStatus, got.FulfillmentStatus)
	}
	if diff := cmp.Diff(o.BalanceSummary, got.BalanceSummary, cmp.Comparer(func(a, b order.BalanceSummary) bool { return a == b })); diff != "" {
		t.Errorf("the balance changed: %s", diff)
	}
	if !got.UpdatedDate.After(o.UpdatedDate) {
		t.Error("updatedDate did not move")
	}
	if n := got.LineItems[0].RestockQuantity; n != 2 {
		t.Errorf("restockQuantity is %d, want 2", n)
	}
	if n := s.left(t); n != 10 {
		t.Errorf("%d mugs are left, want all 10", n)
	}
	if a := got.Activities[len(got.Activities)-1]; a.ActivityType != order.ActivityTypeOrderCanceled {
		t.Errorf("the last activity is %s, want ORDER_CANCELED", a.ActivityType)
	}
	evs := s.events.Events()
	if e := s.raised(); e != "canceled updated" {
		t.Fatalf("raised %s, want canceled updated", e)
	}
	if c, ok := evs[0].Payload.(order.OrderCanceled); !ok || !c.RestockAllItems || !c.SendOrderCanceledEmail || c.CustomMessage != "Sorry" || c.Order.ID != o.ID {
		t.Errorf("the event is %+v, want the options in it", evs[0].Payload)
	}
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); !errors.Is(err, fault.State) || fault.Code(err) != order.CodeCanceled {
		t.Errorf("canceled twice: %v, want a State error", err)
	}
	if e := s.raised(); e != "" {
		t.Errorf("the refused cancel raised %s", e)
	}
}

func TestCancelOrderKeepsStock(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sold := s.create(t)
	waiting := s.create(t, func(o *order.Order) { o.Status = order.StatusInitialized })
	for _, tt := range []struct {
		o    *order.Order
		left int64
	}{{sold, 6}, {waiting, 8}} {
		got, err := s.orders.CancelOrder(t.Context(), tt.o.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := s.left(t); n != tt.left || got.LineItems[0].RestockQuantity != 0 {
			t.Errorf("after canceling the %s order %d mugs are left, want %d", tt.o.Status, n, tt.left)
		}
	}
}

func TestCancelOrderRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, tt := range []struct {
		change func(*order.Order)
		code   string
	}{
		{func(o *order.Order) { o.Status = order.StatusPending }, "ORDER_IS_PENDING"},
		{func(o *order.Order) { o.Status = order.StatusRejected }, "ORDER_IS_REJECTED"},
	} {
		o := s.create(t, tt.change)
		_, err := s.orders.CancelOrder(t.Context(), o.ID, nil)
		if se, ok := errors.AsType[*order.StateError](err); !ok || fault.Code(err) != tt.code || fault.ClassOf(err).HTTPStatus() != 428 || se.From != o.Status {
			t.Errorf("CancelOrder of a %s order = %v, want %s", o.Status, err, tt.code)
		}
	}
	o := s.create(t)
	authorize(t, s, o.ID)
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); fault.Code(err) != "ORDER_HAS_AUTHORIZED_TRANSACTION" {
		t.Errorf("CancelOrder of an authorized order = %v, want ORDER_HAS_AUTHORIZED_TRANSACTION", err)
	}
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{CustomMessage: strings.Repeat("x", 1001)}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a message too long: %v, want an Invalid error", err)
	}
}

// authorize has an order's payment authorized.
func authorize(t testing.TB, s *shop, id order.ID) {
	t.Helper()
	err := s.env.Store.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := s.orders.Load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.orders.Rebalance(r, order.PaymentTotals{Authorized: usd("25.00").Amount, Payments: 1}); err != nil {
			return err
		}
		s.orders.Save(ctx, tx, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
