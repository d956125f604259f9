// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package payment

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/internal/ability"
	"github.com/go-ecom/ecom/money"
)

// Budget is how long a call of a provider may take before it is abandoned and
// its outcome counts as unknown.
const Budget = 30 * time.Second

// Provider moves money. It is safe for concurrent use, takes effect once for
// each idempotency key, and reports errors as the package comment says.
type Provider interface {
	// Charge takes the amount from the buyer, or, with DelayCapture, only
	// reserves it. The result says which, or that the outcome will be known
	// later. What the provider refuses is a fault.Declined error or a result of
	// StatusDeclined; both mean the same.
	Charge(ctx context.Context, r ChargeRequest) (ChargeResult, error)

	// Capture takes money that was reserved, at most what was reserved.
	Capture(ctx context.Context, r CaptureRequest) (CaptureResult, error)

	// Void gives up a reservation of which nothing was captured.
	Void(ctx context.Context, r VoidRequest) (VoidResult, error)

	// Refund gives money back, at most what was captured and is not refunded.
	Refund(ctx context.Context, r RefundRequest) (RefundResult, error)
}

// Inquirer is an optional ability of providers: to tell what became of a
// charge. Without it, the shop settles an unknown outcome by repeating the
// charge under its idempotency key, and learns of pending charges only when
// somebody updates their status.
type Inquirer interface {
	// Inquire returns the present state of a charge, found by TransactionID
	// or, when that is empty, by IdempotencyKey. A charge that the provider
	// never saw is fault.NotFound: then no money has moved.
	Inquire(ctx context.Context, r Inquiry) (ChargeResult, error)
}

// Offline is an optional ability of providers: to say that they never move
// money themselves. Orders that such a provider is to pay are approved unpaid,
// and the merchant records the payment when it arrives. Without it a provider
// is taken to work online.
type Offline interface {
	Offline() bool
}

// Wrapper is implemented by providers that wrap another one, so that optional
// abilities are found through any number of wrappers.
type Wrapper interface {
	Unwrap() Provider
}

// As returns the ability T of p, or of the first provider it wraps that has it.
func As[T any](p Provider) (T, bool) { return ability.As[T](p) }

// IsOffline reports whether p, or a provider it wraps, says that it never
// moves money itself. It is true of nil.
func IsOffline(p Provider) bool {
	if p == nil {
		return true
	}
	o, ok := As[Offline](p)
	return ok && o.Offline()
}

// ChargeRequest asks for a buyer's money.
type ChargeRequest struct {
	IdempotencyKey string         `json:"idempotencyKey"`           // 1 to 255 characters; the same on every repetition of this charge
	OrderID        string         `json:"orderId"`                  // what is paid
	Amount         money.Amount   `json:"amount"`                   // positive
	Currency       money.Currency `json:"currency"`                 // of Amount
	MethodToken    string         `json:"methodToken,omitempty"`    // what stands for the buyer's card or account at the provider; what it looks like is the provider's affair
	DelayCapture   bool           `json:"delayCapture,omitempty"`   // only reserve
	SaveMethod     bool           `json:"saveMethod,omitempty"`     // keep the method for charges without the buyer
	MerchantStarts bool           `json:"merchantStarts,omitempty"` // the buyer is not there: a saved method is charged
	BuyerEmail     string         `json:"buyerEmail,omitempty"`     //
	Description    string         `json:"description,omitempty"`    // for the buyer's statement
}

// ChargeResult is what became of a charge.
type ChargeResult struct {
	TransactionID string       `json:"transactionId,omitempty"` // the provider's name for the charge, at most 100 characters; empty only when offline
	Status        Status       `json:"status"`
	Amount        money.Amount `json:"amount"`                // what was charged or reserved: the amount asked for
	Reason        string       `json:"reason,omitempty"`      // of StatusDeclined: a Reason constant or a code of the provider's own
	Message       string       `json:"message,omitempty"`     // for people
	Method        string       `json:"method,omitempty"`      // the kind of method, such as "CreditCard", at most 150 characters
	Card          Card         `json:"card,omitzero"`         // of a card
	SavedToken    string       `json:"savedToken,omitempty"`  // for ChargeRequest.MethodToken of later charges, when SaveMethod was asked for and granted
	RedirectURL   string       `json:"redirectUrl,omitempty"` // of StatusPending: where the buyer goes on paying
	Offline       bool         `json:"offline,omitempty"`     // no money has moved; the merchant will record it
}

// Card is what may be shown of a buyer's card.
type Card struct {
	LastFourDigits string `json:"lastFourDigits,omitempty"` // at most 4 characters
	Brand          string `json:"brand,omitempty"`          // such as "Visa", at most 100 characters
}

// CaptureRequest asks for money that a charge reserved.
type CaptureRequest struct {
	IdempotencyKey string         `json:"idempotencyKey"`
	OrderID        string         `json:"orderId"`
	TransactionID  string         `json:"transactionId"` // of the charge
	Amount         money.Amount   `json:"amount"`        // positive
	Currency       money.Currency `json:"currency"`      // of Amount
}

// CaptureResult is what became of a capture.
type CaptureResult struct {
	CaptureID string       `json:"captureId,omitempty"` // the provider's name for it
	Status    ActionStatus `json:"status"`
	Reason    string       `json:"reason,omitempty"` // of ActionFailed
}

// VoidRequest asks to give up a reservation.
type VoidRequest struct {
	IdempotencyKey string `json:"idempotencyKey"`
	OrderID        string `json:"orderId"`
	TransactionID  string `json:"transactionId"` // of the charge
}

// VoidResult is what became of a void.
type VoidResult struct {
	Status ActionStatus `json:"status"`
	Reason string       `json:"reason,omitempty"` // of ActionFailed
}

// RefundRequest asks to give a buyer money back.
type RefundRequest struct {
	IdempotencyKey string         `json:"idempotencyKey"`
	OrderID        string         `json:"orderId"`
	TransactionID  string         `json:"transactionId"`    // of the charge
	Amount         money.Amount   `json:"amount"`           // positive
	Currency       money.Currency `json:"currency"`         // of Amount
	Reason         string         `json:"reason,omitempty"` // for the buyer's statement
}

// RefundResult is what became of a refund.
type RefundResult struct {
	RefundID string       `json:"refundId,omitempty"` // the provider's name for it
	Status   ActionStatus `json:"status"`
	Reason   string       `json:"reason,omitempty"`  // of ActionFailed: 1 to 10 characters on the platform
	Message  string       `json:"message,omitempty"` // for people
}

// Inquiry asks what became of a charge.
type Inquiry struct {
	TransactionID  string `json:"transactionId,omitempty"`
	IdempotencyKey string `json:"idempotencyKey,omitempty"`
	OrderID        string `json:"orderId"`
}
