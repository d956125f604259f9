// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// Mappings is the service of manual tax mappings. It is made by ecom.New and
// safe for concurrent use.
type Mappings struct {
	env *service.Env
	reg *registry.Registry[ManualTaxMapping, *ManualTaxMapping]
	s   *Services
}

// CreateManualTaxMapping makes a mapping. TAX_REGION_ID_NOT_FOUND,
// TAX_GROUP_ID_NOT_FOUND, MANUAL_TAX_MAPPING_ALREADY_EXISTS.
func (s *Mappings) CreateManualTaxMapping(ctx context.Context, m ManualTaxMapping) (*ManualTaxMapping, error) {
	return s.create(ctx, "taxes.CreateManualTaxMapping", m)
}

func (s *Mappings) create(ctx context.Context, op string, m ManualTaxMapping) (*ManualTaxMapping, error) {
	made, err := registry.Admin(ctx, s.env, op, m, func(ctx context.Context, tx *store.Tx) (*ManualTaxMapping, error) {
		made := m.Clone()
		made.ID = ""
		if err := s.check(ctx, tx, made); err != nil {
			return nil, err
		}
		s.reg.Create(ctx, tx, made)
		return made, nil
	})
	return made, fault.At(op, samePair(err))
}

// check returns what is wrong with a mapping. What it refers to is there when tx
// commits.
func (s *Mappings) check(ctx context.Context, tx *store.Tx, m *ManualTaxMapping) error {
	var c fault.Checker
	m.check(&c)
	if err := c.Err(); err != nil {
		return err
	}
	region, err := regions.Get(ctx, tx, m.TaxRegionID)
	switch {
	case errors.Is(err, fault.NotFound):
		return fault.New(fault.NotFound, CodeMappingRegionNotFound, "there is no tax region "+m.TaxRegionID)
	case err != nil:
		return err
	}
	// Written as they are, the region and the group cannot be deleted at the same
	// time without their deletion seeing this mapping.
	regions.Put(tx, region)
	if system(m.TaxGroupID) != nil {
		return nil
	}
	group, err := groups.Get(ctx, tx, m.TaxGroupID)
	switch {
	case errors.Is(err, fault.NotFound):
		return fault.New(fault.NotFound, CodeMappingGroupNotFound, "there is no tax group "+m.TaxGroupID)
	case err != nil:
		return err
	}
	groups.Put(tx, group)
	return nil
}

// samePair gives the error for two mappings of one pair its code.
func samePair(err error) error {
	if registry.Twin(err) {
		return fault.New(fault.Exists, CodeMappingExists, "there is a mapping of the same tax group and region")
	}
	return err
}

// BulkMappings is the answer of a bulk method, in the order of the request.
type BulkMappings = bulk.Response[ManualTaxMapping]

// BulkCreateManualTaxMapping makes 1 to 100 mappings, each in a commit of its
// own: what fails is told in the answer and holds back nothing else.
func (s *Mappings) BulkCreateManualTaxMapping(ctx context.Context, list []ManualTaxMapping, returnEntity bool) (*BulkMappings, error) {
	const op = "taxes.BulkCreateManualTaxMapping"
	return each(ctx, op, "manualTaxMappings", len(list), returnEntity, (*ManualTaxMapping).RecordID, func(ctx context.Context, i int) (*ManualTaxMapping, error) {
		return s.create(ctx, op, list[i])
	})
}

// MaskedMapping is one mapping of BulkUpdateManualTaxMapping.
type MaskedMapping struct {
	ID               string                 `json:"id"`
	ManualTaxMapping ManualTaxMappingUpdate `json:"manualTaxMapping"`
}

// BulkUpdateManualTaxMapping changes 1 to 100 mappings, each in a commit of its
// own.
func (s *Mappings) BulkUpdateManualTaxMapping(ctx context.Context, list []MaskedMapping, returnEntity bool) (*BulkMappings, error) {
	const op = "taxes.BulkUpdateManualTaxMapping"
	return each(ctx, op, "manualTaxMappings", len(list), returnEntity, (*ManualTaxMapping).RecordID, func(ctx context.Context, i int) (*ManualTaxMapping, error) {
		return s.update(ctx, op, list[i].ID, list[i].ManualTaxMapping)
	})
}

