// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

// Status is where an order stands between being placed and being canceled.
type Status string

// The statuses of an order.
const (
	StatusInitialized Status = "INITIALIZED" // placed, neither approved nor canceled: waits for its payment
	StatusApproved    Status = "APPROVED"    // a sale: paid, free of charge, or to be paid offline
	StatusCanceled    Status = "CANCELED"    // called off; final
	StatusPending     Status = "PENDING"     // its payment is under way or under review
	StatusRejected    Status = "REJECTED"    // every payment under way failed; final
)

// Valid reports whether s is one of the statuses.
func (s Status) Valid() bool {
	switch s {
	case StatusInitialized, StatusApproved, StatusCanceled, StatusPending, StatusRejected:
		return true
	}
	return false
}

// PaymentStatus sums up what became of an order's payments. It follows from
// them, see DerivePaymentStatus; nobody sets it by hand.
type PaymentStatus string

// The payment statuses of an order.
const (
	PaymentStatusUnspecified       PaymentStatus = "UNSPECIFIED"
	PaymentStatusNotPaid           PaymentStatus = "NOT_PAID"
	PaymentStatusPaid              PaymentStatus = "PAID"
	PaymentStatusPartiallyRefunded PaymentStatus = "PARTIALLY_REFUNDED"
	PaymentStatusFullyRefunded     PaymentStatus = "FULLY_REFUNDED"
	PaymentStatusPending           PaymentStatus = "PENDING"          // every payment is pending
	PaymentStatusPartiallyPaid     PaymentStatus = "PARTIALLY_PAID"   // less than the total is paid
	PaymentStatusPendingMerchant   PaymentStatus = "PENDING_MERCHANT" // the provider holds the money back
	PaymentStatusCanceled          PaymentStatus = "CANCELED"         // nothing paid, a payment was canceled
	PaymentStatusDeclined          PaymentStatus = "DECLINED"         // nothing paid, a payment was declined
)

// Valid reports whether s is one of the payment statuses.
func (s PaymentStatus) Valid() bool {
	switch s {
	case PaymentStatusUnspecified, PaymentStatusNotPaid, PaymentStatusPaid, PaymentStatusPartiallyRefunded,
		PaymentStatusFullyRefunded, PaymentStatusPending, PaymentStatusPartiallyPaid,
		PaymentStatusPendingMerchant, PaymentStatusCanceled, PaymentStatusDeclined:
		return true
	}
	return false
}

// FulfillmentStatus says how much of an order has been handed over.
type FulfillmentStatus string

// The fulfillment statuses of an order.
const (
	FulfillmentStatusNotFulfilled       FulfillmentStatus = "NOT_FULFILLED"
	FulfillmentStatusFulfilled          FulfillmentStatus = "FULFILLED"
	FulfillmentStatusPartiallyFulfilled FulfillmentStatus = "PARTIALLY_FULFILLED"
)

// Valid reports whether s is one of the fulfillment statuses.
func (s FulfillmentStatus) Valid() bool {
	switch s {
	case FulfillmentStatusNotFulfilled, FulfillmentStatusFulfilled, FulfillmentStatusPartiallyFulfilled:
		return true
	}
	return false
}
