// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"math/rand/v2"
	"slices"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

// plan is what is bought and what becomes of it.
type plan struct {
	lines  []wish
	coupon string
	card   string // a gift card that pays so much at most
	part   string
	late   bool // the gift card pays when the order is placed already
	tip    bool
	back   bool // the customer comes again and again
	ending ending
	refund refund
}

// details reports whether the buyer fills more in than addresses.
func (p *plan) details() bool { return p.coupon != "" || p.card != "" && !p.late || p.tip || p.back }

type wish struct {
	product string
	units   int
}

// ending is how far a purchase gets.
type ending uint8

const (
	paidAndSent   ending = iota // and perhaps refunded
	sentInParts                 // in two parcels
	leftUnpaid                  // until the order expires
	calledOff                   // canceled before it is paid
	declined                    // the card is refused
	declinedFirst               // and another one taken
	paidAndGiven                // canceled and restocked after it was paid
)

// refund is what is given back in the end.
type refund uint8

const (
	refundNothing refund = iota
	refundUnit           // one unit, which goes back on the shelf
	refundAll
)

// newPlan draws a plan.
func newPlan(chance *rand.Rand) plan {
	var p plan
	products := []string{"mug", "rare", "ebook"}
	for i := range 1 + chance.IntN(len(products)) {
		at := i + chance.IntN(len(products)-i)
		products[i], products[at] = products[at], products[i]
		p.lines = append(p.lines, wish{products[i], 1 + chance.IntN(3)})
	}
	p.coupon = draw(chance, "", "", couponAlways, couponFew)
	p.ending = draw(chance, paidAndSent, paidAndSent, paidAndSent, paidAndSent, sentInParts, sentInParts,
		leftUnpaid, calledOff, declined, declinedFirst, paidAndGiven)
	p.refund = draw(chance, refundNothing, refundNothing, refundUnit, refundAll)
	p.card, p.part = draw(chance, "", "", "PLENTY-1", "SCARCE-1"), draw(chance, "1.00", "2.37")
	p.tip, p.back, p.late = chance.IntN(3) == 0, chance.IntN(2) == 0, chance.IntN(4) == 0
	return p
}

// purchase buys. What the shop refuses for a good reason ends it.
func (e *errand) purchase(ctx context.Context, p plan) error {
	e.notes.write(note{Kind: noteStart, Job: e.job})
	o, err := e.order(ctx, p)
	if err != nil {
		return unlessRefused(err)
	}
	if p.card != "" && p.late {
		if err = e.redeem(ctx, o.ID, p); unlessRefused(err) != nil && !wentOn(err) {
			return err
		}
	}
	switch p.ending {
	case leftUnpaid:
		return nil
	case calledOff:
		return e.cancel(ctx, o.ID)
	case declined:
		_, err = e.pay(ctx, o.ID, paymenttest.TokenDeclined)
		return unlessRefused(err)
	case declinedFirst:
		if _, err = e.pay(ctx, o.ID, paymenttest.TokenDeclined); unlessRefused(err) != nil && !wentOn(err) {
			return err
		}
	case paidAndSent, sentInParts, paidAndGiven:
	}
	paid, err := e.pay(ctx, o.ID, "card")
	if err != nil {
		return unlessRefused(err)
	}
	if p.ending == paidAndGiven {
		return e.cancel(ctx, o.ID)
	}
	if err := e.send(ctx, o, p.ending == sentInParts); err != nil {
		return err
	}
	return e.giveBack(ctx, o, paid, p)
}

// refusals are the codes of good reasons: the rare book is sold out, the coupon or
// rule used up, the gift card empty, the card refused.
var refusals = []string{
	"EMPTY_CHECKOUT", "LINE_ITEM_WITH_ZERO_QUANTITY", "FULL_OUT_OF_STOCK", "PARTIAL_OUT_OF_STOCK", "DECREMENT_NOT_POSSIBLE",
	"CALCULATION_ERROR", "CHECKOUT_CHANGED", "CHARGE_FAILED",
	discount.CodeCouponUsageExceeded, discount.CodeRuleUsageExceeded, discount.CodeRuleLimitPerCustomerReached,
	checkout.CodeRedeemGiftCard, pricing.CodeGiftCardIsEmpty, giftcard.CodeInsufficientFunds,
}

