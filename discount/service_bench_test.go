// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
)

// What it costs to know the rules that hold now: one number is read, whatever
// there is.
func BenchmarkCurrentRules(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			s := ecomtest.NewShop(b, func(c *ecom.Config) { c.DiscountRuleLimits.Rules = n })
			for i := range n {
				if _, err := s.DiscountRules.CreateDiscountRule(context.Background(), off(fmt.Sprint("rule ", i), "10")); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if set, err := s.DiscountRules.Current(context.Background()); err != nil || set.Len() != n {
					b.Fatal(set.Len(), err)
				}
			}
		})
	}
}

// What it costs to find a coupon that is kept, by its code.
func BenchmarkFindCoupon(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprintf("coupons=%d", n), func(b *testing.B) {
			s := ecomtest.NewShop(b, nil)
			for i := 0; i < n; i += 100 {
				specs := make([]*discount.Coupon, 100)
				for j := range specs {
					specs[j] = tenOff(fmt.Sprintf("C%d", i+j))
				}
				if _, err := s.Coupons.BulkCreateCoupons(context.Background(), specs, false); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Coupons.Find(context.Background(), "c77"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
