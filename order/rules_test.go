// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

var statuses = []order.Status{
	order.StatusInitialized, order.StatusApproved, order.StatusCanceled, order.StatusPending, order.StatusRejected,
}

func TestTransitions(t *testing.T) {
	t.Parallel()
	allowed := map[[2]order.Status]bool{
		{order.StatusInitialized, order.StatusApproved}: true,
		{order.StatusInitialized, order.StatusPending}:  true,
		{order.StatusInitialized, order.StatusCanceled}: true,
		{order.StatusPending, order.StatusApproved}:     true,
		{order.StatusPending, order.StatusRejected}:     true,
		{order.StatusApproved, order.StatusCanceled}:    true,
	}
	for _, from := range statuses {
		for _, to := range statuses {
			err := order.Transition(from, to)
			if (err == nil) != allowed[[2]order.Status{from, to}] {
				t.Errorf("Transition(%s, %s) = %v", from, to, err)
			}
			if err == nil {
				continue
			}
			want := "UNSUPPORTED_TRANSITION"
			if from == to {
				want = "STATUS_ALREADY_SET"
			}
			if !errors.Is(err, fault.State) || fault.Code(err) != want {
				t.Errorf("Transition(%s, %s) = %v, want a State error %s", from, to, err, want)
			}
		}
		if err := order.Transition(from, "SOLD"); fault.Code(err) != "STATUS_NOT_SUPPORTED" {
			t.Errorf("Transition(%s, SOLD) = %v, want STATUS_NOT_SUPPORTED", from, err)
		}
	}
}

func TestWhatAStatusAllows(t *testing.T) {
	t.Parallel()
	type allow struct{ update, cancel, fulfill, charge string }
	for status, want := range map[order.Status]allow{
		order.StatusInitialized: {"", "", "ORDER_NOT_APPROVED", ""},
		order.StatusApproved:    {},
		order.StatusCanceled:    {"", "ORDER_CANCELED", "ORDER_CANCELED", "ORDER_CANCELED"},
		order.StatusPending:     {"ORDER_IS_PENDING", "ORDER_IS_PENDING", "ORDER_IS_PENDING", ""},
		order.StatusRejected:    {"ORDER_IS_REJECTED", "ORDER_IS_REJECTED", "ORDER_IS_REJECTED", "ORDER_IS_REJECTED"},
	} {
		o := &order.Order{Status: status}
		got := allow{
			fault.Code(order.CanUpdate(o)), fault.Code(order.CanCancel(o)),
			fault.Code(order.CanFulfill(o)), fault.Code(order.CanCharge(o)),
		}
		if got != want {
			t.Errorf("a %s order refuses %+v, want %+v", status, got, want)
		}
	}
}

func amount(s string) money.Amount {
	if s == "" {
		return money.Amount{}
	}
	return money.MustParse(s, money.USD)
}

func TestDerivePaymentStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		total string
		p     order.PaymentTotals
		want  order.PaymentStatus
	}{
		{"no payments", "10.00", order.PaymentTotals{}, order.PaymentStatusNotPaid},
		{"free", "0.00", order.PaymentTotals{}, order.PaymentStatusPaid},
		{"part", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("9.99")}, order.PaymentStatusPartiallyPaid},
		{"all", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("10.00")}, order.PaymentStatusPaid},
		{"too much", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("11.00")}, order.PaymentStatusPaid},
		{"part back", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("10.00"), Refunded: amount("0.01")}, order.PaymentStatusPartiallyRefunded},
		{"all back", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("10.00"), Refunded: amount("10.00")}, order.PaymentStatusFullyRefunded},
		{"all of a part back", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("4.00"), Refunded: amount("4.00")}, order.PaymentStatusFullyRefunded},
		{"total back, more paid", "10.00", order.PaymentTotals{Payments: 1, Paid: amount("12.00"), Refunded: amount("10.00")}, order.PaymentStatusPartiallyRefunded},
		{"all pending", "10.00", order.PaymentTotals{Payments: 2, PendingPayments: 2, Pending: amount("10.00")}, order.PaymentStatusPending},
		{"one pending", "10.00", order.PaymentTotals{Payments: 2, PendingPayments: 1, Declined: 1}, order.PaymentStatusDeclined},
		{"paid and pending", "10.00", order.PaymentTotals{Payments: 2, PendingPayments: 1, Paid: amount("4.00")}, order.PaymentStatusPartiallyPaid},
		{"held back", "10.00", order.PaymentTotals{Payments: 2, PendingMerchant: 1, Declined: 1}, order.PaymentStatusPendingMerchant},
		{"declined", "10.00", order.PaymentTotals{Payments: 2, Declined: 1, Canceled: 1}, order.PaymentStatusDeclined},
		{"canceled", "10.00", order.PaymentTotals{Payments: 1, Canceled: 1}, order.PaymentStatusCanceled},
		{"authorized", "10.00", order.PaymentTotals{Payments: 1, Authorized: amount("10.00")}, order.PaymentStatusNotPaid},
	}
	for _, tt := range tests {
		got, err := order.DerivePaymentStatus(amount(tt.total), tt.p)
		if err != nil || got != tt.want {
			t.Errorf("%s: DerivePaymentStatus() = %s, %v, want %s", tt.name, got, err, tt.want)
		}
	}
	if _, err := order.DerivePaymentStatus(amount("1.00"), order.PaymentTotals{Paid: money.MustParse("1.00", money.EUR)}); err == nil {
		t.Error("payments in another currency are taken for the order's")
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, total, settled, paid, refunded, pending, want string }{
		{"nothing paid", "130.00", "", "", "", "", "130.00"},
		{"part", "130.00", "", "120.00", "", "", "10.00"},
		{"all", "130.00", "", "130.00", "", "", "0.00"},
		{"too much", "130.00", "", "140.00", "", "", "-10.00"},
		{"refunded", "100.00", "100.00", "100.00", "30.00", "", "0.00"},
		{"refund under way", "100.00", "100.00", "50.00", "", "50.00", "0.00"},
		{"edited before", "80.00", "", "100.00", "", "", "-20.00"},
		{"edited, then settled", "80.00", "80.00", "100.00", "20.00", "", "0.00"},
		{"edited after a refund", "120.00", "100.00", "100.00", "30.00", "", "50.00"},
	}
	for _, tt := range tests {
		got, err := order.Balance(amount(tt.total), amount(tt.settled), order.PaymentTotals{
			Paid: amount(tt.paid), Refunded: amount(tt.refunded), PendingRefund: amount(tt.pending),
		})
		if err != nil || !got.Equal(amount(tt.want)) {
			t.Errorf("%s: Balance() = %s, %v, want %s", tt.name, got, err, tt.want)
		}
	}
}

// Whatever is paid and refunded, status and balance never contradict each
// other.
func TestStatusAndBalanceAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := func(name string, most int64) money.Amount {
			return money.Minor(rapid.Int64Range(0, most).Draw(t, name), money.USD)
		}
		total, paid := units("total", 1000), units("paid", 1200)
		n, _ := paid.Minor()
		p := order.PaymentTotals{Payments: 1, Paid: paid, Refunded: units("refunded", n)}
		s, err := order.DerivePaymentStatus(total, p)
		if err != nil {
			t.Fatal(err)
		}
		b, err := order.Balance(total, total, p)
		if err != nil {
			t.Fatal(err)
		}
		switch s {
		case order.PaymentStatusPaid:
			if b.IsPositive() {
				t.Fatalf("PAID with %s left to pay", b)
			}
		case order.PaymentStatusNotPaid:
			if !b.Equal(total) || !paid.IsZero() {
				t.Fatalf("NOT_PAID with %s paid and %s left of %s", paid, b, total)
			}
		case order.PaymentStatusPartiallyPaid:
			if !b.IsPositive() || !paid.IsPositive() {
				t.Fatalf("PARTIALLY_PAID with %s paid and %s left", paid, b)
			}
		case order.PaymentStatusFullyRefunded, order.PaymentStatusPartiallyRefunded:
			if !b.IsZero() || (s == order.PaymentStatusFullyRefunded) != p.Refunded.Equal(paid) {
				t.Fatalf("%s with %s of %s refunded and %s left", s, p.Refunded, paid, b)
			}
		default:
			t.Fatalf("unexpected status %s", s)
		}
	})
}

