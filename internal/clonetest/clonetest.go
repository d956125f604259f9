// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package clonetest proves that hand-written copies are deep: it fills a value
// to its last member and looks for memory that the copy shares with it.
package clonetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// Immutable types, whose insides copies may share.
var immutable = map[reflect.Type]bool{
	reflect.TypeFor[money.Amount]():             true,
	reflect.TypeFor[money.Price]():              true,
	reflect.TypeFor[money.MultiCurrencyPrice](): true,
	reflect.TypeFor[decimal.Decimal]():          true,
	reflect.TypeFor[time.Time]():                true,
}

// Deep fills the value behind ptr, calls clone, and reports each member of the
// copy that differs from the original's or shares memory with it.
func Deep[T any](t testing.TB, ptr *T, clone func(*T) *T) {
	t.Helper()
	Fill(ptr)
	c := clone(ptr)
	if !reflect.DeepEqual(ptr, c) {
		t.Errorf("the copy of a %T is not equal to it", *ptr)
	}
	for _, path := range shared(fmt.Sprintf("%T", *ptr), reflect.ValueOf(ptr).Elem(), reflect.ValueOf(c).Elem()) {
		t.Errorf("%s is shared with the copy", path)
	}
}

// Fill sets every exported member below ptr: texts, numbers, two elements of
// every list, one of every map, and a value behind every pointer.
func Fill(ptr any) { fill(reflect.ValueOf(ptr).Elem(), 0) }

// maxDepth ends types that contain themselves.
const maxDepth = 12

func fill(v reflect.Value, depth int) {
	if depth > maxDepth || !v.CanSet() {
		return
	}
	switch v.Type() {
	case reflect.TypeFor[money.Amount]():
		v.Set(reflect.ValueOf(money.Minor(1234, money.USD)))
		return
	case reflect.TypeFor[money.Price]():
		v.Set(reflect.ValueOf(money.PriceOf(money.Minor(1234, money.USD), 0)))
		return
	case reflect.TypeFor[money.MultiCurrencyPrice]():
		a := money.Minor(1234, money.USD)
		v.Set(reflect.ValueOf(money.MultiPrice(a, a, 0)))
		return
	case reflect.TypeFor[decimal.Decimal]():
		v.Set(reflect.ValueOf(decimal.New(19, -2)))
		return
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)))
		return
	case reflect.TypeFor[money.Currency]():
		v.Set(reflect.ValueOf(money.USD))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("text")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 4))
		for i := range v.Len() {
			fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, depth+1)
		fill(value, depth+1)
		v.SetMapIndex(key, value)
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(map[string]any{"list": []any{"text", map[string]any{"deep": true}}}))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	default: // no member of a wire type is of another kind
	}
}

// shared returns the paths below which a and b are the same memory.
func shared(path string, a, b reflect.Value) []string {
	if immutable[a.Type()] {
		return nil
	}
	var out []string
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() {
			return nil
		}
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		return shared(path, a.Elem(), b.Elem())
	case reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return nil
		}
		return shared(path, a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Len() > 0 && b.Len() > 0 && a.Pointer() == b.Pointer() {
			return []string{path}
		}
		for i := range min(a.Len(), b.Len()) {
			out = append(out, shared(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i))...)
		}
	case reflect.Map:
		if a.Len() > 0 && a.Pointer() == b.Pointer() {
			return []string{path}
		}
		for _, k := range a.MapKeys() {
			if w := b.MapIndex(k); w.IsValid() {
				out = append(out, shared(fmt.Sprintf("%s[%v]", path, k), a.MapIndex(k), w)...)
			}
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).IsExported() {
				out = append(out, shared(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))...)
			}
		}
	default: // scalars share nothing
	}
	return out
}
