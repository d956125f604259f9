// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package membership_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

// exampleT lets examples use shops for tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()           {}
func (exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// A class that is paid with a plan of ten.
func ExampleProvider() {
	plans := new(plugintest.Memberships)
	shop := ecomtest.NewShop(exampleT{}, func(c *ecom.Config) {
		c.Memberships = plans
		classes, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
			{ID: "class", Name: "Yoga class", Price: "15.00", ItemType: string(item.PresetService), PaymentOption: item.Membership},
		}})
		if err != nil {
			panic(err)
		}
		c.Catalog = classes
	})
	ctx := ecomtest.Member(context.Background(), 1)
	made, err := shop.Checkout(ctx, shop.Line("class", 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("without a plan:", made.PriceSummary.Total.FormattedAmount(), made.CalculationErrors.MembershipError.Code())

	plans.Add(plugintest.Plan{ID: "ten classes", MemberID: made.BuyerInfo.MemberID, Items: []string{"class"}, Credits: 10})
	made, err = shop.Checkout(ctx) // asks again
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("with one:", made.PriceSummary.Total.FormattedAmount())
	placed, err := shop.Checkouts.CreateOrder(ctx, made.ID, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(placed.Order().PaymentStatus, plans.Used("ten classes"))
	// Output:
	// without a plan: $15.00 MEMBERSHIP_NOT_FOUND
	// with one: $0.00
	// PAID 1
}

// What was charged before is charged.
func ExampleCharged() {
	before := membership.Refuse(membership.CodeAlreadyCharged, "the membership was charged", map[string]any{"transactionId": "charge-1"})
	fmt.Println(membership.Charged(membership.ChargeResponse{}, before))
	// Output: {charge-1} <nil>
}
