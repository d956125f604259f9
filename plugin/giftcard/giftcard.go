// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/internal/ability"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// Budget is how long a call of a provider may take before it is abandoned and
// its outcome counts as unknown.
const Budget = 10 * time.Second

// DefaultAppID is the app id of cards whose provider names none: the platform's
// own gift cards.
const DefaultAppID = "d80111c5-a0f4-47a8-b63a-65b54d774a27"

// Provider keeps gift cards. It is safe for concurrent use, takes effect once
// for each key, and refuses as the package comment says.
type Provider interface {
	// Balance returns what is left on a card. It may be nothing. Codes:
	// GIFT_CARD_NOT_FOUND, GIFT_CARD_DISABLED, GIFT_CARD_EXPIRED,
	// MISSING_CURRENCY.
	Balance(ctx context.Context, r BalanceRequest) (BalanceResponse, error)

	// Redeem takes an amount off a card for an order. Codes: those of Balance,
	// INSUFFICIENT_FUNDS, ALREADY_REDEEMED, CURRENCY_NOT_SUPPORTED.
	Redeem(ctx context.Context, r RedeemRequest) (RedeemResponse, error)

	// Void gives back what was redeemed, all of it. Codes:
	// TRANSACTION_NOT_FOUND, ALREADY_VOIDED, GIFT_CARD_DISABLED,
	// GIFT_CARD_EXPIRED. A provider which refuses to give back to a card that
	// has ended since keeps the money.
	Void(ctx context.Context, r VoidRequest) (VoidResponse, error)
}

// App is an optional ability of providers: to name the app that keeps the
// cards. Without it that is DefaultAppID.
type App interface {
	AppID() string
}

// TxProvider is an optional ability of providers which keep their cards in the
// shop's own store, as Ledger does: to redeem and to give back in the commit of
// an order. Without it both are calls between two commits.
type TxProvider interface {
	// RedeemTx is Redeem when tx commits, and returns the id of the
	// transaction. A commit by which a card would be overdrawn fails; see
	// Shortage.
	RedeemTx(ctx context.Context, tx *store.Tx, r RedeemRequest) (transactionID string, err error)
	// VoidTx is Void when tx commits, whatever has become of the card. Doing it
	// again does nothing.
	VoidTx(ctx context.Context, tx *store.Tx, transactionID string) error
}

// Wrapper is implemented by providers that wrap another one, so that optional
// abilities are found through any number of wrappers.
type Wrapper interface {
	Unwrap() Provider
}

// As returns the ability T of p, or of the first provider it wraps that has it.
func As[T any](p Provider) (T, bool) { return ability.As[T](p) }

// AppID returns the app that keeps the cards of a provider.
func AppID(p Provider) string {
	if a, ok := As[App](p); ok {
		return a.AppID()
	}
	return DefaultAppID
}

// BalanceRequest asks what is left on a card.
type BalanceRequest struct {
	Code           string               `json:"code"`                     // 8 to 20 characters; upper and lower case are the same
	LocationID     string               `json:"locationId,omitempty"`     // where it is used
	PIN            string               `json:"pin,omitempty"`            // of cards that have one; up to 50 characters
	ExtendedFields *item.ExtendedFields `json:"extendedFields,omitempty"` //
}

// BalanceResponse is what is left on a card.
type BalanceResponse struct {
	Balance    money.Amount `json:"balance"`              // 0 to 999,999,999.99; its currency is the card's
	ExternalID string       `json:"externalId,omitempty"` // the provider's name for the card, up to 50 characters
}

// RedeemRequest asks for a part of a card.
type RedeemRequest struct {
	Key        string       `json:"key"`                  // 1 to 255 characters; the same on every repetition of this request
	Code       string       `json:"code"`                 // 8 to 20 characters
	Amount     money.Amount `json:"amount"`               // positive
	OrderID    string       `json:"orderId,omitempty"`    // what is paid; "" for what is no order
	LocationID string       `json:"locationId,omitempty"` //
	PIN        string       `json:"pin,omitempty"`        //
}

// RedeemResponse says what was redeemed.
type RedeemResponse struct {
	TransactionID    string       `json:"transactionId"`    // 1 to 100 characters
	RemainingBalance money.Amount `json:"remainingBalance"` // in the currency of the request
}

// VoidRequest asks to give back what was redeemed.
type VoidRequest struct {
	TransactionID string `json:"transactionId"`
	LocationID    string `json:"locationId,omitempty"`
}

// VoidResponse says what is on the card again.
type VoidResponse struct {
	RemainingBalance money.Amount `json:"remainingBalance"`
}
