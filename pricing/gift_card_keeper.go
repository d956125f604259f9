// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// The platform's codes for gift cards that a buyer gives and that cannot pay,
// beside those of package giftcard.
const (
	CodeGiftCardInvalid = "GIFT_CARD_CODE_INVALID" // no code at all
	CodeGiftCardIsEmpty = "GIFT_CARD_IS_EMPTY"
)

// GiftCardKeeper finds gift cards at their provider.
type GiftCardKeeper struct {
	// Provider keeps the cards.
	Provider giftcard.Provider
	// Currency is what the shop sells in: cards in another one cannot pay.
	Currency money.Currency
	// Call is as in Config.
	Call func(ctx context.Context, name string, budget time.Duration, p any, call func(context.Context) error) error
}

// GiftCard implements GiftCards.
func (k *GiftCardKeeper) GiftCard(ctx context.Context, code string, _ time.Time) (GiftCardInput, error) {
	return k.Find(ctx, giftcard.BalanceRequest{Code: code}, money.Amount{})
}

// Find returns what a card can pay. held is what its asker holds of it already
// and may draw again. A card that cannot pay is an error with the platform's
// code: GIFT_CARD_CODE_INVALID, GIFT_CARD_NOT_FOUND, GIFT_CARD_DISABLED,
// GIFT_CARD_EXPIRED, GIFT_CARD_IS_EMPTY, CURRENCY_NOT_SUPPORTED,
// MISSING_CURRENCY. When the shop's own store does not answer, a Calculate that
// is given the error as a GiftCardFailure fails with it.
func (k *GiftCardKeeper) Find(ctx context.Context, r giftcard.BalanceRequest, held money.Amount) (GiftCardInput, error) {
	if !giftcard.ValidCode(r.Code) {
		return GiftCardInput{}, fault.New(fault.State, CodeGiftCardInvalid,
			fmt.Sprintf("the code of a gift card has %d to %d characters", giftcard.MinCode, giftcard.MaxCode))
	}
	answer := make(chan giftcard.BalanceResponse, 1)
	err := k.Call(ctx, "gift card provider", giftcard.Budget, k.Provider, func(ctx context.Context) error {
		resp, err := k.Provider.Balance(ctx, r)
		if err == nil {
			err = giftcard.CheckBalance(&resp)
		}
		if err == nil {
			answer <- resp
		}
		return err
	})
	if storeFailed(k.Provider, err) {
		return GiftCardInput{}, lostGiftCard{err}
	}
	if err != nil {
		return GiftCardInput{}, err
	}
	var resp giftcard.BalanceResponse
	select {
	case resp = <-answer:
	default:
		return GiftCardInput{}, fault.New(fault.Internal, "", "the gift card provider was not called")
	}
	if resp.Balance.Currency() != k.Currency {
		return GiftCardInput{}, giftcard.Refuse(giftcard.CodeCurrencyNotSupported, fmt.Sprintf("the gift card is in %s, not in %s", resp.Balance.Currency(), k.Currency))
	}
	balance, err := resp.Balance.Add(held)
	if err != nil {
		return GiftCardInput{}, err
	}
	if balance.IsZero() {
		return GiftCardInput{}, fault.New(fault.State, CodeGiftCardIsEmpty, "nothing is left on the gift card")
	}
	return GiftCardInput{
		ObfuscatedCode: giftcard.Obfuscate(r.Code), AppID: giftcard.AppID(k.Provider), ExternalID: resp.ExternalID, Balance: balance,
	}, nil
}

// lostGiftCard is the error of the shop's own store, in which a gift card was
// looked for: it says nothing of the card.
type lostGiftCard struct{ error }

func (e lostGiftCard) Unwrap() error { return e.error }
