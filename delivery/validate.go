// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// undivided are the countries that the platform has no subdivisions of.
var undivided = []string{"AT", "BE", "BS", "CH", "CI", "CZ", "DO", "GR", "NO", "PL", "RS", "SD", "SI", "SK", "SN"}

// validate records what is wrong with a new profile, and puts what it names into
// the form in which it is kept.
func (p *Profile) validate(c *checker, cur money.Currency, carriers *installed) {
	c.Length("deliveryProfile.name", p.Name, 1, 256)
	const path = "deliveryProfile.deliveryRegions"
	if !c.Size(path, len(p.DeliveryRegions), 0, MaxRegions) {
		return
	}
	for i := range p.DeliveryRegions {
		p.DeliveryRegions[i].validate(c, fault.Index(path, i), cur, carriers)
	}
	if c.OK() {
		p.collisions(c, path)
	}
}

// validate records what is wrong with a region.
func (r *Region) validate(c *checker, path string, cur money.Currency, carriers *installed) {
	c.Length(path+".name", r.Name, 1, 256)
	r.validateDestinations(c, path)
	at := path + ".deliveryCarriers"
	if !c.Size(at, len(r.DeliveryCarriers), 0, MaxCarriers) {
		return
	}
	for i := range r.DeliveryCarriers {
		k := &r.DeliveryCarriers[i]
		k.validate(c, fault.Index(at, i), cur, carriers)
		if slices.ContainsFunc(r.DeliveryCarriers[:i], func(o Carrier) bool { return o.AppID == k.AppID }) {
			c.refuse(fault.Index(at, i)+".appId", CodeCarrierExists, "the region has this carrier already")
		}
	}
}

func (r *Region) validateDestinations(c *checker, path string) {
	path += ".destinations"
	if !c.Size(path, len(r.Destinations), 0, MaxDestinations) {
		return
	}
	for i := range r.Destinations {
		d := &r.Destinations[i]
		at := fault.Index(path, i)
		d.CountryCode = plugin.Country(d.CountryCode)
		c.Required(at+".countryCode", d.CountryCode != "")
		contact.CheckCountry(&c.Checker, at+".countryCode", d.CountryCode)
		if len(d.Subdivisions) > 0 && slices.Contains(undivided, d.CountryCode) {
			c.refuse(at+".subdivisions", CodeSubdivisionsUnsupported, "the platform has no subdivisions of "+d.CountryCode)
			continue
		}
		d.Subdivisions = subdivisions(c, at+".subdivisions", d.CountryCode, d.Subdivisions, MaxSubdivisions)
	}
}

// subdivisions returns codes in the form "US-CA".
func subdivisions(c *checker, path, country string, codes []string, most int) []string {
	if !c.Size(path, len(codes), 0, most) || len(codes) == 0 {
		return codes
	}
	out := make([]string, len(codes))
	for i, code := range codes {
		at := fault.Index(path, i)
		c.Length(at, code, 1, 256)
		prefix, key := plugin.SplitSubdivision(code)
		if prefix != "" && prefix != country {
			c.AddOther(at, ruleInvalidSubdivisionFormat, fmt.Sprintf("%.50q is not in %s", code, country))
		}
		out[i] = country + "-" + key
	}
	return out
}

// collisions records destinations that two regions of a profile have, or one has
// twice.
func (p *Profile) collisions(c *checker, path string) {
	type owner struct{ region, destination int }
	whole, parts, world := map[string]owner{}, map[string]owner{}, -1
	divided := map[string]owner{}
	for i := range p.DeliveryRegions {
		r := &p.DeliveryRegions[i]
		if len(r.Destinations) == 0 {
			if world >= 0 {
				c.refuse(fault.Index(path, i)+".destinations", CodeDestinationsCollision, "there is a region for the rest of the world already")
			}
			world = i
		}
		for j := range r.Destinations {
			d := &r.Destinations[j]
			at := fault.Index(fault.Index(path, i)+".destinations", j)
			if _, ok := whole[d.CountryCode]; ok {
				c.refuse(at, CodeDestinationsCollision, d.CountryCode+" is in a region already")
				continue
			}
			if len(d.Subdivisions) == 0 {
				if _, ok := divided[d.CountryCode]; ok {
					c.refuse(at, CodeDestinationsCollision, "subdivisions of "+d.CountryCode+" are in a region already")
				}
				whole[d.CountryCode] = owner{i, j}
				continue
			}
			divided[d.CountryCode] = owner{i, j}
			for k, code := range d.Subdivisions {
				if _, ok := parts[code]; ok {
					c.refuse(fault.Index(at+".subdivisions", k), CodeDestinationsCollision, code+" is in a region already")
				}
				parts[code] = owner{i, j}
			}
		}
	}
}

