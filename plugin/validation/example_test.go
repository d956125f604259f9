// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/validation"
)

func ExampleNewMinimumOrder() {
	locale, err := money.ParseLocale("en-US")
	if err != nil {
		panic(err)
	}
	minimum, err := validation.NewMinimumOrder(validation.MinimumConfig{Currency: money.USD, Amount: "10.00", Formatter: locale})
	if err != nil {
		panic(err)
	}
	goods := money.MustParse("7.50", money.USD) // after all discounts
	resp, err := minimum.GetValidationViolations(context.Background(), validation.Request{
		SourceInfo:     validation.SourceInfo{Source: validation.SourceCheckout},
		ValidationInfo: validation.Info{Currency: money.USD, Goods: &goods, LineItems: make([]validation.LineItem, 1)},
	})
	if err != nil {
		panic(err)
	}
	for _, v := range resp.Violations {
		fmt.Println(v.Severity, v.Description)
	}
	// Output:
	// ERROR The minimum order is $10.00. Add goods for $2.50 more to go on.
}
