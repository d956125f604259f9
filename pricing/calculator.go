// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/currency"
	"github.com/go-ecom/ecom/plugin/discounts"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
)

// Config is how a shop prices. Only Currency is required.
type Config struct {
	Currency        money.Currency   // of all figures
	Conversion      *Conversion      // nil: buyers see Currency
	Locale          money.Locale     // of formatted amounts; zero: none are made
	TaxIncluded     bool             // the shop's prices include tax
	Policy          money.Policy     // how and where figures are rounded
	WeightUnit      item.WeightUnit  // default KG
	BusinessAddress *contact.Address // where the shop is; an Input may name another

	Rules     discount.Rules       // nil: none
	Coupons   discount.Coupons     // nil: every code is unknown
	Usage     Usage                // nil: neither coupons nor rules were ever used
	Discounts []discounts.Provider // asked in this order, after the shop's own rules and coupon
	Triggers  []Triggers           // asked in this order about custom triggers; those of other apps are not met
	Shipping  []shipping.Service   // asked side by side
	Router    shipping.Router      // says which of them are asked about which goods; nil: all about everything
	Fees      []Fees               // asked in this order
	Tax       tax.Calculator       // nil: no taxes but those that the Input brings

	Rates        currency.Provider  // of currencies that buyers choose; nil: there is only Conversion
	PlatformFee  *PlatformFee       // nil: none
	CashRounding money.CashRounding // zero: cash is paid to the minor unit

	Catalog catalog.Catalog // prices the lines of CalculateTotals; its method AppID() string, if any, tells what references without an app id mean

	Memberships membership.Provider // nil: no line is paid by membership

	GiftCards GiftCards        // finds the gift cards of CalculateTotals; nil: every code is unknown
	Now       func() time.Time // default time.Now

	// Call runs a call to a plug-in within its budget; p is the plug-in. The
	// default calls directly and turns panics into errors.
	Call func(ctx context.Context, name string, budget time.Duration, p any, call func(context.Context) error) error
}

// Fees is a provider of additional fees under the id of its app.
type Fees struct {
	AppID    string // may be ""
	Provider fee.Provider
}

// Conversion is the currency that buyers see beside the shop's own.
type Conversion struct {
	Currency money.Currency
	Rate     decimal.Decimal // what one unit of the shop's currency is worth; more than 0, or 0 for that of Config.Rates
}

// GiftCards finds gift cards by their codes.
type GiftCards interface {
	// GiftCard returns what may be drawn from the card with a code. A card that
	// does not exist, is disabled, expired or empty, or is in another currency
	// is an error with the platform's code, such as GIFT_CARD_NOT_FOUND.
	GiftCard(ctx context.Context, code string, at time.Time) (GiftCardInput, error)
}

// Calculator computes totals. It is safe for concurrent use.
type Calculator struct {
	cfg     Config
	limit   int64       // the greatest sum, in minor units
	conv    *conversion // nil: none
	seed    maphash.Seed
	scratch sync.Pool // of *scratch
}

