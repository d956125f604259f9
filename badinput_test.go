// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/transaction"
)

// world is a shop in which much has happened, so that much can be asked for
// that must be refused.
type world struct {
	*ecomtest.Shop
	ann, bob, user context.Context // two visitors, and the program

	cart      cart.ID            // ann's
	line      string             // its only line: one mug
	checkout  *checkout.Checkout // made of it, ready to be ordered
	completed *checkout.Checkout // hers, done
	waiting   *order.Order       // hers: placed, not paid
	paid      *order.Order       // hers: three mugs, one handed over, one refunded
	payment   transaction.PaymentID
	parcel    fulfillment.ID
	canceled  *order.Order
	reserved  *order.Order // its money is authorized
	reserve   transaction.PaymentID
}

// must fails the test on an error.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newWorld(t testing.TB, change func(*ecom.Config)) *world {
	t.Helper()
	now := ecomtest.NewClock().Now()
	ten := discount.MustPercentage("10")
	w := &world{Shop: ecomtest.NewShop(t, func(c *ecom.Config) {
		products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
			{ID: "mug", Name: "Mug", Price: "25.00", Stock: new(int64(10)), Weight: "0.4"},
			{ID: "plate", Name: "Plate", Price: "8.50", Weight: "0.7"},
			{ID: "vase", Name: "Vase", Price: "80.00", Stock: new(int64(0)), Weight: "0.7"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		c.Catalog = products
		c.Coupons = []*discount.Coupon{
			{Code: "EXPIRED", PercentOffRate: ten, ExpirationTime: now.Add(-time.Hour)},
			{Code: "EARLY", PercentOffRate: ten, StartTime: now.Add(time.Hour)},
			{Code: "OFF", PercentOffRate: ten, Active: new(false)},
			{Code: "ONCE", PercentOffRate: ten, UsageLimit: 1},
			{Code: "MINE", PercentOffRate: ten, LimitPerCustomer: 1},
			{Code: "BIG", PercentOffRate: ten, MinimumSubtotal: discount.MustValue("1000")},
		}
		if change != nil {
			change(c)
		}
	})}
	w.ann, w.bob, w.user = ecomtest.Visitor(t.Context(), 1), ecomtest.Visitor(t.Context(), 2), t.Context()
	buy := func(opts *checkout.CreateOrderOptions, coupon string, lines ...cart.LineItem) *order.Order {
		t.Helper()
		c := must[*checkout.Checkout](t)(w.Checkout(w.ann, lines...))
		if coupon != "" {
			must[*checkout.Result](t)(w.Checkouts.UpdateCheckout(w.ann, c.ID, checkout.UpdateCheckoutRequest{CouponCode: coupon}))
		}
		placed := must[*checkout.CreateOrderResponse](t)(w.Checkouts.CreateOrder(w.ann, c.ID, opts))
		if err := w.CurrentCart.DeleteCurrentCart(w.ann); err != nil {
			t.Fatal(err)
		}
		return must[*order.Order](t)(w.Orders.GetOrder(w.user, placed.OrderID))
	}
	pay := func(o *order.Order) transaction.PaymentID {
		t.Helper()
		return must[*transaction.ChargeOrderResponse](t)(w.Billing.ChargeOrder(w.ann, charge(o.ID))).Payments[0].ID
	}
	w.paid = buy(nil, "ONCE", w.Line("mug", 3))
	w.payment = pay(w.paid)
	w.parcel = must[*fulfillment.CreateFulfillmentResponse](t)(w.Fulfillments.CreateFulfillment(w.user, w.paid.ID, fulfillment.Fulfillment{
		LineItems:    []fulfillment.LineItem{{ID: w.paid.LineItems[0].ID, Quantity: 1}},
		TrackingInfo: &fulfillment.TrackingInfo{TrackingNumber: "1Z"},
	})).FulfillmentID
	must[*transaction.RefundPaymentsResponse](t)(w.Billing.RefundPayments(w.user, transaction.RefundPaymentsRequest{
		OrderID: w.paid.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: w.payment}},
		RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: w.paid.LineItems[0].ID, Quantity: 1}}},
	}))
	w.reserved = buy(&checkout.CreateOrderOptions{DelayCapture: true}, "MINE", w.Line("plate", 1))
	w.reserve = pay(w.reserved)
	w.canceled = buy(nil, "", w.Line("plate", 1))
	must[*order.Order](t)(w.Orders.CancelOrder(w.user, w.canceled.ID, nil))
	w.completed = must[*checkout.Checkout](t)(w.Checkout(w.ann, w.Line("plate", 1)))
	if err := w.Checkouts.MarkCheckoutAsCompleted(w.user, w.completed.ID); err != nil {
		t.Fatal(err)
	}
	w.waiting = buy(nil, "", w.Line("plate", 2))
	w.checkout = must[*checkout.Checkout](t)(w.Checkout(w.ann, w.Line("mug", 1)))
	w.cart, w.line = w.checkout.CartID, w.checkout.LineItems[0].ID
	return w
}

