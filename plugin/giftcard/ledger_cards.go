// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Status says whether a card can pay.
type Status string

// The states of a card.
const (
	StatusValid    Status = "VALID"
	StatusExpired  Status = "EXPIRED"
	StatusDisabled Status = "DISABLED"
)

// Card is a card of a Ledger.
type Card struct {
	ID             string       `json:"id"`
	Code           string       `json:"code,omitempty"` // only in the answer of Issue
	ObfuscatedCode string       `json:"obfuscatedCode"`
	Issued         money.Amount `json:"issued"`
	Balance        money.Amount `json:"balance"`
	Status         Status       `json:"status"`
	ExpirationDate time.Time    `json:"expirationDate,omitzero"` // it pays before then; zero: for ever
	ExternalID     string       `json:"externalId,omitempty"`
	CreatedDate    time.Time    `json:"createdDate"`
	UpdatedDate    time.Time    `json:"updatedDate"`
}

// IssueRequest describes a new card.
type IssueRequest struct {
	Amount         money.Amount `json:"amount"`                  // what is on it: more than 0, at most 999,999,999.99, in any currency
	Code           string       `json:"code,omitempty"`          // 8 to 20 characters; default: one that cannot be guessed
	PIN            string       `json:"pin,omitempty"`           // up to 50 characters, which must be given with the code; default: none
	ExpirationDate time.Time    `json:"expirationDate,omitzero"` // default: never
	ExternalID     string       `json:"externalId,omitempty"`    // up to 50 characters
}

// CodeTaken is the code of the fault.Exists for a code that another card has.
const CodeTaken = "GIFT_CARD_CODE_TAKEN"

// Issue makes a card. Its code is shown this once. Only administrators may do
// it; it is idempotent by key.
func (l *Ledger) Issue(ctx context.Context, r IssueRequest) (*Card, error) {
	const op = "giftcard.Issue"
	env, err := l.admin(ctx, op)
	if err != nil {
		return nil, err
	}
	var v fault.Checker
	code := strings.TrimSpace(r.Code)
	if code != "" {
		v.Length("code", code, MinCode, MaxCode)
	}
	v.Length("pin", r.PIN, 0, MaxPIN)
	v.Length("externalId", r.ExternalID, 0, maxExternalID)
	v.Date("expirationDate", r.ExpirationDate)
	minor, ok := r.Amount.Minor()
	switch {
	case !r.Amount.Bound():
		v.Required("amount", false)
	case !r.Amount.IsPositive():
		v.Add("amount", fault.RuleDecimalGT, "must be greater than 0", map[string]any{"threshold": 0})
	case !ok || r.Amount.Decimal().GreaterThan(maxAmount):
		v.Add("amount", fault.RuleDecimalLTE, "must be at most "+maxAmount.String(), map[string]any{"threshold": maxAmount.String()})
	}
	if err = v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	resp, err := service.Mutate(ctx, env, op, r, func(_ context.Context, tx *store.Tx) (*Card, error) {
		c := &card{
			ID: tx.NewID(), PIN: r.PIN, Currency: r.Amount.Currency(), Issued: minor, ExternalID: r.ExternalID,
			Expires: r.ExpirationDate.UTC().Truncate(time.Microsecond), Created: tx.Now(), Updated: tx.Now(),
		}
		shown := code
		if shown == "" {
			shown = newCode(env.Secret, c.ID)
		}
		c.Code = Normalize(shown)
		cards.Put(tx, c)
		balances.Add(tx, c.ID, minor, c.giving())
		out := c.view(minor, tx.Now())
		out.Code = shown
		return out, nil
	})
	if u, ok := errors.AsType[*driver.UniqueError](err); ok && u.Index == indexCode {
		return nil, fault.At(op, fault.New(fault.Exists, CodeTaken, "another gift card has this code"))
	}
	return resp, err
}

// admin returns the shop for what only administrators may do.
func (l *Ledger) admin(ctx context.Context, op string) (*service.Env, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	env, err := l.shop()
	return env, fault.At(op, err)
}

func (c *card) view(balance int64, now time.Time) *Card {
	return &Card{
		ID: c.ID, ObfuscatedCode: Obfuscate(c.Code), Issued: money.Minor(c.Issued, c.Currency), Balance: money.Minor(balance, c.Currency),
		Status: c.status(now), ExpirationDate: c.Expires, ExternalID: c.ExternalID, CreatedDate: c.Created, UpdatedDate: c.Updated,
	}
}

// Get returns a card by its id. Only administrators may ask.
func (l *Ledger) Get(ctx context.Context, id string) (*Card, error) {
	const op = "giftcard.Get"
	env, err := l.admin(ctx, op)
	if err != nil {
		return nil, err
	}
	st := env.StoreWithin(ctx)
	c, err := cards.Get(ctx, st, id)
	if err != nil {
		return nil, fault.At(op, missing(err, id))
	}
	n, _, err := balances.Get(ctx, st, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return c.view(n, env.Time()), nil
}

func missing(err error, id string) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Missing("gift card", id, CodeNotFound)
	}
	return err
}

// Disable has a card pay no more. What is on it stays. Only administrators may
// do it; it is idempotent by key.
func (l *Ledger) Disable(ctx context.Context, id string) (*Card, error) {
	return l.change(ctx, "giftcard.Disable", id, nil, func(c *card) { c.Disabled = true })
}

