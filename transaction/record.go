// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

// record is what is stored of an order's transactions: what the platform
// shows, and the calls of the payment provider whose outcome is not known yet.
type record struct {
	OrderTransactions
	Currency money.Currency `json:"currency,omitzero"` // the order's, of all amounts
	Intents  []intent       `json:"intents,omitempty"`
	Effects  []effects      `json:"effects,omitempty"` // of refunds under way
}

// RecordID returns the order's id: there is one record for each order.
func (r *record) RecordID() string { return string(r.OrderID) }

// Clone returns a copy that shares nothing changeable with r.
func (r *record) Clone() *record {
	return &record{
		OrderTransactions: *r.OrderTransactions.Clone(),
		Currency:          r.Currency,
		Intents:           slices.Clone(r.Intents),
		Effects:           slices.Clone(r.Effects), // what they refer to is never changed
	}
}

// intent is a call of the payment provider, recorded before it is made. It is
// gone once its outcome is recorded; whoever finds one repeats the call under
// its key and settles it.
type intent struct {
	ID        string       `json:"id"` // of the payment that a charge makes, or of the refund
	Verb      verb         `json:"verb"`
	Key       string       `json:"key"`                 // the provider's idempotency key
	PaymentID PaymentID    `json:"paymentId,omitempty"` // what is captured, voided or refunded
	Amount    money.Amount `json:"amount,omitzero"`
	Began     time.Time    `json:"began"`

	// Caller is the call that began it: it is answered in the commit which
	// settles the last of its intents, whoever does.
	Caller service.Ticket `json:"caller,omitzero"`

	// For a charge:
	Token             string `json:"token,omitempty"`
	CorrelationID     string `json:"correlationId,omitempty"`
	DelayCapture      bool   `json:"delayCapture,omitempty"`
	SaveMethod        bool   `json:"saveMethod,omitempty"`
	MerchantInitiated bool   `json:"merchantInitiated,omitempty"`
	Email             string `json:"email,omitempty"`
	Retook            bool   `json:"retook,omitempty"` // it took again what the order had given back

	Reason string `json:"reason,omitempty"` // for a refund

	again bool // the provider may have been asked before
}

// askedBefore returns an intent that was found written down.
func (in intent) askedBefore() intent {
	in.again = true
	return in
}

// effects is what follows a refund once it is over.
type effects struct {
	Refund        RefundID                 `json:"refund"`
	Restock       []RestockItem            `json:"restock,omitempty"`
	Notifications *NotificationSideEffects `json:"notifications,omitempty"`
}

// takeEffects removes and returns what follows a refund.
func (r *record) takeEffects(id RefundID) effects {
	for i, e := range r.Effects {
		if e.Refund == id {
			r.Effects = slices.Delete(r.Effects, i, i+1)
			return e
		}
	}
	return effects{Refund: id}
}

// verb says what the provider was asked to do.
type verb string

const (
	verbCharge  verb = "CHARGE"
	verbCapture verb = "CAPTURE"
	verbVoid    verb = "VOID"
	verbRefund  verb = "REFUND"

	verbVoidMembership verb = "VOID_MEMBERSHIP" // its keeper was
)

const byBegan = "began"

// records keeps transactions. Those with an open intent are indexed by when it
// began.
var records = store.Define[record]("order-transactions", 1,
	store.Codec(encode, decode),
	store.ByAny(byBegan, func(r *record) []store.Composite {
		keys := make([]store.Composite, 0, len(r.Intents))
		for _, in := range r.Intents {
			keys = append(keys, store.Composite{store.Time(in.Began)})
		}
		return keys
	}))

// encode returns the stored form of a record, in which prices have no formatted
// texts.
func encode(r *record) ([]byte, error) {
	c := r.Clone()
	prices.Strip(&c.OrderTransactions)
	return json.Marshal(c)
}

// decode reads the stored form. Its prices have no locale yet; see Service.of.
func decode(_ int, data []byte) (*record, error) {
	r := new(record)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	return r, prices.Bind(r, r.Currency, r.Currency, 0)
}

// of returns the transactions of an order, empty ones when there are none.
func (s *Service) of(ctx context.Context, r store.Reader, o *order.Record) (*record, error) {
	t, err := load(ctx, r, o.Order.ID)
	if err != nil {
		return nil, err
	}
	t.Currency = o.Order.Currency
	if l := s.env.Site.Locale; len(t.Payments) > 0 && t.Payments[0].Amount.Locale() != l {
		err = prices.Bind(&t.OrderTransactions, t.Currency, t.Currency, l)
	}
	return t, err
}

// load returns the transactions of an order, empty ones when there are none, as
// they are stored.
func load(ctx context.Context, r store.Reader, id order.ID) (*record, error) {
	rec, err := records.Get(ctx, r, string(id))
	if errors.Is(err, fault.NotFound) {
		return &record{OrderTransactions: OrderTransactions{OrderID: id}}, nil
	}
	return rec, err
}

// find returns the open intent with a provider key, or nil.
func (r *record) find(key string) *intent {
	for i := range r.Intents {
		if r.Intents[i].Key == key {
			return &r.Intents[i]
		}
	}
	return nil
}

// open returns the first open intent of a verb, or nil.
func (r *record) open(v verb) *intent {
	for i := range r.Intents {
		if r.Intents[i].Verb == v {
			return &r.Intents[i]
		}
	}
	return nil
}

// close removes an intent.
func (r *record) close(key string) {
	r.Intents = slices.DeleteFunc(r.Intents, func(in intent) bool { return in.Key == key })
}

// awaits reports whether a call still has an open intent.
func (r *record) awaits(caller service.Ticket) bool {
	return caller != service.Ticket{} && slices.ContainsFunc(r.Intents, func(in intent) bool { return in.Caller == caller })
}

// leaveUnanswered says that a call of which a part has failed has no answer,
// whatever becomes of the rest.
func (r *record) leaveUnanswered(caller service.Ticket) {
	for i := range r.Intents {
		if r.Intents[i].Caller == caller {
			r.Intents[i].Caller = service.Ticket{}
		}
	}
}
