// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fee_test

import (
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/fee"
)

// An answer of far too many fees is refused without looking at each.
func TestCheckFarTooManyFees(t *testing.T) {
	t.Parallel()
	err := fee.Check(fee.Request{Currency: money.USD}, fee.Response{Currency: money.USD, AdditionalFees: make([]fee.AdditionalFee, 100_000)})
	if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != "additionalFees" || vs[0].Rule != fault.RuleMaxSize {
		t.Errorf("Check() = %v, want one violation of additionalFees", err)
	}
}
