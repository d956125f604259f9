// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// TaxRegion is a country, or one of its subdivisions, where taxes are owed. No
// two regions are the same place.
type TaxRegion struct {
	ID          string `json:"id"`
	Country     string `json:"country"`     // ISO 3166-1 alpha-2
	Subdivision string `json:"subdivision"` // ISO 3166-2 without the country: "NY"; "": the whole country
	AppID       string `json:"appId"`       // of the calculator; ManualCalculator when none is given

	// TaxIncludedInPrice says what prices mean in requests to CalculateTax that do
	// not say so themselves. Carts, checkouts and orders mean what
	// ecom.Config.TaxIncludedInPrices says.
	TaxIncludedInPrice bool `json:"taxIncludedInPrice"`

	Revision    string    `json:"revision,omitzero"`
	CreatedDate time.Time `json:"createdDate,omitzero"`
	UpdatedDate time.Time `json:"updatedDate,omitzero"`
}

// RecordID returns the id, for the store.
func (r *TaxRegion) RecordID() string { return r.ID }

// Clone returns a copy.
func (r *TaxRegion) Clone() *TaxRegion { return new(*r) }

// place is what no two regions have in common.
func (r *TaxRegion) place() string { return r.Country + "-" + r.Subdivision }

// TaxRegionUpdate changes a region.
type TaxRegionUpdate struct {
	Revision           string              `json:"revision"` // that the caller has seen; required
	Country            patch.Field[string] `json:"country,omitzero"`
	Subdivision        patch.Field[string] `json:"subdivision,omitzero"`
	AppID              patch.Field[string] `json:"appId,omitzero"`
	TaxIncludedInPrice patch.Field[bool]   `json:"taxIncludedInPrice,omitzero"`
}

// The platform's codes of tax regions.
const (
	CodeRegionExists             = "ALREADY_EXISTS"
	CodeCalculatorNotFound       = "CALCULATOR_ID_NOT_FOUND"
	CodeCalculatorNotSupported   = "CALCULATOR_IS_NOT_SUPPORTED_FOR_THIS_TAX_REGION"
	CodeInvalidSubdivision       = "INVALID_SUBDIVISION_FORMAT"
	CodeSubdivisionsNotSupported = "SUBDIVISIONS_NOT_SUPPORTED_FOR_COUNTRY"
	codeNoRegion                 = "TAX_REGION_NOT_FOUND"
)

// divided is the countries whose subdivisions can be regions.
var divided = map[string]bool{
	"AU": true, "BR": true, "CA": true, "FR": true, "DE": true, "IN": true, "IT": true,
	"MX": true, "NL": true, "PT": true, "ES": true, "AE": true, "GB": true, "US": true,
}

// normalize puts the codes of a region into their usual form and names the
// calculator.
func (r *TaxRegion) normalize() {
	r.Country = plugin.Country(r.Country)
	if r.Subdivision = plugin.Subdivision(r.Country, r.Subdivision); r.Subdivision == "*" {
		r.Subdivision = ""
	}
	if r.AppID == "" {
		r.AppID = ManualCalculator
	}
}

// check returns what is wrong with a region that was normalized.
func (s *Services) check(r *TaxRegion) error {
	var c fault.Checker
	c.Required("taxRegion.country", r.Country != "")
	contact.CheckCountry(&c, "taxRegion.country", r.Country)
	c.Length("taxRegion.subdivision", r.Subdivision, 0, 50)
	checkGUID(&c, "taxRegion.appId", r.AppID)
	if err := c.Err(); err != nil {
		return err
	}
	switch {
	case r.Subdivision != "" && !divided[r.Country]:
		return fault.New(fault.Invalid, CodeSubdivisionsNotSupported, r.Country+" is a region only as a whole")
	case r.Subdivision != "" && !subdivisionCode(r.Subdivision):
		return fault.New(fault.Invalid, CodeInvalidSubdivision, "a subdivision is a code of ISO 3166-2 without the country, such as NY")
	}
	if r.AppID == ManualCalculator {
		return nil
	}
	k := s.calculator(r.AppID)
	if k == nil {
		return fault.New(fault.Invalid, CodeCalculatorNotFound, "no calculator has the app id "+r.AppID)
	}
	for _, country := range k.UnsupportedCountries {
		if plugin.Country(country) == r.Country {
			return fault.New(fault.State, CodeCalculatorNotSupported, k.DisplayName+" does not calculate taxes of "+r.Country)
		}
	}
	return nil
}

// subdivisionCode reports whether s is the part behind the country of a code of
// ISO 3166-2.
func subdivisionCode(s string) bool {
	if len(s) == 0 || len(s) > 3 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func checkGUID(c *fault.Checker, path, id string) {
	c.Required(path, id != "")
	item.CheckGUID(c, path, id)
}

// TaxRegionCreated is raised when a region came to be. The Entity is shared by
// all handlers and not to be changed.
type TaxRegionCreated struct{ events.Created[*TaxRegion] }

// EventType returns the platform's name of the event.
func (TaxRegionCreated) EventType() string { return "wix.billing.v1.tax_region_created" }

// Detach implements events.Detacher.
func (e TaxRegionCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// TaxRegionUpdated is raised when a region was changed. The Entity is shared by
// all handlers and not to be changed.
type TaxRegionUpdated struct{ events.Updated[*TaxRegion] }

// EventType returns the platform's name of the event.
func (TaxRegionUpdated) EventType() string { return "wix.billing.v1.tax_region_updated" }

// Detach implements events.Detacher.
func (e TaxRegionUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// TaxRegionDeleted is raised when a region is gone. The event's entity id says
// which one.
type TaxRegionDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (TaxRegionDeleted) EventType() string { return "wix.billing.v1.tax_region_deleted" }

const indexPlace = "place"

var regions = store.Define[TaxRegion]("tax-region", 1,
	store.Unique(indexPlace, (*TaxRegion).place),
	store.By(indexCreated, func(r *TaxRegion) store.Part { return store.Time(r.CreatedDate) }))

var regionConfig = registry.Config[TaxRegion, *TaxRegion]{
	Kind: regions, Name: "tax region", Missing: codeNoRegion, Max: MaxRegions,
	Fields: func(r *TaxRegion) registry.Fields {
		return registry.Fields{ID: &r.ID, Revision: &r.Revision, CreatedDate: &r.CreatedDate, UpdatedDate: &r.UpdatedDate}
	},
	Language: define("taxRegion", query.Field{Path: "country", Sortable: true}, query.Field{Path: "subdivision", Sortable: true},
		query.Field{Path: "appId", Ops: query.Equality}, query.Field{Path: "taxIncludedInPrice", Type: query.TypeBool}),
	Values: func(r *TaxRegion, path string, dst []query.Value) []query.Value {
		switch path {
		case "country":
			return append(dst, query.Text(r.Country))
		case "subdivision":
			if r.Subdivision == "" {
				return dst
			}
			return append(dst, query.Text(r.Subdivision))
		case "appId":
			return append(dst, query.Text(r.AppID))
		case "taxIncludedInPrice":
			return append(dst, query.Bool(r.TaxIncludedInPrice))
		}
		return common(path, r.ID, r.CreatedDate, r.UpdatedDate, dst)
	},
	Created: func(now *TaxRegion) events.Payload {
		return TaxRegionCreated{events.Created[*TaxRegion]{Entity: now}}
	},
	Updated: func(now, before *TaxRegion) events.Payload {
		return TaxRegionUpdated{events.Updated[*TaxRegion]{Entity: now, Previous: before}}
	},
	Deleted: func() events.Payload { return TaxRegionDeleted{} },
	Changed: touch,
}
