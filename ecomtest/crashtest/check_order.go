// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/transaction"
)

// orders holds every order of the store to itself, to what belongs to it, and
// to the gateway.
func (c *checker) orders(ctx context.Context) error {
	ledger := c.gateway.ledger()
	numbers, buyers := make(map[string]order.ID), make(map[job]order.ID)
	c.held, c.uses, c.draws = make(map[string]int64), make(map[use]int64), make(map[string]drawn)
	c.states = make(map[string]order.Status)
	c.lowered = 0
	sold := 0
	for ref, err := range c.all(ctx, "order") {
		if err != nil {
			return err
		}
		r, err := c.shop.Orders.Read(ctx, c.base, order.ID(ref.ID))
		if err != nil {
			c.wrong("order %s cannot be read: %w", ref.ID, err)
			continue
		}
		o := &r.Order
		if twin, ok := numbers[o.Number]; ok {
			c.wrong("orders %s and %s have the number %s", twin, o.ID, o.Number)
		}
		numbers[o.Number] = o.ID
		j := buyerOf(o)
		if twin, ok := buyers[j]; ok {
			c.wrong("job %v has two orders, %s and %s", j, twin, o.ID)
		}
		buyers[j] = o.ID
		if j.Buyer >= len(c.started) || j.N > c.started[j.Buyer] {
			c.wrong("order %s is of job %v, which nobody has begun", o.Number, j)
		}
		if err := order.CheckLedger(o); err != nil {
			c.wrong("order %s: %w", o.Number, err)
		}
		if err := c.belongings(ctx, r, ledger[string(o.ID)]); err != nil {
			return fmt.Errorf("order %s: %w", o.Number, err)
		}
		delete(ledger, string(o.ID))
		c.states[string(o.ID)] = o.Status
		c.reserved(r)
		if o.Status != order.StatusInitialized { // those are not shown
			sold++
		}
	}
	for id := range ledger {
		c.wrong("the payment provider was asked to charge order %s, which is not there", id)
	}
	return c.searched(ctx, sold)
}

// all yields the names of all records of a kind.
func (c *checker) all(ctx context.Context, kind string) iter.Seq2[driver.Ref, error] {
	return func(yield func(driver.Ref, error) bool) {
		q := driver.Query{Site: site, Kind: kind, Limit: driver.MaxPage}
		for n := driver.MaxPage; n == driver.MaxPage; {
			n = 0
			for r, err := range c.store.Find(ctx, q) {
				if !yield(r.Ref, err) || err != nil {
					return
				}
				n++
				q.After = &driver.Position{Key: r.Key, ID: r.Ref.ID}
			}
		}
	}
}

// buyerOf returns the job that an order is of.
func buyerOf(o *order.Order) job {
	n, err := strconv.Atoi(o.BuyerInfo.VisitorID[strings.LastIndexByte(o.BuyerInfo.VisitorID, '-')+1:])
	if err != nil {
		return job{-1, -1}
	}
	return jobOf(n)
}

// searched compares what searching finds with what there is: in all, and by
// status.
func (c *checker) searched(ctx context.Context, sold int) error {
	n := 0
	for o, err := range c.shop.Orders.All(ctx, query.Request{}) {
		if err != nil {
			return err
		}
		if c.states[string(o.ID)] != o.Status {
			c.wrong("a search finds order %s as %s; it is %q", o.Number, o.Status, c.states[string(o.ID)])
		}
		n++
	}
	if n != sold {
		c.wrong("a search finds %d of %d orders", n, sold)
	}
	for _, status := range []order.Status{order.StatusApproved, order.StatusCanceled} {
		want, have := 0, 0
		for _, s := range c.states {
			if s == status {
				want++
			}
		}
		for _, err := range c.shop.Orders.All(ctx, query.Request{Filter: query.Filter{"status": string(status)}}) {
			if err != nil {
				return err
			}
			have++
		}
		if have != want {
			c.wrong("a search for orders that are %s finds %d of %d", status, have, want)
		}
	}
	return nil
}

