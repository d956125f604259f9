// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"maps"
	"slices"

	"github.com/go-ecom/ecom/plugin"
)

// destinations puts the destinations of all profiles together.
func (s *snapshot) destinations() *DestinationsResponse {
	out := &DestinationsResponse{Countries: []CountryProperties{}}
	if s == nil {
		return out
	}
	countries, parts := map[string]*DestinationProperties{}, map[string]*DestinationProperties{}
	for _, p := range s.profiles {
		out.RestOfWorld = p.world.properties(out.RestOfWorld)
		for code, r := range p.whole {
			countries[code] = r.properties(countries[code])
		}
		for code, r := range p.parts {
			parts[code] = r.properties(parts[code])
		}
	}
	byCountry := map[string][]SubdivisionProperties{}
	for _, code := range slices.Sorted(maps.Keys(parts)) {
		if props := parts[code]; props != nil {
			country, key := plugin.SplitSubdivision(code)
			byCountry[country] = append(byCountry[country], SubdivisionProperties{Subdivision: key, DeliveryDestinationProperties: *props})
		}
	}
	for country := range byCountry {
		if countries[country] == nil {
			countries[country] = &DestinationProperties{}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(countries)) {
		if props := countries[code]; props != nil {
			out.Countries = append(out.Countries, CountryProperties{Country: code, DeliveryDestinationProperties: *props, Subdivisions: byCountry[code]})
		}
	}
	return out
}

// properties adds a region to what is known of a destination; nil is nothing.
func (r *region) properties(of *DestinationProperties) *DestinationProperties {
	if r == nil || !r.active || !r.brings && !r.pickup {
		return of
	}
	own := DestinationProperties{PickupOnly: !r.brings, PostalCodeRequired: r.postal}
	if of == nil {
		return &own
	}
	return &DestinationProperties{PostalCodeRequired: of.PostalCodeRequired || own.PostalCodeRequired, PickupOnly: of.PickupOnly && own.PickupOnly}
}
