// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// The published cases of rounding to coins, which round to the minor unit first,
// as every amount is by the time it is paid.
func TestPublishedCashRoundings(t *testing.T) {
	t.Parallel()
	var suite struct {
		Cases []struct{ ID, Value, To, Expected string }
	}
	readJSON(t, "rounding.json", &suite)
	ran := 0
	for _, c := range suite.Cases {
		if !strings.HasPrefix(c.ID, "round-cash-") {
			continue
		}
		ran++
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			value, err := money.ParseDecimal(c.Value)
			if err != nil {
				t.Fatal(err)
			}
			a, err := money.New(money.Round(value, 2, money.HalfUp), money.CHF)
			if err != nil {
				t.Fatal(err)
			}
			r := money.CashRounding{Step: money.MustParse(c.To, money.CHF)}
			got := r.Round(a)
			if want := money.MustParse(c.Expected, money.CHF); !got.Equal(want) {
				t.Errorf("Round(%s) = %s, want %s", a, got, want)
			}
			if sum, err := a.Add(r.Adjustment(a)); err != nil || !sum.Equal(got) {
				t.Errorf("%s and its adjustment are %s, want %s", a, sum, got)
			}
		})
	}
	if ran < 29 {
		t.Errorf("%d cases ran, want all 29", ran)
	}
}

// Rounded amounts are multiples of the step, less than a step away, and the same
// when rounded again.
func TestCashRoundingProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cur := rapid.SampledFrom([]money.Currency{money.CHF, money.JPY, money.KWD}).Draw(t, "currency")
		step := rapid.Int64Range(1, 1000).Draw(t, "step")
		r := money.CashRounding{Step: money.Minor(step, cur), Mode: rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Down, money.Floor, money.Ceiling, money.HalfDown}).Draw(t, "mode")}
		a := money.Minor(rapid.Int64().Draw(t, "amount"), cur)
		got := r.Round(a)
		m, _ := got.Minor()
		from, _ := a.Minor()
		if got == a {
			return // a multiple already, or beyond all bounds
		}
		if off := m - from; m%step != 0 || off >= step || off <= -step {
			t.Errorf("%s to %s by %s: %s", a, r.Step, r.Mode, got)
		}
		if again := r.Round(got); again != got {
			t.Errorf("%s is rounded to %s again", got, again)
		}
		want := money.RoundTo(a.Decimal(), r.Step.Decimal(), r.Mode)
		if !want.Equal(got.Decimal()) {
			t.Errorf("%s is rounded to %s, plainly to %s", a, got, want)
		}
	})
}

func TestCashRoundingRoundsNothing(t *testing.T) {
	t.Parallel()
	huge, err := money.New(decimal.New(3, 20), money.CHF)
	if err != nil {
		t.Fatal(err)
	}
	coins := money.CashRounding{Step: money.MustParse("0.05", money.CHF)}
	for _, tt := range []struct {
		r money.CashRounding
		a money.Amount
	}{
		{money.CashRounding{}, money.MustParse("0.03", money.CHF)},
		{coins, money.MustParse("0.03", money.USD)},
		{coins, huge},
	} {
		if got := tt.r.Round(tt.a); !got.Equal(tt.a) || !tt.r.Adjustment(tt.a).IsZero() {
			t.Errorf("Round(%s) = %s", tt.a, got)
		}
	}
}

func TestCashRoundingCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		r    money.CashRounding
		want string
	}{
		{money.CashRounding{}, ""},
		{money.CashRounding{Step: money.MustParse("0.05", money.CHF)}, ""},
		{money.CashRounding{Step: money.MustParse("0.05", money.USD)}, "cash.step"},
		{money.CashRounding{Step: money.Minor(-5, money.CHF)}, "cash.step"},
		{money.CashRounding{Mode: 99}, "cash.step"},
		{money.CashRounding{Step: money.Minor(5, money.CHF), Mode: 99}, "cash.mode"},
	} {
		var c fault.Checker
		tt.r.Check(&c, "cash", money.CHF)
		got := ""
		if vs := fault.Violations(c.Err()); len(vs) > 0 {
			got = vs[0].Field
		}
		if got != tt.want {
			t.Errorf("Check(%v) names %q, want %q", tt.r, got, tt.want)
		}
	}
}

func ExampleCashRounding() {
	swiss := money.CashRounding{Step: money.MustParse("0.05", money.CHF)}
	a := money.MustParse("19.52", money.CHF)
	fmt.Println(swiss.Round(a), swiss.Adjustment(a))
	// Output: 19.50 -0.02
}
