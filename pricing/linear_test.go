// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// What pricing allocates does not grow with the lines, and with an explanation
// in proportion to them; an explanation that nobody asks for costs nothing.
// Allocations are counted, since times tell little on a machine that does other
// things, too. Tests that count them can't run beside others.
func TestCostIsLinear(t *testing.T) { //nolint:paralleltest // counts allocations
	counts := func(lines int, explain bool) float64 {
		c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: compileRules(t, money.USD, benchRules(50, 3)...)})
		if err != nil {
			t.Fatal(err)
		}
		in := benchInput(lines)
		in.Explain = explain
		return testing.AllocsPerRun(20, func() {
			r, err := c.Price(context.Background(), in)
			if err != nil {
				t.Fatal(err)
			}
			if explain {
				r.Explain()
			}
		})
	}
	if few, many := counts(100, false), counts(300, false); many > few+8 || few > 60 {
		t.Errorf("100 lines take %v allocations, 300 take %v", few, many)
	}
	if few, many := counts(100, true), counts(300, true); many > 3.3*few {
		t.Errorf("explaining 100 lines takes %v allocations, 300 take %v", few, many)
	}
}
