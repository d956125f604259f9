// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// answer is the stored outcome of a mutation that was called with a key.
type answer struct {
	ID          string          `json:"id"` // of site, actor, method and key
	Fingerprint string          `json:"fingerprint"`
	Answered    time.Time       `json:"answered"`
	Body        json.RawMessage `json:"body"`

	// The currencies of the amounts in Body, where the entities that they
	// belong to do not tell.
	Currency  money.Currency `json:"currency,omitzero"`
	Converted money.Currency `json:"converted,omitzero"`
}

func (a *answer) RecordID() string { return a.ID }

func (a *answer) Clone() *answer {
	c := *a
	c.Body = slices.Clone(a.Body)
	return &c
}

const byAnswered = "answered"

var answers = store.Define[answer]("idempotency", 1,
	store.By(byAnswered, func(a *answer) store.Part { return store.Time(a.Answered) }))

// cleanBatch is how many answers are deleted in one commit.
const cleanBatch = 100

// CleanAnswers deletes the answers given before a moment and returns how many.
func CleanAnswers(ctx context.Context, env *Env, before time.Time) (int, error) {
	n := 0
	old := store.Range{Index: byAnswered, To: []store.Part{store.Time(before)}, Limit: cleanBatch}
	for {
		var ids []string
		for a, err := range answers.Find(ctx, env.Store, old) {
			if err != nil {
				return n, err
			}
			ids = append(ids, a.ID)
		}
		if len(ids) == 0 {
			return n, nil
		}
		deleted := 0
		err := env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			deleted = 0
			found, err := answers.GetAll(ctx, tx, ids...)
			if err != nil {
				return err
			}
			for _, a := range found {
				if a != nil && a.Answered.Before(before) {
					answers.Delete(tx, a.ID)
					deleted++
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += deleted
	}
}

// digest hashes its parts so that no two lists of parts look alike.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
