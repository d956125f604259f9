// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// The ids of the groups that every shop has. They cannot be changed or deleted.
const (
	ProductsGroup = "7a1e0d52-6c3b-4e0f-9a55-3d2c1f0b8a01" // of items that name no group, or one that does not exist
	ShippingGroup = "7a1e0d52-6c3b-4e0f-9a55-3d2c1f0b8a02" // of shipping
)

// The apps whose default groups these are.
const (
	StoresAppID   = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
	ShippingAppID = "45c44b27-ca7b-4891-8c0d-1747d588b835"
)

// TaxGroup is a kind of goods that is taxed alike.
type TaxGroup struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"` // 1 to 200 characters
	Revision    string    `json:"revision,omitzero"`
	CreatedDate time.Time `json:"createdDate,omitzero"`
	UpdatedDate time.Time `json:"updatedDate,omitzero"`
}

// RecordID returns the id, for the store.
func (g *TaxGroup) RecordID() string { return g.ID }

// Clone returns a copy.
func (g *TaxGroup) Clone() *TaxGroup { return new(*g) }

// TaxGroupUpdate changes a group.
type TaxGroupUpdate struct {
	Revision string              `json:"revision"` // that the caller has seen; required
	Name     patch.Field[string] `json:"name,omitzero"`
}

// TaxGroupCreated is raised when a group came to be. The Entity is shared by all
// handlers and not to be changed.
type TaxGroupCreated struct{ events.Created[*TaxGroup] }

// EventType returns the platform's name of the event.
func (TaxGroupCreated) EventType() string { return "wix.billing.v1.tax_group_created" }

// Detach implements events.Detacher.
func (e TaxGroupCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// TaxGroupUpdated is raised when a group was changed. The Entity is shared by
// all handlers and not to be changed.
type TaxGroupUpdated struct{ events.Updated[*TaxGroup] }

// EventType returns the platform's name of the event.
func (TaxGroupUpdated) EventType() string { return "wix.billing.v1.tax_group_updated" }

// Detach implements events.Detacher.
func (e TaxGroupUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// TaxGroupDeleted is raised when a group is gone. The event's entity id says
// which one.
type TaxGroupDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (TaxGroupDeleted) EventType() string { return "wix.billing.v1.tax_group_deleted" }

// The names of indexes.
const indexCreated = "created"

var groups = store.Define[TaxGroup]("tax-group", 1,
	store.By(indexCreated, func(g *TaxGroup) store.Part { return store.Time(g.CreatedDate) }))

var groupConfig = registry.Config[TaxGroup, *TaxGroup]{
	Kind: groups, Name: "tax group", Missing: "TAX_GROUP_NOT_FOUND", Max: MaxGroups,
	Fields: func(g *TaxGroup) registry.Fields {
		return registry.Fields{ID: &g.ID, Revision: &g.Revision, CreatedDate: &g.CreatedDate, UpdatedDate: &g.UpdatedDate}
	},
	Language: define("taxGroup", query.Field{Path: "name", Sortable: true}),
	Values: func(g *TaxGroup, path string, dst []query.Value) []query.Value {
		if path == "name" {
			return append(dst, query.Text(g.Name))
		}
		return common(path, g.ID, g.CreatedDate, g.UpdatedDate, dst)
	},
	Created: func(now *TaxGroup) events.Payload {
		return TaxGroupCreated{events.Created[*TaxGroup]{Entity: now}}
	},
	Updated: func(now, before *TaxGroup) events.Payload {
		return TaxGroupUpdated{events.Updated[*TaxGroup]{Entity: now, Previous: before}}
	},
	Deleted: func() events.Payload { return TaxGroupDeleted{} },
	Changed: touch,
}

// How many of each a shop may have.
const (
	MaxGroups       = 1000
	MaxRegions      = 1000
	MaxMappings     = 20_000
	MaxExemptGroups = 1000
)

// define makes the language of the queries for a kind of entity.
func define(kind string, more ...query.Field) *query.Language {
	return query.Define(query.Schema{
		Kind: kind,
		Fields: append([]query.Field{
			{Path: "id", Ops: query.Equality, Sortable: true},
			{Path: "createdDate", Type: query.TypeTime, Sortable: true},
			{Path: "updatedDate", Type: query.TypeTime, Sortable: true},
		}, more...),
		Indexes:      []query.Index{{Name: indexCreated, Fields: []string{"createdDate"}}},
		DefaultSort:  []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
		DefaultLimit: 50, MaxLimit: 100,
	})
}

// common appends the values of the fields that all entities have.
func common(path, id string, created, updated time.Time, dst []query.Value) []query.Value {
	switch path {
	case "id":
		return append(dst, query.Text(id))
	case "createdDate":
		return append(dst, query.Time(created))
	case "updatedDate":
		return append(dst, query.Time(updated))
	default:
		return dst
	}
}

func checkName(c *fault.Checker, path, name string) { c.Length(path, name, 1, 200) }
