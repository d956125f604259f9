// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// Published cases that are not run, each with its reason: all of a rule or mode,
// or single ones by id. The tests hold that these lists and the data agree.
var (
	allocationRulesNotRun = map[string]string{
		"largest_weight":                       "units left go to the largest weights, not to the largest remainders",
		"fowler_floor_remainder_first_nonzero": "units left go to the first shares, not to the largest remainders",
		"sequential_from_last_truncate":        "each share is cut off what the later ones left",
		"round_half_down_then_unit_to_first":   "shares are rounded to the nearest, then corrected from the first",
	}
	allocationCasesNotRun = map[string]string{
		"alloc-moneyphp-06": "rounds shares of a negative total towards negative infinity; refunds here mirror payments",
	}
	roundingModesNotRun = map[string]string{
		"half_odd":               "not one of the modes: halves to the odd neighbour",
		"half_positive_infinity": "not one of the modes: halves upwards, also below zero",
		"half_negative_infinity": "not one of the modes: halves downwards, also above zero",
	}
)

type allocationCase struct {
	ID       string          `json:"id"`
	Rule     string          `json:"rule"`
	Amount   int64           `json:"amount"`
	Weights  json.RawMessage `json:"weights"`
	Expected []int64         `json:"expected"`
}

// weights returns the weights as whole numbers; a count stands for as many zeros.
func (c allocationCase) weights(t *testing.T) []int64 {
	t.Helper()
	var count int
	if json.Unmarshal(c.Weights, &count) == nil {
		return make([]int64, count)
	}
	var list []decimal.Decimal
	if err := json.Unmarshal(c.Weights, &list); err != nil {
		t.Fatal(err)
	}
	var places int32
	for _, w := range list {
		places = max(places, -w.Exponent())
	}
	var whole []int64
	for _, w := range list {
		whole = append(whole, w.Shift(places).IntPart())
	}
	return whole
}

func TestPublishedAllocations(t *testing.T) {
	t.Parallel()
	var suite struct{ Cases []allocationCase }
	readJSON(t, "allocation.json", &suite)
	run := []string{"largest_remainder", "largest_remainder_abs", "even_remainder_to_first", "all_zero_weights_split_evenly"}
	rules, ids := map[string]bool{}, map[string]bool{}
	for _, c := range suite.Cases {
		rules[c.Rule], ids[c.ID] = true, true
		weights := c.weights(t)
		got := money.Allocate(c.Amount, weights)
		checkShares(t, c.Amount, weights, got) // holds whatever the rule
		switch {
		case allocationCasesNotRun[c.ID] != "":
			if !slices.Contains(run, c.Rule) || slices.Equal(got, c.Expected) {
				t.Errorf("%s is listed as not run but would be", c.ID)
			}
		case allocationRulesNotRun[c.Rule] != "":
		case slices.Contains(run, c.Rule):
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				if diff := cmp.Diff(c.Expected, got); diff != "" {
					t.Errorf("Allocate(%d, %v) differs (-want +got):\n%s", c.Amount, weights, diff)
				}
			})
		default:
			t.Errorf("%s of rule %s is neither run nor listed as not run", c.ID, c.Rule)
		}
	}
	for rule := range allocationRulesNotRun {
		if !rules[rule] || slices.Contains(run, rule) {
			t.Errorf("the rule %s is listed as not run but is run or does not exist", rule)
		}
	}
	for id := range allocationCasesNotRun {
		if !ids[id] {
			t.Errorf("%s is listed as not run but does not exist", id)
		}
	}
}

// roundings are the modes of the published cases.
var roundings = map[string]func(value, step decimal.Decimal) decimal.Decimal{
	"half_up":   roundTo(money.HalfUp),
	"half_down": roundTo(money.HalfDown),
	"half_even": roundTo(money.HalfEven),
	"up":        roundTo(money.Up),
	"down":      roundTo(money.Down),
	"ceil":      roundTo(money.Ceiling),
	"floor":     roundTo(money.Floor),
	"half_up_to_cent_then_half_up_to_step": func(value, step decimal.Decimal) decimal.Decimal {
		return money.RoundTo(money.Round(value, 2, money.HalfUp), step, money.HalfUp)
	},
}

