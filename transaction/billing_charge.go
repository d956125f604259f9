// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes for what keeps an order from being charged.
const (
	CodeOrderPaid                = "ORDER_PAID"
	CodeOrderHasChargebacks      = "ORDER_HAS_CHARGEBACKS"
	CodeInvalidAmount            = "INVALID_AMOUNT"
	CodePaymentIntentIDRequired  = "PAYMENT_INTENT_ID_REQUIRED"
	CodePaymentAlreadyInProgress = "PAYMENT_ALREADY_IN_PROGRESS"
)

// ChargeOrderRequest asks for the money of an order.
type ChargeOrderRequest struct {
	OrderID       order.ID       `json:"orderId"`
	MemberID      string         `json:"memberId,omitzero"`
	RegularCharge *RegularCharge `json:"regularCharge,omitzero"`
	// IdempotencyKey is used when the context brings none, and marks the
	// payments as charged together.
	IdempotencyKey    string `json:"idempotencyKey,omitzero"`
	MerchantInitiated bool   `json:"merchantInitiated,omitzero"` // the buyer is not there: a saved method is charged; admins only
}

// RegularCharge is a charge by the payment provider.
type RegularCharge struct {
	// PaymentIntentID stands for the buyer's means of payment at the provider,
	// which says what it looks like.
	PaymentIntentID string `json:"paymentIntentId,omitzero"`
	// Amount is what to charge, in the order's currency: at most its balance,
	// and no less than what is due when a buyer pays a new order.
	// Left out, it is what was due when the order was placed, or the whole
	// balance once something is paid.
	Amount money.Price `json:"amount,omitzero"`
	// DelayedCaptureSettings has the money only reserved.
	DelayedCaptureSettings *DelayedCaptureSettings `json:"delayedCaptureSettings,omitzero"`
	SavePaymentMethod      bool                    `json:"savePaymentMethod,omitzero"`
}

// DelayedCaptureSettings say what happens to reserved money that nobody
// captures or voids.
type DelayedCaptureSettings struct {
	ScheduledAction ActionType `json:"scheduledAction,omitzero"`
	DelayDuration   *Duration  `json:"delayDuration,omitzero"`
}

// Duration is a span of time as the platform gives it.
type Duration struct {
	Count int          `json:"count"` // at least 1
	Unit  DurationUnit `json:"unit"`
}

// DurationUnit is the unit of a Duration.
type DurationUnit string

// The units.
const (
	UnitMinutes DurationUnit = "MINUTES"
	UnitHours   DurationUnit = "HOURS"
	UnitDays    DurationUnit = "DAYS"
)

// ChargeOrderResponse is what came of it.
type ChargeOrderResponse struct {
	Payments                   []Payment          `json:"payments"`
	OrderTransactions          *OrderTransactions `json:"orderTransactions"`
	RegularChargeResponseToken string             `json:"regularChargeResponseToken,omitzero"`
}

// ChargeOrder charges an order through the payment provider. The payment it
// returns is APPROVED, AUTHORIZED or PENDING; an order that waited for its
// payment is approved by the first two, and its checkout completed.
//
// A refusal is a fault.Declined error with the provider's reason as its code;
// the payment is recorded as DECLINED. When the provider does not answer, the
// error is fault.Unknown: the payment shows as PENDING until the call is
// repeated, with the same idempotency key, or Resolve has asked the provider.
// An order that has given its goods back, because it waited too long, takes them
// again; when they are gone the error is a fault.Limit with
// DECREMENT_NOT_POSSIBLE, and nobody is charged.
// Other codes: ORDER_NOT_FOUND, ORDER_CANCELED, ORDER_PAID,
// ORDER_HAS_CHARGEBACKS, INVALID_AMOUNT, PAYMENT_INTENT_ID_REQUIRED,
// PAYMENT_METHOD_UNAVAILABLE, PAYMENT_ALREADY_IN_PROGRESS. An order that was
// not paid in time has given back its goods; when they are gone, the error is
// fault.Limit and nothing is charged.
func (b *Billing) ChargeOrder(ctx context.Context, r ChargeOrderRequest) (*ChargeOrderResponse, error) {
	if idempotency.Key(ctx) == "" && r.IdempotencyKey != "" {
		ctx = idempotency.WithKey(ctx, r.IdempotencyKey)
	}
	return service.Flow(ctx, b.env, "transaction.ChargeOrder", r,
		func(ctx context.Context, c *service.Call[*ChargeOrderResponse]) (*ChargeOrderResponse, error) {
			if err := b.env.RefuseOutside(); err != nil {
				return nil, err
			}
			if r.MerchantInitiated {
				if err := service.RequireAdmin(ctx); err != nil {
					return nil, err
				}
			}
			if err := b.checkCharge(&r); err != nil {
				return nil, err
			}
			in, err := b.beginCharge(ctx, c, &r)
			if err != nil {
				return nil, err
			}
			return b.finishCharge(ctx, c, r.OrderID, in)
		})
}

