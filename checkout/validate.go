// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

func (s *Service) checkLines(v *fault.Checker, lines []cart.LineItem, custom []cart.CustomLineItem, most int) {
	cart.CheckLines(v, "lineItems", lines, most)
	cart.CheckCustomLines(v, "customLineItems", custom, most, true)
}

func checkTexts(v *fault.Checker, coupon, url string) {
	if coupon != "" {
		cart.CheckCouponCode(v, "couponCode", coupon)
	}
	v.Length("overrideCheckoutUrl", url, 0, 1000)
}

// maxRedeem is the most that can be redeemed of a gift card at once.
var maxRedeem = decimal.New(1, 15)

func checkGiftCard(v *fault.Checker, code, amount string) {
	const at = "giftCardRedeemAmount"
	if amount == "" {
		return
	}
	v.Required("giftCardCode", code != "")
	d, err := money.ParseDecimal(amount)
	switch {
	case err != nil:
		v.AddAll(at, err)
	case d.IsNegative():
		v.Add(at, fault.RuleDecimalGTE, "must be at least 0", map[string]any{"threshold": "0"})
	case d.GreaterThan(maxRedeem):
		v.Add(at, fault.RuleDecimalLTE, "must be at most "+maxRedeem.String(), map[string]any{"threshold": maxRedeem.String()})
	case -d.Exponent() > 3 && !d.Equal(d.Truncate(3)):
		v.Add(at, fault.RuleDecimalMaxScale, "must have at most 3 decimals", map[string]any{"threshold": 3})
	}
}

// check records what is wrong with the members of a new checkout.
func (c *Checkout) check(v *fault.Checker) {
	const at = "checkoutInfo."
	c.BillingInfo.Validate(v, at+"billingInfo")
	if i := c.ShippingInfo; i != nil {
		i.ShippingDestination.Validate(v, at+"shippingInfo.shippingDestination")
		if o := i.SelectedCarrierServiceOption; o != nil {
			checkOption(v, at+"shippingInfo.selectedCarrierServiceOption", o.CarrierID, o.Code)
		}
	}
	v.Length(at+"buyerNote", c.BuyerNote, 0, 1000)
	contact.CheckEmail(v, at+"buyerInfo.email", c.BuyerInfo.Email)
	item.CheckGUID(v, at+"buyerInfo.contactId", c.BuyerInfo.ContactID)
	item.CheckGUID(v, at+"businessLocationId", c.BusinessLocationID)
	item.CheckGUID(v, at+"taxExemptGroupId", c.TaxExemptGroupID)
	item.ValidateCustomFields(v, at+"customFields", c.CustomFields)
	c.ExternalReference.Validate(v, at+"externalReference")
	c.CustomContentReference.check(v, at+"customContentReference")
	if m := c.MembershipOptions; m != nil {
		checkMemberships(v, at+"membershipOptions.selectedMemberships", m.SelectedMemberships)
	}
}

func (r *CustomContentReference) check(v *fault.Checker, path string) {
	if r != nil {
		item.CheckGUID(v, path+".appId", r.AppID)
		item.CheckGUID(v, path+".componentId", r.ComponentID)
	}
}

func checkOption(v *fault.Checker, path, carrierID, code string) {
	item.CheckGUID(v, path+".carrierId", carrierID)
	v.Length(path+".code", code, 1, 100)
}

func checkMemberships(v *fault.Checker, path string, s *pricing.SelectedMemberships) {
	if s == nil {
		return
	}
	v.Size(path+".memberships", len(s.Memberships), 0, cart.MaxLines)
	for i, m := range s.Memberships {
		at := fault.Index(path+".memberships", i)
		v.Length(at+".id", m.ID, 1, 200)
		v.Required(at+".appId", m.AppID != "")
		item.CheckGUID(v, at+".appId", m.AppID)
		v.Size(at+".lineItemIds", len(m.LineItemIDs), 1, cart.MaxLines)
	}
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
		checkOption(v, at+"shippingInfo.selectedCarrierServiceOption", o.CarrierID, o.Code)
	}
	if n, ok := u.BuyerNote.Get(); ok {
		v.Length(at+"buyerNote", n, 0, 1000)
	}
	email, set := u.BuyerInfo.Email.Get()
	if u.BuyerInfo.Email.IsClear() || set && email == "" {
		v.Add(at+"buyerInfo.email", fault.RuleRequired, "can be changed but not taken away", nil)
	}
	contact.CheckEmail(v, at+"buyerInfo.email", email)
	checkGUID(v, at+"buyerInfo.contactId", u.BuyerInfo.ContactID)
	checkGUID(v, at+"businessLocationId", u.BusinessLocationID)
	checkGUID(v, at+"taxExemptGroupId", u.TaxExemptGroupID)
	if fs, ok := u.CustomFields.Get(); ok {
		item.ValidateCustomFields(v, at+"customFields", fs)
	}
	if r, ok := u.CustomContentReference.Get(); ok {
		r.check(v, at+"customContentReference")
	}
	if m, ok := u.MembershipOptions.SelectedMemberships.Get(); ok {
		checkMemberships(v, at+"membershipOptions.selectedMemberships", &m)
	}
}

func checkGUID(v *fault.Checker, path string, f patch.Field[string]) {
	if id, ok := f.Get(); ok {
		item.CheckGUID(v, path, id)
	}
}

// validationRequest asks about a checkout and its totals.
func (s *Service) validationRequest(r *record, t *pricing.Totals) validation.Request {
	c := &r.Checkout
	info := cart.ValidationInfo(&r.Internal.Goods, t)
	info.BuyerDetails = &validation.BuyerDetails{Email: c.BuyerInfo.Email, ContactID: c.BuyerInfo.ContactID}
	info.ConversionCurrency, info.PaymentCurrency = c.ConversionCurrency, c.PaymentCurrency
	info.BillingInfo = c.BillingInfo.Clone()
	if c.ShippingInfo != nil {
		info.ShippingAddress = c.ShippingInfo.ShippingDestination.Clone()
	}
	if len(c.CustomFields) > 0 {
		info.CustomFields = &validation.CustomFields{Fields: slices.Clone(c.CustomFields)}
	}
	return validation.Request{
		SourceInfo:     validation.SourceInfo{Source: validation.SourceCheckout, PurchaseFlowID: c.PurchaseFlowID},
		ValidationInfo: info,
		ExtendedFields: c.ExtendedFields,
	}
}
