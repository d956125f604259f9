// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Config is what delivery depends on.
type Config struct {
	Carriers        []shipping.Service // the shop's, beside its own
	BusinessAddress *contact.Address   // where radii are measured from; nil: unknown
}

// Services are the services of this package. All of them are safe for concurrent
// use.
type Services struct {
	Profiles             *Profiles
	ShippingOptions      *ShippingOptions
	PickupLocations      *PickupLocations
	LocalDeliveryOptions *LocalDeliveryOptions
	Router               *Router // for pricing
}

// NewServices returns the services of a shop.
func NewServices(env *service.Env, cfg Config) *Services {
	env.Keep(profiles, shippingOptions, pickupLocations, localOptions, versions, totals)
	c := &core{
		env: env, installed: installedOf(cfg.Carriers), view: env.RefuseOutside() != nil,
		site: site{currency: env.Site.Currency, unit: env.Site.WeightUnit, length: Kilometres, business: cfg.BusinessAddress},
	}
	if c.site.unit == item.WeightUnitLB {
		c.site.length = Miles
	}
	return &Services{
		Profiles: &Profiles{c}, ShippingOptions: newShippingOptions(c), PickupLocations: newPickupLocations(c),
		LocalDeliveryOptions: newLocalDeliveryOptions(c), Router: &Router{c},
	}
}

// core is what the services share.
type core struct {
	env       *service.Env
	site      site
	installed *installed
	view      bool // works on a driver of the caller's
	current   atomic.Pointer[snapshot]
}

// mutate runs fn in one Update and tells calculations that something changed.
func mutate[Req, Resp any](ctx context.Context, c *core, op string, req Req, fn func(ctx context.Context, tx *store.Tx) (Resp, error)) (Resp, error) {
	resp, err := service.Mutate(ctx, c.env, op, req, func(ctx context.Context, tx *store.Tx) (Resp, error) {
		var none Resp
		if err := service.RequireAdmin(ctx); err != nil {
			return none, err
		}
		resp, err := fn(ctx, tx)
		if err != nil {
			return none, err
		}
		versions.Add(tx, version, 1, store.Bounds{})
		return resp, nil
	})
	return resp, limitOf(err)
}

// limitOf gives the platform's code to an error of a total that would pass its
// bound.
func limitOf(err error) error {
	bound, ok := errors.AsType[*driver.BoundError](err)
	if !ok || bound.Ref.Kind != totals.Kind {
		return err
	}
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	own := *e
	own.Kind, own.ID = "", ""
	switch bound.Ref.ID {
	case totalProfiles:
		own.Code, own.Message = CodeProfilesLimitExceeded, "the shop has as many delivery profiles as there may be"
	case totalDestinations:
		own.Code, own.Message = CodeDestinationsLimitExceeded, "the regions have as many destinations as there may be"
	case totalPickup:
		own.Code, own.Message = CodeLocationsLimitExceeded, "the shop has as many pickup locations as there may be"
	default:
		own.Code, own.Message = CodeOptionsPerRegionExceeded, "the delivery region has as many options as there may be"
	}
	return &own
}

// count changes a total, which must not pass most.
func count(tx *store.Tx, id string, delta, most int) {
	if delta == 0 {
		return
	}
	b := store.Bounds{}
	if delta > 0 {
		b = store.Bounds{Max: int64(most)}
	}
	totals.Add(tx, id, int64(delta), b)
}

// inRegion returns the profile that has a region, for a change that depends on
// its being there.
func inRegion(ctx context.Context, tx *store.Tx, id RegionID) (*Profile, *Region, error) {
	missing := fault.Missing("delivery region", string(id), CodeRegionNotFound)
	found := ""
	for p, err := range profiles.Find(ctx, tx, store.Range{Index: indexRegion, Prefix: []store.Part{store.Text(string(id))}, Limit: 1}) {
		if err != nil {
			return nil, nil, err
		}
		found = string(p.ID)
	}
	if found == "" {
		return nil, nil, missing
	}
	p, err := profiles.GetGuarded(ctx, tx, found)
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, nil, missing
	case err != nil:
		return nil, nil, err
	}
	r := p.Region(id)
	if r == nil {
		return nil, nil, missing
	}
	return p, r, nil
}