func (b *Billing) checkCharge(r *ChargeOrderRequest) error {
	var v fault.Checker
	v.Required("orderId", r.OrderID != "")
	v.Required("regularCharge", r.RegularCharge != nil)
	if err := v.Err(); err != nil {
		return err
	}
	if b.provider == nil || payment.IsOffline(b.provider) {
		return fault.New(fault.State, "PAYMENT_METHOD_UNAVAILABLE", "this shop has no online payment provider")
	}
	if r.RegularCharge.PaymentIntentID == "" && !r.MerchantInitiated {
		return invalid(CodePaymentIntentIDRequired, "regularCharge.paymentIntentId", fault.RuleRequired, "is required")
	}
	return nil
}

// beginCharge checks the order and records the intent. An intent left open by
// an earlier call under the same key is taken up again.
func (b *Billing) beginCharge(ctx context.Context, c *service.Call[*ChargeOrderResponse], r *ChargeOrderRequest) (intent, error) {
	key := c.DerivedKey("charge")
	var in intent
	taken, failed := b.orders.Retake(ctx, r.OrderID)
	if failed != nil {
		return in, retakeError(failed)
	}
	used := false
	failed = c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		used = false
		o, t, err := b.held(ctx, tx, r.OrderID)
		if err != nil {
			return err
		}
		if known := t.find(key); known != nil {
			in = known.askedBefore()
			return nil
		}
		if err = order.CanCharge(&o.Order); err != nil {
			return err
		}
		if t.open(verbCharge) != nil || o.Order.BalanceSummary.Pending.Amount.IsPositive() {
			return fault.New(fault.State, CodePaymentAlreadyInProgress, "another payment of the order is under way")
		}
		amount, err := chargeAmount(o, r.RegularCharge.Amount, actor.From(ctx).Buyer())
		if err != nil {
			return err
		}
		if len(t.Payments) >= MaxPayments {
			return fault.New(fault.Limit, "MAX_PAYMENTS_REACHED", fmt.Sprintf("an order has at most %d payments", MaxPayments))
		}
		retook := !o.Internal.Reservation.Taken
		prepaid := &o.Internal.Reservation.Prepaid
		if had := taken.HasStock(); had && !retook || !had && b.orders.LacksStock(o) {
			return goodsChanged()
		}
		if taken != nil {
			used, o.Internal.Reservation.InHand = true, retook
			if err := b.orders.KeepTaken(ctx, tx, taken); err != nil {
				return err
			}
			prepaid.Adopt(taken.Prepaid())
		}
		if lack := b.orders.Outside(prepaid); !lack.IsZero() || !prepaid.Covers(taken.Prepaid()) {
			return fault.New(fault.Conflict, "CHECKOUT_CHANGED", "the order is to be paid with something else meanwhile")
		}
		if err := b.orders.Reserve(ctx, tx, o); err != nil {
			return err
		}
		in = intent{
			ID: tx.NewID(), Verb: verbCharge, Key: key, Amount: amount, Began: tx.Now(),
			Token: r.RegularCharge.PaymentIntentID, CorrelationID: r.IdempotencyKey,
			DelayCapture: r.RegularCharge.DelayedCaptureSettings != nil || o.Internal.DelayCapture,
			SaveMethod:   r.RegularCharge.SavePaymentMethod, MerchantInitiated: r.MerchantInitiated,
			Email: o.Order.BuyerInfo.Email, Retook: retook, Caller: c.Ticket(),
		}
		t.Intents = append(t.Intents, in)
		records.Put(tx, t)
		o.Internal.Charging = true
		b.orders.Keep(tx, o)
		return nil
	})
	if failed != nil || !used {
		b.orders.GiveUpTaken(ctx, taken, failed)
	}
	return in, order.Shortage(failed)
}

// goodsChanged is the error for an order that has its goods when they were taken
// for it once more, or has given them back when they were not.
func goodsChanged() error {
	return fault.New(fault.Conflict, "CHECKOUT_CHANGED", "the order has given back its goods meanwhile, or has them again")
}

// retakeError says why an order that has given back its goods cannot have them
// again.
func retakeError(err error) error {
	if errors.Is(err, fault.Exists) {
		return fault.New(fault.State, CodePaymentAlreadyInProgress, "another payment of the order is under way")
	}
	return err
}

// invalid is the error with the platform's code for a field of a request.
func invalid(code, field string, rule fault.Rule, message string) *fault.Error {
	return &fault.Error{
		Class: fault.Invalid, Code: code, Message: field + ": " + message,
		Violations: []fault.Violation{{Field: field, Rule: rule, Description: message}},
	}
}

