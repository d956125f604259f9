// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package paymenttest_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

func charge(key, amount string) payment.ChargeRequest {
	return payment.ChargeRequest{IdempotencyKey: key, OrderID: "order", Amount: usd(amount), Currency: money.USD}
}

func reserve(key, amount string) payment.ChargeRequest {
	r := charge(key, amount)
	r.DelayCapture = true
	return r
}

func check(t *testing.T, g *paymenttest.Gateway) {
	t.Helper()
	if err := paymenttest.Check(g.Ledger()...); err != nil {
		t.Error(err)
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	var n atomic.Int64
	plugintest.TestProvider(t, g, plugintest.ProviderConfig{
		Amount: usd("25.00"),
		NewKey: func() string { return "key-" + strconv.FormatInt(n.Add(1), 10) },
	})
	check(t, g)
}

func TestScript(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	g.Script(paymenttest.Serve(), paymenttest.Decline("").On(paymenttest.OpRefund), paymenttest.Decline(payment.ReasonExpired))
	first, err := g.Charge(t.Context(), charge("1", "10.00"))
	if err != nil || first.TransactionID != "txn-1" || first.Card.LastFourDigits != "4242" {
		t.Fatalf("Charge(1) = %+v, %v, want txn-1 by 4242", first, err)
	}
	if _, err := g.Charge(t.Context(), charge("2", "10.00")); fault.Code(err) != payment.ReasonExpired || !errors.Is(err, fault.Declined) {
		t.Errorf("Charge(2) = %v, want %s", err, payment.ReasonExpired)
	}
	refund := payment.RefundRequest{IdempotencyKey: "3", OrderID: "order", TransactionID: "txn-1", Amount: usd("10.00")}
	if _, err := g.Refund(t.Context(), refund); fault.Code(err) != payment.ReasonChargeFailed {
		t.Errorf("Refund(3) = %v, want %s", err, payment.ReasonChargeFailed)
	}
	// A refusal is an answer, and remembered like any other.
	if _, err := g.Refund(t.Context(), refund); fault.Code(err) != payment.ReasonChargeFailed {
		t.Errorf("Refund(3) again = %v, want %s", err, payment.ReasonChargeFailed)
	}
	refund.IdempotencyKey = "4"
	if res, err := g.Refund(t.Context(), refund); err != nil || res.Status != payment.ActionSucceeded {
		t.Errorf("Refund(4) = %+v, %v, want %s", res, err, payment.ActionSucceeded)
	}
	if n := len(g.Calls()); n != 5 {
		t.Errorf("Calls() has %d, want 5", n)
	}
	check(t, g)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	for token, want := range map[string]string{
		paymenttest.TokenDeclined: payment.ReasonChargeFailed, paymenttest.TokenExpired: payment.ReasonExpired,
		paymenttest.TokenInsufficientFunds: payment.ReasonInsufficientFunds,
	} {
		r := charge(token, "10.00")
		r.MethodToken = token
		if _, err := g.Charge(t.Context(), r); fault.Code(err) != want {
			t.Errorf("Charge(%s) = %v, want %s", token, err, want)
		}
	}
	r := charge("saved", "10.00")
	r.MethodToken, r.SaveMethod = "card", true
	if res, err := g.Charge(t.Context(), r); err != nil || res.SavedToken != "saved:card" {
		t.Errorf("Charge(save) = %+v, %v, want saved:card", res, err)
	}
}

func TestTimeOutBefore(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	g.Script(paymenttest.TimeOutBefore())
	if _, err := g.Charge(t.Context(), charge("1", "10.00")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Charge() = %v, want %v", err, fault.Unavailable)
	}
	if n := len(g.Ledger()); n != 0 {
		t.Errorf("Ledger() has %d entries, want 0", n)
	}
	if _, err := g.Inquire(t.Context(), payment.Inquiry{IdempotencyKey: "1"}); !errors.Is(err, fault.NotFound) {
		t.Errorf("Inquire() = %v, want %v", err, fault.NotFound)
	}
	if res, err := g.Charge(t.Context(), charge("1", "10.00")); err != nil || res.Status != payment.StatusApproved {
		t.Errorf("Charge() again = %+v, %v, want %s", res, err, payment.StatusApproved)
	}
}

func TestTimeOutAfter(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	g.Script(paymenttest.TimeOutAfter())
	if _, err := g.Charge(t.Context(), charge("1", "10.00")); !errors.Is(err, fault.Unknown) {
		t.Errorf("Charge() = %v, want %v", err, fault.Unknown)
	}
	chargedOnce(t, g)
}

func TestHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := paymenttest.New(paymenttest.Config{})
		g.Script(paymenttest.Hang())
		ctx, cancel := context.WithTimeout(t.Context(), payment.Budget)
		defer cancel()
		if _, err := g.Charge(ctx, charge("1", "10.00")); !errors.Is(err, fault.Unknown) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Charge() = %v, want %v of %v", err, fault.Unknown, context.DeadlineExceeded)
		}
		chargedOnce(t, g)
	})
}