func roundTo(m money.Mode) func(value, step decimal.Decimal) decimal.Decimal {
	return func(value, step decimal.Decimal) decimal.Decimal { return money.RoundTo(value, step, m) }
}

func TestPublishedRoundings(t *testing.T) {
	t.Parallel()
	var suite struct {
		Cases []struct {
			ID       string          `json:"id"`
			Mode     string          `json:"mode"`
			Value    decimal.Decimal `json:"value"`
			To       string          `json:"to"`
			Currency money.Currency  `json:"currency"`
			Expected decimal.Decimal `json:"expected"`
		}
	}
	readJSON(t, "rounding.json", &suite)
	modes := map[string]bool{}
	for _, c := range suite.Cases {
		modes[c.Mode] = true
		round := roundings[c.Mode]
		switch {
		case roundingModesNotRun[c.Mode] != "":
		case round == nil:
			t.Errorf("%s of mode %s is neither run nor listed as not run", c.ID, c.Mode)
		default:
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				step := decimal.New(1, -int32(c.Currency.Digits()))
				if c.To != "" {
					step = decimal.RequireFromString(c.To)
				}
				if got := round(c.Value, step); !got.Equal(c.Expected) {
					t.Errorf("rounding %s %s to %s = %s, want %s", c.Value, c.Mode, step, got, c.Expected)
				}
				// A step that is a power of ten is also a number of places.
				if m, places := modeOf(c.Mode), step.Exponent(); m.Valid() && step.Equal(decimal.New(1, places)) {
					if got := money.Round(c.Value, -places, m); !got.Equal(c.Expected) {
						t.Errorf("Round(%s, %d, %s) = %s, want %s", c.Value, -places, m, got, c.Expected)
					}
				}
			})
		}
	}
	for mode := range roundingModesNotRun {
		if !modes[mode] || roundings[mode] != nil {
			t.Errorf("the mode %s is listed as not run but is run or does not exist", mode)
		}
	}
}

// modeOf returns the mode of a published name, an invalid one if there is none.
func modeOf(name string) money.Mode {
	switch name {
	case "half_up":
		return money.HalfUp
	case "half_down":
		return money.HalfDown
	case "half_even":
		return money.HalfEven
	case "up":
		return money.Up
	case "down":
		return money.Down
	case "ceil":
		return money.Ceiling
	case "floor":
		return money.Floor
	}
	return 255
}

// checkShares checks what holds for any way to allocate: the shares add up to
// the total, and each is less than one unit off its exact value.
func checkShares(t interface {
	Helper()
	Errorf(format string, args ...any)
}, total int64, weights, shares []int64,
) {
	t.Helper()
	if len(shares) != len(weights) {
		t.Errorf("Allocate(%d, %v) = %d shares, want %d", total, weights, len(shares), len(weights))
		return
	}
	if len(weights) == 0 {
		return
	}
	sum, all := decimal.Zero, decimal.Zero
	for i, s := range shares {
		sum = sum.Add(decimal.NewFromInt(s))
		all = all.Add(decimal.NewFromInt(weights[i]))
	}
	if !sum.Equal(decimal.NewFromInt(total)) {
		t.Errorf("Allocate(%d, %v) = %v, which adds up to %s", total, weights, shares, sum)
	}
	for i, s := range shares {
		w, of := decimal.NewFromInt(weights[i]), all
		if all.IsZero() {
			w, of = decimal.NewFromInt(1), decimal.NewFromInt(int64(len(weights)))
		}
		// |share - total × w ÷ of| < 1, without dividing
		off := decimal.NewFromInt(s).Mul(of).Sub(decimal.NewFromInt(total).Mul(w)).Abs()
		if !off.LessThan(of) {
			t.Errorf("Allocate(%d, %v)[%d] = %d, a unit or more off", total, weights, i, s)
		}
	}
}
