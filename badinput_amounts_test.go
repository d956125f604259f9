// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"encoding/json"
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/transaction"
)

// payments is a payment that happened elsewhere.
func payments(id order.ID, amount string) transaction.AddPaymentsRequest {
	return transaction.AddPaymentsRequest{OrderID: id, Payments: []transaction.Payment{{
		Amount: money.Price{Amount: unbound(amount)}, RegularPaymentDetails: &transaction.RegularPaymentDetails{Status: transaction.PaymentApproved},
	}}}
}

func refundOf(id order.ID, payment transaction.PaymentID, amount string) transaction.RefundPaymentsRequest {
	r := transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: payment}}}
	if amount != "" {
		r.PaymentRefunds[0].Amount.Amount = unbound(amount)
	}
	return r
}

// unbound is an amount as it is read from JSON.
func unbound(text string) money.Amount {
	var a money.Amount
	if err := a.UnmarshalJSON([]byte(`"` + text + `"`)); err != nil {
		panic(err)
	}
	return a
}

// repeat is so many lines of a mug.
func repeat(w *world, n int) []cart.LineItem {
	lines := make([]cart.LineItem, n)
	for i := range lines {
		lines[i] = w.Line("mug", 1)
	}
	return lines
}

func quantities() []refusal {
	bad := func(name string, call func(w *world) error, paths ...string) refusal {
		return refusal{name: name, call: call, class: fault.Invalid, paths: paths}
	}
	three := func(w *world) []cart.LineItem {
		return []cart.LineItem{w.Line("mug", 0), w.Line("mug", -1), w.Line("mug", 100_001)}
	}
	lines := []string{"lineItems[0].quantity MIN", "lineItems[1].quantity MIN", "lineItems[2].quantity MAX"}
	updates := []cart.LineItemQuantityUpdate{{ID: "1", Quantity: 0}, {ID: "2", Quantity: -1}, {ID: "3", Quantity: 100_001}}
	custom := func(n int) cart.CustomLineItem {
		return cart.CustomLineItem{Quantity: n, Price: new(unbound("1")), ProductName: item.Text("x"), ItemType: item.Of(item.PresetService)}
	}
	customs := []cart.CustomLineItem{custom(0), custom(-1), custom(100_001)}
	customPaths := []string{"customLineItems[0].quantity MIN", "customLineItems[1].quantity MIN", "customLineItems[2].quantity MAX"}
	return []refusal{
		bad("CreateCart", func(w *world) error {
			return only(w.Carts.CreateCart(w.ann, cart.CreateCartRequest{LineItems: three(w)}))
		}, lines...),
		bad("AddToCart", func(w *world) error { return only(w.Carts.AddToCart(w.ann, w.cart, add(three(w)...))) }, lines...),
		bad("AddToCurrentCart", func(w *world) error { return only(w.CurrentCart.AddToCurrentCart(w.ann, add(three(w)...))) }, lines...),
		bad("custom lines", func(w *world) error {
			return only(w.Carts.AddToCart(w.user, w.cart, cart.AddToCartRequest{CustomLineItems: customs}))
		}, customPaths...),
		bad("cart.UpdateLineItemsQuantity", func(w *world) error { return only(w.Carts.UpdateLineItemsQuantity(w.ann, w.cart, updates)) }, lines...),
		bad("CreateCheckout", func(w *world) error {
			return only(w.Checkouts.CreateCheckout(w.ann, checkout.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, LineItems: three(w)}))
		}, lines...),
		bad("AddToCheckout", func(w *world) error { return only(w.Checkouts.AddToCheckout(w.ann, w.checkout.ID, three(w), nil)) }, lines...),
		bad("UpdateCheckout", func(w *world) error {
			return only(w.Checkouts.UpdateCheckout(w.user, w.checkout.ID, checkout.UpdateCheckoutRequest{CustomLineItems: customs}))
		}, customPaths...),
		bad("checkout.UpdateLineItemsQuantity", func(w *world) error {
			return only(w.Checkouts.UpdateLineItemsQuantity(w.ann, w.checkout.ID, updates))
		}, lines...),
		bad("301 lines of a cart", func(w *world) error {
			return only(w.Carts.CreateCart(w.ann, cart.CreateCartRequest{LineItems: repeat(w, 301)}))
		}, "lineItems MAX_SIZE"),
		bad("301 lines of a checkout", func(w *world) error {
			return only(w.Checkouts.CreateCheckout(w.ann, checkout.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, LineItems: repeat(w, 301)}))
		}, "lineItems MAX_SIZE"),
		bad("the 301st line", func(w *world) error {
			customs := make([]cart.CustomLineItem, 300)
			for i := range customs {
				customs[i] = custom(1)
			}
			return only(w.Carts.CreateCart(w.user, cart.CreateCartRequest{CustomLineItems: customs, LineItems: repeat(w, 1)}))
		}, "lineItems MAX_SIZE"),
		bad("101 lines at once", func(w *world) error { return only(w.Carts.AddToCart(w.ann, w.cart, add(repeat(w, 101)...))) }, "lineItems MAX_SIZE"),
		bad("stock", func(w *world) error { return w.Products.SetStock(w.user, "mug", -1) }, "quantity MIN"),
		bad("a search for too many", func(w *world) error {
			return only(w.Orders.SearchOrders(w.user, query.Request{CursorPaging: &query.CursorPaging{Limit: 1000}}))
		}, "search.cursorPaging.limit MAX"),
	}
}

