// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/internal/wiretest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

func dollars(text string) money.Price { return money.PriceOf(money.MustParse(text, money.USD), 0) }

// byCard returns a payment by card, inCash one made offline.
func byCard(id transaction.PaymentID, amount string, s transaction.PaymentStatus) transaction.Payment {
	return transaction.Payment{ID: id, Amount: dollars(amount), Status: s, RegularPaymentDetails: &transaction.RegularPaymentDetails{}}
}

func inCash(id transaction.PaymentID, amount string) transaction.Payment {
	p := byCard(id, amount, transaction.PaymentApproved)
	p.RegularPaymentDetails.OfflinePayment = true
	return p
}

func byGiftCard(id transaction.PaymentID, amount string, s transaction.PaymentStatus) transaction.Payment {
	return transaction.Payment{ID: id, Amount: dollars(amount), Status: s, GiftcardPaymentDetails: &transaction.GiftCardPaymentDetails{}}
}

func byMembership(id transaction.PaymentID, line string, s transaction.PaymentStatus) transaction.Payment {
	return transaction.Payment{ID: id, Status: s, MembershipPaymentDetails: &transaction.MembershipPaymentDetails{LineItemID: line}}
}

func refundOf(id transaction.PaymentID, amount string, s transaction.RefundStatus) transaction.Refund {
	return transaction.Refund{Transactions: []transaction.RefundTransaction{{PaymentID: id, Amount: dollars(amount), RefundStatus: s}}}
}

func TestTransactionsTransition(t *testing.T) {
	t.Parallel()
	all := []transaction.PaymentStatus{
		transaction.PaymentApproved, transaction.PaymentPending, transaction.PaymentPendingMerchant, transaction.PaymentCanceled,
		transaction.PaymentDeclined, transaction.PaymentRefunded, transaction.PaymentPartiallyRefunded, transaction.PaymentAuthorized, transaction.PaymentVoided,
	}
	final := map[transaction.PaymentStatus]bool{
		transaction.PaymentCanceled: true, transaction.PaymentDeclined: true, transaction.PaymentRefunded: true, transaction.PaymentVoided: true,
	}
	for _, from := range all {
		for _, to := range all {
			err := transaction.Transition(from, to)
			if from == to && err != nil {
				t.Errorf("Transition(%s, %s) = %v, want nil", from, to, err)
			}
			if from != to && final[from] && err == nil {
				t.Errorf("Transition(%s, %s) = nil, but %s is final", from, to, from)
			}
			if err != nil && (!errors.Is(err, fault.State) || fault.Code(err) != "STATUS_NOT_ALLOWED") {
				t.Errorf("Transition(%s, %s) = %v, want STATUS_NOT_ALLOWED", from, to, err)
			}
		}
	}
	for _, ok := range [][2]transaction.PaymentStatus{
		{transaction.PaymentPending, transaction.PaymentApproved},
		{transaction.PaymentPending, transaction.PaymentDeclined},
		{transaction.PaymentPendingMerchant, transaction.PaymentApproved},
		{transaction.PaymentAuthorized, transaction.PaymentApproved},
		{transaction.PaymentAuthorized, transaction.PaymentVoided},
		{transaction.PaymentApproved, transaction.PaymentPartiallyRefunded},
		{transaction.PaymentPartiallyRefunded, transaction.PaymentRefunded},
		{transaction.PaymentApproved, transaction.PaymentVoided},
	} {
		if err := transaction.Transition(ok[0], ok[1]); err != nil {
			t.Errorf("Transition(%s, %s) = %v, want nil", ok[0], ok[1], err)
		}
	}
}

func TestCanSetStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		p  transaction.Payment
		to transaction.PaymentStatus
		ok bool
	}{
		{byCard("p", "1.00", transaction.PaymentPending), transaction.PaymentApproved, true},
		{byCard("p", "1.00", transaction.PaymentPendingMerchant), transaction.PaymentDeclined, true},
		{byCard("p", "1.00", transaction.PaymentApproved), transaction.PaymentPending, false},
		{inCash("p", "1.00"), transaction.PaymentPending, true},
		{inCash("p", "1.00"), transaction.PaymentRefunded, false},
		{byCard("p", "1.00", transaction.PaymentApproved), transaction.PaymentApproved, true},
		{byCard("p", "1.00", transaction.PaymentDeclined), transaction.PaymentApproved, false},
		{byCard("p", "1.00", transaction.PaymentPending), "PAID", false},
	}
	for _, tt := range tests {
		if err := transaction.CanSetStatus(&tt.p, tt.to); (err == nil) != tt.ok {
			t.Errorf("CanSetStatus(%s, %s) = %v, want allowed: %v", tt.p.Status, tt.to, err, tt.ok)
		}
	}
}

// Older bodies say a payment's status in its details alone.
func TestCurrentStatus(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]transaction.PaymentStatus{
		`{"status":"APPROVED","regularPaymentDetails":{"status":"PENDING"}}`: transaction.PaymentApproved,
		`{"regularPaymentDetails":{"status":"REFUNDED"}}`:                    transaction.PaymentRefunded,
		`{"regularPaymentDetails":{"status":"UNDEFINED"}}`:                   transaction.PaymentPending,
		`{"regularPaymentDetails":{}}`:                                       transaction.PaymentPending,
		`{"giftcardPaymentDetails":{}}`:                                      transaction.PaymentApproved,
		`{"giftcardPaymentDetails":{"voided":true}}`:                         transaction.PaymentVoided,
		`{"membershipPaymentDetails":{"status":"CHARGED"}}`:                  transaction.PaymentApproved,
		`{"membershipPaymentDetails":{"status":"CHARGE_FAILED"}}`:            transaction.PaymentDeclined,
		`{"membershipPaymentDetails":{"status":"VOIDED"}}`:                   transaction.PaymentVoided,
		`{"membershipPaymentDetails":{"voided":true}}`:                       transaction.PaymentVoided,
	} {
		var p transaction.Payment
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatal(err)
		}
		if got := p.CurrentStatus(); got != want {
			t.Errorf("CurrentStatus of %s = %s, want %s", body, got, want)
		}
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	rounded := inCash("cash", "10.05")
	rounded.CashRounding = &transaction.CashRoundingDetails{UnroundedAmount: dollars("10.03")}
	disputed := byCard("card", "20.00", transaction.PaymentPartiallyRefunded)
	disputed.RegularPaymentDetails.PlatformFee = dollars("0.50")
	disputed.RegularPaymentDetails.Chargebacks = []transaction.Chargeback{
		{Amount: dollars("3.00"), Status: transaction.ChargebackApproved},
		{Amount: dollars("2.00"), ReversalAmount: dollars("2.00"), Status: transaction.ChargebackReversed},
	}
	tx := &transaction.OrderTransactions{
		Payments: []transaction.Payment{
			rounded, disputed,
			byGiftCard("spent", "5.00", transaction.PaymentVoided), // given back by a refund: still paid
			byGiftCard("failed", "7.00", transaction.PaymentVoided),
			byCard("held", "4.00", transaction.PaymentAuthorized),
			byCard("under way", "6.00", transaction.PaymentPending),
			byCard("declined", "8.00", transaction.PaymentDeclined),
			byCard("canceled", "9.00", transaction.PaymentCanceled),
		},
		Refunds: []transaction.Refund{
			refundOf("card", "1.00", transaction.RefundSucceeded), refundOf("spent", "5.00", transaction.RefundSucceeded),
			refundOf("card", "2.00", transaction.RefundStarted), refundOf("card", "9.00", transaction.RefundFailed),
		},
	}
	got, err := transaction.Totals(tx)
	if err != nil {
		t.Fatal(err)
	}
	a := func(s string) money.Amount { return money.MustParse(s, money.USD) }
	want := order.PaymentTotals{
		Paid: a("35.03"), Refunded: a("6.00"), Authorized: a("4.00"), Pending: a("6.00"), PendingRefund: a("2.00"),
		Chargeback: a("5.00"), ChargebackReversal: a("2.00"), PlatformFees: a("0.50"), CashRounding: a("0.02"),
		Payments: 8, PendingPayments: 1, Declined: 1, Canceled: 1, Refunds: 3,
	}
	if got != want {
		t.Errorf("Totals() = %+v, want %+v", got, want)
	}
	if none, err := transaction.Totals(nil); err != nil || none != (order.PaymentTotals{}) {
		t.Errorf("Totals(nil) = %+v, %v", none, err)
	}
}