func TestDeriveFulfillmentStatus(t *testing.T) {
	t.Parallel()
	shipped := &order.ShippingInformation{}
	lines := []order.LineItem{{ID: "a", Quantity: 2}, {ID: "b", Quantity: 1}}
	tests := []struct {
		o    order.Order
		done map[string]int
		want order.FulfillmentStatus
	}{
		{order.Order{LineItems: lines, ShippingInfo: shipped, Status: order.StatusApproved}, nil, order.FulfillmentStatusNotFulfilled},
		{order.Order{LineItems: lines, ShippingInfo: shipped}, map[string]int{"a": 1}, order.FulfillmentStatusPartiallyFulfilled},
		{order.Order{LineItems: lines, ShippingInfo: shipped}, map[string]int{"a": 2}, order.FulfillmentStatusPartiallyFulfilled},
		{order.Order{LineItems: lines, ShippingInfo: shipped}, map[string]int{"a": 2, "b": 1}, order.FulfillmentStatusFulfilled},
		{order.Order{LineItems: lines, ShippingInfo: shipped}, map[string]int{"a": 3, "b": 1}, order.FulfillmentStatusFulfilled},
		{order.Order{LineItems: lines, Status: order.StatusApproved}, nil, order.FulfillmentStatusFulfilled},
		{order.Order{LineItems: lines, Status: order.StatusInitialized}, nil, order.FulfillmentStatusNotFulfilled},
	}
	for i, tt := range tests {
		if got := order.DeriveFulfillmentStatus(&tt.o, tt.done); got != tt.want {
			t.Errorf("%d: DeriveFulfillmentStatus() = %s, want %s", i, got, tt.want)
		}
	}
}

func TestCheckPriceSummary(t *testing.T) {
	t.Parallel()
	summary := order.PriceSummary{
		Subtotal: usd("100.00"), Discount: usd("10.00"), Shipping: usd("5.00"), TotalAdditionalFees: usd("2.00"), Tax: usd("8.00"),
	}
	lines := func(included bool, tax string) []order.LineItem {
		return []order.LineItem{{TaxInfo: &order.LineItemTaxInfo{TaxAmount: usd(tax), TaxIncludedInPrice: included}}}
	}
	tests := []struct {
		name     string
		total    string
		included bool
		lines    []order.LineItem
		ok       bool
	}{
		{"on top", "105.00", false, nil, true},
		{"a cent off", "105.01", false, nil, false},
		{"inside", "97.00", true, nil, true},
		{"inside and on top", "105.00", true, nil, true},
		{"inside, said by the lines", "97.00", false, lines(true, "8.00"), true},
		{"partly inside", "102.00", false, lines(true, "3.00"), true},
		{"partly inside, a cent off", "102.01", false, lines(true, "3.00"), false},
	}
	for _, tt := range tests {
		o := &order.Order{PriceSummary: summary, TaxIncludedInPrices: tt.included, LineItems: tt.lines}
		o.PriceSummary.Total = usd(tt.total)
		err := order.CheckPriceSummary(o)
		if (err == nil) != tt.ok {
			t.Errorf("%s: CheckPriceSummary() = %v, want nil: %v", tt.name, err, tt.ok)
		}
		if err != nil && fault.Violations(err)[0].Field != "priceSummary.total" {
			t.Errorf("%s: the violation is at %s", tt.name, fault.Violations(err)[0].Field)
		}
	}
}
