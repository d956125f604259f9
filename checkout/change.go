// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes for what a checkout is given.
const (
	CodeOptionNotFound   = "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"
	CodeGiftCardNotFound = "GIFT_CARD_NOT_FOUND"
)

// CreateCheckoutRequest describes a new checkout. It needs a line and a
// channel.
type CreateCheckoutRequest struct {
	CheckoutInfo         Checkout              `json:"checkoutInfo,omitzero"` // derived members are ignored
	CouponCode           string                `json:"couponCode,omitzero"`
	LineItems            []cart.LineItem       `json:"lineItems,omitzero"`       // up to 300
	CustomLineItems      []cart.CustomLineItem `json:"customLineItems,omitzero"` // up to 300; admins only
	ChannelType          cart.ChannelType      `json:"channelType"`
	GiftCardCode         string                `json:"giftCardCode,omitzero"`
	GiftCardRedeemAmount string                `json:"giftCardRedeemAmount,omitzero"`
	OverrideCheckoutURL  string                `json:"overrideCheckoutUrl,omitzero"` // up to 1000 characters
}

// UpdateCheckoutRequest changes a checkout. A new coupon or gift card takes the
// place of the old one. Line items are added as AddToCheckout adds them. A
// request that asks for nothing is fault.Invalid.
type UpdateCheckoutRequest struct {
	Checkout             CheckoutUpdate        `json:"checkout"`
	CouponCode           string                `json:"couponCode,omitzero"`
	GiftCardCode         string                `json:"giftCardCode,omitzero"`
	GiftCardRedeemAmount string                `json:"giftCardRedeemAmount,omitzero"`
	OverrideCheckoutURL  string                `json:"overrideCheckoutUrl,omitzero"`
	LineItems            []cart.LineItem       `json:"lineItems,omitzero"`
	CustomLineItems      []cart.CustomLineItem `json:"customLineItems,omitzero"`
}

// CheckoutUpdate says what becomes of each member of a checkout that callers
// may change.
type CheckoutUpdate struct {
	BillingInfo        patch.Field[contact.AddressWithContact]  `json:"billingInfo,omitzero"`
	ShippingInfo       ShippingInfoUpdate                       `json:"shippingInfo,omitzero"`
	BuyerInfo          BuyerInfoUpdate                          `json:"buyerInfo,omitzero"`
	BuyerNote          patch.Field[string]                      `json:"buyerNote,omitzero"`
	CustomFields       patch.Field[[]item.CustomField]          `json:"customFields,omitzero"`
	ExtendedFields     patch.Field[item.ExtendedFields]         `json:"extendedFields,omitzero"`
	BusinessLocationID patch.Field[string]                      `json:"businessLocationId,omitzero"`
	TaxExemptGroupID   patch.Field[string]                      `json:"taxExemptGroupId,omitzero"`
	Memberships        patch.Field[pricing.SelectedMemberships] `json:"selectedMemberships,omitzero"`
}

// ShippingInfoUpdate says what becomes of where goods go, and how.
type ShippingInfoUpdate struct {
	ShippingDestination          patch.Field[contact.AddressWithContact]     `json:"shippingDestination,omitzero"`
	SelectedCarrierServiceOption patch.Field[pricing.SelectedShippingOption] `json:"selectedCarrierServiceOption,omitzero"`
}

// BuyerInfoUpdate says what becomes of the buyer. An e-mail can be changed but
// not taken away.
type BuyerInfoUpdate struct {
	ContactID patch.Field[string] `json:"contactId,omitzero"`
	Email     patch.Field[string] `json:"email,omitzero"`
}

