// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"time"

	"github.com/go-ecom/ecom/store"
)

// The names of the indexes.
const (
	indexCreated = "created"
	indexRegion  = "region"
	indexDefault = "default"
)

var (
	profiles = store.Define[Profile]("delivery-profile", 1,
		store.By(indexCreated, func(p *Profile) store.Part { return store.Time(p.CreatedDate) }),
		store.ByAny(indexRegion, func(p *Profile) []store.Composite {
			keys := make([]store.Composite, len(p.DeliveryRegions))
			for i := range p.DeliveryRegions {
				keys[i] = store.Composite{store.Text(string(p.DeliveryRegions[i].ID))}
			}
			return keys
		}),
		store.Unique(indexDefault, func(p *Profile) string {
			if p.Default {
				return indexDefault
			}
			return ""
		}))

	shippingOptions = store.Define[ShippingOption]("shipping-option", 1,
		store.By(indexCreated, func(o *ShippingOption) store.Part { return store.Time(o.CreatedDate) }))

	pickupLocations = store.Define[PickupLocation]("pickup-location", 1,
		store.By(indexCreated, func(l *PickupLocation) store.Part { return store.Time(l.CreatedDate) }))

	localOptions = store.Define[LocalDeliveryOption]("local-delivery-option", 1,
		store.By(indexCreated, func(o *LocalDeliveryOption) store.Part { return store.Time(o.CreatedDate) }))

	// versions counts the changes of all of these, under the one id version: who
	// has read them as of a count need not read them again until it rises.
	versions = store.Counter{Kind: "delivery-version"}

	// totals are the numbers that limits are held by.
	totals = store.Counter{Kind: "delivery-total"}
)

const (
	version           = "version"
	totalProfiles     = "profiles"
	totalDestinations = "destinations"
	totalPickup       = "pickup-locations"
)

// stamps are the members of an entity that the service keeps.
type stamps struct {
	id               string
	revision         *int64
	created, updated *time.Time
	regions          *[]RegionID
}

func (o *ShippingOption) stamps() stamps {
	return stamps{string(o.ID), &o.Revision, &o.CreatedDate, &o.UpdatedDate, &o.DeliveryRegionIDs}
}

func (l *PickupLocation) stamps() stamps {
	return stamps{string(l.ID), &l.Revision, &l.CreatedDate, &l.UpdatedDate, &l.DeliveryRegionIDs}
}

func (o *LocalDeliveryOption) stamps() stamps {
	return stamps{string(o.ID), &o.Revision, &o.CreatedDate, &o.UpdatedDate, &o.DeliveryRegionIDs}
}
