// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package quickjson

import (
	"reflect"
	"slices"
	"strings"
)

// field is a member of a struct's JSON.
type field struct {
	path      []int  // from the struct, through what is embedded
	name      string // as it is written, with the colon
	encode    encoder
	omitEmpty bool
	isZero    func(reflect.Value) bool // nil: never left out for being zero
}

// newStruct returns the encoder of a struct. One that is declared in a way that
// is not understood here is left to encoding/json: with options of its tags that
// are rare, or with two members of one name, of which one hides the other.
func newStruct(t reflect.Type) encoder {
	fields, ok := fieldsOf(t, nil, []reflect.Type{t})
	names := make(map[string]bool, len(fields))
	for i := range fields {
		ok = ok && !names[fields[i].name]
		names[fields[i].name] = true
	}
	if !ok {
		return foreign
	}
	return func(b []byte, v reflect.Value, depth int) ([]byte, error) { return appendStruct(b, v, fields, depth) }
}

// fieldsOf returns the members of a struct, and those of structs that it embeds.
// open are the structs around it.
func fieldsOf(t reflect.Type, path []int, open []reflect.Type) (fields []field, ok bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		embedded := f.Type
		if f.Anonymous && embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		if tag == "-" || !f.IsExported() && (!f.Anonymous || embedded.Kind() != reflect.Struct) {
			continue
		}
		at := append(slices.Clone(path), i)
		if f.Anonymous && name == "" && embedded.Kind() == reflect.Struct {
			if slices.Contains(open, embedded) {
				return nil, false
			}
			inner, ok := fieldsOf(embedded, at, append(open[:len(open):len(open)], embedded))
			if !ok {
				return nil, false
			}
			fields = append(fields, inner...)
			continue
		}
		if name == "" {
			name = f.Name
		}
		if !f.IsExported() || !plain(name) {
			return nil, false
		}
		made := field{path: at, name: `"` + name + `":`, encode: encoderOf(f.Type)}
		for option := range strings.SplitSeq(options, ",") {
			switch option {
			case "":
			case "omitempty":
				made.omitEmpty = true
			case "omitzero":
				made.isZero = zeroOf(f.Type)
			default:
				return nil, false
			}
		}
		fields = append(fields, made)
	}
	return fields, true
}

// plain reports whether a name is written as it is.
func plain(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c != '_' && c != '-' && c != '$' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

type zeroer interface{ IsZero() bool }

var zeroerType = reflect.TypeFor[zeroer]()

// zeroOf returns how encoding/json finds out whether a value of a type is zero.
func zeroOf(t reflect.Type) func(reflect.Value) bool {
	switch {
	case t.Kind() == reflect.Interface && t.Implements(zeroerType):
		return func(v reflect.Value) bool {
			return v.IsNil() || v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() || v.Interface().(zeroer).IsZero()
		}
	case t.Kind() == reflect.Pointer && t.Implements(zeroerType):
		return func(v reflect.Value) bool { return v.IsNil() || v.Interface().(zeroer).IsZero() }
	case t.Implements(zeroerType):
		return func(v reflect.Value) bool { return self(v).(zeroer).IsZero() }
	case reflect.PointerTo(t).Implements(zeroerType):
		return func(v reflect.Value) bool {
			if !v.CanAddr() {
				own := reflect.New(t).Elem()
				own.Set(v)
				v = own
			}
			return v.Addr().Interface().(zeroer).IsZero()
		}
	}
	return reflect.Value.IsZero
}

// empty is what omitempty leaves out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Bool, reflect.Interface, reflect.Pointer,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64:
		return v.IsZero()
	default:
		return false
	}
}

func appendStruct(b []byte, v reflect.Value, fields []field, depth int) ([]byte, error) {
	b = append(b, '{')
	first := true
	var err error
next:
	for i := range fields {
		f := &fields[i]
		member := v
		for _, index := range f.path {
			if member.Kind() == reflect.Pointer {
				if member.IsNil() {
					continue next
				}
				member = member.Elem()
			}
			member = member.Field(index)
		}
		if f.omitEmpty && empty(member) || f.isZero != nil && f.isZero(member) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		if b, err = f.encode(append(b, f.name...), member, depth); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}
