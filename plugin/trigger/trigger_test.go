// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package trigger_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/plugin/trigger"
)

func asked(ids ...string) trigger.Request {
	r := trigger.Request{Currency: money.USD, LineItems: []trigger.LineItem{{ID: "l", Quantity: 2, Price: money.MustParse("5.00", money.USD)}}}
	for _, id := range ids {
		r.Triggers = append(r.Triggers, trigger.Asked{CustomTrigger: trigger.ID{ID: id}, Identifier: "for " + id})
	}
	return r
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	p, err := trigger.New(
		trigger.Trigger{ID: "two", Name: "Two of something", Met: func(r trigger.Request) bool { return r.LineItems[0].Quantity == 2 }},
		trigger.Trigger{ID: "never", Met: func(trigger.Request) bool { return false }},
	)
	if err != nil {
		t.Fatal(err)
	}
	plugintest.TestTriggers(t, p, asked("two", "never", "unknown"), asked("never"))
	resp, err := p.GetEligibleTriggers(t.Context(), asked("never", "two"))
	if err != nil {
		t.Fatal(err)
	}
	want := trigger.Response{EligibleTriggers: []trigger.Eligible{{CustomTriggerID: "two", Identifier: "for two"}}}
	if diff := cmp.Diff(want, resp); diff != "" {
		t.Errorf("GetEligibleTriggers() differs (-want +got):\n%s", diff)
	}
	if !p.Inline() {
		t.Error("Inline() = false")
	}
	list, err := p.ListTriggers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]trigger.CustomTrigger{{ID: "two", Name: "Two of something"}, {ID: "never", Name: "never"}}, list.CustomTriggers); diff != "" {
		t.Errorf("ListTriggers() differs (-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	never := func(trigger.Request) bool { return false }
	_, err := trigger.New(trigger.Trigger{ID: "a", Met: never}, trigger.Trigger{ID: "a"}, trigger.Trigger{Name: "b", Met: never})
	var got []string
	for _, v := range fault.Violations(err) {
		got = append(got, v.Field)
	}
	if diff := cmp.Diff([]string{"customTriggers[1].met", "customTriggers[1].id", "customTriggers[2].id"}, got); diff != "" {
		t.Errorf("New() differs (-want +got):\n%s", diff)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	long := trigger.Eligible{CustomTriggerID: strings.Repeat("x", 101), Identifier: strings.Repeat("x", 121)}
	tests := []struct {
		name string
		resp trigger.Response
		want []string
	}{
		{"nothing", trigger.Response{}, nil},
		{"not asked about", trigger.Response{EligibleTriggers: []trigger.Eligible{{CustomTriggerID: "other"}}}, nil},
		{"too long", trigger.Response{EligibleTriggers: []trigger.Eligible{long, {}}}, []string{
			"eligibleTriggers[0].customTriggerId", "eligibleTriggers[0].identifier", "eligibleTriggers[1].customTriggerId",
		}},
		{"too many", trigger.Response{EligibleTriggers: make([]trigger.Eligible, 1001)}, []string{"eligibleTriggers"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, v := range fault.Violations(trigger.Check(tt.resp)) {
				got = append(got, v.Field)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Check() differs (-want +got):\n%s", diff)
			}
		})
	}
	if err := trigger.CheckList(trigger.ListResponse{CustomTriggers: make([]trigger.CustomTrigger, 1001)}); err == nil {
		t.Error("CheckList() = nil for 1001 triggers")
	}
}

// Only what was asked about, with its identifier, is met.
func TestMet(t *testing.T) {
	t.Parallel()
	r := asked("a", "b", "c")
	got := trigger.Met(r, trigger.Response{EligibleTriggers: []trigger.Eligible{
		{CustomTriggerID: "a", Identifier: "for a"}, {CustomTriggerID: "b"}, {CustomTriggerID: "c", Identifier: "for a"}, {CustomTriggerID: "d", Identifier: "for d"},
	}})
	if diff := cmp.Diff([]bool{true, false, false}, got); diff != "" {
		t.Errorf("Met() differs (-want +got):\n%s", diff)
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	r := asked("a")
	r.PurchaseFlowID = "flow"
	r.LineItems[0].CatalogReference = item.CatalogReference{AppID: "app", CatalogItemID: "mug"}
	r.ShippingInfo = &trigger.ShippingInfo{Address: &trigger.Address{Country: "US", Subdivision: "US-NY", City: "New York"}, PreferredShippingOptionCode: "standard"}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"lineItems":[{"id":"l","quantity":2,"catalogReference":{"catalogItemId":"mug","appId":"app"},"price":"5.00"}],` +
		`"triggers":[{"customTrigger":{"id":"a"},"identifier":"for a"}],"purchaseFlowId":"flow",` +
		`"shippingInfo":{"address":{"country":"US","subdivision":"US-NY","city":"New York"},"preferredShippingOptionCode":"standard"},"currency":"USD"}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("the wire form differs (-want +got):\n%s", diff)
	}
}
