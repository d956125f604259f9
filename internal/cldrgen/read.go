// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// locale is what the table says of one locale.
type locale struct {
	tag                 string
	decimal, group      string
	before, after       string // around the digits of a positive amount, ¤ for the symbol
	negBefore, negAfter string // around those of a negative one
	primary, secondary  int    // sizes of the last group of digits and of the others
	minGrouping         int    // digits before the first group for it to be set apart
	symbols             map[string]string
}

func readJSON(v any, path ...string) error {
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// readCodes returns the codes of the currencies, sorted.
func readCodes(path string) ([]string, error) {
	var list struct {
		Rows []struct {
			Code string `json:"code"`
		} `json:"rows"`
	}
	if err := readJSON(&list, path); err != nil {
		return nil, err
	}
	var codes []string
	for _, r := range list.Rows {
		codes = append(codes, r.Code)
	}
	slices.Sort(codes)
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

// readLocale reads one locale, from the folder of its language when CLDR has
// none for its region.
func readLocale(dir, tag string, codes []string) (locale, error) {
	source := tag
	for {
		if _, err := os.Stat(filepath.Join(dir, "main", source)); err == nil {
			break
		}
		i := strings.LastIndexByte(source, '-')
		if i < 0 {
			return locale{}, fmt.Errorf("no folder for %s", tag)
		}
		source = source[:i]
	}

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
					Symbol string `json:"symbol"`
				} `json:"currencies"`
			} `json:"numbers"`
		} `json:"main"`
	}
	if err := readJSON(&currencies, dir, "main", source, "currencies.json"); err != nil {
		return locale{}, err
	}

	n := numbers.Main[source].Numbers
	l := locale{
		tag:         tag,
		decimal:     first(n.Symbols["currencyDecimal"], n.Symbols["decimal"]),
		group:       first(n.Symbols["currencyGroup"], n.Symbols["group"]),
		minGrouping: n.MinimumGroupingDigits,
		symbols:     map[string]string{},
	}
	if err := l.readPattern(n.Formats.Standard, n.Symbols["minusSign"]); err != nil {
		return locale{}, fmt.Errorf("%s: %w", tag, err)
	}
	for _, code := range codes {
		l.symbols[code] = first(currencies.Main[source].Numbers.Currencies[code].Symbol, code)
	}
	return l, nil
}

// readPattern takes a pattern such as "¤#,##0.00;¤-#,##0.00" apart.
func (l *locale) readPattern(pattern, minus string) error {
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

// readAliases adds to known the tags that CLDR gives a parent in the table other
// than the one that cutting off the last part leads to.
func readAliases(dir string, tags []string, known map[string]string) (map[string]string, error) {
	var data struct {
		Supplemental struct {
			ParentLocales struct {
				ParentLocale map[string]string `json:"parentLocale"`
			} `json:"parentLocales"`
		} `json:"supplemental"`
	}
	if err := readJSON(&data, dir, "supplemental", "parentLocales.json"); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for from, to := range known {
		out[from] = to
	}
	for child, parent := range data.Supplemental.ParentLocales.ParentLocale {
		cut, _, _ := strings.Cut(child, "-")
		if slices.Contains(tags, child) || !slices.Contains(tags, parent) || parent == cut {
			continue
		}
		out[child] = parent
	}
	return out, nil
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
