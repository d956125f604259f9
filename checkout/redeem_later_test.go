// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/transaction"
)

// redeem has the card pay an amount of an order.
func (p *purse) redeem(ctx context.Context, id order.ID, amount string) (*transaction.RedeemGiftCardResponse, error) {
	return p.Billing.RedeemGiftCard(ctx, redemption(id, amount))
}

func redemption(id order.ID, amount string) transaction.RedeemGiftCardRequest {
	return transaction.RedeemGiftCardRequest{OrderID: id, GiftCardCode: code, Amount: money.PriceOf(dollars(amount), 0), Currency: money.USD}
}

// A gift card pays for an order that there is: a part, and money the rest.
func TestRedeemLater(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "20.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		o := place(ctx, t, p.Shop, ready(ctx, t, p.Shop, p.Line("mug", 1)).ID, nil) // 30.00
		admin := idempotency.WithKey(t.Context(), "once")
		for range 2 {
			resp, err := p.redeem(admin, o.ID, "12.00")
			if err != nil {
				t.Fatal(err)
			}
			d := resp.Payment.GiftcardPaymentDetails
			if resp.Payment.Amount.Amount != dollars("12.00") || d.ObfuscatedCode != giftcard.Obfuscate(code) || d.GiftCardPaymentID == "" || len(resp.OrderTransactions.Payments) != 1 {
				t.Errorf("RedeemGiftCard() = %+v", resp)
			}
		}
		p.wantLeft(t, "redeemed", "8.00")
		if o = read(t, p.Shop, o.ID); o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPartiallyPaid || o.BalanceSummary.Balance.Amount != dollars("18.00") {
			t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		}
		if err := pay(ctx, p.Shop, o.ID); err != nil {
			t.Fatal(err)
		}
		wantPayments(t, p.Shop, o.ID, "gift 12.00 APPROVED", "card 18.00 APPROVED")
		if o = read(t, p.Shop, o.ID); o.PaymentStatus != order.PaymentStatusPaid {
			t.Errorf("order is %s", o.PaymentStatus)
		}
		// A refund gives it back, and then the card can pay again.
		list, err := p.Transactions.ListTransactionsForSingleOrder(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: list.Payments[0].ID}}}); err != nil {
			t.Fatal(err)
		}
		p.wantLeft(t, "refunded", "20.00")
	})
}

// A gift card that pays all of an order makes it a sale.
func TestRedeemLaterAll(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "50.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 1))
		o := place(ctx, t, p.Shop, c.ID, nil)
		if _, err := p.redeem(t.Context(), o.ID, "30.00"); err != nil {
			t.Fatal(err)
		}
		p.wantLeft(t, "redeemed", "20.00")
		if o = read(t, p.Shop, o.ID); o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid || !o.BalanceSummary.Balance.Amount.IsZero() {
			t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		}
		if c, err := p.Checkouts.GetCheckout(ctx, c.ID); err != nil || !c.Completed {
			t.Errorf("checkout %+v, %v, want it completed", c, err)
		}
	})
}

