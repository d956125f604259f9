// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

// PaymentTotals returns what the payments and refunds of an order add up to.
// Whatever changes them changes the order, too.
func (s *Service) PaymentTotals(ctx context.Context, r store.Reader, o *order.Record) (order.PaymentTotals, error) {
	t, err := load(ctx, r, o.Order.ID)
	if err != nil {
		return order.PaymentTotals{}, err
	}
	return Totals(&t.OrderTransactions)
}

// Totals adds an order's transactions up to what its payment status and its
// balance follow from. Membership payments settle lines, not money: their
// amounts count like all others, as the platform counts them. It fails only on
// amounts of different currencies.
func Totals(t *OrderTransactions) (order.PaymentTotals, error) {
	var s order.PaymentTotals
	if t == nil {
		return s, nil
	}
	a := adder{}
	for i := range t.Payments {
		p := &t.Payments[i]
		s.Payments++
		switch status := p.CurrentStatus(); status {
		case PaymentApproved, PaymentRefunded, PaymentPartiallyRefunded:
			a.paid(&s, p)
		case PaymentVoided:
			if t.givenBack(p.ID) {
				a.paid(&s, p)
			}
		case PaymentAuthorized:
			a.add(&s.Authorized, p.Amount.Amount)
		case PaymentPending, PaymentPendingMerchant:
			a.add(&s.Pending, p.Amount.Amount)
			if status == PaymentPending {
				s.PendingPayments++
			} else {
				s.PendingMerchant++
			}
		case PaymentDeclined:
			s.Declined++
		case PaymentCanceled:
			s.Canceled++
		}
		if r := p.RegularPaymentDetails; r != nil {
			for j := range r.Chargebacks {
				cb := &r.Chargebacks[j]
				a.add(&s.Chargeback, cb.Amount.Amount)
				if cb.Status == ChargebackReversed {
					a.add(&s.ChargebackReversal, cb.ReversalAmount.Amount)
				}
			}
		}
	}
	for i := range t.Refunds {
		for j := range t.Refunds[i].Transactions {
			switch tx := &t.Refunds[i].Transactions[j]; tx.RefundStatus {
			case RefundSucceeded:
				s.Refunds++
				a.add(&s.Refunded, tx.Amount.Amount)
			case RefundScheduled, RefundStarted, RefundPending:
				s.Refunds++
				a.add(&s.PendingRefund, tx.Amount.Amount)
			case RefundFailed:
			}
		}
	}
	a.unroundRefunds(t, &s.Refunded)
	return s, a.err
}

// givenBack reports whether a refund of the payment went through.
func (t *OrderTransactions) givenBack(id PaymentID) bool {
	for i := range t.Refunds {
		for j := range t.Refunds[i].Transactions {
			if tx := &t.Refunds[i].Transactions[j]; tx.PaymentID == id && tx.RefundStatus == RefundSucceeded {
				return true
			}
		}
	}
	return false
}

// Effective returns the amount with which a payment counts: without cash
// rounding.
func (p *Payment) Effective() money.Amount {
	if p.CashRounding != nil && p.CashRounding.UnroundedAmount.Amount != (money.Amount{}) {
		return p.CashRounding.UnroundedAmount.Amount
	}
	return p.Amount.Amount
}

// methods returns how an order was paid, each way once: what searches by
// paymentMethods find.
func methods(t *OrderTransactions) []string {
	var out []string
	for i := range t.Payments {
		name := ""
		switch p := &t.Payments[i]; {
		case p.GiftcardPaymentDetails != nil:
			name = "GiftCard"
		case p.MembershipPaymentDetails != nil:
			name = "Membership"
		case p.RegularPaymentDetails != nil:
			name = p.RegularPaymentDetails.PaymentMethod
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// adder adds amounts up; after the first error it does nothing.
type adder struct{ err error }

// add adds b to *a; the zero Amount on either side is nothing.
func (x *adder) add(a *money.Amount, b money.Amount) {
	switch {
	case x.err != nil || b == money.Amount{}:
	case *a == money.Amount{}:
		*a = b
	default:
		*a, x.err = a.Add(b)
	}
}

// sub takes b from *a.
func (x *adder) sub(a *money.Amount, b money.Amount) { x.add(a, b.Neg()) }

func (x *adder) paid(s *order.PaymentTotals, p *Payment) {
	x.add(&s.Paid, p.Effective())
	if p.CashRounding != nil {
		x.add(&s.CashRounding, p.Amount.Amount)
		x.sub(&s.CashRounding, p.Effective())
	}
	if r := p.RegularPaymentDetails; r != nil {
		x.add(&s.PlatformFees, r.PlatformFee.Amount)
	}
}
