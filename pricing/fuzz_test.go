// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// FuzzParseRequest reads requests: what is read writes and reads again as the
// same, and prices to totals that add up and replay, or to an error that says
// why not.
func FuzzParseRequest(f *testing.F) {
	for _, name := range []string{"request.json", "failing.json"} {
		data, err := os.ReadFile(filepath.Join("..", "cmd", "ecom", "testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range []string{
		`{}`, `null`, `[]`, "\ufeff{\"lineItems\":[]}", `{"lineItems":[{"id":"a","quantity":1,"price":"9.99","taxRates":["0.19"]}]}`,
		`{"lineItems":[{"id":"a","quantity":100000,"price":"1000000000000000"}]}`, `{"lineItems":[{"id":"a","quantity":1,"price":"1e999999999"}]}`,
		`{"lineItems":[{"id":"a","quantity":2,"price":0.1,"discount":"0.05","taxIncluded":true,"taxRate":"0.333333"}],"merchantDiscounts":[{"percentage":33.33}],"shippingPrice":"4.99","shippingDiscount":{"percentage":10}}`,
		`{"lineItems":[{"id":"a","quantity":1,"price":"NaN"}],"at":"2026-02-30"}`,
		`{"lineItems": [{"id": "1", "quantity": 1, "price": 1e9}], "merchantDiscounts": [{"amount": "5"}]}`, `{"lineItems": {}, "at": 7}`,
	} {
		f.Add([]byte(text))
	}
	calc := shop(f, func(c *pricing.Config) { c.Catalog, c.Conversion = products(f), euros("0.92") })
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := pricing.ParseRequest(data, money.USD)
		if err != nil {
			return
		}
		if err := r.Validate(money.USD); err != nil {
			t.Errorf("Validate() = %v after decoding", err)
		}
		first, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pricing.ParseRequest(first, money.USD)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, first)
		}
		second, err := json.Marshal(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("written twice it differs:\n%s", cmp.Diff(string(first), string(second)))
		}
		r.At, r.Explain = noon, true
		totals, err := calc.CalculateTotals(t.Context(), r)
		if err != nil {
			if class := fault.ClassOf(err); class != fault.Invalid && class != fault.Limit {
				t.Errorf("CalculateTotals() = %v, want an Invalid or Limit error", err)
			}
			return
		}
		if err := pricing.Check(totals); err != nil {
			t.Errorf("Check() = %v", err)
		}
		checkTrace(t, totals)
	})
}

// FuzzReplay replays explanations that are anything: it says what is wrong with
// one, within bounds, and what replays adds up with its own text.
func FuzzReplay(f *testing.F) {
	in := newYork(line("mug", 3, "25.00"), line("tea", 2, "7.35"))
	in.CouponCode, in.Explain = "SAVE10", true
	for _, point := range []money.Point{money.PointLine, money.PointUnit, money.PointOrder} {
		c, err := pricing.New(pricing.Config{Currency: money.USD, Conversion: euros("0.92"), Policy: money.Policy{Point: point}})
		if err != nil {
			f.Fatal(err)
		}
		totals, err := c.Calculate(f.Context(), in)
		if err != nil {
			f.Fatal(err)
		}
		data, err := json.Marshal(totals.Explanation)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	step := func(how string) []byte {
		return []byte(`{"version":1,"currency":"USD","policy":{"mode":"HALF_UP","point":"LINE"},"steps":[{"figure":"a","how":` + how + `,"amount":"1.00"}],"lists":[{"name":"l","of":[{"value":"1"},{"list":"l"}]}],"skipped":[]}`)
	}
	for _, how := range []string{
		`{}`, `{"figure":"a"}`, `{"figure":"b"}`, `{"value":"1e9"}`, `{"list":"l"}`, `{"op":"SUM","of":[{"list":"l"}]}`, `{"op":"QUOTIENT","of":[{"value":"1"},{"value":"0"}]}`,
		`{"op":"UNIT"}`, `{"op":"UNITS","of":[{"value":"1"},{"value":"0"},{"op":"UNIT"}]}`, `{"op":"SHARE","of":[{"value":"1"},{"value":"1"}],"index":7}`,
		`{"op":"ROUND","of":[{"value":"1"},{"value":"0"}],"mode":"DOWN"}`, `{"op":"MIN"}`, `{"op":"SHARE","of":[{"value":"0.001"},{"value":"-1"}]}`, `{"op":"MAX","of":[{"value":"1"}],"figure":"a"}`,
	} {
		f.Add(step(how))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e pricing.Explanation
		if err := json.Unmarshal(data, &e); err != nil {
			return
		}
		var replay *pricing.ReplayError
		if err := e.Replay(); err != nil && !errors.As(err, &replay) {
			t.Errorf("Replay() = %v, want a *ReplayError", err)
		}
		_ = e.Table()
		saved, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back pricing.Explanation
		if err := json.Unmarshal(saved, &back); err != nil {
			t.Errorf("what was written is refused: %v", err)
		}
	})
}
