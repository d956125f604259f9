// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"encoding"
	"encoding/json"
	"reflect"
)

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// Difference compares two states of an entity in their JSON form and
// returns, for the path of each member that differs, the value it had before;
// nil for members that were not there. Lists count as one member.
func Difference(before, after any) map[string]any {
	return differences(unlike(before, after))
}

// differences is Difference of what is encoded as a whole.
func differences(before, after any) map[string]any {
	b, a := fields(before), fields(after)
	if b == nil || a == nil {
		return nil
	}
	out := make(map[string]any)
	compare("", b, a, out)
	return out
}

// unlike returns two states of an entity without the members that are alike in
// both, so that only what may differ is encoded. What does not encode as plain
// structs of one type do is returned as it is.
func unlike(before, after any) (any, any) {
	b, a := reflect.ValueOf(before), reflect.ValueOf(after)
	if !b.IsValid() || !a.IsValid() || b.Type() != a.Type() {
		return before, after
	}
	t := b.Type()
	if t.Kind() == reflect.Pointer {
		if b.IsNil() || a.IsNil() {
			return before, after
		}
		t, b, a = t.Elem(), b.Elem(), a.Elem()
	}
	if t.Kind() != reflect.Struct || encodesItself(t) {
		return before, after
	}
	left, right := reflect.New(t), reflect.New(t)
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			if t.Field(i).Anonymous {
				return before, after // its members are the entity's
			}
			continue // encoding/json does not see it
		}
		bf, af := b.Field(i), a.Field(i)
		if !reflect.DeepEqual(bf.Interface(), af.Interface()) {
			left.Elem().Field(i).Set(bf)
			right.Elem().Field(i).Set(af)
		}
	}
	return left.Interface(), right.Interface()
}

// encodesItself reports whether values of a type are encoded by a method.
func encodesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(jsonMarshaler) || p.Implements(textMarshaler)
}

func fields(v any) map[string]any {
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var m map[string]any
	if json.Unmarshal(data, &m) != nil {
		return nil
	}
	return m
}

func compare(prefix string, before, after, out map[string]any) {
	for name, b := range before {
		a, ok := after[name]
		path := prefix + name
		if bm, isMap := b.(map[string]any); isMap && ok {
			if am, isMap := a.(map[string]any); isMap {
				compare(path+".", bm, am, out)
				continue
			}
		}
		if !ok || !reflect.DeepEqual(a, b) {
			out[path] = b
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			out[prefix+name] = nil
		}
	}
}
