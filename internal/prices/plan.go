// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package prices

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-ecom/ecom/money"
)

// plan says how to reach the prices of a type; nil when it can hold none.
type plan struct {
	kind   kind
	typ    reflect.Type
	elem   *plan       // of a pointer, slice, array or map
	fields []fieldPlan // of a struct
	binds  bool        // a struct whose pointer is a Binder
}

type kind uint8

const (
	isPrice kind = iota + 1
	isMulti
	isAmount
	isStruct
	isPointer
	isList
	isMap
	isRecursive // the plan of typ was not ready; it is looked up when walked
)

type fieldPlan struct {
	index int
	name  string // as in JSON; "" for an embedded struct
	plan  *plan
}

var (
	priceType  = reflect.TypeFor[money.Price]()
	multiType  = reflect.TypeFor[money.MultiCurrencyPrice]()
	amountType = reflect.TypeFor[money.Amount]()
	binderType = reflect.TypeFor[Binder]()
)

// plans caches plans by type. A plan depends on its type alone, so whoever makes
// it makes the same.
var plans sync.Map // reflect.Type -> *plan

// planOf returns the plan of a type.
func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t, nil))
	return p.(*plan)
}

// newPlan makes the plan of a type. open are the types around it, whose plans
// are not ready.
func newPlan(t reflect.Type, open []reflect.Type) *plan {
	switch t {
	case priceType:
		return &plan{kind: isPrice}
	case multiType:
		return &plan{kind: isMulti}
	case amountType:
		return &plan{kind: isAmount}
	}
	if slices.Contains(open, t) {
		return &plan{kind: isRecursive, typ: t}
	}
	open = append(open, t)
	switch t.Kind() {
	case reflect.Struct:
		return structPlan(t, open)
	case reflect.Pointer:
		return listPlan(isPointer, t, open)
	case reflect.Slice, reflect.Array:
		return listPlan(isList, t, open)
	case reflect.Map:
		return listPlan(isMap, t, open)
	default:
		return nil
	}
}

func listPlan(k kind, t reflect.Type, open []reflect.Type) *plan {
	elem := newPlan(t.Elem(), open)
	if elem == nil {
		return nil
	}
	return &plan{kind: k, typ: t, elem: elem}
}

func structPlan(t reflect.Type, open []reflect.Type) *plan {
	p := &plan{kind: isStruct, binds: reflect.PointerTo(t).Implements(binderType)}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() && (!f.Anonymous || f.Type.Kind() != reflect.Struct) {
			continue
		}
		if fp := newPlan(f.Type, open); fp != nil {
			p.fields = append(p.fields, fieldPlan{i, nameOf(f), fp})
		}
	}
	if p.fields == nil {
		return nil
	}
	return p
}

func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case name != "" && name != "-":
		return name
	case f.Anonymous:
		return ""
	}
	return f.Name
}

// walk visits what v holds. v is settable, or a pointer.
func (w *walker) walk(p *plan, v reflect.Value) {
	if p == nil {
		return
	}
	switch p.kind {
	case isPrice:
		if w.price != nil {
			w.report(w.price(v.Addr().Interface().(*money.Price)))
		}
	case isMulti:
		if w.multi != nil {
			w.report(w.multi(v.Addr().Interface().(*money.MultiCurrencyPrice)))
		}
	case isAmount:
		if w.amount != nil {
			w.report(w.amount(v.Addr().Interface().(*money.Amount)))
		}
	case isStruct:
		if p.binds && w.binder != nil {
			if ptr := v.Addr().Interface(); ptr != w.root {
				w.report(w.binder(ptr.(Binder)))
				return
			}
		}
		for i := range p.fields {
			f := &p.fields[i]
			if f.name == "" {
				w.walk(f.plan, v.Field(f.index))
				continue
			}
			w.within(step{name: f.name}, f.plan, v.Field(f.index))
		}
	case isPointer:
		if !v.IsNil() {
			w.walk(p.elem, v.Elem())
		}
	case isList:
		for i := range v.Len() {
			w.within(step{index: i}, p.elem, v.Index(i))
		}
	case isMap:
		w.walkMap(p, v)
	case isRecursive:
		w.walk(planOf(p.typ), v)
	}
}

// within walks one step down.
func (w *walker) within(s step, p *plan, v reflect.Value) {
	w.path = append(w.path, s)
	w.walk(p, v)
	w.path = w.path[:len(w.path)-1]
}

// walkMap walks the elements in the order of their keys, as far as those are
// strings, so that errors have an order.
func (w *walker) walkMap(p *plan, v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
	for _, key := range keys {
		elem := reflect.New(p.typ.Elem()).Elem()
		elem.Set(v.MapIndex(key))
		w.within(step{name: key.String()}, p.elem, elem)
		v.SetMapIndex(key, elem)
	}
}
