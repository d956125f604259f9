// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

// resolve asks the gateway again and wants so many calls settled.
func (s *shop) resolve(t *testing.T, want int) {
	t.Helper()
	if n, err := s.billing.Resolve(t.Context()); n != want || err != nil {
		t.Fatalf("Resolve() = %d, %v, want %d", n, err, want)
	}
}

// authorized returns an order with so many authorized payments of 10.00.
func (s *shop) authorized(t *testing.T, n int) (order.ID, []transaction.PaymentID) {
	t.Helper()
	o := s.place(t)
	var ids []transaction.PaymentID
	for range n {
		r := card(o.ID)
		r.RegularCharge.Amount = s.usd("10.00")
		r.RegularCharge.DelayedCaptureSettings = &transaction.DelayedCaptureSettings{}
		charged, err := s.billing.ChargeOrder(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, charged.Payments[0].ID)
	}
	return o.ID, ids
}

// Whoever repeats a call that Resolve has brought to its end meanwhile gets its
// answer: nothing is charged, nor recorded, a second time.
func TestRepetitionOfAResolvedCharge(t *testing.T) {
	t.Parallel()
	for name, asked := range map[string]string{"all of it": "", "a part": "10.00"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.place(t)
			r := card(o.ID)
			if asked != "" {
				r.RegularCharge.Amount = s.usd(asked)
			}
			ctx := idempotency.WithKey(actor.With(t.Context(), actor.User("u1")), "pay-once")
			s.gateway.Script(paymenttest.TimeOutAfter())
			if _, err := s.billing.ChargeOrder(ctx, r); !errors.Is(err, fault.Unknown) {
				t.Fatalf("ChargeOrder() = %v, want fault.Unknown", err)
			}
			s.resolve(t, 1)
			want := s.order(t, o.ID).BalanceSummary
			resp, err := s.billing.ChargeOrder(ctx, r)
			if err != nil || len(resp.Payments) != 1 || resp.Payments[0].Status != transaction.PaymentApproved || resp.RegularChargeResponseToken == "" {
				t.Errorf("ChargeOrder() again = %+v, %v, want the payment", resp, err)
			}
			if got := s.order(t, o.ID).BalanceSummary; got != want {
				t.Errorf("balance summary = %+v, want %+v still", got, want)
			}
			if n := len(s.gateway.Ledger()); n != 1 {
				t.Errorf("the gateway charged %d times, want once", n)
			}
		})
	}
}

func TestRepetitionOfAResolvedRefund(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	s.gateway.Script(paymenttest.TimeOutAfter().On(paymenttest.OpRefund))
	ctx := idempotency.WithKey(t.Context(), "refund-once")
	r := transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p, Amount: s.usd("6.40")}}}
	first, err := s.billing.RefundPayments(ctx, r)
	if err != nil || !first.Refund.Summary.Pending {
		t.Fatalf("RefundPayments() = %+v, %v, want one under way", first, err)
	}
	s.resolve(t, 1)
	again, err := s.billing.RefundPayments(ctx, r)
	if err != nil || again.Refund.ID != first.Refund.ID || again.Refund.Summary.Pending {
		t.Errorf("RefundPayments() again = %+v, %v, want refund %s, over", again, err, first.Refund.ID)
	}
	if got := s.order(t, id).BalanceSummary.Refunded.Amount.String(); got != "6.40" {
		t.Errorf("refunded = %s, want 6.40", got)
	}
}

