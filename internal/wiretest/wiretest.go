// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package wiretest holds the public types to the platform's published bodies:
// a body that is decoded and encoded again must say the same.
package wiretest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/money"
)

// Member returns the JSON value at a path of member names in a file.
func Member(t testing.TB, file string, path ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range path {
		var m map[string]json.RawMessage
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		v, ok := m[name]
		if !ok {
			t.Fatalf("%s has no member %s", file, name)
		}
		data = v
	}
	return data
}

// RoundTrip decodes a body into the value behind ptr, encodes that again, and
// reports each member of the body that is missing or has another value then.
// Texts that are decimals or moments compare by value; null is an absent
// member. except maps paths, such as "lineItems[].giftCardId", of members that
// need not come back to the reason; a path that turns out not to be needed is
// reported too.
func RoundTrip(t testing.TB, body []byte, ptr any, except map[string]string) {
	t.Helper()
	if err := json.Unmarshal(body, ptr); err != nil {
		t.Fatalf("decode: %v", err)
	}
	again, err := json.Marshal(ptr)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	c := comparison{except: except, used: map[string]bool{}}
	c.compare("", decode(t, body), decode(t, again))
	for _, d := range c.differences {
		t.Error(d)
	}
	for _, path := range slices.Sorted(maps.Keys(except)) {
		if !c.used[path] {
			t.Errorf("%s comes back after all: take it off the list of exceptions", path)
		}
	}
}

func decode(t testing.TB, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

type comparison struct {
	except      map[string]string
	used        map[string]bool
	differences []string
}

func (c *comparison) differ(path, format string, args ...any) {
	if _, ok := c.except[path]; ok {
		c.used[path] = true
		return
	}
	c.differences = append(c.differences, path+": "+fmt.Sprintf(format, args...))
}

func (c *comparison) compare(path string, want, got any) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			c.differ(path, "is %v, want an object", got)
			return
		}
		for name, v := range w {
			at := strings.TrimPrefix(path+"."+name, ".")
			gv, ok := g[name]
			switch {
			case ok:
				c.compare(at, v, gv)
			case v != nil:
				c.differ(at, "is missing, want %v", v)
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			c.differ(path, "is %v, want %d elements", got, len(w))
			return
		}
		for i := range w {
			c.compare(path+"[]", w[i], g[i])
		}
	default:
		if !same(want, got) {
			c.differ(path, "is %v, want %v", got, want)
		}
	}
}

// same reports whether two scalars have the same value.
func same(want, got any) bool {
	if want == got {
		return true
	}
	a, b := fmt.Sprint(want), fmt.Sprint(got)
	if x, err := money.ParseDecimal(a); err == nil {
		y, err := money.ParseDecimal(b)
		return err == nil && x.Equal(y)
	}
	if x, err := time.Parse(time.RFC3339Nano, a); err == nil {
		y, err := time.Parse(time.RFC3339Nano, b)
		return err == nil && x.Equal(y)
	}
	return false
}
