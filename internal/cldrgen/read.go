// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// layout is how a locale writes amounts, whatever the currency.
type layout struct {
	decimal, group      string
	before, after       string // around the digits of a positive amount, ¤ for the symbol
	negBefore, negAfter string // around those of a negative one
	primary, secondary  int    // sizes of the last group of digits and of the others
	minGrouping         int    // digits that stand before the last group for any to be set apart
}

// locale is what the table says of one locale.
type locale struct {
	tag     string
	parent  string // "" for a language
	layout  layout
	symbols map[string]symbol // by currency code, of all currencies
}

// symbol is what a locale says of one currency.
type symbol struct {
	text   string
	layout layout // zero unless the currency has one of its own
}

// read reads all locales of the languages and what leads to them.
func read(numbers, core string, codes []string) (table, error) {
	parents, err := readParents(core)
	if err != nil {
		return table{}, err
	}
	found, err := readTags(numbers, core)
	if err != nil {
		return table{}, err
	}

	t := table{version: readVersion(numbers), aliases: maps.Clone(aliases)}
	for tag, folder := range found {
		l, err := readLocale(numbers, tag, folder, codes)
		if err != nil {
			return table{}, err
		}
		l.parent = parentOf(tag, parents, found)
		t.locales = append(t.locales, l)
	}
	for child := range parents {
		parent := parentOf(child, parents, found)
		if cut, _, _ := strings.Cut(child, "-"); found[child] == "" && found[parent] != "" && parent != cut && regional(child) {
			t.aliases[child] = parent
		}
	}
	return t, nil
}

// readTags returns the tags of the table, each with the folder that serves it:
// CLDR keeps the figures of a language's main country with the language itself,
// so en serves en-US.
func readTags(numbers, core string) (map[string]string, error) {
	folders, err := os.ReadDir(filepath.Join(numbers, "main"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, f := range folders {
		if regional(f.Name()) {
			found[f.Name()] = f.Name()
		}
	}
	var data struct {
		Supplemental struct {
			LikelySubtags map[string]string `json:"likelySubtags"`
		} `json:"supplemental"`
	}
	if err := readJSON(&data, core, "supplemental", "likelySubtags.json"); err != nil {
		return nil, err
	}
	for _, language := range languages {
		likely := strings.Split(data.Supplemental.LikelySubtags[language], "-")
		if len(likely) == 3 {
			found[language+"-"+likely[2]] = language
		}
	}
	return found, nil
}

// regional reports whether a tag is one of the languages, alone or with a region
// and, in Chinese, a script.
func regional(tag string) bool {
	parts := strings.Split(tag, "-")
	if !slices.Contains(languages, parts[0]) {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) > 3 && p != "Hans" && p != "Hant" {
			return false
		}
	}
	return true
}

// readParents returns the parents that differ from what cutting off the last
// part of a tag leads to.
func readParents(core string) (map[string]string, error) {
	var data struct {
		Supplemental struct {
			ParentLocales struct {
				ParentLocale map[string]string `json:"parentLocale"`
			} `json:"parentLocales"`
		} `json:"supplemental"`
	}
	err := readJSON(&data, core, "supplemental", "parentLocales.json")
	return data.Supplemental.ParentLocales.ParentLocale, err
}

// parentOf returns the nearest ancestor of a tag that is in the table, or "".
func parentOf(tag string, parents, found map[string]string) string {
	for {
		up, ok := parents[tag]
		if !ok {
			up = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
		}
		if up == "" || found[up] != "" {
			return up
		}
		tag = up
	}
}

func readJSON(v any, path ...string) error {
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// readCodes returns the codes of the currencies, sorted by number: so are the
// lists of symbols.
func readCodes(path string) ([]string, error) {
	type row struct {
		Code    string `json:"code"`
		Numeric string `json:"numeric"`
	}
	var list struct {
		Rows []row `json:"rows"`
	}
	if err := readJSON(&list, path); err != nil {
		return nil, err
	}
	rows := list.Rows
	// The numbers all have three digits.
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.Numeric, b.Numeric) })
	var codes []string
	for _, r := range rows {
		codes = append(codes, r.Code)
	}
	return codes, nil
}

