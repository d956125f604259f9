// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

// noon is when requests are priced that name no other moment: in the window of
// the rule of full.json.
var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func calculate(t *testing.T, s *shopfile.Shop, request string) *pricing.Totals {
	t.Helper()
	r, err := pricing.ParseRequest([]byte(request), s.Currency)
	if err != nil {
		t.Fatalf("ParseRequest() = %v", err)
	}
	totals, err := s.CalculateTotals(t.Context(), r, noon)
	if err != nil {
		t.Fatalf("CalculateTotals() = %v", err)
	}
	if err := pricing.Check(totals); err != nil {
		t.Error(err)
	}
	return totals
}

// summary returns the sums: subtotal, discount, shipping, fees, tax, total.
func summary(s *pricing.PriceSummary) string {
	return fmt.Sprintf("%s -%s +%s +%s +%s = %s", s.Subtotal.Amount, s.Discount.Amount, s.Shipping.Amount,
		s.AdditionalFees.Amount, s.Tax.Amount, s.Total.Amount)
}

// plainShop sells two things and does nothing else.
const plainShop = `{"currency": "USD", "catalog": {"items": [
	{"id": "mug", "name": "Mug", "price": "10.00", "weight": 0.5, "collections": ["kitchen"]},
	{"id": "song", "name": "Song", "price": "2.00", "itemType": "DIGITAL"}]}`

