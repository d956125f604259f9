// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package paymenttest

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

// Charge takes or reserves the amount. The token of a saved method is the token
// it was charged by with "saved:" before it.
func (g *Gateway) Charge(ctx context.Context, r payment.ChargeRequest) (payment.ChargeResult, error) {
	call := Call{Op: OpCharge, IdempotencyKey: r.IdempotencyKey, OrderID: r.OrderID, Amount: r.Amount}
	request := fmt.Sprintf("charge %q %s %s %q %t %t %t", r.OrderID, r.Amount, r.Currency, r.MethodToken, r.DelayCapture, r.SaveMethod, r.MerchantStarts)
	return perform(ctx, g, call, request, stepOf(r.MethodToken), func(s Step) (payment.ChargeResult, error) {
		if err := checkAmount(r.Amount, r.Currency); err != nil {
			return payment.ChargeResult{}, err
		}
		if s.behavior == decline {
			return payment.ChargeResult{}, payment.Decline(s.reason, "the payment was declined")
		}
		c := g.open(r)
		settle := func(ok bool) {
			switch {
			case !ok:
				c.Status, c.reason = payment.StatusDeclined, payment.ReasonChargeFailed
			case r.DelayCapture:
				c.Status, c.Authorized = payment.StatusAuthorized, r.Amount
			default:
				c.Status, c.Authorized, c.Captured = payment.StatusApproved, r.Amount, r.Amount
			}
		}
		if s.behavior == leavePending {
			c.Status = payment.StatusPending
			g.pending[c.TransactionID] = settle
		} else {
			settle(true)
		}
		res := g.resultOf(c)
		if r.SaveMethod {
			res.SavedToken = "saved:" + r.MethodToken
		}
		return res, nil
	})
}

// Capture takes money that was reserved, in as many parts as it is asked to,
// but one at a time.
func (g *Gateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.CaptureResult, error) {
	call := Call{Op: OpCapture, IdempotencyKey: r.IdempotencyKey, OrderID: r.OrderID, TransactionID: r.TransactionID, Amount: r.Amount}
	request := fmt.Sprintf("capture %q %q %s %s", r.OrderID, r.TransactionID, r.Amount, r.Currency)
	return perform(ctx, g, call, request, Step{}, func(s Step) (payment.CaptureResult, error) {
		c, err := g.authorized(r.TransactionID, r.OrderID)
		if err != nil {
			return payment.CaptureResult{}, err
		}
		if err = checkAmount(r.Amount, r.Currency); err != nil {
			return payment.CaptureResult{}, err
		}
		sum, err := c.Captured.Add(r.Amount)
		if err != nil || over(sum, c.Authorized) {
			return payment.CaptureResult{}, fault.New(fault.Invalid, "INVALID_AMOUNT", fmt.Sprintf("%s is more than the authorization leaves", r.Amount))
		}
		if s.behavior == decline {
			return payment.CaptureResult{}, payment.Decline(s.reason, "the capture was declined")
		}
		res := payment.CaptureResult{CaptureID: g.name("cap"), Status: payment.ActionSucceeded}
		settle := func(ok bool) {
			c.capturing = false
			if !ok {
				return
			}
			c.Captured = sum
			if sum.Equal(c.Authorized) {
				c.Status = payment.StatusApproved
			}
		}
		if s.behavior == leavePending {
			res.Status, c.capturing = payment.ActionPending, true
			g.pending[res.CaptureID] = settle
		} else {
			settle(true)
		}
		return res, nil
	})
}

// Void gives up a reservation of which nothing was captured.
func (g *Gateway) Void(ctx context.Context, r payment.VoidRequest) (payment.VoidResult, error) {
	call := Call{Op: OpVoid, IdempotencyKey: r.IdempotencyKey, OrderID: r.OrderID, TransactionID: r.TransactionID}
	request := fmt.Sprintf("void %q %q", r.OrderID, r.TransactionID)
	return perform(ctx, g, call, request, Step{}, func(s Step) (payment.VoidResult, error) {
		c, err := g.authorized(r.TransactionID, r.OrderID)
		if err != nil {
			return payment.VoidResult{}, err
		}
		if !c.Captured.IsZero() {
			return payment.VoidResult{}, fault.New(fault.State, "PAYMENT_ALREADY_CAPTURED", "a part of the payment was captured")
		}
		if s.behavior == decline {
			return payment.VoidResult{}, payment.Decline(s.reason, "the void was declined")
		}
		c.Status, c.Voided = payment.StatusVoided, true
		return payment.VoidResult{Status: payment.ActionSucceeded}, nil
	})
}

