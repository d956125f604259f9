// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin"
)

// Regions is the embedded Calculator: rates by region and tax group, which the
// shop applies under its rounding policy. The most specific region of an
// address wins as a whole; an address in none is not taxed. It is safe for
// concurrent use and never changes. The nil *Regions taxes nothing.
type Regions struct {
	groups       map[string]bool // groups that are declared or named by a rate
	defaultGroup string
	countries    map[string]*country
}

// country is what a country's addresses look rates up in.
type country struct {
	whole        *table            // nil: only subdivisions are regions
	subdivisions map[string]*table // by key
}

// table is the taxes of one region, ready to be handed out.
type table struct {
	id            string
	byGroup       map[string][]Breakdown // of the groups with rates of their own
	others        []Breakdown            // of all other groups
	shipping      []Breakdown            // of shipping that has no group
	ofGroup       map[string][]Breakdown // of shipping that has a group with rates of its own
	otherShipping []Breakdown            // of shipping that has another group
	exempt        map[string]*table      // the same for buyers of the exempt groups that a rate names
}

var _ Calculator = (*Regions)(nil)

// New compiles a configuration. What is wrong with it is an Invalid error that
// names every violation by its path, such as "regions[0].rates[1].rate".
func New(cfg Config) (*Regions, error) {
	var c fault.Checker
	checkGroups(&c, cfg.Groups)
	t := &Regions{groups: map[string]bool{}, countries: map[string]*country{}}
	for _, g := range cfg.Groups {
		t.groups[g.ID] = true
		if g.Default {
			t.defaultGroup = g.ID
		}
	}
	for _, r := range cfg.Regions {
		for _, rr := range r.Rates {
			if rr.TaxGroupID != "" {
				t.groups[rr.TaxGroupID] = true
			}
		}
	}
	for i, r := range cfg.Regions {
		t.add(&c, fault.Index("regions", i), r)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Regions) add(c *fault.Checker, path string, r Region) {
	code := plugin.Country(r.Country)
	c.Required(path+".country", code != "")
	contact.CheckCountry(c, path+".country", code)
	c.Length(path+".subdivision", r.Subdivision, 0, 50)
	sub := plugin.Subdivision(code, r.Subdivision)
	if sub == "*" {
		sub = ""
	}
	if prefix, _ := plugin.SplitSubdivision(sub); prefix != "" {
		c.AddOther(path+".subdivision", "INVALID_SUBDIVISION_FORMAT", fmt.Sprintf("%.50q is not in %.50q", r.Subdivision, r.Country))
	}
	in := t.countries[code]
	if in == nil {
		in = &country{subdivisions: map[string]*table{}}
		t.countries[code] = in
	}
	compiled := t.compile(c, path, code, sub, r.Rates)
	compiled.id = r.ID
	switch {
	case sub == "" && in.whole == nil:
		in.whole = compiled
	case sub != "" && in.subdivisions[sub] == nil:
		in.subdivisions[sub] = compiled
	default:
		c.AddOther(path, "ALREADY_EXISTS", "there is another region of the same country and subdivision")
	}
}

// compile makes the lists of a region that lookups hand out.
func (t *Regions) compile(c *fault.Checker, path, code, sub string, rates []RegionRate) *table {
	all := make([]Breakdown, len(rates))
	exempt := make([]map[string]Breakdown, len(rates))
	groups := map[string]bool{}
	for i, rr := range rates {
		at := path + fault.Index(".rates", i)
		all[i] = rr.breakdown(c, at, code, sub)
		exempt[i] = rr.exempt(c, at, all[i])
		for group := range exempt[i] {
			groups[group] = true
		}
	}
	compiled := t.lists(c, path, rates, all)
	for group := range groups {
		own := slices.Clone(all)
		for i := range own {
			if b, ok := exempt[i][group]; ok {
				own[i] = b
			}
		}
		if compiled.exempt == nil {
			compiled.exempt = map[string]*table{}
		}
		compiled.exempt[group] = t.lists(new(fault.Checker), path, rates, own)
	}
	return compiled
}

// lists makes the lists of what each rate of a region comes to. It takes time in
// proportion to the rates, but for those of all groups.
func (t *Regions) lists(c *fault.Checker, path string, rates []RegionRate, all []Breakdown) *table {
	compiled := &table{byGroup: map[string][]Breakdown{}, ofGroup: map[string][]Breakdown{}}
	for _, rr := range rates {
		if rr.TaxGroupID != "" {
			compiled.byGroup[rr.TaxGroupID], compiled.ofGroup[rr.TaxGroupID] = nil, nil
		}
	}
	for i, rr := range rates {
		if rr.Shipping {
			compiled.shipping = append(compiled.shipping, all[i])
		}
		if group := rr.TaxGroupID; group != "" {
			compiled.byGroup[group] = append(compiled.byGroup[group], all[i])
			if rr.Shipping {
				compiled.ofGroup[group] = append(compiled.ofGroup[group], all[i])
			}
			continue
		}
		compiled.others = append(compiled.others, all[i])
		for group := range compiled.byGroup {
			compiled.byGroup[group] = append(compiled.byGroup[group], all[i])
		}
		if !rr.Shipping {
			continue
		}
		compiled.otherShipping = append(compiled.otherShipping, all[i])
		for group := range compiled.ofGroup {
			compiled.ofGroup[group] = append(compiled.ofGroup[group], all[i])
		}
	}
	most := max(len(compiled.others), len(compiled.shipping))
	for _, list := range compiled.byGroup {
		most = max(most, len(list))
	}
	c.Size(path+".rates", most, 0, MaxBreakdowns)
	return compiled
}

// Inline returns true: Regions never blocks.
func (t *Regions) Inline() bool { return true }

// Item is what rates are looked up for.
type Item struct {
	TaxGroupID       string
	Shipping         bool   // it is the shipping of an order
	TaxExemptGroupID string // of the buyer; "" for none
}

// Rates returns the taxes at an address on an item, or on shipping. A nil
// address and one without country are taxed by nothing. An empty group is the
// default one, and so is one that the configuration does not know. Shipping of
// no group bears every rate of the region that is marked for shipping; shipping
// of a group only those of that group and of all groups. A buyer of an exempt
// group owes what the rates have for that group, and rates that do not name it
// in full.
//
// The result is shared: it must not be changed. Rates does not allocate for
// addresses whose codes are in capitals.
func (t *Regions) Rates(a *contact.Address, it Item) []Breakdown {
	region := t.region(a)
	if region == nil {
		return nil
	}
	if it.TaxExemptGroupID != "" {
		if own := region.exempt[it.TaxExemptGroupID]; own != nil {
			region = own
		}
	}
	groupID, shipping := it.TaxGroupID, it.Shipping
	if groupID == "" && shipping {
		return region.shipping
	}
	if !t.groups[groupID] {
		groupID = t.defaultGroup
	}
	switch {
	case shipping && groupID == "":
		return region.shipping
	case shipping:
		if list, ok := region.ofGroup[groupID]; ok {
			return list
		}
		return region.otherShipping
	}
	if list, ok := region.byGroup[groupID]; ok {
		return list
	}
	return region.others
}

// RegionID returns the id of the region that an address lies in, and whether
// there is one.
func (t *Regions) RegionID(a *contact.Address) (string, bool) {
	r := t.region(a)
	if r == nil {
		return "", false
	}
	return r.id, true
}

// Divided reports whether only subdivisions of a country are regions, so that
// addresses without one lie in none.
func (t *Regions) Divided(countryCode string) bool {
	if t == nil {
		return false
	}
	in := t.countries[plugin.Country(countryCode)]
	return in != nil && in.whole == nil
}

// region returns the most specific region that an address lies in, or nil.
func (t *Regions) region(a *contact.Address) *table {
	if t == nil || a == nil {
		return nil
	}
	code := plugin.Country(a.Country)
	in := t.countries[code]
	if in == nil {
		return nil
	}
	if a.Subdivision != "" {
		if region := in.subdivisions[plugin.Subdivision(code, a.Subdivision)]; region != nil {
			return region
		}
	}
	return in.whole
}

// CalculateTax answers every line with the rates at its address. It fails only
// for an address index that points to no address.
func (t *Regions) CalculateTax(_ context.Context, r Request) (Response, error) {
	resp := Response{Currency: r.Currency, LineItemTaxDetails: make([]LineItemTaxDetails, len(r.LineItems))}
	for i := range r.LineItems {
		line := &r.LineItems[i]
		a, err := r.Destination(line.AddressIndex)
		if err != nil {
			return Response{}, err
		}
		rates := t.Rates(a, Item{line.TaxGroupID, line.Shipping, r.TaxExemptGroupID})
		if rates == nil {
			rates = []Breakdown{}
		}
		resp.LineItemTaxDetails[i] = LineItemTaxDetails{
			ID: line.ID, ItemName: line.ItemName, Quantity: line.Quantity, TaxBreakdown: rates,
		}
	}
	return resp, nil
}
