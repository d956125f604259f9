// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

func TestAddPayments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	cash := func(amount, txn string) transaction.Payment {
		return transaction.Payment{
			Amount: s.usd(amount), Status: transaction.PaymentApproved,
			RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: txn == "", ProviderTransactionID: txn, PaymentMethod: "Cash"},
		}
	}
	r, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("10.00", "")}})
	if err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPartiallyPaid, "26.40")
	if _, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("1.00", "T1"), cash("1.00", "T1")}}); !errors.Is(err, fault.Exists) {
		t.Errorf("the same transaction twice: %v, want fault.Exists", err)
	}
	if _, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("26.40", "T2")}}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	// Paid by hand, so given back by hand.
	refund := transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: r.PaymentsIDs[0]}}}
	if _, err := s.billing.RefundPayments(t.Context(), refund); fault.Code(err) != "EXTERNAL_REFUND_EXPECTED" {
		t.Errorf("refund of cash by the provider: %v, want EXTERNAL_REFUND_EXPECTED", err)
	}
	refund.PaymentRefunds[0].ExternalRefund = true
	if _, err := s.billing.RefundPayments(t.Context(), refund); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPartiallyRefunded, "0.00")
	var bad fault.Violation
	_, err = s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{Amount: s.usd("-1.00")}}})
	if vs := fault.Violations(err); len(vs) < 2 {
		t.Errorf("violations = %v, want of the kind and the amount", vs)
	} else {
		bad = vs[0]
	}
	if !strings.HasPrefix(bad.Field, "payments[0]") {
		t.Errorf("violation is of %q, want of payments[0]", bad.Field)
	}
}

func TestUpdatePaymentStatus(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	s.gateway.Script(paymenttest.Pending())
	resp, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
	if err != nil {
		t.Fatal(err)
	}
	p := resp.Payments[0]
	if p.Status != transaction.PaymentPending {
		t.Fatalf("status = %s, want PENDING", p.Status)
	}
	checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusPending, "36.40")
	if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, p.ID, transaction.PaymentRefunded); fault.Code(err) != "STATUS_NOT_ALLOWED" {
		t.Errorf("to REFUNDED by hand: %v, want STATUS_NOT_ALLOWED", err)
	}
	if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, p.ID, transaction.PaymentApproved); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	res, err := s.service.BulkUpdatePaymentStatuses(t.Context(), []transaction.PaymentAndOrderID{{OrderID: o.ID, PaymentID: "x"}, {OrderID: o.ID, PaymentID: p.ID}}, transaction.PaymentApproved)
	if err != nil || fault.Code(res[0].Err) != "PAYMENT_NOT_FOUND" || res[1].Err != nil {
		t.Errorf("bulk = %+v, %v", res, err)
	}
}

// Whoever says that a payment under review has failed gives the goods back;
// until then the order cannot be canceled.
func TestPendingPaymentFails(t *testing.T) {
	t.Parallel()
	for _, status := range []transaction.PaymentStatus{transaction.PaymentDeclined, transaction.PaymentCanceled} {
		s := newShop(t)
		before := s.left(t)
		o := s.place(t)
		s.gateway.Script(paymenttest.Pending())
		resp, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); fault.Code(err) != order.CodeIsPending {
			t.Errorf("canceled while the payment is under review: %v", err)
		}
		held := s.left(t)
		if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, resp.Payments[0].ID, status); err != nil {
			t.Fatal(err)
		}
		if after := s.left(t); held == before || after != before {
			t.Errorf("%s: stock was %d, then %d, is %d", status, before, held, after)
		}
		if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); err != nil {
			t.Errorf("canceled after that: %v", err)
		}
		if after := s.left(t); after != before {
			t.Errorf("%s: given back twice: stock is %d", status, after)
		}
	}
}
