// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store"
)

// Tables is the tax.Calculator of what is kept in the shop. It is safe for
// concurrent use.
//
// Every calculation asks the store for the number of the last change, and reads
// the rates anew only when that is another; so it has the rates of its moment,
// whichever process changed them.
type Tables struct {
	s     *Services
	cache atomic.Pointer[table]
}

var (
	_ tax.Calculator = (*Tables)(nil)
	_ tax.Tabler     = (*Tables)(nil)
)

// versionKind is the kind of the count of changes.
const versionKind = "tax-version"

const versionID = "all"

// touch notes a change.
func touch(tx *store.Tx) { store.Counter{Kind: versionKind}.Add(tx, versionID, 1, store.Bounds{}) }

// table is all that is kept, as of one version.
type table struct {
	version int64
	rates   *tax.Regions
	regions map[string]*TaxRegion
	mapped  map[string]bool // regions that have rates of their own
	named   bool            // a region names another calculator
}

// nothing is the table of shops that keep nothing.
var nothing = new(table)

// current returns what is kept now.
func (t *Tables) current(ctx context.Context) (*table, error) {
	from := t.s.env.StoreWithin(ctx)
	version, ever, err := store.Counter{Kind: versionKind}.Get(ctx, from, versionID)
	if err != nil {
		return nil, err
	}
	if !ever {
		return nothing, nil
	}
	own := from == t.s.env.Store && t.s.env.RefuseOutside() == nil
	if have := t.cache.Load(); own && have != nil && have.version == version {
		return have, nil
	}
	made, err := t.s.load(ctx, from, version)
	if err != nil {
		return nil, err
	}
	// What a transaction sees that is not committed is not for others.
	if own {
		t.cache.Store(made)
	}
	return made, nil
}

// loadAttempts is how often what is kept is read until nothing changes meanwhile.
const loadAttempts = 5

// load reads all that is kept as of one version, or at least as of a later
// moment than version when others do not stop changing it.
func (s *Services) load(ctx context.Context, from *store.Store, version int64) (*table, error) {
	for attempt := 1; ; attempt++ {
		made, err := s.readAll(ctx, from)
		if err != nil {
			return nil, err
		}
		made.version = version
		after, _, err := store.Counter{Kind: versionKind}.Get(ctx, from, versionID)
		if err != nil {
			return nil, err
		}
		if after == version || attempt == loadAttempts {
			return made, nil
		}
		version = after
	}
}

func (s *Services) readAll(ctx context.Context, from *store.Store) (*table, error) {
	regions, err := s.Regions.reg.All(ctx, from)
	if err != nil {
		return nil, err
	}
	groups, err := s.Groups.reg.All(ctx, from)
	if err != nil {
		return nil, err
	}
	exempt, err := s.ExemptGroups.reg.All(ctx, from)
	if err != nil {
		return nil, err
	}
	mappings, err := s.Mappings.reg.All(ctx, from)
	if err != nil {
		return nil, err
	}
	made := &table{regions: make(map[string]*TaxRegion, len(regions)), mapped: map[string]bool{}}
	cfg := tax.Config{Groups: make([]tax.Group, 0, len(groups)+len(defaultGroups))}
	for _, d := range defaultGroups {
		cfg.Groups = append(cfg.Groups, tax.Group{ID: d.group.ID, Name: d.group.Name, Default: d.group.ID == ProductsGroup})
	}
	for _, g := range groups {
		cfg.Groups = append(cfg.Groups, tax.Group{ID: g.ID, Name: g.Name})
	}
	known := make(map[string]bool, len(exempt))
	for _, g := range exempt {
		known[g.ID] = true
	}
	at := make(map[string]int, len(regions))
	for i, r := range regions {
		made.regions[r.ID], at[r.ID] = r, i
		made.named = made.named || r.AppID != ManualCalculator
		cfg.Regions = append(cfg.Regions, tax.Region{ID: r.ID, Country: r.Country, Subdivision: r.Subdivision})
	}
	for _, m := range mappings {
		i, ok := at[m.TaxRegionID]
		if !ok {
			continue // it was deleted between two reads
		}
		made.mapped[m.TaxRegionID] = true
		cfg.Regions[i].Rates = append(cfg.Regions[i].Rates, m.rate(m.TaxGroupID, known))
		for k := range m.AdditionalTaxes {
			cfg.Regions[i].Rates = append(cfg.Regions[i].Rates, m.AdditionalTaxes[k].rate(m.TaxGroupID, known))
		}
	}
	made.rates, err = tax.New(cfg)
	if err != nil {
		return nil, &fault.Error{Class: fault.Internal, Message: "the taxes that are kept cannot be used", Err: err}
	}
	return made, nil
}

// rate returns a tax as the calculator knows it, with the rates of exempt groups
// that there are.
func (t *Tax) rate(group string, known map[string]bool) tax.RegionRate {
	r := tax.RegionRate{
		TaxGroupID: group, Name: t.TaxName, Rate: plugin.Decimal(t.TaxRate.String()), Shipping: group == ShippingGroup, Compound: t.Compound,
		TaxType: t.TaxType, Jurisdiction: t.Jurisdiction, JurisdictionType: t.JurisdictionType,
	}
	for _, e := range t.ExemptRates {
		if known[e.TaxExemptGroupID] {
			r.ExemptRates = append(r.ExemptRates, tax.ExemptRate{TaxExemptGroupID: e.TaxExemptGroupID, TaxRate: plugin.Decimal(e.TaxRate.String())})
		}
	}
	return r
}

// Table returns the rates that are kept; nil when a region names another
// calculator.
func (t *Tables) Table(ctx context.Context) (*tax.Regions, error) {
	now, err := t.current(ctx)
	if err != nil {
		return nil, err
	}
	if now.named {
		return nil, nil
	}
	if now.rates == nil {
		return noRates, nil
	}
	return now.rates, nil
}

var noRates, _ = tax.New(tax.Config{})

// Inline returns true: calculators that may block are called within budgets of
// their own.
func (t *Tables) Inline() bool { return true }
