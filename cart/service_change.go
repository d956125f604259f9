// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// The codes of the platform for changes of carts.
const (
	CodeCartWithoutItems = "CANT_CREATE_CART_WITHOUT_ITEMS"
	CodeContactOfMember  = "CAN_ONLY_UPDATE_CONTACT_ID_FOR_NOT_LOGGED_IN_CUSTOMER"
	CodeOtherLocation    = "CART_IS_ALREADY_ASSOCIATED_WITH_DIFFERENT_LOCATION"
)

// CreateCart creates a cart that belongs to the actor. It is not the actor's
// current cart; see CurrentService for that.
//
// A cart needs something in it: when nothing was given, or nothing of it can be
// bought, the error is fault.Invalid with CodeCartWithoutItems.
func (s *Service) CreateCart(ctx context.Context, req CreateCartRequest) (*Result, error) {
	const op = "cart.CreateCart"
	if err := identified(actor.From(ctx)); err != nil {
		return nil, fault.At(op, err)
	}
	if err := Authorize(ctx, req.LineItems, req.CustomLineItems); err != nil {
		return nil, fault.At(op, err)
	}
	var check fault.Checker
	req.validate(&check)
	change := new(Change)
	change.Add, change.AddCustom = s.picker.Prepare(&check, req.LineItems, req.CustomLineItems)
	if err := check.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	return service.Mutate(ctx, s.env, op, req, func(ctx context.Context, tx *store.Tx) (*Result, error) {
		e := s.beginNew(ctx, tx)
		info := req.CartInfo.Clone()
		c := &e.rec.Cart
		c.BuyerNote, c.ContactInfo, c.OverrideCheckoutURL = info.BuyerNote, info.ContactInfo, info.OverrideCheckoutURL
		c.SelectedShippingOption, c.BusinessLocationID = info.SelectedShippingOption, info.BusinessLocationID
		c.ExtendedFields = info.ExtendedFields
		c.BuyerInfo.Email = info.BuyerInfo.Email
		if err := e.setContact(info.BuyerInfo.ContactID); err != nil {
			return nil, err
		}
		if err := e.change(ctx, change); err != nil {
			return nil, err
		}
		if len(c.LineItems) == 0 {
			return nil, withoutItems(e.result.Adjustments)
		}
		if req.CouponCode != "" {
			if err := e.setCoupon(ctx, req.CouponCode); err != nil {
				return nil, err
			}
		}
		return e.save(ctx), nil
	})
}

// withoutItems refuses a cart that nothing would be in.
func withoutItems(adjusted []Adjustment) error {
	err := fault.New(fault.Invalid, CodeCartWithoutItems, "a cart needs something in it")
	if len(adjusted) > 0 {
		err.Message = "nothing that was asked for can be bought"
		err.Data = map[string]any{"adjustments": adjusted}
	}
	return err
}

// UpdateCart changes a cart. Line items are added as AddToCart adds them.
func (s *Service) UpdateCart(ctx context.Context, id ID, req UpdateCartRequest) (*Result, error) {
	return s.updateCart(ctx, mutation{op: "cart.UpdateCart", id: id}, req)
}

func (s *Service) updateCart(ctx context.Context, m mutation, req UpdateCartRequest) (*Result, error) {
	if err := Authorize(ctx, req.LineItems, req.CustomLineItems); err != nil {
		return nil, fault.At(m.op, err)
	}
	var check fault.Checker
	req.validate(&check)
	change := new(Change)
	change.Add, change.AddCustom = s.picker.Prepare(&check, req.LineItems, req.CustomLineItems)
	if err := check.Err(); err != nil {
		return nil, fault.At(m.op, err)
	}
	return s.mutate(ctx, m, req, func(ctx context.Context, e *edit) error {
		if err := e.patch(&req.CartInfo); err != nil {
			return err
		}
		if err := e.change(ctx, change); err != nil {
			return err
		}
		if req.CouponCode == "" {
			return nil
		}
		return e.setCoupon(ctx, req.CouponCode)
	})
}

// patch changes the members of a cart.
func (e *edit) patch(u *CartUpdate) error {
	c := &e.rec.Cart
	u.BuyerNote.Apply(&c.BuyerNote)
	u.BuyerInfo.Email.Apply(&c.BuyerInfo.Email)
	u.OverrideCheckoutURL.Apply(&c.OverrideCheckoutURL)
	u.BusinessLocationID.Apply(&c.BusinessLocationID)
	if v, ok := u.ContactInfo.Get(); ok || u.ContactInfo.IsClear() {
		c.ContactInfo = nil
		if ok {
			c.ContactInfo = v.Clone()
		}
	}
	if v, ok := u.SelectedShippingOption.Get(); ok || u.SelectedShippingOption.IsClear() {
		c.SelectedShippingOption = nil
		if ok {
			c.SelectedShippingOption = &v
		}
	}
	if v, ok := u.ExtendedFields.Get(); ok || u.ExtendedFields.IsClear() {
		c.ExtendedFields = nil
		if ok {
			c.ExtendedFields = v.Clone()
		}
	}
	id := c.BuyerInfo.ContactID
	if !u.BuyerInfo.ContactID.Apply(&id) {
		return nil
	}
	return e.setContact(id)
}

