// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"slices"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

func (w *walker) add() { w.addTo(w.chance.IntN(3)) }

// addTo adds something to a buyer's cart, or tries to.
func (w *walker) addTo(buyer int) {
	s := w.shop()
	line := s.Line(oneOf(w, "mug", "mug", "plate", "ebook", "nothing"), oneOf(w, 1, 1, 2, 3, 5, 0))
	tell(s.CurrentCart.AddToCurrentCart(w.as(buyer), cart.AddToCartRequest{LineItems: []cart.LineItem{line}}))(w, "add")
}

func (w *walker) toCheckout() {
	buyer := w.chance.IntN(3)
	if w.chance.IntN(2) == 0 {
		w.addTo(buyer)
	}
	made, ok := tell(w.shop().CurrentCart.CreateCheckoutFromCurrentCart(w.as(buyer), cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))(w, "checkout")
	if !ok || slices.ContainsFunc(w.checkouts, func(b begun) bool { return string(b.id) == made.CheckoutID }) {
		return
	}
	var r checkout.UpdateCheckoutRequest
	r.Checkout.BillingInfo, r.Checkout.ShippingInfo.ShippingDestination = patch.Set(ecomtest.Home()), patch.Set(ecomtest.Home())
	r.Checkout.BuyerInfo.Email = patch.Set(oneOf(w, "ann@example.com", "bob@example.com"))
	r.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "standard"})
	filled, ok := tell(w.shop().Checkouts.UpdateCheckout(w.staff(), checkout.ID(made.CheckoutID), r))(w, "address")
	if ok {
		w.checkouts = append(w.checkouts, begun{buyer, filled.Checkout.ID, filled.Checkout.PurchaseFlowID})
	}
}

// fillIn changes a checkout: who buys, with which coupon, gift card and tip.
func (w *walker) fillIn() {
	if len(w.checkouts) == 0 {
		return
	}
	c := oneOf(w, w.checkouts...)
	if w.chance.IntN(2) == 0 {
		tell(w.shop().Tips.UpdateTipChoice(w.as(c.buyer), c.flow, tip))(w, "tip")
	}
	r := checkout.UpdateCheckoutRequest{CouponCode: oneOf(w, "", "ONCE", "C1", "c2")}
	r.Checkout.BuyerInfo.Email = patch.Set(oneOf(w, "ann@example.com", "bob@example.com"))
	if w.chance.IntN(8) == 0 {
		r.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: "none"})
	}
	if w.chance.IntN(2) == 0 {
		r.GiftCardCode, r.GiftCardRedeemAmount = oneOf(w, "GIFT-CARD-0", "GIFT-CARD-0", "GIFT-CARD-1"), oneOf(w, "", "", "3.21")
	}
	tell(w.shop().Checkouts.UpdateCheckout(w.as(c.buyer), c.id, r))(w, "fill in")
}

func (w *walker) place() {
	if len(w.checkouts) == 0 {
		return
	}
	c := oneOf(w, w.checkouts...)
	placed, ok := tell(w.shop().Checkouts.CreateOrder(w.as(c.buyer), c.id, nil))(w, "place")
	switch {
	case ok && !slices.Contains(w.orders, placed.OrderID):
		w.orders = append(w.orders, placed.OrderID)
	case w.chance.IntN(2) == 0: // it may be done with
		w.checkouts = slices.DeleteFunc(w.checkouts, func(b begun) bool { return b == c })
	}
}

// anOrder returns one of the orders, nil when there is none: one that is canceled
// seldom.
func (w *walker) anOrder() (o *order.Order) {
	if len(w.orders) == 0 {
		return nil
	}
	for range 3 {
		o, _ = tell(w.shop().Orders.GetOrder(w.staff(), oneOf(w, w.orders...)))(w, "get order")
		if o.Status != order.StatusCanceled {
			break
		}
	}
	return o
}