// New returns a calculator for a shop. The error names everything wrong with
// the configuration.
func New(cfg Config) (*Calculator, error) {
	var v fault.Checker
	v.Required("currency", cfg.Currency != 0)
	if cfg.Currency != 0 && !cfg.Currency.Valid() {
		v.Add("currency", fault.RuleInvalidEnum, fmt.Sprintf("%s is not a currency", cfg.Currency), nil)
	}
	if cfg.WeightUnit == "" {
		cfg.WeightUnit = item.WeightUnitKG
	}
	if !cfg.WeightUnit.Valid() {
		v.Add("weightUnit", fault.RuleInvalidEnum, fault.NotOneOf(cfg.WeightUnit, item.WeightUnitKG, item.WeightUnitLB), nil)
	}
	if !cfg.Policy.Mode.Valid() {
		v.Add("rounding.mode", fault.RuleInvalidEnum, "is not a rounding mode", nil)
	}
	if !cfg.Policy.Point.Valid() {
		v.Add("rounding.point", fault.RuleInvalidEnum, "is not a rounding point", nil)
	}
	for i, s := range cfg.Shipping {
		v.Required(fault.Index("shipping", i), s.Carrier != nil)
	}
	for i, f := range cfg.Fees {
		v.Required(fault.Index("fees", i), f.Provider != nil)
	}
	if cfg.PlatformFee != nil {
		cfg.PlatformFee.Check(&v, "platformFee")
	}
	cfg.CashRounding.Check(&v, "cashRounding", cfg.Currency)
	for i, d := range cfg.Discounts {
		v.Required(fault.Index("discounts", i), d != nil)
	}
	for i, t := range cfg.Triggers {
		v.Required(fault.Index("triggers", i), t.Provider != nil)
	}
	c := &Calculator{cfg: cfg, limit: sumLimit(cfg.Currency), seed: maphash.MakeSeed()}
	if k := cfg.Conversion; k != nil && (cfg.Rates == nil || !k.Rate.IsZero() || !k.Currency.Valid()) {
		c.conv = newConversion(&v, cfg.Currency, *k)
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	if c.cfg.Now == nil {
		c.cfg.Now = time.Now //nolint:forbidigo // the documented default of a clock
	}
	if c.cfg.Call == nil {
		c.cfg.Call = direct
	}
	if c.cfg.Coupons == nil {
		c.cfg.Coupons = (*discount.CouponSet)(nil)
	}
	c.scratch.New = func() any { return new(scratch) }
	return c, nil
}

// Currency returns the currency of all figures.
func (c *Calculator) Currency() money.Currency { return c.cfg.Currency }

// Policy returns how and where figures are rounded.
func (c *Calculator) Policy() money.Policy { return c.cfg.Policy }

// Calculate computes the totals of in. A coupon that does not hold, a carrier
// that does not answer and the like are entries of CalculationErrors. An error
// means that in itself is malformed, of class fault.Invalid with every
// violation, or that its sums pass all bounds, of class fault.Limit.
func (c *Calculator) Calculate(ctx context.Context, in *Input) (*Totals, error) {
	r, err := c.Price(ctx, in)
	if err != nil {
		return nil, err
	}
	return r.Totals(), nil
}

// Price is Calculate with the figures left as whole numbers of minor units:
// what asks for a few of them need not pay for all the others to be dressed up.
func (c *Calculator) Price(ctx context.Context, in *Input) (*Result, error) {
	if in == nil {
		var v fault.Checker
		v.Required("input", false)
		return nil, v.Err()
	}
	s := c.scratch.Get().(*scratch)
	defer c.scratch.Put(s)
	p := pricer{c: c, ctx: ctx, in: in, s: s, mode: c.cfg.Policy.Mode, point: c.cfg.Policy.Point, freeShip: -1, at: in.At}
	if p.at.IsZero() {
		p.at = c.cfg.Now()
	}
	r := &Result{calc: c, in: in}
	p.r = r
	if err := p.run(); err != nil {
		return nil, err
	}
	return r, nil
}

// maxMajor is the greatest sum that the platform takes, in major units.
const maxMajor = 1_000_000_000_000_000

// most is the greatest sum in major units: maxMajor, or less in a currency of so
// many digits that an int64 does not hold its minor units.
func (c *Calculator) most() int64 { return majorUnits(c.limit, c.cfg.Currency) }

// majorUnits returns how many whole major units some minor ones are.
func majorUnits(minor int64, c money.Currency) int64 {
	for range c.Digits() {
		minor /= 10
	}
	return minor
}

// sumLimit returns the greatest sum in minor units of a currency. It leaves
// room for adding up a few such sums in an int64.
func sumLimit(c money.Currency) int64 {
	limit := int64(maxMajor)
	for range c.Digits() {
		if limit > (1<<60)/10 {
			return 1 << 60
		}
		limit *= 10
	}
	return limit
}
