// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"bytes"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// ConversionRate is how much of the buyer's currency one unit of the shop's is
// worth. The zero ConversionRate is none. It is written as a string; a string
// or a number is read.
type ConversionRate struct{ d decimal.Decimal }

// ConversionRateOf returns d as a ConversionRate.
func ConversionRateOf(d decimal.Decimal) ConversionRate { return ConversionRate{d} }

// ParseConversionRate reads a decimal such as "0.92".
func ParseConversionRate(text string) (ConversionRate, error) {
	d, err := money.ParseDecimal(text)
	if err != nil {
		return ConversionRate{}, err
	}
	return ConversionRate{d}, nil
}

// Decimal returns the rate's value.
func (r ConversionRate) Decimal() decimal.Decimal { return r.d }

// IsZero reports whether the rate is 0.
func (r ConversionRate) IsZero() bool { return r.d.IsZero() }

// Equal reports whether two rates have the same value, whatever their scale.
func (r ConversionRate) Equal(o ConversionRate) bool { return r.d.Equal(o.d) }

// String returns the rate as a plain decimal, such as "0.92".
func (r ConversionRate) String() string { return r.d.String() }

// MarshalJSON writes the rate as a string.
func (r ConversionRate) MarshalJSON() ([]byte, error) { return []byte(`"` + r.d.String() + `"`), nil }

// UnmarshalJSON reads a rate from a string or a number. null reads as 0.
func (r *ConversionRate) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if string(b) == "null" {
		*r = ConversionRate{}
		return nil
	}
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		b = b[1 : len(b)-1]
	}
	p, err := ParseConversionRate(string(b))
	if err != nil {
		return fmt.Errorf("conversion rate: %w", err)
	}
	*r = p
	return nil
}
