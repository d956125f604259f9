// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package payment_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

func ExampleManual() {
	var p payment.Provider = payment.Manual{}
	res, err := p.Charge(context.Background(), payment.ChargeRequest{
		IdempotencyKey: "order-1/charge", OrderID: "order-1",
		Amount: money.MustParse("25.00", money.USD), Currency: money.USD,
		MethodToken: payment.MethodBankTransfer,
	})
	fmt.Println(res.Status, res.Method, res.Offline, err)

	_, err = p.Refund(context.Background(), payment.RefundRequest{OrderID: "order-1"})
	fmt.Println(errors.Is(err, fault.State), fault.Code(err))
	// Output:
	// PENDING BANK_TRANSFER true <nil>
	// true EXTERNAL_REFUND_EXPECTED
}

func ExampleOutcome() {
	r := payment.ChargeRequest{IdempotencyKey: "order-1/charge", OrderID: "order-1", Amount: money.MustParse("25.00", money.USD)}

	// A provider may refuse by an error; a shop sees one form of refusal.
	res, err := payment.Outcome(r, payment.ChargeResult{}, payment.Decline(payment.ReasonInsufficientFunds, "not enough money"))
	fmt.Println(res.Status, res.Reason, err)

	// Whatever else went wrong, money may have moved.
	_, err = payment.Outcome(r, payment.ChargeResult{}, errors.New("connection reset"))
	fmt.Println(errors.Is(err, fault.Unknown))
	// Output:
	// DECLINED INSUFFICIENT_FUNDS <nil>
	// true
}
