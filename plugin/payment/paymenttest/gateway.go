// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package paymenttest

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

// Config sets up a Gateway. Its zero value works.
type Config struct {
	Card   payment.Card // shown for each charge; default Visa ending in 4242
	Method string       // the kind of method; default "CreditCard"
}

// Gateway is a payment provider that moves no money. It is safe for concurrent
// use. Every call but a repetition takes one step of the script, if there is
// one for its verb. Transactions are named "txn-1", "txn-2" and so on in the
// order in which they are made, captures and refunds likewise.
type Gateway struct {
	card   payment.Card
	method string

	mu      sync.Mutex
	script  []Step
	calls   []Call
	answers map[string]answer // by idempotency key
	ledger  []*charge
	byID    map[string]*charge
	byKey   map[string]*charge
	pending map[string]func(ok bool) // captures and refunds
	count   map[string]int
}

// Call is one call that the gateway received, repetitions included.
type Call struct {
	Op             Op
	IdempotencyKey string
	OrderID        string
	TransactionID  string // empty for a charge
	Amount         money.Amount
	Repeated       bool // the answer was the remembered one
}

// charge is an entry of the ledger and what else must be known of it.
type charge struct {
	Entry
	reason    string // why it was declined
	capturing bool   // a capture is pending
}

// answer is what is remembered of an idempotency key.
type answer struct {
	request string
	result  any
	err     error
}

var (
	_ payment.Provider = (*Gateway)(nil)
	_ payment.Inquirer = (*Gateway)(nil)
)

// New returns a gateway that serves every call.
func New(c Config) *Gateway {
	if c.Card == (payment.Card{}) {
		c.Card = payment.Card{LastFourDigits: "4242", Brand: "Visa"}
	}
	return &Gateway{
		card:    c.Card,
		method:  cmp.Or(c.Method, "CreditCard"),
		answers: map[string]answer{},
		byID:    map[string]*charge{},
		byKey:   map[string]*charge{},
		pending: map[string]func(ok bool){},
		count:   map[string]int{},
	}
}

// Script appends steps for the calls to come. Each call takes the first step
// that is for its verb; when there is none, the call is served.
func (g *Gateway) Script(steps ...Step) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.script = append(g.script, steps...)
}

// Ledger returns all charges that took effect or are pending, in order. The
// declined ones among them were pending first.
func (g *Gateway) Ledger() []Entry {
	g.mu.Lock()
	defer g.mu.Unlock()
	entries := make([]Entry, len(g.ledger))
	for i, e := range g.ledger {
		entries[i] = e.Entry
	}
	return entries
}

// Calls returns all calls of the four verbs that the gateway received.
func (g *Gateway) Calls() []Call {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]Call(nil), g.calls...)
}

// Settle gives a pending charge, capture or refund its outcome: id is the
// transaction's, capture's or refund's, and ok whether it succeeds. A charge
// that was to reserve money becomes StatusAuthorized. What is not pending is
// fault.NotFound.
func (g *Gateway) Settle(id string, ok bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	settle := g.pending[id]
	if settle == nil {
		return fault.Missing("pending payment", id, "")
	}
	delete(g.pending, id)
	settle(ok)
	return nil
}

// Inquire returns the present state of a charge.
func (g *Gateway) Inquire(ctx context.Context, r payment.Inquiry) (payment.ChargeResult, error) {
	if err := ctx.Err(); err != nil {
		return payment.ChargeResult{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	var e *charge
	if r.TransactionID != "" {
		e = g.byID[r.TransactionID]
	} else {
		e = g.byKey[r.IdempotencyKey]
	}
	if e == nil {
		return payment.ChargeResult{}, fault.Missing("charge", cmp.Or(r.TransactionID, r.IdempotencyKey), "")
	}
	return g.resultOf(e), nil
}

func (g *Gateway) resultOf(e *charge) payment.ChargeResult {
	res := payment.ChargeResult{TransactionID: e.TransactionID, Status: e.Status, Amount: e.Asked, Method: g.method, Card: g.card}
	if e.Status == payment.StatusDeclined {
		res.Reason = e.reason
	}
	return res
}

// next takes the step for a call of op from the script.
func (g *Gateway) next(op Op) Step {
	for i, s := range g.script {
		if s.op == "" || s.op == op {
			g.script = append(g.script[:i:i], g.script[i+1:]...)
			return s
		}
	}
	return Serve()
}

// name returns the next name with a prefix.
func (g *Gateway) name(prefix string) string {
	g.count[prefix]++
	return fmt.Sprintf("%s-%d", prefix, g.count[prefix])
}

// perform does what is common to the four verbs: it remembers keys and follows
// the script. serve is called with the lock held; it has effect, or returns an
// error.
func perform[R any](ctx context.Context, g *Gateway, call Call, request string, token Step, serve func(Step) (R, error)) (R, error) {
	res, wait, err := decide(ctx, g, call, request, token, serve)
	if wait {
		<-ctx.Done()
		return res, &fault.Error{Class: fault.Unknown, Kind: string(call.Op), ID: call.IdempotencyKey, Err: context.Cause(ctx)}
	}
	return res, err
}

// decide is perform but for the waiting: wait says whether the call is to hang.
func decide[R any](ctx context.Context, g *Gateway, call Call, request string, token Step, serve func(Step) (R, error)) (res R, wait bool, err error) {
	var none R
	if gone := ctx.Err(); gone != nil {
		return none, false, &fault.Error{Class: fault.Unavailable, Kind: string(call.Op), ID: call.IdempotencyKey, Err: gone}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	old, repeated := g.answers[call.IdempotencyKey]
	call.Repeated = repeated && old.request == request
	g.calls = append(g.calls, call)
	switch {
	case call.IdempotencyKey == "":
		var c fault.Checker
		c.Required("idempotencyKey", false)
		return none, false, c.Err()
	case call.Repeated:
		return old.result.(R), false, old.err // the request names the verb, so the type is the verb's
	case repeated:
		return none, false, fault.New(fault.Conflict, "", "the idempotency key was used for another request")
	}

	step := g.next(call.Op)
	if step.behavior == asUsual {
		step = token
	}
	if step.behavior == failBefore {
		return none, false, fault.New(fault.Unavailable, "", "the gateway did not take the request")
	}
	if step.behavior == panics {
		panic("paymenttest: scripted panic")
	}
	res, err = serve(step)
	g.answers[call.IdempotencyKey] = answer{request: request, result: res, err: err}
	if err != nil {
		return res, false, err
	}
	if step.behavior == failAfter {
		return none, false, fault.New(fault.Unknown, "", "the gateway's answer was lost")
	}
	if step.behavior == talkNonsense {
		return none, false, nil
	}
	return res, step.behavior == hang, nil
}
