// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin"
)

// ShippingOptionID identifies a shipping option; it is the code of its rates.
type ShippingOptionID string

// ShippingOption is a way in which the shop itself ships goods.
type ShippingOption struct {
	ID                    ShippingOptionID     `json:"id,omitempty"`                    // derived
	Revision              int64                `json:"revision,string,omitempty"`       // derived; one more with each change
	CreatedDate           time.Time            `json:"createdDate,omitzero"`            // derived
	UpdatedDate           time.Time            `json:"updatedDate,omitzero"`            // derived
	DeliveryRegionID      RegionID             `json:"deliveryRegionId,omitempty"`      // deprecated: the first of DeliveryRegionIDs
	DeliveryRegionIDs     []RegionID           `json:"deliveryRegionIds,omitempty"`     // where it is offered, up to 50
	Title                 string               `json:"title,omitempty"`                 // up to 1000 characters; buyers see 250
	EstimatedDeliveryTime string               `json:"estimatedDeliveryTime,omitempty"` // up to 500 characters
	Rates                 []ConditionalRates   `json:"rates,omitempty"`                 // 1 to 50; the lowest that holds is charged
	ExtendedFields        *item.ExtendedFields `json:"extendedFields,omitempty"`
}

// ConditionalRates is a price and what it takes for it.
type ConditionalRates struct {
	Amount             plugin.Decimal `json:"amount"`
	Conditions         []Condition    `json:"conditions,omitempty"` // up to 10, all of them required; none: always
	MultiplyByQuantity bool           `json:"multiplyByQuantity"`   // Amount is for each unit that is shipped
}

// Condition compares what the goods weigh, cost or count with a value.
type Condition struct {
	Type     ConditionType   `json:"type"`
	Value    plugin.Decimal  `json:"value"`
	Operator LogicalOperator `json:"operator"`
}

// ConditionType says what a condition compares.
type ConditionType string

// The things that conditions compare.
const (
	ByTotalWeight   ConditionType = "BY_TOTAL_WEIGHT"   // of what is shipped, in the shop's unit
	ByTotalPrice    ConditionType = "BY_TOTAL_PRICE"    // of the goods after all discounts, as shown
	ByTotalQuantity ConditionType = "BY_TOTAL_QUANTITY" // of units that are shipped
)

// LogicalOperator says how a condition compares.
type LogicalOperator string

// The operators.
const (
	EQ  LogicalOperator = "EQ"
	GT  LogicalOperator = "GT"
	GTE LogicalOperator = "GTE"
	LT  LogicalOperator = "LT"
	LTE LogicalOperator = "LTE"
)

// PickupLocationID identifies a pickup location; it is the code of its rate.
type PickupLocationID string

// PickupLocation is a place where buyers come for their goods.
type PickupLocation struct {
	ID                PickupLocationID   `json:"id,omitempty"`                // derived
	Revision          int64              `json:"revision,string,omitempty"`   // derived; one more with each change
	CreatedDate       time.Time          `json:"createdDate,omitzero"`        // derived
	UpdatedDate       time.Time          `json:"updatedDate,omitzero"`        // derived
	Name              string             `json:"name,omitempty"`              // 1 to 100 characters
	Address           *contact.Address   `json:"address,omitempty"`           // required
	DeliveryTime      string             `json:"deliveryTime,omitempty"`      // up to 500 characters
	Instructions      string             `json:"instructions,omitempty"`      // up to 1000 characters
	Active            *bool              `json:"active,omitempty"`            // nil: it is
	Rates             []ConditionalRates `json:"rates,omitempty"`             // up to 50, the lowest that holds is charged; none: free of charge
	DeliveryRegionIDs []RegionID         `json:"deliveryRegionIds,omitempty"` // whose buyers may choose it, up to 50
}

// IsActive reports whether buyers may choose the place: unless Active is false.
func (l *PickupLocation) IsActive() bool { return ptr.Or(l.Active, true) }

// RecordID returns the id, for the store.
func (o *ShippingOption) RecordID() string { return string(o.ID) }

// Clone returns a deep copy.
func (o *ShippingOption) Clone() *ShippingOption {
	c := ptr.Copy(o)
	if c != nil {
		c.DeliveryRegionIDs = slices.Clone(c.DeliveryRegionIDs)
		c.Rates = cloneRates(c.Rates)
		c.ExtendedFields = c.ExtendedFields.Clone()
	}
	return c
}

// RecordID returns the id, for the store.
func (l *PickupLocation) RecordID() string { return string(l.ID) }

// Clone returns a deep copy.
func (l *PickupLocation) Clone() *PickupLocation {
	c := ptr.Copy(l)
	if c != nil {
		c.Address = c.Address.Clone()
		c.Active = ptr.Copy(c.Active)
		c.Rates = cloneRates(c.Rates)
		c.DeliveryRegionIDs = slices.Clone(c.DeliveryRegionIDs)
	}
	return c
}

func cloneRates(rs []ConditionalRates) []ConditionalRates {
	return ptr.CopyEach(rs, func(r ConditionalRates) ConditionalRates {
		r.Conditions = slices.Clone(r.Conditions)
		return r
	})
}