// refusal is a call that must be refused, and how.
type refusal struct {
	name  string
	call  func(w *world) error
	class fault.Class
	code  string
	paths []string // "path RULE" of every violation
}

// check makes the call and checks that it is refused as it should be, and has
// left no trace.
func (r *refusal) check(t *testing.T, w *world) {
	t.Helper()
	commits, events, calls := w.Store.Commits(), len(w.Recorder.Events()), len(w.Gateway.Calls())
	err := r.call(w)
	if err == nil {
		t.Fatal("it was not refused")
	}
	if fault.ClassOf(err) != r.class || !errors.Is(err, r.class) || fault.Code(err) != r.code {
		t.Errorf("refused with %v: class %v, code %q, want class %v, code %q", err, fault.ClassOf(err), fault.Code(err), r.class, r.code)
	}
	var paths []string
	for _, v := range fault.Violations(err) {
		paths = append(paths, v.Field+" "+string(v.Rule))
		if v.Description == "" {
			t.Errorf("violation of %s without a description", v.Field)
		}
	}
	slices.Sort(paths)
	if diff := cmp.Diff(slices.Sorted(slices.Values(r.paths)), paths); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	if n := w.Store.Commits() - commits; n != 0 {
		t.Errorf("%d commits", n)
	}
	if n := len(w.Recorder.Events()) - events; n != 0 {
		t.Errorf("%d events", n)
	}
	if n := len(w.Gateway.Calls()) - calls; n != 0 {
		t.Errorf("%d calls of the gateway", n)
	}
}

// only drops the result of a call.
func only[T any](_ T, err error) error { return err }

func TestBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, group := range []struct {
		name string
		all  []refusal
	}{
		{"unknown ids", unknownIDs()},
		{"quantities", quantities()},
		{"amounts", amounts()},
		{"coupons", couponsRefused()},
		{"orders", orderings()},
		{"others'", others()},
		{"keys", keys()},
		{"fulfillments", fulfillments()},
		{"refunds", refunds()},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, r := range group.all {
				t.Run(r.name, func(t *testing.T) { r.check(t, w) })
			}
		})
	}
}

const nowhere = "f0000000-0000-4000-8000-000000000000"

