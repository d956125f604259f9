// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
)

// UpdateCheckoutRequest changes a checkout. A new coupon or gift card takes the
// place of the old one. Line items are added as AddToCheckout adds them. A
// request that asks for nothing is fault.Invalid.
type UpdateCheckoutRequest struct {
	Checkout             CheckoutUpdate        `json:"checkout"`
	CouponCode           string                `json:"couponCode,omitzero"`
	GiftCardCode         string                `json:"giftCardCode,omitzero"`
	GiftCardRedeemAmount string                `json:"giftCardRedeemAmount,omitzero"` // at most this of it; default as much as there is
	GiftCardPIN          string                `json:"giftCardPin,omitzero"`          // of cards that have one; the platform has no such member
	OverrideCheckoutURL  string                `json:"overrideCheckoutUrl,omitzero"`  // up to 1000 characters
	LineItems            []cart.LineItem       `json:"lineItems,omitzero"`            // up to 300
	CustomLineItems      []cart.CustomLineItem `json:"customLineItems,omitzero"`      // up to 300; admins only
}

// CheckoutUpdate says what becomes of each member of a checkout that callers
// may change.
type CheckoutUpdate struct {
	BillingInfo            patch.Field[contact.AddressWithContact] `json:"billingInfo,omitzero"`
	ShippingInfo           ShippingInfoUpdate                      `json:"shippingInfo,omitzero"`
	BuyerInfo              BuyerInfoUpdate                         `json:"buyerInfo,omitzero"`
	BuyerNote              patch.Field[string]                     `json:"buyerNote,omitzero"` // up to 1000 characters
	CustomFields           patch.Field[[]item.CustomField]         `json:"customFields,omitzero"`
	ExtendedFields         patch.Field[item.ExtendedFields]        `json:"extendedFields,omitzero"`
	BusinessLocationID     patch.Field[string]                     `json:"businessLocationId,omitzero"`
	TaxExemptGroupID       patch.Field[string]                     `json:"taxExemptGroupId,omitzero"`
	CustomContentReference patch.Field[CustomContentReference]     `json:"customContentReference,omitzero"`
	MembershipOptions      MembershipOptionsUpdate                 `json:"membershipOptions,omitzero"`
}