func TestCalculateTotals(t *testing.T) {
	t.Parallel()
	const (
		ny      = `"shippingAddress": {"country": "US", "subdivision": "US-NY"}`
		own     = `{"lineItems": [{"id": "a", "quantity": 2, "price": "12.50"}]`
		mug     = `{"lineItems": [{"id": "a", "quantity": 2, "catalogReference": {"catalogItemId": "mug"}}]`
		taxed   = `{"lineItems": [{"id": "a", "quantity": 1, "price": "100", "taxRate": "0.19"`
		options = `, "shipping": [{"code": "std", "title": "Standard", "price": "5", "countries": ["US"]}]`
	)
	for _, tt := range []struct{ name, shop, request, want string }{
		{"own price", ``, own + `}`, "25.00 -0.00 +0.00 +0.00 +0.00 = 25.00"},
		{"nothing", ``, `{}`, "0.00 -0.00 +0.00 +0.00 +0.00 = 0.00"},
		{"catalog price", ``, mug + `}`, "20.00 -0.00 +0.00 +0.00 +0.00 = 20.00"},
		{"catalog named in full", ``, strings.Replace(mug, `"mug"`, `"mug", "appId": "215238eb-22a5-4c36-9e7b-e7c08025e04e"`, 1) + `}`, "20.00 -0.00 +0.00 +0.00 +0.00 = 20.00"},
		{"price overridden", ``, strings.Replace(mug, `"quantity"`, `"price": "7", "quantity"`, 1) + `}`, "14.00 -0.00 +0.00 +0.00 +0.00 = 14.00"},
		{"unknown item with a price", ``, strings.Replace(strings.Replace(mug, `"quantity"`, `"price": "7", "quantity"`, 1), "mug", "cup", 1) + `}`, "14.00 -0.00 +0.00 +0.00 +0.00 = 14.00"},
		{"tax of the line", ``, taxed + `}]}`, "100.00 -0.00 +0.00 +0.00 +19.00 = 119.00"},
		{"taxes of the line", ``, strings.Replace(taxed, `"taxRate": "0.19"`, `"taxRates": ["0.04", 0.045]`, 1) + `}]}`, "100.00 -0.00 +0.00 +0.00 +8.50 = 108.50"},
		{"tax inside the line's price", ``, taxed + `, "taxIncluded": true}]}`, "100.00 -0.00 +0.00 +0.00 +15.97 = 100.00"},
		{
			"no tax on the line", `, "tax": {"regions": [{"country": "US", "rates": [{"rate": "0.1"}]}]}`,
			`{"lineItems": [{"id": "a", "quantity": 1, "price": "100", "taxRates": []}, {"id": "b", "quantity": 1, "price": "10"}], ` + ny + `}`, "110.00 -0.00 +0.00 +0.00 +1.00 = 111.00",
		},
		{"discount of the line", ``, taxed + `, "discount": "50"}]}`, "100.00 -50.00 +0.00 +0.00 +9.50 = 59.50"},
		{
			"merchant discounts", ``, `{"lineItems": [{"id": "a", "quantity": 1, "price": "80"}, {"id": "b", "quantity": 1, "price": "20"}], "merchantDiscounts": [{"amount": "10"}, {"percentage": 50, "lineItemIds": ["b"]}]}`,
			"100.00 -19.00 +0.00 +0.00 +0.00 = 81.00",
		},
		{"shipping price", ``, own + `, "shippingPrice": "4.90", "shippingTaxRate": "0.19"}`, "25.00 -0.00 +4.90 +0.00 +0.93 = 30.83"},
		{"shipping price of what is not shipped", ``, `{"lineItems": [{"id": "a", "quantity": 1, "catalogReference": {"catalogItemId": "song"}}], "shippingPrice": "4.90"}`, "2.00 -0.00 +4.90 +0.00 +0.00 = 6.90"},
		{"shipping discount", ``, own + `, "shippingPrice": "10", "shippingDiscount": {"percentage": 25}}`, "25.00 -2.50 +10.00 +0.00 +0.00 = 32.50"},
		{"shipping option", options, mug + `, "selectedShippingOption": {"code": "std"}, ` + ny + `}`, "20.00 -0.00 +5.00 +0.00 +0.00 = 25.00"},
		{"no shipping option chosen", options, mug + `, ` + ny + `}`, "20.00 -0.00 +0.00 +0.00 +0.00 = 20.00"},
		{"own lines are shipped unless they say otherwise", options, own + `, "selectedShippingOption": {"code": "std"}, ` + ny + `}`, "25.00 -0.00 +5.00 +0.00 +0.00 = 30.00"},
		{"digital lines are not shipped", options, `{"lineItems": [{"id": "a", "quantity": 1, "price": "3", "itemType": {"preset": "DIGITAL"}}], "selectedShippingOption": {"code": "std"}, ` + ny + `}`, "3.00 -0.00 +0.00 +0.00 +0.00 = 3.00"},
		{
			"weights of own lines", `, "shipping": [{"code": "std", "title": "S", "byWeight": [{"upTo": 1, "price": "3"}, {"price": "8"}]}]`,
			`{"lineItems": [{"id": "a", "quantity": 3, "price": "1", "physicalProperties": {"weight": 0.4}}], "selectedShippingOption": {"code": "std"}}`, "3.00 -0.00 +8.00 +0.00 +0.00 = 11.00",
		},
		{
			"region", `, "tax": {"regions": [{"country": "US", "rates": [{"rate": "0.1"}]}, {"country": "US", "subdivision": "NY", "rates": [{"rate": "0.08875", "shipping": true}]}]}` + options,
			mug + `, "selectedShippingOption": {"code": "std"}, ` + ny + `}`, "20.00 -0.00 +5.00 +0.00 +2.22 = 27.22",
		},
		{"fees", `, "fees": [{"code": "a", "name": "A", "amount": "1.50", "taxRate": "0.1"}, {"code": "b", "name": "B", "percentage": 10}]`, own + `}`, "25.00 -0.00 +0.00 +4.00 +0.15 = 29.15"},
		{"fees of a line", ``, `{"lineItems": [{"id": "a", "quantity": 2, "price": "10", "additionalFees": [{"name": "Deposit", "price": "0.50"}]}]}`, "20.00 -0.00 +0.00 +0.50 +0.00 = 20.50"},
		{"coupon", `, "coupons": [{"code": "TEN", "percentOffRate": 10}]`, own + `, "couponCode": " ten "}`, "25.00 -2.50 +0.00 +0.00 +0.00 = 22.50"},
		{"coupon by id", `, "coupons": [{"id": "c1", "code": "TEN", "percentOffRate": 10}]`, own + `, "couponId": "c1"}`, "25.00 -2.50 +0.00 +0.00 +0.00 = 22.50"},
		{"coupon of a collection", `, "coupons": [{"code": "TEN", "percentOffRate": 10, "scope": {"collectionIds": ["kitchen"]}}]`, mug + `, "couponCode": "TEN"}`, "20.00 -2.00 +0.00 +0.00 +0.00 = 18.00"},
		{"rule", `, "discountRules": [{"name": "r", "discounts": {"values": [{"fixedAmount": "1", "specificItemsInfo": {"scopes": [{"catalogItemFilter": {"catalogItemIds": ["mug"]}}]}}]}}]`, mug + `}`, "20.00 -2.00 +0.00 +0.00 +0.00 = 18.00"},
		{"buy one get one", `, "discountRules": [{"name": "r", "discounts": {"values": [{"percentage": 50, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {"catalogItemIds": ["mug"]}}]}}]}, "extension": {"buyXGetY": {"buys": {"minimumQuantity": 1}, "gets": {"quantity": 1}}}}]`, mug + `}`, "20.00 -5.00 +0.00 +0.00 +0.00 = 15.00"},
		{"not below the floor", `, "discountRules": [{"name": "r", "discounts": {"values": [{"percentage": 50, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}, "extension": {"floorPrices": {"mug": "9.00"}}}]`, mug + `}`, "20.00 -2.00 +0.00 +0.00 +0.00 = 18.00"},
		{"two for", `, "discountRules": [{"name": "r", "discounts": {"values": [{"quantityBased": {"configurations": [{"quantity": 2, "price": "15"}]}, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}}]`, mug + `}`, "20.00 -5.00 +0.00 +0.00 +0.00 = 15.00"},
		{"coupon that gives one", `, "coupons": [{"code": "ONE", "buyXGetY": {"x": 1, "y": 1}}]`, mug + `, "couponCode": "ONE"}`, "20.00 -10.00 +0.00 +0.00 +0.00 = 10.00"},
		{"modifiers of a catalog item", ``, strings.Replace(mug, `"quantity"`, `"modifierGroups": [{"id": "g", "name": {"original": "Print"}, "modifiers": [{"id": "m", "label": {"original": "Name"}, "price": "1.50", "quantity": 2}, {"id": "n", "label": {"original": "Font"}}]}], "quantity"`, 1) + `}`, "26.00 -0.00 +0.00 +0.00 +0.00 = 26.00"},
		{"unknown members of the request", ``, own + `, "somethingNew": {"x": 1}}`, "25.00 -0.00 +0.00 +0.00 +0.00 = 25.00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := shopfile.Parse([]byte(plainShop + tt.shop + "}"))
			if err != nil {
				t.Fatal(err)
			}
			totals := calculate(t, s, tt.request)
			if got := summary(totals.PriceSummary); got != tt.want {
				t.Errorf("CalculateTotals() = %s, want %s", got, tt.want)
			}
			if totals.CalculationErrors.Any() {
				t.Errorf("CalculateTotals() has errors: %+v", totals.CalculationErrors)
			}
		})
	}
}

