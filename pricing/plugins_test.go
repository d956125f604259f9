// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

func carrier(fn func() (shipping.Response, error)) shipping.Carrier {
	return shipping.CarrierFunc(func(context.Context, shipping.Request) (shipping.Response, error) { return fn() })
}

func rates(currency money.Currency) (shipping.Response, error) {
	return shipping.Response{ShippingRates: []shipping.Rate{{
		Code: "bike", Title: "By bike", Cost: shipping.Cost{
			Price: usd("3.00"), Currency: currency,
			AdditionalCharges: []shipping.AdditionalCharge{{Type: shipping.ChargeHandlingFee, Details: "packing", Price: usd("1.50")}},
		},
	}}}, nil
}

// calculateIn prices a cart in a shop with a change.
func calculateIn(t *testing.T, in *pricing.Input, edit func(*pricing.Config)) *pricing.Totals {
	t.Helper()
	told := *in
	told.Explain = true
	totals, err := shop(t, edit).Calculate(t.Context(), &told)
	if err != nil {
		t.Fatal(err)
	}
	if err := pricing.Check(totals); err != nil {
		t.Error(err)
	}
	checkTrace(t, totals)
	return totals
}

func TestCarriers(t *testing.T) {
	t.Parallel()
	good := carrier(func() (shipping.Response, error) { return rates(money.USD) })
	foreign := carrier(func() (shipping.Response, error) { return rates(money.EUR) })
	failing := carrier(func() (shipping.Response, error) { return shipping.Response{}, shipping.MissingPostalCode() })
	panicking := carrier(func() (shipping.Response, error) { panic("oops") })
	tests := []struct {
		name     string
		services []shipping.Service
		option   *pricing.SelectedShippingOption
		price    string
		carrier  string // its error
		choice   string // its error
	}{
		{"one", []shipping.Service{{ID: "a", Carrier: good}}, &pricing.SelectedShippingOption{Code: "bike"}, "4.50", "", ""},
		{"none chosen", []shipping.Service{{ID: "a", Carrier: good}}, nil, "0.00", "", ""},
		{"another's option", []shipping.Service{{ID: "a", Carrier: good}}, &pricing.SelectedShippingOption{Code: "bike", CarrierID: "b"}, "4.50", "", pricing.CodeShippingOptionNotFound},
		{"not offered", []shipping.Service{{ID: "a", Carrier: good}}, &pricing.SelectedShippingOption{Code: "car"}, "4.50", "", pricing.CodeShippingOptionNotFound},
		{"nobody ships", nil, &pricing.SelectedShippingOption{Code: "car"}, "0.00", "", pricing.CodeShippingOptionNotFound},
		{"one fails", []shipping.Service{{ID: "a", Carrier: failing}, {ID: "b", Carrier: good}}, &pricing.SelectedShippingOption{Code: "bike"}, "4.50", shipping.CodeMissingPostalCode, ""},
		{"one panics", []shipping.Service{{ID: "a", Carrier: panicking}, {ID: "b", Carrier: good}}, &pricing.SelectedShippingOption{Code: "bike"}, "4.50", "INTERNAL", ""},
		{"nonsense", []shipping.Service{{ID: "a", Carrier: foreign}}, &pricing.SelectedShippingOption{Code: "bike"}, "0.00", "INTERNAL", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := newYork(line("tea", 1, "30.00"))
			in.SelectedShippingOption = tt.option
			totals := calculateIn(t, in, func(c *pricing.Config) { c.Shipping = tt.services })
			if got := totals.PriceSummary.Shipping.Amount.String(); got != tt.price {
				t.Errorf("shipping = %s, want %s", got, tt.price)
			}
			var carrierError, choice string
			if e := totals.CalculationErrors; e != nil {
				if e.CarrierErrors != nil {
					carrierError = e.CarrierErrors.Errors[0].Error.Code()
				}
				choice = e.SelectedShippingOptionError.Code()
			}
			if carrierError != tt.carrier || choice != tt.choice {
				t.Errorf("errors %q and %q, want %q and %q", carrierError, choice, tt.carrier, tt.choice)
			}
			if o := totals.ShippingInfo.SelectedCarrierServiceOption; o != nil {
				if o.RequestedShippingOption != (tt.choice == "") {
					t.Errorf("requestedShippingOption = %t", o.RequestedShippingOption)
				}
				if len(o.OtherCharges) != 1 || o.OtherCharges[0].Cost.Price.Amount.String() != "1.50" {
					t.Errorf("otherCharges = %+v, want the packing of 1.50", o.OtherCharges)
				}
			}
		})
	}
}

func TestNothingToShip(t *testing.T) {
	t.Parallel()
	in := newYork(line("ebook", 1, "30.00"))
	in.Lines[0].PhysicalProperties.Shippable = false
	totals := calculateIn(t, in, func(c *pricing.Config) {
		c.Shipping = []shipping.Service{{ID: "a", Carrier: carrier(func() (shipping.Response, error) { panic("not to be asked") })}}
	})
	if totals.CalculationErrors != nil || totals.ShippingInfo.SelectedCarrierServiceOption != nil {
		t.Errorf("errors %+v, option %+v, want none", totals.CalculationErrors, totals.ShippingInfo.SelectedCarrierServiceOption)
	}
}