func unknownIDs() []refusal {
	missing := func(name, code string, call func(w *world) error) refusal {
		return refusal{name: name, call: call, class: fault.NotFound, code: code}
	}
	two := []cart.LineItemQuantityUpdate{{ID: nowhere, Quantity: 2}}
	return []refusal{
		missing("GetCart", "", func(w *world) error { return only(w.Carts.GetCart(w.user, nowhere)) }),
		missing("GetCartByCheckoutID", "", func(w *world) error { return only(w.Carts.GetCartByCheckoutID(w.user, nowhere)) }),
		missing("UpdateCart", "", func(w *world) error {
			var r cart.UpdateCartRequest
			r.CartInfo.BuyerNote = patch.Set("x")
			return only(w.Carts.UpdateCart(w.user, nowhere, r))
		}),
		missing("AddToCart", "", func(w *world) error { return only(w.Carts.AddToCart(w.user, nowhere, add(w.Line("mug", 1)))) }),
		missing("cart.RemoveLineItems", "", func(w *world) error { return only(w.Carts.RemoveLineItems(w.user, nowhere, []string{"x"})) }),
		missing("cart.UpdateLineItemsQuantity", "", func(w *world) error { return only(w.Carts.UpdateLineItemsQuantity(w.user, nowhere, two)) }),
		missing("a line of a cart", "", func(w *world) error { return only(w.Carts.UpdateLineItemsQuantity(w.user, w.cart, two)) }),
		missing("cart.RemoveCoupon", "", func(w *world) error { return only(w.Carts.RemoveCoupon(w.user, nowhere)) }),
		missing("RemoveBusinessLocation", "", func(w *world) error { return only(w.Carts.RemoveBusinessLocation(w.user, nowhere)) }),
		missing("DeleteCart", "", func(w *world) error { return w.Carts.DeleteCart(w.user, nowhere) }),
		missing("EstimateTotals", "", func(w *world) error {
			return only(w.Carts.EstimateTotals(w.user, nowhere, cart.EstimateTotalsRequest{}))
		}),
		missing("cart.CreateCheckout", "", func(w *world) error {
			return only(w.Carts.CreateCheckout(w.user, nowhere, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))
		}),
		missing("GetCurrentCart", cart.CodeNoCurrentCart, func(w *world) error { return only(w.CurrentCart.GetCurrentCart(w.bob)) }),
		missing("CreateCheckoutFromCurrentCart", cart.CodeNoCurrentCart, func(w *world) error {
			return only(w.CurrentCart.CreateCheckoutFromCurrentCart(w.bob, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))
		}),
		missing("DeleteCurrentCart", cart.CodeNoCurrentCart, func(w *world) error { return w.CurrentCart.DeleteCurrentCart(w.bob) }),

		missing("GetCheckout", "", func(w *world) error { return only(w.Checkouts.GetCheckout(w.user, nowhere)) }),
		missing("GetCheckoutByCartID", "", func(w *world) error { return only(w.Checkouts.GetCheckoutByCartID(w.user, nowhere)) }),
		missing("GetCheckoutURL", "", func(w *world) error { return only(w.Checkouts.GetCheckoutURL(w.user, nowhere)) }),
		missing("UpdateCheckout", "", func(w *world) error {
			return only(w.Checkouts.UpdateCheckout(w.user, nowhere, checkout.UpdateCheckoutRequest{OverrideCheckoutURL: "x"}))
		}),
		missing("AddToCheckout", "", func(w *world) error {
			return only(w.Checkouts.AddToCheckout(w.user, nowhere, []cart.LineItem{w.Line("mug", 1)}, nil))
		}),
		missing("checkout.RemoveLineItems", "", func(w *world) error { return only(w.Checkouts.RemoveLineItems(w.user, nowhere, []string{"x"})) }),
		missing("checkout.UpdateLineItemsQuantity", "", func(w *world) error { return only(w.Checkouts.UpdateLineItemsQuantity(w.user, nowhere, two)) }),
		missing("a line of a checkout", "", func(w *world) error {
			return only(w.Checkouts.UpdateLineItemsQuantity(w.user, w.checkout.ID, two))
		}),
		missing("checkout.RemoveCoupon", "", func(w *world) error { return only(w.Checkouts.RemoveCoupon(w.user, nowhere)) }),
		missing("RemoveGiftCard", "", func(w *world) error { return only(w.Checkouts.RemoveGiftCard(w.user, nowhere)) }),
		missing("RemoveOverrideCheckoutURL", "", func(w *world) error { return only(w.Checkouts.RemoveOverrideCheckoutURL(w.user, nowhere)) }),
		missing("CreateOrder", "", func(w *world) error { return only(w.Checkouts.CreateOrder(w.user, nowhere, nil)) }),
		missing("CreateOrderAndCharge", "", func(w *world) error { return only(w.Checkouts.CreateOrderAndCharge(w.user, nowhere, "card", nil)) }),
		missing("MarkCheckoutAsCompleted", "", func(w *world) error { return w.Checkouts.MarkCheckoutAsCompleted(w.user, nowhere) }),

		missing("GetOrder", order.CodeNotFound, func(w *world) error { return only(w.Orders.GetOrder(w.user, nowhere)) }),
		missing("UpdateOrder", order.CodeNotFound, func(w *world) error {
			return only(w.Orders.UpdateOrder(w.user, nowhere, order.OrderUpdate{Archived: patch.Set(true)}))
		}),
		missing("CancelOrder", order.CodeNotFound, func(w *world) error { return only(w.Orders.CancelOrder(w.user, nowhere, nil)) }),
		missing("UpdateOrderStatus", order.CodeNotFound, func(w *world) error {
			return only(w.Orders.UpdateOrderStatus(w.user, nowhere, order.StatusApproved))
		}),
		missing("AddActivity", order.CodeNotFound, func(w *world) error {
			return only(w.Orders.AddActivity(w.user, nowhere, order.Activity{MerchantComment: &order.MerchantComment{Message: "x"}}))
		}),
		missing("an activity", order.CodeActivityNotFound, func(w *world) error { return only(w.Orders.DeleteActivity(w.user, w.paid.ID, nowhere)) }),

		missing("ListTransactionsForSingleOrder", order.CodeNotFound, func(w *world) error {
			return only(w.Transactions.ListTransactionsForSingleOrder(w.user, nowhere))
		}),
		missing("AddPayments", order.CodeNotFound, func(w *world) error {
			return only(w.Transactions.AddPayments(w.user, payments(nowhere, "1.00")))
		}),
		missing("UpdatePaymentStatus", order.CodeNotFound, func(w *world) error {
			return only(w.Transactions.UpdatePaymentStatus(w.user, nowhere, nowhere, transaction.PaymentApproved))
		}),
		missing("a payment to update", transaction.CodePaymentNotFound, func(w *world) error {
			return only(w.Transactions.UpdatePaymentStatus(w.user, w.paid.ID, nowhere, transaction.PaymentApproved))
		}),
		missing("ChargeOrder", order.CodeNotFound, func(w *world) error { return only(w.Billing.ChargeOrder(w.user, charge(nowhere))) }),
		missing("CaptureAuthorizedPayments", order.CodeNotFound, func(w *world) error {
			return only(w.Billing.CaptureAuthorizedPayments(w.user, nowhere, []transaction.PaymentCapture{{PaymentID: nowhere}}))
		}),
		missing("a payment to capture", transaction.CodePaymentNotFound, func(w *world) error {
			return only(w.Billing.CaptureAuthorizedPayments(w.user, w.reserved.ID, []transaction.PaymentCapture{{PaymentID: nowhere}}))
		}),
		missing("a payment to void", transaction.CodePaymentNotFound, func(w *world) error {
			return only(w.Billing.VoidAuthorizedPayments(w.user, w.reserved.ID, []transaction.PaymentID{nowhere}))
		}),
		missing("GetOrderRefundability", order.CodeNotFound, func(w *world) error { return only(w.Billing.GetOrderRefundability(w.user, nowhere)) }),
		missing("CalculateRefund", order.CodeNotFound, func(w *world) error {
			return only(w.Billing.CalculateRefund(w.user, nowhere, transaction.RefundItems{}))
		}),
		missing("RefundPayments", order.CodeNotFound, func(w *world) error {
			return only(w.Billing.RefundPayments(w.user, refundOf(nowhere, w.payment, "")))
		}),
		missing("a payment to refund", transaction.CodePaymentNotFound, func(w *world) error {
			return only(w.Billing.RefundPayments(w.user, refundOf(w.paid.ID, nowhere, "")))
		}),

		missing("ListFulfillmentsForSingleOrder", order.CodeNotFound, func(w *world) error {
			return only(w.Fulfillments.ListFulfillmentsForSingleOrder(w.user, nowhere))
		}),
		missing("CreateFulfillment", order.CodeNotFound, func(w *world) error {
			return only(w.Fulfillments.CreateFulfillment(w.user, nowhere, fulfillment.Fulfillment{}))
		}),
		missing("UpdateFulfillment", order.CodeNotFound, func(w *world) error {
			return only(w.Fulfillments.UpdateFulfillment(w.user, nowhere, w.parcel, fulfillment.Update{Completed: patch.Set(true)}))
		}),
		missing("a fulfillment to update", fulfillment.CodeFulfillmentNotFound, func(w *world) error {
			return only(w.Fulfillments.UpdateFulfillment(w.user, w.paid.ID, nowhere, fulfillment.Update{Completed: patch.Set(true)}))
		}),
		missing("a fulfillment to delete", fulfillment.CodeFulfillmentNotFound, func(w *world) error {
			return only(w.Fulfillments.DeleteFulfillment(w.user, w.paid.ID, nowhere))
		}),
		missing("a line to hand over", fulfillment.CodeLineItemNotFound, func(w *world) error {
			return only(w.Fulfillments.CreateFulfillment(w.user, w.paid.ID, handOver(nowhere, 1)))
		}),

		missing("Stock", "PRODUCT_NOT_FOUND", func(w *world) error { return only(w.Products.Stock(w.user, nowhere)) }),
		missing("SetStock", "PRODUCT_NOT_FOUND", func(w *world) error { return w.Products.SetStock(w.user, nowhere, 1) }),
		missing("AdjustStock", "PRODUCT_NOT_FOUND", func(w *world) error { return only(w.Products.AdjustStock(w.user, nowhere, 1)) }),
	}
}

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

