// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

// Profiles keeps the delivery profiles of a shop.
type Profiles struct{ c *core }

// CreateDeliveryProfile makes a profile. The first one is the default profile,
// whether or not it says so; another that says so is fault.Exists with
// SINGLE_DEFAULT_DELIVERY_PROFILE. At most 99 profiles are fault.Limit with
// DELIVERY_PROFILES_LIMIT_EXCEEDED; more than 250 destinations in the whole shop
// are with DELIVERY_DESTINATIONS_LIMIT_EXCEEDED. Invalid are, with the
// platform's codes, destinations that two regions have (DESTINATIONS_COLLISION),
// subdivisions of a country that has none (SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY),
// carriers that the shop does not have (UNKNOWN_DELIVERY_CARRIER) and those
// without the backup rate they need (DELIVERY_CARRIER_MISSING_BACKUP_RATE). It
// raises DeliveryProfileCreated.
func (s *Profiles) CreateDeliveryProfile(ctx context.Context, p Profile) (*Profile, error) {
	return mutate(ctx, s.c, "delivery.CreateDeliveryProfile", p, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		own := p.Clone()
		var check checker
		if own.validate(&check, s.c.site.currency, s.c.installed); check.Err() != nil {
			return nil, check.Err()
		}
		_, err := profiles.ByUnique(ctx, tx, indexDefault, indexDefault)
		switch {
		case err == nil && own.Default:
			return nil, fault.New(fault.Exists, CodeSingleDefault, "there is a default profile already")
		case errors.Is(err, fault.NotFound):
			own.Default = true
		case err != nil:
			return nil, err
		}
		own.ID, own.Revision, own.CreatedDate, own.UpdatedDate = ProfileID(tx.NewID()), 1, tx.Now(), tx.Now()
		own.CreatedBy = creator(ctx)
		for i := range own.DeliveryRegions {
			s.found(tx, &own.DeliveryRegions[i])
		}
		count(tx, totalProfiles, 1, MaxProfiles)
		count(tx, totalDestinations, own.destinations(), MaxDestinations)
		profiles.Put(tx, own)
		events.Emit(tx, ctx, string(own.ID), func() events.Payload {
			return DeliveryProfileCreated{events.Created[*Profile]{Entity: own.Clone()}}
		})
		return own.Clone(), nil
	})
}

// found fills in what a new region has of the service.
func (s *Profiles) found(tx *store.Tx, r *Region) {
	r.ID, r.CreatedDate = RegionID(tx.NewID()), tx.Now()
	if r.Active == nil {
		r.Active = new(true)
	}
	if len(r.DeliveryCarriers) == 0 {
		r.DeliveryCarriers = ownCarriers()
	}
}

// creator returns who makes something.
func creator(ctx context.Context) *CreatedBy {
	switch who := actor.From(ctx); who.Kind {
	case actor.KindApp:
		return &CreatedBy{AppID: who.ID}
	case actor.KindUser:
		return &CreatedBy{UserID: who.ID}
	default:
		return nil
	}
}

func (p *Profile) destinations() int {
	n := 0
	for i := range p.DeliveryRegions {
		n += len(p.DeliveryRegions[i].Destinations)
	}
	return n
}

// GetDeliveryProfile returns a profile; one that there is not is fault.NotFound
// with DELIVERY_PROFILE_NOT_FOUND.
func (s *Profiles) GetDeliveryProfile(ctx context.Context, id ProfileID) (*Profile, error) {
	const op = "delivery.GetDeliveryProfile"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	p, err := profiles.Get(ctx, s.c.env.Store, string(id))
	return p, fault.At(op, profileMissing(err, id))
}

func profileMissing(err error, id ProfileID) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Missing("delivery profile", string(id), CodeProfileNotFound)
	}
	return err
}

// GetDeliveryProfileByDeliveryRegionID returns the profile that has a region; when
// none has, the error is fault.NotFound with DELIVERY_REGION_NOT_FOUND.
func (s *Profiles) GetDeliveryProfileByDeliveryRegionID(ctx context.Context, id RegionID) (*Profile, error) {
	const op = "delivery.GetDeliveryProfileByDeliveryRegionID"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	for p, err := range profiles.Find(ctx, s.c.env.Store, store.Range{Index: indexRegion, Prefix: []store.Part{store.Text(string(id))}, Limit: 1}) {
		return p, fault.At(op, err)
	}
	return nil, fault.At(op, fault.Missing("delivery region", string(id), CodeRegionNotFound))
}

// ProfileUpdate says what to change of a profile.
type ProfileUpdate struct {
	Revision int64               `json:"revision,string"` // the one that the change was decided on; required
	Name     patch.Field[string] `json:"name,omitzero"`

	// Default and DeliveryRegions can't be changed this way: to say anything of
	// them is refused.
	Default         patch.Field[bool]     `json:"default,omitzero"`
	DeliveryRegions patch.Field[[]Region] `json:"deliveryRegions,omitzero"`
}

type profileUpdateRequest struct {
	ID      ProfileID     `json:"id"`
	Profile ProfileUpdate `json:"deliveryProfile"`
}

