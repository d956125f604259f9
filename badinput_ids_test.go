// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/transaction"
)

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
