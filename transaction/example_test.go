// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/plugintest"
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

// A gift card pays for a part of an order, money the rest.
func ExampleBilling_RedeemGiftCard() {
	ctx := context.Background()
	shop := ecomtest.NewShop(exampleT{}, nil)
	card, err := shop.GiftLedger.Issue(ctx, giftcard.IssueRequest{Amount: money.MustParse("20.00", money.USD)})
	if err != nil {
		fmt.Println(err)
		return
	}
	buyer := ecomtest.Visitor(ctx, 1)
	o, err := shop.Order(buyer, shop.Line("mug", 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := shop.Billing.RedeemGiftCard(ctx, transaction.RedeemGiftCardRequest{
		OrderID: o.ID, GiftCardCode: card.Code, Amount: money.Price{Amount: money.MustParse("20.00", money.USD)}, Currency: money.USD,
	}); err != nil {
		fmt.Println(err)
		return
	}
	show(shop, o.ID)
	if _, err := shop.Pay(buyer, o.ID); err != nil {
		fmt.Println(err)
	}
	show(shop, o.ID)
	// Output:
	// APPROVED PARTIALLY_PAID left to pay: $35.00
	// APPROVED PAID left to pay: $0.00
}

// What a buyer redeems in person is charged to the membership by the merchant,
// and can be given back.
func ExampleBilling_ChargeMemberships() {
	ctx := context.Background()
	plans := new(plugintest.Memberships)
	plans.Add(plugintest.Plan{ID: "reader", MemberID: "ann", Items: []string{"ebook"}, Credits: 5})
	shop := ecomtest.NewShop(exampleT{}, func(c *ecom.Config) { c.Memberships = plans })
	line := shop.Line("ebook", 1)
	line.CatalogOverrideFields = &item.CatalogOverrideFields{PaymentOption: &item.PaymentOptionValue{Value: item.MembershipOffline}}
	made, err := shop.Checkouts.CreateCheckout(ctx, checkout.CreateCheckoutRequest{LineItems: []cart.LineItem{line}, ChannelType: cart.ChannelWeb})
	if err != nil {
		fmt.Println(err)
		return
	}
	placed, err := shop.Checkouts.CreateOrder(ctx, made.Checkout.ID, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request := transaction.ChargeMembershipsRequest{OrderID: placed.OrderID, MemberID: "ann", Memberships: []transaction.MembershipCharge{{
		LineItemID: made.Checkout.LineItems[0].ID,
		MembershipIdentifier: transaction.MembershipIdentifier{
			ExistingMembership: &transaction.ExistingMembershipIdentifier{MembershipID: "reader"},
		},
	}}}
	charged, err := shop.Billing.ChargeMemberships(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(charged.Payments[0].Status, plans.Used("reader"))
	_, err = shop.Billing.ChargeMemberships(ctx, request)
	fmt.Println(fault.Code(err), fault.Data(err)["reason"])
	if err := shop.Billing.VoidMemberships(ctx, placed.OrderID, []transaction.PaymentID{charged.Payments[0].ID}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(plans.Used("reader"))
	// Output:
	// APPROVED 1
	// MEMBERSHIP_NOT_ELIGIBLE LINE_ITEM_PAID
	// 0
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
