// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/pricing"
)

func TestRequestNamesEveryViolation(t *testing.T) {
	t.Parallel()
	const text = `{
		"lineItems": [
			{"id": "a", "quantity": "2", "price": "ten"},
			{"id": "a", "quantity": 1, "taxRate": "19", "itemType": {"preset": "AIR"}, "catalogReference": {"catalogItemId": ""}},
			{"quantity": 100001, "price": "1e999999999", "taxRates": ["0.1", "x"], "paymentOption": "BARTER", "discount": "-1"},
			7,
			{"id": "b", "price": 5, "additionalFees": [{"price": true}]}
		],
		"couponCode": "A", "couponId": "B", "buyerEmail": "nobody",
		"shippingAddress": {"country": 7},
		"selectedShippingOption": {"code": ""},
		"merchantDiscounts": [{"amount": "x"}, {}, {"percentage": 0, "lineItemIds": ["z"]}],
		"giftCards": {"code": "x"}, "shippingPrice": [], "shippingDiscount": {"percentage": "many"}, "at": "noon",
		"somethingElse": {"is": ["ignored"]}
	}`
	want := []string{
		"lineItems[0].quantity FORMAT",
		"lineItems[0].price FORMAT",
		"lineItems[2].price FORMAT",
		"lineItems[2].taxRates[1] FORMAT",
		"lineItems[3] FORMAT",
		"lineItems[4].additionalFees[0].price FORMAT",
		"shippingAddress.country FORMAT",
		"merchantDiscounts[0].amount FORMAT",
		"giftCards FORMAT",
		"shippingPrice FORMAT",
		"at FORMAT",
		"lineItems[4].quantity REQUIRED_FIELD",
		"lineItems[1].catalogReference.catalogItemId MIN_LENGTH",
		"lineItems[1].itemType.preset INVALID_ENUM_VALUE",
		"lineItems[1].taxRate DECIMAL_LTE",
		"lineItems[1].id VALIDATION",
		"lineItems[2].id MIN_LENGTH",
		"lineItems[2].quantity MAX",
		"lineItems[2].discount DECIMAL_GTE",
		"lineItems[2].paymentOption INVALID_ENUM_VALUE",
		"lineItems[4].additionalFees[0].name MIN_LENGTH",
		"couponCode ONE_OF_ALIGNMENT",
		"selectedShippingOption.code MIN_LENGTH",
		"buyerEmail FORMAT",
		"merchantDiscounts[1] REQUIRED_ONE_OF_FIELD",
		"merchantDiscounts[2].percentage DECIMAL_GT",
		"merchantDiscounts[2].lineItemIds[0] VALIDATION",
		"shippingDiscount.percentage FORMAT",
	}
	var r pricing.Request
	err := json.Unmarshal([]byte(text), &r)
	if fault.ClassOf(err) != fault.Invalid {
		t.Fatalf("Unmarshal() = %v, want an Invalid error", err)
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Unmarshal() differs (-want +got):\n%s", diff)
	}
}

func TestRequestRoundTrip(t *testing.T) {
	t.Parallel()
	const text = `{"lineItems":[{"id":"1","quantity":2,"catalogReference":{"catalogItemId":"mug","appId":"app"},"price":"25.00","itemType":{"preset":"PHYSICAL"},` +
		`"taxRates":["0.19"],"discount":"1.00"}],"couponCode":"SAVE10","giftCards":[{"code":"GIFT-1234","redeemAmount":"5.00"}],"buyerEmail":"ann@example.com",` +
		`"merchantDiscounts":[{"percentage":10,"lineItemIds":["1"]}],"at":"2026-11-20T12:00:00Z","shippingPrice":"4.99","shippingTaxRate":"0.19","shippingDiscount":{"amount":"1.00"}}`
	var r pricing.Request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(got)); diff != "" {
		t.Errorf("round trip differs (-want +got):\n%s", diff)
	}
}

