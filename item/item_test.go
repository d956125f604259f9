// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// violations writes what a Checker recorded, one "field RULE" each.
func violations(c *fault.Checker) string {
	var out []string
	for _, v := range fault.Violations(c.Err()) {
		out = append(out, v.Field+" "+string(v.Rule))
	}
	return strings.Join(out, "; ")
}

func ptr[T any](v T) *T { return &v }

func TestCatalogReferenceKey(t *testing.T) {
	t.Parallel()
	ref := func(id, app, options string) item.CatalogReference {
		var o item.Object
		if err := json.Unmarshal([]byte(options), &o); err != nil {
			t.Fatal(err)
		}
		return item.CatalogReference{CatalogItemID: id, AppID: app, Options: o}
	}
	typed := item.CatalogReference{CatalogItemID: "mug", AppID: "a", Options: item.Object{
		"options": map[string]string{"Color": "Blue"}, "n": 1, "list": []string{"x"}, "amount": decimal.RequireFromString("2"),
	}}
	groups := [][]item.CatalogReference{
		{ref("mug", "a", `null`), ref("mug", "a", `{}`)},
		{ref("mug", "ab", `{}`)},
		{ref("bmug", "a", `{}`)},
		{ref("mug", "a", `{"n":1,"m":{"x":1,"y":[1,2]}}`), ref("mug", "a", `{"m":{"y":[1.0,2e0],"x":10e-1},"n":1.00}`)},
		{ref("mug", "a", `{"n":1,"m":{"x":1,"y":[2,1]}}`)},
		{ref("mug", "a", `{"n":"1","m":{"x":1,"y":[1,2]}}`)},
		{ref("mug", "a", `{"n":9007199254740993}`), ref("mug", "a", `{"n":9007199254740993.0}`)},
		{ref("mug", "a", `{"n":9007199254740992}`)},
		{ref("mug", "a", `{"n":0}`), ref("mug", "a", `{"n":-0.0}`)},
		{ref("mug", "a", `{"n":null}`)},
		{typed, ref("mug", "a", `{"n":1,"list":["x"],"options":{"Color":"Blue"},"amount":"2"}`)},
	}
	for i, g := range groups {
		for j, h := range groups {
			for _, a := range g {
				for _, b := range h {
					if (a.Key() == b.Key()) != (i == j) || a.Equal(b) != (i == j) {
						t.Errorf("%v and %v: equal keys = %v, Equal = %v, want %v", a, b, a.Key() == b.Key(), a.Equal(b), i == j)
					}
				}
			}
		}
	}
}

func TestObjectKeepsNumbers(t *testing.T) {
	t.Parallel()
	in := `{"big":9007199254740993,"deep":[{"huge":1e400}],"half":0.5,"small":5}`
	var o item.Object
	if err := json.Unmarshal([]byte(in), &o); err != nil {
		t.Fatal(err)
	}
	if o["small"] != 5.0 || o["half"] != 0.5 || o["big"] != json.Number("9007199254740993") {
		t.Errorf("Object = %#v, want floats where they are exact", o)
	}
	out, err := json.Marshal(o)
	if err != nil || string(out) != in {
		t.Errorf("Marshal() = %s, %v, want %s", out, err, in)
	}
	for _, bad := range []string{`[]`, `"x"`, `1`} {
		if err := json.Unmarshal([]byte(bad), &o); err == nil {
			t.Errorf("Unmarshal(%s) = nil, want an error", bad)
		}
	}
	if nan := (item.Object{"n": math.NaN()}); nan.Equal(item.Object{"n": 1}) {
		t.Error("NaN equals 1")
	}
}

