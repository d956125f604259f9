// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

func handOver(line string, quantity int) fulfillment.Fulfillment {
	return fulfillment.Fulfillment{LineItems: []fulfillment.LineItem{{ID: line, Quantity: quantity}}}
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