// Each documented code of RedeemGiftCard, by a call that changes nothing.
func TestRedeemLaterCodes(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		const op = "redeemGiftCard"
		codes := codetest.List{
			Documented: map[string][]string{op: {
				"GIFT_CARD_ALREADY_APPLIED", "CURRENCY_MISMATCH", "GIFT_CARD_NOT_FOUND", "GIFT_CARD_EXPIRED", "GIFT_CARD_DISABLED", "INSUFFICIENT_FUNDS",
				"CURRENCY_NOT_SUPPORTED", "ALREADY_REDEEMED", "ORDER_NOT_FOUND", "ORDER_CANCELED", "ORDER_PAID", "MAX_GIFT_CARDS_EXCEEDED",
			}},
			Own: []string{"INVALID_AMOUNT", "PERMISSION_DENIED"},
		}
		p := withCard(t, elsewhere, "20.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		order30 := func() order.ID {
			t.Helper()
			o, err := p.Order(ctx, p.Line("mug", 1))
			if err != nil {
				t.Fatal(err)
			}
			return o.ID
		}
		try := func(r transaction.RedeemGiftCardRequest) error {
			_, err := p.Billing.RedeemGiftCard(t.Context(), r)
			return err
		}
		id := order30()
		euro := redemption(id, "1.00")
		euro.Currency = money.EUR
		unknown := redemption(id, "1.00")
		unknown.GiftCardCode = "NO-SUCH-CARD"
		codes.Refused(t, op, fault.NotFound, "ORDER_NOT_FOUND", try(redemption("none", "1.00")))
		codes.Refused(t, op, fault.Invalid, "CURRENCY_MISMATCH", try(euro))
		codes.Refused(t, op, fault.NotFound, "GIFT_CARD_NOT_FOUND", try(unknown))
		codes.Refused(t, op, fault.Limit, "INSUFFICIENT_FUNDS", try(redemption(id, "20.01")))
		codes.Refused(t, op, fault.Invalid, "INVALID_AMOUNT", try(redemption(id, "30.01")))
		codes.Refused(t, op, fault.Invalid, "INVALID_AMOUNT", try(redemption(id, "-1.00")))
		_, err := p.Billing.RedeemGiftCard(ctx, redemption(id, "1.00"))
		codes.Refused(t, op, fault.Denied, "PERMISSION_DENIED", err)

		foreign, err := p.Orders.CreateOrder(t.Context(), inEuro(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		euro.OrderID = foreign.ID
		codes.Refused(t, op, fault.Invalid, "CURRENCY_NOT_SUPPORTED", try(euro))

		// What was redeemed for the order behind its back.
		tx, err := p.GiftCards.RedeemGiftCard(t.Context(), giftcard.RedeemGiftCardRequest{Code: code, Amount: dollars("1.00"), OrderID: string(id)})
		if err != nil {
			t.Fatal(err)
		}
		codes.Refused(t, op, fault.Exists, "ALREADY_REDEEMED", try(redemption(id, "1.00")))
		if err := p.GiftCards.VoidTransaction(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
		wantPayments(t, p.Shop, id)
		if o := read(t, p.Shop, id); o.Status != order.StatusInitialized {
			t.Errorf("order is %s", o.Status)
		}
		p.wantLeft(t, "after what was refused", "20.00")

		if err := try(redemption(id, "1.00")); err != nil {
			t.Fatal(err)
		}
		codes.Refused(t, op, fault.Exists, "GIFT_CARD_ALREADY_APPLIED", try(redemption(id, "1.00")))
		if err := pay(ctx, p.Shop, id); err != nil {
			t.Fatal(err)
		}
		codes.Refused(t, op, fault.State, "ORDER_PAID", try(redemption(id, "1.00")))
		if _, err := p.Orders.CancelOrder(t.Context(), id, nil); err != nil {
			t.Fatal(err)
		}
		codes.Refused(t, op, fault.State, "ORDER_CANCELED", try(redemption(id, "1.00")))

		many := order30()
		var added transaction.AddPaymentsRequest
		added.OrderID = many
		for i := range transaction.MaxGiftCards {
			added.Payments = append(added.Payments, transaction.Payment{
				Amount:                 money.PriceOf(dollars("1.00"), 0),
				GiftcardPaymentDetails: &transaction.GiftCardPaymentDetails{GiftCardPaymentID: fmt.Sprint("paper-", i)},
			})
		}
		if _, err := p.Transactions.AddPayments(t.Context(), added); err != nil {
			t.Fatal(err)
		}
		codes.Refused(t, op, fault.Limit, "MAX_GIFT_CARDS_EXCEEDED", try(redemption(many, "1.00")))

		last := order30()
		p.refuse(t, giftcard.CodeDisabled)
		codes.Refused(t, op, fault.State, "GIFT_CARD_DISABLED", try(redemption(last, "1.00")))
		p.wantLeft(t, "in the end", "19.00")

		old := withCard(t, elsewhere, "20.00", nil)
		o, err := old.Order(ctx, old.Line("mug", 1))
		if err != nil {
			t.Fatal(err)
		}
		old.refuse(t, giftcard.CodeExpired)
		_, err = old.redeem(t.Context(), o.ID, "1.00")
		codes.Refused(t, op, fault.State, "GIFT_CARD_EXPIRED", err)
		codes.Done(t)
	})
}

// inEuro returns an order of another currency than the shop's.
func inEuro(t *testing.T) *order.Order {
	t.Helper()
	var o order.Order
	const text = `{"currency": "EUR", "channelInfo": {"type": "WEB"}, "priceSummary": {"subtotal": {"amount": "10.00"}, "total": {"amount": "10.00"}},
		"lineItems": [{"productName": {"original": "Thing"}, "quantity": 1, "price": {"amount": "10.00"}, "itemType": {"preset": "PHYSICAL"}}]}`
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return &o
}

// A card that a checkout gave is not given again, and what it is to pay is not
// left to pay.
func TestRedeemBesideCheckout(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "20.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 1))
		update(ctx, t, p.Shop, c.ID, give("12.00"))
		o := place(ctx, t, p.Shop, c.ID, nil)
		_, err := p.redeem(t.Context(), o.ID, "1.00")
		wantFault(t, "the same card", err, fault.Exists, "GIFT_CARD_ALREADY_APPLIED")
		_, err = p.redeem(t.Context(), o.ID, "18.01")
		wantFault(t, "more than is left", err, fault.Invalid, "INVALID_AMOUNT")
		p.wantLeft(t, "after what was refused", "8.00")
	})
}

