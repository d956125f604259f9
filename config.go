// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
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
	// Locale is how amounts are formatted, such as "de-DE". Default "en-US".
	Locale string
	// TaxIncludedInPrices says that prices are shown with tax.
	TaxIncludedInPrices bool
	// WeightUnit is that of all weights. Default KG.
	WeightUnit item.WeightUnit
	// Rounding says how and where figures are rounded. The zero Policy rounds
	// half away from zero, line by line.
	Rounding money.Policy
	// BusinessAddress is where the shop is: what its taxes and rates may depend
	// on.
	BusinessAddress *contact.Address

	// Catalog says what is for sale. Products of package catalog is one with
	// its stock in Store.
	Catalog catalog.Catalog
	// Shipping are the carriers. Default: none, so that goods which are
	// shipped cannot be ordered.
	Shipping []shipping.Service
	// Tax knows the taxes. Default: there are none.
	Tax tax.Calculator
	// Fees are asked about additional fees, in this order.
	Fees []fee.Provider
	// Validators can object to carts and orders.
	Validators []validation.Provider
	// Payments moves the buyers' money. Default: payment.Manual, by which
	// orders are approved at once and paid by hand.
	Payments payment.Provider
	// ManualPayments lets buyers choose to pay by hand although Payments works
	// online: their orders are approved, and the goods theirs, before they have
	// paid. The program itself and staff may always choose it for them.
	ManualPayments bool

	// DiscountRules lower prices by themselves, in this order.
	DiscountRules []*discount.Rule
	// Coupons lower prices when the buyer gives their code.
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
	// Logger is told of plug-ins and handlers that fail. Default slog.Default.
	Logger *slog.Logger
	// Observer is told of every change, for metrics and traces. Default: nobody.
	Observer Observer
}

// Conversion is a currency that buyers see beside the shop's own, for
// information: orders are in the shop's currency.
type Conversion struct {
	Currency money.Currency
	Rate     decimal.Decimal // what one unit of the shop's currency is worth; more than 0
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
		if !k.Rate.IsPositive() {
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
	for i, f := range c.Fees {
		v.Required(fault.Index("Fees", i), f != nil)
	}
	for i, p := range c.Validators {
		v.Required(fault.Index("Validators", i), p != nil)
	}
	for i, s := range c.Shipping {
		v.Required(fault.Join(fault.Index("Shipping", i), "Carrier"), s.Carrier != nil)
	}
	c.Site = cmp.Or(c.Site, "main")
	if c.Store == nil {
		c.Store = memstore.New(memstore.Config{})
	}
	if c.Payments == nil {
		c.Payments = payment.Manual{}
	}
	c.UnpaidOrderExpiry = cmp.Or(c.UnpaidOrderExpiry, 24*time.Hour)
	c.AnswerRetention = cmp.Or(c.AnswerRetention, 24*time.Hour)
	c.SweepEvery = cmp.Or(c.SweepEvery, time.Minute)
	if c.SweepEvery < 0 || c.AnswerRetention < 0 || c.CartRetention < 0 {
		v.Add("SweepEvery, AnswerRetention, CartRetention", fault.RuleMin, "must not be negative", nil)
	}
	if len(c.Secret) == 0 {
		c.Secret = make([]byte, 32)
		_, _ = rand.Read(c.Secret) //nolint:forbidigo // a secret that nobody gave; it never fails
	}
	if c.Now == nil {
		c.Now = time.Now //nolint:forbidigo // the one place where the real clock comes in
	}
	if c.NewID == nil {
		c.NewID = newID
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c, locale, v.Err()
}

// newID returns a UUID of version 7. Those made later sort behind those made
// before, which databases like.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// calculator returns what computes the shop's totals.
func (c *Config) calculator(locale money.Locale, usage pricing.Usage, call pluginCall, rules *discount.RuleSet, coupons *discount.CouponSet) (*pricing.Calculator, error) {
	p := pricing.Config{
		Currency: c.Currency, Locale: locale, TaxIncluded: c.TaxIncludedInPrices, Policy: c.Rounding, WeightUnit: c.WeightUnit,
		BusinessAddress: c.BusinessAddress, Rules: rules, Coupons: coupons, Usage: usage, Shipping: c.Shipping, Tax: c.Tax,
		Catalog: c.Catalog, Call: call,
	}
	if c.Conversion != nil {
		p.Conversion = &pricing.Conversion{Currency: c.Conversion.Currency, Rate: c.Conversion.Rate}
	}
	for _, f := range c.Fees {
		p.Fees = append(p.Fees, pricing.Fees{Provider: f})
	}
	return pricing.New(p)
}
