// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// Rate is a tax rate as a count of millionths: 0.08875 is Rate(88750). It holds
// exactly what the platform allows, six decimals. Its JSON is a string such as
// "0.08875"; a number is read too.
type Rate int64

// RateDigits is how many decimals a Rate has.
const RateDigits = 6

// ParseRate reads a rate that is not negative. More than six decimals are
// refused with DECIMAL_MAX_SCALE.
func ParseRate(text string) (Rate, error) {
	d, err := money.ParseDecimal(text)
	if err != nil {
		return 0, err
	}
	return RateOf(d)
}

// MustParseRate is ParseRate for constants of a program; it panics on an error.
func MustParseRate(text string) Rate {
	r, err := ParseRate(text)
	if err != nil {
		panic(err)
	}
	return r
}

// RateOf returns d as a Rate.
func RateOf(d decimal.Decimal) (Rate, error) {
	var c fault.Checker
	m := d.Shift(RateDigits)
	switch {
	case d.IsNegative():
		c.Add("", fault.RuleDecimalGTE, "must be at least 0", map[string]any{"threshold": int64(0)})
	case d.GreaterThan(decimal.NewFromInt(1_000_000)):
		c.Add("", fault.RuleDecimalLTE, "must be at most 1000000", map[string]any{"threshold": int64(1_000_000)})
	case !m.IsInteger():
		c.Add("", fault.RuleDecimalMaxScale, fmt.Sprintf("must have at most %d decimals", RateDigits), map[string]any{"maxScale": int64(RateDigits)})
	default:
		return Rate(m.IntPart()), nil
	}
	return 0, c.Err()
}

// Decimal returns the rate's value.
func (r Rate) Decimal() decimal.Decimal { return decimal.New(int64(r), -RateDigits) }

// String returns the rate as a plain decimal without trailing zeros, such as
// "0.19".
func (r Rate) String() string { return r.Decimal().String() }

// MarshalText returns String.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a rate as ParseRate does; "" is 0.
func (r *Rate) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = 0
		return nil
	}
	v, err := ParseRate(string(text))
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// MarshalJSON writes a string.
func (r Rate) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, r.String()), nil }

// UnmarshalJSON reads a string or a number; null is 0.
func (r *Rate) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		*r = 0
		return nil
	}
	if len(data) >= 2 && data[0] == '"' && data[len(data)-1] == '"' {
		data = data[1 : len(data)-1]
	}
	return r.UnmarshalText(data)
}

// CheckRate reads d as a rate of 0 to 1 for the field at path. It records a
// violation when d is none and returns false. An absent d is zero.
func (d Decimal) CheckRate(c *fault.Checker, path string) (Rate, bool) {
	v, ok := d.Check(c, path, 0, 1)
	if !ok {
		return 0, false
	}
	r, err := RateOf(v)
	if err != nil {
		c.AddAll(path, err)
		return 0, false
	}
	return r, true
}
