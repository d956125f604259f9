// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
)

func TestCreateOrderAndCharge(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	s.Gateway.Script(paymenttest.Decline(""))
	_, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	wantFault(t, "declined", err, fault.Declined, "PAYMENT_ERROR")
	resp, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	if err != nil || resp.PaymentResponseToken != "txn-1" {
		t.Fatalf("CreateOrderAndCharge = %+v, %v", resp, err)
	}
	if o := read(t, s, resp.OrderID); o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s", o.PaymentStatus)
	}
	free := ecomtest.NewShop(t, sells(t, catalog.Product{ID: "free", Name: "Free", Price: "0", ItemType: "DIGITAL"}))
	c = ready(ctx, t, free, free.Line("free", 1))
	if resp, err := free.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil); err != nil || resp.PaymentResponseToken != "" || len(free.Gateway.Calls()) != 0 {
		t.Errorf("CreateOrderAndCharge of what is free = %+v, %v, with %d calls", resp, err, len(free.Gateway.Calls()))
	}
}

// Whoever repeats the call after the gateway's answer was lost and found again
// gets the order and its payment.
func TestRepetitionOfAResolvedCreateOrderAndCharge(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := idempotency.WithKey(ecomtest.Visitor(t.Context(), 1), "buy-once")
	c := ready(ecomtest.Visitor(t.Context(), 1), t, s, s.Line("mug", 1))
	s.Gateway.Script(paymenttest.TimeOutAfter())
	_, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	wantFault(t, "lost answer", err, fault.Unknown, "")
	if n, err := s.Billing.Resolve(t.Context()); n != 1 || err != nil {
		t.Fatalf("Resolve() = %d, %v, want 1", n, err)
	}
	resp, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	if err != nil || resp.PaymentResponseToken == "" {
		t.Fatalf("CreateOrderAndCharge() again = %+v, %v, want the order and its payment", resp, err)
	}
	if o := read(t, s, resp.OrderID); o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s, %s, want approved and paid", o.Status, o.PaymentStatus)
	}
	if n, left := len(s.Gateway.Ledger()), stock(t, s, "mug"); n != 1 || left != 9 {
		t.Errorf("the gateway charged %d times, %d mugs are left, want once and 9", n, left)
	}
}
