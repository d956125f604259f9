// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// The platform's codes of carrier errors. They may keep the buyer from going
// on until the address is mended.
const (
	CodeMissingPostalCode = "MISSING_POSTAL_CODE"
	CodeInvalidPostalCode = "INVALID_POSTAL_CODE"
	CodePartialAddress    = "PARTIAL_ADDRESS"
	CodeGenericError      = "GENERIC_ERROR"
)

// MissingPostalCode returns the error of a carrier that needs a postal code.
func MissingPostalCode() error {
	return fault.New(fault.Invalid, CodeMissingPostalCode, "the shipping address has no postal code")
}

// InvalidPostalCode returns the error of a carrier that does not know the
// postal code.
func InvalidPostalCode() error {
	return fault.New(fault.Invalid, CodeInvalidPostalCode, "the postal code is not one of the country")
}

// PartialAddress returns the error of a carrier that needs more of the address;
// fields are the members it misses, such as "city". They are the error's
// violations, and in its data as "violatedFields".
func PartialAddress(fields ...string) error {
	e := fault.New(fault.Invalid, CodePartialAddress, "the shipping address lacks "+strings.Join(fields, ", "))
	e.Data = map[string]any{"violatedFields": fields}
	for _, f := range fields {
		e.Violations = append(e.Violations, fault.Violation{
			Field: "shippingDestination." + f, Rule: fault.RuleRequired, Description: "is required",
		})
	}
	return e
}

// GenericError returns the error of a carrier that can't quote for any other
// reason; the message is for the buyer.
func GenericError(message string) error {
	return fault.New(fault.Invalid, CodeGenericError, message)
}
