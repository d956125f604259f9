// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"math"
	"sync/atomic"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// LedgerConfig sets up a Ledger. Its zero value works.
type LedgerConfig struct {
	AppID string // by which orders name the cards; default DefaultAppID
}

// Ledger is the embedded Provider: it keeps cards, their balances and what was
// drawn from them in the shop's store, which the shop gives it when it is made.
// It belongs to one shop and is safe for concurrent use.
//
// A card is in one currency. Its balance never goes below zero nor above what
// it was issued with, whoever redeems it at the same time: what was drawn and
// the balance add up to what was issued.
type Ledger struct {
	appID string
	env   atomic.Pointer[service.Env]
}

var (
	_ Provider   = (*Ledger)(nil)
	_ TxProvider = (*Ledger)(nil)
	_ App        = (*Ledger)(nil)
)

// NewLedger returns a ledger.
func NewLedger(cfg LedgerConfig) *Ledger {
	if cfg.AppID == "" {
		cfg.AppID = DefaultAppID
	}
	return &Ledger{appID: cfg.AppID}
}

// AppID returns the app id by which orders name the cards.
func (l *Ledger) AppID() string { return l.appID }

// Inline returns true: a Ledger asks nobody but the shop's own store.
func (l *Ledger) Inline() bool { return true }

// Attach gives l the shop that it belongs to; ecom.New calls it. A second shop
// is a State error.
func (l *Ledger) Attach(env *service.Env) error {
	if !l.env.CompareAndSwap(nil, env) && l.env.Load() != env {
		return fault.New(fault.State, "", "these gift cards belong to another shop")
	}
	env.Keep(cards, transactions, balances)
	return nil
}

// shop returns the shop that l belongs to.
func (l *Ledger) shop() (*service.Env, error) {
	if env := l.env.Load(); env != nil {
		return env, nil
	}
	return nil, fault.New(fault.State, "", "these gift cards belong to no shop yet")
}

// card is a gift card as it is stored. Its balance is a count.
type card struct {
	ID         string         `json:"id"`
	Code       string         `json:"code"` // normalized
	PIN        string         `json:"pin,omitempty"`
	Currency   money.Currency `json:"currency"`
	Issued     int64          `json:"issued"` // in minor units
	Disabled   bool           `json:"disabled,omitempty"`
	Expires    time.Time      `json:"expires,omitzero"` // it pays before then; zero: for ever
	ExternalID string         `json:"externalId,omitempty"`
	Created    time.Time      `json:"created"`
	Updated    time.Time      `json:"updated"`
}

// RecordID returns the card's id.
func (c *card) RecordID() string { return c.ID }

// Clone returns a copy.
func (c *card) Clone() *card {
	d := *c
	return &d
}

// usable refuses a card that cannot pay at a moment.
func (c *card) usable(now time.Time) error {
	switch c.status(now) {
	case StatusDisabled:
		return Refuse(CodeDisabled, "the gift card is disabled")
	case StatusExpired:
		return Refuse(CodeExpired, "the gift card has expired")
	case StatusValid:
	}
	return nil
}

func (c *card) status(now time.Time) Status {
	switch {
	case c.Disabled:
		return StatusDisabled
	case !c.Expires.IsZero() && !now.Before(c.Expires):
		return StatusExpired
	}
	return StatusValid
}

// opens reports whether a PIN is the card's, in a time that does not tell.
func (c *card) opens(pin string) bool {
	a, b := sha256.Sum256([]byte(c.PIN)), sha256.Sum256([]byte(pin))
	return c.PIN == "" || subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// transaction is a part of a card that was redeemed.
type transaction struct {
	ID      string    `json:"id"`
	CardID  string    `json:"cardId"`
	Key     string    `json:"key"` // of the request
	OrderID string    `json:"orderId,omitempty"`
	Amount  int64     `json:"amount"` // in minor units of the card's currency
	Created time.Time `json:"created"`
	Voided  time.Time `json:"voided,omitzero"` // zero: it is drawn
}

// RecordID returns the transaction's id.
func (t *transaction) RecordID() string { return t.ID }

// Clone returns a copy.
func (t *transaction) Clone() *transaction {
	d := *t
	return &d
}

// live is the key of which there is one at a time: a card pays for an order
// once.
func (t *transaction) live() string {
	if t.OrderID == "" || !t.Voided.IsZero() {
		return ""
	}
	return t.CardID + "/" + t.OrderID
}

const (
	indexCode    = "code"
	indexCreated = "created"
	indexExpires = "expires"
	indexCard    = "card"
	indexKey     = "key"
	indexLive    = "live"
)

var (
	cards = store.Define[card]("gift-card", 1,
		store.Unique(indexCode, func(c *card) string { return c.Code }),
		store.By(indexCreated, func(c *card) store.Part { return store.Time(c.Created) }),
		store.By(indexExpires, func(c *card) store.Part { return store.Time(c.Expires) }))
	transactions = store.Define[transaction]("gift-card-transaction", 1,
		store.By(indexCard, func(t *transaction) store.Part { return store.Text(t.CardID) }, func(t *transaction) store.Part { return store.Time(t.Created) }),
		store.Unique(indexKey, func(t *transaction) string { return t.Key }),
		store.Unique(indexLive, (*transaction).live))
	balances = store.Counter{Kind: "gift-card-balance"}
)

// drawing bounds a balance while something is drawn; giving while it goes back.
var drawing = store.Bounds{Min: 0, Max: math.MaxInt64}

func (c *card) giving() store.Bounds { return store.Bounds{Min: 0, Max: c.Issued} }

// newCode returns a code of 16 letters and digits that nobody can guess who
// does not have the shop's secret, from an id that is used once.
func newCode(secret []byte, id string) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("gift card " + id))
	text := base32.StdEncoding.EncodeToString(h.Sum(nil))[:16]
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}