// pay charges a card, whatever the provider makes of it; what is not known is
// asked for at once, or later.
func (w *walker) pay() {
	o := w.anOrder()
	if o == nil {
		return
	}
	if o.Status == order.StatusInitialized || w.chance.IntN(4) == 0 {
		w.gateway.Script(oneOf(w, paymenttest.Serve(), paymenttest.Serve(), paymenttest.Decline("no"), paymenttest.TimeOutBefore(), paymenttest.TimeOutAfter()))
		tell(w.shop().Pay(w.staff(), o.ID))(w, "pay")
	}
	if w.chance.IntN(2) == 0 {
		tell(w.shop().Billing.Resolve(w.staff()))(w, "resolve")
	}
	tell(w.shop().Tips.GetTipByOrderID(w.staff(), o.ID))(w, "tip of the order")
}

// redeem has a gift card pay for an order that there is.
func (w *walker) redeem() {
	o := w.anOrder()
	if o == nil {
		return
	}
	r := transaction.RedeemGiftCardRequest{
		OrderID: o.ID, GiftCardCode: oneOf(w, "GIFT-CARD-0", "GIFT-CARD-1"), Currency: money.USD,
		Amount: oneOf(w, o.BalanceSummary.Balance, money.Price{Amount: money.MustParse("2.34", money.USD)}),
	}
	tell(w.shop().Billing.RedeemGiftCard(w.staff(), r))(w, "redeem")
}

// retip gives an order another tip, shares it out or takes it off.
func (w *walker) retip() {
	o := w.anOrder()
	if o == nil {
		return
	}
	s, part := w.shop().Tips, tips.Distribution{Staff: tips.Staff{StaffMemberID: nowhere}, Amount: money.MustParse(oneOf(w, "0.01", "1.50"), money.USD)}
	switch w.chance.IntN(3) {
	case 0:
		tell(s.SetTipOnOrder(w.staff(), o.ID, tips.Tip{Amount: money.MustParse("3.00", money.USD), Distributions: []tips.Distribution{part}}))(w, "set tip")
	case 1:
		tell(s.AddTipDistributionsToOrder(w.staff(), o.ID, []tips.Distribution{part}))(w, "share tip")
	default:
		tell(s.RemoveTipFromOrder(w.staff(), o.ID))(w, "remove tip")
	}
}

func (w *walker) ship() {
	if o := w.anOrder(); o != nil {
		var parcel fulfillment.Fulfillment // of all that is left
		if w.chance.IntN(2) == 0 {
			parcel.LineItems = []fulfillment.LineItem{{ID: oneOf(w, o.LineItems...).ID, Quantity: w.chance.IntN(3)}}
		}
		tell(w.shop().Fulfillments.CreateFulfillment(w.staff(), o.ID, parcel))(w, "ship")
	}
}

// giveBack refunds one of the payments, all of it or a part, or all payments.
func (w *walker) giveBack() {
	o := w.anOrder()
	if o == nil {
		return
	}
	known, ok := tell(w.shop().Transactions.ListTransactionsForSingleOrder(w.staff(), o.ID))(w, "payments")
	if !ok || len(known.Payments) == 0 {
		return
	}
	var back []transaction.PaymentRefund
	for i := range known.Payments {
		back = append(back, transaction.PaymentRefund{PaymentID: known.Payments[i].ID})
	}
	if w.chance.IntN(2) == 0 {
		back = []transaction.PaymentRefund{oneOf(w, back...)}
		if w.chance.IntN(2) == 0 {
			back[0].Amount = money.Price{Amount: money.MustParse("1.23", money.USD)}
		}
	}
	w.gateway.Script(oneOf(w, paymenttest.Serve(), paymenttest.Serve(), paymenttest.TimeOutBefore(), paymenttest.TimeOutAfter()))
	tell(w.shop().Billing.RefundPayments(w.staff(), transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: back}))(w, "refund")
}

func (w *walker) cancel() {
	if o := w.anOrder(); o != nil {
		tell(w.shop().Orders.CancelOrder(w.staff(), o.ID, &order.CancelOrderOptions{RestockAllItems: w.chance.IntN(2) == 0}))(w, "cancel")
	}
}
