// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

func (s *Service) checkLines(v *fault.Checker, lines []cart.LineItem, custom []cart.CustomLineItem, most int) {
	cart.CheckLines(v, "lineItems", lines, most)
	cart.CheckCustomLines(v, "customLineItems", custom, most, true)
}

func (s *Service) checkTexts(v *fault.Checker, coupon, url string) {
	if coupon != "" {
		cart.CheckCouponCode(v, "couponCode", coupon)
	}
	v.Length("overrideCheckoutUrl", url, 0, 1000)
}

// check records what is wrong with the members of a new checkout.
func (c *Checkout) check(v *fault.Checker) {
	const at = "checkoutInfo."
	c.BillingInfo.Validate(v, at+"billingInfo")
	if c.ShippingInfo != nil {
		c.ShippingInfo.ShippingDestination.Validate(v, at+"shippingInfo.shippingDestination")
	}
	v.Length(at+"buyerNote", c.BuyerNote, 0, 1000)
	contact.CheckEmail(v, at+"buyerInfo.email", c.BuyerInfo.Email)
	item.CheckGUID(v, at+"buyerInfo.contactId", c.BuyerInfo.ContactID)
	item.CheckGUID(v, at+"businessLocationId", c.BusinessLocationID)
	checkFields(v, at+"customFields", c.CustomFields)
}

// check records what is wrong with the changes of a checkout.
func (u *CheckoutUpdate) check(v *fault.Checker) {
	const at = "checkout."
	if b, ok := u.BillingInfo.Get(); ok {
		b.Validate(v, at+"billingInfo")
	}
	if d, ok := u.ShippingInfo.ShippingDestination.Get(); ok {
		d.Validate(v, at+"shippingInfo.shippingDestination")
	}
	if o, ok := u.ShippingInfo.SelectedCarrierServiceOption.Get(); ok {
		item.CheckGUID(v, at+"shippingInfo.selectedCarrierServiceOption.carrierId", o.CarrierID)
		v.Length(at+"shippingInfo.selectedCarrierServiceOption.code", o.Code, 1, 100)
	}
	if n, ok := u.BuyerNote.Get(); ok {
		v.Length(at+"buyerNote", n, 0, 1000)
	}
	email, set := u.BuyerInfo.Email.Get()
	if u.BuyerInfo.Email.IsClear() || set && email == "" {
		v.Add(at+"buyerInfo.email", fault.RuleRequired, "can be changed but not taken away", nil)
	}
	contact.CheckEmail(v, at+"buyerInfo.email", email)
	if id, ok := u.BuyerInfo.ContactID.Get(); ok {
		item.CheckGUID(v, at+"buyerInfo.contactId", id)
	}
	if id, ok := u.BusinessLocationID.Get(); ok {
		item.CheckGUID(v, at+"businessLocationId", id)
	}
	if fs, ok := u.CustomFields.Get(); ok {
		checkFields(v, at+"customFields", fs)
	}
}

func checkFields(v *fault.Checker, path string, fs []item.CustomField) {
	for i, f := range fs {
		v.Length(fault.Join(fault.Index(path, i), "title"), f.Title, 1, 500)
		v.Length(fault.Join(fault.Index(path, i), "translatedTitle"), f.TranslatedTitle, 0, 500)
	}
}

// empty reports whether a request asks for nothing.
func (r *UpdateCheckoutRequest) empty() bool {
	u := &r.Checkout
	return u.BillingInfo.IsZero() && u.ShippingInfo.ShippingDestination.IsZero() && u.ShippingInfo.SelectedCarrierServiceOption.IsZero() &&
		u.BuyerInfo.ContactID.IsZero() && u.BuyerInfo.Email.IsZero() && u.BuyerNote.IsZero() && u.CustomFields.IsZero() &&
		u.ExtendedFields.IsZero() && u.BusinessLocationID.IsZero() && u.TaxExemptGroupID.IsZero() && u.Memberships.IsZero() &&
		r.CouponCode == "" && r.GiftCardCode == "" && r.OverrideCheckoutURL == "" && len(r.LineItems) == 0 && len(r.CustomLineItems) == 0
}

// validationRequest asks about a checkout and its totals.
func (s *Service) validationRequest(r *record, t *pricing.Totals) validation.Request {
	c := &r.Checkout
	info := cart.ValidationInfo(&r.Internal.Goods, t)
	info.BuyerDetails = &validation.BuyerDetails{Email: c.BuyerInfo.Email, ContactID: c.BuyerInfo.ContactID}
	info.ConversionCurrency, info.PaymentCurrency = c.ConversionCurrency, c.PaymentCurrency
	info.BillingInfo = c.BillingInfo
	if c.ShippingInfo != nil {
		info.ShippingAddress = c.ShippingInfo.ShippingDestination
	}
	if len(c.CustomFields) > 0 {
		info.CustomFields = new(validation.CustomFields)
		for _, f := range c.CustomFields {
			info.CustomFields.Fields = append(info.CustomFields.Fields, f)
		}
	}
	return validation.Request{
		SourceInfo:     validation.SourceInfo{Source: validation.SourceCheckout, PurchaseFlowID: c.PurchaseFlowID},
		ValidationInfo: info,
		ExtendedFields: c.ExtendedFields,
	}
}
