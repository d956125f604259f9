// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Completer is told, in the commit that approves an order, that the checkout
// it was made from is done.
type Completer interface {
	OrderApproved(ctx context.Context, tx *store.Tx, checkoutID string) error
}

// Service records the payments of orders. It moves no money: that is what
// Billing does. It is made by ecom.New and safe for concurrent use.
//
// Visitors and members may read the transactions of their own orders; all
// other methods need a user, an app or the embedding program.
type Service struct {
	env       *service.Env
	orders    *order.Service
	completer Completer
}

// NewService returns the transaction service of a shop. completer may be nil.
func NewService(env *service.Env, orders *order.Service, completer Completer) *Service {
	env.Keep(records)
	return &Service{env: env, orders: orders, completer: completer}
}

// ListTransactionsForSingleOrder returns the payments and refunds of an order.
// An order without any has empty lists. ORDER_NOT_FOUND.
func (s *Service) ListTransactionsForSingleOrder(ctx context.Context, id order.ID) (*OrderTransactions, error) {
	const op = "transaction.ListTransactionsForSingleOrder"
	_, t, err := s.view(ctx, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return &t.OrderTransactions, nil
}

// ListTransactionsForMultipleOrders returns the payments and refunds of up to
// 100 orders, in the order asked for, leaving out orders there are none of.
func (s *Service) ListTransactionsForMultipleOrders(ctx context.Context, ids []order.ID) ([]OrderTransactions, error) {
	const op = "transaction.ListTransactionsForMultipleOrders"
	var v fault.Checker
	v.Size("orderIds", len(ids), 1, 100)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	var out []OrderTransactions
	for _, id := range ids {
		t, err := s.ListTransactionsForSingleOrder(ctx, id)
		switch {
		case errors.Is(err, fault.NotFound):
		case err != nil:
			return nil, fault.At(op, err)
		default:
			out = append(out, *t)
		}
	}
	return out, nil
}

// view reads an order and its transactions.
func (s *Service) view(ctx context.Context, id order.ID) (*order.Record, *record, error) {
	o, err := s.orders.Read(ctx, s.env.Store, id)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.of(ctx, s.env.Store, o)
	return o, t, err
}

// both reads an order and its transactions for change in tx.
func (s *Service) both(ctx context.Context, tx *store.Tx, id order.ID) (*order.Record, *record, error) {
	o, err := s.orders.Load(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.of(ctx, tx, o)
	return o, t, err
}

// held is both for what changes of the order only what order.Service.Hold lets.
func (s *Service) held(ctx context.Context, tx *store.Tx, id order.ID) (*order.Record, *record, error) {
	o, err := s.orders.Hold(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.of(ctx, tx, o)
	return o, t, err
}

// AddPaymentsRequest is payments that happened.
type AddPaymentsRequest struct {
	OrderID  order.ID  `json:"orderId"`
	Payments []Payment `json:"payments"` // 1 to 50; amounts in the order's currency
}

// AddPaymentsResponse is the order's transactions with the new payments.
type AddPaymentsResponse struct {
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
	PaymentsIDs       []PaymentID        `json:"paymentsIds"` // in the order of the request
}

// AddPayments records payments that happened outside. It charges nothing, and
// never fails because of the order's state: what was paid was paid, on a
// canceled order too, where it shows as refundable. When a payment brings a
// gateway or provider transaction id that the order has already, the whole
// call is refused with fault.Exists.
func (s *Service) AddPayments(ctx context.Context, r AddPaymentsRequest) (*AddPaymentsResponse, error) {
	return whateverIsLeft(func(unreserved bool) (*AddPaymentsResponse, error) { return s.addPayments(ctx, r, unreserved) })
}

// whateverIsLeft runs a record of money that was paid: first so that the order
// takes its goods again if it had given them back, and when they are gone,
// without.
func whateverIsLeft[Resp any](fn func(unreserved bool) (Resp, error)) (Resp, error) {
	resp, err := fn(false)
	if _, gone := errors.AsType[*driver.BoundError](err); gone {
		return fn(true)
	}
	return resp, err
}

func (s *Service) addPayments(ctx context.Context, r AddPaymentsRequest, unreserved bool) (*AddPaymentsResponse, error) {
	return service.Mutate(ctx, s.env, "transaction.AddPayments", r,
		func(ctx context.Context, tx *store.Tx) (*AddPaymentsResponse, error) {
			if err := service.RequireAdmin(ctx); err != nil {
				return nil, err
			}
			o, t, err := s.both(ctx, tx, r.OrderID)
			if err != nil {
				return nil, err
			}
			added, err := checkAdded(&r, o.Order.Currency, s.env.Site.Locale)
			if err != nil {
				return nil, err
			}
			if n := len(t.Payments) + len(added); n > MaxPayments {
				return nil, fault.New(fault.Limit, "MAX_PAYMENTS_REACHED", fmt.Sprintf("an order has at most %d payments, not %d", MaxPayments, n))
			}
			resp := &AddPaymentsResponse{}
			balance := o.Order.BalanceSummary.Balance.Amount
			for i := range added {
				p := &added[i]
				if err = t.unique(p); err != nil {
					return nil, err
				}
				roundCash(s.env.Site.CashRounding, p, balance)
				if balance, err = balance.Sub(p.Effective()); err != nil {
					return nil, err
				}
				p.ID = PaymentID(tx.NewID())
				p.UpdatedDate = tx.Now()
				if p.CreatedDate.IsZero() {
					p.CreatedDate = tx.Now()
				}
				t.Payments = append(t.Payments, *p)
				resp.PaymentsIDs = append(resp.PaymentsIDs, p.ID)
				note(&o.Order, p, tx)
			}
			resp.OrderTransactions = t.OrderTransactions.Clone()
			return resp, s.apply(ctx, tx, o, t, change{payments: resp.PaymentsIDs, unreserved: unreserved})
		})
}

// checkAdded returns copies of the payments of r, bound to the order's
// currency, or every violation.
func checkAdded(r *AddPaymentsRequest, cur money.Currency, l money.Locale) ([]Payment, error) {
	var v fault.Checker
	v.Size("payments", len(r.Payments), 1, MaxPaymentsAdded)
	out := make([]Payment, 0, len(r.Payments))
	for i := range r.Payments {
		p := *r.Payments[i].Clone()
		path := fault.Index("payments", i)
		kinds := 0
		for _, set := range []bool{p.RegularPaymentDetails != nil, p.GiftcardPaymentDetails != nil, p.MembershipPaymentDetails != nil} {
			if set {
				kinds++
			}
		}
		if kinds != 1 {
			v.Add(path, fault.RuleRequiredOneOf, "needs exactly one of regularPaymentDetails, giftcardPaymentDetails and membershipPaymentDetails", nil)
		}
		amount, err := p.Amount.Amount.Bind(cur)
		switch {
		case err != nil:
			v.AddAll(fault.Join(path, "amount.amount"), err)
		case amount.IsNegative():
			decimals.TooLow(&v, fault.Join(path, "amount.amount"), 0)
		default:
			p.Amount = money.PriceOf(amount, l)
		}
		p.checkCash(&v, path, cur, l)
		p.CreatedDate = p.CreatedDate.UTC()
		v.Date(fault.Join(path, "createdDate"), p.CreatedDate)
		status := p.CurrentStatus()
		if !status.Valid() || status == PaymentRefunded || status == PaymentPartiallyRefunded {
			v.Add(fault.Join(path, "status"), fault.RuleInvalidEnum, fmt.Sprintf("%q is no status of a new payment", status), nil)
		}
		if kinds == 1 {
			p.SetStatus(status)
		}
		if d := p.RegularPaymentDetails; d != nil {
			v.Length(fault.Join(path, "regularPaymentDetails.gatewayTransactionId"), d.GatewayTransactionID, 0, 100)
			v.Length(fault.Join(path, "regularPaymentDetails.providerTransactionId"), d.ProviderTransactionID, 0, 100)
			v.Length(fault.Join(path, "regularPaymentDetails.paymentOrderId"), d.PaymentOrderID, 0, 100)
			v.Length(fault.Join(path, "regularPaymentDetails.paymentMethod"), d.PaymentMethod, 0, 150)
			if status == PaymentAuthorized && d.AuthorizationDetails == nil {
				d.AuthorizationDetails = &AuthorizationDetails{DelayedCapture: true}
			}
		}
		out = append(out, p)
	}
	return out, v.Err()
}

// unique refuses a payment whose outside transaction is recorded already.
func (r *record) unique(p *Payment) error {
	d := p.RegularPaymentDetails
	if d == nil {
		return nil
	}
	for i := range r.Payments {
		k := r.Payments[i].RegularPaymentDetails
		if k == nil {
			continue
		}
		if d.GatewayTransactionID != "" && d.GatewayTransactionID == k.GatewayTransactionID ||
			d.ProviderTransactionID != "" && d.ProviderTransactionID == k.ProviderTransactionID {
			return &fault.Error{
				Class: fault.Exists, Kind: "payment", ID: string(r.Payments[i].ID), Code: "DUPLICATE_TRANSACTION_ID",
				Message: "the order has a payment with the same transaction id",
			}
		}
	}
	return nil
}

// UpdatePaymentStatus records that a payment has got another status: that a
// pending one was approved, or an offline one declined. An order that waits for
// its payment gives back what it holds when the last one has failed.
// STATUS_NOT_ALLOWED when the payment cannot have the status; PAYMENT_NOT_FOUND, ORDER_NOT_FOUND.
func (s *Service) UpdatePaymentStatus(ctx context.Context, orderID order.ID, paymentID PaymentID, status PaymentStatus) (*OrderTransactions, error) {
	return whateverIsLeft(func(unreserved bool) (*OrderTransactions, error) {
		return s.updatePaymentStatus(ctx, orderID, paymentID, status, unreserved)
	})
}

func (s *Service) updatePaymentStatus(ctx context.Context, orderID order.ID, paymentID PaymentID, status PaymentStatus, unreserved bool) (*OrderTransactions, error) {
	req := struct {
		OrderID   order.ID      `json:"orderId"`
		PaymentID PaymentID     `json:"paymentId"`
		Status    PaymentStatus `json:"status"`
	}{orderID, paymentID, status}
	return service.Mutate(ctx, s.env, "transaction.UpdatePaymentStatus", req,
		func(ctx context.Context, tx *store.Tx) (*OrderTransactions, error) {
			if err := service.RequireAdmin(ctx); err != nil {
				return nil, err
			}
			o, t, err := s.both(ctx, tx, orderID)
			if err != nil {
				return nil, err
			}
			p := t.Payment(paymentID)
			if p == nil {
				return nil, fault.Missing("payment", string(paymentID), "PAYMENT_NOT_FOUND")
			}
			if err := CanSetStatus(p, status); err != nil {
				return nil, err
			}
			if p.CurrentStatus() == status {
				return t.OrderTransactions.Clone(), nil
			}
			p.SetStatus(status)
			p.UpdatedDate = tx.Now()
			note(&o.Order, p, tx)
			began := t.closeCharge(paymentID)
			if began != nil {
				o.Internal.Charging = false
			}
			if o.Order.Status == order.StatusInitialized && t.failed() {
				if err := s.orders.Release(ctx, tx, o); err != nil {
					return nil, err
				}
			}
			if err := s.apply(ctx, tx, o, t, change{payments: []PaymentID{paymentID}, unreserved: unreserved}); err != nil {
				return nil, err
			}
			if began != nil && status != PaymentDeclined && status != PaymentCanceled {
				if _, err := answerCharge(ctx, tx, t, *began); err != nil {
					return nil, err
				}
			}
			return t.OrderTransactions.Clone(), nil
		})
}

// failed reports whether all payments were declined or canceled, so that
// nothing is to come.
func (r *record) failed() bool {
	return !slices.ContainsFunc(r.Payments, func(p Payment) bool {
		return p.CurrentStatus() != PaymentDeclined && p.CurrentStatus() != PaymentCanceled
	})
}

// closeCharge removes and returns the open intent of a charge whose outcome
// somebody told, nil when there is none.
func (r *record) closeCharge(id PaymentID) *intent {
	for _, in := range r.Intents {
		if in.Verb == verbCharge && in.ID == string(id) {
			r.close(in.Key)
			return &in
		}
	}
	return nil
}

// PaymentAndOrderID names a payment.
type PaymentAndOrderID struct {
	OrderID   order.ID  `json:"orderId"`
	PaymentID PaymentID `json:"paymentId"`
}

// BulkPaymentResult is what became of one payment of a bulk call.
type BulkPaymentResult struct {
	PaymentAndOrderID
	Payment *Payment // as it is now; nil when Err is not
	Err     error
}

// BulkUpdatePaymentStatuses is UpdatePaymentStatus for 1 to 300 payments, each
// by itself: one that fails keeps none of the others from being updated. The
// results are in the order of the request.
func (s *Service) BulkUpdatePaymentStatuses(ctx context.Context, payments []PaymentAndOrderID, status PaymentStatus) ([]BulkPaymentResult, error) {
	const op = "transaction.BulkUpdatePaymentStatuses"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	var v fault.Checker
	v.Size("paymentAndOrderIds", len(payments), 1, 300)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	out := make([]BulkPaymentResult, len(payments))
	for i, p := range payments {
		out[i].PaymentAndOrderID = p
		t, err := s.UpdatePaymentStatus(service.ItemContext(ctx, op, i), p.OrderID, p.PaymentID, status)
		if err != nil {
			out[i].Err = err
			continue
		}
		out[i].Payment = t.Payment(p.PaymentID)
	}
	return out, nil
}

// asProgram lets a service work on an order whoever's it is, once its caller
// has been let in. Events still name the caller.
func asProgram(ctx context.Context) context.Context {
	return actor.With(ctx, actor.Identity{})
}
