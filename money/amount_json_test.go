// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestAmountUnmarshal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ data, want string }{
		{`"25.00"`, "25.00"},
		{`"25"`, "25"},
		{`25.5`, "25.5"},
		{`-3`, "-3"},
		{`"-0.10"`, "-0.10"},
		{`"\u0031.5"`, "1.5"},
		{`"9999999999999999.999999999"`, "9999999999999999.999999999"},
	} {
		var a money.Amount
		if err := json.Unmarshal([]byte(tt.data), &a); err != nil || a.String() != tt.want || a.Bound() {
			t.Errorf("Unmarshal(%s) = %s, bound %v, %v, want %s unbound", tt.data, a, a.Bound(), err, tt.want)
		}
		if got, err := json.Marshal(a); string(got) != `"`+tt.want+`"` || err != nil {
			t.Errorf("Marshal(%s) = %s, %v", a, got, err)
		}
	}
}

func TestAmountUnmarshalRefuses(t *testing.T) {
	t.Parallel()
	texts := []string{`1e2`, `true`, `{}`, `[]`, `12345678901234567`, `0.1234567890`}
	for _, text := range outsideGrammar {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(quoted))
	}
	for _, text := range texts {
		a := money.Minor(7, money.USD)
		if err := json.Unmarshal([]byte(text), &a); !errors.Is(err, fault.Invalid) || len(err.Error()) > 200 {
			t.Errorf("Unmarshal(%.40s) = %v, want an invalid error", text, err)
		}
		if !a.Equal(money.Minor(7, money.USD)) {
			t.Errorf("Unmarshal(%.40s) changed the amount to %s", text, a)
		}
	}
	a := money.Minor(7, money.USD)
	if err := json.Unmarshal([]byte("null"), &a); err != nil || !a.Equal(money.Minor(7, money.USD)) {
		t.Errorf("Unmarshal(null) = %s, %v, want no change", a, err)
	}
}

func TestAmountText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a    money.Amount
		want string
	}{
		{money.Amount{}, "0"},
		{money.Zero(money.USD), "0.00"},
		{money.Zero(money.JPY), "0"},
		{money.Minor(5, money.USD), "0.05"},
		{money.Minor(-5, money.CLF), "-0.0005"},
		{money.Minor(-12345, money.KWD), "-12.345"},
		{money.Minor(42, 0), "42"},
	} {
		if got := tt.a.String(); got != tt.want {
			t.Errorf("String() = %s, want %s", got, tt.want)
		}
		if got, err := tt.a.AppendText([]byte("x")); string(got) != "x"+tt.want || err != nil {
			t.Errorf("AppendText = %s, %v, want x%s", got, err, tt.want)
		}
		if got, err := json.Marshal(tt.a); string(got) != `"`+tt.want+`"` || err != nil {
			t.Errorf("Marshal = %s, %v, want %q", got, err, tt.want)
		}
	}
}

func TestAmountOmitZero(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(struct {
		A money.Amount `json:"a,omitzero"`
		B money.Amount `json:"b,omitzero"`
		C money.Amount `json:"c"`
	}{A: money.Zero(money.USD), B: money.Minor(1, money.USD)})
	if want := `{"b":"0.01","c":"0"}`; string(got) != want || err != nil {
		t.Errorf("Marshal = %s, %v, want %s", got, err, want)
	}
}
