// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// Type is the type of a field's values.
type Type uint8

// The types.
const (
	TypeText   Type = iota + 1 // texts, ids and enums
	TypeNumber                 // whole and decimal numbers, amounts of money
	TypeTime                   // moments
	TypeBool
)

// String returns "text", "number", "time" or "boolean"; "null" for 0.
func (t Type) String() string {
	switch t {
	case TypeText:
		return "text"
	case TypeNumber:
		return "number"
	case TypeTime:
		return "time"
	case TypeBool:
		return "boolean"
	}
	return "null"
}

// Value is one value of a field, or an operand. The zero Value is null. Values
// are immutable; a number is exact.
type Value struct {
	text  string
	wide  *decimal.Decimal // a number that n and scale can't hold; never written
	n     int64            // a number is n / 10^scale; a moment is n µs after 1970; true is 1
	scale uint8
	typ   Type
}

// Text returns a text.
func Text(s string) Value { return Value{typ: TypeText, text: s} }

// Bool returns true or false.
func Bool(b bool) Value {
	v := Value{typ: TypeBool}
	if b {
		v.n = 1
	}
	return v
}

// Int returns a whole number.
func Int(n int64) Value { return Value{typ: TypeNumber, n: n} }

// Number returns a number.
func Number(d decimal.Decimal) Value {
	exp := d.Exponent()
	if d.NumDigits() <= 18 && exp <= 0 && exp >= -18 {
		return Value{typ: TypeNumber, n: d.CoefficientInt64(), scale: uint8(-exp)}
	}
	if d.IsInteger() && d.NumDigits()+int(max(exp, 0)) <= 18 {
		return Int(d.IntPart())
	}
	return Value{typ: TypeNumber, wide: &d}
}

// Amount returns an amount of money as a number, without its currency.
func Amount(a money.Amount) Value {
	if n, ok := a.Minor(); ok {
		return Value{typ: TypeNumber, n: n, scale: uint8(a.Currency().Digits())}
	}
	return Number(a.Decimal())
}

// Time returns a moment, to the microsecond. The zero time is null.
func Time(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{typ: TypeTime, n: t.UnixMicro()}
}

// Type returns the type of the value, 0 for null.
func (v Value) Type() Type { return v.typ }

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.typ == 0 }

// Text returns the text that v is, or "".
func (v Value) Text() string { return v.text }

// Bool reports whether v is true.
func (v Value) Bool() bool { return v.typ == TypeBool && v.n == 1 }

// Time returns the moment that v is, in UTC, or the zero time.
func (v Value) Time() time.Time {
	if v.typ != TypeTime {
		return time.Time{}
	}
	return time.UnixMicro(v.n).UTC()
}

// Number returns the number that v is, or 0.
func (v Value) Number() decimal.Decimal {
	switch {
	case v.typ != TypeNumber:
		return decimal.Decimal{}
	case v.wide != nil:
		return *v.wide
	}
	return decimal.New(v.n, -int32(v.scale))
}

// Int returns the whole number that v is; false when v is no number, is not
// whole or does not fit.
func (v Value) Int() (int64, bool) {
	switch {
	case v.typ != TypeNumber:
		return 0, false
	case v.wide == nil && v.scale == 0:
		return v.n, true
	}
	d := v.Number()
	if !d.IsInteger() || d.GreaterThan(decimal.New(math.MaxInt64, 0)) || d.LessThan(decimal.New(math.MinInt64, 0)) {
		return 0, false
	}
	return d.IntPart(), true
}

// String returns the value as it would be written in a filter.
func (v Value) String() string {
	switch v.typ {
	case TypeText:
		return strconv.Quote(v.text)
	case TypeNumber:
		return v.Number().String()
	case TypeTime:
		return strconv.Quote(v.Time().Format(time.RFC3339Nano))
	case TypeBool:
		return strconv.FormatBool(v.n == 1)
	}
	return "null"
}

// Compare orders values: null first, then by type, then by value. Texts compare
// byte by byte.
func Compare(a, b Value) int {
	switch {
	case a.typ != b.typ:
		return cmp.Compare(a.typ, b.typ)
	case a.typ == TypeText:
		return strings.Compare(a.text, b.text)
	case a.typ == TypeNumber && (a.scale != b.scale || a.wide != nil || b.wide != nil):
		return a.Number().Cmp(b.Number())
	}
	return cmp.Compare(a.n, b.n)
}

// Fold returns s as texts are compared that ignore case. Index keys of fields
// declared CaseInsensitive are made of folded texts.
func Fold(s string) string { return strings.ToLower(s) }

// folded returns v as it compares when case is ignored.
func (v Value) folded() Value {
	if v.typ == TypeText {
		v.text = Fold(v.text)
	}
	return v
}