func unlessRefused(err error) error {
	if slices.Contains(refusals, fault.Code(err)) || fault.ClassOf(err) == fault.Declined {
		return nil
	}
	return err
}

// wentOn reports whether err says that what is asked for has been overtaken. No
// answer is kept of what was refused: the next process asks for it again, and may
// find that the order was paid otherwise since then, or called off.
func wentOn(err error) bool {
	code := fault.Code(err)
	return code == transaction.CodeOrderPaid || code == order.CodeCanceled
}

// order goes from an empty cart to an order.
func (e *errand) order(ctx context.Context, p plan) (o *order.Order, err error) {
	var lines []cart.LineItem
	for _, l := range p.lines {
		lines = append(lines, e.shop.Line(l.product, l.units))
	}
	err = e.try(e.buyer(ctx), "buy", func(ctx context.Context) error {
		c, failed := e.shop.Checkout(ctx, lines...)
		if failed != nil {
			return failed
		}
		if failed = e.fillIn(ctx, c, p); failed != nil {
			return failed
		}
		placed, failed := e.shop.Checkouts.CreateOrder(ctx, c.ID, nil)
		if failed != nil {
			return failed
		}
		o, failed = e.shop.Orders.GetOrder(ctx, placed.OrderID)
		return failed
	})
	if err == nil {
		e.notes.write(note{Kind: noteOrder, Job: e.job, ID: string(o.ID), Text: o.Number})
	}
	return o, err
}

// fillIn chooses a tip and fills in what lowers the price, pays a part of it, and
// says who the customer is.
func (e *errand) fillIn(ctx context.Context, c *checkout.Checkout, p plan) error {
	if !p.details() {
		return nil
	}
	r := checkout.UpdateCheckoutRequest{CouponCode: p.coupon}
	if p.tip {
		if _, err := e.shop.Tips.UpdateTipChoice(ctx, c.PurchaseFlowID, tenth); err != nil {
			return err
		}
		e.notes.write(note{Kind: noteTip, Job: e.job, ID: c.PurchaseFlowID})
		r.Checkout.BuyerNote = patch.Set("Thank you!") // so that the buyer sees the price with the tip
	}
	if p.card != "" && !p.late {
		r.GiftCardCode, r.GiftCardRedeemAmount = p.card, p.part
	}
	if p.back {
		r.Checkout.BuyerInfo.Email = patch.Set(regular(e.job.Buyer % 2))
	}
	_, err := e.shop.Checkouts.UpdateCheckout(ctx, c.ID, r)
	return err
}

// pay charges a card.
func (e *errand) pay(ctx context.Context, id order.ID, token string) (p transaction.Payment, err error) {
	err = e.try(e.buyer(ctx), "pay-"+token, func(ctx context.Context) error {
		r, failed := e.shop.Billing.ChargeOrder(ctx, transaction.ChargeOrderRequest{
			OrderID: id, RegularCharge: &transaction.RegularCharge{PaymentIntentID: token},
		})
		if fault.Code(failed) == transaction.CodePaymentAlreadyInProgress {
			return fault.Unavailable // the shop is asking the provider
		}
		if failed == nil {
			p = r.Payments[0]
		}
		return failed
	})
	if err == nil {
		e.notes.write(note{Kind: notePaid, Job: e.job, ID: string(p.ID), Text: p.Amount.Amount.String()})
	}
	return p, err
}

// redeem pays a part of an order that there is by gift card: with that it is a
// sale.
func (e *errand) redeem(ctx context.Context, id order.ID, p plan) error {
	var paid *transaction.Payment
	err := e.try(ctx, "redeem", func(ctx context.Context) error {
		r, err := e.shop.Billing.RedeemGiftCard(ctx, transaction.RedeemGiftCardRequest{
			OrderID: id, GiftCardCode: p.card, Amount: money.Price{Amount: money.MustParse(p.part, money.USD)}, Currency: money.USD,
		})
		if fault.Code(err) == transaction.CodePaymentAlreadyInProgress {
			return fault.Unavailable // as in pay
		}
		if err == nil {
			paid = r.Payment
		}
		return err
	})
	if err == nil {
		e.notes.write(note{Kind: noteRedeemed, Job: e.job, ID: string(paid.ID), Text: paid.Amount.Amount.String()})
	}
	return err
}

