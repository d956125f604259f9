// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

// keepGiftCards has the story's site keep gift cards: one in its store, of which
// a waiting order holds a part, and one elsewhere that is being given back.
func keepGiftCards(t *testing.T, s *ecomtest.Shop, open func(func(*ecom.Config)) *ecomtest.Shop) {
	t.Helper()
	ctx := t.Context()
	fifty := money.MustParse("50.00", money.USD)
	card, err := s.GiftLedger.Issue(ctx, giftcard.IssueRequest{
		Code: "GIFT-1234", PIN: "77", Amount: fifty, ExpirationDate: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), ExternalID: "card-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	redeem := func(s *ecomtest.Shop, n int, code, pin string) order.ID {
		t.Helper()
		buyer := ecomtest.Visitor(ctx, n)
		c, err := s.Checkout(buyer, s.Line("ebook", 1))
		if err != nil {
			t.Fatal(err)
		}
		r := checkout.UpdateCheckoutRequest{GiftCardCode: code, GiftCardPIN: pin, GiftCardRedeemAmount: "2"}
		if _, err = s.Checkouts.UpdateCheckout(buyer, c.ID, r); err != nil {
			t.Fatal(err)
		}
		placed, err := s.Checkouts.CreateOrder(buyer, c.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		return placed.OrderID
	}
	redeem(s, 5, card.Code, "77")
	cards := new(plugintest.GiftCards)
	cards.Issue("GIFT-5678", "", fifty)
	away := open(func(c *ecom.Config) { c.GiftCards = cards })
	if _, err := away.Orders.CancelOrder(ctx, redeem(away, 6, "GIFT-5678", ""), nil); err != nil {
		t.Fatal(err)
	}
}
