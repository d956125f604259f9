// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package currency_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/currency"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func table(t testing.TB, rates map[money.Currency]string) *currency.Table {
	t.Helper()
	parsed := map[money.Currency]decimal.Decimal{}
	for c, r := range rates {
		parsed[c] = decimal.RequireFromString(r)
	}
	made, err := currency.NewTable(money.USD, parsed, noon)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestTable(t *testing.T) {
	t.Parallel()
	rates := table(t, map[money.Currency]string{money.EUR: "0.8", money.JPY: "150", money.KWD: "0.3"})
	for _, tt := range []struct {
		from, to money.Currency
		want     string
	}{
		{money.USD, money.EUR, "0.8"},
		{money.EUR, money.USD, "1.25"},
		{money.EUR, money.JPY, "187.5"},
		{money.JPY, money.KWD, "0.002"},
		{money.KWD, money.JPY, "500"},
		{money.JPY, money.USD, "0.006666666667"},
	} {
		r, err := rates.Rate(t.Context(), tt.from, tt.to)
		if err != nil || r.Value.String() != tt.want || !r.Timestamp.Equal(noon) {
			t.Errorf("Rate(%s, %s) = %v, %v, want %s", tt.from, tt.to, r, err, tt.want)
		}
	}
	if _, err := rates.Rate(t.Context(), money.USD, money.CHF); fault.Code(err) != currency.CodeNoRate || !errors.Is(err, fault.NotFound) {
		t.Errorf("Rate(USD, CHF) = %v, want %s", err, currency.CodeNoRate)
	}
	for _, bad := range []decimal.Decimal{{}, decimal.NewFromInt(-1), decimal.RequireFromString("0.1234567890123456789")} {
		if _, err := currency.NewTable(money.USD, map[money.Currency]decimal.Decimal{money.EUR: bad}, noon); !errors.Is(err, fault.Invalid) {
			t.Errorf("NewTable(%s) = %v, want %v", bad, err, fault.Invalid)
		}
	}
	if _, err := currency.NewTable(0, map[money.Currency]decimal.Decimal{1: decimal.NewFromInt(1)}, noon); len(fault.Violations(err)) != 2 {
		t.Errorf("NewTable(no currencies) = %v", err)
	}
}

// Rates are asked for once in a while by the clock; failures every time.
func TestCached(t *testing.T) {
	t.Parallel()
	now, asked := noon, 0
	var fail error
	p := currency.Cached(currency.ProviderFunc(func(context.Context, money.Currency, money.Currency) (currency.Rate, error) {
		asked++
		return currency.Rate{Value: decimal.NewFromInt(int64(asked))}, fail
	}), currency.CacheConfig{For: time.Minute, Now: func() time.Time { return now }})
	rate := func(to money.Currency) string {
		r, err := p.Rate(t.Context(), money.USD, to)
		if err != nil {
			return err.Error()
		}
		return r.Value.String()
	}
	got := []string{rate(money.EUR), rate(money.EUR), rate(money.JPY)}
	now = now.Add(time.Minute - 1)
	got = append(got, rate(money.EUR))
	now = now.Add(1)
	got = append(got, rate(money.EUR))
	now, fail = now.Add(time.Hour), errors.New("down")
	got = append(got, rate(money.EUR), rate(money.EUR))
	fail = nil
	got = append(got, rate(money.EUR))
	if want := []string{"1", "1", "2", "1", "3", "down", "down", "6"}; !slices.Equal(got, want) {
		t.Errorf("rates are %q, want %q", got, want)
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   currency.Value
		want string
	}{
		{currency.Value{"1095", 2}, "10.95"},
		{currency.Value{"-5", 3}, "-0.005"},
		{currency.Value{"7", 0}, "7"},
		{currency.Value{"0", 0}, "0"},
		{currency.Value{"12345678901234567", 0}, "12345678901234567"},
		{currency.Value{"1234567890123456789", 4}, "123456789012345.67"}, // excess is cut
	} {
		d, err := tt.in.Decimal()
		if err != nil || d.String() != tt.want {
			t.Errorf("%v is %s, %v, want %s", tt.in, d, err, tt.want)
		}
	}
	for _, bad := range []currency.Value{{}, {"1.5", 0}, {"x", 0}, {"-", 0}, {"1", -1}, {"1", 101}, {"123456789012345678", 0}, {"--1", 0}} {
		if d, err := bad.Decimal(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%v is %s, %v, want %v", bad, d, err, fault.Invalid)
		}
	}
	if _, err := currency.ValueOf(decimal.New(1, 17)); !errors.Is(err, fault.Invalid) {
		t.Errorf("ValueOf(10^17) = %v, want %v", err, fault.Invalid)
	}
	if v, err := currency.ValueOf(decimal.New(12, 3)); err != nil || v != (currency.Value{"12000", 0}) {
		t.Errorf("ValueOf(12e3) = %v, %v", v, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64Range(-9_999_999_999_999_999, 9_999_999_999_999_999).Draw(t, "digits"), -int32(rapid.IntRange(0, 16).Draw(t, "places")))
		v, err := currency.ValueOf(d)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := v.Decimal(); err != nil || !back.Equal(d) {
			t.Errorf("%s is %v is %s, %v", d, v, back, err)
		}
	})
}

