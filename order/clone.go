// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"maps"
	"slices"

	"github.com/go-ecom/ecom/item"
)

// Clone returns a copy that shares nothing with o that could be changed.
func (o *Order) Clone() *Order {
	if o == nil {
		return nil
	}
	c := *o
	c.LineItems = slices.Clone(o.LineItems)
	for i := range c.LineItems {
		c.LineItems[i].detach()
	}
	c.CurrencyConversionDetails = copyOf(o.CurrencyConversionDetails)
	c.PayAfterFreeTrial = copyOf(o.PayAfterFreeTrial)
	c.BillingInfo = o.BillingInfo.Clone()
	c.ShippingInfo = o.ShippingInfo.Clone()
	c.RecipientInfo = o.RecipientInfo.Clone()
	if o.TaxInfo != nil {
		t := *o.TaxInfo
		t.TaxBreakdown = slices.Clone(t.TaxBreakdown)
		c.TaxInfo = &t
	}
	c.TaxSummary = copyOf(o.TaxSummary)
	c.AppliedDiscounts = slices.Clone(o.AppliedDiscounts)
	for i := range c.AppliedDiscounts {
		c.AppliedDiscounts[i].detach()
	}
	c.AdditionalFees = slices.Clone(o.AdditionalFees)
	for i := range c.AdditionalFees {
		c.AdditionalFees[i].detach()
	}
	c.Activities = slices.Clone(o.Activities)
	for i := range c.Activities {
		c.Activities[i].detach()
	}
	c.CustomFields = item.CloneCustomFields(o.CustomFields)
	c.ExtendedFields = o.ExtendedFields.Clone()
	c.Tags = o.Tags.Clone()
	c.BusinessLocation = copyOf(o.BusinessLocation)
	if o.PlatformFeeSummary != nil {
		s := *o.PlatformFeeSummary
		s.Fees = slices.Clone(s.Fees)
		for i := range s.Fees {
			s.Fees[i].Name = copyOf(s.Fees[i].Name)
		}
		c.PlatformFeeSummary = &s
	}
	return &c
}

// Clone returns a copy that shares nothing with l that could be changed.
func (l *LineItem) Clone() *LineItem {
	if l == nil {
		return nil
	}
	c := *l
	c.detach()
	return &c
}

// detach replaces what l shares with the value it was copied from.
func (l *LineItem) detach() {
	l.CatalogReference = l.CatalogReference.Clone()
	l.TaxInfo = l.TaxInfo.Clone()
	l.TaxDetails = copyOf(l.TaxDetails)
	l.DescriptionLines = item.CloneDescriptionLines(l.DescriptionLines)
	l.Image = l.Image.Clone()
	l.PhysicalProperties = copyOf(l.PhysicalProperties)
	l.DigitalFile = copyOf(l.DigitalFile)
	if l.SubscriptionInfo != nil {
		s := *l.SubscriptionInfo
		s.SubscriptionSettings = s.SubscriptionSettings.Clone()
		l.SubscriptionInfo = &s
	}
	l.PriceDescription = copyOf(l.PriceDescription)
	l.Locations = slices.Clone(l.Locations)
	l.TaxableAddress = copyOf(l.TaxableAddress)
	l.DecimalQuantity = l.DecimalQuantity.Clone()
	l.ExtendedFields = l.ExtendedFields.Clone()
	l.ModifierGroups = slices.Clone(l.ModifierGroups)
	for i := range l.ModifierGroups {
		g := &l.ModifierGroups[i]
		g.Modifiers = slices.Clone(g.Modifiers)
		for j := range g.Modifiers {
			g.Modifiers[j].Details = copyOf(g.Modifiers[j].Details)
		}
	}
}

// Clone returns a copy that shares nothing with t that could be changed.
func (t *LineItemTaxInfo) Clone() *LineItemTaxInfo {
	if t == nil {
		return nil
	}
	c := *t
	c.TaxBreakdown = slices.Clone(t.TaxBreakdown)
	return &c
}

// Clone returns a copy that shares nothing with s that could be changed.
func (s *ShippingInformation) Clone() *ShippingInformation {
	if s == nil {
		return nil
	}
	c := *s
	c.Logistics.ShippingDestination = s.Logistics.ShippingDestination.Clone()
	if s.Logistics.PickupDetails != nil {
		p := *s.Logistics.PickupDetails
		p.Address = p.Address.Clone()
		c.Logistics.PickupDetails = &p
	}
	c.Logistics.DeliveryTimeSlot = copyOf(s.Logistics.DeliveryTimeSlot)
	c.Cost.TaxInfo = s.Cost.TaxInfo.Clone()
	c.Cost.TaxDetails = copyOf(s.Cost.TaxDetails)
	c.Region = copyOf(s.Region)
	return &c
}

func (d *AppliedDiscount) detach() {
	d.Coupon = copyOf(d.Coupon)
	d.MerchantDiscount = copyOf(d.MerchantDiscount)
	d.DiscountRule = copyOf(d.DiscountRule)
	d.LineItemIDs = slices.Clone(d.LineItemIDs)
	d.LineItemDiscounts = slices.Clone(d.LineItemDiscounts)
}

