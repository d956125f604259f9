// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
)

// The grammar of numbers in text: -?\d{1,16}(\.\d{1,9})?
const (
	maxWholeDigits    = 16
	maxFractionDigits = 9
)

// number is a text of the grammar taken apart: coef × 10^-scale, or, when the
// digits do not fit an int64, wide × 10^-scale.
type number struct {
	coef  int64
	wide  *big.Int
	scale uint8
}

// scan reads a text of the grammar and nothing else, in one pass and without
// allocating unless there are more than 18 digits.
func scan[T string | []byte](text T) (number, bool) {
	i, negative := 0, false
	if len(text) > 0 && text[0] == '-' {
		i, negative = 1, true
	}
	if len(text)-i > maxWholeDigits+1+maxFractionDigits {
		return number{}, false
	}
	// 18 digits always fit; beyond that the rest is kept apart.
	var high, low uint64
	var lowUnit uint64 = 1
	digits, start := 0, i
	whole := -1
	for ; i < len(text); i++ {
		c := text[i]
		if c == '.' {
			if whole >= 0 {
				return number{}, false
			}
			whole = i - start
			continue
		}
		if c < '0' || c > '9' {
			return number{}, false
		}
		if digits < 18 {
			high = high*10 + uint64(c-'0')
		} else {
			low = low*10 + uint64(c-'0')
			lowUnit *= 10
		}
		digits++
	}
	fraction := 0
	if whole < 0 {
		whole = digits
	} else {
		fraction = digits - whole
		if fraction == 0 {
			return number{}, false
		}
	}
	if whole == 0 || whole > maxWholeDigits || fraction > maxFractionDigits {
		return number{}, false
	}

	n := number{scale: uint8(fraction)}
	if lowUnit == 1 {
		n.coef = int64(high)
		if negative {
			n.coef = -n.coef
		}
		return n, true
	}
	wide := new(big.Int).SetUint64(high)
	wide.Mul(wide, new(big.Int).SetUint64(lowUnit))
	wide.Add(wide, new(big.Int).SetUint64(low))
	if negative {
		wide.Neg(wide)
	}
	if wide.IsInt64() {
		n.coef = wide.Int64()
	} else {
		n.wide = wide
	}
	return n, true
}

// ParseDecimal reads a rate, percentage or other plain number. Like amounts it
// has at most 16 digits before the point and 9 after it and no exponent; other
// texts are a *SyntaxError, found before anything is allocated.
func ParseDecimal(text string) (decimal.Decimal, error) {
	n, ok := scan(text)
	if !ok {
		return decimal.Decimal{}, notNumber("a decimal number", text)
	}
	if n.wide != nil {
		return decimal.NewFromBigInt(n.wide, -int32(n.scale)), nil
	}
	return decimal.New(n.coef, -int32(n.scale)), nil
}

// Parse reads an amount such as "25.00" or "-3": at most 16 digits before the
// point and 9 after it, no exponent. Other texts are a *SyntaxError, more digits
// than c has a *ScaleError; trailing zeros do not count as digits. With no
// currency the amount is unbound.
func Parse(text string, c Currency) (Amount, error) {
	n, ok := scan(text)
	if !ok {
		return Amount{}, notNumber("an amount", text)
	}
	a := unbound(n)
	if c == 0 {
		return a, nil
	}
	return a.Bind(c)
}

// MustParse is Parse for constants of a program; it panics on an error.
func MustParse(text string, c Currency) Amount {
	a, err := Parse(text, c)
	if err != nil {
		panic(err)
	}
	return a
}

func notNumber[T string | []byte](what string, text T) error {
	return &SyntaxError{What: what, Text: shorten(text), rule: fault.RuleFormat}
}

func unbound(n number) Amount {
	return Amount{minor: n.coef, wide: n.wide, scale: n.scale, set: true}
}