// What fails is an entry of the answer.
func TestCalculateTotalsReportsFailures(t *testing.T) {
	t.Parallel()
	s := load(t)
	line := func(more string) string {
		return `{"lineItems": [{"id": "a", "quantity": 4, "catalogReference": {"catalogItemId": "mug"}}]` + more + `}`
	}
	coupon := func(e *pricing.CalculationErrors) string { return e.CouponCalculationError.Code() }
	card := func(e *pricing.CalculationErrors) string { return e.GiftCardCalculationError.Code() }
	option := func(e *pricing.CalculationErrors) string { return e.SelectedShippingOptionError.Code() }
	for _, tt := range []struct {
		name, request string
		code          func(*pricing.CalculationErrors) string
		want          string
	}{
		{"unknown coupon", line(`, "couponCode": "NOPE"`), coupon, "ERROR_COUPON_DOES_NOT_EXIST"},
		{"expired coupon", line(`, "couponCode": "SAVE10", "at": "2027-01-01T00:00:00Z"`), coupon, "ERROR_COUPON_HAS_EXPIRED"},
		{"coupon not started", line(`, "couponCode": "SAVE10", "at": "2025-12-31T23:59:59Z"`), coupon, "ERROR_COUPON_IS_NOT_ACTIVE_YET"},
		{"coupon below its minimum", `{"lineItems": [{"id": "a", "quantity": 1, "catalogReference": {"catalogItemId": "mug"}}], "couponCode": "SAVE10"}`, coupon, "ERROR_COUPON_NOT_APPLICABLE"},
		{"unknown gift card", line(`, "giftCardCode": "GIFT-9999-9999"`), card, "GIFT_CARD_NOT_FOUND"},
		{"expired gift card", line(`, "giftCards": [{"code": "GIFT-OLD-CARD"}]`), card, "GIFT_CARD_EXPIRED"},
		{"empty gift card", line(`, "giftCards": [{"code": "GIFT-EMPTY-01"}]`), card, "GIFT_CARD_IS_EMPTY"},
		{"gift card in another currency", line(`, "giftCards": [{"code": "GIFT-IN-EUROS"}]`), card, "CURRENCY_NOT_SUPPORTED"},
		{"shipping option that does not exist", line(`, "selectedShippingOption": {"code": "drone"}, "shippingAddress": {"country": "US", "subdivision": "US-NY"}`), option, "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"},
		{"below the minimum order", `{"lineItems": [{"id": "a", "quantity": 1, "price": "9.99"}]}`, func(e *pricing.CalculationErrors) string {
			return e.OrderValidationErrors[0].Code + ": " + e.OrderValidationErrors[0].Description
		}, "VIOLATIONS_WITH_ERROR_SEVERITY: The minimum order is US$10.00. Add goods for US$0.01 more to go on."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			totals := calculate(t, s, tt.request)
			if totals.CalculationErrors == nil {
				t.Fatalf("CalculateTotals() has no errors, want %s", tt.want)
			}
			if got := tt.code(totals.CalculationErrors); got != tt.want {
				t.Errorf("CalculateTotals() has the error %q, want %q", got, tt.want)
			}
		})
	}
}

