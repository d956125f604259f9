// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/store"
)

// answer is the stored outcome of a mutation that was called with a key.
type answer struct {
	ID          string          `json:"id"` // of site, actor, method and key
	Fingerprint string          `json:"fingerprint"`
	Answered    time.Time       `json:"answered"`
	Body        json.RawMessage `json:"body"`
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
func Flow[Req, Resp any](ctx context.Context, env *Env, op string, req Req,
	fn func(ctx context.Context, c *Call[Resp]) (Resp, error),
) (resp Resp, err error) {
	if env.Observer != nil {
		var done func(error)
		ctx, done = env.Observer.Start(ctx, op)
		defer func() { done(err) }()
	}
	c := &Call[Resp]{env: env}
	if key := idempotency.Key(ctx); key != "" {
		release, err := c.begin(ctx, op, key, req)
		if err != nil {
			return resp, fault.At(op, err)
		}
		defer release()
		if c.replayed {
			return c.stored, nil
		}
		ctx = idempotency.WithKey(ctx, "")
	}
	resp, err = fn(ctx, c)
	if c.replayed {
		return c.stored, nil
	}
	if err != nil {
		var none Resp
		return none, fault.At(op, err)
	}
	return resp, nil
}

// Call is one run of a mutation.
type Call[Resp any] struct {
	env         *Env
	id          string // of the stored answer; "" without a key
	fingerprint string
	replayed    bool
	stored      Resp
}

var errReplay = errors.New("answered before")

// begin waits for a twin under way in this process and looks for an answer.
func (c *Call[Resp]) begin(ctx context.Context, op, key string, req any) (release func(), err error) {
	if len(key) > idempotency.MaxLength {
		var v fault.Checker
		v.Length("idempotencyKey", key, 1, idempotency.MaxLength)
		return nil, v.Err()
	}
	body, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("idempotency: encode request: %w", err)
	}
	who := actor.From(ctx)
	c.id = digest(c.env.Site.ID, fmt.Sprint(who.Kind), who.ID, op, key)
	c.fingerprint = digest(string(body))
	release, err = c.env.flights.enter(ctx, c.id)
	if err != nil {
		return nil, err
	}
	if err := c.replay(ctx, c.env.Store); err != nil && !errors.Is(err, errReplay) {
		release()
		return nil, err
	}
	return release, nil
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
		return fault.New(fault.Conflict, "IDEMPOTENCY_KEY_REUSED", "the idempotency key was used for another request")
	}
	var resp Resp
	if err := json.Unmarshal(a.Body, &resp); err != nil {
		return fmt.Errorf("idempotency: decode answer: %w", err)
	}
	site := &c.env.Site
	if err := prices.Bind(&resp, site.Currency, site.Converted(), site.Locale); err != nil {
		return fmt.Errorf("idempotency: decode answer: %w", err)
	}
	c.stored, c.replayed = resp, true
	return errReplay
}

// Update is the store's Update, watched for an answer that came in meanwhile.
func (c *Call[Resp]) Update(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return c.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		if c.id != "" {
			if err := c.replay(ctx, tx); err != nil {
				return err
			}
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
	a := &answer{ID: c.id, Fingerprint: c.fingerprint, Answered: tx.Now()}
	tx.OnResolve(func() error {
		body, err := json.Marshal(resp)
		if err != nil {
			return fmt.Errorf("idempotency: encode answer: %w", err)
		}
		a.Body = body
		return nil
	})
	answers.Put(tx, a)
}

// DerivedKey returns a key for an outside party: the same one for the same
// caller's key and parts, and a new one where the caller gave no key.
func (c *Call[Resp]) DerivedKey(parts ...string) string {
	if c.id == "" {
		return c.env.NewID()
	}
	return digest(append([]string{c.id}, parts...)...)
}

// CleanAnswers deletes the answers given before a moment and returns how many.
func CleanAnswers(ctx context.Context, env *Env, before time.Time) (int, error) {
	n := 0
	for a, err := range answers.Find(ctx, env.Store, store.Range{Index: byAnswered, To: []store.Part{store.Time(before)}}) {
		if err != nil {
			return n, err
		}
		err = env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := answers.Get(ctx, tx, a.ID); err != nil {
				return err
			}
			answers.Delete(tx, a.ID)
			return nil
		})
		if err != nil && !errors.Is(err, fault.NotFound) {
			return n, err
		}
		n++
	}
	return n, nil
}

// digest hashes its parts so that no two lists of parts look alike.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// flights lets one call at a time run under one stored answer's id.
type flights struct {
	mu  sync.Mutex
	out map[string]chan struct{}
}

// enter waits until nobody is under way under id, at most as long as ctx.
func (f *flights) enter(ctx context.Context, id string) (leave func(), err error) {
	for {
		f.mu.Lock()
		other, busy := f.out[id]
		if !busy {
			if f.out == nil {
				f.out = make(map[string]chan struct{})
			}
			done := make(chan struct{})
			f.out[id] = done
			f.mu.Unlock()
			return func() {
				f.mu.Lock()
				delete(f.out, id)
				f.mu.Unlock()
				close(done)
			}, nil
		}
		f.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
