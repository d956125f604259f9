// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
)

// list returns n elements of JSON, separated by commas.
func list(n int, element string) string {
	return strings.TrimSuffix(strings.Repeat(element+",", n), ",")
}

// Rules as they are written, and what is wrong with them.
func TestValidateKinds(t *testing.T) {
	t.Parallel()
	const mugs = `"specificItemsInfo": {"scopes": [{"catalogItemFilter": {"catalogItemIds": ["mug"]}}]}`
	percent := func(more string) string {
		return `{"name": "x", "discounts": {"values": [{` + mugs + `, "percentage": 10}]}` + more + `}`
	}
	extended := func(extension string) string { return percent(`, "extension": {` + extension + `}`) }
	bundle := func(configurations, more string) string {
		return `{"name": "x", "discounts": {"values": [{` + mugs + `, "quantityBased": {"configurations": [` + configurations + `]}}]}` + more + `}`
	}
	const at = "discounts.values[0]."
	tests := []struct {
		name string
		rule string
		want []string
	}{
		{"bundle", bundle(`{"quantity": 2, "price": "0"}`, ""), nil},
		{"greatest bundle", bundle(`{"quantity": 1000000000, "price": "1000000"}`, ""), nil},
		{"no bundle", bundle("", ""), []string{at + "quantityBased.configurations MIN_SIZE"}},
		{"two bundles", bundle(list(2, `{"quantity": 3, "price": "10"}`), ""), []string{at + "quantityBased.configurations MAX_SIZE"}},
		{"bundle of one", bundle(`{"quantity": 1, "price": "-1"}`, ""), []string{
			at + "quantityBased.configurations[0].quantity MIN", at + "quantityBased.configurations[0].price DECIMAL_GTE",
		}},
		{"dear bundle", bundle(`{"quantity": 1000000001, "price": "1000000.01"}`, ""), []string{
			at + "quantityBased.configurations[0].quantity MAX", at + "quantityBased.configurations[0].price DECIMAL_LTE",
		}},
		{"digits of a bundle", bundle(`{"quantity": 2, "price": "1.00001"}`, ""), []string{at + "quantityBased.configurations[0].price DECIMAL_MAX_SCALE"}},
		{"a bundle given or lowest", bundle(`{"quantity": 2, "price": "1"}`,
			`, "extension": {"buyXGetY": {"buys": {"minimumQuantity": 1}, "gets": {"quantity": 1}}, "appliesTo": "LOWEST_PRICED_ITEM"}`), []string{
			"extension.buyXGetY INVALID_CUSTOMER_BUY_CONDITION", "extension.appliesTo INVALID_SETTINGS_SUBJECT_TYPE",
		}},

		{"percentage", percent(""), nil},
		{"custom trigger", percent(`, "trigger": {"customTrigger": {"id": "t", "appId": "a"}}`), nil},
		{"custom trigger without an id", percent(`, "trigger": {"customTrigger": {}}`), []string{"trigger.customTrigger.id MIN_LENGTH"}},
		{
			"custom trigger with long ids", percent(fmt.Sprintf(`, "trigger": {"customTrigger": {"id": %q, "appId": %[1]q}}`, strings.Repeat("x", 101))),
			[]string{"trigger.customTrigger.id MAX_LENGTH", "trigger.customTrigger.appId MAX_LENGTH"},
		},
		{"trigger of another type", percent(`, "trigger": {"triggerType": "CUSTOM", "and": {"triggers": []}}`), []string{"trigger INVALID_TRIGGER_TYPE"}},
		{"two triggers", percent(`, "trigger": {"customTrigger": {"id": "t"}, "subtotalRange": {"from": "1"}, "triggerType": "CUSTOM"}`), []string{"trigger ONE_OF_ALIGNMENT"}},
		{
			"six triggers", percent(`, "trigger": {"or": {"triggers": [` + list(6, `{"customTrigger": {"id": "t"}}`) + `]}}`),
			[]string{"trigger.or.triggers MAX_SIZE"},
		},
		{"nameless member", percent(`, "trigger": {"customerEligibility": {"individualMembersInfo": {"memberIds": [""]}}}`), []string{
			"trigger.customerEligibility.individualMembersInfo.memberIds[0] REQUIRED_FIELD",
		}},
		{"101 members", percent(`, "trigger": {"customerEligibility": {"eligibilityType": "ALL", "individualMembersInfo": {"memberIds": [` + list(101, `"m"`) + `]}}}`), []string{
			"trigger.customerEligibility.eligibilityType INVALID_ENUM_VALUE", "trigger.customerEligibility.individualMembersInfo.memberIds MAX_SIZE",
		}},
		{"51 scopes", percent(`, "trigger": {"subtotalRange": {"from": "1", "scopes": [` + list(51, `{"catalogItemFilter": {}}`) + `]}}`), []string{
			"trigger.subtotalRange.scopes MAX_SIZE",
		}},
		{"51 items", percent(`, "trigger": {"itemQuantityRange": {"from": 1, "scopes": [{"catalogItemFilter": {"catalogItemIds": [` + list(51, `"i"`) + `]}}]}}`), []string{
			"trigger.itemQuantityRange.scopes[0].catalogItemFilter.catalogItemIds MAX_SIZE",
		}},
		{"scope without a filter", percent(`, "trigger": {"itemQuantityRange": {"from": 0, "scopes": [{"id": "` + strings.Repeat("x", 101) + `"}]}}`), []string{
			"trigger.itemQuantityRange.scopes[0].id MAX_LENGTH", "trigger.itemQuantityRange.scopes[0].type INVALID_SCOPE_TYPE", "trigger.itemQuantityRange.from MIN",
		}},
		{"any filter", percent(`, "trigger": {"itemQuantityRange": {"from": 1, "scopes": [{"customFilter": {"params": {"color": "red"}}}, {"customFilter": {"appId": "a"}}, {"customFilter": {"params": {"collectionIds": ["c"]}}}]}}`), nil},
		{"no filter", percent(`, "trigger": {"itemQuantityRange": {"from": 1, "scopes": [{"customFilter": {}}, {"customFilter": {"params": {"collectionIds": [1]}}}, {"customFilter": {"params": {"collectionIds": []}}}, {"customFilter": {"params": {"x": "` + strings.Repeat("x", 10_000) + `"}}}]}}`), []string{
			"trigger.itemQuantityRange.scopes[0].customFilter.params INVALID_SCOPE", "trigger.itemQuantityRange.scopes[1].customFilter.params INVALID_SCOPE",
			"trigger.itemQuantityRange.scopes[2].customFilter.params INVALID_SCOPE", "trigger.itemQuantityRange.scopes[3].customFilter.params INVALID_SCOPE",
		}},
		{"empty ranges", percent(`, "trigger": {"and": {"triggers": [{"subtotalRange": {}}, {"itemQuantityRange": {}}]}}`), []string{
			"trigger.and.triggers[0].subtotalRange INVALID_SUBTOTAL_RANGE", "trigger.and.triggers[1].itemQuantityRange INVALID_ITEM_QUANTITY_RANGE",
		}},
		{"subtotals out of range", percent(`, "trigger": {"subtotalRange": {"from": "-0.0001", "to": "1000000000000000.0001"}}`), []string{
			"trigger.subtotalRange.from DECIMAL_GTE", "trigger.subtotalRange.to DECIMAL_LTE",
		}},

		{"buy and get", extended(`"buyXGetY": {"buys": {"minimumQuantity": 1}, "gets": {"quantity": 1}, "limit": 1}`), nil},
		{"spend and get", extended(`"buyXGetY": {"buys": {"minimumSpend": "0.0001"}, "gets": {"quantity": 1}}`), nil},
		{"buy nothing get nothing", extended(`"buyXGetY": {"buys": {}, "gets": {}, "limit": -1}`), []string{
			"extension.buyXGetY.buys INVALID_CUSTOMER_BUY_CONDITION", "extension.buyXGetY.gets.quantity INVALID_CUSTOMER_BUY_CONDITION",
			"extension.buyXGetY.limit INVALID_CUSTOMER_BUY_CONDITION",
		}},
		{"buy and spend", extended(`"buyXGetY": {"buys": {"minimumQuantity": 1, "minimumSpend": "5"}, "gets": {"quantity": 1000000001}}`), []string{
			"extension.buyXGetY.buys INVALID_CUSTOMER_BUY_CONDITION", "extension.buyXGetY.gets.quantity INVALID_CUSTOMER_BUY_CONDITION",
		}},
		{"buy less than nothing", extended(`"buyXGetY": {"buys": {"minimumQuantity": -1}, "gets": {"quantity": 1}}`), []string{
			"extension.buyXGetY.buys.minimumQuantity INVALID_CUSTOMER_BUY_CONDITION",
		}},
		{"spend nothing", extended(`"buyXGetY": {"buys": {"minimumSpend": "0"}, "gets": {"quantity": 1}}`), []string{"extension.buyXGetY.buys.minimumSpend DECIMAL_GT"}},
		{"scopes of buying", extended(`"buyXGetY": {"buys": {"minimumQuantity": 1, "scopes": [{"type": "SHOP"}]}, "gets": {"quantity": 1, "scopes": [` + list(51, `{"catalogItemFilter": {}}`) + `]}}`), []string{
			"extension.buyXGetY.buys.scopes[0].type INVALID_SCOPE_TYPE", "extension.buyXGetY.gets.scopes MAX_SIZE",
		}},
		{"lowest and given", extended(`"appliesTo": "LOWEST_PRICED_ITEM", "buyXGetY": {"buys": {"minimumQuantity": 1}, "gets": {"quantity": 1}}`), []string{
			"extension.appliesTo INVALID_SETTINGS_SUBJECT_TYPE",
		}},
		{"lowest", extended(`"appliesTo": "LOWEST_PRICED_ITEM"`), nil},
		{"no subject", extended(`"appliesTo": "HIGHEST_PRICED_ITEM"`), []string{"extension.appliesTo INVALID_SETTINGS_SUBJECT_TYPE"}},
		{"uses", extended(`"usageLimit": 2147483646, "usageLimitPerUser": 1`), nil},
		{"uses out of range", extended(`"usageLimit": -1, "usageLimitPerUser": 2147483647`), []string{"extension.usageLimit MIN", "extension.usageLimitPerUser MAX"}},
		{"priorities", extended(`"priority": -1000001`), []string{"extension.priority MIN"}},

		{"windows", extended(`"timeZone": "Europe/Berlin", "timeWindows": [{"dayOfWeek": "MON", "startTime": "22:00", "endTime": "02:00"}, {"dayOfWeek": "SUN", "startTime": "00:00", "endTime": "24:00"}]`), nil},
		{"no window", extended(`"timeWindows": [{"dayOfWeek": "Monday", "startTime": "24:00", "endTime": "24:01"}, {"dayOfWeek": "TUE", "startTime": "9:00", "endTime": "09:60"}, {}]`), []string{
			"extension.timeWindows[0].dayOfWeek INVALID_ENUM_VALUE", "extension.timeWindows[0].startTime FORMAT", "extension.timeWindows[0].endTime FORMAT",
			"extension.timeWindows[1].startTime FORMAT", "extension.timeWindows[1].endTime FORMAT",
			"extension.timeWindows[2].dayOfWeek INVALID_ENUM_VALUE", "extension.timeWindows[2].startTime FORMAT", "extension.timeWindows[2].endTime FORMAT",
		}},
		{"window that ends when it starts", extended(`"timeWindows": [{"dayOfWeek": "MON", "startTime": "09:00", "endTime": "09:00"}]`), []string{
			"extension.timeWindows[0] INVALID_ACTIVE_TIME_RANGE",
		}},
		{"101 windows", extended(`"timeWindows": [` + list(101, `{"dayOfWeek": "MON", "startTime": "09:00", "endTime": "10:00"}`) + `]`), []string{"extension.timeWindows MAX_SIZE"}},
		{"no zone", extended(`"timeZone": "Mars/Crater"`), []string{"extension.timeZone FORMAT"}},
		{"the machine's zone", extended(`"timeZone": "Local"`), []string{"extension.timeZone FORMAT"}},

		{"floors", extended(`"floorPrices": {"mug": "9.00"}`), nil},
		{"no floors", extended(`"floorPrices": {"": "9.00", "cup": "0", "mug": "x", "tea": "1.00001"}`), []string{
			"extension.floorPrices[] MIN_LENGTH", "extension.floorPrices[cup] DECIMAL_GT", "extension.floorPrices[mug] FORMAT", "extension.floorPrices[tea] DECIMAL_MAX_SCALE",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r discount.Rule
			if err := json.Unmarshal([]byte(tt.rule), &r); err != nil {
				t.Fatal(err)
			}
			before, err := json.Marshal(&r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, violations(r.Validate())); diff != "" {
				t.Errorf("Validate() differs (-want +got):\n%s", diff)
			}
			after, err := json.Marshal(&r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(before), string(after)); diff != "" {
				t.Errorf("Validate() changed the rule (-before +after):\n%s", diff)
			}
		})
	}
}

