// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/tips"
)

const flow = "d0000000-0000-4000-8000-00000000000f"

func newShop(t testing.TB) *ecomtest.Shop {
	t.Helper()
	return ecomtest.NewShop(t, func(c *ecom.Config) { c.Tips = true })
}

// percentages are settings that suggest 10 % and 12.5 %.
func percentages() tips.Settings {
	return tips.Settings{
		TipType: tips.TypePercentage, Presets: []tips.Preset{{Value: "10"}, {Value: "12.5", Default: true}},
		AllowCustomerTip: true, AllowCustomAmount: true,
	}
}

func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func errorOf[T any](_ T, err error) error { return err }
