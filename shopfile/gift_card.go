// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/pricing"
)

// GiftCard is a gift card that the shop has sold.
type GiftCard struct {
	Code           string         `json:"code"`                    // 8 to 20 characters; upper and lower case are the same
	Balance        plugin.Decimal `json:"balance"`                 // what is left on it
	Currency       money.Currency `json:"currency,omitzero"`       // of the balance; default the shop's
	ExpirationDate time.Time      `json:"expirationDate,omitzero"` // it pays before then; zero: for ever
}

// checkGiftCards records what is wrong with gift cards.
func checkGiftCards(c *fault.Checker, path string, cards []GiftCard, shop money.Currency) {
	seen := map[string]bool{}
	for i := range cards {
		g, at := &cards[i], fault.Index(path, i)
		if g.Currency == 0 {
			g.Currency = shop
		}
		key := giftcard.Normalize(g.Code)
		c.Length(at+".code", strings.TrimSpace(g.Code), giftcard.MinCode, giftcard.MaxCode)
		if seen[key] && key != "" {
			c.AddOther(at+".code", "ALREADY_EXISTS", fmt.Sprintf("there is another gift card %.20q", g.Code))
		}
		seen[key] = true
		c.Required(at+".balance", g.Balance != "")
		g.Balance.CheckAmount(c, at+".balance", g.Currency)
	}
}

// GiftCard returns what the gift card with a code can pay at a moment. One that
// cannot pay is an error with the platform's code.
func (s *Shop) GiftCard(_ context.Context, code string, at time.Time) (pricing.GiftCardInput, error) {
	key := giftcard.Normalize(code)
	for i := range s.GiftCards {
		g := &s.GiftCards[i]
		if giftcard.Normalize(g.Code) != key {
			continue
		}
		switch {
		case !g.ExpirationDate.IsZero() && !at.Before(g.ExpirationDate):
			return pricing.GiftCardInput{}, giftcard.Refuse(giftcard.CodeExpired, "the gift card has expired")
		case g.Currency != s.Currency:
			return pricing.GiftCardInput{}, giftcard.Refuse(giftcard.CodeCurrencyNotSupported,
				fmt.Sprintf("the gift card is in %s, not in %s", g.Currency, s.Currency))
		}
		balance, err := money.Parse(string(g.Balance), g.Currency)
		if err == nil && balance.IsZero() {
			err = fault.New(fault.State, pricing.CodeGiftCardIsEmpty, "nothing is left on the gift card")
		}
		return pricing.GiftCardInput{ObfuscatedCode: giftcard.Obfuscate(g.Code), Balance: balance}, err
	}
	return pricing.GiftCardInput{}, giftcard.Refuse(giftcard.CodeNotFound, "there is no such gift card")
}