// CreateCheckout begins a checkout without a cart. It belongs to the visitor or
// member who acts; one that an admin makes belongs to nobody, so that only
// admins reach it.
func (s *Service) CreateCheckout(ctx context.Context, r CreateCheckoutRequest) (*Result, error) {
	const op = "checkout.CreateCheckout"
	if err := cart.Authorize(ctx, r.LineItems, r.CustomLineItems); err != nil {
		return nil, fault.At(op, err)
	}
	var v fault.Checker
	s.checkLines(&v, r.LineItems, r.CustomLineItems, cart.MaxLines)
	if len(r.LineItems)+len(r.CustomLineItems) == 0 {
		v.Add("lineItems", fault.RuleMinSize, "a checkout needs at least one line item", map[string]any{"threshold": 1})
	}
	if !r.ChannelType.Valid() || r.ChannelType == cart.ChannelUnspecified {
		v.Add("channelType", fault.RuleInvalidEnum, "is not a channel", nil)
	}
	s.checkTexts(&v, r.CouponCode, r.OverrideCheckoutURL)
	r.CheckoutInfo.check(&v)
	change := new(cart.Change)
	change.Add, change.AddCustom = s.cfg.Picker.Prepare(&v, r.LineItems, r.CustomLineItems)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	if r.GiftCardCode != "" {
		return nil, fault.At(op, noGiftCard())
	}
	return service.Mutate(ctx, s.env, op, r, func(ctx context.Context, tx *store.Tx) (*Result, error) {
		e := s.beginNew(ctx, tx, ownerOf(ctx), r.ChannelType)
		info := r.CheckoutInfo.Clone()
		c := &e.rec.Checkout
		c.BillingInfo, c.BuyerNote, c.CustomFields, c.ExtendedFields = info.BillingInfo, info.BuyerNote, info.CustomFields, info.ExtendedFields
		c.CustomSettings, c.CustomContentReference, c.ExternalReference = info.CustomSettings, info.CustomContentReference, info.ExternalReference
		c.BusinessLocationID, c.TaxExemptGroupID, c.MembershipOptions = info.BusinessLocationID, info.TaxExemptGroupID, info.MembershipOptions
		c.BuyerInfo.Email, c.BuyerInfo.ContactID = info.BuyerInfo.Email, info.BuyerInfo.ContactID
		if i := info.ShippingInfo; i != nil {
			c.ShippingInfo = &ShippingInfo{ShippingDestination: i.ShippingDestination}
			e.rec.Internal.Shipping = choiceOf(i.SelectedCarrierServiceOption)
		}
		e.rec.Internal.URL = r.OverrideCheckoutURL
		if err := e.setCoupon(ctx, r.CouponCode); err != nil {
			return nil, err
		}
		if err := e.change(ctx, change); err != nil {
			return nil, err
		}
		if len(e.rec.Internal.Goods.Lines) == 0 {
			return nil, nothing(e.adjustments)
		}
		if err := e.checkChoice(); err != nil {
			return nil, err
		}
		return e.save(ctx), nil
	})
}

// CheckoutFromCart implements cart.CheckoutCreator.
func (s *Service) CheckoutFromCart(ctx context.Context, tx *store.Tx, r cart.CheckoutFromCart) (string, error) {
	c := r.Cart
	owner := c.BuyerInfo.Identity()
	if !owner.Buyer() {
		owner = actor.Identity{}
	}
	e := s.beginNew(ctx, tx, owner, r.ChannelType)
	if c.CheckoutID != "" {
		old, err := s.begin(asProgram(ctx), tx, ID(c.CheckoutID))
		if err == nil && !old.rec.Checkout.Completed {
			e = old
		}
	}
	k, in := &e.rec.Checkout, &e.rec.Internal
	if e.before == nil {
		k.CartID, k.PurchaseFlowID = c.ID, c.PurchaseFlowID
	}
	if r.ChannelType != "" {
		k.ChannelType = r.ChannelType
	}
	k.BuyerNote, k.BusinessLocationID = c.BuyerNote, c.BusinessLocationID
	k.ExtendedFields = c.ExtendedFields.Clone()
	k.BuyerLanguage = c.BuyerLanguage
	k.BuyerInfo.ContactID = c.BuyerInfo.ContactID
	for _, email := range []string{r.Email, c.BuyerInfo.Email} {
		if email != "" {
			k.BuyerInfo.Email = email
			break
		}
	}
	var details *contact.Details
	address := r.ShippingAddress.Clone()
	if c.ContactInfo != nil {
		details = c.ContactInfo.ContactDetails
		if address == nil {
			address = c.ContactInfo.Address.Clone()
		}
	}
	if address != nil {
		k.ShippingInfo = &ShippingInfo{ShippingDestination: &contact.AddressWithContact{Address: address, ContactDetails: details.Clone()}}
	}
	if r.BillingAddress != nil {
		k.BillingInfo = &contact.AddressWithContact{Address: r.BillingAddress.Clone(), ContactDetails: details.Clone()}
	}
	if o := c.SelectedShippingOption; o != nil {
		in.Shipping = clonePtr(o)
	} else if r.SelectedShippingOption != nil {
		in.Shipping = clonePtr(r.SelectedShippingOption)
	}
	in.Goods, in.Coupon, in.URL = r.Goods.Clone(), c.CouponCode(), c.OverrideCheckoutURL
	if _, err := s.compute(ctx, e.rec); err != nil {
		return "", err
	}
	e.save(ctx)
	return string(k.ID), nil
}