func handOver(line string, quantity int) fulfillment.Fulfillment {
	return fulfillment.Fulfillment{LineItems: []fulfillment.LineItem{{ID: line, Quantity: quantity}}}
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

func couponsRefused() []refusal {
	var out []refusal
	for code, want := range map[string]struct {
		class fault.Class
		code  string
	}{
		"NOPE":    {fault.NotFound, discount.CodeCouponDoesNotExist},
		"EXPIRED": {fault.State, discount.CodeCouponHasExpired},
		"EARLY":   {fault.State, discount.CodeCouponIsNotActiveYet},
		"OFF":     {fault.State, discount.CodeCouponIsDisabled},
		"ONCE":    {fault.Limit, discount.CodeCouponUsageExceeded},
		"MINE":    {fault.Limit, discount.CodeCouponLimitPerCustomerReached},
	} {
		out = append(
			out,
			refusal{"checkout " + code, func(w *world) error {
				return only(w.Checkouts.UpdateCheckout(w.ann, w.checkout.ID, checkout.UpdateCheckoutRequest{CouponCode: code}))
			}, want.class, want.code, nil},
		)
		if code != "MINE" { // the cart does not know its buyer's address
			out = append(out, refusal{"cart " + code, func(w *world) error {
				return only(w.Carts.UpdateCart(w.ann, w.cart, cart.UpdateCartRequest{CouponCode: code}))
			}, want.class, want.code, nil})
		}
	}
	return out
}

// A coupon below its minimum is kept, and keeps the order from being placed.
func TestCouponBelowMinimum(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	must[*checkout.Result](t)(w.Checkouts.UpdateCheckout(w.ann, w.checkout.ID, checkout.UpdateCheckoutRequest{CouponCode: "BIG"}))
	r := refusal{
		call:  func(w *world) error { return only(w.Checkouts.CreateOrder(w.ann, w.checkout.ID, nil)) },
		class: fault.State, code: "CALCULATION_ERROR",
	}
	r.check(t, w)
	errs, _ := fault.Data(r.call(w))["calculationErrors"].(*pricing.CalculationErrors)
	if errs == nil || errs.CouponCalculationError == nil {
		t.Errorf("calculationErrors = %+v, want the coupon's", errs)
	}
}

func orderings() []refusal {
	state := func(name, code string, call func(w *world) error) refusal {
		return refusal{name: name, call: call, class: fault.State, code: code}
	}
	return []refusal{
		state("nothing of what was asked for", "FULL_OUT_OF_STOCK", func(w *world) error {
			return only(w.Checkouts.CreateCheckout(w.ann, checkout.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, LineItems: []cart.LineItem{w.Line("vase", 1)}}))
		}),
		state("a completed checkout", "CHECKOUT_ALREADY_PAID", func(w *world) error { return only(w.Checkouts.CreateOrder(w.ann, w.completed.ID, nil)) }),
		state("changing a completed checkout", "CHECKOUT_IS_COMPLETE", func(w *world) error {
			return only(w.Checkouts.RemoveCoupon(w.ann, w.completed.ID))
		}),
		state("charging a canceled order", order.CodeCanceled, func(w *world) error { return only(w.Billing.ChargeOrder(w.ann, charge(w.canceled.ID))) }),
		state("charging a paid order", transaction.CodeOrderPaid, func(w *world) error { return only(w.Billing.ChargeOrder(w.ann, charge(w.paid.ID))) }),
		state("canceling twice", order.CodeCanceled, func(w *world) error { return only(w.Orders.CancelOrder(w.user, w.canceled.ID, nil)) }),
		state("canceling with money reserved", order.CodeHasAuthorizedTransaction, func(w *world) error {
			return only(w.Orders.CancelOrder(w.user, w.reserved.ID, nil))
		}),
		state("approving a canceled order", order.CodeUnsupportedTransition, func(w *world) error {
			return only(w.Orders.UpdateOrderStatus(w.user, w.canceled.ID, order.StatusApproved))
		}),
		state("a status that is none", order.CodeStatusNotSupported, func(w *world) error { return only(w.Orders.UpdateOrderStatus(w.user, w.paid.ID, "MOON")) }),
		state("capturing what is captured", transaction.CodePaymentNotAuthorized, func(w *world) error {
			return only(w.Billing.CaptureAuthorizedPayments(w.user, w.paid.ID, []transaction.PaymentCapture{{PaymentID: w.payment}}))
		}),
	}
}

