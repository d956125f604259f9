// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package lab_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing/lab"
	"github.com/go-ecom/ecom/shopfile"
)

// What would a rule change for the carts that were recorded?
func ExampleRun() {
	shop, err := shopfile.Parse([]byte(`{"currency": "USD"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	changed, err := shop.WithRules([]byte(`[{"id": "spring", "name": "Spring sale", "discounts": {"values": [
		{"percentage": 20, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {"catalogItemIds": ["mug"]}}]}}]}}]`))
	if err != nil {
		fmt.Println(err)
		return
	}
	before, err := shop.Calculator()
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := changed.Calculator()
	if err != nil {
		fmt.Println(err)
		return
	}
	carts := strings.NewReader(`
		{"lineItems": [{"id": "1", "quantity": 2, "price": "10.00", "catalogReference": {"catalogItemId": "mug"}}]}
		{"lineItems": [{"id": "1", "quantity": 1, "price": "3.00", "catalogReference": {"catalogItemId": "tea"}}]}`)
	report, err := lab.Run(context.Background(), lab.Config{
		Before: before.CalculateTotals, After: after.CalculateTotals,
		Floors: func(time.Time) map[string]money.Amount {
			return map[string]money.Amount{"mug": money.MustParse("9.00", money.USD)}
		},
	}, lab.Read(carts, money.USD))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d of %d carts change\n", report.Changed, report.Carts)
	for _, s := range report.Totals {
		fmt.Println(s.Figure, s.From, "to", s.To)
	}
	for _, low := range report.UnderFloor.Lines {
		fmt.Printf("%s for %s in line %d\n", low.Item, low.Price, low.Cart)
	}
	// Output:
	// 1 of 2 carts change
	// priceSummary.discount 0.00 to 4.00
	// priceSummary.total 20.00 to 16.00
	// payNow.total 20.00 to 16.00
	// totalAfterGiftCard 20.00 to 16.00
	// mug for 16.00 in line 2
}
