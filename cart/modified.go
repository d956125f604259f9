// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"maps"
	"reflect"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/pricing"
)

// modifiedFields returns the members that differ between two states of a cart,
// by their paths, with the values they had before; nil for those that had none.
// Revision and date, which every change changes, are not among them. What it
// returns shares with before what nobody changes: see cloneModified.
func modifiedFields(before, after *Cart) map[string]any {
	m := make(map[string]any)
	if !sameLines(before.LineItems, after.LineItems) {
		m["lineItems"] = before.LineItems
	}
	text := func(path, b, a string) {
		if a != b {
			m[path] = nil
			if b != "" {
				m[path] = b
			}
		}
	}
	text("buyerNote", before.BuyerNote, after.BuyerNote)
	text("buyerInfo.visitorId", before.BuyerInfo.VisitorID, after.BuyerInfo.VisitorID)
	text("buyerInfo.memberId", before.BuyerInfo.MemberID, after.BuyerInfo.MemberID)
	text("buyerInfo.contactId", before.BuyerInfo.ContactID, after.BuyerInfo.ContactID)
	text("buyerInfo.email", before.BuyerInfo.Email, after.BuyerInfo.Email)
	text("checkoutId", before.CheckoutID, after.CheckoutID)
	text("overrideCheckoutUrl", before.OverrideCheckoutURL, after.OverrideCheckoutURL)
	text("businessLocationId", before.BusinessLocationID, after.BusinessLocationID)
	if !before.ContactInfo.Equal(after.ContactInfo) {
		m["contactInfo"] = orNil(before.ContactInfo)
	}
	if !reflect.DeepEqual(before.AppliedDiscounts, after.AppliedDiscounts) {
		m["appliedDiscounts"] = before.AppliedDiscounts
	}
	if b, a := before.SelectedShippingOption, after.SelectedShippingOption; b != a && (b == nil || a == nil || *b != *a) {
		m["selectedShippingOption"] = orNil(b)
	}
	if !reflect.DeepEqual(before.ExtendedFields, after.ExtendedFields) {
		m["extendedFields"] = orNil(before.ExtendedFields)
	}
	return m
}

// cloneModified copies what modifiedFields returned.
func cloneModified(m map[string]any) map[string]any {
	c := maps.Clone(m)
	for path, v := range c {
		switch v := v.(type) {
		case []LineItem:
			c[path] = cloneEach(v, LineItem.Clone)
		case []Discount:
			c[path] = cloneEach(v, Discount.Clone)
		case *contact.AddressWithContact:
			c[path] = v.Clone()
		case *pricing.SelectedShippingOption:
			c[path] = clonePtr(v)
		case *item.ExtendedFields:
			c[path] = v.Clone()
		}
	}
	return c
}

// sameLines reports whether two lists hold the same lines. Slices and pointers
// that are shared are not looked into: changes put new ones.
func sameLines(b, a []LineItem) bool {
	if len(b) != len(a) {
		return false
	}
	for i := range b {
		if b[i].Quantity != a[i].Quantity || b[i].ID != a[i].ID || !b[i].LineItemPrice.Equal(a[i].LineItemPrice) {
			return false
		}
	}
	return reflect.DeepEqual(b, a)
}

// orNil returns an untyped nil for a nil pointer, so that it encodes and
// compares as nothing.
func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}