func (f *AdditionalFee) detach() {
	f.TaxInfo = f.TaxInfo.Clone()
	f.TaxDetails = copyOf(f.TaxDetails)
	f.LineItemIDs = slices.Clone(f.LineItemIDs)
	f.TaxableAddress = copyOf(f.TaxableAddress)
}

// Clone returns a copy that shares nothing with a that could be changed.
func (a *Activity) Clone() *Activity {
	if a == nil {
		return nil
	}
	c := *a
	c.detach()
	return &c
}

func (a *Activity) detach() {
	a.MerchantComment = copyOf(a.MerchantComment)
	if a.CustomActivity != nil {
		v := *a.CustomActivity
		v.AdditionalData = maps.Clone(v.AdditionalData)
		a.CustomActivity = &v
	}
	a.OrderRefunded = copyOf(a.OrderRefunded)
	if a.DraftOrderChangesApplied != nil {
		v := *a.DraftOrderChangesApplied
		v.Changes = slices.Clone(v.Changes)
		for i := range v.Changes {
			v.Changes[i].detach()
		}
		a.DraftOrderChangesApplied = &v
	}
	a.SavedPaymentMethod = copyOf(a.SavedPaymentMethod)
	a.AuthorizedPaymentCreated = copyOf(a.AuthorizedPaymentCreated)
	a.AuthorizedPaymentCaptured = copyOf(a.AuthorizedPaymentCaptured)
	a.AuthorizedPaymentVoided = copyOf(a.AuthorizedPaymentVoided)
	if a.RefundInitiated != nil {
		v := *a.RefundInitiated
		v.Payments = slices.Clone(v.Payments)
		for i := range v.Payments {
			v.Payments[i].detach()
		}
		a.RefundInitiated = &v
	}
	a.PaymentRefunded = a.PaymentRefunded.clone()
	a.PaymentRefundFailed = a.PaymentRefundFailed.clone()
	a.RefundedAsStoreCredit = copyOf(a.RefundedAsStoreCredit)
	a.PaymentPending = a.PaymentPending.clone()
	a.PaymentCanceled = a.PaymentCanceled.clone()
	a.PaymentDeclined = a.PaymentDeclined.clone()
	a.ReceiptCreated = a.ReceiptCreated.clone()
	a.ReceiptSent = a.ReceiptSent.clone()
	a.ChargebackCreated = a.ChargebackCreated.clone()
	a.ChargebackReversed = a.ChargebackReversed.clone()
}

func (c *OrderChange) detach() {
	if c.LineItemChanged != nil {
		v := *c.LineItemChanged
		v.Quantity, v.Price = copyOf(v.Quantity), copyOf(v.Price)
		c.LineItemChanged = &v
	}
	c.LineItemAdded = copyOf(c.LineItemAdded)
	c.LineItemRemoved = copyOf(c.LineItemRemoved)
	c.DiscountAdded = c.DiscountAdded.clone()
	c.DiscountRemoved = c.DiscountRemoved.clone()
	c.AdditionalFeeAdded = c.AdditionalFeeAdded.clone()
	c.AdditionalFeeRemoved = c.AdditionalFeeRemoved.clone()
	c.TotalPriceChanged = copyOf(c.TotalPriceChanged)
	if c.ShippingInformationChanged != nil {
		v := *c.ShippingInformationChanged
		v.OriginalShippingInfo, v.NewShippingInfo = copyOf(v.OriginalShippingInfo), copyOf(v.NewShippingInfo)
		c.ShippingInformationChanged = &v
	}
}

func (m *ManagedAmount) clone() *ManagedAmount {
	c := copyOf(m)
	if c != nil {
		c.AffectedLineItems = slices.Clone(c.AffectedLineItems)
	}
	return c
}

func (r *PaymentRefund) clone() *PaymentRefund {
	c := copyOf(r)
	if c != nil {
		if c.Payment = copyOf(c.Payment); c.Payment != nil {
			c.Payment.detach()
		}
	}
	return c
}

func (p *RefundedPayment) detach() {
	p.Regular = copyOf(p.Regular)
	p.GiftCard = copyOf(p.GiftCard)
	p.Membership = copyOf(p.Membership)
}

func (p *PaymentChange) clone() *PaymentChange {
	c := copyOf(p)
	if c != nil {
		c.Regular = c.Regular.clone()
	}
	return c
}

func (p *RegularPayment) clone() *RegularPayment {
	c := copyOf(p)
	if c != nil {
		c.CreditCardDetails = copyOf(c.CreditCardDetails)
	}
	return c
}

func (r *ReceiptChange) clone() *ReceiptChange {
	c := copyOf(r)
	if c != nil {
		c.WixReceipt = copyOf(c.WixReceipt)
		c.ExternalReceipt = copyOf(c.ExternalReceipt)
	}
	return c
}

func (b *ChargebackChange) clone() *ChargebackChange {
	c := copyOf(b)
	if c != nil {
		c.PaymentDetails = c.PaymentDetails.clone()
	}
	return c
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
