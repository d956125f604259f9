// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

// OrderUpdate says what to change of an order. It decodes from the order of a
// PATCH body; members that cannot be changed are ignored, as the platform
// ignores them. Goods and prices change by editing the order, not here.
type OrderUpdate struct {
	BuyerInfo         patch.Field[BuyerInfoUpdate]      `json:"buyerInfo,omitzero"` // cannot be cleared
	BuyerLanguage     patch.Field[string]               `json:"buyerLanguage,omitzero"`
	WeightUnit        patch.Field[item.WeightUnit]      `json:"weightUnit,omitzero"`
	BillingInfo       patch.Field[AddressUpdate]        `json:"billingInfo,omitzero"`
	RecipientInfo     patch.Field[AddressUpdate]        `json:"recipientInfo,omitzero"`
	ShippingInfo      patch.Field[ShippingInfoUpdate]   `json:"shippingInfo,omitzero"`
	Archived          patch.Field[bool]                 `json:"archived,omitzero"`
	SeenByAHuman      patch.Field[bool]                 `json:"seenByAHuman,omitzero"`
	AttributionSource patch.Field[AttributionSource]    `json:"attributionSource,omitzero"`
	ExtendedFields    patch.Field[*item.ExtendedFields] `json:"extendedFields,omitzero"`
}

// BuyerInfoUpdate says what to change of a buyer.
type BuyerInfoUpdate struct {
	Email patch.Field[string] `json:"email,omitzero"`
}

// AddressUpdate says what to change of an address and of who is there. Each is
// replaced as a whole; contact details cannot be cleared.
type AddressUpdate struct {
	Address        patch.Field[*contact.Address] `json:"address,omitzero"`
	ContactDetails patch.Field[*contact.Details] `json:"contactDetails,omitzero"`
}

// ShippingInfoUpdate says what to change of an order's shipping.
type ShippingInfoUpdate struct {
	Logistics patch.Field[LogisticsUpdate] `json:"logistics,omitzero"`
}

// LogisticsUpdate says what to change of where an order goes.
type LogisticsUpdate struct {
	ShippingDestination patch.Field[AddressUpdate] `json:"shippingDestination,omitzero"`
}

// updateRequest is the request of UpdateOrder.
type updateRequest struct {
	ID    ID          `json:"id"`
	Order OrderUpdate `json:"order"`
}

// UpdateOrder changes details of an order: the buyer's e-mail, addresses,
// contact details and flags. A PENDING or REJECTED order is a fault.State with
// ORDER_IS_PENDING or ORDER_IS_REJECTED. It raises OrderUpdated. Only
// administrators may call it; it is idempotent by key.
func (s *Service) UpdateOrder(ctx context.Context, id ID, u OrderUpdate) (*Order, error) {
	return service.Mutate(ctx, s.env, "order.UpdateOrder", updateRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		return s.update(ctx, tx, id, u, "order")
	})
}

// update changes an order in tx; path is where the update stands in the
// request.
func (s *Service) update(ctx context.Context, tx *store.Tx, id ID, u OrderUpdate, path string) (*Order, error) {
	if err := u.validate(path); err != nil {
		return nil, err
	}
	return s.change(ctx, tx, id, func(r *Record) error {
		if err := CanUpdate(&r.Order); err != nil {
			return err
		}
		u.apply(&r.Order, tx)
		return nil
	})
}

