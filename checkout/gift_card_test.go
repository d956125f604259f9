// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/transaction"
)

// A card that pays for everything: the order is paid at once.
func TestGiftCardPaysAll(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "100.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 2))
		c = update(ctx, t, p.Shop, c.ID, give(""))
		if g := c.GiftCard; g == nil || g.Amount.Amount != dollars("55.00") || g.ObfuscatedCode != "****-1234" || g.AppID != giftcard.DefaultAppID || !g.RequestedAmount.IsZero() {
			t.Fatalf("gift card %+v", g)
		}
		if c.PriceSummary.Total.Amount != dollars("55.00") || c.PayNow.Total.Amount != dollars("55.00") {
			t.Errorf("total %s, now %s: both are before the card", c.PriceSummary.Total.Amount, c.PayNow.Total.Amount)
		}
		p.wantLeft(t, "before the order", "100.00")
		o := place(ctx, t, p.Shop, c.ID, nil)
		p.wantLeft(t, "after the order", "45.00")
		if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid || !o.BalanceSummary.Balance.Amount.IsZero() {
			t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		}
		wantPayments(t, p.Shop, o.ID, "gift 55.00 APPROVED")
		list, _ := p.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
		if d := list.Payments[0].GiftcardPaymentDetails; d.GiftCardPaymentID == "" || d.ObfuscatedCode != "****-1234" || d.AppID != giftcard.DefaultAppID {
			t.Errorf("details %+v", d)
		}
		if got := len(p.Gateway.Ledger()); got != 0 {
			t.Errorf("charged %d times", got)
		}
		_, err := p.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder again", err, fault.State, "CHECKOUT_ALREADY_PAID")
		p.wantLeft(t, "after it again", "45.00")
		if k, err := p.Checkouts.GetCheckout(ctx, c.ID); err != nil || !k.Completed {
			t.Errorf("completed %v, %v", k.Completed, err)
		}
		// The card is given back as a whole, and the payment is void.
		refund := transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: list.Payments[0].ID, Amount: money.PriceOf(dollars("5.00"), 0)}}}
		_, err = p.Billing.RefundPayments(t.Context(), refund)
		wantFault(t, "RefundPayments of a part", err, fault.Invalid, transaction.CodeInvalidPaymentRefundAmount)
		refund.PaymentRefunds[0].Amount = money.Price{}
		res, err := p.Billing.RefundPayments(t.Context(), refund)
		if err != nil || res.Refund.Transactions[0].RefundStatus != transaction.RefundSucceeded {
			t.Fatalf("RefundPayments() = %+v, %v", res, err)
		}
		p.wantLeft(t, "after the refund", "100.00")
		wantPayments(t, p.Shop, o.ID, "gift 55.00 VOIDED")
		if o = read(t, p.Shop, o.ID); o.PaymentStatus != order.PaymentStatusFullyRefunded || o.BalanceSummary.Refunded.Amount != dollars("55.00") {
			t.Errorf("order is %s, refunded %s", o.PaymentStatus, o.BalanceSummary.Refunded.Amount)
		}
		_, err = p.Billing.RefundPayments(t.Context(), refund)
		wantFault(t, "RefundPayments again", err, fault.State, transaction.CodePaymentNotRefundable)
	})
}

