// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package contact

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// Address is a postal address. Every member may be missing: a country alone is
// enough to quote shipping and tax.
type Address struct {
	Country       string         `json:"country,omitzero"`       // ISO 3166-1 alpha-2, such as "US"
	Subdivision   string         `json:"subdivision,omitzero"`   // ISO 3166-2, such as "US-NY"; up to 50 characters
	City          string         `json:"city,omitzero"`          // up to 50 characters
	PostalCode    string         `json:"postalCode,omitzero"`    // up to 50 characters
	StreetAddress *StreetAddress `json:"streetAddress,omitzero"` // the street in parts, beside or instead of AddressLine
	AddressLine   string         `json:"addressLine,omitzero"`   // street and number; up to 150 characters
	AddressLine2  string         `json:"addressLine2,omitzero"`  // floor, apartment; up to 100 characters
	Geocode       *Geocode       `json:"geocode,omitzero"`

	FormattedAddress    string `json:"formattedAddress,omitzero"`    // the whole address in one text
	Hint                string `json:"hint,omitzero"`                // how to find it
	CountryFullname     string `json:"countryFullname,omitzero"`     // filled in by the shop
	SubdivisionFullname string `json:"subdivisionFullname,omitzero"` // filled in by the shop
}

// PickupAddress is the address of a pickup point. It is an Address whose texts
// may be longer; see ValidatePickup.
type PickupAddress = Address

// StreetAddress is a street in parts.
type StreetAddress struct {
	Number               string `json:"number,omitzero"`
	Name                 string `json:"name,omitzero"`
	Apt                  string `json:"apt,omitzero"`
	FormattedAddressLine string `json:"formattedAddressLine,omitzero"`
}

// Geocode is a place on earth, in degrees.
type Geocode struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// UnmarshalJSON reads the wire form. The names addressLine1, location and
// formatted, which older bodies use, are read as addressLine, geocode and
// formattedAddress; the newer name wins where both are given.
func (a *Address) UnmarshalJSON(data []byte) error {
	type plain Address
	w := struct {
		*plain
		AddressLine      *string   `json:"addressLine"`
		AddressLine1     *string   `json:"addressLine1"`
		Geocode          **Geocode `json:"geocode"`
		Location         **Geocode `json:"location"`
		FormattedAddress *string   `json:"formattedAddress"`
		Formatted        *string   `json:"formatted"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if s := ptr.First(w.AddressLine, w.AddressLine1); s != nil {
		a.AddressLine = *s
	}
	if g := ptr.First(w.Geocode, w.Location); g != nil {
		a.Geocode = *g
	}
	if s := ptr.First(w.FormattedAddress, w.Formatted); s != nil {
		a.FormattedAddress = *s
	}
	return nil
}

// IsZero reports whether nothing is known of the address.
func (a Address) IsZero() bool { return a == Address{} }

// Equal reports whether two addresses say the same, whether or not their street
// parts and places are shared.
func (a *Address) Equal(b *Address) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := *a, *b
	x.StreetAddress, y.StreetAddress = nil, nil
	x.Geocode, y.Geocode = nil, nil
	return x == y && equalPtr(a.StreetAddress, b.StreetAddress) && equalPtr(a.Geocode, b.Geocode)
}

// Clone returns a copy that shares nothing with a.
func (a *Address) Clone() *Address {
	if a == nil {
		return nil
	}
	c := *a
	c.StreetAddress = ptr.Copy(a.StreetAddress)
	c.Geocode = ptr.Copy(a.Geocode)
	return &c
}

// Street returns street and number in one line: AddressLine, or what the street
// parts come to.
func (a *Address) Street() string {
	switch {
	case a == nil:
		return ""
	case a.AddressLine != "":
		return a.AddressLine
	case a.StreetAddress == nil:
		return ""
	case a.StreetAddress.FormattedAddressLine != "":
		return a.StreetAddress.FormattedAddressLine
	}
	return strings.TrimSpace(a.StreetAddress.Number + " " + a.StreetAddress.Name)
}

// Normalized returns a copy with the country in upper case, the subdivision with
// its country prefix, and the full name of the country filled in. nil stays nil.
func (a *Address) Normalized() *Address {
	c := a.Clone()
	if c == nil {
		return nil
	}
	c.Country = strings.ToUpper(strings.TrimSpace(c.Country))
	c.Subdivision = NormalizeSubdivision(c.Country, c.Subdivision)
	if name := CountryName(c.Country); name != "" {
		c.CountryFullname = name
	}
	return c
}

// Validate records what is wrong with a, which stands at path.
func (a *Address) Validate(c *fault.Checker, path string) {
	a.validate(c, path, addressLimits{city: 50, line: 150, line2: 100})
}

// ValidatePickup is Validate with the limits of pickup points: city, postal code
// and address lines of up to 1000 characters.
func (a *Address) ValidatePickup(c *fault.Checker, path string) {
	a.validate(c, path, addressLimits{city: 1000, line: 1000, line2: 1000})
}

type addressLimits struct{ city, line, line2 int }

func (a *Address) validate(c *fault.Checker, path string, l addressLimits) {
	if a == nil {
		return
	}
	CheckCountry(c, fault.Join(path, "country"), a.Country)
	c.Length(fault.Join(path, "subdivision"), a.Subdivision, 0, 50)
	c.Length(fault.Join(path, "city"), a.City, 0, l.city)
	c.Length(fault.Join(path, "postalCode"), a.PostalCode, 0, l.city)
	c.Length(fault.Join(path, "addressLine"), a.AddressLine, 0, l.line)
	c.Length(fault.Join(path, "addressLine2"), a.AddressLine2, 0, l.line2)
	if g := a.Geocode; g != nil {
		checkDegrees(c, fault.Join(path, "geocode.latitude"), g.Latitude, 90)
		checkDegrees(c, fault.Join(path, "geocode.longitude"), g.Longitude, 180)
	}
}

func checkDegrees(c *fault.Checker, path string, v, limit float64) {
	switch {
	case math.IsNaN(v) || v < -limit:
		c.Add(path, fault.RuleMin, fmt.Sprintf("must be at least %v", -limit), map[string]any{"threshold": -limit})
	case v > limit:
		c.Add(path, fault.RuleMax, fmt.Sprintf("must be at most %v", limit), map[string]any{"threshold": limit})
	}
}

func equalPtr[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