// chargedOnce checks that key 1 was charged in spite of its answer, and is not
// charged again.
func chargedOnce(t *testing.T, g *paymenttest.Gateway) {
	t.Helper()
	if res, err := g.Inquire(t.Context(), payment.Inquiry{IdempotencyKey: "1"}); err != nil || res.Status != payment.StatusApproved {
		t.Errorf("Inquire() = %+v, %v, want %s", res, err, payment.StatusApproved)
	}
	if res, err := g.Charge(t.Context(), charge("1", "10.00")); err != nil || res.TransactionID != "txn-1" {
		t.Errorf("Charge() again = %+v, %v, want txn-1", res, err)
	}
	if n := len(g.Ledger()); n != 1 {
		t.Errorf("Ledger() has %d entries, want 1", n)
	}
}

func TestPanicAndNonsense(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	g.Script(paymenttest.Panic(), paymenttest.Nonsense())
	func() {
		defer func() {
			if recover() == nil {
				t.Error("Charge() did not panic")
			}
		}()
		_, _ = g.Charge(t.Context(), charge("1", "10.00"))
	}()
	r := charge("1", "10.00")
	res, err := g.Charge(t.Context(), r)
	if _, err := payment.Outcome(r, res, err); !errors.Is(err, fault.Unknown) {
		t.Errorf("Outcome(nonsense) = %v, want %v", err, fault.Unknown)
	}
}