func TestTooManyFloorPrices(t *testing.T) {
	t.Parallel()
	r := ok()
	r.Extension = &discount.Extension{FloorPrices: map[string]discount.Value{}}
	for i := range 1001 {
		r.Extension.FloorPrices[fmt.Sprint(i)] = *discount.MustValue("1")
	}
	if diff := cmp.Diff([]string{"extension.floorPrices MAX_SIZE"}, violations(r.Validate())); diff != "" {
		t.Errorf("Validate() differs (-want +got):\n%s", diff)
	}
}

func TestPriorities(t *testing.T) {
	t.Parallel()
	ranked := func(name string, priority int, exclusive bool, days int) *discount.Rule {
		r := named(name, items("mug"))
		r.Extension = &discount.Extension{Priority: priority, Exclusive: exclusive}
		r.ID, r.CreatedDate = name, noon.AddDate(0, 0, days)
		return r
	}
	set := compile(t, named("plain", items("mug")), ranked("late", 0, false, 2), ranked("early", 0, false, 1), ranked("low", -1, true, 0),
		ranked("alone", 0, true, 3), ranked("high", 5, false, 4))
	var got []string
	for _, r := range set.Rules() {
		got = append(got, r.Rule.Name)
	}
	if diff := cmp.Diff([]string{"high", "alone", "plain", "early", "late", "low"}, got); diff != "" {
		t.Errorf("Compile() applies rules in another order (-want +got):\n%s", diff)
	}
}

