// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package membership

import (
	"errors"

	"github.com/go-ecom/ecom/fault"
)

// The platform's codes by which memberships are refused.
const (
	CodeInvalidSelection    = "INVALID_SELECTION"
	CodeInsufficientBalance = "INSUFFICIENT_BALANCE"
	CodeDoesNotApply        = "MEMBERSHIP_DOES_NOT_APPLY_TO_ITEM"
	CodeCannotBeCharged     = "MEMBERSHIP_CANNOT_BE_CHARGED"
	CodeAlreadyCharged      = "MEMBERSHIP_ALREADY_CHARGED" // data transactionId
	CodeTransactionNotFound = "TRANSACTION_NOT_FOUND"
	CodeCannotBeVoided      = "TRANSACTION_CANNOT_BE_VOIDED"
	CodeAlreadyVoided       = "TRANSACTION_ALREADY_VOIDED"
)

// Why a selection is invalid, in the data of INVALID_SELECTION under "reason".
const (
	SelectionMembershipNotFound = "MEMBERSHIP_NOT_FOUND"
	SelectionLineItemNotFound   = "LINE_ITEM_NOT_FOUND"
	SelectionCannotBeUsed       = "MEMBERSHIP_CANNOT_BE_USED_FOR_LINE_ITEMS"
	SelectionInvalid            = "MEMBERSHIP_SELECTION_INVALID" // each item would do, together they don't
)

// Why a membership cannot be charged, in the data of
// MEMBERSHIP_CANNOT_BE_CHARGED under "reason". With OUT_OF_CREDITS there are
// "required" and "remaining".
const (
	ReasonOutOfCredits        = "OUT_OF_CREDITS"
	ReasonNotStartedYet       = "NOT_STARTED_YET"
	ReasonEnded               = "ENDED"
	ReasonTooManyParticipants = "NOT_APPLICABLE_FOR_MULTIPLE_PARTICIPANTS"
)

// classes are the classes of the codes: those of their HTTP status.
var classes = map[string]fault.Class{
	CodeInvalidSelection:    fault.Invalid,
	CodeInsufficientBalance: fault.Limit,
	CodeDoesNotApply:        fault.Invalid,
	CodeCannotBeCharged:     fault.State,
	CodeAlreadyCharged:      fault.Exists,
	CodeTransactionNotFound: fault.NotFound,
	CodeCannotBeVoided:      fault.State,
	CodeAlreadyVoided:       fault.Exists,
}

// Codes returns every code by which a provider can refuse, and its class.
func Codes() map[string]fault.Class {
	all := make(map[string]fault.Class, len(classes))
	for code, class := range classes {
		all[code] = class
	}
	return all
}

// Refuse returns the error by which a provider refuses: with one of the codes
// of this package, of the class that belongs to it. data may be nil.
func Refuse(code, message string, data map[string]any) error {
	err := fault.New(classes[code], code, message)
	err.Data = data
	return err
}

// Refused reports whether err says that a provider has refused, so that
// nothing has happened: whether it is fault.Invalid, or has one of the codes of
// this package.
func Refused(err error) bool {
	_, known := classes[fault.Code(err)]
	return known || errors.Is(err, fault.Invalid)
}

// Charged returns what Charge came to: a charge that had taken effect before is
// one, too.
func Charged(resp ChargeResponse, err error) (ChargeResponse, error) {
	if fault.Code(err) != CodeAlreadyCharged {
		return resp, err
	}
	id, _ := fault.Data(err)["transactionId"].(string)
	return ChargeResponse{TransactionID: id}, nil
}