func TestConverter(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c := currency.NewConverter(currency.ConverterConfig{
		Provider: table(t, map[money.Currency]string{money.EUR: "0.8", money.JPY: "150.55", money.KWD: "0.3"}),
		Locale:   money.MustParseLocale("en-US"),
	})
	got, err := c.ConvertCurrency(ctx, money.USD, money.JPY, []currency.Value{{"1095", 2}, {"1", 2}, {"-100", 2}})
	if err != nil || !slices.Equal(got.Amounts, []currency.Value{{"1649", 0}, {"2", 0}, {"-151", 0}}) || !got.RateTimestamp.Equal(noon) {
		t.Errorf("ConvertCurrency(JPY) = %+v, %v", got, err)
	}
	if got, err = c.ConvertCurrency(ctx, money.USD, money.KWD, []currency.Value{{"1", 2}}); err != nil || got.Amounts[0] != (currency.Value{"3", 3}) {
		t.Errorf("ConvertCurrency(KWD) = %+v, %v", got, err)
	}
	r, err := c.GetConversionRate(ctx, money.EUR, money.USD)
	if err != nil || r.Rate != (currency.Value{"125", 2}) {
		t.Errorf("GetConversionRate(EUR, USD) = %+v, %v", r, err)
	}
	if r, err = c.GetConversionRate(ctx, money.EUR, money.EUR); err != nil || r.Rate != (currency.Value{"1", 0}) {
		t.Errorf("GetConversionRate(EUR, EUR) = %+v, %v", r, err)
	}
	list, err := c.ListCurrencies(ctx)
	if err != nil || len(list) < 150 || !slices.IsSortedFunc(list, func(a, b currency.Currency) int { return slices.Compare([]byte(a.Code.Code()), []byte(b.Code.Code())) }) {
		t.Errorf("ListCurrencies() = %d currencies, %v", len(list), err)
	}
	if i := slices.IndexFunc(list, func(c currency.Currency) bool { return c.Code == money.EUR }); list[i].Symbol != "€" {
		t.Errorf("the euro is written %q", list[i].Symbol)
	}
	one := []currency.Value{{"1", 0}}
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"none":        {second(c.ConvertCurrency(ctx, money.USD, money.EUR, nil)), "amounts"},
		"101":         {second(c.ConvertCurrency(ctx, money.USD, money.EUR, make([]currency.Value, 101))), "amounts"},
		"no number":   {second(c.ConvertCurrency(ctx, money.USD, money.EUR, []currency.Value{{"1", 0}, {"x", 0}})), "amounts[1].value"},
		"no currency": {second(c.ConvertCurrency(ctx, 0, money.EUR, one)), "from"},
		"too great":   {second(c.ConvertCurrency(ctx, money.USD, money.JPY, []currency.Value{{"99999999999999999", 0}})), "amounts[0].value"},
	} {
		vs := fault.Violations(tt.err)
		if len(vs) != 1 || vs[0].Field != tt.want {
			t.Errorf("%s: %v, want a violation of %s", name, tt.err, tt.want)
		}
	}
	if _, err := c.ConvertCurrency(ctx, money.USD, money.CHF, one); fault.Code(err) != currency.CodeNoRate {
		t.Errorf("ConvertCurrency(CHF) = %v, want %s", err, currency.CodeNoRate)
	}
	if _, err := currency.NewConverter(currency.ConverterConfig{}).GetConversionRate(ctx, money.USD, money.EUR); fault.Code(err) != currency.CodeNoRate {
		t.Errorf("without a provider: %v, want %s", err, currency.CodeNoRate)
	}
	zero := currency.ProviderFunc(func(context.Context, money.Currency, money.Currency) (currency.Rate, error) {
		return currency.Rate{}, nil
	})
	if _, err := currency.NewConverter(currency.ConverterConfig{Provider: zero}).GetConversionRate(ctx, money.USD, money.EUR); !errors.Is(err, fault.Internal) {
		t.Errorf("with a rate of 0: %v, want %v", err, fault.Internal)
	}
}

func second[T any](_ T, err error) error { return err }

func ExampleConverter() {
	rates, err := currency.NewTable(money.USD, map[money.Currency]decimal.Decimal{money.EUR: decimal.RequireFromString("0.92")}, time.Time{})
	if err != nil {
		panic(err)
	}
	c := currency.NewConverter(currency.ConverterConfig{Provider: rates})
	got, err := c.ConvertCurrency(context.Background(), money.USD, money.EUR, []currency.Value{{Value: "1095", DecimalPlaces: 2}})
	fmt.Println(got.Amounts, err)
	// Output: [{1007 2}] <nil>
}
