// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/tips"
)

// salon is a shop with one order: a haircut for 40.00 that was not paid yet.
func salon(ctx context.Context) (*ecom.Shop, order.ID) {
	products, err := catalog.New(catalog.Config{Currency: money.USD})
	if err != nil {
		panic(err)
	}
	shop, err := ecom.New(ecom.Config{Currency: money.USD, Catalog: products})
	if err != nil {
		panic(err)
	}
	price := money.PriceOf(money.MustParse("40.00", money.USD), 0)
	o, err := shop.Orders.CreateOrder(ctx, &order.Order{
		Status: order.StatusApproved, ChannelInfo: order.ChannelInfo{Type: order.ChannelTypePOS},
		LineItems:    []order.LineItem{{ProductName: item.Text("Haircut"), Quantity: 1, ItemType: item.Of(item.PresetService), Price: price}},
		PriceSummary: order.PriceSummary{Subtotal: price, Total: price},
	}, nil)
	if err != nil {
		panic(err)
	}
	return shop, o.ID
}

const (
	ann = "5a000000-0000-4000-8000-000000000001"
	bob = "5a000000-0000-4000-8000-000000000002"
)

func ExampleService_SetTipOnOrder() {
	ctx := context.Background()
	shop, id := salon(ctx)
	usd := func(text string) money.Amount { return money.MustParse(text, money.USD) }
	set, err := shop.Tips.SetTipOnOrder(ctx, id, tips.Tip{Amount: usd("6.00"), Distributions: []tips.Distribution{
		{Staff: tips.Staff{StaffMemberID: ann}, Amount: usd("4.50")},
	}})
	if err != nil {
		panic(err)
	}
	o, err := shop.Orders.GetOrder(ctx, id)
	if err != nil {
		panic(err)
	}
	fmt.Println(set.Tip.Amount, "of which nobody gets", set.Tip.UndistributedAmount)
	fmt.Println(o.PriceSummary.Total.Amount, o.PaymentStatus, o.BalanceSummary.Balance.Amount)

	removed, err := shop.Tips.RemoveTipFromOrder(ctx, id)
	if err != nil {
		panic(err)
	}
	fmt.Println("removed", removed.AdditionalFeePrice.Amount)
	// Output:
	// 6.00 of which nobody gets 1.50
	// 46.00 NOT_PAID 46.00
	// removed 6.00
}

func ExampleService_AddTipDistributionsToOrder() {
	ctx := context.Background()
	shop, id := salon(ctx)
	for _, name := range []string{ann, bob} {
		_, err := shop.Tips.AddTipDistributionsToOrder(ctx, id, []tips.Distribution{
			{Staff: tips.Staff{StaffMemberID: name}, Amount: money.MustParse("2.50", money.USD), Source: tips.SourcePOS},
		})
		if err != nil {
			panic(err)
		}
	}
	tip, err := shop.Tips.GetTipByOrderID(ctx, id)
	if err != nil {
		panic(err)
	}
	sum, err := shop.Tips.SumTipDistributionAmounts(ctx, query.Filter{"staff.staffMemberId": bob})
	if err != nil {
		panic(err)
	}
	page, err := shop.Tips.QueryTipDistributions(ctx, query.Request{Filter: query.Filter{"orderId": string(id)}})
	if err != nil {
		panic(err)
	}
	fmt.Println(tip.Amount, len(tip.Distributions), sum, len(page.TipDistributions))
	// Output:
	// 5.00 2 2.50 2
}
