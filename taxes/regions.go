// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// Regions is the service of tax regions. It is made by ecom.New and safe for
// concurrent use.
type Regions struct {
	env *service.Env
	reg *registry.Registry[TaxRegion, *TaxRegion]
	s   *Services
}

// CreateTaxRegion makes a region. ALREADY_EXISTS, CALCULATOR_ID_NOT_FOUND,
// CALCULATOR_IS_NOT_SUPPORTED_FOR_THIS_TAX_REGION, INVALID_SUBDIVISION_FORMAT,
// SUBDIVISIONS_NOT_SUPPORTED_FOR_COUNTRY.
func (s *Regions) CreateTaxRegion(ctx context.Context, r TaxRegion) (*TaxRegion, error) {
	return s.create(ctx, "taxes.CreateTaxRegion", r)
}

func (s *Regions) create(ctx context.Context, op string, r TaxRegion) (*TaxRegion, error) {
	made, err := registry.Admin(ctx, s.env, op, r, func(ctx context.Context, tx *store.Tx) (*TaxRegion, error) {
		made := &TaxRegion{Country: r.Country, Subdivision: r.Subdivision, AppID: r.AppID, TaxIncludedInPrice: r.TaxIncludedInPrice}
		made.normalize()
		if err := s.s.check(made); err != nil {
			return nil, err
		}
		s.reg.Create(ctx, tx, made)
		return made, nil
	})
	return made, fault.At(op, sameRegion(err))
}

// sameRegion gives the error for two regions of one place its code.
func sameRegion(err error) error {
	if registry.Twin(err) {
		return fault.New(fault.Exists, CodeRegionExists, "there is a tax region of the same country and subdivision")
	}
	return err
}

// BulkTaxRegions is the answer of BulkCreateTaxRegion, in the order of the
// request.
type BulkTaxRegions = bulk.Response[TaxRegion]

// BulkCreateTaxRegion makes 1 to 100 regions, each in a commit of its own: what
// fails is told in the answer and holds back nothing else. Under an idempotency
// key a repetition does again only what has failed.
func (s *Regions) BulkCreateTaxRegion(ctx context.Context, list []TaxRegion, returnEntity bool) (*BulkTaxRegions, error) {
	const op = "taxes.BulkCreateTaxRegion"
	return each(ctx, op, "taxRegions", len(list), returnEntity, (*TaxRegion).RecordID, func(ctx context.Context, i int) (*TaxRegion, error) {
		return s.create(ctx, op, list[i])
	})
}

// GetTaxRegion returns a region.
func (s *Regions) GetTaxRegion(ctx context.Context, id string) (*TaxRegion, error) {
	return registry.Read(ctx, "taxes.GetTaxRegion", func() (*TaxRegion, error) { return s.reg.Get(ctx, s.env.Store, id) })
}

// regionRequest is what the key of an update or deletion stands for.
type regionRequest struct {
	ID        string          `json:"id"`
	TaxRegion TaxRegionUpdate `json:"taxRegion,omitzero"`
}

// UpdateTaxRegion changes a region; the codes are those of CreateTaxRegion. An
// old revision is a fault.Conflict.
func (s *Regions) UpdateTaxRegion(ctx context.Context, id string, u TaxRegionUpdate) (*TaxRegion, error) {
	const op = "taxes.UpdateTaxRegion"
	r, err := registry.Admin(ctx, s.env, op, regionRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*TaxRegion, error) {
		return s.reg.Update(ctx, tx, "taxRegion", id, u.Revision, func(r *TaxRegion) error {
			u.Country.Apply(&r.Country)
			u.Subdivision.Apply(&r.Subdivision)
			u.AppID.Apply(&r.AppID)
			u.TaxIncludedInPrice.Apply(&r.TaxIncludedInPrice)
			r.normalize()
			return s.s.check(r)
		})
	})
	return r, fault.At(op, sameRegion(err))
}

// DeleteTaxRegion deletes a region with its rates.
func (s *Regions) DeleteTaxRegion(ctx context.Context, id string) error {
	_, err := registry.Admin(ctx, s.env, "taxes.DeleteTaxRegion", regionRequest{ID: id}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		if err := s.reg.Delete(ctx, tx, id); err != nil {
			return nil, err
		}
		return new(struct{}), s.s.deleteMappings(ctx, tx, indexRegion, id)
	})
	return err
}

// RegionPage is a page of regions.
type RegionPage struct {
	TaxRegions     []*TaxRegion               `json:"taxRegions"`
	PagingMetadata query.CursorPagingMetadata `json:"pagingMetadata"`
}

// QueryTaxRegions returns the regions that a request asks for: by id, country,
// subdivision, appId, taxIncludedInPrice and dates, 100 at most.
func (s *Regions) QueryTaxRegions(ctx context.Context, r query.Request) (*RegionPage, error) {
	return registry.Read(ctx, "taxes.QueryTaxRegions", func() (*RegionPage, error) {
		list, meta, err := s.reg.Query(ctx, r)
		return &RegionPage{list, meta}, err
	})
}
