// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package paymenttest

import (
	"fmt"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

// Entry is one charge in the gateway's ledger.
type Entry struct {
	TransactionID string
	OrderID       string
	Key           string         // its idempotency key
	Status        payment.Status // as Inquire tells it
	Asked         money.Amount   // what was asked for
	Authorized    money.Amount   // what was reserved or taken
	Captured      money.Amount   // what was taken
	Refunded      money.Amount   // what was given back, with what is pending
	Voided        bool           // the reservation was given up
}

// Check returns an error that says which entry has captured more than was
// authorized, refunded more than was captured, or moved money although it was
// declined, is pending or was voided.
func Check(entries ...Entry) error {
	for _, e := range entries {
		switch {
		case over(e.Authorized, e.Asked):
			return e.fail("authorized %s of %s asked for", e.Authorized, e.Asked)
		case over(e.Captured, e.Authorized):
			return e.fail("captured %s of %s authorized", e.Captured, e.Authorized)
		case over(e.Refunded, e.Captured):
			return e.fail("refunded %s of %s captured", e.Refunded, e.Captured)
		case e.Voided && !e.Captured.IsZero():
			return e.fail("captured %s and voided", e.Captured)
		case e.Status == payment.StatusDeclined && !e.Authorized.IsZero():
			return e.fail("declined, but authorized %s", e.Authorized)
		}
	}
	return nil
}

func (e Entry) fail(format string, args ...any) error {
	return fmt.Errorf("transaction %s of order %s: "+format, append([]any{e.TransactionID, e.OrderID}, args...)...)
}

// over reports whether a is more than b, or can't be compared with it.
func over(a, b money.Amount) bool {
	n, err := a.Cmp(b)
	return err != nil || n > 0 || a.IsNegative()
}
