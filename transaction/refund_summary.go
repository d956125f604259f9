// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

// SummarizeRefund returns how far the refund with that index has got. Once no
// transaction is pending, its breakdown says what went to which line, rounded
// in mode m as the order's policy says.
func SummarizeRefund(o *order.Order, t *OrderTransactions, index int, m money.Mode) (*AggregatedRefundSummary, error) {
	p, err := partsOf(o)
	if err != nil {
		return nil, err
	}
	r := &t.Refunds[index]
	zero := money.Zero(p.currency)
	requested, pending, done, failed := zero, zero, zero, zero
	a := adder{}
	open := false
	for i := range r.Transactions {
		tx := &r.Transactions[i]
		a.add(&requested, tx.Amount.Amount)
		switch tx.RefundStatus {
		case RefundSucceeded:
			a.add(&done, tx.Amount.Amount)
		case RefundFailed:
			a.add(&failed, tx.Amount.Amount)
		default:
			open = true
			a.add(&pending, tx.Amount.Amount)
		}
	}
	if a.err != nil {
		return nil, a.err
	}
	l := o.PriceSummary.Total.Locale()
	s := &AggregatedRefundSummary{
		RequestedRefund:    money.PriceOf(requested, l),
		PendingRefund:      money.PriceOf(pending, l),
		Refunded:           money.PriceOf(done, l),
		FailedRefundAmount: money.PriceOf(failed, l),
		Pending:            open,
	}
	if open || !r.Effective() || len(r.Details.Lines()) == 0 {
		return s, nil
	}
	before, err := refundedOf(o, t, &p, index)
	if err != nil {
		return nil, err
	}
	b := &RefundItemsBreakdown{}
	for _, want := range r.Details.Lines() {
		i := lineIndex(o, want.LineItemID)
		if i < 0 {
			continue
		}
		f, err := p.lines[i].cut(int64(before.lines[want.LineItemID]), int64(want.Quantity), int64(o.LineItems[i].Quantity), m)
		if err != nil {
			return nil, err
		}
		before.lines[want.LineItemID] += want.Quantity
		b.LineItems = append(b.LineItems, LineItemRefundSummary{want.LineItemID, money.PriceOf(f.total, l)})
	}
	s.Breakdown = b
	return s, nil
}

// lineIndex returns where in the order the line with that id is, or -1.
func lineIndex(o *order.Order, id string) int {
	for i := range o.LineItems {
		if o.LineItems[i].ID == id {
			return i
		}
	}
	return -1
}

// feeIndex returns where in the order the fee with that id is, or -1.
func feeIndex(o *order.Order, id string) int {
	for i := range o.AdditionalFees {
		if o.AdditionalFees[i].ID == id {
			return i
		}
	}
	return -1
}
