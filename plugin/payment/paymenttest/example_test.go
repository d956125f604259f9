// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package paymenttest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
)

func ExampleGateway() {
	ctx := context.Background()
	g := paymenttest.New(paymenttest.Config{})
	r := payment.ChargeRequest{
		IdempotencyKey: "order-1/charge", OrderID: "order-1",
		Amount: money.MustParse("25.00", money.USD), Currency: money.USD,
	}

	// The charge takes effect, but its answer is lost on the way.
	g.Script(paymenttest.TimeOutAfter())
	_, err := g.Charge(ctx, r)
	fmt.Println(errors.Is(err, fault.Unknown))

	// Asking again under the same key gives the answer, and charges nothing.
	res, err := g.Charge(ctx, r)
	fmt.Println(res.Status, res.TransactionID, res.Card.Brand, err)

	for _, e := range g.Ledger() {
		fmt.Println(e.TransactionID, e.OrderID, "captured", e.Captured, "refunded", e.Refunded)
	}
	fmt.Println(paymenttest.Check(g.Ledger()...))
	// Output:
	// true
	// APPROVED txn-1 Visa <nil>
	// txn-1 order-1 captured 25.00 refunded 0.00
	// <nil>
}
