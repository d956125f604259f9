// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

//go:generate go run ../internal/isogen -in testdata/iso4217_minor_units.json -out currency_table.go

// Currency is the numeric code of an ISO 4217 currency, such as USD = 840. The
// zero Currency is none; its text is "". A number that ISO 4217 does not assign
// behaves like none, except that it is not equal to it.
type Currency uint16

type currencyInfo struct {
	code    string
	name    string
	numeric Currency
	digits  uint8
}

// Currencies returns every currency of ISO 4217, by code.
func Currencies() []Currency {
	list := make([]Currency, len(currencies)-1)
	for i := range list {
		list[i] = currencies[i+1].numeric
	}
	return list
}

// ParseCurrency returns the currency with an alphabetic ISO 4217 code, such as
// "USD". Codes are upper case. Anything else, "" included, is a *SyntaxError.
func ParseCurrency(code string) (Currency, error) {
	low, high := 1, len(currencies)
	for low < high {
		mid := int(uint(low+high) / 2)
		if currencies[mid].code < code {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(currencies) && currencies[low].code == code {
		return currencies[low].numeric, nil
	}
	return 0, &SyntaxError{What: "an ISO 4217 currency code", Text: shorten(code), rule: fault.RuleFormat}
}

// Code returns the alphabetic code, such as "USD", and "" for no currency.
func (c Currency) Code() string { return c.info().code }

// String returns the alphabetic code, and Currency(n) for a number without one.
func (c Currency) String() string {
	if i := c.info(); i.code != "" || c == 0 {
		return i.code
	}
	return fmt.Sprintf("Currency(%d)", uint16(c))
}

// Digits returns how many decimal digits the minor unit has: 2 for USD, 0 for
// JPY and for no currency.
func (c Currency) Digits() int {
	if int(c) < len(currencyDigits) {
		return int(currencyDigits[c])
	}
	return 0
}

// Name returns the English name of ISO 4217, such as "US Dollar".
func (c Currency) Name() string { return c.info().name }

// Valid reports whether ISO 4217 assigns the number.
func (c Currency) Valid() bool { return c.info().numeric != 0 }

// IsZero reports whether c is no currency.
func (c Currency) IsZero() bool { return c == 0 }

// MarshalText returns the alphabetic code. A number without one is an error.
func (c Currency) MarshalText() ([]byte, error) {
	if c != 0 && !c.Valid() {
		return nil, &SyntaxError{What: "an ISO 4217 currency", Text: c.String(), rule: fault.RuleFormat}
	}
	return []byte(c.Code()), nil
}

// UnmarshalText reads an alphabetic code; "" is no currency.
func (c *Currency) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = 0
		return nil
	}
	v, err := ParseCurrency(string(text))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

func (c Currency) info() *currencyInfo {
	if int(c) < len(currencyIndex) {
		return &currencies[currencyIndex[c]]
	}
	return &currencies[0]
}