// chargeAmount returns what to charge of an order. A buyer makes a new order a
// sale only by paying what is due.
func chargeAmount(o *order.Record, asked money.Price, byBuyer bool) (money.Amount, error) {
	s := &o.Order.BalanceSummary
	open, err := left(o)
	if err != nil {
		return money.Amount{}, err
	}
	if s.Chargeback.Amount.IsPositive() {
		return money.Amount{}, fault.New(fault.State, CodeOrderHasChargebacks, "the order has chargebacks")
	}
	if !open.IsPositive() {
		return money.Amount{}, fault.New(fault.State, CodeOrderPaid, "nothing is left to pay")
	}
	due := open
	if now := o.Internal.PayNow; now.IsPositive() && s.Paid.Amount.IsZero() {
		if less, e := now.Cmp(open); e == nil && less < 0 {
			due = now
		}
	}
	if asked.IsZero() {
		return due, nil
	}
	amount, err := asked.Amount.Bind(o.Order.Currency)
	if err != nil {
		var v fault.Checker
		v.AddAll("regularCharge.amount", err)
		return money.Amount{}, v.Err()
	}
	if over, err := amount.Cmp(open); err != nil || over > 0 || !amount.IsPositive() {
		return money.Amount{}, invalid(CodeInvalidAmount, "regularCharge.amount", fault.RuleValidation,
			fmt.Sprintf("%s is not an amount between zero and the %s left to pay", amount, open))
	}
	if less, err := amount.Cmp(due); byBuyer && o.Order.Status == order.StatusInitialized && (err != nil || less < 0) {
		return money.Amount{}, invalid(CodeInvalidAmount, "regularCharge.amount", fault.RuleDecimalGTE, fmt.Sprintf("%s is less than the %s due", amount, due))
	}
	return amount, nil
}

// finishCharge calls the provider and records what it says.
func (b *Billing) finishCharge(ctx context.Context, c *service.Call[*ChargeOrderResponse], id order.ID, in intent) (*ChargeOrderResponse, error) {
	res, callErr := b.charge(ctx, id, in)

	// From here on money may have moved: a caller who went away does not keep
	// the outcome from being recorded.
	ctx = context.WithoutCancel(ctx)
	resp, err := b.recordCharge(ctx, c.Settle, id, in, res, callErr)
	switch {
	case err != nil:
		return nil, err
	case callErr != nil:
		return nil, callErr
	case res.Status == payment.StatusDeclined:
		return nil, &fault.Error{
			Class: fault.Declined, Kind: "order", ID: string(id), Code: "PAYMENT_ERROR", Message: "the payment was declined: " + res.Reason,
			Data: map[string]any{"transactionStatus": string(PaymentDeclined), "failureDetails": map[string]any{"failureCode": res.Reason, "description": res.Message}},
		}
	}
	return resp, nil
}

// charge calls the provider. A call that was abandoned may have taken effect.
func (b *Billing) charge(ctx context.Context, id order.ID, in intent) (payment.ChargeResult, error) {
	req := payment.ChargeRequest{
		IdempotencyKey: in.Key, OrderID: string(id), Amount: in.Amount, Currency: in.Amount.Currency(), MethodToken: in.Token,
		DelayCapture: in.DelayCapture, SaveMethod: in.SaveMethod, MerchantStarts: in.MerchantInitiated, BuyerEmail: in.Email,
	}
	return ask(ctx, b, "charge", in,
		func(ctx context.Context) (payment.ChargeResult, error) { return b.provider.Charge(ctx, req) },
		func(res payment.ChargeResult, err error) (payment.ChargeResult, error) {
			return payment.Outcome(req, res, err)
		})
}

// ask calls the payment provider within its budget. An error that does not say
// for sure that nothing has happened becomes fault.Unknown.
func ask[R any](ctx context.Context, b *Billing, what string, in intent,
	call func(context.Context) (R, error), outcome func(R, error) (R, error),
) (R, error) {
	type answer struct {
		res R
		err error
	}
	b.asking.Store(in.Key, true)
	defer b.asking.Delete(in.Key)
	var none R
	unknown := func(message string, err error) error {
		return &fault.Error{Class: fault.Unknown, Kind: what, ID: in.Key, Code: fault.Code(err), Message: message, Err: err}
	}
	a, err := service.Plugin(ctx, b.env, "payment provider", payment.Budget, b.provider, func(ctx context.Context) (answer, error) {
		res, err := call(ctx)
		return answer{res, err}, nil
	})
	if err != nil {
		return none, unknown("the payment provider gave no answer: "+err.Error(), err)
	}
	if err = a.err; errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = unknown("the payment provider did not answer in time", err)
	}
	res, err := outcome(a.res, err)
	if err != nil && !errors.Is(err, fault.Unknown) && !harmless(err, in.again) {
		return none, unknown("", err)
	}
	return res, err
}

