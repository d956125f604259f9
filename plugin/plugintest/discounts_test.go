// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest_test

import (
	"context"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/plugin/discounts"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

func TestDiscountsSuite(t *testing.T) {
	t.Parallel()
	run := func(a discounts.Response) func(testing.TB) {
		p := discounts.ProviderFunc(func(context.Context, discounts.Request) (discounts.Response, error) { return a, nil })
		return func(t testing.TB) { plugintest.TestDiscounts(t, p, discounts.Request{}) }
	}
	if said := reports(t, run(discounts.Response{})); len(said) > 0 {
		t.Errorf("a provider that keeps its contract is reported: %q", said)
	}
	wantReport(t, "an answer must be one", run(discounts.Response{Discounts: make([]discounts.Discount, 1)}))
	var once sync.Once
	changing := discounts.ProviderFunc(func(_ context.Context, r discounts.Request) (discounts.Response, error) {
		once.Do(func() { r.LineItems[0].Quantity++ })
		return discounts.Response{}, nil
	})
	wantReport(t, "must not be changed", func(t testing.TB) {
		plugintest.TestDiscounts(t, changing, discounts.Request{LineItems: make([]discounts.LineItem, 1)})
	})
}
