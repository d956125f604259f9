// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package strictjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/strictjson"
	"github.com/go-ecom/ecom/money"
)

type base struct {
	Kind string `json:"kind"`
}

type shape struct {
	base

	Name     string            `json:"name"`
	On       *bool             `json:"on,omitempty"`
	Count    int               `json:"count"`
	Small    int8              `json:"small"`
	Revision int64             `json:"revision,string"`
	Currency money.Currency    `json:"currency"`
	Amount   *money.Amount     `json:"amount"`
	At       time.Time         `json:"at"`
	Parts    []part            `json:"parts"`
	Links    []*part           `json:"links"`
	ByName   map[string]part   `json:"byName"`
	Free     map[string]any    `json:"free"`
	Own      own               `json:"own"`
	Raw      json.RawMessage   `json:"raw"`
	Labels   map[string]string `json:"labels"`
	Secret   string            `json:"-"`
}

type part struct {
	Price string `json:"price"`
	Size  int    `json:"size"`
}

// own reads itself, and knows no members.
type own struct{ X int }

func (o *own) UnmarshalJSON(data []byte) error {
	type plain struct{ X int }
	return json.Unmarshal(data, (*plain)(o))
}

func TestDecodeReads(t *testing.T) {
	t.Parallel()
	var c fault.Checker
	var got shape
	err := strictjson.Decode([]byte("\xef\xbb\xbf"+`{
		"kind": "k", "name": "n", "on": true, "count": -3, "small": 127, "revision": "7", "currency": "EUR", "amount": 2.50,
		"at": "2026-01-31T10:30:00.1234567+01:00", "parts": [{"price": "1", "size": 2}, {}], "links": [null, {"size": 3}],
		"byName": {"a": {"size": 1}}, "free": {"x": [1, {"y": null}]}, "own": {"X": 5}, "raw": [1, 2], "labels": {"a": "b"}
	}`), &got, &c, strictjson.Options{})
	if err != nil || !c.OK() {
		t.Fatalf("Decode() = %v, %v", err, c.Err())
	}
	on := true
	amount := money.MustParse("2.50", 0)
	want := shape{
		base: base{Kind: "k"}, Name: "n", On: &on, Count: -3, Small: 127, Revision: 7, Currency: money.EUR, Amount: &amount,
		At: time.Date(2026, 1, 31, 9, 30, 0, 123456000, time.UTC), Parts: []part{{"1", 2}, {}}, Links: []*part{nil, {Size: 3}},
		ByName: map[string]part{"a": {Size: 1}}, Free: map[string]any{"x": []any{1.0, map[string]any{"y": nil}}},
		Own: own{5}, Raw: json.RawMessage("[1, 2]"), Labels: map[string]string{"a": "b"},
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(shape{}, own{}, base{})); d != "" {
		t.Errorf("Decode() differs (-want +got):\n%s", d)
	}
}

func TestDecodeReadsTimes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"2026-01-31T10:30:00Z", "2026-01-31T10:30:00Z"},
		{"2026-01-31T10:30Z", "2026-01-31T10:30:00Z"},
		{"2026-01-31T10:30:00+0200", "2026-01-31T08:30:00Z"},
		{"2026-01-31T10:30:00.5-05:00", "2026-01-31T15:30:00.5Z"},
		{"2026-01-31", "2026-01-31T00:00:00Z"},
	} {
		var c fault.Checker
		var got shape
		if err := strictjson.Decode(fmt.Appendf(nil, `{"at": %q}`, tt.text), &got, &c, strictjson.Options{}); err != nil || !c.OK() {
			t.Errorf("%s: %v, %v", tt.text, err, c.Err())
		}
		if s := got.At.Format(time.RFC3339Nano); s != tt.want {
			t.Errorf("%s reads as %s, want %s", tt.text, s, tt.want)
		}
	}
}