// change loads an order, has fn change it, saves it, and returns a copy.
func (s *Service) change(ctx context.Context, tx *store.Tx, id ID, fn func(r *Record) error) (*Order, error) {
	r, err := s.Load(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := fn(r); err != nil {
		return nil, err
	}
	s.Save(ctx, tx, r)
	return r.Order.Clone(), nil
}

// validate returns what is wrong with an update that stands at path.
func (u *OrderUpdate) validate(path string) error {
	c := checker{at: path}
	if u.BuyerInfo.IsClear() {
		c.clear("buyerInfo")
	}
	if b, ok := u.BuyerInfo.Get(); ok {
		if email, ok := b.Email.Get(); ok {
			contact.CheckEmail(&c.Checker, c.in("buyerInfo.email"), email)
		}
	}
	if w, ok := u.WeightUnit.Get(); ok && w != item.WeightUnitUnspecified {
		c.enum("weightUnit", w, string(w))
	}
	if a, ok := u.AttributionSource.Get(); ok {
		c.enum("attributionSource", a, string(a))
	}
	c.address("billingInfo", u.BillingInfo)
	c.address("recipientInfo", u.RecipientInfo)
	if u.ShippingInfo.IsClear() {
		c.clear("shippingInfo")
	}
	if s, ok := u.ShippingInfo.Get(); ok {
		if s.Logistics.IsClear() {
			c.clear("shippingInfo.logistics")
		}
		if l, ok := s.Logistics.Get(); ok {
			c.address("shippingInfo.logistics.shippingDestination", l.ShippingDestination)
		}
	}
	return c.Err()
}

// clear records that a member cannot be cleared.
func (c *checker) clear(name string) {
	c.Add(c.in(name), fault.RuleNotAllowed, "cannot be cleared", nil)
}

func (c *checker) address(name string, f patch.Field[AddressUpdate]) {
	u, ok := f.Get()
	if !ok {
		if f.IsClear() {
			c.clear(name + ".contactDetails")
		}
		return
	}
	c.under(name, func() {
		if u.ContactDetails.IsClear() {
			c.clear("contactDetails")
		}
		if a, ok := u.Address.Get(); ok {
			a.Validate(&c.Checker, c.in("address"))
		}
		if d, ok := u.ContactDetails.Get(); ok {
			d.Validate(&c.Checker, c.in("contactDetails"))
		}
	})
}

// apply changes o as the update says and notes in its history what buyers are
// told of.
func (u *OrderUpdate) apply(o *Order, tx *store.Tx) {
	note := func(t ActivityType) {
		AddActivity(o, Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: t})
	}
	if b, ok := u.BuyerInfo.Get(); ok {
		before := o.BuyerInfo.Email
		if b.Email.Apply(&o.BuyerInfo.Email) && o.BuyerInfo.Email != before {
			note(ActivityTypeEmailEdited)
		}
	}
	u.BuyerLanguage.Apply(&o.BuyerLanguage)
	u.WeightUnit.Apply(&o.WeightUnit)
	applyAddress(u.BillingInfo, &o.BillingInfo)
	applyAddress(u.RecipientInfo, &o.RecipientInfo)
	if s, ok := u.ShippingInfo.Get(); ok {
		if l, ok := s.Logistics.Get(); ok && !l.ShippingDestination.IsZero() {
			if o.ShippingInfo == nil {
				o.ShippingInfo = &ShippingInformation{}
			}
			to := &o.ShippingInfo.Logistics.ShippingDestination
			before := (*to).Clone()
			applyAddress(l.ShippingDestination, to)
			if !before.Equal(*to) {
				note(ActivityTypeShippingAddressEdited)
			}
		}
	}
	u.Archived.Apply(&o.Archived)
	u.SeenByAHuman.Apply(&o.SeenByAHuman)
	u.AttributionSource.Apply(&o.AttributionSource)
	if u.ExtendedFields.Apply(&o.ExtendedFields) {
		o.ExtendedFields = o.ExtendedFields.Clone()
	}
}

func applyAddress(f patch.Field[AddressUpdate], to **contact.AddressWithContact) {
	u, ok := f.Get()
	if !ok {
		return
	}
	if *to == nil {
		*to = &contact.AddressWithContact{}
	}
	if u.Address.Apply(&(*to).Address) {
		(*to).Address = (*to).Address.Clone()
	}
	if u.ContactDetails.Apply(&(*to).ContactDetails) {
		(*to).ContactDetails = (*to).ContactDetails.Clone()
	}
	if (*to).IsZero() {
		*to = nil
	}
}
