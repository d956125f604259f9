// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
)

// acknowledged finds what was acknowledged and is not there, or not once.
func (c *checker) acknowledged(ctx context.Context) error {
	for j, s := range c.sales {
		if err := c.tipped(ctx, j, s); err != nil {
			return err
		}
		if !s.placed {
			continue
		}
		o, err := c.shop.Orders.GetOrder(ctx, order.ID(s.order))
		if errors.Is(err, fault.NotFound) {
			c.wrong("order %s of job %v was acknowledged and is lost", s.number, j)
			continue
		}
		if err != nil {
			return err
		}
		if o.Number != s.number {
			c.wrong("order %s was acknowledged with the number %s and has %s", s.order, s.number, o.Number)
		}
		if s.canceled && o.Status != order.StatusCanceled {
			c.wrong("order %s: its cancellation was acknowledged, but it is %s", s.number, o.Status)
		}
		if err := c.money(ctx, o, s); err != nil {
			return err
		}
		if err := c.parcels(ctx, o, s); err != nil {
			return err
		}
	}
	return nil
}

// tipped compares the acknowledged tip with what is noted, and with the order.
func (c *checker) tipped(ctx context.Context, j job, s *sale) error {
	if s.tip == "" {
		return nil
	}
	choice, err := c.shop.Tips.GetTipChoice(ecomtest.Visitor(ctx, j.visitor()), s.tip)
	if err != nil {
		return err
	}
	if choice != tenth {
		c.wrong("the tip of job %v was acknowledged; it is %+v", j, choice)
	}
	if !s.placed {
		return nil
	}
	tip, err := c.shop.Tips.GetTipByOrderID(ctx, order.ID(s.order))
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if err != nil || !tip.Amount.IsPositive() {
		c.wrong("order %s: its tip was acknowledged, but it is %+v", s.number, tip)
	}
	return nil
}

// money compares the acknowledged payments and refunds with the recorded ones.
func (c *checker) money(ctx context.Context, o *order.Order, s *sale) error {
	t, err := c.shop.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
	if err != nil {
		return err
	}
	paid, drawn, given := make(map[string][]string), make(map[string][]string), make(map[string][]string)
	for i := range t.Payments {
		switch p := &t.Payments[i]; {
		case p.GiftcardPaymentDetails != nil:
			drawn[string(p.ID)] = append(drawn[string(p.ID)], p.Amount.Amount.String())
		case approved(*p):
			paid[string(p.ID)] = append(paid[string(p.ID)], p.Amount.Amount.String())
		}
	}
	for i := range t.Refunds {
		r := &t.Refunds[i]
		if r.Summary != nil && r.Effective() {
			given[string(r.ID)] = append(given[string(r.ID)], r.Summary.Refunded.Amount.String())
		}
	}
	c.once(o, "payment", s.payments, paid)
	c.once(o, "payment by gift card", s.redeemed, drawn)
	c.once(o, "refund", s.refunds, given)
	return nil
}

// once finds those that were acknowledged and are not there exactly once, with
// their amounts, and those that there are two of.
func (c *checker) once(o *order.Order, what string, want map[string]string, have map[string][]string) {
	for id, amount := range want {
		if got := have[id]; len(got) != 1 || got[0] != amount {
			c.wrong("order %s: %s %s of %s was acknowledged; there is %v", o.Number, what, id, amount, got)
		}
	}
	if len(have) > 1 {
		c.wrong("order %s has more than one %s: %v", o.Number, what, have)
	}
}

// parcels compares the acknowledged fulfillments with the recorded ones.
func (c *checker) parcels(ctx context.Context, o *order.Order, s *sale) error {
	f, err := c.shop.Fulfillments.ListFulfillmentsForSingleOrder(ctx, o.ID)
	if err != nil {
		return err
	}
	have := make(map[string]int)
	for i := range f.Fulfillments {
		have[string(f.Fulfillments[i].ID)]++
	}
	for id := range s.parcels {
		if have[id] != 1 {
			c.wrong("order %s: parcel %s was acknowledged and is there %d times", o.Number, id, have[id])
		}
	}
	return nil
}
