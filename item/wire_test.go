// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// TestWire reads a value, writes it, and reads it again.
func TestWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want any // with the type to read
		out  string
	}{
		{
			`{"catalogItemId":"a","appId":"b","options":{"variantId":"v"},"unknown":1}`,
			item.CatalogReference{CatalogItemID: "a", AppID: "b", Options: item.Object{"variantId": "v"}},
			`{"catalogItemId":"a","appId":"b","options":{"variantId":"v"}}`,
		},
		{`{"catalogItemId":"a","options":null}`, item.CatalogReference{CatalogItemID: "a"}, `{"catalogItemId":"a"}`},
		{`{"original":"Shoe","translated":"Schuh"}`, item.Translatable{Original: "Shoe", Translated: "Schuh"}, `{"original":"Shoe","translated":"Schuh"}`},
		{
			`{"name":{"original":"Color","translated":"Color"},"colorInfo":{"original":"Black","translated":"Black","code":"#000"},"lineType":"COLOR","color":"Black"}`,
			item.ColorLine("Color", "Black", "#000"),
			`{"name":{"original":"Color","translated":"Color"},"colorInfo":{"original":"Black","translated":"Black","code":"#000"},"lineType":"COLOR"}`,
		},
		{
			`{"weight":0.4,"sku":"","shippable":true}`,
			item.PhysicalProperties{Weight: decimal.RequireFromString("0.4"), Shippable: true},
			`{"weight":0.4,"sku":"","shippable":true}`,
		},
		{`{"weight":"1.10"}`, item.PhysicalProperties{Weight: decimal.RequireFromString("1.1")}, `{"weight":1.1,"sku":"","shippable":false}`},
		{`{"weight":1e-7}`, item.PhysicalProperties{Weight: decimal.RequireFromString("0.0000001")}, `{"weight":0.0000001,"sku":"","shippable":false}`},
		{`{"weight":null,"sku":"x"}`, item.PhysicalProperties{SKU: "x"}, `{"sku":"x","shippable":false}`},
		{`{"preset":"PHYSICAL"}`, item.Of(item.PresetPhysical), `{"preset":"PHYSICAL"}`},
		{`{"custom":"tour"}`, item.Type{Custom: "tour"}, `{"custom":"tour"}`},
		{
			`{"id":"i","url":"https://x/y","height":1000,"width":500}`,
			item.Image{ID: "i", URL: "https://x/y", Height: 1000, Width: 500},
			`{"id":"i","url":"https://x/y","height":1000,"width":500}`,
		},
		{
			`"wix:image://v1/3c76_b~mv2.jpg/my%20mug.jpg#originWidth=600&originHeight=400"`,
			item.Image{
				ID: "3c76_b~mv2.jpg", URL: "wix:image://v1/3c76_b~mv2.jpg/my%20mug.jpg#originWidth=600&originHeight=400",
				Width: 600, Height: 400, AltText: "my mug.jpg", Filename: "my mug.jpg",
			},
			``,
		},
		{`"https://x/y.png"`, item.Image{URL: "https://x/y.png"}, `{"url":"https://x/y.png"}`},
		{`{"relativePath":"/p","url":"https://x"}`, item.PageURL{RelativePath: "/p", URL: "https://x"}, `{"relativePath":"/p","url":"https://x"}`},
		{`"https://x/p"`, item.PageURL{URL: "https://x/p"}, `{"url":"https://x/p"}`},
		{
			`{"measurementUnit":"KG","value":"0.7500","description":{"original":"cheese"}}`,
			item.DecimalQuantity{MeasurementUnit: "KG", Value: decimal.RequireFromString("0.75"), Description: &item.Translatable{Original: "cheese"}},
			`{"measurementUnit":"KG","description":{"original":"cheese","translated":""},"value":"0.75"}`,
		},
		{`{"status":"AVAILABLE","quantityAvailable":0}`, item.Availability{Status: item.Available, QuantityAvailable: ptr(0)}, `{"status":"AVAILABLE","quantityAvailable":0}`},
		{`{"title":"Gift?","value":true}`, item.CustomField{Title: "Gift?", Value: true}, `{"value":true,"title":"Gift?"}`},
		{`{"title":"n","value":9007199254740993}`, item.CustomField{Title: "n", Value: json.Number("9007199254740993")}, `{"value":9007199254740993,"title":"n"}`},
		{
			`{"namespaces":{"@app":{"k":[1,{"a":null}]}}}`,
			item.ExtendedFields{Namespaces: map[string]item.Object{"@app": {"k": []any{1.0, map[string]any{"a": nil}}}}},
			`{"namespaces":{"@app":{"k":[1,{"a":null}]}}}`,
		},
		{
			`{"scheduledDate":"2024-01-02T03:04:05.000Z","numberOfParticipants":3}`,
			item.ServiceProperties{ScheduledDate: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), NumberOfParticipants: 3},
			`{"scheduledDate":"2024-01-02T03:04:05Z","numberOfParticipants":3}`,
		},
		{
			`{"subscriptionSettings":{"frequency":"MONTH","autoRenewal":true,"freeTrialPeriod":{"frequency":"DAY","interval":7}},"title":{"original":"Monthly"}}`,
			item.SubscriptionOptionInfo{
				SubscriptionSettings: item.SubscriptionSettings{Frequency: item.FrequencyMonth, AutoRenewal: true, FreeTrialPeriod: &item.FreeTrialPeriod{Frequency: item.FrequencyDay, Interval: 7}},
				Title:                &item.Translatable{Original: "Monthly"},
			},
			`{"subscriptionSettings":{"frequency":"MONTH","autoRenewal":true,"freeTrialPeriod":{"frequency":"DAY","interval":7}},"title":{"original":"Monthly","translated":""}}`,
		},
	}
	compare := cmp.Options{cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })}
	for _, tt := range tests {
		got, out := readWrite(t, tt.in, tt.want)
		if diff := cmp.Diff(tt.want, got, compare); diff != "" {
			t.Errorf("Unmarshal(%s) differs (-want +got):\n%s", tt.in, diff)
		}
		if tt.out != "" && out != tt.out {
			t.Errorf("Marshal(%s)\n got %s\nwant %s", tt.in, out, tt.out)
		}
		if again, _ := readWrite(t, out, tt.want); cmp.Diff(got, again, compare) != "" {
			t.Errorf("Unmarshal(Marshal(%s)) differs:\n%s", tt.in, cmp.Diff(got, again, compare))
		}
	}
}

