// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Object is a free-form JSON object whose members are the caller's own: the
// options of a catalog reference, the data of an app.
//
// A number read from JSON becomes a float64 when that keeps it exactly, and a
// json.Number when it does not, so what was read is written back unchanged in
// value.
type Object map[string]any

// UnmarshalJSON reads a JSON object; null gives a nil Object.
func (o *Object) UnmarshalJSON(data []byte) error {
	v, err := DecodeValue(data)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case nil:
		*o = nil
	case map[string]any:
		*o = v
	default:
		return fmt.Errorf("item: %s is not a JSON object", clip(data))
	}
	return nil
}

// Clone returns a copy that shares nothing with o.
func (o Object) Clone() Object {
	if o == nil {
		return nil
	}
	return CloneValue(map[string]any(o)).(map[string]any)
}

// Equal reports whether two objects hold the same members. Numbers are compared
// by value, whatever their Go type; nil and empty objects are equal.
func (o Object) Equal(p Object) bool {
	return len(o) == len(p) && canonical(map[string]any(o)) == canonical(map[string]any(p))
}

// DecodeValue reads any one JSON value, keeping its numbers exact as Object
// does.
func DecodeValue(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, errors.New("item: more than one JSON value")
	}
	return easeNumbers(v), nil
}

// CloneValue returns a copy of a JSON value (maps, slices, texts, numbers,
// booleans, nil) that shares nothing with v. Values of other types are returned
// as they are.
func CloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if v == nil {
			return v
		}
		c := make(map[string]any, len(v))
		for k, e := range v {
			c[k] = CloneValue(e)
		}
		return c
	case Object:
		return v.Clone()
	case []any:
		if v == nil {
			return v
		}
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = CloneValue(e)
		}
		return c
	case map[string]string:
		return maps.Clone(v)
	case []string:
		return slices.Clone(v)
	default:
		return v
	}
}

// easeNumbers replaces each json.Number of v by a float64 where that has the
// same value. v is changed in place.
func easeNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = easeNumbers(e)
		}
	case []any:
		for i, e := range v {
			v[i] = easeNumbers(e)
		}
	case json.Number:
		f, err := strconv.ParseFloat(string(v), 64)
		if err == nil && normalNumber(string(v)) == normalNumber(strconv.FormatFloat(f, 'g', -1, 64)) {
			return f
		}
	}
	return v
}

// canonical returns a text that is the same for equal JSON values only.
func canonical(v any) string {
	var b strings.Builder
	appendCanonical(&b, v)
	return b.String()
}

func appendCanonical(b *strings.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case string:
		b.WriteString(strconv.Quote(v))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			fmt.Fprintf(b, "!%v", v)
			return
		}
		b.WriteString(normalNumber(strconv.FormatFloat(v, 'g', -1, 64)))
	case json.Number:
		b.WriteString(normalNumber(string(v)))
	case map[string]any:
		b.WriteByte('{')
		for _, k := range slices.Sorted(maps.Keys(v)) {
			b.WriteString(strconv.Quote(k))
			b.WriteByte(':')
			appendCanonical(b, v[k])
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case Object:
		appendCanonical(b, map[string]any(v))
	case []any:
		b.WriteByte('[')
		for _, e := range v {
			appendCanonical(b, e)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	default:
		// Any other Go value counts as what it would be on the wire.
		data, err := json.Marshal(v)
		if err != nil {
			fmt.Fprintf(b, "!%T %#v", v, v)
			return
		}
		w, err := DecodeValue(data)
		if err != nil {
			fmt.Fprintf(b, "!%s", data)
			return
		}
		appendCanonical(b, w)
	}
}

// normalNumber returns one spelling for all texts of a JSON number: its digits
// without leading or trailing zeros and its exponent. It works on the text
// alone, so a huge exponent costs nothing.
func normalNumber(s string) string {
	mantissa, exponent, hasExp := strings.Cut(strings.ToLower(s), "e")
	neg := strings.HasPrefix(mantissa, "-")
	mantissa = strings.TrimPrefix(mantissa, "-")
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := whole + frac
	exp := int64(-len(frac))
	if hasExp {
		n, err := strconv.ParseInt(strings.TrimPrefix(exponent, "+"), 10, 32)
		if err != nil {
			return s
		}
		exp += n
	}
	trimmed := strings.TrimRight(digits, "0")
	exp += int64(len(digits) - len(trimmed))
	trimmed = strings.TrimLeft(trimmed, "0")
	if trimmed == "" {
		return "0"
	}
	if neg {
		trimmed = "-" + trimmed
	}
	if exp == 0 {
		return trimmed
	}
	return trimmed + "e" + strconv.FormatInt(exp, 10)
}

// parseNumber reads a JSON number, or the same in quotes, as an exact decimal.
// Numbers of more than 40 digits or with exponents beyond ±40 are refused before
// they cost anything.
func parseNumber(data []byte) (decimal.Decimal, error) {
	s := string(bytes.Trim(bytes.TrimSpace(data), `"`))
	n := normalNumber(s)
	mantissa, exponent, _ := strings.Cut(n, "e")
	exp := 0
	if exponent != "" {
		var err error
		if exp, err = strconv.Atoi(exponent); err != nil {
			return decimal.Decimal{}, fmt.Errorf("item: %s is not a number", clip(data))
		}
	}
	if !numeric(s) || len(strings.TrimPrefix(mantissa, "-")) > 40 || exp < -40 || exp > 40 {
		return decimal.Decimal{}, fmt.Errorf("item: %s is not a number of at most 40 digits", clip(data))
	}
	return decimal.NewFromString(n)
}

// numeric reports whether s has the grammar of a JSON number.
func numeric(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits := func() bool {
		n := 0
		for n < len(s) && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	if !digits() {
		return false
	}
	if strings.HasPrefix(s, ".") {
		if s = s[1:]; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	return s == ""
}

func clip(data []byte) string {
	if len(data) > 40 {
		return string(data[:40]) + "…"
	}
	return string(data)
}
