// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"fmt"
	"os"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/strictjson"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

// Shop is a shop as its file describes it, checked and ready for use. It is
// safe for concurrent use as long as nobody changes its fields.
type Shop struct {
	Site        string              // names the shop in its store
	Currency    money.Currency      // of all amounts
	Conversion  *pricing.Conversion // nil: buyers see Currency
	TaxIncluded bool                // prices include tax
	WeightUnit  item.WeightUnit     // of all weights
	Locale      money.Locale        // how amounts are shown
	Policy      money.Policy        // how and where figures are rounded

	CashRounding money.CashRounding   // of what is paid in cash
	PlatformFee  *pricing.PlatformFee // nil: none

	Products  *catalog.Products  // the catalog; it can belong to one ecom.Shop
	Rules     []*discount.Rule   // in the order of the file
	Coupons   []*discount.Coupon // likewise
	Shipping  []shipping.Service // none when the file has no options
	Fees      []pricing.Fees     // none when the file has none
	Tax       *tax.Regions       // never nil; without regions it taxes nothing
	GiftCards []GiftCard         // in the order of the file

	MinimumOrder *validation.MinimumOrder // nil: none

	AbandonedAfter    time.Duration // 0: the default
	UnpaidOrderExpiry time.Duration // 0: the default
}

// Load reads the shop file at a path.
func Load(path string) (*Shop, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Parse reads a shop file. Data that is not JSON is an error that tells the
// line and the column. Everything else that is wrong is an Invalid error with
// one violation for each problem, by its path.
func Parse(data []byte) (*Shop, error) {
	var shape fault.Checker
	f, err := decode(data, &shape)
	if err != nil {
		return nil, err
	}
	var values fault.Checker
	s := f.shop(&values)
	if err := strictjson.Further(&shape, &values); err != nil {
		return nil, err
	}
	return s, nil
}

// shop makes the shop of a file and records what is wrong with its values.
func (f *file) shop(c *fault.Checker) *Shop {
	s := &Shop{
		Site: f.Site, Currency: f.Currency, TaxIncluded: f.TaxIncludedInPrices, WeightUnit: f.WeightUnit,
		Locale: f.Locale, Policy: f.Rounding, Rules: f.DiscountRules, Coupons: f.Coupons, GiftCards: f.GiftCards,
		AbandonedAfter:    duration(c, "abandonedAfter", f.AbandonedAfter),
		UnpaidOrderExpiry: duration(c, "unpaidOrderExpiry", f.UnpaidOrderExpiry),
	}
	c.Length("site", f.Site, 1, 100)
	c.Required("currency", f.Currency != 0)
	if f.Currency == 0 {
		s.Currency = money.CLF // has the most digits: what is wrong in it is wrong in every currency
	}
	if !f.WeightUnit.Valid() {
		c.Add("weightUnit", fault.RuleInvalidEnum, fault.NotOneOf(f.WeightUnit, item.WeightUnitKG, item.WeightUnitLB), nil)
		s.WeightUnit = item.WeightUnitKG
	}
	if f.Conversion != nil {
		s.Conversion = f.Conversion.read(c, "conversion")
	}
	s.CashRounding, s.PlatformFee = f.CashRounding, f.PlatformFee
	s.CashRounding.Check(c, "cashRounding", s.Currency)
	if s.PlatformFee != nil {
		s.PlatformFee.Check(c, "platformFee")
	}
	s.plugins(c, f)
	f.checkTaxGroups(c)
	_, err := discount.Compile(s.Rules, s.Currency)
	c.AddAll("discountRules", err)
	_, err = discount.CompileCoupons(s.Coupons, s.Currency)
	c.AddAll("coupons", err)
	checkGiftCards(c, "giftCards", s.GiftCards, s.Currency)
	return s
}

// plugins makes the plug-ins of a file.
func (s *Shop) plugins(c *fault.Checker, f *file) {
	var err error
	cfg := f.Catalog
	cfg.Currency, cfg.WeightUnit = s.Currency, s.WeightUnit
	s.Products, err = catalog.New(cfg)
	c.AddAll("catalog", err)

	options, err := shipping.New(shipping.Config{Currency: s.Currency, WeightUnit: s.WeightUnit, Options: f.Shipping})
	c.AddAll("shipping", err)
	if err == nil && len(f.Shipping) > 0 {
		s.Shipping = []shipping.Service{options.Service()}
	}

	fees, err := fee.New(fee.Config{Currency: s.Currency, Mode: s.Policy.Mode, Fees: f.Fees})
	c.AddAll("fees", err)
	if err == nil && len(f.Fees) > 0 {
		s.Fees = []pricing.Fees{{Provider: fees}}
	}

	s.Tax, err = tax.New(f.Tax)
	c.AddAll("tax", err)

	if f.MinimumOrder != "" {
		s.MinimumOrder, err = validation.NewMinimumOrder(validation.MinimumConfig{
			Currency: s.Currency, Amount: f.MinimumOrder, Formatter: s.Locale,
		})
		c.AddAll("minimumOrder", err)
	}
}

// read returns the conversion with its rate.
func (v *conversion) read(c *fault.Checker, path string) *pricing.Conversion {
	c.Required(path+".currency", v.Currency != 0)
	c.Required(path+".rate", v.Rate != "")
	rate, ok := v.Rate.Check(c, path+".rate", 0, plugin.MaxAmount)
	if ok && v.Rate != "" && !rate.IsPositive() {
		c.Add(path+".rate", fault.RuleDecimalGT, "must be more than 0", map[string]any{"threshold": 0})
		rate = decimal.NewFromInt(1)
	}
	return &pricing.Conversion{Currency: v.Currency, Rate: rate}
}

// Calculator returns the calculator that prices carts of the shop. It knows no
// uses of coupons.
func (s *Shop) Calculator() (*pricing.Calculator, error) {
	rules, err := discount.Compile(s.Rules, s.Currency)
	if err != nil {
		return nil, err
	}
	coupons, err := discount.CompileCoupons(s.Coupons, s.Currency)
	if err != nil {
		return nil, err
	}
	return pricing.New(pricing.Config{
		CashRounding: s.CashRounding, PlatformFee: s.PlatformFee,
		Currency: s.Currency, Conversion: s.Conversion, Locale: s.Locale, TaxIncluded: s.TaxIncluded,
		Policy: s.Policy, WeightUnit: s.WeightUnit, Rules: rules, Coupons: coupons,
		Shipping: s.Shipping, Fees: s.Fees, Tax: s.Tax, Catalog: s.Products, GiftCards: s,
	})
}