func TestRepetitionOfResolvedCaptures(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, payments := s.authorized(t, 2)
	captures := []transaction.PaymentCapture{{PaymentID: payments[0], Amount: s.usd("7.00")}, {PaymentID: payments[1]}}
	ctx := idempotency.WithKey(t.Context(), "capture-once")
	s.gateway.Script(paymenttest.TimeOutAfter().On(paymenttest.OpCapture))
	if _, err := s.billing.CaptureAuthorizedPayments(ctx, id, captures); !errors.Is(err, fault.Unknown) {
		t.Fatalf("CaptureAuthorizedPayments() = %v, want fault.Unknown", err)
	}
	s.resolve(t, 2) // what comes after the lost answer is not given up
	again, err := s.billing.CaptureAuthorizedPayments(ctx, id, captures)
	if err != nil || len(again.Payments) != 2 || again.Payments[0].Status != transaction.PaymentApproved || again.Payments[1].Status != transaction.PaymentApproved {
		t.Errorf("CaptureAuthorizedPayments() again = %+v, %v, want the captured payments", again, err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPartiallyPaid, "19.40")
}

// A call of which a part has failed has no answer, though the rest is done.
func TestCapturesOfWhichOneFailsHaveNoAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, payments := s.authorized(t, 2)
	captures := []transaction.PaymentCapture{{PaymentID: payments[0]}, {PaymentID: payments[1]}}
	ctx := idempotency.WithKey(t.Context(), "capture-once")
	s.gateway.Script(paymenttest.TimeOutAfter().On(paymenttest.OpCapture))
	if _, err := s.billing.CaptureAuthorizedPayments(ctx, id, captures); !errors.Is(err, fault.Unknown) {
		t.Fatalf("CaptureAuthorizedPayments() = %v, want fault.Unknown", err)
	}
	picky := transaction.NewBilling(s.service, refusingFirst(s.gateway))
	if n, err := picky.Resolve(t.Context()); n != 1 || !errors.Is(err, fault.State) {
		t.Fatalf("Resolve() = %d, %v, want one refused and one settled", n, err)
	}
	if _, err := s.billing.CaptureAuthorizedPayments(ctx, id, captures); fault.Code(err) != transaction.CodePaymentAlreadyCaptured {
		t.Errorf("CaptureAuthorizedPayments() again = %v, want %s", err, transaction.CodePaymentAlreadyCaptured)
	}
}

func TestRepetitionOfAResolvedVoid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, payments := s.authorized(t, 1)
	ctx := idempotency.WithKey(t.Context(), "void-once")
	s.gateway.Script(paymenttest.TimeOutAfter().On(paymenttest.OpVoid))
	if _, err := s.billing.VoidAuthorizedPayments(ctx, id, payments); !errors.Is(err, fault.Unknown) {
		t.Fatalf("VoidAuthorizedPayments() = %v, want fault.Unknown", err)
	}
	s.resolve(t, 1)
	again, err := s.billing.VoidAuthorizedPayments(ctx, id, payments)
	if err != nil || len(again.Payments) != 1 || again.Payments[0].Status != transaction.PaymentVoided {
		t.Errorf("VoidAuthorizedPayments() again = %+v, %v, want the voided payment", again, err)
	}
}

// What a merchant says of a pending payment is the answer, too.
func TestRepetitionOfAChargeSettledByHand(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	r := card(o.ID)
	r.RegularCharge.Amount = s.usd("10.00")
	ctx := idempotency.WithKey(t.Context(), "pay-once")
	s.gateway.Script(paymenttest.TimeOutAfter())
	if _, err := s.billing.ChargeOrder(ctx, r); !errors.Is(err, fault.Unknown) {
		t.Fatalf("ChargeOrder() = %v, want fault.Unknown", err)
	}
	pending, err := s.service.ListTransactionsForSingleOrder(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, pending.Payments[0].ID, transaction.PaymentApproved); err != nil {
		t.Fatal(err)
	}
	again, err := s.billing.ChargeOrder(ctx, r)
	if err != nil || len(again.Payments) != 1 || again.Payments[0].ID != pending.Payments[0].ID {
		t.Errorf("ChargeOrder() again = %+v, %v, want payment %s", again, err, pending.Payments[0].ID)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPartiallyPaid, "26.40")
}

