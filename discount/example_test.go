// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

func ExampleCompile() {
	from := int64(3)
	rules, err := discount.Compile([]*discount.Rule{{
		Name:    "15 % off mugs from three on",
		Trigger: &discount.Trigger{ItemQuantityRange: &discount.ItemQuantityRange{From: &from}},
		Discounts: discount.Discounts{Values: []discount.Discount{{
			Percentage: discount.MustPercentage("15"),
			SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{
				CatalogItemFilter: &discount.CatalogItemFilter{CatalogItemIDs: []string{"mug"}},
			}}},
		}}},
	}}, money.USD)
	if err != nil {
		fmt.Println(err)
		return
	}
	var m discount.Matcher
	lines := []discount.Line{{ItemID: "mug", Quantity: 2}, {ItemID: "tea", Quantity: 1}}
	for _, match := range m.Match(rules, discount.Cart{At: time.Now(), Lines: lines}) {
		fmt.Println(match.Rule.Rule.Name, match.Lines)
	}
	// Output:
	// 15 % off mugs from three on [0]
}

func ExampleCompileCoupons() {
	coupons, err := discount.CompileCoupons([]*discount.Coupon{
		{Code: "SAVE10", PercentOffRate: discount.MustPercentage("10")},
	}, money.USD)
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := coupons.Find(context.Background(), "save10")
	fmt.Println(found.Coupon.EffectiveName(), err)
	_, err = coupons.Find(context.Background(), "SAVE20")
	fmt.Println(err)
	// Output:
	// SAVE10 <nil>
	// there is no such coupon (ERROR_COUPON_DOES_NOT_EXIST)
}
