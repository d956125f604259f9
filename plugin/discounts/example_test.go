// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discounts_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/discounts"
)

func ExampleProviderFunc() {
	staff := discounts.ProviderFunc(func(_ context.Context, r discounts.Request) (discounts.Response, error) {
		if !strings.HasSuffix(r.BuyerEmail, "@example.com") {
			return discounts.Response{}, nil
		}
		return discounts.Response{Discounts: []discounts.Discount{{
			TargetType: discounts.TargetGlobal, Name: item.Text("Staff"),
			GlobalDiscounts: &discounts.BaseDiscounts{Rate: discounts.Rate{Type: discounts.RatePercentage, PercentageValue: "20"}},
		}}}, nil
	})
	resp, err := staff.GetEligibleDiscounts(context.Background(), discounts.Request{BuyerEmail: "ann@example.com"})
	if err != nil {
		panic(err)
	}
	fmt.Println(resp.Discounts[0].Name.Original, resp.Discounts[0].GlobalDiscounts.Rate.Value())
	// Output:
	// Staff 20
}
