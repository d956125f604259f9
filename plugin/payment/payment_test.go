// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package payment_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

func TestOutcome(t *testing.T) {
	t.Parallel()
	r := payment.ChargeRequest{IdempotencyKey: "k", OrderID: "o", Amount: usd("25.00"), Currency: money.USD}
	approved := payment.ChargeResult{TransactionID: "t", Status: payment.StatusApproved, Amount: usd("25.00")}
	with := func(change func(*payment.ChargeResult)) payment.ChargeResult {
		res := approved
		change(&res)
		return res
	}
	for _, tt := range []struct {
		name   string
		res    payment.ChargeResult
		err    error
		status payment.Status
		reason string
		class  fault.Class
	}{
		{name: "approved", res: approved, status: payment.StatusApproved},
		{name: "no amount", res: with(func(r *payment.ChargeResult) { r.Amount = money.Amount{} }), status: payment.StatusApproved},
		{name: "amount as read from JSON", res: with(func(r *payment.ChargeResult) { r.Amount = money.MustParse("25", 0) }), status: payment.StatusApproved},
		{name: "authorized", res: with(func(r *payment.ChargeResult) { r.Status = payment.StatusAuthorized }), status: payment.StatusAuthorized},
		{name: "offline", res: payment.ChargeResult{Status: payment.StatusPending, Offline: true}, status: payment.StatusPending},
		{name: "declined by result", res: payment.ChargeResult{Status: payment.StatusDeclined, Reason: "X"}, status: payment.StatusDeclined, reason: "X"},
		{name: "declined without reason", res: payment.ChargeResult{Status: payment.StatusDeclined}, status: payment.StatusDeclined, reason: payment.ReasonChargeFailed},
		{name: "declined by error", err: payment.Decline(payment.ReasonInsufficientFunds, "no"), status: payment.StatusDeclined, reason: payment.ReasonInsufficientFunds},
		{name: "declined by bare class", err: fault.Declined, status: payment.StatusDeclined, reason: payment.ReasonChargeFailed},
		{name: "unavailable", err: fault.Unavailable, class: fault.Unavailable},
		{name: "unknown", err: fault.Unknown, class: fault.Unknown},
		{name: "unclassified", err: errors.New("broken pipe"), class: fault.Unknown},
		{name: "canceled", err: context.Canceled, class: fault.Unknown},
		{name: "panicked", err: fault.Internal, class: fault.Unknown},
		{name: "other amount", res: with(func(r *payment.ChargeResult) { r.Amount = usd("24.00") }), class: fault.Unknown},
		{name: "other currency", res: with(func(r *payment.ChargeResult) { r.Amount = money.MustParse("25", money.EUR) }), class: fault.Unknown},
		{name: "no status", res: with(func(r *payment.ChargeResult) { r.Status = "" }), class: fault.Unknown},
		{name: "voided", res: with(func(r *payment.ChargeResult) { r.Status = payment.StatusVoided }), class: fault.Unknown},
		{name: "no transaction", res: with(func(r *payment.ChargeResult) { r.TransactionID = "" }), class: fault.Unknown},
		{name: "approved offline", res: with(func(r *payment.ChargeResult) { r.Offline = true }), class: fault.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, err := payment.Outcome(r, tt.res, tt.err)
			if res.Status != tt.status || res.Reason != tt.reason || fault.ClassOf(err) != tt.class {
				t.Errorf("Outcome() = %s %q, %v, want %s %q, %v", res.Status, res.Reason, err, tt.status, tt.reason, tt.class)
			}
			if tt.class == 0 && tt.status != payment.StatusDeclined && !res.Amount.Equal(r.Amount) {
				t.Errorf("Outcome() amount = %s, want %s", res.Amount, r.Amount)
			}
		})
	}
}

