// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"errors"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		amount string
		from   money.Currency
		rate   string
		to     money.Currency
		mode   money.Mode
		want   string
	}{
		{"100.00", money.USD, "0.92", money.EUR, money.HalfUp, "92.00"},
		{"0.01", money.USD, "0.5", money.EUR, money.HalfUp, "0.01"},
		{"0.01", money.USD, "0.5", money.EUR, money.HalfEven, "0.00"},
		{"-0.01", money.USD, "0.5", money.EUR, money.HalfUp, "-0.01"},
		{"100.00", money.USD, "149.505", money.JPY, money.HalfUp, "14951"},
		{"14951", money.JPY, "0.0066887", money.USD, money.HalfUp, "100.00"},
		{"1", money.JPY, "0.00000001", money.USD, money.Up, "0.01"},
		{"1.00", money.USD, "0.307", money.KWD, money.HalfUp, "0.307"},
		{"1", money.JPY, "100", money.CLF, money.HalfUp, "100.0000"},
		{"9999999999999999.99", money.USD, "1.5", money.EUR, money.HalfUp, "14999999999999999.99"},
		{"9999999999999999.99", money.USD, "123456789.123456789", money.EUR, money.Floor, "1234567891234567888765432.10"},
		{"0.00", money.USD, "0.5", money.EUR, money.Up, "0.00"},
	} {
		got, err := money.Convert(money.MustParse(tt.amount, tt.from), decimal.RequireFromString(tt.rate), tt.to, tt.mode)
		if err != nil || got.String() != tt.want || got.Currency() != tt.to {
			t.Errorf("Convert(%s %s, %s, %s, %s) = %s, %v, want %s", tt.amount, tt.from, tt.rate, tt.to, tt.mode, got, err, tt.want)
		}
	}
}

func TestConvertRefuses(t *testing.T) {
	t.Parallel()
	usd, one := money.Minor(100, money.USD), decimal.NewFromInt(1)
	var rate *money.RateError
	var mixed *money.CurrencyError
	var outOfRange *money.RangeError
	for _, r := range []decimal.Decimal{decimal.Zero, one.Neg()} {
		if _, err := money.Convert(usd, r, money.EUR, money.HalfUp); !errors.As(err, &rate) || !errors.Is(err, fault.Invalid) {
			t.Errorf("Convert at %s = %v, want a rate error", r, err)
		}
	}
	for _, err := range []error{
		second(money.Convert(money.MustParse("1", 0), one, money.EUR, money.HalfUp)),
		second(money.Convert(usd, one, 0, money.HalfUp)),
	} {
		if !errors.As(err, &mixed) {
			t.Errorf("Convert without currency = %v, want a currency error", err)
		}
	}
	for _, r := range []decimal.Decimal{decimal.New(1, math.MaxInt32), decimal.New(1, 60)} {
		if _, err := money.Convert(usd, r, money.EUR, money.HalfUp); !errors.As(err, &outOfRange) {
			t.Errorf("Convert at 1e%d = %v, want a range error", r.Exponent(), err)
		}
		if got, err := money.Convert(money.Zero(money.USD), r, money.EUR, money.HalfUp); err != nil || !got.IsZero() {
			t.Errorf("Convert nothing at 1e%d = %s, %v, want 0", r.Exponent(), got, err)
		}
	}
	if got, err := money.Convert(usd, decimal.New(1, math.MinInt32), money.EUR, money.Up); err != nil || got.String() != "0.01" {
		t.Errorf("Convert at a tiny rate = %s, %v, want 0.01", got, err)
	}
}

func second[T any](_ T, err error) error { return err }
