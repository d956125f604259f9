// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes for what keeps a gift card from paying for an order.
const (
	CodeGiftCardAlreadyApplied = "GIFT_CARD_ALREADY_APPLIED"
	CodeCurrencyMismatch       = "CURRENCY_MISMATCH"
	CodeMaxGiftCardsExceeded   = "MAX_GIFT_CARDS_EXCEEDED"
)

// MaxGiftCards is how many gift cards pay for an order at most, those that were
// given back aside. The platform has a limit and does not say which.
const MaxGiftCards = 5

// RedeemGiftCardRequest asks a gift card to pay for an order.
type RedeemGiftCardRequest struct {
	OrderID      order.ID       `json:"orderId"`
	GiftCardCode string         `json:"giftCardCode"` // 8 to 20 characters
	Amount       money.Price    `json:"amount"`       // more than 0, at most what is left to pay
	Currency     money.Currency `json:"currency"`     // the order's
}

// RedeemGiftCardResponse is the payment and the order's transactions with it.
type RedeemGiftCardResponse struct {
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
	Payment           *Payment           `json:"payment"`
}

// RedeemGiftCard has a gift card pay for an order that there is, or for a part of
// it, as a new payment. An order that waited for its payment becomes a sale. When
// the provider does not answer, the error is fault.Unavailable, and what it may
// have taken is given back.
//
// GIFT_CARD_ALREADY_APPLIED, CURRENCY_MISMATCH, GIFT_CARD_NOT_FOUND,
// GIFT_CARD_EXPIRED, GIFT_CARD_DISABLED, INSUFFICIENT_FUNDS,
// CURRENCY_NOT_SUPPORTED, ALREADY_REDEEMED, ORDER_NOT_FOUND, ORDER_CANCELED,
// ORDER_PAID, MAX_GIFT_CARDS_EXCEEDED. Those that the platform does not name:
// INVALID_AMOUNT for more than is left to pay, PAYMENT_ALREADY_IN_PROGRESS,
// MAX_PAYMENTS_REACHED, and DECREMENT_NOT_POSSIBLE when the order has given back
// its goods and they are gone.
func (b *Billing) RedeemGiftCard(ctx context.Context, r RedeemGiftCardRequest) (*RedeemGiftCardResponse, error) {
	return service.Flow(ctx, b.env, "transaction.RedeemGiftCard", r,
		func(ctx context.Context, c *service.Call[*RedeemGiftCardResponse]) (*RedeemGiftCardResponse, error) {
			if err := checkRedeem(ctx, &r); err != nil {
				return nil, err
			}
			o, t, err := b.view(ctx, r.OrderID)
			if err != nil {
				return nil, err
			}
			use, err := b.redeemable(o, t, &r)
			if err != nil {
				return nil, err
			}
			stock, err := b.retakeStock(ctx, o)
			if err != nil {
				return nil, err
			}
			taken, err := b.takeLater(ctx, r.OrderID, order.Prepaid{GiftCard: &use}, "gift card")
			if err != nil {
				b.orders.GiveUpTaken(ctx, stock, nil)
				return nil, appliedAlready(err, t, &use)
			}
			taken = stock.Join(taken)
			if taken != nil { // a caller who goes away now does not undo it
				ctx = context.WithoutCancel(ctx)
			}
			var resp *RedeemGiftCardResponse
			err = c.Update(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				resp, err = b.redeem(ctx, tx, &r, taken)
				c.Answer(tx, &resp)
				return err
			})
			if err != nil {
				b.orders.GiveUpTaken(ctx, taken, err)
				return nil, appliedAlready(order.Shortage(giftcard.Shortage(err)), t, &use)
			}
			return resp, nil
		})
}

func checkRedeem(ctx context.Context, r *RedeemGiftCardRequest) error {
	if err := service.RequireAdmin(ctx); err != nil {
		return err
	}
	var v fault.Checker
	v.Required("orderId", r.OrderID != "")
	v.Length("giftCardCode", r.GiftCardCode, giftcard.MinCode, giftcard.MaxCode)
	v.Required("amount", !r.Amount.IsZero())
	v.Required("currency", r.Currency != 0)
	return v.Err()
}

// redeemable returns what a gift card is to pay of an order, or why it cannot.
func (b *Billing) redeemable(o *order.Record, t *record, r *RedeemGiftCardRequest) (order.GiftCardUse, error) {
	var none order.GiftCardUse
	if err := order.CanCharge(&o.Order); err != nil {
		return none, err
	}
	switch {
	case r.Currency != o.Order.Currency:
		return none, invalid(CodeCurrencyMismatch, "currency", fault.RuleValidation, fmt.Sprintf("the order is in %s", o.Order.Currency))
	case o.Order.Currency != b.env.Site.Currency:
		return none, giftcard.Refuse(giftcard.CodeCurrencyNotSupported, fmt.Sprintf("gift cards pay in %s", b.env.Site.Currency))
	case t.open(verbCharge) != nil || o.Order.BalanceSummary.Pending.Amount.IsPositive():
		return none, fault.New(fault.State, CodePaymentAlreadyInProgress, "another payment of the order is under way")
	}
	open, err := left(o)
	if err != nil {
		return none, err
	}
	if !open.IsPositive() {
		return none, fault.New(fault.State, CodeOrderPaid, "nothing is left to pay")
	}
	amount, err := r.Amount.Amount.Bind(o.Order.Currency)
	if err != nil {
		var v fault.Checker
		v.AddAll("amount", err)
		return none, v.Err()
	}
	if over, err := amount.Cmp(open); err != nil || over > 0 || !amount.IsPositive() {
		return none, invalid(CodeInvalidAmount, "amount", fault.RuleValidation, fmt.Sprintf("%s is not an amount between zero and the %s left to pay", amount, open))
	}
	if held := o.Internal.Reservation.Prepaid.On(r.GiftCardCode); !held.IsZero() {
		return none, alreadyApplied(nil)
	}
	if t.giftCards(nil) >= MaxGiftCards {
		return none, fault.New(fault.Limit, CodeMaxGiftCardsExceeded, fmt.Sprintf("an order is paid by at most %d gift cards", MaxGiftCards))
	}
	return b.orders.GiftCard(r.GiftCardCode, amount)
}

