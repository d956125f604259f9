// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

func TestRefundsUnitByUnitAddUp(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	s.events.Reset()
	total := money.Zero(money.USD)
	for i := range 3 {
		resp, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
			OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}},
			RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: service.LineID(1), Quantity: 1}}},
			SideEffects: &transaction.SideEffects{Restock: &transaction.RestockSideEffects{LineItems: []transaction.RestockItem{{LineItemID: service.LineID(1), Quantity: 1}}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if total, err = total.Add(resp.Refund.Summary.Refunded.Amount); err != nil {
			t.Fatal(err)
		}
		o := s.order(t, id)
		if o.LineItems[0].RefundQuantity != i+1 || o.LineItems[0].RestockQuantity != i+1 {
			t.Errorf("refunded %d, restocked %d, want %d", o.LineItems[0].RefundQuantity, o.LineItems[0].RestockQuantity, i+1)
		}
		checkState(t, o, order.StatusApproved, order.PaymentStatusPartiallyRefunded, "0.00")
	}
	if total.String() != "31.40" {
		t.Errorf("three units came to %s, want the line's 31.40", total)
	}
	if got := s.left(t); got != 10 {
		t.Errorf("stock = %d, want 10 again", got)
	}
	if _, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}},
		RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: service.LineID(1), Quantity: 1}}},
	}); fault.Code(err) != "INVALID_LINE_ITEM_REFUND_QUANTITY" {
		t.Errorf("a fourth unit: %v, want INVALID_LINE_ITEM_REFUND_QUANTITY", err)
	}
	if _, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}},
		RefundItems: &transaction.RefundItems{Shipping: &transaction.ShippingRefund{}},
	}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusFullyRefunded, "0.00")
	if e := s.gateway.Ledger()[0]; e.Refunded.String() != "36.40" {
		t.Errorf("the gateway refunded %s, want 36.40", e.Refunded)
	}
	completed := 0
	for _, typ := range s.events.Types() {
		if typ == "wix.ecom.v1.order_transactions_refund_completed" {
			completed++
		}
	}
	if completed != 4 {
		t.Errorf("refund_completed was raised %d times, want once for each of 4", completed)
	}
}

func TestRacingRefundsNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	var wg sync.WaitGroup
	var done atomic.Int64
	for range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
				OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p, Amount: s.usd("10.00")}},
			})
			switch {
			case err == nil:
				done.Add(1)
			case fault.Code(err) == "PAYMENT_NOT_REFUNDABLE", fault.Code(err) == "INVALID_PAYMENT_REFUND_AMOUNT":
			default:
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if n := done.Load(); n < 1 || n > 3 {
		t.Errorf("%d refunds of 10.00 went through, want 1 to 3 of 36.40", n)
	}
	if err := paymenttest.Check(s.gateway.Ledger()...); err != nil {
		t.Error(err)
	}
	want := fmt.Sprintf("%d.00", 10*done.Load())
	if got := s.order(t, id).BalanceSummary.Refunded.Amount.String(); got != want {
		t.Errorf("refunded = %s, want %s", got, want)
	}
}

func TestRefundWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	s.gateway.Script(paymenttest.TimeOutAfter().On(paymenttest.OpRefund))
	resp, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p, Amount: s.usd("6.40")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !resp.Refund.Summary.Pending || resp.Refund.Transactions[0].RefundStatus != transaction.RefundStarted {
		t.Errorf("refund = %+v, want one still under way", resp.Refund)
	}
	if got := s.order(t, id).BalanceSummary.PendingRefund.Amount.String(); got != "6.40" {
		t.Errorf("pendingRefund = %s, want 6.40", got)
	}
	if n, err := s.billing.Resolve(t.Context()); n != 1 || err != nil {
		t.Fatalf("Resolve() = %d, %v, want 1", n, err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPartiallyRefunded, "0.00")
	if e := s.gateway.Ledger()[0]; e.Refunded.String() != "6.40" {
		t.Errorf("the gateway refunded %s, want 6.40 once", e.Refunded)
	}
}

func TestRefundRefusals(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	refund := func(r transaction.PaymentRefund, items *transaction.RefundItems) error {
		_, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{r}, RefundItems: items})
		return err
	}
	for _, tt := range []struct {
		name  string
		err   error
		code  string
		class fault.Class
	}{
		{"more than was paid", refund(transaction.PaymentRefund{PaymentID: p, Amount: s.usd("36.41")}, nil), "INVALID_PAYMENT_REFUND_AMOUNT", fault.Invalid},
		{"zero", refund(transaction.PaymentRefund{PaymentID: p, Amount: s.usd("0.00")}, nil), "INVALID_PAYMENT_REFUND_AMOUNT", fault.Invalid},
		{"unknown payment", refund(transaction.PaymentRefund{PaymentID: "x"}, nil), "PAYMENT_NOT_FOUND", fault.NotFound},
		{"unknown line", refund(transaction.PaymentRefund{PaymentID: p}, &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: "x", Quantity: 1}}}), "LINE_ITEM_NOT_FOUND", fault.NotFound},
		{"too many units", refund(transaction.PaymentRefund{PaymentID: p}, &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: service.LineID(1), Quantity: 4}}}), "INVALID_LINE_ITEM_REFUND_QUANTITY", fault.Invalid},
		{"unknown fee", refund(transaction.PaymentRefund{PaymentID: p}, &transaction.RefundItems{AdditionalFees: []transaction.AdditionalFeeRefund{{AdditionalFeeID: "x"}}}), "ADDITIONAL_FEE_NOT_FOUND", fault.NotFound},
	} {
		if fault.Code(tt.err) != tt.code || !errors.Is(tt.err, tt.class) {
			t.Errorf("%s: %v, want %v %s", tt.name, tt.err, tt.class, tt.code)
		}
	}
	visitor := actor.With(t.Context(), actor.Visitor("v1"))
	if _, err := s.billing.RefundPayments(visitor, transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}}}); !errors.Is(err, fault.Denied) {
		t.Errorf("a visitor's refund: %v, want fault.Denied", err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPaid, "0.00")
}
