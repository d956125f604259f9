// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/pricing"
)

// uses tells how often coupons were used: FEW five times, ONCE once by ann.
type uses struct{ err error }

func (u uses) Uses(_ context.Context, of []discount.Use) ([]discount.Uses, error) {
	list := make([]discount.Uses, len(of))
	for i, use := range of {
		if use.ID == "FEW" {
			list[i].Total = 5
		}
		if slices.Contains(use.Customer, "ann@example.com") || slices.Contains(use.Customer, "member") {
			list[i].ByBuyer = 1
		}
	}
	return list, u.err
}

func TestCoupons(t *testing.T) {
	t.Parallel()
	cart := func() *pricing.Input { return newYork(line("mug", 2, "10.00"), line("tea", 1, "30.00")) }
	tests := []struct {
		code     string
		discount string // taken off beside the rule's 3.00
		edit     func(*pricing.Input)
		want     string // the code of the error
	}{
		{code: "SAVE10", discount: "10.00"},
		{code: "save10", discount: "10.00"},
		{code: "NONE", want: discount.CodeCouponDoesNotExist},
		{code: "OVER", want: discount.CodeCouponHasExpired},
		{code: "SOON", want: discount.CodeCouponIsNotActiveYet},
		{code: "OFF", want: discount.CodeCouponIsDisabled},
		{code: "FEW", want: discount.CodeCouponUsageExceeded},
		{code: "ONCE", discount: "4.70"},
		{code: "ONCE", edit: func(in *pricing.Input) { in.Buyer.Email = "ann@example.com" }, want: discount.CodeCouponLimitPerCustomerReached},
		{code: "ONCE", edit: func(in *pricing.Input) { in.Buyer.MemberID = "member" }, want: discount.CodeCouponLimitPerCustomerReached},
		{code: "BIG", want: discount.CodeCouponNotApplicable},
		{code: "BIG", edit: func(in *pricing.Input) { in.Lines[1].Quantity = 3 }, discount: "21.40"},
		{code: "CHEAPEST", discount: "4.25"},
		{code: "MUGS", discount: "4.00"},
		{code: "NINE", discount: "0.00"}, // mugs cost 8.50 after the rule; a fixed price never raises
		{code: "MUGS", edit: func(in *pricing.Input) { in.Lines = in.Lines[1:] }, want: discount.CodeCouponNotApplicable},
		{code: "SHIPFREE", discount: "4.99"},
		{code: "SAVE10", edit: func(in *pricing.Input) { in.Lines[1].ItemType = item.Of(item.PresetGiftCard) }, want: pricing.CodeCouponWithGiftCardPurchase},
	}
	c := shop(t, func(cfg *pricing.Config) { cfg.Usage = uses{} })
	for _, tt := range tests {
		t.Run(tt.code+tt.want, func(t *testing.T) {
			t.Parallel()
			in := cart()
			in.CouponCode = tt.code
			if tt.edit != nil {
				tt.edit(in)
			}
			totals, err := c.Calculate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if err := pricing.Check(totals); err != nil {
				t.Error(err)
			}
			var coupon *pricing.AppliedCoupon
			for _, d := range totals.AppliedDiscounts {
				if d.Coupon != nil {
					coupon = d.Coupon
				}
			}
			if tt.want != "" {
				if totals.CalculationErrors == nil {
					t.Fatalf("no calculation error, want %s", tt.want)
				}
				if got := totals.CalculationErrors.CouponCalculationError.Code(); got != tt.want || coupon != nil {
					t.Errorf("error %s, coupon %v, want %s and none", got, coupon, tt.want)
				}
				return
			}
			if totals.CalculationErrors != nil {
				t.Fatalf("CalculationErrors = %+v, want none", totals.CalculationErrors)
			}
			if coupon == nil || coupon.Amount.Amount.String() != tt.discount {
				t.Errorf("coupon %+v, want %s off", coupon, tt.discount)
			}
		})
	}
}

func TestCouponWhenUsesAreUnknown(t *testing.T) {
	t.Parallel()
	c := shop(t, func(cfg *pricing.Config) { cfg.Usage = uses{err: fault.New(fault.Unavailable, "", "no answer")} })
	in := newYork(line("mug", 1, "10.00"))
	in.CouponCode = "FEW"
	totals, err := c.Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.CalculationErrors.CouponCalculationError.Code(); got != "UNAVAILABLE" {
		t.Errorf("coupon error %q, want UNAVAILABLE", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Calculate(ctx, in); !errors.Is(err, context.Canceled) {
		t.Errorf("Calculate() = %v with a canceled context, want context.Canceled", err)
	}
}

func TestFreeShippingKeepsThePrice(t *testing.T) {
	t.Parallel()
	in := newYork(line("tea", 1, "30.00"))
	in.CouponCode = "SHIPFREE"
	totals, err := shop(t).Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	cost := totals.ShippingInfo.SelectedCarrierServiceOption.Cost
	for _, f := range []struct{ name, got, want string }{
		{"shipping", totals.PriceSummary.Shipping.Amount.String(), "4.99"},
		{"discount", totals.PriceSummary.Discount.Amount.String(), "4.99"},
		{"shipping tax", cost.TaxDetails.TotalTax.Amount.String(), "0.00"},
		{"target", string(totals.AppliedDiscounts[0].DiscountType), "SHIPPING"},
	} {
		if f.got != f.want {
			t.Errorf("%s = %s, want %s", f.name, f.got, f.want)
		}
	}
	in.SelectedShippingOption = nil
	if totals, err = shop(t).Calculate(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if len(totals.AppliedDiscounts) != 1 || totals.CalculationErrors != nil {
		t.Errorf("without a shipping option: discounts %+v, errors %+v, want the coupon shown", totals.AppliedDiscounts, totals.CalculationErrors)
	}
}
