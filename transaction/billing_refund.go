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

// The platform's codes for what keeps a payment from being refunded.
const (
	CodeInvalidPaymentRefundAmount     = "INVALID_PAYMENT_REFUND_AMOUNT"
	CodeInvalidLineItemRestockQuantity = "INVALID_LINE_ITEM_RESTOCK_QUANTITY"
	CodePaymentNotRefundable           = "PAYMENT_NOT_REFUNDABLE"
	CodeExternalRefundExpected         = "EXTERNAL_REFUND_EXPECTED"
)

// RefundPaymentsRequest asks to give money back.
type RefundPaymentsRequest struct {
	OrderID        order.ID        `json:"orderId"`
	PaymentRefunds []PaymentRefund `json:"paymentRefunds"`          // 1 to 50: which payments, and how much of each
	RefundItems    *RefundItems    `json:"refundItems,omitzero"`    // what it is for; bookkeeping
	CustomerReason string          `json:"customerReason,omitzero"` // up to 200 characters
	SideEffects    *SideEffects    `json:"sideEffects,omitzero"`    //
}

// PaymentRefund is a refund of one payment. Without an amount it is what the
// items of the request come to, when it is the only one and there are any,
// and else all that can be refunded.
type PaymentRefund struct {
	PaymentID      PaymentID   `json:"paymentId"`
	Amount         money.Price `json:"amount,omitzero"`
	ExternalRefund bool        `json:"externalRefund,omitzero"` // made elsewhere: only to be recorded
}

// SideEffects is what to do beside a refund.
type SideEffects struct {
	Restock       *RestockSideEffects      `json:"restock,omitzero"`
	Notifications *NotificationSideEffects `json:"notifications,omitzero"`
}

// RestockSideEffects are goods that go back on the shelf.
type RestockSideEffects struct {
	LineItems []RestockItem `json:"lineItems,omitzero"` // up to 300; at most as many units as are refunded
}

// NotificationSideEffects say whether the buyer gets a mail. The library sends
// none; the wish is in the event.
type NotificationSideEffects struct {
	SendCustomerEmail bool   `json:"sendCustomerEmail,omitzero"`
	CustomMessage     string `json:"customMessage,omitzero"` // 1 to 1000 characters
}

// RefundPaymentsResponse is the refund and the order's transactions with it.
type RefundPaymentsResponse struct {
	Refund            *Refund            `json:"refund"`
	OrderTransactions *OrderTransactions `json:"orderTransactions"`
}

// RefundPayments gives money back to payments of an order. Never more is
// refunded of a payment than it brought, whatever is refunded at the same
// time. A transaction that the provider refuses is FAILED in the answer; one
// that it does not answer stays STARTED until Resolve has asked again, and the
// call returns it as such.
//
// PAYMENT_NOT_FOUND, LINE_ITEM_NOT_FOUND, ADDITIONAL_FEE_NOT_FOUND,
// SHIPPING_NOT_FOUND, INVALID_PAYMENT_REFUND_AMOUNT,
// INVALID_ADDITIONAL_FEE_REFUND_AMOUNT, INVALID_SHIPPING_REFUND_AMOUNT,
// INVALID_LINE_ITEM_REFUND_QUANTITY, INVALID_LINE_ITEM_RESTOCK_QUANTITY,
// PAYMENT_NOT_REFUNDABLE, EXTERNAL_REFUND_EXPECTED.
func (b *Billing) RefundPayments(ctx context.Context, r RefundPaymentsRequest) (*RefundPaymentsResponse, error) {
	return service.Flow(ctx, b.env, "transaction.RefundPayments", r,
		func(ctx context.Context, c *service.Call[*RefundPaymentsResponse]) (*RefundPaymentsResponse, error) {
			if err := service.RequireAdmin(ctx); err != nil {
				return nil, err
			}
			if err := checkRefund(&r); err != nil {
				return nil, err
			}
			keys := make([]string, len(r.PaymentRefunds))
			for i := range keys {
				keys[i] = c.DerivedKey("refund", fmt.Sprint(i))
			}
			var begun begunRefund
			err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				if begun, err = b.beginRefund(ctx, c, tx, &r, keys); err == nil && len(begun.intents) > 0 {
					err = b.env.RefuseOutside()
				}
				return err
			})
			if err != nil || len(begun.intents) == 0 {
				return begun.resp, err
			}
			outcomes := make([]refundOutcome, len(begun.intents))
			for i, in := range begun.intents {
				outcomes[i].in = in
				outcomes[i].res, outcomes[i].err = b.refund(ctx, r.OrderID, in)
			}
			var resp *RefundPaymentsResponse
			err = c.Settle(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) (err error) {
				resp, err = b.recordRefunds(ctx, tx, r.OrderID, outcomes)
				return err
			})
			return resp, err
		})
}

