// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/store/memstore"
)

// P11: however the calls of buyers who want the last of a card lie in each
// other, the card is never overdrawn, and what was drawn and what is left add up
// to what was issued. One of the buyers pays with it, the other is told.
func TestRaceForTheLastOfACard(t *testing.T) {
	t.Parallel()
	runs := ecomtest.Interleave(t, ecomtest.Orders{Switches: 2, Runs: 400}, func(t *testing.T, race *ecomtest.Race) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memstore.New(memstore.Config{})) })
		ctx := t.Context()
		card, err := s.GiftLedger.Issue(ctx, giftcard.IssueRequest{Code: "GIFT-1234", Amount: money.MustParse("5.01", money.USD)})
		if err != nil {
			t.Fatal(err)
		}
		buy := func(n int, id checkout.ID) func(context.Context) {
			return func(ctx context.Context) {
				_, err := s.Checkouts.CreateOrder(ecomtest.Visitor(ctx, n), id, nil)
				switch fault.Code(err) {
				case "", "REDEEM_GIFT_CARD_ERROR", "CHECKOUT_CHANGED":
				default:
					t.Error(err)
				}
			}
		}
		var racers []func(context.Context)
		for n := range 2 {
			buyer := ecomtest.Visitor(ctx, n)
			c, err := s.Checkout(buyer, s.Line("ebook", 1))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = s.Checkouts.UpdateCheckout(buyer, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: card.Code}); err != nil {
				t.Fatal(err)
			}
			racers = append(racers, buy(n, c.ID))
		}
		race.Run(racers...)
		got, err := s.GiftLedger.Get(ctx, card.ID)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.GiftLedger.Transactions(ctx, card.ID)
		if err != nil {
			t.Fatal(err)
		}
		sum := got.Balance
		for _, x := range list {
			if x.VoidedDate.IsZero() {
				if sum, err = sum.Add(x.Amount); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got.Balance.IsNegative() || !sum.Equal(got.Issued) {
			t.Errorf("%s left, with what was drawn %s of %s", got.Balance, sum, got.Issued)
		}
		if len(list) != 1 || got.Balance != money.MustParse("0.01", money.USD) {
			t.Errorf("%d orders drew on the card, %s left", len(list), got.Balance)
		}
	})
	if runs < 10 {
		t.Errorf("only %d orders were tried", runs)
	}
}

// A shop that moves to another store has its cards, with what is left on them.
func TestGiftCardsMove(t *testing.T) {
	t.Parallel()
	from := ecomtest.NewShop(t, nil)
	ctx := t.Context()
	card, err := from.GiftLedger.Issue(ctx, giftcard.IssueRequest{Amount: money.MustParse("50.00", money.USD)})
	if err != nil {
		t.Fatal(err)
	}
	id, err := from.GiftCards.RedeemGiftCard(ctx, giftcard.RedeemGiftCardRequest{Code: card.Code, Amount: money.MustParse("20.00", money.USD), OrderID: "order"})
	if err != nil {
		t.Fatal(err)
	}
	to := moved(t, from)
	got, err := to.GiftCards.GetGiftCard(ctx, card.Code, nil)
	if err != nil || got.Balance != money.MustParse("30.00", money.USD) {
		t.Errorf("GetGiftCard() = %+v, %v", got, err)
	}
	_, err = to.GiftCards.RedeemGiftCard(ctx, giftcard.RedeemGiftCardRequest{Code: card.Code, Amount: money.MustParse("1.00", money.USD), OrderID: "order"})
	if fault.Code(err) != giftcard.CodeAlreadyRedeemed {
		t.Errorf("RedeemGiftCard() for the same order = %v", err)
	}
	if err = to.GiftCards.VoidTransaction(ctx, id); err != nil {
		t.Error(err)
	}
	if back, err := to.GiftLedger.Get(ctx, card.ID); err != nil || back.Balance != back.Issued {
		t.Errorf("Get() = %+v, %v", back, err)
	}
}

