// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/jsonkind"
	"github.com/go-ecom/ecom/money"
)

// Decimal is a decimal number of a configuration, as text: "25.00", "0.08875".
// Constructors of the embedded plug-ins read it exactly and report what they
// can't read by its field path, all at once; so decoding a Decimal from JSON
// never fails. The empty Decimal is absent.
type Decimal string

// UnmarshalJSON keeps the text of a JSON string or number. Anything else is
// kept as it is written, for Check to report.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case bytes.Equal(data, []byte("null")):
		*d = ""
	case len(data) > 0 && data[0] == '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*d = Decimal(text)
	default:
		*d = Decimal(data)
	}
	return nil
}

// Check reads d for the field at path. When d is not a decimal number, or lies
// outside low..high, it records a violation and returns false. An absent d is
// zero, and so is what can't be read.
func (d Decimal) Check(c *fault.Checker, path string, low, high int64) (decimal.Decimal, bool) {
	if d == "" {
		return decimal.Decimal{}, true
	}
	v, err := money.ParseDecimal(string(d))
	if err != nil && (d[0] == '{' || d[0] == '[') {
		c.Add(path, fault.RuleFormat, jsonkind.NotNumber(string(d)), nil)
		return decimal.Decimal{}, false
	}
	if err != nil {
		c.Add(path, fault.RuleFormat, fmt.Sprintf("%s is not a decimal number", abbreviate(string(d))), nil)
		return decimal.Decimal{}, false
	}
	if !decimals.Range(c, path, v, low, high) {
		return decimal.Decimal{}, false
	}
	return v, true
}

// MaxAmount is the greatest price that the platform takes.
const MaxAmount = decimals.MaxAmount

// CheckAmount reads d as an amount of currency cur that is not negative, for
// the field at path. It records a violation when d is none, or has more digits
// than cur, and returns false. An absent d is zero.
func (d Decimal) CheckAmount(c *fault.Checker, path string, cur money.Currency) (money.Amount, bool) {
	v, ok := d.Check(c, path, 0, MaxAmount)
	if !ok {
		return money.Zero(cur), false
	}
	a, err := money.New(v, cur)
	if err != nil {
		c.AddAll(path, err)
		return money.Zero(cur), false
	}
	return a, true
}

// abbreviate quotes text that may be long or odd for a message.
func abbreviate(text string) string {
	const limit = 40
	if r := []rune(text); len(r) > limit {
		text = string(r[:limit]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
