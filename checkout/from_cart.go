// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"cmp"
	"context"
	"errors"
	"reflect"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// cartSays is what a cart says beside its goods. A checkout that is refreshed
// from its cart takes over what the cart has changed since, and keeps what the
// buyer has filled in.
type cartSays struct {
	Coupon         string                          `json:"coupon,omitempty"`
	Note           string                          `json:"note,omitempty"`
	URL            string                          `json:"url,omitempty"`
	LocationID     string                          `json:"locationId,omitempty"`
	ContactID      string                          `json:"contactId,omitempty"`
	Email          string                          `json:"email,omitempty"`
	Shipping       *pricing.SelectedShippingOption `json:"shipping,omitempty"`
	Contact        *contact.AddressWithContact     `json:"contact,omitempty"`
	ExtendedFields *item.ExtendedFields            `json:"extendedFields,omitempty"`
}

// saysOf returns what a cart says. It shares with c what neither changes.
func saysOf(c *cart.Cart) *cartSays {
	return &cartSays{
		Coupon: c.CouponCode(), Note: c.BuyerNote, URL: c.OverrideCheckoutURL, LocationID: c.BusinessLocationID,
		ContactID: c.BuyerInfo.ContactID, Email: c.BuyerInfo.Email, Shipping: c.SelectedShippingOption,
		Contact: c.ContactInfo, ExtendedFields: c.ExtendedFields,
	}
}

func (w *cartSays) clone() *cartSays {
	c := ptr.Copy(w)
	if c == nil {
		return nil
	}
	c.Shipping, c.Contact, c.ExtendedFields = ptr.Copy(w.Shipping), w.Contact.Clone(), w.ExtendedFields.Clone()
	return c
}

// CheckoutFromCart implements cart.CheckoutCreator. A checkout that is
// refreshed has the goods of the cart, and of the rest what the cart has
// changed since the last time; what the request brings comes first. One that is
// completed, or whose order was canceled, is left as it is, and a new one made.
func (s *Service) CheckoutFromCart(ctx context.Context, tx *store.Tx, r cart.CheckoutFromCart) (string, error) {
	e, err := s.refreshable(ctx, tx, r.Cart.CheckoutID)
	if err != nil {
		return "", err
	}
	if e == nil {
		owner := r.Cart.BuyerInfo.Identity()
		if !owner.Buyer() {
			owner = actor.Identity{}
		}
		e = s.beginNew(ctx, tx, owner, r.ChannelType)
		e.rec.Checkout.CartID, e.rec.Checkout.PurchaseFlowID = r.Cart.ID, r.Cart.PurchaseFlowID
	}
	e.fill(&r)
	if _, err := e.compute(ctx); err != nil {
		return "", err
	}
	if e.changed() {
		e.write(ctx)
	}
	return string(e.rec.Checkout.ID), nil
}

// refreshable returns the checkout that was made of a cart before, if it can
// still be ordered, else nil.
func (s *Service) refreshable(ctx context.Context, tx *store.Tx, checkoutID string) (*edit, error) {
	if checkoutID == "" {
		return nil, nil
	}
	e, err := s.begin(asProgram(ctx), tx, ID(checkoutID))
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case e.rec.Checkout.Completed:
		return nil, nil
	case e.own != nil && (e.own.Order.Status == order.StatusCanceled || e.own.Order.Status == order.StatusRejected):
		return nil, nil
	}
	return e, nil
}

// fill takes over what a cart says, and what the request says beside it.
func (e *edit) fill(r *cart.CheckoutFromCart) {
	c, in := &e.rec.Checkout, &e.rec.Internal
	now := saysOf(r.Cart)
	old := in.FromCart
	if old == nil {
		old = new(cartSays)
	}
	takeOver(&in.Coupon, old.Coupon, now.Coupon)
	takeOver(&in.URL, old.URL, now.URL)
	takeOver(&c.BuyerNote, old.Note, now.Note)
	takeOver(&c.BusinessLocationID, old.LocationID, now.LocationID)
	takeOver(&c.BuyerInfo.ContactID, old.ContactID, now.ContactID)
	email := c.BuyerInfo.Email
	takeOver(&email, old.Email, now.Email)
	c.BuyerInfo.Email = cmp.Or(r.Email, email, c.BuyerInfo.Email) // can be changed but not taken away
	if !reflect.DeepEqual(old.ExtendedFields, now.ExtendedFields) {
		c.ExtendedFields = now.ExtendedFields.Clone()
	}
	if !reflect.DeepEqual(old.Shipping, now.Shipping) {
		in.Shipping = ptr.Copy(now.Shipping)
	}
	if now.Shipping == nil && r.SelectedShippingOption != nil {
		in.Shipping = ptr.Copy(r.SelectedShippingOption)
	}
	switch {
	case r.ShippingAddress != nil:
		e.shipTo(&contact.AddressWithContact{Address: r.ShippingAddress.Clone(), ContactDetails: detailsOf(now.Contact, e.destination())})
	case now.Contact != nil && now.Contact.Address != nil && !reflect.DeepEqual(old.Contact, now.Contact):
		e.shipTo(now.Contact.Clone())
	}
	if r.BillingAddress != nil {
		c.BillingInfo = &contact.AddressWithContact{Address: r.BillingAddress.Clone(), ContactDetails: detailsOf(now.Contact, c.BillingInfo)}
	}
	c.BuyerLanguage = r.Cart.BuyerLanguage
	if r.ChannelType != "" {
		c.ChannelType = r.ChannelType
	}
	in.Goods, in.FromCart = r.Goods.Share(), now
}

// takeOver sets *dst to what the cart says now if that is not what it said
// before.
func takeOver(dst *string, before, now string) {
	if now != before {
		*dst = now
	}
}

// destination returns where the goods go, or nil.
func (e *edit) destination() *contact.AddressWithContact {
	if i := e.rec.Checkout.ShippingInfo; i != nil {
		return i.ShippingDestination
	}
	return nil
}

// detailsOf returns a copy of the details of the first contact that has any.
func detailsOf(contacts ...*contact.AddressWithContact) *contact.Details {
	for _, c := range contacts {
		if c != nil && c.ContactDetails != nil {
			return c.ContactDetails.Clone()
		}
	}
	return nil
}
