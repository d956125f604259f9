// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// ShippingOptions keeps the shipping options of a shop. In a region that has the
// carrier BasicShipping, those that are offered there and of which a rate holds
// are its rates.
type ShippingOptions struct {
	keeper[ShippingOption, *ShippingOption]
}

func newShippingOptions(c *core) *ShippingOptions {
	return &ShippingOptions{keeper[ShippingOption, *ShippingOption]{
		c: c, kind: shippingOptions, member: "shippingOption", noun: "shipping option", missing: CodeShippingOptionNotFound,
		perZone: "shipping",
		created: func(o *ShippingOption) events.Payload {
			return ShippingOptionCreated{events.Created[*ShippingOption]{Entity: o}}
		},
		updated: func(o, before *ShippingOption) events.Payload {
			return ShippingOptionUpdated{events.Updated[*ShippingOption]{Entity: o, Previous: before}}
		},
		deleted: func(o *ShippingOption) events.Payload {
			return ShippingOptionDeleted{events.Deleted[*ShippingOption]{Entity: o}}
		},
	}}
}

// CreateShippingOption makes an option. A condition by quantity whose value is
// not whole is Invalid with INVALID_QUANTITY_VALUE; a region that there is not is
// fault.NotFound with DELIVERY_REGION_NOT_FOUND. More than 100 options in one
// region are fault.Limit with LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED. It
// raises ShippingOptionCreated.
func (s *ShippingOptions) CreateShippingOption(ctx context.Context, o ShippingOption) (*ShippingOption, error) {
	return mutate(ctx, s.c, "delivery.CreateShippingOption", o, func(ctx context.Context, tx *store.Tx) (*ShippingOption, error) {
		own := o
		if id := own.DeliveryRegionID; id != "" && !slices.Contains(own.DeliveryRegionIDs, id) {
			own.DeliveryRegionIDs = slices.Insert(slices.Clone(own.DeliveryRegionIDs), 0, id)
		}
		return s.create(ctx, tx, s.member, &own)
	})
}

// first fills in the deprecated member.
func (o *ShippingOption) first() {
	o.DeliveryRegionID = ""
	if len(o.DeliveryRegionIDs) > 0 {
		o.DeliveryRegionID = o.DeliveryRegionIDs[0]
	}
}

// GetShippingOption returns an option.
func (s *ShippingOptions) GetShippingOption(ctx context.Context, id ShippingOptionID) (*ShippingOption, error) {
	return s.get(ctx, "delivery.GetShippingOption", string(id))
}

// ShippingOptionUpdate says what to change of an option. Its regions have methods
// of their own.
type ShippingOptionUpdate struct {
	Revision              int64                           `json:"revision,string"` // the one that the change was decided on; required
	Title                 patch.Field[string]             `json:"title,omitzero"`
	EstimatedDeliveryTime patch.Field[string]             `json:"estimatedDeliveryTime,omitzero"`
	Rates                 patch.Field[[]ConditionalRates] `json:"rates,omitzero"` // replaces them
}

type shippingOptionUpdateRequest struct {
	ID             ShippingOptionID     `json:"id"`
	ShippingOption ShippingOptionUpdate `json:"shippingOption"`
}

// UpdateShippingOption changes an option. Another revision than the present one
// is fault.Conflict with REVISION_MISMATCH; other errors are those of
// CreateShippingOption. It raises ShippingOptionUpdated.
func (s *ShippingOptions) UpdateShippingOption(ctx context.Context, id ShippingOptionID, u ShippingOptionUpdate) (*ShippingOption, error) {
	return mutate(ctx, s.c, "delivery.UpdateShippingOption", shippingOptionUpdateRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*ShippingOption, error) {
		if err := needRevision(s.member, u.Revision); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, s.member, string(id), u.Revision, true, func(o *ShippingOption) error {
			u.Title.Apply(&o.Title)
			u.EstimatedDeliveryTime.Apply(&o.EstimatedDeliveryTime)
			if u.Rates.Apply(&o.Rates) {
				o.Rates = cloneRates(o.Rates)
			}
			return nil
		})
	})
}

func needRevision(path string, revision int64) error {
	var c fault.Checker
	c.Required(path+".revision", revision > 0)
	return c.Err()
}

type idRequest struct {
	ID string `json:"id"`
}