func readWrite(t *testing.T, in string, like any) (any, string) {
	t.Helper()
	switch like.(type) {
	case item.CatalogReference:
		return read[item.CatalogReference](t, in)
	case item.Translatable:
		return read[item.Translatable](t, in)
	case item.DescriptionLine:
		return read[item.DescriptionLine](t, in)
	case item.PhysicalProperties:
		return read[item.PhysicalProperties](t, in)
	case item.Type:
		return read[item.Type](t, in)
	case item.Image:
		return read[item.Image](t, in)
	case item.PageURL:
		return read[item.PageURL](t, in)
	case item.DecimalQuantity:
		return read[item.DecimalQuantity](t, in)
	case item.Availability:
		return read[item.Availability](t, in)
	case item.CustomField:
		return read[item.CustomField](t, in)
	case item.ExtendedFields:
		return read[item.ExtendedFields](t, in)
	case item.ServiceProperties:
		return read[item.ServiceProperties](t, in)
	case item.SubscriptionOptionInfo:
		return read[item.SubscriptionOptionInfo](t, in)
	}
	t.Fatalf("no reader for %T", like)
	return nil, ""
}

func read[T any](t *testing.T, in string) (any, string) {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(in), &v); err != nil {
		t.Fatalf("Unmarshal(%s) = %v", in, err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal(%v) = %v", v, err)
	}
	return v, string(out)
}