// belongings holds an order to its checkout, its money and its parcels, which
// were all committed with it.
func (c *checker) belongings(ctx context.Context, r *order.Record, charges []paymenttest.Entry) error {
	o := &r.Order
	k, err := c.shop.Checkouts.GetCheckout(ctx, checkout.ID(o.CheckoutID))
	if err != nil {
		return err
	}
	t, err := c.shop.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
	if err != nil {
		return err
	}
	if sale := o.BalanceSummary.Paid.Amount.IsPositive(); k.Completed != sale {
		c.wrong("order %s: the checkout is completed: %t; something is paid: %t", o.Number, k.Completed, sale)
	}
	c.settled(o, t, charges)
	c.prepaid(r, t)
	f, err := c.shop.Fulfillments.ListFulfillmentsForSingleOrder(ctx, o.ID)
	if err != nil {
		return err
	}
	// What ships nothing is handed over with its approval, and stays so.
	want := order.DeriveFulfillmentStatus(o, fulfillment.Fulfilled(f.Fulfillments))
	if o.FulfillmentStatus != want && (o.ShippingInfo != nil || o.Status != order.StatusCanceled) {
		c.wrong("order %s is %s; its parcels make it %s", o.Number, o.FulfillmentStatus, want)
	}
	return nil
}

// settled compares the recorded payments and refunds of an order with what the
// provider has done.
func (c *checker) settled(o *order.Order, t *transaction.OrderTransactions, charges []paymenttest.Entry) {
	if err := paymenttest.Check(charges...); err != nil {
		c.wrong("order %s: %w", o.Number, err)
	}
	var captured, refunded money.Amount
	done := make(map[string]money.Amount)
	for _, e := range charges {
		captured, refunded = sum(captured, e.Captured), sum(refunded, e.Refunded)
		done[e.TransactionID] = e.Captured
	}
	for i := range t.Payments {
		switch p := &t.Payments[i]; {
		case p.GiftcardPaymentDetails != nil:
			captured = sum(captured, p.Amount.Amount)
			if p.Status == transaction.PaymentVoided {
				refunded = sum(refunded, p.Amount.Amount)
			}
		case approved(*p):
			id := p.RegularPaymentDetails.ProviderTransactionID
			if taken, ok := done[id]; !ok || !taken.Equal(p.Amount.Amount) {
				c.wrong("order %s: payment %s of %s is the provider's %q, which took %s", o.Number, p.ID, p.Amount.Amount, id, taken)
			}
			delete(done, id)
		case p.Status != transaction.PaymentDeclined:
			c.wrong("order %s: payment %s is %s after all was settled", o.Number, p.ID, p.Status)
		}
	}
	for id, taken := range done {
		c.wrong("order %s: the provider took %s as %s, which is not recorded", o.Number, taken, id)
	}
	for i := range t.Refunds {
		for _, rt := range t.Refunds[i].Transactions {
			if !rt.RefundStatus.Final() {
				c.wrong("order %s: refund %s is %s after all was settled", o.Number, t.Refunds[i].ID, rt.RefundStatus)
			}
		}
	}
	b := &o.BalanceSummary
	if !equal(b.Paid.Amount, captured) || !equal(b.Refunded.Amount, refunded) {
		c.wrong("order %s: paid %s and refunded %s; the provider and gift cards gave %s and got back %s", o.Number, b.Paid.Amount, b.Refunded.Amount, captured, refunded)
	}
	sold := captured.IsPositive()
	sale := o.Status == order.StatusApproved || o.Status == order.StatusCanceled && sold
	if sale != sold {
		c.wrong("order %s is %s, and %s is paid", o.Number, o.Status, captured)
	}
}

// sum adds amounts of the shop's currency.
func sum(a, b money.Amount) money.Amount {
	s, err := a.Add(b)
	if err != nil {
		panic(err) // there is only one currency, and little money
	}
	return s
}

// equal compares amounts; none is nothing.
func equal(a, b money.Amount) bool { return a.Equal(b) || a.IsZero() && b.IsZero() }
