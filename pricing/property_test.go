// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/pricing"
)

// Whole numbers with 128-bit intermediates and plain decimals come to the same
// figures, whatever the policy.
func TestTwin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		c, err := s.compile()
		if err != nil {
			t.Fatal(err)
		}
		totals, err := c.Calculate(context.Background(), s.in)
		if err != nil {
			t.Fatal(err)
		}
		if err := pricing.Check(totals); err != nil {
			t.Errorf("Check() = %v", err)
		}
		applies := totals.CalculationErrors == nil || totals.CalculationErrors.CouponCalculationError == nil
		want := s.twin(applies).figures()
		if diff := cmp.Diff(want, figuresOf(totals)); diff != "" {
			t.Errorf("Calculate() under %v differs from plain decimals (-want +got):\n%s", s.cfg.Policy, diff)
		}
	})
}
