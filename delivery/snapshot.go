// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"cmp"
	"context"
	"slices"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/store"
)

// snapshot is everything that is kept here as of one moment, compiled. It never
// changes.
type snapshot struct {
	version  int64
	profiles map[string]*profile
	fallback *profile // the default one; nil: there is none, and so no other
}

// profile is a Profile, compiled.
type profile struct {
	id      string
	whole   map[string]*region // by country
	parts   map[string]*region // by subdivision, such as "US-CA"
	divided map[string]bool    // countries of parts
	world   *region            // the rest of the world; nil: nothing goes there
}

// region is a Region, compiled.
type region struct {
	shipping.Region
	active   bool
	carriers []shipping.RouteCarrier
	brings   bool // somebody may bring goods
	pickup   bool // buyers may come for them
	postal   bool // one of those who bring them may need the postal code
}

// find returns the profile of goods that name id.
func (s *snapshot) find(id string) *profile {
	if p := s.profiles[id]; p != nil {
		return p
	}
	return s.fallback
}

// load reads everything. The records are not all of one moment, but of none
// before the version was read; when one changes meanwhile, the version does,
// and they are read again the next time.
func (c *core) load(ctx context.Context, from store.Reader, at int64) (*snapshot, error) {
	byRegion := map[string]map[RegionID][]compiled{BasicShipping: {}, Pickup: {}, LocalDelivery: {}}
	add := func(carrier string, regions []RegionID, o compiled) {
		for _, id := range regions {
			byRegion[carrier][id] = append(byRegion[carrier][id], o)
		}
	}
	inOrder := store.Range{Index: indexCreated}
	for o, err := range shippingOptions.Find(ctx, from, inOrder) {
		if err != nil {
			return nil, err
		}
		add(BasicShipping, o.DeliveryRegionIDs, o.compile(&c.site))
	}
	for l, err := range pickupLocations.Find(ctx, from, inOrder) {
		if err != nil {
			return nil, err
		}
		if l.IsActive() {
			add(Pickup, l.DeliveryRegionIDs, l.compile(&c.site))
		}
	}
	for o, err := range localOptions.Find(ctx, from, inOrder) {
		if err != nil {
			return nil, err
		}
		add(LocalDelivery, o.DeliveryRegionIDs, o.compile(&c.site))
	}
	s := &snapshot{version: at, profiles: map[string]*profile{}}
	for p, err := range profiles.Find(ctx, from, inOrder) {
		if err != nil {
			return nil, err
		}
		compiled := c.compile(p, byRegion)
		s.profiles[compiled.id] = compiled
		if p.Default {
			s.fallback = compiled
		}
	}
	return s, nil
}

func (c *core) compile(p *Profile, options map[string]map[RegionID][]compiled) *profile {
	out := &profile{id: string(p.ID), whole: map[string]*region{}, parts: map[string]*region{}, divided: map[string]bool{}}
	for i := range p.DeliveryRegions {
		r := &p.DeliveryRegions[i]
		compiled := &region{Region: shipping.Region{ID: string(r.ID), Name: clip(r.Name, 100)}, active: r.IsActive()}
		for j := range r.DeliveryCarriers {
			k := c.routeCarrier(&r.DeliveryCarriers[j], r.ID, options)
			compiled.carriers = append(compiled.carriers, k)
			offers := k.Carrier != nil || k.Backup != nil || c.installed.configured[k.ID]
			compiled.pickup = compiled.pickup || offers && k.ID == Pickup
			compiled.brings = compiled.brings || offers && k.ID != Pickup
			compiled.postal = compiled.postal || offers && k.ID != Pickup && k.ID != BasicShipping
		}
		if len(r.Destinations) == 0 {
			out.world = compiled
		}
		for _, d := range r.Destinations {
			if len(d.Subdivisions) == 0 {
				out.whole[d.CountryCode] = compiled
				continue
			}
			out.divided[d.CountryCode] = true
			for _, code := range d.Subdivisions {
				out.parts[code] = compiled
			}
		}
	}
	return out
}

func (c *core) routeCarrier(k *Carrier, id RegionID, options map[string]map[RegionID][]compiled) shipping.RouteCarrier {
	out := shipping.RouteCarrier{ID: k.AppID}
	if own, ok := options[k.AppID]; ok && len(own[id]) > 0 {
		out.Carrier = &carrier{unit: c.site.unit, business: c.site.geocode(), options: own[id]}
	}
	for _, a := range k.AdditionalCharges {
		if price, ok := c.amount(a.Amount); ok {
			out.Charges = append(out.Charges, shipping.AdditionalCharge{Type: shipping.ChargeHandlingFee, Details: a.Description, Price: price})
		}
	}
	if b := k.BackupRate; b != nil && b.Active {
		if price, ok := c.amount(cmp.Or(b.Amount, "0")); ok {
			name := "Shipping"
			if found := c.installed.find(k.AppID); found != nil {
				name = found.DisplayName
			}
			out.Backup = &shipping.Backup{Title: clip(cmp.Or(b.Title, name), 250), Price: price}
		}
	}
	return out
}

// amount reads an amount that was checked when it was stored.
func (c *core) amount(d plugin.Decimal) (money.Amount, bool) {
	v, err := money.ParseDecimal(string(d))
	if err != nil {
		return money.Amount{}, false
	}
	a, err := money.New(v, c.site.currency)
	return a, err == nil && !a.IsNegative()
}

// Router is the shop's shipping.Router: it routes by the delivery profiles. It
// reads one number of the store for each calculation, and everything again when
// that has changed.
type Router struct{ c *core }

var _ shipping.Router = (*Router)(nil)

// Inline returns true: Router asks nobody but the shop's own store.
func (r *Router) Inline() bool { return true }

// Route implements shipping.Router.
func (r *Router) Route(ctx context.Context, req shipping.RouteRequest) ([]shipping.Route, error) {
	s, err := r.c.snapshot(ctx)
	if err != nil || s == nil || s.fallback == nil {
		return nil, err
	}
	routes := make([]shipping.Route, len(req.DeliveryProfileIDs))
	for i, id := range req.DeliveryProfileIDs {
		p := s.find(id)
		found, missing := p.region(req.ShippingDestination)
		routes[i] = shipping.Route{ProfileID: p.id, Missing: missing}
		if found != nil && found.active {
			routes[i].Region, routes[i].Carriers = &shipping.Region{ID: found.ID, Name: found.Name}, slices.Clip(found.carriers)
		}
	}
	return routes, nil
}

// snapshot returns what is kept now, nil when nothing ever was.
func (c *core) snapshot(ctx context.Context) (*snapshot, error) {
	from := c.env.StoreWithin(ctx)
	at, changed, err := versions.Get(ctx, from, version)
	if err != nil || !changed {
		return nil, err
	}
	if from != c.env.Store || c.view {
		// What a transaction of the caller's sees may never be: it is not kept.
		return c.load(ctx, from, at)
	}
	if s := c.current.Load(); s != nil && s.version == at {
		return s, nil
	}
	s, err := c.load(ctx, from, at)
	if err == nil {
		c.current.Store(s)
	}
	return s, err
}
