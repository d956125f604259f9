// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// A provider that answers in another currency is one that failed: what it says
// is in no figure, and which one it was is told.
func TestProvidersOfAnotherCurrency(t *testing.T) {
	t.Parallel()
	euro := func(text string) money.Amount { return money.MustParse(text, money.EUR) }
	for _, tt := range []struct {
		name   string
		edit   func(*pricing.Config)
		total  string // of a mug for 21.25 after the rule
		failed func(*pricing.CalculationErrors) bool
	}{
		{"nobody", func(*pricing.Config) {}, "21.25", func(e *pricing.CalculationErrors) bool { return e == nil }},
		{"carrier", func(c *pricing.Config) {
			c.Shipping = []shipping.Service{{ID: "c", Carrier: carrier(func() (shipping.Response, error) { return rates(money.EUR) })}}
		}, "21.25", func(e *pricing.CalculationErrors) bool { return e != nil && len(e.CarrierErrors.Errors) == 1 }},
		{"tax calculator", func(c *pricing.Config) {
			c.Tax = tax.CalculatorFunc(func(_ context.Context, r tax.Request) (tax.Response, error) {
				resp := tax.Response{Currency: money.EUR}
				for _, l := range r.LineItems {
					resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, tax.LineItemTaxDetails{ID: l.ID, TaxBreakdown: []tax.Breakdown{{Rate: 100_000}}})
				}
				return resp, nil
			})
		}, "21.25", func(e *pricing.CalculationErrors) bool { return e != nil && e.TaxCalculationError != nil }},
		{"tax amounts", func(c *pricing.Config) {
			c.Tax = tax.CalculatorFunc(func(_ context.Context, r tax.Request) (tax.Response, error) {
				resp := tax.Response{Currency: r.Currency}
				amount := euro("1.00")
				for _, l := range r.LineItems {
					resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, tax.LineItemTaxDetails{ID: l.ID, TaxBreakdown: []tax.Breakdown{{Rate: 100_000, TaxAmount: &amount}}})
				}
				return resp, nil
			})
		}, "21.25", func(e *pricing.CalculationErrors) bool { return e != nil && e.TaxCalculationError != nil }},
		{"fees", func(c *pricing.Config) {
			c.Fees = []pricing.Fees{{Provider: fee.ProviderFunc(func(context.Context, fee.Request) (fee.Response, error) {
				return fee.Response{Currency: money.EUR, AdditionalFees: []fee.AdditionalFee{{Name: "x", Price: euro("1")}}}, nil
			})}}
		}, "21.25", func(e *pricing.CalculationErrors) bool { return e == nil }}, // a failing fee provider means no fees
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := newYork(line("mug", 1, "25.00"))
			totals := calculateIn(t, in, func(c *pricing.Config) {
				c.Shipping, c.Tax, c.Fees = nil, nil, nil
				tt.edit(c)
			})
			if got := totals.PriceSummary.Total.Amount.String(); got != tt.total {
				t.Errorf("total %s, want %s", got, tt.total)
			}
			if e := totals.CalculationErrors; e != nil && e.SelectedShippingOptionError != nil {
				e.SelectedShippingOptionError = nil // no carrier offers the option, which is another matter
				if cmp.Equal(*e, pricing.CalculationErrors{OrderValidationErrors: []pricing.ApplicationError{}}) {
					totals.CalculationErrors = nil
				}
			}
			if !tt.failed(totals.CalculationErrors) {
				t.Errorf("errors %+v", totals.CalculationErrors)
			}
			told := false
			for _, s := range totals.Explanation.Skipped {
				told = told || s.Kind == pricing.SkippedFees
			}
			if want := tt.name == "fees"; told != want {
				t.Errorf("what did not apply names the fees: %t, want %t", told, want)
			}
		})
	}
}

// A catalog that answers in another currency has not answered.
func TestCatalogOfAnotherCurrency(t *testing.T) {
	t.Parallel()
	foreign := catalog.Func(func(_ context.Context, r catalog.Request) (catalog.Response, error) {
		var resp catalog.Response
		for _, ref := range r.CatalogReferences {
			resp.CatalogItems = append(resp.CatalogItems, catalog.Item{CatalogReference: ref.CatalogReference, Data: catalog.ItemData{
				ProductName: item.Text("Mug"), ItemType: item.Of(item.PresetPhysical), Price: money.MustParse("9.00", money.EUR),
			}})
		}
		return resp, nil
	})
	c := shop(t, func(c *pricing.Config) { c.Catalog = foreign })
	price := usd("25.00")
	totals, err := c.CalculateTotals(t.Context(), pricing.Request{At: noon, LineItems: []pricing.RequestLine{
		{ID: "a", Quantity: 1, CatalogReference: &item.CatalogReference{CatalogItemID: "cup", AppID: appID}},
		{ID: "b", Quantity: 1, CatalogReference: &item.CatalogReference{CatalogItemID: "cup", AppID: appID}, Price: &price},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(totals.CalculatedLineItems) != 1 || totals.PriceSummary.Subtotal.Amount.String() != "25.00" {
		t.Errorf("%d lines for %s, want the one that has a price of its own", len(totals.CalculatedLineItems), totals.PriceSummary.Subtotal.Amount)
	}
	if e := totals.CalculationErrors; e == nil || len(e.OrderValidationErrors) != 1 || e.OrderValidationErrors[0].Code != pricing.CodeCatalogFailed {
		t.Errorf("errors %+v, want one of the catalog", e)
	}
}

// The greatest carts come out exactly, whatever the policy and the digits of the
// currency: as plain decimals say, with sums that add up and replay.
func TestGreatestCarts(t *testing.T) {
	t.Parallel()
	for _, cur := range currencies {
		for _, point := range points {
			t.Run(fmt.Sprintf("%s/%s", cur.Code(), point), func(t *testing.T) {
				t.Parallel()
				s := sale{cfg: pricing.Config{Currency: cur, Policy: money.Policy{Mode: money.HalfEven, Point: point}}}
				s.in = &pricing.Input{At: noon, CalculateTax: true, Explain: true, MerchantDiscounts: []pricing.MerchantDiscount{{Percentage: discount.MustPercentage("33.333333333")}}}
				for i := range 300 {
					s.in.Lines = append(s.in.Lines, pricing.Line{
						ID: fmt.Sprint(i), Quantity: 100_000 - i, Price: money.Minor(1_000_003*int64(1+i%7), cur), TaxRates: []plugin.Rate{190_000, 88_750},
					})
				}
				c, err := s.compile()
				if err != nil {
					t.Fatal(err)
				}
				totals, err := c.Calculate(t.Context(), s.in)
				if err != nil {
					t.Fatal(err)
				}
				if err := pricing.Check(totals); err != nil {
					t.Errorf("Check() = %v", err)
				}
				if diff := cmp.Diff(s.twin(true).figures(), figuresOf(totals)); diff != "" {
					t.Errorf("it differs from plain decimals (-want +got):\n%s", diff)
				}
				checkTrace(t, totals)
			})
		}
	}
}
