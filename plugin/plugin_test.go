// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

func TestDecimalFromJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]plugin.Decimal{
		`"25.00"`: "25.00", `0.4`: "0.4", `null`: "", `""`: "", `"abc"`: "abc", `true`: "true", `1e999999999`: "1e999999999",
		`{"a":1}`: `{"a":1}`,
	} {
		var got struct {
			D plugin.Decimal `json:"d"`
		}
		if err := json.Unmarshal([]byte(`{"d":`+in+`}`), &got); err != nil || got.D != want {
			t.Errorf("Unmarshal(%s) = %q, %v, want %q", in, got.D, err, want)
		}
	}
}

func TestDecimalCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   plugin.Decimal
		want string // the rule broken
	}{
		{"", ""},
		{"0", ""},
		{"100", ""},
		{"0.000000001", ""},
		{"100.01", "DECIMAL_LTE"},
		{"-1", "DECIMAL_GTE"},
		{"abc", "FORMAT"},
		{"1e9", "FORMAT"},
		{"1e999999999", "FORMAT"},
		{" 1", "FORMAT"},
		{"99999999999999999", "FORMAT"},
	} {
		var c fault.Checker
		_, ok := tt.in.Check(&c, "a.b", 0, 100)
		got := ""
		if vs := fault.Violations(c.Err()); len(vs) == 1 && vs[0].Field == "a.b" {
			got = string(vs[0].Rule)
		}
		if got != tt.want || ok != (tt.want == "") {
			t.Errorf("Check(%q) = %q, %t, want %q", tt.in, got, ok, tt.want)
		}
	}
}

func TestDecimalCheckAmount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   plugin.Decimal
		cur  money.Currency
		want string
		rule string
	}{
		{"", money.USD, "0.00", ""},
		{"4.99", money.USD, "4.99", ""},
		{"4.990", money.USD, "4.99", ""},
		{"4.999", money.USD, "0.00", "DECIMAL_MAX_SCALE"},
		{"4.999", money.KWD, "4.999", ""},
		{"4.5", money.JPY, "0", "DECIMAL_MAX_SCALE"},
		{"-1", money.USD, "0.00", "DECIMAL_GTE"},
		{"1000000000000001", money.USD, "0.00", "DECIMAL_LTE"},
		{"1000000000000000", money.USD, "1000000000000000.00", ""},
	} {
		var c fault.Checker
		a, ok := tt.in.CheckAmount(&c, "price", tt.cur)
		rule := ""
		if vs := fault.Violations(c.Err()); len(vs) == 1 && vs[0].Field == "price" {
			rule = string(vs[0].Rule)
		}
		if a.String() != tt.want || rule != tt.rule || ok != (tt.rule == "") {
			t.Errorf("CheckAmount(%q, %s) = %s, %t, rule %q, want %s, rule %q", tt.in, tt.cur, a, ok, rule, tt.want, tt.rule)
		}
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]plugin.Rate{"0.19": 190000, "0.08875": 88750, "0": 0, "1": 1_000_000, "0.000001": 1} {
		got, err := plugin.ParseRate(in)
		if err != nil || got != want || got.String() != in {
			t.Errorf("ParseRate(%q) = %d %s, %v, want %d", in, got, got, err, want)
		}
	}
	for in, rule := range map[string]fault.Rule{"0.0000001": fault.RuleDecimalMaxScale, "-0.1": fault.RuleDecimalGTE, "x": fault.RuleFormat} {
		_, err := plugin.ParseRate(in)
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Rule != rule {
			t.Errorf("ParseRate(%q) = %v, want %s", in, err, rule)
		}
	}
}

func TestRateJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := plugin.Rate(rapid.Int64Range(0, 2_000_000).Draw(t, "rate"))
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatalf("Marshal(%d) = %v", want, err)
		}
		var got plugin.Rate
		if err := json.Unmarshal(data, &got); err != nil || got != want {
			t.Fatalf("Unmarshal(%s) = %d, %v, want %d", data, got, err, want)
		}
		if err := json.Unmarshal([]byte(want.String()), &got); err != nil || got != want {
			t.Fatalf("Unmarshal(%s) = %d, %v, want %d", want, got, err, want)
		}
	})
}

func TestRateText(t *testing.T) {
	t.Parallel()
	var r plugin.Rate
	for in, want := range map[string]plugin.Rate{"": 0, "0.19": 190000} {
		if err := r.UnmarshalText([]byte(in)); err != nil || r != want {
			t.Errorf("UnmarshalText(%q) = %s, %v, want %s", in, r, err, want)
		}
	}
	if text, err := plugin.MustParseRate("0.08875").MarshalText(); err != nil || string(text) != "0.08875" {
		t.Errorf("MarshalText() = %s, %v, want 0.08875", text, err)
	}
	for _, in := range []string{`"x"`, `"-1"`, `{}`, `1e3`, `"1000001"`} {
		if err := json.Unmarshal([]byte(in), &r); err == nil {
			t.Errorf("Unmarshal(%s) = nil, want an error", in)
		}
	}
	if err := json.Unmarshal([]byte(`null`), &r); err != nil || r != 0 {
		t.Errorf("Unmarshal(null) = %s, %v, want 0", r, err)
	}
}

func TestDecimalCheckRate(t *testing.T) {
	t.Parallel()
	for in, rule := range map[plugin.Decimal]fault.Rule{
		"": "", "0": "", "1": "", "0.123456": "", "1.000001": fault.RuleDecimalLTE, "0.1234567": fault.RuleDecimalMaxScale, "x": fault.RuleFormat,
	} {
		var c fault.Checker
		_, ok := in.CheckRate(&c, "rate")
		var got fault.Rule
		if vs := fault.Violations(c.Err()); len(vs) == 1 && vs[0].Field == "rate" {
			got = vs[0].Rule
		}
		if got != rule || ok != (rule == "") {
			t.Errorf("CheckRate(%q) breaks %q, want %q", in, got, rule)
		}
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	d := decimal.RequireFromString
	for _, tt := range []struct {
		a    string
		in   item.WeightUnit
		b    string
		of   item.WeightUnit
		want int
	}{
		{"1", "KG", "1", "KG", 0},
		{"1", "LB", "0.45359237", "KG", 0},
		{"1", "LB", "0.45359236", "KG", 1},
		{"0.45359237", "KG", "1", "LB", 0},
		{"1", "KG", "2.2", "LB", 1},
		{"1", "", "1.1", "LB", -1},
	} {
		if got := plugin.CompareWeights(d(tt.a), tt.in, d(tt.b), tt.of); got != tt.want {
			t.Errorf("CompareWeights(%s %s, %s %s) = %d, want %d", tt.a, tt.in, tt.b, tt.of, got, tt.want)
		}
	}
	for _, tt := range []struct{ w, from, to, want string }{
		{"10", "LB", "KG", "4.5359237"}, {"1", "KG", "LB", "2.204623"}, {"1.5", "KG", "KG", "1.5"}, {"1.5", "", "LB", "1.5"},
	} {
		got := plugin.ConvertWeight(d(tt.w), item.WeightUnit(tt.from), item.WeightUnit(tt.to))
		if diff := cmp.Diff(tt.want, got.String()); diff != "" {
			t.Errorf("ConvertWeight(%s %s, %s) (-want +got):\n%s", tt.w, tt.from, tt.to, diff)
		}
	}
}