// An empty checkout, and one whose goods are gone, cannot be ordered.
func TestOrderingNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	order := func(w *world) error { return only(w.Checkouts.CreateOrder(w.ann, w.checkout.ID, nil)) }
	if err := w.Products.SetStock(w.user, "mug", 0); err != nil {
		t.Fatal(err)
	}
	(&refusal{call: order, class: fault.State, code: "FULL_OUT_OF_STOCK"}).check(t, w)
	(&refusal{call: func(w *world) error {
		return only(w.CurrentCart.CreateCheckoutFromCurrentCart(w.ann, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))
	}, class: fault.State, code: cart.CodeZeroQuantity}).check(t, w)
	must[*checkout.Result](t)(w.Checkouts.AddToCheckout(w.ann, w.checkout.ID, []cart.LineItem{w.Line("plate", 1)}, nil))
	(&refusal{call: order, class: fault.State, code: "PARTIAL_OUT_OF_STOCK"}).check(t, w)
	lines := must[*checkout.Checkout](t)(w.Checkouts.GetCheckout(w.ann, w.checkout.ID)).LineItems
	must[*checkout.Result](t)(w.Checkouts.RemoveLineItems(w.ann, w.checkout.ID, []string{lines[0].ID, lines[1].ID}))
	(&refusal{call: order, class: fault.State, code: "EMPTY_CHECKOUT"}).check(t, w)
	must[*cart.Result](t)(w.Carts.RemoveLineItems(w.ann, w.cart, []string{w.line}))
	(&refusal{call: func(w *world) error {
		return only(w.CurrentCart.CreateCheckoutFromCurrentCart(w.ann, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))
	}, class: fault.State, code: cart.CodeEmpty}).check(t, w)
}

