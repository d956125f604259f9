// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// readJSON decodes a file of testdata.
func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

func TestCurrencyTable(t *testing.T) {
	t.Parallel()
	var list struct {
		Count int `json:"count"`
		Rows  []struct {
			Code, Name, Numeric string
			MinorUnit           int
		} `json:"rows"`
	}
	readJSON(t, "iso4217_minor_units.json", &list)
	known := map[money.Currency]bool{}
	for _, row := range list.Rows {
		c, err := money.ParseCurrency(row.Code)
		if err != nil {
			t.Errorf("ParseCurrency(%q): %v", row.Code, err)
			continue
		}
		known[c] = true
		if n, _ := strconv.Atoi(row.Numeric); int(c) != n {
			t.Errorf("ParseCurrency(%q) = %d, want %s", row.Code, c, row.Numeric)
		}
		if c.Code() != row.Code || c.String() != row.Code || c.Name() != row.Name || c.Digits() != row.MinorUnit || !c.Valid() {
			t.Errorf("%s = %q, %q, %d digits, want %q, %q, %d", row.Code, c.Code(), c.Name(), c.Digits(), row.Code, row.Name, row.MinorUnit)
		}
	}
	if len(known) != list.Count {
		t.Errorf("%d currencies, want %d", len(known), list.Count)
	}
	for c := range money.Currency(2000) {
		if c.Valid() != known[c] {
			t.Errorf("Currency(%d).Valid() = %v, want %v", uint16(c), c.Valid(), known[c])
		}
		if !known[c] && (c.Code() != "" || c.Digits() != 0 || c.Name() != "") {
			t.Errorf("Currency(%d) has code %q", uint16(c), c.Code())
		}
	}
	if money.USD != 840 || money.EUR != 978 || money.JPY != 392 || money.KWD != 414 || money.CLF != 990 {
		t.Error("the constants are not the numeric codes")
	}
}

func TestParseCurrencyRefuses(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "US", "usd", "USDX", "AAA", "ZZZ", "ZZZZZZ", "\x00", "840"} {
		c, err := money.ParseCurrency(code)
		if !errors.Is(err, fault.Invalid) || c != 0 {
			t.Errorf("ParseCurrency(%q) = %v, %v, want an invalid error", code, c, err)
		}
	}
}

func TestCurrencyText(t *testing.T) {
	t.Parallel()
	type doc struct {
		Currency money.Currency `json:"currency"`
		Other    money.Currency `json:"other,omitzero"`
	}
	for _, want := range []string{`{"currency":"USD"}`, `{"currency":""}`, `{"currency":"","other":"EUR"}`} {
		var d doc
		if err := json.Unmarshal([]byte(want), &d); err != nil {
			t.Errorf("Unmarshal(%s): %v", want, err)
		}
		if got, err := json.Marshal(d); string(got) != want || err != nil {
			t.Errorf("Marshal(%+v) = %s, %v, want %s", d, got, err, want)
		}
	}
	var d doc
	if err := json.Unmarshal([]byte(`{"currency":"usd"}`), &d); !errors.Is(err, fault.Invalid) {
		t.Errorf(`Unmarshal("usd") = %v, want an invalid error`, err)
	}
	if _, err := money.Currency(1).MarshalText(); !errors.Is(err, fault.Invalid) {
		t.Errorf("MarshalText of an unassigned number = %v, want an invalid error", err)
	}
	if got := money.Currency(1).String(); got != "Currency(1)" {
		t.Errorf("String of an unassigned number = %q", got)
	}
}