// redeem adds the payment of a gift card to an order.
func (b *Billing) redeem(ctx context.Context, tx *store.Tx, r *RedeemGiftCardRequest, taken *order.Taking) (*RedeemGiftCardResponse, error) {
	o, t, err := b.both(ctx, tx, r.OrderID)
	if err != nil {
		return nil, err
	}
	use, err := b.redeemable(o, t, r)
	if err != nil {
		return nil, err
	}
	pre := order.Prepaid{GiftCard: &use}
	pre.Adopt(taken.Prepaid())
	lacks := b.orders.LacksStock(o)
	if taken.HasStock() != lacks {
		return nil, goodsChanged()
	}
	o.Internal.Reservation.InHand = lacks
	if err = b.orders.KeepTaken(ctx, tx, taken); err != nil {
		return nil, err
	}
	if err = b.orders.RedeemTx(ctx, tx, r.OrderID, pre.GiftCard); err != nil {
		return nil, err
	}
	ids, err := b.addPrepaid(t, &pre, o.Order.Currency, tx)
	if err != nil {
		return nil, err
	}
	p := t.Payment(ids[0]).Clone()
	resp := &RedeemGiftCardResponse{OrderTransactions: t.OrderTransactions.Clone(), Payment: p}
	return resp, b.apply(ctx, tx, o, t, change{payments: ids})
}

// retakeStock takes goods elsewhere that an order has given back, before it is
// paid: afterwards they would be taken even where there are too few.
func (b *Billing) retakeStock(ctx context.Context, o *order.Record) (*order.Taking, error) {
	if !b.orders.LacksStock(o) {
		return nil, nil
	}
	if err := b.env.RefuseOutside(); err != nil {
		return nil, err
	}
	stock, err := b.orders.RetakeStock(ctx, o)
	return stock, retakeError(err)
}

// takeLater takes what is kept elsewhere for an order that there is, one kind of
// it at a time. The caller keeps what it is given, or gives it up.
func (b *Billing) takeLater(ctx context.Context, id order.ID, need order.Prepaid, kind string) (*order.Taking, error) {
	out := b.orders.Outside(&need)
	if out.IsZero() {
		return nil, nil
	}
	if err := b.env.RefuseOutside(); err != nil {
		return nil, err
	}
	taken, err := b.orders.TakePrepaid(ctx, id, out, kind+" of order "+string(id), false)
	if _, refused := errors.AsType[*order.RefusedError](err); !refused && errors.Is(err, fault.Exists) {
		return nil, fault.New(fault.State, CodePaymentAlreadyInProgress, "another payment of the order is under way")
	}
	return taken, err
}

// left returns what of an order is to be paid yet, what it holds prepaid aside.
func left(o *order.Record) (money.Amount, error) {
	s := &o.Order.BalanceSummary
	open, err := s.Balance.Amount.Sub(s.Authorized.Amount)
	if err == nil {
		open, err = open.Sub(o.Internal.Reservation.Prepaid.Amount()) // not a payment yet
	}
	return open, err
}

// giftCards counts the payments by gift card that are not given back: of one
// card as far as can be seen, or of all for nil.
func (t *OrderTransactions) giftCards(of *order.GiftCardUse) int {
	n := 0
	for i := range t.Payments {
		p := &t.Payments[i]
		d := p.GiftcardPaymentDetails
		if d != nil && p.CurrentStatus() == PaymentApproved && (of == nil || d.ObfuscatedCode == of.ObfuscatedCode && d.AppID == of.AppID) {
			n++
		}
	}
	return n
}

// appliedAlready tells a card that pays for the order already from one that was
// redeemed for it behind the order's back. A refusal loses its wrapping.
func appliedAlready(err error, t *record, use *order.GiftCardUse) error {
	if refused, ok := errors.AsType[*order.RefusedError](err); ok {
		err = refused.Err
	}
	if fault.Code(err) == giftcard.CodeAlreadyRedeemed && t.giftCards(use) > 0 {
		return alreadyApplied(err)
	}
	return err
}

func alreadyApplied(err error) error {
	return &fault.Error{Class: fault.Exists, Kind: "order", Code: CodeGiftCardAlreadyApplied, Message: "the gift card pays for the order already", Err: err}
}
