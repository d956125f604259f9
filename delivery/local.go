// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// LocalDeliveryOptionID identifies a local delivery option; it is the code of its
// rate.
type LocalDeliveryOptionID string

// LocalDeliveryOption is an area that the shop brings goods to itself. At most
// one of ZipConfig, RadiusConfig, CustomAreaConfig and CityConfig is set; none
// means everywhere in its regions.
type LocalDeliveryOption struct {
	ID                    LocalDeliveryOptionID `json:"id,omitempty"`              // derived
	Revision              int64                 `json:"revision,string,omitempty"` // derived; one more with each change
	CreatedDate           time.Time             `json:"createdDate,omitzero"`      // derived
	UpdatedDate           time.Time             `json:"updatedDate,omitzero"`      // derived
	ZipConfig             *ZipCodeConfig        `json:"zipConfig,omitempty"`
	RadiusConfig          *RadiusConfig         `json:"radiusConfig,omitempty"`
	CustomAreaConfig      *CustomAreaConfig     `json:"customAreaConfig,omitempty"`
	CityConfig            *CityConfig           `json:"cityConfig,omitempty"`
	AreaName              string                `json:"areaName,omitempty"`              // up to 100 characters
	EstimatedDeliveryTime string                `json:"estimatedDeliveryTime,omitempty"` // up to 40 characters
	Destinations          []LocalDestination    `json:"destinations,omitempty"`          // only these countries and subdivisions, up to 100; none: any
	DeliveryRegionIDs     []RegionID            `json:"deliveryRegionIds,omitempty"`     // where it is offered, up to 50

	// Rates are up to 50 prices, of which the lowest that holds is charged; when
	// none does, the option is not offered. So a minimum order is a condition of
	// all rates, and free delivery above a sum one more rate of 0.
	Rates []ConditionalRates `json:"rates,omitempty"`

	// Rate and MinimumFreeDeliveryOrderAmount are the deprecated way to say two
	// rates. They are read when Rates is empty; without any, delivery is free of
	// charge.
	Rate                           plugin.Decimal `json:"rate,omitempty"`
	MinimumFreeDeliveryOrderAmount Number         `json:"minimumFreeDeliveryOrderAmount,omitempty"`
}

// ZipCodeConfig is an area of postal codes: whole codes such as "10001",
// beginnings such as "100*", and spans of codes of digits such as
// "10001-10010". Blanks and the case of letters don't count, and a code of the
// United States is found with its four further digits too.
type ZipCodeConfig struct {
	ZipCodes []string `json:"zipCodes"` // 1 to 1000, each of 1 to 300 characters
}

// RadiusConfig is an area around a place.
type RadiusConfig struct {
	Address    *LocalDeliveryAddress `json:"address,omitempty"` // without a geocode: that of the business
	Radius     Number                `json:"radius"`            // 0.1 to 50; as the crow flies
	LengthUnit LengthUnit            `json:"lengthUnit,omitempty"`
}

// LocalDeliveryAddress is where a radius is measured from.
type LocalDeliveryAddress struct {
	FormattedAddress string           `json:"formattedAddress,omitempty"` // up to 400 characters
	Geocode          *contact.Geocode `json:"geocode,omitempty"`
}

// LengthUnit is a unit of length.
type LengthUnit string

// The units of length. A new option without one has the one that goes with the
// shop's unit of weight: kilometres with kilograms, miles with pounds.
const (
	Kilometres LengthUnit = "KM"
	Miles      LengthUnit = "MI"
)

// CustomAreaConfig is an area drawn on a map.
type CustomAreaConfig struct {
	Geocodes []contact.Geocode `json:"geocodes"` // its corners, 3 to 300, in their order
}

// CityConfig is an area of cities.
type CityConfig struct {
	CityItems []CityItem `json:"cityItems"` // 1 to 50
}

// CityItem is a city, whatever the case of its letters.
type CityItem struct {
	CityName    string `json:"cityName"`              // 1 to 100 characters
	Subdivision string `json:"subdivision,omitempty"` // such as "US-NY"; "" for any
	Country     string `json:"country"`
}

// LocalDestination is a country, or some of its subdivisions.
type LocalDestination struct {
	Code         string   `json:"code"`
	Subdivisions []string `json:"subdivisions,omitempty"` // up to 200; none: the whole country
}

// Number is a plugin.Decimal whose JSON is a number.
type Number plugin.Decimal

// UnmarshalJSON reads a number or a text, as plugin.Decimal does.
func (n *Number) UnmarshalJSON(data []byte) error { return (*plugin.Decimal)(n).UnmarshalJSON(data) }

// MarshalJSON writes a number; what is none is written as a text.
func (n Number) MarshalJSON() ([]byte, error) {
	if _, err := money.ParseDecimal(string(n)); err != nil {
		return json.Marshal(string(n))
	}
	return []byte(n), nil
}

// RecordID returns the id, for the store.
func (o *LocalDeliveryOption) RecordID() string { return string(o.ID) }

// Clone returns a deep copy.
func (o *LocalDeliveryOption) Clone() *LocalDeliveryOption {
	c := ptr.Copy(o)
	if c == nil {
		return nil
	}
	if z := c.ZipConfig; z != nil {
		c.ZipConfig = &ZipCodeConfig{ZipCodes: slices.Clone(z.ZipCodes)}
	}
	if r := ptr.Copy(c.RadiusConfig); r != nil {
		if r.Address = ptr.Copy(r.Address); r.Address != nil {
			r.Address.Geocode = ptr.Copy(r.Address.Geocode)
		}
		c.RadiusConfig = r
	}
	if a := c.CustomAreaConfig; a != nil {
		c.CustomAreaConfig = &CustomAreaConfig{Geocodes: slices.Clone(a.Geocodes)}
	}
	if a := c.CityConfig; a != nil {
		c.CityConfig = &CityConfig{CityItems: slices.Clone(a.CityItems)}
	}
	c.Destinations = ptr.CopyEach(c.Destinations, func(d LocalDestination) LocalDestination {
		d.Subdivisions = slices.Clone(d.Subdivisions)
		return d
	})
	c.DeliveryRegionIDs = slices.Clone(c.DeliveryRegionIDs)
	c.Rates = cloneRates(c.Rates)
	return c
}