func TestBadNumbers(t *testing.T) {
	t.Parallel()
	for _, n := range []string{`1e999999999`, `1e-999999999`, `"NaN"`, `"1,5"`, `true`, `"0x10"`, `"1e999999999999999999999"`, `"12345678901234567890123456789012345678901"`} {
		var p item.PhysicalProperties
		if err := json.Unmarshal([]byte(`{"weight":`+n+`}`), &p); err == nil {
			t.Errorf("weight %s was read as %s, want an error", n, p.Weight)
		}
		var q item.DecimalQuantity
		if err := json.Unmarshal([]byte(`{"value":`+n+`}`), &q); err == nil {
			t.Errorf("value %s was read as %s, want an error", n, q.Value)
		}
	}
}

func TestImageText(t *testing.T) {
	t.Parallel()
	im := item.Image{ID: "a_b~mv2.png", Width: 3, Height: 4, Filename: "ä b/c.png"}
	back := item.ParseImage(im.String())
	if back.ID != im.ID || back.Width != 3 || back.Height != 4 || back.Filename != im.Filename {
		t.Errorf("ParseImage(%s) = %+v, want %+v", im, back, im)
	}
	if s := (item.Image{URL: "https://x"}).String(); s != "https://x" {
		t.Errorf("String() = %s, want the URL", s)
	}
}

func FuzzPhysicalProperties(f *testing.F) {
	f.Add(`{"weight":0.4,"shippable":true}`)
	f.Add(`{"weight":"1e-3"}`)
	f.Fuzz(func(t *testing.T, in string) {
		var p, q item.PhysicalProperties
		if json.Unmarshal([]byte(in), &p) != nil {
			return
		}
		out, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("Marshal(%+v) = %v", p, err)
		}
		if err := json.Unmarshal(out, &q); err != nil || !p.Equal(q) {
			t.Fatalf("%s became %s: %v", in, out, err)
		}
	})
}

func FuzzCatalogReference(f *testing.F) {
	f.Add(`{"catalogItemId":"a","appId":"b","options":{"n":1.50,"m":{"x":[null,true,"y"]}}}`)
	f.Fuzz(func(t *testing.T, in string) {
		var r, s item.CatalogReference
		if json.Unmarshal([]byte(in), &r) != nil {
			return
		}
		out, err := json.Marshal(r)
		if err != nil {
			t.Fatalf("Marshal(%+v) = %v", r, err)
		}
		if err := json.Unmarshal(out, &s); err != nil || !r.Equal(s) || !r.Equal(*s.Clone()) {
			t.Fatalf("%s became %s: %v", in, out, err)
		}
	})
}

func ExampleCatalogReference_Key() {
	a := item.CatalogReference{CatalogItemID: "mug", AppID: "stores", Options: item.Object{"color": "blue", "size": 2}}
	b := item.CatalogReference{CatalogItemID: "mug", AppID: "stores", Options: item.Object{"size": 2.0, "color": "blue"}}
	fmt.Println(a.Key() == b.Key())
	// Output: true
}

func ExampleDescriptionLine() {
	data, err := json.Marshal(item.PlainLine("Size", "M"))
	fmt.Println(string(data), err)
	// Output: {"name":{"original":"Size","translated":"Size"},"plainText":{"original":"M","translated":"M"},"lineType":"PLAIN_TEXT"} <nil>
}

func ExampleCatalogOverrideFields_Validate() {
	price := money.MustParse("-5", 0)
	o := item.CatalogOverrideFields{Price: &price, InventoryAppID: "mine"}
	var c fault.Checker
	o.Validate(&c, "lineItems[0].catalogOverrideFields")
	for _, v := range fault.Violations(c.Err()) {
		fmt.Println(v.Field, v.Rule)
	}
	// Output:
	// lineItems[0].catalogOverrideFields.price DECIMAL_GTE
	// lineItems[0].catalogOverrideFields.inventoryAppId FORMAT
}

func ExampleExtendedFields_Merge() {
	var e *item.ExtendedFields
	e = e.Merge("@loyalty", map[string]any{"points": 5, "tier": "gold"})
	e = e.Merge("@loyalty", map[string]any{"points": nil})
	data, err := json.Marshal(e)
	fmt.Println(string(data), err)
	// Output: {"namespaces":{"@loyalty":{"tier":"gold"}}} <nil>
}
