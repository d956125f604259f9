// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/currency"
	"github.com/go-ecom/ecom/plugin/discounts"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/taxes"
)

// Config describes a shop. Currency and Catalog are required; everything else
// has a default that a shop can live on. New keeps what it is given: it is not
// to be changed afterwards.
type Config struct {
	// Site is whose records the shop reads and writes: one store serves many
	// shops. Default "main".
	Site string
	// Store keeps everything. Default: a new memory store, gone with the
	// program. A store that is given is not closed by the shop.
	Store driver.Store

	// Currency is that of all prices and orders.
	Currency money.Currency
	// Conversion is the currency that buyers see beside it. Default: none.
	Conversion *Conversion
	// Rates knows what currencies are worth, for buyers who choose one with
	// currency.With, for Conversion without a rate, and for Shop.Currencies. Its
	// answers are remembered for 10 minutes. Default: there is only Conversion.
	Rates currency.Provider
	// Locale is how amounts are formatted, such as "de-DE". Default "en-US".
	Locale string
	// TaxIncludedInPrices says that prices are shown with tax.
	TaxIncludedInPrices bool
	// WeightUnit is that of all weights. Default KG.
	WeightUnit item.WeightUnit
	// Rounding says how and where figures are rounded. The zero Policy rounds
	// half away from zero, line by line.
	Rounding money.Policy
	// Tips lets buyers choose a tip by Shop.Tips, which is then a fee of their
	// cart, checkout and order. Default: nobody can.
	Tips bool
	// CashRounding is how amounts are rounded that are paid in cash, such as to
	// 0.05 in Switzerland. It changes no price and no tax. Default: they are not.
	CashRounding money.CashRounding
	// PlatformFee is what selling through a platform costs. Default: nothing.
	PlatformFee *pricing.PlatformFee
	// BusinessAddress is where the shop is: what its taxes and rates may depend
	// on.
	BusinessAddress *contact.Address

	// Catalog says what is for sale. Products of package catalog is one with
	// its stock in Store.
	Catalog catalog.Catalog
	// Shipping are the carriers, beside the shop's own whose rates package
	// delivery keeps. Default: none, so that goods which are shipped cannot be
	// ordered before there is a delivery profile.
	Shipping []shipping.Service
	// RatesFor is how long the rates of a carrier are used again for a cart of
	// which nothing has changed that the carrier is told. Carriers that never
	// block are asked each time. Default 10 minutes; negative: not at all.
	RatesFor time.Duration
	// Tax knows the taxes. Default: the tax regions, groups and rates that are
	// kept in Store and looked after by Shop.TaxRegions and its neighbours; none
	// at first.
	Tax tax.Calculator
	// TaxCalculators are calculators that tax regions of Shop.TaxRegions can name,
	// 9 at most. They are of no use beside Tax.
	TaxCalculators []taxes.Calculator
	// Fees are asked about additional fees, in this order.
	Fees []fee.Provider
	// Discounts are asked for discounts beside the shop's own, in this order.
	Discounts []discounts.Provider
	// Triggers decide on the custom triggers of discount rules.
	Triggers []pricing.Triggers
	// Validators can object to carts and orders.
	Validators []validation.Provider
	// Payments moves the buyers' money. Default: payment.Manual, by which
	// orders are approved at once and paid by hand.
	Payments payment.Provider
	// ManualPayments lets buyers choose to pay by hand although Payments works
	// online: their orders are approved, and the goods theirs, before they have
	// paid. The program itself and staff may always choose it for them.
	ManualPayments bool

	// GiftCards keeps gift cards. Default: a new giftcard.Ledger, which keeps
	// them in Store and is Shop.GiftLedger.
	GiftCards giftcard.Provider
	// DisableGiftCards keeps buyers from paying with gift cards. (On the
	// platform merchants switch them on; here there are none before the program
	// has issued one.)
	DisableGiftCards bool
	// Memberships keeps memberships, which pay for lines whose payment option
	// says so. Default: there are none.
	Memberships membership.Provider

	// DiscountRules lower prices by themselves, in this order, beside those that
	// Shop.DiscountRules keeps.
	DiscountRules []*discount.Rule
	// DiscountRuleLimits says how many rules Shop.DiscountRules keeps at most.
	DiscountRuleLimits discount.RuleLimits
	// Coupons lower prices when the buyer gives their code, beside those that
	// Shop.Coupons keeps.
	Coupons []*discount.Coupon

	// UnpaidOrderExpiry is how long an order that waits for its payment holds
	// back stock and coupon. Default 24 hours; negative: for ever.
	UnpaidOrderExpiry time.Duration
	// CartRetention is how long a cart that nobody changes is kept. Default 90
	// days.
	CartRetention time.Duration
	// AnswerRetention is how long answers to idempotency keys are kept. Default
	// 24 hours.
	AnswerRetention time.Duration
	// EventRetention is how long events are kept for replay when all durable
	// subscriptions are done with them. Default 30 days; negative: for ever.
	EventRetention time.Duration
	// EventPoll is how often Run asks the store for events of each durable
	// subscription when nothing tells it to: what other processes committed is
	// delivered that late at most, unless the store is a driver.Waker. Default
	// 1 s.
	EventPoll time.Duration
	// EventGrace is how long handlers of durable subscriptions may go on when
	// the context of Run has ended. Default 10 s; negative: not at all.
	EventGrace time.Duration
	// SweepEvery is how often Run sweeps. Default one minute.
	SweepEvery time.Duration
	// CheckoutURL returns the page on which a buyer completes a checkout.
	// Default "/checkout?checkoutId=" and the id.
	CheckoutURL func(checkoutID string) string

	// Secret signs what goes out and comes back: cursors of searches, tokens
	// that complete checkouts. Processes that serve the same clients need the
	// same. Default: one made up by New, so that what it signed is good as long
	// as the shop.
	Secret []byte

	// Now is the clock. Default time.Now.
	Now func() time.Time
	// NewID makes identifiers, which must be GUIDs and unique. Default: UUIDs
	// of version 7.
	NewID func() string
	// Chance returns numbers of at least 0 and less than 1, which spread the
	// retries of durable subscriptions. Default: random ones.
	Chance func() float64
	// Logger is told of plug-ins and handlers that fail. Default slog.Default.
	Logger *slog.Logger
	tips   *pricing.Fees // nil: none

	// Observer is told of every change, for metrics and traces. One that is an
	// events.Observer, or an events.DurableObserver, is told of events too.
	// Default: nobody.
	Observer Observer
}

