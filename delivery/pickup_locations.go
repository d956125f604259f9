// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// PickupLocations keeps the places where buyers come for their goods. In a region
// that has the carrier Pickup, the active ones that are offered there and of
// which a rate holds are its rates. The platform has no events of them.
type PickupLocations struct {
	keeper[PickupLocation, *PickupLocation]
}

func newPickupLocations(c *core) *PickupLocations {
	return &PickupLocations{keeper[PickupLocation, *PickupLocation]{
		c: c, kind: pickupLocations, member: "pickupLocation", noun: "pickup location", missing: CodePickupLocationNotFound,
		total: totalPickup, most: MaxPickupLocations, perZone: "pickup",
	}}
}

// CreatePickupLocation makes a location. A region that there is not is
// fault.NotFound with DELIVERY_REGION_NOT_FOUND. More than 100 locations in one
// region are fault.Limit with LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED, more
// than 1000 in the shop with LOCATIONS_IN_DELIVERY_REGIONS_LIMIT_EXCEEDED.
func (s *PickupLocations) CreatePickupLocation(ctx context.Context, l PickupLocation) (*PickupLocation, error) {
	return mutate(ctx, s.c, "delivery.CreatePickupLocation", l, func(ctx context.Context, tx *store.Tx) (*PickupLocation, error) {
		return s.create(ctx, tx, s.member, l.activated())
	})
}

func (l PickupLocation) activated() *PickupLocation {
	if l.Active == nil {
		l.Active = new(true)
	}
	return &l
}

// GetPickupLocation returns a location.
func (s *PickupLocations) GetPickupLocation(ctx context.Context, id PickupLocationID) (*PickupLocation, error) {
	return s.get(ctx, "delivery.GetPickupLocation", string(id))
}

// PickupLocationUpdate says what to change of a location. Its regions have
// methods of their own.
type PickupLocationUpdate struct {
	ID           PickupLocationID                `json:"id,omitempty"`    // for BulkUpdatePickupLocation
	Revision     int64                           `json:"revision,string"` // the one that the change was decided on; required
	Name         patch.Field[string]             `json:"name,omitzero"`
	Address      patch.Field[contact.Address]    `json:"address,omitzero"` // replaces it
	DeliveryTime patch.Field[string]             `json:"deliveryTime,omitzero"`
	Instructions patch.Field[string]             `json:"instructions,omitzero"`
	Active       patch.Field[bool]               `json:"active,omitzero"` // cleared: active
	Rates        patch.Field[[]ConditionalRates] `json:"rates,omitzero"`  // replaces them
}

func (u *PickupLocationUpdate) apply(l *PickupLocation) error {
	u.Name.Apply(&l.Name)
	if a, ok := u.Address.Get(); ok {
		l.Address = a.Clone()
	} else if u.Address.IsClear() {
		l.Address = nil
	}
	u.DeliveryTime.Apply(&l.DeliveryTime)
	u.Instructions.Apply(&l.Instructions)
	if active, ok := u.Active.Get(); ok || u.Active.IsClear() {
		l.Active = new(active || !ok)
	}
	if u.Rates.Apply(&l.Rates) {
		l.Rates = cloneRates(l.Rates)
	}
	return nil
}

type pickupUpdateRequest struct {
	ID             PickupLocationID     `json:"id"`
	PickupLocation PickupLocationUpdate `json:"pickupLocation"`
}

// UpdatePickupLocation changes a location. Another revision than the present one
// is fault.Conflict with REVISION_MISMATCH.
func (s *PickupLocations) UpdatePickupLocation(ctx context.Context, id PickupLocationID, u PickupLocationUpdate) (*PickupLocation, error) {
	return mutate(ctx, s.c, "delivery.UpdatePickupLocation", pickupUpdateRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*PickupLocation, error) {
		if err := needRevision(s.member, u.Revision); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, s.member, string(id), u.Revision, true, u.apply)
	})
}

// DeletePickupLocation deletes a location.
func (s *PickupLocations) DeletePickupLocation(ctx context.Context, id PickupLocationID) error {
	_, err := mutate(ctx, s.c, "delivery.DeletePickupLocation", idRequest{string(id)}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		return &struct{}{}, s.remove(ctx, tx, string(id))
	})
	return err
}

