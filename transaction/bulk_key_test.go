// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"testing"

	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

// A bulk call under one key updates all that it names.
func TestBulkUpdateUnderKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var named []transaction.PaymentAndOrderID
	for range 3 {
		o := s.place(t)
		added, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
			Amount: s.usd("36.40"), Status: transaction.PaymentPending, RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		named = append(named, transaction.PaymentAndOrderID{OrderID: o.ID, PaymentID: added.PaymentsIDs[0]})
	}
	ctx := idempotency.WithKey(t.Context(), "tonight")
	for range 2 {
		results, err := s.service.BulkUpdatePaymentStatuses(ctx, named, transaction.PaymentApproved)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil || r.Payment.Status != transaction.PaymentApproved {
				t.Errorf("result %d = %+v, %v, want it approved", i, r.Payment, r.Err)
			}
			checkState(t, s.order(t, named[i].OrderID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
		}
	}
}
