// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestPriceMarshal(t *testing.T) {
	t.Parallel()
	usd, eur := money.Minor(8500, money.USD), money.Minor(7820, money.EUR)
	en := money.MustParseLocale("en-US")
	for _, tt := range []struct {
		price any
		want  string
	}{
		{money.PriceOf(usd, en), `{"amount":"85.00","formattedAmount":"$85.00"}`},
		{money.PriceOf(usd, 0), `{"amount":"85.00"}`},
		{money.PriceOf(money.Zero(money.USD), en), `{"amount":"0.00","formattedAmount":"$0.00"}`},
		{money.Price{}, `{}`},
		{money.PriceOf(money.Amount{}, en), `{}`},
		{money.MultiPrice(usd, eur, en), `{"amount":"85.00","convertedAmount":"78.20","formattedAmount":"$85.00","formattedConvertedAmount":"€78.20"}`},
		{money.MultiPrice(usd, eur, 0), `{"amount":"85.00","convertedAmount":"78.20"}`},
		{money.MultiPrice(usd, money.Amount{}, en), `{"amount":"85.00","formattedAmount":"$85.00"}`},
		{money.MultiCurrencyPrice{}, `{}`},
	} {
		if got, err := json.Marshal(tt.price); string(got) != tt.want || err != nil {
			t.Errorf("Marshal = %s, %v, want %s", got, err, tt.want)
		}
	}
	got, err := json.Marshal(struct {
		A money.Price              `json:"a,omitzero"`
		B money.MultiCurrencyPrice `json:"b,omitzero"`
		C money.Price              `json:"c,omitzero"`
		D money.Price              `json:"d,omitzero"`
		E money.MultiCurrencyPrice `json:"e,omitzero"`
	}{C: money.PriceOf(money.Zero(money.USD), 0), D: money.PriceOf(money.Amount{}, en), E: money.MultiPrice(money.Amount{}, money.Amount{}, en)})
	if want := `{"c":{"amount":"0.00"}}`; string(got) != want || err != nil {
		t.Errorf("Marshal with omitzero = %s, %v, want %s", got, err, want)
	}
}

// priceTexts are JSON objects that come back as they were read.
var priceTexts = []string{
	`{}`,
	`{"amount":"0"}`,
	`{"amount":"85.00"}`,
	`{"amount":"85.00","formattedAmount":"US$ 85.00"}`,
	`{"amount":"85.000","formattedAmount":"\u003cb\u003e \"85\" \u0026 \\ \u2028"}`,
	`{"formattedAmount":"free"}`,
	`{"amount":"85.00","convertedAmount":"78.20","formattedAmount":"$85.00","formattedConvertedAmount":"78,20 €"}`,
	`{"convertedAmount":"78.20","formattedConvertedAmount":"78,20 €"}`,
}

func TestPriceRoundTrip(t *testing.T) {
	t.Parallel()
	for _, text := range priceTexts {
		var p money.MultiCurrencyPrice
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Errorf("Unmarshal(%s): %v", text, err)
		}
		if got, err := json.Marshal(p); string(got) != text || err != nil {
			t.Errorf("Marshal of %s = %s, %v", text, got, err)
		}
		if p.IsZero() != (text == "{}") {
			t.Errorf("IsZero of %s = %v", text, p.IsZero())
		}
		var again money.MultiCurrencyPrice
		if err := json.Unmarshal([]byte(text), &again); err != nil || !again.Equal(p) || cmp.Diff(again, p) != "" {
			t.Errorf("%s read twice is not equal", text)
		}
		if strings.Contains(text, "onverted") {
			continue
		}
		var q money.Price
		if err := json.Unmarshal([]byte(text), &q); err != nil || !q.Equal(p.Price()) {
			t.Errorf("Unmarshal(%s) = %v, %v", text, q, err)
		}
		if got, err := json.Marshal(q); string(got) != text || err != nil {
			t.Errorf("Marshal of %s = %s, %v", text, got, err)
		}
	}
}

