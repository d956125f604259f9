// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fee

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Config sets up Fees.
type Config struct {
	Currency money.Currency // of all amounts; required
	Mode     money.Mode     // how percentages are rounded; default HALF_UP
	Fees     []Fee          // the "fees" of a shop file, up to 100; none: no fees
}

// Fee is charged on every order: exactly one of Amount and Percentage.
type Fee struct {
	Code       string         `json:"code"`                 // 1 to 100 characters, unique
	Name       string         `json:"name"`                 // 1 to 50 characters
	Amount     plugin.Decimal `json:"amount,omitempty"`     // in the shop's currency
	Percentage plugin.Decimal `json:"percentage,omitempty"` // 0 to 100, of the goods after all discounts, as shown
	Taxable    *bool          `json:"taxable,omitempty"`    // default: whether there is a TaxGroupID or a TaxRate
	TaxGroupID string         `json:"taxGroupId,omitempty"` // empty: the default group
	TaxRate    plugin.Decimal `json:"taxRate,omitempty"`    // a fraction such as "0.19", in the place of the region's rates
}

// Fees is the embedded Provider. It is safe for concurrent use and never
// changes.
type Fees struct {
	currency money.Currency
	mode     money.Mode
	fees     []compiled
}

// compiled is a fee that is ready to be handed out but for its percentage.
type compiled struct {
	fee     AdditionalFee
	percent decimal.Decimal
	partial bool // the price is a percentage
}

var _ Provider = (*Fees)(nil)

// New compiles a configuration. What is wrong with it is an Invalid error that
// names every violation by its path, such as "[0].amount".
func New(cfg Config) (*Fees, error) {
	var c fault.Checker
	if cfg.Currency.IsZero() {
		c.Required("currency", false)
	}
	c.Size("", len(cfg.Fees), 0, MaxFees)
	f := &Fees{currency: cfg.Currency, mode: cfg.Mode}
	seen := map[string]bool{}
	for i, fee := range cfg.Fees {
		path := fault.Index("", i)
		f.fees = append(f.fees, fee.compile(&c, path, cfg.Currency))
		if fee.Code != "" && seen[fee.Code] {
			c.AddOther(path+".code", "ALREADY_EXISTS", fmt.Sprintf("there is another fee %.100q", fee.Code))
		}
		seen[fee.Code] = true
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// Validate returns an Invalid error that names everything wrong with the
// configuration by its path, or nil.
func (cfg Config) Validate() error {
	_, err := New(cfg)
	return err
}

func (f Fee) compile(c *fault.Checker, path string, cur money.Currency) compiled {
	c.Length(path+".code", f.Code, 1, 100)
	c.Length(path+".name", f.Name, 1, 50)
	switch {
	case f.Amount != "" && f.Percentage != "":
		c.Add(path, fault.RuleOneOfAlignment, "only one of amount and percentage may be set", nil)
	case f.Amount == "" && f.Percentage == "":
		c.Add(path, fault.RuleRequiredOneOf, "one of amount and percentage must be set", nil)
	}
	out := compiled{fee: AdditionalFee{Code: f.Code, Name: f.Name}, partial: f.Percentage != ""}
	out.fee.Price, _ = f.Amount.CheckAmount(c, path+".amount", cur)
	out.percent, _ = f.Percentage.Check(c, path+".percentage", 0, 100)
	taxable := f.TaxGroupID != "" || f.TaxRate != ""
	if f.Taxable != nil {
		taxable = *f.Taxable
	}
	rate, ok := f.TaxRate.CheckRate(c, path+".taxRate")
	if taxable {
		out.fee.TaxDetails = &TaxDetails{Taxable: true, TaxGroupID: f.TaxGroupID}
		if ok && f.TaxRate != "" {
			out.fee.TaxDetails.TaxRate = &rate
		}
	}
	return out
}

// Inline returns true: Fees never blocks.
func (f *Fees) Inline() bool { return true }

// CalculateAdditionalFees charges every fee, in the order of the configuration.
// A shop in another currency is an Invalid error.
func (f *Fees) CalculateAdditionalFees(_ context.Context, r Request) (Response, error) {
	if r.Currency.IsZero() {
		r.Currency = f.currency
	}
	if r.Currency != f.currency {
		return Response{}, fault.New(fault.Invalid, "", fmt.Sprintf("fees are charged in %s, not in %s", f.currency, r.Currency))
	}
	resp := Response{Currency: f.currency, AdditionalFees: make([]AdditionalFee, len(f.fees))}
	for i := range f.fees {
		fee := f.fees[i].fee
		if f.fees[i].partial {
			goods, err := r.GoodsTotal()
			if err != nil {
				return Response{}, err
			}
			share := money.Round(goods.Decimal().Mul(f.fees[i].percent).Shift(-2), int32(f.currency.Digits()), f.mode)
			if fee.Price, err = money.New(share, f.currency); err != nil {
				return Response{}, err
			}
		}
		if fee.TaxDetails != nil {
			details := *fee.TaxDetails
			fee.TaxDetails = &details
		}
		resp.AdditionalFees[i] = fee
	}
	return resp, nil
}