// BulkDeleteManualTaxMapping deletes 1 to 100 mappings, each in a commit of its
// own.
func (s *Mappings) BulkDeleteManualTaxMapping(ctx context.Context, ids []string) (*BulkMappings, error) {
	const op = "taxes.BulkDeleteManualTaxMapping"
	return each(ctx, op, "manualTaxMappingIds", len(ids), false, (*ManualTaxMapping).RecordID, func(ctx context.Context, i int) (*ManualTaxMapping, error) {
		return &ManualTaxMapping{ID: ids[i]}, s.delete(ctx, op, ids[i])
	})
}

// GetManualTaxMapping returns a mapping.
func (s *Mappings) GetManualTaxMapping(ctx context.Context, id string) (*ManualTaxMapping, error) {
	return registry.Read(ctx, "taxes.GetManualTaxMapping", func() (*ManualTaxMapping, error) { return s.reg.Get(ctx, s.env.Store, id) })
}

// mappingRequest is what the key of an update or deletion stands for.
type mappingRequest struct {
	ID               string                 `json:"id"`
	ManualTaxMapping ManualTaxMappingUpdate `json:"manualTaxMapping,omitzero"`
}

// UpdateManualTaxMapping changes a mapping; the codes are those of
// CreateManualTaxMapping. An old revision is a fault.Conflict.
func (s *Mappings) UpdateManualTaxMapping(ctx context.Context, id string, u ManualTaxMappingUpdate) (*ManualTaxMapping, error) {
	return s.update(ctx, "taxes.UpdateManualTaxMapping", id, u)
}

func (s *Mappings) update(ctx context.Context, op, id string, u ManualTaxMappingUpdate) (*ManualTaxMapping, error) {
	m, err := registry.Admin(ctx, s.env, op, mappingRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*ManualTaxMapping, error) {
		return s.reg.Update(ctx, tx, "manualTaxMapping", id, u.Revision, func(m *ManualTaxMapping) error {
			u.apply(m)
			*m = *m.Clone() // nothing of the caller's
			return s.check(ctx, tx, m)
		})
	})
	return m, fault.At(op, samePair(err))
}

// DeleteManualTaxMapping deletes a mapping.
func (s *Mappings) DeleteManualTaxMapping(ctx context.Context, id string) error {
	return s.delete(ctx, "taxes.DeleteManualTaxMapping", id)
}

func (s *Mappings) delete(ctx context.Context, op, id string) error {
	_, err := registry.Admin(ctx, s.env, op, mappingRequest{ID: id}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		return new(struct{}), s.reg.Delete(ctx, tx, id)
	})
	return err
}

// MappingPage is a page of mappings.
type MappingPage struct {
	ManualTaxMappings []*ManualTaxMapping        `json:"manualTaxMappings"`
	PagingMetadata    query.CursorPagingMetadata `json:"pagingMetadata"`
}

// QueryManualTaxMappings returns the mappings that a request asks for: by id,
// group, region and dates, 100 at most.
func (s *Mappings) QueryManualTaxMappings(ctx context.Context, r query.Request) (*MappingPage, error) {
	return registry.Read(ctx, "taxes.QueryManualTaxMappings", func() (*MappingPage, error) {
		list, meta, err := s.reg.Query(ctx, r)
		return &MappingPage{list, meta}, err
	})
}

// MaxListed is how many mappings ListManualTaxMappings returns.
const MaxListed = 1000

// ListManualTaxMappings returns the first 1,000 mappings by id.
func (s *Mappings) ListManualTaxMappings(ctx context.Context) ([]*ManualTaxMapping, error) {
	return registry.Read(ctx, "taxes.ListManualTaxMappings", func() ([]*ManualTaxMapping, error) {
		list := []*ManualTaxMapping{}
		for m, err := range mappings.Find(ctx, s.env.Store, store.Range{Limit: MaxListed}) {
			if err != nil {
				return nil, err
			}
			list = append(list, m)
		}
		return list, nil
	})
}

// deleteMappings deletes the mappings of a group or region. A mapping that is
// made at the same time writes what it refers to, so that none is left over.
func (s *Services) deleteMappings(ctx context.Context, tx *store.Tx, index, id string) error {
	for m, err := range mappings.Find(ctx, tx, store.Range{Index: index, Prefix: []store.Part{store.Text(id)}}) {
		if err != nil {
			return err
		}
		if err := s.Mappings.reg.Delete(ctx, tx, m.ID); err != nil {
			return err
		}
	}
	return nil
}
