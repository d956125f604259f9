// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping_test

import (
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// An answer that holds far too much is refused without looking at all of it.
func TestCheckFarTooMuch(t *testing.T) {
	t.Parallel()
	for field, err := range map[string]error{
		"shippingRates": shipping.Check(shipping.Request{Currency: money.USD}, shipping.Response{ShippingRates: make([]shipping.Rate, 100_000)}),
		"shippingRates[0].cost.additionalCharges": shipping.Check(shipping.Request{Currency: money.USD}, shipping.Response{ShippingRates: []shipping.Rate{{
			Code: "a", Cost: shipping.Cost{Currency: money.USD, AdditionalCharges: make([]shipping.AdditionalCharge, 100_000)},
		}}}),
	} {
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != field || vs[0].Rule != fault.RuleMaxSize {
			t.Errorf("Check() = %v, want one violation of %s", err, field)
		}
	}
}
