// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// ruleUses counts uses of rules by their ids, and how often it was asked.
type ruleUses struct {
	uses  map[string]discount.Uses
	err   error
	asked [][]string
}

func (u *ruleUses) Uses(_ context.Context, of []discount.Use) ([]discount.Uses, error) {
	var ids []string
	var uses []discount.Uses
	for _, use := range of {
		ids = append(ids, use.ID)
		uses = append(uses, u.uses[use.ID])
	}
	u.asked = append(u.asked, ids)
	return uses, u.err
}

func TestUsageLimitsOfRules(t *testing.T) {
	t.Parallel()
	limited := func(id, scope string, all, own int64) *discount.Rule {
		r := percentRule(id, id, "10", scopeOf(scope))
		r.Extension = &discount.Extension{UsageLimit: all, UsageLimitPerUser: own}
		return r
	}
	rules := []*discount.Rule{
		limited("all", "0", 3, 0), limited("own", "0", 0, 1), limited("elsewhere", "other", 1, 1), percentRule("free", "free", "10", scopeOf("0")),
	}
	tests := []struct {
		name string
		uses map[string]discount.Uses
		err  error
		want string // of 100.00
		code string // of the error
	}{
		{name: "never used", want: "72.90"},
		{name: "almost", uses: map[string]discount.Uses{"all": {Total: 2, ByBuyer: 2}, "own": {Total: 99}}, want: "72.90"},
		{name: "by anybody", uses: map[string]discount.Uses{"all": {Total: 3}}, want: "81.00"},
		{name: "by the buyer", uses: map[string]discount.Uses{"own": {Total: 1, ByBuyer: 1}}, want: "81.00"},
		{name: "both", uses: map[string]discount.Uses{"all": {Total: 4}, "own": {ByBuyer: 2}}, want: "90.00"},
		{name: "unknown", err: errors.New("no answer"), want: "90.00", code: "INTERNAL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			usage := &ruleUses{uses: tt.uses, err: tt.err}
			c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: compileRules(t, money.USD, rules...), Usage: usage})
			if err != nil {
				t.Fatal(err)
			}
			in := goods(money.USD, "100.00")
			in.At, in.Explain = noon, true
			totals, err := c.Calculate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if got := amount(totals.PriceSummary.Total); !got.Equal(mustDecimal(tt.want)) {
				t.Errorf("total = %s, want %s", got, tt.want)
			}
			var code string
			if e := totals.CalculationErrors; e != nil {
				code = e.DiscountsCalculationError.Code()
			}
			if code != tt.code {
				t.Errorf("DiscountsCalculationError = %q, want %q", code, tt.code)
			}
			if len(usage.asked) != 1 || len(usage.asked[0]) != 2 {
				t.Errorf("Uses() was asked for %v, want once for the two rules that could apply", usage.asked)
			}
			for _, s := range totals.Explanation.Skipped {
				want := "it was used as often as it may be"
				if s.ID == "elsewhere" {
					want = "no line is in its scope"
				}
				if s.Reason != want {
					t.Errorf("%s is skipped because %s, want %s", s.ID, s.Reason, want)
				}
			}
		})
	}
}
