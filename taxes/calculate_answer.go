// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// response dresses up the totals.
func (k *calculation) response(t *pricing.Totals, fallback *tax.Fallback) (*CalculateTaxResponse, error) {
	resp := &CalculateTaxResponse{
		ExternalID: k.r.ExternalID, Currency: k.r.Currency, Addresses: make([]contact.Address, len(k.r.Addresses)),
		Errors: []pricing.ApplicationError{},
	}
	for i := range k.r.Addresses {
		resp.Addresses[i] = *k.r.Addresses[i].Clone()
	}
	if fallback != nil {
		resp.Errors = append(resp.Errors, pricing.ApplicationError{Code: string(fallback.Reason), Description: describe(fallback.Err)})
	}
	sum := &resp.TaxSummary
	sum.TotalAmount, sum.TotalTax = t.PriceSummary.Total.Amount, t.PriceSummary.Tax.Amount
	sum.TotalTaxableAmount, sum.TotalTaxIncludedInPrice = money.Zero(k.r.Currency), money.Zero(k.r.Currency)
	sum.AggregatedTaxBreakdown = []AggregatedTax{}
	add := adder{}
	for i := range t.CalculatedLineItems {
		d := k.detail(&add, i, t.CalculatedLineItems[i].PricesBreakdown)
		add.to(&sum.TotalTaxableAmount, d.TaxSummary.TaxableAmount)
		if d.TaxIncludedInPrice {
			add.to(&sum.TotalTaxIncludedInPrice, d.TaxSummary.TaxAmount)
		}
		for j := range d.TaxBreakdown {
			sum.aggregate(&add, &d.TaxBreakdown[j])
		}
		resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, d)
	}
	return resp, add.err
}

// detail returns the taxes of a line.
func (k *calculation) detail(add *adder, i int, p *pricing.LineItemPricesData) LineItemTaxDetails {
	l := &k.r.LineItems[i]
	d := LineItemTaxDetails{
		ID: l.ID, ItemName: l.ItemName, Quantity: l.Quantity, TaxBreakdown: []Breakdown{}, AddressIndex: l.AddressIndex,
		TaxIncludedInPrice: *k.lines[i].TaxIncluded,
		TaxSummary: LineSummary{
			FullPrice: p.LineItemPrice.Amount, TaxAmount: p.TaxDetails.TotalTax.Amount, TaxableAmount: money.Zero(k.r.Currency), AppID: k.apps[i],
		},
	}
	exempt := money.Zero(k.r.Currency) // from every tax of the line
	for j := range p.TaxDetails.TaxBreakdown {
		b := &p.TaxDetails.TaxBreakdown[j]
		d.TaxBreakdown = append(d.TaxBreakdown, Breakdown{
			Jurisdiction: b.Jurisdiction, JurisdictionType: b.JurisdictionType, NonTaxableAmount: b.NonTaxableAmount.Amount, Rate: b.Rate,
			TaxAmount: b.TaxAmount.Amount, TaxableAmount: b.TaxableAmount.Amount, TaxType: b.TaxType, TaxName: b.TaxName,
		})
		if j == 0 || less(b.NonTaxableAmount.Amount, exempt) {
			exempt = b.NonTaxableAmount.Amount
		}
	}
	if len(d.TaxBreakdown) > 0 {
		d.TaxSummary.TaxableAmount = p.TotalPriceBeforeTax.Amount
		add.to(&d.TaxSummary.TaxableAmount, exempt.Neg())
	}
	return d
}

func less(a, b money.Amount) bool {
	c, err := a.Cmp(b)
	return err == nil && c < 0
}

// aggregate adds a tax to what all lines owe of it.
func (s *Summary) aggregate(add *adder, b *Breakdown) {
	i := slices.IndexFunc(s.AggregatedTaxBreakdown, func(a AggregatedTax) bool {
		return a.TaxName == b.TaxName && a.TaxType == b.TaxType && a.Jurisdiction == b.Jurisdiction &&
			a.JurisdictionType == b.JurisdictionType && a.Rate == b.Rate
	})
	switch n := len(s.AggregatedTaxBreakdown); {
	case i >= 0:
	case n < MaxAggregated-1:
		i = n
		s.AggregatedTaxBreakdown = append(s.AggregatedTaxBreakdown, AggregatedTax{
			TaxName: b.TaxName, TaxType: b.TaxType, Jurisdiction: b.Jurisdiction, JurisdictionType: b.JurisdictionType, Rate: b.Rate,
			AggregatedTaxAmount: money.Zero(b.TaxAmount.Currency()),
		})
	case n < MaxAggregated:
		i = n
		s.AggregatedTaxBreakdown = append(s.AggregatedTaxBreakdown, AggregatedTax{
			TaxName: "Other taxes", JurisdictionType: tax.JurisdictionUndefined, AggregatedTaxAmount: money.Zero(b.TaxAmount.Currency()),
		})
	default:
		i = MaxAggregated - 1
	}
	add.to(&s.AggregatedTaxBreakdown[i].AggregatedTaxAmount, b.TaxAmount)
}

// adder adds amounts up; after the first error it does nothing.
type adder struct{ err error }

func (a *adder) to(sum *money.Amount, b money.Amount) {
	if a.err == nil {
		*sum, a.err = sum.Add(b)
	}
}

func describe(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// CalculatorDetails describes a calculator that regions can name.
type CalculatorDetails struct {
	AppID                string   `json:"appId"`
	DisplayName          string   `json:"displayName"`
	UnsupportedCountries []string `json:"unsupportedCountries"`
}

// ListTaxCalculators returns the calculators that regions can name, the one of
// the rates that are kept first.
func (s *Calculation) ListTaxCalculators(ctx context.Context) ([]CalculatorDetails, error) {
	return registry.Read(ctx, "taxes.ListTaxCalculators", func() ([]CalculatorDetails, error) {
		list := []CalculatorDetails{{AppID: ManualCalculator, DisplayName: "Manual", UnsupportedCountries: []string{}}}
		for _, k := range s.s.cfg.Calculators {
			list = append(list, CalculatorDetails{k.AppID, k.DisplayName, append([]string{}, k.UnsupportedCountries...)})
		}
		return list, nil
	})
}
