// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"errors"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/giftcard"
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

func checkGiftCard(v *fault.Checker, code, pin, amount string) {
	const at = "giftCardRedeemAmount"
	v.Length("giftCardPin", pin, 0, giftcard.MaxPIN)
	if amount == "" {
		return
	}
	v.Required("giftCardCode", code != "")
	d, err := money.ParseDecimal(amount)
	if err != nil {
		v.AddAll(at, err)
	} else if decimals.Range(v, at, d, 0, decimals.MaxAmount) {
		decimals.Scale(v, at, d, 3)
	}
}

// CodeInvalidOption is the platform's code for a choice of shipping that no
// option could have: without a code, or with a longer one than options have.
const CodeInvalidOption = "INVALID_SELECTED_CARRIER_SERVICE_OPTION"

const memberOption = "shippingInfo.selectedCarrierServiceOption"

// invalid returns what is wrong with a request, or nil.
func invalid(v *fault.Checker) error {
	err := v.Err()
	if e, ok := errors.AsType[*fault.Error](err); ok && slices.ContainsFunc(e.Violations, func(b fault.Violation) bool { return strings.Contains(b.Field, memberOption) }) {
		e.Code = CodeInvalidOption
	}
	return err
}

// check records what is wrong with the members of a new checkout.
func (c *Checkout) check(v *fault.Checker) {
	const at = "checkoutInfo."
	c.BillingInfo.Validate(v, at+"billingInfo")
	if i := c.ShippingInfo; i != nil {
		i.ShippingDestination.Validate(v, at+"shippingInfo.shippingDestination")
		if o := i.SelectedCarrierServiceOption; o != nil {
			choice := pricing.SelectedShippingOption{CarrierID: o.CarrierID, Code: o.Code}
			choice.Validate(v, at+memberOption)
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
		m.SelectedMemberships.Validate(v, at+"membershipOptions.selectedMemberships")
	}
}

func (r *CustomContentReference) check(v *fault.Checker, path string) {
	if r != nil {
		item.CheckGUID(v, path+".appId", r.AppID)
		item.CheckGUID(v, path+".componentId", r.ComponentID)
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
		o.Validate(v, at+memberOption)
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
		m.Validate(v, at+"membershipOptions.selectedMemberships")
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
	info.BillingInfo = c.BillingInfo
	if c.ShippingInfo != nil {
		info.ShippingAddress = c.ShippingInfo.ShippingDestination
	}
	if e := c.ExternalReference; e != nil {
		info.ExternalReference = &plugin.ExternalReference{AppID: e.AppID, ResourceID: e.ResourceID}
	}
	if len(c.CustomFields) > 0 {
		info.CustomFields = &validation.CustomFields{Fields: c.CustomFields}
	}
	return validation.Request{
		SourceInfo:     validation.SourceInfo{Source: validation.SourceCheckout, PurchaseFlowID: c.PurchaseFlowID},
		ValidationInfo: info,
		ExtendedFields: c.ExtendedFields,
	}
}