// UpdateCheckout changes a checkout.
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
	s.checkTexts(&v, r.CouponCode, r.OverrideCheckoutURL)
	r.Checkout.check(&v)
	change := new(cart.Change)
	change.Add, change.AddCustom = s.cfg.Picker.Prepare(&v, r.LineItems, r.CustomLineItems)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	if r.GiftCardCode != "" {
		return nil, fault.At(op, noGiftCard())
	}
	return s.mutate(ctx, op, id, r, change, func(e *edit) error {
		if r.OverrideCheckoutURL != "" {
			e.rec.Internal.URL = r.OverrideCheckoutURL
		}
		e.patch(&r.Checkout)
		return e.setCoupon(ctx, r.CouponCode)
	})
}

// AddToCheckout adds items, as they are added to carts: what is equal to a line
// raises its quantity, what cannot be bought is left out, quantities stay
// within the stock; Adjustments say so. CHECKOUT_IS_COMPLETE.
func (s *Service) AddToCheckout(ctx context.Context, id ID, lines []cart.LineItem, custom []cart.CustomLineItem) (*Result, error) {
	const op = "checkout.AddToCheckout"
	if err := cart.Authorize(ctx, lines, custom); err != nil {
		return nil, fault.At(op, err)
	}
	var v fault.Checker
	s.checkLines(&v, lines, custom, cart.MaxLinesPerAdd)
	change := new(cart.Change)
	change.Add, change.AddCustom = s.cfg.Picker.Prepare(&v, lines, custom)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	req := struct {
		LineItems       []cart.LineItem       `json:"lineItems,omitzero"`
		CustomLineItems []cart.CustomLineItem `json:"customLineItems,omitzero"`
	}{lines, custom}
	return s.mutate(ctx, op, id, req, change, nil)
}

// UpdateLineItemsQuantity gives lines other quantities, as far as the stock
// goes; Adjustments say where it did not. A line that is not there is
// fault.NotFound.
func (s *Service) UpdateLineItemsQuantity(ctx context.Context, id ID, quantities []cart.LineItemQuantityUpdate) (*Result, error) {
	const op = "checkout.UpdateLineItemsQuantity"
	var v fault.Checker
	cart.CheckQuantities(&v, "lineItems", quantities)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	return s.mutate(ctx, op, id, quantities, &cart.Change{Quantities: quantities, ByBuyer: actor.From(ctx).Buyer()}, nil)
}

// RemoveLineItems takes lines out. Those that are not there are passed over. A
// checkout keeps at least one line.
func (s *Service) RemoveLineItems(ctx context.Context, id ID, lineItemIDs []string) (*Result, error) {
	const op = "checkout.RemoveLineItems"
	var v fault.Checker
	cart.CheckLineIDs(&v, "lineItemIds", lineItemIDs, cart.MaxLines)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	return s.mutate(ctx, op, id, lineItemIDs, &cart.Change{Remove: lineItemIDs}, nil)
}

// RemoveCoupon takes the coupon off. Without one nothing changes.
func (s *Service) RemoveCoupon(ctx context.Context, id ID) (*Result, error) {
	return s.mutate(ctx, "checkout.RemoveCoupon", id, nil, new(cart.Change), func(e *edit) error {
		e.rec.Internal.Coupon = ""
		return nil
	})
}

// RemoveGiftCard takes the gift card off. Without one nothing changes.
func (s *Service) RemoveGiftCard(ctx context.Context, id ID) (*Result, error) {
	return s.mutate(ctx, "checkout.RemoveGiftCard", id, nil, new(cart.Change), nil)
}