// Conversion is a currency that buyers see beside the shop's own, for
// information: orders are in the shop's currency.
type Conversion struct {
	Currency money.Currency
	Rate     decimal.Decimal // what one unit of the shop's currency is worth; more than 0, or 0 for that of Config.Rates
}

// Observer is told of every call that may change something, not of reads. It
// must be safe for concurrent use.
type Observer interface {
	// Start is called before an operation such as "checkout.CreateOrder". The
	// context it returns is used for the call; the function it returns is
	// called with the outcome.
	Start(ctx context.Context, op string) (context.Context, func(error))
}

// defaulted returns the configuration with its defaults filled in, or all that
// is wrong with it.
func (c Config) defaulted() (Config, money.Locale, error) {
	var v fault.Checker
	v.Required("Currency", !c.Currency.IsZero())
	if !c.Currency.IsZero() && !c.Currency.Valid() {
		v.Add("Currency", fault.RuleInvalidEnum, "is not a currency of ISO 4217", nil)
	}
	v.Required("Catalog", c.Catalog != nil)
	if k := c.Conversion; k != nil {
		v.Required("Conversion.Currency", k.Currency.Valid())
		if !k.Rate.IsPositive() && (c.Rates == nil || !k.Rate.IsZero()) {
			v.Add("Conversion.Rate", fault.RuleDecimalGT, "must be more than 0", map[string]any{"threshold": 0})
		}
	}
	c.Locale = cmp.Or(c.Locale, "en-US")
	locale, err := money.ParseLocale(c.Locale)
	v.AddAll("Locale", err)
	c.WeightUnit = cmp.Or(c.WeightUnit, item.WeightUnitKG)
	if !c.WeightUnit.Valid() {
		v.Add("WeightUnit", fault.RuleInvalidEnum, "is not a unit of weight", nil)
	}
	if !c.Rounding.Mode.Valid() || !c.Rounding.Point.Valid() {
		v.Add("Rounding", fault.RuleInvalidEnum, "is not a rounding policy", nil)
	}
	c.CashRounding.Check(&v, "CashRounding", c.Currency)
	if c.PlatformFee != nil {
		c.PlatformFee.Check(&v, "PlatformFee")
	}
	for i, d := range c.Discounts {
		v.Required(fault.Index("Discounts", i), d != nil)
	}
	for i, t := range c.Triggers {
		v.Required(fault.Index("Triggers", i), t.Provider != nil)
	}
	for i, f := range c.Fees {
		v.Required(fault.Index("Fees", i), f != nil)
	}
	v.AddAll("TaxCalculators", taxes.Config{Calculators: c.TaxCalculators}.Check())
	for i, p := range c.Validators {
		v.Required(fault.Index("Validators", i), p != nil)
	}
	for i, s := range c.Shipping {
		v.Required(fault.Join(fault.Index("Shipping", i), "Carrier"), s.Carrier != nil)
	}
	if l := c.DiscountRuleLimits; l.Rules < 0 || l.QuantityBased < 0 || l.CustomTriggerApps < 0 {
		v.Add("DiscountRuleLimits", fault.RuleMin, "must not be negative", nil)
	}
	c.Site = cmp.Or(c.Site, "main")
	if c.Store == nil {
		c.Store = memstore.New(memstore.Config{})
	}
	if c.Payments == nil {
		c.Payments = payment.Manual{}
	}
	if c.GiftCards == nil {
		c.GiftCards = giftcard.NewLedger(giftcard.LedgerConfig{})
	}
	c.UnpaidOrderExpiry = cmp.Or(c.UnpaidOrderExpiry, 24*time.Hour)
	c.AnswerRetention = cmp.Or(c.AnswerRetention, 24*time.Hour)
	c.SweepEvery = cmp.Or(c.SweepEvery, time.Minute)
	c.EventRetention = cmp.Or(c.EventRetention, 30*24*time.Hour)
	if c.SweepEvery < 0 || c.AnswerRetention < 0 || c.CartRetention < 0 || c.EventPoll < 0 {
		v.Add("SweepEvery, AnswerRetention, CartRetention, EventPoll", fault.RuleMin, "must not be negative", nil)
	}
	if len(c.Secret) == 0 {
		c.Secret = make([]byte, 32)
		_, _ = rand.Read(c.Secret) //nolint:forbidigo // a secret that nobody gave; it never fails
	}
	if c.Now == nil {
		c.Now = time.Now //nolint:forbidigo // the one place where the real clock comes in
	}
	c.Shipping = c.remembered()
	if c.NewID == nil {
		c.NewID = newID
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c, locale, v.Err()
}

// remembered returns the carriers, with a memory where asking takes time.
func (c *Config) remembered() []shipping.Service {
	if c.RatesFor < 0 {
		return c.Shipping
	}
	out := slices.Clone(c.Shipping)
	for i := range out {
		in, ok := out[i].Carrier.(service.Inliner)
		if asks := !ok || !in.Inline(); asks && out[i].Carrier != nil {
			out[i].Carrier = shipping.Cached(out[i].Carrier, shipping.CacheConfig{For: c.RatesFor, Now: c.Now})
		}
	}
	return out
}

// newID returns a UUID of version 7. Those made later sort behind those made
// before, which databases like.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// calculator returns what computes the shop's totals.
func (c *Config) calculator(locale money.Locale, usage pricing.Usage, call pluginCall, rules discount.Rules, coupons discount.Coupons, router shipping.Router) (*pricing.Calculator, error) {
	p := pricing.Config{
		Currency: c.Currency, Locale: locale, TaxIncluded: c.TaxIncludedInPrices, Policy: c.Rounding, WeightUnit: c.WeightUnit,
		BusinessAddress: c.BusinessAddress, Rules: rules, Coupons: coupons, Usage: usage, Shipping: c.Shipping, Router: router, Tax: c.Tax,
		Catalog: c.Catalog, Memberships: c.Memberships, Call: call, Now: c.Now,
	}
	if !c.DisableGiftCards {
		p.GiftCards = &pricing.GiftCardKeeper{Provider: c.GiftCards, Currency: c.Currency, Call: call}
	}
	p.CashRounding, p.PlatformFee, p.Rates = c.CashRounding, c.PlatformFee, c.Rates
	if c.Conversion != nil {
		p.Conversion = &pricing.Conversion{Currency: c.Conversion.Currency, Rate: c.Conversion.Rate}
	}
	p.Discounts, p.Triggers = c.Discounts, c.Triggers
	for _, f := range c.Fees {
		p.Fees = append(p.Fees, pricing.Fees{Provider: f})
	}
	if c.tips != nil {
		p.Fees = append(p.Fees, *c.tips)
	}
	return pricing.New(p)
}
