// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discounts_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/discounts"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	r := discounts.Request{LineItems: []discounts.LineItem{{ID: "a", Quantity: 1}, {ID: "b", Quantity: 1}}}
	const rate = `{"rate": {"type": "PERCENTAGE", "percentageValue": "12.345678"}}`
	one := func(members string) string { return `{"discounts": [{"name": {"original": "x"}, ` + members + `}]}` }
	const at = "discounts[0]."
	tests := []struct {
		name   string
		answer string
		want   []string
	}{
		{"nothing", `{"discounts": []}`, nil},
		{"everything", one(`"targetType": "GLOBAL", "globalDiscounts": ` + rate), nil},
		{"shipping", one(`"targetType": "SHIPPING", "source": "CUSTOM", "shippingDiscounts": {"rate": {"type": "FIXED_AMOUNT", "fixedAmountValue": "1000000000000000"}}`), nil},
		{"lines", one(`"targetType": "LINE_ITEMS", "lineItemsDiscounts": {"lineItems": [{"id": "b", "rate": {"type": "FIXED_AMOUNT", "fixedAmountValue": "0"}}, {"id": "a", "rate": {"type": "PERCENTAGE", "percentageValue": "100"}}]}`), nil},
		{"a coupon", one(`"targetType": "GLOBAL", "source": "COUPON", "couponOptions": {"code": "MINE"}, "globalDiscounts": ` + rate), nil},
		{"101 discounts", `{"discounts": [` + strings.TrimSuffix(strings.Repeat("{},", 101), ",") + `]}`, []string{"discounts MAX_SIZE"}},
		{"nothing of it", `{"discounts": [{"externalId": "` + strings.Repeat("x", 51) + `", "source": "FRIENDS"}]}`, []string{
			at + "name.original MIN_LENGTH", at + "externalId MAX_LENGTH", at + "source INVALID_ENUM_VALUE", at + "targetType ONE_OF_ALIGNMENT",
		}},
		{"long names", `{"discounts": [{"name": {"original": "` + strings.Repeat("x", 257) + `", "translated": "` + strings.Repeat("x", 501) + `"}, "targetType": "GLOBAL", "globalDiscounts": ` + rate + `}]}`, []string{
			at + "name.original MAX_LENGTH", at + "name.translated MAX_LENGTH",
		}},
		{"another target", one(`"targetType": "SHIPPING", "globalDiscounts": ` + rate), []string{at + "targetType ONE_OF_ALIGNMENT"}},
		{"two targets", one(`"targetType": "GLOBAL", "globalDiscounts": ` + rate + `, "shippingDiscounts": ` + rate), []string{at + "targetType ONE_OF_ALIGNMENT"}},
		{"a coupon without a code", one(`"targetType": "GLOBAL", "source": "COUPON", "globalDiscounts": ` + rate), []string{at + "couponOptions REQUIRED_FIELD"}},
		{"a long code", one(`"targetType": "GLOBAL", "source": "COUPON", "couponOptions": {"code": "` + strings.Repeat("x", 21) + `"}, "globalDiscounts": ` + rate), []string{at + "couponOptions.code MAX_LENGTH"}},
		{"no rate", one(`"targetType": "GLOBAL", "globalDiscounts": {}`), []string{at + "globalDiscounts.rate.type INVALID_ENUM_VALUE"}},
		{"no value", one(`"targetType": "GLOBAL", "globalDiscounts": {"rate": {"type": "PERCENTAGE", "fixedAmountValue": "1"}}`), []string{at + "globalDiscounts.rate ONE_OF_ALIGNMENT"}},
		{"too much", one(`"targetType": "GLOBAL", "globalDiscounts": {"rate": {"type": "PERCENTAGE", "percentageValue": "100.1"}}`), []string{at + "globalDiscounts.rate.percentageValue DECIMAL_LTE"}},
		{"less than nothing", one(`"targetType": "GLOBAL", "globalDiscounts": {"rate": {"type": "FIXED_AMOUNT", "fixedAmountValue": "-1"}}`), []string{at + "globalDiscounts.rate.fixedAmountValue DECIMAL_GTE"}},
		{"seven decimals", one(`"targetType": "GLOBAL", "globalDiscounts": {"rate": {"type": "FIXED_AMOUNT", "fixedAmountValue": "0.0000001"}}`), []string{at + "globalDiscounts.rate.fixedAmountValue DECIMAL_MAX_SCALE"}},
		{"not a number", one(`"targetType": "GLOBAL", "globalDiscounts": {"rate": {"type": "FIXED_AMOUNT", "fixedAmountValue": "NaN"}}`), []string{at + "globalDiscounts.rate.fixedAmountValue FORMAT"}},
		{"no lines", one(`"targetType": "LINE_ITEMS", "lineItemsDiscounts": {}`), []string{at + "lineItemsDiscounts.lineItems MIN_SIZE"}},
		{"other lines", one(`"targetType": "LINE_ITEMS", "lineItemsDiscounts": {"lineItems": [{"id": "c", "rate": {"type": "PERCENTAGE", "percentageValue": "1"}}, {"id": "a", "rate": {"type": "PERCENTAGE", "percentageValue": "1"}}, {"id": "a", "rate": {"type": "PERCENTAGE", "percentageValue": "1"}}]}`), []string{
			at + "lineItemsDiscounts.lineItems[0].id VALIDATION", at + "lineItemsDiscounts.lineItems[2].id VALIDATION",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var a discounts.Response
			if err := json.Unmarshal([]byte(tt.answer), &a); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range fault.Violations(discounts.Check(r, a)) {
				got = append(got, v.Field+" "+string(v.Rule))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Check() differs (-want +got):\n%s", diff)
			}
		})
	}
}
