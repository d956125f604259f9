// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package prices reaches every price of an entity: to bind what was read from
// JSON to the entity's currencies, and to take off what is not stored.
//
// It walks structs, pointers, slices, arrays and maps, through exported fields.
// What interfaces hold is free-form and has no prices; those inside types with
// unexported fields, such as patch.Field, are left to their owners. An entity
// must be a tree: a cycle of pointers never ends.
package prices

import (
	"reflect"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// Binder is implemented by entities that know their own currencies.
type Binder interface {
	// BindAmounts is Bind for the entity, in its own currencies.
	BindAmounts(l money.Locale) error
}

// Visit calls fn with every money.Price and fm with every
// money.MultiCurrencyPrice that the value behind ptr holds, in the order of the
// fields; both may be nil and may change what they are given. Prices in maps are
// changed through a copy that is put back. ptr must be a pointer, nil included.
func Visit(ptr any, fn func(*money.Price), fm func(*money.MultiCurrencyPrice)) {
	w := walker{}
	if fn != nil {
		w.price = func(p *money.Price) error { fn(p); return nil }
	}
	if fm != nil {
		w.multi = func(p *money.MultiCurrencyPrice) error { fm(p); return nil }
	}
	w.start(ptr)
}

// Bind gives every amount of the value behind ptr its currency: cur, and
// converted to the converted amounts (cur when converted is none). Prices are
// formatted in l from then on; with no locale, texts that were read stay. Absent
// amounts stay absent, and absent prices without a locale. The error names every amount that has more digits than its
// currency, or another currency, by its field path; all others are bound
// nevertheless. An entity below ptr that is a Binder binds itself; the one that
// ptr points to does not, so that it may use Bind for it.
func Bind(ptr any, cur, converted money.Currency, l money.Locale) error {
	w := walker{
		price: func(p *money.Price) (err error) {
			if p.IsZero() {
				return nil
			}
			*p, err = p.Bind(cur, l)
			return err
		},
		multi: func(p *money.MultiCurrencyPrice) (err error) {
			if p.IsZero() {
				return nil
			}
			*p, err = p.Bind(cur, converted, l)
			return err
		},
		amount: func(a *money.Amount) error {
			if *a == (money.Amount{}) {
				return nil
			}
			bound, err := a.Bind(cur)
			if err == nil {
				*a = bound
			}
			return err
		},
		binder: func(b Binder) error { return b.BindAmounts(l) },
		root:   ptr,
	}
	w.start(ptr)
	return w.check.Err()
}

// Currencies returns the currencies of the first amounts of the value behind ptr
// that have one, for Bind to give back to what is read from its JSON; none when
// there are no such amounts. Entities that are Binders do not count.
func Currencies(ptr any) (cur, converted money.Currency) {
	first := func(c *money.Currency, a money.Amount) {
		if c.IsZero() {
			*c = a.Currency()
		}
	}
	w := walker{
		price: func(p *money.Price) error { first(&cur, p.Amount); return nil },
		multi: func(p *money.MultiCurrencyPrice) error {
			first(&cur, p.Amount)
			first(&converted, p.Converted)
			return nil
		},
		amount: func(a *money.Amount) error { first(&cur, *a); return nil },
		binder: func(Binder) error { return nil },
		root:   ptr,
	}
	w.start(ptr)
	return cur, converted
}

// Strip takes locale and formatted texts off every price of the value behind
// ptr, as it is before storing.
func Strip(ptr any) {
	Visit(ptr,
		func(p *money.Price) { *p = p.Bare() },
		func(p *money.MultiCurrencyPrice) { *p = p.Bare() })
}

// walker is one walk through one value.
type walker struct {
	price  func(*money.Price) error
	multi  func(*money.MultiCurrencyPrice) error
	amount func(*money.Amount) error
	binder func(Binder) error
	root   any // what binder is not called with

	path  []step
	check fault.Checker
}

// step is one part of the path to where the walk is: a name or an index.
type step struct {
	name  string
	index int
}

func (w *walker) start(ptr any) {
	v := reflect.ValueOf(ptr)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return
	}
	w.walk(planOf(v.Type()), v)
}

// report records an error under the path.
func (w *walker) report(err error) {
	if err == nil {
		return
	}
	path := ""
	for _, s := range w.path {
		if s.name != "" {
			path = fault.Join(path, s.name)
		} else {
			path = fault.Index(path, s.index)
		}
	}
	w.check.AddAll(path, err)
}