func TestPending(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	g.Script(paymenttest.Pending(), paymenttest.Pending(), paymenttest.Pending())
	for _, r := range []payment.ChargeRequest{charge("1", "10.00"), charge("2", "20.00"), reserve("3", "30.00")} {
		if res, err := g.Charge(t.Context(), r); err != nil || res.Status != payment.StatusPending {
			t.Fatalf("Charge(%s) = %+v, %v, want %s", r.IdempotencyKey, res, err, payment.StatusPending)
		}
	}
	for id, ok := range map[string]bool{"txn-1": true, "txn-2": false, "txn-3": true} {
		if err := g.Settle(id, ok); err != nil {
			t.Errorf("Settle(%s) = %v", id, err)
		}
	}
	if err := g.Settle("txn-1", true); !errors.Is(err, fault.NotFound) {
		t.Errorf("Settle() again = %v, want %v", err, fault.NotFound)
	}
	for i, want := range []payment.Status{payment.StatusApproved, payment.StatusDeclined, payment.StatusAuthorized} {
		id := fmt.Sprintf("txn-%d", i+1)
		if res, err := g.Inquire(t.Context(), payment.Inquiry{TransactionID: id}); err != nil || res.Status != want {
			t.Errorf("Inquire(%s) = %+v, %v, want %s", id, res, err, want)
		}
	}

	g.Script(paymenttest.Pending().On(paymenttest.OpCapture), paymenttest.Pending().On(paymenttest.OpRefund))
	capture := payment.CaptureRequest{IdempotencyKey: "c1", OrderID: "order", TransactionID: "txn-3", Amount: usd("30.00")}
	res, err := g.Capture(t.Context(), capture)
	if err != nil || res.Status != payment.ActionPending {
		t.Fatalf("Capture() = %+v, %v, want %s", res, err, payment.ActionPending)
	}
	if _, err := g.Void(t.Context(), payment.VoidRequest{IdempotencyKey: "v1", OrderID: "order", TransactionID: "txn-3"}); fault.Code(err) != "PAYMENT_HAS_PENDING_CAPTURE" {
		t.Errorf("Void() = %v, want PAYMENT_HAS_PENDING_CAPTURE", err)
	}
	if err := g.Settle(res.CaptureID, true); err != nil {
		t.Errorf("Settle(capture) = %v", err)
	}
	refund := payment.RefundRequest{IdempotencyKey: "r1", OrderID: "order", TransactionID: "txn-3", Amount: usd("30.00")}
	back, err := g.Refund(t.Context(), refund)
	if err != nil || back.Status != payment.ActionPending {
		t.Fatalf("Refund() = %+v, %v, want %s", back, err, payment.ActionPending)
	}
	refund.IdempotencyKey = "r2"
	if _, err := g.Refund(t.Context(), refund); fault.Code(err) != "INVALID_PAYMENT_REFUND_AMOUNT" {
		t.Errorf("Refund() while one is pending = %v, want INVALID_PAYMENT_REFUND_AMOUNT", err)
	}
	if err := g.Settle(back.RefundID, false); err != nil {
		t.Errorf("Settle(refund) = %v", err)
	}
	refund.IdempotencyKey = "r3"
	if res, err := g.Refund(t.Context(), refund); err != nil || res.Status != payment.ActionSucceeded {
		t.Errorf("Refund() after one failed = %+v, %v, want %s", res, err, payment.ActionSucceeded)
	}
	check(t, g)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	eur := charge("1", "10.00")
	eur.Currency = money.EUR
	if _, err := g.Charge(t.Context(), eur); fault.Code(err) != "INVALID_CURRENCY" {
		t.Errorf("Charge(USD as EUR) = %v, want INVALID_CURRENCY", err)
	}
	unbound := charge("2", "10.00")
	unbound.Amount = money.MustParse("10.00", 0)
	if _, err := g.Charge(t.Context(), unbound); fault.Code(err) != "INVALID_CURRENCY" {
		t.Errorf("Charge(unbound) = %v, want INVALID_CURRENCY", err)
	}
	if _, err := g.Charge(t.Context(), charge("", "10.00")); !errors.Is(err, fault.Invalid) {
		t.Errorf("Charge(no key) = %v, want %v", err, fault.Invalid)
	}
	if _, err := g.Charge(t.Context(), charge("3", "10.00")); err != nil {
		t.Fatalf("Charge() = %v", err)
	}
	if _, err := g.Refund(t.Context(), payment.RefundRequest{IdempotencyKey: "4", OrderID: "other", TransactionID: "txn-1", Amount: usd("1.00")}); !errors.Is(err, fault.NotFound) {
		t.Errorf("Refund(other order) = %v, want %v", err, fault.NotFound)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.Charge(ctx, charge("5", "10.00")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Charge(canceled) = %v, want %v", err, fault.Unavailable)
	}
}

// However many refund at once, no more goes back than came in.
func TestConcurrentRefunds(t *testing.T) {
	t.Parallel()
	g := paymenttest.New(paymenttest.Config{})
	if _, err := g.Charge(t.Context(), charge("c", "10.00")); err != nil {
		t.Fatalf("Charge() = %v", err)
	}
	var refunded atomic.Int64
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			_, err := g.Refund(t.Context(), payment.RefundRequest{
				IdempotencyKey: strconv.Itoa(i), OrderID: "order", TransactionID: "txn-1", Amount: usd("3.00"),
			})
			if err == nil {
				refunded.Add(1)
			}
		})
	}
	wg.Wait()
	if n := refunded.Load(); n != 3 {
		t.Errorf("%d refunds of 3.00 of 10.00 succeeded, want 3", n)
	}
	check(t, g)
}