// What is ann's is not there for bob.
func others() []refusal {
	hidden := func(name, code string, call func(w *world) error) refusal {
		return refusal{name: name, call: call, class: fault.NotFound, code: code}
	}
	denied := func(name string, call func(w *world) error) refusal {
		return refusal{name: name, call: call, class: fault.Denied, code: "PERMISSION_DENIED"}
	}
	return []refusal{
		hidden("GetCart", "", func(w *world) error { return only(w.Carts.GetCart(w.bob, w.cart)) }),
		hidden("AddToCart", "", func(w *world) error { return only(w.Carts.AddToCart(w.bob, w.cart, add(w.Line("mug", 1)))) }),
		hidden("DeleteCart", "", func(w *world) error { return w.Carts.DeleteCart(w.bob, w.cart) }),
		hidden("cart.CreateCheckout", "", func(w *world) error {
			return only(w.Carts.CreateCheckout(w.bob, w.cart, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))
		}),
		hidden("GetCheckout", "", func(w *world) error { return only(w.Checkouts.GetCheckout(w.bob, w.checkout.ID)) }),
		hidden("GetCheckoutByCartID", "", func(w *world) error { return only(w.Checkouts.GetCheckoutByCartID(w.bob, w.cart)) }),
		hidden("UpdateCheckout", "", func(w *world) error {
			return only(w.Checkouts.UpdateCheckout(w.bob, w.checkout.ID, checkout.UpdateCheckoutRequest{OverrideCheckoutURL: "x"}))
		}),
		hidden("CreateOrder", "", func(w *world) error { return only(w.Checkouts.CreateOrder(w.bob, w.checkout.ID, nil)) }),
		hidden("GetOrder", order.CodeNotFound, func(w *world) error { return only(w.Orders.GetOrder(w.bob, w.waiting.ID)) }),
		hidden("ChargeOrder", order.CodeNotFound, func(w *world) error { return only(w.Billing.ChargeOrder(w.bob, charge(w.waiting.ID))) }),
		hidden("ListTransactionsForSingleOrder", order.CodeNotFound, func(w *world) error {
			return only(w.Transactions.ListTransactionsForSingleOrder(w.bob, w.paid.ID))
		}),
		hidden("ListFulfillmentsForSingleOrder", order.CodeNotFound, func(w *world) error {
			return only(w.Fulfillments.ListFulfillmentsForSingleOrder(w.bob, w.paid.ID))
		}),
		// What nobody but the shop may do, with one's own order neither.
		denied("CancelOrder", func(w *world) error { return only(w.Orders.CancelOrder(w.ann, w.waiting.ID, nil)) }),
		denied("UpdateOrder", func(w *world) error {
			return only(w.Orders.UpdateOrder(w.ann, w.waiting.ID, order.OrderUpdate{Archived: patch.Set(true)}))
		}),
		denied("UpdateOrderStatus", func(w *world) error {
			return only(w.Orders.UpdateOrderStatus(w.ann, w.waiting.ID, order.StatusApproved))
		}),
		denied("AddPayments", func(w *world) error { return only(w.Transactions.AddPayments(w.ann, payments(w.waiting.ID, "22.00"))) }),
		denied("RefundPayments", func(w *world) error { return only(w.Billing.RefundPayments(w.ann, refundOf(w.paid.ID, w.payment, ""))) }),
		denied("CalculateRefund", func(w *world) error {
			return only(w.Billing.CalculateRefund(w.ann, w.paid.ID, transaction.RefundItems{}))
		}),
		denied("CaptureAuthorizedPayments", func(w *world) error {
			return only(w.Billing.CaptureAuthorizedPayments(w.ann, w.reserved.ID, []transaction.PaymentCapture{{PaymentID: w.reserve}}))
		}),
		denied("CreateFulfillment", func(w *world) error {
			return only(w.Fulfillments.CreateFulfillment(w.ann, w.paid.ID, fulfillment.Fulfillment{}))
		}),
		denied("DeleteFulfillment", func(w *world) error { return only(w.Fulfillments.DeleteFulfillment(w.ann, w.paid.ID, w.parcel)) }),
		denied("MarkCheckoutAsCompleted", func(w *world) error { return w.Checkouts.MarkCheckoutAsCompleted(w.ann, w.checkout.ID) }),
		denied("SetStock", func(w *world) error { return w.Products.SetStock(w.ann, "mug", 100) }),
		denied("a price of one's own", func(w *world) error {
			l := w.Line("mug", 1)
			l.CatalogOverrideFields = &item.CatalogOverrideFields{Price: new(unbound("0.01"))}
			return only(w.Carts.AddToCart(w.ann, w.cart, add(l)))
		}),
	}
}

