// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/jsonkind"
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
	if !decimals.Range(&c, "", d, 0, 1_000_000) || !decimals.Scale(&c, "", d, RateDigits) {
		return 0, c.Err()
	}
	return Rate(d.Shift(RateDigits).IntPart()), nil
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
	if unfit := jsonkind.NotNumber(data); unfit != "" {
		var v fault.Checker
		v.Add("", fault.RuleFormat, unfit, nil)
		return v.Err()
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
