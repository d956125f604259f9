// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package strictjson

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/jsonkind"
)

// decoder reads values and records what is wrong with them.
type decoder struct {
	c *fault.Checker
	o Options
}

// value reads raw, which is valid JSON, into v, which is settable.
func (d *decoder) value(path string, raw json.RawMessage, v reflect.Value) {
	raw = bytes.TrimSpace(raw)
	if v.Kind() == reflect.Pointer {
		if bytes.Equal(raw, null) {
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(path, raw, v.Elem())
		return
	}
	switch ptr := v.Addr().Interface().(type) {
	case *time.Time:
		d.time(path, raw, ptr)
		return
	case json.Unmarshaler:
		if !slices.Contains(d.o.Members, v.Type()) {
			d.self(path, raw, ptr.UnmarshalJSON(raw))
			return
		}
	case encoding.TextUnmarshaler:
		var text string
		if d.is(path, raw, "a text") {
			_ = json.Unmarshal(raw, &text) // it is a text
			d.self(path, raw, ptr.UnmarshalText([]byte(text)))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(path, raw, v)
	case reflect.Map:
		d.mapping(path, raw, v)
	case reflect.Slice:
		d.list(path, raw, v)
	case reflect.Interface:
		d.anything(path, raw, v)
	case reflect.String:
		if d.is(path, raw, "a text") {
			var text string
			_ = json.Unmarshal(raw, &text) // it is a text
			v.SetString(text)
		}
	case reflect.Bool:
		if d.is(path, raw, "true or false") {
			v.SetBool(raw[0] == 't')
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if d.is(path, raw, "a number") {
			d.integer(path, string(raw), v)
		}
	default:
		d.self(path, raw, json.Unmarshal(raw, v.Addr().Interface()))
	}
}

// object reads the members of a struct.
func (d *decoder) object(path string, raw json.RawMessage, v reflect.Value) {
	if !d.is(path, raw, "an object") {
		return
	}
	fields := fieldsOf(v.Type())
	d.members(path, raw, func(key string, raw json.RawMessage) {
		at := member(path, key)
		i, ok := fields.byName[key]
		switch {
		case !ok && d.o.IgnoreUnknown:
		case !ok:
			d.c.Add(at, fault.RuleNotAllowed, "is not a known key"+fields.suggest(key), nil)
		case bytes.Equal(raw, null): // not given
		case fields.list[i].quoted:
			d.quoted(at, raw, v.FieldByIndex(fields.list[i].index))
		default:
			d.value(at, raw, v.FieldByIndex(fields.list[i].index))
		}
	})
}

// members calls fn with each member of an object; of equal keys only the first
// is kept.
func (d *decoder) members(path string, raw json.RawMessage, fn func(key string, raw json.RawMessage)) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	_, _ = dec.Token() // the brace; raw is valid
	seen := map[string]bool{}
	for dec.More() {
		token, _ := dec.Token()
		key, _ := token.(string)
		var value json.RawMessage
		_ = dec.Decode(&value)
		if seen[key] {
			d.c.Add(member(path, key), fault.RuleNotAllowed, "is given twice", nil)
			continue
		}
		seen[key] = true
		fn(key, value)
	}
}

// maxKey is how many characters of a key a path has at most: people choose keys,
// and what is told of them stays short.
const maxKey = 100

// member returns the path of a member with a key.
func member(path, key string) string {
	if r := []rune(key); len(r) > maxKey {
		key = string(r[:maxKey]) + "…"
	}
	return fault.Join(path, key)
}

// mapping reads an object whose keys are free.
func (d *decoder) mapping(path string, raw json.RawMessage, v reflect.Value) {
	if !d.is(path, raw, "an object") {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	d.members(path, raw, func(key string, raw json.RawMessage) {
		elem := reflect.New(v.Type().Elem()).Elem()
		d.value(member(path, key), raw, elem)
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), elem)
	})
}

// list reads the elements of a slice.
func (d *decoder) list(path string, raw json.RawMessage, v reflect.Value) {
	if !d.is(path, raw, "a list") {
		return
	}
	var elems []json.RawMessage
	_ = json.Unmarshal(raw, &elems) // it is a list
	v.Set(reflect.MakeSlice(v.Type(), len(elems), len(elems)))
	for i := range elems {
		d.value(fault.Index(path, i), elems[i], v.Index(i))
	}
}

// anything reads a value without a type of its own.
func (d *decoder) anything(path string, raw json.RawMessage, v reflect.Value) {
	d.doubles(path, raw)
	d.self(path, raw, json.Unmarshal(raw, v.Addr().Interface()))
}

// integer reads a whole number.
func (d *decoder) integer(path, text string, v reflect.Value) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange) || err == nil && v.OverflowInt(n):
		d.c.Add(path, fault.RuleFormat, fmt.Sprintf("%.40s is too great a number", text), nil)
	case err != nil:
		d.c.Add(path, fault.RuleFormat, fmt.Sprintf("must be a whole number, not %.40s", text), nil)
	default:
		v.SetInt(n)
	}
}

// quoted reads a whole number that is written as a text.
func (d *decoder) quoted(path string, raw json.RawMessage, v reflect.Value) {
	if !d.is(path, raw, "a text") {
		return
	}
	var text string
	_ = json.Unmarshal(raw, &text) // it is a text
	d.integer(path, text, v)
}

// The forms of times in ISO 8601 that are read.
var layouts = [...]string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z0700", time.DateOnly}

// time reads a moment: a date with a time and its offset, or a date alone, which
// is its first moment in UTC.
func (d *decoder) time(path string, raw json.RawMessage, to *time.Time) {
	if bytes.Equal(raw, null) || !d.is(path, raw, "a text") {
		return
	}
	var text string
	_ = json.Unmarshal(raw, &text) // it is a text
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			*to = t.UTC().Truncate(time.Microsecond)
			return
		}
	}
	d.c.Add(path, fault.RuleFormat, fmt.Sprintf("%.40q is not a time such as 2026-01-31T09:30:00Z", text), nil)
}

// self records the error of a type that read itself from raw.
func (d *decoder) self(path string, raw json.RawMessage, err error) {
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		d.c.Add(fault.Join(path, keysOf(raw, t.Field)), fault.RuleFormat, fmt.Sprintf("must be %s, not %s", nameOf(t.Type), articled(t.Value)), nil)
		return
	}
	d.c.AddAll(path, err)
}

// keysOf returns the path of a field without what is no key in raw: the names
// of embedded structs.
func keysOf(raw json.RawMessage, field string) string {
	path := ""
	for key := range strings.SplitSeq(field, ".") {
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members)
		if value, ok := members[key]; ok {
			path, raw = fault.Join(path, key), value
		}
	}
	return path
}

// is reports whether raw is of a kind, and records when it is not.
func (d *decoder) is(path string, raw json.RawMessage, kind string) bool {
	got := jsonkind.Of(raw)
	if got != kind {
		d.c.Add(path, fault.RuleFormat, fmt.Sprintf("must be %s, not %s", kind, got), nil)
	}
	return got == kind
}

// nameOf names the kind of JSON value that a type is read from.
func nameOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	default:
		return "a number"
	}
}

// articled names what encoding/json calls a kind of value.
func articled(value string) string {
	switch value {
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object"
	default:
		return value
	}
}
