// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package paymenttest

import "github.com/go-ecom/ecom/plugin/payment"

// Op is a verb of the provider.
type Op string

// The verbs.
const (
	OpCharge  Op = "charge"
	OpCapture Op = "capture"
	OpVoid    Op = "void"
	OpRefund  Op = "refund"
)

// Step is what the gateway does with one call instead of serving it. The zero
// Step serves the call.
type Step struct {
	behavior behavior
	reason   string
	op       Op
}

type behavior uint8

const (
	asUsual behavior = iota
	decline
	leavePending
	failBefore
	failAfter
	hang
	panics
	talkNonsense
)

// Serve returns the step that serves the call, to leave calls out in a script.
func Serve() Step { return Step{} }

// Decline returns the step that refuses the call for a reason; an empty reason
// is payment.ReasonChargeFailed.
func Decline(reason string) Step {
	if reason == "" {
		reason = payment.ReasonChargeFailed
	}
	return Step{behavior: decline, reason: reason}
}

// Pending returns the step that leaves the outcome of a charge, capture or
// refund open until Gateway.Settle. A void is served.
func Pending() Step { return Step{behavior: leavePending} }

// TimeOutBefore returns the step that fails with fault.Unavailable and without
// effect: the request never arrived.
func TimeOutBefore() Step { return Step{behavior: failBefore} }

// TimeOutAfter returns the step that takes effect and fails with
// fault.Unknown: the answer was lost. Called again with the same key, the
// gateway gives that answer.
func TimeOutAfter() Step { return Step{behavior: failAfter} }

// Hang returns the step that takes effect and then blocks until the context of
// the call ends.
func Hang() Step { return Step{behavior: hang} }

// Panic returns the step that panics, without effect.
func Panic() Step { return Step{behavior: panics} }

// Nonsense returns the step that takes effect and answers with a result that
// no provider may give.
func Nonsense() Step { return Step{behavior: talkNonsense} }

// On returns the step for calls of one verb only. Calls of other verbs leave
// it waiting.
func (s Step) On(op Op) Step {
	s.op = op
	return s
}

// The tokens that make a charge do the same without a script, for trying a
// shop out by hand. Any other token, also an empty one, is charged.
const (
	TokenDeclined          = "tok_declined"           // payment.ReasonChargeFailed
	TokenInsufficientFunds = "tok_insufficient_funds" // payment.ReasonInsufficientFunds
	TokenExpired           = "tok_expired"            // payment.ReasonExpired
	TokenPending           = "tok_pending"            // pending until Gateway.Settle
)

// stepOf returns what a token asks for.
func stepOf(token string) Step {
	switch token {
	case TokenDeclined:
		return Decline("")
	case TokenInsufficientFunds:
		return Decline(payment.ReasonInsufficientFunds)
	case TokenExpired:
		return Decline(payment.ReasonExpired)
	case TokenPending:
		return Pending()
	}
	return Serve()
}
