// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// LocalDeliveryOptions keeps the areas that the shop brings goods to itself. In a
// region that has the carrier LocalDelivery, those that are offered there, that
// the destination lies in and of which a rate holds are its rates. The platform
// has no events of them.
type LocalDeliveryOptions struct {
	keeper[LocalDeliveryOption, *LocalDeliveryOption]
}

func newLocalDeliveryOptions(c *core) *LocalDeliveryOptions {
	return &LocalDeliveryOptions{keeper[LocalDeliveryOption, *LocalDeliveryOption]{
		c: c, kind: localOptions, member: "localDeliveryOption", noun: "local delivery option", missing: CodeLocalDeliveryOptionNotFound,
		perZone: "local",
	}}
}

// CreateLocalDeliveryOption makes an option. A region that there is not is
// fault.NotFound with DELIVERY_REGION_NOT_FOUND. More than 100 options in one
// region are fault.Limit with LIMIT_OF_OPTIONS_PER_EXTERNAL_ID_EXCEEDED, as the
// platform names it here; in bulk it is
// LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED.
func (s *LocalDeliveryOptions) CreateLocalDeliveryOption(ctx context.Context, o LocalDeliveryOption) (*LocalDeliveryOption, error) {
	made, err := s.createOne(ctx, o)
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Code == CodeOptionsPerRegionExceeded {
		own := *e
		own.Code = CodeOptionsPerExternalIDExceeded
		err = &own
	}
	return made, err
}

func (s *LocalDeliveryOptions) createOne(ctx context.Context, o LocalDeliveryOption) (*LocalDeliveryOption, error) {
	return mutate(ctx, s.c, "delivery.CreateLocalDeliveryOption", o, func(ctx context.Context, tx *store.Tx) (*LocalDeliveryOption, error) {
		return s.create(ctx, tx, s.member, &o)
	})
}

// GetLocalDeliveryOption returns an option.
func (s *LocalDeliveryOptions) GetLocalDeliveryOption(ctx context.Context, id LocalDeliveryOptionID) (*LocalDeliveryOption, error) {
	return s.get(ctx, "delivery.GetLocalDeliveryOption", string(id))
}

// ListLocalDeliveryOptions returns the options of a region, in the order in which
// they were made.
func (s *LocalDeliveryOptions) ListLocalDeliveryOptions(ctx context.Context, region RegionID) ([]*LocalDeliveryOption, error) {
	out := []*LocalDeliveryOption{}
	r := query.Request{
		Filter: query.Filter{"deliveryRegionIds": map[string]any{"$hasSome": []any{string(region)}}},
		Sort:   []query.Sorting{{FieldName: "createdDate"}},
	}
	for {
		page, err := s.QueryLocalDeliveryOptions(ctx, r)
		if err != nil {
			return nil, fault.At("delivery.ListLocalDeliveryOptions", err)
		}
		out = append(out, page.LocalDeliveryOptions...)
		if page.PagingMetadata.Cursors.Next == "" {
			return out, nil
		}
		r = query.Request{CursorPaging: &query.CursorPaging{Cursor: page.PagingMetadata.Cursors.Next}}
	}
}

// LocalDeliveryOptionUpdate says what to change of an option. An area that is set
// takes the place of one of another kind. Regions have methods of their own.
type LocalDeliveryOptionUpdate struct {
	ID                             LocalDeliveryOptionID           `json:"id,omitempty"`    // for BulkUpdateLocalDeliveryOption
	Revision                       int64                           `json:"revision,string"` // the one that the change was decided on; required
	ZipConfig                      patch.Field[ZipCodeConfig]      `json:"zipConfig,omitzero"`
	RadiusConfig                   patch.Field[RadiusConfig]       `json:"radiusConfig,omitzero"`
	CustomAreaConfig               patch.Field[CustomAreaConfig]   `json:"customAreaConfig,omitzero"`
	CityConfig                     patch.Field[CityConfig]         `json:"cityConfig,omitzero"`
	AreaName                       patch.Field[string]             `json:"areaName,omitzero"`
	EstimatedDeliveryTime          patch.Field[string]             `json:"estimatedDeliveryTime,omitzero"`
	Destinations                   patch.Field[[]LocalDestination] `json:"destinations,omitzero"` // replaces them
	Rates                          patch.Field[[]ConditionalRates] `json:"rates,omitzero"`        // replaces them
	Rate                           patch.Field[plugin.Decimal]     `json:"rate,omitzero"`
	MinimumFreeDeliveryOrderAmount patch.Field[Number]             `json:"minimumFreeDeliveryOrderAmount,omitzero"`
}

