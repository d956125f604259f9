// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes for what keeps an authorized payment from being
// captured or voided.
const (
	CodePaymentAlreadyVoided     = "PAYMENT_ALREADY_VOIDED"
	CodePaymentAlreadyCaptured   = "PAYMENT_ALREADY_CAPTURED"
	CodePaymentNotAuthorized     = "PAYMENT_NOT_AUTHORIZED"
	CodePaymentHasPendingCapture = "PAYMENT_HAS_PENDING_CAPTURE"
)

// PaymentCapture is a payment to be captured. Without an amount all of it is.
type PaymentCapture struct {
	PaymentID PaymentID   `json:"paymentId"`
	Amount    money.Price `json:"amount,omitzero"`
}

// CaptureAuthorizedPayments takes money that was reserved, at most what was,
// each payment by itself and once. A payment captured in part keeps what was
// captured as its amount. PAYMENT_NOT_FOUND, INVALID_AMOUNT,
// PAYMENT_ALREADY_VOIDED, PAYMENT_ALREADY_CAPTURED, PAYMENT_NOT_AUTHORIZED,
// PAYMENT_HAS_PENDING_CAPTURE, ORDER_HAS_CHARGEBACKS.
func (b *Billing) CaptureAuthorizedPayments(ctx context.Context, id order.ID, captures []PaymentCapture) (*OrderTransactions, error) {
	req := struct {
		OrderID  order.ID         `json:"orderId"`
		Payments []PaymentCapture `json:"payments"`
	}{id, captures}
	return b.authorized(ctx, "transaction.CaptureAuthorizedPayments", id, req, "payments", len(captures),
		func(o *order.Record, t *record, i int, c *fault.Checker) (intent, error) {
			p, err := t.authorized(captures[i].PaymentID)
			if err != nil {
				return intent{}, err
			}
			amount := p.Amount.Amount
			if want := captures[i].Amount; !want.IsZero() {
				if amount, err = want.Amount.Bind(o.Order.Currency); err != nil {
					c.AddAll(fault.Join(fault.Index("payments", i), "amount"), err)
					return intent{}, nil
				}
				if over, err := amount.Cmp(p.Amount.Amount); err != nil || over > 0 || !amount.IsPositive() {
					return intent{}, invalid(CodeInvalidAmount, fault.Join(fault.Index("payments", i), "amount"), fault.RuleValidation,
						fmt.Sprintf("%s is not an amount between zero and the %s authorized", amount, p.Amount.Amount))
				}
			}
			return intent{Verb: verbCapture, PaymentID: p.ID, Amount: amount}, nil
		})
}

// VoidAuthorizedPayments gives up money that was reserved. PAYMENT_NOT_FOUND,
// PAYMENT_ALREADY_VOIDED, PAYMENT_ALREADY_CAPTURED, PAYMENT_NOT_AUTHORIZED.
func (b *Billing) VoidAuthorizedPayments(ctx context.Context, id order.ID, payments []PaymentID) (*OrderTransactions, error) {
	req := struct {
		OrderID    order.ID    `json:"orderId"`
		PaymentIDs []PaymentID `json:"paymentIds"`
	}{id, payments}
	return b.authorized(ctx, "transaction.VoidAuthorizedPayments", id, req, "paymentIds", len(payments),
		func(_ *order.Record, t *record, i int, _ *fault.Checker) (intent, error) {
			p, err := t.authorized(payments[i])
			if err != nil {
				return intent{}, err
			}
			return intent{Verb: verbVoid, PaymentID: p.ID, Amount: p.Amount.Amount}, nil
		})
}