func products(t testing.TB) *catalog.Products {
	t.Helper()
	p, err := catalog.New(catalog.Config{AppID: appID, Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", FullPrice: "30.00", Collections: []string{"kitchen"}},
		{ID: "song", Name: "Song", Price: "0.99", ItemType: "DIGITAL"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func request(t testing.TB, text string) pricing.Request {
	t.Helper()
	var r pricing.Request
	if err := json.Unmarshal([]byte(strings.ReplaceAll(text, "APP", appID)), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCalculateTotalsFromCatalog(t *testing.T) {
	t.Parallel()
	c := shop(t, func(cfg *pricing.Config) { cfg.Catalog, cfg.Fees = products(t), nil })
	totals, err := c.CalculateTotals(t.Context(), request(t, `{
		"lineItems": [
			{"id": "1", "quantity": 2, "catalogReference": {"catalogItemId": "mug"}},
			{"id": "2", "quantity": 1, "catalogReference": {"catalogItemId": "mug", "appId": "APP"}, "price": "20.00"},
			{"id": "3", "quantity": 1, "catalogReference": {"catalogItemId": "gone"}, "price": "5.00", "taxRates": []},
			{"id": "4", "quantity": 1, "price": "10.00", "productName": "Custom", "taxRate": 0.1}
		],
		"merchantDiscounts": [{"percentage": 10, "lineItemIds": ["4"]}],
		"shippingAddress": {"country": "US", "subdivision": "US-NY"}, "selectedShippingOption": {"code": "standard"}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := pricing.Check(totals); err != nil {
		t.Error(err)
	}
	for _, f := range []struct{ name, got, want string }{
		{"lines", fmt.Sprint(len(totals.CalculatedLineItems)), "4"},
		{"full price", totals.Line("1").PricesBreakdown.FullPrice.Amount.String(), "30.00"},
		{"after the rule", totals.Line("1").PricesBreakdown.LineItemPrice.Amount.String(), "42.50"},
		{"overridden", totals.Line("2").PricesBreakdown.PriceBeforeDiscounts.Amount.String(), "20.00"},
		{"overridden full price", totals.Line("2").PricesBreakdown.FullPrice.Amount.String(), "20.00"},
		{"custom", totals.Line("4").PricesBreakdown.TotalPriceAfterTax.Amount.String(), "9.90"},
		{"shipping", totals.PriceSummary.Shipping.Amount.String(), "4.99"},
		{"unknown to the catalog", totals.Line("3").PricesBreakdown.TotalPriceAfterTax.Amount.String(), "5.00"},
	} {
		if f.got != f.want {
			t.Errorf("%s = %s, want %s", f.name, f.got, f.want)
		}
	}
}

// Goods that nobody has a price for are not left out of a sum in silence.
func TestCalculateTotalsOfUnknownItems(t *testing.T) {
	t.Parallel()
	for name, cat := range map[string]catalog.Catalog{"none": nil, "another": products(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := shop(t, func(cfg *pricing.Config) { cfg.Catalog = cat })
			_, err := c.CalculateTotals(t.Context(), request(t, `{"lineItems": [
				{"id": "1", "quantity": 2, "catalogReference": {"catalogItemId": "tea", "appId": "APP"}, "price": "7.00"},
				{"id": "2", "quantity": 2, "catalogReference": {"catalogItemId": "tea", "appId": "APP"}},
				{"id": "3", "quantity": 2, "catalogReference": {"catalogItemId": "ink"}}
			]}`))
			want := []string{"lineItems[1].catalogReference.catalogItemId VALIDATION", "lineItems[2].catalogReference.catalogItemId VALIDATION"}
			if diff := cmp.Diff(want, violations(err)); diff != "" {
				t.Errorf("CalculateTotals() = %v differs (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestCalculateTotalsWhileCatalogFails(t *testing.T) {
	t.Parallel()
	c := shop(t, func(cfg *pricing.Config) {
		cfg.Catalog = catalog.Func(func(context.Context, catalog.Request) (catalog.Response, error) {
			return catalog.Response{}, errors.New("down")
		})
	})
	totals, err := c.CalculateTotals(t.Context(), request(t, `{"lineItems": [
		{"id": "1", "quantity": 2, "catalogReference": {"catalogItemId": "tea", "appId": "APP"}, "price": "7.00"},
		{"id": "2", "quantity": 2, "catalogReference": {"catalogItemId": "tea", "appId": "APP"}}
	], "merchantDiscounts": [{"percentage": 10, "lineItemIds": ["2"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.PriceSummary.Subtotal.Amount.String(); got != "14.00" || len(totals.CalculatedLineItems) != 1 {
		t.Errorf("subtotal = %s of %d lines, want 14.00 of the line with its own price", got, len(totals.CalculatedLineItems))
	}
	problems := totals.CalculationErrors.OrderValidationErrors
	if len(problems) != 1 || problems[0].Code != pricing.CodeCatalogFailed || problems[0].Data["lineItemId"] != "2" {
		t.Errorf("errors %+v, want one for the other line", problems)
	}
}

func TestCalculateTotalsChecksAmounts(t *testing.T) {
	t.Parallel()
	_, err := shop(t).CalculateTotals(t.Context(), request(t, `{
		"lineItems": [{"id": "1", "quantity": 1, "price": "1.005"}, {"id": "2", "quantity": 1, "price": "1.00", "discount": "0.001"}],
		"shippingPrice": "4.999", "shippingDiscount": {"amount": "0.001"}, "merchantDiscounts": [{"amount": "0.001"}]
	}`))
	want := []string{
		"lineItems[0].price DECIMAL_MAX_SCALE", "lineItems[1].discount DECIMAL_MAX_SCALE", "merchantDiscounts[0].amount DECIMAL_MAX_SCALE",
		"shippingPrice DECIMAL_MAX_SCALE", "shippingDiscount.amount DECIMAL_MAX_SCALE",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("CalculateTotals() = %v differs (-want +got):\n%s", err, diff)
	}
}

// cards holds one gift card of 50.00.
type cards struct{}

func (cards) GiftCard(_ context.Context, code string, at time.Time) (pricing.GiftCardInput, error) {
	if code != "GIFT-1234-5678" {
		return pricing.GiftCardInput{}, giftcard.Refuse(giftcard.CodeNotFound, "no such card")
	}
	if !at.Equal(noon) {
		return pricing.GiftCardInput{}, fault.New(fault.State, "GIFT_CARD_EXPIRED", "expired")
	}
	return pricing.GiftCardInput{ID: "g", ObfuscatedCode: "****5678", Balance: usd("50.00")}, nil
}

func TestGiftCards(t *testing.T) {
	t.Parallel()
	c := shop(t, func(cfg *pricing.Config) { cfg.GiftCards, cfg.Fees = cards{}, nil })
	const lines = `"lineItems": [{"id": "1", "quantity": 1, "price": "40.00"}, {"id": "2", "quantity": 1, "price": "30.00", "paymentOption": "FULL_PAYMENT_OFFLINE"}]`
	tests := []struct{ name, more, paid, after, nowAfter, code string }{
		{"all of it", `"giftCardCode": "GIFT-1234-5678"`, "50.00", "20.00", "0.00", ""},
		{"a part", `"giftCardCode": "GIFT-1234-5678", "giftCardRedeemAmount": "15"`, "15.00", "55.00", "25.00", ""},
		{"in the list", `"giftCards": [{"code": "GIFT-1234-5678", "redeemAmount": 45}]`, "45.00", "25.00", "0.00", ""},
		{"unknown", `"giftCardCode": "NO"`, "", "70.00", "40.00", giftcard.CodeNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			totals, err := c.CalculateTotals(t.Context(), request(t, "{"+lines+","+tt.more+"}"))
			if err != nil {
				t.Fatal(err)
			}
			if err := pricing.Check(totals); err != nil {
				t.Error(err)
			}
			paid, code := "", ""
			if totals.GiftCard != nil {
				paid = totals.GiftCard.Amount.Amount.String()
			}
			if totals.CalculationErrors != nil {
				code = totals.CalculationErrors.GiftCardCalculationError.Code()
			}
			got := []string{paid, totals.TotalAfterGiftCard.Amount.String(), totals.PayNowTotalAfterGiftCard.Amount.String(), code}
			if diff := cmp.Diff([]string{tt.paid, tt.after, tt.nowAfter, tt.code}, got); diff != "" {
				t.Errorf("paid, after, now after, error differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPaymentSplit(t *testing.T) {
	t.Parallel()
	in := newYork(line("sofa", 2, "500.00"), line("class", 1, "80.00"), line("club", 1, "10.00"))
	in.Lines[0].PaymentOption, in.Lines[0].DepositAmount = item.DepositOnline, usd("100.00")
	in.Lines[1].PaymentOption = item.FullPaymentOffline
	in.Lines[2].FreeTrial = true
	totals, err := shop(t, func(c *pricing.Config) { c.Rules = nil }).Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := pricing.Check(totals); err != nil {
		t.Error(err)
	}
	got := fmt.Sprintf("%s %s %s | %s %s | %s", totals.PayNow.Subtotal.Amount, totals.PayNow.Tax.Amount, totals.PayNow.Total.Amount,
		totals.PayLater.Subtotal.Amount, totals.PayLater.Total.Amount, totals.PayAfterFreeTrial.Total.Amount)
	// Shipping is free above 500; the fees are 2.00, taxed, and 1 % of 1090.00.
	if want := "200.00 17.17 230.07 | 880.00 954.80 | 10.85"; got != want {
		t.Errorf("payments = %s, want %s", got, want)
	}
}
