// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// PaymentStatus is the state of one payment.
type PaymentStatus string

// The states of a payment. Gift card and membership payments know only
// APPROVED, PENDING, CANCELED, DECLINED and VOIDED.
const (
	PaymentApproved          PaymentStatus = "APPROVED"
	PaymentPending           PaymentStatus = "PENDING"
	PaymentPendingMerchant   PaymentStatus = "PENDING_MERCHANT" // the provider holds the money back
	PaymentCanceled          PaymentStatus = "CANCELED"
	PaymentDeclined          PaymentStatus = "DECLINED"
	PaymentRefunded          PaymentStatus = "REFUNDED"
	PaymentPartiallyRefunded PaymentStatus = "PARTIALLY_REFUNDED"
	PaymentAuthorized        PaymentStatus = "AUTHORIZED" // money reserved, not taken
	PaymentVoided            PaymentStatus = "VOIDED"     // reserved money let go, or a gift card or membership given back
)

// Valid reports whether s is one of the states.
func (s PaymentStatus) Valid() bool {
	switch s {
	case PaymentApproved, PaymentPending, PaymentPendingMerchant, PaymentCanceled, PaymentDeclined,
		PaymentRefunded, PaymentPartiallyRefunded, PaymentAuthorized, PaymentVoided:
		return true
	}
	return false
}

// TransactionStatus is the deprecated form of PaymentStatus; it also knows
// UNDEFINED.
type TransactionStatus = PaymentStatus

// TransactionUndefined says nothing. Only the deprecated status has it.
const TransactionUndefined TransactionStatus = "UNDEFINED"

// MembershipPaymentStatus is the deprecated state of a membership payment.
type MembershipPaymentStatus string

// The deprecated states of a membership payment.
const (
	MembershipCharged       MembershipPaymentStatus = "CHARGED"
	MembershipChargeFailed  MembershipPaymentStatus = "CHARGE_FAILED"
	MembershipChargePending MembershipPaymentStatus = "CHARGE_PENDING"
	MembershipVoided        MembershipPaymentStatus = "VOIDED"
)

// RefundStatus is the state of one refund transaction.
type RefundStatus string

// The states of a refund transaction, in the order they are passed. The last
// two are final.
const (
	RefundScheduled RefundStatus = "SCHEDULED" // acknowledged
	RefundStarted   RefundStatus = "STARTED"   // initiated
	RefundPending   RefundStatus = "PENDING"   // with the provider
	RefundSucceeded RefundStatus = "SUCCEEDED"
	RefundFailed    RefundStatus = "FAILED"
)

// Valid reports whether s is one of the states.
func (s RefundStatus) Valid() bool {
	switch s {
	case RefundScheduled, RefundStarted, RefundPending, RefundSucceeded, RefundFailed:
		return true
	}
	return false
}

// Final reports whether nothing follows on s.
func (s RefundStatus) Final() bool { return s == RefundSucceeded || s == RefundFailed }

// CodeStatusNotAllowed is the platform's code for a payment status that cannot
// be set.
const CodeStatusNotAllowed = "STATUS_NOT_ALLOWED"

// StatusError says that a payment cannot go from one state to another. It is a
// fault.State with the platform's code.
type StatusError struct {
	From, To PaymentStatus
	Code     string
}

// Error implements error.
func (e *StatusError) Error() string {
	return fmt.Sprintf("payment cannot go from %s to %s: %s", e.From, e.To, e.Code)
}

// Unwrap returns the fault.State error with the code.
func (e *StatusError) Unwrap() error { return &fault.Error{Class: fault.State, Code: e.Code} }

