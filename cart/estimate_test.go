// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/pricing"
)

const kitchenRule = `[{"id":"55555555-5555-4555-8555-555555555555","name":"Kitchen week","createdDate":"2026-01-01T00:00:00Z","discounts":{"values":[
	{"targetType":"SPECIFIC_ITEMS","specificItemsInfo":{"scopes":[{"id":"s","type":"CATALOG_ITEM","catalogItemFilter":{"catalogAppId":"` + appID + `","catalogItemIds":["mug"]}}]},
	"discountType":"PERCENTAGE","percentage":20}]}}]`

func TestRulesLowerLines(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{rules: kitchenRule, conversion: "0.50"})
	r, err := s.current.AddToCurrentCart(ann(t.Context()), add(line("mug", 3), line("shirt", 1)))
	if err != nil {
		t.Fatal(err)
	}
	l := r.Cart.LineItems[0]
	for _, c := range []struct{ name, got, want string }{
		{"fullPrice", l.FullPrice.Amount.String(), "30.00"},
		{"priceBeforeDiscounts", l.PriceBeforeDiscounts.Amount.String(), "25.00"},
		{"price", l.Price.Amount.String(), "20.00"},
		{"lineItemPrice", l.LineItemPrice.Amount.String(), "60.00"},
		{"lineItemPrice, converted", l.LineItemPrice.FormattedConvertedAmount(), "€30.00"},
		{"the shirt", r.Cart.LineItems[1].LineItemPrice.Amount.String(), "10.00"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %s, want %s", c.name, c.got, c.want)
		}
	}
	if r.Cart.ConversionCurrency.Code() != "EUR" || r.Cart.PaymentCurrency.Code() != "USD" {
		t.Errorf("the cart is converted to %s and paid in %s", r.Cart.ConversionCurrency, r.Cart.PaymentCurrency)
	}
}

func TestEstimateTotals(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{rules: kitchenRule, coupons: `[{"code":"TEN","percentOffRate":10}]`})
	ctx := ann(t.Context())
	r, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 3), line("shirt", 2), line("trip", 1)}, CouponCode: "TEN"})
	if err != nil {
		t.Fatal(err)
	}
	s.events.take()
	got, err := s.EstimateTotals(ctx, r.Cart.ID, cart.EstimateTotalsRequest{
		ShippingAddress: &contact.Address{Country: "US"},
		SelectedMemberships: &pricing.SelectedMemberships{Memberships: []pricing.SelectedMembership{
			{ID: "gold", AppID: appID, LineItemIDs: []string{r.Cart.LineItems[0].ID}},
		}},
	})
	if err != nil {
		t.Fatalf("EstimateTotals() = %v", err)
	}
	// 3 × 25 + 2 × 10 + 100 = 195; the rule takes 15, the coupon 10 % of 180.
	for _, c := range []struct{ name, got, want string }{
		{"subtotal", got.PriceSummary.Subtotal.Amount.String(), "195.00"},
		{"discount", got.PriceSummary.Discount.Amount.String(), "33.00"},
		{"total", got.PriceSummary.Total.Amount.String(), "162.00"},
		{"payNow", got.PayNow.Total.Amount.String(), "92.00"}, // 72 for goods, 20 deposit
		{"payLater", got.PayLater.Total.Amount.String(), "70.00"},
		{"the mugs", got.CalculatedLineItems[0].PricesBreakdown.TotalPriceAfterTax.Amount.String(), "54.00"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %s, want %s", c.name, c.got, c.want)
		}
	}
	if len(got.AppliedDiscounts) != 2 || len(got.CalculatedLineItems) != 3 || got.Cart.ID != r.Cart.ID || got.Violations == nil {
		t.Errorf("EstimateTotals() = %+v", got)
	}
	if o := got.MembershipOptions; o == nil || len(o.SelectedMemberships) != 1 || o.SelectedMemberships[0].ID != "gold" {
		t.Errorf("membership options = %+v, want the one selected", o)
	}
	if evs := s.events.take(); len(evs) != 0 {
		t.Errorf("an estimate raised %v", evs)
	}

	// The wire form has the members of the platform's answer.
	var wire map[string]any
	if err := json.Unmarshal([]byte(encode(t, got)), &wire); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"cart", "calculatedLineItems", "priceSummary", "taxSummary", "appliedDiscounts", "weightUnit", "currency", "payNow", "payLater",
		"membershipOptions", "additionalFees", "violations",
	} {
		if _, ok := wire[name]; !ok {
			t.Errorf("the answer has no %s", name)
		}
	}
	if list, ok := wire["membershipOptions"].(map[string]any)["selectedMemberships"].([]any); !ok || len(list) != 1 {
		t.Errorf("selectedMemberships = %v, want a list", wire["membershipOptions"])
	}
}

// A coupon that stopped to hold is an entry of the errors, not a failure.
func TestEstimateWithABadCoupon(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{coupons: `[{"code":"SOON","expirationTime":"2026-01-05T10:00:00Z","percentOffRate":10}]`})
	ctx := ann(t.Context())
	if _, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.current.UpdateCurrentCart(ctx, cart.UpdateCartRequest{CouponCode: "SOON"}); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(2 * 60 * 60 * 1e9)
	got, err := s.current.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
	if err != nil {
		t.Fatalf("EstimateCurrentCartTotals() = %v", err)
	}
	if code := got.CalculationErrors.CouponCalculationError.Code(); code != "ERROR_COUPON_HAS_EXPIRED" {
		t.Errorf("the coupon's error is %q", code)
	}
	if got.PriceSummary.Total.Amount.String() != "25.00" || got.Cart.CouponCode() != "SOON" {
		t.Errorf("total %v with coupon %q, want 25.00 with it still there", got.PriceSummary.Total.Amount, got.Cart.CouponCode())
	}
}

func TestEstimateOfAnEmptyCart(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	if _, err := s.current.AddToCurrentCart(ctx, add()); err != nil {
		t.Fatal(err)
	}
	got, err := s.current.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
	if err != nil || !got.PriceSummary.Total.Amount.IsZero() {
		t.Errorf("EstimateCurrentCartTotals() = %+v, %v", got, err)
	}
}

func TestEstimateNamesEveryViolation(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	c := fill(t, s)
	_, err := s.EstimateTotals(ann(t.Context()), c.ID, cart.EstimateTotalsRequest{
		SelectedShippingOption: &pricing.SelectedShippingOption{}, ShippingAddress: &contact.Address{Country: "Atlantis"},
		SelectedMemberships: &pricing.SelectedMemberships{Memberships: []pricing.SelectedMembership{{AppID: "x"}}},
	})
	want := []string{
		"selectedShippingOption.code MIN_LENGTH", "shippingAddress.country FORMAT",
		"selectedMemberships.memberships[0].id MIN_LENGTH", "selectedMemberships.memberships[0].appId FORMAT",
		"selectedMemberships.memberships[0].lineItemIds MIN_SIZE",
	}
	if diff := cmp.Diff(want, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}
