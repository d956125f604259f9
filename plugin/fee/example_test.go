// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fee_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/fee"
)

func ExampleFees() {
	fees, err := fee.New(fee.Config{Currency: money.USD, Fees: []fee.Fee{
		{Code: "wrap", Name: "Gift wrap", Amount: "2.00", TaxRate: "0.19"},
		{Code: "service", Name: "Service", Percentage: "3"},
	}})
	if err != nil {
		panic(err)
	}
	goods := money.MustParse("49.90", money.USD) // after all discounts
	resp, err := fees.CalculateAdditionalFees(context.Background(), fee.Request{Currency: money.USD, Goods: &goods})
	if err != nil {
		panic(err)
	}
	for _, f := range resp.AdditionalFees {
		fmt.Println(f.Name, f.Price, f.TaxDetails != nil)
	}
	// Output:
	// Gift wrap 2.00 true
	// Service 1.50 false
}
