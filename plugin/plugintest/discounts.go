// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"testing"

	"github.com/go-ecom/ecom/plugin/discounts"
)

// TestDiscounts proves a provider of discounts with requests of the test's
// choice, which it must be able to serve.
func TestDiscounts(t testing.TB, p discounts.Provider, requests ...discounts.Request) {
	t.Helper()
	for _, r := range requests {
		resp, err := stable(t, "GetEligibleDiscounts", r, func(r discounts.Request) (discounts.Response, error) {
			return p.GetEligibleDiscounts(t.Context(), r)
		})
		if err == nil {
			err = discounts.Check(r, resp)
		}
		if err != nil {
			t.Errorf("GetEligibleDiscounts: an answer must be one that a shop can work with: %v", err)
		}
	}
}
