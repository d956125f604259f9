// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes of tax groups.
const (
	CodeSystemGroup = "ILLEGAL_UPDATE_ON_SYSTEM_DEFINED_TAX_GROUP"
	codeNoGroup     = "TAX_GROUP_NOT_FOUND"
)

// Groups is the service of tax groups. It is made by ecom.New and safe for
// concurrent use.
type Groups struct {
	env *service.Env
	reg *registry.Registry[TaxGroup, *TaxGroup]
	s   *Services
}

// defaultGroups is the groups that every shop has, by the app they are of.
var defaultGroups = []struct {
	appID string
	group TaxGroup
}{
	{StoresAppID, TaxGroup{ID: ProductsGroup, Name: "Products", Revision: "1"}},
	{ShippingAppID, TaxGroup{ID: ShippingGroup, Name: "Shipping", Revision: "1"}},
}

// system returns a group that every shop has, or nil.
func system(id string) *TaxGroup {
	for i := range defaultGroups {
		if defaultGroups[i].group.ID == id {
			return defaultGroups[i].group.Clone()
		}
	}
	return nil
}

// CreateTaxGroup makes a group of a name.
func (s *Groups) CreateTaxGroup(ctx context.Context, g TaxGroup) (*TaxGroup, error) {
	return registry.Admin(ctx, s.env, "taxes.CreateTaxGroup", g, func(ctx context.Context, tx *store.Tx) (*TaxGroup, error) {
		var c fault.Checker
		checkName(&c, "taxGroup.name", g.Name)
		if err := c.Err(); err != nil {
			return nil, err
		}
		made := &TaxGroup{Name: g.Name}
		s.reg.Create(ctx, tx, made)
		return made, nil
	})
}

// GetTaxGroup returns a group.
func (s *Groups) GetTaxGroup(ctx context.Context, id string) (*TaxGroup, error) {
	return registry.Read(ctx, "taxes.GetTaxGroup", func() (*TaxGroup, error) {
		if g := system(id); g != nil {
			return g, nil
		}
		return s.reg.Get(ctx, s.env.Store, id)
	})
}

// groupRequest is what the key of an update or deletion stands for.
type groupRequest struct {
	ID       string         `json:"id"`
	TaxGroup TaxGroupUpdate `json:"taxGroup,omitzero"`
}

// UpdateTaxGroup changes a group. ILLEGAL_UPDATE_ON_SYSTEM_DEFINED_TAX_GROUP for
// one that every shop has; an old revision is a fault.Conflict.
func (s *Groups) UpdateTaxGroup(ctx context.Context, id string, u TaxGroupUpdate) (*TaxGroup, error) {
	return registry.Admin(ctx, s.env, "taxes.UpdateTaxGroup", groupRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*TaxGroup, error) {
		if err := refuseSystem(id); err != nil {
			return nil, err
		}
		return s.reg.Update(ctx, tx, "taxGroup", id, u.Revision, func(g *TaxGroup) error {
			u.Name.Apply(&g.Name)
			var c fault.Checker
			checkName(&c, "taxGroup.name", g.Name)
			return c.Err()
		})
	})
}

// DeleteTaxGroup deletes a group with its rates. Items in it are in the group
// ProductsGroup from then on.
func (s *Groups) DeleteTaxGroup(ctx context.Context, id string) error {
	_, err := registry.Admin(ctx, s.env, "taxes.DeleteTaxGroup", groupRequest{ID: id}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		if err := refuseSystem(id); err != nil {
			return nil, err
		}
		if err := s.reg.Delete(ctx, tx, id); err != nil {
			return nil, err
		}
		return new(struct{}), s.s.deleteMappings(ctx, tx, indexGroup, id)
	})
	return err
}

func refuseSystem(id string) error {
	if system(id) != nil {
		return fault.New(fault.State, CodeSystemGroup, "every shop has this group as it is")
	}
	return nil
}

// GroupPage is a page of groups.
type GroupPage struct {
	TaxGroups      []*TaxGroup                `json:"taxGroups"`
	PagingMetadata query.CursorPagingMetadata `json:"pagingMetadata"`
}

// QueryTaxGroups returns the groups of the shop's own that a request asks for:
// by id, name and dates, 100 at most.
func (s *Groups) QueryTaxGroups(ctx context.Context, r query.Request) (*GroupPage, error) {
	return registry.Read(ctx, "taxes.QueryTaxGroups", func() (*GroupPage, error) {
		list, meta, err := s.reg.Query(ctx, r)
		return &GroupPage{list, meta}, err
	})
}

// ListDefaultTaxGroups returns the groups that every shop has.
func (s *Groups) ListDefaultTaxGroups(ctx context.Context) ([]*TaxGroup, error) {
	return registry.Read(ctx, "taxes.ListDefaultTaxGroups", func() ([]*TaxGroup, error) {
		var list []*TaxGroup
		for i := range defaultGroups {
			list = append(list, defaultGroups[i].group.Clone())
		}
		return list, nil
	})
}

// DefaultTaxGroupResult is the default group of one app.
type DefaultTaxGroupResult struct {
	TaxGroupMetadata bulk.ItemMetadata `json:"taxGroupMetadata"`
	TaxGroup         *TaxGroup         `json:"taxGroup,omitempty"`
}

// DefaultTaxGroups is the default groups of several apps, in the order of the
// request.
type DefaultTaxGroups struct {
	Results            []DefaultTaxGroupResult `json:"results"`
	BulkActionMetadata bulk.ActionMetadata     `json:"bulkActionMetadata"`
}

// ListDefaultTaxGroupsByAppIDs returns the default groups of 1 to 300 apps. An
// app that has none is a failure in the answer.
func (s *Groups) ListDefaultTaxGroupsByAppIDs(ctx context.Context, appIDs []string) (*DefaultTaxGroups, error) {
	return registry.Read(ctx, "taxes.ListDefaultTaxGroupsByAppIDs", func() (*DefaultTaxGroups, error) {
		var c fault.Checker
		if !c.Size("appIds", len(appIDs), 1, 300) {
			return nil, c.Err()
		}
		for i, id := range appIDs {
			c.Required(fault.Index("appIds", i), id != "")
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		res := new(DefaultTaxGroups)
		for i, id := range appIDs {
			var r DefaultTaxGroupResult
			at := -1
			for k := range defaultGroups {
				if defaultGroups[k].appID == id {
					at = k
				}
			}
			if at < 0 {
				r.TaxGroupMetadata = res.BulkActionMetadata.Item(i, "", fault.Missing("default tax group", "of app "+id, codeNoGroup))
			} else {
				r.TaxGroup = defaultGroups[at].group.Clone()
				r.TaxGroupMetadata = res.BulkActionMetadata.Item(i, r.TaxGroup.ID, nil)
			}
			res.Results = append(res.Results, r)
		}
		return res, nil
	})
}

// defaultOf returns the default group of an app.
func defaultOf(appID string) string {
	i := slices.IndexFunc(defaultGroups, func(d struct {
		appID string
		group TaxGroup
	},
	) bool {
		return d.appID == appID
	})
	if i < 0 {
		return ProductsGroup
	}
	return defaultGroups[i].group.ID
}
