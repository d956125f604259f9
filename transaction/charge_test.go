// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

func TestChargeApprovesOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	checkState(t, o, order.StatusInitialized, order.PaymentStatusNotPaid, "36.40")
	if o.Number != "10001" {
		t.Errorf("Number = %q, want 10001", o.Number)
	}
	s.events.Reset()

	resp, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.Payments) != 1 || resp.Payments[0].Status != transaction.PaymentApproved || resp.Payments[0].Amount.Amount.String() != "36.40" {
		t.Errorf("Payments = %+v, want one of 36.40 approved", resp.Payments)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	if s.done.Load() != 1 {
		t.Errorf("checkout completed %d times, want once", s.done.Load())
	}
	want := []string{
		"wix.ecom.v1.order_transactions_updated", "wix.ecom.v1.order_transactions_details_updated",
		"wix.ecom.v1.order_payment_status_updated", "wix.ecom.v1.order_approved", "wix.ecom.v1.order_updated",
	}
	if got := s.events.Types(); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("events = %v, want %v", got, want)
	}
	if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); fault.Code(err) != "ORDER_PAID" || !errors.Is(err, fault.State) {
		t.Errorf("second charge: %v, want ORDER_PAID", err)
	}
	if err := paymenttest.Check(s.gateway.Ledger()...); err != nil {
		t.Error(err)
	}
}

func TestDeclinedChargeGivesGoodsBackAndCanBeRetried(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	s.gateway.Script(paymenttest.Decline("INSUFFICIENT_FUNDS"))
	_, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
	if !errors.Is(err, fault.Declined) || fault.Code(err) != "PAYMENT_ERROR" {
		t.Fatalf("ChargeOrder() = %v, want PAYMENT_ERROR", err)
	}
	checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusDeclined, "36.40")
	if got := s.left(t); got != 10 {
		t.Errorf("stock = %d, want 10 again", got)
	}
	if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	if got := s.left(t); got != 7 {
		t.Errorf("stock = %d, want 7", got)
	}
}

func TestLostAnswerIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, step := range []struct {
		name string
		step paymenttest.Step
	}{{"time-out", paymenttest.TimeOutAfter()}, {"panic", paymenttest.Panic()}, {"nonsense", paymenttest.Nonsense()}} {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.place(t)
			s.gateway.Script(step.step)
			if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); !errors.Is(err, fault.Unknown) {
				t.Fatalf("ChargeOrder() = %v, want fault.Unknown", err)
			}
			checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusPending, "36.40")
			if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); fault.Code(err) != "PAYMENT_ALREADY_IN_PROGRESS" {
				t.Errorf("another charge meanwhile: %v, want PAYMENT_ALREADY_IN_PROGRESS", err)
			}
			if n, err := s.billing.Resolve(t.Context()); step.name == "nonsense" {
				if !errors.Is(err, nil) || n != 0 {
					t.Logf("Resolve() = %d, %v", n, err)
				}
				return
			} else if n != 1 || err != nil {
				t.Fatalf("Resolve() = %d, %v, want 1", n, err)
			}
			checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
			if n := len(s.gateway.Ledger()); n != 1 {
				t.Errorf("the gateway charged %d times, want once", n)
			}
			if n, err := s.billing.Resolve(t.Context()); n != 0 || err != nil {
				t.Errorf("Resolve() again = %d, %v, want nothing to do", n, err)
			}
		})
	}
}

func TestChargeIsIdempotent(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	ctx := idempotency.WithKey(t.Context(), "pay-once")
	var wg sync.WaitGroup
	answers := make([]string, 8)
	for i := range answers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r, err := s.billing.ChargeOrder(ctx, card(o.ID))
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = string(r.Payments[0].ID)
		}()
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("answers differ: %v", answers)
			break
		}
	}
	if n := len(s.gateway.Ledger()); n != 1 {
		t.Errorf("the gateway charged %d times, want once", n)
	}
	r := card(o.ID)
	r.RegularCharge.PaymentIntentID = "another"
	if _, err := s.billing.ChargeOrder(ctx, r); !errors.Is(err, fault.Conflict) {
		t.Errorf("the key with another request: %v, want fault.Conflict", err)
	}
}

func TestChargeRefusals(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	amount := func(a string) transaction.ChargeOrderRequest {
		r := card(o.ID)
		r.RegularCharge.Amount = s.usd(a)
		return r
	}
	for _, tt := range []struct {
		name string
		req  transaction.ChargeOrderRequest
		code string
	}{
		{"too much", amount("36.41"), "INVALID_AMOUNT"},
		{"zero", amount("0.00"), "INVALID_AMOUNT"},
		{"negative", amount("-1.00"), "INVALID_AMOUNT"},
		{"unknown order", card("nope"), "ORDER_NOT_FOUND"},
		{"no intent", transaction.ChargeOrderRequest{OrderID: o.ID, RegularCharge: &transaction.RegularCharge{}}, "PAYMENT_INTENT_ID_REQUIRED"},
	} {
		if _, err := s.billing.ChargeOrder(t.Context(), tt.req); fault.Code(err) != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
	stranger := actor.With(t.Context(), actor.Visitor("v2"))
	if _, err := s.billing.ChargeOrder(stranger, card(o.ID)); !errors.Is(err, fault.NotFound) {
		t.Errorf("another visitor: %v, want fault.NotFound", err)
	}
	if n := len(s.gateway.Calls()); n != 0 {
		t.Errorf("the gateway was called %d times", n)
	}
}

func TestAuthorizeCaptureVoid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	authorize := func() (order.ID, transaction.PaymentID) {
		o := s.place(t)
		r := card(o.ID)
		r.RegularCharge.DelayedCaptureSettings = &transaction.DelayedCaptureSettings{}
		resp, err := s.billing.ChargeOrder(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusNotPaid, "36.40")
		if got := s.order(t, o.ID).BalanceSummary.Authorized.Amount.String(); got != "36.40" {
			t.Errorf("authorized = %s, want 36.40", got)
		}
		return o.ID, resp.Payments[0].ID
	}
	id, p := authorize()
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: p, Amount: s.usd("36.41")}}); fault.Code(err) != "INVALID_AMOUNT" {
		t.Errorf("capture too much: %v, want INVALID_AMOUNT", err)
	}
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: p}}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: p}}); fault.Code(err) != "PAYMENT_ALREADY_CAPTURED" {
		t.Errorf("capture again: %v, want PAYMENT_ALREADY_CAPTURED", err)
	}
	id, p = authorize()
	if _, err := s.billing.VoidAuthorizedPayments(t.Context(), id, []transaction.PaymentID{p}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.billing.VoidAuthorizedPayments(t.Context(), id, []transaction.PaymentID{p}); fault.Code(err) != "PAYMENT_ALREADY_VOIDED" {
		t.Errorf("void again: %v, want PAYMENT_ALREADY_VOIDED", err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusNotPaid, "36.40")
	if err := paymenttest.Check(s.gateway.Ledger()...); err != nil {
		t.Error(err)
	}
}