// harmless reports whether an error of the provider means that no money has
// moved. One that says so of its own call alone, because the provider did not
// take it, means nothing when the same was asked before.
func harmless(err error, again bool) bool {
	switch fault.ClassOf(err) {
	case fault.Invalid, fault.State, fault.NotFound, fault.Limit:
		return true
	case fault.Unavailable, fault.RateLimit, fault.Denied, fault.Unauthenticated:
		return !again
	default:
		return false
	}
}

// recordCharge writes the outcome of a charge by update and answers the call
// that began it. A charge that came to no payment has no answer: its call may be
// repeated.
func (b *Billing) recordCharge(ctx context.Context, update func(context.Context, func(context.Context, *store.Tx) error) error,
	id order.ID, in intent, res payment.ChargeResult, callErr error,
) (*ChargeOrderResponse, error) {
	return whateverIsLeft(func(unreserved bool) (resp *ChargeOrderResponse, err error) {
		err = update(ctx, func(ctx context.Context, tx *store.Tx) error {
			resp = nil
			t, e := b.writeCharge(ctx, tx, id, in, res, callErr, unreserved)
			if e != nil || callErr != nil || res.Status == payment.StatusDeclined {
				return e
			}
			resp, e = answerCharge(ctx, tx, t, in)
			return e
		})
		return resp, err
	})
}

// answerCharge answers the call that began a charge with what came of it.
func answerCharge(ctx context.Context, tx *store.Tx, t *record, in intent) (*ChargeOrderResponse, error) {
	p := t.Payment(PaymentID(in.ID)).Clone()
	resp := &ChargeOrderResponse{Payments: []Payment{*p}, OrderTransactions: t.OrderTransactions.Clone()}
	if d := p.RegularPaymentDetails; d != nil {
		resp.RegularChargeResponseToken = d.ProviderTransactionID
	}
	return resp, service.AnswerFor(ctx, tx, in.Caller, &resp)
}

// writeCharge writes the outcome of a charge: the payment, the intent closed
// unless the outcome is unknown, and what follows for the order.
func (b *Billing) writeCharge(ctx context.Context, tx *store.Tx, id order.ID, in intent, res payment.ChargeResult, callErr error, unreserved bool) (*record, error) {
	o, t, err := b.held(asProgram(ctx), tx, id) // whoever called has been let in before
	if err != nil {
		return nil, err
	}
	if t.find(in.Key) == nil { // settled by somebody else meanwhile
		p := t.Payment(PaymentID(in.ID))
		if callErr != nil || res.Status == payment.StatusDeclined || p != nil && p.CurrentStatus() != PaymentDeclined {
			return t, nil //nolint:nilerr // what was settled stands
		}
		// Who settled it was told that nothing had happened. Now it has.
	}
	known := errors.Is(callErr, fault.Unknown)
	if !known {
		t.close(in.Key)
		o.Internal.Charging = false
	}
	changed := change{payments: []PaymentID{PaymentID(in.ID)}, unreserved: unreserved}
	switch {
	case callErr != nil && !known: // surely nothing happened: all is as it was before
		if in.Retook {
			if err := b.orders.Release(ctx, tx, o); err != nil {
				return nil, err
			}
		}
		if !t.removePayment(PaymentID(in.ID)) {
			records.Put(tx, t)
			b.orders.Keep(tx, o)
			return t, nil
		}
	case callErr != nil:
		t.putPayment(chargePayment(in, payment.ChargeResult{Status: payment.StatusPending}, b.price(in.Amount), tx.Now()))
	default:
		p := chargePayment(in, res, b.price(in.Amount), tx.Now())
		roundCash(b.env.Site.CashRounding, &p, in.Amount)
		t.putPayment(p)
		if p.Status == PaymentDeclined && o.Order.Status == order.StatusInitialized {
			if err := b.orders.Release(ctx, tx, o); err != nil {
				return nil, err
			}
		}
		note(&o.Order, &p, tx)
	}
	return t, b.apply(ctx, tx, o, t, changed)
}

// ChargePlaced charges what is due now of an order that was just placed, with
// the means of payment that token stands for, and returns what the provider
// calls the charge.
func (b *Billing) ChargePlaced(ctx context.Context, id order.ID, token string) (string, error) {
	resp, err := b.ChargeOrder(ctx, ChargeOrderRequest{OrderID: id, RegularCharge: &RegularCharge{PaymentIntentID: token}})
	if err != nil {
		return "", err
	}
	return resp.RegularChargeResponseToken, nil
}
