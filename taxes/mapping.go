// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// ManualTaxMapping is the taxes on items of a group in a region. A pair of group
// and region has one mapping at most.
type ManualTaxMapping struct {
	ID          string `json:"id"`
	TaxGroupID  string `json:"taxGroupId"`
	TaxRegionID string `json:"taxRegionId"`
	Tax

	// AdditionalTaxes are owed beside: 6 at most, in the order in which compound
	// ones build on each other. Beside the platform's members.
	AdditionalTaxes []Tax `json:"additionalTaxes,omitempty"`

	Revision    string    `json:"revision,omitzero"`
	CreatedDate time.Time `json:"createdDate,omitzero"`
	UpdatedDate time.Time `json:"updatedDate,omitzero"`
}

// Tax is one tax of a mapping.
type Tax struct {
	TaxRate          plugin.Rate          `json:"taxRate"`           // 0 to 1: 0.19 is 19 %
	TaxType          string               `json:"taxType,omitempty"` // such as "VAT", up to 200 characters
	TaxName          string               `json:"taxName,omitempty"` // up to 200 characters
	Jurisdiction     string               `json:"jurisdiction,omitempty"`
	JurisdictionType tax.JurisdictionType `json:"jurisdictionType,omitempty"`
	ExemptRates      []ExemptRate         `json:"exemptRates,omitempty"` // 50 at most: what exempt buyers owe in the place of TaxRate
	Compound         bool                 `json:"compound,omitempty"`    // it is on top of the taxes before it. Beside the platform's members
}

// ExemptRate is the rate of buyers of an exempt group.
type ExemptRate struct {
	TaxExemptGroupID string      `json:"taxExemptGroupId"`
	TaxRate          plugin.Rate `json:"taxRate"` // 0 to 1; 0 is exempt altogether
}

// MaxAdditionalTaxes is how many taxes a mapping can have beside its first.
const MaxAdditionalTaxes = tax.MaxBreakdowns - 1

// RecordID returns the id, for the store.
func (m *ManualTaxMapping) RecordID() string { return m.ID }

// Clone returns a deep copy.
func (m *ManualTaxMapping) Clone() *ManualTaxMapping {
	c := *m
	c.Tax = m.clone()
	c.AdditionalTaxes = ptr.CopyEach(m.AdditionalTaxes, Tax.clone)
	return &c
}

func (t Tax) clone() Tax {
	t.ExemptRates = slices.Clone(t.ExemptRates)
	return t
}

func (m *ManualTaxMapping) pair() string { return m.TaxRegionID + "/" + m.TaxGroupID }

// ManualTaxMappingUpdate changes a mapping.
type ManualTaxMappingUpdate struct {
	Revision         string                            `json:"revision"` // that the caller has seen; required
	TaxGroupID       patch.Field[string]               `json:"taxGroupId,omitzero"`
	TaxRegionID      patch.Field[string]               `json:"taxRegionId,omitzero"`
	TaxRate          patch.Field[plugin.Rate]          `json:"taxRate,omitzero"`
	TaxType          patch.Field[string]               `json:"taxType,omitzero"`
	TaxName          patch.Field[string]               `json:"taxName,omitzero"`
	Jurisdiction     patch.Field[string]               `json:"jurisdiction,omitzero"`
	JurisdictionType patch.Field[tax.JurisdictionType] `json:"jurisdictionType,omitzero"`
	ExemptRates      patch.Field[[]ExemptRate]         `json:"exemptRates,omitzero"`
	AdditionalTaxes  patch.Field[[]Tax]                `json:"additionalTaxes,omitzero"`
}

func (u *ManualTaxMappingUpdate) apply(m *ManualTaxMapping) {
	u.TaxGroupID.Apply(&m.TaxGroupID)
	u.TaxRegionID.Apply(&m.TaxRegionID)
	u.TaxRate.Apply(&m.TaxRate)
	u.TaxType.Apply(&m.TaxType)
	u.TaxName.Apply(&m.TaxName)
	u.Jurisdiction.Apply(&m.Jurisdiction)
	u.JurisdictionType.Apply(&m.JurisdictionType)
	u.ExemptRates.Apply(&m.ExemptRates)
	u.AdditionalTaxes.Apply(&m.AdditionalTaxes)
}

// The platform's codes of manual tax mappings.
const (
	CodeMappingRegionNotFound = "TAX_REGION_ID_NOT_FOUND"
	CodeMappingGroupNotFound  = "TAX_GROUP_ID_NOT_FOUND"
	CodeMappingExists         = "MANUAL_TAX_MAPPING_ALREADY_EXISTS"
	codeNoMapping             = "MANUAL_TAX_MAPPING_NOT_FOUND"
)

// check records what is wrong with a mapping by itself.
func (m *ManualTaxMapping) check(c *fault.Checker) {
	const path = "manualTaxMapping"
	checkGUID(c, path+".taxGroupId", m.TaxGroupID)
	checkGUID(c, path+".taxRegionId", m.TaxRegionID)
	m.Tax.check(c, path)
	if c.Size(path+".additionalTaxes", len(m.AdditionalTaxes), 0, MaxAdditionalTaxes) {
		for i := range m.AdditionalTaxes {
			m.AdditionalTaxes[i].check(c, fault.Join(path, fault.Index("additionalTaxes", i)))
		}
	}
}

