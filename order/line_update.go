// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

// CodeLineItemNotFound is the code for a line that an order does not have.
const CodeLineItemNotFound = "LINE_ITEM_NOT_FOUND"

// LineItemUpdate says what to change of a line: what describes it. Quantities
// and prices change by editing the order.
type LineItemUpdate struct {
	ProductName        patch.Field[item.Translatable]        `json:"productName,omitzero"` // cannot be cleared
	DescriptionLines   patch.Field[[]item.DescriptionLine]   `json:"descriptionLines,omitzero"`
	Image              patch.Field[*item.Image]              `json:"image,omitzero"`
	PhysicalProperties patch.Field[*item.PhysicalProperties] `json:"physicalProperties,omitzero"`
	DigitalFile        patch.Field[*item.DigitalFile]        `json:"digitalFile,omitzero"`
	FulfillerID        patch.Field[string]                   `json:"fulfillerId,omitzero"`
	ExtendedFields     patch.Field[*item.ExtendedFields]     `json:"extendedFields,omitzero"`
}

// lineRequest is the request of UpdateOrderLineItem.
type lineRequest struct {
	ID         ID             `json:"id"`
	LineItemID string         `json:"lineItemId"`
	LineItem   LineItemUpdate `json:"lineItem"`
}

// UpdateOrderLineItem changes what describes a line of an order. A line that
// the order does not have is a fault.NotFound; a PENDING or REJECTED order is
// refused as by UpdateOrder. It raises OrderUpdated. Only administrators may
// call it; it is idempotent by key.
func (s *Service) UpdateOrderLineItem(ctx context.Context, id ID, lineItemID string, u LineItemUpdate) (*Order, error) {
	return service.Mutate(ctx, s.env, "order.UpdateOrderLineItem", lineRequest{id, lineItemID, u}, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		if err := u.validate("lineItem"); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, id, func(r *Record) error {
			if err := CanUpdate(&r.Order); err != nil {
				return err
			}
			for i := range r.Order.LineItems {
				if l := &r.Order.LineItems[i]; l.ID == lineItemID {
					u.apply(l)
					return nil
				}
			}
			return fault.Missing("line item", lineItemID, CodeLineItemNotFound)
		})
	})
}

func (u *LineItemUpdate) validate(path string) error {
	c := checker{at: path}
	if u.ProductName.IsClear() {
		c.clear("productName")
	}
	if n, ok := u.ProductName.Get(); ok {
		n.Validate(&c.Checker, c.in("productName"), item.UseProductName)
	}
	if ls, ok := u.DescriptionLines.Get(); ok {
		item.ValidateDescriptionLines(&c.Checker, c.in("descriptionLines"), ls, 20)
	}
	if p, ok := u.PhysicalProperties.Get(); ok {
		p.Validate(&c.Checker, c.in("physicalProperties"))
	}
	if f, ok := u.DigitalFile.Get(); ok {
		f.Validate(&c.Checker, c.in("digitalFile"))
	}
	if id, ok := u.FulfillerID.Get(); ok {
		c.guid("fulfillerId", id)
	}
	return c.Err()
}

// apply changes l as the update says; l shares nothing with the update then.
func (u *LineItemUpdate) apply(l *LineItem) {
	u.ProductName.Apply(&l.ProductName)
	u.DescriptionLines.Apply(&l.DescriptionLines)
	u.Image.Apply(&l.Image)
	u.PhysicalProperties.Apply(&l.PhysicalProperties)
	u.DigitalFile.Apply(&l.DigitalFile)
	u.FulfillerID.Apply(&l.FulfillerID)
	u.ExtendedFields.Apply(&l.ExtendedFields)
	l.detach()
}
