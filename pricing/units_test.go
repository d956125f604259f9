// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// unitLines reads lines such as "mug 3 × 25.00".
func unitLines(t *testing.T, cur money.Currency, texts ...string) *pricing.Input {
	t.Helper()
	in := &pricing.Input{At: noon, Explain: true}
	for i, text := range texts {
		var name, price string
		var quantity int
		if _, err := fmt.Sscanf(text, "%s %d × %s", &name, &quantity, &price); err != nil {
			t.Fatal(err)
		}
		in.Lines = append(in.Lines, pricing.Line{
			ID: fmt.Sprint(i), Quantity: quantity, Price: money.MustParse(price, cur), CatalogReference: item.CatalogReference{CatalogItemID: name, AppID: appID},
		})
	}
	return in
}

// fileRules reads rules as they stand in a shop file, without their names. mugs
// stands in them for a scope, and all for another.
func fileRules(t *testing.T, texts ...string) []*discount.Rule {
	t.Helper()
	replace := strings.NewReplacer("on mugs", `"specificItemsInfo": {"scopes": [{"catalogItemFilter": {"catalogItemIds": ["mug"]}}]}`,
		"on all", `"specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}`,
		"of mugs", `"scopes": [{"catalogItemFilter": {"catalogItemIds": ["mug"]}}]`, "of tea", `"scopes": [{"catalogItemFilter": {"catalogItemIds": ["tea"]}}]`)
	rules := make([]*discount.Rule, len(texts))
	for i, text := range texts {
		value, extension, _ := strings.Cut(replace.Replace(text), " & ")
		text = fmt.Sprintf(`{"id": "r%d", "name": "r%[1]d", "discounts": {"values": [{%s}]}`, i, value)
		if extension != "" {
			text += `, "extension": {` + extension + `}`
		}
		if err := json.Unmarshal([]byte(text+"}"), &rules[i]); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return rules
}

// lineItemPrices returns what rules leave of each line.
func lineItemPrices(totals *pricing.Totals) string {
	var list []string
	for i := range totals.CalculatedLineItems {
		list = append(list, totals.CalculatedLineItems[i].PricesBreakdown.LineItemPrice.Amount.String())
	}
	return strings.Join(list, " ")
}

func TestRulesOfUnits(t *testing.T) {
	t.Parallel()
	const bundle = `on all, "quantityBased": {"configurations": [{"quantity": 3, "price": "10"}]}`
	// Buy two, get one for half the price.
	const half = `on all, "percentage": 50 & "buyXGetY": {"buys": {"minimumQuantity": 2}, "gets": {"quantity": 1}}`
	tests := []struct {
		name    string
		policy  money.Policy
		rules   []string
		lines   []string
		want    string // by line, after rules
		skipped string // of the first rule
	}{
		{name: "a bundle", rules: []string{bundle}, lines: []string{"mug 3 × 4.00"}, want: "10.00"},
		{name: "bundles and what is left over", rules: []string{bundle}, lines: []string{"mug 7 × 4.00"}, want: "24.00"},
		{name: "too few for a bundle", rules: []string{bundle}, lines: []string{"mug 2 × 4.00"}, want: "8.00", skipped: "it takes nothing off what is left of the lines in its scope"},
		{name: "the dearest first", rules: []string{bundle}, lines: []string{"tea 1 × 1.00", "mug 2 × 9.00", "cup 1 × 2.00"}, want: "1.00 9.00 1.00"},
		{name: "no bundle raises a price", rules: []string{bundle}, lines: []string{"mug 3 × 5.00", "tea 3 × 1.00"}, want: "10.00 3.00"},
		{name: "a bundle for nothing", rules: []string{strings.Replace(bundle, `"10"`, `"0"`, 1)}, lines: []string{"mug 2 × 5.00", "tea 2 × 1.00"}, want: "0.00 1.00"},
		{name: "a bundle of parts of cents", rules: []string{strings.Replace(bundle, `"10"`, `"9.9949"`, 1)}, lines: []string{"mug 6 × 5.00"}, want: "19.98"},
		{name: "once for the order", policy: money.Policy{Point: money.PointOrder}, rules: []string{strings.Replace(bundle, `"10"`, `"9.9949"`, 1)}, lines: []string{"mug 6 × 5.00"}, want: "19.99"},
		{name: "bundles of what rules left", rules: []string{`on mugs, "percentage": 50`, bundle}, lines: []string{"mug 3 × 8.00"}, want: "10.00"},

		{name: "one of three", rules: []string{half}, lines: []string{"mug 3 × 10.00"}, want: "25.00"},
		{name: "the cheapest", rules: []string{half}, lines: []string{"mug 1 × 10.00", "tea 1 × 4.00", "cup 1 × 6.00"}, want: "10.00 2.00 6.00"},
		{name: "too few", rules: []string{half}, lines: []string{"mug 2 × 10.00"}, want: "20.00", skipped: "too little is bought and left over to be given for it"},
		{name: "again and again", rules: []string{half}, lines: []string{"mug 8 × 10.00"}, want: "70.00"},
		{name: "up to its limit", rules: []string{strings.Replace(half, `"buyXGetY": {`, `"buyXGetY": {"limit": 1, `, 1)}, lines: []string{"mug 8 × 10.00"}, want: "75.00"},
		{
			name: "bought here, given there", lines: []string{"mug 5 × 10.00", "tea 3 × 4.00"}, want: "50.00 4.00",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 2, of mugs}, "gets": {"quantity": 1, of tea}}`},
		},
		{
			name: "nothing to give", lines: []string{"mug 5 × 10.00"}, want: "50.00", skipped: "no line is in its scope",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 2, of mugs}, "gets": {"quantity": 1, of tea}}`},
		},
		{
			name: "all that must be given", lines: []string{"mug 5 × 10.00", "tea 1 × 4.00"}, want: "50.00 4.00", skipped: "too little is bought and left over to be given for it",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 2, of mugs}, "gets": {"quantity": 2, of tea}}`},
		},
		{
			name: "a bought unit is not given", lines: []string{"mug 3 × 2.00", "tea 1 × 4.00"}, want: "4.00 4.00",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 2, of mugs}, "gets": {"quantity": 1}}`},
		},
		{
			name: "what is bought is left", lines: []string{"mug 2 × 2.00", "tea 1 × 4.00"}, want: "4.00 0.00",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 2, of mugs}, "gets": {"quantity": 1}}`},
		},
		{
			name: "spent", lines: []string{"mug 4 × 10.00", "tea 3 × 4.00"}, want: "40.00 4.00",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumSpend": "20", of mugs}, "gets": {"quantity": 1, of tea}}`},
		},
		{
			name: "not quite spent twice", lines: []string{"mug 4 × 10.00", "tea 3 × 4.00"}, want: "40.00 8.00",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumSpend": "20.0001", of mugs}, "gets": {"quantity": 1, of tea}}`},
		},
		{
			name: "spent on what is not given", lines: []string{"mug 3 × 10.00"}, want: "20.00",
			rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumSpend": "20"}, "gets": {"quantity": 1}}`},
		},
		{
			name: "spent before discounts", lines: []string{"mug 2 × 10.00", "tea 1 × 4.00"}, want: "2.00 0.00",
			rules: []string{`on mugs, "percentage": 90`, `on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumSpend": "20", of mugs}, "gets": {"quantity": 1, of tea}}`},
		},
		{
			name: "a fixed price for what is given", lines: []string{"mug 3 × 10.00"}, want: "21.00",
			rules: []string{`on all, "fixedPrice": "1" & "buyXGetY": {"buys": {"minimumQuantity": 2}, "gets": {"quantity": 1}}`},
		},
		{
			name: "a sum off each that is given", lines: []string{"mug 6 × 10.00"}, want: "54.00",
			rules: []string{`on all, "fixedAmount": "3" & "buyXGetY": {"buys": {"minimumQuantity": 2}, "gets": {"quantity": 1}}`},
		},
		{name: "what is free is not given again", rules: []string{half}, lines: []string{"gift 3 × 0.00", "mug 1 × 10.00"}, want: "0.00 5.00"},

		{name: "the lowest price", rules: []string{`on all, "percentage": 50 & "appliesTo": "LOWEST_PRICED_ITEM"`}, lines: []string{"mug 3 × 10.00", "tea 2 × 4.00"}, want: "30.00 6.00"},
		{name: "of several the first", rules: []string{`on all, "fixedAmount": "1" & "appliesTo": "LOWEST_PRICED_ITEM"`}, lines: []string{"mug 1 × 4.00", "tea 2 × 4.00"}, want: "3.00 8.00"},
		{name: "lowest of nothing", rules: []string{`on all, "fixedAmount": "1" & "appliesTo": "LOWEST_PRICED_ITEM"`}, lines: []string{"gift 1 × 0.00"}, want: "0.00", skipped: "it takes nothing off what is left of the lines in its scope"},

		{name: "in order of priority", rules: []string{`on all, "fixedAmount": "2"`, `on all, "percentage": 50 & "priority": 1`}, lines: []string{"mug 1 × 10.00"}, want: "3.00"},
		{name: "an exclusive rule is alone", rules: []string{`on all, "percentage": 50`, `on mugs, "fixedAmount": "1" & "exclusive": true`}, lines: []string{"mug 1 × 10.00", "tea 1 × 4.00"}, want: "9.00 2.00"},
		{
			name: "one that comes late leaves the others their lines", want: "5.00 4.00", skipped: "another rule lowers the lines in its scope, and one of the two is exclusive",
			rules: []string{`on mugs, "fixedAmount": "1" & "exclusive": true`, `on all, "percentage": 50 & "priority": 1`, `on mugs, "fixedAmount": "3"`, `on all, "fixedAmount": "1" & "exclusive": true, "priority": -1`},
			lines: []string{"mug 1 × 16.00", "tea 1 × 8.00"},
		},
		{name: "closed", rules: []string{`on all, "percentage": 50 & "timeWindows": [{"dayOfWeek": "FRI", "startTime": "12:01", "endTime": "12:00"}]`}, lines: []string{"mug 1 × 10.00"}, want: "10.00", skipped: "none of its time windows is open"},

		{name: "not below the floor", rules: []string{`on all, "percentage": 50`, `on mugs, "fixedAmount": "3" & "floorPrices": {"mug": "4"}`}, lines: []string{"mug 2 × 10.00", "tea 1 × 4.00"}, want: "8.00 2.00"},
		{name: "below the floor already", rules: []string{`on all, "percentage": 50 & "floorPrices": {"mug": "12"}`}, lines: []string{"mug 2 × 10.00"}, want: "20.00", skipped: "it takes nothing off what is left of the lines in its scope"},
		{name: "given for the floor price", rules: []string{`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 2}, "gets": {"quantity": 1}}, "floorPrices": {"mug": "4"}`}, lines: []string{"mug 3 × 10.00"}, want: "24.00"},
		{name: "a bundle for floor prices", rules: []string{bundle + ` & "floorPrices": {"mug": "4"}`}, lines: []string{"mug 2 × 5.00", "tea 1 × 5.00"}, want: "8.57 1.43"},
		{name: "all of it above the floor", policy: money.Policy{Point: money.PointOrder}, rules: []string{`on all, "percentage": 50 & "floorPrices": {"mug": "9"}`}, lines: []string{"mug 1 × 10.00", "tea 1 × 4.01"}, want: "9.00 2.00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := pricing.New(pricing.Config{Currency: money.USD, Policy: tt.policy, Rules: compileRules(t, money.USD, fileRules(t, tt.rules...)...)})
			if err != nil {
				t.Fatal(err)
			}
			totals, err := c.Calculate(t.Context(), unitLines(t, money.USD, tt.lines...))
			if err != nil {
				t.Fatal(err)
			}
			if got := lineItemPrices(totals); got != tt.want {
				t.Errorf("lines cost %s, want %s", got, tt.want)
			}
			var skipped string
			for _, s := range totals.Explanation.Skipped {
				if s.ID == "r0" {
					skipped = s.Reason
				}
			}
			if diff := cmp.Diff(tt.skipped, skipped); diff != "" {
				t.Errorf("the first rule is skipped for another reason (-want +got):\n%s", diff)
			}
			if err := pricing.Check(totals); err != nil {
				t.Errorf("Check() = %v", err)
			}
			checkTrace(t, totals)
		})
	}
}

