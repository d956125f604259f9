// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/internal/ptr"
)

// The events of delivery profiles and shipping options. Entities are shared by
// all handlers of a commit and not to be changed.

// DeliveryProfileCreated is raised when a profile was made.
type DeliveryProfileCreated struct{ events.Created[*Profile] }

// EventType returns the platform's name of the event.
func (DeliveryProfileCreated) EventType() string { return "wix.ecom.v1.delivery_profile_created" }

// Detach implements events.Detacher.
func (e DeliveryProfileCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// DeliveryProfileUpdated is raised with every change of a profile, those of its
// regions and their carriers among them.
type DeliveryProfileUpdated struct{ events.Updated[*Profile] }

// EventType returns the platform's name of the event.
func (DeliveryProfileUpdated) EventType() string { return "wix.ecom.v1.delivery_profile_updated" }

// Detach implements events.Detacher.
func (e DeliveryProfileUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// DeliveryProfileDeleted is raised when a profile is gone.
type DeliveryProfileDeleted struct{ events.Deleted[*Profile] }

// EventType returns the platform's name of the event.
func (DeliveryProfileDeleted) EventType() string { return "wix.ecom.v1.delivery_profile_deleted" }

// Detach implements events.Detacher.
func (e DeliveryProfileDeleted) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// RegionTold is a region as its events tell of it.
type RegionTold struct {
	DeliveryProfileID ProfileID     `json:"deliveryProfileId"`
	DeliveryRegionID  RegionID      `json:"deliveryRegionId"`
	Name              string        `json:"name,omitempty"`
	Active            bool          `json:"active"`
	DeliveryCarriers  []Carrier     `json:"deliveryCarriers,omitempty"`
	Destinations      []Destination `json:"destinations,omitempty"`
	CreatedDate       time.Time     `json:"createdDate,omitzero"`
}

// clone returns a deep copy.
func (t RegionTold) clone() RegionTold {
	t.DeliveryCarriers = ptr.CopyEach(t.DeliveryCarriers, Carrier.Clone)
	t.Destinations = cloneDestinations(t.Destinations)
	return t
}

func told(id ProfileID, r *Region) RegionTold {
	return RegionTold{
		DeliveryProfileID: id, DeliveryRegionID: r.ID, Name: r.Name, Active: r.IsActive(),
		DeliveryCarriers: r.DeliveryCarriers, Destinations: r.Destinations, CreatedDate: r.CreatedDate,
	}.clone()
}

// DeliveryProfileRegionAdded is raised when a profile got a region.
type DeliveryProfileRegionAdded struct{ RegionTold }

// EventType returns the platform's name of the event.
func (DeliveryProfileRegionAdded) EventType() string {
	return "wix.ecom.v1.delivery_profile_region_added"
}

// EntityFQDN returns the entity's name.
func (DeliveryProfileRegionAdded) EntityFQDN() string { return profileFQDN }

// Detach implements events.Detacher.
func (e DeliveryProfileRegionAdded) Detach(*events.Copies) events.Payload {
	e.RegionTold = e.clone()
	return e
}

// DeliveryProfileRegionUpdated is raised when a region or its carriers changed.
type DeliveryProfileRegionUpdated struct{ RegionTold }

// EventType returns the platform's name of the event.
func (DeliveryProfileRegionUpdated) EventType() string {
	return "wix.ecom.v1.delivery_profile_region_updated"
}

// EntityFQDN returns the entity's name.
func (DeliveryProfileRegionUpdated) EntityFQDN() string { return profileFQDN }

// Detach implements events.Detacher.
func (e DeliveryProfileRegionUpdated) Detach(*events.Copies) events.Payload {
	e.RegionTold = e.clone()
	return e
}

// DeliveryProfileRegionRemoved is raised when a profile lost a region.
type DeliveryProfileRegionRemoved struct {
	DeliveryProfileID ProfileID `json:"deliveryProfileId"`
	DeliveryRegionID  RegionID  `json:"deliveryRegionId"`
}

// EventType returns the platform's name of the event.
func (DeliveryProfileRegionRemoved) EventType() string {
	return "wix.ecom.v1.delivery_profile_region_removed"
}

// EntityFQDN returns the entity's name.
func (DeliveryProfileRegionRemoved) EntityFQDN() string { return profileFQDN }

const profileFQDN = "wix.ecom.v1.delivery_profile"

// ShippingOptionCreated is raised when a shipping option was made.
type ShippingOptionCreated struct {
	events.Created[*ShippingOption]
}

// EventType returns the platform's name of the event.
func (ShippingOptionCreated) EventType() string { return "wix.ecom.v1.shipping_option_created" }

// Detach implements events.Detacher.
func (e ShippingOptionCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// ShippingOptionUpdated is raised when a shipping option changed.
type ShippingOptionUpdated struct {
	events.Updated[*ShippingOption]
}

// EventType returns the platform's name of the event.
func (ShippingOptionUpdated) EventType() string { return "wix.ecom.v1.shipping_option_updated" }

// Detach implements events.Detacher.
func (e ShippingOptionUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// ShippingOptionDeleted is raised when a shipping option is gone.
type ShippingOptionDeleted struct {
	events.Deleted[*ShippingOption]
}

// EventType returns the platform's name of the event.
func (ShippingOptionDeleted) EventType() string { return "wix.ecom.v1.shipping_option_deleted" }

// Detach implements events.Detacher.
func (e ShippingOptionDeleted) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}