// A card that pays a part: the rest is charged, at once or after a decline.
func TestGiftCardPaysPart(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "100.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 2))
		c = update(ctx, t, p.Shop, c.ID, give("20"))
		if g := c.GiftCard; g.Amount.Amount != dollars("20.00") || g.RequestedAmount.Amount != dollars("20.00") {
			t.Errorf("gift card %+v", g)
		}
		o := place(ctx, t, p.Shop, c.ID, nil)
		if o.Status != order.StatusInitialized || o.PaymentStatus != order.PaymentStatusNotPaid {
			t.Errorf("order is %s, %s", o.Status, o.PaymentStatus)
		}
		p.wantLeft(t, "after the order", "80.00")
		if again := place(ctx, t, p.Shop, c.ID, nil); again.ID != o.ID {
			t.Errorf("another order %s", again.ID)
		}
		p.wantLeft(t, "after it again", "80.00")
		r := charge(o.ID)
		r.RegularCharge.Amount = money.PriceOf(dollars("36.00"), 0)
		_, err := p.Billing.ChargeOrder(ctx, r)
		wantFault(t, "charging more than the rest", err, fault.Invalid, transaction.CodeInvalidAmount)
		p.Gateway.Script(paymenttest.Decline(""))
		wantFault(t, "a decline", pay(ctx, p.Shop, o.ID), fault.Declined, "PAYMENT_ERROR")
		if elsewhere {
			sweep(t, p.Shop, time.Second)
		}
		p.wantLeft(t, "after a decline", "100.00")
		if err := pay(ctx, p.Shop, o.ID); err != nil {
			t.Fatal(err)
		}
		p.wantLeft(t, "after the charge", "80.00")
		wantPayments(t, p.Shop, o.ID, "card 35.00 DECLINED", "card 35.00 APPROVED", "gift 20.00 APPROVED")
		if o = read(t, p.Shop, o.ID); o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid || !o.BalanceSummary.Balance.Amount.IsZero() {
			t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		}
		// Canceling gives no money back.
		if _, err := p.Orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{RestockAllItems: true}); err != nil {
			t.Fatal(err)
		}
		sweep(t, p.Shop, time.Hour)
		p.wantLeft(t, "after canceling", "80.00")
	})
}

// What an order holds of a card is there for its own checkout, and goes back
// when something else is wanted.
func TestGiftCardChanges(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "30.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 2))
		update(ctx, t, p.Shop, c.ID, give(""))
		o := place(ctx, t, p.Shop, c.ID, nil)
		p.wantLeft(t, "after the order", "0.00")
		// Still all of it.
		c = update(ctx, t, p.Shop, c.ID, note("please"))
		if c.GiftCard == nil || c.GiftCard.Amount.Amount != dollars("30.00") || c.CalculationErrors.Any() {
			t.Errorf("gift card %+v, %+v", c.GiftCard, c.CalculationErrors)
		}
		if again := place(ctx, t, p.Shop, c.ID, nil); again.ID != o.ID {
			t.Error("another order")
		}
		p.wantLeft(t, "after the order with a note", "0.00")
		// Less of it, then none, then all again.
		for _, step := range []struct{ amount, left string }{{"10", "20.00"}, {"", "0.00"}} {
			update(ctx, t, p.Shop, c.ID, give(step.amount))
			if again := place(ctx, t, p.Shop, c.ID, nil); again.ID != o.ID {
				t.Error("another order")
			}
			sweep(t, p.Shop, time.Second)
			p.wantLeft(t, "with "+step.amount, step.left)
		}
		if _, err := p.Checkouts.RemoveGiftCard(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		if k, _ := p.Checkouts.GetCheckout(ctx, c.ID); k.GiftCard != nil {
			t.Errorf("gift card %+v after it was removed", k.GiftCard)
		}
		place(ctx, t, p.Shop, c.ID, nil)
		sweep(t, p.Shop, time.Second)
		p.wantLeft(t, "without the card", "30.00")
		if err := pay(ctx, p.Shop, o.ID); err != nil {
			t.Fatal(err)
		}
		wantPayments(t, p.Shop, o.ID, "card 55.00 APPROVED")
	})
}