// What is not plain goes through encoding/json and reads the same.
func TestPriceUnmarshal(t *testing.T) {
	t.Parallel()
	want := `{"amount":"85.00","formattedAmount":"$85.00"}`
	for _, text := range []string{
		" {\n\t\"amount\" : \"85.00\" , \"formattedAmount\":\"$85.00\" } ",
		`{"amount":85.00,"formattedAmount":"$85.00","currency":"USD"}`,
		`{"Amount":"85.00","FORMATTEDAMOUNT":"$85.00"}`,
		`{"amount":"85\u002e00","formattedAmount":"\u002485.00"}`,
		`{"amount":"1","amount":"85.00","formattedAmount":"$85.00"}`,
		`{"amount":"85.00","formattedAmount":"$85.00","nested":{"amount":"1"},"list":[1],"flag":true}`,
		`{"amount":"85.00","formattedAmount":"$85.00","convertedAmount":null}`,
	} {
		var p money.Price
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Errorf("Unmarshal(%s): %v", text, err)
		}
		if got, err := json.Marshal(p); string(got) != want || err != nil {
			t.Errorf("Marshal of %s = %s, %v, want %s", text, got, err, want)
		}
	}
	p := money.PriceOf(money.Minor(1, money.USD), 0)
	if err := json.Unmarshal([]byte("null"), &p); err != nil || p.IsZero() {
		t.Errorf("Unmarshal(null) = %v, %v, want no change", p, err)
	}
	m := money.MultiPrice(money.Minor(1, money.USD), money.Amount{}, 0)
	if err := json.Unmarshal([]byte("null"), &m); err != nil || m.IsZero() {
		t.Errorf("Unmarshal(null) = %v, %v, want no change", m, err)
	}
	for text, field := range map[string]string{
		`{"amount":"1e9"}`:               "amount",
		`{"amount":""}`:                  "amount",
		`{"convertedAmount":"x"}`:        "convertedAmount",
		`{"amount":{},"convertedX":"x"}`: "amount",
	} {
		var m money.MultiCurrencyPrice
		err := json.Unmarshal([]byte(text), &m)
		if v := fault.Violations(err); !errors.Is(err, fault.Invalid) || len(v) != 1 || v[0].Field != field || v[0].Rule != fault.RuleFormat {
			t.Errorf("Unmarshal(%s) = %v, want FORMAT at %s", text, err, field)
		}
		var p money.Price
		if err := json.Unmarshal([]byte(text), &p); (err == nil) != (field == "convertedAmount") {
			t.Errorf("Unmarshal(%s) = %v", text, err)
		}
	}
	for _, text := range []string{`[]`, `"85.00"`, `{"formattedAmount":5}`, `{"formattedAmount":"a`, `{"amount":"1"} x`, `{"amount":"1",}`, ``} {
		if err := p.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("UnmarshalJSON(%s) succeeds", text)
		}
		if err := m.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("UnmarshalJSON(%s) succeeds", text)
		}
	}
}

// A text belongs to the amount it was read with: it goes when that changes.
func TestReadTextFollowsAmount(t *testing.T) {
	t.Parallel()
	var m money.MultiCurrencyPrice
	if err := json.Unmarshal([]byte(`{"amount":"85.00","convertedAmount":"78.2","formattedAmount":"A","formattedConvertedAmount":"B"}`), &m); err != nil {
		t.Fatal(err)
	}
	p := m.Price()
	if p.FormattedAmount() != "A" || m.FormattedAmount() != "A" || m.FormattedConvertedAmount() != "B" {
		t.Errorf("texts = %q, %q, %q, want A, A, B", p.FormattedAmount(), m.FormattedAmount(), m.FormattedConvertedAmount())
	}
	bound, err := m.Bind(money.USD, money.EUR, 0)
	if err != nil || bound.FormattedAmount() != "A" || bound.FormattedConvertedAmount() != "B" {
		t.Errorf("Bind without locale = %q, %q, %v, want A, B", bound.FormattedAmount(), bound.FormattedConvertedAmount(), err)
	}
	bound.Amount = money.Minor(1, money.USD)
	bound.Converted = money.Minor(1, money.EUR)
	if a, c := bound.FormattedAmount(), bound.FormattedConvertedAmount(); a != "" || c != "" {
		t.Errorf("texts of other amounts = %q, %q, want none", a, c)
	}
	if got, err := json.Marshal(bound); string(got) != `{"amount":"0.01","convertedAmount":"0.01"}` || err != nil {
		t.Errorf("Marshal = %s, %v", got, err)
	}
	p.Amount = money.Minor(1, money.USD)
	if p.FormattedAmount() != "" {
		t.Errorf("text of another amount = %q, want none", p.FormattedAmount())
	}
}