func TestCouponsOfUnits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		coupon discount.Coupon
		lines  []string
		want   string // discount
		reason string
	}{
		{"buy 2 get 1", discount.Coupon{BuyXGetY: &discount.CouponBuyXGetY{X: 2, Y: 1}}, []string{"mug 2 × 10.00", "tea 1 × 4.00"}, "4.00", ""},
		{"twice", discount.Coupon{BuyXGetY: &discount.CouponBuyXGetY{X: 2, Y: 1}}, []string{"mug 4 × 10.00", "tea 3 × 4.00"}, "8.00", ""},
		{"in scope", discount.Coupon{BuyXGetY: &discount.CouponBuyXGetY{X: 2, Y: 1}, Scope: &discount.CouponScope{CatalogItemIDs: []string{"mug"}}}, []string{"mug 3 × 10.00", "tea 3 × 4.00"}, "10.00", ""},
		{"too few", discount.Coupon{BuyXGetY: &discount.CouponBuyXGetY{X: 2, Y: 1}}, []string{"mug 2 × 10.00"}, "0.00", "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"},
		{"one item", discount.Coupon{PercentOffRate: discount.MustPercentage("50"), LimitedToOneItem: true}, []string{"mug 2 × 10.00", "tea 3 × 4.00"}, "2.00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := pricing.New(pricing.Config{Currency: money.USD, Coupons: compileCoupon(t, tt.coupon)})
			if err != nil {
				t.Fatal(err)
			}
			in := unitLines(t, money.USD, tt.lines...)
			in.CouponCode = "C"
			totals, err := c.Calculate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if got := totals.PriceSummary.Discount.Amount.String(); got != tt.want {
				t.Errorf("discount = %s, want %s", got, tt.want)
			}
			var reason any = ""
			if e := totals.CalculationErrors; e != nil {
				if e.CouponCalculationError.Code() != discount.CodeCouponNotApplicable {
					t.Errorf("code = %s", e.CouponCalculationError.Code())
				}
				reason = e.CouponCalculationError.ApplicationError.Data["reason"]
			}
			if reason != tt.reason {
				t.Errorf("reason = %v, want %q", reason, tt.reason)
			}
			if tt.coupon.BuyXGetY != nil && tt.reason == "" {
				if got := totals.AppliedDiscounts[0].Coupon.CouponType; got != pricing.CouponTypeBuyXGetY {
					t.Errorf("couponType = %s", got)
				}
			}
		})
	}
}

