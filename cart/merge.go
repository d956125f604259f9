// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// MergeVisitorCart is for a visitor who logs in: what is in the visitor's
// current cart joins that of the actor, who must be a member, and the visitor's
// cart is deleted. Who calls it vouches for the two being one person.
//
// Lines of equal items become one, whose quantity is the sum, within the stock
// and MaxQuantity; Adjustments say what did not fit. Of two coupons the one that
// was set later stays. A note, a contact, an e-mail address, a shipping option
// or a location of the visitor's stays where the member's cart has none.
//
// Called again, or for a visitor without a cart, it returns the member's cart
// as it is, or fault.NotFound with CodeNoCurrentCart when there is none.
func (s *CurrentService) MergeVisitorCart(ctx context.Context, visitorID string) (*Result, error) {
	const op = "cart.MergeVisitorCart"
	var check fault.Checker
	check.Required("visitorId", visitorID != "")
	if err := check.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	if who := actor.From(ctx); who.Kind != actor.KindMember {
		return nil, fault.At(op, fault.New(fault.Denied, "PERMISSION_DENIED", "only a member can take over a visitor's cart"))
	}
	change := new(Change)
	return service.Mutate(ctx, s.s.env, op, visitorID, func(ctx context.Context, tx *store.Tx) (*Result, error) {
		return s.s.merge(ctx, tx, actor.Visitor(visitorID), change)
	})
}

// merge moves what a visitor has into the cart of the member who acts.
func (s *Service) merge(ctx context.Context, tx *store.Tx, visitor actor.Identity, change *Change) (*Result, error) {
	from, err := s.readCurrent(actor.With(ctx, visitor), tx)
	if fault.Code(err) == CodeNoCurrentCart {
		own, ownErr := s.readCurrent(ctx, tx)
		if ownErr != nil {
			return nil, ownErr
		}
		return &Result{Cart: own.Cart.Clone()}, nil
	}
	if err != nil {
		return nil, err
	}
	e, err := s.openCurrent(ctx, tx, true)
	if err != nil {
		return nil, err
	}
	if e.before == nil {
		e.rec.Cart.PurchaseFlowID = from.Cart.PurchaseFlowID
	}
	e.takeOver(from)
	change.adopted = *from.Goods()
	if err := e.change(ctx, change); err != nil {
		return nil, err
	}
	if err := s.delete(ctx, tx, from); err != nil {
		return nil, err
	}
	return e.save(ctx), nil
}

// takeOver fills what the cart lacks with what another has, and keeps the newer
// coupon of the two.
func (e *edit) takeOver(from *record) {
	c, f := &e.rec.Cart, &from.Cart
	fill(&c.BuyerNote, f.BuyerNote)
	fill(&c.BuyerInfo.Email, f.BuyerInfo.Email)
	fill(&c.OverrideCheckoutURL, f.OverrideCheckoutURL)
	fill(&c.BusinessLocationID, f.BusinessLocationID)
	fill(&c.ContactInfo, f.ContactInfo)
	fill(&c.SelectedShippingOption, f.SelectedShippingOption)
	fill(&c.ExtendedFields, f.ExtendedFields)
	if f.CouponCode() == "" || c.CouponCode() != "" && !from.Internal.CouponSet.After(e.rec.Internal.CouponSet) {
		return
	}
	e.dropCoupon()
	for _, d := range f.AppliedDiscounts {
		if d.Coupon != nil {
			c.AppliedDiscounts = append(c.AppliedDiscounts, d)
		}
	}
	e.rec.Internal.CouponSet = from.Internal.CouponSet
}

// fill sets *dst to v if it is zero.
func fill[T comparable](dst *T, v T) {
	var zero T
	if *dst == zero {
		*dst = v
	}
}
