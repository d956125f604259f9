// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
)

// planTransaction decides how much goes back to the ith payment, and how.
func (b *Billing) planTransaction(o *order.Record, t *record, r *RefundPaymentsRequest, i int, calc *RefundCalculation) (RefundTransaction, error) {
	p, path := r.PaymentRefunds[i], fault.Join(fault.Index("paymentRefunds", i), "amount")
	paid := t.Payment(p.PaymentID)
	if paid == nil {
		return RefundTransaction{}, fault.Missing("payment", string(p.PaymentID), CodePaymentNotFound)
	}
	can, m, err := refundability(&o.Order, &t.OrderTransactions, paid, o.Order.Currency)
	if err != nil {
		return RefundTransaction{}, err
	}
	if can.NonRefundable == nil && t.givingUp(paid.ID) {
		can.NonRefundable = &NonRefundablePaymentStatus{NonRefundablePendingRefund}
	}
	if n := can.NonRefundable; n != nil {
		return RefundTransaction{}, &fault.Error{
			Class: fault.State, Kind: "payment", ID: string(p.PaymentID), Code: CodePaymentNotRefundable,
			Message: "the payment cannot be refunded: " + string(n.Reason),
			Data:    map[string]any{"paymentId": string(p.PaymentID), "nonRefundableReason": string(n.Reason)},
		}
	}
	if !p.ExternalRefund && (!can.Refundable || paid.outsideID() == "" || b.provider == nil && !paid.wholly()) {
		return RefundTransaction{}, &fault.Error{
			Class: fault.State, Kind: "payment", ID: string(p.PaymentID), Code: CodeExternalRefundExpected,
			Message: "the payment can only be refunded by hand: refund it outside and set externalRefund",
			Data:    map[string]any{"paymentId": string(p.PaymentID)},
		}
	}
	amount := m.most
	switch {
	case paid.wholly() && p.Amount.IsZero(): // all of it, whatever the items come to
	case !p.Amount.IsZero():
		if amount, err = p.Amount.Amount.Bind(o.Order.Currency); err != nil {
			return RefundTransaction{}, invalid(CodeInvalidPaymentRefundAmount, path, fault.RuleDecimalMaxScale, err.Error())
		}
	case len(r.PaymentRefunds) == 1 && calc.Summary.Total.Amount.IsPositive():
		amount = calc.Summary.Total.Amount
	}
	over, err := amount.Cmp(m.most)
	if paid.wholly() && err == nil && over != 0 {
		e := invalid(CodeInvalidPaymentRefundAmount, path, fault.RuleValidation, "a gift card or membership is given back as a whole")
		e.Data = map[string]any{"paymentId": string(p.PaymentID), "maxRefund": m.most.String()}
		return RefundTransaction{}, e
	}
	if err != nil || over > 0 || !amount.IsPositive() && !paid.Membership() {
		e := invalid(CodeInvalidPaymentRefundAmount, path, fault.RuleValidation,
			fmt.Sprintf("%s is not an amount between zero and the %s that can be refunded", amount, m.most))
		e.Data = map[string]any{"paymentId": string(p.PaymentID), "maxRefund": m.most.String()}
		return RefundTransaction{}, e
	}
	rt := RefundTransaction{PaymentID: p.PaymentID, Amount: b.price(amount), RefundStatus: RefundStarted, ExternalRefund: p.ExternalRefund}
	if p.ExternalRefund {
		rt.RefundStatus = RefundSucceeded
	}
	return rt, nil
}

// itemsError makes the error of a call of what a calculation says of its
// items. It has the code of the first, and a violation for each.
func itemsError(items *RefundItems, errs []RefundItemError) error {
	err := &fault.Error{Class: fault.Invalid, Code: errs[0].Error.Code()}
	switch err.Code {
	case CodeLineItemNotFound, CodeAdditionalFeeNotFound, CodeShippingNotFound:
		err.Class = fault.NotFound
	}
	if a := errs[0].Error.ApplicationError; a != nil {
		err.Message, err.Data = a.Description, a.Data
	}
	lines, fees := 0, 0 // errors are in the order of the items
	for _, e := range errs {
		v := fault.Violation{Rule: fault.RuleValidation}
		if a := e.Error.ApplicationError; a != nil {
			v.Description, v.Data = a.Description, a.Data
		}
		switch {
		case e.LineItem != nil:
			for items.LineItems[lines] != *e.LineItem {
				lines++
			}
			v.Field = fault.Index("refundItems.lineItems", lines)
			lines++
		case e.AdditionalFee != nil:
			for items.AdditionalFees[fees] != *e.AdditionalFee {
				fees++
			}
			v.Field = fault.Index("refundItems.additionalFees", fees)
			fees++
		default:
			v.Field = "refundItems.shipping"
		}
		err.Violations = append(err.Violations, v)
	}
	return err
}

// restockItems returns what goes back on the shelf, at most what is refunded.
func restockItems(r *RefundPaymentsRequest, items RefundItems) ([]RestockItem, error) {
	if r.SideEffects == nil || r.SideEffects.Restock == nil {
		return nil, nil
	}
	units := make(map[string]int)
	for _, l := range items.LineItems {
		units[l.LineItemID] += l.Quantity
	}
	for i, it := range r.SideEffects.Restock.LineItems {
		if it.Quantity < 1 || it.Quantity > units[it.LineItemID] {
			return nil, invalid(CodeInvalidLineItemRestockQuantity, fault.Join(fault.Index("sideEffects.restock.lineItems", i), "quantity"), fault.RuleMax,
				fmt.Sprintf("%d units cannot go back on the shelf, %d are refunded", it.Quantity, units[it.LineItemID]))
		}
		units[it.LineItemID] -= it.Quantity
	}
	return r.SideEffects.Restock.LineItems, nil
}

func notifications(r *RefundPaymentsRequest) *NotificationSideEffects {
	if r.SideEffects == nil || r.SideEffects.Notifications == nil {
		return nil
	}
	n := *r.SideEffects.Notifications
	return &n
}

func appID(ctx context.Context) string {
	if id := actor.From(ctx); id.Kind == actor.KindApp {
		return id.ID
	}
	return ""
}