// readVersion returns the version of the npm package in dir.
func readVersion(dir string) string {
	var pkg struct {
		Version string `json:"version"`
	}
	if err := readJSON(&pkg, dir, "package.json"); err != nil {
		return "unknown"
	}
	return pkg.Version
}

// readLocale reads one locale from its folder.
func readLocale(dir, tag, source string, codes []string) (locale, error) {
	var numbers struct {
		Main map[string]struct {
			Numbers struct {
				MinimumGroupingDigits int               `json:"minimumGroupingDigits,string"`
				Symbols               map[string]string `json:"symbols-numberSystem-latn"`
				Formats               struct {
					Standard string `json:"standard"`
				} `json:"currencyFormats-numberSystem-latn"`
			} `json:"numbers"`
		} `json:"main"`
	}
	if err := readJSON(&numbers, dir, "main", source, "numbers.json"); err != nil {
		return locale{}, err
	}
	var currencies struct {
		Main map[string]struct {
			Numbers struct {
				Currencies map[string]struct {
					Symbol  string `json:"symbol"`
					Pattern string `json:"pattern"`
				} `json:"currencies"`
			} `json:"numbers"`
		} `json:"main"`
	}
	if err := readJSON(&currencies, dir, "main", source, "currencies.json"); err != nil {
		return locale{}, err
	}

	n := numbers.Main[source].Numbers
	l := locale{tag: tag, symbols: map[string]symbol{}}
	l.layout = layout{
		decimal:     first(n.Symbols["currencyDecimal"], n.Symbols["decimal"]),
		group:       first(n.Symbols["currencyGroup"], n.Symbols["group"]),
		minGrouping: n.MinimumGroupingDigits,
	}
	if err := l.layout.readPattern(n.Formats.Standard, n.Symbols["minusSign"]); err != nil {
		return locale{}, fmt.Errorf("%s: %w", tag, err)
	}
	for _, code := range codes {
		c := currencies.Main[source].Numbers.Currencies[code]
		own := symbol{text: first(visible(c.Symbol), code)}
		if c.Pattern != "" {
			own.layout = l.layout
			if err := own.layout.readPattern(c.Pattern, n.Symbols["minusSign"]); err != nil {
				return locale{}, fmt.Errorf("%s: %s: %w", tag, code, err)
			}
			if own.layout == l.layout {
				own.layout = layout{}
			}
		}
		l.symbols[code] = own
	}
	return l, nil
}

// visible returns s unless nothing of it is seen: CLDR hides the symbol of the
// escudo, whose decimal separator is the symbol.
func visible(s string) string {
	return strings.Trim(s, "\u200b")
}

// readPattern takes a pattern such as "¤#,##0.00;¤-#,##0.00" apart.
func (l *layout) readPattern(pattern, minus string) error {
	positive, negative, explicit := strings.Cut(pattern, ";")
	before, digits, after, err := split(positive)
	if err != nil {
		return err
	}
	l.before, l.after = before, after
	l.negBefore, l.negAfter = minus+before, after
	if explicit {
		if before, _, after, err = split(negative); err != nil {
			return err
		}
		l.negBefore = strings.ReplaceAll(before, "-", minus)
		l.negAfter = strings.ReplaceAll(after, "-", minus)
	}

	whole, _, _ := strings.Cut(digits, ".")
	groups := strings.Split(whole, ",")
	l.primary = len(groups[len(groups)-1])
	l.secondary = l.primary
	if len(groups) > 2 {
		l.secondary = len(groups[len(groups)-2])
	}
	return nil
}

// split parts a pattern into what stands before, in and after its digits.
func split(pattern string) (before, digits, after string, err error) {
	const marks = "#0,."
	start := strings.IndexAny(pattern, marks)
	end := strings.LastIndexAny(pattern, marks)
	if start < 0 || strings.ContainsAny(pattern, "'") {
		return "", "", "", fmt.Errorf("the pattern %q is not understood", pattern)
	}
	return pattern[:start], pattern[start : end+1], pattern[end+1:], nil
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