// three is an order of three units for 10.00 with 1.00 off and 2.40 tax on
// top, shipped for 5.00.
func three() *order.Order {
	return &order.Order{
		Status: order.StatusApproved, Currency: money.USD,
		LineItems: []order.LineItem{{
			ID: "mug", Quantity: 3, PriceBeforeDiscounts: dollars("10.00"), LineItemPrice: dollars("30.00"), TotalDiscount: dollars("1.00"),
			TotalPriceBeforeTax: dollars("29.00"), TotalPriceAfterTax: dollars("31.40"), TaxInfo: &order.LineItemTaxInfo{TaxAmount: dollars("2.40")},
		}},
		ShippingInfo:   &order.ShippingInformation{Cost: order.ShippingPrice{Price: dollars("5.00"), TotalPriceAfterTax: dollars("5.00")}},
		AdditionalFees: []order.AdditionalFee{{ID: "wrap", Price: dollars("2.00"), PriceAfterTax: dollars("2.20"), TaxInfo: &order.LineItemTaxInfo{TaxAmount: dollars("0.20")}}},
		PriceSummary:   order.PriceSummary{Total: dollars("38.60")},
	}
}

func TestRefundability(t *testing.T) {
	t.Parallel()
	disabled := byCard("p", "10.00", transaction.PaymentApproved)
	disabled.RefundDisabled = true
	disputed := byCard("p", "10.00", transaction.PaymentApproved)
	disputed.RegularPaymentDetails.Chargebacks = []transaction.Chargeback{{Amount: dollars("10.00")}}
	tests := []struct {
		name    string
		status  order.Status
		p       transaction.Payment
		refunds []transaction.Refund
		want    string
		most    string
	}{
		{"card", "", byCard("p", "10.00", transaction.PaymentApproved), nil, "refundable", "10.00"},
		{"canceled order", order.StatusCanceled, byCard("p", "10.00", transaction.PaymentApproved), nil, "refundable", "10.00"},
		{"part back", "", byCard("p", "10.00", transaction.PaymentPartiallyRefunded), []transaction.Refund{refundOf("p", "4.00", transaction.RefundSucceeded)}, "refundable", "6.00"},
		{"failed refund", "", byCard("p", "10.00", transaction.PaymentApproved), []transaction.Refund{refundOf("p", "4.00", transaction.RefundFailed)}, "refundable", "10.00"},
		{"under way", "", byCard("p", "10.00", transaction.PaymentApproved), []transaction.Refund{refundOf("p", "4.00", transaction.RefundPending)}, "PENDING_REFUND", "6.00"},
		{"all back", "", byCard("p", "10.00", transaction.PaymentRefunded), []transaction.Refund{refundOf("p", "10.00", transaction.RefundSucceeded)}, "ALREADY_REFUNDED", "0.00"},
		{"recorded as refunded", "", byCard("p", "10.00", transaction.PaymentRefunded), nil, "ALREADY_REFUNDED", "0.00"},
		{"cash", "", inCash("p", "10.00"), nil, "by hand OFFLINE", "10.00"},
		{"disabled", "", disabled, nil, "DISABLED_BY_PROVIDER", "10.00"},
		{"disputed", "", disputed, nil, "AMOUNT_OFFSET_BY_CHARGEBACK", "10.00"},
		{"pending", "", byCard("p", "10.00", transaction.PaymentPending), nil, "NOT_PAID", "0.00"},
		{"authorized", "", byCard("p", "10.00", transaction.PaymentAuthorized), nil, "NOT_PAID", "0.00"},
		{"nothing", "", byCard("p", "0.00", transaction.PaymentApproved), nil, "ZERO_PRICE", "0.00"},
		{"pending order", order.StatusPending, byCard("p", "10.00", transaction.PaymentApproved), nil, "ORDER_IS_PENDING", "10.00"},
		{"rejected order", order.StatusRejected, byCard("p", "10.00", transaction.PaymentApproved), nil, "ORDER_IS_REJECTED", "10.00"},
		{"gift card", "", byGiftCard("p", "10.00", transaction.PaymentApproved), nil, "refundable", "10.00"},
		{"gift card back", "", byGiftCard("p", "10.00", transaction.PaymentVoided), []transaction.Refund{refundOf("p", "10.00", transaction.RefundSucceeded)}, "ALREADY_REFUNDED", "0.00"},
		{"membership", "", byMembership("p", "mug", transaction.PaymentApproved), nil, "refundable", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := three()
			if tt.status != "" {
				o.Status = tt.status
			}
			r, err := transaction.Refundability(o, &transaction.OrderTransactions{Payments: []transaction.Payment{tt.p}, Refunds: tt.refunds})
			if err != nil {
				t.Fatal(err)
			}
			p := r.Payments[0]
			got := "refundable"
			switch {
			case p.NonRefundable != nil:
				got = string(p.NonRefundable.Reason)
			case p.ManuallyRefundable != nil:
				got = "by hand " + string(p.ManuallyRefundable.Reason)
			case !p.Refundable:
				got = "nothing said"
			}
			if got != tt.want {
				t.Errorf("the payment is %s, want %s", got, tt.want)
			}
			if tt.most != "" && p.Payment.Monetary.MaxRefund.Amount.String() != tt.most {
				t.Errorf("maxRefund is %s, want %s", p.Payment.Monetary.MaxRefund.Amount, tt.most)
			}
			if tt.most == "" && (p.Payment.Membership == nil || len(p.Payment.Membership.RefundableLineItemIDs) != 1) {
				t.Errorf("the membership payment is %+v", p.Payment)
			}
		})
	}
}