func drawJSON(t *rapid.T, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 7
	}
	switch rapid.IntRange(1, kinds).Draw(t, "kind") {
	case 1:
		return nil
	case 2:
		return rapid.Bool().Draw(t, "bool")
	case 3:
		return rapid.String().Draw(t, "string")
	case 4:
		return rapid.Float64Range(-1e300, 1e300).Draw(t, "float")
	case 5:
		return json.Number(rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?`).Draw(t, "number"))
	case 6:
		list := make([]any, rapid.IntRange(0, 3).Draw(t, "len"))
		for i := range list {
			list[i] = drawJSON(t, depth-1)
		}
		return list
	}
	m := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "len") {
		m[rapid.String().Draw(t, "key")] = drawJSON(t, depth-1)
	}
	return m
}

func TestObjectRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := item.Object{"v": drawJSON(t, 3)}
		data, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var p item.Object
		if err := json.Unmarshal(data, &p); err != nil {
			t.Fatalf("Unmarshal(%s) = %v", data, err)
		}
		if !o.Equal(p) || !p.Equal(o.Clone()) {
			t.Fatalf("%s became %v", data, p)
		}
	})
}

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	ref := &item.CatalogReference{CatalogItemID: "a", Options: item.Object{"m": map[string]any{"k": "v"}, "l": []any{"x"}}}
	c := ref.Clone()
	c.Options["m"].(map[string]any)["k"] = "changed"
	c.Options["l"].([]any)[0] = "changed"
	if diff := cmp.Diff(item.Object{"m": map[string]any{"k": "v"}, "l": []any{"x"}}, ref.Options); diff != "" {
		t.Errorf("changing a clone changed the original:\n%s", diff)
	}

	o := overrides()
	oc := o.Clone()
	oc.ProductName.Original = "changed"
	oc.DescriptionLines[0].PlainText.Original = "changed"
	*oc.Price = money.MustParse("9", 0)
	*oc.SavePaymentMethod = false
	oc.Image.ID = "changed"
	oc.PaymentOption.Value = item.Membership
	if o.Key() != overrides().Key() || o.Key() == oc.Key() {
		t.Error("changing a clone of overrides changed the original")
	}

	gs := []item.CatalogModifierGroup{{Modifiers: []item.CatalogModifier{{ID: "m", Details: ptr(item.Text("d"))}}}}
	gc := item.CloneModifierGroups(gs)
	gc[0].Modifiers[0].Details.Original = "changed"
	gc[0].Modifiers[0].ID = "changed"
	if m := gs[0].Modifiers[0]; m.ID != "m" || m.Details.Original != "d" {
		t.Errorf("changing a clone of modifiers changed the original: %v", m)
	}

	var (
		noRef  *item.CatalogReference
		noLine *item.DescriptionLine
		noOver *item.CatalogOverrideFields
		noSub  *item.SubscriptionOptionInfo
		noExt  *item.ExtendedFields
		noTags *item.Tags
		check  fault.Checker
	)
	if noRef.Clone() != nil || noLine.Clone() != nil || noOver.Clone() != nil || noSub.Clone() != nil || noExt.Clone() != nil || noTags.Clone() != nil {
		t.Error("the clone of nil is not nil")
	}
	noRef.Validate(&check, "r")
	noLine.Validate(&check, "l")
	noOver.Validate(&check, "o")
	noSub.Validate(&check, "s")
	noTags.Validate(&check, "t")
	if !check.OK() {
		t.Errorf("nil breaks rules: %v", check.Err())
	}
}

func overrides() *item.CatalogOverrideFields {
	return &item.CatalogOverrideFields{
		ProductName: ptr(item.Text("Mug")), Price: ptr(money.MustParse("5.00", 0)),
		DescriptionLines:   []item.DescriptionLine{item.PlainLine("Size", "M")},
		PhysicalProperties: &item.PhysicalProperties{Weight: decimal.RequireFromString("0.40")},
		Image:              &item.Image{ID: "i"}, PaymentOption: &item.PaymentOptionValue{Value: item.DepositOnline},
		DepositAmount: ptr(money.MustParse("1", 0)), SavePaymentMethod: ptr(true),
	}
}

func TestOverrideKey(t *testing.T) {
	t.Parallel()
	var none *item.CatalogOverrideFields
	if none.Key() != "" || (&item.CatalogOverrideFields{}).Key() != "" {
		t.Errorf("Key() of nothing = %q and %q, want none", none.Key(), (&item.CatalogOverrideFields{}).Key())
	}
	a, b := overrides(), overrides()
	b.Price = ptr(money.MustParse("5.000", 0))
	b.PhysicalProperties.Weight = decimal.RequireFromString("0.4")
	if a.Key() != b.Key() {
		t.Errorf("Key() = %s, want %s: 5.000 is 5.00", b.Key(), a.Key())
	}
	b.Price = ptr(money.MustParse("5.01", 0))
	if a.Key() == b.Key() {
		t.Error("two prices have one key")
	}
	zero := &item.CatalogOverrideFields{Price: ptr(money.MustParse("0", 0))}
	if zero.Key() == "" {
		t.Error("a price of 0 overrides nothing")
	}
}

func TestExtendedFieldsMerge(t *testing.T) {
	t.Parallel()
	var e *item.ExtendedFields
	e = e.Merge("app", map[string]any{"a": 1.0, "b": []any{"x"}})
	f := e.Merge("app", map[string]any{"a": nil, "c": "y"}).Merge("other", map[string]any{"z": true})
	want := &item.ExtendedFields{Namespaces: map[string]item.Object{"app": {"b": []any{"x"}, "c": "y"}, "other": {"z": true}}}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("Merge() differs (-want +got):\n%s", diff)
	}
	if e.Get("app", "a") != 1.0 || f.Get("app", "a") != nil || f.Get("none", "a") != nil {
		t.Errorf("Merge() changed what it was called on: %v", e)
	}
	if g := e.Merge("app", map[string]any{"a": nil, "b": nil}); g != nil {
		t.Errorf("Merge() of the last keys away = %v, want nil", g)
	}
}

func TestAvailabilityOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		wanted    int
		available *int
		want      item.AvailabilityStatus
	}{
		{5, nil, item.Available},
		{5, ptr(5), item.Available},
		{5, ptr(4), item.PartiallyAvailable},
		{5, ptr(0), item.NotAvailable},
		{5, ptr(-1), item.NotAvailable},
	}
	for _, tt := range tests {
		if got := item.AvailabilityOf(tt.wanted, tt.available); got.Status != tt.want {
			t.Errorf("AvailabilityOf(%d, %v) = %s, want %s", tt.wanted, tt.available, got.Status, tt.want)
		}
	}
}

func TestConvertModifierGroups(t *testing.T) {
	t.Parallel()
	in := []item.CatalogModifierGroup{{
		ID: "g", Name: item.Text("Extras"),
		Modifiers: []item.CatalogModifier{{ID: "m", Quantity: 2, Label: item.Text("Cheese"), Price: money.MustParse("1.50", money.USD)}},
	}}
	got := item.ConvertModifierGroups(in, func(a money.Amount) money.Price { return money.PriceOf(a, 0) })
	if m := got[0].Modifiers[0]; got[0].Name.Original != "Extras" || m.Price.Amount.String() != "1.50" || m.Count() != 2 {
		t.Errorf("ConvertModifierGroups() = %v", got)
	}
	if n := item.ConvertModifierGroups(nil, func(a money.Amount) money.Price { return money.Price{} }); n != nil {
		t.Errorf("ConvertModifierGroups(nil) = %v, want nil", n)
	}
	if (item.Modifier{}).Count() != 1 {
		t.Error("a modifier without quantity does not count as one")
	}
}
