// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/store"
)

// chargePayment returns the payment that a charge made.
func chargePayment(in intent, res payment.ChargeResult, amount money.Price, now time.Time) Payment {
	d := &RegularPaymentDetails{
		GatewayTransactionID: in.ID, ProviderTransactionID: res.TransactionID, PaymentMethod: res.Method,
		SavedPaymentMethod: res.SavedToken != "", OfflinePayment: res.Offline,
	}
	if res.Card != (payment.Card{}) {
		d.CreditCardDetails = &CreditCardPaymentMethodDetails{LastFourDigits: res.Card.LastFourDigits, Brand: res.Card.Brand}
	}
	p := Payment{
		ID: PaymentID(in.ID), CreatedDate: in.Began, UpdatedDate: now, Amount: amount,
		ChargeCorrelationID: in.CorrelationID, RegularPaymentDetails: d,
	}
	p.SetStatus(PaymentStatus(res.Status))
	switch p.Status {
	case PaymentAuthorized:
		d.AuthorizationDetails = &AuthorizationDetails{DelayedCapture: true, AuthorizedDate: now}
	case PaymentDeclined:
		p.DeclinedStatusDetails = &StatusDetails{Reason: declineReason(res.Reason)}
	case PaymentApproved, PaymentPending, PaymentPendingMerchant, PaymentCanceled, PaymentRefunded, PaymentPartiallyRefunded, PaymentVoided:
	}
	return p
}

// declineReason brings a provider's reason to one that the platform knows.
func declineReason(reason string) StatusReason {
	switch r := StatusReason(reason); r {
	case ReasonExpired, ReasonInsufficientFunds, ReasonGiftCardDisabled:
		return r
	default:
		return ReasonChargeFailed
	}
}

// note appends to the order's history what a new state of a payment means.
func note(o *order.Order, p *Payment, tx *store.Tx) {
	a := order.Activity{ID: tx.NewID(), CreatedDate: tx.Now()}
	regular := &order.RegularPayment{Amount: p.Amount}
	var last4, brand string
	if d := p.RegularPaymentDetails; d != nil && d.CreditCardDetails != nil {
		last4, brand = d.CreditCardDetails.LastFourDigits, d.CreditCardDetails.Brand
		regular.CreditCardDetails = &order.CreditCardDetails{LastFourDigits: last4, Brand: brand}
	}
	authorized := &order.AuthorizedPayment{PaymentID: string(p.ID), Amount: p.Amount, LastFourDigits: last4, Brand: brand}
	change := &order.PaymentChange{PaymentID: string(p.ID), Regular: regular}
	switch p.Status {
	case PaymentAuthorized:
		a.ActivityType, a.AuthorizedPaymentCreated = order.ActivityTypeAuthorizedPaymentCreated, authorized
	case PaymentVoided:
		a.ActivityType, a.AuthorizedPaymentVoided = order.ActivityTypeAuthorizedPaymentVoided, authorized
	case PaymentPending, PaymentPendingMerchant:
		a.ActivityType, a.PaymentPending = order.ActivityTypePaymentPending, change
	case PaymentCanceled:
		a.ActivityType, a.PaymentCanceled = order.ActivityTypePaymentCanceled, change
	case PaymentDeclined:
		a.ActivityType, a.PaymentDeclined = order.ActivityTypePaymentDeclined, change
	case PaymentApproved, PaymentRefunded, PaymentPartiallyRefunded:
		return // what is paid or refunded is noted with the order's own status
	}
	order.AddActivity(o, a)
}

// putPayment adds a payment, or replaces the one with its id.
func (r *record) putPayment(p Payment) {
	if old := r.Payment(p.ID); old != nil {
		*old = p
		return
	}
	r.Payments = append(r.Payments, p)
}

// removePayment takes away a payment of which it turned out that no money was
// asked for, and reports whether it was there.
func (r *record) removePayment(id PaymentID) bool {
	n := len(r.Payments)
	r.Payments = slices.DeleteFunc(r.Payments, func(p Payment) bool { return p.ID == id })
	return len(r.Payments) < n
}
