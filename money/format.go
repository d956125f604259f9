// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Formatter writes amounts for people. Locale is one.
type Formatter interface {
	Format(Amount) string
}

var _ Formatter = Locale(0)

// noBreakSpace goes between a symbol that ends in a letter and digits.
const noBreakSpace = "\u00a0"

// Format writes the amount as the locale does, with all digits of its currency:
// "$85.00" in en-US, "85,00 €" with a no-break space in de. An unbound amount is
// written without symbol, and no locale writes what Amount.String does.
func (l Locale) Format(a Amount) string {
	var buf [64]byte
	return string(l.AppendFormat(buf[:0], a))
}

// AppendFormat appends what Format returns.
func (l Locale) AppendFormat(b []byte, a Amount) []byte {
	if l.info().tag == "" {
		return a.appendTo(b)
	}
	style := &layouts[l.info().layout]
	var sign string
	if a.cur != 0 {
		s := l.symbol(a.cur)
		if sign = s.text; s.layout != 0 {
			style = &layouts[s.layout]
		}
	}
	affix := &style.positive
	if a.Sign() < 0 {
		affix = &style.negative
	}

	var buf [48]byte
	digits := appendMagnitude(buf[:0], a)
	b = appendAffix(b, affix.before, sign, true)
	b = style.appendDigits(b, digits, a.digits())
	return appendAffix(b, affix.after, sign, false)
}

// appendMagnitude appends the count of units without sign.
func appendMagnitude(b []byte, a Amount) []byte {
	if a.wide != nil {
		return new(big.Int).Abs(a.wide).Append(b, 10)
	}
	return strconv.AppendUint(b, magnitude(a.minor), 10)
}

// appendDigits appends a count of units with the locale's separators.
func (l *layout) appendDigits(b, digits []byte, scale int) []byte {
	whole := len(digits) - scale
	if whole <= 0 {
		b = append(b, '0')
	}
	grouped := whole >= int(l.primary)+int(l.minGrouping)
	for n := range max(whole, 0) {
		if rest := whole - n; grouped && n > 0 && l.startsGroup(rest) {
			b = append(b, l.group...)
		}
		b = append(b, digits[n])
	}
	if scale == 0 {
		return b
	}
	b = append(b, l.decimal...)
	for n := whole; n < 0; n++ {
		b = append(b, '0')
	}
	return append(b, digits[max(whole, 0):]...)
}

// startsGroup reports whether a group starts where rest digits are left.
func (l *layout) startsGroup(rest int) bool {
	rest -= int(l.primary)
	return rest >= 0 && rest%int(l.secondary) == 0
}

// appendAffix appends what stands before or after the digits, with the symbol in
// its place. Where the symbol touches the digits with a letter a space goes
// between; without symbol no space is left on the outside.
func appendAffix(b []byte, affix, sign string, before bool) []byte {
	const mark = "¤"
	left, right, found := strings.Cut(affix, mark)
	if !found {
		return append(b, affix...)
	}
	if sign == "" {
		b = append(b, strings.TrimRightFunc(left, unicode.IsSpace)...)
		return append(b, strings.TrimLeftFunc(right, unicode.IsSpace)...)
	}
	b = append(b, left...)
	if !before && left == "" {
		if r, _ := utf8.DecodeRuneInString(sign); touches(r) {
			b = append(b, noBreakSpace...)
		}
	}
	b = append(b, sign...)
	if before && right == "" {
		if r, _ := utf8.DecodeLastRuneInString(sign); touches(r) {
			b = append(b, noBreakSpace...)
		}
	}
	return append(b, right...)
}

// touches reports whether a digit beside r would look like part of it: r is
// neither a symbol nor a space.
func touches(r rune) bool {
	if r < utf8.RuneSelf {
		return r != '$' && r != ' '
	}
	return !unicode.In(r, unicode.S, unicode.Z)
}