// A provider that is slow, fails or answers nonsense charges nothing, and is no
// error.
func TestFailingFees(t *testing.T) {
	t.Parallel()
	providers := map[string]fee.ProviderFunc{
		"error": func(context.Context, fee.Request) (fee.Response, error) { return fee.Response{}, errors.New("down") },
		"panic": func(context.Context, fee.Request) (fee.Response, error) { panic("oops") },
		"currency": func(context.Context, fee.Request) (fee.Response, error) {
			return fee.Response{Currency: money.EUR, AdditionalFees: []fee.AdditionalFee{{Name: "x", Price: money.MustParse("1", money.EUR)}}}, nil
		},
	}
	for name, p := range providers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := newYork(line("tea", 1, "30.00"))
			in.Explain = true
			totals := calculateIn(t, in, func(c *pricing.Config) { c.Fees = []pricing.Fees{{AppID: "app", Provider: p}} })
			if len(totals.AdditionalFees) != 0 || totals.CalculationErrors != nil {
				t.Errorf("fees %+v, errors %+v, want none", totals.AdditionalFees, totals.CalculationErrors)
			}
			skipped := false
			for _, s := range totals.Explanation.Skipped {
				skipped = skipped || s.Kind == pricing.SkippedFees
			}
			if !skipped {
				t.Error("the explanation does not tell of the provider")
			}
		})
	}
}

func TestFeesOfLines(t *testing.T) {
	t.Parallel()
	in := newYork(line("class", 1, "80.00"), line("tea", 1, "20.00"))
	in.Lines[0].PaymentOption = item.FullPaymentOffline
	in.Lines[0].AdditionalFees = []pricing.ItemFee{{Code: "room", Name: "Room", Price: usd("5.00"), Taxable: true}}
	totals := calculateIn(t, in, func(c *pricing.Config) {
		c.Fees = []pricing.Fees{{AppID: "app", Provider: fee.ProviderFunc(func(_ context.Context, r fee.Request) (fee.Response, error) {
			if got := r.Subtotal.String(); got != "100.00" {
				t.Errorf("Subtotal = %s, want 100.00", got)
			}
			return fee.Response{Currency: r.Currency, AdditionalFees: []fee.AdditionalFee{
				{Name: "of the class", Price: usd("1.00"), LineItemIDs: []string{"class"}},
				{Name: "of the order", Price: usd("2.00")},
			}}, nil
		})}}
	})
	if got := totals.PayLater.AdditionalFees.Amount.String(); got != "6.00" {
		t.Errorf("payLater.additionalFees = %s, want 6.00: the fees of a line follow it", got)
	}
	if got := totals.PayNow.AdditionalFees.Amount.String(); got != "2.00" {
		t.Errorf("payNow.additionalFees = %s, want 2.00", got)
	}
	room := totals.AdditionalFees[0]
	if room.Source != pricing.FeeSourceItem || room.PriceAfterTax.Amount.String() != "5.43" || totals.AdditionalFees[1].ProviderAppID != "app" {
		t.Errorf("fees = %+v, want the room taxed and the others under their app", totals.AdditionalFees)
	}
}

// taxOf is a calculator that computes amounts itself.
func taxOf(fn func(tax.LineItem) []tax.Breakdown) tax.Calculator {
	return tax.CalculatorFunc(func(_ context.Context, r tax.Request) (tax.Response, error) {
		resp := tax.Response{Currency: r.Currency}
		for _, l := range r.LineItems {
			resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, tax.LineItemTaxDetails{ID: l.ID, TaxBreakdown: fn(l)})
		}
		return resp, nil
	})
}

