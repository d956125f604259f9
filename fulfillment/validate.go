// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
)

// The bounds of a fulfillment.
const (
	MaxLineItems = 300
	MaxQuantity  = 100_000
	maxFields    = 100
)

// Validate records what is wrong with a fulfillment that stands at path, as
// far as it can be told without the order.
func (f *Fulfillment) Validate(c *fault.Checker, path string) {
	if f.TrackingInfo != nil && f.CustomInfo != nil {
		c.Add(path, fault.RuleOneOfAlignment, "only one of trackingInfo and customInfo may be set", nil)
	}
	lines := fault.Join(path, "lineItems")
	c.Size(lines, len(f.LineItems), 0, MaxLineItems)
	for i, l := range f.LineItems {
		at := fault.Index(lines, i)
		c.Required(fault.Join(at, "id"), l.ID != "")
		item.CheckGUID(c, fault.Join(at, "id"), l.ID)
		if l.Quantity != 0 {
			c.Range(fault.Join(at, "quantity"), int64(l.Quantity), 1, MaxQuantity)
		}
	}
	if f.Status != "" && !f.Status.Valid() {
		c.Add(fault.Join(path, "status"), fault.RuleInvalidEnum,
			fmt.Sprintf("%q is not one of Pending, Accepted, Ready, In_Delivery and Fulfilled", f.Status), nil)
	}
	f.TrackingInfo.Validate(c, fault.Join(path, "trackingInfo"))
	if f.CustomInfo != nil {
		c.Size(fault.Join(path, "customInfo.fieldsData"), len(f.CustomInfo.FieldsData), 0, maxFields)
	}
}

// Validate records what is wrong with tracking information that stands at
// path; nil is right.
func (t *TrackingInfo) Validate(c *fault.Checker, path string) {
	if t == nil {
		return
	}
	c.Length(fault.Join(path, "trackingNumber"), t.TrackingNumber, 0, 100)
	c.Length(fault.Join(path, "shippingProvider"), t.ShippingProvider, 0, 100)
	item.CheckWebURL(c, fault.Join(path, "trackingLink"), t.TrackingLink, 2048)
}
