// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/store"
)

// Ticket stands for a call in what it writes down before it asks an outside
// party, so that whoever records what came of that can answer the call. The
// zero Ticket is that of a call without a key, which nobody can repeat.
type Ticket struct {
	ID          string `json:"id,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Ticket returns the call's ticket.
func (c *Call[Resp]) Ticket() Ticket { return Ticket{c.id, c.fingerprint} }

// Settle is the store's Update for the commit that records what an outside
// party has said. Unlike Update it commits whatever has been answered
// meanwhile: what has happened is recorded. Who answers the call in it does so
// by AnswerFor.
func (c *Call[Resp]) Settle(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return c.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		if c.id != "" {
			tx.OnCommit(c.leave) // twins need not wait for handlers
		}
		return fn(ctx, tx)
	})
}

// AnswerFor stores resp in tx as the answer to the call that a ticket stands
// for, in place of an earlier one. It is read once the counts of tx are known.
// The answer to another request under the same key is left alone.
func AnswerFor[Resp any](ctx context.Context, tx *store.Tx, t Ticket, resp *Resp) error {
	if t.ID == "" {
		return nil
	}
	before, err := answers.Get(ctx, tx, t.ID)
	switch {
	case err != nil && !errors.Is(err, fault.NotFound):
		return err
	case err == nil && before.Fingerprint != t.Fingerprint:
		return nil
	}
	putAnswer(tx, t, resp)
	return nil
}

// putAnswer stores an answer with tx.
func putAnswer[Resp any](tx *store.Tx, t Ticket, resp *Resp) {
	a := &answer{ID: t.ID, Fingerprint: t.Fingerprint, Answered: tx.Now()}
	tx.OnResolve(func() error {
		body, err := json.Marshal(resp)
		if err != nil {
			return fmt.Errorf("idempotency: encode answer: %w", err)
		}
		a.Body = body
		a.Currency, a.Converted = prices.Currencies(resp)
		return nil
	})
	answers.Put(tx, a)
}
