// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/transaction"
)

// moody is a gateway that answers instead of the real one while err is set;
// what it is asked takes effect all the same when took is set.
type moody struct {
	payment.Provider
	mu   sync.Mutex
	err  error
	took bool
	hold chan struct{} // the next charge waits here before it returns
	held chan struct{}
}

func (m *moody) be(err error, took bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err, m.took = err, took
}

func (m *moody) mood() (took bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.took, m.err
}

func (m *moody) Charge(ctx context.Context, r payment.ChargeRequest) (payment.ChargeResult, error) {
	took, err := m.mood()
	if m.hold != nil {
		hold := m.hold
		m.hold = nil
		res, err := m.Provider.Charge(ctx, r)
		close(m.held)
		<-hold
		return res, err
	}
	if err != nil && !took {
		return payment.ChargeResult{}, err
	}
	res, e := m.Provider.Charge(ctx, r)
	if err != nil {
		return payment.ChargeResult{}, err
	}
	return res, e
}

func (m *moody) Refund(ctx context.Context, r payment.RefundRequest) (payment.RefundResult, error) {
	took, err := m.mood()
	if err != nil && !took {
		return payment.RefundResult{}, err
	}
	res, e := m.Provider.Refund(ctx, r)
	if err != nil {
		return payment.RefundResult{}, err
	}
	return res, e
}

// That a repeated question was not taken says nothing about the first one.
func TestRefusedRepetitionProvesNothing(t *testing.T) {
	t.Parallel()
	for _, class := range []fault.Class{fault.Unavailable, fault.RateLimit, fault.Denied, fault.Conflict} {
		t.Run(class.Error(), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			m := &moody{Provider: s.gateway}
			s.billing = transaction.NewBilling(s.service, m)
			o := s.place(t)
			lost, refused := fault.New(fault.Unknown, "", "the answer was lost"), fault.New(class, "", "not now")

			m.be(lost, true)
			if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); fault.ClassOf(err) != fault.Unknown {
				t.Fatalf("ChargeOrder() = %v, want unknown", err)
			}
			m.be(refused, false)
			if n, err := s.billing.Resolve(t.Context()); n != 0 || err != nil {
				t.Errorf("Resolve() of a charge = %d, %v, want nothing settled", n, err)
			}
			checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusPending, "36.40")
			m.be(nil, false)
			if n, err := s.billing.Resolve(t.Context()); n != 1 || err != nil {
				t.Fatalf("Resolve() of a charge = %d, %v, want 1", n, err)
			}
			checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")

			tr, err := s.service.ListTransactionsForSingleOrder(t.Context(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			m.be(lost, true)
			if _, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
				OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: tr.Payments[0].ID}},
			}); err != nil {
				t.Fatal(err)
			}
			m.be(refused, false)
			if n, err := s.billing.Resolve(t.Context()); n != 0 || err != nil {
				t.Errorf("Resolve() of a refund = %d, %v, want nothing settled", n, err)
			}
			m.be(nil, false)
			if n, err := s.billing.Resolve(t.Context()); n != 1 || err != nil {
				t.Fatalf("Resolve() of a refund = %d, %v, want 1", n, err)
			}
			checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusFullyRefunded, "0.00")
			if e := s.gateway.Ledger(); len(e) != 1 || e[0].Refunded.String() != "36.40" {
				t.Errorf("the gateway says %+v, want one charge, refunded", e)
			}
		})
	}
}

// A gateway that says it is still at work on a key has perhaps taken the money.
func TestConflictAtTheGateway(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := &moody{Provider: s.gateway}
	s.billing = transaction.NewBilling(s.service, m)
	o := s.place(t)
	m.be(fault.New(fault.Conflict, "", "this key is being worked on"), true)
	if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); fault.ClassOf(err) != fault.Unknown {
		t.Fatalf("ChargeOrder() = %v, want unknown", err)
	}
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); fault.ClassOf(err) != fault.State {
		t.Errorf("CancelOrder() meanwhile = %v, want refused", err)
	}
	m.be(nil, false)
	if n, err := s.billing.Resolve(t.Context()); n != 1 || err != nil {
		t.Fatalf("Resolve() = %d, %v, want 1", n, err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
}

// Resolve asks nothing that is just being asked; another process, which cannot
// know, may be told nonsense: money that moved is recorded all the same.
func TestResolveDuringCharge(t *testing.T) {
	t.Parallel()
	for name, elsewhere := range map[string]bool{"same process": false, "another process": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			hold := make(chan struct{})
			m := &moody{Provider: s.gateway, hold: hold, held: make(chan struct{})}
			s.billing = transaction.NewBilling(s.service, m)
			o := s.place(t)
			done := make(chan error)
			go func() {
				_, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
				done <- err
			}()
			<-m.held
			if elsewhere {
				refusing := &moody{Provider: s.gateway}
				refusing.be(fault.New(fault.State, "", "no such method"), false)
				if n, err := transaction.NewBilling(s.service, refusing).Resolve(t.Context()); n != 0 || err == nil {
					t.Errorf("Resolve() elsewhere = %d, %v, want the refusal", n, err)
				}
				checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusNotPaid, "36.40")
			} else if n, err := s.billing.Resolve(t.Context()); n != 0 || err != nil || len(s.gateway.Calls()) != 1 {
				t.Errorf("Resolve() = %d, %v after %d calls, want one call and nothing settled", n, err, len(s.gateway.Calls()))
			}
			close(hold)
			if err := <-done; err != nil {
				t.Errorf("ChargeOrder() = %v", err)
			}
			checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
		})
	}
}

// A charge that succeeds after its order has given back its goods approves the
// order, and takes the goods again as far as they are there.
func TestLateSuccessTakesGoodsAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		others int // orders placed meanwhile, of three units of ten
		left   int64
	}{"still there": {0, 7}, "gone": {3, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			hold := make(chan struct{})
			m := &moody{Provider: s.gateway, hold: hold, held: make(chan struct{})}
			s.billing = transaction.NewBilling(s.service, m)
			o := s.place(t)
			done := make(chan error)
			go func() {
				_, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
				done <- err
			}()
			<-m.held
			refusing := &moody{Provider: s.gateway}
			refusing.be(fault.New(fault.State, "", "no such method"), false)
			if n, err := transaction.NewBilling(s.service, refusing).Resolve(t.Context()); n != 0 || err == nil {
				t.Errorf("Resolve() elsewhere = %d, %v, want the refusal", n, err)
			}
			if n, err := s.orders.ExpireUnpaid(t.Context(), s.env.Now().Add(time.Hour)); n != 1 || err != nil {
				t.Errorf("ExpireUnpaid() = %d, %v, want 1", n, err)
			}
			for range tt.others {
				s.place(t)
			}
			close(hold)
			if err := <-done; err != nil {
				t.Errorf("ChargeOrder() = %v", err)
			}
			checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
			if left := s.left(t); left != tt.left {
				t.Errorf("%d units are left, want %d", left, tt.left)
			}
		})
	}
}