// keys are those that no call may have; see TestReusedKeys.
func keys() []refusal {
	return []refusal{{name: "too long", call: func(w *world) error {
		ctx := idempotency.WithKey(w.ann, strings.Repeat("k", idempotency.MaxLength+1))
		return only(w.Checkouts.CreateOrder(ctx, w.checkout.ID, nil))
	}, class: fault.Invalid, paths: []string{"idempotencyKey MAX_LENGTH"}}}
}

// A key is for one request: another under it is refused.
func TestReusedKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	line := w.paid.LineItems[0].ID
	for name, call := range map[string]func(ctx context.Context, n int) error{
		"AddToCart": func(ctx context.Context, n int) error {
			return only(w.Carts.AddToCart(ctx, w.cart, add(w.Line("plate", n))))
		},
		"UpdateCheckout": func(ctx context.Context, n int) error {
			return only(w.Checkouts.UpdateCheckout(ctx, w.checkout.ID, checkout.UpdateCheckoutRequest{OverrideCheckoutURL: strings.Repeat("x", n)}))
		},
		"CreateOrder": func(ctx context.Context, n int) error {
			return only(w.Checkouts.CreateOrder(ctx, w.checkout.ID, &checkout.CreateOrderOptions{DelayCapture: n == 1}))
		},
		"CancelOrder": func(ctx context.Context, n int) error {
			return only(w.Orders.CancelOrder(ctx, w.waiting.ID, &order.CancelOrderOptions{RestockAllItems: n == 1}))
		},
		"AddPayments": func(ctx context.Context, n int) error {
			return only(w.Transactions.AddPayments(ctx, payments(w.canceled.ID, []string{"", "1.00", "2.00"}[n])))
		},
		"RefundPayments": func(ctx context.Context, n int) error {
			return only(w.Billing.RefundPayments(ctx, refundOf(w.paid.ID, w.payment, []string{"", "1.00", "2.00"}[n])))
		},
		"CreateFulfillment": func(ctx context.Context, n int) error {
			return only(w.Fulfillments.CreateFulfillment(ctx, w.paid.ID, handOver(line, 2-n)))
		},
		"SetStock": func(ctx context.Context, n int) error { return w.Products.SetStock(ctx, "vase", int64(n)) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx := idempotency.WithKey(w.user, "key")
			if err := call(ctx, 1); err != nil {
				t.Fatal(err)
			}
			(&refusal{call: func(*world) error { return call(ctx, 2) }, class: fault.Conflict, code: "IDEMPOTENCY_KEY_REUSED"}).check(t, w)
			n := w.Store.Commits()
			if err := call(ctx, 1); err != nil || w.Store.Commits() != n {
				t.Errorf("the first request again = %v, with %d commits, want its answer", err, w.Store.Commits()-n)
			}
		})
	}
}

