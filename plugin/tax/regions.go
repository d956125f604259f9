// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax

import (
	"context"
	"fmt"

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
	byGroup  map[string][]Breakdown // of the groups with rates of their own
	others   []Breakdown            // of all other groups
	shipping []Breakdown            // of shipping
	ofGroup  map[string][]Breakdown // of shipping that has a group
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
	compiled := &table{byGroup: map[string][]Breakdown{}, ofGroup: map[string][]Breakdown{}}
	all := make([]Breakdown, len(rates))
	for i, rr := range rates {
		all[i] = rr.breakdown(c, path+fault.Index(".rates", i), code, sub)
	}
	pick := func(keep func(RegionRate) bool) []Breakdown {
		var list []Breakdown
		for i, rr := range rates {
			if keep(rr) {
				list = append(list, all[i])
			}
		}
		c.Size(path+".rates", len(list), 0, MaxBreakdowns)
		return list[:len(list):len(list)]
	}
	compiled.others = pick(func(rr RegionRate) bool { return rr.TaxGroupID == "" })
	compiled.shipping = pick(func(rr RegionRate) bool { return rr.Shipping })
	for _, rr := range rates {
		group := rr.TaxGroupID
		if group == "" || compiled.byGroup[group] != nil {
			continue
		}
		compiled.byGroup[group] = pick(func(rr RegionRate) bool { return rr.TaxGroupID == "" || rr.TaxGroupID == group })
	}
	for group := range t.groups {
		compiled.ofGroup[group] = pick(func(rr RegionRate) bool {
			return rr.Shipping && (rr.TaxGroupID == "" || rr.TaxGroupID == group)
		})
	}
	return compiled
}

// Inline returns true: Regions never blocks.
func (t *Regions) Inline() bool { return true }

// Rates returns the taxes at an address on items of a group, or on shipping. A
// nil address and one without country are taxed by nothing. An empty group is
// the default one, and so is one that the configuration does not know.
// Shipping of no group bears every rate of the region that is marked for
// shipping; shipping of a group only those of that group and of all groups.
//
// The result is shared: it must not be changed. Rates does not allocate for
// addresses whose codes are in capitals.
func (t *Regions) Rates(a *contact.Address, groupID string, shipping bool) []Breakdown {
	region := t.region(a)
	if region == nil {
		return nil
	}
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
		return region.ofGroup[groupID]
	}
	if list, ok := region.byGroup[groupID]; ok {
		return list
	}
	return region.others
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
		rates := t.Rates(a, line.TaxGroupID, line.Shipping)
		if rates == nil {
			rates = []Breakdown{}
		}
		resp.LineItemTaxDetails[i] = LineItemTaxDetails{
			ID: line.ID, ItemName: line.ItemName, Quantity: line.Quantity, TaxBreakdown: rates,
		}
	}
	return resp, nil
}