// Whatever breaks while a card is redeemed, and wherever: the card lacks what the
// order's payments have of it.
func TestRedeemLaterCrashes(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		for n := range 4 {
			for _, after := range []bool{false, true} {
				p := withCard(t, elsewhere, "20.00", nil)
				o, err := p.Order(ecomtest.Visitor(t.Context(), 1), p.Line("mug", 1))
				if err != nil {
					t.Fatal(err)
				}
				p.Store.CrashOnCommit(n+1, after)
				ctx := idempotency.WithKey(t.Context(), "once")
				_, first := p.redeem(ctx, o.ID, "12.00")
				p.Store.Restart()
				twin := *p
				twin.Shop = p.Twin()
				sweep(t, twin.Shop, 10*time.Minute)
				if _, err := twin.redeem(ctx, o.ID, "12.00"); err != nil {
					t.Errorf("commit %d, after %v: first %v, then %v", n+1, after, first, err)
				}
				sweep(t, twin.Shop, 10*time.Minute)
				twin.wantLeft(t, fmt.Sprintf("commit %d, after %v", n+1, after), "8.00")
				wantPayments(t, twin.Shop, o.ID, "gift 12.00 APPROVED")
			}
		}
	})
}

// A keeper who does not answer has drawn nothing in the end.
func TestRedeemLaterTrouble(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]plugintest.Trouble{"lost": plugintest.Lost, "unheard": plugintest.Unheard, "panics": plugintest.Panics} {
		p := withCard(t, true, "20.00", nil)
		o, err := p.Order(ecomtest.Visitor(t.Context(), 1), p.Line("mug", 1))
		if err != nil {
			t.Fatal(err)
		}
		p.away.Script("Redeem", trouble)
		if _, err := p.redeem(t.Context(), o.ID, "12.00"); !errors.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
		sweep(t, p.Shop, 10*time.Minute)
		p.wantLeft(t, name, "20.00")
		wantPayments(t, p.Shop, o.ID)
	}
}

// Two cards at once, or a card and a charge, never pay more than there is to pay.
func TestRedeemLaterAtOnce(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		ecomtest.Interleave(t, ecomtest.Orders{Runs: 60}, func(t *testing.T, race *ecomtest.Race) {
			p := withCard(t, elsewhere, "50.00", func(c *ecom.Config) { c.Store = race.Store(c.Store) })
			buyer := ecomtest.Visitor(t.Context(), 1)
			o, err := p.Order(buyer, p.Line("mug", 1))
			if err != nil {
				t.Fatal(err)
			}
			race.Run(
				func(ctx context.Context) { _, _ = p.redeem(ctx, o.ID, "20.00") },
				func(ctx context.Context) { _, _ = p.Billing.ChargeOrder(ctx, charge(o.ID)) },
			)
			got := read(t, p.Shop, o.ID)
			if got.BalanceSummary.Balance.Amount.IsNegative() {
				t.Errorf("the order of 30.00 is paid with %s", got.BalanceSummary.Paid.Amount)
			}
			sweep(t, p.Shop, 10*time.Minute)
			want := "50.00"
			if slices.Contains(payments(t, p.Shop, o.ID), "gift 20.00 APPROVED") {
				want = "30.00"
			}
			p.wantLeft(t, "when both are done", want)
		})
	})
}
