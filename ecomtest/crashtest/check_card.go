// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/transaction"
)

// drawn is what an order has of a gift card.
type drawn struct {
	order  order.ID
	amount money.Amount
}

// prepaid notes what an order has of gift cards: what it holds as long as it is
// not a sale, and payments that were not given back.
func (c *checker) prepaid(r *order.Record, t *transaction.OrderTransactions) {
	if g := r.Internal.Reservation.Prepaid.GiftCard; g != nil && g.TransactionID != "" {
		c.draws[g.TransactionID] = drawn{r.Order.ID, g.Amount}
	}
	n := 0
	for i := range t.Payments {
		p := &t.Payments[i]
		if p.GiftcardPaymentDetails == nil {
			continue
		}
		if n++; n > 1 {
			c.wrong("order %s is paid by gift card twice", r.Order.Number)
		}
		id := p.GiftcardPaymentDetails.GiftCardPaymentID
		if _, twice := c.draws[id]; twice {
			c.wrong("order %s is paid by %s, which an order holds, too", r.Order.Number, id)
		}
		switch p.Status { // it pays at once, and all of it is given back
		case transaction.PaymentApproved:
			c.draws[id] = drawn{r.Order.ID, p.Amount.Amount}
		case transaction.PaymentVoided:
		default:
			c.wrong("order %s: the payment by gift card is %s after all was settled", r.Order.Number, p.Status)
		}
	}
}

// cards compares the gift cards with what the orders have of them: what is left
// and what they have is what was issued, and each of them has it once.
func (c *checker) cards(ctx context.Context) error {
	found, err := c.shop.GiftLedger.Query(ctx, query.Request{})
	if err != nil {
		return err
	}
	if len(found.Cards) != len(cardsAtFirst) {
		c.wrong("a search finds %d of %d gift cards", len(found.Cards), len(cardsAtFirst))
	}
	c.redemptions = 0
	for _, card := range found.Cards {
		list, err := c.shop.GiftLedger.Transactions(ctx, card.ID)
		if err != nil {
			return err
		}
		total, by := card.Balance, make(map[string]bool)
		c.redemptions += len(list)
		for _, x := range list {
			want, held := c.draws[x.ID]
			delete(c.draws, x.ID)
			switch live := x.VoidedDate.IsZero(); {
			case live != held:
				c.wrong("gift card %s: %s of order %s is drawn: %t; the order has it: %t", card.ObfuscatedCode, x.Amount, x.OrderID, live, held)
			case held && (string(want.order) != x.OrderID || !want.amount.Equal(x.Amount)):
				c.wrong("gift card %s: %s is drawn for order %s; order %s has %s", card.ObfuscatedCode, x.Amount, x.OrderID, want.order, want.amount)
			case live && by[x.OrderID]:
				c.wrong("gift card %s: order %s has drawn on it twice", card.ObfuscatedCode, x.OrderID)
			}
			if x.VoidedDate.IsZero() {
				total, by[x.OrderID] = sum(total, x.Amount), true
			}
		}
		if !total.Equal(card.Issued) || card.Balance.IsNegative() {
			c.wrong("gift card %s: %s are left, and with what is drawn there are %s, but %s were issued", card.ObfuscatedCode, card.Balance, total, card.Issued)
		}
	}
	for id, d := range c.draws {
		c.wrong("order %s has %s of a gift card by %s, which no card knows", d.order, d.amount, id)
	}
	return nil
}
