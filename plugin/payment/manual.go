// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package payment

import (
	"context"

	"github.com/go-ecom/ecom/fault"
)

// The platform's names of offline methods, for ChargeRequest.MethodToken. Any
// other token is taken as the method's own name.
const (
	MethodCash         = "CASH"
	MethodBankTransfer = "BANK_TRANSFER"
	MethodCheck        = "CHECK"
)

// Manual is the provider of shops that are paid in cash, by bank transfer or by
// check. It never moves money: a charge stays pending, marked offline, until
// the merchant records that it was paid, and money goes back by hand. The zero
// Manual is ready to use; it is safe for concurrent use.
type Manual struct{}

var (
	_ Provider = Manual{}
	_ Offline  = Manual{}
)

// Offline returns true.
func (Manual) Offline() bool { return true }

// Inline returns true: Manual never blocks.
func (Manual) Inline() bool { return true }

// Charge answers StatusPending, marked offline, by the method named in the
// token, MethodCash by default. To reserve money (DelayCapture) is a State
// error with code PAYMENT_METHOD_UNAVAILABLE.
func (Manual) Charge(ctx context.Context, r ChargeRequest) (ChargeResult, error) {
	if err := ctx.Err(); err != nil {
		return ChargeResult{}, &fault.Error{Class: fault.Unavailable, Kind: "charge", ID: r.IdempotencyKey, Err: err}
	}
	if r.DelayCapture {
		return ChargeResult{}, fault.New(fault.State, "PAYMENT_METHOD_UNAVAILABLE", "an offline payment can't be authorized")
	}
	method := r.MethodToken
	if method == "" {
		method = MethodCash
	}
	return ChargeResult{Status: StatusPending, Amount: r.Amount, Method: method, Offline: true}, nil
}

// Capture is a State error with code PAYMENT_NOT_AUTHORIZED.
func (Manual) Capture(context.Context, CaptureRequest) (CaptureResult, error) {
	return CaptureResult{}, fault.New(fault.State, "PAYMENT_NOT_AUTHORIZED", "an offline payment has nothing to capture")
}

// Void is a State error with code PAYMENT_NOT_AUTHORIZED.
func (Manual) Void(context.Context, VoidRequest) (VoidResult, error) {
	return VoidResult{}, fault.New(fault.State, "PAYMENT_NOT_AUTHORIZED", "an offline payment has nothing to void")
}

// Refund is a State error with code EXTERNAL_REFUND_EXPECTED: the merchant
// gives the money back and records it.
func (Manual) Refund(context.Context, RefundRequest) (RefundResult, error) {
	return RefundResult{}, fault.New(fault.State, "EXTERNAL_REFUND_EXPECTED", "an offline payment is refunded by hand")
}