func (u *LocalDeliveryOptionUpdate) apply(o *LocalDeliveryOption) error {
	zip, isZip := u.ZipConfig.Get()
	radius, isRadius := u.RadiusConfig.Get()
	area, isArea := u.CustomAreaConfig.Get()
	city, isCity := u.CityConfig.Get()
	if isZip || isRadius || isArea || isCity {
		o.ZipConfig, o.RadiusConfig, o.CustomAreaConfig, o.CityConfig = nil, nil, nil, nil
	}
	set(&o.ZipConfig, zip, isZip, u.ZipConfig.IsClear())
	set(&o.RadiusConfig, radius, isRadius, u.RadiusConfig.IsClear())
	set(&o.CustomAreaConfig, area, isArea, u.CustomAreaConfig.IsClear())
	set(&o.CityConfig, city, isCity, u.CityConfig.IsClear())
	u.AreaName.Apply(&o.AreaName)
	u.EstimatedDeliveryTime.Apply(&o.EstimatedDeliveryTime)
	u.Destinations.Apply(&o.Destinations)
	u.Rates.Apply(&o.Rates)
	u.Rate.Apply(&o.Rate)
	u.MinimumFreeDeliveryOrderAmount.Apply(&o.MinimumFreeDeliveryOrderAmount)
	*o = *o.Clone() // what the update holds stays the caller's
	return nil
}

func set[T any](dst **T, v T, is, cleared bool) {
	switch {
	case is:
		*dst = &v
	case cleared:
		*dst = nil
	}
}

type localUpdateRequest struct {
	ID                  LocalDeliveryOptionID     `json:"id"`
	LocalDeliveryOption LocalDeliveryOptionUpdate `json:"localDeliveryOption"`
}

// UpdateLocalDeliveryOption changes an option. Another revision than the present
// one is fault.Conflict with REVISION_MISMATCH.
func (s *LocalDeliveryOptions) UpdateLocalDeliveryOption(ctx context.Context, id LocalDeliveryOptionID, u LocalDeliveryOptionUpdate) (*LocalDeliveryOption, error) {
	return mutate(ctx, s.c, "delivery.UpdateLocalDeliveryOption", localUpdateRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*LocalDeliveryOption, error) {
		if err := needRevision(s.member, u.Revision); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, s.member, string(id), u.Revision, true, u.apply)
	})
}

// DeleteLocalDeliveryOption deletes an option.
func (s *LocalDeliveryOptions) DeleteLocalDeliveryOption(ctx context.Context, id LocalDeliveryOptionID) error {
	_, err := mutate(ctx, s.c, "delivery.DeleteLocalDeliveryOption", idRequest{string(id)}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		return &struct{}{}, s.remove(ctx, tx, string(id))
	})
	return err
}

// AddDeliveryRegion offers an option in another region.
func (s *LocalDeliveryOptions) AddDeliveryRegion(ctx context.Context, id LocalDeliveryOptionID, region RegionID, revision int64) (*LocalDeliveryOption, error) {
	return s.addRegion(ctx, "delivery.AddLocalDeliveryOptionRegion", regionRequest{string(id), region, revision})
}

