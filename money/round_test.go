// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

var modes = []money.Mode{money.HalfUp, money.HalfDown, money.HalfEven, money.Up, money.Down, money.Ceiling, money.Floor}

func TestModes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value string
		want  [7]string // in the order of modes
	}{
		{"2.5", [7]string{"3", "2", "2", "3", "2", "3", "2"}},
		{"-2.5", [7]string{"-3", "-2", "-2", "-3", "-2", "-2", "-3"}},
		{"3.5", [7]string{"4", "3", "4", "4", "3", "4", "3"}},
		{"-3.5", [7]string{"-4", "-3", "-4", "-4", "-3", "-3", "-4"}},
		{"2.500000001", [7]string{"3", "3", "3", "3", "2", "3", "2"}},
		{"2.499999999", [7]string{"2", "2", "2", "3", "2", "3", "2"}},
		{"-0.1", [7]string{"0", "0", "0", "-1", "0", "0", "-1"}},
		{"0.1", [7]string{"0", "0", "0", "1", "0", "1", "0"}},
		{"2", [7]string{"2", "2", "2", "2", "2", "2", "2"}},
		{"99999999999999999999.5", [7]string{"100000000000000000000", "99999999999999999999", "100000000000000000000", "100000000000000000000", "99999999999999999999", "100000000000000000000", "99999999999999999999"}},
	} {
		d := decimal.RequireFromString(tt.value)
		for i, m := range modes {
			if got := money.Round(d, 0, m); got.String() != tt.want[i] {
				t.Errorf("Round(%s, 0, %s) = %s, want %s", d, m, got, tt.want[i])
			}
			if got := money.RoundTo(d, decimal.NewFromInt(1), m); got.String() != tt.want[i] {
				t.Errorf("RoundTo(%s, 1, %s) = %s, want %s", d, m, got, tt.want[i])
			}
		}
	}
}

func TestRoundPlaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value  decimal.Decimal
		places int32
		mode   money.Mode
		want   decimal.Decimal
	}{
		{decimal.RequireFromString("1.005"), 2, money.HalfUp, decimal.RequireFromString("1.01")},
		{decimal.RequireFromString("1.005"), 5, money.HalfUp, decimal.RequireFromString("1.005")},
		{decimal.RequireFromString("1250"), -2, money.HalfUp, decimal.RequireFromString("1300")},
		{decimal.RequireFromString("49"), -2, money.HalfUp, decimal.Zero},
		{decimal.RequireFromString("49"), -2, money.Up, decimal.RequireFromString("100")},
		{decimal.New(1, math.MinInt32), 2, money.HalfUp, decimal.Zero},
		{decimal.New(-1, math.MinInt32), 2, money.Floor, decimal.New(-1, -2)},
		{decimal.New(1, math.MaxInt32), 2, money.HalfUp, decimal.New(1, math.MaxInt32)},
		{decimal.Decimal{}, 2, money.Up, decimal.Zero},
	} {
		// Decimals with huge exponents compare by their parts.
		got := money.Round(tt.value, tt.places, tt.mode)
		same := got.Exponent() == tt.want.Exponent() && got.Coefficient().Cmp(tt.want.Coefficient()) == 0
		if !same && (got.Exponent() > 100 || !got.Equal(tt.want)) {
			t.Errorf("Round(%de%d, %d, %s) = %de%d, want %s", tt.value.Coefficient(), tt.value.Exponent(), tt.places, tt.mode,
				got.Coefficient(), got.Exponent(), tt.want)
		}
	}
	if got := money.RoundTo(decimal.RequireFromString("19.97"), decimal.RequireFromString("-0.05"), money.HalfUp); got.String() != "19.95" {
		t.Errorf("RoundTo(19.97, -0.05) = %s, want 19.95", got)
	}
	if got := money.RoundTo(decimal.RequireFromString("19.97"), decimal.Zero, money.HalfUp); got.String() != "19.97" {
		t.Errorf("RoundTo(19.97, 0) = %s, want 19.97", got)
	}
	if got := money.RoundTo(decimal.RequireFromString("1250"), decimal.RequireFromString("1e2"), money.HalfEven); got.String() != "1200" {
		t.Errorf("RoundTo(1250, 100, HALF_EVEN) = %s, want 1200", got)
	}
}

