// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store/driver"
)

const site = "main"

// stockAtFirst is what there is of each product with a stock: plenty of one,
// little of the other.
var stockAtFirst = map[string]int64{"mug": 100_000, "rare": 30}

// The coupons; the second one runs out.
const (
	couponAlways = "ALWAYS"
	couponFew    = "FEW"
	fewUses      = 12
)

// unpaidOrderExpiry is how long an order waits for its payment: each life
// begins an hour after the last one, so that orders of two lives ago expire.
const unpaidOrderExpiry = 100 * time.Minute

// world is the shop on the store that is tested, as one process has it.
type world struct {
	shop    *ecomtest.Shop
	store   driver.Store
	gateway *gateway
	now     func() time.Time
}

// openWorld opens store and shop. at is the time on the shop's clock, which
// goes on from there; wrap may be nil.
func openWorld(ctx context.Context, open opener, dir string, at time.Time, wrap func(driver.Store) driver.Store) (_ *world, err error) {
	w := &world{now: clockFrom(at)}
	if w.gateway, err = openGateway(filepath.Join(dir, "gateway.jsonl")); err != nil {
		return nil, err
	}
	if w.store, err = open(ctx, filepath.Join(dir, "store")); err != nil {
		return nil, errors.Join(err, w.gateway.file.Close())
	}
	d := w.store
	if wrap != nil {
		d = wrap(d)
	}
	cfg, err := config()
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	products, _ := catalog.As[*catalog.Products](cfg.Catalog)
	cfg.Store, cfg.Payments, cfg.Now = d, w.gateway, w.now
	shop, err := ecom.New(cfg)
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.shop = &ecomtest.Shop{Shop: shop, Products: products}
	return w, nil
}

// clockFrom returns a clock that shows at now.
func clockFrom(at time.Time) func() time.Time {
	began := time.Now()                                          //nolint:forbidigo // the clock has to go on as the real one does, for leases and retries
	return func() time.Time { return at.Add(time.Since(began)) } //nolint:forbidigo // likewise
}

// config is what every process makes its shop of, but for store, payments and
// clock.
func config() (ecom.Config, error) {
	mugs, rare := stockAtFirst["mug"], stockAtFirst["rare"]
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", Stock: &mugs, Weight: "0.4"},
		{ID: "rare", Name: "Rare book", Price: "99.90", Stock: &rare, Weight: "0.7"},
		{ID: "ebook", Name: "E-book", Price: "4.99", ItemType: string(item.PresetDigital)},
	}})
	if err != nil {
		return ecom.Config{}, err
	}
	rates, err := shipping.New(shipping.Config{Currency: money.USD, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: "5.00", Countries: []string{"US"}},
	}})
	if err != nil {
		return ecom.Config{}, err
	}
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{
		Country: "US", Subdivision: "US-NY", Rates: []tax.RegionRate{{Name: "NY sales tax", Rate: "0.08875", Shipping: true}},
	}}})
	if err != nil {
		return ecom.Config{}, err
	}
	off := discount.MustPercentage("10")
	return ecom.Config{
		Site: site, Currency: money.USD, Catalog: products, Shipping: []shipping.Service{rates.Service()}, Tax: taxes,
		Coupons: []*discount.Coupon{
			{Code: couponAlways, PercentOffRate: off},
			{Code: couponFew, PercentOffRate: off, UsageLimit: fewUses},
		},
		Tips: true, UnpaidOrderExpiry: unpaidOrderExpiry, SweepEvery: 50 * time.Millisecond, AnswerRetention: 1000 * time.Hour,
		Secret: []byte("crashtest"), Logger: slog.New(slog.DiscardHandler),
	}, nil
}

// close closes the store and the gateway's file.
func (w *world) close() error { return errors.Join(w.store.Close(), w.gateway.file.Close()) }
