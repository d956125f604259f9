// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fault_test

import (
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

func ExampleCode() {
	err := fault.At("order.GetOrder", fault.Missing("order", "42", "ORDER_NOT_FOUND"))
	if errors.Is(err, fault.NotFound) {
		fmt.Println(fault.Code(err))
		fmt.Println(err)
	}
	// Output:
	// ORDER_NOT_FOUND
	// order.GetOrder: order 42: not found (ORDER_NOT_FOUND)
}

func ExampleChecker() {
	var c fault.Checker
	c.Range("lineItems[0].quantity", 0, 1, 100000)
	c.Required("lineItems[0].catalogReference", false)
	for _, v := range fault.Violations(c.Err()) {
		fmt.Println(v.Field, v.Rule, v.Description)
	}
	// Output:
	// lineItems[0].quantity MIN must be at least 1
	// lineItems[0].catalogReference REQUIRED_FIELD is required
}
