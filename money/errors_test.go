// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	usd, eur := money.Minor(1000, money.USD), money.Minor(500, money.EUR)
	mode := money.HalfUp
	for _, tt := range []struct {
		err  error
		text string
		rule fault.Rule
	}{
		{second(usd.Add(eur)), "money: cannot add 10.00 USD and 5.00 EUR", fault.RuleValidation},
		{second(usd.Sub(money.MustParse("5", 0))), "money: cannot subtract 10.00 USD and 5 without currency", fault.RuleValidation},
		{second(usd.Bind(money.EUR)), "money: cannot bind 10.00 USD and 0.00 EUR", fault.RuleValidation},
		{second(money.Parse("1.234", money.USD)), "money: 1.234 has more than the 2 decimal digits of USD", fault.RuleDecimalMaxScale},
		{second(money.New(decimal.New(1, -10), 0)), "money: 0.0000000001 has more than 9 decimal digits", fault.RuleDecimalMaxScale},
		{second(money.New(decimal.New(-15, -50), money.USD)), "money: -15e-50 has more than the 2 decimal digits of USD", fault.RuleDecimalMaxScale},
		{second(money.New(decimal.New(1, 99), money.USD)), "money: 1e99 is out of range", fault.RuleDecimalLTE},
		{second(money.Convert(usd, decimal.New(2, 50), money.EUR, mode)), "money: cannot convert 10.00 USD and 2e50: the result is out of range", fault.RuleDecimalLTE},
		{second(money.Convert(usd, decimal.New(-2, 0), money.EUR, mode)), "money: the conversion rate -2 is not positive", fault.RuleDecimalGT},
		{second(money.Parse("abc", money.USD)), `money: "abc" is not an amount`, fault.RuleFormat},
		{second(money.ParseDecimal("abc")), `money: "abc" is not a decimal number`, fault.RuleFormat},
		{second(money.ParseCurrency("abc")), `money: "abc" is not an ISO 4217 currency code`, fault.RuleFormat},
		{second(money.ParseLocale("xx")), `money: "xx" is not a locale known here`, fault.RuleFormat},
		{mode.UnmarshalText([]byte("UPWARDS")), `money: "UPWARDS" is not a rounding mode: HALF_UP, HALF_DOWN, HALF_EVEN, UP, DOWN, CEILING or FLOOR`, fault.RuleInvalidEnum},
	} {
		if tt.err == nil || tt.err.Error() != tt.text {
			t.Errorf("error = %v, want %s", tt.err, tt.text)
			continue
		}
		v := fault.Violations(tt.err)
		if !errors.Is(tt.err, fault.Invalid) || fault.ClassOf(tt.err) != fault.Invalid || len(v) != 1 || v[0].Rule != tt.rule || v[0].Field != "" || v[0].Description == "" {
			t.Errorf("%s: violations %v, want one of %s", tt.text, v, tt.rule)
		}
	}
	var check fault.Checker
	check.AddAll("price", second(money.Parse("1.234", money.USD)))
	if v := fault.Violations(check.Err()); len(v) != 1 || v[0].String() != "price: must have at most 2 decimal digits" {
		t.Errorf("under a path: %v", v)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, m := range modes {
		var back money.Mode
		if err := back.UnmarshalText([]byte(m.String())); err != nil || back != m || !m.Valid() {
			t.Errorf("mode %s comes back as %s, %v", m, back, err)
		}
	}
	for _, p := range []money.Point{money.PointLine, money.PointUnit, money.PointRate, money.PointOrder} {
		var back money.Point
		if err := back.UnmarshalText([]byte(p.String())); err != nil || back != p || !p.Valid() {
			t.Errorf("point %s comes back as %s, %v", p, back, err)
		}
	}
}