// What is great stays exact or is refused: 300 lines of 100,000 units each.
func TestUnitsOfGreatCarts(t *testing.T) {
	t.Parallel()
	var lines []string
	for i := range 300 {
		lines = append(lines, fmt.Sprintf("mug 100000 × %d.99", 1+i%7))
	}
	rules := fileRules(t, `on all, "quantityBased": {"configurations": [{"quantity": 7, "price": "1.2345"}]}`,
		`on all, "percentage": 33.3 & "buyXGetY": {"buys": {"minimumSpend": "0.0001"}, "gets": {"quantity": 1}}`,
		`on all, "percentage": 100 & "buyXGetY": {"buys": {"minimumQuantity": 1000000000}, "gets": {"quantity": 1000000000}}`)
	for _, point := range points {
		c, err := pricing.New(pricing.Config{Currency: money.USD, Policy: money.Policy{Point: point}, Rules: compileRules(t, money.USD, rules...)})
		if err != nil {
			t.Fatal(err)
		}
		totals, err := c.Calculate(t.Context(), unitLines(t, money.USD, lines...))
		if err != nil {
			t.Fatal(err)
		}
		if err := pricing.Check(totals); err != nil {
			t.Errorf("Check() = %v", err)
		}
		if n := len(totals.AppliedDiscounts); n != 2 {
			t.Errorf("%d rules apply, want 2", n)
		}
	}
}
