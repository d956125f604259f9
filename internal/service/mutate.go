// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/store"
)

// CodeKeyReused is the code of the fault.Conflict that refuses an idempotency
// key which was used for another request.
const CodeKeyReused = "IDEMPOTENCY_KEY_REUSED"

// Mutate runs fn in one Update. Under an idempotency key its response is
// stored in the same commit, and a repetition returns it without running fn.
// Errors bear op.
func Mutate[Req, Resp any](ctx context.Context, env *Env, op string, req Req,
	fn func(ctx context.Context, tx *store.Tx) (Resp, error),
) (Resp, error) {
	return Flow(ctx, env, op, req, func(ctx context.Context, c *Call[Resp]) (Resp, error) {
		var resp Resp
		err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			r, err := fn(ctx, tx)
			if err != nil {
				return err
			}
			resp = r
			c.Answer(tx, &resp)
			return nil
		})
		return resp, err
	})
}

// Flow runs fn, which may commit several times and call outside parties in
// between. The Update that has the final effect must call Answer.
//
// Under an idempotency key, calls with one key of one actor for one op have one
// effect, whichever process they are made in. Those of this process wait for
// each other, at most as long as their contexts; the others meet at their
// commits. What such calls do outside must be idempotent by DerivedKey, since
// a call that was broken off between two commits, or that another process makes
// at the same time, does it again.
func Flow[Req, Resp any](ctx context.Context, env *Env, op string, req Req,
	fn func(ctx context.Context, c *Call[Resp]) (Resp, error),
) (resp Resp, err error) {
	ctx, done := env.observe(ctx, op)
	err = errUnfinished // what done is told when fn panics
	defer func() { done(err) }()

	c := &Call[Resp]{env: env}
	if key := idempotency.Key(ctx); key != "" {
		if err = c.begin(ctx, op, key, req); err != nil {
			return resp, fault.At(op, err)
		}
		defer c.leave()
		if c.replayed {
			return c.stored, nil
		}
		ctx = idempotency.WithKey(ctx, "")
	}
	resp, err = fn(ctx, c)
	if err != nil && c.id != "" && !c.replayed {
		// A twin in another process may have come first, or this call's own
		// commit happened though its answer was lost.
		_ = c.replay(ctx, env.Store)
	}
	if c.replayed {
		return c.stored, nil
	}
	if err != nil {
		var none Resp
		return none, fault.At(op, err)
	}
	return resp, nil
}

// errUnfinished is the outcome of a call that panicked.
var errUnfinished = fault.New(fault.Internal, "", "the call did not return")

// Call is one run of a mutation.
type Call[Resp any] struct {
	env         *Env
	id          string // of the stored answer; "" without a key
	fingerprint string // of the request
	looked      bool   // there was no answer right before the next Update
	leave       func() // lets twins go on
	replayed    bool
	stored      Resp
}

var errReplay = errors.New("answered before")

// begin waits for a twin under way in this process and looks for an answer.
// Unless it fails, leave must be called in the end.
func (c *Call[Resp]) begin(ctx context.Context, op, key string, req any) error {
	if len(key) > idempotency.MaxLength {
		var v fault.Checker
		v.Add("idempotencyKey", fault.RuleMaxLength, fmt.Sprintf("must have at most %d bytes", idempotency.MaxLength),
			map[string]any{"threshold": idempotency.MaxLength})
		return v.Err()
	}
	body, err := json.Marshal(req)
	if err != nil {
		return fmt.Errorf("idempotency: encode request: %w", err)
	}
	who := actor.From(ctx)
	c.id = digest(c.env.Site.ID, fmt.Sprint(uint8(who.Kind)), who.ID, op, key)
	c.fingerprint = digest(string(body))
	c.leave = func() {}
	if !events.Handling(ctx) { // the twin may be waiting for the handler
		if c.leave, err = c.env.flights.enter(ctx, c.id); err != nil {
			return err
		}
	}
	if err := c.replay(ctx, c.env.Store); err != nil && !errors.Is(err, errReplay) {
		c.leave()
		return err
	}
	c.looked = true
	return nil
}

// replay returns errReplay when there is an answer and nil when there is none.
func (c *Call[Resp]) replay(ctx context.Context, r store.Reader) error {
	a, err := answers.Get(ctx, r, c.id)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if a.Fingerprint != c.fingerprint {
		return fault.New(fault.Conflict, CodeKeyReused, "the idempotency key was used for another request")
	}
	var resp Resp
	if err := json.Unmarshal(a.Body, &resp); err != nil {
		return fmt.Errorf("idempotency: decode answer: %w", err)
	}
	site := &c.env.Site
	if err := prices.Bind(&resp, cmp.Or(a.Currency, site.Currency), cmp.Or(a.Converted, site.Converted()), site.Locale); err != nil {
		return fmt.Errorf("idempotency: decode answer: %w", err)
	}
	c.stored, c.replayed = resp, true
	return errReplay
}

// Update is the store's Update, watched for an answer that came in meanwhile:
// it commits nothing once there is one.
func (c *Call[Resp]) Update(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return c.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		if c.id != "" {
			if !c.looked {
				if err := c.replay(ctx, tx); err != nil {
					return err
				}
			}
			c.looked = false
			tx.Guard(answers.Name(), c.id)
		}
		return fn(ctx, tx)
	})
}

// Answer stores resp in tx as the answer to the caller's key. It is read once
// the counts of tx are known. Without a key it does nothing.
func (c *Call[Resp]) Answer(tx *store.Tx, resp *Resp) {
	if c.id == "" {
		return
	}
	putAnswer(tx, c.Ticket(), resp)
	tx.OnCommit(c.leave) // twins need not wait for handlers
}

// DerivedKey returns a key for an outside party: the same one for the same
// caller's key, request and parts, and a new one where the caller gave no key.
func (c *Call[Resp]) DerivedKey(parts ...string) string {
	if c.id == "" {
		return c.env.NewID()
	}
	return digest(append([]string{c.id, c.fingerprint}, parts...)...)
}

// ItemContext returns the context for the ith item of a bulk call of op whose
// items are calls of their own. Under the caller's key each item has its own
// key, so that a repetition does again only what has failed.
func ItemContext(ctx context.Context, op string, i int) context.Context {
	key := idempotency.Key(ctx)
	if key == "" {
		return ctx
	}
	return idempotency.WithKey(ctx, digest(key, op, strconv.Itoa(i)))
}