func amounts() []refusal {
	custom := func(price string) func(w *world) error {
		return func(w *world) error {
			l := cart.CustomLineItem{Quantity: 1, Price: new(unbound(price)), ProductName: item.Text("x"), ItemType: item.Of(item.PresetService)}
			return only(w.Carts.AddToCart(w.user, w.cart, cart.AddToCartRequest{CustomLineItems: []cart.CustomLineItem{l}}))
		}
	}
	override := func(w *world) error {
		l := w.Line("mug", 1)
		l.CatalogOverrideFields = &item.CatalogOverrideFields{Price: new(unbound("-1")), FullPrice: new(unbound("1.234"))}
		return only(w.Checkouts.AddToCheckout(w.user, w.checkout.ID, []cart.LineItem{l}, nil))
	}
	bad := func(name string, call func(w *world) error, code string, paths ...string) refusal {
		return refusal{name: name, call: call, class: fault.Invalid, code: code, paths: paths}
	}
	amount := func(text string) func(w *world) error {
		return func(w *world) error {
			r := charge(w.waiting.ID)
			r.RegularCharge.Amount.Amount = unbound(text)
			return only(w.Billing.ChargeOrder(w.user, r))
		}
	}
	capture := func(text string) func(w *world) error {
		return func(w *world) error {
			c := transaction.PaymentCapture{PaymentID: w.reserve, Amount: money.Price{Amount: unbound(text)}}
			return only(w.Billing.CaptureAuthorizedPayments(w.user, w.reserved.ID, []transaction.PaymentCapture{c}))
		}
	}
	return []refusal{
		bad("a negative price", custom("-1"), "", "customLineItems[0].price DECIMAL_GTE"),
		bad("a price in tenths of cents", custom("1.234"), "", "customLineItems[0].price DECIMAL_MAX_SCALE"),
		bad("a price beyond all bounds", custom("9999999999999999"), "", "customLineItems[0].price DECIMAL_LTE"),
		bad("overrides", override, "", "lineItems[0].catalogOverrideFields.price DECIMAL_GTE", "lineItems[0].catalogOverrideFields.fullPrice DECIMAL_MAX_SCALE"),
		bad("a negative payment", func(w *world) error { return only(w.Transactions.AddPayments(w.user, payments(w.paid.ID, "-1"))) }, "", "payments[0].amount.amount DECIMAL_GTE"),
		bad("a payment in tenths of cents", func(w *world) error {
			return only(w.Transactions.AddPayments(w.user, payments(w.paid.ID, "1.234")))
		}, "", "payments[0].amount.amount DECIMAL_MAX_SCALE"),
		bad("a charge of nothing", amount("0"), transaction.CodeInvalidAmount, "regularCharge.amount VALIDATION"),
		bad("a negative charge", amount("-1"), transaction.CodeInvalidAmount, "regularCharge.amount VALIDATION"),
		bad("a charge of too much", amount("1000000"), transaction.CodeInvalidAmount, "regularCharge.amount VALIDATION"),
		bad("a charge in tenths of cents", amount("1.234"), "", "regularCharge.amount DECIMAL_MAX_SCALE"),
		bad("a charge without a card", func(w *world) error {
			return only(w.Billing.ChargeOrder(w.user, transaction.ChargeOrderRequest{OrderID: w.waiting.ID, RegularCharge: &transaction.RegularCharge{}}))
		}, transaction.CodePaymentIntentIDRequired, "regularCharge.paymentIntentId REQUIRED_FIELD"),
		bad("a charge of nobody knows what", func(w *world) error {
			return only(w.Billing.ChargeOrder(w.user, transaction.ChargeOrderRequest{}))
		}, "", "orderId REQUIRED_FIELD", "regularCharge REQUIRED_FIELD"),
		bad("a capture of too much", capture("1000000"), transaction.CodeInvalidAmount, "payments[0].amount VALIDATION"),
		bad("a negative capture", capture("-1"), transaction.CodeInvalidAmount, "payments[0].amount VALIDATION"),
	}
}

