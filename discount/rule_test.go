// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
)

// The published bodies keep every declared member.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"discount-rule-create.request.json", "discount-rule-create.response.json"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			var sample struct {
				DiscountRule json.RawMessage `json:"discountRule"`
			}
			if err := json.Unmarshal(data, &sample); err != nil {
				t.Fatal(err)
			}
			var r discount.Rule
			if err := json.Unmarshal(sample.DiscountRule, &r); err != nil {
				t.Fatal(err)
			}
			if err := r.Validate(); err != nil {
				t.Errorf("Validate() = %v", err)
			}
			for _, v := range []*discount.Rule{&r, r.Clone()} {
				again, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				missing(t, "discountRule", tree(t, sample.DiscountRule), tree(t, again))
			}
		})
	}
}

func tree(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// missing reports members of want that got has not. null is as good as absent,
// and offer is no declared member.
func missing(t *testing.T, path string, want, got any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for name, value := range w {
			if value != nil && name != "offer" {
				missing(t, path+"."+name, value, g[name])
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			t.Errorf("%s = %v, want %v", path, got, want)
			return
		}
		for i := range w {
			missing(t, path, w[i], g[i])
		}
	default:
		if want != got {
			t.Errorf("%s = %v, want %v", path, got, want)
		}
	}
}

func TestExtensionIsStrict(t *testing.T) {
	t.Parallel()
	var r discount.Rule
	err := json.Unmarshal([]byte(`{"name": "x", "extension": {"priority": 1, "priorty": 2}}`), &r)
	if err == nil || !strings.Contains(err.Error(), "priorty") {
		t.Errorf("Unmarshal() = %v, want an error that names priorty", err)
	}
}

func TestExtensionRoundTrip(t *testing.T) {
	t.Parallel()
	const text = `{"buyXGetY":{"buys":{"minimumQuantity":2,"scopes":[]},"gets":{"quantity":1},"limit":2},"appliesTo":"LOWEST_PRICED_ITEM","usageLimit":100,"usageLimitPerUser":1,` +
		`"timeWindows":[{"dayOfWeek":"MON","startTime":"09:00","endTime":"17:00"}],"timeZone":"Europe/Berlin","priority":1,"exclusive":true,"floorPrices":{"mug":"9.00"}}`
	var e discount.Extension
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(e.Clone())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(got)); diff != "" {
		t.Errorf("round trip differs (-want +got):\n%s", diff)
	}
}

// ok is a rule that is valid until a test changes it.
func ok() *discount.Rule {
	return &discount.Rule{Name: "Spring", Discounts: discount.Discounts{Values: []discount.Discount{{
		TargetType: discount.TargetSpecificItems, Type: discount.TypePercentage, Percentage: discount.MustPercentage("15"),
		SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{items("mug")}},
	}}}}
}

func items(ids ...string) discount.Scope {
	return discount.Scope{Type: discount.ScopeCatalogItem, CatalogItemFilter: &discount.CatalogItemFilter{CatalogItemIDs: ids}}
}

func collections(ids ...any) discount.Scope {
	return discount.Scope{CustomFilter: &discount.CustomFilter{Params: map[string]any{"collectionIds": ids}}}
}

func quantityFrom(n int64, scopes ...discount.Scope) discount.Trigger {
	return discount.Trigger{ItemQuantityRange: &discount.ItemQuantityRange{From: &n, Scopes: scopes}}
}