// Orders that come to nothing give the card back.
func TestGiftCardGoesBack(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(ctx context.Context, t *testing.T, p *purse, id order.ID){
		"canceled": func(_ context.Context, t *testing.T, p *purse, id order.ID) {
			if _, err := p.Orders.CancelOrder(t.Context(), id, nil); err != nil {
				t.Fatal(err)
			}
		},
		"expired": func(_ context.Context, t *testing.T, p *purse, _ order.ID) { sweep(t, p.Shop, 25*time.Hour) },
		"declined": func(ctx context.Context, t *testing.T, p *purse, id order.ID) {
			p.Gateway.Script(paymenttest.Decline(""))
			wantFault(t, "a decline", pay(ctx, p.Shop, id), fault.Declined, "PAYMENT_ERROR")
		},
		"rejected": func(_ context.Context, t *testing.T, p *purse, id order.ID) {
			for _, to := range []order.Status{order.StatusPending, order.StatusRejected} {
				if _, err := p.Orders.UpdateOrderStatus(t.Context(), id, to); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		bothWays(t, func(t *testing.T, elsewhere bool) {
			t.Run(name, func(t *testing.T) {
				p := withCard(t, elsewhere, "30.00", nil)
				ctx := ecomtest.Visitor(t.Context(), 1)
				c := ready(ctx, t, p.Shop, p.Line("mug", 2))
				update(ctx, t, p.Shop, c.ID, give(""))
				o := place(ctx, t, p.Shop, c.ID, nil)
				p.wantLeft(t, "after the order", "0.00")
				end(ctx, t, p, o.ID)
				sweep(t, p.Shop, time.Second)
				p.wantLeft(t, "in the end", "30.00")
				wantNoGift(t, p.Shop, o.ID)
			})
		})
	}
}

func wantNoGift(t testing.TB, s *ecomtest.Shop, id order.ID) {
	t.Helper()
	for _, text := range payments(t, s, id) {
		if text[:4] == "gift" {
			t.Errorf("a payment %q", text)
		}
	}
}

// An order that has given its card back is approved late, by what was paid.
func TestGiftCardTooLate(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "30.00", nil)
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 2))
		update(ctx, t, p.Shop, c.ID, give(""))
		o := place(ctx, t, p.Shop, c.ID, nil)
		sweep(t, p.Shop, 25*time.Hour)
		sweep(t, p.Shop, time.Second)
		p.wantLeft(t, "after it expired", "30.00")
		_, err := p.Transactions.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
			Amount: money.PriceOf(dollars("25.00"), 0), Status: transaction.PaymentApproved, RegularPaymentDetails: &transaction.RegularPaymentDetails{GatewayTransactionID: "x"},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		if o = read(t, p.Shop, o.ID); o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPartiallyPaid || o.BalanceSummary.Balance.Amount != dollars("30.00") {
			t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		}
		p.wantLeft(t, "in the end", "30.00")
	})
}

// Every code for gift cards that cannot be used, where it is met.
func TestGiftCardCodes(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		met := map[string]bool{}
		want := func(what string, err error, class fault.Class, code string) {
			t.Helper()
			wantFault(t, what, err, class, code)
			met[code] = true
		}
		p := withCard(t, elsewhere, "30.00", both(
			sells(t, catalog.Product{ID: "voucher", Name: "Voucher", Price: "30.00", ItemType: string(item.PresetGiftCard)}),
			func(c *ecom.Config) {
				c.Catalog = &altered{Catalog: c.Catalog, item: func(id string, d *catalog.ItemData) {
					if id == "ebook" {
						d.SubscriptionOptionInfo = &item.SubscriptionOptionInfo{SubscriptionSettings: item.SubscriptionSettings{Frequency: item.FrequencyMonth}, Title: new(item.Text("Monthly"))}
					}
				}}
			}))
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, p.Shop, p.Line("mug", 1))
		set := func(code string) error {
			_, err := p.Checkouts.UpdateCheckout(ctx, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: code})
			return err
		}
		create := func(code string) error {
			r := request(p.Line("mug", 1))
			r.GiftCardCode = code
			_, err := p.Checkouts.CreateCheckout(ctx, r)
			return err
		}
		for _, call := range []func(string) error{set, create} {
			want("an unknown card", call("NONE-1234"), fault.NotFound, "GIFT_CARD_NOT_FOUND")
			want("no card", call("NONE"), fault.State, "GIFT_CARD_CODE_INVALID")
		}
		foreign, empty := "EURO-1234", "VOID-1234"
		if elsewhere {
			p.away.Issue(foreign, "", money.MustParse("5", money.EUR))
			p.away.Issue(empty, "", dollars("0"))
		} else {
			for code, a := range map[string]money.Amount{foreign: money.MustParse("5", money.EUR), empty: dollars("1.00")} {
				if _, err := p.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: code, Amount: a}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := p.GiftCards.RedeemGiftCard(t.Context(), giftcard.RedeemGiftCardRequest{Code: empty, Amount: dollars("1.00")}); err != nil {
				t.Fatal(err)
			}
		}
		for _, call := range []func(string) error{set, create} {
			want("a card in another currency", call(foreign), fault.Invalid, "CURRENCY_NOT_SUPPORTED")
			want("an empty card", call(empty), fault.State, "GIFT_CARD_IS_EMPTY")
		}
		if err := set(code); err != nil {
			t.Fatal(err)
		}
		_, err := p.Checkouts.AddToCheckout(ctx, c.ID, []cart.LineItem{p.Line("voucher", 1)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Checkouts.CreateOrder(ctx, c.ID, nil)
		want("buying a gift card", err, fault.State, "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD")
		sub := ready(ecomtest.Visitor(t.Context(), 2), t, p.Shop, p.Line("ebook", 1))
		update(ecomtest.Visitor(t.Context(), 2), t, p.Shop, sub.ID, give(""))
		_, err = p.Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), 2), sub.ID, nil)
		want("a subscription", err, fault.State, "SUBSCRIPTION_WITH_GIFT_CARD")

		// What was good when it was given, and is not any more.
		three := ecomtest.Visitor(t.Context(), 3)
		later := ready(three, t, p.Shop, p.Line("mug", 1))
		update(three, t, p.Shop, later.ID, give(""))
		for _, code := range []string{giftcard.CodeDisabled, giftcard.CodeExpired} {
			if !elsewhere && code == giftcard.CodeExpired {
				if _, err := p.GiftLedger.Enable(t.Context(), p.id); err != nil {
					t.Fatal(err)
				}
			}
			p.refuse(t, code)
			for _, call := range []func(string) error{set, create} {
				want("a card that has ended", call("gift-1234"), fault.State, code)
			}
			_, err = p.Checkouts.CreateOrder(three, later.ID, nil)
			want("an order with it", err, fault.State, "CALCULATION_ERROR")
			errs, _ := fault.Data(err)["calculationErrors"].(*pricing.CalculationErrors)
			if errs == nil || errs.GiftCardCalculationError.Code() != code || len(errs.GiftCardCalculationErrors) != 1 || errs.GiftCardCalculationErrors[0].ObfuscatedCode != "****-1234" {
				t.Errorf("calculation errors %+v", errs)
			}
		}
		for _, code := range []string{
			"GIFT_CARD_NOT_FOUND", "GIFT_CARD_CODE_INVALID", "GIFT_CARD_IS_EMPTY", "GIFT_CARD_DISABLED", "GIFT_CARD_EXPIRED",
			"SUBSCRIPTION_WITH_GIFT_CARD", "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
		} {
			if !met[code] {
				t.Errorf("nothing meets %s", code)
			}
		}
	})
}