func checkRefund(r *RefundPaymentsRequest) error {
	var v fault.Checker
	v.Required("orderId", r.OrderID != "")
	v.Size("paymentRefunds", len(r.PaymentRefunds), 1, MaxRefundTransactions)
	v.Length("customerReason", r.CustomerReason, 0, 200)
	seen := make(map[PaymentID]bool)
	for i, p := range r.PaymentRefunds {
		path := fault.Join(fault.Index("paymentRefunds", i), "paymentId")
		v.Required(path, p.PaymentID != "")
		if seen[p.PaymentID] {
			v.Add(path, fault.RuleValidation, "is named twice", nil)
		}
		seen[p.PaymentID] = true
	}
	if s := r.SideEffects; s != nil && s.Notifications != nil {
		v.Length("sideEffects.notifications.customMessage", s.Notifications.CustomMessage, 0, 1000)
	}
	return v.Err()
}

// begunRefund is a refund as its first commit leaves it: done, when no
// provider has to be asked.
type begunRefund struct {
	id      RefundID
	intents []intent
	resp    *RefundPaymentsResponse
}

func (b *Billing) beginRefund(ctx context.Context, c *service.Call[*RefundPaymentsResponse], tx *store.Tx, r *RefundPaymentsRequest, keys []string) (begunRefund, error) {
	var out begunRefund
	o, t, err := b.both(ctx, tx, r.OrderID)
	if err != nil {
		return out, err
	}
	if again := t.begun(keys); len(again) > 0 { // an earlier call under the same key did not come to its end
		return begunRefund{id: RefundID(again[0].ID), intents: again}, nil
	}
	items := RefundItems{}
	if r.RefundItems != nil {
		items = *r.RefundItems
	}
	calc, err := CalculateRefund(&o.Order, &t.OrderTransactions, items, o.Internal.Policy.Mode)
	if err != nil {
		return out, err
	}
	if n := calc.NotAvailable; n != nil {
		return out, itemsError(&items, n.Errors)
	}
	if len(t.Refunds) >= MaxRefunds {
		return out, fault.New(fault.Limit, "MAX_REFUNDS_REACHED", fmt.Sprintf("an order has at most %d refunds", MaxRefunds))
	}
	refund := Refund{
		ID: RefundID(tx.NewID()), CreatedDate: tx.Now(), RequestingServiceAppID: appID(ctx),
		Details: &RefundDetails{LineItems: items.LineItems, Reason: r.CustomerReason},
	}
	for _, f := range calc.CalculatedRefundItems.AdditionalFees {
		refund.Details.AdditionalFees = append(refund.Details.AdditionalFees, f.AdditionalFee)
	}
	if s := calc.CalculatedRefundItems.Shipping; s != nil {
		refund.Details.Shipping = &s.Shipping
	}
	restock, err := restockItems(r, items)
	if err != nil {
		return out, err
	}
	for i, p := range r.PaymentRefunds {
		rt, err := b.planTransaction(o, t, r, i, calc)
		if err != nil {
			return out, err
		}
		if !rt.ExternalRefund {
			rt.GatewayRefundID = tx.NewID()
			in := intent{ID: string(refund.ID), Verb: verbRefund, Key: keys[i], PaymentID: p.PaymentID, Amount: rt.Amount.Amount, Began: tx.Now(), Reason: r.CustomerReason, Caller: c.Ticket()}
			out.intents = append(out.intents, in)
		}
		refund.Transactions = append(refund.Transactions, rt)
	}
	t.Refunds = append(t.Refunds, refund)
	t.Intents = append(t.Intents, out.intents...)
	t.Effects = append(t.Effects, effects{Refund: refund.ID, Restock: restock, Notifications: notifications(r)})
	out.id = refund.ID
	noteRefund(&o.Order, &t.Refunds[len(t.Refunds)-1], t, tx)
	if err := b.recordProgress(ctx, tx, o, t, refund.ID); err != nil {
		return out, err
	}
	if len(out.intents) == 0 {
		out.resp = &RefundPaymentsResponse{Refund: t.Refund(refund.ID).Clone(), OrderTransactions: t.OrderTransactions.Clone()}
		c.Answer(tx, &out.resp)
	}
	return out, nil
}

// begun returns the open intents with these keys.
func (r *record) begun(keys []string) []intent {
	var ins []intent
	for _, key := range keys {
		if in := r.find(key); in != nil {
			ins = append(ins, in.askedBefore())
		}
	}
	return ins
}