func TestGiftCardsPayInTheirOrder(t *testing.T) {
	t.Parallel()
	s := load(t)
	// 100.00 less 12.50 by the rule, fees 2.00 + 1.31, tax 0.38.
	const lines = `{"lineItems": [{"id": "a", "quantity": 4, "catalogReference": {"catalogItemId": "mug"}}], `
	for _, tt := range []struct{ name, cards, first, left string }{
		{"one", `"giftCardCode": "gift-1234-5678"`, "50.00", "41.19"},
		{"one in part", `"giftCardCode": "GIFT-1234-5678", "giftCardRedeemAmount": 20.5`, "20.50", "70.69"},
		{"two", `"giftCards": [{"code": "GIFT-SMALL-01"}, {"code": "GIFT-1234-5678", "redeemAmount": "40"}]`, "3.00", "48.19"},
		{"the same twice", `"giftCards": [{"code": "GIFT-SMALL-01"}, {"code": "GIFT-SMALL-01"}]`, "3.00", "88.19"},
		{"beside the deprecated member", `"giftCardCode": "GIFT-SMALL-01", "giftCards": [{"code": "gift-small-01"}, {"code": "GIFT-1234-5678", "redeemAmount": "40"}]`, "3.00", "48.19"},
		{"one of two does not hold", `"giftCards": [{"code": "GIFT-OLD-CARD"}, {"code": "GIFT-SMALL-01"}]`, "3.00", "88.19"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			totals := calculate(t, s, lines+tt.cards+"}")
			if got := totals.PriceSummary.Total.Amount.String(); got != "91.19" {
				t.Errorf("total = %s, want 91.19 whatever pays it", got)
			}
			if got := totals.GiftCard.Amount.Amount.String(); got != tt.first {
				t.Errorf("the first card pays %s, want %s", got, tt.first)
			}
			if got := totals.TotalAfterGiftCard.Amount.String(); got != tt.left {
				t.Errorf("totalAfterGiftCard = %s, want %s", got, tt.left)
			}
			if code := totals.GiftCard.ObfuscatedCode; strings.Contains(code, "GIFT") || len(code) < 8 {
				t.Errorf("the answer shows the code %q", code)
			}
		})
	}
}

func TestWindowsOpenAndClose(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct{ at, want string }{
		{"2025-12-31T23:59:59Z", "0.00"}, {"2026-01-01", "12.50"}, {"2026-01-31T22:59:59Z", "12.50"}, {"2026-01-31T23:00:00Z", "0.00"},
	} {
		totals := calculate(t, s, `{"lineItems": [{"id": "a", "quantity": 4, "catalogReference": {"catalogItemId": "mug"}}], "at": "`+tt.at+`"}`)
		if got := totals.PriceSummary.Discount.Amount.String(); got != tt.want {
			t.Errorf("at %s the discount is %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestUnknownItem(t *testing.T) {
	t.Parallel()
	s := load(t)
	r, err := pricing.ParseRequest([]byte(`{"lineItems": [
		{"id": "a", "quantity": 1, "catalogReference": {"catalogItemId": "cup"}},
		{"id": "b", "quantity": 1, "catalogReference": {"catalogItemId": "mug", "appId": "another"}}]}`), s.Currency)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.CalculateTotals(t.Context(), r, noon)
	want := "lineItems[0].catalogReference.catalogItemId VALIDATION; lineItems[1].catalogReference.catalogItemId VALIDATION"
	if got := rules(err); got != want {
		t.Errorf("CalculateTotals() finds %s, want %s", got, want)
	}
}

func TestExplainOnRequest(t *testing.T) {
	t.Parallel()
	s := load(t)
	r := pricing.Request{LineItems: []pricing.RequestLine{{ID: "a", Quantity: 1, Price: new(money.MustParse("20", money.USD))}}}
	for _, explain := range []bool{false, true} {
		r.Explain = explain
		totals, err := s.CalculateTotals(t.Context(), r, noon)
		if err != nil {
			t.Fatal(err)
		}
		if got := totals.Explanation != nil; got != explain {
			t.Errorf("CalculateTotals(explain %v) explains: %v", explain, got)
		}
	}
}
