// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin_test

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

func ExampleDecimal() {
	var c fault.Checker
	for i, price := range []plugin.Decimal{"4.99", "4.999", "free"} {
		if amount, ok := price.CheckAmount(&c, fault.Index("prices", i), money.USD); ok {
			fmt.Println(amount)
		}
	}
	for _, v := range fault.Violations(c.Err()) {
		fmt.Println(v.Field, v.Rule)
	}
	// Output:
	// 4.99
	// prices[1] DECIMAL_MAX_SCALE
	// prices[2] FORMAT
}

func ExampleParseRate() {
	r, err := plugin.ParseRate("0.08875")
	fmt.Println(r, int64(r), err)
	// Output:
	// 0.08875 88750 <nil>
}
