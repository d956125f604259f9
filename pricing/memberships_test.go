// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/pricing"
)

const plansApp = "00000000-0000-4000-8000-0000000000aa"

// studio prices classes, for which ann has a plan of two.
func studio(t *testing.T, p membership.Provider) *pricing.Calculator {
	t.Helper()
	if p == nil {
		m := &plugintest.Memberships{App: plansApp}
		m.Add(plugintest.Plan{ID: "yoga", MemberID: "ann", Items: []string{"class"}, Credits: 2})
		p = m
	}
	c, err := pricing.New(pricing.Config{
		Currency: money.USD, Conversion: &pricing.Conversion{Currency: money.JPY, Rate: decimal.New(1503, -1)}, Memberships: p,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func class(option string) string {
	return `{"id":"` + strings.ToLower(option) + `","quantity":2,"price":"15.00","paymentOption":"` + option + `","taxRate":"0.1",` +
		`"catalogReference":{"catalogItemId":"class"},"modifierGroups":[{"id":"g","name":{"original":"Extras"},"modifiers":[{"id":"m","label":{"original":"Mat"},"quantity":1,"price":"1.50"}]}]}`
}

// What a membership pays is in no sum; what it leaves is due by the payment
// option, and all adds up in both currencies.
func TestMembershipsPay(t *testing.T) {
	t.Parallel()
	c := studio(t, nil)
	for _, tt := range []struct{ body, total, now, later, code, options string }{
		{`{"memberId":"ann","lineItems":[` + class("MEMBERSHIP") + `]}`, "3.30", "3.30", "0.00", "", "yoga:membership"},
		{`{"memberId":"ann","lineItems":[` + class("MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER") + `]}`, "3.30", "0.00", "3.30", "", "yoga:membership_online_with_offline_remainder"},
		{`{"memberId":"ann","lineItems":[` + class("MEMBERSHIP_OFFLINE") + `]}`, "0.00", "0.00", "0.00", "", ""},
		{`{"lineItems":[` + class("MEMBERSHIP_OFFLINE") + `]}`, "0.00", "0.00", "0.00", "", ""},
		{`{"memberId":"ann","lineItems":[` + class("MEMBERSHIP") + `,` + class("FULL_PAYMENT_ONLINE") + `]}`, "36.30", "36.30", "0.00", "", "yoga:membership"},
		{`{"lineItems":[` + class("MEMBERSHIP") + `]}`, "33.00", "33.00", "0.00", pricing.CodeMembershipNotFound, ""},
		{`{"memberId":"bob","lineItems":[` + class("MEMBERSHIP") + `]}`, "33.00", "33.00", "0.00", pricing.CodeMembershipNotFound, ""},
		{`{"memberId":"ann","membershipSelection":{},"lineItems":[` + class("MEMBERSHIP") + `]}`, "33.00", "33.00", "0.00", pricing.CodeMembershipNotFound, ""},
		{`{"memberId":"ann","selectedMemberships":{"memberships":[]},"lineItems":[` + class("MEMBERSHIP") + `]}`, "33.00", "33.00", "0.00", pricing.CodeMembershipNotFound, ""},
		{
			`{"memberId":"ann","membershipSelection":{"selectedMemberships":{"memberships":[{"id":"yoga","appId":"` + plansApp + `","lineItemIds":["membership"]}]}},"lineItems":[` + class("MEMBERSHIP") + `]}`,
			"3.30", "3.30", "0.00", "", "yoga:membership",
		},
		{
			`{"memberId":"ann","selectedMemberships":{"memberships":[{"id":"yoga","appId":"` + plansApp + `","lineItemIds":["full_payment_online"]}]},"lineItems":[` + class("FULL_PAYMENT_ONLINE") + `]}`,
			"33.00", "33.00", "0.00", membership.CodeInvalidSelection, "yoga:full_payment_online",
		},
	} {
		r, err := pricing.ParseRequest([]byte(tt.body), money.USD)
		if err != nil {
			t.Fatalf("%s: %v", tt.body, err)
		}
		r.Explain = true
		got, err := c.CalculateTotals(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		var e *pricing.Details
		if got.CalculationErrors != nil {
			e = got.CalculationErrors.MembershipError
		}
		var options []string
		if o := got.MembershipOptions; o != nil && o.SelectedMemberships != nil {
			for _, m := range o.SelectedMemberships.Memberships {
				options = append(options, m.ID+":"+strings.Join(m.LineItemIDs, ","))
			}
		}
		if got.PriceSummary.Total.Amount.String() != tt.total || got.PayNow.Total.Amount.String() != tt.now || got.PayLater.Total.Amount.String() != tt.later ||
			e.Code() != tt.code || strings.Join(options, " ") != tt.options {
			t.Errorf("%s: total %s, now %s, later %s, error %+v, selected %v", tt.body, got.PriceSummary.Total.Amount, got.PayNow.Total.Amount, got.PayLater.Total.Amount, e, options)
		}
		if err := pricing.Check(got); err != nil {
			t.Errorf("%s: %v", tt.body, err)
		}
		if err := got.Explanation.Replay(); err != nil {
			t.Errorf("%s: %v", tt.body, err)
		}
		if told := strings.Contains(encodeSteps(got), "what membership yoga leaves of the price"); told != strings.HasPrefix(tt.options, "yoga:membership") {
			t.Errorf("%s: the membership is told of: %v", tt.body, told)
		}
	}
}

func encodeSteps(t *pricing.Totals) string {
	text := ""
	for i := range t.Explanation.Steps {
		text += t.Explanation.Steps[i].Formula + "\n"
	}
	return text
}

func TestSelectionIsGivenOnce(t *testing.T) {
	t.Parallel()
	for body, code := range map[string]string{
		`{"lineItems":[],"selectedMemberships":{"memberships":[]},"membershipSelection":{}}`:                              pricing.CodeInvalidArgument,
		`{"lineItems":[],"selectedMemberships":{"memberships":[{"id":"","appId":"x","lineItemIds":[]}]}}`:                 "",
		`{"lineItems":[],"membershipSelection":{"selectedMemberships":{"memberships":[{"id":"m","lineItemIds":["1"]}]}}}`: "",
	} {
		r, err := pricing.ParseRequest([]byte(body), money.USD)
		if err == nil {
			_, err = studio(t, nil).CalculateTotals(t.Context(), r)
		}
		if !errors.Is(err, fault.Invalid) || fault.Code(err) != code || len(fault.Violations(err)) == 0 {
			t.Errorf("%s: %v (%q)", body, err, fault.Code(err))
		}
	}
}

// A keeper of memberships that fails, or talks nonsense, does not break the
// calculation: the lines have their prices, and an error says why.
func TestMembershipsFail(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func() (membership.EligibleResponse, error){
		"error":  func() (membership.EligibleResponse, error) { return membership.EligibleResponse{}, errors.New("down") },
		"panics": func() (membership.EligibleResponse, error) { panic("down") },
		"nonsense": func() (membership.EligibleResponse, error) {
			return membership.EligibleResponse{SelectedMemberships: []membership.Selected{{ID: "none", LineItemIDs: []string{"l"}}}}, nil
		},
	} {
		c := studio(t, answers(answer))
		got, err := c.Calculate(t.Context(), &pricing.Input{Buyer: pricing.Buyer{MemberID: "ann"}, Lines: []pricing.Line{
			{ID: "l", Quantity: 1, Price: money.MustParse("15.00", money.USD), PaymentOption: item.Membership},
		}})
		if err != nil || got.CalculationErrors == nil || got.CalculationErrors.MembershipError == nil || got.PriceSummary.Total.Amount.String() != "15.00" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

type answers func() (membership.EligibleResponse, error)

func (f answers) ListEligible(context.Context, membership.EligibleRequest) (membership.EligibleResponse, error) {
	return f()
}

func (answers) Charge(context.Context, membership.ChargeRequest) (membership.ChargeResponse, error) {
	return membership.ChargeResponse{}, nil
}
func (answers) Void(context.Context, string) error { return nil }
