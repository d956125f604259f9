// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

// AddDeliveryRegionRequest says which region a profile gets.
type AddDeliveryRegionRequest struct {
	DeliveryProfileID ProfileID `json:"deliveryProfileId"`
	DeliveryRegion    Region    `json:"deliveryRegion"`
	Revision          int64     `json:"revision,string,omitempty"` // of the profile; 0: whatever it is
}

// AddDeliveryRegion gives a profile another region. Errors are those of
// CreateDeliveryProfile, and DELIVERY_PROFILE_NOT_FOUND. It raises
// DeliveryProfileRegionAdded and DeliveryProfileUpdated.
func (s *Profiles) AddDeliveryRegion(ctx context.Context, req AddDeliveryRegionRequest) (*Profile, error) {
	return mutate(ctx, s.c, "delivery.AddDeliveryRegion", req, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		return s.change(ctx, tx, req.DeliveryProfileID, req.Revision, func(p *Profile) error {
			r := req.DeliveryRegion.Clone()
			var check checker
			r.validate(&check, "deliveryRegion", s.c.site.currency, s.c.installed)
			p.DeliveryRegions = append(p.DeliveryRegions, r)
			check.Size("deliveryProfile.deliveryRegions", len(p.DeliveryRegions), 0, MaxRegions)
			if check.OK() {
				p.collisions(&check, "deliveryProfile.deliveryRegions")
			}
			if err := check.Err(); err != nil {
				return err
			}
			added := &p.DeliveryRegions[len(p.DeliveryRegions)-1]
			s.found(tx, added)
			body := told(p.ID, added)
			events.Emit(tx, ctx, string(p.ID), func() events.Payload { return DeliveryProfileRegionAdded{body} })
			return nil
		})
	})
}

// RegionUpdate says what to change of a region.
type RegionUpdate struct {
	Name         patch.Field[string]        `json:"name,omitzero"`
	Active       patch.Field[bool]          `json:"active,omitzero"`       // cleared: active
	Destinations patch.Field[[]Destination] `json:"destinations,omitzero"` // replaces them; cleared: the rest of the world

	// DeliveryCarriers can't be changed this way: to say anything of them is
	// refused.
	DeliveryCarriers patch.Field[[]Carrier] `json:"deliveryCarriers,omitzero"`
}

// UpdateDeliveryRegionRequest says what to change of which region.
type UpdateDeliveryRegionRequest struct {
	DeliveryProfileID ProfileID    `json:"deliveryProfileId"`
	DeliveryRegionID  RegionID     `json:"deliveryRegionId"`
	DeliveryRegion    RegionUpdate `json:"deliveryRegion"`
	Revision          int64        `json:"revision,string,omitempty"` // of the profile; 0: whatever it is
}

// UpdateDeliveryRegion changes a region. Carriers have methods of their own: they
// are refused with DELIVERY_CARRIER_CANNOT_BE_UPDATED. Other errors are those of
// AddDeliveryRegion, and DELIVERY_REGION_NOT_FOUND. It raises
// DeliveryProfileRegionUpdated and DeliveryProfileUpdated.
func (s *Profiles) UpdateDeliveryRegion(ctx context.Context, req UpdateDeliveryRegionRequest) (*Profile, error) {
	return mutate(ctx, s.c, "delivery.UpdateDeliveryRegion", req, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		return s.change(ctx, tx, req.DeliveryProfileID, req.Revision, func(p *Profile) error {
			r, err := regionOf(p, req.DeliveryRegionID)
			if err != nil {
				return err
			}
			u := req.DeliveryRegion
			u.Name.Apply(&r.Name)
			if active, ok := u.Active.Get(); ok || u.Active.IsClear() {
				r.Active = new(active || !ok)
			}
			if u.Destinations.Apply(&r.Destinations) {
				r.Destinations = cloneDestinations(r.Destinations)
			}
			var check checker
			check.Length("deliveryRegion.name", r.Name, 1, 256)
			r.validateDestinations(&check, "deliveryRegion")
			if !u.DeliveryCarriers.IsZero() {
				check.refuse("deliveryRegion.deliveryCarriers", CodeCarrierCannotBeUpdated, "carriers are changed by their own methods")
			}
			if check.OK() {
				p.collisions(&check, "deliveryProfile.deliveryRegions")
			}
			if err := check.Err(); err != nil {
				return err
			}
			regionUpdated(ctx, tx, p, r)
			return nil
		})
	})
}

func regionUpdated(ctx context.Context, tx *store.Tx, p *Profile, r *Region) {
	body := told(p.ID, r)
	events.Emit(tx, ctx, string(p.ID), func() events.Payload { return DeliveryProfileRegionUpdated{body} })
}

func regionOf(p *Profile, id RegionID) (*Region, error) {
	if r := p.Region(id); r != nil {
		return r, nil
	}
	return nil, fault.Missing("delivery region", string(id), CodeRegionNotFound)
}

// RemoveDeliveryRegionRequest says which region a profile loses.
type RemoveDeliveryRegionRequest struct {
	DeliveryProfileID ProfileID `json:"deliveryProfileId"`
	DeliveryRegionID  RegionID  `json:"deliveryRegionId"`
	Revision          int64     `json:"revision,string,omitempty"` // of the profile; 0: whatever it is
}

// RemoveDeliveryRegion takes a region from a profile. Errors are
// DELIVERY_PROFILE_NOT_FOUND and DELIVERY_REGION_NOT_FOUND. Options that were
// offered in it stay, and are offered where else they are. It raises
// DeliveryProfileRegionRemoved and DeliveryProfileUpdated.
func (s *Profiles) RemoveDeliveryRegion(ctx context.Context, req RemoveDeliveryRegionRequest) (*Profile, error) {
	return mutate(ctx, s.c, "delivery.RemoveDeliveryRegion", req, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		return s.change(ctx, tx, req.DeliveryProfileID, req.Revision, func(p *Profile) error {
			if _, err := regionOf(p, req.DeliveryRegionID); err != nil {
				return err
			}
			p.DeliveryRegions = slices.DeleteFunc(p.DeliveryRegions, func(r Region) bool { return r.ID == req.DeliveryRegionID })
			body := DeliveryProfileRegionRemoved{req.DeliveryProfileID, req.DeliveryRegionID}
			events.Emit(tx, ctx, string(p.ID), func() events.Payload { return body })
			return nil
		})
	})
}