// ShippingInfoUpdate says what becomes of where goods go, and how. Null in JSON
// clears both.
type ShippingInfoUpdate struct {
	ShippingDestination          patch.Field[contact.AddressWithContact]     `json:"shippingDestination,omitzero"`
	SelectedCarrierServiceOption patch.Field[pricing.SelectedShippingOption] `json:"selectedCarrierServiceOption,omitzero"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (u *ShippingInfoUpdate) UnmarshalJSON(data []byte) error {
	if null(data) {
		u.ShippingDestination = patch.Clear[contact.AddressWithContact]()
		u.SelectedCarrierServiceOption = patch.Clear[pricing.SelectedShippingOption]()
		return nil
	}
	type members ShippingInfoUpdate
	return json.Unmarshal(data, (*members)(u))
}

// BuyerInfoUpdate says what becomes of the buyer. An e-mail can be changed but
// not taken away, so null in JSON is refused.
type BuyerInfoUpdate struct {
	ContactID patch.Field[string] `json:"contactId,omitzero"`
	Email     patch.Field[string] `json:"email,omitzero"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (u *BuyerInfoUpdate) UnmarshalJSON(data []byte) error {
	if null(data) {
		*u = BuyerInfoUpdate{ContactID: patch.Clear[string](), Email: patch.Clear[string]()}
		return nil
	}
	type members BuyerInfoUpdate
	return json.Unmarshal(data, (*members)(u))
}

// MembershipOptionsUpdate says with which memberships lines are paid. Null in
// JSON clears them.
type MembershipOptionsUpdate struct {
	SelectedMemberships patch.Field[pricing.SelectedMemberships] `json:"selectedMemberships,omitzero"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (u *MembershipOptionsUpdate) UnmarshalJSON(data []byte) error {
	if null(data) {
		u.SelectedMemberships = patch.Clear[pricing.SelectedMemberships]()
		return nil
	}
	type members MembershipOptionsUpdate
	return json.Unmarshal(data, (*members)(u))
}

func null(data []byte) bool { return bytes.Equal(bytes.TrimSpace(data), []byte("null")) }

// UpdateCheckout changes a checkout. A shipping option that no carrier offers
// is fault.NotFound with SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND, a coupon
// that does not hold has its code, a completed checkout is fault.State with
// CHECKOUT_IS_COMPLETE.
//
// A gift card that cannot pay is fault.NotFound with GIFT_CARD_NOT_FOUND,
// fault.State with GIFT_CARD_CODE_INVALID, GIFT_CARD_IS_EMPTY,
// GIFT_CARD_DISABLED or GIFT_CARD_EXPIRED, and fault.Invalid with
// CURRENCY_NOT_SUPPORTED. When one that is set can pay no more, that is an entry
// of CalculationErrors.
func (s *Service) UpdateCheckout(ctx context.Context, id ID, r UpdateCheckoutRequest) (*Result, error) {
	const op = "checkout.UpdateCheckout"
	if err := cart.Authorize(ctx, r.LineItems, r.CustomLineItems); err != nil {
		return nil, fault.At(op, err)
	}
	var v fault.Checker
	if r.empty() {
		v.Add("checkout", fault.RuleRequired, "the request asks for no change", nil)
	}
	s.checkLines(&v, r.LineItems, r.CustomLineItems, cart.MaxLines)
	checkTexts(&v, r.CouponCode, r.OverrideCheckoutURL)
	checkGiftCard(&v, r.GiftCardCode, r.GiftCardPIN, r.GiftCardRedeemAmount)
	r.Checkout.check(&v)
	change := new(cart.Change)
	change.Add, change.AddCustom = s.cfg.Picker.Prepare(&v, r.LineItems, r.CustomLineItems)
	if err := invalid(&v); err != nil {
		return nil, fault.At(op, err)
	}
	group, _ := r.Checkout.TaxExemptGroupID.Get()
	if err := authorizeExemption(ctx, group); err != nil {
		return nil, fault.At(op, err)
	}
	return s.mutate(ctx, op, id, r, change, func(ctx context.Context, e *edit) error {
		if r.OverrideCheckoutURL != "" {
			e.rec.Internal.URL = r.OverrideCheckoutURL
		}
		e.patch(&r.Checkout)
		if err := e.setGiftCard(ctx, r.GiftCardCode, r.GiftCardPIN, r.GiftCardRedeemAmount); err != nil {
			return err
		}
		return e.setCoupon(ctx, r.CouponCode)
	})
}

// empty reports whether a request asks for nothing.
func (r *UpdateCheckoutRequest) empty() bool {
	u := &r.Checkout
	return u.BillingInfo.IsZero() && u.ShippingInfo.ShippingDestination.IsZero() && u.ShippingInfo.SelectedCarrierServiceOption.IsZero() &&
		u.BuyerInfo.ContactID.IsZero() && u.BuyerInfo.Email.IsZero() && u.BuyerNote.IsZero() && u.CustomFields.IsZero() &&
		u.ExtendedFields.IsZero() && u.BusinessLocationID.IsZero() && u.TaxExemptGroupID.IsZero() &&
		u.CustomContentReference.IsZero() && u.MembershipOptions.SelectedMemberships.IsZero() &&
		r.CouponCode == "" && r.GiftCardCode == "" && r.OverrideCheckoutURL == "" && len(r.LineItems) == 0 && len(r.CustomLineItems) == 0
}

// patch changes the members of a checkout.
func (e *edit) patch(u *CheckoutUpdate) {
	c := &e.rec.Checkout
	if v, ok := u.BillingInfo.Get(); ok {
		c.BillingInfo = v.Clone()
	} else if u.BillingInfo.IsClear() {
		c.BillingInfo = nil
	}
	e.patchShipping(&u.ShippingInfo)
	u.BuyerInfo.ContactID.Apply(&c.BuyerInfo.ContactID)
	u.BuyerInfo.Email.Apply(&c.BuyerInfo.Email)
	u.BuyerNote.Apply(&c.BuyerNote)
	u.BusinessLocationID.Apply(&c.BusinessLocationID)
	u.TaxExemptGroupID.Apply(&c.TaxExemptGroupID)
	if v, ok := u.CustomFields.Get(); ok || u.CustomFields.IsClear() {
		c.CustomFields = item.CloneCustomFields(v)
	}
	if v, ok := u.ExtendedFields.Get(); ok {
		c.ExtendedFields = v.Clone()
	} else if u.ExtendedFields.IsClear() {
		c.ExtendedFields = nil
	}
	if v, ok := u.CustomContentReference.Get(); ok {
		c.CustomContentReference = &v
	} else if u.CustomContentReference.IsClear() {
		c.CustomContentReference = nil
	}
	if v, ok := u.MembershipOptions.SelectedMemberships.Get(); ok {
		e.rec.Internal.Selection = v.Clone()
	} else if u.MembershipOptions.SelectedMemberships.IsClear() {
		e.rec.Internal.Selection = nil
	}
}

func (e *edit) patchShipping(u *ShippingInfoUpdate) {
	if v, ok := u.ShippingDestination.Get(); ok {
		e.shipTo(v.Clone())
	} else if u.ShippingDestination.IsClear() {
		e.shipTo(nil)
	}
	if v, ok := u.SelectedCarrierServiceOption.Get(); ok {
		e.choose(&v)
	} else if u.SelectedCarrierServiceOption.IsClear() {
		e.rec.Internal.Shipping = nil
	}
}

// shipTo says where the goods go.
func (e *edit) shipTo(to *contact.AddressWithContact) {
	var info ShippingInfo
	if i := e.rec.Checkout.ShippingInfo; i != nil {
		info = *i
	}
	info.ShippingDestination = to
	e.rec.Checkout.ShippingInfo = &info
}

// choose says how the goods are shipped; nil says nothing.
func (e *edit) choose(o *pricing.SelectedShippingOption) {
	if o == nil {
		return
	}
	e.rec.Internal.Shipping, e.chose = ptr.Copy(o), true
}
