// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin"
)

// Config sets up Regions. Its JSON is the "tax" of a shop file. The zero Config
// taxes nothing.
type Config struct {
	Groups  []Group  `json:"groups,omitempty"`
	Regions []Region `json:"regions,omitempty"`
}

// Group is a kind of goods that is taxed alike.
type Group struct {
	ID      string `json:"id"`                // what items name as their tax group
	Name    string `json:"name,omitempty"`    // 1 to 200 characters
	Default bool   `json:"default,omitempty"` // of items that name no group, or one that does not exist; at most one
}

// Region is a country, or one of its subdivisions, with its taxes.
type Region struct {
	ID          string       `json:"id,omitempty"`          // for the reader's information
	Country     string       `json:"country"`               // ISO 3166-1 alpha-2
	Subdivision string       `json:"subdivision,omitempty"` // ISO 3166-2 with or without the country, such as "US-NY" or "NY"; empty or "*": the whole country
	Rates       []RegionRate `json:"rates,omitempty"`       // none: nothing is taxed there
}

// RegionRate is one tax of a region.
type RegionRate struct {
	TaxGroupID       string           `json:"taxGroupId,omitempty"` // empty: all groups
	Name             string           `json:"name,omitempty"`       // up to 200 characters
	Rate             plugin.Decimal   `json:"rate"`                 // a fraction of 0 to 1 with up to 6 decimals: "0.08875"
	Shipping         bool             `json:"shipping,omitempty"`   // it taxes shipping too
	Compound         bool             `json:"compound,omitempty"`   // it is on top of the taxes before it
	TaxType          string           `json:"taxType,omitempty"`    // such as "VAT", up to 200 characters
	Jurisdiction     string           `json:"jurisdiction,omitempty"`
	JurisdictionType JurisdictionType `json:"jurisdictionType,omitempty"`
	ExemptRates      []ExemptRate     `json:"exemptRates,omitempty"` // up to 50: what exempt buyers owe in the place of Rate
}

// ExemptRate is the rate of buyers who are exempt.
type ExemptRate struct {
	TaxExemptGroupID string         `json:"taxExemptGroupId"` // the group that the buyer is in
	TaxRate          plugin.Decimal `json:"taxRate"`          // a fraction of 0 to 1 with up to 6 decimals; "0" is exempt altogether
}

// MaxExemptRates is how many exempt groups a rate can have rates for.
const MaxExemptRates = 50

// Validate returns an Invalid error that names everything wrong with the
// configuration by its path, or nil.
func (cfg Config) Validate() error {
	_, err := New(cfg)
	return err
}

// check records what is wrong with the groups.
func checkGroups(c *fault.Checker, groups []Group) {
	seen := map[string]bool{}
	hasDefault := false
	for i, g := range groups {
		path := fault.Index("groups", i)
		switch {
		case g.ID == "":
			c.Required(path+".id", false)
		case seen[g.ID]:
			c.AddOther(path+".id", "ALREADY_EXISTS", fmt.Sprintf("there is another group %.100q", g.ID))
		}
		seen[g.ID] = true
		c.Length(path+".name", g.Name, 0, 200)
		if g.Default && hasDefault {
			c.Add(path+".default", fault.RuleValidation, "only one group can be the default", nil)
		}
		hasDefault = hasDefault || g.Default
	}
}

// breakdown returns the tax that a rate stands for.
func (rr RegionRate) breakdown(c *fault.Checker, path, country, subdivision string) Breakdown {
	b := Breakdown{
		Jurisdiction: rr.Jurisdiction, JurisdictionType: rr.JurisdictionType,
		TaxType: rr.TaxType, TaxName: rr.Name, Compound: rr.Compound,
	}
	c.Required(path+".rate", rr.Rate != "")
	b.Rate, _ = rr.Rate.CheckRate(c, path+".rate")
	c.Length(path+".name", rr.Name, 0, 200)
	c.Length(path+".taxType", rr.TaxType, 0, 200)
	c.Length(path+".jurisdiction", rr.Jurisdiction, 0, 200)
	if rr.JurisdictionType != "" && !rr.JurisdictionType.Valid() {
		c.Add(path+".jurisdictionType", fault.RuleInvalidEnum, fault.NotOneOf(rr.JurisdictionType, jurisdictionTypes[:]...), nil)
	}
	if b.Jurisdiction == "" {
		b.Jurisdiction = country
		if subdivision != "" {
			b.Jurisdiction += "-" + subdivision
		}
	}
	if b.JurisdictionType == "" {
		b.JurisdictionType = JurisdictionCountry
		if subdivision != "" {
			b.JurisdictionType = JurisdictionState
		}
	}
	return b
}

// exempt returns the taxes that buyers of each exempt group owe for a rate in
// the place of b. Groups that the rate does not name owe b itself.
func (rr RegionRate) exempt(c *fault.Checker, path string, b Breakdown) map[string]Breakdown {
	if !c.Size(path+".exemptRates", len(rr.ExemptRates), 0, MaxExemptRates) || len(rr.ExemptRates) == 0 {
		return nil
	}
	byGroup := make(map[string]Breakdown, len(rr.ExemptRates))
	for i, e := range rr.ExemptRates {
		at := path + fault.Index(".exemptRates", i)
		c.Required(at+".taxExemptGroupId", e.TaxExemptGroupID != "")
		if _, twice := byGroup[e.TaxExemptGroupID]; twice {
			c.AddOther(at+".taxExemptGroupId", "ALREADY_EXISTS", "there is another rate of the same exempt group")
		}
		c.Required(at+".taxRate", e.TaxRate != "")
		b.Rate, _ = e.TaxRate.CheckRate(c, at+".taxRate")
		b.Exempt = true
		byGroup[e.TaxExemptGroupID] = b
	}
	return byGroup
}
