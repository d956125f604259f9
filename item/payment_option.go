// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
)

// PaymentOption is how and when an item is paid.
type PaymentOption string

// PaymentOptionType is the platform's name of PaymentOption.
type PaymentOptionType = PaymentOption

// The payment options.
const (
	FullPaymentOnline                    PaymentOption = "FULL_PAYMENT_ONLINE"                      // everything at checkout
	FullPaymentOffline                   PaymentOption = "FULL_PAYMENT_OFFLINE"                     // everything in person, later
	Membership                           PaymentOption = "MEMBERSHIP"                               // by a plan that the buyer has
	DepositOnline                        PaymentOption = "DEPOSIT_ONLINE"                           // a deposit at checkout, the rest later
	MembershipOffline                    PaymentOption = "MEMBERSHIP_OFFLINE"                       // by a plan, charged in person
	MembershipOnlineWithOfflineRemainder PaymentOption = "MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER" // by a plan now, what it does not cover later
)

// Valid reports whether o is an option that the platform knows.
func (o PaymentOption) Valid() bool {
	return slices.Contains(paymentOptions[:], o)
}

var paymentOptions = [...]PaymentOption{
	FullPaymentOnline, FullPaymentOffline, Membership, DepositOnline, MembershipOffline, MembershipOnlineWithOfflineRemainder,
}

// OrDefault returns o, or FullPaymentOnline when it is empty.
func (o PaymentOption) OrDefault() PaymentOption {
	if o == "" {
		return FullPaymentOnline
	}
	return o
}

// ByMembership reports whether a membership pays, wholly or in part.
func (o PaymentOption) ByMembership() bool {
	return o == Membership || o == MembershipOffline || o == MembershipOnlineWithOfflineRemainder
}

// Validate records a violation when o, which stands at path, is given and is
// not an option that the platform knows.
func (o PaymentOption) Validate(c *fault.Checker, path string) {
	if o != "" && !o.Valid() {
		invalidEnum(c, path, o, paymentOptions[:]...)
	}
}