// AddDeliveryRegion offers a location in another region.
func (s *PickupLocations) AddDeliveryRegion(ctx context.Context, id PickupLocationID, region RegionID, revision int64) (*PickupLocation, error) {
	return s.addRegion(ctx, "delivery.AddPickupLocationRegion", regionRequest{string(id), region, revision})
}

// RemoveDeliveryRegion does not offer a location in a region any more.
func (s *PickupLocations) RemoveDeliveryRegion(ctx context.Context, id PickupLocationID, region RegionID, revision int64) (*PickupLocation, error) {
	return s.removeRegion(ctx, "delivery.RemovePickupLocationRegion", regionRequest{string(id), region, revision})
}

// BulkPickupLocationsResponse is what became of the locations of a call: those
// that it was done to, and an error for each of the others.
type BulkPickupLocationsResponse struct {
	PickupLocations []*PickupLocation `json:"pickupLocations"`
	Errors          []BulkError       `json:"errors"`
}

// BulkCreatePickupLocation makes 1 to 100 locations, each in a commit of its own.
func (s *PickupLocations) BulkCreatePickupLocation(ctx context.Context, ls []PickupLocation) (*BulkPickupLocationsResponse, error) {
	const op = "delivery.BulkCreatePickupLocation"
	done, errs, err := bulk(ctx, op, "pickupLocations", ls, s.CreatePickupLocation, func(l PickupLocation) string { return string(l.ID) })
	if err != nil {
		return nil, err
	}
	return &BulkPickupLocationsResponse{done, errs}, nil
}

// BulkUpdatePickupLocation changes 1 to 100 locations, each in a commit of its
// own.
func (s *PickupLocations) BulkUpdatePickupLocation(ctx context.Context, us []PickupLocationUpdate) (*BulkPickupLocationsResponse, error) {
	const op = "delivery.BulkUpdatePickupLocation"
	done, errs, err := bulk(ctx, op, "pickupLocations", us, func(ctx context.Context, u PickupLocationUpdate) (*PickupLocation, error) {
		return s.UpdatePickupLocation(ctx, u.ID, u)
	}, func(u PickupLocationUpdate) string { return string(u.ID) })
	if err != nil {
		return nil, err
	}
	return &BulkPickupLocationsResponse{done, errs}, nil
}

// BulkDeletePickupLocation deletes 1 to 100 locations, each in a commit of its
// own, and returns an error for each that it could not delete.
func (s *PickupLocations) BulkDeletePickupLocation(ctx context.Context, ids []PickupLocationID) ([]BulkError, error) {
	const op = "delivery.BulkDeletePickupLocation"
	_, errs, err := bulk(ctx, op, "pickupLocationIds", ids, func(ctx context.Context, id PickupLocationID) (*struct{}, error) {
		return &struct{}{}, s.DeletePickupLocation(ctx, id)
	}, func(id PickupLocationID) string { return string(id) })
	return errs, err
}

// QueryPickupLocationResponse is a page of locations.
type QueryPickupLocationResponse struct {
	PickupLocations []*PickupLocation          `json:"pickupLocations"`
	PagingMetadata  query.CursorPagingMetadata `json:"pagingMetadata"`
}

var pickupFields = language("pickup-location", 100, "name", "active", "deliveryRegionIds")

// QueryPickupLocation returns the locations that a request asks for, the newest
// first unless it sorts.
func (s *PickupLocations) QueryPickupLocation(ctx context.Context, r query.Request) (*QueryPickupLocationResponse, error) {
	found, meta, err := find(ctx, s.c, "delivery.QueryPickupLocation", r, pickupFields, s.kind,
		func(l *PickupLocation, path string, dst []query.Value) []query.Value {
			switch path {
			case "name":
				return append(dst, query.Text(l.Name))
			case "active":
				return append(dst, query.Bool(l.IsActive()))
			}
			return common(l.stamps(), path, dst)
		})
	if err != nil {
		return nil, err
	}
	return &QueryPickupLocationResponse{found, meta}, nil
}