// refund calls the provider.
func (b *Billing) refund(ctx context.Context, id order.ID, in intent) (payment.RefundResult, error) {
	if res, done, err := b.giveBack(ctx, id, in); done {
		return res, err
	}
	transaction, err := b.transactionOf(ctx, id, in)
	if err != nil {
		return payment.RefundResult{}, err
	}
	req := payment.RefundRequest{
		IdempotencyKey: in.Key, OrderID: string(id), TransactionID: transaction, Amount: in.Amount, Currency: in.Amount.Currency(), Reason: in.Reason,
	}
	return ask(ctx, b, "refund", in,
		func(ctx context.Context) (payment.RefundResult, error) { return b.provider.Refund(ctx, req) },
		func(res payment.RefundResult, err error) (payment.RefundResult, error) {
			return payment.RefundOutcome(req, res, err)
		})
}

// refundOutcome is what the provider said to one intent.
type refundOutcome struct {
	in  intent
	res payment.RefundResult
	err error
}

// recordRefunds writes the outcomes of calls for one refund, at least one, and
// answers the call that began it once all are known.
func (b *Billing) recordRefunds(ctx context.Context, tx *store.Tx, id order.ID, outcomes []refundOutcome) (*RefundPaymentsResponse, error) {
	t, err := b.writeRefunds(ctx, tx, id, outcomes)
	if err != nil {
		return nil, err
	}
	in := outcomes[0].in // all belong to one refund, and one call
	resp := &RefundPaymentsResponse{Refund: t.Refund(RefundID(in.ID)).Clone(), OrderTransactions: t.OrderTransactions.Clone()}
	if resp.Refund.Summary.Pending {
		return resp, nil
	}
	return resp, service.AnswerFor(ctx, tx, in.Caller, &resp)
}

// writeRefunds writes the outcomes of calls for one refund.
func (b *Billing) writeRefunds(ctx context.Context, tx *store.Tx, id order.ID, outcomes []refundOutcome) (*record, error) {
	o, t, err := b.both(asProgram(ctx), tx, id)
	if err != nil {
		return nil, err
	}
	var refundID RefundID
	changed := false
	for _, out := range outcomes {
		refundID = RefundID(out.in.ID)
		rt := t.Refund(refundID).transaction(out.in.PaymentID)
		if errors.Is(out.err, fault.Unknown) {
			continue
		}
		if t.find(out.in.Key) == nil && (out.err != nil || out.res.Status == payment.ActionFailed || rt.RefundStatus != RefundFailed) {
			continue // settled by somebody else; not one who was told that nothing had happened, though it had
		}
		t.close(out.in.Key)
		changed = true
		switch {
		case out.err != nil: // surely nothing happened
			rt.RefundStatus = RefundFailed
			rt.RefundStatusInfo = &RefundStatusInfo{Description: clip(out.err.Error(), 1000)}
		default:
			rt.RefundStatus = RefundStatus(out.res.Status)
			rt.ProviderRefundID = out.res.RefundID
			if out.res.Status == payment.ActionFailed {
				rt.RefundStatusInfo = &RefundStatusInfo{PaymentGatewayReasonCode: clip(out.res.Reason, 10), Description: clip(out.res.Message, 1000)}
			}
		}
	}
	if !changed {
		return t, nil
	}
	return t, b.recordProgress(ctx, tx, o, t, refundID)
}