func (t *Tax) check(c *fault.Checker, path string) {
	checkRate(c, path+".taxRate", t.TaxRate)
	c.Length(path+".taxType", t.TaxType, 0, 200)
	c.Length(path+".taxName", t.TaxName, 0, 200)
	c.Length(path+".jurisdiction", t.Jurisdiction, 0, 200)
	if t.JurisdictionType != "" && !t.JurisdictionType.Valid() {
		c.Add(path+".jurisdictionType", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not one of the values allowed", t.JurisdictionType), nil)
	}
	if !c.Size(path+".exemptRates", len(t.ExemptRates), 0, tax.MaxExemptRates) {
		return
	}
	seen := make(map[string]bool, len(t.ExemptRates))
	for i, e := range t.ExemptRates {
		at := path + fault.Index(".exemptRates", i)
		checkGUID(c, at+".taxExemptGroupId", e.TaxExemptGroupID)
		if seen[e.TaxExemptGroupID] {
			c.AddOther(at+".taxExemptGroupId", "ALREADY_EXISTS", "there is another rate of the same exempt group")
		}
		seen[e.TaxExemptGroupID] = true
		checkRate(c, at+".taxRate", e.TaxRate)
	}
}

func checkRate(c *fault.Checker, path string, r plugin.Rate) {
	switch {
	case r < 0:
		decimals.TooLow(c, path, 0)
	case r > 1_000_000:
		decimals.TooHigh(c, path, 1)
	}
}

// ManualTaxMappingCreated is raised when a mapping came to be. The Entity is
// shared by all handlers and not to be changed.
type ManualTaxMappingCreated struct {
	events.Created[*ManualTaxMapping]
}

// EventType returns the platform's name of the event.
func (ManualTaxMappingCreated) EventType() string { return "wix.billing.v1.manual_tax_mapping_created" }

// Detach implements events.Detacher.
func (e ManualTaxMappingCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// ManualTaxMappingUpdated is raised when a mapping was changed. The Entity is
// shared by all handlers and not to be changed.
type ManualTaxMappingUpdated struct {
	events.Updated[*ManualTaxMapping]
}

// EventType returns the platform's name of the event.
func (ManualTaxMappingUpdated) EventType() string { return "wix.billing.v1.manual_tax_mapping_updated" }

// Detach implements events.Detacher.
func (e ManualTaxMappingUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// ManualTaxMappingDeleted is raised when a mapping is gone. The event's entity
// id says which one.
type ManualTaxMappingDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (ManualTaxMappingDeleted) EventType() string { return "wix.billing.v1.manual_tax_mapping_deleted" }

const (
	indexPair   = "pair"
	indexGroup  = "group"
	indexRegion = "region"
)

var mappings = store.Define[ManualTaxMapping]("manual-tax-mapping", 1,
	store.Unique(indexPair, (*ManualTaxMapping).pair),
	store.By(indexGroup, func(m *ManualTaxMapping) store.Part { return store.Text(m.TaxGroupID) }),
	store.By(indexRegion, func(m *ManualTaxMapping) store.Part { return store.Text(m.TaxRegionID) }),
	store.By(indexCreated, func(m *ManualTaxMapping) store.Part { return store.Time(m.CreatedDate) }))

var mappingConfig = registry.Config[ManualTaxMapping, *ManualTaxMapping]{
	Kind: mappings, Name: "manual tax mapping", Missing: codeNoMapping, Max: MaxMappings,
	Fields: func(m *ManualTaxMapping) registry.Fields {
		return registry.Fields{ID: &m.ID, Revision: &m.Revision, CreatedDate: &m.CreatedDate, UpdatedDate: &m.UpdatedDate}
	},
	Language: define("manualTaxMapping", query.Field{Path: "taxGroupId", Ops: query.Equality}, query.Field{Path: "taxRegionId", Ops: query.Equality}),
	Values: func(m *ManualTaxMapping, path string, dst []query.Value) []query.Value {
		switch path {
		case "taxGroupId":
			return append(dst, query.Text(m.TaxGroupID))
		case "taxRegionId":
			return append(dst, query.Text(m.TaxRegionID))
		}
		return common(path, m.ID, m.CreatedDate, m.UpdatedDate, dst)
	},
	Created: func(now *ManualTaxMapping) events.Payload {
		return ManualTaxMappingCreated{events.Created[*ManualTaxMapping]{Entity: now}}
	},
	Updated: func(now, before *ManualTaxMapping) events.Payload {
		return ManualTaxMappingUpdated{events.Updated[*ManualTaxMapping]{Entity: now, Previous: before}}
	},
	Deleted: func() events.Payload { return ManualTaxMappingDeleted{} },
	Changed: touch,
}
