// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/jsonkind"
)

// String returns the number with the digits of its currency and without symbol,
// such as "25.00"; for an unbound amount with the digits that were read.
func (a Amount) String() string {
	var buf [48]byte
	return string(a.appendTo(buf[:0]))
}

// AppendText appends what String returns. It never fails.
func (a Amount) AppendText(b []byte) ([]byte, error) { return a.appendTo(b), nil }

// MarshalJSON returns what String returns, as a JSON string.
func (a Amount) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 24)
	b = append(b, '"')
	b = a.appendTo(b)
	return append(b, '"'), nil
}

// UnmarshalJSON reads a JSON string or number of the form that Parse reads, to
// an unbound amount. null changes nothing.
func (a *Amount) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	text := data
	if len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' {
		text = text[1 : len(text)-1]
		if bytes.IndexByte(text, '\\') >= 0 {
			var plain string
			if err := json.Unmarshal(data, &plain); err != nil {
				return err
			}
			text = []byte(plain)
		}
	}
	n, ok := scan(text)
	if !ok {
		if unfit := jsonkind.NotNumber(data); unfit != "" {
			return violation(fault.RuleFormat, unfit, nil)
		}
		return notNumber("an amount", text)
	}
	*a = unbound(n)
	return nil
}

func (a Amount) appendTo(b []byte) []byte {
	if a.wide != nil {
		return appendWide(b, a.wide, a.digits())
	}
	return appendUnits(b, a.minor, a.digits())
}

// appendUnits appends units × 10^-digits.
func appendUnits(b []byte, units int64, digits int) []byte {
	u := magnitude(units)
	if units < 0 {
		b = append(b, '-')
	}
	if digits == 0 {
		return strconv.AppendUint(b, u, 10)
	}
	var buf [32]byte
	i := len(buf)
	for n := 0; u > 0 || n <= digits; n++ {
		if n == digits {
			i--
			buf[i] = '.'
		}
		i--
		buf[i] = byte('0' + u%10)
		u /= 10
	}
	return append(b, buf[i:]...)
}

// appendWide is appendUnits for counts beyond int64.
func appendWide(b []byte, units *big.Int, digits int) []byte {
	b = units.Append(b, 10)
	if digits == 0 {
		return b
	}
	// A wide count has at least 19 digits, more than any currency.
	point := len(b) - digits
	b = append(b, 0)
	copy(b[point+1:], b[point:])
	b[point] = '.'
	return b
}
