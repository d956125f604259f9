// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"errors"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

// ProviderConfig says how a payment provider can be tried.
type ProviderConfig struct {
	Amount      money.Amount // what is charged; at least 10 minor units
	MethodToken string       // of a method that is approved at once
	OrderID     string       // default "order"

	// NewKey returns an idempotency key that the provider has never seen.
	NewKey func() string
}

// TestProvider proves an online payment provider that approves the charges of
// cfg at once. It moves money: give it the provider's test mode.
func TestProvider(t testing.TB, p payment.Provider, cfg ProviderConfig) {
	t.Helper()
	if cfg.OrderID == "" {
		cfg.OrderID = "order"
	}
	s := &provider{TB: t, p: p, cfg: cfg}
	s.chargesOnce()
	s.chargesOnceAtOnce()
	s.refusesOtherRequest()
	s.refusesNothing()
	s.refundsWhatWasCaptured()
	s.refundsOnce()
	s.capturesWhatWasReserved()
	s.voids()
	s.refusesUnknown()
	s.inquires()
}

type provider struct {
	testing.TB
	p   payment.Provider
	cfg ProviderConfig
}

func (s *provider) request() payment.ChargeRequest {
	return payment.ChargeRequest{
		IdempotencyKey: s.cfg.NewKey(), OrderID: s.cfg.OrderID, Amount: s.cfg.Amount,
		Currency: s.cfg.Amount.Currency(), MethodToken: s.cfg.MethodToken,
	}
}

func (s *provider) charge(r payment.ChargeRequest, want payment.Status) payment.ChargeResult {
	s.Helper()
	res, err := s.p.Charge(s.Context(), r)
	res, err = payment.Outcome(r, res, err)
	if err != nil || res.Status != want {
		s.Fatalf("Charge: must be %s: got %s %s, %v", want, res.Status, res.Reason, err)
	}
	return res
}

func (s *provider) minor(units int64) money.Amount {
	return money.Minor(units, s.cfg.Amount.Currency())
}

func (s *provider) refund(id string, a money.Amount) (payment.RefundResult, error) {
	return s.refundUnder(s.cfg.NewKey(), id, a)
}

func (s *provider) refundUnder(key, id string, a money.Amount) (payment.RefundResult, error) {
	r := payment.RefundRequest{IdempotencyKey: key, OrderID: s.cfg.OrderID, TransactionID: id, Amount: a, Currency: a.Currency()}
	res, err := s.p.Refund(s.Context(), r)
	return payment.RefundOutcome(r, res, err)
}

func (s *provider) capture(id string, a money.Amount) (payment.CaptureResult, error) {
	r := payment.CaptureRequest{IdempotencyKey: s.cfg.NewKey(), OrderID: s.cfg.OrderID, TransactionID: id, Amount: a, Currency: a.Currency()}
	res, err := s.p.Capture(s.Context(), r)
	return payment.CaptureOutcome(r, res, err)
}

func (s *provider) void(id string) (payment.VoidResult, error) {
	r := payment.VoidRequest{IdempotencyKey: s.cfg.NewKey(), OrderID: s.cfg.OrderID, TransactionID: id}
	res, err := s.p.Void(s.Context(), r)
	return payment.VoidOutcome(r, res, err)
}

// taken reports whether a capture, void or refund had effect or may have.
func taken(status payment.ActionStatus, err error) bool {
	return err == nil && status != payment.ActionFailed || errors.Is(err, fault.Unknown)
}

func (s *provider) chargesOnce() {
	s.Helper()
	r := s.request()
	first := s.charge(r, payment.StatusApproved)
	again := s.charge(r, payment.StatusApproved)
	if again != first {
		s.Errorf("Charge: the same request under the same key gives the same answer: got %+v, want %+v", again, first)
	}
	if other := s.charge(s.request(), payment.StatusApproved); other.TransactionID == first.TransactionID {
		s.Errorf("Charge: another key is another charge: both are %q", first.TransactionID)
	}
}

func (s *provider) chargesOnceAtOnce() {
	s.Helper()
	r := s.request()
	results := make([]payment.ChargeResult, callers)
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() { results[i], errs[i] = s.p.Charge(s.Context(), r) })
	}
	wg.Wait()
	id := ""
	for i := range callers {
		if errs[i] != nil {
			continue // a twin under way may be refused, as long as one is served
		}
		if id != "" && results[i].TransactionID != id {
			s.Errorf("Charge: the same key at the same time is one charge: got %q and %q", id, results[i].TransactionID)
		}
		id = results[i].TransactionID
	}
	if id == "" {
		s.Errorf("Charge: of many at the same time, one is served: %v", errs)
	}
}

func (s *provider) refusesOtherRequest() {
	s.Helper()
	r := s.request()
	s.charge(r, payment.StatusApproved)
	r.Amount = s.minor(7)
	if _, err := s.p.Charge(s.Context(), r); !errors.Is(err, fault.Conflict) {
		s.Errorf("Charge: another request under the same key is fault.Conflict: got %v", err)
	}
}

func (s *provider) refusesNothing() {
	s.Helper()
	for _, units := range []int64{0, -5} {
		r := s.request()
		r.Amount = s.minor(units)
		if _, err := s.p.Charge(s.Context(), r); !errors.Is(err, fault.Invalid) {
			s.Errorf("Charge: an amount must be positive: charging %s gives %v", r.Amount, err)
		}
	}
}