// validate records what is wrong with a carrier.
func (k *Carrier) validate(c *checker, path string, cur money.Currency, carriers *installed) {
	found := carriers.find(k.AppID)
	switch {
	case k.AppID == "":
		c.Required(path+".appId", false)
	case found == nil:
		c.refuse(path+".appId", CodeUnknownCarrier, fmt.Sprintf("the shop has no carrier %.40q", k.AppID))
	case found.FallbackDefinitionMandatory && k.BackupRate == nil:
		c.refuse(path+".backupRate", CodeMissingBackupRate, "this carrier needs a backup rate")
	}
	if b := k.BackupRate; b != nil {
		c.Length(path+".backupRate.title", b.Title, 0, 256)
		b.Amount.CheckAmount(&c.Checker, path+".backupRate.amount", cur)
	}
	if !c.Size(path+".additionalCharges", len(k.AdditionalCharges), 0, MaxAdditionalCharges) {
		return
	}
	for i, a := range k.AdditionalCharges {
		at := fault.Index(path+".additionalCharges", i)
		c.Length(at+".description", a.Description, 0, 250)
		c.Required(at+".amount", a.Amount != "")
		a.Amount.CheckAmount(&c.Checker, at+".amount", cur)
	}
}

// validate records what is wrong with a shipping option, and derives its first
// region.
func (o *ShippingOption) validate(c *checker, path string, s *site) {
	o.first()
	c.Length(path+".title", o.Title, 1, 1000)
	c.Length(path+".estimatedDeliveryTime", o.EstimatedDeliveryTime, 0, 500)
	validateRates(c, path+".rates", o.Rates, 1, s.currency)
}

// validate records what is wrong with a pickup location.
func (l *PickupLocation) validate(c *checker, path string, s *site) {
	c.Length(path+".name", l.Name, 1, 100)
	c.Required(path+".address", l.Address != nil)
	l.Address.ValidatePickup(&c.Checker, path+".address")
	c.Length(path+".deliveryTime", l.DeliveryTime, 0, 500)
	c.Length(path+".instructions", l.Instructions, 0, 1000)
	validateRates(c, path+".rates", l.Rates, 0, s.currency)
}

// validateRates records what is wrong with rates.
func validateRates(c *checker, path string, rates []ConditionalRates, least int, cur money.Currency) {
	if !c.Size(path, len(rates), least, MaxRates) {
		return
	}
	for i := range rates {
		at := fault.Index(path, i)
		c.Required(at+".amount", rates[i].Amount != "")
		amount, ok := rates[i].Amount.Check(&c.Checker, at+".amount", 0, maxConditionValue)
		if _, err := money.New(amount, cur); ok && err != nil {
			c.AddAll(at+".amount", err)
		}
		if !c.Size(at+".conditions", len(rates[i].Conditions), 0, MaxConditions) {
			continue
		}
		for j := range rates[i].Conditions {
			rates[i].Conditions[j].validate(c, fault.Index(at+".conditions", j))
		}
	}
}

const maxConditionValue = 999_999_999

func (k *Condition) validate(c *checker, path string) {
	switch k.Type {
	case ByTotalWeight, ByTotalPrice, ByTotalQuantity:
	default:
		c.Add(path+".type", fault.RuleInvalidEnum, fault.NotOneOf(k.Type, ByTotalWeight, ByTotalPrice, ByTotalQuantity), nil)
	}
	switch k.Operator {
	case EQ, GT, GTE, LT, LTE:
	default:
		c.Add(path+".operator", fault.RuleInvalidEnum, fault.NotOneOf(k.Operator, EQ, GT, GTE, LT, LTE), nil)
	}
	c.Required(path+".value", k.Value != "")
	v, ok := k.Value.Check(&c.Checker, path+".value", 0, maxConditionValue)
	if !ok {
		return
	}
	if v.Exponent() < -6 && !v.Equal(v.Truncate(6)) {
		c.Add(path+".value", fault.RuleDecimalMaxScale, "must have at most 6 decimals", map[string]any{"threshold": 6})
	}
	if k.Type == ByTotalQuantity && !v.IsInteger() {
		c.refuse(path+".value", CodeInvalidQuantityValue, "a quantity must be a whole number")
	}
}