func TestPriceBind(t *testing.T) {
	t.Parallel()
	de := money.MustParseLocale("de")
	var m money.MultiCurrencyPrice
	if err := json.Unmarshal([]byte(`{"amount":"85","convertedAmount":"78.2","formattedAmount":"A"}`), &m); err != nil {
		t.Fatal(err)
	}
	got, err := m.Bind(money.EUR, money.USD, de)
	if want := money.MultiPrice(money.Minor(8500, money.EUR), money.Minor(7820, money.USD), de); err != nil || !got.Equal(want) || got.Locale() != de {
		t.Errorf("Bind = %v, %v, want %v", got, err, want)
	}
	if same, err := m.Bind(money.EUR, 0, de); err != nil || same.Converted.Currency() != money.EUR {
		t.Errorf("Bind without converted currency = %v, %v", same, err)
	}
	bare := got.Bare()
	if bare.FormattedAmount() != "" || !bare.Amount.Equal(got.Amount) || !bare.Converted.Equal(got.Converted) || bare.Locale() != 0 {
		t.Errorf("Bare = %v", bare)
	}
	p, err := m.Price().Bind(money.EUR, de)
	if want := money.PriceOf(money.Minor(8500, money.EUR), de); err != nil || !p.Equal(want) || p.Locale() != de {
		t.Errorf("Bind = %v, %v, want %v", p, err, want)
	}
	if b := p.Bare(); b.FormattedAmount() != "" || !b.Amount.Equal(p.Amount) {
		t.Errorf("Bare = %v", b)
	}
	if p, err := (money.Price{}).Bind(money.EUR, 0); err != nil || !p.IsZero() {
		t.Errorf("Bind of no price = %v, %v, want none", p, err)
	}

	_, err = m.Bind(money.JPY, money.JPY, de)
	if v := fault.Violations(err); len(v) != 1 || v[0].Field != "convertedAmount" || v[0].Rule != fault.RuleDecimalMaxScale {
		t.Errorf("Bind(JPY) = %v, want DECIMAL_MAX_SCALE at convertedAmount", err)
	}
	_, err = got.Bind(money.CHF, money.CHF, de)
	if v := fault.Violations(err); len(v) != 2 || v[0].Field != "amount" || v[1].Field != "convertedAmount" {
		t.Errorf("Bind to other currencies = %v, want two violations", err)
	}
	_, err = p.Bind(money.CHF, de)
	var mixed *money.CurrencyError
	if v := fault.Violations(err); len(v) != 1 || v[0].Field != "amount" || !errors.As(err, &mixed) {
		t.Errorf("Bind to another currency = %v, want a currency error at amount", err)
	}
}

func TestPriceEqual(t *testing.T) {
	t.Parallel()
	en, de := money.MustParseLocale("en"), money.MustParseLocale("de")
	a := money.Minor(100, money.EUR)
	if !money.PriceOf(a, en).Equal(money.PriceOf(a, en)) || money.PriceOf(a, en).Equal(money.PriceOf(a, de)) ||
		money.PriceOf(a, en).Equal(money.PriceOf(a.Neg(), en)) || !money.PriceOf(a, en).Equal(money.PriceOf(a, money.MustParseLocale("en-US"))) {
		t.Error("prices do not compare by amount and text")
	}
	if money.MultiPrice(a, a, en).Equal(money.MultiPrice(a, a.Neg(), en)) || money.MultiPrice(a, a, en).Equal(money.MultiPrice(a, a, de)) {
		t.Error("prices do not compare by amounts and texts")
	}
}

// The sizes matter: results of the calculator hold thousands of these.
func TestSizes(t *testing.T) {
	t.Parallel()
	for v, want := range map[any]uintptr{money.Amount{}: 24, money.Price{}: 40, money.MultiCurrencyPrice{}: 64} {
		if got := reflect.TypeOf(v).Size(); got > want {
			t.Errorf("%T takes %d bytes, want at most %d", v, got, want)
		}
	}
}
