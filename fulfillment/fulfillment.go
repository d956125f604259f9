// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import (
	"maps"
	"slices"
	"time"

	"github.com/go-ecom/ecom/order"
)

// ID identifies a fulfillment.
type ID string

// OrderWithFulfillments is everything that was handed over, or is about to be,
// of one order.
type OrderWithFulfillments struct {
	OrderID      order.ID      `json:"orderId,omitzero"`
	Fulfillments []Fulfillment `json:"fulfillments"`
}

// Fulfillment returns the fulfillment with that id, or nil.
func (o *OrderWithFulfillments) Fulfillment(id ID) *Fulfillment {
	for i := range o.Fulfillments {
		if o.Fulfillments[i].ID == id {
			return &o.Fulfillments[i]
		}
	}
	return nil
}

// Fulfillment is one parcel, one pickup or one other way in which units of an
// order's lines are handed over. At most one of TrackingInfo and CustomInfo is
// set.
type Fulfillment struct {
	TrackingInfo *TrackingInfo `json:"trackingInfo,omitzero"`
	CustomInfo   *CustomInfo   `json:"customInfo,omitzero"`

	ID          ID         `json:"id,omitzero"`          // derived
	CreatedDate time.Time  `json:"createdDate,omitzero"` // derived
	LineItems   []LineItem `json:"lineItems,omitzero"`   // up to 300
	Status      Status     `json:"status,omitzero"`      // for people; the order's status follows from quantities
	Completed   bool       `json:"completed,omitzero"`   // handling is finished
}

// LineItem is a number of units of one line of the order.
type LineItem struct {
	ID       string `json:"id,omitzero"`       // of the order's line
	Quantity int    `json:"quantity,omitzero"` // 1 to 100,000; when creating, 0 means all units left
}

// TrackingInfo says where a parcel can be followed.
type TrackingInfo struct {
	TrackingNumber   string `json:"trackingNumber,omitzero"`   // 1 to 100 characters
	ShippingProvider string `json:"shippingProvider,omitzero"` // 1 to 100 characters; see TrackingLink
	TrackingLink     string `json:"trackingLink,omitzero"`     // 1 to 2048 characters; made for known providers
}

// CustomInfo is anything else that is to be known of a fulfillment.
type CustomInfo struct {
	FieldsData map[string]string `json:"fieldsData,omitzero"` // up to 100
}

// Status says how far a fulfillment has got. It is information only: any
// order of change is allowed.
type Status string

// The states of a fulfillment, spelled exactly so.
const (
	StatusPending    Status = "Pending"
	StatusAccepted   Status = "Accepted"
	StatusReady      Status = "Ready"
	StatusInDelivery Status = "In_Delivery"
	StatusFulfilled  Status = "Fulfilled"
)

// Valid reports whether s is one of the states.
func (s Status) Valid() bool {
	switch s {
	case StatusPending, StatusAccepted, StatusReady, StatusInDelivery, StatusFulfilled:
		return true
	}
	return false
}

// Clone returns a deep copy.
func (o *OrderWithFulfillments) Clone() *OrderWithFulfillments {
	c := *o
	if o.Fulfillments != nil {
		c.Fulfillments = make([]Fulfillment, len(o.Fulfillments))
		for i := range o.Fulfillments {
			c.Fulfillments[i] = *o.Fulfillments[i].Clone()
		}
	}
	return &c
}

// Clone returns a deep copy.
func (f *Fulfillment) Clone() *Fulfillment {
	c := *f
	if f.TrackingInfo != nil {
		t := *f.TrackingInfo
		c.TrackingInfo = &t
	}
	if f.CustomInfo != nil {
		c.CustomInfo = &CustomInfo{FieldsData: maps.Clone(f.CustomInfo.FieldsData)}
	}
	c.LineItems = slices.Clone(f.LineItems)
	return &c
}
