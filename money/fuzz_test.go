// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

var grammar = regexp.MustCompile(`^-?[0-9]{1,16}(\.[0-9]{1,9})?$`)

func FuzzParse(f *testing.F) {
	for _, text := range append(outsideGrammar, "25.00", "-0", "9999999999999999.999999999") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := money.Parse(text, 0)
		if (err == nil) != grammar.MatchString(text) {
			t.Fatalf("Parse(%q) = %s, %v", text, a, err)
		}
		if err != nil {
			return
		}
		if !a.Decimal().Equal(decimal.RequireFromString(text)) {
			t.Errorf("Parse(%q) = %s", text, a)
		}
		for _, c := range currencies {
			b, err := money.Parse(text, c)
			if err != nil {
				continue
			}
			if again, err := money.Parse(b.String(), c); err != nil || !again.Equal(b) || !b.Decimal().Equal(a.Decimal()) {
				t.Errorf("Parse(%q, %s) = %s, back %s, %v", text, c, b, again, err)
			}
		}
	})
}

func FuzzPriceJSON(f *testing.F) {
	for _, text := range priceTexts {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"amount":1.50,"Amount":null,"formattedAmount":"\ud800","x":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		var p money.MultiCurrencyPrice
		err := json.Unmarshal(data, &p)

		// The same by the standard library alone.
		var wire struct {
			Amount, ConvertedAmount                   *money.Amount
			FormattedAmount, FormattedConvertedAmount string
		}
		errWire := json.Unmarshal(data, &wire)
		if (err == nil) != (errWire == nil) {
			t.Fatalf("Unmarshal(%s) = %v, by encoding/json %v", data, err, errWire)
		}
		if err != nil {
			return
		}
		if a := (money.Amount{}); !p.Amount.Equal(*orOther(wire.Amount, &a)) || !p.Converted.Equal(*orOther(wire.ConvertedAmount, &a)) {
			t.Errorf("Unmarshal(%s) = %v", data, p)
		}
		if p.FormattedAmount() != wire.FormattedAmount || p.FormattedConvertedAmount() != wire.FormattedConvertedAmount {
			t.Errorf("Unmarshal(%s) = %q, %q", data, p.FormattedAmount(), p.FormattedConvertedAmount())
		}

		again, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("Marshal of %s: %v", data, err)
		}
		var q money.MultiCurrencyPrice
		if err := json.Unmarshal(again, &q); err != nil || !q.Equal(p) {
			t.Errorf("%s came back as %s, %v", data, again, err)
		}
	})
}

func orOther[T any](p, other *T) *T {
	if p == nil {
		return other
	}
	return p
}

func FuzzAllocate(f *testing.F) {
	f.Add(int64(100), []byte{1, 1, 1})
	f.Add(int64(-5), []byte{7, 3, 0})
	f.Fuzz(func(t *testing.T, total int64, raw []byte) {
		weights := make([]int64, len(raw))
		for i, b := range raw {
			weights[i] = int64(b&0x1f) << (b >> 5 * 8)
		}
		checkShares(t, total, weights, money.Allocate(total, weights))
	})
}