func TestCalculateRefund(t *testing.T) {
	t.Parallel()
	c, err := transaction.CalculateRefund(three(), nil, transaction.RefundItems{
		LineItems:      []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 1}},
		AdditionalFees: []transaction.AdditionalFeeRefund{{AdditionalFeeID: "wrap", Amount: dollars("1.10")}},
		Shipping:       &transaction.ShippingRefund{},
	}, money.HalfUp)
	if err != nil || !c.Available {
		t.Fatalf("CalculateRefund() = %+v, %v", c, err)
	}
	// A third of 1.00 off and of 2.40 tax: 10.00 − 0.33 + 0.80.
	line := c.CalculatedRefundItems.LineItems[0].Summary
	if got := fmt.Sprint(line.Subtotal.Amount, line.Discount.Amount, line.Tax.Amount, line.Total.Amount); got != "10.00 0.33 0.80 10.47" {
		t.Errorf("one mug comes to %s, want 10.00 0.33 0.80 10.47", got)
	}
	fee := c.CalculatedRefundItems.AdditionalFees[0].Summary
	if got := fmt.Sprint(fee.Subtotal.Amount, fee.Tax.Amount, fee.Total.Amount); got != "1.00 0.10 1.10" {
		t.Errorf("half the fee comes to %s, want 1.00 0.10 1.10", got)
	}
	s := c.Summary
	if got := fmt.Sprint(s.Subtotal.Amount, s.Discount.Amount, s.Tax.Amount, s.Total.Amount, s.LineItemsSubtotal.Amount, s.AdditionalFeesTotal.Amount); got != "16.00 0.33 0.90 16.57 10.00 1.10" {
		t.Errorf("all comes to %s, want 16.00 0.33 0.90 16.57 10.00 1.10", got)
	}
}

