// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

// The whole way: cart, coupon, checkout, order, payment, two shipments, refund.
func TestFromCartToRefund(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := as(t, actor.Visitor(ann))
	id, err := s.checkout(ctx, "SAVE10", s.line("mug", 2), s.line("plate", 1))
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Checkouts.GetCheckout(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	// 58.50 less 10 % = 52.65, tax 8.875 % of lines 45.00 (3.99) and 7.65
	// (0.68), shipping 4.99 with tax 0.44.
	for _, f := range []struct{ name, got, want string }{
		{"subtotal", k.PriceSummary.Subtotal.Amount.String(), "58.50"},
		{"discount", k.PriceSummary.Discount.Amount.String(), "5.85"},
		{"shipping", k.PriceSummary.Shipping.Amount.String(), "4.99"},
		{"tax", k.PriceSummary.Tax.Amount.String(), "5.11"},
		{"total", k.PriceSummary.Total.Amount.String(), "62.75"},
	} {
		if f.got != f.want {
			t.Errorf("%s = %s, want %s", f.name, f.got, f.want)
		}
	}
	placed, err := s.Checkouts.CreateOrder(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if placed.PaymentGatewayOrderID == "" {
		t.Error("no payment gateway order although money is due")
	}
	if got := placed.Order(); got.Number != "10001" || got.Status != order.StatusInitialized {
		t.Errorf("placed %s %s, want 10001 INITIALIZED", got.Number, got.Status)
	}
	if left, err := s.products.Stock(t.Context(), "mug"); err != nil || left != 8 {
		t.Errorf("stock = %d, %v, want 8", left, err)
	}
	paid, err := s.Billing.ChargeOrder(ctx, charge(placed.OrderID))
	if err != nil {
		t.Fatal(err)
	}
	if k, err = s.Checkouts.GetCheckout(ctx, id); err != nil || !k.Completed {
		t.Errorf("checkout completed = %v, %v, want true", k.Completed, err)
	}
	if _, err := s.CurrentCart.GetCurrentCart(ctx); fault.Code(err) != "OWNED_CART_NOT_FOUND" {
		t.Errorf("current cart after the purchase: %v, want OWNED_CART_NOT_FOUND", err)
	}

	program := t.Context()
	o, err := s.Orders.GetOrder(program, placed.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Fulfillments.CreateFulfillment(program, o.ID, fulfillment.Fulfillment{
		LineItems:    []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: 1}},
		TrackingInfo: &fulfillment.TrackingInfo{TrackingNumber: "1Z", ShippingProvider: "ups"},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Fulfillments.CreateFulfillment(program, o.ID, fulfillment.Fulfillment{}); err != nil {
		t.Fatal(err)
	}
	refund, err := s.Billing.RefundPayments(program, transaction.RefundPaymentsRequest{
		OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
		RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: o.LineItems[0].ID, Quantity: 1}}},
		SideEffects: &transaction.SideEffects{Restock: &transaction.RestockSideEffects{LineItems: []transaction.RestockItem{{LineItemID: o.LineItems[0].ID, Quantity: 1}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	// Half of a line of 48.99.
	if got := refund.Refund.Summary.Refunded.Amount.String(); got != "24.50" && got != "24.49" {
		t.Errorf("refunded %s, want half of 48.99", got)
	}
	if o, err = s.Orders.GetOrder(program, o.ID); err != nil {
		t.Fatal(err)
	}
	if o.PaymentStatus != order.PaymentStatusPartiallyRefunded || o.FulfillmentStatus != order.FulfillmentStatusFulfilled || o.Status != order.StatusApproved {
		t.Errorf("order is %s, %s, %s", o.Status, o.PaymentStatus, o.FulfillmentStatus)
	}
	if left, _ := s.products.Stock(program, "mug"); left != 9 {
		t.Errorf("stock = %d, want 9", left)
	}
	var types []string
	for _, e := range s.events.Of(string(o.ID)) {
		types = append(types, strings.TrimPrefix(e.Type, "wix.ecom.v1."))
	}
	want := `order_created
order_transactions_updated order_transactions_details_updated order_payment_status_updated order_approved order_updated
fulfillments_updated order_fulfilled order_updated
fulfillments_updated order_fulfilled order_updated
order_transactions_updated order_transactions_details_updated order_updated
order_transactions_updated order_transactions_details_updated order_transactions_refund_completed order_payment_status_updated order_updated`
	if got := strings.Join(types, " "); got != strings.ReplaceAll(want, "\n", " ") {
		t.Errorf("events of the order:\n%s\nwant\n%s", got, want)
	}
}

func TestOrderIsPlacedOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := as(t, actor.Visitor(ann))
	id, err := s.checkout(ctx, "ONCE", s.line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Checkouts.CreateOrder(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Checkouts.CreateOrder(ctx, id, nil)
	if err != nil || again.OrderID != first.OrderID {
		t.Fatalf("again: %v, %v, want the same order", again, err)
	}
	// The buyer changes the quantity: the order follows, its number stays.
	k, err := s.Checkouts.GetCheckout(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Checkouts.UpdateLineItemsQuantity(ctx, id, []cart.LineItemQuantityUpdate{{ID: k.LineItems[0].ID, Quantity: 3}}); err != nil {
		t.Fatal(err)
	}
	again, err = s.Checkouts.CreateOrder(ctx, id, nil)
	if err != nil || again.OrderID != first.OrderID {
		t.Fatalf("after a change: %v, %v, want the same order", again, err)
	}
	o, err := s.Orders.GetOrder(ctx, first.OrderID)
	if err != nil || o.LineItems[0].Quantity != 3 || o.Number != "10001" {
		t.Errorf("order = %+v, %v, want three mugs under the same number", o, err)
	}
	if left, _ := s.products.Stock(t.Context(), "mug"); left != 7 {
		t.Errorf("stock = %d, want 7", left)
	}
	if _, err := s.Billing.ChargeOrder(ctx, charge(o.ID)); err != nil {
		t.Fatal(err)
	}
	_, err = s.Checkouts.CreateOrder(ctx, id, nil)
	if fault.Code(err) != "CHECKOUT_ALREADY_PAID" || !errors.Is(err, fault.State) || fault.Data(err)["orderId"] != string(o.ID) {
		t.Errorf("after payment: %v, want CHECKOUT_ALREADY_PAID with the order", err)
	}
	// The coupon could be used once.
	if _, err := s.checkout(as(t, actor.Visitor(bob)), "ONCE", s.line("mug", 1)); fault.Code(err) != "ERROR_COUPON_USAGE_EXCEEDED" {
		t.Errorf("second use of the coupon: %v, want ERROR_COUPON_USAGE_EXCEEDED", err)
	}
}
