// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin

import "strings"

// Country returns the key by which configurations and addresses name a
// country: its code in capitals, without blanks around it. It does not
// allocate when the code is in that form.
func Country(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// Subdivision returns the key by which configurations and addresses name a
// subdivision of a country, with or without the country's prefix: "US-NY",
// "us_ny" and "NY" are all "NY" in the country "US". country is as Country
// returns it. A code with the prefix of another country keeps it. It does not
// allocate when the code is in capitals.
func Subdivision(country, code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if n := len(country); n > 0 && len(code) > n+1 && (code[n] == '-' || code[n] == '_') && code[:n] == country {
		return strings.TrimSpace(code[n+1:])
	}
	return code
}

// SplitSubdivision takes a subdivision code apart into the country that its
// prefix names, "" when it has none, and the key of the subdivision.
func SplitSubdivision(code string) (country, subdivision string) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) > 3 && (code[2] == '-' || code[2] == '_') && letter(code[0]) && letter(code[1]) {
		return code[:2], strings.TrimSpace(code[3:])
	}
	return "", code
}

func letter(b byte) bool { return 'A' <= b && b <= 'Z' }