// Transition returns nil when what a provider says, or a capture, a void or a
// refund, may take a payment from one state to another, and a *StatusError
// otherwise. A payment may stay where it is.
func Transition(from, to PaymentStatus) error {
	ok := false
	switch from {
	case PaymentPending:
		ok = to == PaymentApproved || to == PaymentDeclined || to == PaymentCanceled ||
			to == PaymentAuthorized || to == PaymentPendingMerchant || to == PaymentVoided
	case PaymentPendingMerchant:
		ok = to == PaymentApproved || to == PaymentDeclined || to == PaymentCanceled
	case PaymentAuthorized:
		ok = to == PaymentApproved || to == PaymentVoided || to == PaymentCanceled
	case PaymentApproved:
		ok = to == PaymentPartiallyRefunded || to == PaymentRefunded || to == PaymentVoided || to == PaymentCanceled
	case PaymentPartiallyRefunded:
		ok = to == PaymentRefunded
	case PaymentCanceled, PaymentDeclined, PaymentRefunded, PaymentVoided:
	}
	if !ok && (from != to || !to.Valid()) {
		return &StatusError{from, to, CodeStatusNotAllowed}
	}
	return nil
}

// CanSetStatus returns nil when a caller may set the payment's status by hand,
// and a *StatusError otherwise. Pending payments and offline ones may move;
// refunds are never set by hand, nor is what is final undone. Setting the
// status that the payment has is allowed and changes nothing.
func CanSetStatus(p *Payment, to PaymentStatus) error {
	from := p.CurrentStatus()
	deny := &StatusError{from, to, CodeStatusNotAllowed}
	if !to.Valid() || to == PaymentRefunded || to == PaymentPartiallyRefunded {
		return deny
	}
	switch {
	case from == to:
		return nil
	case from == PaymentPending || from == PaymentPendingMerchant:
		if Transition(from, to) == nil {
			return nil
		}
	case p.Offline() && from == PaymentApproved:
		if to == PaymentPending || to == PaymentCanceled || to == PaymentDeclined {
			return nil
		}
	}
	return deny
}

// CurrentStatus returns the payment's status: Status, or where it is empty
// what the deprecated members say. A gift card payment that says nothing is
// approved, a regular one pending.
func (p *Payment) CurrentStatus() PaymentStatus {
	if p.Status != "" {
		return p.Status
	}
	switch {
	case p.RegularPaymentDetails != nil:
		if s := p.RegularPaymentDetails.Status; s != "" && s != TransactionUndefined {
			return s
		}
	case p.GiftcardPaymentDetails != nil:
		if p.GiftcardPaymentDetails.Voided {
			return PaymentVoided
		}
		return PaymentApproved
	case p.MembershipPaymentDetails != nil:
		switch p.MembershipPaymentDetails.Status {
		case MembershipCharged:
			return PaymentApproved
		case MembershipChargeFailed:
			return PaymentDeclined
		case MembershipVoided:
			return PaymentVoided
		case MembershipChargePending:
		}
		if p.MembershipPaymentDetails.Voided {
			return PaymentVoided
		}
	}
	return PaymentPending
}

// SetStatus sets the payment's status and its deprecated twins.
func (p *Payment) SetStatus(s PaymentStatus) {
	p.Status = s
	switch {
	case p.RegularPaymentDetails != nil:
		p.RegularPaymentDetails.Status = s
	case p.GiftcardPaymentDetails != nil:
		p.GiftcardPaymentDetails.Voided = s == PaymentVoided
	case p.MembershipPaymentDetails != nil:
		m := p.MembershipPaymentDetails
		m.Voided = s == PaymentVoided
		switch s {
		case PaymentApproved:
			m.Status = MembershipCharged
		case PaymentPending, PaymentPendingMerchant, PaymentAuthorized:
			m.Status = MembershipChargePending
		case PaymentCanceled, PaymentDeclined:
			m.Status = MembershipChargeFailed
		case PaymentVoided, PaymentRefunded, PaymentPartiallyRefunded:
			m.Status = MembershipVoided
		}
	}
}

// Offline reports whether the payment was made without a provider.
func (p *Payment) Offline() bool {
	return p.RegularPaymentDetails != nil && p.RegularPaymentDetails.OfflinePayment
}

// Membership reports whether the payment is by membership: it settles lines,
// not money.
func (p *Payment) Membership() bool { return p.MembershipPaymentDetails != nil }
