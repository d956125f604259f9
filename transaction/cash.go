// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/payment"
)

// inCash reports whether a payment is made with coins and notes.
func (p *Payment) inCash() bool {
	d := p.RegularPaymentDetails
	if d == nil || !d.OfflinePayment {
		return false
	}
	if n := d.PaymentMethodName; n != nil && n.UserDefinedName != nil {
		return n.UserDefinedName.Predefined == PredefinedCash
	}
	return strings.EqualFold(d.PaymentMethod, payment.MethodCash)
}

// roundCash rounds a payment in cash to coins that there are. What is rounded to
// the amount of the payment is what is left to pay, where that is so, else the
// amount that was given. A payment that says how it was rounded stays so.
func roundCash(r money.CashRounding, p *Payment, balance money.Amount) {
	if r == (money.CashRounding{}) || p.CashRounding != nil || !p.inCash() {
		return
	}
	exact, l := p.Amount.Amount, p.Amount.Locale()
	if balance.IsPositive() && r.Round(balance).Equal(exact) {
		exact = balance
	}
	paid := r.Round(exact)
	if paid.Equal(exact) {
		return
	}
	p.Amount = money.PriceOf(paid, l)
	p.CashRounding = &CashRoundingDetails{
		UnroundedAmount: money.PriceOf(exact, l), RoundingAdjustment: money.PriceOf(r.Adjustment(exact), l),
	}
}

// checkCash binds how a payment says that it was rounded, and computes the
// difference.
func (p *Payment) checkCash(v *fault.Checker, path string, cur money.Currency, l money.Locale) {
	if p.CashRounding == nil {
		return
	}
	at := path + ".cashRounding.unroundedAmount.amount"
	exact, err := p.CashRounding.UnroundedAmount.Amount.Bind(cur)
	switch {
	case err != nil:
		v.AddAll(at, err)
		return
	case exact.IsNegative():
		decimals.TooLow(v, at, 0)
		return
	}
	off, err := p.Amount.Amount.Sub(exact)
	if err != nil {
		return // the amount itself is wrong
	}
	p.CashRounding = &CashRoundingDetails{UnroundedAmount: money.PriceOf(exact, l), RoundingAdjustment: money.PriceOf(off, l)}
}

// unroundRefunds adds what rounding took from cash that was given back whole: a
// refund of all that was handed over refunds all that was paid by it.
func (x *adder) unroundRefunds(t *OrderTransactions, refunded *money.Amount) {
	for i := range t.Payments {
		p := &t.Payments[i]
		if p.CashRounding == nil {
			continue
		}
		var back money.Amount
		for j := range t.Refunds {
			for k := range t.Refunds[j].Transactions {
				if tx := &t.Refunds[j].Transactions[k]; tx.PaymentID == p.ID && tx.RefundStatus == RefundSucceeded {
					x.add(&back, tx.Amount.Amount)
				}
			}
		}
		if x.err == nil && back.IsPositive() && back.Equal(p.Amount.Amount) {
			x.add(refunded, p.Effective())
			x.sub(refunded, p.Amount.Amount)
		}
	}
}
