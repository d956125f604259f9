// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

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

// Percentage is an exact number of percent, such as 12.5. On the wire it is a
// number; a text with a number in it is read too. Decoding keeps what is not a
// number for validation to report by its path.
type Percentage struct{ number }

// PercentageOf returns d percent.
func PercentageOf(d decimal.Decimal) Percentage { return Percentage{number{d: d}} }

// ParsePercentage reads a number such as "12.5".
func ParsePercentage(text string) (Percentage, error) {
	d, err := money.ParseDecimal(text)
	return Percentage{number{d: d}}, err
}

// MustPercentage is ParsePercentage for constants of a program; it panics on
// an error.
func MustPercentage(text string) *Percentage {
	p, err := ParsePercentage(text)
	if err != nil {
		panic(err)
	}
	return &p
}

// Equal reports whether two percentages are the same number.
func (p Percentage) Equal(o Percentage) bool { return p.bad == o.bad && p.d.Equal(o.d) }

// String returns the number, such as "12.5".
func (p Percentage) String() string {
	if p.bad != "" {
		return p.bad
	}
	return p.d.String()
}

// MarshalJSON writes the number.
func (p Percentage) MarshalJSON() ([]byte, error) {
	if p.bad != "" {
		return json.Marshal(p.bad)
	}
	return []byte(p.d.String()), nil
}

// Value is an exact sum in the shop's currency of up to four decimal digits,
// which may be more than the currency itself has. On the wire it is a text
// with a number in it; a number is read too. Decoding keeps what is not a
// number for validation to report by its path.
type Value struct{ number }

// ValueOf returns d as a Value.
func ValueOf(d decimal.Decimal) Value { return Value{number{d: d}} }

// ParseValue reads a sum such as "5.00".
func ParseValue(text string) (Value, error) {
	d, err := money.ParseDecimal(text)
	return Value{number{d: d}}, err
}

// MustValue is ParseValue for constants of a program; it panics on an error.
func MustValue(text string) *Value {
	v, err := ParseValue(text)
	if err != nil {
		panic(err)
	}
	return &v
}

// Equal reports whether two values are the same number.
func (v Value) Equal(o Value) bool { return v.bad == o.bad && v.d.Equal(o.d) }

// String returns the number with the digits it was read with, such as "5.00".
func (v Value) String() string {
	if v.bad != "" {
		return v.bad
	}
	return v.d.StringFixed(max(0, -v.d.Exponent()))
}

// MarshalJSON writes the number as a text.
func (v Value) MarshalJSON() ([]byte, error) { return json.Marshal(v.String()) }

// number is an exact decimal, or the text that was read in its place.
type number struct {
	d   decimal.Decimal
	bad string
}

// Decimal returns the number: percent, or major units.
func (n number) Decimal() decimal.Decimal { return n.d }

// UnmarshalJSON reads a number, or a text with a number in it. Only plain
// numbers of bounded length reach the decimal parser.
func (n *number) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if string(data) == "null" {
		return nil
	}
	text := string(data)
	if data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	}
	if d, err := money.ParseDecimal(text); err == nil {
		*n = number{d: d}
	} else {
		*n = number{bad: shorten(text)}
	}
	return nil
}

// check records a violation at field when n is not a number within low..high,
// or has more than scale decimal digits.
func (n number) check(c *fault.Checker, field, low, high string, scale int32, above bool) {
	if n.bad != "" {
		unfit := fmt.Sprintf("%q is not a decimal number", n.bad)
		if n.bad[0] == '{' || n.bad[0] == '[' {
			unfit = jsonkind.NotNumber(n.bad)
		}
		c.Add(field, fault.RuleFormat, unfit, nil)
		return
	}
	lowest, highest := decimal.RequireFromString(low), decimal.RequireFromString(high)
	switch {
	case above && n.d.LessThanOrEqual(lowest):
		c.Add(field, fault.RuleDecimalGT, "must be greater than "+low, map[string]any{"threshold": low})
	case n.d.LessThan(lowest):
		c.Add(field, fault.RuleDecimalGTE, "must be at least "+low, map[string]any{"threshold": low})
	case n.d.GreaterThan(highest):
		c.Add(field, fault.RuleDecimalLTE, "must be at most "+high, map[string]any{"threshold": high})
	default:
		decimals.Scale(c, field, n.d, scale)
	}
}

func shorten(text string) string {
	if text == "" {
		return " "
	}
	if r := []rune(text); len(r) > 40 {
		return string(r[:40])
	}
	return text
}
