// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest_test

import (
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
)

// A test of a purchase takes ten lines.
func TestTwoMugs(t *testing.T) {
	shop := ecomtest.NewShop(t, nil)
	o, err := shop.Buy(ecomtest.Visitor(t.Context(), 1), shop.Line("mug", 2))
	if err != nil {
		t.Fatal(err)
	}
	if got := o.PriceSummary.Total.FormattedAmount(); got != "$55.00" {
		t.Errorf("two mugs cost %s, want $55.00", got)
	}
}
