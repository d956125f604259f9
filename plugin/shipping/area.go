// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"fmt"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin"
)

// area is where an option goes.
type area struct {
	countries map[string]bool // nil: all
	anywhere  map[string]bool // subdivisions given without country
	within    map[string]bool // "US-NY": subdivisions given with their country
	parted    map[string]bool // countries that within has subdivisions of
}

// compileArea reads the area of an option. A subdivision with a country in
// front restricts that country only: {US, CA} with {US-NY} is all of Canada and
// New York. Without countries, the subdivisions alone are the area.
func compileArea(c *fault.Checker, path string, countries, subdivisions []string) area {
	a := area{}
	if len(countries) > 0 {
		a.countries = make(map[string]bool, len(countries))
	}
	for i, code := range countries {
		at := path + fault.Index(".countries", i)
		key := plugin.Country(code)
		c.Required(at, key != "")
		contact.CheckCountry(c, at, key)
		a.countries[key] = true
	}
	for i, code := range subdivisions {
		at := path + fault.Index(".subdivisions", i)
		country, key := plugin.SplitSubdivision(code)
		switch {
		case key == "":
			c.Required(at, false)
		case country == "":
			a.anywhere = set(a.anywhere, key)
			continue
		case a.countries != nil && !a.countries[country]:
			c.AddOther(at, "INVALID_SUBDIVISION_FORMAT", fmt.Sprintf("%.50q is in none of the countries", code))
		}
		a.within = set(a.within, country+"-"+key)
		a.parted = set(a.parted, country)
	}
	return a
}

func set(m map[string]bool, key string) map[string]bool {
	if m == nil {
		m = map[string]bool{}
	}
	m[key] = true
	return m
}

// match says whether an address lies in an area.
type match uint8

const (
	outside match = iota
	inside
	needsCountry     // that can't be told without a country
	needsSubdivision // that can't be told without a subdivision
)

func (a *area) match(to *contact.Address) match {
	everywhere := a.countries == nil && a.anywhere == nil && a.within == nil
	if everywhere {
		return inside
	}
	if to == nil || to.Country == "" {
		return needsCountry
	}
	country := plugin.Country(to.Country)
	if a.countries != nil && !a.countries[country] {
		return outside
	}
	if a.anywhere == nil && !a.parted[country] {
		if a.countries == nil {
			return outside
		}
		return inside
	}
	sub := plugin.Subdivision(country, to.Subdivision)
	switch {
	case sub == "":
		return needsSubdivision
	case a.anywhere[sub], a.within[country+"-"+sub]:
		return inside
	}
	return outside
}
