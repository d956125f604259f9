// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/validation"
)

// refusal is a call that must be refused, and how.
type refusal struct {
	name  string
	call  func(w *world) error
	class fault.Class
	code  string
	paths []string // "path RULE" of every violation
}

// check makes the call and checks that it is refused as it should be, and has
// left no trace.
func (r *refusal) check(t *testing.T, w *world) {
	t.Helper()
	commits, events, calls := w.Store.Commits(), len(w.Recorder.Events()), len(w.Gateway.Calls())
	err := r.call(w)
	if err == nil {
		t.Fatal("it was not refused")
	}
	if fault.ClassOf(err) != r.class || !errors.Is(err, r.class) || fault.Code(err) != r.code {
		t.Errorf("refused with %v: class %v, code %q, want class %v, code %q", err, fault.ClassOf(err), fault.Code(err), r.class, r.code)
	}
	var paths []string
	for _, v := range fault.Violations(err) {
		paths = append(paths, v.Field+" "+string(v.Rule))
		if v.Description == "" {
			t.Errorf("violation of %s without a description", v.Field)
		}
	}
	slices.Sort(paths)
	if diff := cmp.Diff(slices.Sorted(slices.Values(r.paths)), paths); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	if n := w.Store.Commits() - commits; n != 0 {
		t.Errorf("%d commits", n)
	}
	if n := len(w.Recorder.Events()) - events; n != 0 {
		t.Errorf("%d events", n)
	}
	if n := len(w.Gateway.Calls()) - calls; n != 0 {
		t.Errorf("%d calls of the gateway", n)
	}
}

// only drops the result of a call.
func only[T any](_ T, err error) error { return err }

func TestBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, group := range []struct {
		name string
		all  []refusal
	}{
		{"unknown ids", unknownIDs()},
		{"quantities", quantities()},
		{"amounts", amounts()},
		{"dates", dates()},
		{"coupons", couponsRefused()},
		{"orders", orderings()},
		{"others'", others()},
		{"keys", keys()},
		{"fulfillments", fulfillments()},
		{"refunds", refunds()},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, r := range group.all {
				t.Run(r.name, func(t *testing.T) { r.check(t, w) })
			}
		})
	}
}

const nowhere = "f0000000-0000-4000-8000-000000000000"

// A shop that makes no sense is not opened, and all that is wrong is said.
func TestBadConfig(t *testing.T) {
	t.Parallel()
	products, err := catalog.New(catalog.Config{Currency: money.USD})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		cfg  ecom.Config
		want []string
	}{
		"nothing":             {ecom.Config{}, []string{"Catalog REQUIRED_FIELD", "Currency REQUIRED_FIELD"}},
		"an unknown currency": {ecom.Config{Currency: 1, Catalog: products}, []string{"Currency INVALID_ENUM_VALUE"}},
		"much": {ecom.Config{
			Currency: money.USD, Catalog: products, Locale: "klingon", WeightUnit: "STONE", Conversion: &ecom.Conversion{Currency: 2},
			Validators: []validation.Provider{nil}, SweepEvery: -1, Rounding: money.Policy{Mode: 99},
		}, []string{
			"Conversion.Currency REQUIRED_FIELD", "Conversion.Rate DECIMAL_GT", "Locale FORMAT", "Rounding INVALID_ENUM_VALUE",
			"SweepEvery, AnswerRetention, CartRetention, EventPoll MIN", "Validators[0] REQUIRED_FIELD", "WeightUnit INVALID_ENUM_VALUE",
		}},
	} {
		_, err := ecom.New(tt.cfg)
		var got []string
		for _, v := range fault.Violations(err) {
			got = append(got, v.Field+" "+string(v.Rule))
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, fault.Invalid) {
			t.Errorf("New(%s) = %v; violations (-want +got):\n%s", name, err, diff)
		}
	}
	if _, err := money.ParseCurrency("XXQ"); err == nil {
		t.Error("ParseCurrency(XXQ) was accepted")
	}
}
