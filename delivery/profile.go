// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin"
)

// The limits of the platform, and of what it does not say (see docs/design.md).
const (
	MaxProfiles          = 99  // of a shop
	MaxRegions           = 100 // of a profile
	MaxCarriers          = 25  // of a region
	MaxDestinations      = 250 // of all regions of a shop
	MaxSubdivisions      = 100 // of a destination
	MaxAdditionalCharges = 10  // of a carrier
	MaxRates             = 50  // of an option
	MaxConditions        = 10  // of a rate
	MaxOptionRegions     = 50  // that an option is offered in
	MaxOptionsPerRegion  = 100 // shipping options in a region, and pickup locations, and local delivery options
	MaxPickupLocations   = 1000
	MaxBulk              = 100 // pickup locations or local delivery options of one call
	MaxZipCodes          = 1000
	MaxGeocodes          = 300
	MaxCities            = 50
	MaxLocalDestinations = 100
	MaxLocalSubdivisions = 200
)

// The ids of the shop's own carriers.
const (
	BasicShipping = "45c44b27-ca7b-4891-8c0d-1747d588b835" // the shipping options, and shipping.Options of the configuration
	Pickup        = "50d8c12f-715e-41ad-be25-d0f61375dbee" // the pickup locations
	LocalDelivery = "2f5b8f5e-7d2a-4c5c-9a54-9d6f3c1b7e10" // the local delivery options
)

// ProfileID identifies a delivery profile.
type ProfileID string

// RegionID identifies a delivery region.
type RegionID string

// Profile is how some of a shop's goods are delivered.
type Profile struct {
	ID              ProfileID            `json:"id,omitempty"`              // derived
	Name            string               `json:"name,omitempty"`            // 1 to 256 characters
	Default         bool                 `json:"default"`                   // of goods that name no profile; the first profile is it, for ever
	DeliveryRegions []Region             `json:"deliveryRegions,omitempty"` // up to 100
	CreatedBy       *CreatedBy           `json:"createdBy,omitempty"`       // derived
	Revision        int64                `json:"revision,string,omitempty"` // derived; one more with each change
	CreatedDate     time.Time            `json:"createdDate,omitzero"`      // derived
	UpdatedDate     time.Time            `json:"updatedDate,omitzero"`      // derived
	ExtendedFields  *item.ExtendedFields `json:"extendedFields,omitempty"`
}

// CreatedBy says who made a profile: at most one member is set.
type CreatedBy struct {
	AppID  string `json:"appId,omitempty"`
	UserID string `json:"userId,omitempty"`
}

// Region is a part of the world that goods of a profile are brought to.
type Region struct {
	ID               RegionID      `json:"id,omitempty"`   // derived
	Name             string        `json:"name,omitempty"` // 1 to 256 characters
	Active           *bool         `json:"active,omitempty"`
	DeliveryCarriers []Carrier     `json:"deliveryCarriers,omitempty"` // up to 25; a new region without any gets the shop's own three
	Destinations     []Destination `json:"destinations,omitempty"`     // up to 250; none: the rest of the world
	CreatedDate      time.Time     `json:"createdDate,omitzero"`       // derived
}

// Destination is a country, or some of its subdivisions.
type Destination struct {
	CountryCode  string   `json:"countryCode"`
	Subdivisions []string `json:"subdivisions,omitempty"` // such as "US-CA", up to 100; none: the whole country
}

// Carrier is who brings goods to a region.
type Carrier struct {
	AppID             string             `json:"appId"` // the id of the shipping.Service, or of one of the shop's own
	BackupRate        *BackupRate        `json:"backupRate,omitempty"`
	AdditionalCharges []AdditionalCharge `json:"additionalCharges,omitempty"` // up to 10
}

// BackupRate is offered when a carrier gives no rate, whatever the reason.
type BackupRate struct {
	Title  string         `json:"title,omitempty"` // 1 to 256 characters; default the carrier's name
	Amount plugin.Decimal `json:"amount,omitempty"`
	Active bool           `json:"active"` // false: it is not offered
}

// AdditionalCharge is added to every rate of a carrier, and shown apart.
type AdditionalCharge struct {
	Description string         `json:"description,omitempty"` // up to 250 characters
	Amount      plugin.Decimal `json:"amount"`
}

// IsActive reports whether goods are brought to the region: unless Active is
// false.
func (r *Region) IsActive() bool { return ptr.Or(r.Active, true) }

// Region returns the region with an id, or nil. It belongs to p.
func (p *Profile) Region(id RegionID) *Region {
	for i := range p.DeliveryRegions {
		if p.DeliveryRegions[i].ID == id {
			return &p.DeliveryRegions[i]
		}
	}
	return nil
}

// Carrier returns the carrier with an id, or nil. It belongs to r.
func (r *Region) Carrier(appID string) *Carrier {
	for i := range r.DeliveryCarriers {
		if r.DeliveryCarriers[i].AppID == appID {
			return &r.DeliveryCarriers[i]
		}
	}
	return nil
}

// RecordID returns the id, for the store.
func (p *Profile) RecordID() string { return string(p.ID) }

// Clone returns a deep copy.
func (p *Profile) Clone() *Profile {
	c := ptr.Copy(p)
	if c != nil {
		c.DeliveryRegions = ptr.CopyEach(c.DeliveryRegions, Region.Clone)
		c.CreatedBy = ptr.Copy(c.CreatedBy)
		c.ExtendedFields = c.ExtendedFields.Clone()
	}
	return c
}

// Clone returns a deep copy.
func (r Region) Clone() Region {
	r.Active = ptr.Copy(r.Active)
	r.DeliveryCarriers = ptr.CopyEach(r.DeliveryCarriers, Carrier.Clone)
	r.Destinations = cloneDestinations(r.Destinations)
	return r
}

func cloneDestinations(ds []Destination) []Destination {
	return ptr.CopyEach(ds, func(d Destination) Destination {
		d.Subdivisions = slices.Clone(d.Subdivisions)
		return d
	})
}

// Clone returns a deep copy.
func (k Carrier) Clone() Carrier {
	k.BackupRate = ptr.Copy(k.BackupRate)
	k.AdditionalCharges = slices.Clone(k.AdditionalCharges)
	return k
}
