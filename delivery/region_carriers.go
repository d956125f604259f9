// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

type carrierRequest struct {
	DeliveryRegionID RegionID `json:"deliveryRegionId"`
	DeliveryCarrier  Carrier  `json:"deliveryCarrier"`
}

// AddDeliveryCarrier gives a region another carrier. Errors are
// DELIVERY_REGION_NOT_FOUND, CARRIER_ALREADY_EXISTS_IN_REGION,
// UNKNOWN_DELIVERY_CARRIER and DELIVERY_CARRIER_MISSING_BACKUP_RATE. It raises
// DeliveryProfileRegionUpdated and DeliveryProfileUpdated.
func (s *Profiles) AddDeliveryCarrier(ctx context.Context, id RegionID, k Carrier) (*Profile, error) {
	return s.changeRegion(ctx, "delivery.AddDeliveryCarrier", carrierRequest{id, k}, id, func(r *Region) error {
		if r.Carrier(k.AppID) != nil {
			return fault.New(fault.Exists, CodeCarrierExists, "the region has this carrier already")
		}
		own := k.Clone()
		r.DeliveryCarriers = append(r.DeliveryCarriers, own)
		var check checker
		check.Size("deliveryRegion.deliveryCarriers", len(r.DeliveryCarriers), 0, MaxCarriers)
		own.validate(&check, "deliveryCarrier", s.c.site.currency, s.c.installed)
		return check.Err()
	})
}

// CarrierUpdate says what to change of a carrier in a region.
type CarrierUpdate struct {
	AppID             patch.Field[string]             `json:"appId,omitzero"` // can't be changed: another is refused
	BackupRate        patch.Field[BackupRate]         `json:"backupRate,omitzero"`
	AdditionalCharges patch.Field[[]AdditionalCharge] `json:"additionalCharges,omitzero"` // replaces them
}

type carrierUpdateRequest struct {
	DeliveryRegionID RegionID      `json:"deliveryRegionId"`
	AppID            string        `json:"appId"`
	DeliveryCarrier  CarrierUpdate `json:"deliveryCarrier"`
}

// UpdateDeliveryCarrier changes what a region does with a carrier. Errors are
// DELIVERY_REGION_NOT_FOUND, DELIVERY_CARRIER_NOT_FOUND when the region does not
// have it, UNKNOWN_DELIVERY_CARRIER when the shop does not any more,
// DELIVERY_CARRIER_MISSING_BACKUP_RATE and APP_ID_CANNOT_BE_UPDATED. It raises
// DeliveryProfileRegionUpdated and DeliveryProfileUpdated.
func (s *Profiles) UpdateDeliveryCarrier(ctx context.Context, id RegionID, appID string, u CarrierUpdate) (*Profile, error) {
	return s.changeRegion(ctx, "delivery.UpdateDeliveryCarrier", carrierUpdateRequest{id, appID, u}, id, func(r *Region) error {
		k := r.Carrier(appID)
		if k == nil {
			return fault.Missing("delivery carrier", appID, CodeCarrierNotFound)
		}
		if other, ok := u.AppID.Get(); u.AppID.IsClear() || ok && other != appID {
			var check checker
			check.refuse("deliveryCarrier.appId", CodeAppIDCannotBeUpdated, "another carrier is added by its own method")
			return check.Err()
		}
		if b, ok := u.BackupRate.Get(); ok {
			k.BackupRate = &b
		} else if u.BackupRate.IsClear() {
			k.BackupRate = nil
		}
		if u.AdditionalCharges.Apply(&k.AdditionalCharges) {
			k.AdditionalCharges = slices.Clone(k.AdditionalCharges)
		}
		var check checker
		k.validate(&check, "deliveryCarrier", s.c.site.currency, s.c.installed)
		return check.Err()
	})
}

type carrierRemoval struct {
	DeliveryRegionID RegionID `json:"deliveryRegionId"`
	AppID            string   `json:"appId"`
}

// RemoveDeliveryCarrier takes a carrier from a region, if it has it. A region
// that there is not is DELIVERY_REGION_NOT_FOUND. It raises
// DeliveryProfileRegionUpdated and DeliveryProfileUpdated.
func (s *Profiles) RemoveDeliveryCarrier(ctx context.Context, id RegionID, appID string) (*Profile, error) {
	return s.changeRegion(ctx, "delivery.RemoveDeliveryCarrier", carrierRemoval{id, appID}, id, func(r *Region) error {
		r.DeliveryCarriers = slices.DeleteFunc(r.DeliveryCarriers, func(k Carrier) bool { return k.AppID == appID })
		return nil
	})
}

// changeRegion has fn change a region of whichever profile has it.
func (s *Profiles) changeRegion(ctx context.Context, op string, req any, id RegionID, fn func(r *Region) error) (*Profile, error) {
	return mutate(ctx, s.c, op, req, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		p, r, err := inRegion(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		return s.save(ctx, tx, p, 0, func(p *Profile) error {
			if err := fn(r); err != nil {
				return err
			}
			regionUpdated(ctx, tx, p, r)
			return nil
		})
	})
}

// ListInstalledDeliveryCarriers returns the carriers that regions can have: the
// shop's own and those of its configuration.
func (s *Profiles) ListInstalledDeliveryCarriers(ctx context.Context) ([]InstalledCarrier, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At("delivery.ListInstalledDeliveryCarriers", err)
	}
	return slices.Clone(s.c.installed.list), nil
}

// DestinationProperties says what a checkout must know of a destination before
// its rates are asked for.
type DestinationProperties struct {
	PostalCodeRequired bool `json:"postalCodeRequired"` // a carrier that may need it brings goods there
	PickupOnly         bool `json:"pickupOnly"`         // nothing is brought there: buyers may only come
}

// CountryProperties are the DestinationProperties of a country.
type CountryProperties struct {
	Country                       string                  `json:"country"`
	DeliveryDestinationProperties DestinationProperties   `json:"deliveryDestinationProperties"`
	Subdivisions                  []SubdivisionProperties `json:"subdivisions,omitempty"`
}

// SubdivisionProperties are the DestinationProperties of a subdivision.
type SubdivisionProperties struct {
	Subdivision                   string                `json:"subdivision"` // such as "NY"
	DeliveryDestinationProperties DestinationProperties `json:"deliveryDestinationProperties"`
}

// DestinationsResponse says where a shop delivers to.
type DestinationsResponse struct {
	RestOfWorld *DestinationProperties `json:"restOfWorld,omitempty"` // nil: nothing goes there
	Countries   []CountryProperties    `json:"countries"`             // sorted by their codes
}

// GetDeliveryDestinationProperties returns where the shop delivers anything to,
// over all profiles. Everybody may ask: it is what an address form is made of. A
// shop without profiles names no destinations.
func (s *Profiles) GetDeliveryDestinationProperties(ctx context.Context) (*DestinationsResponse, error) {
	snap, err := s.c.snapshot(ctx)
	if err != nil {
		return nil, fault.At("delivery.GetDeliveryDestinationProperties", err)
	}
	return snap.destinations(), nil
}