// A card that is emptied right before the commit of the order.
func TestRedeemGiftCardError(t *testing.T) {
	t.Parallel()
	p := withCard(t, false, "30.00", nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, p.Shop, p.Line("mug", 1))
	update(ctx, t, p.Shop, c.ID, give(""))
	p.Store.OnCommit(1, func(ctx context.Context, commit func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
		if _, err := p.GiftCards.RedeemGiftCard(t.Context(), giftcard.RedeemGiftCardRequest{Code: code, Amount: dollars("29.00")}); err != nil {
			t.Error(err)
		}
		return commit(ctx)
	})
	_, err := p.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.State, "REDEEM_GIFT_CARD_ERROR")
	if got := fault.Data(err)["reason"]; got != giftcard.CodeInsufficientFunds {
		t.Errorf("reason %v", got)
	}
	if n := stock(t, p.Shop, "mug"); n != 10 {
		t.Errorf("stock = %d, want 10", n)
	}
	p.wantLeft(t, "in the end", "1.00")
	_, err = p.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder again", err, fault.Conflict, "CHECKOUT_CHANGED")
	if o := place(ctx, t, p.Shop, c.ID, nil); o.Status != order.StatusInitialized {
		t.Errorf("order is %s", o.Status)
	}
	p.wantLeft(t, "after the order", "0.00")
}

// A keeper that refuses to redeem what it told was there.
func TestRedeemRefusedElsewhere(t *testing.T) {
	t.Parallel()
	p := withCard(t, true, "30.00", nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, p.Shop, p.Line("mug", 1))
	update(ctx, t, p.Shop, c.ID, give(""))
	p.away.Script("Redeem", func(context.Context, func() error) error {
		return giftcard.Refuse(giftcard.CodeInsufficientFunds, "there is not enough")
	})
	_, err := p.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.State, "REDEEM_GIFT_CARD_ERROR")
	if got := fault.Data(err)["reason"]; got != giftcard.CodeInsufficientFunds {
		t.Errorf("reason %v", got)
	}
	sweep(t, p.Shop, time.Hour)
	p.wantLeft(t, "in the end", "30.00")
	if n := stock(t, p.Shop, "mug"); n != 10 {
		t.Errorf("stock = %d, want 10", n)
	}
	if o := place(ctx, t, p.Shop, c.ID, nil); o.PaymentStatus != order.PaymentStatusPaid && o.Status != order.StatusApproved {
		t.Errorf("order is %s, %s", o.Status, o.PaymentStatus)
	}
}