// validate records what is wrong with a local delivery option.
func (o *LocalDeliveryOption) validate(c *checker, path string, s *site) {
	c.Length(path+".areaName", o.AreaName, 0, 100)
	c.Length(path+".estimatedDeliveryTime", o.EstimatedDeliveryTime, 0, 40)
	validateRates(c, path+".rates", o.Rates, 0, s.currency)
	o.Rate.CheckAmount(&c.Checker, path+".rate", s.currency)
	plugin.Decimal(o.MinimumFreeDeliveryOrderAmount).CheckAmount(&c.Checker, path+".minimumFreeDeliveryOrderAmount", s.currency)
	if c.Size(path+".destinations", len(o.Destinations), 0, MaxLocalDestinations) {
		for i := range o.Destinations {
			d, at := &o.Destinations[i], fault.Index(path+".destinations", i)
			d.Code = plugin.Country(d.Code)
			c.Required(at+".code", d.Code != "")
			contact.CheckCountry(&c.Checker, at+".code", d.Code)
			d.Subdivisions = subdivisions(c, at+".subdivisions", d.Code, d.Subdivisions, MaxLocalSubdivisions)
		}
	}
	areas := 0
	if z := o.ZipConfig; z != nil {
		areas++
		z.validate(c, path+".zipConfig.zipCodes")
	}
	if r := o.RadiusConfig; r != nil {
		areas++
		r.validate(c, path+".radiusConfig", s)
	}
	if a := o.CustomAreaConfig; a != nil {
		areas++
		if c.Size(path+".customAreaConfig.geocodes", len(a.Geocodes), 3, MaxGeocodes) {
			for i := range a.Geocodes {
				validateGeocode(c, fault.Index(path+".customAreaConfig.geocodes", i), &a.Geocodes[i])
			}
		}
	}
	if a := o.CityConfig; a != nil {
		areas++
		a.validate(c, path+".cityConfig.cityItems")
	}
	if areas > 1 {
		c.Add(path, fault.RuleOneOfAlignment, "only one of zipConfig, radiusConfig, customAreaConfig and cityConfig may be set", nil)
	}
}

func (z *ZipCodeConfig) validate(c *checker, path string) {
	if !c.Size(path, len(z.ZipCodes), 1, MaxZipCodes) {
		return
	}
	for i, code := range z.ZipCodes {
		at := fault.Index(path, i)
		c.Length(at, code, 1, 300)
		if strings.TrimSpace(code) == "" {
			c.Required(at, false)
		}
		if n := strings.IndexByte(code, '*'); n >= 0 && n != len(strings.TrimRight(code, " "))-1 {
			c.Add(at, fault.RuleFormat, "only the last character may be a *", nil)
		}
		if from, to, ok := zipSpan(foldZip(code)); ok && from > to {
			c.Add(at, fault.RuleValidation, "the span ends before it begins", nil)
		}
	}
}

func (r *RadiusConfig) validate(c *checker, path string, s *site) {
	c.Required(path+".radius", r.Radius != "")
	// 0.1 is the least: compared in tenths.
	if v, ok := plugin.Decimal(r.Radius).Check(&c.Checker, path+".radius", 0, 50); ok && r.Radius != "" && v.Shift(1).LessThan(one) {
		c.Add(path+".radius", fault.RuleMin, "must be at least 0.1", map[string]any{"threshold": 0.1})
	}
	switch r.LengthUnit {
	case Kilometres, Miles:
	case "", "UNSPECIFIED_LENGTH_UNIT":
		r.LengthUnit = s.length
	default:
		c.Add(path+".lengthUnit", fault.RuleInvalidEnum, fault.NotOneOf(r.LengthUnit, Kilometres, Miles), nil)
	}
	var from *contact.Geocode
	if r.Address != nil {
		c.Length(path+".address.formattedAddress", r.Address.FormattedAddress, 0, 400)
		from = r.Address.Geocode
		if from != nil {
			validateGeocode(c, path+".address.geocode", from)
		}
	}
	if from == nil && s.geocode() == nil {
		c.Required(path+".address.geocode", false)
	}
}

func (a *CityConfig) validate(c *checker, path string) {
	if !c.Size(path, len(a.CityItems), 1, MaxCities) {
		return
	}
	for i := range a.CityItems {
		it, at := &a.CityItems[i], fault.Index(path, i)
		c.Length(at+".cityName", strings.TrimSpace(it.CityName), 1, 100)
		it.Country = plugin.Country(it.Country)
		c.Required(at+".country", it.Country != "")
		contact.CheckCountry(&c.Checker, at+".country", it.Country)
		if it.Subdivision != "" {
			it.Subdivision = subdivisions(c, at+".subdivision", it.Country, []string{it.Subdivision}, 1)[0]
		}
	}
}

func validateGeocode(c *checker, path string, g *contact.Geocode) {
	if !(g.Latitude >= -90 && g.Latitude <= 90) { // also what is no number
		c.Add(path+".latitude", fault.RuleValidation, "must be from -90 to 90", nil)
	}
	if !(g.Longitude >= -180 && g.Longitude <= 180) {
		c.Add(path+".longitude", fault.RuleValidation, "must be from -180 to 180", nil)
	}
}
