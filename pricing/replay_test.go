// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// explained prices a sale that was drawn, with an explanation.
func explained(t *rapid.T) *pricing.Totals {
	s := drawSale(t)
	s.in.Explain = true
	return calculate(t, &s)
}

// checkTrace demands that every figure of some totals has one step with the same
// amount, in both currencies, and that replaying the steps gives the figures.
func checkTrace(t interface {
	Helper()
	Errorf(string, ...any)
}, totals *pricing.Totals,
) {
	t.Helper()
	e := totals.Explanation
	at := make(map[string]int, len(e.Steps))
	for i := range e.Steps {
		if _, twice := at[e.Steps[i].Figure]; twice {
			t.Errorf("there are two steps for %s", e.Steps[i].Figure)
		}
		at[e.Steps[i].Figure] = i
	}
	same := func(figure string, want money.Amount) {
		t.Helper()
		i, ok := at[figure]
		if !ok {
			t.Errorf("no step explains %s = %s", figure, want)
			return
		}
		if got := e.Steps[i].Amount; !got.Equal(want) || got.Currency() != want.Currency() {
			t.Errorf("the step of %s says %s %s, the totals %s %s", figure, got, got.Currency(), want, want.Currency())
		}
	}
	seen := 0
	for figure, p := range totals.Figures() {
		seen++
		same(figure, p.Amount)
		if totals.ConversionCurrency != totals.Currency {
			same(figure+".convertedAmount", p.Converted)
		}
	}
	for i := range e.Steps {
		if s := &e.Steps[i]; s.How.Value != "" && !isInput(s.Figure) {
			t.Errorf("%s is explained as an input: %s", s.Figure, s.How.Value)
		}
	}
	// Figures itself must not miss any.
	all := 0
	prices.Visit(totals, nil, func(p *money.MultiCurrencyPrice) {
		if !p.IsZero() {
			all++
		}
	})
	if g := totals.GiftCard; g != nil {
		prices.Visit(g, nil, func(p *money.MultiCurrencyPrice) {
			if !p.IsZero() {
				all--
			}
		})
	}
	if seen != all {
		t.Errorf("Figures() returns %d of %d amounts", seen, all)
	}
	if err := e.Replay(); err != nil {
		t.Errorf("Replay() = %v", err)
	}
}

// isInput reports whether a figure is something that the calculation is given:
// no other may be explained by what it comes to.
func isInput(figure string) bool {
	for _, end := range []string{
		"].fullPrice", "].priceBeforeDiscounts", "].modifiers", "].depositAmount", // the catalog's
		".cost.price", ".price", // carriers and fee providers quote them
		".taxDetails.totalTax", ".taxableAmount", ".nonTaxableAmount", // where the tax calculator says more than rates
		".requestedAmount",
	} {
		if strings.HasSuffix(figure, end) {
			return true
		}
	}
	return false
}

// Replaying an explanation gives every figure of the totals.
func TestReplay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkTrace(t, explained(t)) })
}

// A trace in which one figure is off by one, one input is another, or a step is
// missing, does not replay.
func TestReplayFindsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := explained(t).Explanation
		i := rapid.IntRange(0, len(e.Steps)-1).Draw(t, "step")
		s := &e.Steps[i]
		more, err := s.Amount.Add(money.Minor(1, s.Amount.Currency()))
		if err != nil {
			t.Fatal(err)
		}
		want := s.Figure
		switch {
		case s.How.Value != "" && rapid.Bool().Draw(t, "input"):
			s.How.Value = more.String()
		case rapid.Bool().Draw(t, "amount"):
			s.Amount = more
		default:
			s.How = pricing.Term{Op: pricing.OpSum, Of: []pricing.Term{s.How, {Value: more.Decimal().String()}, {Value: "1"}}}
		}
		var replay *pricing.ReplayError
		if err := e.Replay(); !errors.As(err, &replay) {
			t.Fatalf("Replay() = %v for a trace with another %s, want a *ReplayError", err, want)
		}
		if got := e.Step(replay.Figure); got == nil {
			t.Errorf("Replay() names %q, which is no figure", replay.Figure)
		}
	})
}

// An explanation that is saved says the same when it is read, and replays.
func TestExplanationRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := explained(t).Explanation
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back pricing.Explanation
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(data), string(again)); diff != "" {
			t.Errorf("what is read differs from what was written (-want +got):\n%s", diff)
		}
		if err := back.Replay(); err != nil {
			t.Errorf("Replay() = %v", err)
		}
	})
}

// What an earlier version saved is read, and replays.
func TestSavedExplanation(t *testing.T) {
	t.Parallel()
	saved, err := os.ReadFile(filepath.Join("testdata", "explain", "saved-1.json"))
	if err != nil {
		t.Fatal(err)
	}
	var e pricing.Explanation
	if err := json.Unmarshal(saved, &e); err != nil {
		t.Fatal(err)
	}
	if err := e.Replay(); err != nil || len(e.Steps) < 100 {
		t.Errorf("Replay() of %d steps = %v", len(e.Steps), err)
	}
	for _, broken := range []string{`{}`, `{"version": 2, "currency": "USD"}`, `{"version": 1}`, `{"version": 1, "currency": "USD", "steps": [{"figure": "a", "how": {}, "amount": "1.001"}]}`} {
		if err := json.Unmarshal([]byte(broken), &e); err == nil {
			t.Errorf("%s is read", broken)
		}
	}
	if err := e.Replay(); err != nil {
		t.Errorf("Replay() = %v after reading what is broken", err)
	}
}