func TestMulDivRoundLimits(t *testing.T) {
	t.Parallel()
	const most, least = math.MaxInt64, math.MinInt64
	for _, tt := range []struct {
		a, b, den int64
		mode      money.Mode
		want      int64
		ok        bool
	}{
		{7, 1, 2, money.HalfUp, 4, true},
		{-7, 1, 2, money.HalfUp, -4, true},
		{7, 1, -2, money.HalfUp, -4, true},
		{-7, -1, -2, money.HalfDown, -3, true},
		{most, most, most, money.HalfUp, most, true},
		{least, 1, 1, money.HalfUp, least, true},
		{least, -1, 1, money.HalfUp, 0, false},
		{least, least, least, money.HalfUp, least, true},
		{most, 2, 2, money.HalfUp, most, true},
		{most, 2, 1, money.HalfUp, 0, false},
		{least, 2, 1, money.HalfUp, 0, false},
		{most, most, 1, money.HalfUp, 0, false},
		{most, 3, 2, money.HalfUp, 0, false},
		{most, 1, 0, money.HalfUp, 0, false},
		{0, 0, 0, money.HalfUp, 0, false},
		{0, -5, 3, money.Up, 0, true},
		{1, 1, most, money.Up, 1, true},
		{-1, 1, most, money.Up, -1, true},
		{1, 1, least, money.Floor, -1, true},
	} {
		got, ok := money.MulDivRound(tt.a, tt.b, tt.den, tt.mode)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("MulDivRound(%d, %d, %d, %s) = %d, %v, want %d, %v", tt.a, tt.b, tt.den, tt.mode, got, ok, tt.want, tt.ok)
		}
	}
	// The last quotients that fit: just below and above 2^63.
	if got, ok := money.MulDivRound(most, 4, 4, money.Up); got != most || !ok {
		t.Errorf("MulDivRound at the limit = %d, %v", got, ok)
	}
	if _, ok := money.MulDivRound(least, 5, 4, money.Down); ok {
		t.Error("MulDivRound beyond the limit is not reported")
	}
}

func TestPolicyJSON(t *testing.T) {
	t.Parallel()
	for p, want := range map[money.Policy]string{
		{}: `{"mode":"HALF_UP","point":"LINE"}`,
		{Mode: money.Floor, Point: money.PointOrder}: `{"mode":"FLOOR","point":"ORDER"}`,
	} {
		got, err := json.Marshal(p)
		if err != nil || string(got) != want {
			t.Errorf("Marshal(%v) = %s, %v, want %s", p, got, err, want)
		}
		var back money.Policy
		if err := json.Unmarshal(got, &back); err != nil || back != p {
			t.Errorf("Unmarshal(%s) = %v, %v, want %v", got, back, err, p)
		}
	}
	for _, text := range []string{`{"mode":"half_up"}`, `{"mode":""}`, `{"point":"UNITS"}`} {
		var p money.Policy
		err := json.Unmarshal([]byte(text), &p)
		if v := fault.Violations(err); !errors.Is(err, fault.Invalid) || len(v) != 1 || v[0].Rule != fault.RuleInvalidEnum {
			t.Errorf("Unmarshal(%s) = %v, want INVALID_ENUM_VALUE", text, err)
		}
	}
	if _, err := money.Mode(9).MarshalText(); err == nil || money.Mode(9).Valid() || money.Point(9).Valid() || money.Point(9).String() != "invalid" {
		t.Error("an unknown mode or point passes")
	}
}
