// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rule returns a shop with a rule that has some members of its own, and a
// discount of 10 % unless these give one.
func rule(members string) string {
	if !strings.Contains(members, `"discounts"`) {
		members += `, "discounts": {"values": [{"percentage": 10, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}`
	}
	return `{"currency": "USD", "discountRules": [{"name": "r", ` + members + `}]}`
}

// manyLines returns a request of so many lines of a quantity and a price.
func manyLines(n, quantity int, price string) string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"id": "%d", "quantity": %d, "price": %q, "taxRate": "0.19"}`, i, quantity, price)
	}
	return `{"lineItems": [` + strings.Join(lines, ",") + `]}`
}

// What makes no sense is refused by its path, and what is only great is exact.
func TestBadInput(t *testing.T) {
	t.Parallel()
	const (
		plain = `{"lineItems": [{"id": "a", "quantity": 1, "price": "10.00"}]}`
		usd   = `{"currency": "USD"}`
	)
	scopes := strings.TrimSuffix(strings.Repeat(`{"catalogItemFilter": {}},`, 51), ",")
	for _, tt := range []struct {
		name          string
		shop, request string
		total         string   // exact; "" when it is refused
		shopErrors    []string // paths, each with its colon
		requestErrors []string
	}{
		{"a range of sums that is empty", rule(`"trigger": {"subtotalRange": {"from": "100", "to": "50"}}`), plain, "", []string{"discountRules[0].trigger.subtotalRange:"}, nil},
		{"a range of quantities that is empty", rule(`"trigger": {"itemQuantityRange": {"from": 5, "to": 3}}`), plain, "", []string{"discountRules[0].trigger.itemQuantityRange:"}, nil},
		{"and of one", rule(`"trigger": {"and": {"triggers": [{"subtotalRange": {"from": "1"}}]}}`), plain, "", []string{"discountRules[0].trigger.and.triggers:"}, nil},
		{"two triggers in one", rule(`"trigger": {"subtotalRange": {"from": "1"}, "itemQuantityRange": {"from": 1}}`), plain, "", []string{"discountRules[0].trigger:"}, nil},
		{
			"two discounts in one", rule(`"discounts": {"values": [{"percentage": 10, "fixedAmount": "3", "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}`),
			plain, "",
			[]string{"discountRules[0].discounts.values[0]:"},
			nil,
		},
		{"a window that ends before it starts", rule(`"activeTimeInfo": {"start": "2026-02-01", "end": "2026-01-01"}`), plain, "", []string{"discountRules[0].activeTimeInfo:"}, nil},
		{
			"a coupon that ends before it starts", `{"currency": "USD", "coupons": [{"code": "A", "percentOffRate": 5, "startTime": "2026-02-01", "expirationTime": "2026-01-01"}]}`,
			plain, "",
			[]string{"coupons[0].expirationTime:"},
			nil,
		},
		{
			"51 scopes and 101 %", rule(`"discounts": {"values": [{"percentage": 101, "specificItemsInfo": {"scopes": [` + scopes + `]}}]}`), plain, "",
			[]string{"discountRules[0].discounts.values[0].specificItemsInfo.scopes:", "discountRules[0].discounts.values[0].percentage:"},
			nil,
		},
		{
			"rates above 1", `{"currency": "USD", "tax": {"regions": [{"country": "US", "rates": [{"rate": "1.1"}]}]}, "fees": [{"code": "f", "name": "f", "percentage": 101, "taxRate": "1.5"}]}`,
			`{"lineItems": [{"id": "a", "quantity": 1, "price": "1", "taxRate": "1.5"}, {"id": "b", "quantity": 1, "price": "1", "taxRates": ["0.1", "1.01"]}], "shippingTaxRate": "1.01"}`, "",
			[]string{"fees[0].percentage:", "fees[0].taxRate:", "tax.regions[0].rates[0].rate:"},
			[]string{"lineItems[0].taxRate:", "lineItems[1].taxRates[1]:", "shippingTaxRate:"},
		},
		{"a conversion without a rate", `{"currency": "USD", "conversion": {"currency": "EUR"}}`, plain, "", []string{"conversion.rate:"}, nil},
		{"a conversion of nothing", `{"currency": "USD", "conversion": {"currency": "EUR", "rate": "0"}}`, plain, "", []string{"conversion.rate:"}, nil},
		{"a conversion to nowhere", `{"currency": "USD", "conversion": {"rate": "NaN"}}`, plain, "", []string{"conversion.currency:", "conversion.rate:"}, nil},
		{
			"not a number", usd, `{"lineItems": [{"id": "a", "quantity": 1, "price": "NaN", "discount": "Inf"}], "merchantDiscounts": [{"percentage": "NaN"}, {"amount": "1e5"}], "shippingPrice": "-Infinity"}`,
			"", nil,
			[]string{"lineItems[0].price:", "lineItems[0].discount:", "merchantDiscounts[0].percentage:", "merchantDiscounts[1].amount:", "shippingPrice:"},
		},
		{"no JSON", usd, `{"lineItems": [{"id": "a", "quantity": 1, "price": NaN}]}`, "", nil, []string{"line 1, column 52:"}},
		{"the greatest price", usd, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1000000000000000"}]}`, "1000000000000000.00", nil, nil},
		{"a price beyond it", usd, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1000000000000000.01"}]}`, "", nil, []string{"lineItems[0].price: must be at most 1000000000000000"}},
		{"two of the greatest", usd, `{"lineItems": [{"id": "a", "quantity": 2, "price": "1000000000000000"}]}`, "", nil, []string{"lineItems[0]:"}},
		{"tax on the greatest", usd, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1000000000000000", "taxRate": "0.01"}]}`, "", nil, []string{"priceSummary.total:"}},
		{"the greatest in four digits", `{"currency": "CLF"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "115292150460684"}]}`, "115292150460684.0000", nil, nil},
		{"beyond it in four digits", `{"currency": "CLF"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1000000000000000"}]}`, "", nil, []string{"lineItems[0].price: must be at most 115292150460684"}},
		{"300 lines of 100,000", usd, manyLines(300, 100_000, "0.01"), "357000.00", nil, nil},
		{"300 dear lines of 100,000", usd, manyLines(300, 100_000, "28011204.48"), "999999999936000.00", nil, nil},
		{"300 lines of 100,000 that are too dear", usd, manyLines(300, 100_000, "33333333.34"), "", nil, []string{"lineItems[299]:"}},
		{"300 lines of 100,000 yen", `{"currency": "JPY", "rounding": {"mode": "HALF_EVEN", "point": "UNIT"}}`, manyLines(300, 100_000, "3"), "120000000", nil, nil},
		{"100,001 of one", usd, manyLines(1, 100_001, "0.01"), "", nil, []string{"lineItems[0].quantity:"}},
		{"301 lines", usd, manyLines(301, 1, "0.01"), "", nil, []string{"lineItems:"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			shopName, requestName := filepath.Join(dir, "shop.json"), filepath.Join(dir, "request.json")
			for name, text := range map[string]string{shopName: tt.shop, requestName: tt.request} {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got := ecom("", "price", "--shop", shopName, requestName)
			if tt.total != "" {
				var answer struct {
					PriceSummary struct{ Total struct{ Amount string } }
				}
				if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || got.status != exitOK {
					t.Fatalf("status %d, %s%v", got.status, got.stderr, err)
				}
				if answer.PriceSummary.Total.Amount != tt.total {
					t.Errorf("total %s, want %s", answer.PriceSummary.Total.Amount, tt.total)
				}
				return
			}
			if got.status != exitUsage || got.stdout != "" {
				t.Errorf("status %d with %q, want %d with nothing", got.status, got.stdout, exitUsage)
			}
			var lines []string
			for _, w := range tt.shopErrors {
				lines = append(lines, shopName+": "+w)
			}
			for _, w := range tt.requestErrors {
				lines = append(lines, requestName+": "+w)
			}
			for _, w := range lines {
				if !strings.Contains(got.stderr, w) {
					t.Errorf("standard error lacks %q:\n%s", w, got.stderr)
				}
			}
			if n := strings.Count(got.stderr, "\n"); n != len(lines) {
				t.Errorf("%d problems told, want %d:\n%s", n, len(lines), got.stderr)
			}
		})
	}
}

// What is no choice is told with all the choices; objects and lists in the place
// of numbers with what they are.
func TestBadInputTexts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, shop, request, want string }{
		{"rounding mode", `{"currency": "USD", "rounding": {"mode": "BANKERS"}}`, `{"lineItems": []}`, `rounding.mode: "BANKERS" is not a rounding mode: HALF_UP, HALF_DOWN, HALF_EVEN, UP, DOWN, CEILING or FLOOR`},
		{"rounding point", `{"currency": "USD", "rounding": {"point": "CART"}}`, `{"lineItems": []}`, `rounding.point: "CART" is not a rounding point: LINE, UNIT, RATE or ORDER`},
		{"cash rounding", `{"currency": "USD", "cashRounding": {"step": "0.05", "mode": ""}}`, `{"lineItems": []}`, `cashRounding.mode: "" is not a rounding mode: HALF_UP`},
		{"platform fee", `{"currency": "USD", "platformFee": {"name": "p", "percentageRate": "0.1", "chargeType": "x"}}`, `{"lineItems": []}`, `platformFee.chargeType: "x" is not one of PASS_ON and ABSORBED`},
		{"weight unit", `{"currency": "USD", "weightUnit": "G"}`, `{"lineItems": []}`, `weightUnit: "G" is not one of KG and LB`},
		{"jurisdiction", `{"currency": "USD", "tax": {"regions": [{"country": "US", "rates": [{"rate": "0.1", "jurisdictionType": "TOWN"}]}]}}`, `{"lineItems": []}`, `tax.regions[0].rates[0].jurisdictionType: "TOWN" is not one of COUNTRY, STATE, COUNTY, CITY, SPECIAL and UNDEFINED`},
		{"payment option of an item", `{"currency": "USD", "catalog": {"items": [{"id": "a", "name": "A", "price": "1", "paymentOption": "CASH"}]}}`, `{"lineItems": []}`, `catalog.items[0].paymentOption: "CASH" is not one of FULL_PAYMENT_ONLINE, FULL_PAYMENT_OFFLINE, MEMBERSHIP, DEPOSIT_ONLINE, MEMBERSHIP_OFFLINE and MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER`},
		{"trigger", rule(`"trigger": {"triggerType": "ALWAYS"}`), `{"lineItems": []}`, `discountRules[0].trigger.triggerType: "ALWAYS" is not one of SUBTOTAL_RANGE, ITEM_QUANTITY_RANGE, AND, OR, CUSTOM and CUSTOMER_ELIGIBILITY`},
		{"discount", rule(`"discounts": {"values": [{"discountType": "HALF", "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}`), `{"lineItems": []}`, `discountRules[0].discounts.values[0].discountType: "HALF" is not one of PERCENTAGE, FIXED_AMOUNT, FIXED_PRICE and QUANTITY_BASED`},
		{"scope", rule(`"trigger": {"subtotalRange": {"from": "1", "scopes": [{"type": "ALL"}]}}`), `{"lineItems": []}`, `discountRules[0].trigger.subtotalRange.scopes[0].type: "ALL" is not one of CATALOG_ITEM and CUSTOM_FILTER`},
		{"day", rule(`"extension": {"timeWindows": [{"dayOfWeek": "MONDAY", "startTime": "10:00", "endTime": "11:00"}]}`), `{"lineItems": []}`, `discountRules[0].extension.timeWindows[0].dayOfWeek: "MONDAY" is not one of MON, TUE, WED, THU, FRI, SAT and SUN`},
		{"applies to", rule(`"extension": {"appliesTo": "BEST"}`), `{"lineItems": []}`, `discountRules[0].extension.appliesTo: "BEST" is not one of ALL_ITEMS and LOWEST_PRICED_ITEM`},
		{"a huge choice", rule(`"trigger": {"triggerType": "` + strings.Repeat("X", 100_000) + `"}`), `{"lineItems": []}`, `"` + strings.Repeat("X", 40) + `" is not one of`},
		{"a huge key", `{"currency": "USD", "` + strings.Repeat("k", 100_000) + `": 1}`, `{"lineItems": []}`, "/shop.json: " + strings.Repeat("k", 100) + "…: is not a known key"},
		{"a huge key of a map", rule(`"extension": {"floorPrices": {"` + strings.Repeat("k", 100_000) + `": {}}}`), `{"lineItems": []}`, "kkk"},
		{"a huge key twice", rule(`"discounts": {"values": [{"percentage": 10, "specificItemsInfo": {"scopes": [{"customFilter": {"params": {"` + strings.Repeat("k", 10_000) + `": 1, "` + strings.Repeat("k", 10_000) + `": 1}}}]}}]}`), `{"lineItems": []}`, "k…: is given twice"},
		{"a key that colors terminals", `{"currency": "USD", "\u001b[31mred": 1}`, `{"lineItems": []}`, "shop.json: \ufffd[31mred: is not a known key"},
		{"payment option", `{"currency": "USD"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1", "paymentOption": "CASH"}]}`, `lineItems[0].paymentOption: "CASH" is not one of FULL_PAYMENT_ONLINE, `},
		{"item type", `{"currency": "USD"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1", "itemType": {"preset": "BOOK"}}]}`, `lineItems[0].itemType.preset: "BOOK" is not one of PHYSICAL, DIGITAL, GIFT_CARD, SERVICE and UNRECOGNISED`},
		{"frequency", `{"currency": "USD"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1", "subscriptionSettings": {"frequency": "HOUR", "interval": 1}}]}`, `lineItems[0].subscriptionSettings.frequency: "HOUR" is not one of DAY, WEEK, MONTH and YEAR`},
		{"address type", `{"currency": "USD"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1", "taxableAddress": {"addressType": "HOME"}}]}`, `lineItems[0].taxableAddress.addressType: "HOME" is not one of BUSINESS, BILLING and SHIPPING`},
		{"an object for a price", `{"currency": "USD"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": {}}]}`, `lineItems[0].price: must be a text or a number, not an object`},
		{"an object for an item's price", `{"currency": "USD", "catalog": {"items": [{"id": "a", "name": "A", "price": {"amount": "1"}}]}}`, `{"lineItems": []}`, `catalog.items[0].price: must be a text or a number, not an object`},
		{"a list for a rate", `{"currency": "USD"}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1", "taxRate": ["0.1"]}]}`, `lineItems[0].taxRate: must be a text or a number, not a list`},
		{"an object for a percentage", `{"currency": "USD"}`, `{"lineItems": [], "merchantDiscounts": [{"percentage": {"value": "10"}}]}`, `merchantDiscounts[0].percentage: must be a text or a number, not an object`},
		{"a word for a percentage", `{"currency": "USD"}`, `{"lineItems": [], "merchantDiscounts": [{"percentage": "ten"}]}`, `merchantDiscounts[0].percentage: "ten" is not a decimal number`},
		{"a conversion beyond all bounds", `{"currency": "USD", "conversion": {"currency": "JPY", "rate": "150"}}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "100000000000000"}]}`, `priceSummary.total.convertedAmount: must be at most 1000000000000000 JPY`},
		{"a conversion of a price beyond all bounds", `{"currency": "USD", "conversion": {"currency": "JPY", "rate": "150"}}`, `{"lineItems": [{"id": "a", "quantity": 1, "price": "1"}, {"id": "b", "quantity": 1, "price": "1", "fullPrice": "100000000000000"}]}`, `lineItems[1].fullPrice.convertedAmount: must be at most 1000000000000000 JPY`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			shopName, requestName := filepath.Join(dir, "shop.json"), filepath.Join(dir, "request.json")
			for name, text := range map[string]string{shopName: tt.shop, requestName: tt.request} {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got := ecom("", "price", "--shop", shopName, requestName)
			if got.status != exitUsage || !strings.Contains(got.stderr, tt.want) || len(got.stderr) > 1500 {
				t.Errorf("status %d, standard error %.1000q, want %q", got.status, got.stderr, tt.want)
			}
		})
	}
}
