// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"maps"
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
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
	c.CurrencyConversionDetails = ptr.Copy(o.CurrencyConversionDetails)
	c.PayAfterFreeTrial = ptr.Copy(o.PayAfterFreeTrial)
	c.BillingInfo = o.BillingInfo.Clone()
	c.ShippingInfo = o.ShippingInfo.Clone()
	c.RecipientInfo = o.RecipientInfo.Clone()
	if o.TaxInfo != nil {
		t := *o.TaxInfo
		t.TaxBreakdown = slices.Clone(t.TaxBreakdown)
		c.TaxInfo = &t
	}
	c.TaxSummary = ptr.Copy(o.TaxSummary)
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
	c.BusinessLocation = ptr.Copy(o.BusinessLocation)
	if o.PlatformFeeSummary != nil {
		s := *o.PlatformFeeSummary
		s.Fees = slices.Clone(s.Fees)
		for i := range s.Fees {
			s.Fees[i].Name = ptr.Copy(s.Fees[i].Name)
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
	l.TaxDetails = ptr.Copy(l.TaxDetails)
	l.DescriptionLines = item.CloneDescriptionLines(l.DescriptionLines)
	l.Image = l.Image.Clone()
	l.PhysicalProperties = ptr.Copy(l.PhysicalProperties)
	l.DigitalFile = ptr.Copy(l.DigitalFile)
	if l.SubscriptionInfo != nil {
		s := *l.SubscriptionInfo
		s.SubscriptionSettings = s.SubscriptionSettings.Clone()
		l.SubscriptionInfo = &s
	}
	l.PriceDescription = ptr.Copy(l.PriceDescription)
	l.Locations = slices.Clone(l.Locations)
	l.TaxableAddress = ptr.Copy(l.TaxableAddress)
	l.DecimalQuantity = l.DecimalQuantity.Clone()
	l.ExtendedFields = l.ExtendedFields.Clone()
	l.ModifierGroups = slices.Clone(l.ModifierGroups)
	for i := range l.ModifierGroups {
		g := &l.ModifierGroups[i]
		g.Modifiers = slices.Clone(g.Modifiers)
		for j := range g.Modifiers {
			g.Modifiers[j].Details = ptr.Copy(g.Modifiers[j].Details)
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
	c.Logistics.DeliveryTimeSlot = ptr.Copy(s.Logistics.DeliveryTimeSlot)
	c.Cost.TaxInfo = s.Cost.TaxInfo.Clone()
	c.Cost.TaxDetails = ptr.Copy(s.Cost.TaxDetails)
	c.Region = ptr.Copy(s.Region)
	return &c
}

func (d *AppliedDiscount) detach() {
	d.Coupon = ptr.Copy(d.Coupon)
	d.MerchantDiscount = ptr.Copy(d.MerchantDiscount)
	d.DiscountRule = ptr.Copy(d.DiscountRule)
	d.LineItemIDs = slices.Clone(d.LineItemIDs)
	d.LineItemDiscounts = slices.Clone(d.LineItemDiscounts)
}

func (f *AdditionalFee) detach() {
	f.TaxInfo = f.TaxInfo.Clone()
	f.TaxDetails = ptr.Copy(f.TaxDetails)
	f.LineItemIDs = slices.Clone(f.LineItemIDs)
	f.TaxableAddress = ptr.Copy(f.TaxableAddress)
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
	a.MerchantComment = ptr.Copy(a.MerchantComment)
	if a.CustomActivity != nil {
		v := *a.CustomActivity
		v.AdditionalData = maps.Clone(v.AdditionalData)
		a.CustomActivity = &v
	}
	a.OrderRefunded = ptr.Copy(a.OrderRefunded)
	if a.DraftOrderChangesApplied != nil {
		v := *a.DraftOrderChangesApplied
		v.Changes = slices.Clone(v.Changes)
		for i := range v.Changes {
			v.Changes[i].detach()
		}
		a.DraftOrderChangesApplied = &v
	}
	a.SavedPaymentMethod = ptr.Copy(a.SavedPaymentMethod)
	a.AuthorizedPaymentCreated = ptr.Copy(a.AuthorizedPaymentCreated)
	a.AuthorizedPaymentCaptured = ptr.Copy(a.AuthorizedPaymentCaptured)
	a.AuthorizedPaymentVoided = ptr.Copy(a.AuthorizedPaymentVoided)
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
	a.RefundedAsStoreCredit = ptr.Copy(a.RefundedAsStoreCredit)
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
		v.Quantity, v.Price = ptr.Copy(v.Quantity), ptr.Copy(v.Price)
		c.LineItemChanged = &v
	}
	c.LineItemAdded = ptr.Copy(c.LineItemAdded)
	c.LineItemRemoved = ptr.Copy(c.LineItemRemoved)
	c.DiscountAdded = c.DiscountAdded.clone()
	c.DiscountRemoved = c.DiscountRemoved.clone()
	c.AdditionalFeeAdded = c.AdditionalFeeAdded.clone()
	c.AdditionalFeeRemoved = c.AdditionalFeeRemoved.clone()
	c.TotalPriceChanged = ptr.Copy(c.TotalPriceChanged)
	if c.ShippingInformationChanged != nil {
		v := *c.ShippingInformationChanged
		v.OriginalShippingInfo, v.NewShippingInfo = ptr.Copy(v.OriginalShippingInfo), ptr.Copy(v.NewShippingInfo)
		c.ShippingInformationChanged = &v
	}
}

func (m *ManagedAmount) clone() *ManagedAmount {
	c := ptr.Copy(m)
	if c != nil {
		c.AffectedLineItems = slices.Clone(c.AffectedLineItems)
	}
	return c
}

func (r *PaymentRefund) clone() *PaymentRefund {
	c := ptr.Copy(r)
	if c != nil {
		if c.Payment = ptr.Copy(c.Payment); c.Payment != nil {
			c.Payment.detach()
		}
	}
	return c
}

func (p *RefundedPayment) detach() {
	p.Regular = ptr.Copy(p.Regular)
	p.GiftCard = ptr.Copy(p.GiftCard)
	p.Membership = ptr.Copy(p.Membership)
}

func (p *PaymentChange) clone() *PaymentChange {
	c := ptr.Copy(p)
	if c != nil {
		c.Regular = c.Regular.clone()
	}
	return c
}

func (p *RegularPayment) clone() *RegularPayment {
	c := ptr.Copy(p)
	if c != nil {
		c.CreditCardDetails = ptr.Copy(c.CreditCardDetails)
	}
	return c
}

func (r *ReceiptChange) clone() *ReceiptChange {
	c := ptr.Copy(r)
	if c != nil {
		c.WixReceipt = ptr.Copy(c.WixReceipt)
		c.ExternalReceipt = ptr.Copy(c.ExternalReceipt)
	}
	return c
}

func (b *ChargebackChange) clone() *ChargebackChange {
	c := ptr.Copy(b)
	if c != nil {
		c.PaymentDetails = c.PaymentDetails.clone()
	}
	return c
}
