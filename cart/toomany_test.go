// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
)

// A list of far too many lines is refused without looking at each. It
// counts allocations, so it does not run beside others.
func TestCheckFarTooManyLines(t *testing.T) {
	lines := make([]cart.LineItem, 100_000)
	if n := testing.AllocsPerRun(1, func() {
		var c fault.Checker
		cart.CheckLines(&c, "lineItems", lines, 300)
		if vs := fault.Violations(c.Err()); len(vs) != fault.MaxViolations || vs[0].Field != "lineItems" {
			t.Errorf("%d violations, the first %v; want %d, the first of the list", len(vs), vs[0], fault.MaxViolations)
		}
	}); n > 20_000 {
		t.Errorf("%v allocations for 100,000 lines, want no more than for the first thousand", n)
	}
}
