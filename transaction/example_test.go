// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

// exampleT lets examples use shops for tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()           {}
func (exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// byHand has a shop paid by hand.
func byHand(c *ecom.Config) { c.Payments = nil }

// show prints how far an order is paid.
func show(shop *ecomtest.Shop, id order.ID) {
	o, err := shop.Orders.GetOrder(context.Background(), id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(o.Status, o.PaymentStatus, "left to pay:", o.BalanceSummary.Balance.FormattedAmount())
}

// Money that came in outside the shop is recorded.
func ExampleService_AddPayments() {
	ctx := context.Background()
	shop := ecomtest.NewShop(exampleT{}, byHand)
	o, err := shop.Order(ecomtest.Visitor(ctx, 1), shop.Line("mug", 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	show(shop, o.ID)
	cash := transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
		Amount:                money.Price{Amount: money.MustParse("55.00", money.USD)},
		RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, PaymentMethod: "CASH", Status: transaction.PaymentApproved},
	}}}
	if _, err := shop.Transactions.AddPayments(ctx, cash); err != nil {
		fmt.Println(err)
	}
	show(shop, o.ID)
	// Output:
	// APPROVED NOT_PAID left to pay: $55.00
	// APPROVED PAID left to pay: $0.00
}

// A charge through the shop's payment provider makes the order a sale.
func ExampleBilling_ChargeOrder() {
	ctx := ecomtest.Visitor(context.Background(), 1)
	shop := ecomtest.NewShop(exampleT{}, nil)
	o, err := shop.Order(ctx, shop.Line("mug", 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	request := transaction.ChargeOrderRequest{OrderID: o.ID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"}}
	shop.Gateway.Script(paymenttest.Decline("INSUFFICIENT_FUNDS"))
	_, err = shop.Billing.ChargeOrder(ctx, request)
	fmt.Println(errors.Is(err, fault.Declined), fault.Code(err), fault.Data(err)["failureDetails"])
	show(shop, o.ID)

	charged, err := shop.Billing.ChargeOrder(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(charged.Payments[0].Amount.FormattedAmount(), charged.Payments[0].Status)
	show(shop, o.ID)
	// Output:
	// true PAYMENT_ERROR map[description:the payment was declined (INSUFFICIENT_FUNDS) failureCode:INSUFFICIENT_FUNDS]
	// INITIALIZED DECLINED left to pay: $55.00
	// $55.00 APPROVED
	// APPROVED PAID left to pay: $0.00
}

// Money is reserved when the order is placed, and taken when the goods leave.
func ExampleBilling_CaptureAuthorizedPayments() {
	ctx := context.Background()
	buyer := ecomtest.Visitor(ctx, 1)
	shop := ecomtest.NewShop(exampleT{}, nil)
	ready, err := shop.Checkout(buyer, shop.Line("mug", 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	placed, err := shop.Checkouts.CreateOrder(buyer, ready.ID, &checkout.CreateOrderOptions{DelayCapture: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	charged, err := shop.Billing.ChargeOrder(buyer, transaction.ChargeOrderRequest{
		OrderID: placed.OrderID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(charged.Payments[0].Status)
	show(shop, placed.OrderID)
	if _, err := shop.Billing.CaptureAuthorizedPayments(ctx, placed.OrderID, []transaction.PaymentCapture{{PaymentID: charged.Payments[0].ID}}); err != nil {
		fmt.Println(err)
	}
	show(shop, placed.OrderID)
	// Output:
	// AUTHORIZED
	// APPROVED NOT_PAID left to pay: $55.00
	// APPROVED PAID left to pay: $0.00
}

// One of three mugs comes back: its money, and the mug on the shelf.
func ExampleBilling_RefundPayments() {
	ctx := context.Background()
	shop := ecomtest.NewShop(exampleT{}, nil)
	o, err := shop.Buy(ecomtest.Visitor(ctx, 1), shop.Line("mug", 3))
	if err != nil {
		fmt.Println(err)
		return
	}
	paid, err := shop.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	mug := o.LineItems[0].ID
	refunded, err := shop.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
		OrderID:        o.ID,
		PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
		RefundItems:    &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: mug, Quantity: 1}}},
		SideEffects: &transaction.SideEffects{Restock: &transaction.RestockSideEffects{
			LineItems: []transaction.RestockItem{{LineItemID: mug, Quantity: 1}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("refunded", refunded.Refund.Summary.Refunded.FormattedAmount())
	left, err := shop.Products.Stock(ctx, "mug")
	fmt.Println("on the shelf", left, err)
	show(shop, o.ID)
	// Output:
	// refunded $25.00
	// on the shelf 8 <nil>
	// APPROVED PARTIALLY_REFUNDED left to pay: $0.00
}

// What a refund would come to, before it is made.
func ExampleBilling_CalculateRefund() {
	ctx := context.Background()
	shop := ecomtest.NewShop(exampleT{}, nil)
	o, err := shop.Buy(ecomtest.Visitor(ctx, 1), shop.Line("mug", 3))
	if err != nil {
		fmt.Println(err)
		return
	}
	mug := o.LineItems[0].ID
	for _, n := range []int{2, 4} {
		items := transaction.RefundItems{
			LineItems: []transaction.LineItemRefund{{LineItemID: mug, Quantity: n}},
			Shipping:  &transaction.ShippingRefund{},
		}
		c, err := shop.Billing.CalculateRefund(ctx, o.ID, items)
		switch {
		case err != nil:
			fmt.Println(err)
		case c.Available:
			fmt.Println(n, "mugs and the shipping:", c.Summary.Total.FormattedAmount())
		default:
			fmt.Println(n, "mugs:", c.NotAvailable.Errors[0].Error.Code())
		}
	}
	// Output:
	// 2 mugs and the shipping: $55.00
	// 4 mugs: INVALID_LINE_ITEM_REFUND_QUANTITY
}
