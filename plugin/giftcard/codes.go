// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"errors"

	"github.com/go-ecom/ecom/fault"
)

// The platform's codes by which gift cards are refused.
const (
	CodeNotFound             = "GIFT_CARD_NOT_FOUND"
	CodeDisabled             = "GIFT_CARD_DISABLED"
	CodeExpired              = "GIFT_CARD_EXPIRED"
	CodeMissingCurrency      = "MISSING_CURRENCY"
	CodeInsufficientFunds    = "INSUFFICIENT_FUNDS"
	CodeAlreadyRedeemed      = "ALREADY_REDEEMED" // for the order
	CodeCurrencyNotSupported = "CURRENCY_NOT_SUPPORTED"
	CodeTransactionNotFound  = "TRANSACTION_NOT_FOUND"
	CodeAlreadyVoided        = "ALREADY_VOIDED"
)

// classes are the classes of the codes: those of their HTTP status.
var classes = map[string]fault.Class{
	CodeNotFound:             fault.NotFound,
	CodeDisabled:             fault.State,
	CodeExpired:              fault.State,
	CodeMissingCurrency:      fault.State,
	CodeInsufficientFunds:    fault.Limit,
	CodeAlreadyRedeemed:      fault.Exists,
	CodeCurrencyNotSupported: fault.Invalid,
	CodeTransactionNotFound:  fault.NotFound,
	CodeAlreadyVoided:        fault.Exists,
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
// of this package, of the class that belongs to it.
func Refuse(code, message string) error { return fault.New(classes[code], code, message) }

// Refused reports whether err says that a provider has refused, so that
// nothing has happened: whether it is fault.Invalid, or has one of the codes of
// this package.
func Refused(err error) bool {
	_, known := classes[fault.Code(err)]
	return known || errors.Is(err, fault.Invalid)
}
