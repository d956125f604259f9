// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/trigger"
	"github.com/go-ecom/ecom/pricing"
)

// oracle is a provider of custom triggers that meets some, and keeps what it was
// asked.
type oracle struct {
	meets   []string
	answer  func(trigger.Response) trigger.Response
	err     error
	panics  bool
	list    trigger.ListResponse
	listErr error
	asked   []trigger.Request
}

func (o *oracle) ListTriggers(context.Context) (trigger.ListResponse, error) {
	return o.list, o.listErr
}

func (o *oracle) GetEligibleTriggers(_ context.Context, r trigger.Request) (trigger.Response, error) {
	o.asked = append(o.asked, r)
	if o.panics {
		panic("no idea")
	}
	var resp trigger.Response
	for _, t := range r.Triggers {
		if slices.Contains(o.meets, t.CustomTrigger.ID) {
			resp.EligibleTriggers = append(resp.EligibleTriggers, trigger.Eligible{CustomTriggerID: t.CustomTrigger.ID, Identifier: t.Identifier})
		}
	}
	if o.answer != nil {
		resp = o.answer(resp)
	}
	return resp, o.err
}

func (o *oracle) ids() []string {
	var ids []string
	for _, r := range o.asked {
		for _, t := range r.Triggers {
			ids = append(ids, t.CustomTrigger.ID)
		}
	}
	return ids
}

func custom(id, app string) discount.Trigger {
	return discount.Trigger{CustomTrigger: &discount.CustomTrigger{ID: id, AppID: app}}
}

func TestCustomTriggers(t *testing.T) {
	t.Parallel()
	and := func(ts ...discount.Trigger) discount.Trigger {
		return discount.Trigger{And: &discount.Operator{Triggers: ts}}
	}
	or := func(ts ...discount.Trigger) discount.Trigger {
		return discount.Trigger{Or: &discount.Operator{Triggers: ts}}
	}
	units := func(from int64) discount.Trigger {
		return discount.Trigger{ItemQuantityRange: &discount.ItemQuantityRange{From: &from}}
	}
	tests := []struct {
		name    string
		trigger discount.Trigger
		scope   string
		oracle  oracle
		applies bool
		asked   []string
		code    string // of the error
		reason  string
	}{
		{name: "met", trigger: custom("a", "app"), oracle: oracle{meets: []string{"a"}}, applies: true, asked: []string{"a"}},
		{name: "of any app", trigger: custom("a", ""), oracle: oracle{meets: []string{"a"}}, applies: true, asked: []string{"a"}},
		{name: "not met", trigger: custom("a", "app"), asked: []string{"a"}, reason: `the custom trigger "a" is not met`},
		{name: "of another app", trigger: custom("a", "other"), oracle: oracle{meets: []string{"a"}}, reason: `the custom trigger "a" is not met`},
		{name: "both", trigger: and(custom("a", "app"), custom("b", "app")), oracle: oracle{meets: []string{"a", "b"}}, applies: true, asked: []string{"a", "b"}},
		{name: "one of both", trigger: and(custom("a", "app"), custom("b", "app")), oracle: oracle{meets: []string{"a"}}, asked: []string{"a", "b"}, reason: `the custom trigger "b" is not met`},
		{name: "either", trigger: or(custom("a", "app"), custom("b", "app")), oracle: oracle{meets: []string{"b"}}, applies: true, asked: []string{"a", "b"}},
		{name: "the rest decides against it", trigger: and(custom("a", "app"), units(99)), oracle: oracle{meets: []string{"a"}}, reason: `the custom trigger "a" is not met; the lines in scope have 1 units, it asks for at least 99`},
		{name: "the rest decides for it", trigger: or(custom("a", "app"), units(1)), applies: true},
		{name: "nothing in scope", trigger: custom("a", "app"), scope: "other", oracle: oracle{meets: []string{"a"}}, reason: "no line is in its scope"},
		{name: "fails", trigger: custom("a", "app"), oracle: oracle{meets: []string{"a"}, err: errors.New("no answer")}, asked: []string{"a"}, code: "INTERNAL", reason: `the custom trigger "a" is not met`},
		{name: "is down", trigger: custom("a", "app"), oracle: oracle{err: fault.New(fault.Unavailable, "", "down")}, asked: []string{"a"}, code: "UNAVAILABLE", reason: `the custom trigger "a" is not met`},
		{name: "panics", trigger: custom("a", "app"), oracle: oracle{panics: true}, asked: []string{"a"}, code: "INTERNAL", reason: `the custom trigger "a" is not met`},
		{
			name: "answers nonsense", trigger: custom("a", "app"), asked: []string{"a"}, code: "INTERNAL", reason: `the custom trigger "a" is not met`,
			oracle: oracle{meets: []string{"a"}, answer: func(r trigger.Response) trigger.Response {
				r.EligibleTriggers = append(r.EligibleTriggers, trigger.Eligible{CustomTriggerID: strings.Repeat("x", 101)})
				return r
			}},
		},
		{
			name: "answers with others", trigger: custom("a", "app"), asked: []string{"a"}, applies: true,
			oracle: oracle{meets: []string{"a"}, answer: func(r trigger.Response) trigger.Response {
				r.EligibleTriggers = append(r.EligibleTriggers, trigger.Eligible{CustomTriggerID: "z", Identifier: "9"})
				return r
			}},
		},
		{
			name: "forgets the identifier", trigger: custom("a", "app"), asked: []string{"a"}, reason: `the custom trigger "a" is not met`,
			oracle: oracle{meets: []string{"a"}, answer: func(r trigger.Response) trigger.Response {
				r.EligibleTriggers[0].Identifier = ""
				return r
			}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			scope := "0"
			if tt.scope != "" {
				scope = tt.scope
			}
			r := percentRule("r", "r", "10", scopeOf(scope))
			r.Trigger = &tt.trigger
			c, err := pricing.New(pricing.Config{
				Currency: money.USD, Rules: compileRules(t, money.USD, r, percentRule("free", "free", "10", scopeOf("0"))),
				Triggers: []pricing.Triggers{{AppID: "app", Provider: &tt.oracle}},
			})
			if err != nil {
				t.Fatal(err)
			}
			in := goods(money.USD, "100.00")
			in.At, in.Explain = noon, true
			totals, err := c.Calculate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(totals.AppliedDiscounts) == 2; got != tt.applies {
				t.Errorf("the rule applies: %t, want %t", got, tt.applies)
			}
			if diff := cmp.Diff(tt.asked, tt.oracle.ids()); diff != "" {
				t.Errorf("GetEligibleTriggers() is asked about others (-want +got):\n%s", diff)
			}
			if len(tt.oracle.asked) > 1 {
				t.Errorf("GetEligibleTriggers() is called %d times", len(tt.oracle.asked))
			}
			var code, reason string
			if e := totals.CalculationErrors; e != nil {
				code = e.DiscountsCalculationError.Code()
			}
			if code != tt.code {
				t.Errorf("DiscountsCalculationError = %q, want %q", code, tt.code)
			}
			for _, s := range totals.Explanation.Skipped {
				reason = s.Reason
			}
			if reason != tt.reason {
				t.Errorf("the rule is skipped because %s, want %s", reason, tt.reason)
			}
		})
	}
}