func TestCalculateRefundNotAvailable(t *testing.T) {
	t.Parallel()
	o := three()
	o.ShippingInfo = nil
	before := &transaction.OrderTransactions{Refunds: []transaction.Refund{
		{
			Transactions: []transaction.RefundTransaction{{PaymentID: "p", RefundStatus: transaction.RefundPending}},
			Details:      &transaction.RefundDetails{LineItems: []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 2}}},
		},
		{ // failed: does not count
			Transactions: []transaction.RefundTransaction{{PaymentID: "p", RefundStatus: transaction.RefundFailed}},
			Details:      &transaction.RefundDetails{LineItems: []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 1}}},
		},
	}}
	c, err := transaction.CalculateRefund(o, before, transaction.RefundItems{
		LineItems:      []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 2}, {LineItemID: "cup", Quantity: 1}, {LineItemID: "mug", Quantity: 1}},
		AdditionalFees: []transaction.AdditionalFeeRefund{{AdditionalFeeID: "wrap", Amount: dollars("2.21")}, {AdditionalFeeID: "bow"}},
		Shipping:       &transaction.ShippingRefund{},
	}, money.HalfUp)
	if err != nil || c.Available || c.Summary != nil {
		t.Fatalf("CalculateRefund() = %+v, %v, want not available", c, err)
	}
	var codes []string
	for _, e := range c.NotAvailable.Errors {
		codes = append(codes, e.Error.Code())
	}
	want := "[INVALID_LINE_ITEM_REFUND_QUANTITY LINE_ITEM_NOT_FOUND INVALID_ADDITIONAL_FEE_REFUND_AMOUNT ADDITIONAL_FEE_NOT_FOUND SHIPPING_NOT_FOUND]"
	if got := fmt.Sprint(codes); got != want {
		t.Errorf("codes are %s, want %s", got, want)
	}
}

func TestSummarizeRefund(t *testing.T) {
	t.Parallel()
	o := three()
	tx := &transaction.OrderTransactions{Refunds: []transaction.Refund{
		{
			Transactions: []transaction.RefundTransaction{{Amount: dollars("10.00"), RefundStatus: transaction.RefundSucceeded}},
			Details:      &transaction.RefundDetails{LineItems: []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 1}}},
		},
		{
			Transactions: []transaction.RefundTransaction{
				{Amount: dollars("6.00"), RefundStatus: transaction.RefundSucceeded},
				{Amount: dollars("4.00"), RefundStatus: transaction.RefundPending},
				{Amount: dollars("1.00"), RefundStatus: transaction.RefundFailed},
			},
			Details: &transaction.RefundDetails{LineItems: []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 1}}},
		},
	}}
	s, err := transaction.SummarizeRefund(o, tx, 1, money.HalfUp)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.RequestedRefund.Amount, s.PendingRefund.Amount, s.Refunded.Amount, s.FailedRefundAmount.Amount, s.Pending, s.Breakdown); got != "11.00 4.00 6.00 1.00 true <nil>" {
		t.Errorf("the second refund's summary is %s", got)
	}
	tx.Refunds[1].Transactions[1].RefundStatus = transaction.RefundSucceeded
	if s, err = transaction.SummarizeRefund(o, tx, 1, money.HalfUp); err != nil || s.Pending || s.Breakdown == nil {
		t.Fatalf("once it is over the summary is %+v, %v", s, err)
	}
	// The second third of 1.00 off: 0.34; of 2.40 tax: 0.80.
	if got := s.Breakdown.LineItems[0].TotalRefundedAmount.Amount.String(); got != "10.46" {
		t.Errorf("the second mug came to %s, want 10.46", got)
	}
}

func TestTransactionClonesAreDeep(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, &transaction.OrderTransactions{}, (*transaction.OrderTransactions).Clone)
	clonetest.Deep(t, &transaction.Payment{}, (*transaction.Payment).Clone)
	clonetest.Deep(t, &transaction.Refund{}, (*transaction.Refund).Clone)
	var tx transaction.OrderTransactions
	clonetest.Fill(&tx)
	data, err := json.Marshal(tx)
	if err != nil {
		t.Fatal(err)
	}
	wiretest.RoundTrip(t, data, &transaction.OrderTransactions{}, nil)
}

func ExampleCalculateRefund() {
	o := three() // three mugs, 1.00 off, 2.40 tax
	tx := &transaction.OrderTransactions{}
	one := transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: "mug", Quantity: 1}}}
	for range 3 {
		c, err := transaction.CalculateRefund(o, tx, one, money.HalfUp)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.Summary.Total.Amount)
		tx.Refunds = append(tx.Refunds, transaction.Refund{Details: &transaction.RefundDetails{LineItems: one.LineItems}})
	}
	// Output:
	// 10.47
	// 10.46
	// 10.47
}
