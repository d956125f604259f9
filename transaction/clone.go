// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import "slices"

// Clone returns a copy that shares nothing with t that could be changed.
func (t *OrderTransactions) Clone() *OrderTransactions {
	if t == nil {
		return nil
	}
	c := *t
	c.Payments = slices.Clone(t.Payments)
	for i := range c.Payments {
		c.Payments[i].detach()
	}
	c.Refunds = slices.Clone(t.Refunds)
	for i := range c.Refunds {
		c.Refunds[i].detach()
	}
	return &c
}

// Clone returns a copy that shares nothing with p that could be changed.
func (p *Payment) Clone() *Payment {
	if p == nil {
		return nil
	}
	c := *p
	c.detach()
	return &c
}

// Clone returns a copy that shares nothing with r that could be changed.
func (r *Refund) Clone() *Refund {
	if r == nil {
		return nil
	}
	c := *r
	c.detach()
	return &c
}

// detach replaces what p shares with the value it was copied from.
func (p *Payment) detach() {
	if p.RegularPaymentDetails != nil {
		r := *p.RegularPaymentDetails
		r.CreditCardDetails = copyOf(r.CreditCardDetails)
		r.AuthorizationDetails = r.AuthorizationDetails.clone()
		r.Chargebacks = slices.Clone(r.Chargebacks)
		if r.PaymentMethodName != nil {
			n := *r.PaymentMethodName
			n.UserDefinedName = copyOf(n.UserDefinedName)
			r.PaymentMethodName = &n
		}
		p.RegularPaymentDetails = &r
	}
	p.GiftcardPaymentDetails = copyOf(p.GiftcardPaymentDetails)
	if p.MembershipPaymentDetails != nil {
		m := *p.MembershipPaymentDetails
		m.Name = copyOf(m.Name)
		m.FutureMembership = copyOf(m.FutureMembership)
		p.MembershipPaymentDetails = &m
	}
	p.CashRounding = copyOf(p.CashRounding)
	p.WixReceipt = copyOf(p.WixReceipt)
	p.ExternalReceipt = copyOf(p.ExternalReceipt)
	p.CanceledStatusDetails = copyOf(p.CanceledStatusDetails)
	p.DeclinedStatusDetails = copyOf(p.DeclinedStatusDetails)
	p.VoidedStatusDetails = copyOf(p.VoidedStatusDetails)
}

func (a *AuthorizationDetails) clone() *AuthorizationDetails {
	if a == nil {
		return nil
	}
	c := *a
	c.Captures = slices.Clone(a.Captures)
	for i := range c.Captures {
		c.Captures[i].FailureDetails = copyOf(c.Captures[i].FailureDetails)
	}
	if a.Void != nil {
		v := *a.Void
		v.FailureDetails = copyOf(v.FailureDetails)
		c.Void = &v
	}
	c.ScheduledAction = copyOf(a.ScheduledAction)
	return &c
}

func (r *Refund) detach() {
	r.Transactions = slices.Clone(r.Transactions)
	for i := range r.Transactions {
		r.Transactions[i].RefundStatusInfo = copyOf(r.Transactions[i].RefundStatusInfo)
	}
	if r.Details != nil {
		d := *r.Details
		d.LineItems = slices.Clone(d.LineItems)
		d.AdditionalFees = slices.Clone(d.AdditionalFees)
		d.Shipping = copyOf(d.Shipping)
		d.Items = slices.Clone(d.Items)
		r.Details = &d
	}
	if r.Summary != nil {
		s := *r.Summary
		if s.Breakdown != nil {
			s.Breakdown = &RefundItemsBreakdown{slices.Clone(s.Breakdown.LineItems)}
		}
		r.Summary = &s
	}
}

// copyOf returns a pointer to a copy of what p points to, which must hold no
// pointers of its own; nil stays nil.
func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