// approved reports whether a payment brought money, refunded later or not.
func approved(p transaction.Payment) bool {
	switch p.Status { //nolint:exhaustive // of the others there is no money
	case transaction.PaymentApproved, transaction.PaymentPartiallyRefunded, transaction.PaymentRefunded:
		return true
	}
	return false
}

// cancel cancels an order and gives its goods back.
func (e *errand) cancel(ctx context.Context, id order.ID) error {
	err := e.try(ctx, "cancel", func(ctx context.Context) error {
		_, err := e.shop.Orders.CancelOrder(ctx, id, &order.CancelOrderOptions{RestockAllItems: true})
		return err
	})
	if err == nil {
		e.notes.write(note{Kind: noteCanceled, Job: e.job, ID: string(id)})
	}
	return err
}

// send sends the goods, in two parcels when the first can hold less than all.
func (e *errand) send(ctx context.Context, o *order.Order, inParts bool) error {
	var parcels [][]fulfillment.LineItem
	if inParts {
		parcels = append(parcels, []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: 1}})
	}
	if !inParts || len(o.LineItems) > 1 || o.LineItems[0].Quantity > 1 {
		parcels = append(parcels, nil) // all that is left
	}
	for i, lines := range parcels {
		var id fulfillment.ID
		err := e.try(ctx, "send-"+string(rune('a'+i)), func(ctx context.Context) error {
			r, err := e.shop.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{LineItems: lines})
			if err == nil {
				id = r.FulfillmentID
			}
			return err
		})
		if err != nil {
			return err
		}
		e.notes.write(note{Kind: noteFulfilled, Job: e.job, ID: string(id)})
	}
	return nil
}

// payments are all that an order was paid by, its gift card too.
func (e *errand) payments(ctx context.Context, id order.ID) (all []transaction.PaymentRefund, err error) {
	err = e.try(ctx, "list", func(ctx context.Context) error {
		t, failed := e.shop.Transactions.ListTransactionsForSingleOrder(ctx, id)
		if failed != nil {
			return failed
		}
		all = nil
		for i := range t.Payments {
			if approved(t.Payments[i]) {
				all = append(all, transaction.PaymentRefund{PaymentID: t.Payments[i].ID})
			}
		}
		return nil
	})
	return all, err
}

// giveBack gives money back, and a unit to the shelf.
func (e *errand) giveBack(ctx context.Context, o *order.Order, paid transaction.Payment, p plan) error {
	r := transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.ID}}}
	switch p.refund {
	case refundNothing:
		return nil
	case refundAll:
		var err error
		if r.PaymentRefunds, err = e.payments(ctx, o.ID); err != nil {
			return err
		}
	case refundUnit:
		if p.card != "" { // by which a part of the unit may have been paid
			r.PaymentRefunds[0].Amount.Amount = money.MustParse("1.00", money.USD)
		}
		line := o.LineItems[0].ID
		r.RefundItems = &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: line, Quantity: 1}}}
		r.SideEffects = &transaction.SideEffects{Restock: &transaction.RestockSideEffects{
			LineItems: []transaction.RestockItem{{LineItemID: line, Quantity: 1}},
		}}
	}
	var given *transaction.Refund
	err := e.try(ctx, "refund", func(ctx context.Context) error {
		resp, err := e.shop.Billing.RefundPayments(ctx, r)
		if err != nil {
			return err
		}
		if given = resp.Refund; given.Summary.Pending {
			return fault.Unknown // asked for again, under the same key
		}
		return nil
	})
	// One that failed, because the store could not be asked what to refund, is
	// recorded as such and gives nothing back.
	if err == nil && given.Effective() {
		e.notes.write(note{Kind: noteRefunded, Job: e.job, ID: string(given.ID), Text: given.Summary.Refunded.Amount.String()})
	}
	return err
}
