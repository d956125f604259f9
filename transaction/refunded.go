// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

// refunded is how much of an order has been given back, or is about to be.
type refunded struct {
	lines    map[string]int          // units by line
	fees     map[string]money.Amount // by fee
	shipping money.Amount
}

// Effective reports whether the refund gives anything back: not all of its
// transactions failed.
func (r *Refund) Effective() bool {
	for i := range r.Transactions {
		if r.Transactions[i].RefundStatus != RefundFailed {
			return true
		}
	}
	return len(r.Transactions) == 0
}

// refundedOf adds up what the order's refunds, the first n of them when n is
// not negative, were for. Units that the order counts as refunded without a
// refund, as imported orders may, come first.
func refundedOf(o *order.Order, t *OrderTransactions, p *parts, n int) (refunded, error) {
	r := refunded{lines: map[string]int{}, fees: map[string]money.Amount{}, shipping: money.Zero(p.currency)}
	all := map[string]int{}
	a := adder{}
	for i := range t.Refunds {
		f := &t.Refunds[i]
		if f.Details == nil || !f.Effective() {
			continue
		}
		for _, l := range f.Details.Lines() {
			all[l.LineItemID] += l.Quantity
			if n < 0 || i < n {
				r.lines[l.LineItemID] += l.Quantity
			}
		}
		if n >= 0 && i >= n {
			continue
		}
		for _, fee := range f.Details.AdditionalFees {
			v := r.fees[fee.AdditionalFeeID]
			a.add(&v, fee.Amount.Amount)
			r.fees[fee.AdditionalFeeID] = v
		}
		switch s := f.Details.Shipping; {
		case s != nil:
			a.add(&r.shipping, s.Amount.Amount)
		case f.Details.ShippingIncluded && p.shipping != nil:
			r.shipping = p.shipping.total
		}
	}
	for i := range o.LineItems {
		l := &o.LineItems[i]
		if extra := l.RefundQuantity - all[l.ID]; extra > 0 {
			r.lines[l.ID] += extra
		}
	}
	return r, a.err
}
