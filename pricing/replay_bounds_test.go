// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

func number(text string) pricing.Term { return pricing.Term{Value: text} }

func operation(op pricing.Operator, of ...pricing.Term) pricing.Term {
	return pricing.Term{Op: op, Of: of}
}

// What cannot be replayed says why, and takes no longer for being hostile.
func TestReplayRefuses(t *testing.T) {
	t.Parallel()
	figure := func(name string) pricing.Term { return pricing.Term{Figure: name} }
	square := number("9." + strings.Repeat("9", 90))
	for range 60 {
		square = operation(pricing.OpProduct, square, square)
	}
	wide := operation(pricing.OpSum)
	for range 200 {
		wide.Of = append(wide.Of, pricing.Term{List: "wide"})
	}
	lists := []pricing.List{{Name: "wide"}, {Name: "self", Of: []pricing.Term{operation(pricing.OpSum, pricing.Term{List: "self"})}}}
	for range 300_000 {
		lists[0].Of = append(lists[0].Of, number("0"))
	}
	for _, tt := range []struct {
		name, reason string
		how          pricing.Term
	}{
		{"nothing", "exactly one of", pricing.Term{}},
		{"two things", "exactly one of", pricing.Term{Figure: "a", Value: "1"}},
		{"itself", "a is made of itself", figure("a")},
		{"a circle", "is made of itself", figure("b")},
		{"no figure", "there is no step for x", figure("x")},
		{"no list", "there is no list x", operation(pricing.OpSum, pricing.Term{List: "x"})},
		{"a list alone", "stands for one term", pricing.Term{List: "wide"}},
		{"a list in itself", "the list self is made of itself", operation(pricing.OpSum, pricing.Term{List: "self"})},
		{"no operator", "is not an operator", operation("POWER", number("1"))},
		{"no number", "is not a plain decimal", number("1e9")},
		{"an endless number", "is not a plain decimal", number(strings.Repeat("9", 101))},
		{"a division", "a division by 0", operation(pricing.OpQuotient, number("1"), number("0"))},
		{"too few", "QUOTIENT of 1 operands", operation(pricing.OpQuotient, number("1"))},
		{"none", "MIN of 0 operands", operation(pricing.OpMin)},
		{"a step of 0", "rounding to multiples of 0", operation(pricing.OpRound, number("1"), number("0"))},
		{"no share", "SHARE 1 of 1", pricing.Term{Op: pricing.OpShare, Of: []pricing.Term{number("1"), number("1")}, Index: 1}},
		{"a negative weight", "a weight is negative", operation(pricing.OpShare, number("1"), number("-1"))},
		{"less than a cent", "not of minor units", operation(pricing.OpShare, number("0.001"), number("1"))},
		{"a negative part", "a part is negative", operation(pricing.OpApportion, number("-1"))},
		{"a unit alone", "no unit outside of UNITS", operation(pricing.OpUnit)},
		{"half a unit", "UNITS of 0.5 units", operation(pricing.OpUnits, number("1"), number("0.5"), operation(pricing.OpUnit))},
		{"a number that grows", "too many digits", square},
		{"too much work", "too much work", wide},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			one := usd("1.00")
			e := pricing.Explanation{Currency: money.USD, Lists: lists, Steps: []pricing.Step{
				{Figure: "a", How: tt.how, Amount: one}, {Figure: "b", How: figure("c"), Amount: one}, {Figure: "c", How: figure("b"), Amount: one},
			}}
			err := e.Replay()
			var replay *pricing.ReplayError
			if !errors.As(err, &replay) || !errors.Is(err, fault.Invalid) {
				t.Fatalf("Replay() = %v, want a *ReplayError", err)
			}
			if replay.Figure != "a" || !strings.Contains(replay.Reason, tt.reason) {
				t.Errorf("Replay() = %v, want it to say %q of a", err, tt.reason)
			}
		})
	}
	t.Run("a long chain", func(t *testing.T) {
		t.Parallel()
		e := pricing.Explanation{Currency: money.USD}
		for i := range 300_000 {
			e.Steps = append(e.Steps, pricing.Step{Figure: fmt.Sprint(i), How: figure(fmt.Sprint(i + 1)), Amount: usd("1.00")})
		}
		e.Steps = append(e.Steps, pricing.Step{Figure: "300000", How: number("1"), Amount: usd("1.00")})
		var replay *pricing.ReplayError
		if err := e.Replay(); !errors.As(err, &replay) || !strings.Contains(replay.Reason, "too deep") {
			t.Errorf("Replay() = %v, want it to be too deep", err)
		}
	})
	t.Run("the greatest that there are", func(t *testing.T) {
		t.Parallel()
		var rules []*discount.Rule
		for i := range 50 {
			rules = append(rules, percentRule(fmt.Sprint(i), "sale", "1.5", allItems()))
		}
		c, err := pricing.New(pricing.Config{
			Currency: money.USD, Conversion: euros("0.92"), Policy: money.Policy{Point: money.PointOrder}, Rules: compileRules(t, money.USD, rules...),
		})
		if err != nil {
			t.Fatal(err)
		}
		in := &pricing.Input{At: noon, CalculateTax: true, Explain: true}
		for i := range 300 {
			l := line(fmt.Sprint(i), 100, "99.99")
			l.TaxRates = []plugin.Rate{190_000, 88_750}
			in.Lines = append(in.Lines, l)
		}
		totals, err := c.Calculate(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if len(totals.AppliedDiscounts) != 50 {
			t.Errorf("%d discounts, want 50", len(totals.AppliedDiscounts))
		}
		checkTrace(t, totals)
	})
	t.Run("a figure twice", func(t *testing.T) {
		t.Parallel()
		s := pricing.Step{Figure: "a", How: number("1"), Amount: usd("1.00")}
		e := pricing.Explanation{Currency: money.USD, Steps: []pricing.Step{s, s}}
		if err := e.Replay(); err == nil || !strings.Contains(err.Error(), "two steps") {
			t.Errorf("Replay() = %v, want it to find two steps", err)
		}
	})
}