// authorized returns the authorized payment with an id, or why it is none.
func (r *record) authorized(id PaymentID) (*Payment, error) {
	p := r.Payment(id)
	if p == nil {
		return nil, fault.Missing("payment", string(id), CodePaymentNotFound)
	}
	state := func(code string) (*Payment, error) {
		return nil, &fault.Error{Class: fault.State, Kind: "payment", ID: string(id), Code: code}
	}
	for _, in := range r.Intents {
		if in.PaymentID == id {
			return state(CodePaymentHasPendingCapture)
		}
	}
	d := p.RegularPaymentDetails
	switch status := p.CurrentStatus(); {
	case status == PaymentVoided:
		return state(CodePaymentAlreadyVoided)
	case status != PaymentAuthorized && d != nil && d.AuthorizationDetails != nil && len(d.AuthorizationDetails.Captures) > 0:
		return state(CodePaymentAlreadyCaptured)
	case status != PaymentAuthorized || d == nil:
		return state(CodePaymentNotAuthorized)
	case len(d.Chargebacks) > 0:
		return state(CodeOrderHasChargebacks)
	}
	return p, nil
}

// authorized runs captures and voids of the payment provider's.
func (b *Billing) authorized(ctx context.Context, op string, id order.ID, req any, list string, n int,
	plan func(o *order.Record, t *record, i int, c *fault.Checker) (intent, error),
) (*OrderTransactions, error) {
	return b.each(ctx, op, id, req, eachPayment{list: list, n: n, plan: plan, online: true})
}

// eachPayment is what to ask about each of some payments.
type eachPayment struct {
	list   string // where the payments stand in the request
	n      int
	online bool // the payment provider is asked
	plan   func(o *order.Record, t *record, i int, c *fault.Checker) (intent, error)
}

// each records the intents of all, then asks and records the outcome of one
// after the other. When one fails, those before it stand and those after it are
// given up. When the outcome of one is unknown, it and those after it are left to
// a repetition or Resolve.
func (b *Billing) each(ctx context.Context, op string, id order.ID, req any, e eachPayment) (*OrderTransactions, error) {
	n := e.n
	return service.Flow(ctx, b.env, op, req, func(ctx context.Context, c *service.Call[*OrderTransactions]) (*OrderTransactions, error) {
		if err := b.env.RefuseOutside(); err != nil {
			return nil, err
		}
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var v fault.Checker
		v.Required("orderId", id != "")
		v.Size(e.list, n, 1, 100)
		if err := v.Err(); err != nil {
			return nil, err
		}
		if e.online && b.provider == nil {
			return nil, fault.New(fault.State, "PAYMENT_METHOD_UNAVAILABLE", "this shop has no online payment provider")
		}
		keys := make([]string, n)
		for i := range keys {
			keys[i] = c.DerivedKey("authorized", fmt.Sprint(i))
		}
		var ins []intent
		err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			o, t, err := b.both(ctx, tx, id)
			if err != nil {
				return err
			}
			ins = nil
			var v fault.Checker
			for i := range n {
				if known := t.find(keys[i]); known != nil {
					known.Caller = c.Ticket()
					ins = append(ins, known.askedBefore())
					continue
				}
				in, err := e.plan(o, t, i, &v)
				if err != nil {
					return err
				}
				in.ID, in.Key, in.Began, in.Caller = tx.NewID(), keys[i], tx.Now(), c.Ticket()
				ins = append(ins, in)
				t.Intents = append(t.Intents, in)
			}
			if err := v.Err(); err != nil {
				return err
			}
			records.Put(tx, t)
			return nil
		})
		if err != nil {
			return nil, err
		}
		return b.runAuthorized(ctx, c, id, ins)
	})
}

func (b *Billing) runAuthorized(ctx context.Context, c *service.Call[*OrderTransactions], id order.ID, ins []intent) (*OrderTransactions, error) {
	var resp *OrderTransactions
	for i, in := range ins {
		keep, callErr := b.askAuthorized(ctx, id, in)
		err := c.Settle(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) (err error) {
			resp, err = keep(ctx, tx)
			return err
		})
		if err == nil {
			err = callErr
		}
		switch {
		case errors.Is(err, fault.Unknown):
			return nil, err
		case err != nil:
			return nil, errors.Join(err, b.giveUp(context.WithoutCancel(ctx), id, ins[i+1:]))
		}
	}
	return resp, nil
}