func TestGiftCardsLocked(t *testing.T) {
	t.Parallel()
	p := withCard(t, false, "30.00", nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	r := request(p.Line("mug", 1))
	r.CheckoutInfo.CustomSettings = &checkout.CustomSettings{LockGiftCard: true}
	res, err := p.Checkouts.CreateCheckout(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Checkouts.UpdateCheckout(ctx, res.Checkout.ID, give(""))
	wantFault(t, "UpdateCheckout by the buyer", err, fault.State, checkout.CodeGiftCardLocked)
	update(t.Context(), t, p.Shop, res.Checkout.ID, give(""))
	_, err = p.Checkouts.RemoveGiftCard(ctx, res.Checkout.ID)
	wantFault(t, "RemoveGiftCard by the buyer", err, fault.State, checkout.CodeGiftCardLocked)
	if _, err = p.Checkouts.RemoveGiftCard(t.Context(), res.Checkout.ID); err != nil {
		t.Error(err)
	}
	off := withCard(t, false, "30.00", func(c *ecom.Config) { c.DisableGiftCards = true })
	c := ready(ctx, t, off.Shop, off.Line("mug", 1))
	_, err = off.Checkouts.UpdateCheckout(ctx, c.ID, give(""))
	wantFault(t, "UpdateCheckout where cards are disabled", err, fault.State, checkout.CodeGiftCardsDisabled)
	for amount, want := range map[string]string{"-1": "giftCardRedeemAmount DECIMAL_GTE", "1.2345": "giftCardRedeemAmount DECIMAL_MAX_SCALE", "1.005": "giftCardRedeemAmount DECIMAL_MAX_SCALE", "x": "giftCardRedeemAmount FORMAT"} {
		_, err := p.Checkouts.UpdateCheckout(ctx, res.Checkout.ID, give(amount))
		if want == "giftCardRedeemAmount DECIMAL_MAX_SCALE" && amount == "1.005" {
			_, err = p.Checkouts.UpdateCheckout(t.Context(), res.Checkout.ID, give(amount))
		}
		wantViolations(t, "UpdateCheckout(redeem "+amount+")", err, want)
	}
	pin := withCard(t, false, "1.00", nil)
	if _, err := pin.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: "PIN-1234", PIN: "77", Amount: dollars("9.00")}); err != nil {
		t.Fatal(err)
	}
	c = ready(ctx, t, pin.Shop, pin.Line("mug", 1))
	_, err = pin.Checkouts.UpdateCheckout(ctx, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: "PIN-1234"})
	wantFault(t, "without the PIN", err, fault.NotFound, "GIFT_CARD_NOT_FOUND")
	c = update(ctx, t, pin.Shop, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: "PIN-1234", GiftCardPIN: "77"})
	if c.GiftCard.Amount.Amount != dollars("9.00") {
		t.Errorf("gift card %+v", c.GiftCard)
	}
	place(ctx, t, pin.Shop, c.ID, nil)
}

// A store that does not answer when the balance is asked for says nothing of the
// card: the call fails, and no checkout is told that its card is no good.
func TestGiftCardWithoutStore(t *testing.T) {
	t.Parallel()
	p := withCard(t, false, "30.00", nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, p.Shop, p.Line("mug", 1))
	update(ctx, t, p.Shop, c.ID, give(""))
	before := p.Store.Reads()
	c = update(ctx, t, p.Shop, c.ID, note("x"))
	reads := p.Store.Reads() - before
	for n := 1; n <= reads; n++ {
		p.Store.OnRead(n, fault.Unavailable)
		got, err := p.Checkouts.UpdateCheckout(ctx, c.ID, note(fmt.Sprint(n)))
		switch {
		case err != nil:
			wantFault(t, fmt.Sprint("UpdateCheckout without read ", n), err, fault.Unavailable, "")
		case got.Checkout.GiftCard == nil || got.Checkout.CalculationErrors.Any():
			t.Errorf("UpdateCheckout without read %d: gift card %+v, calculation errors %+v", n, got.Checkout.GiftCard, got.Checkout.CalculationErrors)
		}
	}
	if reads == 0 {
		t.Error("nothing was read")
	}
}