// UpdateDeliveryProfile renames a profile. Regions have methods of their own:
// they are refused with DELIVERY_REGION_CANNOT_BE_UPDATED, and whether the
// profile is the default one with DEFAULT_CANNOT_BE_UPDATED. Another revision
// than the present one is fault.Conflict with REVISION_MISMATCH. It raises
// DeliveryProfileUpdated.
func (s *Profiles) UpdateDeliveryProfile(ctx context.Context, id ProfileID, u ProfileUpdate) (*Profile, error) {
	return mutate(ctx, s.c, "delivery.UpdateDeliveryProfile", profileUpdateRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		var check checker
		check.Required("deliveryProfile.revision", u.Revision > 0)
		if name, ok := u.Name.Get(); ok || u.Name.IsClear() {
			check.Length("deliveryProfile.name", name, 1, 256)
		}
		if !u.DeliveryRegions.IsZero() {
			check.refuse("deliveryProfile.deliveryRegions", CodeRegionCannotBeUpdated, "regions are changed by their own methods")
		}
		if !u.Default.IsZero() {
			check.refuse("deliveryProfile.default", CodeDefaultCannotBeUpdated, "the default profile stays so")
		}
		if err := check.Err(); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, id, u.Revision, func(p *Profile) error {
			u.Name.Apply(&p.Name)
			return nil
		})
	})
}

// UpdateExtendedFields puts members into a namespace of a profile's extended
// fields; null takes one out. The profile keeps its revision. It raises
// DeliveryProfileUpdated.
func (s *Profiles) UpdateExtendedFields(ctx context.Context, r UpdateExtendedFieldsRequest) (*Profile, error) {
	return mutate(ctx, s.c, "delivery.UpdateProfileExtendedFields", r, func(ctx context.Context, tx *store.Tx) (*Profile, error) {
		if err := r.validate(); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, ProfileID(r.ID), 0, func(p *Profile) error {
			p.ExtendedFields = p.ExtendedFields.Merge(r.Namespace, r.NamespaceData)
			p.Revision-- // change counts it up
			return nil
		})
	})
}

// UpdateExtendedFieldsRequest says what to put into extended fields.
type UpdateExtendedFieldsRequest struct {
	ID            string         `json:"id"`
	Namespace     string         `json:"namespace"`
	NamespaceData map[string]any `json:"namespaceData"`
}

func (r *UpdateExtendedFieldsRequest) validate() error {
	var c fault.Checker
	c.Required("id", r.ID != "")
	c.Length("namespace", r.Namespace, 1, 164)
	c.Required("namespaceData", r.NamespaceData != nil)
	return c.Err()
}

// change loads a profile, has fn change it and saves it. expect is the revision
// that the caller knows, 0 for any.
func (s *Profiles) change(ctx context.Context, tx *store.Tx, id ProfileID, expect int64, fn func(p *Profile) error) (*Profile, error) {
	p, err := profiles.Get(ctx, tx, string(id))
	if err != nil {
		return nil, profileMissing(err, id)
	}
	return s.save(ctx, tx, p, expect, fn)
}

func (s *Profiles) save(ctx context.Context, tx *store.Tx, p *Profile, expect int64, fn func(p *Profile) error) (*Profile, error) {
	if expect != 0 && expect != p.Revision {
		return nil, stale("delivery profile", string(p.ID))
	}
	before := p.Clone()
	if err := fn(p); err != nil {
		return nil, err
	}
	p.Revision++
	p.UpdatedDate = tx.Now()
	count(tx, totalDestinations, p.destinations()-before.destinations(), MaxDestinations)
	profiles.Put(tx, p)
	events.Emit(tx, ctx, string(p.ID), func() events.Payload {
		return DeliveryProfileUpdated{events.Updated[*Profile]{Entity: p.Clone(), Previous: before}}
	})
	return p.Clone(), nil
}

type profileRequest struct {
	ID ProfileID `json:"deliveryProfileId"`
}

// DeleteDeliveryProfile deletes a profile with its regions; its goods belong to
// the default profile from then on. The default profile itself is fault.State
// with DEFAULT_CANNOT_BE_DELETED. Options that were offered in the regions stay,
// and are offered where else they are. It raises DeliveryProfileDeleted.
func (s *Profiles) DeleteDeliveryProfile(ctx context.Context, id ProfileID) error {
	_, err := mutate(ctx, s.c, "delivery.DeleteDeliveryProfile", profileRequest{id}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		p, err := profiles.Get(ctx, tx, string(id))
		switch {
		case err != nil:
			return nil, profileMissing(err, id)
		case p.Default:
			return nil, fault.New(fault.State, CodeDefaultCannotBeDeleted, "the default profile cannot be deleted")
		}
		count(tx, totalProfiles, -1, 0)
		count(tx, totalDestinations, -p.destinations(), 0)
		profiles.Delete(tx, string(id))
		events.Emit(tx, ctx, string(id), func() events.Payload {
			return DeliveryProfileDeleted{events.Deleted[*Profile]{Entity: p.Clone()}}
		})
		return &struct{}{}, nil
	})
	return err
}