func (s *provider) refundsWhatWasCaptured() {
	s.Helper()
	id := s.charge(s.request(), payment.StatusApproved).TransactionID
	if res, err := s.refund(id, s.minor(3)); !taken(res.Status, err) {
		s.Errorf("Refund: a part of what was captured can be refunded: got %+v, %v", res, err)
	}
	if res, err := s.refund(id, s.cfg.Amount); taken(res.Status, err) {
		s.Errorf("Refund: no more than was captured can be refunded: got %+v, %v", res, err)
	}
	rest, err := s.cfg.Amount.Sub(s.minor(3))
	if err != nil {
		s.Fatalf("Sub: %v", err)
	}
	if res, err := s.refund(id, rest); !taken(res.Status, err) {
		s.Errorf("Refund: the rest of what was captured can be refunded: got %+v, %v", res, err)
	}
	if res, err := s.refund(id, s.minor(1)); taken(res.Status, err) {
		s.Errorf("Refund: nothing is left to be refunded: got %+v, %v", res, err)
	}
}

func (s *provider) refundsOnce() {
	s.Helper()
	id := s.charge(s.request(), payment.StatusApproved).TransactionID
	key := s.cfg.NewKey()
	first, err := s.refundUnder(key, id, s.cfg.Amount)
	if err != nil {
		s.Errorf("Refund: what was captured can be refunded: %v", err)
		return
	}
	if again, err := s.refundUnder(key, id, s.cfg.Amount); err != nil || again != first {
		s.Errorf("Refund: the same request under the same key gives the same answer: got %+v, %v, want %+v", again, err, first)
	}
	if _, err := s.refundUnder(key, id, s.minor(1)); !errors.Is(err, fault.Conflict) {
		s.Errorf("Refund: another request under the same key is fault.Conflict: got %v", err)
	}
}

func (s *provider) capturesWhatWasReserved() {
	s.Helper()
	r := s.request()
	r.DelayCapture = true
	id := s.charge(r, payment.StatusAuthorized).TransactionID
	if res, err := s.refund(id, s.minor(1)); taken(res.Status, err) {
		s.Errorf("Refund: what is only reserved can't be refunded: got %+v, %v", res, err)
	}
	more, err := s.cfg.Amount.Add(s.minor(1))
	if err != nil {
		s.Fatalf("Add: %v", err)
	}
	if res, err := s.capture(id, more); taken(res.Status, err) {
		s.Errorf("Capture: no more than was reserved can be captured: got %+v, %v", res, err)
	}
	if res, err := s.capture(id, s.cfg.Amount); !taken(res.Status, err) {
		s.Errorf("Capture: what was reserved can be captured: got %+v, %v", res, err)
	}
	if res, err := s.capture(id, s.minor(1)); taken(res.Status, err) {
		s.Errorf("Capture: what is captured can't be captured again: got %+v, %v", res, err)
	}
	if res, err := s.void(id); taken(res.Status, err) {
		s.Errorf("Void: what is captured can't be voided: got %+v, %v", res, err)
	}
	if res, err := s.refund(id, s.cfg.Amount); !taken(res.Status, err) {
		s.Errorf("Refund: what was captured later can be refunded: got %+v, %v", res, err)
	}
}

func (s *provider) voids() {
	s.Helper()
	r := s.request()
	r.DelayCapture = true
	id := s.charge(r, payment.StatusAuthorized).TransactionID
	if res, err := s.void(id); !taken(res.Status, err) {
		s.Errorf("Void: what was reserved can be voided: got %+v, %v", res, err)
	}
	if res, err := s.capture(id, s.cfg.Amount); taken(res.Status, err) {
		s.Errorf("Capture: what is voided can't be captured: got %+v, %v", res, err)
	}
}

func (s *provider) refusesUnknown() {
	s.Helper()
	const id = "no-such-transaction"
	if res, err := s.capture(id, s.cfg.Amount); taken(res.Status, err) {
		s.Errorf("Capture: an unknown transaction is refused: got %+v, %v", res, err)
	}
	if res, err := s.refund(id, s.cfg.Amount); taken(res.Status, err) {
		s.Errorf("Refund: an unknown transaction is refused: got %+v, %v", res, err)
	}
	if res, err := s.void(id); taken(res.Status, err) {
		s.Errorf("Void: an unknown transaction is refused: got %+v, %v", res, err)
	}
}

func (s *provider) inquires() {
	s.Helper()
	q, ok := payment.As[payment.Inquirer](s.p)
	if !ok {
		return
	}
	r := s.request()
	want := s.charge(r, payment.StatusApproved)
	for _, by := range []payment.Inquiry{
		{TransactionID: want.TransactionID, OrderID: r.OrderID},
		{IdempotencyKey: r.IdempotencyKey, OrderID: r.OrderID},
	} {
		if got, err := q.Inquire(s.Context(), by); err != nil || got.Status != want.Status || got.TransactionID != want.TransactionID {
			s.Errorf("Inquire: tells what became of a charge: got %+v, %v, want %+v", got, err, want)
		}
	}
	if _, err := q.Inquire(s.Context(), payment.Inquiry{IdempotencyKey: s.cfg.NewKey(), OrderID: r.OrderID}); !errors.Is(err, fault.NotFound) {
		s.Errorf("Inquire: a charge that was never made is fault.NotFound: got %v", err)
	}
}
