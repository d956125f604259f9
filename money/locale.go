// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"cmp"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// The command's comment says where to get the packages that it reads.
//go:generate go run ../internal/cldrgen -numbers=$CLDR_NUMBERS -core=$CLDR_CORE -out locale_table.go

// Locale says how amounts are written for people of a language and region. The
// zero Locale is none; its text is "". The number of a locale may change from
// release to release: store its text.
type Locale uint16

type localeInfo struct {
	tag     string
	layout  uint8    // place in layouts
	parent  uint16   // place in locales; 0 for a language
	symbols []symbol // those that differ from the parent's, sorted by number
}

// layout is how a locale writes amounts, whatever the currency.
type layout struct {
	decimal, group     string
	primary, secondary uint8   // sizes of the last group of digits and of the others
	minGrouping        uint8   // digits that stand before the last group for any to be set apart
	positive, negative affixes // what stands around the digits
}

// affixes stand before and after the digits; ¤ marks the place of the symbol.
type affixes struct{ before, after string }

type symbol struct {
	currency Currency
	text     string
	layout   uint8 // place in layouts, for a currency with a layout of its own; else 0
}

type localeAlias struct{ from, to string }

// ParseLocale returns the locale for a BCP 47 tag such as "en-US" or "de-AT",
// whatever its case. Where there is no locale for a region the parent's is
// returned, so "de-LU" gives de and "es-AR" es-419; String tells which. A
// language without locale is a *SyntaxError.
func ParseLocale(tag string) (Locale, error) {
	if t, ok := canonical(tag); ok {
		for t != "" {
			i, found := slices.BinarySearchFunc(locales[1:], t, func(l localeInfo, t string) int { return cmp.Compare(l.tag, t) })
			if found {
				return Locale(i + 1), nil
			}
			if i, found := slices.BinarySearchFunc(localeAliases[:], t, func(a localeAlias, t string) int { return cmp.Compare(a.from, t) }); found {
				t = localeAliases[i].to
				continue
			}
			t = t[:max(strings.LastIndexByte(t, '-'), 0)]
		}
	}
	return 0, &SyntaxError{What: "a locale known here", Text: shorten(tag), rule: fault.RuleFormat}
}

// MustParseLocale is ParseLocale for constants of a program; it panics on an
// error.
func MustParseLocale(tag string) Locale {
	l, err := ParseLocale(tag)
	if err != nil {
		panic(err)
	}
	return l
}

// Locales returns the tags of all locales, sorted.
func Locales() []string {
	tags := make([]string, 0, len(locales)-1)
	for _, l := range locales[1:] {
		tags = append(tags, l.tag)
	}
	return tags
}

// canonical gives a tag the usual case: zh-Hant-TW. It reports whether the tag
// has the form of one.
func canonical(tag string) (string, bool) {
	if len(tag) > 35 {
		return "", false
	}
	parts := strings.FieldsFunc(tag, func(r rune) bool { return r == '-' || r == '_' })
	for i, p := range parts {
		for _, r := range p {
			if (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') {
				return "", false
			}
		}
		p = strings.ToLower(p)
		switch {
		case i > 0 && len(p) == 2:
			p = strings.ToUpper(p)
		case i > 0 && len(p) == 4:
			p = strings.ToUpper(p[:1]) + p[1:]
		}
		parts[i] = p
	}
	return strings.Join(parts, "-"), true
}

// String returns the locale's tag, such as "en-US".
func (l Locale) String() string { return l.info().tag }

// IsZero reports whether l is no locale.
func (l Locale) IsZero() bool { return l == 0 }

// MarshalText returns the locale's tag.
func (l Locale) MarshalText() ([]byte, error) { return []byte(l.info().tag), nil }

// UnmarshalText reads a tag like ParseLocale; "" is no locale.
func (l *Locale) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = 0
		return nil
	}
	v, err := ParseLocale(string(text))
	if err != nil {
		return err
	}
	*l = v
	return nil
}

// Symbol returns what the locale writes for a currency: "$", "US$", or the code
// where it has no symbol.
func (l Locale) Symbol(c Currency) string {
	return l.symbol(c).text
}

// symbol finds what the locale or an ancestor says of a currency.
func (l Locale) symbol(c Currency) symbol {
	for ; l != 0; l = Locale(l.info().parent) {
		if s := find(l.info().symbols, c); s != nil {
			return *s
		}
	}
	if s := find(commonSymbols, c); s != nil {
		return *s
	}
	return symbol{currency: c, text: c.Code()}
}

// find looks up a currency in a sorted list.
func find(list []symbol, c Currency) *symbol {
	low, high := 0, len(list)
	for low < high {
		mid := int(uint(low+high) / 2)
		if list[mid].currency < c {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(list) && list[low].currency == c {
		return &list[low]
	}
	return nil
}

func (l Locale) info() *localeInfo {
	if int(l) < len(locales) {
		return &locales[l]
	}
	return &locales[0]
}