// Amounts that no parser may see are refused where they are read.
func TestMalformedAmounts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1e999999999", "abc", "", "1.", ".5", "+1", "0x10", "1_000", "12345678901234567", "1.0000000001", " 1", "NaN", "Infinity"} {
		var l cart.CustomLineItem
		if err := json.Unmarshal([]byte(`{"price": "`+text+`"}`), &l); err == nil {
			t.Errorf("a price of %q was read: %v", text, l.Price)
		}
	}
}

func refunds() []refusal {
	of := func(change func(w *world, r *transaction.RefundPaymentsRequest)) func(w *world) error {
		return func(w *world) error {
			r := refundOf(w.paid.ID, w.payment, "")
			change(w, &r)
			return only(w.Billing.RefundPayments(w.user, r))
		}
	}
	items := func(w *world, quantities ...int) *transaction.RefundItems {
		out := new(transaction.RefundItems)
		for _, n := range quantities {
			out.LineItems = append(out.LineItems, transaction.LineItemRefund{LineItemID: w.paid.LineItems[0].ID, Quantity: n})
		}
		return out
	}
	return []refusal{
		{"more than was paid", of(func(_ *world, r *transaction.RefundPaymentsRequest) {
			r.PaymentRefunds[0].Amount.Amount = unbound("1000")
		}), fault.Invalid, transaction.CodeInvalidPaymentRefundAmount, []string{"paymentRefunds[0].amount VALIDATION"}},
		{"a negative amount", of(func(_ *world, r *transaction.RefundPaymentsRequest) {
			r.PaymentRefunds[0].Amount.Amount = unbound("-1")
		}), fault.Invalid, transaction.CodeInvalidPaymentRefundAmount, []string{"paymentRefunds[0].amount VALIDATION"}},
		{"tenths of cents", of(func(_ *world, r *transaction.RefundPaymentsRequest) {
			r.PaymentRefunds[0].Amount.Amount = unbound("1.234")
		}), fault.Invalid, transaction.CodeInvalidPaymentRefundAmount, []string{"paymentRefunds[0].amount DECIMAL_MAX_SCALE"}},
		{
			"more units than are left", of(func(w *world, r *transaction.RefundPaymentsRequest) { r.RefundItems = items(w, 3) }),
			fault.Invalid, transaction.CodeInvalidLineItemRefundQuantity,
			[]string{"refundItems.lineItems[0] VALIDATION"},
		},
		{
			"several at fault", of(func(w *world, r *transaction.RefundPaymentsRequest) { r.RefundItems = items(w, 0, 1, -1) }),
			fault.Invalid, transaction.CodeInvalidLineItemRefundQuantity,
			[]string{"refundItems.lineItems[0] VALIDATION", "refundItems.lineItems[2] VALIDATION"},
		},
		{"a line that is none", of(func(_ *world, r *transaction.RefundPaymentsRequest) {
			r.RefundItems = &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: nowhere, Quantity: 1}}}
		}), fault.NotFound, transaction.CodeLineItemNotFound, []string{"refundItems.lineItems[0] VALIDATION"}},
		{"more on the shelf than is refunded", of(func(w *world, r *transaction.RefundPaymentsRequest) {
			r.RefundItems = items(w, 1)
			r.SideEffects = &transaction.SideEffects{Restock: &transaction.RestockSideEffects{
				LineItems: []transaction.RestockItem{{LineItemID: w.paid.LineItems[0].ID, Quantity: 2}},
			}}
		}), fault.Invalid, transaction.CodeInvalidLineItemRestockQuantity, []string{"sideEffects.restock.lineItems[0].quantity MAX"}},
		{"no payments", func(w *world) error {
			return only(w.Billing.RefundPayments(w.user, transaction.RefundPaymentsRequest{}))
		}, fault.Invalid, "", []string{"orderId REQUIRED_FIELD", "paymentRefunds MIN_SIZE"}},
		{"the same payment twice", of(func(w *world, r *transaction.RefundPaymentsRequest) {
			r.PaymentRefunds = append(r.PaymentRefunds, r.PaymentRefunds[0], transaction.PaymentRefund{})
		}), fault.Invalid, "", []string{"paymentRefunds[1].paymentId VALIDATION", "paymentRefunds[2].paymentId REQUIRED_FIELD"}},
		{"money that is only reserved", func(w *world) error {
			return only(w.Billing.RefundPayments(w.user, refundOf(w.reserved.ID, w.reserve, "")))
		}, fault.State, transaction.CodePaymentNotRefundable, nil},
	}
}