// Refund gives money back, in as many parts as it is asked to. What is pending
// counts as given back until it fails.
func (g *Gateway) Refund(ctx context.Context, r payment.RefundRequest) (payment.RefundResult, error) {
	call := Call{Op: OpRefund, IdempotencyKey: r.IdempotencyKey, OrderID: r.OrderID, TransactionID: r.TransactionID, Amount: r.Amount}
	request := fmt.Sprintf("refund %q %q %s %s", r.OrderID, r.TransactionID, r.Amount, r.Currency)
	return perform(ctx, g, call, request, Step{}, func(s Step) (payment.RefundResult, error) {
		c, err := g.find(r.TransactionID, r.OrderID)
		if err != nil {
			return payment.RefundResult{}, err
		}
		if err = checkAmount(r.Amount, r.Currency); err != nil {
			return payment.RefundResult{}, err
		}
		sum, err := c.Refunded.Add(r.Amount)
		if err != nil || over(sum, c.Captured) {
			return payment.RefundResult{}, fault.New(fault.Invalid, "INVALID_PAYMENT_REFUND_AMOUNT", fmt.Sprintf("%s is more than can be refunded", r.Amount))
		}
		if s.behavior == decline {
			return payment.RefundResult{}, payment.Decline(s.reason, "the refund was declined")
		}
		res := payment.RefundResult{RefundID: g.name("ref"), Status: payment.ActionSucceeded}
		c.Refunded = sum
		if s.behavior == leavePending {
			res.Status = payment.ActionPending
			g.pending[res.RefundID] = func(ok bool) {
				if ok {
					return
				}
				if left, err := c.Refunded.Sub(r.Amount); err == nil {
					c.Refunded = left
				}
			}
		}
		return res, nil
	})
}

// open enters a new charge into the ledger.
func (g *Gateway) open(r payment.ChargeRequest) *charge {
	zero := money.Zero(r.Amount.Currency())
	c := &charge{Entry: Entry{
		TransactionID: g.name("txn"), OrderID: r.OrderID, Key: r.IdempotencyKey,
		Asked: r.Amount, Authorized: zero, Captured: zero, Refunded: zero,
	}}
	g.ledger = append(g.ledger, c)
	g.byID[c.TransactionID] = c
	g.byKey[c.Key] = c
	return c
}

// find returns a charge of an order.
func (g *Gateway) find(id, orderID string) (*charge, error) {
	c := g.byID[id]
	if c == nil || c.OrderID != orderID {
		return nil, fault.Missing("transaction", id, "GATEWAY_TRANSACTION_NOT_FOUND")
	}
	return c, nil
}

// authorized returns a charge that can be captured or voided.
func (g *Gateway) authorized(id, orderID string) (*charge, error) {
	c, err := g.find(id, orderID)
	switch {
	case err != nil:
		return nil, err
	case c.Voided:
		return nil, fault.New(fault.State, "PAYMENT_ALREADY_VOIDED", "the payment was voided")
	case c.Status == payment.StatusApproved:
		return nil, fault.New(fault.State, "PAYMENT_ALREADY_CAPTURED", "the payment was captured")
	case c.Status != payment.StatusAuthorized:
		return nil, fault.New(fault.State, "PAYMENT_NOT_AUTHORIZED", "the payment is not authorized")
	case c.capturing:
		return nil, fault.New(fault.State, "PAYMENT_HAS_PENDING_CAPTURE", "a capture is pending")
	}
	return c, nil
}

// checkAmount refuses amounts that are not positive or not of a currency.
func checkAmount(a money.Amount, cur money.Currency) error {
	switch {
	case !a.Bound():
		return fault.New(fault.Invalid, "INVALID_CURRENCY", "the amount has no currency")
	case !cur.IsZero() && cur != a.Currency():
		return fault.New(fault.Invalid, "INVALID_CURRENCY", fmt.Sprintf("%s is not an amount in %s", a, cur))
	case !a.IsPositive():
		return fault.New(fault.Invalid, "INVALID_AMOUNT", "the amount must be positive")
	}
	return nil
}
