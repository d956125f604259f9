// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/currency"
	"github.com/go-ecom/ecom/pricing"
)

// exchange knows the rates of two currencies as long as it is open.
type exchange struct{ closed bool }

func (e *exchange) Rate(_ context.Context, _, to money.Currency) (currency.Rate, error) {
	if e.closed {
		return currency.Rate{}, errors.New("the exchange is closed")
	}
	switch to {
	case money.JPY:
		return currency.Rate{Value: decimal.RequireFromString("151.37")}, nil
	case money.KWD:
		return currency.Rate{Value: decimal.RequireFromString("0.30711")}, nil
	default:
		return currency.Rate{}, currency.NoRate(money.USD, to)
	}
}

// A buyer sees cart, checkout and totals in the currency that was chosen; all of
// it adds up there too, and the order says at what rate.
func TestBuyersCurrency(t *testing.T) {
	t.Parallel()
	for _, cur := range []money.Currency{money.JPY, money.KWD} {
		t.Run(cur.Code(), func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Rates = new(exchange) })
			ctx := ecomtest.Visitor(t.Context(), 1)
			added, err := s.CurrentCart.AddToCurrentCart(currency.With(ctx, cur), cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 3), s.Line("ebook", 1)}})
			if err != nil {
				t.Fatal(err)
			}
			inCurrency := func(step string, have money.Currency, p money.MultiCurrencyPrice) {
				t.Helper()
				if have != cur || p.Converted.Currency() != cur || p.Amount.Currency() != money.USD {
					t.Errorf("%s: %s is shown, %s %s converted %s %s", step, have, p.Amount, p.Amount.Currency(), p.Converted, p.Converted.Currency())
				}
			}
			inCurrency("cart", added.Cart.ConversionCurrency, added.Cart.LineItems[0].Price)
			again, err := s.Carts.GetCart(t.Context(), added.Cart.ID) // without a choice: what was chosen stays
			if err != nil {
				t.Fatal(err)
			}
			inCurrency("read", again.ConversionCurrency, again.LineItems[0].Price)
			estimate, err := s.CurrentCart.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
			if err != nil {
				t.Fatal(err)
			}
			inCurrency("estimate", estimate.Cart.ConversionCurrency, estimate.PriceSummary.Total)

			c, err := s.Checkout(currency.With(ctx, cur), s.Line("mug", 2), s.Line("plate", 1))
			if err != nil {
				t.Fatal(err)
			}
			inCurrency("checkout", c.ConversionCurrency, c.PriceSummary.Total)
			sum := money.Zero(cur)
			for _, part := range []money.MultiCurrencyPrice{c.PriceSummary.Subtotal, c.PriceSummary.Shipping, c.PriceSummary.AdditionalFees, c.PriceSummary.Tax} {
				if sum, err = sum.Add(part.Converted); err != nil {
					t.Fatal(err)
				}
			}
			if sum, err = sum.Sub(c.PriceSummary.Discount.Converted); err != nil || !sum.Equal(c.PriceSummary.Total.Converted) {
				t.Errorf("the converted parts come to %s, the total is %s", sum, c.PriceSummary.Total.Converted)
			}
			placed, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
			if err != nil {
				t.Fatal(err)
			}
			o, err := s.Orders.GetOrder(t.Context(), placed.OrderID)
			if err != nil {
				t.Fatal(err)
			}
			rate, _ := new(exchange).Rate(ctx, money.USD, cur)
			if k := o.CurrencyConversionDetails; o.Currency != money.USD || k == nil || k.OriginalCurrency != money.USD || !k.ConversionRate.Equal(rate.Value) {
				t.Errorf("the order is in %s, conversion %+v", o.Currency, k)
			}
		})
	}
}

// Nobody is shown a wrong figure: without a rate there is the shop's currency,
// and an error that says why.
func TestNoConversionRate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rates currency.Provider
		to    money.Currency
		code  string
	}{
		"unknown": {new(exchange), money.CHF, currency.CodeNoRate},
		"closed":  {&exchange{closed: true}, money.JPY, ""},
		"a rate of zero": {currency.ProviderFunc(func(context.Context, money.Currency, money.Currency) (currency.Rate, error) {
			return currency.Rate{}, nil
		}), money.JPY, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Rates = tt.rates })
			totals, err := s.Totals.Calculate(t.Context(), &pricing.Input{
				Lines: []pricing.Line{{ID: "a", Quantity: 1, Price: money.MustParse("9.99", money.USD)}}, ConversionCurrency: tt.to,
			})
			if err != nil {
				t.Fatal(err)
			}
			if totals.ConversionCurrency != money.USD || !totals.CheckoutConversionRate.IsZero() || !totals.PriceSummary.Total.Converted.Equal(totals.PriceSummary.Total.Amount) {
				t.Errorf("shown in %s at %s: %s", totals.ConversionCurrency, totals.CheckoutConversionRate, totals.PriceSummary.Total.Converted)
			}
			e := totals.CalculationErrors
			if e == nil || len(e.OrderValidationErrors) != 1 || e.OrderValidationErrors[0].Code != pricing.CodeConversionFailed || e.OrderValidationErrors[0].Data["reason"] != tt.code {
				t.Errorf("the errors are %+v", e)
			}
		})
	}
}

// The shop's own second currency may have a live rate, which is remembered for a
// while.
func TestLiveConversion(t *testing.T) {
	t.Parallel()
	clock := ecomtest.NewClock()
	rate := decimal.NewFromInt(2)
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Now, c.Conversion = clock.Now, &ecom.Conversion{Currency: money.EUR}
		c.Rates = currency.ProviderFunc(func(context.Context, money.Currency, money.Currency) (currency.Rate, error) {
			return currency.Rate{Value: rate, Timestamp: clock.Now()}, nil
		})
	})
	shown := func() string {
		t.Helper()
		made, err := s.Carts.CreateCart(t.Context(), cart.CreateCartRequest{LineItems: []cart.LineItem{s.Line("mug", 1)}})
		if err != nil {
			t.Fatal(err)
		}
		return made.Cart.LineItems[0].Price.Converted.String() + " " + made.Cart.ConversionCurrency.Code()
	}
	if got := shown(); got != "50.00 EUR" {
		t.Errorf("25.00 at 2 is %s", got)
	}
	rate = decimal.NewFromInt(3)
	if got := shown(); got != "50.00 EUR" {
		t.Errorf("25.00 at a rate that is remembered is %s", got)
	}
	clock.Advance(10 * time.Minute)
	if got := shown(); got != "75.00 EUR" {
		t.Errorf("25.00 at 3 is %s", got)
	}
	got, err := s.Currencies.ConvertCurrency(t.Context(), money.USD, money.EUR, []currency.Value{{Value: "100", DecimalPlaces: 2}})
	if err != nil || got.Amounts[0] != (currency.Value{Value: "300", DecimalPlaces: 2}) {
		t.Errorf("ConvertCurrency() = %+v, %v", got, err)
	}
}

func TestConversionWithoutRate(t *testing.T) {
	t.Parallel()
	_, err := ecom.New(ecom.Config{Currency: money.USD, Conversion: &ecom.Conversion{Currency: money.EUR}})
	found := false
	for _, v := range fault.Violations(err) {
		found = found || v.Field == "Conversion.Rate"
	}
	if !found {
		t.Errorf("New() = %v, want a violation of Conversion.Rate", err)
	}
}