// All triggers of an app are asked about at once, with all that the platform
// tells; and not at all where no rule has one.
func TestAskingForTriggers(t *testing.T) {
	t.Parallel()
	var rules []*discount.Rule
	for i := range 1002 {
		r := percentRule(fmt.Sprint(i), "r", "0.1", scopeOf("0"))
		tr := custom(fmt.Sprint("t", i), "app")
		r.Trigger = &tr
		rules = append(rules, r)
	}
	again := percentRule("again", "r", "0.1", scopeOf("0"))
	again.Trigger = rules[0].Trigger.Clone()
	o, other := &oracle{}, &oracle{}
	c, err := pricing.New(pricing.Config{
		Currency: money.USD, Rules: compileRules(t, money.USD, append([]*discount.Rule{again}, rules...)...),
		Triggers: []pricing.Triggers{{AppID: "app", Provider: o}, {AppID: "other", Provider: other}},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := goods(money.USD, "100.00")
	in.At, in.PurchaseFlowID = noon, "flow"
	in.ShippingAddress = &contact.Address{Country: "US", Subdivision: "US-NY", City: "New York", PostalCode: "10001"}
	in.SelectedShippingOption = &pricing.SelectedShippingOption{Code: "standard"}
	totals, err := c.Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.asked) != 1 || len(o.asked[0].Triggers) != 1000 || len(other.asked) != 0 {
		t.Fatalf("%d and %d calls, want one for 1000 triggers", len(o.asked), len(other.asked))
	}
	if totals.CalculationErrors == nil || totals.CalculationErrors.DiscountsCalculationError == nil {
		t.Error("no DiscountsCalculationError although not all triggers could be asked about")
	}
	got := o.asked[0]
	got.Triggers = got.Triggers[:2]
	want := trigger.Request{
		LineItems: []trigger.LineItem{{ID: "0", Quantity: 1, CatalogReference: in.Lines[0].CatalogReference, Price: money.MustParse("100.00", money.USD)}},
		Triggers: []trigger.Asked{
			{CustomTrigger: trigger.ID{ID: "t0"}, Identifier: "1"}, {CustomTrigger: trigger.ID{ID: "t1"}, Identifier: "2"},
		},
		PurchaseFlowID: "flow", Currency: money.USD,
		ShippingInfo: &trigger.ShippingInfo{Address: &trigger.Address{Country: "US", Subdivision: "US-NY", City: "New York"}, PreferredShippingOptionCode: "standard"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the request differs (-want +got):\n%s", diff)
	}
}

func TestListTriggers(t *testing.T) {
	t.Parallel()
	one := &oracle{list: trigger.ListResponse{CustomTriggers: []trigger.CustomTrigger{{ID: "a", Name: "A"}}}}
	two := &oracle{list: trigger.ListResponse{CustomTriggers: []trigger.CustomTrigger{{ID: "b", Name: "B"}}}}
	c, err := pricing.New(pricing.Config{Currency: money.USD, Triggers: []pricing.Triggers{{AppID: "app", Provider: one}, {Provider: two}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.ListTriggers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]pricing.CustomTrigger{{ID: "a", AppID: "app", Name: "A"}, {ID: "b", Name: "B"}}, got); diff != "" {
		t.Errorf("ListTriggers() differs (-want +got):\n%s", diff)
	}
	two.list.CustomTriggers[0].Name = ""
	if _, err := c.ListTriggers(t.Context()); !errors.Is(err, fault.Internal) {
		t.Errorf("ListTriggers() = %v for an answer that cannot be used, want fault.Internal", err)
	}
	two.listErr = fault.New(fault.Unavailable, "", "down")
	if _, err := c.ListTriggers(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("ListTriggers() = %v, want fault.Unavailable", err)
	}
	if _, err := pricing.New(pricing.Config{Currency: money.USD, Triggers: []pricing.Triggers{{}}}); fault.Violations(err) == nil {
		t.Errorf("New() = %v without a provider, want a violation", err)
	}
}