func subtotalFrom(v string, scopes ...discount.Scope) discount.Trigger {
	return discount.Trigger{SubtotalRange: &discount.SubtotalRange{From: discount.MustValue(v), Scopes: scopes}}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	d := func(r *discount.Rule) *discount.Discount { return &r.Discounts.Values[0] }
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		edit func(*discount.Rule)
		want []string // field rule
	}{
		{"valid", func(*discount.Rule) {}, nil},
		{"name", func(r *discount.Rule) { r.Name = "" }, []string{"name MIN_LENGTH"}},
		{"window", func(r *discount.Rule) {
			r.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: noon, End: noon}
		}, []string{"activeTimeInfo INVALID_ACTIVE_TIME_RANGE"}},
		{"no discount", func(r *discount.Rule) { r.Discounts.Values = nil }, []string{"discounts.values INVALID_EMPTY_DISCOUNT"}},
		{"two discounts", func(r *discount.Rule) {
			r.Discounts.Values = append(r.Discounts.Values, r.Discounts.Values[0])
		}, []string{"discounts.values MAX_SIZE"}},
		{"empty discount", func(r *discount.Rule) { d(r).Type, d(r).Percentage = "", nil }, []string{"discounts.values[0] INVALID_EMPTY_DISCOUNT"}},
		{"discount type", func(r *discount.Rule) { d(r).Type = "HALF" }, []string{"discounts.values[0].discountType INVALID_DISCOUNT_TYPE"}},
		{"mismatch", func(r *discount.Rule) {
			d(r).Type = discount.TypeFixedAmount
		}, []string{"discounts.values[0] DISCOUNT_TYPE_AND_DISCOUNT_VALUE_MISMATCH"}},
		{"two values", func(r *discount.Rule) {
			d(r).FixedPrice = discount.MustValue("1")
		}, []string{"discounts.values[0] DISCOUNT_TYPE_AND_DISCOUNT_VALUE_MISMATCH"}},
		{"target", func(r *discount.Rule) { d(r).TargetType = "ALL" }, []string{"discounts.values[0].targetType INVALID_TARGET_TYPE_FIELD"}},
		{"no target", func(r *discount.Rule) {
			d(r).SpecificItemsInfo = nil
		}, []string{"discounts.values[0].specificItemsInfo INVALID_TARGET_TYPE_FIELD"}},
		{"percentage", func(r *discount.Rule) { d(r).Percentage = discount.MustPercentage("100.5") }, []string{"discounts.values[0].percentage DECIMAL_LTE"}},
		{"small percentage", func(r *discount.Rule) { d(r).Percentage = discount.MustPercentage("0.05") }, []string{"discounts.values[0].percentage DECIMAL_GTE"}},
		{"amount", func(r *discount.Rule) {
			d(r).Type, d(r).Percentage, d(r).FixedAmount = "", nil, discount.MustValue("0")
		}, []string{"discounts.values[0].fixedAmount DECIMAL_GT"}},
		{"digits", func(r *discount.Rule) {
			d(r).Type, d(r).Percentage, d(r).FixedPrice = "", nil, discount.MustValue("1.00001")
		}, []string{"discounts.values[0].fixedPrice DECIMAL_MAX_SCALE"}},
		{"scope type", func(r *discount.Rule) {
			d(r).SpecificItemsInfo.Scopes[0].Type = "SHOP"
		}, []string{"discounts.values[0].specificItemsInfo.scopes[0].type INVALID_SCOPE_TYPE"}},
		{"scope", func(r *discount.Rule) {
			d(r).SpecificItemsInfo.Scopes[0].Type = discount.ScopeCustomFilter
		}, []string{"discounts.values[0].specificItemsInfo.scopes[0] INVALID_SCOPE"}},
		{"filter", func(r *discount.Rule) {
			d(r).SpecificItemsInfo.Scopes[0] = discount.Scope{CustomFilter: &discount.CustomFilter{Params: map[string]any{"collectionIds": "red"}}}
		}, []string{"discounts.values[0].specificItemsInfo.scopes[0].customFilter.params INVALID_SCOPE"}},
		{"no scopes", func(r *discount.Rule) {
			d(r).SpecificItemsInfo.Scopes = nil
		}, []string{"discounts.values[0].specificItemsInfo.scopes MIN_SIZE"}},
		{"trigger type", func(r *discount.Rule) { r.Trigger = &discount.Trigger{Type: "MOON"} }, []string{"trigger.triggerType INVALID_TRIGGER_TYPE"}},
		{"no trigger", func(r *discount.Rule) { r.Trigger = &discount.Trigger{} }, []string{"trigger.triggerType INVALID_TRIGGER_TYPE"}},
		{"missing subtotal", func(r *discount.Rule) {
			r.Trigger = &discount.Trigger{Type: discount.TriggerSubtotalRange}
		}, []string{"trigger.subtotalRange MISSING_SUBTOTAL_RANGE"}},
		{"missing quantity", func(r *discount.Rule) {
			r.Trigger = &discount.Trigger{Type: discount.TriggerItemQuantityRange}
		}, []string{"trigger.itemQuantityRange MISSING_ITEM_QUANTITY_RANGE"}},
		{"subtotal range", func(r *discount.Rule) {
			tr := subtotalFrom("10")
			tr.SubtotalRange.To = discount.MustValue("9.99")
			r.Trigger = &tr
		}, []string{"trigger.subtotalRange INVALID_SUBTOTAL_RANGE"}},
		{"quantity range", func(r *discount.Rule) {
			tr := quantityFrom(3)
			tr.ItemQuantityRange.To = new(int64)
			r.Trigger = &tr
		}, []string{"trigger.itemQuantityRange.to MIN", "trigger.itemQuantityRange INVALID_ITEM_QUANTITY_RANGE"}},
		{"nested", func(r *discount.Rule) {
			inner := discount.Trigger{Or: &discount.Operator{Triggers: []discount.Trigger{quantityFrom(1), quantityFrom(2)}}}
			r.Trigger = &discount.Trigger{And: &discount.Operator{Triggers: []discount.Trigger{quantityFrom(1), inner}}}
		}, []string{"trigger.and.triggers[1].or OPERATOR_TOO_DEEPLY_NESTED"}},
		{"lonely operator", func(r *discount.Rule) {
			r.Trigger = &discount.Trigger{And: &discount.Operator{Triggers: []discount.Trigger{quantityFrom(1)}}}
		}, []string{"trigger.and.triggers MIN_SIZE"}},
		{"members", func(r *discount.Rule) {
			r.Trigger = &discount.Trigger{CustomerEligibility: &discount.CustomerEligibility{}}
		}, []string{"trigger.customerEligibility.individualMembersInfo.memberIds REQUIRED_FIELD"}},
		{"all at once", func(r *discount.Rule) {
			r.Name = strings.Repeat("x", 51)
			d(r).Percentage = discount.MustPercentage("0")
		}, []string{"name MAX_LENGTH", "discounts.values[0].percentage DECIMAL_GTE"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := ok()
			tt.edit(r)
			if diff := cmp.Diff(tt.want, violations(r.Validate())); diff != "" {
				t.Errorf("Validate() differs (-want +got):\n%s", diff)
			}
		})
	}
}

