// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax_test

import (
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/tax"
)

// An answer that holds far too much is refused without looking at all of it.
func TestCheckFarTooMuch(t *testing.T) {
	t.Parallel()
	for field, err := range map[string]error{
		"lineItemTaxDetails": tax.Check(tax.Request{Currency: money.USD}, tax.Response{Currency: money.USD, LineItemTaxDetails: make([]tax.LineItemTaxDetails, 100_000)}),
		"lineItemTaxDetails[0].taxBreakdown": tax.Check(tax.Request{Currency: money.USD, LineItems: []tax.LineItem{{ID: "a"}}}, tax.Response{
			Currency: money.USD, LineItemTaxDetails: []tax.LineItemTaxDetails{{ID: "a", TaxBreakdown: make([]tax.Breakdown, 100_000)}},
		}),
	} {
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != field || vs[0].Rule != fault.RuleMaxSize {
			t.Errorf("Check() = %v, want one violation of %s", err, field)
		}
	}
}
