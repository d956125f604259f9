// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		locale string
		amount string
		cur    money.Currency
		want   string // with _ for no-break spaces, narrow ones too
	}{
		{"en-US", "85.00", money.USD, "$85.00"},
		{"en-US", "-85.00", money.USD, "-$85.00"},
		{"en-US", "1234567.5", money.USD, "$1,234,567.50"},
		{"en-US", "999", money.JPY, "¥999"},
		{"en-US", "0.001", money.KWD, "KWD_0.001"},
		{"en-US", "5", money.CHF, "CHF_5.00"},
		{"en-US", "5", money.CAD, "CA$5.00"},
		{"en-CA", "5", money.CAD, "$5.00"},
		{"en-CA", "5", money.USD, "US$5.00"},
		{"en-GB", "5", money.GBP, "£5.00"},
		{"en-AU", "5", money.AUD, "$5.00"},
		{"en-IN", "1234567.5", money.INR, "₹12,34,567.50"},
		{"en-IN", "12345", money.INR, "₹12,345.00"},
		{"en-DE", "1234.5", money.EUR, "€1.234,50"},
		{"en-DE", "1234.5", money.USD, "1.234,50_US$"},
		{"de-DE", "85.00", money.EUR, "85,00_€"},
		{"de-DE", "-1234.5", money.EUR, "-1.234,50_€"},
		{"de-AT", "1234.5", money.EUR, "€_1.234,50"},
		{"de-CH", "-1234.5", money.CHF, "CHF-1'234.50"},
		{"fr-FR", "1234.5", money.EUR, "1_234,50_€"},
		{"fr-CA", "1234.5", money.CAD, "1_234,50_$"},
		{"es-ES", "1234.5", money.EUR, "1234,50_€"},
		{"es-ES", "12345.5", money.EUR, "12.345,50_€"},
		{"es-MX", "1234.5", money.MXN, "$1,234.50"},
		{"es-AR", "1234.5", money.ARS, "$_1.234,50"},
		{"pt-BR", "1234.5", money.BRL, "R$_1.234,50"},
		{"pl-PL", "1234.5", money.PLN, "1234,50_zł"},
		{"sv-SE", "-1234.5", money.SEK, "−1_234,50_kr"},
		{"da-DK", "1234.5", money.DKK, "1.234,50_kr."},
		{"nb-NO", "5", money.NOK, "5,00_kr"},
		{"ja-JP", "1234", money.JPY, "￥1,234"},
		{"zh-CN", "5", money.CNY, "¥5.00"},
		{"zh-TW", "5", money.TWD, "$5.00"},
		{"tr", "5", money.TRY, "₺5,00"},
		{"hi-IN", "123456", money.INR, "₹1,23,456.00"},
		{"he", "-5", money.ILS, "\u200f\u200e-5.00_\u200f₪"},
		{"en-US", "85.5", 0, "85.5"},
		{"de-DE", "-1085.5", 0, "-1.085,5"},
	} {
		a := money.MustParse(tt.amount, tt.cur)
		got := strings.NewReplacer("\u00a0", "_", "\u202f", "_").Replace(money.MustParseLocale(tt.locale).Format(a))
		if got != tt.want {
			t.Errorf("%s: Format(%s %s) = %q, want %q", tt.locale, tt.amount, tt.cur, got, tt.want)
		}
	}
	if got := money.Locale(0).Format(money.Minor(8500, money.USD)); got != "85.00" {
		t.Errorf("Format without locale = %q, want 85.00", got)
	}
	wide, err := money.New(decimal.RequireFromString("-123456789012345678901.25"), money.USD)
	if err != nil {
		t.Fatal(err)
	}
	if got := money.MustParseLocale("en").Format(wide); got != "-$123,456,789,012,345,678,901.25" {
		t.Errorf("Format(%s) = %q", wide, got)
	}
}

// Whatever the locale, the digits of an amount stand in its text in order, and
// the text needs no escapes in JSON.
func TestFormatEveryLocale(t *testing.T) {
	t.Parallel()
	for _, tag := range money.Locales() {
		l := money.MustParseLocale(tag)
		if l.String() != tag {
			t.Errorf("ParseLocale(%q) = %s", tag, l)
		}
		for _, c := range []money.Currency{money.USD, money.EUR, money.JPY, money.KWD, money.CLF, money.CVE, money.INR} {
			if l.Symbol(c) == "" {
				t.Errorf("%s has no symbol for %s", tag, c)
			}
			text := l.Format(money.Minor(-1234567890, c))
			digits := strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, text)
			if digits != "1234567890" || !strings.Contains(text, l.Symbol(c)) {
				t.Errorf("%s: Format(%s) = %q", tag, c, text)
			}
			if quoted, err := json.Marshal(text); err != nil || string(quoted) != `"`+text+`"` {
				t.Errorf("%s: %q needs escapes: %s, %v", tag, text, quoted, err)
			}
			if got := l.AppendFormat([]byte("x"), money.Minor(-1234567890, c)); string(got) != "x"+text {
				t.Errorf("%s: AppendFormat(%s) = %q, want x%q", tag, c, got, text)
			}
		}
	}
}

func TestParseLocale(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		"en-US": "en-US", "EN-us": "en-US", "en_us": "en-US", "de-DE": "de-DE", "de-AT": "de-AT", "de-XX": "de",
		"es-US": "es-US", "es-JP": "es-419", "no": "nb", "no-NO": "nb", "iw-IL": "he", "zh-TW": "zh-Hant", "zh-hant-tw": "zh-Hant",
		"zh-Hans-CN": "zh-Hans", "zh-HK": "zh-Hant-HK", "pt-AO": "pt-AO", "de-DE-u-nu-latn": "de-DE", "en-Latn-US": "en",
	} {
		l, err := money.ParseLocale(tag)
		if err != nil || l.String() != want {
			t.Errorf("ParseLocale(%q) = %s, %v, want %s", tag, l, err, want)
		}
	}
	for _, tag := range []string{"", "xx", "xx-US", "e", "-", "en$", "en-\x00", strings.Repeat("en-", 20), "ünglish"} {
		if l, err := money.ParseLocale(tag); !errors.Is(err, fault.Invalid) {
			t.Errorf("ParseLocale(%q) = %s, %v, want an invalid error", tag, l, err)
		}
	}
	if !slices.IsSorted(money.Locales()) {
		t.Error("Locales() is not sorted")
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParseLocale(xx) returned")
		}
	}()
	money.MustParseLocale("xx")
}

func TestLocaleText(t *testing.T) {
	t.Parallel()
	for _, want := range []string{`"en-US"`, `""`, `"zh-Hant"`} {
		var l money.Locale
		if err := json.Unmarshal([]byte(want), &l); err != nil {
			t.Errorf("Unmarshal(%s): %v", want, err)
		}
		if got, err := json.Marshal(l); string(got) != want || err != nil {
			t.Errorf("Marshal(%s) = %s, %v, want %s", l, got, err, want)
		}
		if l.IsZero() != (want == `""`) {
			t.Errorf("IsZero of %s = %v", want, l.IsZero())
		}
	}
	var l money.Locale
	if err := json.Unmarshal([]byte(`"xx"`), &l); !errors.Is(err, fault.Invalid) {
		t.Errorf(`Unmarshal("xx") = %v, want an invalid error`, err)
	}
	if money.Locale(9999).String() != "" {
		t.Error("a number without locale has a tag")
	}
}