func TestDecodeNamesEveryProblem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, data, want string }{
		{"unknown key", `{"nam": "x"}`, `nam FIELD_NOT_ALLOWED is not a known key; did you mean "name"?`},
		{"case differs", `{"Name": "x"}`, `Name FIELD_NOT_ALLOWED is not a known key; did you mean "name"?`},
		{"nothing like it", `{"zzzzzz": 1}`, `zzzzzz FIELD_NOT_ALLOWED is not a known key`},
		{"not for JSON", `{"Secret": "x", "secret": "y"}`, `Secret FIELD_NOT_ALLOWED is not a known key; secret FIELD_NOT_ALLOWED is not a known key`},
		{"deep", `{"parts": [{}, {"prize": 1}]}`, `parts[1].prize FIELD_NOT_ALLOWED is not a known key; did you mean "price"?`},
		{"in a map", `{"byName": {"a": {"x": 1}}}`, `byName.a.x FIELD_NOT_ALLOWED is not a known key`},
		{"twice", `{"name": "a", "count": 1, "name": "b"}`, `name FIELD_NOT_ALLOWED is given twice`},
		{"twice, written differently", `{"name": "a", "n\u0061me": "b"}`, `name FIELD_NOT_ALLOWED is given twice`},
		{"twice in a free object", `{"free": {"x": [{"y": 1, "y": 2}]}}`, `free.x[0].y FIELD_NOT_ALLOWED is given twice`},
		{
			"wrong types", `{"name": 1, "on": "true", "count": "3", "parts": {}, "byName": [], "currency": 840, "at": 0}`,
			`name FORMAT must be a text, not a number; on FORMAT must be true or false, not a text; count FORMAT must be a number, not a text; ` +
				`parts FORMAT must be a list, not an object; byName FORMAT must be an object, not a list; currency FORMAT must be a text, not a number; ` +
				`at FORMAT must be a text, not a number`,
		},
		{"null in a list", `{"parts": [null]}`, `parts[0] FORMAT must be an object, not null`},
		{"fraction", `{"count": 1.5}`, `count FORMAT must be a whole number, not 1.5`},
		{"exponent", `{"count": 1e999999999}`, `count FORMAT must be a whole number, not 1e999999999`},
		{"too great", `{"count": 99999999999999999999, "small": 128}`, `count FORMAT 99999999999999999999 is too great a number; small FORMAT 128 is too great a number`},
		{"number in a text", `{"revision": 7}`, `revision FORMAT must be a text, not a number`},
		{"no number in a text", `{"revision": "x"}`, `revision FORMAT must be a whole number, not x`},
		{"no currency", `{"currency": "EURO"}`, `currency FORMAT "EURO" is not an ISO 4217 currency code`},
		{"malformed amount", `{"amount": 1e999999999}`, `amount FORMAT "1e999999999" is not an amount`},
		{"no time", `{"at": "31.1.2026"}`, `at FORMAT "31.1.2026" is not a time such as 2026-01-31T09:30:00Z`},
		{"type that reads itself", `{"own": {"X": "5"}}`, `own.X FORMAT must be a number, not a text`},
		{"not an object", `[]`, ` FORMAT must be an object, not a list`},
		{"null", `null`, ` FORMAT must be an object, not null`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c fault.Checker
			var v shape
			if err := strictjson.Decode([]byte(tt.data), &v, &c, strictjson.Options{}); err != nil {
				t.Fatal(err)
			}
			if got := describe(c.Err()); got != tt.want {
				t.Errorf("Decode(%s) finds\n%s\nwant\n%s", tt.data, got, tt.want)
			}
		})
	}
}

func describe(err error) string {
	var texts []string
	for _, v := range fault.Violations(err) {
		texts = append(texts, fmt.Sprintf("%s %s %s", v.Field, v.Rule, v.Description))
	}
	return strings.Join(texts, "; ")
}

func TestDecodeOptions(t *testing.T) {
	t.Parallel()
	var c fault.Checker
	var v shape
	data := []byte(`{"name": "n", "x": 1, "own": {"Y": 1}}`)
	if err := strictjson.Decode(data, &v, &c, strictjson.Options{IgnoreUnknown: true}); err != nil || !c.OK() || v.Name != "n" {
		t.Errorf("with unknown keys: %v, %v, %q", err, c.Err(), v.Name)
	}
	c = fault.Checker{}
	err := strictjson.Decode([]byte(`{"own": {"Y": 1}}`), &v, &c, strictjson.Options{Members: []reflect.Type{reflect.TypeFor[own]()}})
	if got := describe(c.Err()); err != nil || got != "own.Y FIELD_NOT_ALLOWED is not a known key" {
		t.Errorf("member by member: %v, %s", err, got)
	}
}

func TestDecodeSaysWhereJSONEnds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, data, want string }{
		{"empty", "  \n", "line 1, column 1: there is nothing in it"},
		{"comma", "{\n  \"name\": \"ä\",\n}", "line 3, column 1: invalid character '}' looking for beginning of object key string"},
		{"column counts characters", `{"ä": x}`, "line 1, column 7: invalid character 'x' looking for beginning of value"},
		{"cut off", "{\n\"name\": ", "line 2, column 9: unexpected end of JSON input"},
		{"more than one value", "{} {}", "line 1, column 4: invalid character '{' after top-level value"},
		{"comment", "{ // why\n}", "line 1, column 3: invalid character '/' looking for beginning of object key string"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c fault.Checker
			var v shape
			err := strictjson.Decode([]byte(tt.data), &v, &c, strictjson.Options{})
			if err == nil || err.Error() != tt.want || !errors.Is(err, fault.Invalid) {
				t.Errorf("Decode(%q) = %v, want %s", tt.data, err, tt.want)
			}
		})
	}
}

func TestDecodeDeepNesting(t *testing.T) {
	t.Parallel()
	for _, n := range []int{100, 9_000, 1_000_000} {
		var c fault.Checker
		var v shape
		data := `{"free": {"x": ` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}`
		err := strictjson.Decode([]byte(data), &v, &c, strictjson.Options{})
		if deep := n > 10_000; (err != nil) != deep {
			t.Errorf("nested %d deep: %v", n, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name": "a", "parts": [{"price": 1}], "free": {"x": {"x": 1}}}`))
	f.Add([]byte(`{"at": "2026-01-31", "count": 1e9, "revision": "1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c fault.Checker
		var got, want shape
		err := strictjson.Decode(data, &got, &c, strictjson.Options{})
		if (err == nil) != json.Valid(strip(data)) {
			t.Fatalf("Decode(%q) = %v, valid: %v", data, err, json.Valid(data))
		}
		// What is found right is what encoding/json finds right, too.
		if err == nil && c.OK() && got.At.IsZero() {
			if e := json.Unmarshal(strip(data), &want); e != nil {
				t.Fatalf("Decode(%q) finds nothing, encoding/json: %v", data, e)
			}
		}
	})
}

func strip(data []byte) []byte { return []byte(strings.TrimPrefix(string(data), "\xef\xbb\xbf")) }