func TestActionOutcomes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status payment.ActionStatus
		err    error
		want   payment.ActionStatus
		reason string
		class  fault.Class
	}{
		{name: "succeeded", status: payment.ActionSucceeded, want: payment.ActionSucceeded},
		{name: "pending", status: payment.ActionPending, want: payment.ActionPending},
		{name: "failed", status: payment.ActionFailed, want: payment.ActionFailed, reason: payment.ReasonChargeFailed},
		{name: "declined", err: payment.Decline("X", "no"), want: payment.ActionFailed, reason: "X"},
		{name: "state", err: fault.New(fault.State, "PAYMENT_ALREADY_VOIDED", ""), class: fault.State},
		{name: "unclassified", err: errors.New("x"), class: fault.Unknown},
		{name: "nonsense", status: "DONE", class: fault.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, errC := payment.CaptureOutcome(payment.CaptureRequest{}, payment.CaptureResult{Status: tt.status}, tt.err)
			v, errV := payment.VoidOutcome(payment.VoidRequest{}, payment.VoidResult{Status: tt.status}, tt.err)
			r, errR := payment.RefundOutcome(payment.RefundRequest{}, payment.RefundResult{Status: tt.status}, tt.err)
			for _, got := range []struct {
				status payment.ActionStatus
				reason string
				err    error
			}{{c.Status, c.Reason, errC}, {v.Status, v.Reason, errV}, {r.Status, r.Reason, errR}} {
				if got.status != tt.want || got.reason != tt.reason || fault.ClassOf(got.err) != tt.class {
					t.Errorf("outcome = %s %q, %v, want %s %q, %v", got.status, got.reason, got.err, tt.want, tt.reason, tt.class)
				}
			}
		})
	}
}

func TestManual(t *testing.T) {
	t.Parallel()
	var m payment.Manual
	r := payment.ChargeRequest{IdempotencyKey: "k", OrderID: "o", Amount: usd("25.00")}
	res, err := m.Charge(t.Context(), r)
	res, err = payment.Outcome(r, res, err)
	want := payment.ChargeResult{Status: payment.StatusPending, Amount: usd("25.00"), Method: payment.MethodCash, Offline: true}
	if err != nil || res != want {
		t.Errorf("Charge() = %+v, %v, want %+v", res, err, want)
	}
	r.MethodToken = payment.MethodBankTransfer
	if res, _ := m.Charge(t.Context(), r); res.Method != payment.MethodBankTransfer {
		t.Errorf("Charge() method = %s, want %s", res.Method, payment.MethodBankTransfer)
	}
	r.DelayCapture = true
	if _, err := m.Charge(t.Context(), r); fault.Code(err) != "PAYMENT_METHOD_UNAVAILABLE" {
		t.Errorf("Charge(delayed) = %v, want PAYMENT_METHOD_UNAVAILABLE", err)
	}
	if _, err := m.Capture(t.Context(), payment.CaptureRequest{}); fault.Code(err) != "PAYMENT_NOT_AUTHORIZED" {
		t.Errorf("Capture() = %v, want PAYMENT_NOT_AUTHORIZED", err)
	}
	if _, err := m.Void(t.Context(), payment.VoidRequest{}); fault.Code(err) != "PAYMENT_NOT_AUTHORIZED" {
		t.Errorf("Void() = %v, want PAYMENT_NOT_AUTHORIZED", err)
	}
	if _, err := m.Refund(t.Context(), payment.RefundRequest{}); fault.Code(err) != "EXTERNAL_REFUND_EXPECTED" {
		t.Errorf("Refund() = %v, want EXTERNAL_REFUND_EXPECTED", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Charge(ctx, payment.ChargeRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Charge(canceled) = %v, want %v", err, context.Canceled)
	}
}

type wrapper struct{ payment.Provider }

func (w wrapper) Unwrap() payment.Provider { return w.Provider }

func TestAbilities(t *testing.T) {
	t.Parallel()
	if !payment.IsOffline(wrapper{wrapper{payment.Manual{}}}) {
		t.Error("IsOffline(wrapped Manual) = false, want true")
	}
	if !payment.IsOffline(nil) {
		t.Error("IsOffline(nil) = false, want true")
	}
	if _, ok := payment.As[payment.Inquirer](wrapper{payment.Manual{}}); ok {
		t.Error("As[Inquirer](Manual) = true, want false")
	}
}

func TestRequestJSON(t *testing.T) {
	t.Parallel()
	want := payment.ChargeRequest{IdempotencyKey: "k", OrderID: "o", Amount: usd("25.00"), Currency: money.USD, MethodToken: "tok", DelayCapture: true}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatalf("Marshal() = %v", err)
	}
	const text = `{"idempotencyKey":"k","orderId":"o","amount":"25.00","currency":"USD","methodToken":"tok","delayCapture":true}`
	if string(data) != text {
		t.Errorf("Marshal() = %s, want %s", data, text)
	}
	var got payment.ChargeRequest
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("Unmarshal() = %v", err)
	}
	if got.Amount, err = got.Amount.Bind(got.Currency); err != nil {
		t.Fatalf("Bind() = %v", err)
	}
	if got != want {
		t.Errorf("Unmarshal() differs:\n%s", cmp.Diff(want, got, cmp.Comparer(func(a, b money.Amount) bool { return a.Equal(b) })))
	}
}
