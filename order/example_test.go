// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
)

// exampleT lets examples use the helpers of tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()                  {}
func (exampleT) Context() context.Context { return context.Background() }
func (exampleT) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }

func ExampleService_CreateOrder() {
	s := newShop(exampleT{})
	o, err := s.orders.CreateOrder(context.Background(), mugs(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(o.Number, o.Status, o.BalanceSummary.Balance.FormattedAmount())
	fmt.Println(s.raised())

	bad := mugs()
	bad.LineItems[0].Quantity = 0
	bad.ChannelInfo.Type = ""
	_, err = s.orders.CreateOrder(context.Background(), bad, nil)
	for _, v := range fault.Violations(err) {
		fmt.Println(v)
	}
	// Output:
	// 10001 APPROVED $25.00
	// created approved
	// order.lineItems[0].quantity: must be at least 1
	// order.channelInfo.type: is required
}

func ExampleService_CancelOrder() {
	s := newShop(exampleT{})
	o := s.create(exampleT{})
	o, err := s.orders.CancelOrder(context.Background(), o.ID, &order.CancelOrderOptions{RestockAllItems: true})
	fmt.Println(o.Status, o.LineItems[0].RestockQuantity, err)

	_, err = s.orders.CancelOrder(context.Background(), o.ID, nil)
	fmt.Println(fault.Code(err))
	// Output:
	// CANCELED 2 <nil>
	// ORDER_CANCELED
}

func ExampleService_UpdateOrder() {
	s := newShop(exampleT{})
	o := s.create(exampleT{})
	o, err := s.orders.UpdateOrder(context.Background(), o.ID, order.OrderUpdate{
		BuyerInfo: patch.Set(order.BuyerInfoUpdate{Email: patch.Set("new@example.com")}),
		Archived:  patch.Set(true),
	})
	fmt.Println(o.BuyerInfo.Email, o.Archived, err)
	// Output:
	// new@example.com true <nil>
}

func ExampleDerivePaymentStatus() {
	amount := func(s string) money.Amount { return money.MustParse(s, money.USD) }
	for _, p := range []order.PaymentTotals{
		{},
		{Payments: 1, Paid: amount("40.00")},
		{Payments: 1, Paid: amount("100.00")},
		{Payments: 1, Paid: amount("100.00"), Refunded: amount("30.00")},
		{Payments: 1, Paid: amount("100.00"), Refunded: amount("100.00")},
	} {
		status, _ := order.DerivePaymentStatus(amount("100.00"), p)
		fmt.Println(status)
	}
	// Output:
	// NOT_PAID
	// PARTIALLY_PAID
	// PAID
	// PARTIALLY_REFUNDED
	// FULLY_REFUNDED
}

func ExampleTransition() {
	fmt.Println(order.Transition(order.StatusInitialized, order.StatusApproved))
	fmt.Println(order.Transition(order.StatusCanceled, order.StatusApproved))
	// Output:
	// <nil>
	// order cannot go from CANCELED to APPROVED: UNSUPPORTED_TRANSITION
}
