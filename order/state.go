// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
)

// The platform's codes for what an order's state does not allow.
const (
	CodeNotFound                  = "ORDER_NOT_FOUND"
	CodeIsPending                 = "ORDER_IS_PENDING"
	CodeIsRejected                = "ORDER_IS_REJECTED"
	CodeCanceled                  = "ORDER_CANCELED"
	CodeNotApproved               = "ORDER_NOT_APPROVED" // the platform documents no code for this
	CodeHasAuthorizedTransaction  = "ORDER_HAS_AUTHORIZED_TRANSACTION"
	CodeStatusNotSupported        = "STATUS_NOT_SUPPORTED"
	CodeUnsupportedTransition     = "UNSUPPORTED_TRANSITION"
	CodeStatusAlreadySet          = "STATUS_ALREADY_SET"
	CodePurchasedDateInFuture     = "PURCHASED_DATE_CANNOT_BE_IN_FUTURE"
	CodeCannotOverwriteUnimported = "CANNOT_OVERWRITE_NON_IMPORTED_ORDER"
	CodeCannotLowerNumberCounter  = "CANNOT_SET_LOWER_ORDER_NUMBER_COUNTER"
	CodeCannotBeEdited            = "ORDER_CANNOT_BE_EDITED"
	CodeRefundedCannotBeEdited    = "PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED"
)

// StateError says that an order's status does not allow something. It is a
// fault.State and carries the platform's code.
type StateError struct {
	From Status // the order's status
	To   Status // the status it should have got; "" when the status was to stay
	Code string // such as CodeIsPending
}

// Error implements error.
func (e *StateError) Error() string {
	if e.To == "" {
		return fmt.Sprintf("order is %s: %s", e.From, e.Code)
	}
	return fmt.Sprintf("order cannot go from %s to %s: %s", e.From, e.To, e.Code)
}

// Unwrap returns the fault.State error with the code.
func (e *StateError) Unwrap() error { return &fault.Error{Class: fault.State, Code: e.Code} }

// Transition returns nil when an order may go from one status to another, and
// a *StateError otherwise. CANCELED and REJECTED are final.
func Transition(from, to Status) error {
	switch {
	case !to.Valid():
		return &StateError{from, to, CodeStatusNotSupported}
	case from == to:
		return &StateError{from, to, CodeStatusAlreadySet}
	}
	ok := false
	switch from {
	case StatusInitialized:
		ok = to == StatusApproved || to == StatusPending || to == StatusCanceled
	case StatusPending:
		ok = to == StatusApproved || to == StatusRejected
	case StatusApproved:
		ok = to == StatusCanceled
	case StatusCanceled, StatusRejected:
	}
	if !ok {
		return &StateError{from, to, CodeUnsupportedTransition}
	}
	return nil
}

// CanUpdate returns nil when the order's details may be changed, and a
// *StateError otherwise.
func CanUpdate(o *Order) error {
	switch o.Status {
	case StatusPending:
		return &StateError{From: o.Status, Code: CodeIsPending}
	case StatusRejected:
		return &StateError{From: o.Status, Code: CodeIsRejected}
	case StatusInitialized, StatusApproved, StatusCanceled:
	}
	return nil
}

// CanCancel returns nil when the order may be canceled, and a *StateError
// otherwise. An authorized payment must be voided or captured first, and one
// that the provider has not decided on must be waited for.
func CanCancel(o *Order) error {
	switch o.Status {
	case StatusPending:
		return &StateError{o.Status, StatusCanceled, CodeIsPending}
	case StatusRejected:
		return &StateError{o.Status, StatusCanceled, CodeIsRejected}
	case StatusCanceled:
		return &StateError{o.Status, StatusCanceled, CodeCanceled}
	case StatusInitialized:
		if o.BalanceSummary.Pending.Amount.IsPositive() { // the provider may still approve it
			return &StateError{o.Status, StatusCanceled, CodeIsPending}
		}
	case StatusApproved:
	}
	if o.BalanceSummary.Authorized.Amount.IsPositive() {
		return &StateError{o.Status, StatusCanceled, CodeHasAuthorizedTransaction}
	}
	return nil
}

// CanFulfill returns nil when goods of the order may be handed over, and a
// *StateError otherwise: only an approved order is a sale.
func CanFulfill(o *Order) error {
	switch o.Status {
	case StatusApproved:
		return nil
	case StatusPending:
		return &StateError{From: o.Status, Code: CodeIsPending}
	case StatusRejected:
		return &StateError{From: o.Status, Code: CodeIsRejected}
	case StatusCanceled:
		return &StateError{From: o.Status, Code: CodeCanceled}
	case StatusInitialized:
	}
	return &StateError{From: o.Status, Code: CodeNotApproved}
}

// CanCharge returns nil when money may be collected for the order, and a
// *StateError otherwise.
func CanCharge(o *Order) error {
	switch o.Status {
	case StatusCanceled:
		return &StateError{From: o.Status, Code: CodeCanceled}
	case StatusRejected:
		return &StateError{From: o.Status, Code: CodeIsRejected}
	case StatusInitialized, StatusApproved, StatusPending:
	}
	return nil
}

// CanEdit returns nil when who may change what the order costs, and a
// *StateError otherwise. Only a sale is edited: one that no money was given back
// of, or is about to be, and whose payment provider owes no answer. An order
// that was left to some apps is edited by these, and by the program.
func CanEdit(r *Record, who actor.Identity) error {
	o := &r.Order
	b := &o.BalanceSummary
	apps := r.Internal.EditableByApps
	switch {
	case o.Status != StatusApproved, r.Internal.Charging:
		return &StateError{From: o.Status, Code: CodeCannotBeEdited}
	case len(apps) > 0 && who.Kind != actor.KindProgram && (who.Kind != actor.KindApp || !slices.Contains(apps, who.ID)):
		return &StateError{From: o.Status, Code: CodeCannotBeEdited}
	case o.PaymentStatus == PaymentStatusPartiallyRefunded, o.PaymentStatus == PaymentStatusFullyRefunded,
		b.Refunded.Amount.IsPositive(), b.PendingRefund.Amount.IsPositive():
		return &StateError{From: o.Status, Code: CodeRefundedCannotBeEdited}
	}
	return nil
}
