// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// TaxExemptGroup is a group of buyers who owe other rates, or none. What they owe
// is the ExemptRates of the mappings.
type TaxExemptGroup struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`           // 1 to 200 characters
	Tags        []string  `json:"tags,omitempty"` // 100 at most, each of 1 to 50 characters, sorted
	Revision    string    `json:"revision,omitzero"`
	CreatedDate time.Time `json:"createdDate,omitzero"`
	UpdatedDate time.Time `json:"updatedDate,omitzero"`
}

// RecordID returns the id, for the store.
func (g *TaxExemptGroup) RecordID() string { return g.ID }

// Clone returns a deep copy.
func (g *TaxExemptGroup) Clone() *TaxExemptGroup {
	c := *g
	c.Tags = slices.Clone(g.Tags)
	return &c
}

// TaxExemptGroupUpdate changes an exempt group.
type TaxExemptGroupUpdate struct {
	Revision string              `json:"revision"` // that the caller has seen; required
	Name     patch.Field[string] `json:"name,omitzero"`
}

// CodeEmptyTags is the platform's code for a change of tags that changes none.
const CodeEmptyTags = "EMPTY_ASSIGN_AND_UNASSIGN_LISTS"

// TaxExemptGroupCreated is raised when an exempt group came to be. The Entity is
// shared by all handlers and not to be changed.
type TaxExemptGroupCreated struct {
	events.Created[*TaxExemptGroup]
}

// EventType returns the platform's name of the event.
func (TaxExemptGroupCreated) EventType() string { return "wix.billing.v1.tax_exempt_group_created" }

// Detach implements events.Detacher.
func (e TaxExemptGroupCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// TaxExemptGroupUpdated is raised when an exempt group was changed. The Entity is
// shared by all handlers and not to be changed.
type TaxExemptGroupUpdated struct {
	events.Updated[*TaxExemptGroup]
}

// EventType returns the platform's name of the event.
func (TaxExemptGroupUpdated) EventType() string { return "wix.billing.v1.tax_exempt_group_updated" }

// Detach implements events.Detacher.
func (e TaxExemptGroupUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// TaxExemptGroupTagsModified is raised after TaxExemptGroupUpdated when the tags
// changed.
type TaxExemptGroupTagsModified struct {
	TaxExemptGroup *TaxExemptGroup `json:"taxExemptGroup"`
	AssignedTags   []string        `json:"assignedTags,omitempty"`
	UnassignedTags []string        `json:"unassignedTags,omitempty"`
}

// EventType returns the platform's name of the event.
func (TaxExemptGroupTagsModified) EventType() string {
	return "wix.billing.v1.tax_exempt_group_tags_modified"
}

// Detach implements events.Detacher.
func (e TaxExemptGroupTagsModified) Detach(c *events.Copies) events.Payload {
	e.TaxExemptGroup = events.CopyOf(c, e.TaxExemptGroup)
	e.AssignedTags, e.UnassignedTags = slices.Clone(e.AssignedTags), slices.Clone(e.UnassignedTags)
	return e
}

// TaxExemptGroupDeleted is raised when an exempt group is gone. The event's
// entity id says which one.
type TaxExemptGroupDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (TaxExemptGroupDeleted) EventType() string { return "wix.billing.v1.tax_exempt_group_deleted" }

var exemptGroups = store.Define[TaxExemptGroup]("tax-exempt-group", 1,
	store.By(indexCreated, func(g *TaxExemptGroup) store.Part { return store.Time(g.CreatedDate) }))

var exemptConfig = registry.Config[TaxExemptGroup, *TaxExemptGroup]{
	Kind: exemptGroups, Name: "tax exempt group", Missing: "TAX_EXEMPT_GROUP_NOT_FOUND", Max: MaxExemptGroups,
	Fields: func(g *TaxExemptGroup) registry.Fields {
		return registry.Fields{ID: &g.ID, Revision: &g.Revision, CreatedDate: &g.CreatedDate, UpdatedDate: &g.UpdatedDate}
	},
	Language: define("taxExemptGroup", query.Field{Path: "name", Sortable: true}, query.Field{Path: "tags", List: true, Ops: query.Listing}),
	Values: func(g *TaxExemptGroup, path string, dst []query.Value) []query.Value {
		switch path {
		case "name":
			return append(dst, query.Text(g.Name))
		case "tags":
			for _, t := range g.Tags {
				dst = append(dst, query.Text(t))
			}
			return dst
		}
		return common(path, g.ID, g.CreatedDate, g.UpdatedDate, dst)
	},
	Created: func(now *TaxExemptGroup) events.Payload {
		return TaxExemptGroupCreated{events.Created[*TaxExemptGroup]{Entity: now}}
	},
	Updated: func(now, before *TaxExemptGroup) events.Payload {
		return TaxExemptGroupUpdated{events.Updated[*TaxExemptGroup]{Entity: now, Previous: before}}
	},
	Deleted: func() events.Payload { return TaxExemptGroupDeleted{} },
	Changed: touch,
}

// ExemptGroups is the service of tax exempt groups. It is made by ecom.New and
// safe for concurrent use.
type ExemptGroups struct {
	env *service.Env
	reg *registry.Registry[TaxExemptGroup, *TaxExemptGroup]
	s   *Services
}

// CreateTaxExemptGroup makes an exempt group of a name, with tags.
func (s *ExemptGroups) CreateTaxExemptGroup(ctx context.Context, g TaxExemptGroup) (*TaxExemptGroup, error) {
	return registry.Admin(ctx, s.env, "taxes.CreateTaxExemptGroup", g, func(ctx context.Context, tx *store.Tx) (*TaxExemptGroup, error) {
		made := &TaxExemptGroup{Name: g.Name, Tags: sorted(g.Tags)}
		if err := made.check(); err != nil {
			return nil, err
		}
		s.reg.Create(ctx, tx, made)
		return made, nil
	})
}

func (g *TaxExemptGroup) check() error {
	var c fault.Checker
	checkName(&c, "taxExemptGroup.name", g.Name)
	checkTags(&c, "taxExemptGroup.tags", g.Tags)
	return c.Err()
}

func checkTags(c *fault.Checker, path string, tags []string) {
	if c.Size(path, len(tags), 0, 100) {
		for i, t := range tags {
			c.Length(fault.Index(path, i), t, 1, 50)
		}
	}
}

// sorted returns a sorted copy without what occurs twice.
func sorted(tags []string) []string {
	if len(tags) == 0 || len(tags) > 1000 { // what is too much is refused as it is
		return tags
	}
	tags = slices.Clone(tags)
	slices.SortFunc(tags, strings.Compare)
	return slices.Compact(tags)
}

// GetTaxExemptGroup returns an exempt group.
func (s *ExemptGroups) GetTaxExemptGroup(ctx context.Context, id string) (*TaxExemptGroup, error) {
	return registry.Read(ctx, "taxes.GetTaxExemptGroup", func() (*TaxExemptGroup, error) { return s.reg.Get(ctx, s.env.Store, id) })
}

// exemptRequest is what the key of a change stands for.
type exemptRequest struct {
	ID             string               `json:"id"`
	TaxExemptGroup TaxExemptGroupUpdate `json:"taxExemptGroup,omitzero"`
	Assign         []string             `json:"assign,omitempty"`
	Unassign       []string             `json:"unassign,omitempty"`
}

// UpdateTaxExemptGroup changes an exempt group. An old revision is a
// fault.Conflict.
func (s *ExemptGroups) UpdateTaxExemptGroup(ctx context.Context, id string, u TaxExemptGroupUpdate) (*TaxExemptGroup, error) {
	return registry.Admin(ctx, s.env, "taxes.UpdateTaxExemptGroup", exemptRequest{ID: id, TaxExemptGroup: u}, func(ctx context.Context, tx *store.Tx) (*TaxExemptGroup, error) {
		return s.reg.Update(ctx, tx, "taxExemptGroup", id, u.Revision, func(g *TaxExemptGroup) error {
			u.Name.Apply(&g.Name)
			return g.check()
		})
	})
}

// UpdateTaxExemptGroupTags gives an exempt group tags and takes others away;
// what is in both lists is taken away. EMPTY_ASSIGN_AND_UNASSIGN_LISTS.
func (s *ExemptGroups) UpdateTaxExemptGroupTags(ctx context.Context, id string, assign, unassign []string) (*TaxExemptGroup, error) {
	req := exemptRequest{ID: id, Assign: assign, Unassign: unassign}
	return registry.Admin(ctx, s.env, "taxes.UpdateTaxExemptGroupTags", req, func(ctx context.Context, tx *store.Tx) (*TaxExemptGroup, error) {
		if len(assign) == 0 && len(unassign) == 0 {
			return nil, fault.New(fault.Invalid, CodeEmptyTags, "name tags to assign or to unassign")
		}
		var c fault.Checker
		checkTags(&c, "assignTags", assign)
		checkTags(&c, "unassignTags", unassign)
		if err := c.Err(); err != nil {
			return nil, err
		}
		now, err := s.reg.Get(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		given, taken := sorted(assign), sorted(unassign)
		g, err := s.reg.Update(ctx, tx, "taxExemptGroup", id, now.Revision, func(g *TaxExemptGroup) error {
			g.Tags = slices.DeleteFunc(sorted(slices.Concat(g.Tags, given)), func(t string) bool { return slices.Contains(taken, t) })
			return g.check()
		})
		if err != nil {
			return nil, err
		}
		snap := exemptGroups.Snapshot(tx, g)
		events.Emit(tx, ctx, id, func() events.Payload { return TaxExemptGroupTagsModified{snap(), given, taken} })
		return g, nil
	})
}

// DeleteTaxExemptGroup deletes an exempt group. Its buyers owe all taxes from
// then on: rates that name it are of no effect.
func (s *ExemptGroups) DeleteTaxExemptGroup(ctx context.Context, id string) error {
	_, err := registry.Admin(ctx, s.env, "taxes.DeleteTaxExemptGroup", exemptRequest{ID: id}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		return new(struct{}), s.reg.Delete(ctx, tx, id)
	})
	return err
}

// ExemptGroupPage is a page of exempt groups.
type ExemptGroupPage struct {
	TaxExemptGroups []*TaxExemptGroup          `json:"taxExemptGroups"`
	PagingMetadata  query.CursorPagingMetadata `json:"pagingMetadata"`
}

// QueryTaxExemptGroups returns the exempt groups that a request asks for: by id,
// name, tags and dates, 100 at most.
func (s *ExemptGroups) QueryTaxExemptGroups(ctx context.Context, r query.Request) (*ExemptGroupPage, error) {
	return registry.Read(ctx, "taxes.QueryTaxExemptGroups", func() (*ExemptGroupPage, error) {
		list, meta, err := s.reg.Query(ctx, r)
		return &ExemptGroupPage{list, meta}, err
	})
}