// recordAuthorized writes the outcome of a capture or a void. It answers the
// call that began it once all that the call asked for is done.
type recordAuthorized func(ctx context.Context, tx *store.Tx) (*OrderTransactions, error)

// askAuthorized calls the provider for a capture or a void, or the keeper of a
// membership.
func (b *Billing) askAuthorized(ctx context.Context, id order.ID, in intent) (keep recordAuthorized, callErr error) {
	var write func(ctx context.Context, tx *store.Tx) (*record, error)
	switch in.Verb {
	case verbVoidMembership:
		err := b.voidMembership(ctx, id, in)
		callErr = err
		write = func(ctx context.Context, tx *store.Tx) (*record, error) {
			return b.writeVoidMembership(ctx, tx, id, in, err)
		}
	case verbCapture:
		res, err := b.capture(ctx, id, in)
		callErr = err
		write = func(ctx context.Context, tx *store.Tx) (*record, error) {
			return b.writeCapture(ctx, tx, id, in, res, err)
		}
	default:
		res, err := b.void(ctx, id, in)
		callErr = err
		write = func(ctx context.Context, tx *store.Tx) (*record, error) {
			return b.writeVoid(ctx, tx, id, in, res, err)
		}
	}
	return func(ctx context.Context, tx *store.Tx) (*OrderTransactions, error) {
		t, err := write(ctx, tx)
		if err != nil {
			return nil, err
		}
		resp := t.OrderTransactions.Clone()
		if callErr == nil && !t.awaits(in.Caller) {
			err = service.AnswerFor(ctx, tx, in.Caller, &resp)
		}
		return resp, err
	}, callErr
}

// giveUp removes intents whose calls were never made.
func (b *Billing) giveUp(ctx context.Context, id order.ID, ins []intent) error {
	if len(ins) == 0 {
		return nil
	}
	return b.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, in := range ins {
			t.close(in.Key)
		}
		records.Put(tx, t)
		return nil
	})
}

func (b *Billing) capture(ctx context.Context, id order.ID, in intent) (payment.CaptureResult, error) {
	transaction, err := b.transactionOf(ctx, id, in)
	if err != nil {
		return payment.CaptureResult{}, err
	}
	req := payment.CaptureRequest{IdempotencyKey: in.Key, OrderID: string(id), TransactionID: transaction, Amount: in.Amount, Currency: in.Amount.Currency()}
	return ask(ctx, b, "capture", in,
		func(ctx context.Context) (payment.CaptureResult, error) { return b.provider.Capture(ctx, req) },
		func(res payment.CaptureResult, err error) (payment.CaptureResult, error) {
			return payment.CaptureOutcome(req, res, err)
		})
}

func (b *Billing) void(ctx context.Context, id order.ID, in intent) (payment.VoidResult, error) {
	transaction, err := b.transactionOf(ctx, id, in)
	if err != nil {
		return payment.VoidResult{}, err
	}
	req := payment.VoidRequest{IdempotencyKey: in.Key, OrderID: string(id), TransactionID: transaction}
	return ask(ctx, b, "void", in,
		func(ctx context.Context) (payment.VoidResult, error) { return b.provider.Void(ctx, req) },
		func(res payment.VoidResult, err error) (payment.VoidResult, error) {
			return payment.VoidOutcome(req, res, err)
		})
}

// transactionOf returns the provider's name of the charge behind the payment
// that an intent is about. When it cannot be read, what became of an intent
// that was asked before stays unknown.
func (b *Billing) transactionOf(ctx context.Context, id order.ID, in intent) (string, error) {
	t, err := load(ctx, b.env.Store, id)
	if err != nil && in.again {
		return "", &fault.Error{Class: fault.Unknown, Kind: "payment", ID: string(in.PaymentID), Err: err}
	}
	if err != nil {
		return "", err
	}
	p := t.Payment(in.PaymentID)
	if p == nil || p.RegularPaymentDetails == nil {
		return "", fault.Missing("payment", string(in.PaymentID), CodePaymentNotFound)
	}
	return p.RegularPaymentDetails.ProviderTransactionID, nil
}

