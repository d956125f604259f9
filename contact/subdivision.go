// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package contact

import "strings"

// NormalizeSubdivision returns a subdivision in the form of ISO 3166-2, with its
// country: "NY", "us-ny" and "US-NY" of the country "US" all become "US-NY". A
// text that is no code of up to three letters or digits, such as "New York", is
// returned as it is, and so is any text without a country.
func NormalizeSubdivision(country, subdivision string) string {
	country = strings.ToUpper(strings.TrimSpace(country))
	s := strings.TrimSpace(subdivision)
	code := s
	if i := strings.IndexAny(s, "-_"); i == 2 && (country == "" || strings.EqualFold(s[:2], country)) {
		country, code = strings.ToUpper(s[:2]), s[3:]
	}
	if len(country) != 2 || !subdivisionCode(code) {
		return s
	}
	return country + "-" + strings.ToUpper(code)
}

// SameSubdivision reports whether two texts mean the same subdivision of a
// country, with or without its prefix and in either case.
func SameSubdivision(country, a, b string) bool {
	return strings.EqualFold(NormalizeSubdivision(country, a), NormalizeSubdivision(country, b))
}

// subdivisionCode reports whether s is the part of an ISO 3166-2 code behind the
// country: one to three letters or digits.
func subdivisionCode(s string) bool {
	if len(s) == 0 || len(s) > 3 {
		return false
	}
	for i := range len(s) {
		ch := s[i]
		if (ch < '0' || ch > '9') && (ch < 'a' || ch > 'z') && (ch < 'A' || ch > 'Z') {
			return false
		}
	}
	return true
}