// moved returns a shop on another store that has all of a shop's site.
func moved(t *testing.T, from *ecomtest.Shop) *ecomtest.Shop {
	t.Helper()
	var b bytes.Buffer
	if _, err := from.Export(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	to := ecomtest.NewShop(t, nil)
	if _, err := to.Import(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	return to
}

// In a view, cards in the shop's own store are redeemed with the rest of its
// transaction, and those kept elsewhere cannot be used.
func TestGiftCardsInViews(t *testing.T) {
	t.Parallel()
	for _, away := range []bool{false, true} {
		cards := new(plugintest.GiftCards)
		cards.Issue("GIFT-1234", "", money.MustParse("50.00", money.USD))
		db := memstore.New(memstore.Config{})
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			if c.Store = db; away {
				c.GiftCards = cards
			}
		})
		ctx := t.Context()
		if !away {
			if _, err := s.GiftLedger.Issue(ctx, giftcard.IssueRequest{Code: "GIFT-1234", Amount: money.MustParse("50.00", money.USD)}); err != nil {
				t.Fatal(err)
			}
		}
		v := s.With(db)
		buyer := ecomtest.Visitor(ctx, 1)
		c, err := s.Checkout(buyer, s.Line("ebook", 1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = v.Checkouts.UpdateCheckout(buyer, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: "GIFT-1234"}); err != nil {
			t.Fatal(err)
		}
		placed, err := v.Checkouts.CreateOrder(buyer, c.ID, nil)
		if away {
			if !errors.Is(err, fault.State) || fault.Code(err) != "" {
				t.Errorf("CreateOrder() with a card that is kept elsewhere = %v", err)
			}
			continue
		}
		if err != nil || placed.Order().PaymentStatus != order.PaymentStatusPaid {
			t.Errorf("CreateOrder() = %+v, %v", placed, err)
		}
		if got, err := v.GiftCards.GetGiftCard(ctx, "GIFT-1234", nil); err != nil || got.Balance != money.MustParse("45.00", money.USD) {
			t.Errorf("GetGiftCard() = %+v, %v", got, err)
		}
	}
}

// A card pays once for an order, however often it is placed at the same time,
// and wherever the card is kept.
func TestOneRedemptionPerOrder(t *testing.T) {
	t.Parallel()
	for _, away := range []bool{false, true} {
		runs := ecomtest.Interleave(t, ecomtest.Orders{Switches: 2, Runs: 200}, func(t *testing.T, race *ecomtest.Race) {
			cards := new(plugintest.GiftCards)
			cards.Issue("GIFT-1234", "", money.MustParse("50.00", money.USD))
			s := ecomtest.NewShop(t, func(c *ecom.Config) {
				if c.Store = race.Store(memstore.New(memstore.Config{})); away {
					c.GiftCards = inline{cards}
				}
			})
			ctx := t.Context()
			left := func() string { return money.Minor(cards.Left("GIFT-1234"), money.USD).String() }
			if !away {
				card, err := s.GiftLedger.Issue(ctx, giftcard.IssueRequest{Code: "GIFT-1234", Amount: money.MustParse("50.00", money.USD)})
				if err != nil {
					t.Fatal(err)
				}
				left = func() string {
					got, err := s.GiftLedger.Get(ctx, card.ID)
					if err != nil {
						t.Fatal(err)
					}
					return got.Balance.String()
				}
			}
			buyer := ecomtest.Visitor(ctx, 1)
			c, err := s.Checkout(buyer, s.Line("ebook", 1))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = s.Checkouts.UpdateCheckout(buyer, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: "GIFT-1234"}); err != nil {
				t.Fatal(err)
			}
			order := func(ctx context.Context) {
				_, err := s.Checkouts.CreateOrder(ecomtest.Visitor(ctx, 1), c.ID, nil)
				switch fault.Code(err) {
				case "", "CHECKOUT_ALREADY_PAID", "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "CHECKOUT_CHANGED":
				default:
					t.Error(err)
				}
			}
			race.Run(order, order)
			s.Clock.Advance(time.Hour)
			if err := s.Sweep(ctx); err != nil {
				t.Error(err)
			}
			if err := cards.Check(); err != nil || left() != "45.00" {
				t.Errorf("%s left, %v", left(), err)
			}
		})
		if runs < 10 {
			t.Errorf("only %d orders were tried", runs)
		}
	}
}

// inline are gift cards elsewhere that are near.
type inline struct{ giftcard.Provider }

func (inline) Inline() bool { return true }