func TestTaxCalculators(t *testing.T) {
	t.Parallel()
	amount := func(text string) *money.Amount {
		a := money.MustParse(text, 0)
		return &a
	}
	tests := []struct {
		name string
		calc tax.Calculator
		tax  string // of a line of 30.00
		code string
	}{
		{"rates", taxOf(func(tax.LineItem) []tax.Breakdown { return []tax.Breakdown{{Rate: 100_000}, {Rate: 50_000}} }), "4.50", ""},
		{"amounts", taxOf(func(l tax.LineItem) []tax.Breakdown {
			if l.ID == "shipping" {
				return nil
			}
			return []tax.Breakdown{{Rate: 100_000, TaxAmount: amount("1.0049")}, {Rate: 50_000, TaxAmount: amount("2.0002")}}
		}), "3.01", ""},
		{"a part is taxed", taxOf(func(l tax.LineItem) []tax.Breakdown {
			if l.Shipping {
				return nil
			}
			return []tax.Breakdown{{Rate: 100_000, TaxableAmount: amount("12.30"), NonTaxableAmount: amount("17.70")}}
		}), "1.23", ""},
		{"nothing", taxOf(func(tax.LineItem) []tax.Breakdown { return nil }), "0.00", ""},
		{"error", tax.CalculatorFunc(func(context.Context, tax.Request) (tax.Response, error) {
			return tax.Response{}, fault.New(fault.Invalid, tax.CodeMissingSubdivision, "where?")
		}), "0.00", tax.CodeMissingSubdivision},
		{"panic", tax.CalculatorFunc(func(context.Context, tax.Request) (tax.Response, error) { panic("oops") }), "0.00", "INTERNAL"},
		{"nonsense", tax.CalculatorFunc(func(context.Context, tax.Request) (tax.Response, error) { return tax.Response{}, nil }), "0.00", "INTERNAL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			totals := calculateIn(t, newYork(line("tea", 1, "30.00")), func(c *pricing.Config) { c.Tax, c.Fees = tt.calc, nil })
			if got := totals.CalculatedLineItems[0].PricesBreakdown.TaxDetails.TotalTax.Amount.String(); got != tt.tax {
				t.Errorf("tax = %s, want %s", got, tt.tax)
			}
			code := ""
			if e := totals.CalculationErrors; e != nil {
				code = e.TaxCalculationError.Code()
			}
			if code != tt.code {
				t.Errorf("error %q, want %q", code, tt.code)
			}
		})
	}
}

func TestTaxAddresses(t *testing.T) {
	t.Parallel()
	quebec := &contact.Address{Country: "CA", Subdivision: "CA-QC"}
	tests := []struct {
		name string
		edit func(*pricing.Input)
		tax  string // of a line of 100.00
	}{
		{"shipped", func(in *pricing.Input) { in.BillingAddress = quebec }, "8.50"},
		{"not shipped", func(in *pricing.Input) {
			in.BillingAddress, in.Lines[0].PhysicalProperties.Shippable = quebec, false
		}, "15.47"},
		{"the line says billing", func(in *pricing.Input) {
			in.BillingAddress, in.Lines[0].TaxableAddress = quebec, &item.TaxableAddress{AddressType: item.AddressBilling}
		}, "15.47"},
		{"the line says business", func(in *pricing.Input) {
			in.BusinessAddress, in.Lines[0].TaxableAddress = quebec, &item.TaxableAddress{AddressType: item.AddressBusiness}
		}, "15.47"},
		{"no address", func(in *pricing.Input) { in.ShippingAddress = nil }, "0.00"},
		{"no region", func(in *pricing.Input) { in.ShippingAddress = &contact.Address{Country: "DE"} }, "0.00"},
		{"not asked", func(in *pricing.Input) { in.CalculateTax = false }, "0.00"},
		{"own rates", func(in *pricing.Input) { in.Lines[0].TaxRates = []plugin.Rate{190_000} }, "19.00"},
		{"untaxed", func(in *pricing.Input) { in.Lines[0].TaxRates = []plugin.Rate{} }, "0.00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := newYork(line("tea", 1, "100.00"))
			in.SelectedShippingOption = nil
			tt.edit(in)
			for _, direct := range []bool{true, false} {
				totals := calculateIn(t, in, func(c *pricing.Config) {
					if !direct { // asked by a request instead of line by line
						regions := c.Tax
						c.Tax = tax.CalculatorFunc(func(ctx context.Context, r tax.Request) (tax.Response, error) { return regions.CalculateTax(ctx, r) })
					}
				})
				if totals.CalculationErrors != nil {
					t.Errorf("errors %+v, want none", totals.CalculationErrors)
				}
				if got := totals.CalculatedLineItems[0].PricesBreakdown.TaxDetails.TotalTax.Amount.String(); got != tt.tax {
					t.Errorf("tax = %s, want %s", got, tt.tax)
				}
			}
		})
	}
}

// A call that outlives its budget is abandoned and may answer whenever it
// likes.
func TestAbandonedCall(t *testing.T) {
	t.Parallel()
	release, done := make(chan struct{}), make(chan struct{})
	slow := carrier(func() (shipping.Response, error) {
		<-release
		return rates(money.USD)
	})
	totals := calculateIn(t, newYork(line("tea", 1, "30.00")), func(c *pricing.Config) {
		c.Shipping = []shipping.Service{{ID: "slow", Carrier: slow}}
		c.Call = func(ctx context.Context, name string, _ time.Duration, p any, call func(context.Context) error) error {
			if _, ok := p.(shipping.Carrier); !ok {
				return call(ctx)
			}
			go func() {
				defer close(done)
				_ = call(ctx)
			}()
			return fault.New(fault.Unavailable, "", name+" did not answer")
		}
	})
	close(release)
	<-done
	if got := totals.CalculationErrors.CarrierErrors.Errors[0]; got.CarrierID != "slow" || got.Error.Code() != "UNAVAILABLE" {
		t.Errorf("carrier error %+v, want UNAVAILABLE of slow", got)
	}
}
