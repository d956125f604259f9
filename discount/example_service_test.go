// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/query"
)

// teashop sells tea, for 4.00.
func teashop() *ecom.Shop {
	products, err := catalog.New(catalog.Config{Currency: money.EUR, Items: []catalog.Product{{ID: "tea", Name: "Tea", Price: "4.00", ItemType: "DIGITAL"}}})
	if err != nil {
		panic(err)
	}
	shop, err := ecom.New(ecom.Config{Currency: money.EUR, Catalog: products, Now: ecomtest.NewClock().Now, NewID: ecomtest.IDs()})
	if err != nil {
		panic(err)
	}
	return shop
}

// tea prices some tea.
func tea(shop *ecom.Shop, quantity int, coupon string) {
	totals, err := shop.Totals.CalculateTotals(context.Background(), pricing.Request{
		LineItems:  []pricing.RequestLine{{ID: "1", Quantity: quantity, CatalogReference: &item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: "tea"}}},
		CouponCode: coupon,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(quantity, "tea:", totals.PriceSummary.Total.FormattedAmount())
}

// A rule that is kept holds at once, in every process that works on the store.
func ExampleRuleService_CreateDiscountRule() {
	ctx, shop := context.Background(), teashop()
	rule, err := shop.DiscountRules.CreateDiscountRule(ctx, &discount.Rule{
		Name:    "A quarter off from three on",
		Trigger: &discount.Trigger{ItemQuantityRange: &discount.ItemQuantityRange{From: new(int64(3))}},
		Discounts: discount.Discounts{Values: []discount.Discount{{
			Percentage:        discount.MustPercentage("25"),
			SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
		}}},
		Extension: &discount.Extension{UsageLimitPerUser: 1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rule.Status, rule.Revision)
	tea(shop, 2, "")
	tea(shop, 3, "")
	// Output:
	// LIVE 1
	// 2 tea: €8.00
	// 3 tea: €9.00
}

// An update names the revision that it was made for. One that was made for an
// older one is refused.
func ExampleRuleService_UpdateDiscountRule() {
	ctx, shop := context.Background(), teashop()
	rule, err := shop.DiscountRules.CreateDiscountRule(ctx, off("Half", "50"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		changed, err := shop.DiscountRules.UpdateDiscountRule(ctx, rule.ID, discount.RuleUpdate{Revision: rule.Revision, Active: patch.Set(false)})
		if err != nil {
			fmt.Println(fault.Code(err))
			continue
		}
		fmt.Println("revision", changed.Revision)
	}
	tea(shop, 1, "")
	// Output:
	// revision 2
	// REVISION_MISMATCH
	// 1 tea: €4.00
}

// Rules can be asked for by name, times and whether they are switched on.
func ExampleRuleService_QueryDiscountRules() {
	ctx, shop := context.Background(), teashop()
	for _, name := range []string{"Spring", "Summer", "Autumn"} {
		if _, err := shop.DiscountRules.CreateDiscountRule(ctx, off(name, "5")); err != nil {
			fmt.Println(err)
			return
		}
	}
	page, err := shop.DiscountRules.QueryDiscountRules(ctx, query.Request{
		Filter: query.Filter{"name": map[string]any{"$startsWith": "S"}},
		Sort:   []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range page.DiscountRules {
		fmt.Println(r.Name, r.Discounts.Values[0].Percentage)
	}
	// Output:
	// Summer 5
	// Spring 5
}

func ExampleCouponService_CreateCoupon() {
	ctx, shop := context.Background(), teashop()
	coupon, err := shop.Coupons.CreateCoupon(ctx, &discount.Coupon{Code: "TEATIME", MoneyOffAmount: discount.MustValue("1.00"), UsageLimit: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(coupon.NumberOfUsages, coupon.Expired)
	tea(shop, 1, "teatime")

	_, err = shop.Coupons.CreateCoupon(ctx, &discount.Coupon{Code: "TeaTime", FreeShipping: true})
	fmt.Println(fault.Code(err))
	// Output:
	// 0 false
	// 1 tea: €3.00
	// COUPON_CODE_ALREADY_EXISTS
}

// Coupons for a mailing are made at once. What fails holds back nothing else.
func ExampleCouponService_BulkCreateCoupons() {
	ctx, shop := context.Background(), teashop()
	half := discount.MustPercentage("50")
	made, err := shop.Coupons.BulkCreateCoupons(ctx, []*discount.Coupon{
		{Code: "ANN-50", PercentOffRate: half, LimitPerCustomer: 1},
		{Code: "BOB-50", PercentOffRate: half, LimitPerCustomer: 1},
		{Code: "ann-50", PercentOffRate: half},
	}, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range made.Results {
		fmt.Println(r.ItemMetadata.OriginalIndex, r.ItemMetadata.Success)
	}
	tea(shop, 1, "BOB-50")
	// Output:
	// 0 true
	// 1 true
	// 2 false
	// 1 tea: €2.00
}

func ExampleCouponService_UpdateCoupon() {
	ctx, shop := context.Background(), teashop()
	coupon, err := shop.Coupons.CreateCoupon(ctx, &discount.Coupon{Code: "TEATIME", PercentOffRate: discount.MustPercentage("10")})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Another kind of discount takes the place of the one there is.
	_, err = shop.Coupons.UpdateCoupon(ctx, coupon.ID, discount.CouponUpdate{FixedPriceAmount: patch.Set(*discount.MustValue("2.50"))})
	if err != nil {
		fmt.Println(err)
		return
	}
	tea(shop, 2, "TEATIME")
	// Output:
	// 2 tea: €5.00
}
