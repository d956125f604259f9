// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package contact

import (
	"strings"
	"unicode"

	"github.com/go-ecom/ecom/fault"
)

// ValidEmail reports whether s has the form of an e-mail address: a local part
// of up to 64 bytes without spaces, one @, and a host name of at least two
// labels; 254 bytes at most. Quoted local parts and address literals, which no
// shop's buyer has, are refused.
func ValidEmail(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	if !ok || len(s) > 254 || local == "" || len(local) > 64 || !strings.Contains(host, ".") {
		return false
	}
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		if r <= 0x7f && !alphanumeric(r) && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r) {
			return false
		}
		if r > 0x7f && (r == unicode.ReplacementChar || !unicode.IsPrint(r)) {
			return false
		}
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if r != '-' && !alphanumeric(r) && (r <= 0x7f || !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)) {
				return false
			}
		}
	}
	return true
}

// ValidPhone reports whether s has the form of a phone number: 3 to 20 digits
// with spaces and the signs + - . ( ) / between, and at the end perhaps an
// extension such as "x12" or "#12"; 50 characters at most.
func ValidPhone(s string) bool {
	if len(s) > 50 {
		return false
	}
	digits, extension := 0, false
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '+':
			if digits > 0 {
				return false
			}
		case strings.ContainsRune(" -.()/", r):
		case strings.ContainsRune("x#*,;", r):
			if r != '*' && r != '#' && (extension || i == 0) {
				return false
			}
			extension = true
		case strings.HasPrefix(s[i:], "ext"):
			return digits >= 3 && digits <= 20 && ValidPhone("000"+strings.TrimLeft(s[i+3:], ". "))
		default:
			return false
		}
	}
	return digits >= 3 && digits <= 20
}

// FoldEmail returns an e-mail address in the form in which they are compared:
// upper and lower case and space around are the same.
func FoldEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CheckEmail records a violation when s, which stands at path, is given and is
// no e-mail address.
func CheckEmail(c *fault.Checker, path, s string) {
	if s != "" && !ValidEmail(s) {
		c.Add(path, fault.RuleFormat, "must be an e-mail address", map[string]any{"type": "EMAIL"})
	}
}

// CheckPhone records a violation when s, which stands at path, is given and is
// no phone number.
func CheckPhone(c *fault.Checker, path, s string) {
	if s != "" && !ValidPhone(s) {
		c.Add(path, fault.RuleFormat, "must be a phone number", map[string]any{"type": "PHONE"})
	}
}

// CheckCountry records a violation when s, which stands at path, is given and is
// no country code.
func CheckCountry(c *fault.Checker, path, s string) {
	if s != "" && !ValidCountry(s) {
		c.Add(path, fault.RuleFormat, "must be a country code of ISO 3166-1 alpha-2, such as US", map[string]any{"type": "COUNTRY"})
	}
}

func alphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