// transaction returns the refund's transaction for a payment.
func (r *Refund) transaction(id PaymentID) *RefundTransaction {
	for i := range r.Transactions {
		if r.Transactions[i].PaymentID == id {
			return &r.Transactions[i]
		}
	}
	return nil
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// recordProgress writes a refund with what follows from the states of its
// transactions; once all are final also its side effects.
func (b *Billing) recordProgress(ctx context.Context, tx *store.Tx, o *order.Record, t *record, id RefundID) error {
	index := -1
	for i := range t.Refunds {
		if t.Refunds[i].ID == id {
			index = i
		}
	}
	refund := &t.Refunds[index]
	c := change{refunds: []RefundID{id}}
	for i := range refund.Transactions {
		rt := &refund.Transactions[i]
		p := t.Payment(rt.PaymentID)
		if rt.RefundStatus != RefundSucceeded || p == nil {
			continue
		}
		given, err := t.succeeded(p.ID)
		if err != nil {
			return err
		}
		status := PaymentPartiallyRefunded
		if cmp, err := given.Cmp(p.Amount.Amount); err != nil {
			return err
		} else if cmp >= 0 {
			status = PaymentRefunded
		}
		if p.wholly() {
			status = PaymentVoided
		}
		if p.CurrentStatus() != status {
			p.SetStatus(status)
			p.UpdatedDate = tx.Now()
			c.payments = append(c.payments, p.ID)
		}
		o.Internal.Settled = o.Order.PriceSummary.Total.Amount
	}
	if refund.final() {
		if err := b.completeRefund(ctx, tx, o, t, refund, &c); err != nil {
			return err
		}
	}
	summary, err := SummarizeRefund(&o.Order, &t.OrderTransactions, index, o.Internal.Policy.Mode)
	if err != nil {
		return err
	}
	refund.Summary = summary
	for i := range c.completed {
		c.completed[i].Refund = refund.Clone()
	}
	return b.apply(ctx, tx, o, t, c)
}

func (r *Refund) final() bool {
	for i := range r.Transactions {
		if !r.Transactions[i].RefundStatus.Final() {
			return false
		}
	}
	return true
}

// succeeded adds up what was given back of a payment.
func (t *OrderTransactions) succeeded(id PaymentID) (money.Amount, error) {
	var sum money.Amount
	a := adder{}
	for i := range t.Refunds {
		for j := range t.Refunds[i].Transactions {
			if r := &t.Refunds[i].Transactions[j]; r.PaymentID == id && r.RefundStatus == RefundSucceeded {
				a.add(&sum, r.Amount.Amount)
			}
		}
	}
	return sum, a.err
}

// completeRefund does what a refund is followed by once it is over.
func (b *Billing) completeRefund(ctx context.Context, tx *store.Tx, o *order.Record, t *record, refund *Refund, c *change) error {
	e := t.takeEffects(refund.ID)
	done := OrderTransactionsRefundCompleted{OrderID: o.Order.ID, SideEffects: &RefundSideEffects{RestockInfo: &RestockInfo{Type: RestockNoItems}}}
	if n := e.Notifications; n != nil {
		done.SideEffects.SendOrderRefundedEmail, done.SideEffects.CustomMessage = n.SendCustomerEmail, n.CustomMessage
	}
	noteOutcomes(&o.Order, refund, t, tx)
	if refund.Effective() {
		for _, l := range refund.Details.Lines() {
			if i := lineIndex(&o.Order, l.LineItemID); i >= 0 {
				o.Order.LineItems[i].RefundQuantity += l.Quantity
			}
		}
		if len(e.Restock) > 0 {
			units := make(map[string]int)
			for _, it := range e.Restock {
				units[it.LineItemID] += it.Quantity
			}
			if err := b.orders.Restock(ctx, tx, o, units); err != nil {
				return err
			}
			done.SideEffects.RestockInfo = &RestockInfo{Type: RestockSomeItems, Items: e.Restock}
		}
	}
	c.completed = append(c.completed, done)
	return nil
}

// noteRefund appends to the order's history that a refund began.
func noteRefund(o *order.Order, refund *Refund, t *record, tx *store.Tx) {
	a := &order.RefundInitiated{RefundID: string(refund.ID), Reason: refund.Details.Reason}
	sum := adder{}
	var total money.Amount
	for i := range refund.Transactions {
		rt := &refund.Transactions[i]
		sum.add(&total, rt.Amount.Amount)
		a.Payments = append(a.Payments, *refundedPayment(rt, t))
	}
	a.Amount = money.PriceOf(total, o.PriceSummary.Total.Locale())
	order.AddActivity(o, order.Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: order.ActivityTypeRefundInitiated, RefundInitiated: a})
}

// noteOutcomes appends how the refund of each payment ended.
func noteOutcomes(o *order.Order, refund *Refund, t *record, tx *store.Tx) {
	for i := range refund.Transactions {
		rt := &refund.Transactions[i]
		p := &order.PaymentRefund{RefundID: string(refund.ID), Payment: refundedPayment(rt, t)}
		a := order.Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: order.ActivityTypePaymentRefunded, PaymentRefunded: p}
		if rt.RefundStatus == RefundFailed {
			a.ActivityType, a.PaymentRefunded, a.PaymentRefundFailed = order.ActivityTypePaymentRefundFailed, nil, p
		}
		order.AddActivity(o, a)
	}
}

func refundedPayment(rt *RefundTransaction, t *record) *order.RefundedPayment {
	r := &order.RefundedPayment{PaymentID: string(rt.PaymentID), ExternalRefund: rt.ExternalRefund, Regular: &order.RegularPaymentRefund{Amount: rt.Amount}}
	if p := t.Payment(rt.PaymentID); p != nil && p.RegularPaymentDetails != nil && p.RegularPaymentDetails.CreditCardDetails != nil {
		r.Regular.LastFourDigits, r.Regular.Brand = p.RegularPaymentDetails.CreditCardDetails.LastFourDigits, p.RegularPaymentDetails.CreditCardDetails.Brand
	}
	return r
}
