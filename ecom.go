// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/transaction"
)

// Shop is a whole shop. All of it is safe for concurrent use, and needs
// nothing but the calls: work in the background is done by Run.
type Shop struct {
	Carts        *cart.Service
	CurrentCart  *cart.CurrentService // the one cart that a visitor or member has at a time
	Checkouts    *checkout.Service
	Orders       *order.Service
	Transactions *transaction.Service // payments and refunds, as they are recorded
	Billing      *transaction.Billing // charges, captures, voids and refunds through the payment provider
	Fulfillments *fulfillment.Service
	Totals       *pricing.Calculator // prices what is in no cart
	Events       *events.Bus         // what happened, for events.Subscribe

	env *service.Env
	cfg Config
}

// New returns a shop. Its error, a fault.Invalid, names everything that is
// wrong with the configuration at once. New starts no goroutine and changes
// nothing in the store.
func New(cfg Config) (*Shop, error) {
	cfg, locale, err := cfg.defaulted()
	if err != nil {
		return nil, fault.At("ecom.New", err)
	}
	var v fault.Checker
	rules, err := discount.Compile(cfg.DiscountRules, cfg.Currency)
	v.AddAll("DiscountRules", err)
	coupons, err := discount.CompileCoupons(cfg.Coupons, cfg.Currency)
	v.AddAll("Coupons", err)
	if err = v.Err(); err != nil {
		return nil, fault.At("ecom.New", err)
	}

	bus := events.NewBus(events.Config{Logger: cfg.Logger})
	st, err := store.New(cfg.Store, store.Config{Site: cfg.Site, Now: cfg.Now, NewID: cfg.NewID, Publisher: bus})
	if err != nil {
		return nil, fault.At("ecom.New", err)
	}
	env := &service.Env{
		Store: st, Bus: bus, Now: cfg.Now, NewID: cfg.NewID, Logger: cfg.Logger, Observer: cfg.Observer, Secret: cfg.Secret,
		Site: service.Site{
			ID: cfg.Site, Currency: cfg.Currency, Locale: locale, Language: language(cfg.Locale), TaxIncluded: cfg.TaxIncludedInPrices,
			Policy: cfg.Rounding, WeightUnit: cfg.WeightUnit,
		},
	}
	if k := cfg.Conversion; k != nil {
		env.Site.Conversion = &service.Conversion{Currency: k.Currency, Rate: k.Rate}
	}
	if own, ok := catalog.As[interface{ Attach(*service.Env) error }](cfg.Catalog); ok {
		if err = own.Attach(env); err != nil {
			return nil, fault.At("ecom.New", err)
		}
	}
	s := &Shop{Events: bus, env: env, cfg: cfg}
	if err = s.wire(rules, coupons); err != nil {
		return nil, fault.At("ecom.New", err)
	}
	return s, nil
}

// wire makes the services, from below to above.
func (s *Shop) wire(rules *discount.RuleSet, coupons *discount.CouponSet) error {
	env, cfg := s.env, &s.cfg
	usage := couponUsage{env.Store}
	totals, err := cfg.calculator(env.Site.Locale, usage, callPlugin(env), rules, coupons)
	if err != nil {
		return err
	}
	picker := cart.NewPicker(env, cfg.Catalog, totals)
	s.Totals = totals
	s.Carts = cart.NewService(env, cart.Config{Picker: picker, Coupons: coupons, Usage: usage, Validators: cfg.Validators, Retention: cfg.CartRetention})
	s.CurrentCart = s.Carts.Current()
	s.Orders = order.NewService(env, stockOf(cfg.Catalog))
	if inventory := inventoryOf(cfg.Catalog); inventory != nil {
		s.Orders.UseInventory(inventory)
	}
	k := checkout.Config{
		Carts: s.Carts, Orders: s.Orders, Picker: picker, Pricer: totals, Coupons: coupons, Usage: usage,
		Validators: cfg.Validators, Payments: cfg.Payments, ManualPayments: cfg.ManualPayments,
	}
	if url := cfg.CheckoutURL; url != nil {
		k.URL = func(id checkout.ID) string { return url(string(id)) }
	}
	s.Checkouts = checkout.NewService(env, k)
	s.Carts.UseCheckouts(s.Checkouts)
	s.Orders.UseCompleter(s.Checkouts)
	s.Transactions = transaction.NewService(env, s.Orders, s.Checkouts)
	s.Billing = transaction.NewBilling(s.Transactions, cfg.Payments)
	s.Checkouts.UseCharger(s.Billing)
	s.Fulfillments = fulfillment.NewService(env, s.Orders)
	return nil
}

// language returns the language of a locale, such as "de" of "de-DE".
func language(locale string) string {
	for i, c := range locale {
		if c == '-' || c == '_' {
			return locale[:i]
		}
	}
	return locale
}

// pluginCall is how the calculator calls plug-ins.
type pluginCall = func(ctx context.Context, name string, budget time.Duration, p any, call func(context.Context) error) error

func callPlugin(env *service.Env) pluginCall {
	return func(ctx context.Context, name string, budget time.Duration, p any, call func(context.Context) error) error {
		_, err := service.Plugin(ctx, env, name, budget, p, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, call(ctx)
		})
		return err
	}
}

// couponUsage tells how often coupons are in use.
type couponUsage struct{ store *store.Store }

func (u couponUsage) CouponUses(ctx context.Context, couponID, customer string) (all, own int64, err error) {
	return order.CouponUses(ctx, u.store, couponID, order.Customer("", customer))
}
