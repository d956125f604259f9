// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/shopfile"
)

// A tax group that nobody has is probably misspelt.
func TestUnknownTaxGroups(t *testing.T) {
	t.Parallel()
	const (
		groups = `"groups": [{"id": "books"}, {"id": "food"}], `
		rates  = `"regions": [{"country": "DE", "rates": [{"rate": "0.07", "taxGroupId": "books"}, {"rate": "0.19", "taxGroupId": "bokks"}]}]`
		one    = `"regions": [{"country": "DE", "rates": [{"rate": "0.07", "taxGroupId": "books"}, {"rate": "0.19"}]}]`
	)
	named := func(tax, group string) string {
		return fmt.Sprintf(`{"currency": "EUR", "tax": {%s}, "catalog": {"items": [{"id": "a", "name": "A", "price": "1", "taxGroupId": %[2]q}, {"id": "b", "name": "B", "price": "1"}]},
			"fees": [{"code": "f", "name": "f", "amount": "1", "taxGroupId": %[2]q}],
			"platformFee": {"name": "p", "percentageRate": "0.01", "chargeType": "PASS_ON", "taxable": true, "taxGroupId": %[2]q}}`, tax, group)
	}
	everywhere := func(text string) []string {
		return []string{"catalog.items[0].taxGroupId " + text, "fees[0].taxGroupId " + text, "platformFee.taxGroupId " + text}
	}
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"of the list", named(groups+one, "food"), nil},
		{"not of the list", named(groups+one, "fod"), everywhere(`there is no such tax group: "fod" is not one of books and food`)},
		{"a rate's", named(one, "books"), nil},
		{"no rate's", named(one, "food"), everywhere(`there is no such tax group: "food" is not one of books`)},
		{"of another calculator", named(`"regions": [{"country": "DE", "rates": [{"rate": "0.19"}]}]`, "food"), nil},
		{"a rate of one that is not of the list", named(groups+rates, "books"), []string{`tax.regions[0].rates[1].taxGroupId there is no such tax group: "bokks" is not one of books and food`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := shopfile.Parse([]byte(tt.file))
			var got []string
			for _, v := range fault.Violations(err) {
				got = append(got, v.Field+" "+v.Description)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Parse() = %v (-want +got):\n%s", err, diff)
			}
		})
	}
	many := make([]string, 11)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id": "g%d"}`, i)
	}
	_, err := shopfile.Parse([]byte(named(`"groups": [`+strings.Join(many, ",")+`]`, "g11")))
	if vs := fault.Violations(err); len(vs) != 3 || vs[0].Description != `there is no tax group "g11"` {
		t.Errorf("Parse() with many groups = %v", err)
	}
}
