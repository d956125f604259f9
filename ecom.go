// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/currency"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/taxes"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// Shop is a whole shop. All of it is safe for concurrent use, and needs
// nothing but the calls: work in the background is done by Run.
type Shop struct {
	Carts         *cart.Service
	CurrentCart   *cart.CurrentService // the one cart that a visitor or member has at a time
	Checkouts     *checkout.Service
	Orders        *order.Service
	Transactions  *transaction.Service // payments and refunds, as they are recorded
	Billing       *transaction.Billing // charges, captures, voids and refunds through the payment provider
	Fulfillments  *fulfillment.Service
	GiftCards     *giftcard.Service       // uses gift cards, whoever keeps them
	GiftLedger    *giftcard.Ledger        // issues and looks after those in the shop's own store; nil when they are kept elsewhere
	DiscountRules *discount.RuleService   // lower prices by themselves
	Coupons       *discount.CouponService // lower prices when buyers give their codes
	Totals        *pricing.Calculator     // prices what is in no cart

	// Where the shop delivers to, and for how much.
	DeliveryProfiles     *delivery.Profiles
	ShippingOptions      *delivery.ShippingOptions
	PickupLocations      *delivery.PickupLocations
	LocalDeliveryOptions *delivery.LocalDeliveryOptions

	TaxGroups         *taxes.Groups       // of items
	TaxRegions        *taxes.Regions      // where taxes are owed
	ManualTaxMappings *taxes.Mappings     // the rates of each group in each region
	TaxExemptGroups   *taxes.ExemptGroups // of buyers
	TaxCalculation    *taxes.Calculation  // taxes of what is in no cart
	Currencies        *currency.Converter // converts amounts by Config.Rates
	Tips              *tips.Service       // what buyers give beside the price
	TipSettings       *tips.SettingsService

	Events   *events.Bus // what happened, for events.Subscribe and events.SubscribeDurable
	EventLog *events.Log // looks after durable subscriptions: dead letters, replay

	env     *service.Env
	cfg     Config
	coupons *discount.CouponSet // of the configuration
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
	_, err = discount.Compile(cfg.DiscountRules, cfg.Currency)
	v.AddAll("DiscountRules", err)
	coupons, err := discount.CompileCoupons(cfg.Coupons, cfg.Currency)
	v.AddAll("Coupons", err)
	if err = v.Err(); err != nil {
		return nil, fault.At("ecom.New", err)
	}

	told, _ := cfg.Observer.(events.Observer)
	bus := events.NewBus(events.Config{Logger: cfg.Logger, Observer: told, Poll: cfg.EventPoll, Grace: cfg.EventGrace, Chance: cfg.Chance})
	st, err := store.New(cfg.Store, store.Config{Site: cfg.Site, Now: cfg.Now, NewID: cfg.NewID, Publisher: bus})
	if err != nil {
		return nil, fault.At("ecom.New", err)
	}
	bus.UseStore(st)
	env := &service.Env{
		Store: st, Bus: bus, Now: cfg.Now, NewID: cfg.NewID, Logger: cfg.Logger, Observer: cfg.Observer, Secret: cfg.Secret,
		Site: service.Site{
			ID: cfg.Site, Currency: cfg.Currency, Locale: locale, Language: language(cfg.Locale), TaxIncluded: cfg.TaxIncludedInPrices,
			Policy: cfg.Rounding, CashRounding: cfg.CashRounding, WeightUnit: cfg.WeightUnit,
		},
	}
	env.Site.LiveRates = cfg.Rates != nil
	if k := cfg.Conversion; k != nil && k.Rate.IsPositive() {
		env.Site.Conversion = &service.Conversion{Currency: k.Currency, Rate: k.Rate}
	}
	if own, ok := catalog.As[interface{ Attach(*service.Env) error }](cfg.Catalog); ok {
		if err = own.Attach(env); err != nil {
			return nil, fault.At("ecom.New", err)
		}
	}
	ledger, _ := giftcard.As[*giftcard.Ledger](cfg.GiftCards)
	if ledger != nil {
		if err = ledger.Attach(env); err != nil {
			return nil, fault.At("ecom.New", err)
		}
	}
	s := &Shop{Events: bus, env: env, cfg: cfg, coupons: coupons, GiftLedger: ledger}
	if s.DiscountRules, err = discount.NewRuleService(env, discount.RuleConfig{Fixed: cfg.DiscountRules, Limits: cfg.DiscountRuleLimits}); err != nil {
		return nil, fault.At("ecom.New", err)
	}
	if err = s.wire(); err != nil {
		return nil, fault.At("ecom.New", err)
	}
	return s, nil
}

// wire makes the services, from below to above.
func (s *Shop) wire() error {
	s.EventLog = events.NewLog(s.env.Store)
	env, cfg := s.env, &s.cfg
	s.useTaxes()
	s.useRates()
	s.useTips()
	s.Coupons = discount.NewCouponService(env, s.coupons)
	usage := discount.NewUsage(env.Store)
	totals, err := cfg.calculator(env.Site.Locale, usage, callPlugin(env), s.DiscountRules, s.Coupons, s.useDelivery())
	if err != nil {
		return err
	}
	picker := cart.NewPicker(env, cfg.Catalog, totals)
	s.Totals = totals
	foreign := len(cfg.Discounts) > 0
	s.Carts = cart.NewService(env, cart.Config{
		Picker: picker, Coupons: s.Coupons, ForeignCoupons: foreign, Usage: usage, Validators: cfg.Validators, Retention: cfg.CartRetention,
	})
	s.CurrentCart = s.Carts.Current()
	s.Orders = order.NewService(env, stockOf(cfg.Catalog))
	if inventory := inventoryOf(cfg.Catalog); inventory != nil {
		s.Orders.UseInventory(inventory)
	}
	k := checkout.Config{
		Carts: s.Carts, Orders: s.Orders, Picker: picker, Pricer: totals, Coupons: s.Coupons, ForeignCoupons: foreign, Usage: usage,
		Validators: cfg.Validators, Payments: cfg.Payments, ManualPayments: cfg.ManualPayments, PlatformFee: cfg.PlatformFee,
	}
	if url := cfg.CheckoutURL; url != nil {
		k.URL = func(id checkout.ID) string { return url(string(id)) }
	}
	if !cfg.DisableGiftCards {
		k.GiftCards = &pricing.GiftCardKeeper{Provider: cfg.GiftCards, Currency: cfg.Currency, Call: callPlugin(env)}
	}
	s.GiftCards = giftcard.NewService(env, cfg.GiftCards)
	s.Checkouts = checkout.NewService(env, k)
	s.Carts.UseCheckouts(s.Checkouts)
	s.Orders.UseCompleter(s.Checkouts)
	s.Transactions = transaction.NewService(env, s.Orders, s.Checkouts)
	s.Tips.UseOrders(s.Orders, s.Transactions)
	s.Orders.UsePrepaid(cfg.GiftCards, cfg.Memberships, s.Transactions)
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