// RemoveOverrideCheckoutURL makes the shop's own checkout page the one that
// GetCheckoutURL returns.
func (s *Service) RemoveOverrideCheckoutURL(ctx context.Context, id ID) (*Result, error) {
	return s.mutate(ctx, "checkout.RemoveOverrideCheckoutURL", id, nil, new(cart.Change), func(e *edit) error {
		e.rec.Internal.URL = ""
		return nil
	})
}

// setCoupon gives the checkout a coupon, in the place of the one it has; ""
// leaves it.
func (e *edit) setCoupon(ctx context.Context, code string) error {
	if code == "" {
		return nil
	}
	if cs := e.rec.Checkout.CustomSettings; cs != nil && cs.LockCouponCode {
		return fault.New(fault.State, "COUPON_LOCKED", "this checkout takes no coupons")
	}
	coupon, err := e.s.findCoupon(e.s.ownUse(ctx, e.rec), code, &e.rec.Checkout.BuyerInfo)
	if err != nil {
		return err
	}
	e.rec.Internal.Coupon = coupon.Code
	return nil
}

// patch changes the members of a checkout.
func (e *edit) patch(u *CheckoutUpdate) {
	c := &e.rec.Checkout
	if v, ok := u.BillingInfo.Get(); ok {
		c.BillingInfo = v.Clone()
	} else if u.BillingInfo.IsClear() {
		c.BillingInfo = nil
	}
	if c.ShippingInfo == nil {
		c.ShippingInfo = new(ShippingInfo)
	}
	if v, ok := u.ShippingInfo.ShippingDestination.Get(); ok {
		c.ShippingInfo.ShippingDestination = v.Clone()
	} else if u.ShippingInfo.ShippingDestination.IsClear() {
		c.ShippingInfo.ShippingDestination = nil
	}
	if v, ok := u.ShippingInfo.SelectedCarrierServiceOption.Get(); ok {
		e.rec.Internal.Shipping = &v
	} else if u.ShippingInfo.SelectedCarrierServiceOption.IsClear() {
		e.rec.Internal.Shipping = nil
	}
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
	if v, ok := u.Memberships.Get(); ok {
		c.MembershipOptions = &pricing.MembershipOptions{SelectedMemberships: v.Clone()}
	} else if u.Memberships.IsClear() {
		c.MembershipOptions = nil
	}
}

// checkChoice refuses a shipping option that was chosen in this change and is
// not offered.
func (e *edit) checkChoice() error {
	in, c := &e.rec.Internal, &e.rec.Checkout
	if in.Shipping == nil || c.ShippingInfo == nil || c.ShippingInfo.ShippingDestination == nil || !in.Goods.Shippable() {
		return nil
	}
	sel := c.ShippingInfo.SelectedCarrierServiceOption
	if sel != nil && sel.RequestedShippingOption {
		return nil
	}
	if e.before != nil && e.before.ShippingInfo != nil && e.before.ShippingInfo.SelectedCarrierServiceOption != nil &&
		e.before.ShippingInfo.SelectedCarrierServiceOption.Code == in.Shipping.Code {
		return nil // it was offered before: the answer shows what is offered now
	}
	err := fault.New(fault.NotFound, CodeOptionNotFound, "no carrier offers the shipping option "+in.Shipping.Code)
	if c.CalculationErrors.Any() {
		err.Data = map[string]any{"shippingCalculationErrors": c.CalculationErrors}
	}
	return err
}

func choiceOf(o *pricing.SelectedCarrierServiceOption) *pricing.SelectedShippingOption {
	if o == nil || o.Code == "" {
		return nil
	}
	return &pricing.SelectedShippingOption{CarrierID: o.CarrierID, Code: o.Code}
}

// nothing refuses a checkout that nothing would be in.
func nothing(adjusted []cart.Adjustment) error {
	err := fault.New(fault.State, "FULL_OUT_OF_STOCK", "nothing that was asked for can be bought")
	err.Data = map[string]any{"adjustments": adjusted}
	return err
}

func noGiftCard() error {
	return fault.New(fault.NotFound, CodeGiftCardNotFound, "there is no such gift card")
}

// asProgram lets the service reach a checkout whoever's it is, once its caller
// has been let in.
func asProgram(ctx context.Context) context.Context { return actor.With(ctx, actor.Identity{}) }
