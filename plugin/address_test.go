// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin_test

import (
	"strings"
	"testing"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/plugin"
)

func TestSubdivision(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ country, code, want string }{
		{"US", "US-NY", "NY"},
		{"US", "us-ny", "NY"},
		{"US", " US_NY ", "NY"},
		{"US", "NY", "NY"},
		{"US", "CA-ON", "CA-ON"},
		{"US", "US-", "US-"},
		{"US", "New York", "NEW YORK"},
		{"US", "", ""},
		{"", "NY", "NY"},
		{"GB", "GB-ENG", "ENG"},
	} {
		if got := plugin.Subdivision(tt.country, tt.code); got != tt.want {
			t.Errorf("Subdivision(%q, %q) = %q, want %q", tt.country, tt.code, got, tt.want)
		}
	}
}

func TestSplitSubdivision(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ code, country, sub string }{
		{"US-NY", "US", "NY"}, {"us-ny", "US", "NY"}, {"NY", "", "NY"}, {"", "", ""}, {"US-", "", "US-"}, {"1-2-3", "", "1-2-3"},
	} {
		if country, sub := plugin.SplitSubdivision(tt.code); country != tt.country || sub != tt.sub {
			t.Errorf("SplitSubdivision(%q) = %q, %q, want %q, %q", tt.code, country, sub, tt.country, tt.sub)
		}
	}
}

func TestSubdivisionDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		_ = plugin.Subdivision(plugin.Country("US"), "US-NY")
	}); n != 0 {
		t.Errorf("Subdivision allocates %v times, want 0", n)
	}
}

// Two codes have one key exactly when package contact takes them for the same
// subdivision.
func FuzzSubdivision(f *testing.F) {
	f.Add("US", "US-NY", "NY")
	f.Add("us", "ny", "US_NY")
	f.Add("US", "New York", "NEW YORK")
	f.Add("DE", "US-NY", "NY")
	f.Fuzz(func(t *testing.T, country, a, b string) {
		key := plugin.Country(country)
		if !contact.ValidCountry(key) || !ascii(a+b) {
			return
		}
		same := plugin.Subdivision(key, a) == plugin.Subdivision(key, b)
		if want := contact.SameSubdivision(key, a, b); code(a) && code(b) && same != want {
			t.Errorf("Subdivision(%q): %q and %q are one: %t, want %t", key, a, b, same, want)
		}
		if x := plugin.Subdivision(key, key+"-"+strings.TrimSpace(a)); strings.TrimSpace(a) != "" && !strings.ContainsAny(a, "-_") && x != plugin.Subdivision(key, a) {
			t.Errorf("Subdivision(%q, %q) = %q with its prefix, want %q", key, a, x, plugin.Subdivision(key, a))
		}
	})
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// code reports whether s has the form of a subdivision's code, with or without
// a country.
func code(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) > 3 && (s[2] == '-' || s[2] == '_') && letters(s[:2]) {
		s = s[3:]
	}
	return len(s) > 0 && len(s) <= 3 && !strings.ContainsAny(s, " -_") && alphanumeric(s)
}

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func letters(s string) bool {
	return strings.Trim(s, alphabet) == ""
}

func alphanumeric(s string) bool {
	return strings.Trim(s, alphabet+"0123456789") == ""
}
