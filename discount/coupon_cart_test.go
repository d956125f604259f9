// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
)

// A cart and a checkout have one coupon: another takes its place.
func TestOneCoupon(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	half := &discount.Coupon{Code: "HALF", PercentOffRate: discount.MustPercentage("50")}
	for _, c := range []*discount.Coupon{tenOff("TEN"), half} {
		if _, err := s.Coupons.CreateCoupon(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	ann := ecomtest.Visitor(t.Context(), 1)
	fill(t, s, ann)
	for _, code := range []string{"ten", "half"} {
		if _, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: code}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := s.CurrentCart.GetCurrentCart(ann)
	if err != nil || len(c.AppliedDiscounts) != 1 || c.AppliedDiscounts[0].Coupon.Code != "HALF" {
		t.Errorf("the cart has %+v, %v, want the second coupon", c.AppliedDiscounts, err)
	}
	co, err := s.Checkout(ann)
	if err != nil {
		t.Fatal(err)
	}
	if err = giveCode(ann, s, co.ID, "TEN"); err != nil {
		t.Fatal(err)
	}
	if co, err = s.Checkouts.GetCheckout(ann, co.ID); err != nil || len(co.AppliedDiscounts) != 1 || co.AppliedDiscounts[0].Coupon.Code != "TEN" {
		t.Errorf("the checkout has %+v, %v, want the last coupon", co.AppliedDiscounts, err)
	}
	// One that does not hold leaves the one that there is.
	wantCode(t, "a bad code", giveCode(ann, s, co.ID, "NONE"), fault.NotFound, discount.CodeCouponDoesNotExist)
	placed, err := s.Checkouts.CreateOrder(ann, co.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := placed.Order().PriceSummary.Total.Amount.String(); got != "4.50" {
		t.Errorf("the order costs %s, want 4.50", got)
	}
}

// Gift cards cannot be bought with a coupon.
func TestNoCouponForGiftCards(t *testing.T) {
	t.Parallel()
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "card", Name: "Gift card", Price: "50.00", ItemType: string(item.PresetGiftCard)},
		{ID: "ebook", Name: "E-book", Price: "5.00", ItemType: string(item.PresetDigital)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Catalog = products })
	if _, err := s.Coupons.CreateCoupon(t.Context(), tenOff("TEN")); err != nil {
		t.Fatal(err)
	}
	ann := ecomtest.Visitor(t.Context(), 1)
	fill(t, s, ann)
	if _, err := s.CurrentCart.AddToCurrentCart(ann, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("card", 1)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: "TEN"}); err != nil {
		t.Fatal(err)
	}
	totals, err := s.CurrentCart.EstimateCurrentCartTotals(ann, cart.EstimateTotalsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.CalculationErrors.CouponCalculationError.Code(); got != pricing.CodeCouponWithGiftCardPurchase || totals.PriceSummary.Total.Amount.String() != "55.00" {
		t.Errorf("the cart costs %v with %q, want 55.00 with %s", totals.PriceSummary.Total.Amount, got, pricing.CodeCouponWithGiftCardPurchase)
	}
	co, err := s.Checkout(ann)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Checkouts.CreateOrder(ann, co.ID, nil)
	wantCode(t, "ordering", err, fault.State, "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD")
	if _, err := s.Checkouts.RemoveCoupon(ann, co.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Checkouts.CreateOrder(ann, co.ID, &checkout.CreateOrderOptions{}); err != nil {
		t.Errorf("without the coupon: %v", err)
	}
}

// Buy X get Y as a coupon that is kept.
func TestKeptCouponKinds(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	for _, tt := range []struct {
		edit func(*discount.Coupon)
		want string // of three e-books and two plates, 32.00
	}{
		{func(c *discount.Coupon) { c.PercentOffRate = discount.MustPercentage("12.5") }, "27.99"}, // each line is rounded
		{func(c *discount.Coupon) { c.MoneyOffAmount = discount.MustValue("3.00") }, "29.00"},
		{func(c *discount.Coupon) {
			c.MoneyOffAmount, c.Scope = discount.MustValue("1.00"), &discount.CouponScope{CatalogItemIDs: []string{"ebook"}}
		}, "29.00"},
		{func(c *discount.Coupon) { c.PercentOffRate, c.LimitedToOneItem = discount.MustPercentage("100"), true }, "27.00"},
		{func(c *discount.Coupon) {
			c.FixedPriceAmount, c.Scope = discount.MustValue("4.00"), &discount.CouponScope{CatalogItemIDs: []string{"plate"}}
		}, "23.00"},
		{func(c *discount.Coupon) { c.FreeShipping = true }, "32.00"},
		{func(c *discount.Coupon) {
			c.BuyXGetY, c.Scope = &discount.CouponBuyXGetY{X: 2, Y: 1}, &discount.CouponScope{CatalogItemIDs: []string{"ebook"}}
		}, "27.00"},
	} {
		c := &discount.Coupon{Code: "C"}
		tt.edit(c)
		kept, err := s.Coupons.CreateCoupon(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		totals := priceOf(t, s.Twin(), func(r *pricing.Request) {
			r.CouponCode, r.LineItems[0].Quantity = "C", 3
			r.LineItems = append(r.LineItems, pricing.RequestLine{ID: "2", Quantity: 2, CatalogReference: s.Line("plate", 1).CatalogReference})
		})
		if got := totals.PriceSummary.Total.Amount.String(); got != tt.want || totals.AppliedDiscounts[0].Coupon == nil {
			t.Errorf("%+v: total = %s, want %s", c, got, tt.want)
		}
		if err := s.Coupons.DeleteCoupon(t.Context(), kept.ID); err != nil {
			t.Fatal(err)
		}
	}
}