// DeleteShippingOption deletes an option. It raises ShippingOptionDeleted.
func (s *ShippingOptions) DeleteShippingOption(ctx context.Context, id ShippingOptionID) error {
	_, err := mutate(ctx, s.c, "delivery.DeleteShippingOption", idRequest{string(id)}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		return &struct{}{}, s.remove(ctx, tx, string(id))
	})
	return err
}

// AddDeliveryRegion offers an option in another region; in one where it is
// offered already nothing but the revision changes. It raises
// ShippingOptionUpdated.
func (s *ShippingOptions) AddDeliveryRegion(ctx context.Context, id ShippingOptionID, region RegionID, revision int64) (*ShippingOption, error) {
	return s.addRegion(ctx, "delivery.AddShippingOptionRegion", regionRequest{string(id), region, revision})
}

// RemoveDeliveryRegion does not offer an option in a region any more. It raises
// ShippingOptionUpdated.
func (s *ShippingOptions) RemoveDeliveryRegion(ctx context.Context, id ShippingOptionID, region RegionID, revision int64) (*ShippingOption, error) {
	return s.removeRegion(ctx, "delivery.RemoveShippingOptionRegion", regionRequest{string(id), region, revision})
}

// UpdateExtendedFields puts members into a namespace of an option's extended
// fields; null takes one out. The option keeps its revision. It raises
// ShippingOptionUpdated.
func (s *ShippingOptions) UpdateExtendedFields(ctx context.Context, r UpdateExtendedFieldsRequest) (*ShippingOption, error) {
	return mutate(ctx, s.c, "delivery.UpdateShippingOptionExtendedFields", r, func(ctx context.Context, tx *store.Tx) (*ShippingOption, error) {
		if err := r.validate(); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, s.member, r.ID, 0, false, func(o *ShippingOption) error {
			o.ExtendedFields = o.ExtendedFields.Merge(r.Namespace, r.NamespaceData)
			return nil
		})
	})
}

// QueryShippingOptionsResponse is a page of options.
type QueryShippingOptionsResponse struct {
	ShippingOptions []*ShippingOption          `json:"shippingOptions"`
	PagingMetadata  query.CursorPagingMetadata `json:"pagingMetadata"`
}

var shippingOptionFields = language("shipping-option", 50, "title", "deliveryRegionId", "deliveryRegionIds")

// QueryShippingOptions returns the options that a request asks for, the newest
// first unless it sorts.
func (s *ShippingOptions) QueryShippingOptions(ctx context.Context, r query.Request) (*QueryShippingOptionsResponse, error) {
	found, meta, err := find(ctx, s.c, "delivery.QueryShippingOptions", r, shippingOptionFields, s.kind,
		func(o *ShippingOption, path string, dst []query.Value) []query.Value {
			switch path {
			case "title":
				return append(dst, query.Text(o.Title))
			case "deliveryRegionId":
				return append(dst, query.Text(string(o.DeliveryRegionID)))
			}
			return common(o.stamps(), path, dst)
		})
	if err != nil {
		return nil, err
	}
	return &QueryShippingOptionsResponse{found, meta}, nil
}

// QueryDeliveryProfilesResponse is a page of profiles.
type QueryDeliveryProfilesResponse struct {
	DeliveryProfiles []*Profile                 `json:"deliveryProfiles"`
	PagingMetadata   query.CursorPagingMetadata `json:"pagingMetadata"`
}

var profileFields = language("delivery-profile", 50, "name", "default", "deliveryRegions.id")

// QueryDeliveryProfiles returns the profiles that a request asks for, the newest
// first unless it sorts.
func (s *Profiles) QueryDeliveryProfiles(ctx context.Context, r query.Request) (*QueryDeliveryProfilesResponse, error) {
	found, meta, err := find(ctx, s.c, "delivery.QueryDeliveryProfiles", r, profileFields, profiles,
		func(p *Profile, path string, dst []query.Value) []query.Value {
			switch path {
			case "name":
				return append(dst, query.Text(p.Name))
			case "default":
				return append(dst, query.Bool(p.Default))
			case "deliveryRegions.id":
				for i := range p.DeliveryRegions {
					dst = append(dst, query.Text(string(p.DeliveryRegions[i].ID)))
				}
				return dst
			}
			return common(stamps{string(p.ID), &p.Revision, &p.CreatedDate, &p.UpdatedDate, new([]RegionID)}, path, dst)
		})
	if err != nil {
		return nil, err
	}
	return &QueryDeliveryProfilesResponse{found, meta}, nil
}