// setContact gives the buyer of the cart a contact. That of somebody logged in
// is their own.
func (e *edit) setContact(id string) error {
	b := &e.rec.Cart.BuyerInfo
	if id != b.ContactID && b.MemberID != "" {
		return fault.New(fault.State, CodeContactOfMember, "the cart belongs to somebody logged in, whose contact is known")
	}
	b.ContactID = id
	return nil
}

// AddToCart adds items to a cart. What is equal to a line in it (the same item
// with the same options and overrides) raises its quantity. What cannot be
// bought is left out, and quantities stay within the stock; Adjustments say so.
func (s *Service) AddToCart(ctx context.Context, id ID, req AddToCartRequest) (*Result, error) {
	return s.addToCart(ctx, mutation{op: "cart.AddToCart", id: id}, req)
}

func (s *Service) addToCart(ctx context.Context, m mutation, req AddToCartRequest) (*Result, error) {
	if err := Authorize(ctx, req.LineItems, req.CustomLineItems); err != nil {
		return nil, fault.At(m.op, err)
	}
	var check fault.Checker
	req.validate(&check)
	change := new(Change)
	change.Add, change.AddCustom = s.picker.Prepare(&check, req.LineItems, req.CustomLineItems)
	if err := check.Err(); err != nil {
		return nil, fault.At(m.op, err)
	}
	return s.mutate(ctx, m, req, func(ctx context.Context, e *edit) error {
		if c := &e.rec.Cart; req.BusinessLocationID != "" && c.BusinessLocationID != req.BusinessLocationID {
			if c.BusinessLocationID != "" {
				return fault.New(fault.State, CodeOtherLocation, "the cart belongs to another business location")
			}
			c.BusinessLocationID = req.BusinessLocationID
		}
		return e.change(ctx, change)
	})
}

// RemoveLineItems takes lines out of a cart, by their ids. Those that are not in
// it are passed over.
func (s *Service) RemoveLineItems(ctx context.Context, id ID, lineItemIDs []string) (*Result, error) {
	return s.removeLineItems(ctx, mutation{op: "cart.RemoveLineItems", id: id}, lineItemIDs)
}

func (s *Service) removeLineItems(ctx context.Context, m mutation, ids []string) (*Result, error) {
	var check fault.Checker
	CheckLineIDs(&check, "lineItemIds", ids, MaxLinesPerCall)
	if err := check.Err(); err != nil {
		return nil, fault.At(m.op, err)
	}
	change := &Change{Remove: ids}
	return s.mutate(ctx, m, ids, func(ctx context.Context, e *edit) error { return e.change(ctx, change) })
}

// UpdateLineItemsQuantity gives lines of a cart other quantities, as far as the
// stock goes; Adjustments say where it did not. A line that is not in the cart
// is fault.NotFound.
func (s *Service) UpdateLineItemsQuantity(ctx context.Context, id ID, quantities []LineItemQuantityUpdate) (*Result, error) {
	return s.updateQuantities(ctx, mutation{op: "cart.UpdateLineItemsQuantity", id: id}, quantities)
}

func (s *Service) updateQuantities(ctx context.Context, m mutation, qs []LineItemQuantityUpdate) (*Result, error) {
	var check fault.Checker
	CheckQuantities(&check, "lineItems", qs)
	if err := check.Err(); err != nil {
		return nil, fault.At(m.op, err)
	}
	change := &Change{Quantities: qs, ByBuyer: actor.From(ctx).Buyer()}
	return s.mutate(ctx, m, qs, func(ctx context.Context, e *edit) error { return e.change(ctx, change) })
}

// RemoveCoupon takes the coupon off a cart, if it has one.
func (s *Service) RemoveCoupon(ctx context.Context, id ID) (*Result, error) {
	return s.removeCoupon(ctx, mutation{op: "cart.RemoveCoupon", id: id})
}

func (s *Service) removeCoupon(ctx context.Context, m mutation) (*Result, error) {
	change := new(Change)
	return s.mutate(ctx, m, nil, func(ctx context.Context, e *edit) error {
		e.dropCoupon()
		return e.change(ctx, change)
	})
}

// RemoveBusinessLocation takes the business location off a cart.
func (s *Service) RemoveBusinessLocation(ctx context.Context, id ID) (*Result, error) {
	change := new(Change)
	m := mutation{op: "cart.RemoveBusinessLocation", id: id}
	return s.mutate(ctx, m, nil, func(ctx context.Context, e *edit) error {
		e.rec.Cart.BusinessLocationID = ""
		return e.change(ctx, change)
	})
}

// DeleteCart deletes a cart. When it was its buyer's current one, the buyer has
// none then.
func (s *Service) DeleteCart(ctx context.Context, id ID) error {
	_, err := service.Mutate(ctx, s.env, "cart.DeleteCart", request{ID: id}, func(ctx context.Context, tx *store.Tx) (struct{}, error) {
		r, err := s.read(ctx, tx, id)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.delete(ctx, tx, r)
	})
	return err
}

// delete deletes a cart that was read in tx.
func (s *Service) delete(ctx context.Context, tx *store.Tx, r *record) error {
	if err := s.release(ctx, tx, r); err != nil {
		return err
	}
	records.Delete(tx, string(r.Cart.ID))
	events.Emit(tx, ctx, string(r.Cart.ID), func() events.Payload { return CartDeleted{} })
	return nil
}
