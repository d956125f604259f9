// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/store"
)

// Collect implements order.Collector.
func (s *Service) Collect(ctx context.Context, tx *store.Tx, o *order.Record) (order.PaymentTotals, func(), error) {
	t, err := s.of(ctx, tx, o)
	if err != nil {
		return order.PaymentTotals{}, nil, err
	}
	ids, err := s.collect(o, t, tx)
	if err != nil {
		return order.PaymentTotals{}, nil, err
	}
	totals, err := Totals(&t.OrderTransactions)
	if err != nil {
		return totals, nil, err
	}
	o.Internal.PaymentMethods = methods(&t.OrderTransactions)
	records.Put(tx, t)
	return totals, func() { s.emitUpdated(ctx, tx, t, ids, nil) }, nil
}

// emitUpdated emits the events of changed transactions, which tx writes.
func (s *Service) emitUpdated(ctx context.Context, tx *store.Tx, t *record, payments []PaymentID, refunds []RefundID) {
	snap := records.Snapshot(tx, t)
	payments, refunds = slices.Clone(payments), slices.Clone(refunds)
	emit := func(build func() events.Payload) { events.Emit(tx, ctx, string(t.OrderID), build) }
	emit(func() events.Payload {
		return OrderTransactionsUpdated{OrderTransactions: &snap().OrderTransactions, PaymentIDs: payments, RefundIDs: refunds}
	})
	emit(func() events.Payload {
		return OrderTransactionsDetailsUpdated{OrderTransactions: &snap().OrderTransactions, PaymentIDs: payments, RefundIDs: refunds}
	})
}

// collect makes payments of what an order holds prepaid, which it does not hold
// any more then. A membership that could not be charged again, when the order
// was paid after it had given it back, becomes a declined one.
func (s *Service) collect(o *order.Record, t *record, tx *store.Tx) ([]PaymentID, error) {
	ids, err := s.addPrepaid(t, &o.Internal.Reservation.Prepaid, o.Order.Currency, tx)
	if err != nil {
		return nil, err
	}
	o.Internal.Reservation.Prepaid = order.Prepaid{}
	return ids, nil
}

// addPrepaid adds a payment for each of what was redeemed of gift cards and
// charged to memberships, and a declined one for a membership that was not.
func (s *Service) addPrepaid(t *record, p *order.Prepaid, cur money.Currency, tx *store.Tx) ([]PaymentID, error) {
	var ids []PaymentID
	add := func(pay Payment, status PaymentStatus) {
		pay.ID, pay.CreatedDate, pay.UpdatedDate = PaymentID(tx.NewID()), tx.Now(), tx.Now()
		pay.SetStatus(status)
		if status == PaymentDeclined {
			pay.DeclinedStatusDetails = &StatusDetails{Reason: ReasonExpired}
		}
		t.Payments = append(t.Payments, pay)
		ids = append(ids, pay.ID)
	}
	if g := p.GiftCard; g != nil && g.TransactionID != "" {
		add(Payment{
			Amount:                 money.PriceOf(g.Amount, s.env.Site.Locale),
			GiftcardPaymentDetails: &GiftCardPaymentDetails{GiftCardPaymentID: g.TransactionID, AppID: g.AppID, ObfuscatedCode: g.ObfuscatedCode},
		}, PaymentApproved)
	}
	for i := range p.Memberships {
		m := &p.Memberships[i]
		status := PaymentApproved
		if m.TransactionID == "" {
			status = PaymentDeclined
		}
		add(Payment{
			Amount: money.PriceOf(money.Zero(cur), s.env.Site.Locale), // what it pays for is not in the order's total
			MembershipPaymentDetails: &MembershipPaymentDetails{
				MembershipID: m.MembershipID, LineItemID: m.LineItemID, ExternalTransactionID: m.TransactionID, ProviderAppID: m.AppID,
				Name: &MembershipName{Original: m.Name.Original, Translated: m.Name.Translated},
			},
		}, status)
	}
	if n := len(t.Payments); n > MaxPayments {
		return nil, fault.New(fault.Limit, "MAX_PAYMENTS_REACHED", fmt.Sprintf("an order has at most %d payments, not %d", MaxPayments, n))
	}
	return ids, nil
}

// wholly reports whether a payment can only be given back as a whole: a gift
// card's, or a membership's.
func (p *Payment) wholly() bool { return p.RegularPaymentDetails == nil }

// outsideID returns what the payment's keeper calls it, "" when nobody but the
// merchant can give it back.
func (p *Payment) outsideID() string {
	switch {
	case p.RegularPaymentDetails != nil:
		return p.RegularPaymentDetails.ProviderTransactionID
	case p.GiftcardPaymentDetails != nil:
		return p.GiftcardPaymentDetails.GiftCardPaymentID
	case p.MembershipPaymentDetails != nil:
		return p.MembershipPaymentDetails.ExternalTransactionID
	}
	return ""
}

// giveBack voids a gift card's or a membership's payment at its keeper. done is
// false for a regular payment.
func (b *Billing) giveBack(ctx context.Context, id order.ID, in intent) (res payment.RefundResult, done bool, err error) {
	t, err := load(ctx, b.env.Store, id)
	if err != nil && in.again {
		err = &fault.Error{Class: fault.Unknown, Kind: "payment", ID: string(in.PaymentID), Err: err}
	}
	if err != nil {
		return res, true, err
	}
	p := t.Payment(in.PaymentID)
	if p == nil || !p.wholly() {
		return res, false, nil
	}
	void := b.orders.VoidMembership
	if p.GiftcardPaymentDetails != nil {
		void = b.orders.VoidGiftCard
	}
	err = void(ctx, p.outsideID())
	switch {
	case err == nil:
		return payment.RefundResult{Status: payment.ActionSucceeded}, true, nil
	case order.PrepaidRefused(err):
		return payment.RefundResult{Status: payment.ActionFailed, Reason: fault.Code(err), Message: err.Error()}, true, nil
	}
	return res, true, &fault.Error{Class: fault.Unknown, Kind: "refund", ID: in.Key, Code: fault.Code(err), Message: "it is not known whether it was given back: " + err.Error(), Err: err}
}
