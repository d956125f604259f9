// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"fmt"
	"net/url"

	"github.com/go-ecom/ecom/fault"
)

// ValidGUID reports whether s has the form of an id that the platform makes:
// 8-4-4-4-12 hexadecimal digits in either case.
func ValidGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		ch := s[i]
		switch i {
		case 8, 13, 18, 23:
			if ch != '-' {
				return false
			}
		default:
			if (ch < '0' || ch > '9') && (ch < 'a' || ch > 'f') && (ch < 'A' || ch > 'F') {
				return false
			}
		}
	}
	return true
}

// CheckGUID records a violation when s, which stands at path, is given and is
// not a GUID.
func CheckGUID(c *fault.Checker, path, s string) {
	if s != "" && !ValidGUID(s) {
		c.Add(path, fault.RuleFormat, "must be a GUID", map[string]any{"type": "GUID"})
	}
}

// ValidWebURL reports whether s is an absolute http or https address.
func ValidWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// CheckWebURL records a violation when s, which stands at path, is given and is
// not an absolute http or https address of at most limit characters.
func CheckWebURL(c *fault.Checker, path, s string, limit int) {
	if s == "" {
		return
	}
	c.Length(path, s, 0, limit)
	if !ValidWebURL(s) {
		c.Add(path, fault.RuleFormat, "must be a web address", map[string]any{"type": "WEB_URL"})
	}
}

// requiredText records a violation when s is empty or longer than limit.
func requiredText(c *fault.Checker, path, s string, limit int) {
	if s == "" {
		c.Required(path, false)
		return
	}
	c.Length(path, s, 1, limit)
}

// oneOf records a violation unless exactly one of two members is set.
func oneOf(c *fault.Checker, path, a string, hasA bool, b string, hasB bool) {
	switch {
	case hasA && hasB:
		c.Add(path, fault.RuleOneOfAlignment, fmt.Sprintf("only one of %s and %s may be set", a, b), nil)
	case !hasA && !hasB:
		c.Add(path, fault.RuleRequiredOneOf, fmt.Sprintf("one of %s and %s must be set", a, b), nil)
	}
}

// invalidEnum records that a value is none of the choices.
func invalidEnum[T ~string](c *fault.Checker, path string, value T, choices ...T) {
	c.Add(path, fault.RuleInvalidEnum, fault.NotOneOf(value, choices...), nil)
}
