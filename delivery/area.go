// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"math"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/plugin"
)

var one = decimal.NewFromInt(1)

// covers reports whether the option brings goods to an address. business is
// where the shop is; it may be nil.
func (o *LocalDeliveryOption) covers(to *contact.Address, business *contact.Geocode) bool {
	if to == nil {
		return false
	}
	if len(o.Destinations) > 0 && !o.goesTo(to) {
		return false
	}
	switch {
	case o.ZipConfig != nil:
		return o.ZipConfig.covers(to)
	case o.RadiusConfig != nil:
		return o.RadiusConfig.covers(to.Geocode, business)
	case o.CustomAreaConfig != nil:
		return to.Geocode != nil && inside(o.CustomAreaConfig.Geocodes, *to.Geocode)
	case o.CityConfig != nil:
		return o.CityConfig.covers(to)
	}
	return true
}

func (o *LocalDeliveryOption) goesTo(to *contact.Address) bool {
	country := plugin.Country(to.Country)
	for i := range o.Destinations {
		d := &o.Destinations[i]
		if d.Code == country && (len(d.Subdivisions) == 0 || oneOf(d.Subdivisions, country, to.Subdivision)) {
			return true
		}
	}
	return false
}

// oneOf reports whether a subdivision is among codes of the form "US-CA".
func oneOf(codes []string, country, subdivision string) bool {
	key := plugin.Subdivision(country, subdivision)
	if key == "" {
		return false
	}
	for _, code := range codes {
		if plugin.Subdivision(country, code) == key {
			return true
		}
	}
	return false
}

func (z *ZipCodeConfig) covers(to *contact.Address) bool {
	code := foldZip(to.PostalCode)
	if code == "" {
		return false
	}
	if zipMatches(z.ZipCodes, code) {
		return true
	}
	plain := strings.ReplaceAll(code, "-", "")
	return plugin.Country(to.Country) == "US" && len(plain) == 9 && digits(plain) && zipMatches(z.ZipCodes, plain[:5])
}

// foldZip takes the blanks out of a postal code and makes its letters capitals.
func foldZip(code string) string {
	return strings.ToUpper(strings.Join(strings.Fields(code), ""))
}

func zipMatches(patterns []string, code string) bool {
	for _, p := range patterns {
		p = foldZip(p)
		if begin, ok := strings.CutSuffix(p, "*"); ok {
			if strings.HasPrefix(code, begin) {
				return true
			}
			continue
		}
		if p == code {
			return true
		}
		// Codes of as many digits compare as numbers do.
		if from, to, ok := zipSpan(p); ok && len(code) == len(from) && digits(code) && from <= code && code <= to {
			return true
		}
	}
	return false
}

// zipSpan takes a span such as "10001-10010" apart. Codes of which only one half
// is digits, or halves of different lengths, are no spans: many countries have
// codes with a hyphen.
func zipSpan(p string) (from, to string, ok bool) {
	from, to, ok = strings.Cut(p, "-")
	return from, to, ok && from != "" && len(from) == len(to) && digits(from) && digits(to)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func (a *CityConfig) covers(to *contact.Address) bool {
	city, country := strings.TrimSpace(to.City), plugin.Country(to.Country)
	if city == "" {
		return false
	}
	for i := range a.CityItems {
		it := &a.CityItems[i]
		if it.Country == country && strings.EqualFold(strings.TrimSpace(it.CityName), city) &&
			(it.Subdivision == "" || oneOf([]string{it.Subdivision}, country, to.Subdivision)) {
			return true
		}
	}
	return false
}

func (r *RadiusConfig) covers(to, business *contact.Geocode) bool {
	from := business
	if r.Address != nil && r.Address.Geocode != nil {
		from = r.Address.Geocode
	}
	if from == nil || to == nil {
		return false
	}
	radius, err := decimal.NewFromString(string(r.Radius))
	if err != nil {
		return false
	}
	perUnit := decimal.NewFromInt(1000) // metres of a kilometre
	if r.LengthUnit == Miles {
		perUnit = decimal.New(1609344, -3)
	}
	return decimal.NewFromInt(distance(*from, *to)).LessThanOrEqual(radius.Mul(perUnit))
}

// earth is the mean radius of the earth, in metres.
const earth = 6371008.8

// distance returns how many metres two places are apart on a sphere, as the crow
// flies, rounded: finer than that no address is known, and so the same on every
// machine but in the rarest cases.
func distance(a, b contact.Geocode) int64 {
	rad := func(deg float64) float64 { return deg * (math.Pi / 180) }
	lat1, lat2 := rad(a.Latitude), rad(b.Latitude)
	dLat, dLon := math.Sin(rad(b.Latitude-a.Latitude)/2), math.Sin(rad(b.Longitude-a.Longitude)/2)
	h := float64(dLat*dLat) + float64(float64(math.Cos(lat1)*math.Cos(lat2))*float64(dLon*dLon))
	return int64(math.Round(2 * earth * math.Asin(math.Sqrt(min(1, h)))))
}

// inside reports whether a place lies in a polygon, by how often a line from it
// to the east crosses the border. Areas across the date line are not known.
func inside(corners []contact.Geocode, p contact.Geocode) bool {
	in := false
	for i, j := 0, len(corners)-1; i < len(corners); j, i = i, i+1 {
		a, b := corners[i], corners[j]
		if (a.Latitude > p.Latitude) != (b.Latitude > p.Latitude) &&
			p.Longitude < float64((b.Longitude-a.Longitude)*(p.Latitude-a.Latitude))/(b.Latitude-a.Latitude)+a.Longitude {
			in = !in
		}
	}
	return in
}
