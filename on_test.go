// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

func TestHelpersTellOfASaleItsEndAndItsRefund(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	var heard []string
	hear := func(what string) func() {
		return func() { heard = append(heard, what) }
	}
	sale, paid, off, back, done := hear("sale"), hear("paid"), hear("canceled"), hear("refunded"), hear("completed")
	s.OnNewOrder("sale", func(context.Context, *order.Order) error { sale(); return nil })
	s.OnOrderPaid("paid", func(context.Context, *order.Order) error { paid(); return nil })
	s.OnOrderCanceled("off", func(_ context.Context, c order.OrderCanceled) error { off(); return nil })
	s.OnOrderRefunded("back", func(context.Context, transaction.OrderTransactionsRefundCompleted) error { back(); return nil })
	cancel := s.OnCartCompleted("done", func(context.Context, *checkout.Checkout) error { done(); return nil })

	ctx := as(t, actor.Visitor(ann))
	id, err := s.buy(ctx, s.line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	if len(heard) != 0 {
		t.Errorf("heard %v before anything was paid", heard)
	}
	resp, err := s.Billing.ChargeOrder(ctx, charge(id))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := s.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: resp.Payments[0].ID}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Orders.CancelOrder(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(heard, " ")
	if got != "paid sale completed refunded canceled" && got != "completed paid sale refunded canceled" {
		t.Errorf("heard %q", got)
	}
}