// Enable has a card pay that was disabled. Only administrators may do it; it is
// idempotent by key.
func (l *Ledger) Enable(ctx context.Context, id string) (*Card, error) {
	return l.change(ctx, "giftcard.Enable", id, nil, func(c *card) { c.Disabled = false })
}

// Expire says until when a card pays; the zero time is for ever. Only
// administrators may do it; it is idempotent by key.
func (l *Ledger) Expire(ctx context.Context, id string, at time.Time) (*Card, error) {
	at = at.UTC().Truncate(time.Microsecond)
	return l.change(ctx, "giftcard.Expire", id, at, func(c *card) { c.Expires = at })
}

func (l *Ledger) change(ctx context.Context, op, id string, to any, fn func(*card)) (*Card, error) {
	env, err := l.admin(ctx, op)
	if err != nil {
		return nil, err
	}
	req := struct {
		ID string `json:"id"`
		To any    `json:"to,omitempty"`
	}{id, to}
	return service.Mutate(ctx, env, op, req, func(ctx context.Context, tx *store.Tx) (*Card, error) {
		c, err := cards.Get(ctx, tx, id)
		if err != nil {
			return nil, missing(err, id)
		}
		n, _, err := balances.Get(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		before := *c
		if fn(c); *c != before {
			c.Updated = tx.Now()
			cards.Put(tx, c)
		}
		return c.view(n, tx.Now()), nil
	})
}

// QueryResult is a page of cards.
type QueryResult struct {
	Cards    []*Card                    `json:"giftCards"`
	Metadata query.CursorPagingMetadata `json:"pagingMetadata"`
}

var fields = query.Define(query.Schema{
	Kind: "gift-card",
	Fields: []query.Field{
		{Path: "id", Ops: query.Equality},
		{Path: "currency", Ops: query.Equality},
		{Path: "externalId", Ops: query.Equality},
		{Path: "disabled", Type: query.TypeBool},
		{Path: "createdDate", Type: query.TypeTime, Sortable: true},
		{Path: "expirationDate", Type: query.TypeTime, Sortable: true},
	},
	Indexes: []query.Index{
		{Name: indexCreated, Fields: []string{"createdDate"}},
		{Name: indexExpires, Fields: []string{"expirationDate"}},
	},
	DefaultSort: []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
})

func values(c *card, path string, dst []query.Value) []query.Value {
	switch path {
	case "id":
		return append(dst, query.Text(c.ID))
	case "currency":
		return append(dst, query.Text(c.Currency.String()))
	case "externalId":
		if c.ExternalID != "" {
			return append(dst, query.Text(c.ExternalID))
		}
	case "disabled":
		return append(dst, query.Bool(c.Disabled))
	case "createdDate":
		return append(dst, query.Time(c.Created))
	case "expirationDate":
		if !c.Expires.IsZero() {
			return append(dst, query.Time(c.Expires))
		}
	}
	return dst
}

// Query returns the cards that a request asks for by id, currency, externalId,
// disabled, createdDate and expirationDate: the newest first unless it sorts,
// 100 at most. Only administrators may ask.
func (l *Ledger) Query(ctx context.Context, r query.Request) (*QueryResult, error) {
	const op = "giftcard.Query"
	env, err := l.admin(ctx, op)
	if err != nil {
		return nil, err
	}
	q, err := fields.Query(r, query.Options{Key: env.Secret, Site: env.Site.ID})
	if err != nil {
		return nil, fault.At(op, err)
	}
	st := env.StoreWithin(ctx)
	page, err := search.Run(ctx, st, cards, q, values)
	if err != nil {
		return nil, fault.At(op, err)
	}
	res := &QueryResult{Cards: make([]*Card, len(page.Items)), Metadata: page.Metadata()}
	for i, c := range page.Items {
		n, _, err := balances.Get(ctx, st, c.ID)
		if err != nil {
			return nil, fault.At(op, err)
		}
		res.Cards[i] = c.view(n, env.Time())
	}
	return res, nil
}

// Transaction is a part of a card that was redeemed.
type Transaction struct {
	ID          string       `json:"id"`
	OrderID     string       `json:"orderId,omitempty"`
	Amount      money.Amount `json:"amount"`
	CreatedDate time.Time    `json:"createdDate"`
	VoidedDate  time.Time    `json:"voidedDate,omitzero"` // zero: it is drawn
}

// Transactions returns what was redeemed of a card, the oldest first: what is
// not voided and the balance add up to what was issued. Only administrators may
// ask.
func (l *Ledger) Transactions(ctx context.Context, id string) ([]Transaction, error) {
	const op = "giftcard.Transactions"
	env, err := l.admin(ctx, op)
	if err != nil {
		return nil, err
	}
	st := env.StoreWithin(ctx)
	c, err := cards.Get(ctx, st, id)
	if err != nil {
		return nil, fault.At(op, missing(err, id))
	}
	var out []Transaction
	for t, err := range transactions.Find(ctx, st, store.Range{Index: indexCard, Prefix: []store.Part{store.Text(id)}}) {
		if err != nil {
			return nil, fault.At(op, err)
		}
		out = append(out, Transaction{ID: t.ID, OrderID: t.OrderID, Amount: money.Minor(t.Amount, c.Currency), CreatedDate: t.Created, VoidedDate: t.Voided})
	}
	return out, nil
}
