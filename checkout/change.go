// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"strings"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// CodeOptionNotFound is the platform's code for a shipping option that is not
// offered.
const CodeOptionNotFound = "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"

// CreateCheckoutRequest describes a new checkout. It needs a line and a
// channel.
type CreateCheckoutRequest struct {
	CheckoutInfo         Checkout              `json:"checkoutInfo,omitzero"` // derived members are ignored
	CouponCode           string                `json:"couponCode,omitzero"`
	LineItems            []cart.LineItem       `json:"lineItems,omitzero"`       // up to 300
	CustomLineItems      []cart.CustomLineItem `json:"customLineItems,omitzero"` // up to 300; admins only
	ChannelType          cart.ChannelType      `json:"channelType"`
	GiftCardCode         string                `json:"giftCardCode,omitzero"`         // see UpdateCheckout
	GiftCardRedeemAmount string                `json:"giftCardRedeemAmount,omitzero"` // at most this of it; default as much as there is
	GiftCardPIN          string                `json:"giftCardPin,omitzero"`          // of cards that have one; the platform has no such member
	OverrideCheckoutURL  string                `json:"overrideCheckoutUrl,omitzero"`  // up to 1000 characters
}

// CreateCheckout begins a checkout without a cart. It belongs to the visitor or
// member who acts; one that an admin makes belongs to nobody, so that only
// admins reach it. When nothing that was asked for can be bought, the error is
// fault.State with FULL_OUT_OF_STOCK.
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
	if !r.ChannelType.Valid() {
		v.Add("channelType", fault.RuleInvalidEnum, "is not a channel that something can be bought in", nil)
	}
	checkTexts(&v, r.CouponCode, r.OverrideCheckoutURL)
	checkGiftCard(&v, r.GiftCardCode, r.GiftCardPIN, r.GiftCardRedeemAmount)
	r.CheckoutInfo.check(&v)
	change := &cart.Change{}
	change.Add, change.AddCustom = s.cfg.Picker.Prepare(&v, r.LineItems, r.CustomLineItems)
	if err := invalid(&v); err != nil {
		return nil, fault.At(op, err)
	}
	if err := authorizeExemption(ctx, r.CheckoutInfo.TaxExemptGroupID); err != nil {
		return nil, fault.At(op, err)
	}
	return service.Mutate(ctx, s.env, op, r, func(ctx context.Context, tx *store.Tx) (*Result, error) {
		e := s.beginNew(ctx, tx, ownerOf(ctx), r.ChannelType)
		e.begin(&r)
		if err := e.setCoupon(ctx, r.CouponCode); err != nil {
			return nil, err
		}
		if err := e.setGiftCard(ctx, r.GiftCardCode, r.GiftCardPIN, r.GiftCardRedeemAmount); err != nil {
			return nil, err
		}
		if err := e.change(ctx, change); err != nil {
			return nil, err
		}
		if len(e.rec.Internal.Goods.Lines) == 0 {
			return nil, nothing(e.adjustments)
		}
		if err := e.checkCoupon(); err != nil {
			return nil, err
		}
		if err := e.checkChoice(); err != nil {
			return nil, err
		}
		return e.save(ctx), nil
	})
}

// begin fills a new checkout with what a request says.
func (e *edit) begin(r *CreateCheckoutRequest) {
	info, c := r.CheckoutInfo.Clone(), &e.rec.Checkout
	c.BillingInfo, c.BuyerNote, c.CustomFields, c.ExtendedFields = info.BillingInfo, info.BuyerNote, info.CustomFields, info.ExtendedFields
	c.CustomSettings, c.CustomContentReference, c.ExternalReference = info.CustomSettings, info.CustomContentReference, info.ExternalReference
	c.BusinessLocationID, c.TaxExemptGroupID = info.BusinessLocationID, info.TaxExemptGroupID
	c.BuyerInfo.Email, c.BuyerInfo.ContactID = info.BuyerInfo.Email, info.BuyerInfo.ContactID
	if m := info.MembershipOptions; m != nil {
		e.rec.Internal.Selection = m.SelectedMemberships
	}
	if i := info.ShippingInfo; i != nil {
		e.shipTo(i.ShippingDestination)
		e.choose(choiceOf(i.SelectedCarrierServiceOption))
	}
	e.rec.Internal.URL = r.OverrideCheckoutURL
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
// checkout of which the last one is taken out stays, but cannot be ordered
// before something is added again.
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
	return s.mutate(ctx, "checkout.RemoveCoupon", id, nil, new(cart.Change), func(ctx context.Context, e *edit) error {
		if e.rec.Internal.Coupon == "" {
			return nil
		}
		e.rec.Internal.Coupon = ""
		return e.couponsLocked(ctx)
	})
}

// RemoveGiftCard takes the gift card off. Without one nothing changes.
func (s *Service) RemoveGiftCard(ctx context.Context, id ID) (*Result, error) {
	return s.mutate(ctx, "checkout.RemoveGiftCard", id, nil, new(cart.Change), func(ctx context.Context, e *edit) error {
		if e.rec.Internal.GiftCard == nil {
			return nil
		}
		if err := e.giftCardsLocked(ctx); err != nil && fault.Code(err) == CodeGiftCardLocked {
			return err
		}
		e.rec.Internal.GiftCard = nil
		return nil
	})
}

// RemoveOverrideCheckoutURL makes the shop's own checkout page the one that
// GetCheckoutURL returns.
func (s *Service) RemoveOverrideCheckoutURL(ctx context.Context, id ID) (*Result, error) {
	return s.mutate(ctx, "checkout.RemoveOverrideCheckoutURL", id, nil, new(cart.Change), func(_ context.Context, e *edit) error {
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
	if err := e.couponsLocked(ctx); err != nil {
		return err
	}
	coupon, err := e.s.findCoupon(e.withOwn(ctx), code, &e.rec.Checkout.BuyerInfo)
	switch {
	case err == nil:
		e.rec.Internal.Coupon = coupon.Code
	case e.s.cfg.ForeignCoupons && fault.Code(err) == discount.CodeCouponDoesNotExist:
		e.rec.Internal.Coupon, e.foreign = strings.TrimSpace(code), true
	default:
		return err
	}
	return nil
}

// checkCoupon refuses a coupon that was given in this change, when neither the
// shop nor another program has it.
func (e *edit) checkCoupon() error {
	if !e.foreign {
		return nil
	}
	return cart.CouponRefused(e.rec.Checkout.CalculationErrors)
}

// couponsLocked refuses buyers of checkouts whose coupon only the shop may
// change.
func (e *edit) couponsLocked(ctx context.Context) error {
	if cs := e.rec.Checkout.CustomSettings; cs != nil && cs.LockCouponCode && actor.From(ctx).Buyer() {
		return fault.New(fault.State, "COUPON_LOCKED", "buyers cannot change the coupon of this checkout")
	}
	return nil
}

// checkChoice refuses a shipping option that was chosen in this change and is
// not offered.
func (e *edit) checkChoice() error {
	in, c := &e.rec.Internal, &e.rec.Checkout
	if !e.chose || in.Shipping == nil || !e.hasDestination() || !in.Goods.Shippable() {
		return nil
	}
	if sel := e.selected(); sel != nil && sel.RequestedShippingOption {
		return nil
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

// asProgram lets the service reach a checkout whoever's it is, once its caller
// has been let in.
func asProgram(ctx context.Context) context.Context { return actor.With(ctx, actor.Identity{}) }