// No sequence of calls, failures and repetitions breaks the ledger.
func TestLedgerHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := paymenttest.New(paymenttest.Config{})
		amounts := rapid.Int64Range(-2, 30)
		ids := rapid.SampledFrom([]string{"txn-1", "txn-2", "txn-3", "ref-1", "cap-1"})
		keys := rapid.StringMatching(`[a-j]`)
		steps := []paymenttest.Step{
			paymenttest.Serve(), paymenttest.Decline(""), paymenttest.Pending(), paymenttest.TimeOutBefore(),
			paymenttest.TimeOutAfter(), paymenttest.Nonsense(),
		}
		amount := func() money.Amount { return money.Minor(amounts.Draw(t, "amount"), money.USD) }
		ctx := context.Background()
		t.Repeat(map[string]func(*rapid.T){
			"script": func(t *rapid.T) { g.Script(rapid.SampledFrom(steps).Draw(t, "step")) },
			"charge": func(t *rapid.T) {
				_, _ = g.Charge(ctx, payment.ChargeRequest{
					IdempotencyKey: keys.Draw(t, "key"), OrderID: "order", Amount: amount(),
					DelayCapture: rapid.Bool().Draw(t, "delay"),
				})
			},
			"capture": func(t *rapid.T) {
				_, _ = g.Capture(ctx, payment.CaptureRequest{
					IdempotencyKey: keys.Draw(t, "key"), OrderID: "order", TransactionID: ids.Draw(t, "id"), Amount: amount(),
				})
			},
			"void": func(t *rapid.T) {
				_, _ = g.Void(ctx, payment.VoidRequest{IdempotencyKey: keys.Draw(t, "key"), OrderID: "order", TransactionID: ids.Draw(t, "id")})
			},
			"refund": func(t *rapid.T) {
				_, _ = g.Refund(ctx, payment.RefundRequest{
					IdempotencyKey: keys.Draw(t, "key"), OrderID: "order", TransactionID: ids.Draw(t, "id"), Amount: amount(),
				})
			},
			"settle": func(t *rapid.T) { _ = g.Settle(ids.Draw(t, "id"), rapid.Bool().Draw(t, "ok")) },
			"": func(t *rapid.T) {
				if err := paymenttest.Check(g.Ledger()...); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	zero := usd("0")
	good := paymenttest.Entry{Status: payment.StatusApproved, Asked: usd("10"), Authorized: usd("10"), Captured: usd("10"), Refunded: usd("3")}
	if err := paymenttest.Check(good); err != nil {
		t.Errorf("Check(good) = %v", err)
	}
	for name, change := range map[string]func(*paymenttest.Entry){
		"over-authorized": func(e *paymenttest.Entry) { e.Authorized = usd("11") },
		"over-captured":   func(e *paymenttest.Entry) { e.Captured = usd("10.01") },
		"over-refunded":   func(e *paymenttest.Entry) { e.Refunded = usd("10.01") },
		"negative":        func(e *paymenttest.Entry) { e.Refunded = usd("-1") },
		"other currency":  func(e *paymenttest.Entry) { e.Captured = money.MustParse("1", money.EUR) },
		"voided":          func(e *paymenttest.Entry) { e.Voided = true },
		"declined":        func(e *paymenttest.Entry) { e.Status, e.Captured, e.Refunded = payment.StatusDeclined, zero, zero },
	} {
		e := good
		change(&e)
		if err := paymenttest.Check(e); err == nil {
			t.Errorf("Check(%s) = nil, want an error", name)
		}
	}
}
