// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/shopfile"
)

const oneRule = `{"id": "r", "name": "Sale", "discounts": {"values": [{"percentage": 10, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}}`

func TestWithRules(t *testing.T) {
	t.Parallel()
	shop, err := shopfile.Parse([]byte(`{"currency": "USD", "discountRules": [` + oneRule + `], "coupons": [{"code": "A", "percentOffRate": 5}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, file     string
		rules, coupons int
		wrong          []string
	}{
		{"a list", "\ufeff [" + oneRule + `]`, 1, 1, nil},
		{"none", `[]`, 0, 1, nil},
		{"rules", `{"discountRules": []}`, 0, 1, nil},
		{"coupons", `{"coupons": [{"code": "A", "percentOffRate": 5}, {"code": "B", "moneyOffAmount": "1"}]}`, 1, 2, nil},
		{"nothing", `{}`, 0, 0, []string{"discountRules REQUIRED_FIELD"}},
		{"unknown", `{"rules": []}`, 0, 0, []string{"rules FIELD_NOT_ALLOWED"}},
		{
			"wrong", `{"discountRules": [{"name": "", "discounts": {"values": []}}], "coupons": [{"code": "A"}]}`, 0, 0,
			[]string{"discountRules[0].name MIN_LENGTH", "discountRules[0].discounts.values OTHER", "coupons[0] REQUIRED_ONE_OF_FIELD"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := shop.WithRules([]byte(tt.file))
			if len(tt.wrong) > 0 {
				var wrong []string
				for _, v := range fault.Violations(err) {
					wrong = append(wrong, v.Field+" "+string(v.Rule))
				}
				if diff := cmp.Diff(tt.wrong, wrong); diff != "" {
					t.Errorf("WithRules() = %v (-want +got):\n%s", err, diff)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Rules) != tt.rules || len(got.Coupons) != tt.coupons {
				t.Errorf("%d rules, %d coupons, want %d, %d", len(got.Rules), len(got.Coupons), tt.rules, tt.coupons)
			}
			if len(shop.Rules) != 1 || len(shop.Coupons) != 1 || got.Products != shop.Products {
				t.Error("the shop itself was changed")
			}
		})
	}
	if _, err := shop.WithRules([]byte(`{`)); err == nil || len(fault.Violations(err)) > 0 {
		t.Errorf("WithRules() of no JSON = %v", err)
	}
}