func fulfillments() []refusal {
	create := func(change func(w *world, f *fulfillment.Fulfillment)) func(w *world) error {
		return func(w *world) error {
			f := handOver(w.paid.LineItems[0].ID, 1)
			change(w, &f)
			return only(w.Fulfillments.CreateFulfillment(w.user, w.paid.ID, f))
		}
	}
	return []refusal{
		{"more than was bought", create(func(_ *world, f *fulfillment.Fulfillment) { f.LineItems[0].Quantity = 3 }), fault.Limit, fulfillment.CodeNotEnoughUnits, nil},
		{"twice what is left", create(func(_ *world, f *fulfillment.Fulfillment) {
			f.LineItems[0].Quantity = 2
			f.LineItems = append(f.LineItems, f.LineItems[0])
		}), fault.Limit, fulfillment.CodeNotEnoughUnits, nil},
		{"quantities", create(func(_ *world, f *fulfillment.Fulfillment) {
			f.LineItems = []fulfillment.LineItem{{ID: nowhere, Quantity: -1}, {ID: nowhere, Quantity: 100_001}}
		}), fault.Invalid, "", []string{"fulfillment.lineItems[0].quantity MIN", "fulfillment.lineItems[1].quantity MAX"}},
		{"the same parcel", create(func(_ *world, f *fulfillment.Fulfillment) {
			f.TrackingInfo = &fulfillment.TrackingInfo{TrackingNumber: "1Z"}
		}), fault.Exists, fulfillment.CodeTrackingNumberTaken, nil},
		{"a canceled order", func(w *world) error {
			return only(w.Fulfillments.CreateFulfillment(w.user, w.canceled.ID, fulfillment.Fulfillment{}))
		}, fault.State, order.CodeCanceled, nil},
		{"an unpaid order", func(w *world) error {
			return only(w.Fulfillments.CreateFulfillment(w.user, w.waiting.ID, fulfillment.Fulfillment{}))
		}, fault.State, order.CodeNotApproved, nil},
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

// A shop that makes no sense is not opened, and all that is wrong is said.
func TestBadConfig(t *testing.T) {
	t.Parallel()
	products, err := catalog.New(catalog.Config{Currency: money.USD})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		cfg  ecom.Config
		want []string
	}{
		"nothing":             {ecom.Config{}, []string{"Catalog REQUIRED_FIELD", "Currency REQUIRED_FIELD"}},
		"an unknown currency": {ecom.Config{Currency: 1, Catalog: products}, []string{"Currency INVALID_ENUM_VALUE"}},
		"much": {ecom.Config{
			Currency: money.USD, Catalog: products, Locale: "klingon", WeightUnit: "STONE", Conversion: &ecom.Conversion{Currency: 2},
			Validators: []validation.Provider{nil}, SweepEvery: -1, Rounding: money.Policy{Mode: 99},
		}, []string{
			"Conversion.Currency REQUIRED_FIELD", "Conversion.Rate DECIMAL_GT", "Locale FORMAT", "Rounding INVALID_ENUM_VALUE",
			"SweepEvery, AnswerRetention, CartRetention MIN", "Validators[0] REQUIRED_FIELD", "WeightUnit INVALID_ENUM_VALUE",
		}},
	} {
		_, err := ecom.New(tt.cfg)
		var got []string
		for _, v := range fault.Violations(err) {
			got = append(got, v.Field+" "+string(v.Rule))
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, fault.Invalid) {
			t.Errorf("New(%s) = %v; violations (-want +got):\n%s", name, err, diff)
		}
	}
	if _, err := money.ParseCurrency("XXQ"); err == nil {
		t.Error("ParseCurrency(XXQ) was accepted")
	}
}