// RemoveDeliveryRegion does not offer an option in a region any more.
func (s *LocalDeliveryOptions) RemoveDeliveryRegion(ctx context.Context, id LocalDeliveryOptionID, region RegionID, revision int64) (*LocalDeliveryOption, error) {
	return s.removeRegion(ctx, "delivery.RemoveLocalDeliveryOptionRegion", regionRequest{string(id), region, revision})
}

// BulkLocalDeliveryOptionsResponse is what became of the options of a call: those
// that it was done to, and an error for each of the others.
type BulkLocalDeliveryOptionsResponse struct {
	LocalDeliveryOptions []*LocalDeliveryOption `json:"localDeliveryOptions"`
	Errors               []BulkError            `json:"errors"`
}

// BulkCreateLocalDeliveryOption makes 1 to 100 options, each in a commit of its
// own.
func (s *LocalDeliveryOptions) BulkCreateLocalDeliveryOption(ctx context.Context, os []LocalDeliveryOption) (*BulkLocalDeliveryOptionsResponse, error) {
	const op = "delivery.BulkCreateLocalDeliveryOption"
	done, errs, err := bulk(ctx, op, "localDeliveryOptions", os, s.createOne, func(o LocalDeliveryOption) string { return string(o.ID) })
	if err != nil {
		return nil, err
	}
	return &BulkLocalDeliveryOptionsResponse{done, errs}, nil
}

// BulkUpdateLocalDeliveryOption changes 1 to 100 options, each in a commit of its
// own.
func (s *LocalDeliveryOptions) BulkUpdateLocalDeliveryOption(ctx context.Context, us []LocalDeliveryOptionUpdate) (*BulkLocalDeliveryOptionsResponse, error) {
	const op = "delivery.BulkUpdateLocalDeliveryOption"
	done, errs, err := bulk(ctx, op, "localDeliveryOptions", us, func(ctx context.Context, u LocalDeliveryOptionUpdate) (*LocalDeliveryOption, error) {
		return s.UpdateLocalDeliveryOption(ctx, u.ID, u)
	}, func(u LocalDeliveryOptionUpdate) string { return string(u.ID) })
	if err != nil {
		return nil, err
	}
	return &BulkLocalDeliveryOptionsResponse{done, errs}, nil
}

// BulkDeleteLocalDeliveryOption deletes 1 to 100 options, each in a commit of its
// own, and returns an error for each that it could not delete.
func (s *LocalDeliveryOptions) BulkDeleteLocalDeliveryOption(ctx context.Context, ids []LocalDeliveryOptionID) ([]BulkError, error) {
	const op = "delivery.BulkDeleteLocalDeliveryOption"
	_, errs, err := bulk(ctx, op, "ids", ids, func(ctx context.Context, id LocalDeliveryOptionID) (*struct{}, error) {
		return &struct{}{}, s.DeleteLocalDeliveryOption(ctx, id)
	}, func(id LocalDeliveryOptionID) string { return string(id) })
	return errs, err
}

// QueryLocalDeliveryOptionsResponse is a page of options.
type QueryLocalDeliveryOptionsResponse struct {
	LocalDeliveryOptions []*LocalDeliveryOption     `json:"localDeliveryOptions"`
	PagingMetadata       query.CursorPagingMetadata `json:"pagingMetadata"`
}

var localFields = language("local-delivery-option", 100, "areaName", "deliveryRegionIds")

// QueryLocalDeliveryOptions returns the options that a request asks for, the
// newest first unless it sorts.
func (s *LocalDeliveryOptions) QueryLocalDeliveryOptions(ctx context.Context, r query.Request) (*QueryLocalDeliveryOptionsResponse, error) {
	found, meta, err := find(ctx, s.c, "delivery.QueryLocalDeliveryOptions", r, localFields, s.kind,
		func(o *LocalDeliveryOption, path string, dst []query.Value) []query.Value {
			if path == "areaName" {
				return append(dst, query.Text(o.AreaName))
			}
			return common(o.stamps(), path, dst)
		})
	if err != nil {
		return nil, err
	}
	return &QueryLocalDeliveryOptionsResponse{found, meta}, nil
}
