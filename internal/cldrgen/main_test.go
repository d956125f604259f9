// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadPattern(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern string
		want    layout
	}{
		{"¤#,##0.00", layout{before: "¤", negBefore: "−¤", primary: 3, secondary: 3}},
		{"#,##,##0.00 ¤", layout{after: " ¤", negBefore: "−", negAfter: " ¤", primary: 3, secondary: 2}},
		{"¤ #,##0.00;¤-#,##0.00", layout{before: "¤ ", negBefore: "¤−", primary: 3, secondary: 3}},
		{"0.00 ¤;(0.00 ¤)", layout{after: " ¤", negBefore: "(", negAfter: " ¤)", primary: 1, secondary: 1}},
	} {
		var got layout
		if err := got.readPattern(tt.pattern, "−"); err != nil || got != tt.want {
			t.Errorf("readPattern(%q) = %+v, %v, want %+v", tt.pattern, got, err, tt.want)
		}
	}
	for _, pattern := range []string{"", "¤", "¤#,##0.00;¤", "'x'#0"} {
		var l layout
		if err := l.readPattern(pattern, "-"); err == nil {
			t.Errorf("readPattern(%q) succeeds", pattern)
		}
	}
}

// write makes files of a folder as the npm packages have them.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func numbersOf(tag, decimal, pattern string) string {
	return `{"main":{"` + tag + `":{"numbers":{"minimumGroupingDigits":"1",
		"symbols-numberSystem-latn":{"decimal":"` + decimal + `","group":"'","minusSign":"-"},
		"currencyFormats-numberSystem-latn":{"standard":"` + pattern + `"}}}}}`
}

func currenciesOf(tag, list string) string {
	return `{"main":{"` + tag + `":{"numbers":{"currencies":{` + list + `}}}}}`
}

func TestReadAndWrite(t *testing.T) {
	t.Parallel()
	numbers := write(t, map[string]string{
		"package.json":                 `{"version":"1.2.3"}`,
		"main/en/numbers.json":         numbersOf("en", ".", "¤#,##0.00"),
		"main/en/currencies.json":      currenciesOf("en", `"USD":{"symbol":"$"},"EUR":{"symbol":"€"},"CVE":{"symbol":"\u200b"}`),
		"main/en-DE/numbers.json":      numbersOf("en-DE", ",", "#,##0.00 ¤"),
		"main/en-DE/currencies.json":   currenciesOf("en-DE", `"USD":{"symbol":"$"},"EUR":{"symbol":"€","pattern":"¤#,##0.00"}`),
		"main/en-Dsrt/numbers.json":    `not read`,
		"main/xx/numbers.json":         `not read`,
		"main/de/numbers.json":         numbersOf("de", ",", "#,##0.00 ¤"),
		"main/de/currencies.json":      currenciesOf("de", `"USD":{"symbol":"$"},"EUR":{"symbol":"€"}`),
		"main/de/ignored.json":         ``,
		"main/de-AT/numbers.json":      numbersOf("de-AT", ",", "#,##0.00 ¤"),
		"main/de-AT/currencies.json":   currenciesOf("de-AT", `"USD":{"symbol":"US$"},"EUR":{"symbol":"€"}`),
		"main/zh-Hant/numbers.json":    numbersOf("zh-Hant", ".", "¤#,##0.00"),
		"main/zh-Hant/currencies.json": currenciesOf("zh-Hant", ``),
	})
	core := write(t, map[string]string{
		"supplemental/likelySubtags.json": `{"supplemental":{"likelySubtags":{"en":"en-Latn-US"}}}`,
		"supplemental/parentLocales.json": `{"supplemental":{"parentLocales":{"parentLocale":{"en-CH":"en-DE","zh-Hant":"und","fr-CA":"fr"}}}}`,
	})
	iso := write(t, map[string]string{"iso.json": `{"rows":[{"code":"EUR","numeric":"978"},{"code":"USD","numeric":"840"},{"code":"CVE","numeric":"132"}]}`})

	codes, err := readCodes(filepath.Join(iso, "iso.json"))
	if diff := cmp.Diff([]string{"CVE", "USD", "EUR"}, codes); diff != "" || err != nil {
		t.Fatalf("readCodes: %v, differs (-want +got):\n%s", err, diff)
	}
	table, err := read(numbers, core, codes)
	if err != nil {
		t.Fatal(err)
	}
	src, err := table.source(codes)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`from Unicode CLDR 1.2.3.`,
		`/* 1 */ {",", "'", 3, 3, 1, affixes{"", " ¤"}, affixes{"-", " ¤"}},`,
		`{"de", 1, 0, nil},`,
		"{\"de-AT\", 1, 1, []symbol{\n\t\t{USD, \"US$\", 0},\n\t}},",
		`{"en", 2, 0, nil},`,
		"{\"en-DE\", 1, 3, []symbol{\n\t\t{EUR, \"€\", 3},\n\t}},",
		`{"en-US", 2, 3, nil},`,
		"{\"zh-Hant\", 2, 0, []symbol{\n\t\t{USD, \"USD\", 0}, {EUR, \"EUR\", 0},\n\t}},",
		"var commonSymbols = []symbol{\n\t{USD, \"$\", 0}, {EUR, \"€\", 0},\n}",
		`{"en-CH", "en-DE"},`,
		`{"iw", "he"},`,
	} {
		if !strings.Contains(string(src), want) {
			t.Errorf("the table lacks %s:\n%s", want, src)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	if _, err := read(empty, empty, nil); err == nil {
		t.Error("read of an empty folder succeeds")
	}
	if _, err := readCodes(filepath.Join(empty, "none")); err == nil {
		t.Error("readCodes of no file succeeds")
	}
	if got := readVersion(empty); got != "unknown" {
		t.Errorf("readVersion of no package = %s", got)
	}
}
