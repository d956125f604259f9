// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// checkBounds verifies before every commit that no payment is refunded beyond
// what it brought and none captured beyond what was authorized. What it finds
// is a fault of this program: callers are refused before.
func checkBounds(t *OrderTransactions) error {
	for i := range t.Payments {
		p := &t.Payments[i]
		given, err := t.refundedAmount(p.ID)
		if err != nil {
			return err
		}
		if over, err := exceeds(given, p.Amount.Amount); err != nil || over {
			return ledgerFault(p.ID, "refunds", given, p.Amount.Amount, err)
		}
		if d := p.RegularPaymentDetails; d != nil && d.AuthorizationDetails != nil {
			for _, c := range d.AuthorizationDetails.Captures {
				if over, err := exceeds(c.Amount.Amount, p.Amount.Amount); err != nil || over {
					return ledgerFault(p.ID, "captures", c.Amount.Amount, p.Amount.Amount, err)
				}
			}
		}
	}
	return nil
}

// refundedAmount adds up what is refunded of a payment, or about to be.
func (t *OrderTransactions) refundedAmount(id PaymentID) (money.Amount, error) {
	var sum money.Amount
	a := adder{}
	for i := range t.Refunds {
		for j := range t.Refunds[i].Transactions {
			if r := &t.Refunds[i].Transactions[j]; r.PaymentID == id && r.RefundStatus != RefundFailed {
				a.add(&sum, r.Amount.Amount)
			}
		}
	}
	return sum, a.err
}

func exceeds(a, b money.Amount) (bool, error) {
	if a == (money.Amount{}) {
		return false, nil
	}
	c, err := a.Cmp(b)
	return c > 0, err
}

func ledgerFault(id PaymentID, what string, got, most money.Amount, err error) error {
	return &fault.Error{
		Class: fault.Internal, Kind: "payment", ID: string(id), Err: err,
		Message: fmt.Sprintf("%s of %s exceed the %s of the payment", what, got, most),
	}
}
