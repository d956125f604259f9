// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
)

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
		r.CreditCardDetails = ptr.Copy(r.CreditCardDetails)
		r.AuthorizationDetails = r.AuthorizationDetails.clone()
		r.Chargebacks = slices.Clone(r.Chargebacks)
		if r.PaymentMethodName != nil {
			n := *r.PaymentMethodName
			n.UserDefinedName = ptr.Copy(n.UserDefinedName)
			r.PaymentMethodName = &n
		}
		p.RegularPaymentDetails = &r
	}
	p.GiftcardPaymentDetails = ptr.Copy(p.GiftcardPaymentDetails)
	if p.MembershipPaymentDetails != nil {
		m := *p.MembershipPaymentDetails
		m.Name = ptr.Copy(m.Name)
		m.FutureMembership = ptr.Copy(m.FutureMembership)
		p.MembershipPaymentDetails = &m
	}
	p.CashRounding = ptr.Copy(p.CashRounding)
	p.WixReceipt = ptr.Copy(p.WixReceipt)
	p.ExternalReceipt = ptr.Copy(p.ExternalReceipt)
	p.CanceledStatusDetails = ptr.Copy(p.CanceledStatusDetails)
	p.DeclinedStatusDetails = ptr.Copy(p.DeclinedStatusDetails)
	p.VoidedStatusDetails = ptr.Copy(p.VoidedStatusDetails)
}

func (a *AuthorizationDetails) clone() *AuthorizationDetails {
	if a == nil {
		return nil
	}
	c := *a
	c.Captures = slices.Clone(a.Captures)
	for i := range c.Captures {
		c.Captures[i].FailureDetails = ptr.Copy(c.Captures[i].FailureDetails)
	}
	if a.Void != nil {
		v := *a.Void
		v.FailureDetails = ptr.Copy(v.FailureDetails)
		c.Void = &v
	}
	c.ScheduledAction = ptr.Copy(a.ScheduledAction)
	return &c
}

func (r *Refund) detach() {
	r.Transactions = slices.Clone(r.Transactions)
	for i := range r.Transactions {
		r.Transactions[i].RefundStatusInfo = ptr.Copy(r.Transactions[i].RefundStatusInfo)
	}
	if r.Details != nil {
		d := *r.Details
		d.LineItems = slices.Clone(d.LineItems)
		d.AdditionalFees = slices.Clone(d.AdditionalFees)
		d.Shipping = ptr.Copy(d.Shipping)
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