// violations returns what an error names, as "field rule".
func violations(err error) []string {
	var list []string
	for _, v := range fault.Violations(err) {
		rule := string(v.Rule)
		if v.RuleName != "" {
			rule = v.RuleName
		}
		list = append(list, v.Field+" "+rule)
	}
	return list
}

func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	const text = `{"name": "x", "discounts": {"values": [{"specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}, "percentage": 1e999999999}]},
		"trigger": {"subtotalRange": {"from": "ten", "to": "20"}}}`
	var r discount.Rule
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("Unmarshal() = %v, want what is wrong left to Validate", err)
	}
	want := []string{"trigger.subtotalRange.from FORMAT", "discounts.values[0].percentage FORMAT"}
	if diff := cmp.Diff(want, violations(r.Validate())); diff != "" {
		t.Errorf("Validate() differs (-want +got):\n%s", diff)
	}
}

func TestStatusAt(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	end := start.Add(time.Hour)
	r := ok()
	r.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: start, End: end}
	for _, tt := range []struct {
		at   time.Time
		want discount.Status
	}{
		{start.Add(-1), discount.StatusPending}, {start, discount.StatusLive}, {end.Add(-1), discount.StatusLive}, {end, discount.StatusExpired},
	} {
		if got := r.StatusAt(tt.at); got != tt.want {
			t.Errorf("StatusAt(%v) = %s, want %s", tt.at, got, tt.want)
		}
	}
	if got := ok().StatusAt(start); got != discount.StatusLive {
		t.Errorf("StatusAt() without a window = %s, want LIVE", got)
	}
}
