// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

func ExampleNew() {
	calculator, err := pricing.New(pricing.Config{
		Currency: money.EUR, TaxIncluded: true, Policy: money.Policy{Mode: money.HalfEven},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(calculator.Currency(), calculator.Policy().Mode)
	// Output:
	// EUR HALF_EVEN
}

func ExampleCalculator_Calculate() {
	coupons, err := discount.CompileCoupons([]*discount.Coupon{{Code: "SAVE10", MoneyOffAmount: discount.MustValue("10.00")}}, money.USD)
	if err != nil {
		fmt.Println(err)
		return
	}
	calculator, err := pricing.New(pricing.Config{Currency: money.USD, Locale: money.MustParseLocale("en-US"), Coupons: coupons})
	if err != nil {
		fmt.Println(err)
		return
	}
	totals, err := calculator.Calculate(context.Background(), &pricing.Input{
		Lines: []pricing.Line{
			{ID: "mug", Quantity: 2, Price: money.MustParse("25.00", money.USD), TaxRates: []plugin.Rate{plugin.MustParseRate("0.08875")}},
			{ID: "tea", Quantity: 1, Price: money.MustParse("7.35", money.USD), TaxRates: []plugin.Rate{}},
		},
		CouponCode: "SAVE10", CalculateTax: true, At: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range totals.CalculatedLineItems {
		fmt.Println(l.LineItemID, l.PricesBreakdown.TotalDiscount.Amount, l.PricesBreakdown.TotalPriceAfterTax.FormattedAmount())
	}
	fmt.Println("total", totals.PriceSummary.Total.FormattedAmount())
	// Output:
	// mug 8.72 $44.94
	// tea 1.28 $6.07
	// total $51.01
}

func ExampleCalculator_CalculateTotals() {
	calculator, err := pricing.New(pricing.Config{Currency: money.EUR, TaxIncluded: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	var request pricing.Request
	err = json.Unmarshal([]byte(`{
		"lineItems": [{"id": "1", "quantity": 2, "price": "19.70", "taxRate": "0.20"}],
		"merchantDiscounts": [{"percentage": 10}]
	}`), &request)
	if err != nil {
		fmt.Println(err) // with everything that is wrong, by path
		return
	}
	totals, err := calculator.CalculateTotals(context.Background(), request)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := totals.PriceSummary
	fmt.Println(s.Subtotal.Amount, s.Discount.Amount, s.Tax.Amount, s.Total.Amount)
	// Output:
	// 39.40 3.94 5.91 35.46
}

func ExampleCheck() {
	calculator, err := pricing.New(pricing.Config{Currency: money.USD})
	if err != nil {
		fmt.Println(err)
		return
	}
	totals, err := calculator.Calculate(context.Background(), &pricing.Input{
		Lines: []pricing.Line{{ID: "mug", Quantity: 2, Price: money.MustParse("25.00", money.USD)}},
		At:    time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pricing.Check(totals))
	totals.PriceSummary.Total.Amount = money.MustParse("49.99", money.USD)
	fmt.Println(pricing.Check(totals))
	// Output:
	// <nil>
	// pricing: priceSummary.total is 49.99 USD, its parts come to 50.00 USD
}

// An explanation says how a figure came about. What is saved of it replays
// later, and tells when a figure in it was changed.
func ExampleExplanation_Replay() {
	ctx := context.Background()
	calculator, err := pricing.New(pricing.Config{Currency: money.USD})
	if err != nil {
		fmt.Println(err)
		return
	}
	totals, err := calculator.Calculate(ctx, &pricing.Input{
		Lines: []pricing.Line{{ID: "mug", Quantity: 3, Price: money.MustParse("3.33", money.USD)}}, Explain: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	step := totals.Explanation.Step("lineItems[mug].subtotal")
	fmt.Println(step.Formula, "=", step.Amount)

	saved, err := json.Marshal(totals.Explanation)
	if err != nil {
		fmt.Println(err)
		return
	}
	var e pricing.Explanation
	if err := json.Unmarshal(saved, &e); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Replay())
	e.Step("priceSummary.total").Amount = money.MustParse("9.98", money.USD)
	fmt.Println(e.Replay())
	// Output:
	// 3.33 × 3 = 9.99
	// <nil>
	// pricing: priceSummary.total is 9.98 USD, its inputs come to 9.99
}