func TestFloor(t *testing.T) {
	t.Parallel()
	floors := func(prices map[string]discount.Value) *discount.Rule {
		r := named("floors", items("other"))
		r.Extension = &discount.Extension{FloorPrices: prices}
		return r
	}
	low, high, off, later := floors(map[string]discount.Value{"mug": *discount.MustValue("9"), "tea": *discount.MustValue("1.0001")}),
		floors(map[string]discount.Value{"mug": *discount.MustValue("9.5")}),
		floors(map[string]discount.Value{"mug": *discount.MustValue("20")}), floors(map[string]discount.Value{"mug": *discount.MustValue("30")})
	off.Active = new(bool)
	later.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: noon.Add(1)}
	low.Extension.TimeWindows = []discount.TimeWindow{{DayOfWeek: "SUN", StartTime: "03:00", EndTime: "04:00"}} // closed: no matter
	set := compile(t, low, high, off, later)
	for _, tt := range []struct {
		name string
		line discount.Line
		want int64
	}{
		{"the highest", discount.Line{ItemID: "mug"}, 950},
		{"part of a minor unit", discount.Line{ItemID: "tea"}, 101},
		{"the true item", discount.Line{ItemID: "tea", RootItemID: "mug"}, 950},
		{"another item", discount.Line{ItemID: "cup"}, 0},
		{"no item", discount.Line{}, 0},
	} {
		if got := set.Floor(&tt.line, noon); got != tt.want {
			t.Errorf("%s: Floor() = %d, want %d", tt.name, got, tt.want)
		}
	}
	if got := set.Floor(&discount.Line{ItemID: "mug"}, noon.Add(1)); got != 3000 {
		t.Errorf("Floor() once another rule is live = %d, want 3000", got)
	}
	if (*discount.RuleSet)(nil).Floors() || compile(t, ok()).Floors() {
		t.Error("Floors() = true without a floor price")
	}
}