// A call without a key cannot be repeated: nothing is stored for it.
func TestResolvedCallsWithoutKeyHaveNoAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, payments := s.authorized(t, 2)
	s.gateway.Script(paymenttest.TimeOutAfter(), paymenttest.TimeOutAfter())
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: payments[0]}}); !errors.Is(err, fault.Unknown) {
		t.Fatalf("CaptureAuthorizedPayments() = %v, want fault.Unknown", err)
	}
	if _, err := s.billing.VoidAuthorizedPayments(t.Context(), id, payments[1:]); !errors.Is(err, fault.Unknown) {
		t.Fatalf("VoidAuthorizedPayments() = %v, want fault.Unknown", err)
	}
	s.resolve(t, 2)
	s.gateway.Script(paymenttest.TimeOutAfter())
	if _, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: payments[0]}},
	}); err != nil {
		t.Fatal(err)
	}
	s.resolve(t, 1)
	if n, err := service.CleanAnswers(t.Context(), s.env, s.env.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("%d answers are stored, %v, want none", n, err)
	}
}

// A key that was used for another request meanwhile keeps that one's answer.
func TestResolvedCallWhoseKeyWasUsedAgain(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first, second := s.place(t), s.place(t)
	ctx := idempotency.WithKey(t.Context(), "one for two")
	s.gateway.Script(paymenttest.TimeOutAfter())
	if _, err := s.billing.ChargeOrder(ctx, card(first.ID)); !errors.Is(err, fault.Unknown) {
		t.Fatalf("ChargeOrder() = %v, want fault.Unknown", err)
	}
	want, err := s.billing.ChargeOrder(ctx, card(second.ID))
	if err != nil {
		t.Fatal(err)
	}
	s.resolve(t, 1)
	checkState(t, s.order(t, first.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	got, err := s.billing.ChargeOrder(ctx, card(second.ID))
	if err != nil || got.Payments[0].ID != want.Payments[0].ID {
		t.Errorf("ChargeOrder() again = %+v, %v, want payment %s", got, err, want.Payments[0].ID)
	}
	if _, err := s.billing.ChargeOrder(ctx, card(first.ID)); !errors.Is(err, fault.Conflict) {
		t.Errorf("ChargeOrder() of the first order = %v, want fault.Conflict", err)
	}
}

// Money that was given back is recorded, though somebody else was told that it
// was not, and has answered the call so.
func TestRefundSettledWronglyMeanwhile(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	ctx := idempotency.WithKey(t.Context(), "refund-once")
	r := transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}}}
	refusing := &moody{Provider: s.gateway}
	refusing.be(fault.New(fault.State, "", "no such payment"), false)
	billing := transaction.NewBilling(s.service, &disturbed{s.gateway, func() {
		if n, err := transaction.NewBilling(s.service, refusing).Resolve(t.Context()); n != 0 || err == nil {
			t.Errorf("Resolve() elsewhere = %d, %v, want the refusal", n, err)
		}
	}})
	for range 2 {
		resp, err := billing.RefundPayments(ctx, r)
		if err != nil || resp.Refund.Transactions[0].RefundStatus != transaction.RefundSucceeded {
			t.Fatalf("RefundPayments() = %+v, %v, want it done", resp, err)
		}
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusFullyRefunded, "0.00")
}

// disturbed is a gateway during whose refunds something else happens.
type disturbed struct {
	payment.Provider
	by func()
}

func (d *disturbed) Refund(ctx context.Context, r payment.RefundRequest) (payment.RefundResult, error) {
	res, err := d.Provider.Refund(ctx, r)
	d.by()
	return res, err
}

// pickyGateway refuses the first capture.
type pickyGateway struct {
	payment.Provider
	refused bool
}

func refusingFirst(p payment.Provider) *pickyGateway { return &pickyGateway{Provider: p} }

func (p *pickyGateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.CaptureResult, error) {
	if !p.refused {
		p.refused = true
		return payment.CaptureResult{}, fault.New(fault.State, "", "no such reservation")
	}
	return p.Provider.Capture(ctx, r)
}