// settled loads what an intent is about and closes it, unless its outcome is
// still unknown. p is nil when there is nothing more to do.
func (b *Billing) settled(ctx context.Context, tx *store.Tx, id order.ID, in intent, callErr error) (o *order.Record, t *record, p *Payment, err error) {
	if o, t, err = b.both(asProgram(ctx), tx, id); err != nil {
		return nil, nil, nil, err
	}
	if errors.Is(callErr, fault.Unknown) {
		return o, t, nil, nil
	}
	if t.find(in.Key) == nil { // settled by somebody else, who perhaps was told that nothing had happened
		before := PaymentAuthorized
		if in.Verb == verbVoidMembership {
			before = PaymentApproved
		}
		if p := t.Payment(in.PaymentID); callErr == nil && p != nil && p.CurrentStatus() == before {
			return o, t, p, nil
		}
		return o, t, nil, nil
	}
	t.close(in.Key)
	if callErr == nil {
		return o, t, t.Payment(in.PaymentID), nil
	}
	t.leaveUnanswered(in.Caller)
	records.Put(tx, t) // the provider surely did nothing
	return o, t, nil, nil
}

func (b *Billing) writeCapture(ctx context.Context, tx *store.Tx, id order.ID, in intent, res payment.CaptureResult, callErr error) (*record, error) {
	o, t, p, err := b.settled(ctx, tx, id, in, callErr)
	if err != nil || p == nil {
		return t, err
	}
	d := p.RegularPaymentDetails
	c := AuthorizationCapture{ID: in.ID, Amount: b.price(in.Amount), CreatedDate: tx.Now(), Status: AuthorizationCaptureStatus(res.Status)}
	if res.Status == payment.ActionFailed {
		c.FailureDetails = &AuthorizationActionFailureDetails{FailureCode: res.Reason}
	}
	if d.AuthorizationDetails == nil {
		d.AuthorizationDetails = &AuthorizationDetails{}
	}
	d.AuthorizationDetails.Captures = []AuthorizationCapture{c}
	p.UpdatedDate = tx.Now()
	if res.Status == payment.ActionSucceeded {
		p.Amount = b.price(in.Amount)
		p.SetStatus(PaymentApproved)
		order.AddActivity(&o.Order, order.Activity{
			ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: order.ActivityTypeAuthorizedPaymentCaptured,
			AuthorizedPaymentCaptured: &order.AuthorizedPayment{PaymentID: string(p.ID), Amount: p.Amount},
		})
	}
	return t, b.apply(ctx, tx, o, t, change{payments: []PaymentID{p.ID}})
}

func (b *Billing) writeVoid(ctx context.Context, tx *store.Tx, id order.ID, in intent, res payment.VoidResult, callErr error) (*record, error) {
	o, t, p, err := b.settled(ctx, tx, id, in, callErr)
	if err != nil || p == nil {
		return t, err
	}
	d := p.RegularPaymentDetails
	if d.AuthorizationDetails == nil {
		d.AuthorizationDetails = &AuthorizationDetails{}
	}
	v := &AuthorizationVoid{Status: AuthorizationVoidStatus(res.Status), VoidedDate: tx.Now(), Reason: VoidManual}
	if res.Status == payment.ActionFailed {
		v.FailureDetails = &AuthorizationActionFailureDetails{FailureCode: res.Reason}
	}
	d.AuthorizationDetails.Void = v
	p.UpdatedDate = tx.Now()
	if res.Status == payment.ActionSucceeded {
		p.SetStatus(PaymentVoided)
		p.VoidedStatusDetails = &StatusDetails{Reason: ReasonMerchantRequest}
		note(&o.Order, p, tx)
	}
	return t, b.apply(ctx, tx, o, t, change{payments: []PaymentID{p.ID}})
}
