// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

func TestParseRequestNamesEveryProblem(t *testing.T) {
	t.Parallel()
	line := func(members string) string { return `{"lineItems": [{"id": "a", ` + members + `}]}` }
	many := func(n int) string {
		lines := make([]string, n)
		for i := range lines {
			lines[i] = fmt.Sprintf(`{"id": "%d", "quantity": 1, "price": "1"}`, i)
		}
		return `{"lineItems": [` + strings.Join(lines, ",") + `]}`
	}
	for _, tt := range []struct{ name, data, want string }{
		{"300 lines", many(300), ""},
		{"301 lines", many(301), "lineItems MAX_SIZE"},
		{"quantity 0", line(`"quantity": 0, "price": "1"`), "lineItems[0].quantity MIN"},
		{"quantity 100001", line(`"quantity": 100001, "price": "1"`), "lineItems[0].quantity MAX"},
		{
			"quantity below 0, fractional, none", `{"lineItems": [{"id": "a", "quantity": -1, "price": "1"}, {"id": "b", "quantity": 1.5, "price": "1"}, {"id": "c", "price": "1"}]}`,
			"lineItems[1].quantity FORMAT; lineItems[2].quantity REQUIRED_FIELD; lineItems[0].quantity MIN",
		},
		{"no price", line(`"quantity": 1`), "lineItems[0].price REQUIRED_FIELD"},
		{"negative price", line(`"quantity": 1, "price": "-0.01"`), "lineItems[0].price DECIMAL_GTE"},
		{"too many digits", line(`"quantity": 1, "price": "1.001"`), "lineItems[0].price DECIMAL_MAX_SCALE"},
		{"trailing zeros are no digits", line(`"quantity": 1, "price": "1.100"`), ""},
		{"too great", line(`"quantity": 1, "price": "1000000000000000.01"`), "lineItems[0].price DECIMAL_LTE"},
		{
			"malformed amounts", line(`"quantity": 1, "price": "1e999999999", "fullPrice": "ten", "depositAmount": true, "discount": 1e999999999`),
			"lineItems[0].price FORMAT; lineItems[0].fullPrice FORMAT; lineItems[0].depositAmount FORMAT; lineItems[0].discount FORMAT",
		},
		{"duplicate ids", `{"lineItems": [{"id": "a", "quantity": 1, "price": "1"}, {"id": "a", "quantity": 1, "price": "1"}]}`, "lineItems[1].id VALIDATION"},
		{"ids", `{"lineItems": [{"quantity": 1, "price": "1"}, {"id": "` + strings.Repeat("x", 101) + `", "quantity": 1, "price": "1"}]}`, "lineItems[0].id MIN_LENGTH; lineItems[1].id MAX_LENGTH"},
		{"item type as a text", line(`"quantity": 1, "price": "1", "itemType": "PHYSICAL"`), "lineItems[0].itemType FORMAT"},
		{"unknown item type", line(`"quantity": 1, "price": "1", "itemType": {"preset": "GAS"}`), "lineItems[0].itemType.preset INVALID_ENUM_VALUE"},
		{"payment option", line(`"quantity": 1, "price": "1", "paymentOption": "CASH"`), "lineItems[0].paymentOption INVALID_ENUM_VALUE"},
		{
			"rates", line(`"quantity": 1, "price": "1", "taxRate": "19", "taxRates": ["0.1234567", "-0.1"]`),
			"lineItems[0].taxRates[0] DECIMAL_MAX_SCALE; lineItems[0].taxRates[1] DECIMAL_GTE; lineItems[0].taxRate ONE_OF_ALIGNMENT; lineItems[0].taxRate DECIMAL_LTE",
		},
		{"both coupons", `{"couponCode": "A", "couponId": "B"}`, "couponCode ONE_OF_ALIGNMENT"},
		{
			"gift cards", `{"giftCardCode": "A", "giftCards": [{"redeemAmount": "-1"}], "giftCardRedeemAmount": "x"}`,
			"giftCardRedeemAmount FORMAT; giftCards[0].code REQUIRED_FIELD; giftCards[0].redeemAmount DECIMAL_GTE",
		},
		{
			"merchant discounts", `{"merchantDiscounts": [{}, {"amount": "1", "percentage": 1}, {"percentage": 101}, {"amount": "-1", "lineItemIds": ["nobody"]}]}`,
			"merchantDiscounts[0] REQUIRED_ONE_OF_FIELD; merchantDiscounts[1] ONE_OF_ALIGNMENT; merchantDiscounts[2].percentage DECIMAL_LTE; merchantDiscounts[3].amount DECIMAL_GTE; merchantDiscounts[3].lineItemIds[0] VALIDATION",
		},
		{
			"shipping", `{"shippingPrice": "-1", "shippingTaxRate": "2", "shippingDiscount": {}, "selectedShippingOption": {}}`,
			"selectedShippingOption.code MIN_LENGTH; shippingPrice DECIMAL_GTE; shippingTaxRate DECIMAL_LTE; shippingDiscount REQUIRED_ONE_OF_FIELD",
		},
		{"address", `{"shippingAddress": {"country": "USA"}, "billingAddress": {"country": 1}}`, "billingAddress.country FORMAT; shippingAddress.country FORMAT"},
		{"buyer", `{"buyerEmail": "ann", "purchaseFlowId": "x", "at": "noon"}`, "at FORMAT; buyerEmail FORMAT; purchaseFlowId FORMAT"},
		{"key given twice", `{"couponCode": "A", "couponCode": "B"}`, "couponCode FIELD_NOT_ALLOWED"},
		{"a list", `[]`, " FORMAT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := pricing.ParseRequest([]byte(tt.data), money.USD)
			if got := strings.Join(violations(err), "; "); got != tt.want {
				t.Errorf("ParseRequest() finds\n%s\nwant\n%s", got, tt.want)
			}
			if (tt.want == "") != (err == nil) || err != nil && !errors.Is(err, fault.Invalid) {
				t.Errorf("ParseRequest() = %v, want an Invalid error or none", err)
			}
		})
	}
}
